use crate::report::escape::is_hostile;
use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, PrettyFormatter};
use std::io::{self, Write};

/// Indented JSON in which every character that could act on a terminal is a `\u` escape. The value is the same; a
/// report shown with `cat` is as harmless as the text report. With `ascii`, the rest of Unicode is escaped too.
pub fn print(value: &impl Serialize, ascii: bool) -> String {
    let mut out = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(
        &mut out,
        Harmless {
            pretty: PrettyFormatter::new(),
            ascii,
        },
    );
    // Only a map with keys that are no strings, or a failing writer, could fail; the report has neither.
    if let Err(error) = value.serialize(&mut serializer) {
        debug_assert!(false, "{error}");
    }
    String::from_utf8(out).unwrap_or_default()
}

struct Harmless<'a> {
    pretty: PrettyFormatter<'a>,
    ascii: bool,
}

/// Hands a call on to the indenting formatter.
macro_rules! pretty {
    ($($name:ident($($arg:ident: $type:ty),*)),+ $(,)?) => {
        $(fn $name<W: ?Sized + Write>(&mut self, out: &mut W $(, $arg: $type)*) -> io::Result<()> {
            self.pretty.$name(out $(, $arg)*)
        })+
    };
}

impl Formatter for Harmless<'_> {
    pretty!(
        begin_array(),
        end_array(),
        begin_array_value(first: bool),
        end_array_value(),
        begin_object(),
        end_object(),
        begin_object_key(first: bool),
        begin_object_value(),
        end_object_value(),
        write_char_escape(escape: CharEscape),
    );

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, it)) = rest
            .char_indices()
            .find(|(_, it)| is_hostile(*it) || (self.ascii && !it.is_ascii()))
        {
            out.write_all(&rest.as_bytes()[..at])?;
            for unit in it.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + it.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_escaped_and_read_back_the_same() {
        for name in [
            "\x1b[31m",
            "\u{9b}2J",
            "a\u{202e}b",
            "\u{e0041}",
            "quote \" \\ \n",
            "ä·田",
        ] {
            for ascii in [false, true] {
                let text = print(&name, ascii);
                assert_eq!(serde_json::from_str::<String>(&text).unwrap(), name);
                assert!(!text.chars().any(is_hostile), "{text}");
                assert!(!ascii || text.is_ascii(), "{text}");
            }
        }
    }
}

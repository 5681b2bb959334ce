//! A few members of an entry, found by name without reading the rest of it. Good enough to count and to choose by;
//! what is chosen is parsed.
use memchr::memmem::Finder;

/// A member under the names it has in the several forms.
pub(super) struct Key {
    names: Vec<(Finder<'static>, usize)>,
    /// Which name the last entry had: the next one has it too.
    usual: usize,
}

impl Key {
    pub fn new(names: &'static [&'static str]) -> Self {
        Key {
            names: names.iter().map(|it| (Finder::new(it), it.len())).collect(),
            usual: 0,
        }
    }

    /// The first value under one of the names that is a text, a number or a word; as it is written, without quotation
    /// marks.
    pub fn find<'e>(&mut self, entry: &'e [u8]) -> Option<&'e [u8]> {
        let count = self.names.len();
        for n in 0..count {
            let which = (self.usual + n) % count;
            let (finder, length) = self.names.get(which)?;
            let mut from = 0;
            while let Some(at) = entry.get(from..).and_then(|it| finder.find(it)) {
                let at = from + at;
                from = at + length;
                let quoted = at > 0 && entry.get(at - 1) == Some(&b'"');
                if let Some(value) = entry.get(from..).and_then(value).filter(|_| quoted) {
                    self.usual = which;
                    return Some(value);
                }
            }
        }
        None
    }
}

/// The value behind a key whose closing quotation mark comes next. Inside JSON text, as Log Analytics has it, a
/// backslash stands before each mark.
fn value(rest: &[u8]) -> Option<&[u8]> {
    let rest = rest.strip_prefix(b"\\").unwrap_or(rest);
    let rest = rest.strip_prefix(b"\"")?.trim_ascii_start();
    let rest = rest.strip_prefix(b":")?.trim_ascii_start();
    let unescaped = rest.strip_prefix(b"\\").unwrap_or(rest);
    if let Some(text) = unescaped.strip_prefix(b"\"") {
        let end = memchr::memchr2(b'"', b'\\', text)?;
        return text.get(..end);
    }
    let end = rest
        .iter()
        .position(|it| !it.is_ascii_alphanumeric())
        .unwrap_or(rest.len());
    rest.get(..end).filter(|it| !it.is_empty())
}

pub(super) fn number(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_in_every_form() {
        let mut key = Key::new(&["errorCode", "ResultType"]);
        let mut find = |entry: &str| {
            let found = key.find(entry.as_bytes())?;
            Some(String::from_utf8_lossy(found).into_owned())
        };
        let is = |it: &str| Some(it.to_owned());
        assert_eq!(find(r#"{"status":{"errorCode":53003,"x":1}}"#), is("53003"));
        assert_eq!(find(r#"{"errorCode" : "53003"}"#), is("53003"));
        assert_eq!(find(r#"{"ResultType":"0"}"#), is("0"));
        assert_eq!(find(r#"{"Status":"{\"errorCode\":53003}"}"#), is("53003"));
        assert_eq!(find(r#"{"x":"errorCode","errorCode":1}"#), is("1"));
        assert_eq!(find(r#"{"myerrorCode":2,"errorCode":{"a":3}}"#), None);
        assert_eq!(find(r#"{"errorCode":"#), None);
        assert_eq!(find("errorCode"), None);
    }
}

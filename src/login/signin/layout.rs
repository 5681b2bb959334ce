//! What a log looks like from its first bytes.
use super::LogError;
use super::decode::Column;
use serde::Deserialize;

/// Bytes that are looked at. A wrapping begins with a few short members, a CSV with its header.
pub(super) const HEAD: usize = 64 * 1024;

/// How the entries lie. Offsets are of the first byte behind what comes before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// `[…]`
    List { from: u64 },
    /// `{"value": […]}` of Graph, `{"records": […]}` of diagnostic settings.
    /// `more`: the head says that the export has further pages.
    Wrapped { from: u64, more: bool },
    /// `{"tables": [{"columns": […], "rows": […]}]}` of Log Analytics.
    Rows { from: u64, columns: Vec<String> },
    /// One object, or several behind one another.
    Documents,
    /// One object a line.
    Lines,
    Csv {
        from: u64,
        delimiter: u8,
        /// None: a column this tool does not use.
        columns: Vec<Option<Column>>,
    },
}

pub(super) fn of(head: &[u8]) -> Result<Layout, LogError> {
    let mut cursor = Cursor { bytes: head, at: 0 };
    cursor.space();
    let other = |found: &str| {
        Err(LogError::OtherKind {
            found: found.to_owned(),
        })
    };
    match cursor.rest() {
        [] => Err(LogError::Empty),
        [b'[', ..] => Ok(Layout::List {
            from: cursor.at as u64 + 1,
        }),
        [b'{', ..] => Ok(object(cursor)),
        [b'<', ..] => other("an HTML or XML page"),
        [b'P', b'K', 3 | 5, ..] => other("a ZIP archive or Excel workbook"),
        [0x1F, 0x8B, ..] => other("a gzip archive; unpack it first"),
        [b'%', b'P', b'D', b'F', ..] => other("a PDF document"),
        rest => match csv(head, rest) {
            Some(it) => it,
            None => other("something that begins neither like JSON nor like CSV"),
        },
    }
}

fn object(mut cursor: Cursor) -> Layout {
    let begin = cursor.at;
    match members(&mut cursor, true) {
        Found::Value { from, more } => Layout::Wrapped { from, more },
        Found::Rows { from, columns } => Layout::Rows { from, columns },
        Found::Closed => {
            let object = cursor.bytes.get(begin..cursor.at).unwrap_or_default();
            if object.contains(&b'\n') {
                Layout::Documents
            } else {
                Layout::Lines
            }
        }
        Found::Unclear => Layout::Documents,
    }
}

enum Found {
    Value {
        from: u64,
        more: bool,
    },
    Rows {
        from: u64,
        columns: Vec<String>,
    },
    /// The object ended and held neither.
    Closed,
    /// It is malformed or goes beyond the head.
    Unclear,
}

#[derive(Deserialize)]
struct Heading {
    #[serde(alias = "ColumnName")]
    name: String,
}

/// Walks the members of an object up to those that hold entries; `root` or the first of `tables`.
fn members(cursor: &mut Cursor, root: bool) -> Found {
    let (mut more, mut columns) = (false, None);
    cursor.at += 1;
    loop {
        cursor.space();
        if cursor.take(b'}') {
            return Found::Closed;
        }
        let Some(key) = cursor.string() else {
            return Found::Unclear;
        };
        cursor.space();
        if !cursor.take(b':') {
            return Found::Unclear;
        }
        cursor.space();
        let list = cursor.rest().first() == Some(&b'[');
        let from = cursor.at as u64 + 1;
        let is = |name: &str| key.eq_ignore_ascii_case(name.as_bytes());
        if root && list && (is("value") || is("records")) {
            return Found::Value { from, more };
        }
        if root && list && is("tables") {
            cursor.at += 1;
            cursor.space();
            return match cursor.rest().first() {
                Some(b'{') => members(cursor, false),
                _ => Found::Unclear,
            };
        }
        if !root && list && is("rows") {
            return match columns {
                Some(columns) => Found::Rows { from, columns },
                None => Found::Unclear,
            };
        }
        let begin = cursor.at;
        if !cursor.skip_value() {
            return Found::Unclear;
        }
        let value = cursor.bytes.get(begin..cursor.at).unwrap_or_default();
        more |= is("@odata.nextLink") && value.starts_with(b"\"");
        if !root && is("columns") {
            columns = serde_json::from_slice::<Vec<Heading>>(value)
                .ok()
                .map(|it| it.into_iter().map(|it| it.name).collect());
        }
        cursor.space();
        cursor.take(b',');
    }
}

struct Cursor<'h> {
    bytes: &'h [u8],
    at: usize,
}

impl<'h> Cursor<'h> {
    fn rest(&self) -> &'h [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn space(&mut self) {
        let n = self.rest().iter().take_while(|it| it.is_ascii_whitespace());
        self.at += n.count();
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.rest().first() == Some(&byte);
        self.at += usize::from(there);
        there
    }

    /// The inside of a string, escapes as they are.
    fn string(&mut self) -> Option<&'h [u8]> {
        if !self.take(b'"') {
            return None;
        }
        let rest = self.rest();
        let mut escaped = false;
        for (n, byte) in rest.iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    self.at += n + 1;
                    return rest.get(..n);
                }
                _ => {}
            }
        }
        None
    }

    /// False: it goes beyond the head.
    fn skip_value(&mut self) -> bool {
        let mut depth = 0u32;
        loop {
            match self.rest().first() {
                None => return false,
                Some(b'"') => {
                    if self.string().is_none() {
                        return false;
                    }
                }
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                }
                // The end of what holds a number or a word.
                Some(b'}' | b']' | b',') if depth == 0 => return true,
                Some(b'}' | b']') => {
                    depth -= 1;
                    self.at += 1;
                }
                Some(_) => self.at += 1,
            }
        }
    }
}

/// None: no CSV at all.
fn csv(head: &[u8], text: &[u8]) -> Option<Result<Layout, LogError>> {
    let end = memchr::memchr(b'\n', text)?;
    let line = text.get(..end)?;
    let before = head.len() - text.len();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|it| line.iter().filter(|byte| *byte == it).count())?;
    let names = super::decode::fields(line, delimiter);
    if names.len() < 2 {
        return None;
    }
    let columns: Vec<Option<Column>> = names.iter().map(|it| Column::named(it)).collect();
    let known = columns.iter().flatten().count();
    let has = |it: Column| columns.contains(&Some(it));
    if known < 3 || !(has(Column::Code) || has(Column::Correlation)) {
        let mut shown: Vec<String> = names
            .iter()
            .take(4)
            .map(|it| format!("{:.40}", it))
            .collect();
        if names.len() > shown.len() {
            shown.push("…".to_owned());
        }
        return Some(Err(LogError::NotSignIns {
            found: format!("its columns are {}", shown.join(", ")),
        }));
    }
    Some(Ok(Layout::Csv {
        from: (before + end) as u64 + 1,
        delimiter,
        columns,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_by_their_first_bytes() {
        let layout = |text: &str| of(text.as_bytes()).unwrap();
        assert_eq!(layout(" [ {}"), Layout::List { from: 2 });
        assert_eq!(
            layout(r#"{"@odata.context":"a]}\"","x":[{"value":[1]}],"value":[{"#),
            Layout::Wrapped {
                from: 55,
                more: false
            }
        );
        assert_eq!(
            layout(r#"{"@odata.nextLink":"u","value":["#),
            Layout::Wrapped {
                from: 32,
                more: true
            }
        );
        assert_eq!(
            layout(r#"{"tables":[{"name":"P","columns":[{"name":"Id","type":"string"}],"rows":[["#),
            Layout::Rows {
                from: 73,
                columns: vec!["Id".to_owned()]
            }
        );
        assert_eq!(layout("{\"id\":1}\n{\"id\":2}"), Layout::Lines);
        assert_eq!(layout("{\n\"id\":1}\n{\"id\":2}"), Layout::Documents);
        assert_eq!(layout("{\"id\":[["), Layout::Documents);
        assert!(matches!(
            layout("Date (UTC),Correlation ID,Status,Sign-in error code\n"),
            Layout::Csv {
                from: 52,
                delimiter: b',',
                ..
            }
        ));
    }

    #[test]
    fn other_things_are_named() {
        let said = |text: &[u8]| of(text).unwrap_err().to_string();
        assert!(said(b"<!DOCTYPE html>").contains("HTML"));
        assert!(said(b"PK\x03\x04").contains("Excel"));
        assert!(said(b"hello").contains("neither like JSON nor like CSV"));
        assert!(said(b"Name,Price,Weight\n").contains("its columns are Name, Price, Weight"));
        assert!(matches!(of(b" \r\n"), Err(LogError::Empty)));
    }
}

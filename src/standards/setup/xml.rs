//! As much of XML 1.0 as property lists and polkit's policies use: elements, text, comments, declarations, the five
//! entities and character references. No namespaces, no entities of a document's own.

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event<'t> {
    /// `<name …>` with its attributes as written; an empty element is followed by its [`Event::End`].
    Start {
        name: &'t str,
        attributes: &'t str,
    },
    End {
        name: &'t str,
    },
    /// Between tags, entities replaced. White space alone is left out.
    Text(String),
}

/// Why a text is not XML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    #[error("at byte {0}: a tag, comment or declaration that does not end")]
    Unended(usize),
    #[error("at byte {at}: </{found}> where </{due}> belongs")]
    Crossed {
        at: usize,
        found: String,
        due: String,
    },
    #[error("at byte {0}: elements lie more than {DEPTH} deep")]
    Deep(usize),
    #[error("the text ends inside <{0}>")]
    Open(String),
}

/// Elements inside each other; property lists of drivers have 3.
pub(super) const DEPTH: usize = 32;

/// Splits a document into its pieces.
pub(super) fn events(text: &str) -> Result<Vec<Event<'_>>, XmlError> {
    let mut out = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|it| !it.is_empty()) {
        let Some(tag) = rest.strip_prefix('<') else {
            let end = rest.find('<').unwrap_or(rest.len());
            let piece = rest.get(..end).unwrap_or_default();
            if !piece.trim().is_empty() {
                out.push(Event::Text(unescaped(piece)));
            }
            at += end;
            continue;
        };
        let skip = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>"), ("!", ">")];
        if let Some((begin, end)) = skip.iter().find(|it| tag.starts_with(it.0)) {
            let inside = tag.get(begin.len()..).unwrap_or_default();
            let length = inside.find(end).ok_or(XmlError::Unended(at))?;
            if *begin == "![CDATA[" {
                out.push(Event::Text(
                    inside.get(..length).unwrap_or_default().to_owned(),
                ));
            }
            at += 1 + begin.len() + length + end.len();
            continue;
        }
        let length = tag.find('>').ok_or(XmlError::Unended(at))?;
        let inside = tag.get(..length).unwrap_or_default();
        if let Some(name) = inside.strip_prefix('/') {
            let name = name.trim();
            let due = open.pop().unwrap_or_default();
            if name != due {
                return Err(XmlError::Crossed {
                    at,
                    found: shown(name),
                    due: due.to_owned(),
                });
            }
            out.push(Event::End { name });
        } else {
            let empty = inside.ends_with('/');
            let inside = inside.trim_end_matches('/');
            let (name, attributes) = inside
                .split_once(char::is_whitespace)
                .unwrap_or((inside, ""));
            out.push(Event::Start { name, attributes });
            if empty {
                out.push(Event::End { name });
            } else if open.len() >= DEPTH {
                return Err(XmlError::Deep(at));
            } else {
                open.push(name);
            }
        }
        at += 1 + length + 1;
    }
    match open.last() {
        Some(name) => Err(XmlError::Open(shown(name))),
        None => Ok(out),
    }
}

/// The value of an attribute: `id="…"`.
pub(super) fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|it| matches!(it, '"' | '\''))?;
        let inside = after.get(1..)?;
        let end = inside.find(quote)?;
        if name.trim() == wanted {
            return inside.get(..end).map(unescaped);
        }
        rest = inside.get(end + 1..)?;
    }
}

/// Character and entity references replaced (XML 1.0 §4.1, §4.6); what is none stays as it is.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let reference = after
            .split_once(';')
            .filter(|it| it.0.len() <= 8)
            .and_then(|(name, rest)| Some((character(name)?, rest)));
        match reference {
            Some((it, after)) => {
                out.push(it);
                rest = after;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => {
            let number = name.strip_prefix('#')?;
            let value = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(value)?
        }
    })
}

/// As much of a name as belongs into a message.
fn shown(name: &str) -> String {
    name.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_falls_into_its_pieces() {
        let text =
            "<?xml version=\"1.0\"?><!DOCTYPE p><p a='1'>x &amp; &#x41;<!-- <y> --><q/> </p>";
        assert_eq!(
            events(text).unwrap(),
            [
                Event::Start {
                    name: "p",
                    attributes: "a='1'"
                },
                Event::Text("x & A".to_owned()),
                Event::Start {
                    name: "q",
                    attributes: ""
                },
                Event::End { name: "q" },
                Event::End { name: "p" },
            ]
        );
        assert_eq!(attribute("a='1' b = \"2\"", "b").as_deref(), Some("2"));
        assert_eq!(attribute("a='1' b", "b"), None);
    }

    #[test]
    fn what_is_no_xml_is_refused_with_its_place() {
        assert_eq!(
            events("<a><b></a>").unwrap_err().to_string(),
            "at byte 6: </a> where </b> belongs"
        );
        assert_eq!(events("<a>").unwrap_err(), XmlError::Open("a".to_owned()));
        assert_eq!(events("x<!-- ").unwrap_err(), XmlError::Unended(1));
        assert_eq!(
            events(&"<a>".repeat(40)).unwrap_err(),
            XmlError::Deep(32 * 3)
        );
        assert_eq!(events("").unwrap(), []);
        assert_eq!(unescaped("&lt;&bogus;&"), "<&bogus;&");
    }
}

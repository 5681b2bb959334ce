//! HTML as the lines a person sees: tags gone, entities decoded, nothing from scripts and styles. Not a parser of HTML,
//! and none is needed: one pass, whatever the markup.
use std::borrow::Cow;

/// A tag longer than this is taken for text.
const LONGEST_TAG: usize = 64 * 1024;
/// Elements that begin and end a line; `td` and `th` are set apart by a tab.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "body",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "thead",
    "title",
    "tr",
    "ul",
];

/// Others by which HTML is told.
const INLINE: &[&str] = &[
    "a", "b", "button", "i", "script", "span", "strong", "style", "td", "th",
];

/// Whether a text is HTML: it has an end tag, or begins as a document.
pub fn is_html(lower: &str) -> bool {
    let start = lower.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return true;
    }
    lower.match_indices("</").any(|(at, _)| {
        let name = lower.get(at + 2..).unwrap_or_default();
        // The longest name has ten letters.
        let end = name
            .bytes()
            .take(12)
            .take_while(u8::is_ascii_alphanumeric)
            .count();
        let name = name.split_at_checked(end);
        name.is_some_and(|(name, rest)| {
            rest.starts_with('>') && (BLOCKS.contains(&name) || INLINE.contains(&name))
        })
    }) || lower.contains("<br>")
        || lower.contains("<br/>")
}

/// What a person sees and, where asked for, the scripts, with the place in the source at which each line begins.
pub fn seen(html: &str, scripts: bool, mut line: impl FnMut(usize, &str)) {
    let mut text = String::new();
    let mut begins = 0;
    let mut at = 0;
    let mut flush = |text: &mut String, begins: usize| {
        if !text.trim().is_empty() {
            line(begins, text);
        }
        text.clear();
    };
    while let Some(rest) = html.get(at..).filter(|it| !it.is_empty()) {
        let Some(open) = rest.find('<') else {
            put(&mut text, &mut begins, at, rest, &mut flush);
            break;
        };
        let (before, from) = rest.split_at_checked(open).unwrap_or((rest, ""));
        put(&mut text, &mut begins, at, before, &mut flush);
        at += open;
        if from.starts_with("<!--") {
            at += from.find("-->").map_or(from.len(), |it| it + 3);
            continue;
        }
        let Some(length) = tag(from) else {
            put(&mut text, &mut begins, at, "<", &mut flush);
            at += 1;
            continue;
        };
        at += length;
        let inside = from.get(1..length).unwrap_or_default();
        let end = inside.starts_with('/');
        let name: String = inside
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(12)
            .map(|it| it.to_ascii_lowercase())
            .collect();
        match name.as_str() {
            "script" | "style" if !end => {
                let body = html.get(at..).unwrap_or_default();
                let close = close_of(body, &name);
                if scripts && name == "script" {
                    flush(&mut text, begins);
                    for it in super::super::text::lines(body.get(..close).unwrap_or_default()) {
                        text.push_str(it.text);
                        flush(&mut text, at + it.position);
                    }
                }
                at += close;
            }
            "td" | "th" if !end && !text.is_empty() => text.push('\t'),
            it if BLOCKS.contains(&it) => flush(&mut text, begins),
            _ => {}
        }
    }
    flush(&mut text, begins);
}

/// Adds text. A line end in the source is a space for the eye, but where no block element stands, as in a mail that was
/// only partly HTML, it is kept as a line: labels stand at line starts in both.
fn put(
    text: &mut String,
    begins: &mut usize,
    at: usize,
    more: &str,
    flush: &mut impl FnMut(&mut String, usize),
) {
    for it in super::super::text::lines(more) {
        if it.position > 0 {
            flush(text, *begins);
        }
        if text.is_empty() {
            *begins = at + it.position;
        }
        entities(it.text, text);
    }
    if more.ends_with(['\n', '\r']) {
        flush(text, *begins);
    }
}

/// Bytes of the tag that a text begins with; none where it begins with none.
fn tag(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = bytes.get(1)?;
    if !first.is_ascii_alphabetic() && !matches!(first, b'/' | b'!' | b'?') {
        return None;
    }
    let mut quote = None;
    for (n, it) in bytes.iter().enumerate().take(LONGEST_TAG).skip(1) {
        match (quote, it) {
            (None, b'>') => return Some(n + 1),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(*it),
            (Some(open), it) if open == *it => quote = None,
            _ => {}
        }
    }
    None
}

/// Where the end tag of a script or a style begins, or the end of the text.
fn close_of(body: &str, name: &str) -> usize {
    let found = body.match_indices("</").find(|(at, _)| {
        body.get(at + 2..at + 2 + name.len())
            .is_some_and(|it| it.eq_ignore_ascii_case(name))
    });
    found.map_or(body.len(), |it| it.0)
}

/// Appends text with its character references decoded (HTML Standard §13.5); unknown ones stay.
fn entities(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let end = from.bytes().take(12).position(|it| it == b';');
        let decoded = end.and_then(|end| Some((reference(from.get(1..end)?)?, end + 1)));
        let (it, length) = decoded.unwrap_or((Cow::Borrowed("&"), 1));
        out.push_str(&it);
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
}

fn reference(name: &str) -> Option<Cow<'static, str>> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return Some(Cow::Owned(char::from_u32(code.ok()?)?.to_string()));
    }
    Some(Cow::Borrowed(match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" | "rsquo" | "lsquo" => "'",
        "nbsp" | "ensp" | "emsp" | "thinsp" => " ",
        "colon" => ":",
        "ndash" | "mdash" => "-",
        "shy" | "zwnj" | "zwj" => "",
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str, scripts: bool) -> Vec<String> {
        let mut out = Vec::new();
        seen(html, scripts, |_, it| out.push(it.trim().to_owned()));
        out
    }

    #[test]
    fn only_what_is_seen_comes_out() {
        let html = "<!DOCTYPE html><head><title>Sign in</title><style>b{c:d}</style><script>if (a<b) x=\"AADSTS1\"</script></head>\
                    <body><!-- Error Code: 1 --><div class=\"a>b\">Error&nbsp;Code&#58; <b>53003</b></div><table><tr><td>App id</td><td>7</td></tr></table>a<b";
        assert_eq!(
            read(html, false),
            ["Sign in", "Error Code: 53003", "App id\t7", "a<b"]
        );
        assert_eq!(read(html, true).get(1).unwrap(), "if (a<b) x=\"AADSTS1\"");
        assert_eq!(
            read("&amp;lt; &bogus; & &#xZZ;", false),
            ["&lt; &bogus; & &#xZZ;"]
        );
        assert_eq!(read("<script>never closed", false), Vec::<String>::new());
        assert_eq!(read("<div 'never closed", false), ["<div 'never closed"]);
    }

    #[test]
    fn a_line_knows_where_it_began() {
        let html = "<p>one</p>\n<p>two</p>\nthree";
        let mut places = Vec::new();
        seen(html, false, |at, it| places.push((at, it.to_owned())));
        let text: Vec<&str> = places
            .iter()
            .map(|(at, _)| html.get(*at..*at + 3).unwrap())
            .collect();
        assert_eq!(text, ["one", "two", "thr"]);
    }
}

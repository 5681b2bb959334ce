use crate::report::escape::{escape, shorten};
use std::borrow::Cow;

/// Most characters of one text that came from outside, as shown.
const TEXT: usize = 1_500;
/// Bytes from which on lists are cut short, so that the page with its fixed parts stays below 300 KB.
const FULL: usize = 240_000;

/// HTML under construction. Elements are closed where they are opened, and text and attribute values are escaped here:
/// no name from a card or a reader can become markup, and none can reorder or hide what is read.
pub(super) struct Markup {
    out: String,
}

/// Attribute names and values.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Markup {
    pub(super) fn new() -> Markup {
        Markup {
            out: "<!DOCTYPE html>\n".to_owned(),
        }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// An element with what `inner` puts in it.
    pub(super) fn element(
        &mut self,
        tag: &'static str,
        attributes: Attributes<'_>,
        inner: impl FnOnce(&mut Markup),
    ) {
        self.open(tag, attributes);
        inner(self);
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
        if !INLINE.contains(&tag) {
            self.out.push('\n');
        }
    }

    /// An element that has no content (HTML Living Standard §13.1.2, "void elements").
    pub(super) fn void(&mut self, tag: &'static str, attributes: Attributes<'_>) {
        self.open(tag, attributes);
        self.out.push('\n');
    }

    fn open(&mut self, tag: &str, attributes: Attributes<'_>) {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            self.text(value);
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// Text from anywhere.
    pub(super) fn text(&mut self, text: &str) {
        // Cut before it is escaped too, so that a text of megabytes costs nothing.
        let cut: Cow<'_, str> = shorten(text, TEXT);
        let clean = escape(&cut, false);
        for it in shorten(&clean, TEXT).chars() {
            match it {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                it => self.out.push(it),
            }
        }
    }

    /// Between two lines of preformatted text.
    pub(super) fn line_break(&mut self) {
        self.out.push('\n');
    }

    /// A style sheet of our own.
    pub(super) fn style(&mut self, sheet: &'static str) {
        self.out.push_str("<style>");
        self.out.push_str(sheet);
        self.out.push_str("</style>\n");
    }

    /// An element with nothing but text in it.
    pub(super) fn say(&mut self, tag: &'static str, text: &str) {
        self.element(tag, &[], |it| it.text(text));
    }

    /// The same, of a class.
    pub(super) fn say_as(&mut self, tag: &'static str, class: &str, text: &str) {
        self.element(tag, &[("class", class)], |it| it.text(text));
    }

    /// A term and what is said of it.
    pub(super) fn pair(&mut self, term: &str, text: &str) {
        self.say("dt", term);
        self.say("dd", text);
    }

    /// One after the other until the page is full; how many were left out comes back.
    #[must_use = "say how many were left out"]
    pub(super) fn each<T>(
        &mut self,
        them: impl IntoIterator<Item = T>,
        mut one: impl FnMut(&mut Markup, T),
    ) -> usize {
        let mut left = 0;
        for it in them {
            if self.out.len() < FULL {
                one(self, it);
            } else {
                left += 1;
            }
        }
        left
    }

    /// Says that something was left out, and where it is.
    pub(super) fn left_out(&mut self, left: usize) {
        if left > 0 {
            let text = format!("And {left} more, left out here: --format json has everything.");
            self.say_as("p", "aside", &text);
        }
    }

    /// A list of texts.
    pub(super) fn list<S: AsRef<str>>(&mut self, them: impl IntoIterator<Item = S>) {
        let mut left = 0;
        self.element("ul", &[], |ul| {
            left = ul.each(them, |ul, it| ul.say("li", it.as_ref()));
        });
        self.left_out(left);
    }

    /// Commands to copy, a line each.
    pub(super) fn commands(&mut self, them: &[String]) {
        if them.is_empty() {
            return;
        }
        let mut left = 0;
        self.element("pre", &[("class", "commands")], |pre| {
            left = pre.each(them, |pre, it| {
                pre.say("code", it);
                pre.line_break();
            });
        });
        self.left_out(left);
    }

    /// A section of the page under a heading of its own.
    pub(super) fn section(
        &mut self,
        id: &'static str,
        heading: &str,
        inner: impl FnOnce(&mut Markup),
    ) {
        let heading_id = format!("{id}-heading");
        let attributes = [("id", id), ("aria-labelledby", heading_id.as_str())];
        self.element("section", &attributes, |it| {
            it.element("h2", &[("id", &heading_id)], |it| it.text(heading));
            inner(it);
        });
    }
}

/// Elements that stand within a line.
const INLINE: [&str; 8] = ["a", "bdi", "code", "em", "span", "strong", "text", "time"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_put_in_stays_text() {
        let mut it = Markup::new();
        let evil = "</p><script>alert('x')</script>\u{202e}\0\u{1b}&amp;\"";
        it.element("p", &[("title", evil)], |p| p.text(evil));
        let inert = "&lt;/p&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;\\u{202e}\\x00\\x1b&amp;amp;&quot;";
        assert_eq!(
            it.finish(),
            format!("<!DOCTYPE html>\n<p title=\"{inert}\">{inert}</p>\n")
        );
    }

    #[test]
    fn a_text_is_cut_and_a_page_gets_full() {
        let mut it = Markup::new();
        it.text(&"<".repeat(5_000_000));
        assert!(it.out.len() < 4 * TEXT + 100, "{}", it.out.len());
        let left = it.each(0..100_000, |it, n| it.say("p", &n.to_string()));
        assert!(left > 50_000 && it.out.len() < FULL + 100, "{left}");
    }
}

use super::Rule;

/// A headed part of a rule's doc comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Empty for the part before the first heading.
    pub heading: &'static str,
    /// Paragraphs, each on one line.
    pub paragraphs: Vec<String>,
}

/// The first line of the doc comment: the problem in one sentence.
pub fn title(rule: &Rule) -> &'static str {
    rule.docs
        .lines()
        .map(str::trim)
        .find(|it| !it.is_empty())
        .unwrap_or(rule.id)
}

/// The doc comment taken apart, title left out.
pub fn sections(rule: &Rule) -> Vec<Section> {
    let mut out = vec![Section {
        heading: "",
        paragraphs: Vec::new(),
    }];
    let mut open = false;
    for line in rule
        .docs
        .lines()
        .map(str::trim)
        .skip_while(|it| it.is_empty())
        .skip(1)
    {
        if let Some(heading) = line.strip_prefix("## ") {
            out.push(Section {
                heading,
                paragraphs: Vec::new(),
            });
            open = false;
        } else if line.is_empty() {
            open = false;
        } else if let Some(section) = out.last_mut() {
            match section.paragraphs.last_mut() {
                Some(paragraph) if open => {
                    paragraph.push(' ');
                    paragraph.push_str(line);
                }
                _ => section.paragraphs.push(line.to_owned()),
            }
            open = true;
        }
    }
    out.retain(|it| !it.paragraphs.is_empty());
    out
}

//! The rule book: what each rule's doc comment says, as `docs/rules.md` and as `cac-doctor explain`.
use super::text::{Page, Tone, View};
use super::words;
use crate::rules::{RULES, Rule, sections, title};

/// `docs/rules.md`.
pub fn markdown() -> String {
    let mut out = String::from(
        "# Rule book\n\nEvery check of cac-doctor, in the order the signal travels. Written from the rules' doc \
         comments; to change it, change those and run `UPDATE=1 cargo test --test it tidy`.\n\n\
         | rule | severity | problem |\n|---|---|---|\n",
    );
    for it in RULES {
        out.push_str(&format!(
            "| [`{}`](#{}) | {} | {} |\n",
            it.id,
            it.id.replace('/', ""),
            words::severity(it.severity),
            title(it)
        ));
    }
    for it in RULES {
        out.push_str(&format!("\n## {}\n\n{}\n", it.id, title(it)));
        out.push_str(&format!("\nSeverity: {}.", words::severity(it.severity)));
        if !it.masked_by.is_empty() {
            let above: Vec<String> = it
                .masked_by
                .iter()
                .map(|it| format!("`{}`", it.id))
                .collect();
            out.push_str(&format!(" Skipped where {} broke.", above.join(" or ")));
        }
        out.push('\n');
        for section in sections(it) {
            if !section.heading.is_empty() {
                out.push_str(&format!("\n### {}\n", section.heading));
            }
            for paragraph in section.paragraphs {
                out.push_str(&format!("\n{paragraph}\n"));
            }
        }
        out.push_str("\n### Sources\n\n");
        for source in it.sources {
            out.push_str(&format!("- {source}\n"));
        }
    }
    out
}

/// The same for one rule, for people.
pub fn explain(rule: &Rule, view: View) -> String {
    let mut page = Page::new(view);
    write(&mut page, rule);
    page.finish()
}

/// The same, on a page of more.
pub(super) fn write(page: &mut Page, rule: &Rule) {
    if page.view().plain {
        page.record(&["rule", rule.id, words::severity(rule.severity), title(rule)]);
        for section in sections(rule) {
            for paragraph in &section.paragraphs {
                page.record(&["text", section.heading, paragraph]);
            }
        }
        for source in rule.sources {
            page.record(&["source", source]);
        }
        return;
    }
    page.toned(0, Tone::Bold, title(rule));
    page.paragraph(
        0,
        &format!("{} ({})", rule.id, words::severity(rule.severity)),
    );
    for section in sections(rule) {
        if section.heading.is_empty() {
            page.blank();
        } else {
            page.heading(section.heading);
        }
        for (n, paragraph) in section.paragraphs.iter().enumerate() {
            if n > 0 {
                page.blank();
            }
            page.paragraph(2, paragraph);
        }
    }
    page.heading("Sources");
    for source in rule.sources {
        page.beside(2, &[("-", 2, Tone::Plain)], source);
    }
    if !rule.masked_by.is_empty() {
        let above: Vec<&str> = rule.masked_by.iter().map(|it| it.id).collect();
        page.blank();
        page.paragraph(
            0,
            &format!("Skipped where one of these broke: {}", above.join(", ")),
        );
    }
}

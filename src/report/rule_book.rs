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
    if view.plain {
        page.record(&["rule", rule.id, words::severity(rule.severity), title(rule)]);
        for section in sections(rule) {
            for paragraph in &section.paragraphs {
                page.record(&["text", section.heading, paragraph]);
            }
        }
        for source in rule.sources {
            page.record(&["source", source]);
        }
        return page.finish();
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
    page.finish()
}

/// Ids that look like `wanted`, best first, at most three.
pub fn near(wanted: &str) -> Vec<&'static str> {
    closest(wanted, &RULES.iter().map(|it| it.id).collect::<Vec<_>>())
}

fn closest<'a>(wanted: &str, ids: &[&'a str]) -> Vec<&'a str> {
    let wanted: String = wanted.to_lowercase().chars().take(100).collect();
    let mut scored: Vec<(usize, &str)> = ids
        .iter()
        .filter_map(|id| {
            let problem = id.split_once('/').map_or(*id, |it| it.1);
            if wanted.len() > 2 && (id.contains(&wanted) || wanted.contains(problem)) {
                return Some((0, *id));
            }
            let steps = distance(&wanted, id).min(distance(&wanted, problem));
            (steps <= 2 + wanted.chars().count() / 4).then_some((steps, *id))
        })
        .collect();
    scored.sort();
    let best = scored.first().map_or(0, |it| it.0);
    scored.retain(|it| it.0 <= best + 1);
    scored.into_iter().take(3).map(|it| it.1).collect()
}

/// Insertions, deletions and replacements between two words (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (n, x) in a.chars().enumerate() {
        let mut diagonal = n;
        let mut left = n + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (y, above) in b.iter().zip(row.iter_mut().skip(1)) {
            let best = (diagonal + usize::from(x != *y))
                .min(left + 1)
                .min(*above + 1);
            diagonal = *above;
            *above = best;
            left = best;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_id_finds_its_neighbours() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        let ids = [
            "card/pin-locked",
            "card/mute",
            "reader/none",
            "certificate/expired",
        ];
        assert_eq!(closest("pin-locked", &ids), ["card/pin-locked"]);
        assert_eq!(closest("card/mut", &ids), ["card/mute"]);
        assert_eq!(closest("certficate/expird", &ids), ["certificate/expired"]);
        assert_eq!(closest("zzzzzzzzzz", &ids), [""; 0]);
    }
}

use super::{Page, Tone, View, handed};
use crate::diagnosis::codes::Local;
use crate::diagnosis::explain::{Explained, Handed, Item};
use crate::report::{rule_book, words};
use crate::rules::Who;

/// Unrecognised lines shown without `-v`.
const UNRECOGNISED: usize = 5;
/// Things explained up to which their sources are shown without `-v`.
const WITH_SOURCES: usize = 3;

/// Everything that was recognised in what was given, and what was not.
pub fn explained(it: &Explained, with: &Handed, view: View, cut: Option<&str>, exit: u8) -> String {
    let mut page = Page::new(view);
    handed::write(&mut page, with);
    if view.plain {
        records(&mut page, it, cut, exit);
        return page.finish();
    }
    // A rule that was asked for by its id is shown as its page of the rule book.
    if let ([item], 0, true) = (it.items.as_slice(), it.unrecognised_count, with.is_empty())
        && let Some(rule) = item.rule
    {
        return rule_book::explain(rule, view);
    }
    for item in &it.items {
        page.blank();
        match item.rule {
            Some(rule) => rule_book::write(&mut page, rule),
            None => one(
                &mut page,
                item,
                view.verbose || it.items.len() <= WITH_SOURCES,
            ),
        }
    }
    if it.unrecognised_count > 0 {
        page.heading("Not recognised");
        let most = if view.verbose {
            usize::MAX
        } else {
            UNRECOGNISED
        };
        for line in it.unrecognised.iter().take(most) {
            page.beside(2, &[("-", 2, Tone::Plain)], line);
        }
        let more = it
            .unrecognised_count
            .saturating_sub(it.unrecognised.len().min(most));
        if more > 0 {
            page.paragraph(2, &format!("and {more} more"));
        }
    }
    if it.cut {
        page.blank();
        page.paragraph(
            0,
            "More was recognised than is shown: too many different codes.",
        );
    }
    if let Some(cut) = cut {
        page.blank();
        page.paragraph(0, cut);
    }
    page.blank();
    let unknown = it.items.iter().filter(|it| !it.known).count();
    page.parts(&[
        format!("{} explained", it.items.len() - unknown),
        format!("{unknown} unknown"),
        format!("{} not recognised", it.unrecognised_count),
        format!("exit {exit}"),
        "End of explanation".to_owned(),
    ]);
    page.finish()
}

fn one(page: &mut Page, item: &Item, sources: bool) {
    let title = match &item.name {
        Some(name) => format!("{} ({name})", item.key),
        None => item.key.clone(),
    };
    page.toned(0, Tone::Bold, &title);
    let times = match item.count {
        1 => String::new(),
        many => format!(", {many} times"),
    };
    let seen = if item.seen == item.key {
        String::new()
    } else {
        format!(", written as: {}", item.seen)
    };
    page.paragraph(0, &format!("{}{times}{seen}", words::explained(item.kind)));
    page.blank();
    page.paragraph(2, &item.meaning);
    page.blank();
    let mut row = |label: &str, text: &str| page.beside(2, &[(label, 9, Tone::Bold)], text);
    if let Some((local, how)) = item.local {
        row("Here", &here(local, how));
    }
    row("To do", &item.what_to_do);
    if !item.who.is_empty() {
        row("Who", &people(&item.who));
    }
    row("53003", &item.to_blocked);
    for note in &item.notes {
        row("Note", note);
    }
    if sources {
        for source in &item.sources {
            row("Source", source);
        }
        if let Some(checked) = item.checked {
            row("As of", checked);
        }
    }
}

fn here(local: Local, how: Option<&str>) -> String {
    let answer = match local {
        Local::Yes => "A fault on this computer, its reader, card or network can bring it about.",
        Local::Possible => {
            "A fault on this computer, its reader, card or network may have a part in it."
        }
        Local::No => "Nothing on this computer, its reader or card brings it about.",
        Local::Unknown => "Whether anything on this computer can bring it about is not known.",
    };
    how.map_or(answer.to_owned(), |how| format!("{answer} {how}"))
}

fn people(who: &[Who]) -> String {
    let names: Vec<&str> = who.iter().map(|it| it.words()).collect();
    names.join("; ")
}

fn records(page: &mut Page, it: &Explained, cut: Option<&str>, exit: u8) {
    for item in &it.items {
        if let Some(rule) = item.rule {
            rule_book::write(page, rule);
            continue;
        }
        let key = item.key.as_str();
        page.record(&[
            "explained",
            words::explained_word(item.kind),
            key,
            item.name.as_deref().unwrap_or("-"),
            if item.known { "known" } else { "unknown" },
            &item.count.to_string(),
            &item.meaning,
        ]);
        if let Some((local, how)) = item.local {
            page.record(&["local", key, local.word(), how.unwrap_or("-")]);
        }
        page.record(&["to-do", key, &people(&item.who), &item.what_to_do]);
        page.record(&["relation", key, &item.to_blocked]);
        for note in &item.notes {
            page.record(&["note", key, note]);
        }
        for source in &item.sources {
            page.record(&["source", key, source]);
        }
    }
    for line in &it.unrecognised {
        page.record(&["unrecognised", line]);
    }
    if let Some(cut) = cut {
        page.record(&["cut", cut]);
    }
    let unknown = it.items.iter().filter(|it| !it.known).count();
    page.record(&[
        "end",
        &format!("explained={}", it.items.len() - unknown),
        &format!("unknown={unknown}"),
        &format!("unrecognised={}", it.unrecognised_count),
        &format!("exit={exit}"),
    ]);
}

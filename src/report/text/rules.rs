use super::View;
use super::page::{Page, cell};
use crate::report::words;
use crate::rules::{RULES, title};

/// Every check the tool has.
pub fn rules(view: View) -> String {
    let mut page = Page::new(view);
    let rows: Vec<_> = RULES
        .iter()
        .map(|it| {
            vec![
                cell(it.id),
                cell(words::severity(it.severity)),
                cell(title(it)),
            ]
        })
        .collect();
    page.table_by_name(&["Id", "Severity", "Problem"], &rows);
    if !view.plain {
        page.blank();
        page.paragraph(0, "More about one of them: cac-doctor explain ID");
    }
    page.finish()
}

/// A card command that the tool can send.
#[derive(Clone, Debug)]
pub struct SafetyRow {
    pub name: &'static str,
    /// The bytes, hexadecimal, with words where they vary.
    pub bytes: &'static str,
    pub why: &'static str,
    pub source: &'static str,
}

/// Every card command the tool can ever send.
pub fn safety(commands: &[SafetyRow], view: View) -> String {
    let mut page = Page::new(view);
    if !view.plain {
        page.paragraph(
            0,
            "Every command cac-doctor can send to a card. None changes the card, none carries a PIN, and none \
             uses a key: no other command can be built.",
        );
        page.blank();
    }
    let rows: Vec<_> = commands
        .iter()
        .map(|it| vec![cell(it.name), cell(it.bytes), cell(it.why), cell(it.source)])
        .collect();
    page.table(&["Command", "Bytes", "Why", "Source"], &rows);
    page.finish()
}

/// What `demo` can show: name and summary.
pub fn scenarios(all: &[(&str, &str)], view: View) -> String {
    let mut page = Page::new(view);
    let rows: Vec<_> = all.iter().map(|it| vec![cell(it.0), cell(it.1)]).collect();
    page.table_by_name(&["Scenario", "What it shows"], &rows);
    page.finish()
}

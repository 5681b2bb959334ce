//! Where the authorities are on this computer, and how old the tool's own are.
use super::sheet::Sheet;
use crate::case::chain::{Presence, cross, link_name, root};
use crate::pki::defaults::{Role, defaults};
use crate::report::json;
use crate::report::text::Tone;
use crate::report::text::page::{Cell, Page, cell};
use time::OffsetDateTime;

/// What a program could build with each store of this computer.
pub(super) fn stores(page: &mut Page, sheet: &Sheet<'_>) {
    let installed: Vec<_> = sheet
        .chains
        .stores
        .iter()
        .filter(|it| it.is_installed())
        .collect();
    if installed.is_empty() {
        if sheet.chains.looked || !sheet.with_default {
            return;
        }
        page.blank();
        page.beside(
            0,
            &[("not asked", 10, Tone::Dim)],
            "the trust stores of this computer",
        );
        return;
    }
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for store in installed {
        let mut anchors = Vec::new();
        let mut between = Vec::new();
        for chain in sheet.chains.all() {
            let Some(path) = chain.judgement.best() else {
                continue;
            };
            let Some(row) = chain.in_stores.iter().find(|it| it.store == store.index) else {
                continue;
            };
            let above = path.certificates.iter().skip(1).zip(&row.above);
            for (n, (link, presence)) in above.enumerate() {
                let word = match presence {
                    Presence::TrustedBySystem => "trusted, by the system's anchors",
                    it => json::presence_words(*it),
                };
                let text = format!("{}: {word}", link_name(link));
                let list = if n + 1 == row.above.len() {
                    &mut anchors
                } else {
                    &mut between
                };
                if !list.contains(&text) {
                    list.push(text);
                }
            }
        }
        for held in &store.held {
            let Some(link) = held.link.as_deref() else {
                continue;
            };
            if cross(link).is_some() {
                between.push(format!(
                    "{} by {}: cross-certificate",
                    link_name(link),
                    crate::case::chain::short_name(&link.issuer)
                ));
            } else if root(link).is_some_and(|it| it.role == Role::Bridge)
                && held.is_anchor(store.facts.kind)
            {
                anchors.push(format!("{}: trusted, a bridge", link_name(link)));
            }
        }
        let mut name = cell(page.short(&store.name()));
        name.push(page.short(store.facts.path.as_str()));
        if store.facts.has_system_anchors() {
            name.push("and the system's anchors, by p11-kit".to_owned());
        }
        if let Some(failure) = store.facts.content.failure() {
            name.push(page.short(&format!(
                "cannot be read: {}",
                failure.causes.first().unwrap_or(&failure.name)
            )));
        }
        rows.push(vec![name, anchors, between]);
    }
    if rows.iter().all(|it| it.iter().skip(1).all(Vec::is_empty)) {
        return;
    }
    page.heading("In the stores of this computer");
    page.table(&["Store", "Anchor", "Between"], &rows);
}

/// How old the tool's own trust is.
pub(super) fn provenance(page: &mut Page, sheet: &Sheet<'_>) {
    if !sheet.with_default || sheet.chains.is_empty() {
        return;
    }
    page.blank();
    page.paragraph(0, &age(sheet.at));
}

/// The set's date and age in a sentence.
fn age(at: OffsetDateTime) -> String {
    let set = defaults();
    let as_of = set.as_of().map(|it| it.to_string()).unwrap_or_default();
    let month = as_of.get(..7).unwrap_or_default();
    let old = match set.months_old(at) {
        Some(0) | None => "less than a month old".to_owned(),
        Some(1) => "1 month old".to_owned(),
        Some(many) => format!("{many} months old"),
    };
    let mut out = format!("The tool's own anchors and authorities are as of {month}, {old}.");
    if set.is_old(at) {
        out.push_str(
            " Authorities founded since are not known to it: install a newer release, or give their certificates with --trust.",
        );
    }
    out
}

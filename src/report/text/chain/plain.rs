//! The same as records, a line each, for programs and screen readers.
use super::parts::route;
use super::sheet::{Sheet, summary};
use crate::case::chain::{ChainCase, Presence, crossed, link_name};
use crate::pki::path::Effect;
use crate::report::json;
use crate::report::text::page::Page;

pub(super) fn header(page: &mut Page) {
    page.record(&[
        "record",
        "status",
        "certificate",
        "text",
        "code",
        "source",
        "of",
    ]);
}

pub(super) fn plain(page: &mut Page, name: &str, it: &ChainCase, sheet: &Sheet<'_>) {
    let text = match &it.link {
        Ok(_) => summary(it, sheet),
        Err(problem) => problem.clone(),
    };
    page.record(&[
        "certificate",
        it.judgement.status.as_str(),
        name,
        &text,
        "",
        "",
    ]);
    page.record(&[
        "revocation",
        it.revocation.status.as_str(),
        name,
        "",
        "",
        "",
    ]);
    for path in &it.judgement.paths {
        page.record(&["path", path.status.as_str(), name, &route(path), "", ""]);
        if let Some(n) = crossed(path) {
            let link = path
                .certificates
                .get(n)
                .map(|it| link_name(it))
                .unwrap_or_default();
            page.record(&[
                "cross-certificate",
                path.status.as_str(),
                name,
                &link,
                "",
                "",
            ]);
        }
        for it in &path.findings {
            let effect = match it.effect {
                Effect::Fails => "fail",
                Effect::Undecided => "unknown",
                Effect::Warns => "warn",
            };
            let of = path.certificates.get(it.certificate);
            page.record(&[
                "finding",
                effect,
                name,
                &it.message,
                it.code.as_str(),
                &it.source,
                &of.map(|it| link_name(it)).unwrap_or_default(),
            ]);
        }
    }
    for end in &it.judgement.dead_ends {
        page.record(&["missing", "fail", name, &end.issuer.to_string(), "", ""]);
    }
    if let Some(why) = &it.judgement.cut_short {
        page.record(&["cut-short", "unknown", name, why, "", ""]);
    }
    for row in &it.in_stores {
        let Some(store) = sheet.chains.stores.get(row.store) else {
            continue;
        };
        let complete = match row.is_complete() {
            Some(true) => "complete",
            Some(false) => "incomplete",
            None => "unknown",
        };
        let anchor = match row.anchor() {
            Presence::Trusted => "trusted",
            it => json::presence_words(it),
        };
        page.record(&[
            "store",
            complete,
            name,
            &store.name(),
            anchor,
            store.facts.path.as_str(),
        ]);
    }
}

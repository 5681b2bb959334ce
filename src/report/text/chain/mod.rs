mod stores;

use stores::{provenance, stores};

use crate::case::chain::{
    ChainCase, Chains, Judged, Presence, TrustedBy, cross, crossed, is_lint, is_wrong, link_name,
};
use crate::case::{CardKind, Case};
use crate::diagnosis::Diagnosis;
use crate::pki::defaults::sha256;
use crate::pki::path::revocation::Status as Revocation;
use crate::pki::path::{Effect, Link, NearWhy, Path, Status};
use crate::report::json;
use crate::report::text::page::Page;
use crate::report::text::{Tone, View, check, dates};
use time::{OffsetDateTime, UtcOffset};

/// Failing paths told of one certificate beside the best; `-v` tells all.
const ALSO: usize = 4;

/// What is the same for all certificates of a page.
struct Sheet<'a> {
    chains: &'a Chains,
    at: OffsetDateTime,
    zone: UtcOffset,
    with_default: bool,
}

/// The tree of every certificate on the cards, and of those who signed objects on them.
pub fn chain(case: &Case<'_>, diagnosis: &Diagnosis, view: View) -> String {
    let mut page = Page::new(view);
    let sheet = Sheet {
        chains: case.chains(),
        at: case.at,
        zone: dates::zone(case),
        with_default: case.with_default_trust,
    };
    if view.plain {
        header(&mut page);
    }
    let mut any = false;
    for reader in case
        .readers
        .iter()
        .filter(|it| it.card.kind != CardKind::None)
    {
        for it in &reader.card.certificates {
            let name = format!(
                "{} ({}, {})",
                it.shown_as(),
                it.container,
                it.purpose.words()
            );
            any = true;
            match case.chain(it) {
                Some(chain) if view.plain => plain(&mut page, &it.container, chain, &sheet),
                Some(chain) => one(&mut page, &name, chain, &sheet),
                None if view.plain => {
                    page.record(&["certificate", "unknown", &it.container, &name]);
                }
                None => {
                    page.heading(&name);
                    let problem = it
                        .content
                        .as_ref()
                        .err()
                        .map_or("not read", |it| it.as_str());
                    page.beside(0, &[("unknown", 10, Tone::Bold)], problem);
                }
            }
        }
        for it in reader.card.content_signers() {
            let Some(chain) = case.signer_chain(&it) else {
                continue;
            };
            any = true;
            let what = format!("signer of {}", it.objects());
            if view.plain {
                plain(&mut page, &what, chain, &sheet);
            } else {
                one(&mut page, &format!("{} ({what})", it.name()), chain, &sheet);
            }
        }
    }
    if view.plain {
        return page.finish();
    }
    if !any {
        check::verdict(&mut page, diagnosis);
        check::more(&mut page);
        return page.finish();
    }
    stores(&mut page, &sheet);
    provenance(&mut page, &sheet);
    super::readers::trouble(&mut page, diagnosis, |_| true);
    page.finish()
}

/// The tree of every certificate in the files.
pub fn file_chains(judged: &Judged, at: OffsetDateTime, with_default: bool, view: View) -> String {
    let mut page = Page::new(view);
    let sheet = Sheet {
        chains: &judged.chains,
        at,
        zone: UtcOffset::UTC,
        with_default,
    };
    if view.plain {
        header(&mut page);
    }
    for it in &judged.targets {
        let Some(chain) = judged.chains.of(&sha256(&it.der)) else {
            continue;
        };
        let place = it.place.to_string();
        if view.plain {
            plain(&mut page, &place, chain, &sheet);
            continue;
        }
        let name = match &chain.link {
            Ok(link) => format!("{} ({place})", link_name(link)),
            Err(_) => place,
        };
        one(&mut page, &name, chain, &sheet);
    }
    for (problem, _) in &judged.problems {
        if view.plain {
            page.record(&[
                "problem",
                "unknown",
                &problem.place.to_string(),
                &problem.error.to_string(),
            ]);
        } else {
            page.blank();
            page.beside(0, &[("unread", 10, Tone::Bold)], &problem.to_string());
        }
    }
    if !view.plain {
        stores(&mut page, &sheet);
        provenance(&mut page, &sheet);
    }
    page.finish()
}

fn status(it: Status) -> (&'static str, Tone) {
    match it {
        Status::Valid => ("ok", Tone::Ok),
        Status::Unknown => ("unknown", Tone::Bold),
        Status::Invalid | Status::Incomplete => ("FAIL", Tone::Fail),
    }
}

fn one(page: &mut Page, name: &str, it: &ChainCase, sheet: &Sheet<'_>) {
    page.heading(name);
    let link = match &it.link {
        Ok(link) => link,
        Err(problem) => {
            page.beside(
                0,
                &[("unknown", 10, Tone::Bold)],
                &format!("no certificate: {problem}"),
            );
            return;
        }
    };
    let judgement = &it.judgement;
    let (word, tone) = status(judgement.status);
    page.beside(0, &[(word, 10, tone)], &summary(it, sheet));
    if let Some(best) = judgement.best() {
        tree(page, best, sheet);
        findings(page, best, 2);
    } else {
        page.paragraph(2, &format!("issued by {}", link.issuer));
    }
    revocation(page, it);
    let verbose = page.view().verbose;
    let rest = judgement.paths.get(1..).unwrap_or_default();
    if !rest.is_empty() {
        page.blank();
        page.toned(2, Tone::Bold, "Also tried");
        let shown = if verbose {
            rest.len()
        } else {
            ALSO.min(rest.len())
        };
        for path in rest.iter().take(shown) {
            let (word, tone) = status(path.status);
            page.beside(2, &[(word, 8, tone)], &route(path));
            if verbose || path.status != Status::Valid {
                findings(page, path, 4);
            }
        }
        if shown < rest.len() {
            let left = rest.len() - shown;
            page.paragraph(2, &format!("… and {left} more; -v shows all"));
        }
    }
    missing(page, it);
    if let Some(why) = &judgement.cut_short {
        page.beside(2, &[("cut short", 11, Tone::Bold)], why);
    }
}

/// The verdict on one certificate in a sentence.
fn summary(it: &ChainCase, sheet: &Sheet<'_>) -> String {
    let judgement = &it.judgement;
    let anchor = judgement.best().and_then(|it| it.anchor.as_ref());
    let to = anchor
        .map(|it| crate::case::chain::short_name(&it.name))
        .unwrap_or_default();
    let by = match &it.trusted_by {
        Some(TrustedBy::Default) => ", trusted by the tool's own set".to_owned(),
        Some(TrustedBy::Given(file)) => format!(", trusted by --trust {file}"),
        Some(TrustedBy::Store(n)) => {
            let name = sheet.chains.stores.get(*n).map(|it| it.name());
            format!(
                ", trusted by {} of this computer alone",
                name.unwrap_or_default()
            )
        }
        None => String::new(),
    };
    let wrong = judgement.best().is_some_and(is_wrong);
    match judgement.status {
        Status::Valid if wrong => format!(
            "valid, but only through a cross-certificate, to {to}{by}: not the DoD's own root"
        ),
        Status::Valid => format!("valid, to {to}{by}"),
        Status::Unknown => format!(
            "nothing speaks against it, but not all could be decided{}",
            end(&to)
        ),
        Status::Invalid => format!("not valid{}", end(&to)),
        Status::Incomplete => "no path leads to a trust anchor".to_owned(),
    }
}

fn end(to: &str) -> String {
    if to.is_empty() {
        String::new()
    } else {
        format!("; the best path leads to {to}")
    }
}

/// The path from the anchor's certificate down would hide what the person has in hand: from the certificate up.
fn tree(page: &mut Page, path: &Path, sheet: &Sheet<'_>) {
    let last = path.certificates.len().saturating_sub(1);
    for (n, link) in path.certificates.iter().enumerate() {
        let mut text = link_name(link);
        if n == last && path.anchor.is_some() {
            text.push_str("  [anchor]");
        }
        if cross(link).is_some() {
            text.push_str("  [cross-certificate]");
        }
        text.push_str(&format!(", {}", validity(link, sheet)));
        if n == 0 {
            page.paragraph(4, &text);
        } else {
            let mark = if page.view().ascii { "`-" } else { "└" };
            page.beside(2 + 2 * n, &[(mark, 2, Tone::Dim)], &text);
        }
        if page.view().verbose {
            let hang = 4 + 2 * n;
            page.paragraph(hang, &format!("subject {}", link.subject));
            page.paragraph(
                hang,
                &format!("SHA-256 {}", crate::standards::hex::joined(&link.sha256)),
            );
        }
    }
    if let Some(anchor) = path.anchor.as_ref().filter(|it| it.certificate.is_none()) {
        page.paragraph(
            4,
            &format!("{}  [anchor, a key without a certificate]", anchor.name),
        );
    }
}

fn validity(link: &Link, sheet: &Sheet<'_>) -> String {
    if sheet.at < link.not_before {
        format!(
            "not valid before {}",
            dates::day(link.not_before, sheet.zone)
        )
    } else if sheet.at > link.not_after {
        format!("expired on {}", dates::day(link.not_after, sheet.zone))
    } else {
        format!("until {}", dates::day(link.not_after, sheet.zone))
    }
}

/// `JANE > DOD ID CA-70 > DoD Root CA 6 (cross-certificate) > …`.
fn route(path: &Path) -> String {
    let names: Vec<String> = path
        .certificates
        .iter()
        .map(|it| match cross(it) {
            Some(_) => format!("{} (cross-certificate)", link_name(it)),
            None => link_name(it),
        })
        .collect();
    names.join(" > ")
}

/// Every reason, with its certificate and clause.
fn findings(page: &mut Page, path: &Path, indent: usize) {
    let verbose = page.view().verbose;
    for it in path.findings.iter().filter(|it| verbose || !is_lint(it)) {
        let (word, tone) = match it.effect {
            Effect::Fails => ("FAIL", Tone::Fail),
            Effect::Undecided => ("unknown", Tone::Bold),
            Effect::Warns => ("warn", Tone::Warn),
        };
        let about = path
            .certificates
            .get(it.certificate)
            .map(|it| link_name(it));
        let text = format!(
            "{} ({}): {} [{}]",
            it.code.as_str(),
            about.unwrap_or_default(),
            it.message,
            it.source
        );
        page.beside(indent, &[(word, 8, tone)], &text);
    }
}

fn revocation(page: &mut Page, it: &ChainCase) {
    let (word, tone, text) = match &it.revocation.status {
        Revocation::Good => ("ok", Tone::Ok, "not revoked".to_owned()),
        Revocation::Revoked { since, reason } => {
            let since = since
                .map(|it| format!(" since {}", it.date()))
                .unwrap_or_default();
            let reason = reason
                .as_ref()
                .map(|it| format!(", {it}"))
                .unwrap_or_default();
            ("FAIL", Tone::Fail, format!("revoked{since}{reason}"))
        }
        Revocation::Unknown => (
            "unknown",
            Tone::Bold,
            "whether it is revoked could not be told".to_owned(),
        ),
        Revocation::Unchecked => {
            let why = it.revocation.tried.first().map(|tried| {
                let why = tried.result.strip_prefix("not asked: ");
                format!(" ({})", why.unwrap_or(&tried.result))
            });
            let text = format!("revocation{}", why.unwrap_or_default());
            ("not asked", Tone::Dim, text)
        }
    };
    page.beside(0, &[(word, 10, tone)], &text);
    let told = match it.revocation.status {
        Revocation::Unknown => true,
        // Its one reason stands above.
        Revocation::Unchecked => it.revocation.tried.len() > 1,
        Revocation::Good | Revocation::Revoked { .. } => page.view().verbose,
    };
    if told {
        for tried in &it.revocation.tried {
            page.beside(
                4,
                &[("-", 2, Tone::Plain)],
                &format!("{}: {}", tried.source, tried.result),
            );
        }
    }
}

/// Where building stopped, and what is almost there.
fn missing(page: &mut Page, it: &ChainCase) {
    let no_anchor = it.judgement.best().is_none_or(|it| it.anchor.is_none());
    if !(no_anchor || page.view().verbose) {
        return;
    }
    for end in &it.judgement.dead_ends {
        page.blank();
        page.beside(
            2,
            &[("missing", 9, Tone::Bold)],
            &format!("the issuer of {}", link_name(&end.below)),
        );
        page.beside(11, &[("name", 8, Tone::Plain)], &end.issuer.to_string());
        if let Some(id) = &end.authority_key_id {
            page.beside(
                11,
                &[("key id", 8, Tone::Plain)],
                &crate::standards::hex::joined(id),
            );
        }
        for it in &end.fetch {
            page.beside(11, &[("at", 8, Tone::Plain)], it);
        }
        for near in &end.near {
            let why = match near.why {
                NearWhy::OtherKey => "has the name, but its key did not sign",
                NearWhy::OtherName => "has the key identifier, but another name",
            };
            page.beside(
                11,
                &[("almost", 8, Tone::Plain)],
                &format!("{} {why}", link_name(&near.link)),
            );
        }
    }
}

fn header(page: &mut Page) {
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

fn plain(page: &mut Page, name: &str, it: &ChainCase, sheet: &Sheet<'_>) {
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

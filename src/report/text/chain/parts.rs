//! What is told of one certificate: its path as a tree, reasons, revocation, what is missing.
use super::sheet::Sheet;
use crate::case::chain::{ChainCase, cross, is_lint, link_name};
use crate::pki::path::revocation::Status as Revocation;
use crate::pki::path::{Effect, Link, NearWhy, Path};
use crate::report::text::page::Page;
use crate::report::text::{Tone, dates};

/// The path from the anchor's certificate down would hide what the person has in hand: from the certificate up.
pub(super) fn tree(page: &mut Page, path: &Path, sheet: &Sheet<'_>) {
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
pub(super) fn route(path: &Path) -> String {
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
pub(super) fn findings(page: &mut Page, path: &Path, indent: usize) {
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

pub(super) fn revocation(page: &mut Page, it: &ChainCase) {
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
        // A date that is none is told of there.
        Revocation::Revoked { since: None, .. } => true,
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
pub(super) fn missing(page: &mut Page, it: &ChainCase) {
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

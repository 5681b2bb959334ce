use super::page::{Cell, Page, cell};
use super::{Tone, View, check, dates, profile};
use crate::case::chain::{ChainCase, short_name};
use crate::case::{CardKind, Case, CertificateCase, ReaderCase};
use crate::diagnosis::Diagnosis;
use crate::pki::path::Status;
use crate::pki::path::revocation::Status as Revocation;
use crate::report::words;
use time::UtcOffset;

/// Every certificate of every card, and which one to pick.
pub fn certs(case: &Case<'_>, diagnosis: &Diagnosis, view: View) -> String {
    let mut page = Page::new(view);
    if view.plain {
        plain(&mut page, case);
        return page.finish();
    }
    page.notice(case.snapshot.notice());
    let cards: Vec<&ReaderCase<'_>> = case
        .readers
        .iter()
        .filter(|it| it.card.kind != CardKind::None)
        .collect();
    let nothing = cards.iter().all(|it| it.card.certificates.is_empty());
    if nothing {
        check::verdict(&mut page, diagnosis);
    }
    for reader in cards {
        page.blank();
        one(&mut page, case, reader);
    }
    if nothing {
        check::more(&mut page);
    } else {
        super::readers::trouble(&mut page, diagnosis, |_| true);
    }
    page.finish()
}

fn one(page: &mut Page, case: &Case<'_>, reader: &ReaderCase<'_>) {
    page.beside(0, &[("Reader", 8, Tone::Bold)], &reader.name);
    let mut card = reader.card.kind.words().to_owned();
    if let Some(name) = reader.card.names.first() {
        card.push_str(&format!(" ({name})"));
    }
    page.beside(0, &[("Card", 8, Tone::Bold)], &card);
    page.blank();
    if reader.card.certificates.is_empty() {
        page.paragraph(0, "No certificate could be read from this card.");
        return;
    }
    let zone = dates::zone(case);
    let rows: Vec<Vec<Cell>> = reader
        .card
        .certificates
        .iter()
        .map(|it| row(page, case, zone, it))
        .collect();
    page.table(&["Slot", "Certificate", "Issuer", "Expires", "Key"], &rows);
    page.blank();
    let advice = advice(page, case, zone, &reader.card.certificates);
    page.paragraph(0, &advice);
    profile::reasons(page, &reader.card.certificates);
    if page.view().verbose {
        profile::profiles(page, &reader.card.certificates, zone);
        profile::objects(page, case, &reader.card);
    } else {
        profile::signers(page, case, &reader.card);
    }
}

fn row(page: &Page, case: &Case<'_>, zone: UtcOffset, it: &CertificateCase) -> Vec<Cell> {
    let mut slot = cell(it.container.clone());
    if it.pick_for_sign_in {
        slot.push("sign-in".to_owned());
    }
    let content = match &it.content {
        Ok(content) => content,
        Err(problem) => {
            let what = vec![
                it.purpose.words().to_owned(),
                format!("cannot be read: {}", page.short(problem)),
            ];
            return vec![slot, what, Cell::new(), Cell::new(), Cell::new()];
        }
    };
    let mut name = vec![page.short(picker_name(it)), it.purpose.words().to_owned()];
    if let Some(upn) = &content.upn {
        name.push(format!("UPN {}", page.short(upn)));
    }
    if let Some(edipi) = &content.edipi {
        name.push(format!("EDIPI {}", page.short(edipi)));
    }
    let mut issuer = cell(
        page.short(
            content
                .issuer_common_name
                .as_deref()
                .unwrap_or(&content.issuer),
        ),
    );
    issuer.extend(
        case.chain(it)
            .filter(|it| case.chains().looked || it.judgement.status != Status::Incomplete)
            .map(chain_words),
    );
    let when = dates::expiry(content.not_after, case.at);
    let mut expires = cell(dates::day(content.not_after, zone));
    if case.at < content.not_before {
        expires.push(format!(
            "not valid before {}",
            dates::day(content.not_before, zone)
        ));
    } else {
        expires.push(when.replacen("expires ", "", 1));
    }
    vec![slot, name, issuer, expires, cell(content.key.to_string())]
}

/// How its path came off, and its revocation where that was asked.
pub(super) fn chain_words(it: &ChainCase) -> String {
    let anchor = it.judgement.best().and_then(|it| it.anchor.as_ref());
    let anchor = anchor.map(|it| short_name(&it.name)).unwrap_or_default();
    let mut out = match it.judgement.status {
        Status::Valid => format!("chain ok, to {anchor}"),
        Status::Unknown => "chain undecided".to_owned(),
        Status::Invalid => "chain not valid".to_owned(),
        Status::Incomplete => "chain incomplete".to_owned(),
    };
    match it.revocation.status {
        Revocation::Good => out.push_str("; not revoked"),
        Revocation::Revoked { .. } => out.push_str("; REVOKED"),
        Revocation::Unknown => out.push_str("; revocation unknown"),
        Revocation::Unchecked => {}
    }
    out
}

/// The name a certificate picker shows.
fn picker_name(it: &CertificateCase) -> &str {
    match &it.content {
        Ok(content) => content
            .common_name
            .as_ref()
            .map_or(content.subject.as_str(), |it| it.as_str()),
        Err(_) => "",
    }
}

/// Which one to pick, in words.
fn advice(
    page: &Page,
    case: &Case<'_>,
    zone: UtcOffset,
    certificates: &[CertificateCase],
) -> String {
    let picks: Vec<String> = certificates
        .iter()
        .filter(|it| it.pick_for_sign_in)
        .filter_map(|it| {
            let content = it.content.as_ref().ok()?;
            Some(format!(
                "“{}” from {} ({}, slot {}; {}, {})",
                page.short(picker_name(it)),
                content
                    .issuer_common_name
                    .as_deref()
                    .unwrap_or(&content.issuer),
                it.purpose.words(),
                it.container,
                dates::expiry(content.not_after, case.at),
                dates::day(content.not_after, zone),
            ))
        })
        .collect();
    if picks.is_empty() {
        "To sign in: none of these is a certificate to sign in with.".to_owned()
    } else {
        format!("To sign in, pick {}.", picks.join(" or "))
    }
}

fn plain(page: &mut Page, case: &Case<'_>) {
    page.record(&[
        "slot", "purpose", "name", "subject", "issuer", "expires", "days", "upn", "edipi", "key",
        "pick", "reader",
    ]);
    for reader in &case.readers {
        for it in &reader.card.certificates {
            let pick = if it.pick_for_sign_in { "sign-in" } else { "" };
            let purpose = words::purpose(it.purpose);
            match &it.content {
                Ok(content) => page.record(&[
                    &it.container,
                    purpose,
                    picker_name(it),
                    &content.subject,
                    &content.issuer,
                    &crate::report::json::rfc3339(content.not_after),
                    &(content.not_after - case.at).whole_days().to_string(),
                    content.upn.as_ref().map_or("", |it| it.as_str()),
                    content.edipi.as_ref().map_or("", |it| it.as_str()),
                    &content.key.to_string(),
                    pick,
                    &reader.name,
                ]),
                Err(problem) => page.record(&[
                    &it.container,
                    purpose,
                    "",
                    &format!("cannot be read: {problem}"),
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    pick,
                    &reader.name,
                ]),
            }
        }
    }
}

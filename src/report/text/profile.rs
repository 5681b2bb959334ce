//! What is told of a card's certificates and signed objects below the table of `certs`.
use super::certs::chain_words;
use super::page::Page;
use super::{Tone, dates};
use crate::case::{CardCase, Case, CertificateCase, Comparison, ContentSigner, Decoded};
use crate::pki::Certificate;
use crate::pki::cms::{SignatureCheck, Verdict};
use crate::pki::path::Status;
use crate::pki::profile::{KeyStrength, Kind, Named, Profile, content_signing, purpose_name};
use time::UtcOffset;

/// Width of the names of containers, and of the names of members.
const SLOT: usize = 10;
const MEMBER: usize = 16;

/// Why none of the others is the one to pick.
pub(super) fn reasons(page: &mut Page, certificates: &[CertificateCase]) {
    let others: Vec<&CertificateCase> = certificates
        .iter()
        .filter(|it| !it.pick_for_sign_in)
        .collect();
    if others.is_empty() {
        return;
    }
    page.blank();
    page.paragraph(0, "Not to be picked:");
    for it in others {
        page.beside(2, &[(&it.container, SLOT, Tone::Plain)], &it.why);
    }
}

/// What each certificate is by its content, and what Microsoft Entra can bind it by.
pub(super) fn profiles(page: &mut Page, certificates: &[CertificateCase], zone: UtcOffset) {
    for it in certificates {
        let (Ok(content), Some(profile)) = (&it.content, &it.profile) else {
            continue;
        };
        page.blank();
        page.heading(&format!("{} in {}", it.purpose.words(), it.container));
        if let Some(other) = &it.same_as {
            page.paragraph(2, &format!("The same certificate as {other}."));
            continue;
        }
        one(page, it, content, profile, zone);
    }
}

fn one(
    page: &mut Page,
    it: &CertificateCase,
    content: &Certificate,
    profile: &Profile,
    zone: UtcOffset,
) {
    let mut tell = |name: &str, text: &str| page.beside(2, &[(name, MEMBER, Tone::Plain)], text);
    tell("Subject", &content.subject.0);
    tell("Issuer", &content.issuer);
    tell("Serial", &content.serial.0);
    if let Some(email) = &content.email {
        tell("E-mail", &email.0);
    }
    tell("Valid from", &dates::minute(content.not_before, zone));
    tell("Valid to", &dates::minute(content.not_after, zone));
    tell("SHA-256", &content.sha256);
    tell("By its content", profile.kind.words());
    if let Some(usage) = &content.key_usage {
        tell("Key usage", &usage.join(", "));
    }
    if !profile.purposes.is_empty() {
        tell("Purposes", &names(&profile.purposes));
    }
    if !profile.policies.is_empty() {
        tell("Policies", &names(&profile.policies));
    }
    tell("Signed with", &content.signature.to_string());
    let strength = match it.strength {
        KeyStrength::Fit => "as SP 800-78 wants it",
        KeyStrength::PastItsTime => "which SP 800-78 allows until the end of 2030",
        KeyStrength::Weak => "too weak",
        KeyStrength::SmallExponent => "its public exponent smaller than SP 800-78 wants it",
        KeyStrength::NotNamed => "not one that SP 800-78 names",
        KeyStrength::Unknown => "of unknown strength",
    };
    tell("Key", &format!("{}, {strength}", content.key));
    tell("Key identifier", content.key_identifier.words());
    if let Some(form) = profile.upn_form {
        tell("UPN", form.words());
    }
    for (what, matches) in [("FASC-N", it.fascn_matches), ("Card UUID", it.uuid_matches)] {
        match matches {
            Some(true) => tell(what, "that of the card's CHUID"),
            Some(false) => tell(what, "not that of the card's CHUID"),
            None => {}
        }
    }
    if let Some(edipi) = &it.edipi {
        match edipi.differs_in.as_slice() {
            [] => tell("EDIPI", "the same wherever it stands"),
            places => tell(
                "EDIPI",
                &format!("in {} not that in {}", places.join(" and "), edipi.place),
            ),
        }
    }
    if content.naci == Some(true) {
        tell("NACI", "issued before the background check was done");
    }
    // Only a certificate that signs people in is ever bound.
    if !content.authenticates_client() {
        return;
    }
    tell(
        "Entra",
        "can bind it to a user by these values of certificateUserIds:",
    );
    for binding in &profile.entra {
        let affinity = binding.affinity.word();
        match (&binding.value, &binding.note) {
            (Some(value), Some(note)) => {
                page.beside(4, &[(affinity, 5, Tone::Plain)], &value.0);
                page.beside(4, &[("", 5, Tone::Plain)], &format!("({note})"));
            }
            (Some(value), None) => page.beside(4, &[(affinity, 5, Tone::Plain)], &value.0),
            (None, note) => {
                let why = note.as_deref().unwrap_or("not there");
                page.beside(
                    4,
                    &[("none", 5, Tone::Plain)],
                    &format!("{}: {why}", binding.field),
                );
            }
        }
    }
}

/// The signed objects of the card.
pub(super) fn objects(page: &mut Page, case: &Case<'_>, card: &CardCase) {
    let zone = dates::zone(case);
    let mut lines: Vec<(&str, String)> = Vec::new();
    if let Decoded::Value(chuid) = &card.chuid {
        lines.push(("CHUID", signature(&chuid.signature, zone)));
    }
    match &card.security_object {
        Decoded::Value(it) => {
            lines.push(("Security Object", signature(&it.signature, zone)));
            for entry in &it.entries {
                let outcome = match &entry.outcome {
                    Comparison::Same => "as it was signed".to_owned(),
                    Comparison::Differs => "not what was signed".to_owned(),
                    Comparison::NotCompared(why) => format!("not compared: {why}"),
                    Comparison::Gone => "not on the card".to_owned(),
                    Comparison::NoHash => "mapped, and has no hash".to_owned(),
                    Comparison::Unmapped => "has a hash, and is mapped to no container".to_owned(),
                };
                lines.push(("", format!("{}: {outcome}", entry.object)));
            }
        }
        Decoded::Missing => lines.push(("Security Object", "not on the card".to_owned())),
        Decoded::NotRead(_) | Decoded::Malformed(_) => {}
    }
    for it in card.content_signers() {
        lines.push(("Content signer", content_signer(case, &it)));
    }
    if lines.is_empty() {
        return;
    }
    page.blank();
    page.heading("Signed objects");
    for (name, text) in lines {
        page.beside(2, &[(name, MEMBER, Tone::Plain)], &text);
    }
}

fn signature(it: &SignatureCheck, zone: UtcOffset) -> String {
    let mut out = match &it.verdict {
        Verdict::Good => "signature good".to_owned(),
        Verdict::Bad(why) => format!("signature bad: {why}"),
        Verdict::Unchecked(why) => format!("signature not checked: {why}"),
    };
    if let Some(signer) = &it.signer {
        let signer = &signer.certificate;
        let name = signer.common_name.as_ref();
        out.push_str(&format!(
            "; by {}, valid to {}",
            name.map_or(signer.subject.as_str(), |it| it.as_str()),
            dates::day(signer.not_after, zone)
        ));
    }
    if let Some(algorithm) = &it.algorithm {
        out.push_str(&format!("; {algorithm}"));
    }
    for remark in &it.remarks {
        out.push_str(&format!("; {remark}"));
    }
    out
}

/// Who signed the card's objects, in a line.
pub(super) fn signers(page: &mut Page, case: &Case<'_>, card: &CardCase) {
    for it in card.content_signers() {
        page.blank();
        let chain = standing(case, &it).map(|it| format!(" ({it})"));
        let chain = chain.unwrap_or_default();
        let text = format!(
            "{} {} signed by {}{chain}.",
            it.objects(),
            it.verb(),
            it.name()
        );
        page.paragraph(0, &text);
    }
}

/// Whether whoever signed may be believed.
fn content_signer(case: &Case<'_>, it: &ContentSigner<'_>) -> String {
    let zone = dates::zone(case);
    let certificate = &it.signer.certificate;
    let mut out = format!("{}, of {}", it.name(), it.objects());
    let dates = [
        (
            case.at < certificate.not_before,
            "not valid before",
            certificate.not_before,
        ),
        (
            case.at > certificate.not_after,
            "expired on",
            certificate.not_after,
        ),
    ];
    let (_, word, day) =
        dates
            .into_iter()
            .find(|it| it.0)
            .unwrap_or((true, "valid to", certificate.not_after));
    out.push_str(&format!("; {word} {}", dates::day(day, zone)));
    let purpose = content_signing(certificate).and_then(purpose_name);
    out.push_str(&match purpose {
        Some(it) => format!("; for {it}"),
        None => format!(
            "; for {}, not for content signing",
            Kind::of(certificate).words()
        ),
    });
    let policies = Profile::of(certificate).policies;
    if !policies.is_empty() {
        out.push_str(&format!("; policies {}", names(&policies)));
    }
    if let Some(chain) = standing(case, it) {
        out.push_str(&format!("; {chain}"));
    }
    out
}

/// How its path came off. What the tool's own set does not close, a store might: without a look at them nothing is said.
fn standing(case: &Case<'_>, it: &ContentSigner<'_>) -> Option<String> {
    let chain = case.signer_chain(it)?;
    let said = case.chains().looked || chain.judgement.status != Status::Incomplete;
    said.then(|| chain_words(chain))
}

fn names(all: &[Named]) -> String {
    all.iter()
        .map(|it| match &it.name {
            Some(name) => format!("{name} ({})", it.oid),
            None => it.oid.clone(),
        })
        .collect::<Vec<_>>()
        .join(", ")
}

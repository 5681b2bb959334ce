//! The words for every closed set, for scripts and for people, in one place.
use crate::case::{Application, CardKind, Comparison, Purpose};
use crate::diagnosis::explain::{Kind, Validity};
use crate::diagnosis::login::{Advice, Hypothesis};
use crate::diagnosis::{Counts, FindingStatus, Judged, LayerStatus, Relation, Status, Story};
use crate::facts::{Cloud, RequestTenant, TokenKind};
use crate::pki::KeyIdentifier;
use crate::pki::profile::{self, KeyStrength, UpnForm};
use crate::rules::{Confidence, Severity, Subject, Who};
use crate::standards::pcsc::Interface;

/// Where `--no-default-trust` was given.
pub(super) const ONLY_GIVEN_TRUST: &str =
    "No anchor counts but those that were given (--no-default-trust).";

/// `cac-piv` and so on, as the report's `kind`.
pub(super) fn card_kind(it: CardKind) -> &'static str {
    match it {
        CardKind::CacPiv => "cac-piv",
        CardKind::Piv => "piv",
        CardKind::Cac => "cac",
        CardKind::Other => "other",
        CardKind::Mute => "mute",
        CardKind::None => "none",
        CardKind::Unread => "unread",
    }
}

pub(super) fn application(it: Application) -> &'static str {
    match it {
        Application::Piv => "piv",
        Application::CacCcc => "cac-ccc",
        Application::CacAca => "cac-aca",
        Application::CacPki => "cac-pki",
    }
}

pub(super) fn purpose(it: Purpose) -> &'static str {
    match it {
        Purpose::PivAuthentication => "piv-authentication",
        Purpose::DigitalSignature => "digital-signature",
        Purpose::KeyManagement => "key-management",
        Purpose::CardAuthentication => "card-authentication",
        Purpose::Retired => "retired",
        Purpose::CacIdentity => "cac-identity",
        Purpose::CacSignature => "cac-signature",
        Purpose::CacEncryption => "cac-encryption",
    }
}

pub(super) fn certificate_kind(it: profile::Kind) -> &'static str {
    match it {
        profile::Kind::PivAuthentication => "piv-authentication",
        profile::Kind::PiviAuthentication => "pivi-authentication",
        profile::Kind::DerivedPivAuthentication => "derived-piv-authentication",
        profile::Kind::Authentication => "authentication",
        profile::Kind::Identity => "identity",
        profile::Kind::Signature => "signature",
        profile::Kind::Encryption => "encryption",
        profile::Kind::CardAuthentication => "card-authentication",
        profile::Kind::ContentSigner => "content-signer",
        profile::Kind::Authority => "authority",
        profile::Kind::Other => "other",
    }
}

pub(super) fn upn_form(it: UpnForm) -> &'static str {
    match it {
        UpnForm::Mil16 => "mil16",
        UpnForm::Mil10 => "mil10",
        UpnForm::NameAtDomain => "name-at-domain",
        UpnForm::Irregular => "irregular",
    }
}

pub(super) fn key_strength(it: KeyStrength) -> &'static str {
    match it {
        KeyStrength::Fit => "fit",
        KeyStrength::PastItsTime => "past-its-time",
        KeyStrength::Weak => "weak",
        KeyStrength::SmallExponent => "small-exponent",
        KeyStrength::NotNamed => "not-named",
        KeyStrength::Unknown => "unknown",
    }
}

pub(super) fn key_identifier(it: KeyIdentifier) -> &'static str {
    match it {
        KeyIdentifier::Absent => "absent",
        KeyIdentifier::Sha1 => "sha1",
        KeyIdentifier::ShortSha1 => "short-sha1",
        KeyIdentifier::Rfc7093 => "rfc7093",
        KeyIdentifier::WholeKeyInfo => "whole-key-info",
        KeyIdentifier::Unknown => "unknown",
    }
}

pub(super) fn comparison(it: &Comparison) -> &'static str {
    match it {
        Comparison::Same => "same",
        Comparison::Differs => "differs",
        Comparison::NotCompared(_) => "not-compared",
        Comparison::Gone => "gone",
        Comparison::NoHash => "no-hash",
        Comparison::Unmapped => "unmapped",
    }
}

/// Nothing where the reader's name does not tell.
pub(super) fn slot(it: Option<Interface>) -> Option<&'static str> {
    Some(match it? {
        Interface::Contact => "contact",
        Interface::Contactless => "contactless",
        Interface::Sam => "sam",
    })
}

pub(super) fn status(it: Status) -> &'static str {
    match it {
        Status::Ok => "ok",
        Status::Warn => "warn",
        Status::Fail => "fail",
        Status::Unknown => "unknown",
    }
}

pub(super) fn story(it: Story) -> &'static str {
    match it {
        Story::Healthy => "healthy",
        Story::CardPathBroken => "card-path-broken",
        Story::WrongCertificate => "wrong-certificate",
        Story::NotTheCard => "not-the-card",
        Story::OtherCode => "other-code",
        Story::CannotTell => "cannot-tell",
    }
}

/// As the text report shows it: the bad one in capitals, so that it is found without colour.
pub(super) fn finding_status(it: FindingStatus) -> &'static str {
    match it {
        FindingStatus::Fail => "FAIL",
        FindingStatus::Warn => "warn",
        FindingStatus::Info => "note",
        FindingStatus::Unknown => "unknown",
        FindingStatus::Skipped => "skipped",
    }
}

pub(super) fn layer_status(it: LayerStatus) -> &'static str {
    match it {
        LayerStatus::Ok => "ok",
        LayerStatus::Warn => "warn",
        LayerStatus::Fail => "FAIL",
        LayerStatus::Unknown => "unknown",
        LayerStatus::Skipped => "skipped",
        LayerStatus::NotAsked => "not asked",
    }
}

pub(super) fn severity(it: Severity) -> &'static str {
    match it {
        Severity::Blind => "could not tell",
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Failure => "failure",
    }
}

/// Nothing where it was seen.
pub(super) fn confidence(it: Confidence) -> Option<&'static str> {
    match it {
        Confidence::Certain => None,
        Confidence::Likely => Some("most likely"),
        Confidence::Hint => Some("may be"),
    }
}

pub(super) fn relation(it: Relation) -> &'static str {
    match it {
        Relation::Explains => "explains the sign-in failure",
        Relation::Contributes => "contributes to the sign-in failure",
        Relation::DoesNotExplain => "does not explain the sign-in failure",
        Relation::CannotTell => "cannot tell whether it has to do with the sign-in failure",
    }
}

/// What it is about, for people.
pub(super) fn subject(it: &Subject) -> String {
    match it {
        Subject::Host => "this computer".to_owned(),
        Subject::Device { name, .. } => name.clone(),
        Subject::Reader(_, name) => format!("reader {}", name.0),
        Subject::Card(_, name) => format!("the card in {}", name.0),
        Subject::Object(_, name, object) => format!("{object} on the card in {}", name.0),
    }
}

/// For scripts; empty where it is not known.
pub(super) fn yes_no(it: Option<bool>) -> &'static str {
    match it {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

/// The kind of a thing that was explained, for people.
pub(super) fn explained(it: Kind) -> &'static str {
    match it {
        Kind::Rule => "A check of cac-doctor",
        Kind::SignIn => "Code of the sign-in service (Microsoft Entra ID)",
        Kind::Pcsc => "Return code of a smart card call (PC/SC)",
        Kind::StatusWord => "Status word, a card's answer to a command (ISO/IEC 7816-4)",
        Kind::KernelLine => "Line of the Linux kernel about USB",
        Kind::ServiceLine => "Line of the smart card service (pcscd, libccid)",
        Kind::Libusb => "Error of libusb",
        Kind::Errno => "Error number of Linux",
        Kind::ReaderModel => "USB id of a smart-card reader",
        Kind::KnowledgeBase => "The data about readers and releases that this version brings",
    }
}

/// The same for scripts.
pub(super) fn explained_word(it: Kind) -> &'static str {
    match it {
        Kind::Rule => "rule",
        Kind::SignIn => "sign-in",
        Kind::Pcsc => "pcsc",
        Kind::StatusWord => "status-word",
        Kind::KernelLine => "kernel-line",
        Kind::ServiceLine => "service-line",
        Kind::Libusb => "libusb",
        Kind::Errno => "errno",
        Kind::ReaderModel => "reader-model",
        Kind::KnowledgeBase => "knowledge-base",
    }
}

pub(super) fn cloud(it: Cloud) -> &'static str {
    match it {
        Cloud::Worldwide => "worldwide",
        Cloud::UsGovernment => "us-government",
        Cloud::China => "china",
    }
}

/// The same for people.
pub(super) fn cloud_name(it: Cloud) -> &'static str {
    match it {
        Cloud::Worldwide => "worldwide (.com)",
        Cloud::UsGovernment => "US Government (.us)",
        Cloud::China => "China (21Vianet, .cn)",
    }
}

pub(super) fn token_kind(it: TokenKind) -> &'static str {
    match it {
        TokenKind::Access => "access",
        TokenKind::Id => "id",
        TokenKind::Unknown => "unknown",
    }
}

pub(super) fn validity(it: Validity) -> &'static str {
    match it {
        Validity::Valid => "valid",
        Validity::Expired => "expired",
        Validity::NotYet => "not-yet-valid",
        Validity::Unknown => "unknown",
    }
}

/// The tenant of a request as its URL has it.
pub(super) fn request_tenant(it: &RequestTenant) -> Option<String> {
    Some(match it {
        RequestTenant::Missing => return None,
        RequestTenant::Common => "common".to_owned(),
        RequestTenant::Organizations => "organizations".to_owned(),
        RequestTenant::Consumers => "consumers".to_owned(),
        RequestTenant::Id(it) | RequestTenant::Domain(it) | RequestTenant::Malformed(it) => {
            it.0.clone()
        }
    })
}

/// Who, as a sentence.
pub(super) fn owner(who: Who) -> String {
    let words = who.words();
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}

/// `9 ok, 1 warning, 0 failures, 2 unknown, 3 skipped`.
pub(super) fn tally(it: Counts) -> String {
    let many = |n: u32, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
    [
        many(it.ok, "ok", "ok"),
        many(it.warn, "warning", "warnings"),
        many(it.fail, "failure", "failures"),
        many(it.unknown, "unknown", "unknown"),
        many(it.skipped, "skipped", "skipped"),
    ]
    .join(", ")
}

/// `0.61 s`, `12.3 s`; what took less than five milliseconds is not nothing.
pub(super) fn seconds(ms: u64) -> String {
    if ms < 1000 {
        format!("{:.2} s", (ms as f64 / 1000.0).max(0.01))
    } else {
        format!("{:.1} s", ms as f64 / 1000.0)
    }
}

/// Rule and message, each pair once.
pub(super) fn distinct<'a>(findings: &[&'a Judged]) -> Vec<(&'a str, &'a str)> {
    let mut out = Vec::new();
    for it in findings {
        let pair = (it.rule.id, it.message.as_str());
        if !out.contains(&pair) {
            out.push(pair);
        }
    }
    out
}

/// How sure a cause is that stands at this place, the likeliest being 1.
pub(super) fn certainty(rank: usize, it: &Hypothesis) -> &'static str {
    match it.relation {
        Relation::Explains => "this is it",
        Relation::Contributes => "part of it",
        Relation::DoesNotExplain => "ruled out",
        Relation::CannotTell if it.cause == "unknown" => "open",
        Relation::CannotTell if it.weight >= 3 && rank == 1 => "most likely",
        Relation::CannotTell if it.weight >= 3 => "likely too",
        Relation::CannotTell => "may be",
    }
}

/// Advice with one reason stands together: the reason, then every remedy that it is about.
pub(super) fn by_reason(them: &[Advice]) -> Vec<(&str, Vec<&'static str>)> {
    let mut groups: Vec<(&str, Vec<&'static str>)> = Vec::new();
    for it in them {
        match groups.iter_mut().find(|(why, _)| *why == it.why) {
            Some((_, remedies)) => remedies.push(it.remedy),
            None => groups.push((&it.why, vec![it.remedy])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_counts_in_words() {
        let counts = Counts {
            ok: 9,
            warn: 1,
            fail: 0,
            unknown: 2,
            skipped: 3,
        };
        assert_eq!(
            tally(counts),
            "9 ok, 1 warning, 0 failures, 2 unknown, 3 skipped"
        );
        assert_eq!(seconds(610), "0.61 s");
        assert_eq!(seconds(2), "0.01 s");
        assert_eq!(seconds(12_340), "12.3 s");
        assert_eq!(owner(Who::You), "You.");
    }
}

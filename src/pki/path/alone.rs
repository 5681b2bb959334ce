use super::engine::Engine;
use super::judgement::{Code, Effect, Finding};
use super::link::Link;
use super::words::date;
use crate::pki::signature::{Curve, Hash, KeyKind, KnownCurve, LEAST_EXPONENT};
use std::sync::Arc;

/// Below this RSA and DSA keys are disallowed (SP 800-131A Rev. 2 §3).
const STRONG_BITS: usize = 2048;

impl Engine<'_> {
    /// What there is to say of a certificate whatever path it stands in.
    pub(super) fn alone(&mut self, link: &Link, certificate: usize) -> Vec<Finding> {
        let at = self.parameters.at;
        let found = self
            .alone
            .entry(link.sha256)
            .or_insert_with(|| Arc::from(look(link, at)));
        found
            .iter()
            .map(|it| Finding {
                certificate,
                ..it.clone()
            })
            .collect()
    }
}

fn look(link: &Link, at: time::OffsetDateTime) -> Vec<Finding> {
    let mut out = Vec::new();
    for it in &link.malformed {
        let (code, effect) = if it.beyond {
            (Code::Budget, Effect::Undecided)
        } else if it.fatal {
            (Code::Malformed, Effect::Fails)
        } else {
            (Code::Nonconforming, Effect::Warns)
        };
        out.push(Finding {
            code,
            certificate: 0,
            effect,
            message: it.what.clone(),
            source: it.source.clone().into(),
        });
    }
    let mut say = |code, effect, source: &'static str, message: String| {
        out.push(Finding {
            code,
            certificate: 0,
            effect,
            message,
            source: source.into(),
        });
    };
    let validity = "RFC 5280 6.1.3 (a)(2)";
    if at > link.not_after {
        say(
            Code::Expired,
            Effect::Fails,
            validity,
            format!("it expired on {}", date(link.not_after)),
        );
    }
    if at < link.not_before {
        say(
            Code::NotYetValid,
            Effect::Fails,
            validity,
            format!("it is valid only from {}", date(link.not_before)),
        );
    }
    for it in link.extensions.unknown_critical() {
        say(
            Code::UnknownCriticalExtension,
            Effect::Fails,
            "RFC 5280 4.2",
            format!(
                "it has a critical extension that is not known here ({})",
                it.id
            ),
        );
    }
    // Critical against the standard, and not looked at by validation.
    let access = link.extensions.authority_info_access.as_ref();
    if access.is_some_and(|it| it.critical) {
        say(
            Code::UnknownCriticalExtension,
            Effect::Fails,
            "RFC 5280 4.2.2.1",
            "its authorityInfoAccess is critical, which is forbidden: validation does not process it"
                .to_owned(),
        );
    }
    if weak_hash(link) {
        say(
            Code::WeakAlgorithm,
            Effect::Warns,
            "SP 800-131A Rev. 2 3, 9",
            format!(
                "it is signed with {}, which no longer protects against forgery",
                link.signed_with
            ),
        );
    }
    if let Some(what) = weak_key(link) {
        say(
            Code::WeakKey,
            Effect::Warns,
            "SP 800-131A Rev. 2 3",
            format!("its key ({what}) is too short for signatures today"),
        );
    }
    key(link, &mut say);
    super::rules::look(link, &mut say);
    out
}

/// What else there is to say of its key.
fn key(link: &Link, say: &mut dyn FnMut(Code, Effect, &'static str, String)) {
    // That of a stand-in is nobody's.
    let fault = link.key.fault().filter(|_| !link.is_stand_in());
    if let Some(why) = fault {
        say(
            Code::Malformed,
            Effect::Fails,
            "RFC 5280 4.1.2.7",
            format!("its key cannot be one: {why}"),
        );
    } else if let Some(exponent) = link.key.small_exponent() {
        say(
            Code::WeakKey,
            Effect::Warns,
            "FIPS 186-5 A.1.1, SP 800-78-5 3.1",
            format!(
                "the public exponent of its key ({}) is {exponent}, below the {LEAST_EXPONENT} that is wanted at least",
                link.key
            ),
        );
    }
    let unknown = match link.key.kind() {
        KeyKind::Ec { curve: None } => weak_key(link).is_none(),
        KeyKind::Other => true,
        _ => false,
    };
    if unknown {
        say(
            Code::UnsupportedAlgorithm,
            Effect::Warns,
            "SP 800-78-5 3.1",
            format!(
                "its key ({}) is of a kind that is not supported here: whether it is sound and strong enough was not checked",
                link.key
            ),
        );
    }
}

fn weak_hash(link: &Link) -> bool {
    match link.signed_with.hash() {
        Some(hash) => hash == Hash::Sha1,
        // md2WithRSAEncryption, md4, md5: RFC 3279 §2.2.1.
        None => matches!(
            link.signed_with.id.as_der_value(),
            [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 2..=4]
        ),
    }
}

fn weak_key(link: &Link) -> Option<String> {
    match link.key.kind() {
        KeyKind::Rsa { bits } | KeyKind::RsaPss { bits } if bits < STRONG_BITS => {
            Some(link.key.to_string())
        }
        KeyKind::Dsa => link
            .key
            .dsa_bits()
            .filter(|it| *it < STRONG_BITS)
            .map(|it| format!("DSA-{it}")),
        KeyKind::Ec { curve: None } => {
            let known = link.key.curve_id().as_ref().and_then(KnownCurve::by_id);
            known.filter(|it| it.is_weak).map(|it| it.name.to_owned())
        }
        KeyKind::Ec {
            curve: Some(Curve::P256 | Curve::P384 | Curve::P521),
        }
        | KeyKind::Rsa { .. }
        | KeyKind::RsaPss { .. }
        | KeyKind::Ed25519
        | KeyKind::Other => None,
    }
}

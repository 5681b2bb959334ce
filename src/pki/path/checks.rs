//! Single checks of RFC 5280 §6.1, each on one certificate and what was handed down to it.
use super::constraint::BreachKind;
use super::extensions::KeyUsage;
use super::judgement::{Code, Effect, Finding};
use super::link::Link;
use super::revocation::{self, Answer};
use super::state::State;
use super::words::{date, hex};

pub(super) fn revocation_finding(answer: &Answer, certificate: usize) -> Option<Finding> {
    let (code, effect, message) = match &answer.status {
        revocation::Status::Revoked { since, reason } => {
            let since = since.map_or_else(String::new, |it| format!(" on {}", date(it)));
            let reason = reason
                .as_ref()
                .map_or_else(String::new, |it| format!(" ({it})"));
            (
                Code::Revoked,
                Effect::Fails,
                format!("it was revoked{since}{reason}"),
            )
        }
        revocation::Status::Unknown => {
            let tried: Vec<String> = answer
                .tried
                .iter()
                .map(|it| format!("{}: {}", it.source, it.result))
                .collect();
            let tried = if tried.is_empty() {
                "no CRL or OCSP response covers it".to_owned()
            } else {
                tried.join("; ")
            };
            (
                Code::RevocationUnknown,
                Effect::Undecided,
                format!("whether it is revoked could not be told ({tried})"),
            )
        }
        revocation::Status::Good | revocation::Status::Unchecked => return None,
    };
    Some(Finding {
        code,
        certificate,
        effect,
        message,
        source: "RFC 5280 6.1.3 (a)(3)".into(),
    })
}

/// RFC 5937 §3.2: an anchor's certificate constrains its paths as any CA's does.
pub(super) fn constrain_from_root<'p>(root: &'p Link, index: usize, state: &mut State<'p>) {
    let basic = root.extensions.basic_constraints.as_ref();
    // Roots before version 3 could not say that they are CAs.
    if root.version >= 3 && !basic.is_some_and(|it| it.value.ca) {
        not_a_ca(root, index, state);
    }
    if let Some(most) = basic.and_then(|it| it.value.path_length) {
        state.path_length = state.path_length.min(most);
    }
    hand_down(root, index, state);
}

/// RFC 5280 §6.1.4: from a CA to the certificate below it.
pub(super) fn prepare<'p>(link: &'p Link, index: usize, state: &mut State<'p>) {
    let self_issued = link.is_self_issued();
    if let Some((message, source)) = state.policies.prepare(&link.extensions, self_issued) {
        state.fails(Code::Policy, index, source, message);
    }
    if link.version < 3 || !link.is_ca() {
        not_a_ca(link, index, state);
    }
    if !self_issued {
        match state.path_length.checked_sub(1) {
            Some(left) => state.path_length = left,
            None => state.fails(
                Code::PathLength,
                index,
                "RFC 5280 6.1.4 (l)",
                "a certificate above it allows fewer CAs below itself than this path has",
            ),
        }
    }
    let basic = link.extensions.basic_constraints.as_ref();
    if let Some(most) = basic.and_then(|it| it.value.path_length) {
        state.path_length = state.path_length.min(most);
    }
    hand_down(link, index, state);
}

/// What any issuer must be allowed, and what it passes on to the names below.
fn hand_down<'p>(link: &'p Link, index: usize, state: &mut State<'p>) {
    if let Some(usage) = &link.extensions.key_usage
        && !usage.value.has(KeyUsage::KEY_CERT_SIGN)
    {
        state.fails(
            Code::KeyUsage,
            index,
            "RFC 5280 6.1.4 (n)",
            "its keyUsage does not allow it to sign certificates (keyCertSign)",
        );
    }
    if let Some(constraints) = &link.extensions.name_constraints {
        state.constraints.add(&link.subject, &constraints.value);
    }
}

fn not_a_ca(link: &Link, index: usize, state: &mut State<'_>) {
    let why = if link.version < 3 {
        format!(
            "it is of version {}, which cannot say that it is a CA",
            link.version
        )
    } else if link.extensions.basic_constraints.is_some() {
        "its basicConstraints says that it is no CA".to_owned()
    } else {
        "it has no basicConstraints, so it is no CA".to_owned()
    };
    state.fails(
        Code::NotACa,
        index,
        "RFC 5280 6.1.4 (k)",
        format!("{why}, yet it stands above another certificate"),
    );
}

/// RFC 5280 §6.1.3 (b), (c).
pub(super) fn names(link: &Link, index: usize, state: &mut State<'_>) {
    for breach in state.constraints.check(link, &mut state.names_left) {
        let (code, effect) = match breach.kind {
            BreachKind::Breaks => (Code::NameConstraint, Effect::Fails),
            BreachKind::Undecided => (Code::NameConstraint, Effect::Undecided),
            BreachKind::Budget => (Code::Budget, Effect::Undecided),
        };
        state.say(
            code,
            effect,
            index,
            "RFC 5280 6.1.3 (b), (c)",
            breach.message,
        );
    }
}

/// Whether the identifiers that the certificate gives for its issuer are the issuer's. They only help to find it
/// (RFC 5280 §4.2.1.1), so that a difference does not invalidate the path.
pub(super) fn key_identifiers(link: &Link, issuer: &Link, index: usize, state: &mut State<'_>) {
    let source = "RFC 5280 4.2.1.1";
    if let (Some(wanted), Some(has)) = (link.authority_key_id(), issuer.subject_key_id())
        && wanted != has
    {
        state.say(
            Code::KeyIdentifierMismatch,
            Effect::Warns,
            index,
            source,
            format!(
                "its authority key identifier is {}, the subject key identifier of the certificate above it {}",
                hex(wanted),
                hex(has)
            ),
        );
    }
    let authority = link.extensions.authority_key_id.as_ref();
    if let Some((name, serial)) = authority.and_then(|it| it.value.issuer_and_serial())
        && (*name != issuer.issuer || *serial != *issuer.serial)
    {
        state.say(
            Code::KeyIdentifierMismatch,
            Effect::Warns,
            index,
            source,
            "its authority key identifier names another certificate of its issuer, by issuer and serial number, than the one above it",
        );
    }
}

/// A certificate for signing in must be allowed to sign.
pub(super) fn may_sign(target: &Link, message: &'static str, state: &mut State<'_>) {
    if let Some(usage) = &target.extensions.key_usage
        && !usage.value.has(KeyUsage::DIGITAL_SIGNATURE)
    {
        state.fails(Code::KeyUsage, 0, "RFC 5280 4.2.1.3", message);
    }
}

pub(super) mod atr_malformed;
pub(super) mod busy;
pub(super) mod chuid_signature_bad;
pub(super) mod chuid_signer_expired;
pub(super) mod chuid_signer_unfit;
pub(super) mod contactless;
pub(super) mod content_signer_chain_incomplete;
pub(super) mod content_signer_chain_invalid;
pub(super) mod content_signer_revoked;
pub(super) mod expired;
pub(super) mod foreign;
pub(super) mod held_by_scdaemon;
pub(super) mod held_exclusively;
pub(super) mod helper_polls;
mod holding;
pub(super) mod mute;
pub(super) mod none;
pub(super) mod object_garbled;
pub(super) mod object_signature_weak;
pub(super) mod object_unread;
pub(super) mod one_at_a_time;
pub(super) mod pin_locked;
pub(super) mod pin_one_try_left;
pub(super) mod refused_by_policy;
pub(super) mod removed;
pub(super) mod security_object_incomplete;
pub(super) mod security_object_mismatch;
pub(super) mod security_object_missing;
pub(super) mod security_object_signature_bad;
pub(super) mod terminated;
pub(super) mod unreachable;
pub(super) mod unread;

use super::{Finding, Verdict};
use crate::case::{
    CardCase, Case, ChuidCase, ContentSigner, Decoded, PinState, ReaderCase, SecurityObjectCase,
};

/// The verdict of a rule about PIN tries where no card told a count.
fn pin_unknown(case: &Case) -> Option<Verdict> {
    let mut because = None;
    for (_, card) in case.cards() {
        match &card.pin {
            PinState::Tries { .. } | PinState::Locked { .. } => return None,
            PinState::Uncounted { because: it, .. } | PinState::NotRead(it) => {
                because = Some(it.clone())
            }
        }
    }
    Some(because.map_or(Verdict::NotApplicable, |it| {
        Verdict::Unknown(format!("the PIN tries are unknown: {it}"))
    }))
}

/// What a look at an object came to: a finding, nothing to find, or why that cannot be told.
type Looked = Result<Option<Finding>, String>;

/// Looks at the CHUID of every card that gave one.
fn for_each_chuid<'c>(
    case: &'c Case<'c>,
    look: impl Fn(&'c ReaderCase<'c>, &'c ChuidCase) -> Looked,
) -> Vec<Looked> {
    for_each_object(case, "CHUID", |it| &it.chuid, look)
}

/// Looks at the Security Object of every card that gave one.
fn for_each_security_object<'c>(
    case: &'c Case<'c>,
    look: impl Fn(&'c ReaderCase<'c>, &'c SecurityObjectCase) -> Looked,
) -> Vec<Looked> {
    for_each_object(case, "Security Object", |it| &it.security_object, look)
}

fn for_each_object<'c, T>(
    case: &'c Case<'c>,
    name: &str,
    of: impl Fn(&'c CardCase) -> &'c Decoded<T>,
    look: impl Fn(&'c ReaderCase<'c>, &'c T) -> Looked,
) -> Vec<Looked>
where
    T: 'c,
{
    case.cards()
        .filter(|(reader, _)| reader.has_piv())
        .filter_map(|(reader, card)| match of(card) {
            Decoded::Value(it) => Some(look(reader, it)),
            Decoded::NotRead(because) => Some(Err(format!("the {name} was not read: {because}"))),
            // Another rule tells of these.
            Decoded::Missing | Decoded::Malformed(_) => None,
        })
        .collect()
}

/// Looks at everybody who signed an object of a card, each certificate once. Where `look` has nothing to say of one, as
/// nobody looked, it is passed over.
fn for_each_content_signer<'c>(
    case: &'c Case<'c>,
    look: impl Fn(&'c ReaderCase<'c>, &ContentSigner<'c>) -> Option<Looked>,
) -> Vec<Looked> {
    let mut out = Vec::new();
    for (reader, card) in case.cards().filter(|(reader, _)| reader.has_piv()) {
        let signers = card.content_signers();
        out.extend(signers.iter().filter_map(|it| look(reader, it)));
    }
    out
}

/// CHUIDs of which nobody can tell who signed them.
fn unknown_signers(case: &Case) -> Vec<Looked> {
    for_each_chuid(case, |_, chuid| match chuid.signature.signer {
        Some(_) => Ok(None),
        None => Err("the certificate of the CHUID's signer is not known".to_owned()),
    })
}

/// Findings go before what could not be told, and that before "holds".
fn verdict_of(looked: Vec<Looked>) -> Verdict {
    if looked.is_empty() {
        return Verdict::NotApplicable;
    }
    let mut findings = Vec::new();
    let mut untold = None;
    for it in looked {
        match it {
            Ok(it) => findings.extend(it),
            Err(because) => untold = untold.or(Some(because)),
        }
    }
    match untold {
        Some(because) if findings.is_empty() => Verdict::Unknown(because),
        _ => Verdict::of(findings),
    }
}

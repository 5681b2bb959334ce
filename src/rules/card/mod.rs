pub(super) mod atr_malformed;
pub(super) mod busy;
pub(super) mod contactless;
pub(super) mod expired;
pub(super) mod foreign;
pub(super) mod held_exclusively;
pub(super) mod mute;
pub(super) mod none;
pub(super) mod object_garbled;
pub(super) mod object_unread;
pub(super) mod pin_locked;
pub(super) mod pin_one_try_left;
pub(super) mod refused_by_policy;
pub(super) mod removed;
pub(super) mod unreachable;
pub(super) mod unread;

use super::Verdict;
use crate::case::{Case, PinState};

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

use crate::facts::{Observed, PivApplication};
use crate::pki::Certificate;
use crate::standards::known_cards::{self, Family};
use crate::standards::piv::{CertificateObject, strip_53};

/// Whether a card whose PIV half is known can hold CAC applets as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CacHalf {
    Yes,
    No,
    /// The Card Capability Container in its PIV half would tell.
    SeeCcc,
}

/// Told without a command. Only the DoD issues CAC applets: a card whose certificates bear no mark of it holds none, and
/// some models are known by their ATR.
pub(super) fn cac_half(atr: &[u8], piv: &PivApplication) -> CacHalf {
    match known_cards::known(atr).map(|it| it.family) {
        Some(Family::PivOnly | Family::Token) => return CacHalf::No,
        Some(Family::Dual | Family::Cac) => return CacHalf::Yes,
        Some(Family::Unknown) | None => {}
    }
    let mut readable = piv
        .certificates
        .iter()
        .filter_map(|it| match &it.object {
            Observed::Seen(bytes) => Some(bytes),
            _ => None,
        })
        .filter_map(|it| {
            let object = CertificateObject::parse(strip_53(it).ok()?).ok()?;
            Certificate::parse(&object.der).ok()
        })
        .peekable();
    if readable.peek().is_none() || readable.any(|it| it.is_dod()) {
        CacHalf::SeeCcc
    } else {
        CacHalf::No
    }
}

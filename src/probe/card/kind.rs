use crate::facts::{Observed, PivApplication};
use crate::pki::Certificate;
use crate::standards::known_cards::{self, Family};
use crate::standards::piv::{CertificateObject, strip_53};

/// Whether a card whose PIV half is known could hold CAC applets, told without a command.
///
/// Only the DoD issues those: a card whose certificates bear no mark of it holds none, and neither does a model that is
/// known to be PIV only. Where nothing can be read the card has to be asked.
pub(super) fn may_be_cac(atr: &[u8], piv: &PivApplication) -> bool {
    if known_cards::known(atr)
        .is_some_and(|it| matches!(it.family, Family::PivOnly | Family::Token))
    {
        return false;
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
    readable.peek().is_none() || readable.any(|it| it.is_dod())
}

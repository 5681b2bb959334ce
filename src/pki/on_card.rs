//! The certificates in what a card answered, cut out of their containers.
use crate::facts::{Buffers, CacContent, Card, Observed};
use crate::standards::cac;
use crate::standards::piv::{CertificateObject, strip_53};

/// Every certificate that can be had from the card's answers, PIV containers first. What is damaged is left out here and
/// told by whoever judges the card.
pub fn certificates(card: &Card) -> Vec<Vec<u8>> {
    let piv = card.piv.seen().into_iter().flat_map(|it| &it.certificates);
    let piv = piv.filter_map(|it| {
        let content = strip_53(it.object.seen()?).ok()?;
        Some(CertificateObject::parse(content).ok()?.der)
    });
    let cac = card.cac.seen().into_iter().flat_map(|it| &it.applets);
    let cac = cac.filter_map(|it| match &it.content {
        Observed::Seen(CacContent::Buffers(Buffers { t, v })) => {
            Some(cac::certificate_from_buffers(t, v).ok()?.der)
        }
        Observed::Seen(CacContent::Certificate(answer)) => {
            Some(cac::certificate_from_cac1(answer).ok()?.der)
        }
        _ => None,
    });
    piv.chain(cac).collect()
}

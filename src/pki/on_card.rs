//! The certificates in what a card answered, cut out of their containers.
use super::cms::{self, SignedData};
use crate::facts::{Buffers, CacContent, Card, Observed, PivApplication};
use crate::standards::cac;
use crate::standards::piv::{CertificateObject, SecurityObject, strip_53};
use crate::standards::simple_tlv::Elements;

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

/// Different content signers of one card that are looked at: two objects are read that somebody signs.
const SIGNERS: usize = 4;
/// Tag of the CHUID: issuer asymmetric signature (SP 800-73-5 Part 1 §3.1.2).
const SIGNATURE: u8 = 0x3E;

/// The certificates of those who signed the card's CHUID and its Security Object, each once.
pub fn content_signers(card: &Card) -> Vec<Vec<u8>> {
    let Some(piv) = card.piv.seen() else {
        return Vec::new();
    };
    let chuid = chuid_signature(piv);
    let object = piv.security_object.seen().and_then(|it| {
        let object = SecurityObject::parse(strip_53(it).ok()?).ok()?;
        SignedData::parse(&object.cms).ok()
    });
    let beside = chuid.as_ref().map_or(&[][..], |it| &it.certificates);
    let mut out: Vec<Vec<u8>> = Vec::new();
    for it in [chuid.as_ref(), object.as_ref()].into_iter().flatten() {
        for der in cms::signers(it, beside) {
            if out.len() < SIGNERS && !out.contains(der) {
                out.push(der.clone());
            }
        }
    }
    out
}

/// The CHUID's signature, where there is one that can be read. Its signer's certificate is that of the Security Object's
/// signer too, where that leaves it out (SP 800-73-5 Part 1 §3.1.7).
pub fn chuid_signature(piv: &PivApplication) -> Option<SignedData> {
    let content = strip_53(piv.chuid.seen()?).ok()?;
    let mut elements = Elements::new(content).filter_map(Result::ok);
    let value = elements.find(|it| it.tag == SIGNATURE)?.value;
    SignedData::parse(value).ok()
}

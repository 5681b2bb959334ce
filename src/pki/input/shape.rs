//! What a DER encoding is, by the tags of its first levels, and the names in a certificate, without parsing it.
use super::tlv::{self, Element};

/// What an encoding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// RFC 5280 §4.1.
    Certificate,
    /// RFC 5280 §5.1.
    Crl,
    /// PKCS#7 or CMS, RFC 5652 §3.
    ContentInfo,
    /// PFX, RFC 7292 §4.
    Pkcs12,
    /// RFC 5208 §5, RFC 8017 §A.1.2, RFC 5915 §3.
    PrivateKey,
    /// In words.
    Other(&'static str),
}

/// Tells a certificate, a CRL and their wrappers apart.
pub fn shape(it: &Element<'_>) -> Shape {
    if it.tag != 0x30 {
        return Shape::Other(match it.tag {
            b'<' => "a web page",
            _ => "DER that does not begin with a SEQUENCE",
        });
    }
    let mut tags = it.children();
    let (Some(Ok(first)), second) = (tags.next(), tags.next().and_then(Result::ok)) else {
        return Shape::Other("an empty SEQUENCE");
    };
    match (first.tag, second) {
        (0x06, _) => Shape::ContentInfo,
        (0x02, Some(second)) if first.value == [3] && second.tag == 0x30 => Shape::Pkcs12,
        (0x02, Some(second)) if matches!(second.tag, 0x02 | 0x04 | 0x30) => Shape::PrivateKey,
        // EncryptedPrivateKeyInfo: an AlgorithmIdentifier, then octets.
        (0x30, Some(second)) if second.tag == 0x04 => Shape::PrivateKey,
        (0x0A, _) => Shape::Other("an OCSP response"),
        (0x30, second) => {
            let signed = second.is_some_and(|it| it.tag == 0x30);
            match tbs(&first) {
                Some(it) if signed => it,
                _ => Shape::Other("DER of another kind"),
            }
        }
        _ => Shape::Other("DER of another kind"),
    }
}

/// By the place of the first time: thisUpdate follows the issuer in a TBSCertList; in a TBSCertificate times are inside
/// validity.
fn tbs(it: &Element<'_>) -> Option<Shape> {
    let tags: Vec<u8> = it
        .children()
        .take(7)
        .map_while(|it| it.ok().map(|it| it.tag))
        .collect();
    let tags = match tags.as_slice() {
        [0xA0 | 0x02, rest @ ..] => rest,
        all => all,
    };
    match tags {
        // After the version: algorithm, issuer, thisUpdate.
        [0x30, 0x30, 0x17 | 0x18, ..] => Some(Shape::Crl),
        // After the version: serial, algorithm, issuer, validity, subject, key.
        [0x02, 0x30, 0x30, 0x30, 0x30, 0x30, ..] => Some(Shape::Certificate),
        // Version 1 has no version; its serial was taken off.
        [0x30, 0x30, 0x30, 0x30, 0x30, ..] => Some(Shape::Certificate),
        // CertificationRequestInfo: version, subject, key, attributes (RFC 2986 §4.1).
        [0x30, 0x30, 0xA0, ..] => Some(Shape::Other("a certificate request")),
        _ => None,
    }
}

/// Both names of a certificate, as encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Names<'a> {
    pub issuer: &'a [u8],
    pub subject: &'a [u8],
    /// Contents of the serial number.
    pub serial: &'a [u8],
}

/// The names in a certificate, found by counting fields; none where it is no certificate.
pub fn names(der: &[u8]) -> Option<Names<'_>> {
    let whole = tlv::first(der).ok()?;
    let tbs = whole.child(0)?;
    let mut fields = tbs.children();
    let mut next = || fields.next()?.ok();
    let mut serial = next()?;
    if serial.tag == 0xA0 {
        serial = next()?;
    }
    let _algorithm = next()?;
    let issuer = next()?;
    let _validity = next()?;
    let subject = next()?;
    let names = issuer.tag == 0x30 && subject.tag == 0x30 && serial.tag == 0x02;
    names.then_some(Names {
        issuer: issuer.whole,
        subject: subject.whole,
        serial: serial.value,
    })
}

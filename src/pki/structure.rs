//! What is wrong with bytes that are no certificate, and where: a parser's own word for it is for its makers.
use super::Name;
use super::der::{DerError, Reader, tag};
use super::signature::PublicKey;
use super::tlv;

/// Which part of it (by RFC 5280's name) is not as RFC 5280 §4.1 has it, and how.
pub(super) fn fault(der: &[u8]) -> String {
    match walk(der) {
        Err((place, error)) => format!("{place}: {error}"),
        // What is left are values that only the parser is strict about.
        Ok(()) => "one of its values is not of the form that its type has".to_owned(),
    }
}

type Fault = (&'static str, String);

fn at<T>(place: &'static str, it: Result<T, DerError>) -> Result<T, Fault> {
    it.map_err(|error| (place, error.to_string()))
}

fn walk(der: &[u8]) -> Result<(), Fault> {
    let mut whole = Reader::new(der);
    let mut outer = Reader::new(at("Certificate", whole.expect(tag::SEQUENCE))?);
    let mut it = Reader::new(at("tbsCertificate", outer.expect(tag::SEQUENCE))?);
    if let Some(version) = at("version", it.optional(tag::constructed(0)))? {
        at("version", Reader::new(version).expect(tag::INTEGER))?;
    }
    at("serialNumber", it.expect(tag::INTEGER))?;
    let algorithm = at("signature", it.expect(tag::SEQUENCE))?;
    at("signature", Reader::new(algorithm).expect(tag::OID))?;
    let name = |place, it: &mut Reader<'_>| {
        let name = at(place, it.element())?;
        at(place, Name::from_der(name.raw)).map(|_| ())
    };
    name("issuer", &mut it)?;
    let mut validity = Reader::new(at("validity", it.expect(tag::SEQUENCE))?);
    for place in ["notBefore", "notAfter"] {
        let date = at(place, validity.element())?;
        if tlv::time(date.tag, date.value).is_none() {
            let text: String = date.value.escape_ascii().take(32).map(char::from).collect();
            return Err((
                place,
                format!(
                    "\"{text}\" is no date in UTC, as YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ (RFC 5280 4.1.2.5)"
                ),
            ));
        }
    }
    name("subject", &mut it)?;
    let key = at("subjectPublicKeyInfo", it.element())?;
    at("subjectPublicKeyInfo", PublicKey::from_der(key.raw))?;
    for (n, place) in [(1, "issuerUniqueID"), (2, "subjectUniqueID")] {
        at(place, it.optional(tag::context(n)))?;
    }
    if let Some(inside) = at("extensions", it.optional(tag::constructed(3)))? {
        extensions(inside).map_err(|error| ("extensions", error.to_string()))?;
    }
    at("tbsCertificate", it.end())?;
    let algorithm = at("signatureAlgorithm", outer.expect(tag::SEQUENCE))?;
    at(
        "signatureAlgorithm",
        Reader::new(algorithm).expect(tag::OID),
    )?;
    at("signatureValue", outer.expect(tag::BIT_STRING))?;
    at("Certificate", outer.end())
}

fn extensions(inside: &[u8]) -> Result<(), DerError> {
    let mut all = Reader::new(super::der::only(inside, tag::SEQUENCE)?);
    while !all.is_empty() {
        let mut it = Reader::new(all.expect(tag::SEQUENCE)?);
        it.expect(tag::OID)?;
        if let Some(critical) = it.optional(tag::BOOLEAN)? {
            super::der::boolean(critical)?;
        }
        it.expect(tag::OCTET_STRING)?;
        it.end()?;
    }
    Ok(())
}

//! A holder's certificate becomes a stand-in: the same fields, dates, usages, policies, issuer and addresses of its
//! authority; names, numbers, UUIDs and keys are pseudonyms of the same form. What a signature proved stands in its place
//! as a record. So every rule reads it as it read the certificate, and nobody can tell whose it was.
mod extensions;

use super::authorities::{Authorities, numbered};
use super::der::{self, children};
use super::kind::Kind;
use super::pseudonym::Pseudonyms;
use super::text;
use super::values::Values;
use crate::pki::crl::minimal;
use crate::pki::defaults::defaults;
use crate::pki::der::{Element, Reader, tag, write};
use crate::pki::path::{Link, Recorded};
use crate::pki::signature::PublicKey;
use crate::pki::{Name, Oid, stand_in};
use crate::standards::piv::Fascn;
use ring::digest;
use std::collections::BTreeMap;

/// Makes stand-ins, and learns what was personal in the certificates.
pub(super) struct Certificates<'a> {
    pub pseudonyms: &'a Pseudonyms,
    pub values: &'a mut Values,
    /// Authorities, the key of one of which may have signed.
    pub authorities: &'a Authorities,
    /// Certificates out of signed objects, as they were: one object's signer stands in another.
    pub signers: Vec<Vec<u8>>,
    /// Of certificates that have a stand-in, by serial number: their issuers.
    pub holders: BTreeMap<Vec<u8>, Vec<Name>>,
    /// SHA-256 of each, and of the stand-in.
    pub fingerprints: BTreeMap<Vec<u8>, Vec<u8>>,
}

/// Attributes of a name that say what somebody belongs to, and not who it is: country, organization, unit, domain
/// component.
const BELONGS: &[&str] = &[
    "2.5.4.6",
    "2.5.4.10",
    "2.5.4.11",
    "0.9.2342.19200300.100.1.25",
];
/// Units of the DoD and the government, by which services, contractors and programmes are told apart.
const UNITS: &[&str] = &[
    "u.s. government",
    "dod",
    "pki",
    "usa",
    "usn",
    "usmc",
    "usaf",
    "ussf",
    "uscg",
    "contractor",
    "osd",
    "disa",
    "eca",
    "army",
    "navy",
    "dfas",
    "dla",
    "nga",
    "nsa",
    "dia",
    "other",
    "noaa",
    "usphs",
    "fpki",
    "us",
    "mil",
    "gov",
    "devices",
    "people",
];

fn dotted(value: &[u8]) -> String {
    Oid::from_der_value(value).to_string()
}

impl Certificates<'_> {
    /// The stand-in of a certificate. None: the bytes are no certificate, or one of an authority, which stays.
    pub(super) fn stand_in(&mut self, certificate: &[u8]) -> Option<Vec<u8>> {
        let link = Link::parse(certificate).ok();
        if link.as_ref().is_some_and(|it| self.authorities.stays(it)) {
            return None;
        }
        let out = self.rewritten(certificate, link.as_ref())?;
        for algorithm in [&digest::SHA1_FOR_LEGACY_USE_ONLY, &digest::SHA256] {
            let of = |it: &[u8]| digest::digest(algorithm, it).as_ref().to_vec();
            let (from, to) = (of(certificate), of(&out));
            let hex = |it: &[u8]| crate::standards::hex::joined(it);
            self.values.learn(&hex(&from), Kind::Object, hex(&to));
            self.values.learn_bytes(&from, Kind::Object, to.clone());
            self.fingerprints.insert(from, to);
        }
        if let Some((issuer, serial)) = numbered(certificate) {
            let issuers = self.holders.entry(serial).or_default();
            if !issuers.contains(&issuer) {
                issuers.push(issuer);
            }
        }
        Some(out)
    }

    fn rewritten(&mut self, certificate: &[u8], link: Option<&Link>) -> Option<Vec<u8>> {
        let outer = der::only(certificate).filter(|it| it.tag == tag::SEQUENCE)?;
        let mut parts = Reader::new(outer.value);
        let tbs = parts.element().ok().filter(|it| it.tag == tag::SEQUENCE)?;
        let algorithm = parts.element().ok()?;
        let signature = parts
            .element()
            .ok()
            .filter(|it| it.tag == tag::BIT_STRING)?;
        if !parts.is_empty() {
            return None;
        }
        let fields = children(tbs.value)?;
        let mut fields = fields.iter().peekable();
        let mut out = Vec::new();
        if let Some(version) = fields.next_if(|it| it.tag == tag::constructed(0)) {
            out.extend(version.raw);
        }
        let serial = fields.next().filter(|it| it.tag == tag::INTEGER)?;
        out.extend(self.serial(serial));
        out.extend(fields.next()?.raw);
        let issuer = fields.next()?;
        let (validity, subject, key) = (fields.next()?, fields.next()?, fields.next()?);
        let own = issuer.raw == subject.raw;
        out.extend(if own {
            self.name(issuer, None)?
        } else {
            issuer.raw.to_vec()
        });
        out.extend(validity.raw);
        out.extend(self.name(subject, (!own).then_some(issuer))?);
        let new_key = self.key(key)?;
        out.extend(&new_key);
        for it in fields {
            if it.tag == tag::constructed(3) {
                out.extend(self.extensions(it, key.raw, &new_key, issuer)?);
            } else {
                // issuerUniqueID and subjectUniqueID.
                out.extend(write(it.tag, &self.scrubbed(it.value, 0)));
            }
        }
        let mut whole = write(tag::SEQUENCE, &out);
        whole.extend(algorithm.raw);
        let own_key = PublicKey::from_der(&new_key).ok().filter(|_| own);
        whole.extend(self.signature(&signature, link, own_key));
        Some(write(tag::SEQUENCE, &whole))
    }

    /// The issuers of certificates with this serial number that have a stand-in.
    pub(super) fn holders_of(&self, serial: &[u8]) -> impl Iterator<Item = &Name> {
        self.holders.get(minimal(serial)).into_iter().flatten()
    }

    /// The pseudonym of a serial number, learned: the same however many needless octets stand before it.
    pub(super) fn number(&mut self, serial: &[u8]) -> Vec<u8> {
        let bare = minimal(serial);
        let needless = serial.len().saturating_sub(bare.len());
        let mut out = serial.get(..needless).unwrap_or_default().to_vec();
        out.extend(self.pseudonyms.integer(bare));
        // What an authority has too would be overwritten there.
        if !self.authorities.issuers_of(serial).is_empty() {
            return out;
        }
        self.values.learn_bytes(serial, Kind::Serial, out.clone());
        if serial.len() >= 4 {
            let hex = |it: &[u8]| crate::standards::hex::joined(it);
            let digits = |it: &[u8]| hex(it).trim_start_matches("00").to_owned();
            self.values.learn(&hex(serial), Kind::Serial, hex(&out));
            self.values
                .learn(&digits(serial), Kind::Serial, digits(&out));
        }
        out
    }

    fn serial(&mut self, it: &Element<'_>) -> Vec<u8> {
        write(it.tag, &self.number(it.value))
    }

    /// What proved itself by the signature, for every key at hand that could have made it; `own` is the new key of one that
    /// issued itself.
    fn signature(&self, it: &Element<'_>, link: Option<&Link>, own: Option<PublicKey>) -> Vec<u8> {
        let mut answers: Vec<Recorded> = Vec::new();
        if let Some(link) = link {
            let mut ask = |key: &PublicKey| {
                if !answers.iter().any(|it| it.key == key.sha256) {
                    answers.push(Recorded {
                        key: key.sha256,
                        verification: link.verify(key),
                    });
                }
            };
            for authority in &self.authorities.links {
                if authority.subject == link.issuer {
                    ask(&authority.key);
                }
            }
            for authority in defaults().named(link.issuer.key()) {
                if let Some(authority) = authority.link() {
                    ask(&authority.key);
                }
            }
        }
        if let (Some(link), Some(own)) = (link, own) {
            answers.push(Recorded {
                key: own.sha256,
                verification: link.verify(&link.key),
            });
        }
        let mut bits = vec![0];
        bits.extend(stand_in::write(&answers));
        write(it.tag, &bits)
    }

    /// A name: what it belongs to stays where its issuer has it too or where it is a known unit, who it is goes.
    pub(super) fn name(
        &mut self,
        it: &Element<'_>,
        issuer: Option<&Element<'_>>,
    ) -> Option<Vec<u8>> {
        if self
            .authorities
            .links
            .iter()
            .any(|known| known.subject.as_der() == it.raw)
        {
            return Some(it.raw.to_vec());
        }
        let mut out = Vec::new();
        for relative in children(it.value)? {
            let mut attributes = Vec::new();
            for attribute in children(relative.value)? {
                let mut parts = children(attribute.value)?.into_iter();
                let (id, value) = (parts.next()?, parts.next()?);
                let kind = dotted(id.value);
                let shared = issuer.is_some_and(|it| contains(it.value, attribute.raw));
                let text = der::text(&value);
                let known = UNITS.iter().any(|it| it.eq_ignore_ascii_case(text.trim()));
                let stays = kind == "2.5.4.6" && text.len() == 2;
                let open = stays || BELONGS.contains(&kind.as_str()) && (shared || known);
                let value = match open {
                    true => value.raw.to_vec(),
                    false => self.attribute(&kind, &value, &text),
                };
                attributes.push(write(attribute.tag, &[id.raw, &value].concat()));
            }
            out.extend(write(relative.tag, &attributes.concat()));
        }
        Some(write(it.tag, &out))
    }

    fn attribute(&mut self, kind: &str, value: &Element<'_>, text: &str) -> Vec<u8> {
        let hint = match kind {
            // commonName, surname, givenName, initials, title, pseudonym, name.
            "2.5.4.3" | "2.5.4.4" | "2.5.4.42" | "2.5.4.43" | "2.5.4.12" | "2.5.4.65"
            | "2.5.4.41" => Kind::Person,
            "2.5.4.5" => Kind::Serial,
            "0.9.2342.19200300.100.1.1" => Kind::User,
            "2.5.4.10" | "2.5.4.11" | "0.9.2342.19200300.100.1.25" => Kind::Value,
            "2.5.4.7" | "2.5.4.8" | "2.5.4.9" => Kind::Place,
            _ => Kind::Value,
        };
        if !der::is_text(value) {
            return write(value.tag, &self.scrubbed(value.value, 0));
        }
        // Card Authentication certificates name the card: its FASC-N or UUID in digits.
        let fascn = crate::standards::hex::parse(text).and_then(|it| Fascn::parse(&it).ok());
        if let Some(fascn) = fascn {
            let new = self.fascn(&fascn);
            return der::retext(value.tag, &crate::standards::hex::joined(&new.encode()));
        }
        der::retext(value.tag, &self.text(text, hint))
    }

    /// A personal text, learned.
    fn text(&mut self, it: &str, hint: Kind) -> String {
        text::learn(self.pseudonyms, self.values, it, hint);
        text::instead(self.pseudonyms, it, hint)
    }

    pub(super) fn fascn(&mut self, it: &Fascn) -> Fascn {
        let out = text::fascn(self.pseudonyms, it);
        self.values
            .learn(&it.person, Kind::Edipi, out.person.clone());
        self.values
            .learn_bytes(&it.encode(), Kind::Fascn, out.encode().to_vec());
        let hex = |it: &Fascn| crate::standards::hex::joined(&it.encode());
        self.values.learn(&hex(it), Kind::Fascn, hex(&out));
        // As people write it: agency, system and credential, with and without hyphens.
        for between in ["", "-"] {
            let short = |it: &Fascn| [it.agency.as_str(), &it.system, &it.credential].join(between);
            self.values.learn(&short(it), Kind::Fascn, short(&out));
        }
        out
    }

    /// The key, of the same kind and size.
    fn key(&mut self, it: &Element<'_>) -> Option<Vec<u8>> {
        let mut parts = Reader::new(it.value);
        let algorithm = parts.element().ok()?;
        let bits = parts.expect(tag::BIT_STRING).ok()?;
        let (unused, key) = bits.split_first()?;
        if self
            .authorities
            .links
            .iter()
            .any(|known| known.key.key.0 == key)
        {
            return Some(it.raw.to_vec());
        }
        let new = match children(key).as_deref() {
            Some([pair]) if pair.tag == tag::SEQUENCE => {
                let mut out = Vec::new();
                for (n, number) in children(pair.value)?.into_iter().enumerate() {
                    // The exponent is nobody's own.
                    out.extend(match n {
                        0 => write(number.tag, &self.modulus(number.value)),
                        _ => number.raw.to_vec(),
                    });
                }
                write(pair.tag, &out)
            }
            // A point: how it is encoded, then its coordinates.
            _ => match key.split_first() {
                Some((form, point)) => {
                    let new = self.pseudonyms.stream(point, point.len());
                    self.values.learn_bytes(point, Kind::Serial, new.clone());
                    [&[*form][..], &new].concat()
                }
                None => Vec::new(),
            },
        };
        let bits = [&[*unused][..], &new].concat();
        Some(write(
            it.tag,
            &[algorithm.raw, &write(tag::BIT_STRING, &bits)].concat(),
        ))
    }

    fn modulus(&mut self, it: &[u8]) -> Vec<u8> {
        let mut out = self.pseudonyms.opaque(it);
        let first = it.iter().position(|it| *it != 0).unwrap_or_default();
        // The same number of bits, and odd, as a modulus is.
        if let (Some(to), Some(from)) = (out.get_mut(first), it.get(first)) {
            let top = 0x80_u8
                .checked_shr(from.leading_zeros())
                .unwrap_or_default();
            *to = *to & top.saturating_sub(1) | top;
        }
        if let (Some(to), Some(from)) = (out.last_mut(), it.last()) {
            *to = *to & 0xFE | from & 1;
        }
        self.values.learn_bytes(it, Kind::Serial, out.clone());
        out
    }

    /// The same structure with every text and number in it replaced; identifiers of objects, truth values and times stay.
    pub(super) fn scrubbed(&mut self, value: &[u8], depth: u8) -> Vec<u8> {
        let Some(elements) = children(value).filter(|it| depth < der::DEPTH && !it.is_empty())
        else {
            return self.opaque(value);
        };
        let mut out = Vec::new();
        for it in elements {
            out.extend(match it.tag {
                tag::OID
                | tag::BOOLEAN
                | tag::NULL
                | tag::ENUMERATED
                | tag::UTC_TIME
                | tag::GENERALIZED_TIME => it.raw.to_vec(),
                tag::INTEGER if it.value.len() <= 2 => it.raw.to_vec(),
                _ if der::is_constructed(&it) => {
                    write(it.tag, &self.scrubbed(it.value, depth.saturating_add(1)))
                }
                _ if der::is_text(&it) => {
                    let text = der::text(&it);
                    der::retext(it.tag, &self.text(&text, Kind::Value))
                }
                tag::OCTET_STRING => {
                    let text = std::str::from_utf8(it.value)
                        .ok()
                        .filter(|it| it.chars().all(|it| !it.is_control()));
                    match text {
                        // The security identifier of Microsoft's extension is a text in an OCTET STRING.
                        Some(text) if !text.is_empty() => {
                            write(it.tag, self.text(text, Kind::Value).as_bytes())
                        }
                        _ => write(it.tag, &self.opaque(it.value)),
                    }
                }
                tag::BIT_STRING => match it.value.split_first() {
                    Some((unused, bits)) => {
                        let bits = self.opaque(bits);
                        write(it.tag, &[&[*unused][..], &bits].concat())
                    }
                    None => it.raw.to_vec(),
                },
                _ => write(it.tag, &self.opaque(it.value)),
            });
        }
        out
    }

    pub(super) fn opaque(&mut self, bytes: &[u8]) -> Vec<u8> {
        if let Some(known) = self.values.bytes_instead(bytes) {
            return known;
        }
        let out = self.pseudonyms.opaque(bytes);
        self.values.learn_bytes(bytes, Kind::Value, out.clone());
        out
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the parts of the shared reader say of nothing.
    #[test]
    fn bytes_that_are_no_certificate_have_no_stand_in() {
        let pseudonyms = Pseudonyms::new(&[1; 32]);
        let mut values = Values::default();
        let mut it = Certificates {
            pseudonyms: &pseudonyms,
            values: &mut values,
            authorities: &Authorities::default(),
            signers: Vec::new(),
            holders: BTreeMap::new(),
            fingerprints: BTreeMap::new(),
        };
        for bytes in [
            &[][..],
            &[0x30, 0],
            &[0x30, 0x82, 0xFF, 0xFF],
            &[0x30, 4, 0x30, 0, 0x30, 0],
            b"text",
        ] {
            assert_eq!(it.stand_in(bytes), None);
            assert_eq!(it.scrubbed(bytes, 0).len(), bytes.len());
        }
    }
}

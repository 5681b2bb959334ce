//! The extensions of a holder's certificate, and the names in them.
use super::{Certificates, dotted};
use crate::bundle::redact::der::{self, children};
use crate::bundle::redact::kind::Kind;
use crate::pki::der::{Element, Reader, tag, write};
use crate::pki::signature::PublicKey;
use crate::standards::piv::Fascn;
use ring::digest;

/// Extensions that say nothing of the holder; by their identifiers.
const OPEN: &[&str] = &[
    // RFC 5280 §4.2.1: authorityKeyIdentifier, keyUsage, privateKeyUsagePeriod, certificatePolicies, policyMappings,
    // issuerAltName, basicConstraints, nameConstraints, policyConstraints, extKeyUsage, cRLDistributionPoints,
    // inhibitAnyPolicy, freshestCRL, authorityInfoAccess, subjectInfoAccess.
    "2.5.29.35",
    "2.5.29.15",
    "2.5.29.16",
    "2.5.29.32",
    "2.5.29.33",
    "2.5.29.18",
    "2.5.29.19",
    "2.5.29.30",
    "2.5.29.36",
    "2.5.29.37",
    "2.5.29.31",
    "2.5.29.54",
    "2.5.29.46",
    "1.3.6.1.5.5.7.1.1",
    "1.3.6.1.5.5.7.1.11",
    // PIV NACI (FIPS 201); OCSP no-check (RFC 6960 §4.2.2.2.1); Netscape's certificate type.
    "2.16.840.1.101.3.6.9.1",
    "1.3.6.1.5.5.7.48.1.5",
    "2.16.840.1.113730.1.1",
    // Microsoft: enrolment template by name and by identifier, application policies.
    "1.3.6.1.4.1.311.20.2",
    "1.3.6.1.4.1.311.21.7",
    "1.3.6.1.4.1.311.21.10",
];
const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
const SUBJECT_ALTERNATIVE_NAME: &str = "2.5.29.17";
/// otherName: FASC-N (SP 800-73), user principal name (Microsoft).
const FASCN: &str = "2.16.840.1.101.3.6.6";

impl Certificates<'_> {
    pub(super) fn extensions(
        &mut self,
        it: &Element<'_>,
        key: &[u8],
        new_key: &[u8],
        issuer: &Element<'_>,
    ) -> Option<Vec<u8>> {
        let list = der::only(it.value)?;
        let mut out = Vec::new();
        for extension in children(list.value)? {
            let parts = children(extension.value)?;
            let (id, value) = (parts.first()?, parts.last()?);
            let new = match dotted(id.value).as_str() {
                id if OPEN.contains(&id) => value.value.to_vec(),
                SUBJECT_KEY_IDENTIFIER => self.key_identifier(value.value, key, new_key),
                SUBJECT_ALTERNATIVE_NAME => {
                    let names = der::only(value.value)?;
                    let mut new = Vec::new();
                    for name in children(names.value)? {
                        new.extend(self.general_name(&name, issuer));
                    }
                    write(names.tag, &new)
                }
                _ => self.scrubbed(value.value, 0),
            };
            let mut whole = Vec::new();
            for (n, part) in parts.iter().enumerate() {
                match n.saturating_add(1) == parts.len() {
                    true => whole.extend(write(part.tag, &new)),
                    false => whole.extend(part.raw),
                }
            }
            out.extend(write(extension.tag, &whole));
        }
        Some(write(it.tag, &write(list.tag, &out)))
    }

    /// An identifier that is the key's stays one of the new key; any other becomes another.
    fn key_identifier(&mut self, value: &[u8], key: &[u8], new_key: &[u8]) -> Vec<u8> {
        let Some(id) = der::only(value).filter(|it| it.tag == tag::OCTET_STRING) else {
            return self.scrubbed(value, 0);
        };
        let mut known = self.authorities.links.iter();
        if known.any(|it| it.subject_key_id() == Some(id.value)) {
            return value.to_vec();
        }
        let bits = |spki: &[u8]| PublicKey::from_der(spki).ok().map(|it| it.key);
        let mut new = self.pseudonyms.stream(id.value, id.value.len());
        if let (Some(old), Some(bits)) = (bits(key), bits(new_key)) {
            // RFC 5280 §4.2.1.2 and RFC 7093 §2: SHA-1, or the first 160 bits of a longer hash, of the key's bits.
            for algorithm in [
                &digest::SHA1_FOR_LEGACY_USE_ONLY,
                &digest::SHA256,
                &digest::SHA384,
                &digest::SHA512,
            ] {
                let hash = |it: &[u8]| {
                    let hash = digest::digest(algorithm, it);
                    hash.as_ref().get(..id.value.len()).map(<[u8]>::to_vec)
                };
                if hash(&old).as_deref() == Some(id.value) {
                    new = hash(&bits).unwrap_or(new);
                }
            }
        }
        self.values.learn_bytes(id.value, Kind::Serial, new.clone());
        write(id.tag, &new)
    }

    /// RFC 5280 §4.2.1.6.
    fn general_name(&mut self, it: &Element<'_>, issuer: &Element<'_>) -> Vec<u8> {
        let text = || String::from_utf8_lossy(it.value).into_owned();
        match it.tag {
            // otherName
            0xA0 => self.other_name(it),
            0x81 => write(it.tag, self.text(&text(), Kind::Mail).as_bytes()),
            0x82 => write(it.tag, self.text(&text(), Kind::Host).as_bytes()),
            0xA4 => der::only(it.value)
                .and_then(|name| self.name(&name, Some(issuer)))
                .map_or_else(|| write(it.tag, &[]), |name| write(it.tag, &name)),
            0x86 => {
                let uri = text();
                let new = match uri
                    .get(..9)
                    .filter(|it| it.eq_ignore_ascii_case("urn:uuid:"))
                {
                    Some(start) => {
                        let uuid = uri.get(9..).unwrap_or_default();
                        format!("{start}{}", self.text(uuid, Kind::Uuid))
                    }
                    None => self.text(&uri, Kind::Url),
                };
                write(it.tag, new.as_bytes())
            }
            // registeredID
            0x88 => it.raw.to_vec(),
            _ => write(it.tag, &self.scrubbed(it.value, 0)),
        }
    }

    fn other_name(&mut self, it: &Element<'_>) -> Vec<u8> {
        let mut parts = Reader::new(it.value);
        let fascn = || -> Option<(&[u8], Element<'_>, Element<'_>)> {
            let id = parts.element().ok()?;
            let explicit = parts.element().ok()?;
            let inner = der::only(explicit.value)?;
            (dotted(id.value) == FASCN).then_some((id.raw, explicit, inner))
        };
        let mut fascn = fascn;
        if let Some((id, explicit, inner)) = fascn()
            && let Ok(number) = Fascn::parse(inner.value)
        {
            let new = write(inner.tag, &self.fascn(&number).encode());
            return write(it.tag, &[id, &write(explicit.tag, &new)].concat());
        }
        write(it.tag, &self.scrubbed(it.value, 0))
    }
}

//! Writing CMS SignedData (RFC 5652) as PIV's CHUID and Security Object carry it.
use super::certificate::Validity;
use super::der;
use super::fault::Fault;
use super::issue::Role;
use super::keys::{Signer, sha1, sha256};
use super::oids::{self, Arcs};
use super::spec::{Holder, KeyType};
use time::Duration;

/// The content signer at work for one card.
pub struct ContentSigner<'a> {
    pub holder: &'a Holder,
    pub validity: Validity,
    /// Of the card; those of its certificate and of what it signs matter here.
    pub faults: &'a [Fault],
}

impl ContentSigner<'_> {
    /// SignedData without its content, with the signer's certificate: the CHUID's signature.
    pub fn detached(&self, content_type: Arcs, content: &[u8]) -> Vec<u8> {
        let encapsulated = der::sequence([der::oid(content_type)]);
        self.signed_data(
            content_type,
            content,
            encapsulated,
            Some(self.certificate()),
        )
    }

    fn certificate(&self) -> Vec<u8> {
        let faults = self.of_certificate();
        Role::ContentSigner.issue_with(self.holder, KeyType::Rsa2048, self.validity, &faults)
    }

    /// SignedData around its content, without the signer's certificate: the Security Object's signature. It has one where
    /// another signer than the CHUID's made it.
    pub fn enveloping(&self, content_type: Arcs, content: &[u8]) -> Vec<u8> {
        let encapsulated = der::sequence([
            der::oid(content_type),
            der::context(0, [der::octets(content)]),
        ]);
        if !self.has(Fault::SecurityObjectSignedApart) {
            return self.signed_data(content_type, content, encapsulated, None);
        }
        let from = self.validity.not_before.saturating_sub(Duration::DAY);
        let apart = ContentSigner {
            validity: Validity {
                not_before: from,
                not_after: from.saturating_add(Duration::days(801)),
            },
            ..*self
        };
        let certificate = apart.certificate();
        apart.signed_data(content_type, content, encapsulated, Some(certificate))
    }

    /// Those of the faults that are of the signer's certificate, and not of the holder's.
    fn of_certificate(&self) -> Vec<Fault> {
        let own = [
            Fault::ContentSignerUnfit,
            Fault::ContentSignerOfStranger,
            Fault::ContentSignerForged,
        ];
        own.into_iter().filter(|it| self.has(*it)).collect()
    }

    fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }

    fn hash(&self, content: &[u8]) -> Vec<u8> {
        if self.has(Fault::ObjectsSha1) {
            sha1(content)
        } else {
            sha256(content)
        }
    }

    /// The signed attributes, as a SET OF.
    fn attributes(&self, content_type: Arcs, content: &[u8]) -> Vec<u8> {
        let attribute =
            |kind: Arcs, value: Vec<u8>| der::sequence([der::oid(kind), der::set_of(vec![value])]);
        der::set_of(vec![
            attribute(oids::CONTENT_TYPE, der::oid(content_type)),
            attribute(oids::MESSAGE_DIGEST, der::octets(&self.hash(content))),
            attribute(
                oids::PIV_SIGNER_DN,
                Role::ContentSigner.subject(self.holder),
            ),
        ])
    }

    fn signed_data(
        &self,
        content_type: Arcs,
        content: &[u8],
        encapsulated: Vec<u8>,
        certificate: Option<Vec<u8>>,
    ) -> Vec<u8> {
        let over_sha1 = self.has(Fault::ObjectsSha1);
        let digest = if over_sha1 { oids::SHA1 } else { oids::SHA256 };
        let digest_algorithm = der::sequence([der::oid(digest), der::null()]);
        let attributes = self.attributes(content_type, content);
        // Signed as a SET OF, carried as [0] IMPLICIT (RFC 5652 §5.4).
        let signature = if over_sha1 {
            Signer::Content.sign_over_sha1(&attributes)
        } else {
            Signer::Content.sign(&attributes)
        };
        let mut carried = attributes;
        if let Some(tag) = carried.first_mut() {
            *tag = 0xA0;
        }
        let serial = Role::ContentSigner.serial(self.holder, KeyType::Rsa2048, self.validity);
        let signer_info = der::sequence([
            der::integer(1),
            der::sequence([
                Role::ContentSigner.issued_by(&self.of_certificate()),
                serial,
            ]),
            digest_algorithm.clone(),
            carried,
            der::sequence([der::oid(oids::RSA_ENCRYPTION), der::null()]),
            der::octets(&signature),
        ]);
        // Version 3: the content type is not id-data (RFC 5652 §5.1).
        let mut parts = vec![
            der::integer(3),
            der::set_of(vec![digest_algorithm]),
            encapsulated,
        ];
        parts.extend(certificate.map(|it| der::context(0, [it])));
        parts.push(der::set_of(vec![signer_info]));
        der::sequence([
            der::oid(oids::SIGNED_DATA),
            der::context(0, [der::sequence(parts)]),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::issue::days;
    use crate::sim::spec::JANE;
    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
    use time::macros::date;

    #[test]
    fn the_signature_is_over_the_attributes_and_they_name_the_content() {
        let signer = ContentSigner {
            holder: &JANE,
            validity: days(date!(2026 - 06 - 01), 0, 10),
            faults: &[],
        };
        let kind = oids::CHUID_SECURITY_OBJECT;
        let key = Signer::Content.spki();
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &key[24..]);
        let holds = |all: &[u8], part: &[u8]| all.windows(part.len()).any(|it| it == part);
        for (cms, has_content) in [
            (signer.detached(kind, b"content"), false),
            (signer.enveloping(kind, b"content"), true),
        ] {
            let attributes = signer.attributes(kind, b"content");
            assert!(holds(&attributes, &sha256(b"content")));
            assert!(holds(&cms, &attributes[1..]));
            key.verify(&attributes, &cms[cms.len() - 256..])
                .expect("the signature at the end");
            assert_eq!(holds(&cms, b"\x04\x07content"), has_content);
        }
    }
}

//! Who signed the objects of a card.
use super::{CardCase, Decoded};
use crate::pki::cms::{SignatureCheck, Signer};

/// A content signer of a card, with all it signed there: mostly one certificate signs everything.
pub struct ContentSigner<'c> {
    pub signer: &'c Signer,
    /// Never empty.
    pub signed: Vec<SignedObject<'c>>,
}

/// An object and its signature.
#[derive(Clone, Copy)]
pub struct SignedObject<'c> {
    /// As the standard names it: `CHUID`.
    pub name: &'static str,
    /// Where the report has the signature, below the reader.
    pub at: &'static str,
    pub signature: &'c SignatureCheck,
}

impl CardCase {
    /// Everybody who signed an object that was read, each certificate once.
    pub fn content_signers(&self) -> Vec<ContentSigner<'_>> {
        let mut out: Vec<ContentSigner<'_>> = Vec::new();
        for it in self.signed_objects() {
            let Some(signer) = it.signature.signer.as_deref() else {
                continue;
            };
            match out.iter_mut().find(|it| it.signer.der == signer.der) {
                Some(known) => known.signed.push(it),
                None => out.push(ContentSigner {
                    signer,
                    signed: vec![it],
                }),
            }
        }
        out
    }

    /// The signed objects that were read.
    fn signed_objects(&self) -> impl Iterator<Item = SignedObject<'_>> {
        let chuid = match &self.chuid {
            Decoded::Value(it) => Some(SignedObject {
                name: "CHUID",
                at: "card/chuid/signature",
                signature: &it.signature,
            }),
            _ => None,
        };
        let object = match &self.security_object {
            Decoded::Value(it) => Some(SignedObject {
                name: "Security Object",
                at: "card/security_object/signature",
                signature: &it.signature,
            }),
            _ => None,
        };
        chuid.into_iter().chain(object)
    }
}

impl<'c> ContentSigner<'c> {
    /// What stands first among what it signed: findings about the signer name it.
    pub fn object(&self) -> &'static str {
        self.signed.first().map_or("CHUID", |it| it.name)
    }

    /// The first signature, whose `signer` in the report is this one.
    pub fn signature(&self) -> Option<&'c SignatureCheck> {
        self.signed.first().map(|it| it.signature)
    }

    /// The signer in the report, below the reader.
    pub fn at(&self) -> String {
        let first = self.signed.first();
        format!(
            "{}/signer",
            first.map_or("card/chuid/signature", |it| it.at)
        )
    }

    /// `CHUID and Security Object`.
    pub fn objects(&self) -> String {
        let names: Vec<&str> = self.signed.iter().map(|it| it.name).collect();
        names.join(" and ")
    }

    /// The verb after [`ContentSigner::objects`].
    pub fn verb(&self) -> &'static str {
        match self.signed.as_slice() {
            [_, _, ..] => "were",
            _ => "was",
        }
    }

    /// The name in its certificate.
    pub fn name(&self) -> &'c str {
        let it = &self.signer.certificate;
        let name = it.common_name.as_ref();
        name.map_or(it.subject.as_str(), |it| it.as_str())
    }
}

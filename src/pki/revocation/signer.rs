//! Whose key signed a CRL, and whether it may: RFC 5280 §6.3.3 (f) and (g).
use super::Known;
use super::known::Parts;
use crate::pki::path::revocation::{Question, SignerPath, Signers};
use crate::pki::path::{KeyUsage, Link};
use crate::pki::signature::{PublicKey, Verification};

/// What became of looking for the signer.
pub(super) enum Signer {
    /// This key signed it and may; a note for people where there is one.
    Found {
        key: PublicKey,
        note: Option<String>,
    },
    /// None that counts; why.
    Not(String),
}

/// Keys of one name that are tried. An authority has a handful in its life.
const CANDIDATES: usize = 16;

impl Known<'_> {
    pub(super) fn signer(
        &self,
        index: usize,
        crl: &Parts<'_>,
        question: &Question<'_>,
        signers: &mut dyn Signers,
    ) -> Signer {
        let mut why: Option<String> = None;
        let mut unsupported = None;
        // The issuer of the certificate in this path: validated already.
        if crl.issuer == question.certificate.issuer {
            match self.verify(index, question.issuer_key) {
                Verification::Good => match question.issuer.map(|it| may_sign(it)) {
                    None | Some(true) => {
                        return Signer::Found {
                            key: question.issuer_key.clone(),
                            note: None,
                        };
                    }
                    Some(false) => why = Some(forbidden()),
                },
                Verification::Unsupported(it) => unsupported = Some(it),
                Verification::Bad | Verification::Unusable(_) => {}
            }
        }
        if crl.issuer == question.anchor.name
            && self.verify(index, &question.anchor.key) == Verification::Good
        {
            match question.anchor.certificate.as_deref().map(may_sign) {
                None | Some(true) => {
                    return Signer::Found {
                        key: question.anchor.key.clone(),
                        note: None,
                    };
                }
                Some(false) => why = Some(forbidden()),
            }
        }
        for it in question.above.iter().filter(|it| it.subject == crl.issuer) {
            if self.verify(index, &it.key) == Verification::Good {
                if may_sign(it) {
                    return Signer::Found {
                        key: it.key.clone(),
                        note: None,
                    };
                }
                why = Some(forbidden());
            }
        }
        // Another certificate of that name: a key of its own for CRLs, a renewed key, or another authority.
        let mut known_name = false;
        for it in signers.by_name(&crl.issuer).into_iter().take(CANDIDATES) {
            known_name = true;
            match self.verify(index, &it.key) {
                Verification::Good if !may_sign(&it) => {
                    why.get_or_insert_with(forbidden);
                }
                Verification::Good => match signers.judge(&it, &[], question.anchor) {
                    SignerPath::Valid => {
                        return Signer::Found {
                            key: it.key.clone(),
                            note: Some(whose(crl, question, &it)),
                        };
                    }
                    SignerPath::Unchecked => {
                        return Signer::Found {
                            key: it.key.clone(),
                            note: Some(format!(
                                "{}, and whether the signer's certificate is revoked is not known",
                                whose(crl, question, &it)
                            )),
                        };
                    }
                    // The signer's own status rests on this very CRL: it would have to vouch against itself, and a
                    // stolen key would not. Whoever issued the signer's certificate vouches for it (§6.3.3 (f)).
                    SignerPath::Circular => {
                        return Signer::Found {
                            key: it.key.clone(),
                            note: Some("its signer's own status rests on this same CRL".to_owned()),
                        };
                    }
                    SignerPath::Invalid(because) => {
                        why = Some(format!(
                            "its signer's certificate does not count: {because}"
                        ));
                    }
                    SignerPath::Unknown(because) | SignerPath::NotRevoked(because) => {
                        why = Some(format!(
                            "whether its signer's certificate counts is not known: {because}"
                        ));
                    }
                },
                Verification::Unsupported(what) => unsupported = Some(what),
                Verification::Bad | Verification::Unusable(_) => {}
            }
        }
        let known_name = known_name || crl.issuer == question.certificate.issuer;
        Signer::Not(match (why, unsupported) {
            (Some(why), _) => why,
            (None, Some(what)) => format!("its signature cannot be checked here: {what}"),
            (None, None) if known_name => {
                "its signature is not by its issuer's key: it was changed, or it is not the issuer's".to_owned()
            }
            (None, None) => "the certificate of its issuer is not at hand".to_owned(),
        })
    }
}

/// Whose key signed it, where that is not as it mostly is.
fn whose(crl: &Parts<'_>, question: &Question<'_>, signer: &Link) -> String {
    if crl.issuer != question.certificate.issuer {
        format!(
            "signed by {}, which signs CRLs in its issuer's place",
            super::short(&crl.issuer)
        )
    } else if signer.key.sha256 == question.issuer_key.sha256 {
        "signed with its issuer's key, by another certificate of its issuer than the path has"
            .to_owned()
    } else {
        "signed with a key of its issuer other than the certificate's".to_owned()
    }
}

fn forbidden() -> String {
    "it is signed with a key that may not sign CRLs (keyUsage without cRLSign, RFC 5280 §6.3.3 (f))"
        .to_owned()
}

/// keyUsage, where it is there, must have cRLSign.
fn may_sign(it: &Link) -> bool {
    it.extensions
        .key_usage
        .as_ref()
        .is_none_or(|it| it.value.has(KeyUsage::CRL_SIGN))
}

use super::signed_data::{Attributes, SignedData, SignerId, SignerInfo};
use crate::facts::Bytes;
use crate::pki::der::{self, tag};
use crate::pki::path::Recorded;
use crate::pki::signature::{self, Algorithm, Hash, PublicKey, Verification};
use crate::pki::{Certificate, Oid, stand_in};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use x509_parser::prelude::{FromDer as _, ParsedExtension, X509Certificate};

/// What is known of the signature of an object: plain data, so that it can stand in for an object that may not leave a
/// machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureCheck {
    pub verdict: Verdict,
    /// The hash over the content, by name.
    pub hash: Option<String>,
    /// How the hash was signed, by name.
    pub algorithm: Option<String>,
    /// signingTime, where the signer says it.
    #[serde(with = "::time::serde::rfc3339::option")]
    pub signed_at: Option<OffsetDateTime>,
    pub signer: Option<Box<Signer>>,
    /// What is not as the standard has it, and does not by itself make the signature worthless.
    pub remarks: Vec<String>,
    /// What redaction put in the place of the signature. Worth something in a redacted snapshot only.
    #[serde(skip)]
    pub stand_in: Option<StandIn>,
}

/// A record in the place of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// What the signature proved of the signer's key; none where that was not recorded.
    pub proved: Option<Verification>,
    /// The content is what the rest of the signed object says.
    pub covers: bool,
}

/// Whether somebody's signature covers an object as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It does. Whether the signer may be trusted is another question.
    Good,
    /// It does not; why.
    Bad(String),
    /// That could not be found out; why.
    Unchecked(String),
}

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    pub certificate: Certificate,
    /// The certificate itself. It names an issuer's machine, not a person.
    pub der: Bytes,
}

impl SignatureCheck {
    pub fn unchecked(why: impl Into<String>) -> Self {
        SignatureCheck::with(Verdict::Unchecked(why.into()))
    }

    pub fn bad(why: impl Into<String>) -> Self {
        SignatureCheck::with(Verdict::Bad(why.into()))
    }

    fn with(verdict: Verdict) -> Self {
        SignatureCheck {
            verdict,
            hash: None,
            algorithm: None,
            signed_at: None,
            signer: None,
            remarks: Vec::new(),
            stand_in: None,
        }
    }

    /// What it comes to in a redacted snapshot, where the signature is gone with what it was over.
    pub fn of_redacted(&mut self) {
        let gone = "the snapshot is redacted, and what was signed is not in it";
        match self.stand_in.take() {
            Some(it) if it.covers => {
                self.verdict = match it.proved {
                    Some(proved) => verdict(proved),
                    None => Verdict::Unchecked(gone.to_owned()),
                }
            }
            Some(_) => {}
            None if self.verdict == Verdict::Good => {}
            None => self.verdict = Verdict::Unchecked(gone.to_owned()),
        }
    }
}

fn verdict(it: Verification) -> Verdict {
    match it {
        Verification::Good => Verdict::Good,
        Verification::Bad => Verdict::Bad(
            "the signature was not made with the key in its signer's certificate".to_owned(),
        ),
        Verification::Unusable(why) => Verdict::Bad(why),
        Verification::Unsupported(what) => {
            Verdict::Unchecked(format!("{what} cannot be verified here"))
        }
    }
}

/// What the signature proves of the key in its signer's certificate, whatever became of the content.
pub fn proved(signer: &SignerInfo, certificates: &[Vec<u8>]) -> Option<Recorded> {
    let der = certificates.iter().find(|it| is_signer(it, &signer.id))?;
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let key = PublicKey::from_der(certificate.public_key().raw).ok()?;
    let hash = Hash::by_id(signer.digest.id.as_der_value());
    let signed = ways(signer.attributes.as_ref()?);
    Some(Recorded {
        key: key.sha256,
        verification: check(&key, &effective(signer, hash), &signed, &signer.signature),
    })
}

/// The certificates of those who signed, in the order of their signatures, among its own and these.
pub fn signers<'a>(
    data: &'a SignedData,
    certificates: &'a [Vec<u8>],
) -> impl Iterator<Item = &'a Vec<u8>> {
    data.signers.iter().filter_map(move |signer| {
        let mut all = data.certificates.iter().chain(certificates);
        all.find(|it| is_signer(it, &signer.id))
    })
}

/// Where what was signed has to be.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// Beside the signature, which is detached: what it may be over, the likeliest first; issuers differ in which elements
    /// they count.
    Beside(&'a [Vec<u8>]),
    /// In the signed object itself.
    Inside,
}

/// Checks who signed and whether the signature covers the content.
///
/// `certificates`: further ones the signer's may be among, DER. `types`: the content types the standard allows here.
pub fn verify(
    data: &SignedData,
    content: Content<'_>,
    certificates: &[Vec<u8>],
    types: &[Oid],
) -> SignatureCheck {
    let mut remarks = Vec::new();
    let contents = contents(data, content, types, &mut remarks);
    let mut all = data.signers.iter().map(|it| {
        let mut check = one(data, it, &contents, certificates);
        check.remarks.extend(remarks.iter().cloned());
        check
    });
    let Some(first) = all.next() else {
        return SignatureCheck::bad("nobody signed it: it holds no SignerInfo");
    };
    if first.verdict == Verdict::Good {
        return first;
    }
    all.find(|it| it.verdict == Verdict::Good).unwrap_or(first)
}

/// id-data, RFC 5652 §4: content of no kind.
const DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1];

/// What the signature must be over for it to be this object's: whoever holds another object of the same signer, with its
/// content inside, must not be able to put that in this one's place.
fn contents(
    data: &SignedData,
    content: Content<'_>,
    types: &[Oid],
    remarks: &mut Vec<String>,
) -> Result<Vec<Vec<u8>>, Verdict> {
    let out = match (content, &data.content) {
        (Content::Beside(it), None) => it.to_vec(),
        (Content::Beside([]), Some(_)) => Vec::new(),
        (Content::Beside(it), Some(inside)) if it.contains(inside) => {
            remarks.push("what it signs is also inside it, where it should be detached".to_owned());
            vec![inside.clone()]
        }
        (Content::Beside(_), Some(_)) => {
            return Err(Verdict::Bad(
                "its signature was made for another object: what it signs is inside it, and is not what stands here"
                    .to_owned(),
            ));
        }
        (Content::Inside, Some(inside)) => vec![inside.clone()],
        (Content::Inside, None) => {
            return Err(Verdict::Bad(
                "what it signs should be inside it and is not".to_owned(),
            ));
        }
    };
    let kind = &data.content_type;
    if types.contains(kind) {
        return Ok(out);
    }
    let differs = format!("its content type is {kind}, not the one of this object");
    // A detached signature over this very content, of no kind that says otherwise, is this object's all the same.
    if matches!(content, Content::Beside(_)) && kind.as_der_value() == DATA {
        remarks.push(differs);
        return Ok(out);
    }
    Err(Verdict::Bad(differs))
}

fn one(
    data: &SignedData,
    signer: &SignerInfo,
    contents: &Result<Vec<Vec<u8>>, Verdict>,
    certificates: &[Vec<u8>],
) -> SignatureCheck {
    let hash = Hash::by_id(signer.digest.id.as_der_value());
    let algorithm = effective(signer, hash);
    let found = data
        .certificates
        .iter()
        .chain(certificates)
        .find(|it| is_signer(it, &signer.id));
    let mut check = SignatureCheck {
        hash: Some(hash.map_or_else(|| signer.digest.to_string(), |it| it.to_string())),
        algorithm: Some(algorithm.to_string()),
        signed_at: signer.attributes.as_ref().and_then(|it| it.signing_time),
        signer: found.and_then(|der| {
            let certificate = Certificate::parse(der).ok()?;
            let der = Bytes(der.clone());
            Some(Box::new(Signer { certificate, der }))
        }),
        ..SignatureCheck::unchecked("")
    };
    let covered = match contents {
        Ok(contents) => covered(data, signer, hash, contents),
        Err(verdict) => Err(verdict.clone()),
    };
    check.stand_in = stand_in::read(&signer.signature).map(|answers| StandIn {
        proved: answers.into_iter().next().map(|it| it.verification),
        covers: covered.is_ok(),
    });
    check.verdict = match covered {
        Err(verdict) => verdict,
        Ok(signed) => match found {
            Some(der) => by(der, signer, &algorithm, &signed, &mut check.remarks),
            None => {
                Verdict::Unchecked("the certificate of its signer is not on the card".to_owned())
            }
        },
    };
    check
}

/// What the signature must be over, where the content is what it says: the signed attributes, or without those the
/// content (RFC 5652 §5.4).
fn covered(
    data: &SignedData,
    signer: &SignerInfo,
    hash: Option<Hash>,
    contents: &[Vec<u8>],
) -> Result<Vec<Vec<u8>>, Verdict> {
    if contents.is_empty() {
        return Err(Verdict::Unchecked("what it signs was not read".to_owned()));
    }
    let bad = |why: String| Err(Verdict::Bad(why));
    let Some(attributes) = &signer.attributes else {
        if data.content_type.as_der_value() == DATA {
            return Ok(contents.to_vec());
        }
        return bad(format!(
            "its signature has no signed attributes, which content of type {} must have (RFC 5652 §5.3)",
            data.content_type
        ));
    };
    if let Some(name) = attributes.repeated {
        return bad(format!(
            "its signed attributes do not hold {name} once, with one value (RFC 5652 §11)"
        ));
    }
    let Some(hash) = hash else {
        return Err(Verdict::Unchecked(format!(
            "its hash is of {}, which is not known here",
            signer.digest
        )));
    };
    let Some(digest) = &attributes.message_digest else {
        return bad("its signed attributes hold no message digest (RFC 5652 §11.2)".to_owned());
    };
    if !contents
        .iter()
        .any(|it| hash.of(it).as_ref() == digest.as_slice())
    {
        return bad(format!(
            "its signature is over other content: the {hash} that was signed is not that of what is there"
        ));
    }
    if attributes.content_type.as_ref() != Some(&data.content_type) {
        return bad(
            "the content type that was signed is not the one it has (RFC 5652 §11.1)".to_owned(),
        );
    }
    Ok(ways(attributes))
}

/// The signed attributes as they are carried, and in order where that is another one.
fn ways(attributes: &Attributes) -> Vec<Vec<u8>> {
    let mut out = vec![attributes.signed.clone()];
    out.extend(sorted(&attributes.signed).filter(|it| *it != attributes.signed));
    out
}

/// Whether the key made the signature over one of these.
fn check(
    key: &PublicKey,
    algorithm: &Algorithm,
    signed: &[Vec<u8>],
    signature: &[u8],
) -> Verification {
    let mut out = Verification::Bad;
    for it in signed {
        out = signature::verify(key, algorithm, it, signature);
        if out != Verification::Bad {
            break;
        }
    }
    out
}

/// A SET OF in ascending order, as DER has it: what was signed where it is carried unsorted (RFC 5652 §5.4).
fn sorted(set: &[u8]) -> Option<Vec<u8>> {
    let mut it = der::Reader::new(der::only(set, tag::SET).ok()?);
    let mut parts = Vec::new();
    while !it.is_empty() {
        parts.push(it.element().ok()?.raw);
    }
    parts.sort_unstable();
    Some(der::write(tag::SET, &parts.concat()))
}

fn by(
    der: &[u8],
    signer: &SignerInfo,
    algorithm: &Algorithm,
    signed: &[Vec<u8>],
    remarks: &mut Vec<String>,
) -> Verdict {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return Verdict::Unchecked("the certificate of its signer cannot be read".to_owned());
    };
    let key = match PublicKey::from_der(certificate.public_key().raw) {
        Ok(key) => key,
        Err(error) => {
            return Verdict::Unchecked(format!("the key of its signer cannot be read: {error}"));
        }
    };
    let name = signer
        .attributes
        .as_ref()
        .and_then(|it| it.signer_name.as_deref());
    if name.is_some_and(|it| it != certificate.subject().as_raw()) {
        remarks.push("pivSigner-DN is not the subject of its signer's certificate".to_owned());
    }
    verdict(check(&key, algorithm, signed, &signer.signature))
}

fn is_signer(der: &[u8], id: &SignerId) -> bool {
    let Ok((_, it)) = X509Certificate::from_der(der) else {
        return false;
    };
    match id {
        SignerId::IssuerAndSerial { issuer, serial } => {
            it.issuer().as_raw() == issuer && it.raw_serial() == serial
        }
        SignerId::KeyIdentifier(wanted) => it.extensions().iter().any(|it| {
            matches!(it.parsed_extension(), ParsedExtension::SubjectKeyIdentifier(it) if it.0 == wanted)
        }),
    }
}

/// SignerInfo names the key's algorithm where PKCS#7 did, rsaEncryption; the hash is then the digest's (RFC 3370 §3.2).
/// The same is seen with id-ecPublicKey.
fn effective(signer: &SignerInfo, hash: Option<Hash>) -> Algorithm {
    /// rsaEncryption.
    const RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1];
    /// id-ecPublicKey.
    const EC: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1];
    let named: &[u8] = match (signer.algorithm.id.as_der_value(), hash) {
        (RSA, Some(Hash::Sha1)) => &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 5],
        (RSA, Some(Hash::Sha256)) => &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11],
        (RSA, Some(Hash::Sha384)) => &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 12],
        (RSA, Some(Hash::Sha512)) => &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 13],
        (EC, Some(Hash::Sha1)) => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 1],
        (EC, Some(Hash::Sha256)) => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2],
        (EC, Some(Hash::Sha384)) => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 3],
        (EC, Some(Hash::Sha512)) => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 4],
        _ => return signer.algorithm.clone(),
    };
    Algorithm::new(named)
}

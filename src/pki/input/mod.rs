//! Any bytes people have certificates in, taken apart: PEM, DER, PKCS#7 and CMS, zip files of those, Java key stores and
//! p11-kit's own files. Each certificate and CRL comes out with the place where it lay; what cannot be used is a problem that
//! names its place. Nothing is decoded deeper than needed to cut the pieces out: whoever judges them parses them.
mod archive;
mod cms;
mod keystore;
mod openssl;
mod p11kit;
mod pem;
mod shape;
pub mod tlv;

pub use archive::ArchiveError;
pub use cms::CmsError;
pub use keystore::KeystoreError;
pub use p11kit::{Entry as P11Entry, P11KitError, read as read_p11_kit};
pub use pem::PemError;
pub use shape::{Names, Shape, names, shape};
pub use tlv::TlvError;

use crate::facts::{TrustBits, TrustLevel};
use std::borrow::Cow;
use std::fmt;

/// Most pieces taken from one file, whatever they are; DISA's largest list has some 200.
pub const ITEM_LIMIT: usize = 20_000;
/// Most characters told of a member's name, which may have 65 535.
const NAME_LIMIT: usize = 200;
/// Most problems kept of one file.
const PROBLEM_LIMIT: usize = 200;

/// Where something lay.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as it was named.
    pub file: String,
    /// The member of an archive, `A/b.p7b`; nested ones with `!` between.
    pub member: Option<String>,
    /// Which one of the file or member, from 1.
    pub number: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(member) = &self.member {
            write!(f, ": {member}")?;
        }
        if self.number > 1 {
            write!(f, ": number {}", self.number)?;
        }
        Ok(())
    }
}

/// How it was wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Pem,
    Der,
    /// A list in PKCS#7 or CMS.
    Pkcs7,
    /// The certificates that came with a signed PKCS#7 or CMS message, or with a private key in PKCS#12: its owner's, not a
    /// list somebody published.
    Signer,
    Keystore,
}

/// A certificate or a CRL, cut out and not yet read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'a> {
    pub place: Place,
    pub form: Form,
    /// What the file itself says of a certificate: p11-kit's files, and OpenSSL's of trusted certificates.
    pub told: TrustBits,
    pub der: Cow<'a, [u8]>,
}

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input<'a> {
    pub certificates: Vec<Found<'a>>,
    pub crls: Vec<Found<'a>>,
    pub problems: Vec<Problem>,
}

/// Something in a file that could not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {error}")]
pub struct Problem {
    pub place: Place,
    pub error: InputError,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    #[error("empty")]
    Empty,
    #[error("neither PEM nor DER nor PKCS#7 nor a zip file: give certificates in one of these")]
    Unrecognised,
    #[error("PEM block \"{0}\": neither a certificate nor a CRL, left out")]
    OtherLabel(String),
    #[error("a private key, which has no place here; left out and not read")]
    PrivateKey,
    #[error("{0}, neither a certificate nor a CRL; left out")]
    OtherShape(&'static str),
    #[error("an entry that should be a certificate is none; left out")]
    NoCertificate,
    #[error("{0} bytes follow that are no DER")]
    Trailing(usize),
    #[error("it refuses a certificate that is not in it, by its name or its key; left out")]
    RefusedElsewhere,
    #[error("what follows the certificate is not OpenSSL's list of its uses: {0}; left out")]
    Uses(TlvError),
    #[error("{0} entries are not X.509 and were left out")]
    NotX509(usize),
    #[error("more than {ITEM_LIMIT} certificates, CRLs and other pieces; the rest was left out")]
    TooMany,
    #[error("it holds no certificate and no CRL")]
    Nothing,
    #[error(transparent)]
    Tlv(#[from] TlvError),
    #[error(transparent)]
    Pem(#[from] PemError),
    #[error(transparent)]
    Cms(#[from] CmsError),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    #[error(transparent)]
    P11Kit(#[from] P11KitError),
}

impl InputError {
    /// Whether a certificate or a CRL may have been lost by it; keys and parameters beside a certificate are none.
    pub fn is_loss(&self) -> bool {
        !matches!(self, InputError::PrivateKey | InputError::OtherLabel(_))
    }
}

/// Takes a file apart. `file` is how its places will be called.
pub fn read<'a>(file: &str, bytes: &'a [u8]) -> Input<'a> {
    let mut out = Reader {
        file: file.to_owned(),
        member: None,
        number: 0,
        pieces: 0,
        room: archive::TOTAL_LIMIT,
        out: Input::default(),
    };
    out.any(Cow::Borrowed(bytes), 0);
    let nothing = out.out.certificates.is_empty() && out.out.crls.is_empty();
    if nothing && out.out.problems.is_empty() {
        out.problem(InputError::Nothing);
    }
    out.out
}

/// A file being taken apart.
struct Reader<'a> {
    file: String,
    member: Option<String>,
    /// Pieces found so far in this file or member.
    number: usize,
    /// Pieces found so far in all.
    pieces: usize,
    /// Bytes that may still be unpacked.
    room: u64,
    out: Input<'a>,
}

impl<'a> Reader<'a> {
    fn place(&self) -> Place {
        Place {
            file: self.file.clone(),
            member: self.member.clone(),
            number: self.number.max(1),
        }
    }

    fn problem(&mut self, error: impl Into<InputError>) {
        if self.out.problems.len() < PROBLEM_LIMIT {
            let place = self.place();
            self.out.problems.push(Problem {
                place,
                error: error.into(),
            });
        }
    }

    /// Counts a piece; false where there are too many, which is told once.
    fn count(&mut self) -> bool {
        if self.pieces == ITEM_LIMIT {
            self.problem(InputError::TooMany);
        }
        self.number += 1;
        self.pieces += 1;
        self.pieces <= ITEM_LIMIT
    }

    fn any(&mut self, bytes: Cow<'a, [u8]>, depth: u8) {
        if let Some(text) = utf16(&bytes) {
            return self.known(Cow::Owned(text), depth);
        }
        let start = bytes
            .iter()
            .take_while(|it| it.is_ascii_whitespace())
            .count();
        if start == bytes.len() {
            return self.problem(InputError::Empty);
        }
        self.known(bytes, depth);
    }

    fn known(&mut self, bytes: Cow<'a, [u8]>, depth: u8) {
        if archive::is(&bytes) {
            return self.archive(&bytes, depth);
        }
        if keystore::is_jks(&bytes) {
            return self.keystore(&bytes);
        }
        // A text may begin with the digit 0, which is the tag of a SEQUENCE.
        let is_text = |it: &u8| matches!(it, b'\t' | b'\n' | b'\r' | 0x20..0x7F);
        let is_der =
            bytes.first() == Some(&0x30) && !(bytes.get(1).is_some_and(is_text) && pem::is(&bytes));
        if is_der {
            return self.der(bytes, Form::Der);
        }
        if p11kit::is(&bytes) {
            return self.p11_kit(&bytes);
        }
        if pem::is(&bytes) {
            return self.pem(&bytes);
        }
        // Base64 without the lines around it, as some servers send it.
        match pem::base64(&bytes, 0) {
            Ok(it) if it.first() == Some(&0x30) => self.der(Cow::Owned(it), Form::Pem),
            _ => self.problem(InputError::Unrecognised),
        }
    }

    fn pem(&mut self, bytes: &[u8]) {
        for block in pem::blocks(bytes, ITEM_LIMIT + 1) {
            if self.pieces > ITEM_LIMIT {
                return;
            }
            let label = block.label;
            let wanted = matches!(
                label,
                "CERTIFICATE"
                    | "X509 CERTIFICATE"
                    | "TRUSTED CERTIFICATE"
                    | "X509 CRL"
                    | "CRL"
                    | "PKCS7"
                    | "CMS"
                    | "PKCS #7 SIGNED DATA"
            );
            if !wanted {
                if !self.count() {
                    return;
                }
                if label.ends_with("PRIVATE KEY") {
                    self.problem(InputError::PrivateKey);
                } else {
                    self.problem(InputError::OtherLabel(label.to_owned()));
                }
                continue;
            }
            match block.content {
                Ok(der) if label == "TRUSTED CERTIFICATE" => self.trusted(&der),
                Ok(der) => self.der(Cow::Owned(der), Form::Pem),
                Err(error) => self.broken(error),
            }
        }
    }

    /// A certificate with OpenSSL's list of the uses it is trusted for and is not (openssl-x509(1), "Trust Options").
    fn trusted(&mut self, bytes: &[u8]) {
        let size = match tlv::first(bytes) {
            Ok(it) => it.whole.len(),
            Err(error) => return self.broken(error),
        };
        let rest = bytes.get(size..).unwrap_or_default();
        match openssl::uses(rest) {
            Ok(told) => {
                let der = bytes.get(..size).unwrap_or_default().to_vec();
                let before = self.out.certificates.len();
                self.der(Cow::Owned(der), Form::Pem);
                let found = self.out.certificates.iter_mut().skip(before);
                found.for_each(|it| it.told = told);
            }
            // Without the list it would be trusted for what it may refuse.
            Err(error) => self.broken(InputError::Uses(error)),
        }
    }

    /// A piece that can be counted and not be read.
    fn broken(&mut self, error: impl Into<InputError>) {
        if self.count() {
            self.problem(error);
        }
    }

    /// One encoding after the other.
    fn der(&mut self, bytes: Cow<'a, [u8]>, form: Form) {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|it| !it.is_empty()) {
            // Line ends and zeros after the last one are how files are padded.
            if rest.iter().all(|it| it.is_ascii_whitespace() || *it == 0) {
                return;
            }
            if !self.count() {
                return;
            }
            let size = match tlv::first(rest) {
                Ok(it) => it.whole.len(),
                Err(_) if at > 0 => return self.problem(InputError::Trailing(rest.len())),
                Err(error) => return self.problem(error),
            };
            let piece = match &bytes {
                Cow::Borrowed(all) => Cow::Borrowed(all.get(at..at + size).unwrap_or_default()),
                Cow::Owned(all) => Cow::Owned(all.get(at..at + size).unwrap_or_default().to_vec()),
            };
            self.piece(piece, form);
            at += size;
        }
    }

    /// One whole encoding.
    fn piece(&mut self, der: Cow<'a, [u8]>, form: Form) {
        let shape = tlv::first(&der).map(|it| shape(&it));
        match shape {
            Ok(Shape::Certificate) => self.found(der, form, true),
            Ok(Shape::Crl) => self.found(der, form, false),
            Ok(Shape::ContentInfo) => self.cms(&der),
            Ok(Shape::Pkcs12) => self.keystore(&der),
            Ok(Shape::PrivateKey) => self.problem(InputError::PrivateKey),
            Ok(Shape::Other(words)) => self.problem(InputError::OtherShape(words)),
            Err(error) => self.problem(error),
        }
    }

    fn found(&mut self, der: Cow<'a, [u8]>, form: Form, certificate: bool) {
        let found = Found {
            place: self.place(),
            form,
            told: TrustBits::default(),
            der,
        };
        if certificate {
            self.out.certificates.push(found);
        } else {
            self.out.crls.push(found);
        }
    }

    fn cms(&mut self, der: &[u8]) {
        let carried = tlv::first(der)
            .map_err(InputError::from)
            .and_then(|it| cms::read(&it).map_err(InputError::from));
        let carried = match carried {
            Ok(it) => it,
            Err(error) => return self.problem(error),
        };
        let form = if carried.signed {
            Form::Signer
        } else {
            Form::Pkcs7
        };
        // The wrapper itself is no piece.
        self.number = self.number.saturating_sub(1);
        let certificates = carried.certificates.iter().map(|it| (it, true));
        let crls = carried.crls.iter().map(|it| (it, false));
        for (it, is_certificate) in certificates.chain(crls) {
            if !self.count() {
                return;
            }
            self.found(Cow::Owned(it.whole.to_vec()), form, is_certificate);
        }
        if carried.others > 0 {
            self.problem(InputError::NotX509(carried.others));
        }
    }

    /// What a key store or p11-kit's file keeps as a certificate.
    fn kept(&mut self, der: Vec<u8>, form: Form, told: TrustBits) {
        if !self.count() {
            return;
        }
        match tlv::first(&der).map(|it| shape(&it)) {
            Ok(Shape::Certificate) => {
                self.found(Cow::Owned(der), form, true);
                if let Some(it) = self.out.certificates.last_mut() {
                    it.told = told;
                }
            }
            Ok(_) => self.problem(InputError::NoCertificate),
            Err(error) => self.problem(error),
        }
    }

    fn keystore(&mut self, bytes: &[u8]) {
        let read = keystore::read(bytes);
        if read.of_key {
            self.problem(InputError::PrivateKey);
        }
        let form = match read.of_key {
            true => Form::Signer,
            false => Form::Keystore,
        };
        for der in read.certificates {
            self.kept(der, form, TrustBits::default());
        }
        for error in read.problems {
            self.problem(error);
        }
    }

    fn p11_kit(&mut self, bytes: &[u8]) {
        for entry in p11kit::read(bytes) {
            match entry {
                Ok(it) => {
                    let told = match (it.distrusted, it.trusted) {
                        (true, _) => TrustLevel::Distrusted,
                        (_, true) => TrustLevel::Anchor,
                        _ => TrustLevel::Unset,
                    };
                    match it.der {
                        Some(der) => self.kept(der, Form::Keystore, TrustBits::all(told)),
                        None if it.distrusted => self.broken(InputError::RefusedElsewhere),
                        None => {}
                    }
                }
                Err(error) => self.problem(error),
            }
        }
    }

    fn archive(&mut self, bytes: &[u8], depth: u8) {
        let mut members = match archive::Members::open(bytes, depth) {
            Ok(it) => it,
            Err(error) => return self.problem(error),
        };
        let outer = (self.member.take(), self.number);
        while let Some(member) = members.next(&mut self.room) {
            self.number = 0;
            let member = match member {
                Ok(it) => it,
                Err(error) => {
                    self.member.clone_from(&outer.0);
                    self.problem(error);
                    break;
                }
            };
            let name = shortened(member.name);
            self.member = Some(match &outer.0 {
                Some(above) => format!("{above}!{name}"),
                None => name,
            });
            match member.content {
                Ok(Some(content)) => self.any(Cow::Owned(content), depth + 1),
                Ok(None) => {}
                Err(error) => self.problem(error),
            }
            if self.pieces > ITEM_LIMIT {
                break;
            }
        }
        (self.member, self.number) = outer;
    }
}

/// A member's name as far as it is told.
fn shortened(mut name: String) -> String {
    if let Some((end, _)) = name.char_indices().nth(NAME_LIMIT) {
        name.truncate(end);
        name.push('…');
    }
    name
}

/// The ASCII in a text that Windows wrote as UTF-16 with a byte order mark.
fn utf16(bytes: &[u8]) -> Option<Vec<u8>> {
    let (rest, low) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (rest, 0),
        [0xFE, 0xFF, rest @ ..] => (rest, 1),
        _ => return None,
    };
    let pairs = rest.chunks_exact(2);
    Some(
        pairs
            .map(|it| match (it.get(low), it.get(1 - low)) {
                (Some(it), Some(0)) => *it,
                _ => b'?',
            })
            .collect(),
    )
}

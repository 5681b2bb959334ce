//! Who is known to be an authority: their certificates and numbers stay as they are, as they are public.
use super::kind::Kind;
use super::tree::Node;
use super::{bytes, der};
use crate::facts::{Bytes, Pii, Snapshot};
use crate::pki::crl::minimal;
use crate::pki::defaults::defaults;
use crate::pki::der::{Reader, tag};
use crate::pki::ocsp::Response;
use crate::pki::path::{KeyUsage, Link};
use crate::pki::{Name, on_card};
use std::collections::{BTreeMap, BTreeSet};

/// Every authority that the snapshot or the tool itself knows.
#[derive(Default)]
pub(super) struct Authorities {
    /// Those of the snapshot.
    pub links: Vec<Link>,
    /// By serial number: the issuers' names.
    numbers: BTreeMap<Vec<u8>, Vec<Name>>,
    fingerprints: BTreeSet<Vec<u8>>,
}

impl Authorities {
    /// Those of a snapshot, wherever they are in it: in a store, fetched, sent along with an answer, on a card.
    pub(super) fn of(snapshot: &Snapshot, tree: &Node) -> Authorities {
        let mut out = Authorities::default();
        let mut found = Found::default();
        found.walk(tree, false);
        let cards = snapshot.readers.seen().into_iter().flatten();
        for card in cards.filter_map(|it| it.card.seen()) {
            let signers = on_card::content_signers(card);
            for der in on_card::certificates(card).iter().chain(&signers) {
                found.personal.extend(Link::parse(der).ok());
            }
        }
        for link in found.stored {
            if belongs_in_a_store(&link) {
                out.add(link);
            }
        }
        // Where holders have theirs, who says that it issues has to have issued something.
        let issuers: BTreeSet<Vec<u8>> = found
            .personal
            .iter()
            .filter(|it| !it.is_self_issued())
            .map(|it| it.issuer.key().to_vec())
            .collect();
        for link in found.personal {
            let issued = says_it_issues(&link) && issuers.contains(link.subject.key());
            if is_signer(&link) || issued {
                out.add(link);
            }
        }
        // Only what tells of revocation names others by their numbers.
        let trust = &snapshot.trust;
        if trust.crls.seen().is_some() || trust.ocsp.seen().is_some() {
            for it in &defaults().authorities {
                out.number(numbered(it.der));
            }
        }
        out
    }

    fn add(&mut self, link: Link) {
        if self.fingerprints.insert(link.sha256.to_vec()) {
            let serial = minimal(&link.serial).to_vec();
            self.number(Some((link.issuer.clone(), serial)));
            self.links.push(link);
        }
    }

    fn number(&mut self, it: Option<(Name, Vec<u8>)>) {
        if let Some((issuer, serial)) = it {
            self.numbers.entry(serial).or_default().push(issuer);
        }
    }

    /// Whether this certificate stays whole, wherever it is.
    pub(super) fn stays(&self, it: &Link) -> bool {
        self.has_fingerprint(&it.sha256[..]) || is_signer(it)
    }

    pub(super) fn has_fingerprint(&self, sha256: &[u8]) -> bool {
        self.fingerprints.contains(sha256) || defaults().find(sha256).is_some()
    }

    /// The issuers of authorities that have this serial number.
    pub(super) fn issuers_of(&self, serial: &[u8]) -> &[Name] {
        self.numbers.get(minimal(serial)).map_or(&[], Vec::as_slice)
    }
}

/// What stays as it is in a store of authorities: those, and roots that are older than the extensions that tell.
pub(super) fn belongs_in_a_store(it: &Link) -> bool {
    says_it_issues(it) || is_signer(it) || it.is_self_issued()
}

/// Issuer and serial number of a certificate.
pub(super) fn numbered(certificate: &[u8]) -> Option<(Name, Vec<u8>)> {
    let outer = der::only(certificate)?;
    let tbs = Reader::new(outer.value).element().ok()?;
    let mut fields = Reader::new(tbs.value);
    fields.optional(tag::constructed(0)).ok()?;
    let serial = minimal(fields.expect(tag::INTEGER).ok()?).to_vec();
    fields.expect(tag::SEQUENCE).ok()?;
    Some((Name::from_der(fields.element().ok()?.raw).ok()?, serial))
}

/// Certificates of a snapshot.
#[derive(Default)]
struct Found {
    /// In places for what names nobody.
    stored: Vec<Link>,
    /// In places for what is somebody's.
    personal: Vec<Link>,
}

impl Found {
    /// Everything that looks like a certificate: by itself, or sent along with an answer.
    fn walk(&mut self, node: &Node, personal: bool) {
        match node {
            Node::Plain(_) | Node::Text(_) => {}
            Node::List(them) => them.iter().for_each(|it| self.walk(it, personal)),
            Node::Map(them) | Node::Keyed(them) => {
                them.iter().for_each(|(_, it)| self.walk(it, personal));
            }
            Node::Marked(Bytes::MARK, it) => {
                if let Node::Text(hex) = &**it
                    && hex.starts_with("30")
                {
                    self.bytes(&bytes(hex), personal);
                }
            }
            Node::Marked(mark, it) => {
                let personal = personal || *mark == Pii::MARK || Kind::of_mark(mark).is_some();
                self.walk(it, personal);
            }
        }
    }

    fn bytes(&mut self, bytes: &[u8], personal: bool) {
        if let Ok(Response::Answer(it)) = Response::read(bytes) {
            let sent = it.certificates.iter();
            self.personal
                .extend(sent.filter_map(|it| Link::parse(it).ok()));
        } else if let Ok(link) = Link::parse(bytes) {
            match personal {
                true => self.personal.push(link),
                false => self.stored.push(link),
            }
        }
    }
}

/// A certificate that belongs to no holder by what it is for: signers of cards' contents and of OCSP answers.
fn is_signer(it: &Link) -> bool {
    /// id-PIV-content-signing (FIPS 201), PIV-I's (FPKI PIV-I profile), id-kp-OCSPSigning (RFC 6960 §4.2.2.2).
    const SIGNERS: &[&str] = &[
        "2.16.840.1.101.3.6.7",
        "2.16.840.1.101.3.8.7",
        "1.3.6.1.5.5.7.3.9",
    ];
    let usage = it.extensions.extended_key_usage.as_ref();
    usage.is_some_and(|it| {
        it.value
            .iter()
            .any(|it| SIGNERS.contains(&it.to_string().as_str()))
    })
}

/// One that says that it may issue certificates or CRLs. Anybody's own, made by hand, may say so too.
fn says_it_issues(it: &Link) -> bool {
    let usage = it.extensions.key_usage.as_ref();
    it.is_ca()
        || usage.is_some_and(|it| {
            it.value.has(KeyUsage::KEY_CERT_SIGN) || it.value.has(KeyUsage::CRL_SIGN)
        })
}

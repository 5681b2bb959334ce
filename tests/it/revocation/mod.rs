//! Revocation: CRLs and OCSP answers of the simulated issuers, judged through the path engine; what real responders and
//! broken servers send; bytes that are none of these.
mod crl;
mod ed25519;
mod garbage;
mod list;
mod network;
mod ocsp;
mod server;
mod signer;
mod worlds;

use cac_doctor::bundle::{self, redact::redact};
use cac_doctor::facts::{
    Bytes, Crl, Kept, Observed, OcspExchange, Origin, Pii, Snapshot, Trust, TrustBits,
};
use cac_doctor::pki::crl::Sought;
use cac_doctor::pki::der::write;
use cac_doctor::pki::on_card;
use cac_doctor::pki::path::revocation::{Answer, Status};
use cac_doctor::pki::path::{Anchor, Anchors, Body, Engine, Link, Parameters, Pool, Purpose};
use cac_doctor::pki::revocation::Known;
use cac_doctor::sim::KeyType;
use cac_doctor::sim::certificate::Validity;
use cac_doctor::sim::issue::{Hierarchy, Role, days};
use cac_doctor::sim::keys::sha256;
use cac_doctor::sim::spec::JANE;
use cac_doctor::sim::trust::Installed;
use std::sync::Arc;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

pub(super) const NOW: OffsetDateTime = datetime!(2027-03-04 12:00 UTC);

/// A PIV Authentication certificate and the authorities above it.
pub(super) struct World {
    pub hierarchy: Hierarchy,
    pub leaf: Arc<Link>,
    /// Its serial number, encoded.
    pub serial: Vec<u8>,
    pub trust: Trust,
    pub at: OffsetDateTime,
    /// Further certificates in the pool.
    pub more: Vec<Vec<u8>>,
    pub purpose: Purpose,
}

impl World {
    pub fn new() -> World {
        let validity = validity();
        let der = Role::PivAuthentication.issue(&JANE, KeyType::Rsa2048, validity);
        World {
            hierarchy: Hierarchy::new(NOW),
            leaf: Arc::new(Link::parse(&der).unwrap()),
            serial: Role::PivAuthentication.serial(&JANE, KeyType::Rsa2048, validity),
            trust: Trust {
                crls: Observed::Seen(Vec::new()),
                ocsp: Observed::Seen(Vec::new()),
                fetches: Observed::unasked("a test"),
                ..Trust::default()
            },
            at: NOW,
            more: Vec::new(),
            purpose: Purpose::Any,
        }
    }

    /// With a CRL of these bytes, read as from a file.
    pub fn crl(self, der: &[u8]) -> World {
        self.crl_about(der, None)
    }

    /// The same; this certificate is looked for in it too.
    pub fn crl_about(mut self, der: &[u8], also: Option<&Link>) -> World {
        let sought = [&*self.leaf].into_iter().chain(also);
        let sought = Sought::new(sought.map(|it| (it.issuer.clone(), it.serial.0.clone())));
        let content = cac_doctor::pki::crl::read(der, &sought, |_| {}).map_err(|error| {
            cac_doctor::facts::Failure::new("reading the CRL", error.to_string(), None)
        });
        let crls = self.trust.crls.seen_mut().unwrap();
        crls.push(Crl {
            origin: Origin::File {
                path: Pii(format!("{}.crl", crls.len() + 1)),
            },
            content: content.map_or_else(Observed::Failed, Observed::Seen),
        });
        self
    }

    /// With an OCSP answer of these bytes.
    pub fn ocsp(mut self, der: Vec<u8>, nonce: Option<&[u8]>) -> World {
        self.trust.ocsp.seen_mut().unwrap().push(OcspExchange {
            origin: Origin::Network {
                address: "http://ocsp.example/".to_owned(),
            },
            certificate: Pii(Bytes(self.leaf.sha256.to_vec()).hex()),
            nonce: nonce.map(|it| Bytes(it.to_vec())),
            response: Observed::Seen(Pii(Bytes(der))),
        });
        self
    }

    pub fn at(mut self, at: OffsetDateTime) -> World {
        self.at = at;
        self
    }

    /// What is known of the leaf. It must be the same after a trip through the snapshot's JSON.
    pub fn answer(&self) -> Answer {
        let answer = self.judge(&self.trust);
        let text = serde_json::to_string(&self.trust).unwrap();
        let back: Trust = serde_json::from_str(&text).unwrap();
        assert_eq!(back, self.trust);
        assert_eq!(self.judge(&back), answer);
        self.is_the_same_redacted(&answer);
        answer
    }

    /// Whoever opens a bundle hears the same, of a certificate that is not in it.
    fn is_the_same_redacted(&self, answer: &Answer) {
        let redacted = redact(&self.snapshot(), &[0x17; 32]).unwrap();
        let card = redacted.readers.seen().unwrap()[0].card.seen().unwrap();
        let der = on_card::certificates(card).remove(0);
        let leaf = Link::parse(&der).unwrap().of_redacted();
        if !self.leaf.is_ca() {
            assert!(leaf.is_stand_in());
            assert_ne!(leaf.serial, self.leaf.serial);
        }
        let known = Known::new(&redacted.trust).redacted(true);
        let after = self.judge_by(&known, &Arc::new(leaf));
        assert_eq!(
            after.status,
            coarse(&answer.status, self.at),
            "{}",
            said(&after)
        );
        assert_eq!(after.tried.len(), answer.tried.len(), "{}", said(&after));
        // What is left of it tells neither the number nor the certificate.
        if !self.leaf.is_ca() {
            let text = serde_json::to_string(&redacted.trust).unwrap();
            for secret in [&self.leaf.serial.0[..], &self.leaf.sha256[..]] {
                let secret = Bytes(secret.to_vec()).hex();
                assert!(!text.contains(&secret), "{secret} in {text}");
            }
        }
    }

    /// A workstation with the certificate on its card, and what is known of revocation.
    fn snapshot(&self) -> Snapshot {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds/healthy.json");
        let mut snapshot = bundle::parse(&std::fs::read(path).unwrap()).unwrap();
        snapshot.taken_at = self.at;
        let card = snapshot.readers.seen_mut().unwrap()[0]
            .card
            .seen_mut()
            .unwrap();
        card.cac = Observed::Absent;
        let containers = &mut card.piv.seen_mut().unwrap().certificates;
        containers.truncate(1);
        let certificate = [&write(0x70, self.leaf_der())[..], &[0x71, 1, 0, 0xFE, 0]].concat();
        containers[0].object = Observed::Seen(Pii(Bytes(write(0x53, &certificate))));
        snapshot.trust = self.trust.clone();
        let mut trust = cac_doctor::sim::trust::trust(NOW, Installed::All);
        let store = trust.stores.seen_mut().unwrap()[0]
            .content
            .seen_mut()
            .unwrap();
        store.kept.extend(self.more.iter().map(|der| Kept {
            sha256: Bytes(sha256(der)),
            trust: TrustBits::default(),
            der: Some(Bytes(der.clone())),
        }));
        snapshot.trust.stores = trust.stores;
        snapshot
    }

    fn leaf_der(&self) -> &[u8] {
        match &self.leaf.body {
            Body::Der { der, .. } => der,
            Body::Recorded(_) => panic!("the leaf is a stand-in"),
        }
    }

    fn judge(&self, trust: &Trust) -> Answer {
        self.judge_by(&Known::new(trust), &self.leaf)
    }

    fn judge_by(&self, known: &Known<'_>, leaf: &Arc<Link>) -> Answer {
        let mut pool = Pool::new();
        pool.add_der(&self.hierarchy.id_ca_der).unwrap();
        pool.add_der(&self.hierarchy.email_ca_der).unwrap();
        for der in &self.more {
            pool.add_der(der).unwrap();
        }
        let mut anchors = Anchors::new();
        let root = Link::parse(&self.hierarchy.root_der).unwrap();
        anchors.add(Anchor::of_certificate(Arc::new(root)));
        let parameters = Parameters {
            purpose: self.purpose,
            ..Parameters::at(self.at)
        };
        let mut engine = Engine::new(&pool, &anchors, &parameters).with_revocation(known);
        let judgement = engine.judge(leaf);
        judgement.best().expect("a path").revocation[0].clone()
    }
}

/// Redaction keeps the day of a revocation, and no more.
fn coarse(it: &Status, at: OffsetDateTime) -> Status {
    match it {
        Status::Revoked {
            since: Some(since),
            reason,
        } if *since <= at => Status::Revoked {
            since: Some(since.replace_time(time::Time::MIDNIGHT)),
            reason: reason.clone(),
        },
        other => other.clone(),
    }
}

pub(super) fn validity() -> Validity {
    days(NOW.date(), -100, 300)
}

pub(super) fn ago(hours: i64) -> OffsetDateTime {
    NOW - Duration::hours(hours)
}

/// The word of a status, with the reason where it has one.
pub(super) fn word(answer: &Answer) -> String {
    match &answer.status {
        Status::Revoked {
            reason: Some(it), ..
        } => format!("revoked {it}"),
        other => other.as_str().to_owned(),
    }
}

/// Everything that was said of the sources.
pub(super) fn said(answer: &Answer) -> String {
    let lines: Vec<String> = answer
        .tried
        .iter()
        .map(|it| format!("{}: {}", it.source, it.result))
        .collect();
    lines.join("\n")
}

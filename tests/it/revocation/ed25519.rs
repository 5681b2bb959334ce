//! Lists and answers signed with Ed25519 (RFC 8410), which is over the message and not over a digest of it. OpenSSL makes
//! them.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)] // it looks at the clock, files and starts programs
use super::{said, word};
use cac_doctor::facts::{Bytes, Observed, OcspExchange, Origin, Pii, Trust};
use cac_doctor::pki::input;
use cac_doctor::pki::path::revocation::Answer;
use cac_doctor::pki::path::{Anchor, Anchors, Engine, Link, Parameters, Pool};
use cac_doctor::pki::revocation::Known;
use cac_doctor::probe::Deadline;
use cac_doctor::probe::http::Proxies;
use cac_doctor::probe::revocation::{Sources, of_certificates};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;

/// An authority with an Ed25519 key, and somebody it issued a certificate for.
struct Authority {
    folder: PathBuf,
    root: Vec<u8>,
    leaf: Vec<u8>,
    now: OffsetDateTime,
}

fn openssl(folder: &Path, args: &str) {
    let mut openssl = Command::new("openssl");
    let out = openssl.args(args.split(' ')).current_dir(folder).output();
    let out = out.expect("openssl can be started: run tests/run");
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "openssl {args}: {said}");
}

impl Authority {
    fn new(name: &str) -> Authority {
        let folder = format!("cac-doctor-ed25519-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
        write("index.txt", "");
        write(
            "ca.cnf",
            "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_crl_days=30\ndefault_md=null\n",
        );
        write(
            "ca.ext",
            "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign,digitalSignature\nsubjectKeyIdentifier=hash\n",
        );
        write(
            "ee.ext",
            "keyUsage=critical,digitalSignature\nauthorityKeyIdentifier=keyid\n",
        );
        for args in [
            "genpkey -algorithm ed25519 -out root.key",
            "req -new -key root.key -subj /CN=Root -out root.csr",
            "x509 -req -in root.csr -signkey root.key -days 400 -extfile ca.ext -out root.pem",
            "genpkey -algorithm ed25519 -out ee.key",
            "req -new -key ee.key -subj /CN=Jane -out ee.csr",
            "x509 -req -in ee.csr -CA root.pem -CAkey root.key -set_serial 8 -days 100 -extfile ee.ext -out ee.pem",
        ] {
            openssl(&folder, args);
        }
        let der = |name: &str| {
            let bytes = std::fs::read(folder.join(name)).unwrap();
            input::read(name, &bytes).certificates[0].der.to_vec()
        };
        Authority {
            root: der("root.pem"),
            leaf: der("ee.pem"),
            now: OffsetDateTime::now_utc(),
            folder,
        }
    }

    fn revoke(&self) {
        openssl(
            &self.folder,
            "ca -config ca.cnf -revoke ee.pem -keyfile root.key -cert root.pem",
        );
    }

    /// A CRL as things stand, DER.
    fn crl(&self) -> Vec<u8> {
        openssl(
            &self.folder,
            "ca -config ca.cnf -gencrl -keyfile root.key -cert root.pem -out list.pem",
        );
        openssl(&self.folder, "crl -in list.pem -outform DER -out list.crl");
        std::fs::read(self.folder.join("list.crl")).unwrap()
    }

    /// What a look with this CRL file brings; `known`: the authority's certificate is at hand.
    fn look(&self, crl: &[u8], known: bool) -> Trust {
        let path = self.folder.join("given.crl");
        std::fs::write(&path, crl).unwrap();
        let sources = Sources {
            files: vec![path],
            offline: Some("a test".to_owned()),
            cache: None,
            proxies: Proxies::default(),
        };
        let beside = known.then(|| self.root.clone());
        let mut trust = Trust::default();
        of_certificates(
            &mut trust,
            std::slice::from_ref(&self.leaf),
            beside.as_slice(),
            &sources,
            self.now,
            Deadline::after(Duration::from_secs(20)),
        );
        let text = serde_json::to_string(&trust).unwrap();
        assert_eq!(serde_json::from_str::<Trust>(&text).unwrap(), trust);
        trust
    }

    /// What these facts say of the leaf, under the authority with this certificate.
    fn answer(&self, trust: &Trust, root: &[u8]) -> Answer {
        let root = Arc::new(Link::parse(root).unwrap());
        let pool = Pool::new();
        let mut anchors = Anchors::new();
        anchors.add(Anchor::of_certificate(root));
        let parameters = Parameters::at(OffsetDateTime::now_utc());
        let known = Known::new(trust);
        let mut engine = Engine::new(&pool, &anchors, &parameters).with_revocation(&known);
        let leaf = Arc::new(Link::parse(&self.leaf).unwrap());
        let judgement = engine.judge(&leaf);
        judgement.best().expect("a path").revocation[0].clone()
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn a_list_tells_who_is_revoked_and_who_is_not() {
    let it = Authority::new("list");
    let good = it.look(&it.crl(), true);
    let answer = it.answer(&good, &it.root);
    assert_eq!(word(&answer), "good", "{}", said(&answer));
    it.revoke();
    let crl = it.crl();
    let answer = it.answer(&it.look(&crl, true), &it.root);
    assert_eq!(word(&answer), "revoked", "{}", said(&answer));
    // One that was changed is nobody's.
    let mut changed = crl.clone();
    let date = changed.windows(2).rposition(|it| it == [0x17, 13]).unwrap();
    changed[date + 3] ^= 1;
    let answer = it.answer(&it.look(&changed, true), &it.root);
    assert_eq!(word(&answer), "unknown");
    assert!(
        said(&answer).contains("not by its issuer's key"),
        "{}",
        said(&answer)
    );
}

/// The list does not travel with the snapshot, so what it was not tried with is not known, and never called bad.
#[test]
fn a_key_that_was_not_at_hand_leaves_it_unknown() {
    let it = Authority::new("key");
    let trust = it.look(&it.crl(), false);
    let answer = it.answer(&trust, &it.root);
    assert_eq!(word(&answer), "unknown");
    let why = "its signature cannot be checked here: Ed25519, which was not tried with this key";
    assert!(said(&answer).contains(why), "{}", said(&answer));
}

#[test]
fn an_answer_of_a_responder_counts() {
    let it = Authority::new("ocsp");
    let respond = || {
        openssl(
            &it.folder,
            "ocsp -issuer root.pem -cert ee.pem -no_nonce -reqout request",
        );
        openssl(
            &it.folder,
            "ocsp -index index.txt -rsigner root.pem -rkey root.key -CA root.pem -reqin request -respout response -ndays 3",
        );
        let response = std::fs::read(it.folder.join("response")).unwrap();
        let exchange = OcspExchange {
            origin: Origin::Network {
                address: "http://ocsp.example/".to_owned(),
            },
            certificate: Pii(Bytes(Link::parse(&it.leaf).unwrap().sha256.to_vec()).hex()),
            nonce: None,
            response: Observed::Seen(Pii(Bytes(response))),
        };
        Trust {
            ocsp: Observed::Seen(vec![exchange]),
            ..Trust::default()
        }
    };
    // The responder knows whom the authority has entered.
    let line = "V\t400101000000Z\t\t08\tunknown\t/CN=Jane\n";
    std::fs::write(it.folder.join("index.txt"), line).unwrap();
    let answer = it.answer(&respond(), &it.root);
    assert_eq!(word(&answer), "good", "{}", said(&answer));
    it.revoke();
    let trust = respond();
    let answer = it.answer(&trust, &it.root);
    assert_eq!(word(&answer), "revoked", "{}", said(&answer));
    let mut changed = trust;
    let exchange = &mut changed.ocsp.seen_mut().unwrap()[0];
    let bytes = exchange.response.seen_mut().unwrap();
    let date = bytes
        .0
        .0
        .windows(2)
        .position(|it| it == [0x18, 15])
        .unwrap();
    bytes.0.0[date + 5] ^= 1;
    let answer = it.answer(&changed, &it.root);
    assert_eq!(word(&answer), "unknown", "{}", said(&answer));
}

//! GSA's ICAM test cards as snapshots: the containers' files, put into the answers a card would give, on a workstation that
//! was given their issuers' certificates and CRLs.
use cac_doctor::case::chain;
use cac_doctor::facts::{Bytes, Observed, Pii, PivCertificate, Snapshot, Trust};
use cac_doctor::pki::input;
use cac_doctor::probe::Deadline;
use cac_doctor::probe::http::Proxies;
use cac_doctor::probe::revocation::{self, Sources};
use std::path::{Path, PathBuf};
use std::time::Duration;
use time::OffsetDateTime;

/// Where the cards lie: the lane of `.ci/run` says.
pub fn folder() -> PathBuf {
    let folder = std::env::var_os("ICAM_CARDS")
        .expect("ICAM_CARDS must name the folder of the cards; .ci/run sets it");
    let folder = PathBuf::from(folder);
    assert!(folder.is_dir(), "{} is no folder", folder.display());
    folder
}

/// Every card, by name.
pub fn all() -> Vec<(String, PathBuf)> {
    let mut out: Vec<(String, PathBuf)> = std::fs::read_dir(folder())
        .unwrap()
        .map(|it| it.unwrap())
        .map(|it| (it.file_name().into_string().unwrap(), it.path()))
        .filter(|(name, _)| name != "ca")
        .collect();
    out.sort();
    out
}

/// The card whose name begins with this number.
pub fn numbered(number: &str) -> PathBuf {
    let found = all().into_iter().find(|(name, _)| name.starts_with(number));
    found.unwrap_or_else(|| panic!("no card {number}")).1
}

/// The files in a folder of the issuers.
pub fn files(of: &str) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = std::fs::read_dir(folder().join(of))
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.is_file())
        .collect();
    out.sort();
    out
}

/// What `--trust` makes of all the issuers' certificates: the self-signed ones are anchors, the others help.
fn given() -> Trust {
    let mut all = Vec::new();
    for path in files("ca") {
        all.extend(std::fs::read(&path).unwrap());
        all.push(b'\n');
    }
    let given = chain::given("ca", &input::read("ca", &all));
    Trust {
        stores: Observed::Seen(vec![given]),
        ..Trust::default()
    }
}

/// The issuers' CRLs, as with `--crl`.
fn sources() -> Sources {
    Sources {
        files: files("ca/crl"),
        offline: Some("the issuers are a laboratory's".to_owned()),
        cache: None,
        proxies: Proxies::default(),
    }
}

const PATIENCE: Duration = Duration::from_secs(60);

/// What the tool gathers to judge these certificates.
pub fn trust(certificates: &[Vec<u8>], at: OffsetDateTime) -> Trust {
    let mut out = given();
    let deadline = Deadline::after(PATIENCE);
    revocation::of_certificates(&mut out, certificates, &[], &sources(), at, deadline);
    out
}

/// The content of the container with this file name's end: `5fc102`.
pub fn content(card: &Path, tag: &str) -> Option<Vec<u8>> {
    let mut files = std::fs::read_dir(card)
        .unwrap()
        .map(|it| it.unwrap().path());
    let file = files.find(|it| {
        let stem = it.file_stem().unwrap().to_string_lossy();
        stem.rsplit('-').next() == Some(tag)
    })?;
    let bytes = std::fs::read(&file).unwrap();
    if file.extension().is_some_and(|it| it == "crt") {
        let found = cac_doctor::pki::input::read("card", &bytes);
        let der = found
            .certificates
            .first()
            .expect("a certificate")
            .der
            .to_vec();
        return Some([tlv(0x70, &der), tlv(0x71, &[0]), tlv(0xFE, &[])].concat());
    }
    Some(bytes)
}

fn tlv(tag: u8, value: &[u8]) -> Vec<u8> {
    cac_doctor::pki::der::write(tag, value)
}

fn answer(card: &Path, tag: &str) -> Observed<Bytes> {
    match content(card, tag) {
        // The Discovery Object stands in its own tag.
        Some(it) if tag == "7e" => Observed::Seen(Bytes(it)),
        Some(it) => Observed::Seen(Bytes(tlv(0x53, &it))),
        None => Observed::Absent,
    }
}

/// The card in a reader of a workstation, as it would be read without the PIN.
pub fn snapshot(card: &Path, taken_at: OffsetDateTime) -> Snapshot {
    let certificate = |reference: &str, tag| PivCertificate {
        key_reference: reference.to_owned(),
        object: answer(card, tag).map(Pii),
    };
    let world = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds/piv-only.json");
    let mut snapshot = cac_doctor::bundle::parse(&std::fs::read(world).unwrap()).unwrap();
    snapshot.taken_at = taken_at;
    let readers = snapshot.readers.seen_mut().expect("a reader");
    let facts = readers[0].card.seen_mut().expect("a card");
    let piv = facts.piv.seen_mut().expect("a PIV application");
    piv.discovery = answer(card, "7e");
    piv.chuid = answer(card, "5fc102").map(Pii);
    piv.ccc = answer(card, "5fc107").map(Pii);
    piv.key_history = answer(card, "5fc10c");
    piv.security_object = answer(card, "5fc106");
    piv.certificates = vec![
        certificate("9A", "5fc105"),
        certificate("9C", "5fc10a"),
        certificate("9D", "5fc10b"),
        certificate("9E", "5fc101"),
    ];
    snapshot.trust = given();
    revocation::of(&mut snapshot, &sources(), Deadline::after(PATIENCE));
    snapshot
}

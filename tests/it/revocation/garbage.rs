//! Bytes that are no CRL, no OCSP answer, no distribution point: never a panic, and never more work than the bytes are
//! long.
use super::{NOW, World, ago};
use cac_doctor::pki::crl::{
    self, DistributionPoint, Entry as ReadEntry, Extensions, Head, IssuingPoint, KeyIdentifier,
    Sought,
};
use cac_doctor::pki::ocsp::Response;
use cac_doctor::sim::certificate;
use cac_doctor::sim::crl::{Entry, Template};
use cac_doctor::sim::der;
use cac_doctor::sim::issue::Role;
use cac_doctor::sim::keys::Signer;
use cac_doctor::sim::ocsp;
use proptest::prelude::*;
use time::Duration;

fn list() -> Vec<u8> {
    let world = World::new();
    let mut listed =
        Entry::new(world.serial.clone(), ago(9), Some(1)).of(&Role::DigitalSignature.issuer());
    listed.extensions.push(certificate::extension(
        &[2, 5, 29, 24],
        false,
        &der::time(NOW),
    ));
    let point = der::sequence([
        der::context(
            0,
            [der::context(0, [certificate::uri("http://a.example/x")])],
        ),
        der::context_primitive(3, &[5, 0x60]),
        der::context_primitive(4, &[0xFF]),
    ]);
    Template {
        issuer: Role::PivAuthentication.issuer(),
        signer: Signer::IdCa,
        this_update: ago(6),
        next_update: Some(NOW + Duration::days(7)),
        entries: vec![Entry::new(der::integer(7), ago(9), None), listed],
        extensions: vec![
            cac_doctor::sim::crl::number(7),
            certificate::extension(cac_doctor::sim::crl::POINT, true, &point),
        ],
    }
    .issue()
}

fn answer() -> Vec<u8> {
    let world = World::new();
    ocsp::Template {
        issuer: Role::PivAuthentication.issuer(),
        issuer_key: Signer::IdCa,
        serial: world.serial.clone(),
        status: ocsp::Status::Revoked(ago(9), Some(1)),
        this_update: ago(1),
        next_update: Some(NOW),
        nonce: Some(vec![7; 32]),
        signer: Signer::IdCa,
        responder: None,
        certificates: vec![world.hierarchy.id_ca_der.clone()],
    }
    .issue()
}

/// Everything that reads such bytes, and the judging of what was read.
fn read_all(bytes: &[u8]) {
    let world = World::new();
    let sought = Sought::anywhere([world.leaf.serial.0.clone()]);
    if crl::read(bytes, &sought, |_| {}).is_ok() {
        let _ = World::new().crl(bytes).answer();
    }
    if Response::read(bytes).is_ok() {
        let _ = World::new().ocsp(bytes.to_vec(), None).answer();
    }
    let _ = Head::read(bytes);
    let _ = Extensions::read(bytes);
    let _ = ReadEntry::read(bytes);
    let _ = DistributionPoint::read_all(bytes);
    let _ = IssuingPoint::read(bytes);
    let _ = KeyIdentifier::read(bytes);
}

#[test]
fn every_truncation_is_refused() {
    for whole in [list(), answer()] {
        for end in 0..whole.len() {
            let part = &whole[..end];
            assert!(
                crl::read(part, &Sought::default(), |_| {}).is_err(),
                "{end}"
            );
            assert!(Response::read(part).is_err(), "{end}");
            if end % 13 == 0 {
                read_all(part);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]
    #[test]
    fn changed_bytes_never_panic_and_never_change_what_is_believed(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        of_list in any::<bool>(),
    ) {
        let mut bytes = if of_list { list() } else { answer() };
        for (at, to) in changes {
            let at = at.index(bytes.len());
            bytes[at] = to;
        }
        read_all(&bytes);
    }

    #[test]
    fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_all(&bytes);
    }
}

#[test]
fn nesting_and_repetition_are_bounded() {
    let mut deep = vec![];
    for _ in 0..200 {
        deep = der::element(der::SEQUENCE, &deep);
    }
    read_all(&deep);
    let point = der::sequence([der::context(
        0,
        [der::context(0, [certificate::uri("http://a/")])],
    )]);
    let many = der::sequence(vec![point; 5000]);
    assert!(DistributionPoint::read_all(&many).is_err());
    let names = der::sequence([der::context(
        0,
        [der::context(0, vec![certificate::uri("http://a/"); 5000])],
    )]);
    assert!(DistributionPoint::read_all(&der::sequence([names])).is_err());
}

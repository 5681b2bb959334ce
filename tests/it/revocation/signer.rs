//! Whose key a CRL is signed with, where it is not the one of the certificate's issuer in the path.
use super::{NOW, World, ago, said, validity, word};
use cac_doctor::pki::path::Link;
use cac_doctor::sim::certificate::{self, extension};
use cac_doctor::sim::crl::{self, Template};
use cac_doctor::sim::der;
use cac_doctor::sim::issue::{Role, root_name};
use cac_doctor::sim::keys::Signer;
use std::sync::Arc;
use time::Duration;

/// keyCertSign without cRLSign (RFC 5280 §4.2.1.3).
const CERT_SIGN: u8 = 0x04;

fn list(issuer: Vec<u8>, signer: Signer, extensions: Vec<Vec<u8>>) -> Vec<u8> {
    Template {
        issuer,
        signer,
        this_update: ago(6),
        next_update: Some(NOW + Duration::days(7)),
        entries: vec![],
        extensions,
    }
    .issue()
}

/// A certificate by the root.
fn by_root(subject: Vec<u8>, key: Signer, extensions: Vec<Vec<u8>>) -> Vec<u8> {
    certificate::Template {
        issuer: root_name(),
        subject,
        spki: &key.spki(),
        signer: Signer::Root,
        validity: validity(),
        extensions,
        identified_as: None,
        issued_as: None,
        over_sha1: false,
    }
    .issue()
}

#[track_caller]
fn is_good(world: &World, words: &str) {
    let answer = world.answer();
    let said = said(&answer);
    assert_eq!(word(&answer), "good", "{said}");
    assert!(said.contains(words), "{words:?} not in:\n{said}");
}

#[test]
fn another_authority_in_the_issuers_place_is_told_by_name() {
    let name = certificate::name(&[], "TEST CRL ISSUER");
    let point = der::sequence([der::context(2, [der::context(4, [name.clone()])])]);
    let leaf = certificate::Template {
        issuer: Role::PivAuthentication.issuer(),
        subject: certificate::name(&[], "SOMEBODY"),
        spki: cac_doctor::sim::keys::PIV_AUTH_RSA,
        signer: Signer::IdCa,
        validity: validity(),
        extensions: vec![
            certificate::key_usage(certificate::DIGITAL_SIGNATURE),
            extension(&[2, 5, 29, 31], false, &der::sequence([point])),
        ],
        identified_as: None,
        issued_as: None,
        over_sha1: false,
    };
    let usage = certificate::key_usage(certificate::CERT_AND_CRL_SIGN);
    let signer = by_root(name.clone(), Signer::Content, vec![usage]);
    let link = Link::parse(&signer).unwrap();
    let indirect = der::sequence([der::context_primitive(4, &[0xFF])]);
    let indirect = extension(crl::POINT, true, &indirect);
    let mut world = World::new();
    world.leaf = Arc::new(Link::parse(&leaf.issue()).unwrap());
    let mut world = world
        .crl(&list(name, Signer::Content, vec![indirect]))
        .crl_about(&list(root_name(), Signer::Root, vec![]), Some(&link));
    world.more.push(signer);
    is_good(
        &world,
        "does not list it; signed by TEST CRL ISSUER, which signs CRLs in its issuer's place",
    );
}

#[test]
fn one_key_in_two_certificates_is_no_other_key() {
    let issuer = Role::PivAuthentication.issuer();
    let authority = |usage| {
        let extensions = vec![
            certificate::basic_constraints(Some(0)),
            certificate::key_usage(usage),
        ];
        by_root(issuer.clone(), Signer::IdCa, extensions)
    };
    let signer = authority(certificate::CERT_AND_CRL_SIGN);
    let link = Link::parse(&signer).unwrap();
    let mut world = World::new()
        .crl(&list(issuer.clone(), Signer::IdCa, vec![crl::number(7)]))
        .crl_about(&list(root_name(), Signer::Root, vec![]), Some(&link));
    world.hierarchy.id_ca_der = authority(CERT_SIGN);
    world.more.push(signer);
    is_good(
        &world,
        "signed with its issuer's key, by another certificate of its issuer than the path has",
    );
}

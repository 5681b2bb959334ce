use super::{NOW, World, ago, said, validity, word};
use cac_doctor::pki::path::Link;
use cac_doctor::sim::certificate::{self, extension};
use cac_doctor::sim::der;
use cac_doctor::sim::issue::Role;
use cac_doctor::sim::keys::Signer;
use cac_doctor::sim::ocsp::{Status, Template, refusal};
use time::Duration;

/// By the issuer itself, an hour old, good for a day.
fn answer(world: &World, status: Status) -> Template {
    Template {
        issuer: Role::PivAuthentication.issuer(),
        issuer_key: Signer::IdCa,
        serial: world.serial.clone(),
        status,
        this_update: ago(1),
        next_update: Some(NOW + Duration::days(1)),
        nonce: None,
        signer: Signer::IdCa,
        responder: None,
        certificates: vec![],
    }
}

/// A responder's certificate.
fn responder(signer: Signer, issuer: Vec<u8>, extensions: Vec<Vec<u8>>) -> Vec<u8> {
    certificate::Template {
        issuer,
        subject: certificate::name(&[], "TEST RESPONDER"),
        spki: &Signer::Content.spki(),
        signer,
        validity: validity(),
        extensions,
        identified_as: None,
        issued_as: None,
        over_sha1: false,
    }
    .issue()
}

fn signing() -> Vec<u8> {
    certificate::extended_key_usage(false, &[&[1, 3, 6, 1, 5, 5, 7, 3, 9]])
}

fn no_check() -> Vec<u8> {
    extension(&[1, 3, 6, 1, 5, 5, 7, 48, 1, 5], false, &der::null())
}

#[track_caller]
fn expect(world: World, it: &Template, status: &str, words: &str) {
    expect_bytes(world, it.issue(), None, status, words);
}

#[track_caller]
fn expect_bytes(world: World, bytes: Vec<u8>, nonce: Option<&[u8]>, status: &str, words: &str) {
    let answer = world.ocsp(bytes, nonce).answer();
    let said = said(&answer);
    assert_eq!(word(&answer), status, "{said}");
    assert!(said.contains(words), "{words:?} not in:\n{said}");
}

#[test]
fn the_three_answers() {
    let world = World::new();
    expect(
        World::new(),
        &answer(&world, Status::Good),
        "good",
        "http://ocsp.example/: OCSP: good, as of 2027-03-04",
    );
    let revoked = answer(&world, Status::Revoked(ago(48), Some(1)));
    expect(
        World::new(),
        &revoked,
        "revoked keyCompromise",
        "revoked on 2027-03-02",
    );
    let revoked = answer(&world, Status::Revoked(ago(48), None));
    expect(World::new(), &revoked, "revoked", "revoked on 2027-03-02");
    expect(
        World::new(),
        &answer(&world, Status::Unknown),
        "unknown",
        "does not know this certificate",
    );
}

#[test]
fn the_issuer_may_be_told_by_name() {
    let world = World::new();
    let mut it = answer(&world, Status::Good);
    it.responder = Some(Role::PivAuthentication.issuer());
    expect(World::new(), &it, "good", "good");
    it.signer = Signer::Content;
    expect(World::new(), &it, "unknown", "its signature is wrong");
    it.responder = Some(Role::DigitalSignature.issuer());
    expect(
        World::new(),
        &it,
        "unknown",
        "somebody whose certificate did not come with it",
    );
}

#[test]
fn stale_and_future_answers_do_not_count_as_good() {
    let world = World::new();
    let good = answer(&world, Status::Good);
    expect(
        World::new().at(NOW + Duration::days(3)),
        &good,
        "unknown",
        "stale: a newer one was due on 2027-03-05",
    );
    expect(
        World::new().at(ago(5)),
        &good,
        "unknown",
        "after the time of interest",
    );
    let revoked = answer(&world, Status::Revoked(ago(48), Some(4)));
    expect(
        World::new().at(NOW + Duration::days(3)),
        &revoked,
        "revoked superseded",
        "revocation is for good",
    );
    let held = answer(&world, Status::Revoked(ago(48), Some(6)));
    expect(
        World::new().at(NOW + Duration::days(3)),
        &held,
        "unknown",
        "stale",
    );
    // RFC 6960 §2.2 looks at the word, and not at the date.
    let ahead = answer(&world, Status::Revoked(NOW + Duration::days(9), Some(1)));
    for at in [NOW, NOW + Duration::days(3)] {
        expect(
            World::new().at(at),
            &ahead,
            "revoked keyCompromise",
            "the date written for it, 2027-03-13, lies in the future",
        );
    }
    expect(World::new().at(ago(5)), &ahead, "unknown", "after the time");
    let mut endless = good;
    endless.next_update = None;
    expect(World::new(), &endless, "good", "good");
    expect(
        World::new().at(NOW + Duration::days(3)),
        &endless,
        "unknown",
        "names no end",
    );
}

#[test]
fn delegated_responders_need_the_issuers_word() {
    let world = World::new();
    let issuer = Role::PivAuthentication.issuer();
    let by = |certificate: Vec<u8>| {
        let mut it = answer(&world, Status::Good);
        it.signer = Signer::Content;
        it.certificates = vec![certificate];
        it
    };
    let usage = certificate::key_usage(certificate::DIGITAL_SIGNATURE);
    let good = responder(
        Signer::IdCa,
        issuer.clone(),
        vec![usage.clone(), signing(), no_check()],
    );
    expect(World::new(), &by(good), "good", "good");
    let without = responder(
        Signer::IdCa,
        issuer.clone(),
        vec![usage.clone(), no_check()],
    );
    expect(
        World::new(),
        &by(without),
        "unknown",
        "may not sign OCSP answers",
    );
    let foreign = responder(
        Signer::EmailCa,
        Role::DigitalSignature.issuer(),
        vec![signing(), no_check()],
    );
    expect(
        World::new(),
        &by(foreign),
        "unknown",
        "not appointed by the certificate's own issuer",
    );
    let forged = responder(Signer::EmailCa, issuer.clone(), vec![signing(), no_check()]);
    expect(
        World::new(),
        &by(forged),
        "unknown",
        "not appointed by the certificate's own issuer",
    );
    // RFC 5280 §4.2.1.12: either of two bits goes with OCSPSigning.
    for (bits, status, words) in [
        (
            certificate::KEY_ENCIPHERMENT,
            "unknown",
            "its signer's key is not for signatures",
        ),
        (certificate::NON_REPUDIATION, "good", "good, as of"),
    ] {
        let usage = certificate::key_usage(bits);
        for further in [vec![], no_check()] {
            let of = vec![usage.clone(), signing(), further];
            let other = responder(Signer::IdCa, issuer.clone(), of);
            expect(World::new(), &by(other), status, words);
        }
    }
    let unchecked = responder(Signer::IdCa, issuer, vec![usage, signing()]);
    expect(
        World::new(),
        &by(unchecked),
        "good",
        "whether its signer's certificate is revoked is not known",
    );
}

/// RFC 6960 §4.2.2.2.1: without nocheck the responder's own status counts, where a list tells it.
#[test]
fn a_revoked_responder_clears_nobody() {
    let world = World::new();
    let usage = certificate::key_usage(certificate::DIGITAL_SIGNATURE);
    let issuer = Role::PivAuthentication.issuer();
    let list = |entries| cac_doctor::sim::crl::Template {
        issuer: issuer.clone(),
        signer: Signer::IdCa,
        this_update: ago(6),
        next_update: Some(NOW + Duration::days(7)),
        entries,
        // Of another distribution point than the certificate's: it tells of the responder alone.
        extensions: vec![extension(
            cac_doctor::sim::crl::POINT,
            true,
            &der::sequence([der::context(
                0,
                [der::context(
                    0,
                    [certificate::uri("http://ocsp.example/own")],
                )],
            )]),
        )],
    };
    let point = certificate::crl_distribution_point("http://ocsp.example/own");
    let mut extensions = vec![usage, signing(), point];
    for (checked, listed, status, words) in [
        (
            false,
            true,
            "unknown",
            "its signer's certificate does not count: it is revoked",
        ),
        (
            false,
            false,
            "good",
            "its signer's certificate is not revoked",
        ),
        // The issuer vouches for it for as long as its certificate is valid.
        (true, true, "good", "good, as of 2027-03-04"),
    ] {
        if checked {
            extensions.push(no_check());
        }
        let responder = responder(Signer::IdCa, issuer.clone(), extensions.clone());
        let link = Link::parse(&responder).unwrap();
        let serial = match listed {
            true => der::element(der::INTEGER, &link.serial.0),
            false => der::integer(0x1234),
        };
        let entry = cac_doctor::sim::crl::Entry::new(serial, ago(48), Some(1));
        let list = list(vec![entry]).issue();
        let mut it = answer(&world, Status::Good);
        it.signer = Signer::Content;
        it.certificates = vec![responder];
        let world = World::new().crl_about(&list, Some(&link));
        expect(world, &it, status, words);
    }
}

#[test]
fn a_wrong_nonce_is_no_answer_and_a_missing_one_a_note() {
    let world = World::new();
    let mut it = answer(&world, Status::Good);
    expect_bytes(
        World::new(),
        it.issue(),
        Some(&[7; 32]),
        "good",
        "without the nonce that was sent",
    );
    it.nonce = Some(vec![7; 32]);
    expect_bytes(World::new(), it.issue(), Some(&[7; 32]), "good", "good");
    expect_bytes(
        World::new(),
        it.issue(),
        Some(&[8; 32]),
        "unknown",
        "repeats another nonce",
    );
}

#[test]
fn an_answer_about_another_certificate_is_none() {
    let world = World::new();
    let mut it = answer(&world, Status::Good);
    it.serial = der::integer(5);
    expect(World::new(), &it, "unknown", "about another certificate");
    let mut it = answer(&world, Status::Good);
    it.issuer = Role::DigitalSignature.issuer();
    expect(World::new(), &it, "unknown", "about another certificate");
    let mut it = answer(&world, Status::Good);
    it.issuer_key = Signer::EmailCa;
    expect(World::new(), &it, "unknown", "about another certificate");
}

#[test]
fn of_two_words_about_one_certificate_the_revocation_counts() {
    let world = World::new();
    let good = || answer(&world, Status::Good);
    let revoked = || answer(&world, Status::Revoked(ago(48), Some(1)));
    for (first, second) in [(good(), revoked()), (revoked(), good())] {
        let bytes = first.issue_with(&[second]);
        expect_bytes(
            World::new(),
            bytes,
            None,
            "revoked keyCompromise",
            "revoked on",
        );
    }
    let mut stale = good();
    (stale.this_update, stale.next_update) = (ago(90), Some(ago(80)));
    let bytes = stale.issue_with(&[good()]);
    expect_bytes(World::new(), bytes, None, "good", "good, as of");
}

#[test]
fn refusals_and_tampering_are_told_apart() {
    for (status, words) in [
        (1, "malformedRequest"),
        (2, "internalError"),
        (3, "tryLater"),
        (5, "sigRequired"),
        (6, "unauthorized"),
        (9, "status 9"),
    ] {
        expect_bytes(World::new(), refusal(status), None, "unknown", words);
    }
    let world = World::new();
    let mut it = answer(&world, Status::Revoked(ago(48), Some(1))).issue();
    let reason = it.windows(3).position(|it| it == [0x0A, 1, 1]).unwrap();
    it[reason + 2] = 8;
    expect_bytes(World::new(), it, None, "unknown", "its signature is wrong");
    expect_bytes(
        World::new(),
        b"<html>".to_vec(),
        None,
        "unknown",
        "malformed",
    );
}

#[test]
fn a_crl_that_says_revoked_outweighs_a_good_answer() {
    let world = World::new();
    let good = answer(&world, Status::Good).issue();
    let list = cac_doctor::sim::crl::Template {
        issuer: Role::PivAuthentication.issuer(),
        signer: Signer::IdCa,
        this_update: ago(6),
        next_update: Some(NOW + Duration::days(7)),
        entries: vec![cac_doctor::sim::crl::Entry::new(
            world.serial.clone(),
            ago(7),
            Some(1),
        )],
        extensions: vec![],
    };
    let answer = world.ocsp(good, None).crl(&list.issue()).answer();
    assert_eq!(word(&answer), "revoked keyCompromise", "{}", said(&answer));
}

use super::{NOW, World, ago, said, word};
use cac_doctor::pki::path::Purpose;
use cac_doctor::pki::path::revocation::Status;
use cac_doctor::sim::certificate::{self, extension};
use cac_doctor::sim::crl::{self, Entry, Template};
use cac_doctor::sim::der;
use cac_doctor::sim::issue::Role;
use cac_doctor::sim::keys::Signer;
use time::Duration;

/// CRL 7 of the issuer, six hours old, good for a week.
fn list(entries: Vec<Entry>) -> Template {
    Template {
        issuer: Role::PivAuthentication.issuer(),
        signer: Signer::IdCa,
        this_update: ago(6),
        next_update: Some(NOW + Duration::days(7)),
        entries,
        extensions: vec![crl::number(7)],
    }
}

fn other() -> Entry {
    Entry::new(der::integer(0x1234), ago(500), Some(4))
}

fn revoked(world: &World, reason: u8) -> Entry {
    Entry::new(world.serial.clone(), ago(48), Some(reason))
}

/// issuingDistributionPoint with these fields.
fn point(fields: Vec<Vec<u8>>) -> Vec<u8> {
    extension(crl::POINT, true, &der::sequence(fields))
}

#[track_caller]
fn expect(world: &World, status: &str, words: &str) {
    let answer = world.answer();
    let said = said(&answer);
    assert_eq!(word(&answer), status, "{said}");
    assert!(said.contains(words), "{words:?} not in:\n{said}");
}

/// RFC 5280 §3.3 keeps an entry on the lists until the certificate has expired; laboratories and authorities in trouble
/// lose some. Only a hold may end.
#[test]
fn a_revocation_is_for_good_whatever_a_newer_list_has() {
    let older = |entry| Template {
        this_update: ago(400),
        extensions: vec![crl::number(6)],
        ..list(vec![entry])
    };
    let newer = list(vec![other()]).issue();
    for (reason, status, words) in [
        (
            Some(1),
            "revoked keyCompromise",
            "another list does not have it, which does not undo it",
        ),
        (
            None,
            "revoked",
            "another list does not have it, which does not undo it",
        ),
        (
            Some(6),
            "good",
            "1.crl: CRL 7 of TEST ID CA-1, 2027-03-04: does not list it",
        ),
    ] {
        let world = World::new().crl(&newer);
        let entry = Entry::new(world.serial.clone(), ago(410), reason);
        expect(&world.crl(&older(entry).issue()), status, words);
    }
    // Somebody else's list revokes nobody.
    let world = World::new().crl(&newer);
    let entry = Entry::new(world.serial.clone(), ago(410), Some(1));
    let forged = Template {
        signer: Signer::EmailCa,
        ..older(entry)
    };
    expect(&world.crl(&forged.issue()), "good", "does not list it");
}

#[test]
fn good_revoked_and_on_hold() {
    expect(
        &World::new().crl(&list(vec![other()]).issue()),
        "good",
        "1.crl: CRL 7 of TEST ID CA-1, 2027-03-04: does not list it",
    );
    expect(
        &World::new().crl(&list(vec![]).issue()),
        "good",
        "does not list it",
    );
    let world = World::new();
    let entry = revoked(&world, 1);
    expect(
        &world.crl(&list(vec![other(), entry, other()]).issue()),
        "revoked keyCompromise",
        "revoked on 2027-03-02",
    );
    let world = World::new();
    let entry = revoked(&world, 6);
    expect(
        &world.crl(&list(vec![entry]).issue()),
        "revoked certificateHold",
        "on hold since 2027-03-02",
    );
    let world = World::new();
    let entry = Entry {
        reason: None,
        ..revoked(&world, 0)
    };
    expect(
        &world.crl(&list(vec![entry]).issue()),
        "revoked",
        "revoked on 2027-03-02",
    );
}

#[test]
fn nothing_at_hand_is_unchecked_and_another_issuers_crl_is_unknown() {
    expect(&World::new(), "unchecked", "network: not asked: a test");
    let mut foreign = list(vec![]);
    foreign.issuer = Role::DigitalSignature.issuer();
    foreign.signer = Signer::EmailCa;
    expect(
        &World::new().crl(&foreign.issue()),
        "unknown",
        "no CRL and no OCSP answer of its issuer is at hand",
    );
}

#[test]
fn a_stale_crl_tells_of_revocation_but_not_of_its_absence_nor_of_hold() {
    let world = World::new();
    let (gone, held) = (revoked(&world, 4), revoked(&world, 6));
    let late = NOW + Duration::days(8);
    let of = |entries| World::new().crl(&list(entries).issue()).at(late);
    expect(
        &of(vec![]),
        "unknown",
        "stale: a newer one was due on 2027-03-11",
    );
    expect(
        &of(vec![gone.clone()]),
        "revoked superseded",
        "but revocation is for good",
    );
    expect(&of(vec![held]), "unknown", "on hold since");
    let before = World::new()
        .crl(&list(vec![gone.clone()]).issue())
        .at(ago(24));
    expect(&before, "revoked superseded", "after the time of interest");
    let long_before = World::new().crl(&list(vec![gone]).issue()).at(ago(72));
    expect(&long_before, "unknown", "after the time of interest");
}

/// RFC 5280 §6.3.3 (j) looks whether a certificate is listed, and not at the date.
#[test]
fn an_entry_dated_ahead_revokes() {
    let ahead = |reason| Entry::new(World::new().serial, NOW + Duration::days(9), reason);
    let of = |entry| World::new().crl(&list(vec![other(), entry]).issue());
    let note = "the date written for it, 2027-03-13, lies in the future";
    for (reason, status) in [
        (Some(1), "revoked keyCompromise"),
        (Some(6), "revoked certificateHold"),
        (None, "revoked"),
    ] {
        let world = of(ahead(reason));
        expect(&world, status, note);
        let Status::Revoked { since, .. } = world.answer().status else {
            panic!("not revoked");
        };
        assert_eq!(since, None);
    }
    // Whether a newer list lost it, or none came any more.
    let newer = Template {
        this_update: ago(1),
        extensions: vec![crl::number(8)],
        ..list(vec![])
    };
    expect(
        &of(ahead(Some(1))).crl(&newer.issue()),
        "revoked keyCompromise",
        note,
    );
    let late = NOW + Duration::days(8);
    expect(
        &of(ahead(Some(1))).at(late),
        "revoked keyCompromise",
        "stale: a newer one was due on 2027-03-11, but revocation is for good",
    );
    // Another time of interest: before the list, and the date, it was not revoked yet; on the date it was.
    expect(
        &of(ahead(Some(1))).at(ago(12)),
        "unknown",
        "after the time of interest; it says: revoked on 2027-03-13",
    );
    expect(
        &of(ahead(Some(1))).at(NOW + Duration::days(10)),
        "revoked keyCompromise",
        "revoked on 2027-03-13 because",
    );
    // An older list tells of the time before the certificate was revoked.
    let revoked = revoked(&World::new(), 1);
    let old = Template {
        this_update: ago(100),
        next_update: Some(ago(40)),
        extensions: vec![crl::number(6)],
        ..list(vec![])
    };
    let world = World::new()
        .crl(&old.issue())
        .crl(&list(vec![revoked]).issue());
    expect(&world.at(ago(72)), "good", "does not list it");
}

#[test]
fn only_the_issuers_own_signature_counts() {
    let mut wrong = list(vec![]);
    wrong.signer = Signer::Content;
    expect(
        &World::new().crl(&wrong.issue()),
        "unknown",
        "not by its issuer's key",
    );
    let whole = list(vec![other()]).issue();
    let serial = whole.windows(2).rposition(|it| it == [0x12, 0x34]).unwrap();
    let mut changed = whole.clone();
    changed[serial] ^= 1;
    expect(
        &World::new().crl(&changed),
        "unknown",
        "not by its issuer's key",
    );
}

#[test]
fn a_key_of_its_own_for_crls_counts_if_its_certificate_does() {
    let signer = |usage: u8| {
        let issuer = certificate::name(&[], "CAC-DOCTOR TEST ROOT CA");
        certificate::Template {
            issuer,
            subject: Role::PivAuthentication.issuer(),
            spki: &Signer::Content.spki(),
            signer: Signer::Root,
            validity: super::validity(),
            extensions: vec![certificate::key_usage(usage)],
            identified_as: None,
            issued_as: None,
            over_sha1: false,
        }
        .issue()
    };
    let mut own_key = list(vec![]);
    own_key.signer = Signer::Content;
    let mut world = World::new().crl(&own_key.issue());
    world.more.push(signer(certificate::CERT_AND_CRL_SIGN));
    // The root's CRL, for the signer's own status, is not at hand.
    expect(
        &world,
        "unknown",
        "whether its signer's certificate counts is not known",
    );
    let root = Template {
        issuer: certificate::name(&[], "CAC-DOCTOR TEST ROOT CA"),
        signer: Signer::Root,
        ..list(vec![])
    };
    let mut world = World::new().crl(&own_key.issue());
    world.more.push(signer(certificate::CERT_AND_CRL_SIGN));
    let link = cac_doctor::pki::path::Link::parse(&world.more[0]).unwrap();
    let sought = cac_doctor::pki::crl::Sought::new([(link.issuer.clone(), link.serial.0.clone())]);
    let content = cac_doctor::pki::crl::read(&root.issue(), &sought, |_| {}).unwrap();
    let crls = world.trust.crls.seen_mut().unwrap();
    let mut of_root = crls[0].clone();
    of_root.content = cac_doctor::facts::Observed::Seen(content);
    crls.push(of_root);
    // What the certificate is to be used for is not asked of whoever signs its lists.
    for purpose in [Purpose::Any, Purpose::SignIn] {
        world.purpose = purpose;
        expect(
            &world,
            "good",
            "signed with a key of its issuer other than the certificate's",
        );
    }
    let mut world = World::new().crl(&own_key.issue());
    world.more.push(signer(certificate::DIGITAL_SIGNATURE));
    expect(&world, "unknown", "may not sign CRLs");
}

#[test]
fn scope_decides_whether_a_crl_counts() {
    let flag = |number: u8| der::context_primitive(number, &[0xFF]);
    let with = |fields| {
        let mut it = list(vec![]);
        it.extensions.push(point(fields));
        World::new().crl(&it.issue())
    };
    expect(&with(vec![flag(1)]), "good", "does not list it");
    expect(
        &with(vec![flag(2)]),
        "unknown",
        "only for certificates of authorities",
    );
    expect(
        &with(vec![flag(5)]),
        "unknown",
        "only for attribute certificates",
    );
    let named = |url: &str| der::context(0, [der::context(0, [certificate::uri(url)])]);
    expect(
        &with(vec![named("http://crl.disa.example/crl/TESTIDCA_1.crl")]),
        "good",
        "does not list it",
    );
    expect(
        &with(vec![named("http://elsewhere.example/x.crl")]),
        "unknown",
        "another distribution point",
    );
    // nameRelativeToCRLIssuer
    let relative = der::context(
        0,
        [der::context(
            1,
            [der::sequence([
                der::oid(&[2, 5, 4, 3]),
                der::utf8("part 1"),
            ])],
        )],
    );
    expect(
        &with(vec![relative]),
        "unknown",
        "another distribution point",
    );
}

#[test]
fn crls_for_some_reasons_add_up() {
    // keyCompromise and cACompromise; the six others
    let part = |octets: &[u8], number: u64| {
        let mut it = list(vec![]);
        it.extensions = vec![
            crl::number(number),
            point(vec![der::context_primitive(3, octets)]),
        ];
        it.issue()
    };
    let (two, six) = (part(&[5, 0x60], 1), part(&[7, 0x1F, 0x80], 2));
    let world = World::new().crl(&two);
    expect(
        &world,
        "unknown",
        "no CRL tells of revocation for: affiliationChanged",
    );
    expect(
        &world.crl(&six),
        "good",
        "for these reasons: keyCompromise, cACompromise",
    );
}

/// A list for other reasons than the distribution point's is not made needless by another: there is none.
#[test]
fn a_list_for_none_of_the_reasons_is_told_as_such() {
    let part = |entries| {
        let mut it = list(entries);
        it.extensions
            .push(point(vec![der::context_primitive(3, &[0])]));
        it.issue()
    };
    let world = World::new().crl(&part(vec![]));
    expect(
        &world,
        "unknown",
        "1.crl: CRL 7 of TEST ID CA-1, 2027-03-04: does not count: it covers none of the distribution point's reasons",
    );
    assert!(!said(&world.answer()).contains("newer"));
    let world = World::new();
    let gone = part(vec![revoked(&world, 1)]);
    expect(
        &world.crl(&gone),
        "revoked keyCompromise",
        "it covers none of the distribution point's reasons, but revocation is for good",
    );
}

#[test]
fn deltas_change_the_complete_crl() {
    let delta = |entries, from: u64, number: u64| {
        let mut it = list(entries);
        it.this_update = ago(1);
        it.extensions = vec![crl::number(number), crl::base(from)];
        it.issue()
    };
    let world = World::new();
    let (gone, held) = (revoked(&world, 1), revoked(&world, 6));
    let base = |entries| list(entries).issue();
    let both = |a: Vec<Entry>, b: Vec<u8>| World::new().crl(&base(a)).crl(&b);
    expect(
        &both(vec![], delta(vec![gone.clone()], 7, 9)),
        "revoked keyCompromise",
        "applied to the complete CRL; revoked on",
    );
    let off = Entry::new(world.serial.clone(), ago(2), Some(8));
    expect(
        &both(vec![held.clone()], delta(vec![off], 7, 9)),
        "good",
        "its delta CRL takes it off the list",
    );
    let off = Entry::new(world.serial.clone(), ago(2), Some(8));
    expect(
        &both(vec![held.clone()], delta(vec![off], 7, 9)),
        "good",
        "applied to the complete CRL; taken off the list (removeFromCRL), dated 2027-03-04",
    );
    expect(
        &both(vec![held.clone()], delta(vec![], 6, 8)),
        "revoked certificateHold",
        "does not list it",
    );
    // It cannot be applied, but revocation is for good; hold is not.
    expect(
        &both(vec![], delta(vec![gone.clone()], 8, 9)),
        "revoked keyCompromise",
        "based on a newer complete CRL than the one at hand, but revocation is for good",
    );
    expect(
        &both(vec![], delta(vec![held.clone()], 8, 9)),
        "good",
        "does not count: it is based on a newer complete CRL",
    );
    expect(
        &both(vec![], delta(vec![gone.clone()], 5, 7)),
        "revoked keyCompromise",
        "the complete CRL is as new, but revocation is for good",
    );
    expect(
        &both(vec![], delta(vec![held.clone()], 5, 7)),
        "good",
        "does not count: the complete CRL is as new",
    );
    let run_out = Template {
        this_update: ago(20),
        next_update: Some(ago(10)),
        extensions: vec![crl::number(7), crl::base(5)],
        ..list(vec![gone.clone()])
    };
    expect(
        &both(vec![], run_out.issue()),
        "good",
        "does not count: it is stale",
    );
    expect(
        &World::new().crl(&delta(vec![gone.clone()], 7, 9)),
        "revoked keyCompromise",
        "the complete CRL that it changes is not at hand, but revocation is for good",
    );
    expect(
        &World::new().crl(&delta(vec![held], 7, 9)),
        "unknown",
        "does not count: it is a delta CRL, and the complete CRL that it changes is not at hand",
    );
    let elsewhere = {
        let mut it = list(vec![gone]);
        it.extensions = vec![
            crl::number(9),
            crl::base(7),
            point(vec![der::context_primitive(1, &[0xFF])]),
        ];
        it.issue()
    };
    let world = World::new()
        .crl(&base(vec![]))
        .crl(&delta(vec![], 7, 8))
        .crl(&elsewhere);
    expect(
        &world,
        "good",
        "it is of another scope than the complete CRL",
    );
}

/// As two complete CRLs do: a list that lost an entry does not undo it, unless it was a hold.
#[test]
fn of_two_deltas_one_that_revokes_for_good_counts() {
    let world = World::new();
    let delta = |entries, number: u64, hours| {
        let mut it = list(entries);
        it.this_update = ago(hours);
        it.extensions = vec![crl::number(number), crl::base(7)];
        it.issue()
    };
    let entry = |reason| vec![revoked(&world, reason)];
    let of = |old, new| {
        let world = World::new().crl(&list(vec![]).issue());
        world.crl(&delta(old, 8, 3)).crl(&delta(new, 9, 1))
    };
    expect(
        &of(entry(1), vec![]),
        "revoked keyCompromise",
        "delta CRL 8 of TEST ID CA-1, 2027-03-04: revoked on 2027-03-02 because its key was compromised (keyCompromise); another delta does not have it",
    );
    expect(
        &of(entry(6), vec![]),
        "good",
        "delta CRL 8 of TEST ID CA-1, 2027-03-04: not needed beside the newer delta",
    );
    expect(&of(vec![], entry(4)), "revoked superseded", "revoked on");
    expect(&of(entry(1), entry(6)), "revoked keyCompromise", "on hold");
    expect(
        &of(entry(1), entry(8)),
        "good",
        "not needed beside the newer delta; revoked on",
    );
    // Somebody else's delta revokes nobody.
    let forged = Template {
        signer: Signer::EmailCa,
        this_update: ago(3),
        extensions: vec![crl::number(8), crl::base(7)],
        ..list(entry(1))
    };
    let world = World::new().crl(&list(vec![]).issue());
    expect(
        &world.crl(&forged.issue()).crl(&delta(vec![], 9, 1)),
        "good",
        "not signed with the key of the complete CRL",
    );
}

#[test]
fn of_two_entries_the_graver_counts() {
    let world = World::new();
    let entry = |reason| revoked(&world, reason);
    for entries in [
        vec![entry(8), entry(1)],
        vec![entry(1), entry(8)],
        vec![entry(6), entry(1)],
    ] {
        let world = World::new().crl(&list(entries).issue());
        expect(&world, "revoked keyCompromise", "revoked on");
    }
}

#[test]
fn a_crl_beside_the_newest_is_told_and_so_is_a_foreign_one() {
    let world = World::new();
    let mut old = list(vec![revoked(&world, 1)]);
    old.this_update = ago(48);
    old.next_update = Some(ago(24));
    let both = World::new().crl(&old.issue()).crl(&list(vec![]).issue());
    expect(
        &both,
        "good",
        "not needed beside the newer one; it lists the certificate: revoked on",
    );
    let mut foreign = list(vec![]);
    foreign.issuer = certificate::name(&[], "Somebody else");
    expect(
        &World::new().crl(&foreign.issue()),
        "unknown",
        "it is of another issuer than the certificate",
    );
}

#[test]
fn a_crl_without_an_end_is_not_believed_for_ever() {
    let endless = |hours| {
        let mut it = list(vec![]);
        it.this_update = ago(hours);
        it.next_update = None;
        World::new().crl(&it.issue())
    };
    expect(
        &endless(30 * 24),
        "good",
        "it does not say until when it holds",
    );
    expect(&endless(400 * 24), "unknown", "more than a year old");
}

#[test]
fn an_unknown_critical_extension_makes_a_crl_unusable() {
    let strange = || extension(&[1, 2, 3, 4], true, &der::null());
    let mut it = list(vec![]);
    it.extensions.push(strange());
    expect(
        &World::new().crl(&it.issue()),
        "unknown",
        "critical extension 1.2.3.4",
    );
    let mut entry = other();
    entry.extensions.push(strange());
    expect(
        &World::new().crl(&list(vec![entry]).issue()),
        "unknown",
        "an entry has the critical extension 1.2.3.4",
    );
    let mut it = list(vec![]);
    it.extensions
        .push(extension(&[1, 2, 3, 4], false, &der::null()));
    expect(&World::new().crl(&it.issue()), "good", "does not list it");
}

#[test]
fn an_indirect_crl_speaks_of_the_issuer_it_names() {
    // Of the e-mail authority's certificate with this serial number, from the second entry on.
    let world = World::new();
    let email = Role::DigitalSignature.issuer();
    let mut it = list(vec![
        other().of(&email),
        Entry::new(world.serial.clone(), ago(48), Some(1)),
    ]);
    it.extensions
        .push(point(vec![der::context_primitive(4, &[0xFF])]));
    expect(&World::new().crl(&it.issue()), "good", "does not list it");
    let id = Role::PivAuthentication.issuer();
    it.entries
        .push(Entry::new(world.serial.clone(), ago(48), Some(1)).of(&id));
    expect(
        &World::new().crl(&it.issue()),
        "revoked keyCompromise",
        "revoked on",
    );
    // The same list without the mark of an indirect CRL: the extension of the entry means nothing.
    it.extensions.pop();
    expect(
        &World::new().crl(&it.issue()),
        "revoked keyCompromise",
        "revoked on",
    );
}

/// RFC 5280 §5.3.3 has certificateIssuer in indirect CRLs only. In another list nobody can tell whom such an entry means: it
/// does not revoke, and does not clear either.
#[test]
fn an_entry_that_names_another_issuer_on_a_list_of_its_own_leaves_it_open() {
    let world = World::new();
    let (own, email) = (
        Role::PivAuthentication.issuer(),
        Role::DigitalSignature.issuer(),
    );
    let of = |entries| World::new().crl(&list(entries).issue());
    expect(
        &of(vec![revoked(&world, 1).of(&email)]),
        "unknown",
        "does not count: it lists the serial number as that of another issuer's certificate, which only indirect CRLs may (RFC 5280 §5.3.3): revoked on 2027-03-02",
    );
    expect(
        &of(vec![revoked(&world, 1).of(&own)]),
        "revoked keyCompromise",
        "revoked on 2027-03-02",
    );
    expect(
        &of(vec![revoked(&world, 1).of(&email), revoked(&world, 4)]),
        "revoked superseded",
        "revoked on 2027-03-02",
    );
}

#[test]
fn a_certificate_that_was_not_looked_for_is_not_called_good() {
    let mut world = World::new().crl(&list(vec![]).issue());
    let crls = world.trust.crls.seen_mut().unwrap();
    crls[0].content.seen_mut().unwrap().asked.clear();
    expect(&world, "unknown", "not looked into for this certificate");
}

#[test]
fn what_is_no_crl_is_told() {
    let whole = list(vec![other(), other()]).issue();
    expect(
        &World::new().crl(&whole[..whole.len() - 7]),
        "unknown",
        "does not count: not a CRL: the element at offset 0",
    );
    expect(
        &World::new().crl(b"<html>"),
        "unknown",
        "does not count: not a CRL",
    );
    expect(&World::new().crl(b""), "unknown", "does not count: empty");
}

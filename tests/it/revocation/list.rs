//! The walk through a list: exact, whatever the bytes of other entries are.
use super::{NOW, ago};
use cac_doctor::pki::crl::{self, CrlError, Sought};
use cac_doctor::sim::crl::{Entry, Template};
use cac_doctor::sim::der;
use cac_doctor::sim::issue::Role;
use cac_doctor::sim::keys::Signer;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn template(entries: Vec<Entry>) -> Template {
    Template {
        issuer: Role::PivAuthentication.issuer(),
        signer: Signer::IdCa,
        this_update: ago(6),
        next_update: Some(NOW),
        entries,
        extensions: vec![],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn exactly_the_listed_serial_numbers_are_found(
        listed in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..20), 0..200),
        others in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..4), 0..50),
    ) {
        let number = |it: &[u8]| der::element(der::INTEGER, crl::minimal(it));
        let entries = listed.iter().map(|it| Entry::new(number(it), ago(9), it.first().map(|it| it % 11)));
        let bytes = template(entries.collect()).issue();
        let minimal = |it: &Vec<u8>| crl::minimal(it).to_vec();
        let asked: BTreeSet<Vec<u8>> = listed.iter().step_by(3).chain(&others).map(minimal).collect();
        let content = crl::read(&bytes, &Sought::anywhere(asked.clone()), |_| {}).unwrap();
        let there: BTreeSet<Vec<u8>> = listed.iter().map(minimal).collect();
        let found: BTreeSet<Vec<u8>> = content.found.iter().map(|it| it.serial.0.0.clone()).collect();
        prop_assert_eq!(found, there.intersection(&asked).cloned().collect::<BTreeSet<_>>());
        prop_assert_eq!(content.entries, listed.len() as u64);
    }
}

#[test]
fn a_serial_number_inside_other_data_is_no_hit() {
    let wanted = [0x02, 0x04, 0x11, 0x22, 0x33, 0x44];
    // In a longer number, in an extension, in the issuer's name.
    let mut inside = Entry::new(
        der::element(der::INTEGER, &[&[0x01][..], &wanted].concat()),
        ago(9),
        None,
    );
    inside
        .extensions
        .push(cac_doctor::sim::certificate::extension(
            &[1, 2, 3],
            false,
            &wanted,
        ));
    let bytes = template(vec![inside]).issue();
    assert!(
        bytes
            .windows(wanted.len())
            .filter(|it| *it == wanted)
            .count()
            >= 2
    );
    let sought = Sought::anywhere([wanted[2..].to_vec()]);
    assert!(crl::read(&bytes, &sought, |_| {}).unwrap().found.is_empty());
}

#[test]
fn a_list_that_breaks_says_at_which_entry() {
    let entries = (0..50_u64).map(|n| Entry::new(der::integer(n + 1000), ago(9), None));
    let mut list: Vec<u8> = Vec::new();
    for it in entries {
        list.extend(der::sequence([it.serial.clone(), der::time(it.at)]));
    }
    let step = list.len() / 50;
    list[30 * step] = 0x31;
    let error = crl::read(
        &template(vec![]).issue_with(&list),
        &Sought::default(),
        |_| {},
    )
    .unwrap_err();
    assert!(
        matches!(error, CrlError::Entry { number: 31, .. }),
        "{error}"
    );
}

#[test]
fn what_was_passed_is_told_once_and_in_order() {
    let list: Vec<u8> = (0..20_000_u64)
        .flat_map(|n| der::sequence([der::integer(n), der::time(NOW)]))
        .collect();
    let bytes = template(vec![]).issue_with(&list);
    let mut last = 0;
    crl::read(&bytes, &Sought::default(), |it| {
        assert!(it >= last && it <= bytes.len());
        last = it;
    })
    .unwrap();
    assert!(last > bytes.len() / 2);
}

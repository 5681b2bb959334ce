use super::*;
use std::collections::BTreeSet;

/// The numbers that must be known.
#[rustfmt::skip]
const NUMBERS: &[u32] = &[
    16000, 16001, 16003, 28002, 28003, 50000, 50001, 50002, 50003, 50005, 50006, 50008, 50010, 50011, 50012,
    50013, 50014, 50017, 50020, 50027, 50029, 50033, 50034, 50053, 50055, 50056, 50057, 50058, 50059, 50064,
    50072, 50074, 50076, 50078, 50079, 50085, 50087, 50088, 50089, 50097, 50099, 50105, 50107, 50125, 50126,
    50127, 50128, 50129, 50131, 50132, 50133, 50135, 50140, 50143, 50144, 50146, 50155, 50158, 50161, 50168,
    50173, 50177, 50178, 50180, 50187, 50192, 50194, 50196, 50197, 50199, 51004, 51006, 53000, 53001, 53002,
    53003, 53004, 53009, 53010, 53011, 54005, 65001, 65002, 65004, 65005, 70000, 70001, 70002, 70003, 70004,
    70005, 70007, 70008, 70011, 70016, 70018, 70019, 70043, 70044, 75005, 75011, 76021, 76026, 80001, 80002,
    80012, 80013, 81004, 81006, 81009, 81010, 81012, 90002, 90004, 90006, 90008, 90009, 90012, 90013, 90014,
    90016, 90019, 90022, 90023, 90024, 90033, 90036, 90038, 90051, 90055, 90072, 90094, 90095, 90100, 90123,
    130004, 130005, 130006, 130007, 130008, 130501, 135010, 135011, 140000, 140001, 220501, 221000, 240001,
    240002, 500011, 500021, 500022, 500031, 500113, 500121, 500133, 500171, 500172, 500173, 500174, 500175,
    500176, 500177, 500178, 500179, 500183, 500186, 500187, 500188, 500189, 500191, 500208, 500212, 500213,
    530001, 530002, 530003, 530021, 530022, 530031, 530032, 530033, 530034, 530035, 650052, 650054, 650056,
    650057, 700003, 700005, 700011, 700016, 700020, 700022, 700023, 700024, 700025, 700027, 700030, 700054,
    700082, 700084, 900144, 900382, 900432, 900561, 900971, 1000000, 1000031, 1000104, 1001000, 1001001,
    1001002, 1001003, 1001004, 1001005, 1001006, 1001007, 1001008, 1001009, 1001010, 2205011, 2205012,
    2205013, 2205014, 2205015, 7000112, 7000214, 7000215, 7000218, 7000222, 9002313, 9002341,
];

#[test]
fn every_row_of_every_table_is_read() {
    for row in TABLES.iter().flat_map(|it| parse::table(it)) {
        if let Err(error) = row {
            panic!("{error}");
        }
    }
}

#[test]
fn every_code_is_there_once() {
    let found: Vec<u32> = all().iter().map(|it| it.number).collect();
    assert_eq!(NUMBERS.len(), 233);
    assert_eq!(found, NUMBERS);
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len());
    for it in NUMBERS {
        assert_eq!(code(*it).map(|it| it.number), Some(*it));
    }
    assert_eq!(code(0), None);
    assert_eq!(code(99999), None);
}

#[test]
fn every_row_is_complete() {
    for it in all() {
        let n = it.number;
        assert!(it.meaning.len() > 20 && it.meaning.ends_with('.'), "{n}");
        assert!(!it.who.is_empty(), "{n}");
        assert_eq!(it.checked, "2026-11-21", "{n}");
        let can = matches!(it.local, Local::Yes | Local::Possible);
        assert_eq!(can, it.how.is_some(), "{n}: says how if and only if it can");
        assert!(it.how.is_none_or(|it| it.ends_with('.')), "{n}");
        assert!(
            !it.sources.is_empty() || it.standing == Standing::Unconfirmed,
            "{n}: certain without a source"
        );
        for key in &it.sources {
            assert!(source::known(key), "{n}: {key}");
        }
        if it.standing != Standing::Confirmed {
            assert!(it.name.is_none(), "{n}: a name that was not published");
        }
        assert!(!it.meaning.contains(['!', '\t']), "{n}");
    }
    for it in Step::ALL {
        assert!(it.text().ends_with('.'), "{it:?}");
        assert!(
            all().iter().any(|row| row.step == *it),
            "{it:?} is used by no code"
        );
    }
}

#[test]
fn the_block_is_never_called_a_fault_of_the_card() {
    let it = code(53003).unwrap();
    assert_eq!(it.name, Some("BlockedByConditionalAccess"));
    assert_eq!(
        (it.cause, it.category),
        (Cause::Unknown, Category::ConditionalAccess)
    );
    assert_eq!(it.local, Local::Possible);
    assert_eq!(it.who, [Who::IdentityAdmin]);
    assert!(it.how.unwrap().starts_with("Only by a detour"));
    assert!(
        it.meaning.contains("policy")
            && it
                .to_blocked()
                .contains("No reader, driver or card causes it")
    );
    for cause in [
        Cause::CardPath,
        Cause::WrongCertificate,
        Cause::NoCertificateSent,
    ] {
        assert!(
            all()
                .iter()
                .all(|it| it.cause != cause || it.number != 53003)
        );
    }
}

#[test]
fn what_is_not_published_is_said_to_be_so() {
    assert!(
        code(500187)
            .unwrap()
            .told()
            .ends_with("Microsoft has not published it.")
    );
    assert!(
        code(530022)
            .unwrap()
            .told()
            .ends_with("This is not confirmed.")
    );
    assert_eq!(code(500188).unwrap().local, Local::Unknown);
    assert_eq!(code(50192).unwrap().told(), code(50192).unwrap().meaning);
    assert_eq!(
        look_up(42),
        "https://login.microsoftonline.com/error?code=42"
    );
}

#[test]
fn codes_before_a_first_factor_are_held_apart_from_the_block() {
    for it in all().iter().filter(|it| it.number != 53003) {
        assert!(
            !it.to_blocked().contains("the error itself"),
            "{}",
            it.number
        );
    }
    assert!(code(50126).unwrap().to_blocked().contains("here none was"));
    assert!(code(70008).unwrap().to_blocked().contains("old token"));
    assert!(
        code(50192)
            .unwrap()
            .to_blocked()
            .contains("before any policy")
    );
}

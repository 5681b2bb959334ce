//! The profile of certificates: what each is for, how its identifiers were made, what it can be bound by.
use cac_doctor::case::Case;
use cac_doctor::diagnosis::{FindingStatus, diagnose};
use cac_doctor::facts::Snapshot;
use cac_doctor::pki::profile::{Affinity, Kind, UpnForm};
use cac_doctor::pki::{Certificate, KeyIdentifier, Profile};
use cac_doctor::standards::piv::Fascn;

fn healthy() -> Snapshot {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds/healthy.json");
    cac_doctor::bundle::parse(&std::fs::read(path).unwrap()).unwrap()
}

fn certificate(snapshot: &Snapshot, container: &str) -> Certificate {
    let case = Case::read(snapshot, None);
    let card = &case.readers[0].card;
    let it = card
        .certificates
        .iter()
        .find(|it| it.container == container);
    it.unwrap().content.clone().unwrap()
}

#[test]
fn each_certificate_of_a_cac_is_told_by_its_content() {
    let snapshot = healthy();
    for (container, kind) in [
        ("9A", Kind::PivAuthentication),
        ("9C", Kind::Signature),
        ("9D", Kind::Encryption),
        ("9E", Kind::CardAuthentication),
        ("cac:0100", Kind::Identity),
    ] {
        let it = certificate(&snapshot, container);
        assert_eq!(Profile::of(&it).kind, kind, "{container}");
        assert_eq!(it.key_identifier, KeyIdentifier::Sha1, "{container}");
        assert_eq!(it.signature.to_string(), "RSA with SHA-256");
    }
    let forms = ["9A", "9C"].map(|it| Profile::of(&certificate(&snapshot, it)).upn_form);
    assert_eq!(forms, [Some(UpnForm::Mil16), Some(UpnForm::Mil10)]);
}

#[test]
fn a_certificate_outlives_its_bytes_as_data() {
    let it = certificate(&healthy(), "9A");
    let text = serde_json::to_string(&it).unwrap();
    assert_eq!(serde_json::from_str::<Certificate>(&text).unwrap(), it);
    let profile = Profile::of(&it);
    let text = serde_json::to_string(&profile).unwrap();
    assert_eq!(serde_json::from_str::<Profile>(&text).unwrap(), profile);
    assert_eq!(it.naci, Some(false));
    let named: Vec<_> = profile
        .policies
        .iter()
        .map(|it| it.name.as_deref())
        .collect();
    assert!(
        named.contains(&Some("id-fpki-common-authentication")),
        "{named:?}"
    );
}

/// Forms, affinity and order: Microsoft Learn, "Mapping to the certificateUserIds attribute in Microsoft Entra ID" and
/// "Certificate-based authentication technical deep dive".
#[test]
fn bindings_are_in_the_form_entra_stores() {
    let it = certificate(&healthy(), "9A");
    let bindings = Profile::of(&it).entra;
    let value = |field: &str, n: usize| {
        let it = bindings.iter().filter(|it| it.field == field).nth(n);
        it.and_then(|it| it.value.clone()).map(|it| it.0)
    };
    let issuer = "C=US,O=U.S. Government,OU=DoD,OU=PKI,CN=TEST ID CA-1";
    let subject = "C=US,O=U.S. Government,OU=DoD,OU=PKI,OU=USA,CN=DOE.JANE.QUINN.1234567890";
    assert_eq!(
        value("PrincipalName", 0).as_deref(),
        Some("X509:<PN>1234567890121002@mil")
    );
    assert_eq!(value("RFC822Name", 0), None);
    assert_eq!(
        value("IssuerAndSubject", 0),
        Some(format!("X509:<I>{issuer}<S>{subject}"))
    );
    assert_eq!(value("Subject", 0), Some(format!("X509:<S>{subject}")));
    let key = it.key_sha1.hex().to_lowercase();
    assert_eq!(value("SKI", 0), Some(format!("X509:<SKI>{key}")));
    assert_eq!(
        value("SHA1PublicKey", 0),
        Some(format!("X509:<SHA1-PUKEY>{key}"))
    );
    let serial = it.serial.trim_start_matches("00");
    let reversed: String = serial
        .as_bytes()
        .chunks(2)
        .rev()
        .map(|it| std::str::from_utf8(it).unwrap())
        .collect();
    assert_eq!(
        value("IssuerAndSerialNumber", 0),
        Some(format!("X509:<I>{issuer}<SR>{reversed}"))
    );
    assert_eq!(
        value("IssuerAndSerialNumber", 1),
        Some(format!("X509:<I>{issuer}<SR>{serial}"))
    );
    let affinity = |field: &str| {
        bindings
            .iter()
            .find(|it| it.field == field)
            .unwrap()
            .affinity
    };
    for field in ["SKI", "SHA1PublicKey", "IssuerAndSerialNumber"] {
        assert_eq!(affinity(field), Affinity::High, "{field}");
    }
    for field in ["PrincipalName", "RFC822Name", "IssuerAndSubject", "Subject"] {
        assert_eq!(affinity(field), Affinity::Low, "{field}");
    }
}

/// The certificates that name a person: the first place that does, and the places that name another.
fn persons(snapshot: &Snapshot) -> Vec<(String, &'static str, Vec<&'static str>)> {
    let case = Case::read(snapshot, None);
    let certificates = &case.readers[0].card.certificates;
    let named = certificates.iter().filter_map(|it| {
        let edipi = it.edipi.clone()?;
        Some((it.container.clone(), edipi.place, edipi.differs_in))
    });
    named.collect()
}

#[test]
fn every_place_that_names_a_person_is_laid_beside_the_others() {
    let mut snapshot = healthy();
    let all = persons(&snapshot);
    assert_eq!(all.len(), 7, "{all:?}");
    assert!(all.iter().all(|(_, _, differs)| differs.is_empty()));

    let of_somebody_else = |agency: &str| {
        let mut snapshot = snapshot.clone();
        let readers = snapshot.readers.seen_mut().unwrap();
        let piv = readers[0].card.seen_mut().unwrap().piv.seen_mut().unwrap();
        let chuid = &mut piv.chuid.seen_mut().unwrap().0.0;
        let at = chuid.windows(2).position(|it| it == [0x30, 25]).unwrap() + 2;
        let mut number = Fascn::parse(&chuid[at..at + 25]).unwrap();
        number.person = "1999999999".to_owned();
        number.agency = agency.to_owned();
        chuid.splice(at..at + 25, number.encode());
        snapshot
    };
    let mismatched = of_somebody_else("9700");
    for (container, place, differs) in persons(&mismatched) {
        let first = match container.as_str() {
            "9E" => "its FASC-N",
            _ => "its common name",
        };
        assert_eq!((place, differs), (first, vec!["the card's CHUID"]));
    }
    let case = Case::read(&mismatched, None);
    let diagnosis = diagnose(&case);
    let found = diagnosis
        .findings
        .iter()
        .filter(|it| it.rule.id == "certificate/edipi-mismatch");
    let found: Vec<_> = found.map(|it| (it.found, &*it.message)).collect();
    let [(status, message)] = found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(status, FindingStatus::Warn);
    assert!(message.contains("in 9A"), "{message}");

    // Elsewhere the person identifier of a FASC-N is no EDIPI.
    let elsewhere = persons(&of_somebody_else("1300"));
    assert!(elsewhere.iter().all(|(_, _, differs)| differs.is_empty()));

    snapshot.readers.seen_mut().unwrap()[0]
        .card
        .seen_mut()
        .unwrap()
        .piv
        .seen_mut()
        .unwrap()
        .chuid = cac_doctor::facts::Observed::Absent;
    // What a certificate says twice itself is compared all the same.
    let alone: Vec<String> = persons(&snapshot).into_iter().map(|it| it.0).collect();
    assert!(alone.contains(&"9A".to_owned()), "{alone:?}");
}

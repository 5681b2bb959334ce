//! The profile of certificates: what each is for, how its identifiers were made, what it can be bound by.
use cac_doctor::case::Case;
use cac_doctor::facts::Snapshot;
use cac_doctor::pki::profile::{Affinity, Kind, UpnForm};
use cac_doctor::pki::{Certificate, KeyIdentifier, Profile};

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

//! Certificate policies by name.

/// The names of what issuers of CAC and PIV cards assert. DoD: 2.16.840.1.101.2.1.11 (DoD Certificate Policy); FPKI:
/// 2.16.840.1.101.3.2.1.3 (Federal Common Policy and Federal Bridge). Several public lists name some of these wrongly:
/// 42 is mediumHardware-112, not PIV-Auth, and 18 is medium-2048.
const NAMES: &[(&str, &str)] = &[
    ("2.5.29.32.0", "anyPolicy"),
    ("2.16.840.1.101.2.1.11.4", "id-US-dod-FORTEZZA"),
    ("2.16.840.1.101.2.1.11.5", "id-US-dod-medium"),
    ("2.16.840.1.101.2.1.11.6", "id-US-dod-type1"),
    ("2.16.840.1.101.2.1.11.9", "id-US-dod-mediumHardware"),
    ("2.16.840.1.101.2.1.11.10", "id-US-dod-PIV-Auth"),
    ("2.16.840.1.101.2.1.11.17", "id-US-dod-mediumNPE"),
    ("2.16.840.1.101.2.1.11.18", "id-US-dod-medium-2048"),
    ("2.16.840.1.101.2.1.11.19", "id-US-dod-mediumHardware-2048"),
    ("2.16.840.1.101.2.1.11.20", "id-US-dod-PIV-Auth-2048"),
    ("2.16.840.1.101.2.1.11.31", "id-US-dod-peerInterop"),
    ("2.16.840.1.101.2.1.11.36", "id-US-dod-mediumNPE-112"),
    ("2.16.840.1.101.2.1.11.37", "id-US-dod-mediumNPE-128"),
    ("2.16.840.1.101.2.1.11.38", "id-US-dod-mediumNPE-192"),
    ("2.16.840.1.101.2.1.11.39", "id-US-dod-medium-112"),
    ("2.16.840.1.101.2.1.11.40", "id-US-dod-medium-128"),
    ("2.16.840.1.101.2.1.11.41", "id-US-dod-medium-192"),
    ("2.16.840.1.101.2.1.11.42", "id-US-dod-mediumHardware-112"),
    ("2.16.840.1.101.2.1.11.43", "id-US-dod-mediumHardware-128"),
    ("2.16.840.1.101.2.1.11.44", "id-US-dod-mediumHardware-192"),
    ("2.16.840.1.101.2.1.11.59", "id-US-dod-admin"),
    ("2.16.840.1.101.2.1.11.60", "id-US-dod-internalNPE-112"),
    ("2.16.840.1.101.2.1.11.61", "id-US-dod-internalNPE-128"),
    ("2.16.840.1.101.2.1.11.62", "id-US-dod-internalNPE-192"),
    (
        "2.16.840.1.101.3.2.1.3.3",
        "id-fpki-certpcy-mediumAssurance",
    ),
    ("2.16.840.1.101.3.2.1.3.4", "id-fpki-certpcy-highAssurance"),
    ("2.16.840.1.101.3.2.1.3.6", "id-fpki-common-policy"),
    ("2.16.840.1.101.3.2.1.3.7", "id-fpki-common-hardware"),
    ("2.16.840.1.101.3.2.1.3.8", "id-fpki-common-devices"),
    (
        "2.16.840.1.101.3.2.1.3.12",
        "id-fpki-certpcy-mediumHardware",
    ),
    (PIV_AUTHENTICATION, "id-fpki-common-authentication"),
    ("2.16.840.1.101.3.2.1.3.14", "id-fpki-certpcy-medium-CBP"),
    ("2.16.840.1.101.3.2.1.3.15", "id-fpki-certpcy-mediumHW-CBP"),
    ("2.16.840.1.101.3.2.1.3.16", "id-fpki-common-High"),
    ("2.16.840.1.101.3.2.1.3.17", "id-fpki-common-cardAuth"),
    ("2.16.840.1.101.3.2.1.3.18", "id-fpki-certpcy-pivi-hardware"),
    ("2.16.840.1.101.3.2.1.3.19", "id-fpki-certpcy-pivi-cardAuth"),
    (
        "2.16.840.1.101.3.2.1.3.20",
        "id-fpki-certpcy-pivi-contentSigning",
    ),
    (
        "2.16.840.1.101.3.2.1.3.36",
        "id-fpki-common-devicesHardware",
    ),
    ("2.16.840.1.101.3.2.1.3.37", "id-fpki-certpcy-mediumDevice"),
    (
        "2.16.840.1.101.3.2.1.3.38",
        "id-fpki-certpcy-mediumDeviceHardware",
    ),
    (
        "2.16.840.1.101.3.2.1.3.39",
        "id-fpki-common-piv-contentSigning",
    ),
    (
        "2.16.840.1.101.3.2.1.3.40",
        "id-fpki-common-derived-pivAuth",
    ),
    (
        "2.16.840.1.101.3.2.1.3.41",
        "id-fpki-common-derived-pivAuth-hardware",
    ),
    (
        "2.16.840.1.101.3.2.1.3.45",
        "id-fpki-common-pivi-authentication",
    ),
    ("2.16.840.1.101.3.2.1.3.46", "id-fpki-common-pivi-cardAuth"),
    (
        "2.16.840.1.101.3.2.1.3.47",
        "id-fpki-common-pivi-contentSigning",
    ),
];

/// Arcs whose members are told by the arc alone.
const ARCS: &[(&str, &str)] = &[
    ("2.16.840.1.101.2.1.11.", "a policy of the DoD"),
    ("2.16.840.1.101.3.2.1.3.", "a policy of the Federal PKI"),
    (
        "2.16.840.1.101.3.2.1.12.",
        "a policy of the DoD's External Certification Authorities (ECA)",
    ),
    ("2.16.840.1.101.3.2.1.48.", "a test policy of NIST"),
];

/// id-fpki-common-authentication: PIV Authentication alone asserts it.
pub(super) const PIV_AUTHENTICATION: &str = "2.16.840.1.101.3.2.1.3.13";
/// id-fpki-common-derived-pivAuth and its hardware form.
pub(super) const DERIVED: [&str; 2] = ["2.16.840.1.101.3.2.1.3.40", "2.16.840.1.101.3.2.1.3.41"];
/// id-fpki-common-pivi-authentication.
pub(super) const PIVI_AUTHENTICATION: &str = "2.16.840.1.101.3.2.1.3.45";
/// common, PIV-I of the bridge, PIV-I of the Common Policy.
pub(super) const CARD_AUTHENTICATION: [&str; 3] = [
    "2.16.840.1.101.3.2.1.3.17",
    "2.16.840.1.101.3.2.1.3.19",
    "2.16.840.1.101.3.2.1.3.46",
];
pub(super) const CONTENT_SIGNING: [&str; 3] = [
    "2.16.840.1.101.3.2.1.3.20",
    "2.16.840.1.101.3.2.1.3.39",
    "2.16.840.1.101.3.2.1.3.47",
];

/// The policy's name, or whose it is; none for what is not known.
pub fn policy_name(oid: &str) -> Option<&'static str> {
    let exact = NAMES.iter().find(|(known, _)| *known == oid);
    let arc = || ARCS.iter().find(|(arc, _)| oid.starts_with(arc));
    exact.or_else(arc).map(|(_, name)| *name)
}

/// An extended key usage by its name in the standards: RFC 5280 §4.2.1.12, RFC 4556, RFC 6187, FIPS 201-3, MS-WCCE.
pub fn purpose_name(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "2.5.29.37.0" => "any purpose",
        "1.3.6.1.5.5.7.3.1" => "TLS server",
        "1.3.6.1.5.5.7.3.2" => "TLS client",
        "1.3.6.1.5.5.7.3.3" => "code signing",
        "1.3.6.1.5.5.7.3.4" => "e-mail protection",
        "1.3.6.1.5.5.7.3.8" => "time stamping",
        "1.3.6.1.5.5.7.3.9" => "OCSP signing",
        "1.3.6.1.5.5.7.3.21" => "SSH client",
        "1.3.6.1.5.2.3.4" => "Kerberos PKINIT client",
        "1.3.6.1.4.1.311.20.2.2" => "smart card logon",
        "1.3.6.1.4.1.311.10.3.12" => "document signing",
        "2.16.840.1.101.3.6.7" => "PIV content signing",
        "2.16.840.1.101.3.6.8" => "PIV card authentication",
        "2.16.840.1.101.3.8.7" => "PIV-I content signing",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_have_names() {
        assert_eq!(
            policy_name(PIV_AUTHENTICATION),
            Some("id-fpki-common-authentication")
        );
        assert_eq!(
            policy_name("2.16.840.1.101.2.1.11.42"),
            Some("id-US-dod-mediumHardware-112")
        );
        assert_eq!(
            policy_name("2.16.840.1.101.2.1.11.99"),
            Some("a policy of the DoD")
        );
        assert_eq!(policy_name("1.2.3"), None);
        for of in [&CARD_AUTHENTICATION[..], &CONTENT_SIGNING, &DERIVED] {
            assert!(
                of.iter()
                    .all(|it| NAMES.iter().any(|(known, _)| known == it))
            );
        }
    }
}

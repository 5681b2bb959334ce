use time::Date;
use time::macros::date;

/// A self-signed root that was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root {
    /// Common name.
    pub name: &'static str,
    /// Of the DER.
    pub sha256: [u8; 32],
    pub key: &'static str,
    /// notAfter, UTC.
    pub until: Date,
    pub community: Community,
    pub role: Role,
}

/// Whose root it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Community {
    Dod,
    /// External Certification Authorities: contractors without a CAC.
    Eca,
    /// Federal PKI: PIV cards of the civil agencies.
    Fpki,
}

/// What it is to this tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Ends a path.
    Anchor,
    /// Links communities by cross-certificates. A path of a DoD certificate that ends here went the wrong way.
    Bridge,
    /// Told by name where it is met; retired, or of a test environment.
    Known,
}

/// Fingerprints of the self-signed roots, collected on 2026-11-21 from the registry crates named in `super`, DISA's
/// certificate bundles in public repositories (erdc/dodcerts at 72e3241, allebone/dotnet-test at 73159c7,
/// danilo-patrucco/DOD_cert_aggregator of 2026-08-16, GSA/fpki-guides), and, for the DoD's, DISA's Security Technical
/// Implementation Guides for Windows (SHA-1) and Ubuntu (SHA-256). Each was computed from a certificate; all but the CCEB
/// root's and those of the test environment (JITC) agree between two places at least.
pub const ROOTS: &[Root] = &[
    Root {
        name: "DoD Root CA 3",
        sha256: hex("B107B33F453E5510F68E513110C6F6944BACC263DF0137F821C1B3C2F8F863D2"),
        key: "RSA-2048",
        until: date!(2029 - 12 - 30),
        community: Community::Dod,
        role: Role::Anchor,
    },
    Root {
        name: "DoD Root CA 6",
        sha256: hex("2A5E41ACA93DF7CC496D2369B7A0A037045D502F1ABAAF76975FC07C6660CF93"),
        key: "RSA-4096",
        until: date!(2053 - 01 - 24),
        community: Community::Dod,
        role: Role::Anchor,
    },
    Root {
        name: "DoD Root CA 5",
        sha256: hex("1F4EDE9DC2A241F6521BF518424ACD49EBE84420E69DAF5BAC57AF1F8EE294A9"),
        key: "P-384",
        until: date!(2041 - 06 - 14),
        community: Community::Dod,
        role: Role::Anchor,
    },
    Root {
        name: "DoD Root CA 4",
        sha256: hex("559A5189452B13F8233F0022363C06F26E3C517C1D4B77445035959DF3244F74"),
        key: "P-256",
        until: date!(2032 - 07 - 25),
        community: Community::Dod,
        role: Role::Anchor,
    },
    Root {
        name: "ECA Root CA 4",
        sha256: hex("343FF530F246B00C71616A5D42541D551114BAF74B7F786C7B42527586C6B22A"),
        key: "RSA-2048",
        until: date!(2029 - 12 - 30),
        community: Community::Eca,
        role: Role::Anchor,
    },
    Root {
        name: "ECA Root CA 5",
        sha256: hex("DDF1C18F91EE0BDB64846E2E6A4E9E42EBEA47FF4B0D7F6A8E9F036119AF945D"),
        key: "RSA-4096",
        until: date!(2050 - 03 - 12),
        community: Community::Eca,
        role: Role::Anchor,
    },
    Root {
        name: "Federal Common Policy CA G2",
        sha256: hex("5F9AECC24616B2191372600DD80F6DD320C8CA5A0CEB7F09C985EBF0696934FC"),
        key: "RSA-4096",
        until: date!(2040 - 10 - 14),
        community: Community::Fpki,
        role: Role::Anchor,
    },
    Root {
        name: "DoD Interoperability Root CA 2",
        sha256: hex("234AEA0CB27DCA9A35C7C4F3984E540759D1D37906E1C5CDD9127D9DD9B2C718"),
        key: "RSA-2048",
        until: date!(2030 - 11 - 24),
        community: Community::Dod,
        role: Role::Bridge,
    },
    Root {
        name: "US DoD CCEB Interoperability Root CA 2",
        sha256: hex("704F22CC8F3C091BDE93A06C9F6723DF9C5CC21F8EBF756C556755901A1B57BE"),
        key: "RSA-2048",
        until: date!(2030 - 12 - 30),
        community: Community::Dod,
        role: Role::Bridge,
    },
    Root {
        name: "DoD Root CA 2",
        sha256: hex("9676F287356C89A12683D65234098CB77C4F1C18F23C0E541DE0E196725B7EBE"),
        key: "RSA-2048",
        until: date!(2029 - 12 - 05),
        community: Community::Dod,
        role: Role::Known,
    },
    Root {
        name: "Federal Common Policy CA",
        sha256: hex("894EBC0B23DA2A50C0186B7F8F25EF1F6B2935AF32A94584EF80AAF877A3A06E"),
        key: "RSA-2048",
        until: date!(2030 - 12 - 01),
        community: Community::Fpki,
        role: Role::Known,
    },
    Root {
        name: "DoD JITC Root CA 3",
        sha256: hex("058E89A6F8DB8AD2A79DA75B63EEA62DEAA5666FB9CFBF6DD11E584F50BA9866"),
        key: "RSA-2048",
        until: date!(2029 - 12 - 30),
        community: Community::Dod,
        role: Role::Known,
    },
    Root {
        name: "DoD JITC Root CA 4",
        sha256: hex("5507A9E0834748792F909060A1CF1713D4D89EA281F193303767730799AB2B72"),
        key: "P-256",
        until: date!(2032 - 05 - 31),
        community: Community::Dod,
        role: Role::Known,
    },
    Root {
        name: "DoD JITC Root CA 5",
        sha256: hex("57E62069DADE85DAAE049D2593209C82C859CF530D8C88052E51F40D7DDBD368"),
        key: "P-384",
        until: date!(2041 - 05 - 31),
        community: Community::Dod,
        role: Role::Known,
    },
    Root {
        name: "DoD JITC Root CA 6",
        sha256: hex("CB97C7D04891F8AA2B052DA5597340ED552B4C76DD02B278BEF9FAE05F7D2CEE"),
        key: "RSA-4096",
        until: date!(2053 - 01 - 11),
        community: Community::Dod,
        role: Role::Known,
    },
];

/// Hexadecimal to bytes while compiling.
const fn hex(text: &str) -> [u8; 32] {
    const fn nibble(it: u8) -> u8 {
        match it {
            b'0'..=b'9' => it - b'0',
            b'A'..=b'F' => it - b'A' + 10,
            _ => panic!("not hexadecimal"),
        }
    }
    let text = text.as_bytes();
    assert!(text.len() == 64, "not 32 bytes");
    let mut out = [0; 32];
    let mut n = 0;
    while n < 32 {
        out[n] = nibble(text[2 * n]) << 4 | nibble(text[2 * n + 1]);
        n += 1;
    }
    out
}

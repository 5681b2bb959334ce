//! Object identifiers the simulated issuers write.

pub type Arcs = &'static [u64];

// Names: ITU-T X.520 / RFC 4519.
pub const COUNTRY: Arcs = &[2, 5, 4, 6];
pub const ORGANIZATION: Arcs = &[2, 5, 4, 10];
pub const ORGANIZATIONAL_UNIT: Arcs = &[2, 5, 4, 11];
pub const COMMON_NAME: Arcs = &[2, 5, 4, 3];

// Algorithms: RFC 8017, RFC 5754.
pub const RSA_ENCRYPTION: Arcs = &[1, 2, 840, 113549, 1, 1, 1];
pub const SHA256_WITH_RSA: Arcs = &[1, 2, 840, 113549, 1, 1, 11];
/// RFC 3279 §2.1, §2.2.1.
pub const SHA1_WITH_RSA: Arcs = &[1, 2, 840, 113549, 1, 1, 5];
pub const SHA1: Arcs = &[1, 3, 14, 3, 2, 26];
pub const SHA256: Arcs = &[2, 16, 840, 1, 101, 3, 4, 2, 1];

// Extensions: RFC 5280 §4.2.
pub const SUBJECT_KEY_IDENTIFIER: Arcs = &[2, 5, 29, 14];
pub const KEY_USAGE: Arcs = &[2, 5, 29, 15];
pub const SUBJECT_ALT_NAME: Arcs = &[2, 5, 29, 17];
pub const BASIC_CONSTRAINTS: Arcs = &[2, 5, 29, 19];
pub const CRL_DISTRIBUTION_POINTS: Arcs = &[2, 5, 29, 31];
pub const CERTIFICATE_POLICIES: Arcs = &[2, 5, 29, 32];
pub const AUTHORITY_KEY_IDENTIFIER: Arcs = &[2, 5, 29, 35];
pub const EXTENDED_KEY_USAGE: Arcs = &[2, 5, 29, 37];
pub const AUTHORITY_INFO_ACCESS: Arcs = &[1, 3, 6, 1, 5, 5, 7, 1, 1];
pub const OCSP: Arcs = &[1, 3, 6, 1, 5, 5, 7, 48, 1];
pub const CA_ISSUERS: Arcs = &[1, 3, 6, 1, 5, 5, 7, 48, 2];
/// Netscape comment: a place for free text.
pub const NETSCAPE_COMMENT: Arcs = &[2, 16, 840, 1, 113730, 1, 13];
/// PIV NACI, FIPS 201 Appendix B (Common Policy certificate profiles).
pub const PIV_NACI: Arcs = &[2, 16, 840, 1, 101, 3, 6, 9, 1];

// Extended key usages: RFC 5280 §4.2.1.12, MS-WCCE, FIPS 201.
pub const CLIENT_AUTH: Arcs = &[1, 3, 6, 1, 5, 5, 7, 3, 2];
pub const EMAIL_PROTECTION: Arcs = &[1, 3, 6, 1, 5, 5, 7, 3, 4];
pub const SMART_CARD_LOGON: Arcs = &[1, 3, 6, 1, 4, 1, 311, 20, 2, 2];
pub const PIV_CONTENT_SIGNING: Arcs = &[2, 16, 840, 1, 101, 3, 6, 7];
pub const PIV_CARD_AUTH: Arcs = &[2, 16, 840, 1, 101, 3, 6, 8];

// Other names: MS-WCCE, FIPS 201.
pub const UPN: Arcs = &[1, 3, 6, 1, 4, 1, 311, 20, 2, 3];
pub const FASC_N: Arcs = &[2, 16, 840, 1, 101, 3, 6, 6];

// Certificate policies: DoD CP, Federal Common Policy.
pub const DOD_MEDIUM_HARDWARE_112: Arcs = &[2, 16, 840, 1, 101, 2, 1, 11, 42];
pub const COMMON_AUTHENTICATION: Arcs = &[2, 16, 840, 1, 101, 3, 2, 1, 3, 13];
pub const COMMON_CARD_AUTH: Arcs = &[2, 16, 840, 1, 101, 3, 2, 1, 3, 17];
pub const COMMON_PIV_CONTENT_SIGNING: Arcs = &[2, 16, 840, 1, 101, 3, 2, 1, 3, 39];

// CMS: RFC 5652.
pub const SIGNED_DATA: Arcs = &[1, 2, 840, 113549, 1, 7, 2];
pub const CONTENT_TYPE: Arcs = &[1, 2, 840, 113549, 1, 9, 3];
pub const MESSAGE_DIGEST: Arcs = &[1, 2, 840, 113549, 1, 9, 4];
/// pivSigner-DN, FIPS 201: the signer's subject name as a signed attribute.
pub const PIV_SIGNER_DN: Arcs = &[2, 16, 840, 1, 101, 3, 6, 5];
/// id-PIV-CHUIDSecurityObject, FIPS 201.
pub const CHUID_SECURITY_OBJECT: Arcs = &[2, 16, 840, 1, 101, 3, 6, 1];
/// ldsSecurityObject, ICAO Doc 9303 part 10.
pub const LDS_SECURITY_OBJECT: Arcs = &[2, 23, 136, 1, 1, 1];

//! Certificates and their trust in an NSS database, `cert9.db`: PKCS#11 attributes as columns of an SQLite table.
//!
//! Names and numbers: PKCS #11 v3.2 (pkcs11t.h) for the certificate's attributes and CKO_TRUST; NSS's pkcs11n.h and
//! sftkdb.c for its own trust objects and for how values are stored (numbers big-endian in four bytes).
use crate::facts::{TrustBits, TrustLevel};
use crate::standards::sqlite::{Database, Row, SqliteError};
use ring::digest;
use std::collections::BTreeMap;

/// A certificate in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NssCertificate {
    pub der: Vec<u8>,
    pub trust: TrustBits,
}

/// What a database holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NssContent {
    pub certificates: Vec<NssCertificate>,
    /// What kept some of it from being read.
    pub trouble: Option<SqliteError>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NssError {
    #[error(transparent)]
    Sqlite(#[from] SqliteError),
    #[error("an SQLite database, but not of NSS: its table {TABLE} has no column {0}")]
    Column(&'static str),
}

const TABLE: &str = "nssPublic";

/// CKA_CLASS, CKA_VALUE, CKA_ISSUER, CKA_SERIAL_NUMBER.
const CLASS: &str = "a0";
const VALUE: &str = "a11";
const ISSUER: &str = "a81";
const SERIAL: &str = "a82";
/// CKA_CERT_SHA1_HASH of NSS: which certificate a trust object is about.
const SHA1: &str = "ace5363b4";

const CKO_CERTIFICATE: u32 = 1;
/// CKO_TRUST of PKCS #11 v3.2, which newer NSS writes beside its own.
const CKO_TRUST: u32 = 0x0B;
/// CKO_NSS_TRUST.
const CKO_NSS_TRUST: u32 = 0xCE53_4353;

/// CKA_TRUST_SERVER_AUTH, _CLIENT_AUTH, _EMAIL_PROTECTION: NSS's own, then those of PKCS #11 v3.2.
const NSS_USES: [&str; 3] = ["ace536358", "ace536359", "ace53635b"];
const PKCS11_USES: [&str; 3] = ["a62c", "a62d", "a62f"];

/// CKT_NSS_TRUSTED_DELEGATOR (certutil's C and T), CKT_TRUST_ANCHOR.
const ANCHOR: [u32; 2] = [0xCE53_4352, 2];
/// CKT_NSS_NOT_TRUSTED (certutil's p without more), CKT_NOT_TRUSTED.
const NOT_TRUSTED: [u32; 2] = [0xCE53_435A, 3];

/// What trust objects say of the certificates with one issuer and serial number.
type ByNumber = BTreeMap<(Vec<u8>, Vec<u8>), Vec<Trust>>;

struct Trust {
    sha1: Option<Vec<u8>>,
    bits: TrustBits,
}

/// Most trust objects about one issuer and serial number; the old and the new form make two.
const TRUST_LIMIT: usize = 16;

/// Reads the bytes of `cert9.db` and of its write-ahead log, where there is one.
///
/// # Errors
/// Where it is no database of NSS. Rows that cannot be read cost only themselves.
pub fn read(file: &[u8], wal: Option<&[u8]>) -> Result<NssContent, NssError> {
    let database = Database::open(file, wal)?;
    let table = database.table(TABLE)?;
    let column = |name: &'static str| table.column(name);
    let class = column(CLASS).ok_or(NssError::Column(CLASS))?;
    let value = column(VALUE).ok_or(NssError::Column(VALUE))?;
    let issuer = column(ISSUER).ok_or(NssError::Column(ISSUER))?;
    let serial = column(SERIAL).ok_or(NssError::Column(SERIAL))?;
    let sha1 = column(SHA1);
    let uses = |names: [&'static str; 3]| names.map(column);
    let (nss_uses, pkcs11_uses) = (uses(NSS_USES), uses(PKCS11_USES));
    let (rows, trouble) = database.rows(&table);
    let mut certificates: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> = Vec::new();
    let mut trust = ByNumber::new();
    for row in &rows {
        let blob = |at: usize| bytes(row, at).map(<[u8]>::to_vec).unwrap_or_default();
        let uses = match number(row, Some(class)) {
            Some(CKO_CERTIFICATE) => {
                let der = blob(value);
                if !der.is_empty() {
                    certificates.push((der, blob(issuer), blob(serial)));
                }
                continue;
            }
            Some(CKO_NSS_TRUST) => nss_uses,
            Some(CKO_TRUST) => pkcs11_uses,
            _ => continue,
        };
        let [server, client, email] = uses.map(|at| level(number(row, at)));
        let about = trust.entry((blob(issuer), blob(serial))).or_default();
        if about.len() >= TRUST_LIMIT {
            continue;
        }
        about.push(Trust {
            sha1: sha1
                .and_then(|at| bytes(row, at))
                .filter(|it| it.len() == 20)
                .map(<[u8]>::to_vec),
            bits: TrustBits {
                server,
                client,
                email,
            },
        });
    }
    let certificates = certificates
        .into_iter()
        .map(|(der, issuer, serial)| {
            let own = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &der);
            let about = trust.get(&(issuer, serial)).into_iter().flatten();
            let trust = about
                .filter(|it| it.sha1.as_ref().is_none_or(|it| it == own.as_ref()))
                // In the old and in the new form they say the same.
                .fold(TrustBits::default(), |all, it| all.with(it.bits));
            NssCertificate { der, trust }
        })
        .collect();
    Ok(NssContent {
        certificates,
        trouble,
    })
}

fn level(it: Option<u32>) -> TrustLevel {
    match it {
        Some(it) if ANCHOR.contains(&it) => TrustLevel::Anchor,
        Some(it) if NOT_TRUSTED.contains(&it) => TrustLevel::Distrusted,
        _ => TrustLevel::Unset,
    }
}

fn bytes(row: &Row, at: usize) -> Option<&[u8]> {
    row.values.get(at)?.bytes()
}

fn number(row: &Row, at: Option<usize>) -> Option<u32> {
    Some(u32::from_be_bytes(bytes(row, at?)?.try_into().ok()?))
}

//! NSS databases as certutil writes them, large ones, ones being written, and damaged ones.
use cac_doctor::facts::{TrustBits, TrustLevel};
use cac_doctor::pki::nss::{self, NssContent};
use cac_doctor::standards::sqlite::SqliteError;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// A new folder of this test's own.
pub fn folder(name: &str) -> PathBuf {
    let out = std::env::temp_dir().join(format!("cac-doctor-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&out);
    std::fs::create_dir_all(&out).unwrap();
    out
}

pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/trust")
        .join(name)
}

/// certutil on the database in `folder`.
pub fn certutil(folder: &Path, args: &[&str]) {
    let out = Command::new("certutil")
        .args(["-d", &format!("sql:{}", folder.display())])
        .args(args)
        .output()
        .expect("certutil of libnss3-tools");
    assert!(
        out.status.success(),
        "certutil {args:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
}

pub fn add(folder: &Path, name: &str, trust: &str, file: &str) {
    let file = fixture(file).display().to_string();
    certutil(folder, &["-A", "-n", name, "-t", trust, "-i", &file]);
}

fn der(file: &str) -> Vec<u8> {
    let bytes = std::fs::read(fixture(file)).unwrap();
    cac_doctor::pki::input::read(file, &bytes).certificates[0]
        .der
        .to_vec()
}

fn read(folder: &Path) -> NssContent {
    let file = std::fs::read(folder.join("cert9.db")).unwrap();
    let wal = std::fs::read(folder.join("cert9.db-wal")).ok();
    nss::read(&file, wal.as_deref()).unwrap()
}

/// A small database with both roots, made once.
pub fn small() -> &'static [u8] {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = folder("nss-small");
        certutil(&folder, &["-N", "--empty-password"]);
        add(&folder, "one", "CT,C,", "root-1.pem");
        add(&folder, "two", ",,", "root-2.pem");
        let out = std::fs::read(folder.join("cert9.db")).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
        out
    })
}

#[test]
fn certificates_with_the_trust_that_certutil_gave_them() {
    let folder = folder("nss");
    certutil(&folder, &["-N", "--empty-password"]);
    add(&folder, "one", "C,,", "root-1.pem");
    add(&folder, "two", "p,p,p", "root-2.pem");
    let it = read(&folder);
    assert_eq!(it.trouble, None);
    assert_eq!(it.certificates[0].der, der("root-1.pem"));
    let anchor = TrustLevel::Anchor;
    let server = TrustBits {
        server: anchor,
        ..TrustBits::default()
    };
    assert_eq!(it.certificates[0].trust, server);
    assert_eq!(
        it.certificates[1].trust,
        TrustBits::all(TrustLevel::Distrusted)
    );
    certutil(&folder, &["-M", "-n", "one", "-t", "CT,C,C"]);
    certutil(&folder, &["-M", "-n", "two", "-t", ",,"]);
    let it = read(&folder);
    assert_eq!(it.certificates[0].trust, TrustBits::all(anchor));
    assert_eq!(it.certificates[1].trust, TrustBits::default());
    std::fs::remove_dir_all(folder).unwrap();
}

/// Hundreds of rows need inner pages, and a certificate larger than a page overflows.
#[test]
fn a_large_database_and_a_large_certificate() {
    let folder = folder("nss-large");
    let at = |name: &str| folder.join(name).display().to_string();
    certutil(&folder, &["-N", "--empty-password"]);
    let mut commands = String::new();
    for n in 0..150 {
        let names: Vec<String> = (0..if n == 7 { 500 } else { 1 })
            .map(|it| format!("DNS:host-{it}.example.org"))
            .collect();
        let file = at(&format!("{n}.pem"));
        let out = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                "/dev/null",
            ])
            .args([
                "-subj",
                &format!("/CN=Authority {n}"),
                "-addext",
                &format!("subjectAltName={}", names.join(",")),
            ])
            .args(["-outform", "DER", "-out", &file])
            .output()
            .unwrap();
        assert!(
            out.status.success(),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
        commands.push_str(&format!("-A -n {n} -t C,, -i {file}\n"));
    }
    std::fs::write(at("batch"), commands).unwrap();
    certutil(&folder, &["-B", "-i", &at("batch")]);
    let it = read(&folder);
    assert_eq!((it.certificates.len(), it.trouble), (150, None));
    for n in 0..150 {
        let der = std::fs::read(at(&format!("{n}.pem"))).unwrap();
        let found = it.certificates.iter().find(|it| it.der == der);
        assert!(
            found.is_some_and(|it| it.trust.server == TrustLevel::Anchor),
            "{n}"
        );
    }
    assert!(it.certificates.iter().any(|it| it.der.len() > 10_000));
    std::fs::remove_dir_all(folder).unwrap();
}

/// A database with a certificate that is larger than a page.
pub fn overflowing() -> Vec<u8> {
    let folder = folder("nss-overflowing");
    certutil(&folder, &["-N", "--empty-password"]);
    let names: Vec<String> = (0..400)
        .map(|it| format!("DNS:host-{it}.example.org"))
        .collect();
    let file = folder.join("large.der").display().to_string();
    let san = format!("subjectAltName={}", names.join(","));
    let out = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
        ])
        .args([
            "-keyout",
            "/dev/null",
            "-subj",
            "/CN=Large",
            "-addext",
            &san,
        ])
        .args(["-outform", "DER", "-out", &file])
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    certutil(&folder, &["-A", "-n", "large", "-t", "C,,", "-i", &file]);
    let out = std::fs::read(folder.join("cert9.db")).unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    out
}

/// The small database, and a log beside it in which a certificate is deleted.
pub fn with_log() -> (Vec<u8>, Vec<u8>) {
    let folder = folder("nss-wal");
    std::fs::write(folder.join("cert9.db"), small()).unwrap();
    // sqlite3 of Python keeps the log while the connection is open; what is copied then is what a running Firefox leaves.
    let script = format!(
        "import sqlite3, shutil\n\
         c = sqlite3.connect({path:?}, isolation_level=None)\n\
         c.execute('pragma journal_mode=wal'); c.execute('pragma wal_autocheckpoint=0')\n\
         c.execute('begin'); c.execute('delete from nssPublic where a3 = ?', (b'two',)); c.execute('commit')\n\
         for s in ('', '-wal'): shutil.copy({path:?} + s, {path:?} + '.copy' + s)\n",
        path = folder.join("cert9.db").display().to_string()
    );
    let out = Command::new("python3")
        .args(["-c", &script])
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let file = std::fs::read(folder.join("cert9.db.copy")).unwrap();
    let wal = std::fs::read(folder.join("cert9.db.copy-wal")).unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    (file, wal)
}

/// What is in the write-ahead log and not yet in the file counts, up to the last commit.
#[test]
fn a_write_ahead_log_is_read_up_to_its_last_commit() {
    let (file, wal) = with_log();
    let without = nss::read(&file, None).unwrap();
    assert_eq!(without.certificates.len(), 2);
    let with = nss::read(&file, Some(&wal)).unwrap();
    assert_eq!((with.certificates.len(), with.trouble), (1, None));
    // A log that is cut off in the commit holds nothing yet.
    let cut = nss::read(&file, Some(&wal[..wal.len() - 1])).unwrap();
    assert_eq!(cut.certificates.len(), 2);
    for log in [&b""[..], b"garbage", &wal[..40]] {
        assert_eq!(nss::read(&file, Some(log)).unwrap().certificates.len(), 2);
    }
}

/// All cells of a page that point to one row would be as many copies of it.
#[test]
fn rows_that_overlap_are_not_copied_over_and_over() {
    let mut bytes = small().to_vec();
    let size = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
    let leaves: Vec<usize> = (1..bytes.len() / size)
        .map(|it| it * size)
        .filter(|at| bytes[*at] == 13 && bytes[at + 4] > 0)
        .collect();
    for at in leaves {
        let cell = [bytes[at + 8], bytes[at + 9]];
        let count = (size - 8) / 2;
        bytes[at + 3..at + 5].copy_from_slice(&(count as u16).to_be_bytes());
        // The row itself must stay.
        let row = usize::from(u16::from_be_bytes(cell));
        for n in 0..(row - 8) / 2 {
            bytes[at + 8 + 2 * n..at + 10 + 2 * n].copy_from_slice(&cell);
        }
    }
    let it = nss::read(&bytes, None).unwrap();
    assert_eq!(it.trouble, Some(SqliteError::Overlap));
    let all: usize = it.certificates.iter().map(|it| it.der.len()).sum();
    assert!(all <= bytes.len(), "{all}");
}

#[test]
fn what_is_no_database_of_nss_says_so() {
    let told = |bytes: &[u8]| nss::read(bytes, None).unwrap_err().to_string();
    assert!(told(b"").contains("no SQLite database"));
    assert!(
        told(&small()[..3000]).contains("page 1"),
        "{}",
        told(&small()[..3000])
    );
    let folder = folder("nss-other");
    certutil(&folder, &["-N", "--empty-password"]);
    let keys = std::fs::read(folder.join("key4.db")).unwrap();
    assert!(
        told(&keys).contains("no table nssPublic"),
        "{}",
        told(&keys)
    );
    std::fs::remove_dir_all(folder).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_database_never_panics(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20), cut in any::<prop::sample::Index>()) {
        let mut bytes = small().to_vec();
        for (at, byte) in changes {
            let n = at.index(bytes.len());
            bytes[n] = byte;
        }
        let _ = nss::read(&bytes, None);
        bytes.truncate(cut.index(bytes.len()));
        let _ = nss::read(&bytes, Some(small()));
    }

    /// Headers of pages and the schema are where damage matters most.
    #[test]
    fn damaged_page_headers_never_panic(page in 0_usize..7, at in 0_usize..120, byte in any::<u8>()) {
        let mut bytes = small().to_vec();
        if let Some(it) = bytes.get_mut(page * 4096 + at) {
            *it = byte;
        }
        match nss::read(&bytes, None) {
            Ok(it) => prop_assert!(it.certificates.len() <= 4),
            Err(nss::NssError::Sqlite(SqliteError::TooManyRows)) => prop_assert!(false),
            Err(_) => {}
        }
    }
}

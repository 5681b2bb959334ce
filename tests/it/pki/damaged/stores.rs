//! Files that hold certificates, and the stores of programs: lists, zip files, key stores, p11-kit's files, NSS databases,
//! bundles.
use super::{DER, attack, folder, mutate};
use crate::nss;
use cac_doctor::case::chain::{Question, judge, split};
use cac_doctor::diagnosis::Status;
use cac_doctor::facts::Trust;
use cac_doctor::pki::input::{self, Input};
use cac_doctor::pki::path::Parameters;
use cac_doctor::report::text::View;
use cac_doctor::report::{json, text};
use std::fs;
use std::io::{Cursor, Write as _};
use time::macros::datetime;
use zip::CompressionMethod::{Deflated, Stored};
use zip::write::SimpleFileOptions;

fn fixture(name: &str) -> Vec<u8> {
    fs::read(nss::fixture(name)).expect("a fixture")
}

/// Whatever was found has bytes and a place; where nothing was, that is said, with the file's name and the member's.
fn is_sound(read: &Input<'_>) {
    assert!(!(read.certificates.is_empty() && read.crls.is_empty() && read.problems.is_empty()));
    assert!(read.certificates.len() + read.crls.len() <= input::ITEM_LIMIT);
    for it in read.certificates.iter().chain(&read.crls) {
        assert!(!it.der.is_empty() && it.place.file == "damaged");
        let _ = input::names(&it.der);
    }
    for it in &read.problems {
        let place = it
            .place
            .member
            .as_ref()
            .map_or_else(String::new, |it| format!(": {it}"));
        let told = it.to_string();
        assert!(told.starts_with(&format!("damaged{place}")), "{told}");
    }
}

fn read(bytes: &[u8]) {
    is_sound(&input::read("damaged", bytes));
}

/// As `chain FILE` does: read, judged, and told in every form; what is hostile in it never reaches the terminal.
fn tell(bytes: &[u8]) {
    let it = input::read("damaged", bytes);
    is_sound(&it);
    let problems = it.problems.iter().cloned().map(|it| (it, true)).collect();
    let (targets, beside) = split(it);
    let at = datetime!(2026-11-01 00:00 UTC);
    let question = Question {
        parameters: Parameters::at(at),
        with_default: false,
        beside: &beside,
        revocation: None,
        redacted: false,
    };
    let trust = Trust::default();
    let judged = judge(targets, &trust, &question, problems);
    for plain in [false, true] {
        let view = View {
            plain,
            verbose: true,
            ..View::default()
        };
        let told = text::file_chains(&judged, at, false, view);
        let hostile = |it: &char| it.is_control() && !matches!(it, '\n' | '\t');
        assert_eq!(told.chars().find(hostile), None, "{told:?}");
    }
    let trust = json::Trust::from(&trust, &judged.chains, false, at);
    let report = json::chains(&judged, at, trust, Status::Unknown);
    let told = json::print(&report, false);
    let _: serde_json::Value = serde_json::from_str(&told).expect("JSON");
}

#[test]
fn damaged_lists_of_certificates() {
    attack("list", &folder("pkcs7"), DER, read);
}

#[test]
fn damaged_files_are_told() {
    let mut seeds = folder("x509/PKITS_data/certs");
    seeds.truncate(40);
    seeds.extend([fixture("root-1.pem"), fixture("open.p12"), archive()]);
    attack("told", &seeds, &[mutate::bytes, mutate::der], tell);
}

#[test]
fn damaged_pem() {
    let text = [
        b"subject=CN = One\n".to_vec(),
        fixture("root-1.pem"),
        b"between\n-----BEGIN X-----\nProc-Type: 4\n\nZg==\n-----END X-----\n".to_vec(),
        fixture("root-2.pem"),
    ];
    attack(
        "PEM",
        &[text.concat(), fixture("root-1.pem")],
        &[mutate::bytes],
        read,
    );
}

/// As DISA hands them out, with what does not belong there.
fn archive() -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let inner = {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        out.start_file("in.pem", SimpleFileOptions::default())
            .unwrap();
        out.write_all(&fixture("root-1.pem")).unwrap();
        out.finish().unwrap().into_inner()
    };
    let members: [(&str, zip::CompressionMethod, Vec<u8>); 6] = [
        (
            "Certificates_PKCS7_v5/one.pem.p7b",
            Deflated,
            fixture("root-1.pem"),
        ),
        (
            "Certificates_PKCS7_v5/one.sha256",
            Stored,
            b"0 signature".to_vec(),
        ),
        (
            "Certificates_PKCS7_v5/deep/two.cer",
            Stored,
            fixture("root-2.pem"),
        ),
        ("../\u{1B}[2J\u{202E}.p12", Stored, fixture("open.p12")),
        ("inner.zip", Stored, inner),
        ("empty/", Stored, Vec::new()),
    ];
    for (name, method, content) in members {
        let options = SimpleFileOptions::default().compression_method(method);
        if name.ends_with('/') {
            out.add_directory(name, options).unwrap();
        } else {
            out.start_file(name, options).unwrap();
            out.write_all(&content).unwrap();
        }
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn damaged_zip_files() {
    let streamed = {
        let mut out = zip::ZipWriter::new_stream(Vec::new());
        out.start_file("a.pem", SimpleFileOptions::default())
            .unwrap();
        out.write_all(&fixture("root-1.pem")).unwrap();
        out.finish().unwrap().into_inner()
    };
    assert!(input::read("damaged", &streamed).certificates.len() == 1);
    let sound = archive();
    let it = input::read("damaged", &sound);
    assert_eq!(
        (it.certificates.len(), it.problems.len()),
        (4, 0),
        "{:?}",
        it.problems
    );
    attack(
        "zip",
        &[sound, streamed],
        &[mutate::bytes, mutate::zip, mutate::zip],
        read,
    );
}

/// Members whose content is damaged, in a zip file that is sound.
#[test]
fn damaged_members_of_zip_files() {
    attack("member", &folder("pkcs7"), DER, |bytes| {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["a/b.p7b", "c.zip"] {
            out.start_file(name, SimpleFileOptions::default()).unwrap();
            out.write_all(bytes).unwrap();
        }
        read(&out.finish().unwrap().into_inner());
    });
}

#[test]
fn damaged_java_key_stores() {
    attack("JKS", &[fixture("two.jks")], &[mutate::bytes], read);
}

#[test]
fn damaged_pkcs12() {
    attack(
        "PKCS#12",
        &[fixture("open.p12"), fixture("locked.p12")],
        DER,
        read,
    );
}

#[test]
fn damaged_files_of_p11_kit() {
    let der = input::read("one", &fixture("root-1.pem")).certificates[0]
        .der
        .to_vec();
    let percent: String = der.iter().map(|it| format!("%{it:02x}")).collect();
    let text = format!(
        "# p11-kit\n[p11-kit-object-v1]\nclass: certificate\ntrusted: true\nvalue: \"{percent}\"\n\n[p11-kit-object-v1]\nlabel: \"Two\"\nx-distrusted: true\n{}",
        String::from_utf8(fixture("root-2.pem")).unwrap()
    );
    attack("p11-kit", &[text.into_bytes()], &[mutate::bytes], |bytes| {
        read(bytes);
        let _ = input::read_p11_kit(bytes);
    });
}

/// What a database gives lies in it, and is no more than it has.
fn read_nss(file: &[u8], wal: Option<&[u8]>) {
    if let Ok(it) = cac_doctor::pki::nss::read(file, wal) {
        let all: usize = it.certificates.iter().map(|it| it.der.len()).sum();
        assert!(all <= file.len() + wal.map_or(0, <[u8]>::len));
    }
}

#[test]
fn damaged_nss_databases() {
    let seeds = [nss::small().to_vec(), nss::overflowing()];
    attack(
        "cert9.db",
        &seeds,
        &[mutate::bytes, mutate::sqlite, mutate::sqlite],
        |bytes| {
            read_nss(bytes, None);
        },
    );
}

#[test]
fn damaged_logs_of_nss_databases() {
    let (_, log) = nss::with_log();
    attack(
        "cert9.db-wal",
        &[log],
        &[mutate::bytes, mutate::wal, mutate::wal],
        |bytes| {
            read_nss(nss::small(), Some(bytes));
        },
    );
}

#[test]
fn damaged_bundles() {
    let world = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds/no-service.json");
    let world = fs::read(world).expect("a world");
    let bundle = {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        out.start_file("snapshot.json", SimpleFileOptions::default())
            .unwrap();
        out.write_all(&world).unwrap();
        out.finish().unwrap().into_inner()
    };
    assert!(cac_doctor::bundle::open(&bundle).is_ok());
    attack(
        "bundle",
        &[bundle],
        &[mutate::bytes, mutate::zip, mutate::zip],
        |bytes| {
            let _ = cac_doctor::bundle::open(bytes);
        },
    );
}

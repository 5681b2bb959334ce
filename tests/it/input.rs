//! Certificates and CRLs out of every form people have them in, and out of what is none.
use cac_doctor::pki::input::{self, ArchiveError, Form, Input, InputError, KeystoreError, Place};
use proptest::prelude::*;
use std::io::{Cursor, Write as _};
use std::process::{Command, Stdio};
use zip::write::SimpleFileOptions;

const ONE: &[u8] = include_bytes!("../fixtures/trust/root-1.pem");
const TWO: &[u8] = include_bytes!("../fixtures/trust/root-2.pem");
const JKS: &[u8] = include_bytes!("../fixtures/trust/two.jks");
const OPEN: &[u8] = include_bytes!("../fixtures/trust/open.p12");
const LOCKED: &[u8] = include_bytes!("../fixtures/trust/locked.p12");

/// The DER in a PEM file.
fn der(pem: &[u8]) -> Vec<u8> {
    let read = input::read("it", pem);
    assert_eq!(read.certificates.len(), 1);
    read.certificates[0].der.to_vec()
}

fn both() -> [Vec<u8>; 2] {
    [der(ONE), der(TWO)]
}

/// Two certificates, nothing else, and no trouble.
fn holds_both(bytes: &[u8], form: Form) {
    let read = input::read("it", bytes);
    assert_eq!(read.problems, [], "{form:?}");
    let mut found: Vec<&[u8]> = read.certificates.iter().map(|it| &*it.der).collect();
    if form == Form::Keystore {
        // Java writes entries in the order of a hash table.
        found.sort_by_key(|it| **it != both()[0]);
    }
    assert!(found == both(), "{form:?}");
    assert!(read.certificates.iter().all(|it| it.form == form));
    let numbers: Vec<usize> = read.certificates.iter().map(|it| it.place.number).collect();
    assert_eq!(numbers, [1, 2]);
}

fn openssl(args: &[&str], stdin: &[u8]) -> Vec<u8> {
    let mut child = Command::new("openssl")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("openssl");
    child.stdin.take().unwrap().write_all(stdin).unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success(), "openssl {args:?}");
    out.stdout
}

/// A list of both in PKCS#7.
fn pkcs7(form: &str) -> Vec<u8> {
    let fixture =
        |name: &str| format!("{}/tests/fixtures/trust/{name}", env!("CARGO_MANIFEST_DIR"));
    let (one, two) = (fixture("root-1.pem"), fixture("root-2.pem"));
    openssl(
        &[
            "crl2pkcs7",
            "-nocrl",
            "-certfile",
            &one,
            "-certfile",
            &two,
            "-outform",
            form,
        ],
        b"",
    )
}

/// Definite lengths made indefinite, down to the list itself, as the Federal PKI's own files have them.
fn indefinite(der: &[u8], depth: u8) -> Vec<u8> {
    let it = input::tlv::first(der).unwrap();
    if it.tag & 0x20 == 0 || depth == 0 {
        return it.whole.to_vec();
    }
    let mut out = vec![it.tag, 0x80];
    for child in it.children() {
        out.extend(indefinite(child.unwrap().whole, depth - 1));
    }
    out.extend([0, 0]);
    out
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        let method = zip::CompressionMethod::Deflated;
        let options = SimpleFileOptions::default().compression_method(method);
        out.start_file(*name, options).unwrap();
        out.write_all(content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn pem_der_and_text_around() {
    let [one, two] = both();
    holds_both(&[ONE, TWO].concat(), Form::Pem);
    let windows = String::from_utf8([ONE, b"\n\nsubject=CN = x\n", TWO].concat()).unwrap();
    holds_both(windows.replace('\n', "\r\n").as_bytes(), Form::Pem);
    let wide: Vec<u8> = windows.encode_utf16().flat_map(u16::to_le_bytes).collect();
    holds_both(&[&[0xFF, 0xFE], &wide[..]].concat(), Form::Pem);
    holds_both(&[&one[..], &two].concat(), Form::Der);
    holds_both(&[&one[..], &two, b"\r\n"].concat(), Form::Der);
    // As `openssl s_client -showcerts` prints it: the text begins with the digit that is DER's tag of a SEQUENCE.
    holds_both(&[&b"0 s:CN = x\n"[..], ONE, TWO].concat(), Form::Pem);
    let trusted = openssl(&["x509", "-trustout", "-addtrust", "clientAuth"], ONE);
    assert!(trusted.starts_with(b"-----BEGIN TRUSTED"));
    holds_both(&[&trusted[..], TWO].concat(), Form::Pem);
}

#[test]
fn pkcs7_in_der_pem_ber_and_bare_base64() {
    let list = pkcs7("DER");
    holds_both(&list, Form::Pkcs7);
    holds_both(&pkcs7("PEM"), Form::Pkcs7);
    for depth in 1..=4 {
        let ber = indefinite(&list, depth);
        assert_ne!(ber, list);
        holds_both(&ber, Form::Pkcs7);
    }
    let text = openssl(&["base64"], &list);
    holds_both(&text, Form::Pkcs7);
}

#[test]
fn a_crl_is_told_from_a_certificate() {
    let dir = std::env::temp_dir().join(format!("cac-doctor-crl-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let at = |name: &str| dir.join(name).display().to_string();
    let run = |args: &[&str]| drop(openssl(args, b""));
    run(&[
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=x",
        "-keyout",
        &at("k"),
        "-out",
        &at("c"),
    ]);
    std::fs::write(
        at("conf"),
        format!(
            "[ca]\ndefault_ca=d\n[d]\ndatabase={}\ndefault_md=sha256\n",
            at("db")
        ),
    )
    .unwrap();
    std::fs::write(at("db"), "").unwrap();
    run(&[
        "ca",
        "-config",
        &at("conf"),
        "-gencrl",
        "-crldays",
        "3",
        "-keyfile",
        &at("k"),
        "-cert",
        &at("c"),
        "-out",
        &at("crl"),
    ]);
    let pem = std::fs::read(at("crl")).unwrap();
    let read = input::read("it", &pem);
    assert_eq!(
        (
            read.certificates.len(),
            read.crls.len(),
            read.problems.len()
        ),
        (0, 1, 0)
    );
    let der = read.crls[0].der.to_vec();
    assert_eq!(input::read("it", &der).crls[0].der, der);
    let key = std::fs::read(at("k")).unwrap();
    let both = [&key[..], ONE].concat();
    let read = input::read("it", &both);
    assert_eq!(read.certificates.len(), 1);
    assert_eq!(read.problems[0].error, InputError::PrivateKey);
    let key = openssl(&["pkcs8", "-topk8", "-nocrypt", "-outform", "DER"], &key);
    assert_eq!(
        input::read("it", &key).problems[0].error,
        InputError::PrivateKey
    );
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn a_zip_as_disa_hands_it_out() {
    let bytes = zip(&[
        ("Certificates_v5/", b""),
        ("Certificates_v5/Root.der.p7b", &pkcs7("DER")),
        ("Certificates_v5/Root.pem.p7b", &pkcs7("PEM")),
        ("Certificates_v5/Root.sha256", b"\x30\x03\x02\x01\x01"),
        ("Certificates_v5/README.txt", b"read me"),
        ("Certificates_v5/broken.cer", b"\x30\x82\x05\x00\x30"),
    ]);
    let read = input::read("unclass.zip", &bytes);
    assert_eq!(read.certificates.len(), 4);
    assert_eq!(
        read.certificates[3].place.to_string(),
        "unclass.zip: Certificates_v5/Root.pem.p7b: number 2"
    );
    assert_eq!(read.problems.len(), 1, "{:?}", read.problems);
    let told = read.problems[0].to_string();
    assert!(
        told.starts_with("unclass.zip: Certificates_v5/broken.cer: "),
        "{told}"
    );
    // A zip in a zip is opened, one in that is not.
    let nested = zip(&[("in.zip", &bytes)]);
    let read = input::read("it", &nested);
    let place = Place {
        file: "it".to_owned(),
        member: Some("in.zip!Certificates_v5/Root.der.p7b".to_owned()),
        number: 1,
    };
    assert_eq!(read.certificates[0].place, place);
    let deep = zip(&[("deep.zip", &nested), ("a.pem", ONE)]);
    let read = input::read("it", &deep);
    assert_eq!(read.certificates.len(), 1);
    assert_eq!(
        read.problems[0].error,
        InputError::Archive(ArchiveError::TooDeep)
    );
}

#[test]
fn a_bomb_is_left_out_and_the_rest_is_read() {
    let bomb = vec![0x30; 40 << 20];
    let bomb = zip(&[("bomb.p7b", &bomb), ("a.pem", ONE)]);
    let read = input::read("it", &bomb);
    assert_eq!(read.certificates.len(), 1);
    assert_eq!(
        read.problems[0].error,
        InputError::Archive(ArchiveError::Bomb)
    );
}

#[test]
fn java_key_stores() {
    holds_both(JKS, Form::Keystore);
    let read = input::read("it", OPEN);
    assert_eq!(read.problems, []);
    assert_eq!(read.certificates[0].der, der(ONE));
    let read = input::read("it", LOCKED);
    assert!(read.certificates.is_empty());
    assert_eq!(
        read.problems[0].error,
        InputError::Keystore(KeystoreError::Encrypted)
    );
    for cut in [5, 100, JKS.len() / 2] {
        let read = input::read("it", &JKS[..cut]);
        assert!(matches!(
            read.problems[..],
            [input::Problem {
                error: InputError::Keystore(KeystoreError::CutOff { .. }),
                ..
            }]
        ));
    }
}

/// What lies beside a private key in PKCS#12 is the chain of that key: to build with, and no anchor.
#[test]
fn pkcs12_with_a_private_key() {
    let dir = crate::nss::folder("pkcs12-key");
    let at = |name: &str| dir.join(name).display().to_string();
    let (key, own, all) = (at("key.pem"), at("own.pem"), at("all.p12"));
    let subject = ["-subj", "/CN=Jane", "-keyout", &key, "-out", &own];
    let make = ["req", "-x509", "-newkey", "rsa:2048", "-nodes"];
    openssl(&[&make[..], &subject].concat(), b"");
    let plain = [
        "-certpbe", "NONE", "-keypbe", "NONE", "-nomac", "-passout", "pass:",
    ];
    let export = [
        "pkcs12", "-export", "-in", &own, "-inkey", &key, "-out", &all,
    ];
    openssl(&[&export[..], &plain].concat(), b"");
    let bytes = std::fs::read(all).unwrap();
    let read = input::read("it", &bytes);
    assert_eq!(read.certificates[0].form, Form::Signer);
    assert_eq!(read.problems[0].error, InputError::PrivateKey);
    std::fs::remove_dir_all(dir).unwrap();
}

/// Names in an archive are as long as a hostile one likes, and are told as far as people read.
#[test]
fn a_member_s_name_is_told_in_part() {
    let bytes = zip(&[(&"é".repeat(5_000), b"junk")]);
    let read = input::read("it", &bytes);
    let told = read.problems[0].to_string();
    assert!(
        told.starts_with("it: éé") && told.contains("é…: "),
        "{told}"
    );
    assert!(told.chars().count() < 400, "{told}");
}

#[test]
fn p11_kit_sections_with_values_and_with_pem() {
    let [one, two] = both();
    let percent: String = one.iter().map(|it| format!("%{it:02x}")).collect();
    let text = format!(
        "# p11-kit\n[p11-kit-object-v1]\nclass: certificate\ntrusted: true\nlabel: \"One\"\nvalue: \"{percent}\"\n\n[p11-kit-object-v1]\nlabel: \"Two\"\nx-distrusted: true\n{}\n[p11-kit-object-v1]\nclass: x-certificate-extension\nvalue: \"%30%00\"\nobject-id: 2.5.29.37\n",
        String::from_utf8_lossy(TWO)
    );
    holds_both(text.as_bytes(), Form::Keystore);
    let entries: Vec<_> = input::read_p11_kit(text.as_bytes())
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(entries.len(), 2);
    assert!(entries[0].trusted && !entries[0].distrusted);
    assert!(!entries[1].trusted && entries[1].distrusted);
    assert_eq!(entries[1].der, Some(two));
    let broken = input::read(
        "it",
        b"[p11-kit-object-v1]\nclass: certificate\nvalue: \"%3\"\nnonsense\n",
    );
    assert_eq!(broken.problems.len(), 2, "{:?}", broken.problems);
}

#[test]
fn what_holds_nothing_says_what_it_is() {
    let told = |bytes: &[u8]| input::read("x.cer", bytes).problems[0].to_string();
    assert!(told(b"").contains("empty"));
    assert!(told(b" \n").contains("empty"));
    assert!(told(b"<html><body>404</body></html>").contains("neither PEM nor DER"));
    assert!(told(b"\x30\x00").contains("empty SEQUENCE"));
    assert!(told(b"\x30\x03\x0a\x01\x06").contains("OCSP response"));
    assert!(told(&der(ONE)[..100]).contains("should have"));
    assert!(
        told(b"-----BEGIN PUBLIC KEY-----\nZm9v\n-----END PUBLIC KEY-----").contains("PUBLIC KEY")
    );
    let trailing = [&der(ONE)[..], b"garbage"].concat();
    let read = input::read("x.cer", &trailing);
    assert_eq!(read.certificates.len(), 1);
    assert_eq!(read.problems[0].error, InputError::Trailing(7));
}

/// Whatever is found lies in what was given or was unpacked from it, and something is always said.
fn is_sound(read: &Input<'_>) {
    assert!(!(read.certificates.is_empty() && read.crls.is_empty() && read.problems.is_empty()));
    for it in read.certificates.iter().chain(&read.crls) {
        assert!(!it.der.is_empty());
        let _ = input::names(&it.der);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn garbage_is_told_and_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        is_sound(&input::read("it", &bytes));
    }

    #[test]
    fn damaged_files_are_told_and_never_panic(which in 0_usize..6, at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let archive = zip(&[("a/one.pem", ONE), ("b.p12", OPEN), ("c.jks", JKS)]);
        let list = [&der(ONE)[..], &der(TWO)].concat();
        let samples: [&[u8]; 6] = [ONE, JKS, OPEN, &archive, &list, LOCKED];
        let mut bytes = samples[which].to_vec();
        let n = at.index(bytes.len());
        bytes[n] = byte;
        is_sound(&input::read("it", &bytes));
        bytes.truncate(cut.index(bytes.len()));
        is_sound(&input::read("it", &bytes));
    }
}

/// A text of nothing but beginnings is searched once, not once for each of them.
#[test]
fn beginnings_without_an_end_are_counted_and_given_up() {
    let text = b"-----BEGIN CERTIFICATE-----\n".repeat(200_000);
    let begun = std::time::Instant::now();
    let read = input::read("it", &text);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    assert!(read.problems.len() <= 201);
    let many = b"\x30\x00".repeat(30_000);
    let read = input::read("it", &many);
    assert!(matches!(read.problems[0].error, InputError::OtherShape(_)));
}

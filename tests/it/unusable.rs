//! Files that `--trust`, `--untrusted` and `--crl` name and that hold nothing to use: exit status 3, and the file is named.
//! Of what can be used in part the rest is told.
use crate::chain::{hierarchy, openssl};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

/// Exit status, standard output and standard error.
fn run(args: &[&str]) -> (i32, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_cac-doctor"))
        .args(args)
        .output()
        .unwrap();
    let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
    (
        out.status.code().unwrap(),
        text(&out.stdout),
        text(&out.stderr),
    )
}

fn world(name: &str) -> String {
    format!("{}/tests/worlds/{name}.json", env!("CARGO_MANIFEST_DIR"))
}

/// A revocation list of the root in DER.
fn list(folder: &Path) {
    let conf =
        "[ca]\ndefault_ca=it\n[it]\ndatabase=index\ndefault_md=sha256\ndefault_crl_days=30\n";
    fs::write(folder.join("ca.cnf"), conf).unwrap();
    fs::write(folder.join("index"), "").unwrap();
    openssl(
        folder,
        "ca -config ca.cnf -gencrl -keyfile root.key -cert root.pem -out list.pem",
    );
    openssl(folder, "crl -in list.pem -outform DER -out list.crl");
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default();
        out.start_file(*name, options).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Files without a certificate, by name, with what is said of them.
fn useless(folder: &Path) -> Vec<(&'static str, &'static str)> {
    let root = fs::read(folder.join("root.pem")).unwrap();
    openssl(folder, "x509 -in root.pem -outform DER -out root.der");
    let der = fs::read(folder.join("root.der")).unwrap();
    openssl(
        folder,
        "crl2pkcs7 -nocrl -certfile root.pem -outform DER -out root.p7b",
    );
    let list = fs::read(folder.join("root.p7b")).unwrap();
    openssl(
        folder,
        "pkcs12 -export -nokeys -in root.pem -passout pass:secret -out locked.p12",
    );
    let archive = zip(&[("a.cer", &der), ("b.cer", &der)]);
    // The shape of a certificate, and a date that is none.
    let mut bent = der.clone();
    let at = bent.windows(2).position(|it| it == [0x17, 0x0D]).unwrap();
    bent[at] = 0x05;
    let files: [(&str, &[u8]); 9] = [
        ("bent.der", &bent),
        ("empty", b""),
        ("hello.txt", b"hello\n"),
        ("random.bin", &[0x9C, 0x01, 0xFE, 0x77, 0x00, 0x13, 0xAA]),
        ("cut.der", &der[..200]),
        ("cut.p7b", &list[..200]),
        ("cut.zip", &archive[..archive.len() / 2]),
        ("cut.pem", &root[..root.len() - 60]),
        ("readme.zip", &zip(&[("README.txt", b"read me")])),
    ];
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).unwrap();
    }
    vec![
        ("bent.der", "not a certificate"),
        ("empty", "empty"),
        ("hello.txt", "neither PEM nor DER"),
        ("random.bin", "neither PEM nor DER"),
        ("cut.der", "offset"),
        ("cut.p7b", "offset"),
        ("cut.zip", "cannot be read"),
        ("cut.pem", "cut off"),
        ("readme.zip", "no certificate"),
        ("locked.p12", "encrypted"),
        ("list.crl", "give it with --crl"),
    ]
}

#[test]
fn what_holds_no_certificate_is_bad_input_wherever_it_is_given() {
    let folder = hierarchy("unusable-trust");
    list(&folder);
    let at = |name: &str| folder.join(name).display().to_string();
    let (ee, ca, root) = (at("ee.pem"), at("ca.pem"), at("root.pem"));
    let base = ["chain", "--no-default-trust", "--offline", &ee];
    let good = ["--trust", &root, "--untrusted", &ca];
    assert_eq!(run(&[&base[..], &good].concat()).0, 0);
    let healthy = world("healthy");
    for (name, said) in useless(&folder) {
        let file = at(name);
        for option in ["--trust", "--untrusted"] {
            // Beside good files too: what was meant to be in it is not there.
            let (code, out, error) = run(&[&base[..], &good, &[option, &file]].concat());
            assert_eq!((code, out.as_str()), (3, ""), "{option} {name}: {error}");
            for it in [option, &file, said] {
                assert!(error.contains(it), "{option} {name}: {it} not in {error}");
            }
        }
        let (code, _, error) = run(&["check", "--from", &healthy, "--trust", &file]);
        assert_eq!(code, 3, "{name}");
        assert!(error.contains(&file), "{error}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_can_be_used_in_part_is_used_and_the_rest_told() {
    let folder = hierarchy("unusable-part");
    let at = |name: &str| folder.join(name).display().to_string();
    let (ee, ca) = (at("ee.pem"), at("ca.pem"));
    let root = fs::read_to_string(folder.join("root.pem")).unwrap();
    fs::write(
        folder.join("half.pem"),
        format!("{root}-----BEGIN CERTIFICATE-----\nMI*\n-----END CERTIFICATE-----\n"),
    )
    .unwrap();
    let members: [(&str, &[u8]); 2] = [("root.pem", root.as_bytes()), ("bad.cer", b"\x30\x82")];
    fs::write(folder.join("some.zip"), zip(&members)).unwrap();
    for (name, said) in [("half.pem", "number 2"), ("some.zip", "bad.cer")] {
        let file = at(name);
        let base = ["chain", "--no-default-trust", "--offline", &ee];
        let (code, out, error) =
            run(&[&base[..], &["--trust", &file, "--untrusted", &ca]].concat());
        assert_eq!(code, 0, "{out} {error}");
        for text in [out, error] {
            assert!(text.contains(said), "{name}: {said} not in {text}");
        }
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_holds_no_crl_is_bad_input_to_every_command() {
    let folder = hierarchy("unusable-crl");
    list(&folder);
    let at = |name: &str| folder.join(name).display().to_string();
    let (ee, ca, root) = (at("ee.pem"), at("ca.pem"), at("root.pem"));
    fs::write(folder.join("hello.txt"), "hello\n").unwrap();
    let der = fs::read(folder.join("list.crl")).unwrap();
    fs::write(folder.join("cut.crl"), &der[..der.len() - 20]).unwrap();
    let (healthy, no_card, zip) = (world("healthy"), world("no-card"), at("b.zip"));
    let commands: [&[&str]; 6] = [
        &["check", "--from", &healthy],
        // Where there is no certificate to look for in it.
        &["check", "--from", &no_card],
        &["certs", "--from", &healthy],
        &[
            "bundle",
            "--from",
            &healthy,
            "--no-redact",
            "--yes",
            "-o",
            &zip,
        ],
        &["chain", "--from", &healthy],
        &[
            "chain",
            "--no-default-trust",
            "--offline",
            "--trust",
            &root,
            "--untrusted",
            &ca,
            &ee,
        ],
    ];
    for command in commands {
        for (name, said) in [
            ("none.crl", "cannot read"),
            ("hello.txt", "neither PEM nor DER"),
            ("cut.crl", "not a CRL"),
            ("ee.pem", "no CRL"),
        ] {
            let file = at(name);
            let (code, out, error) = run(&[command, &["--crl", &file]].concat());
            assert_eq!((code, out.as_str()), (3, ""), "{command:?} {name}: {error}");
            for it in [file.as_str(), said] {
                assert!(
                    error.contains(it),
                    "{command:?} {name}: {it} not in {error}"
                );
            }
        }
        // A list that is about nobody here is a list.
        let (code, _, error) =
            run(&[command, &["--crl", &at("list.crl"), "--fail-on", "never"]].concat());
        assert!(!error.contains("list.crl"), "{command:?}: {error}");
        assert!(
            code == 0 || command[0] == "chain",
            "{command:?}: {code} {error}"
        );
        let _ = fs::remove_file(&zip);
    }
    fs::remove_dir_all(folder).unwrap();
}

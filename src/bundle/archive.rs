//! The zip file around a bundle: the same bytes for the same members, and read back with bounds on everything.
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::{self, Cursor, Read as _, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// One file of a bundle.
#[derive(Clone, PartialEq, Eq)]
pub struct Member {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Member {
    pub fn new(name: &str, bytes: impl Into<Vec<u8>>) -> Member {
        Member {
            name: name.to_owned(),
            bytes: bytes.into(),
        }
    }
}

/// Most members read.
pub const MEMBER_LIMIT: usize = 64;
/// Most bytes of all members, unpacked.
pub const TOTAL_LIMIT: u64 = 256 * 1024 * 1024;
/// More than this many times its packed size grows only what was made to fill a disk. Text with much in common comes to 50.
const RATIO_LIMIT: u64 = 200;
/// What may grow as it likes, bytes.
const RATIO_FREE: u64 = 4 * 1024 * 1024;

/// What is wrong with a zip file. The messages go after "FILE: ".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    #[error("a zip file that is cut off or damaged ({0}); copy it again")]
    Malformed(String),
    #[error("a zip file with {0} members; a bundle has no more than {MEMBER_LIMIT}")]
    TooManyMembers(usize),
    #[error(
        "member {name:?}: {problem}; bundles have no such members, so it was not made by cac-doctor, or changed since"
    )]
    Name { name: String, problem: &'static str },
    #[error(
        "member {name:?} is there twice, so nobody can tell which one counts; ask for the bundle again"
    )]
    Twice { name: String },
    #[error(
        "member {name:?} is encrypted; unpack the bundle with its password and give snapshot.json"
    )]
    Encrypted { name: String },
    #[error(
        "member {name:?} is packed with a method that is not read here ({method}); unpack the bundle and give snapshot.json"
    )]
    Method { name: String, method: String },
    #[error("member {name:?} grows more than {RATIO_LIMIT} times when unpacked, as no bundle does")]
    Bomb { name: String },
    #[error("unpacked it is larger than {} MiB; no bundle is", TOTAL_LIMIT / 1024 / 1024)]
    TooLarge,
    #[error("member {name:?} is damaged ({problem}); copy the bundle again")]
    Damaged { name: String, problem: String },
}

pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// A zip file of these members, in this order. No times, no owners: nothing but the members decides its bytes.
///
/// # Errors
/// [`ArchiveError`], for names that a zip file cannot hold.
pub fn write(members: &[Member]) -> Result<Vec<u8>, ArchiveError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for it in members {
        let failed = |error: &dyn std::fmt::Display| ArchiveError::Damaged {
            name: it.name.clone(),
            problem: error.to_string(),
        };
        let method = method(&it.bytes);
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .compression_level((method == CompressionMethod::Deflated).then_some(6))
            .last_modified_time(DateTime::default())
            .unix_permissions(0o600);
        zip.start_file(it.name.as_str(), options)
            .map_err(|error| failed(&error))?;
        zip.write_all(&it.bytes).map_err(|error| failed(&error))?;
    }
    let done = zip
        .finish()
        .map_err(|error| ArchiveError::Malformed(error.to_string()))?;
    Ok(done.into_inner())
}

/// Packed, unless it packs so well that it could not be told from what was made to fill a disk when it comes back.
fn method(bytes: &[u8]) -> CompressionMethod {
    let size = bytes.len() as u64;
    if size <= RATIO_FREE {
        return CompressionMethod::Deflated;
    }
    let mut packer = DeflateEncoder::new(io::sink(), Compression::new(6));
    // Writing to nowhere cannot fail.
    let _ = packer.write_all(bytes);
    let _ = packer.try_finish();
    match size > packer.total_out().saturating_mul(RATIO_LIMIT) {
        true => CompressionMethod::Stored,
        false => CompressionMethod::Deflated,
    }
}

/// Every member of a zip file, in its order. One that could not be a bundle's ends it.
///
/// # Errors
/// [`ArchiveError`] with the member it is about.
pub fn read(bytes: &[u8]) -> Result<Vec<Member>, ArchiveError> {
    let malformed = |it: &dyn std::fmt::Display| ArchiveError::Malformed(it.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|it| malformed(&it))?;
    // The library keeps the last of two members of one name, so duplicates are told by the number the file gives.
    let start = usize::try_from(archive.central_directory_start()).unwrap_or(usize::MAX);
    let names = central_names(bytes, start);
    let counted = names.len();
    if archive.len() > MEMBER_LIMIT || counted > MEMBER_LIMIT {
        return Err(ArchiveError::TooManyMembers(archive.len().max(counted)));
    }
    let mut out: Vec<Member> = Vec::new();
    let mut left = TOTAL_LIMIT;
    for n in 0..archive.len() {
        let (name, packed) = {
            let member = archive.by_index_raw(n).map_err(|it| malformed(&it))?;
            let name = member.name().map_err(|it| malformed(&it))?.into_owned();
            if member.encrypted() {
                return Err(ArchiveError::Encrypted { name });
            }
            if member.is_dir() {
                continue;
            }
            match member.compression() {
                CompressionMethod::Stored | CompressionMethod::Deflated => {}
                other => {
                    return Err(ArchiveError::Method {
                        name,
                        method: other.to_string(),
                    });
                }
            }
            (name, member.compressed_size())
        };
        if let Some(problem) = bad_name(&name) {
            return Err(ArchiveError::Name { name, problem });
        }
        if out.iter().any(|it| it.name == name) {
            return Err(ArchiveError::Twice { name });
        }
        let damaged = |error: &dyn std::fmt::Display| ArchiveError::Damaged {
            name: name.clone(),
            problem: error.to_string(),
        };
        let member = archive.by_index(n).map_err(|it| damaged(&it))?;
        let ratio = RATIO_FREE.max(packed.saturating_mul(RATIO_LIMIT));
        let limit = left.min(ratio);
        let mut bytes = Vec::new();
        member
            .take(limit.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|it| damaged(&it))?;
        let size = bytes.len() as u64;
        if size > limit {
            return Err(match limit == ratio {
                true => ArchiveError::Bomb { name },
                false => ArchiveError::TooLarge,
            });
        }
        left = left.saturating_sub(size);
        out.push(Member { name, bytes });
    }
    if counted > archive.len() {
        let name = twice(&names).unwrap_or_default();
        return Err(ArchiveError::Twice { name });
    }
    Ok(out)
}

/// Why a name could be no member's of a bundle. Nothing is ever unpacked to a disk here; whoever opens the bundle with
/// another program would do so.
fn bad_name(name: &str) -> Option<&'static str> {
    let drive = matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if name.is_empty() {
        Some("it has no name")
    } else if name.starts_with(['/', '\\']) || drive {
        Some("its name is an absolute path")
    } else if name.split(['/', '\\']).any(|it| it == "..") {
        Some("its name leads out of the bundle")
    } else if name.chars().any(char::is_control) {
        Some("its name holds control characters")
    } else {
        None
    }
}

/// Names in the central directory (APPNOTE 4.3.12), as they stand.
fn central_names(bytes: &[u8], start: usize) -> Vec<&[u8]> {
    const SIGNATURE: &[u8] = b"PK\x01\x02";
    let short = |at: usize| -> Option<usize> {
        let pair = bytes.get(at..at.checked_add(2)?)?;
        Some(usize::from(u16::from_le_bytes(pair.try_into().ok()?)))
    };
    let mut out = Vec::new();
    let mut at = start;
    while bytes.get(at..).is_some_and(|it| it.starts_with(SIGNATURE)) && out.len() <= MEMBER_LIMIT {
        let field = |offset: usize| at.checked_add(offset).and_then(short);
        let (Some(name), Some(extra), Some(comment)) = (field(28), field(30), field(32)) else {
            break;
        };
        let begin = at.saturating_add(46);
        out.extend(bytes.get(begin..begin.saturating_add(name)));
        at = begin
            .saturating_add(name)
            .saturating_add(extra)
            .saturating_add(comment);
    }
    out
}

fn twice(names: &[&[u8]]) -> Option<String> {
    let mut seen: Vec<&[u8]> = Vec::new();
    for name in names {
        if seen.contains(name) {
            return Some(String::from_utf8_lossy(name).into_owned());
        }
        seen.push(*name);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members() -> Vec<Member> {
        vec![
            Member::new("README.txt", "read me"),
            Member::new("logs/kernel.txt", "a line\n".repeat(1000)),
        ]
    }

    fn zip(add: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        add(&mut zip);
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn the_same_members_are_the_same_bytes_and_read_back() {
        let once = write(&members()).unwrap();
        assert_eq!(once, write(&members()).unwrap());
        assert!(read(&once).unwrap() == members());
    }

    #[test]
    fn what_is_written_is_read_back_however_well_it_packs() {
        for size in [
            RATIO_FREE as usize,
            RATIO_FREE as usize + 1,
            3 * RATIO_FREE as usize,
        ] {
            let one = [Member::new("x", vec![b' '; size])];
            assert!(read(&write(&one).unwrap()).unwrap() == one, "{size}");
        }
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in [
            "../x",
            "a/../../x",
            "/etc/passwd",
            "\\x",
            "C:\\x",
            "c:x",
            "a\nb",
            "..\\x",
        ] {
            let bytes = zip(|it| {
                it.start_file(name, SimpleFileOptions::default()).unwrap();
            });
            let is = read(&bytes).err();
            assert!(
                matches!(is, Some(ArchiveError::Name { .. })),
                "{name:?}: {is:?}"
            );
        }
    }

    #[test]
    fn what_would_fill_a_disk_is_refused() {
        let bytes = zip(|it| {
            it.start_file("x", SimpleFileOptions::default()).unwrap();
            for _ in 0..64 {
                it.write_all(&[0; 1024 * 1024]).unwrap();
            }
        });
        assert!(bytes.len() < 200_000);
        assert_eq!(
            read(&bytes).err(),
            Some(ArchiveError::Bomb {
                name: "x".to_owned()
            })
        );
        let bytes = zip(|it| {
            for n in 0..100 {
                it.start_file(format!("{n}"), SimpleFileOptions::default())
                    .unwrap();
            }
        });
        assert!(matches!(read(&bytes), Err(ArchiveError::TooManyMembers(_))));
    }

    #[test]
    fn a_name_that_is_there_twice_is_refused() {
        let mut bytes = zip(|it| {
            for name in ["aaaa", "bbbb"] {
                it.start_file(name, SimpleFileOptions::default()).unwrap();
                it.write_all(name.as_bytes()).unwrap();
            }
        });
        let name = bytes.len();
        for at in 0..name - 4 {
            // The names, not the contents before the central directory.
            if &bytes[at..at + 4] == b"bbbb" && (at < 4 || bytes[at - 1] == 0) {
                bytes[at..at + 4].copy_from_slice(b"aaaa");
            }
        }
        assert!(matches!(read(&bytes), Err(ArchiveError::Twice { name }) if name == "aaaa"));
    }

    #[test]
    fn every_cut_is_an_error_and_no_panic() {
        let whole = write(&members()).unwrap();
        for cut in 0..whole.len() {
            assert!(read(&whole[..cut]).is_err(), "{cut}");
        }
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 0x55;
            let _ = read(&changed);
        }
    }
}

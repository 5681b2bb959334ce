//! Zip files, as DISA hands out its certificates: every member, each bounded.
use std::io::{Cursor, Read as _};
use zip::CompressionMethod;
use zip::ZipArchive;

/// Most members looked at.
pub const MEMBER_LIMIT: usize = 4_000;
/// Most bytes of one member. The largest CRL of the DoD has 44 MB.
pub const MEMBER_SIZE_LIMIT: u64 = 96 * 1024 * 1024;
/// Most bytes unpacked of one input: its members', those of zip files in it, and what was unpacked in vain.
pub const TOTAL_LIMIT: u64 = 256 * 1024 * 1024;
/// Zip files in zip files.
pub const DEPTH_LIMIT: u8 = 2;
/// More than this many times its packed size is no certificate: keys and signatures do not shrink.
const RATIO_LIMIT: u64 = 100;
/// Small members may shrink as they like.
const RATIO_FREE: u64 = 1024 * 1024;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    #[error("a zip file that cannot be read: {0}; fetch it again")]
    Malformed(String),
    #[error("the zip file has {0} members; only {MEMBER_LIMIT} are read")]
    TooManyMembers(usize),
    #[error("larger than {} MiB when unpacked; left out", MEMBER_SIZE_LIMIT / 1024 / 1024)]
    MemberTooLarge,
    #[error("unpacked, the zip file is larger than {} MiB; the rest was left out", TOTAL_LIMIT / 1024 / 1024)]
    TooLarge,
    #[error(
        "grows more than {RATIO_LIMIT} times when unpacked, which no certificate does; left out"
    )]
    Bomb,
    #[error("encrypted; unpack it with its password and give the files")]
    Encrypted,
    #[error("packed with a method that is not read here ({0}); unpack it and give the files")]
    Method(String),
    #[error("zip files nest deeper than {DEPTH_LIMIT} levels; left out")]
    TooDeep,
}

pub(super) struct Member {
    pub name: String,
    /// None: a text or signature that goes with the list and is none.
    pub content: Result<Option<Vec<u8>>, ArchiveError>,
}

pub(super) fn is(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The members of a zip file, one after the other.
pub(super) struct Members<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    size: u64,
    next: usize,
}

impl<'a> Members<'a> {
    pub(super) fn open(bytes: &'a [u8], depth: u8) -> Result<Self, ArchiveError> {
        if depth >= DEPTH_LIMIT {
            return Err(ArchiveError::TooDeep);
        }
        Ok(Members {
            archive: ZipArchive::new(Cursor::new(bytes)).map_err(malformed)?,
            size: bytes.len() as u64,
            next: 0,
        })
    }

    /// The next file in the archive's order. `room` is what may still be unpacked of the whole input; what a member takes of
    /// it is gone whether or not it could be used.
    pub(super) fn next(&mut self, room: &mut u64) -> Option<Result<Member, ArchiveError>> {
        while self.next < self.archive.len() {
            if self.next >= MEMBER_LIMIT {
                let all = self.archive.len();
                self.next = usize::MAX;
                return Some(Err(ArchiveError::TooManyMembers(all)));
            }
            if *room == 0 {
                self.next = usize::MAX;
                return Some(Err(ArchiveError::TooLarge));
            }
            let n = self.next;
            self.next += 1;
            if let Some(it) = self.member(n, room) {
                return Some(Ok(it));
            }
        }
        None
    }

    /// None for a folder.
    fn member(&mut self, n: usize, room: &mut u64) -> Option<Member> {
        let unnamed = || format!("member {}", n + 1);
        let (name, packed, trouble) = match self.archive.by_index_raw(n) {
            Err(error) => {
                return Some(Member {
                    name: unnamed(),
                    content: Err(malformed(error)),
                });
            }
            Ok(it) if it.is_dir() => return None,
            Ok(it) => {
                let name = it.name().map_or_else(|_| unnamed(), |it| it.into_owned());
                let trouble = match it.compression() {
                    _ if it.encrypted() => Some(ArchiveError::Encrypted),
                    CompressionMethod::Stored | CompressionMethod::Deflated => None,
                    other => Some(ArchiveError::Method(other.to_string())),
                };
                // A header may claim more than the file has.
                (name, it.compressed_size().min(self.size), trouble)
            }
        };
        let content = match trouble {
            _ if is_companion(&name) => Ok(None),
            Some(error) => Err(error),
            None => self.unpack(n, packed, room).map(Some),
        };
        Some(Member { name, content })
    }

    fn unpack(&mut self, n: usize, packed: u64, room: &mut u64) -> Result<Vec<u8>, ArchiveError> {
        let member = self.archive.by_index(n).map_err(malformed)?;
        let ratio = RATIO_FREE.max(packed.saturating_mul(RATIO_LIMIT));
        let limit = MEMBER_SIZE_LIMIT.min(ratio).min(*room);
        let mut out = Vec::new();
        let read = member.take(limit.saturating_add(1)).read_to_end(&mut out);
        let size = out.len() as u64;
        let left = *room;
        *room = left.saturating_sub(size);
        read.map_err(|it| ArchiveError::Malformed(it.to_string()))?;
        match size {
            size if size <= limit => Ok(out),
            _ if limit == left => Err(ArchiveError::TooLarge),
            _ if limit == ratio => Err(ArchiveError::Bomb),
            _ => Err(ArchiveError::MemberTooLarge),
        }
    }
}

fn malformed(error: zip::result::ZipError) -> ArchiveError {
    ArchiveError::Malformed(error.to_string())
}

/// What DISA's files have beside the lists: a README, and the signed checksums.
fn is_companion(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    let ends = [
        ".txt", ".sha256", ".sha384", ".sha512", ".pdf", ".html", ".md", ".asc",
    ];
    name.starts_with("readme") || ends.iter().any(|it| name.ends_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use zip::write::SimpleFileOptions;

    fn zip(members: &[(&str, usize)]) -> Vec<u8> {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, size) in members {
            out.start_file(*name, SimpleFileOptions::default()).unwrap();
            out.write_all(&vec![0; *size]).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_unpacked_in_vain_takes_of_the_room_too() {
        let large = 2 * RATIO_FREE as usize;
        let bytes = zip(&[("bomb", large), ("a", 10), ("again", large), ("b", 10)]);
        let mut members = Members::open(&bytes, 0).unwrap();
        let mut room = RATIO_FREE + 100;
        let first = members.next(&mut room).unwrap().unwrap();
        assert_eq!(first.content, Err(ArchiveError::Bomb));
        assert_eq!(room, 99);
        let second = members.next(&mut room).unwrap().unwrap();
        assert_eq!(second.content.unwrap().unwrap().len(), 10);
        assert_eq!(room, 89);
        let third = members.next(&mut room).unwrap().unwrap();
        assert_eq!(third.content, Err(ArchiveError::TooLarge));
        assert_eq!(
            members.next(&mut room).unwrap().err(),
            Some(ArchiveError::TooLarge)
        );
        assert!(members.next(&mut room).is_none());
    }
}

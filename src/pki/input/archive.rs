//! Zip files, as DISA hands out its certificates: every member, each bounded.
use std::io::{Cursor, Read as _};
use zip::CompressionMethod;
use zip::ZipArchive;

/// Most members looked at.
pub const MEMBER_LIMIT: usize = 4_000;
/// Most bytes of one member. The largest CRL of the DoD has 44 MB.
pub const MEMBER_SIZE_LIMIT: u64 = 96 * 1024 * 1024;
/// Most bytes of all members.
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

/// Hands every file in the archive to `take`, in the archive's order.
pub(super) fn each(
    bytes: &[u8],
    depth: u8,
    mut take: impl FnMut(Member),
) -> Result<(), ArchiveError> {
    if depth >= DEPTH_LIMIT {
        return Err(ArchiveError::TooDeep);
    }
    let malformed = |it: zip::result::ZipError| ArchiveError::Malformed(it.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(malformed)?;
    let mut total = 0_u64;
    for n in 0..archive.len().min(MEMBER_LIMIT) {
        let (name, skip, packed) = {
            let member = match archive.by_index_raw(n) {
                Ok(it) => it,
                Err(error) => {
                    take(Member {
                        name: format!("member {}", n + 1),
                        content: Err(malformed(error)),
                    });
                    continue;
                }
            };
            let name = member
                .name()
                .map_or_else(|_| format!("member {}", n + 1), |it| it.into_owned());
            let trouble = if member.encrypted() {
                Some(ArchiveError::Encrypted)
            } else {
                match member.compression() {
                    CompressionMethod::Stored | CompressionMethod::Deflated => None,
                    other => Some(ArchiveError::Method(other.to_string())),
                }
            };
            if member.is_dir() {
                continue;
            }
            (name, trouble, member.compressed_size())
        };
        if is_companion(&name) {
            take(Member {
                name,
                content: Ok(None),
            });
            continue;
        }
        let content = match skip {
            Some(error) => Err(error),
            None => unpack(&mut archive, n, packed),
        };
        if let Ok(Some(it)) = &content {
            total = total.saturating_add(it.len() as u64);
        }
        if total > TOTAL_LIMIT {
            return Err(ArchiveError::TooLarge);
        }
        take(Member { name, content });
    }
    if archive.len() > MEMBER_LIMIT {
        return Err(ArchiveError::TooManyMembers(archive.len()));
    }
    Ok(())
}

fn unpack(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    n: usize,
    packed: u64,
) -> Result<Option<Vec<u8>>, ArchiveError> {
    let member = archive
        .by_index(n)
        .map_err(|it| ArchiveError::Malformed(it.to_string()))?;
    let ratio = RATIO_FREE.max(packed.saturating_mul(RATIO_LIMIT));
    let limit = MEMBER_SIZE_LIMIT.min(ratio);
    let mut out = Vec::new();
    member
        .take(limit.saturating_add(1))
        .read_to_end(&mut out)
        .map_err(|it| ArchiveError::Malformed(it.to_string()))?;
    match out.len() as u64 {
        size if size > limit && limit == ratio => Err(ArchiveError::Bomb),
        size if size > limit => Err(ArchiveError::MemberTooLarge),
        _ => Ok(Some(out)),
    }
}

/// What DISA's files have beside the lists: a README, and the signed checksums.
fn is_companion(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    let ends = [
        ".txt", ".sha256", ".sha384", ".sha512", ".pdf", ".html", ".md", ".asc",
    ];
    name.starts_with("readme") || ends.iter().any(|it| name.ends_with(it))
}

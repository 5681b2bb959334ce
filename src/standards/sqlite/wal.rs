//! The write-ahead log (sqlite.org/fileformat2.html §4): pages that were committed and are not yet in the file.
use super::number;
use std::collections::BTreeMap;

/// What of a log counts.
#[derive(Debug, Default)]
pub(super) struct Log<'a> {
    pages: BTreeMap<u32, &'a [u8]>,
    /// Size of the database after the last commit, pages.
    size: Option<u32>,
}

const HEADER: usize = 32;
const FRAME: usize = 24;

impl<'a> Log<'a> {
    /// Reads a log up to its last valid commit. A log of another page size, or without one, holds nothing.
    pub(super) fn read(log: &'a [u8], page_size: usize) -> Log<'a> {
        Log::of(log, page_size).unwrap_or_default()
    }

    fn of(log: &'a [u8], page_size: usize) -> Option<Log<'a>> {
        let header = log.get(..HEADER)?;
        let big_endian = match number(header, 0, 4) {
            0x377F_0682 => false,
            0x377F_0683 => true,
            _ => return None,
        };
        if number(header, 8, 4) as usize != page_size {
            return None;
        }
        let salts = header.get(16..24)?;
        let mut sum = checksum((0, 0), header.get(..24)?, big_endian);
        if sum != (number(header, 24, 4), number(header, 28, 4)) {
            return None;
        }
        let mut out = Log::default();
        let mut pending = Vec::new();
        for frame in log.get(HEADER..)?.chunks_exact(FRAME + page_size) {
            let (head, page) = frame.split_at_checked(FRAME)?;
            sum = checksum(sum, head.get(..8)?, big_endian);
            sum = checksum(sum, page, big_endian);
            let valid =
                head.get(8..16)? == salts && sum == (number(head, 16, 4), number(head, 20, 4));
            if !valid {
                // What follows is of an older run of the log, or not yet written.
                break;
            }
            pending.push((number(head, 0, 4), page));
            let commit = number(head, 4, 4);
            if commit != 0 {
                out.pages.extend(pending.drain(..));
                out.size = Some(commit);
            }
        }
        Some(out)
    }

    pub(super) fn pages(&self) -> Option<u32> {
        self.size
    }

    /// Bytes of all pages in it.
    pub(super) fn size(&self) -> usize {
        self.pages.values().map(|it| it.len()).sum()
    }

    pub(super) fn page(&self, number: u32) -> Option<&'a [u8]> {
        self.pages.get(&number).copied()
    }
}

/// The running checksum of the log (§4.2), over pairs of words in the byte order its magic number tells.
fn checksum((mut a, mut b): (u32, u32), bytes: &[u8], big_endian: bool) -> (u32, u32) {
    for pair in bytes.chunks_exact(8) {
        let word = |at: usize| {
            let it = number(pair, at, 4);
            if big_endian { it } else { it.swap_bytes() }
        };
        a = a.wrapping_add(word(0)).wrapping_add(b);
        b = b.wrapping_add(word(4)).wrapping_add(a);
    }
    (a, b)
}

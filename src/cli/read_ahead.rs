//! Reading a large file on a thread of its own, so that what was read is looked at while the next is copied out of the
//! page cache.
use std::io::{self, ErrorKind, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::Builder;

/// Bytes read at a time: few calls, and still inside a second-level cache.
const BLOCK: usize = 256 * 1024;
/// Blocks there are in all: one being looked at, the others read ahead.
const BLOCKS: usize = 4;

/// A source that is read ahead by at most [`BLOCKS`] blocks. The thread ends with the source, at an error, or when this
/// is dropped and the read under way returns.
pub(super) struct ReadAhead {
    full: Receiver<io::Result<Vec<u8>>>,
    empty: SyncSender<Vec<u8>>,
    block: Vec<u8>,
    given: usize,
}

impl ReadAhead {
    /// # Errors
    /// No thread could be had.
    pub fn new(source: impl Read + Send + 'static) -> io::Result<ReadAhead> {
        let (filled, full) = sync_channel(BLOCKS);
        let (empty, emptied) = sync_channel(BLOCKS);
        for _ in 1..BLOCKS {
            // Nobody has taken any yet, and there is room for all.
            let _ = empty.send(vec![0; BLOCK]);
        }
        Builder::new()
            .name("read ahead".to_owned())
            .spawn(move || fill(source, &emptied, &filled))?;
        Ok(ReadAhead {
            full,
            empty,
            block: Vec::new(),
            given: 0,
        })
    }
}

/// Reads until the end, an error, or until nobody wants more.
fn fill(
    mut source: impl Read,
    emptied: &Receiver<Vec<u8>>,
    filled: &SyncSender<io::Result<Vec<u8>>>,
) {
    while let Ok(mut block) = emptied.recv() {
        block.resize(BLOCK, 0);
        let read = loop {
            match source.read(&mut block) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                it => break it,
            }
        };
        let last = !matches!(read, Ok(1..));
        let block = read.map(|n| {
            block.truncate(n);
            block
        });
        if filled.send(block).is_err() || last {
            return;
        }
    }
}

impl Read for ReadAhead {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.block.len() {
            // Where the thread has ended it has said why: the end was an empty block.
            let Ok(next) = self.full.recv() else {
                return Ok(0);
            };
            let used = std::mem::replace(&mut self.block, next?);
            self.given = 0;
            if used.capacity() > 0 {
                // It may have ended.
                let _ = self.empty.send(used);
            }
        }
        let n = self.block.get(self.given..).unwrap_or_default().read(out)?;
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives as many bytes as the list says, each call, and then what stands in `end`.
    struct Pieces {
        bytes: Vec<u8>,
        given: usize,
        sizes: Vec<usize>,
        end: Option<ErrorKind>,
    }

    impl Read for Pieces {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let Some(size) = self.sizes.pop() else {
                return self.end.take().map_or(Ok(0), |it| Err(it.into()));
            };
            if size == 0 {
                return Err(ErrorKind::Interrupted.into());
            }
            let n = self.bytes[self.given..]
                .iter()
                .take(size)
                .len()
                .min(out.len());
            out[..n].copy_from_slice(&self.bytes[self.given..self.given + n]);
            self.given += n;
            Ok(n)
        }
    }

    fn pieces(end: Option<ErrorKind>) -> (Vec<u8>, Pieces) {
        let bytes: Vec<u8> = (0..5_000_000_u32).map(|it| (it % 251) as u8).collect();
        let mut sizes: Vec<usize> = (1..30).map(|it| it * 9000).collect();
        sizes.insert(7, 0);
        let all: usize = sizes.iter().sum();
        let source = Pieces {
            bytes: bytes.clone(),
            given: 0,
            sizes,
            end,
        };
        (bytes[..all].to_vec(), source)
    }

    #[test]
    fn nothing_is_lost_and_the_end_is_the_end() {
        let (bytes, source) = pieces(None);
        let mut it = ReadAhead::new(source).unwrap();
        let mut out = Vec::new();
        it.read_to_end(&mut out).unwrap();
        assert!(out == bytes);
        assert_eq!(it.read(&mut [0; 8]).unwrap(), 0);
    }

    #[test]
    fn an_error_comes_behind_what_was_read_before_it() {
        let (bytes, source) = pieces(Some(ErrorKind::BrokenPipe));
        let mut it = ReadAhead::new(source).unwrap();
        let mut out = Vec::new();
        let error = it.read_to_end(&mut out).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BrokenPipe);
        assert!(out == bytes);
        assert_eq!(it.read(&mut [0; 8]).unwrap(), 0);
    }

    #[test]
    fn a_source_without_end_is_left_where_nobody_wants_more() {
        let mut it = ReadAhead::new(io::repeat(7)).unwrap();
        let mut out = [0; 1000];
        it.read_exact(&mut out).unwrap();
        assert_eq!(out, [7; 1000]);
    }
}

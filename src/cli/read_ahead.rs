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

//! A stretch of the input in memory: what is used up makes room for more.
use std::io::{ErrorKind, Read};

/// Bytes asked for at a time: few calls, and still inside a second-level cache.
const CHUNK: usize = 256 * 1024;

pub(super) struct Window<R> {
    source: R,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    /// Offset of `bytes[start]` in the input.
    offset: u64,
    ended: bool,
    /// Why the input ended before its end.
    pub failure: Option<std::io::Error>,
}

impl<R: Read> Window<R> {
    pub fn new(source: R) -> Self {
        Window {
            source,
            bytes: Vec::new(),
            start: 0,
            end: 0,
            offset: 0,
            ended: false,
            failure: None,
        }
    }

    /// What is there and not used up.
    pub fn here(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Of the first byte of [`Window::here`].
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Whether nothing comes after [`Window::here`].
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Uses up everything before an offset, as far as it is there.
    pub fn consume_to(&mut self, offset: u64) {
        let wanted = usize::try_from(offset.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        let n = wanted.min(self.end - self.start);
        self.start += n;
        self.offset += n as u64;
    }

    /// Reads more behind what is there. False: nothing more comes.
    pub fn more(&mut self) -> bool {
        if self.ended {
            return false;
        }
        self.bytes.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.bytes.len() - self.end < CHUNK {
            self.bytes.resize(self.end + CHUNK, 0);
        }
        loop {
            let room = self.bytes.get_mut(self.end..).unwrap_or_default();
            match self.source.read(room) {
                Ok(0) => self.ended = true,
                Ok(n) => self.end = (self.end + n).min(self.bytes.len()),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.failure = Some(error);
                    self.ended = true;
                }
            }
            return !self.ended;
        }
    }

    /// Reads until `n` bytes are there or nothing more comes.
    pub fn at_least(&mut self, n: usize) {
        while self.here().len() < n && self.more() {}
    }
}

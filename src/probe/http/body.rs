//! The body of an answer (RFC 9112 §6): by length, in chunks, or until the connection ends.
use super::HttpError;
use super::connect::{hurry, timed_out};
use crate::probe::Deadline;
use std::io::Read as _;
use std::net::TcpStream;
use std::time::Instant;

/// Bytes of a connection, first those that came with the head.
pub(super) struct Incoming<'s> {
    pub(super) stream: &'s TcpStream,
    pub(super) ahead: Vec<u8>,
    pub(super) deadline: Deadline,
    pub(super) started: Instant,
    /// Bytes of the body so far.
    pub(super) got: u64,
    pub(super) whole: Option<u64>,
}

/// A line of a chunked body: size and extensions nobody uses.
const LINE: usize = 1024;
const PIECE: usize = 64 * 1024;

impl Incoming<'_> {
    pub(super) fn slow(&self) -> HttpError {
        HttpError::TooSlow {
            seconds: self.started.elapsed().as_secs_f32(),
            got: self.got,
            whole: self.whole,
        }
    }

    fn broken(&self) -> HttpError {
        HttpError::BrokenOff {
            got: self.got,
            whole: self.whole,
        }
    }

    /// More bytes into `ahead`; false at the end of the connection.
    pub(super) fn more(&mut self) -> Result<bool, HttpError> {
        hurry(self.stream, self.deadline).map_err(|_| self.slow())?;
        let have = self.ahead.len();
        self.ahead.resize(have + PIECE, 0);
        let read = loop {
            match self
                .stream
                .read(self.ahead.get_mut(have..).unwrap_or_default())
            {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.ahead
            .truncate(have + read.as_ref().copied().unwrap_or(0));
        match read {
            Ok(0) => Ok(false),
            Ok(_) => Ok(true),
            Err(error) if timed_out(&error) => Err(self.slow()),
            Err(_) => Err(self.broken()),
        }
    }

    /// `count` bytes onto `out`.
    fn take(&mut self, mut count: u64, out: &mut Vec<u8>) -> Result<(), HttpError> {
        while count > 0 {
            if self.ahead.is_empty() && !self.more()? {
                return Err(self.broken());
            }
            let now =
                usize::try_from(count).map_or(self.ahead.len(), |it| it.min(self.ahead.len()));
            out.extend(self.ahead.drain(..now));
            self.got += now as u64;
            count -= now as u64;
        }
        Ok(())
    }

    fn line(&mut self) -> Result<String, HttpError> {
        let wrong = || HttpError::NotHttp {
            what: "a chunk without a size".to_owned(),
        };
        loop {
            if let Some(at) = self.ahead.iter().position(|it| *it == b'\n') {
                let line: Vec<u8> = self.ahead.drain(..=at).collect();
                return String::from_utf8(line).map_err(|_| wrong());
            }
            if self.ahead.len() > LINE {
                return Err(wrong());
            }
            if !self.more()? {
                return Err(self.broken());
            }
        }
    }

    /// The whole body, at most `limit` bytes.
    pub(super) fn body(&mut self, chunked: bool, limit: u64) -> Result<Vec<u8>, HttpError> {
        let too_large = HttpError::TooLarge { limit };
        let mut out = Vec::new();
        if chunked {
            loop {
                let line = self.line()?;
                let digits = line.split(';').next().unwrap_or_default().trim();
                let size = u64::from_str_radix(digits, 16).map_err(|_| HttpError::NotHttp {
                    what: "a chunk without a size".to_owned(),
                })?;
                if size == 0 {
                    return Ok(out);
                }
                if self.got.saturating_add(size) > limit {
                    return Err(too_large);
                }
                self.take(size, &mut out)?;
                self.line()?;
            }
        }
        if let Some(whole) = self.whole {
            if whole > limit {
                return Err(too_large);
            }
            self.take(whole, &mut out)?;
            return Ok(out);
        }
        loop {
            self.got += self.ahead.len() as u64;
            out.append(&mut self.ahead);
            if self.got > limit {
                return Err(too_large);
            }
            if !self.more()? {
                return Ok(out);
            }
        }
    }
}

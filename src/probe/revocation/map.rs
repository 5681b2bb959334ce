//! A file seen as memory, so that a CRL of 44 MB is not copied to be read.
use std::fs::File;
use std::io;

/// A read-only map of a file.
pub(super) struct Map(memmap2::Mmap);

impl Map {
    #[allow(
        unsafe_code,
        reason = "mapping is unsafe where somebody shortens or rewrites the file meanwhile; see SAFETY"
    )]
    pub(super) fn of(file: &File) -> io::Result<Map> {
        // SAFETY: the map is read-only and private to this process. What another process writes to the file meanwhile
        // changes bytes that are only ever read as plain bytes, parsed with every bound checked against the map's
        // length and hashed for a signature, so that a torn view ends as a CRL that does not verify. A file cut
        // short under the map ends the process with SIGBUS; the tool's own cache is only ever replaced by renaming,
        // never cut short, and a file given with --crl is the user's own.
        let map = unsafe { memmap2::MmapOptions::new().map(file)? };
        #[cfg(unix)]
        let _ = map.advise(memmap2::Advice::Sequential);
        Ok(Map(map))
    }

    /// Lets go of the pages before `end`; they come back from the file where they are read again.
    #[cfg(unix)]
    #[allow(
        unsafe_code,
        reason = "MADV_DONTNEED loses what was written to private pages; nothing is written to these"
    )]
    pub(super) fn forget(&self, from: usize, end: usize) {
        if let Some(length) = end.checked_sub(from).filter(|it| *it > 0) {
            // SAFETY: the map is read-only, so its pages always equal the file's; dropping them changes no byte.
            let _ = unsafe {
                self.0
                    .unchecked_advise_range(memmap2::UncheckedAdvice::DontNeed, from, length)
            };
        }
    }

    #[cfg(not(unix))]
    pub(super) fn forget(&self, _from: usize, _end: usize) {}
}

impl std::ops::Deref for Map {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

//! The personal values of one snapshot.
use super::kind::Kind;
use super::pseudonym::canonical;
use super::search::{Binary, SHORTEST_BYTES, Search, Texts};
use super::words;
use std::collections::BTreeSet;

/// What is known to be personal, before the search for it is set up.
#[derive(Default)]
pub(super) struct Values {
    texts: Texts,
    bytes: Binary,
    /// Not personal, though they stand where personal ones do.
    open: BTreeSet<Vec<u8>>,
}

/// Fewest letters of a text that is looked for in others.
const SHORTEST: usize = 3;

impl Values {
    /// `text` is personal; `instead` stands for it wherever it is met.
    pub(super) fn learn(&mut self, text: &str, kind: Kind, instead: String) {
        let key = canonical(text);
        if key.chars().count() < SHORTEST || words::is_common(&key) || key == canonical(&instead) {
            return;
        }
        // Digits alone are a number of something else as soon as they are few.
        if key.len() < 5 && key.bytes().all(|it| it.is_ascii_digit()) {
            return;
        }
        let there = self
            .texts
            .entry(key)
            .or_insert_with(|| (kind, instead.clone()));
        // The plainer kind, whatever came first: the result must not depend on the order.
        if kind < there.0 {
            *there = (kind, instead);
        }
    }

    pub(super) fn learn_bytes(&mut self, bytes: &[u8], kind: Kind, instead: Vec<u8>) {
        let blank = bytes.iter().all(|it| bytes.first() == Some(it));
        if bytes.len() >= SHORTEST_BYTES && !blank && bytes != instead {
            self.bytes.entry(bytes.to_vec()).or_insert((kind, instead));
        }
    }

    /// These stay wherever they stand as a whole.
    pub(super) fn stay(&mut self, bytes: Vec<u8>) {
        self.open.insert(bytes);
    }

    /// What stands for these bytes, where they were met before.
    pub(super) fn bytes_instead(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        if self.open.contains(bytes) {
            return Some(bytes.to_vec());
        }
        self.bytes.get(bytes).map(|it| it.1.clone())
    }

    /// What is looked for as text: kind and canonical form.
    pub(super) fn texts(&self) -> impl Iterator<Item = (Kind, String)> {
        self.texts
            .iter()
            .map(|(text, (kind, _))| (*kind, text.clone()))
    }

    /// # Errors
    /// Where the search cannot be built for its size.
    pub(super) fn search(self) -> Result<Search, aho_corasick::BuildError> {
        Search::new(self.texts, self.bytes)
    }
}

//! What was caught in a text, each part of it once.
use super::super::kind::Kind;
use std::ops::Range;

pub(super) struct Catch {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    pub(super) instead: String,
}

/// The first to catch a part of a text has it.
pub(super) struct Catches<'a> {
    done: &'a [Range<usize>],
    them: Vec<Catch>,
}

impl<'a> Catches<'a> {
    pub(super) fn new(done: &'a [Range<usize>]) -> Self {
        Catches {
            done,
            them: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, range: Range<usize>, kind: Kind, instead: String) {
        if !range.is_empty() && self.is_free(&range) {
            self.them.push(Catch {
                range,
                kind,
                instead,
            });
        }
    }

    fn is_free(&self, range: &Range<usize>) -> bool {
        let apart = |it: &Range<usize>| it.end <= range.start || range.end <= it.start;
        self.done.iter().all(apart) && self.them.iter().all(|it| apart(&it.range))
    }

    pub(super) fn sorted(mut self) -> Vec<Catch> {
        self.them.sort_by_key(|it| it.range.start);
        self.them
    }
}

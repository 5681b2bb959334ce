//! The second net, for texts that programs wrote: what looks personal in them is replaced though nobody told that it is.
//! The first is the type of a value; this one only catches what no probe saw as a value of its own. What it catches in one
//! place is learned, and so replaced wherever else it stands.
mod context;
mod form;
mod names;
mod span;
#[cfg(test)]
mod tests;
mod word;

use super::kind::Kind;
use super::pseudonym::{Pseudonyms, is_pseudonym};
use super::text;
use super::values::Values;
use context::Keys;
use span::Catches;
use std::collections::BTreeSet;
use std::ops::Range;
use word::Word;

pub(super) struct Net<'a> {
    pub(super) pseudonyms: &'a Pseudonyms,
    /// UUIDs and hosts in lower case that stay.
    pub(super) kept: &'a BTreeSet<String>,
}

impl Net<'_> {
    /// A text with what looks personal replaced, but for these parts of it, which are pseudonyms already. `log`: it is a
    /// line of a log, where numbers are more likely to name a device or an address than a version.
    pub(super) fn catch(&self, line: &str, done: &[Range<usize>], log: bool) -> String {
        let mut out = String::with_capacity(line.len());
        let mut from = 0;
        for it in self.catches(line, done, log) {
            out.push_str(line.get(from..it.range.start).unwrap_or_default());
            out.push_str(&it.instead);
            from = it.range.end;
        }
        out.push_str(line.get(from..).unwrap_or_default());
        out
    }

    /// Learns what would be caught here, to be looked for in every other text. Not addresses, UUIDs and the like: they are
    /// told by their form wherever they stand.
    pub(super) fn learn(&self, into: &mut Values, line: &str, log: bool) {
        for it in self.catches(line, &[], log) {
            let value = line.get(it.range).unwrap_or_default();
            match it.kind {
                // A bare number is learned where it is too long to be met by chance.
                Kind::Serial if is_long(value) => into.learn(value, it.kind, it.instead),
                Kind::User | Kind::Host => into.learn(value, it.kind, it.instead),
                Kind::Mail => {
                    into.learn(value, it.kind, it.instead);
                    let local = value.split('@').next().unwrap_or_default();
                    let instead = self.pseudonyms.word(Kind::User.noun(), local);
                    if local.contains(char::is_alphabetic) {
                        into.learn(local, Kind::User, instead);
                    }
                }
                Kind::Person | Kind::Edipi => {
                    text::learn(self.pseudonyms, into, value, it.kind);
                }
                _ => {}
            }
        }
    }

    fn catches(&self, line: &str, done: &[Range<usize>], log: bool) -> Vec<span::Catch> {
        let mut out = Catches::new(done);
        names::subjects(self.pseudonyms, line, &mut out);
        names::homes(self.pseudonyms, line, &mut out);
        if log {
            names::readers(self.pseudonyms, line, &mut out);
            names::telephones(self.pseudonyms, line, &mut out);
        }
        let words: Vec<Word<'_>> = word::words(line).collect();
        for (n, it) in words.iter().enumerate() {
            let keys = Keys::of(line, words.get(..n).unwrap_or_default(), it);
            self.word(it, &keys, log, &mut out);
        }
        out.sorted()
    }

    fn word(&self, it: &Word<'_>, keys: &Keys, log: bool, out: &mut Catches<'_>) {
        if is_pseudonym(it.text) {
            return;
        }
        if log && let Some((kind, end)) = keys.value(it) {
            let instead = match kind {
                // A password, not a value to be told apart from others.
                Kind::Object => "(removed)".to_owned(),
                _ => text::instead(self.pseudonyms, it.text, kind),
            };
            out.add(it.start..end, kind, instead);
            return;
        }
        if self.form(it, keys, log, out) {
            return;
        }
        if !log {
            return;
        }
        // `src:203.0.113.7`, `EDIPI:1234567890`: the name is no part of the value.
        if let Some((name, value)) = it.text.split_once(':')
            && name
                .bytes()
                .all(|it| it.is_ascii_alphabetic() || b"_-.".contains(&it))
            && !value.is_empty()
            && !value.starts_with("//")
        {
            let at = it.start.saturating_add(name.len()).saturating_add(1);
            let value = Word {
                start: at,
                text: value,
            };
            let value = value.trimmed();
            let keys = Keys::named(name);
            if value.text.is_empty() || is_pseudonym(value.text) {
                return;
            }
            match keys.value(&value) {
                Some((kind, _)) if kind != Kind::Object => {
                    let instead = text::instead(self.pseudonyms, value.text, kind);
                    out.add(value.range(), kind, instead);
                }
                Some(_) => out.add(value.range(), Kind::Object, "(removed)".to_owned()),
                None => {
                    self.form(&value, &keys, log, out);
                }
            }
            return;
        }
        self.parts(it, keys, out);
    }

    /// A word as a whole. Whether something was caught.
    fn form(&self, it: &Word<'_>, keys: &Keys, log: bool, out: &mut Catches<'_>) -> bool {
        if log && it.text.contains("://") {
            self.url(it, out);
            return true;
        }
        match form::token(self.pseudonyms, self.kept, it.text, keys, log) {
            Some((kind, instead)) => {
                out.add(it.range(), kind, instead);
                true
            }
            None => log && names::account(self.pseudonyms, it, out),
        }
    }

    /// What of a path names somebody in a form of its own.
    fn parts(&self, it: &Word<'_>, keys: &Keys, out: &mut Catches<'_>) {
        if !it.text.contains('/') {
            return;
        }
        let mut at = it.start;
        for part in it.text.split('/') {
            let part_of = Word {
                start: at,
                text: part,
            };
            if let Some((kind, instead)) = form::token(self.pseudonyms, self.kept, part, keys, true)
                && !matches!(kind, Kind::Address)
                && !is_pseudonym(part)
            {
                out.add(part_of.range(), kind, instead);
            }
            at = at.saturating_add(part.len()).saturating_add(1);
        }
    }

    /// `scheme://account:password@host:port/path`.
    fn url(&self, it: &Word<'_>, out: &mut Catches<'_>) {
        let Some((scheme, rest)) = it.text.split_once("://") else {
            return;
        };
        let mut at = it.start.saturating_add(scheme.len()).saturating_add(3);
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let host = match authority.rsplit_once('@') {
            Some((account, host)) => {
                let (user, password) = account.split_once(':').unwrap_or((account, ""));
                let end = at.saturating_add(user.len());
                if !is_pseudonym(user) {
                    let instead = self.pseudonyms.word(Kind::User.noun(), user);
                    out.add(at..end, Kind::Object, instead);
                }
                let from = end.saturating_add(1);
                let password = from..from.saturating_add(password.len());
                out.add(password, Kind::Object, "(removed)".to_owned());
                at = at.saturating_add(account.len()).saturating_add(1);
                host
            }
            None => authority,
        };
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
            _ => host,
        };
        let stays = form::stays(self.kept, name) || is_pseudonym(name);
        let start = name
            .bytes()
            .next()
            .is_some_and(|it| it.is_ascii_alphanumeric());
        if start && !stays {
            let instead = text::instead(self.pseudonyms, name, Kind::Host);
            out.add(at..at.saturating_add(name.len()), Kind::Host, instead);
        }
        at = at.saturating_add(host.len());
        let path = Word {
            start: at,
            text: path,
        };
        self.parts(&path, &Keys::default(), out);
    }
}

/// Serial numbers that nobody typed as such are looked for elsewhere from this length on.
fn is_long(serial: &str) -> bool {
    let digits = serial.bytes().filter(u8::is_ascii_digit).count();
    serial.len() >= if digits == serial.len() { 8 } else { 6 }
}

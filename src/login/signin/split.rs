//! Entries told apart, one form each. Every entry, whole or not, is counted by the picker.
use super::ENTRY_LIMIT;
use super::pick::Picker;
use super::structure::{Mark, Structure};
use super::window::Window;
use std::io::Read;

/// Bytes behind the entries that are searched for a further page.
const TAIL: usize = 64 * 1024;

pub(super) fn list<R: Read>(window: &mut Window<R>, from: u64, picker: &mut Picker) {
    if !entries(window, from, true, picker) {
        return;
    }
    window.at_least(TAIL);
    let rest = window.here().trim_ascii();
    if !rest.is_empty() {
        let offset = window.offset();
        picker.trouble_at(offset, "more follows the end of the list".to_owned());
    }
}

/// Entries in a list that is a member of an object; `more`: a further page was already named.
pub(super) fn wrapped<R: Read>(window: &mut Window<R>, from: u64, more: bool, picker: &mut Picker) {
    if !entries(window, from, true, picker) {
        return;
    }
    window.at_least(TAIL);
    let rest = window.here();
    let offset = window.offset() + rest.len() as u64;
    if more || memchr::memmem::find(rest, b"@odata.nextLink").is_some() {
        let problem = "this is one page of several (@odata.nextLink); the others were not given";
        picker.trouble_at(offset, problem.to_owned());
    }
    if rest.trim_ascii_end().last() != Some(&b'}') {
        picker.trouble_at(offset, "cut off behind the last entry".to_owned());
    }
}

pub(super) fn documents<R: Read>(window: &mut Window<R>, picker: &mut Picker) {
    let from = window.offset();
    entries(window, from, false, picker);
}

/// Entries by their brackets. With `held` a closing bracket of their own ends them; true: it was there.
fn entries<R: Read>(window: &mut Window<R>, from: u64, held: bool, picker: &mut Picker) -> bool {
    window.consume_to(from);
    let mut structure = Structure::new(u32::from(held), from);
    let mut begin: Option<u64> = None;
    let mut too_large = false;
    loop {
        match structure.next(window.here(), window.offset(), window.ended()) {
            Mark::Opened(at) => {
                window.consume_to(at);
                begin = Some(at);
                too_large = false;
            }
            Mark::Closed { at, too_deep } => {
                let place = picker.next_place(begin.take().unwrap_or(at));
                let length = at + 1 - place.offset;
                if too_large || length > ENTRY_LIMIT {
                    picker.trouble(place, "an entry larger than 1 MiB".to_owned());
                } else if too_deep {
                    picker.trouble(place, "an entry nested deeper than 64 levels".to_owned());
                } else {
                    let length = usize::try_from(length).unwrap_or(usize::MAX);
                    picker.json(window.here().get(..length).unwrap_or_default(), place);
                }
                window.consume_to(at + 1);
            }
            Mark::Ended(at) if held => {
                window.consume_to(at + 1);
                return true;
            }
            Mark::Ended(at) => {
                picker.trouble_at(at, "a closing bracket that nothing opened".to_owned());
            }
            Mark::More => {
                match begin {
                    None => window.consume_to(structure.at()),
                    Some(begin) if structure.at().saturating_sub(begin) > ENTRY_LIMIT => {
                        too_large = true;
                        window.consume_to(structure.at());
                    }
                    Some(_) => {}
                }
                if window.ended() {
                    break;
                }
                window.more();
            }
        }
    }
    let end = window.offset() + window.here().len() as u64;
    if let Some(begin) = begin.filter(|_| structure.in_entry()) {
        let place = picker.next_place(begin);
        picker.trouble(place, format!("cut off at byte {end}, inside an entry"));
    } else if held {
        picker.trouble_at(end, "cut off between entries".to_owned());
    }
    false
}

/// One object a line. A damaged line does not touch the next.
pub(super) fn lines<R: Read>(window: &mut Window<R>, picker: &mut Picker) {
    each_line(
        window,
        |it| memchr::memchr(b'\n', it),
        |line, place, picker| {
            if line.len() as u64 > ENTRY_LIMIT {
                let place = picker.next_place(place);
                picker.trouble(place, "a line longer than 1 MiB".to_owned());
                return;
            }
            let line = line.trim_ascii();
            if line.is_empty() {
                return;
            }
            let place = picker.next_place(place);
            match line {
                [b'{', .., b'}'] => picker.json(line, place),
                [b'{', ..] => picker.trouble(place, "a line that was cut off".to_owned()),
                _ => picker.trouble(place, "a line that is no JSON object".to_owned()),
            }
        },
        picker,
    );
}

/// CSV records: a line break inside quotation marks does not end one (RFC 4180 §2).
pub(super) fn records<R: Read>(window: &mut Window<R>, from: u64, picker: &mut Picker) {
    window.consume_to(from);
    let end = |text: &[u8]| {
        let mut quoted = false;
        memchr::memchr2_iter(b'"', b'\n', text).find(|at| {
            let quote = text.get(*at) == Some(&b'"');
            quoted ^= quote;
            !quote && !quoted
        })
    };
    each_line(
        window,
        end,
        |record, offset, picker| {
            if record.len() as u64 > ENTRY_LIMIT {
                let place = picker.next_place(offset);
                let problem =
                    "a record longer than 1 MiB, perhaps with a quotation mark that is not closed";
                picker.trouble(place, problem.to_owned());
            } else if !record.trim_ascii().is_empty() {
                let place = picker.next_place(offset);
                picker.row(record, place);
            }
        },
        picker,
    );
}

/// Hands on stretches up to where `end` finds their end. One that is longer than an entry may be is handed on as far as
/// it is there, and the rest of its line is dropped.
fn each_line<R: Read>(
    window: &mut Window<R>,
    end: impl Fn(&[u8]) -> Option<usize>,
    mut each: impl FnMut(&[u8], u64, &mut Picker),
    picker: &mut Picker,
) {
    let mut dropping = false;
    loop {
        let here = window.here();
        let offset = window.offset();
        let found = if dropping {
            memchr::memchr(b'\n', here)
        } else {
            end(here)
        };
        match found {
            Some(at) => {
                if !dropping {
                    each(here.get(..at).unwrap_or_default(), offset, picker);
                }
                dropping = false;
                window.consume_to(offset + at as u64 + 1);
            }
            None if dropping || here.len() as u64 > ENTRY_LIMIT => {
                if !dropping {
                    each(here, offset, picker);
                }
                dropping = true;
                window.consume_to(offset + here.len() as u64);
                if window.ended() {
                    return;
                }
                window.more();
            }
            None if window.ended() => {
                each(here, offset, picker);
                window.consume_to(offset + here.len() as u64);
                return;
            }
            None => {
                window.more();
            }
        }
    }
}

use super::pcsc_code::{BESIDE, DETOUR};
use super::{Item, Kind};
use crate::rules::Who;
use crate::standards::status::{MEANINGS, Meaning, StatusWord};

/// A status word of a card.
pub(super) fn item(word: u16, seen: &str) -> Item {
    let word = StatusWord(word);
    let mut out = Item::new(Kind::StatusWord, word.to_string(), seen);
    match word.row() {
        Some(row) => told(&mut out, row),
        None => {
            out.known = false;
            out.meaning = "It has the form of a card's status word, but no standard that this version knows gives it a \
                           meaning."
                .to_owned();
            out.what_to_do =
                "Look it up in the documentation of the card or of the program that showed it."
                    .to_owned();
            out.to_blocked = BESIDE.to_owned();
        }
    }
    if let Some(left) = word.tries_left() {
        out.meaning = match left {
            0 => "The card answers that the PIN was not verified and that no try is left: the PIN is blocked."
                .to_owned(),
            1 => "The card answers that the PIN was not verified and that one try is left.".to_owned(),
            many => format!("The card answers that the PIN was not verified and that {many} tries are left."),
        };
        let (text, who) = match left {
            0 => blocked(),
            _ => (
                "Do not guess: at no tries left the PIN is blocked. Where a program only asked for the number of tries, \
                 this is the normal answer.",
                Who::You,
            ),
        };
        out.what_to_do = text.to_owned();
        out.who = vec![who];
        out.to_blocked = if left == 0 { DETOUR } else { BESIDE }.to_owned();
    }
    if let Some(more) = word.more() {
        out.meaning = format!("The command succeeded, and {more} more bytes wait to be fetched.");
    }
    out
}

/// A pattern as tables write it: `61xx`, `63Cx`.
pub(super) fn pattern(text: &str) -> Option<Item> {
    let row = MEANINGS
        .iter()
        .find(|it| it.mask != 0xFFFF && it.pattern.eq_ignore_ascii_case(text))?;
    let mut out = Item::new(Kind::StatusWord, row.pattern, text);
    told(&mut out, row);
    Some(out)
}

fn told(out: &mut Item, row: &Meaning) {
    out.meaning = format!("A card's answer to a command: {}.", row.meaning);
    out.sources = vec![row.source.to_owned()];
    let (text, who, relation) = match row.value {
        0x9000 | 0x6100 | 0x6C00 => (
            "Nothing: this is how a card answers in the course of things.",
            Who::You,
            BESIDE,
        ),
        0x6983 => {
            let (text, who) = blocked();
            (text, who, DETOUR)
        }
        0x6982 => (
            "Nothing, where a program only looked: some of a card can be read after the PIN only. Where you gave the PIN, \
             another program may have reset the card since; close it and try again.",
            Who::You,
            BESIDE,
        ),
        0x6A82 => (
            "Run cac-doctor: it tells whether the card lacks a certificate for sign-in. Where a program only tried which \
             applications a card has, this is a normal answer.",
            Who::You,
            BESIDE,
        ),
        0x6D00 | 0x6E00 => (
            "Close other programs that use the card and try again: mostly another application of the card was selected \
             than the one the command is for.",
            Who::You,
            BESIDE,
        ),
        0x6F00 | 0x6581 | 0x6400 | 0x6500 => (
            "Try the card in another reader. If it answers everything like this, have it replaced.",
            Who::CardOffice,
            DETOUR,
        ),
        _ => (
            "Nothing: it tells the maker of the program that showed it what the card did not like.",
            Who::You,
            BESIDE,
        ),
    };
    out.what_to_do = text.to_owned();
    // Where nothing is to be done nobody has to do it.
    out.who = if text.starts_with("Nothing:") {
        Vec::new()
    } else {
        vec![who]
    };
    out.to_blocked = relation.to_owned();
}

fn blocked() -> (&'static str, Who) {
    (
        "Stop trying. Have the PIN reset at the card office; nothing on this computer can do it.",
        Who::CardOffice,
    )
}

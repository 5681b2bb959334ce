//! The simulated card by its own commands: what a reader would see.
#![allow(clippy::unwrap_used, reason = "helpers that run in tests alone")]

mod applets;
mod faults;

use cac_doctor::sim::{Kind, Placed, SimCard, Spec};
use time::{OffsetDateTime, macros::datetime};

pub const NOW: OffsetDateTime = datetime!(2026-06-01 12:00 UTC);
pub const SELECT_PIV: [u8; 14] = [0, 0xA4, 4, 0, 9, 0xA0, 0, 0, 3, 8, 0, 0, 0x10, 0];
pub const EMPTY_VERIFY: [u8; 5] = [0, 0x20, 0, 0x80, 0];

pub fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|b| *b != b' ').collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

pub fn spec(kind: Kind, faults: &str) -> Spec {
    let faults = faults
        .split_whitespace()
        .map(|it| it.parse::<Placed>().unwrap());
    faults.fold(Spec::new(kind, NOW), Spec::with_fault)
}

pub fn card(kind: Kind, faults: &str) -> SimCard {
    SimCard::new(&spec(kind, faults))
}

/// Sends a command, fetches the rest with GET RESPONSE and repeats after 6Cxx.
pub fn send(card: &mut SimCard, command: &[u8]) -> (Vec<u8>, u16) {
    let mut all = Vec::new();
    let mut command = command.to_vec();
    for _ in 0..600 {
        let mut answer = card.transmit(&command);
        let Some(at) = answer.len().checked_sub(2) else {
            return (all, 0);
        };
        let sw = answer.split_off(at);
        all.extend(answer);
        match sw[..] {
            [0x61, more] => command = vec![0, 0xC0, 0, 0, more],
            [0x6C, right] => *command.last_mut().unwrap() = right,
            _ => return (all, u16::from_be_bytes([sw[0], sw[1]])),
        }
    }
    (all, 0x6100)
}

pub fn sw(card: &mut SimCard, command: &str) -> u16 {
    send(card, &hex(command)).1
}

pub fn get_data(card: &mut SimCard, tag: &str) -> (Vec<u8>, u16) {
    let tag = hex(tag);
    let mut command = vec![
        0,
        0xCB,
        0x3F,
        0xFF,
        tag.len() as u8 + 2,
        0x5C,
        tag.len() as u8,
    ];
    command.extend(&tag);
    command.push(0);
    send(card, &command)
}

/// Elements with one-byte tags.
pub fn elements(mut bytes: &[u8]) -> Vec<(u8, &[u8])> {
    let mut out = vec![];
    while let [tag, first, rest @ ..] = bytes {
        let octets = if *first < 0x80 {
            0
        } else {
            usize::from(first & 0x7F)
        };
        let length = rest[..octets]
            .iter()
            .fold(0, |all, b| all << 8 | usize::from(*b));
        let length = if octets == 0 {
            usize::from(*first)
        } else {
            length
        };
        out.push((*tag, &rest[octets..][..length]));
        bytes = &rest[octets + length..];
    }
    out
}

pub fn certificate(card: &mut SimCard, tag: &str) -> Vec<u8> {
    let (object, sw) = get_data(card, tag);
    assert_eq!(sw, 0x9000, "{tag}");
    elements(elements(&object)[0].1)[0].1.to_vec()
}

/// A PKI applet's T and V buffers.
pub fn buffers(card: &mut SimCard, applet: &str) -> (Vec<u8>, Vec<u8>) {
    assert_eq!(sw(card, &format!("00A4040007A000000079{applet}00")), 0x9000);
    let mut read = |kind: u8| {
        let length = send(card, &[0x80, 0x52, 0, 0, 2, kind, 2, 2]).0;
        let length = u16::from_le_bytes([length[0], length[1]]);
        let mut all = vec![];
        while all.len() < usize::from(length) {
            let [high, low] = (all.len() as u16 + 2).to_be_bytes();
            let count = (usize::from(length) - all.len()).min(240) as u8;
            let (part, sw) = send(card, &[0x80, 0x52, high, low, 2, kind, count, count]);
            assert_eq!(sw, 0x9000);
            all.extend(part);
        }
        all
    };
    (read(1), read(2))
}

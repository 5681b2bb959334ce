use super::Source;
use super::markup::Markup;
use crate::case::{CardKind, PinState, ReaderCase};
use crate::report::json::{self, Error};
use crate::report::words;

/// Every reader and what is in it.
pub(super) fn show(out: &mut Markup, source: &Source<'_>) {
    let readers = &source.case.readers;
    if readers.is_empty() {
        return;
    }
    out.section("readers", "Readers and cards", |out| {
        let left = out.each(readers, |out, it| {
            out.say("h3", &it.name.0);
            out.element("dl", &[("class", "facts")], |dl| one(dl, it));
        });
        out.left_out(left);
    });
}

fn one(dl: &mut Markup, it: &ReaderCase<'_>) {
    let state = match it.facts.state.failure() {
        Some(failure) => Error::from(failure).message,
        None => it.state.join(" "),
    };
    dl.pair("State", &state);
    if let Some((vendor, product)) = it.usb {
        dl.pair("USB", &format!("{vendor:04x}:{product:04x}"));
    }
    if let Some(slot) = words::slot(it.slot) {
        dl.pair("Slot", slot);
    }
    if let Some(firmware) = &it.firmware {
        dl.pair("Firmware", firmware);
    }
    let attributes = it.facts.attributes.seen();
    if let Some(serial) = attributes.and_then(|it| it.serial.seen()) {
        dl.pair("Serial number", &serial.0);
    }
    let card = &it.card;
    dl.pair("Card", card.kind.words());
    if card.kind == CardKind::None {
        return;
    }
    if let Some(error) = json::Card::error_of(it) {
        dl.pair("Error", &error.message);
    }
    if !card.names.is_empty() {
        dl.pair("Model", &card.names.join("; "));
    }
    if let Some(protocol) = &card.protocol {
        dl.pair("Protocol", protocol);
    }
    if let Some(atr) = &card.atr {
        dl.say("dt", "ATR");
        dl.element("dd", &[], |dd| dd.say("code", &atr.hex));
    }
    let pin = match &card.pin {
        PinState::Tries { left, .. } => format!("{left} tries left"),
        PinState::Locked { .. } => "locked".to_owned(),
        PinState::Uncounted { because, .. } | PinState::NotRead(because) => {
            format!("tries unknown: {because}")
        }
    };
    if card.is_cac_or_piv() {
        dl.pair("PIN", &pin);
    }
    let objects = card.objects.iter();
    for it in objects.filter(|it| it.status == "ok") {
        dl.pair(&it.name, &it.summary);
    }
}

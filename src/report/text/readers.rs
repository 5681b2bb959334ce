use super::page::{Cell, Page};
use super::{Tone, View, check};
use crate::case::{CardKind, Case, ReaderCase};
use crate::diagnosis::{Diagnosis, FindingStatus, Judged, Part};
use crate::report::json::Error;
use crate::report::words;

/// Every reader and what is in it.
pub fn readers(case: &Case<'_>, diagnosis: &Diagnosis, view: View) -> String {
    let mut page = Page::new(view);
    if view.plain {
        plain(&mut page, case);
        return page.finish();
    }
    page.notice(case.snapshot.notice());
    if case.readers.is_empty() {
        check::verdict(&mut page, diagnosis);
        check::more(&mut page);
    } else {
        let rows: Vec<Vec<Cell>> = case
            .readers
            .iter()
            .map(|it| vec![reader(&page, it), state(it), card(&page, it)])
            .collect();
        page.table(&["Reader", "State", "Card"], &rows);
        trouble(&mut page, diagnosis, |it| Part::Readers.has(it));
    }
    page.finish()
}

fn reader(page: &Page, it: &ReaderCase<'_>) -> Cell {
    let mut out = vec![page.short(&it.name)];
    let mut facts = Vec::new();
    if let Some(slot) = words::slot(it.slot) {
        facts.push(format!("{slot} slot"));
    }
    if let Some((vendor, product)) = it.usb {
        facts.push(format!("USB {vendor:04x}:{product:04x}"));
    }
    if !facts.is_empty() {
        out.push(facts.join(", "));
    }
    let attributes = it.facts.attributes.seen();
    if let Some(vendor) = attributes.and_then(|it| it.vendor.seen()) {
        out.push(format!("vendor {}", page.short(vendor)));
    }
    if let Some(firmware) = &it.firmware {
        out.push(format!("firmware {}", page.short(firmware)));
    }
    if let Some(serial) = attributes.and_then(|it| it.serial.seen()) {
        out.push(format!("serial {}", page.short(serial)));
    }
    match it.pin_pad {
        Some(true) => out.push("with PIN pad".to_owned()),
        Some(false) => out.push("no PIN pad".to_owned()),
        None => {}
    }
    if let Some(bytes) = it.max_apdu {
        out.push(format!("APDU data up to {bytes} bytes"));
    }
    out
}

fn state(it: &ReaderCase<'_>) -> Cell {
    if let Some(failure) = it.facts.state.failure() {
        return vec![Error::from(failure).message];
    }
    let mut out: Vec<String> = it.state.iter().map(|it| (*it).to_owned()).collect();
    if it.facts.still_there.is_absent() {
        out.push("gone since".to_owned());
    }
    if it.facts.came_late {
        out.push("came while looking".to_owned());
    }
    out
}

fn card(page: &Page, it: &ReaderCase<'_>) -> Cell {
    let card = &it.card;
    let mut out = vec![card.kind.words().to_owned()];
    if matches!(card.kind, CardKind::None) {
        return out;
    }
    if let Some(error) = crate::report::json::Card::error_of(it) {
        out.push(page.short(&error.message));
    }
    out.extend(card.names.iter().map(|it| page.short(it)));
    if let Some(protocol) = &card.protocol {
        out.push(format!("protocol {}", page.short(protocol)));
    }
    if let Some(atr) = &card.atr {
        out.push(format!("ATR {}", pairs(&atr.hex)));
        out.extend(atr.problems.iter().map(|it| format!("ATR: {it}")));
        if page.view().verbose {
            out.extend(atr.lines.iter().cloned());
        }
    }
    out
}

/// `3B DF 96`: bytes apart, so that a line can break between them.
fn pairs(hex: &str) -> String {
    let mut out = String::with_capacity(hex.len() * 3 / 2);
    for (n, it) in hex.chars().enumerate() {
        if n > 0 && n % 2 == 0 {
            out.push(' ');
        }
        out.push(it);
    }
    out
}

/// What is wrong with what was shown, a line each.
pub(super) fn trouble(page: &mut Page, diagnosis: &Diagnosis, about: fn(&Judged) -> bool) {
    let wrong = diagnosis
        .findings
        .iter()
        .filter(|it| about(it) && matches!(it.status, FindingStatus::Fail | FindingStatus::Warn));
    let mut any = false;
    for it in wrong {
        if !any {
            page.blank();
        }
        any = true;
        let status = words::finding_status(it.status);
        page.beside(0, &[(status, 8, Tone::of_finding(it.status))], &it.message);
    }
    if any {
        page.blank();
        page.paragraph(0, "What to do about it: cac-doctor check");
    }
}

fn plain(page: &mut Page, case: &Case<'_>) {
    page.record(&[
        "reader", "slot", "state", "card", "atr", "names", "protocol", "vendor", "firmware",
        "serial", "usb", "pin-pad", "max-apdu",
    ]);
    for it in &case.readers {
        let attributes = it.facts.attributes.seen();
        let vendor = attributes
            .and_then(|it| it.vendor.seen())
            .map_or("", String::as_str);
        let serial = attributes
            .and_then(|it| it.serial.seen())
            .map_or("", |it| it.as_str());
        let usb = it
            .usb
            .map(|(vendor, product)| format!("{vendor:04x}:{product:04x}"));
        let pin_pad = match it.pin_pad {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        let max = it.max_apdu.map(|it| it.to_string());
        page.record(&[
            &it.name,
            words::slot(it.slot).unwrap_or(""),
            &state(it).join(" "),
            words::card_kind(it.card.kind),
            it.card.atr.as_ref().map_or("", |it| it.hex.as_str()),
            &it.card.names.join("; "),
            it.card.protocol.as_deref().unwrap_or(""),
            vendor,
            it.firmware.as_deref().unwrap_or(""),
            serial,
            usb.as_deref().unwrap_or(""),
            pin_pad,
            max.as_deref().unwrap_or(""),
        ]);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_stand_apart() {
        assert_eq!(super::pairs("3BDF96"), "3B DF 96");
        assert_eq!(super::pairs(""), "");
    }
}

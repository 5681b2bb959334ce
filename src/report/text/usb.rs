//! The USB as a person would draw it: controllers, their buses, hubs, devices, and of a card reader what there is to say.
use super::page::Page;
use super::readers::trouble;
use super::{Tone, View, check};
use crate::case::{Case, DeviceCase};
use crate::diagnosis::{Diagnosis, Part};
use crate::report::usb::{details, generation, log_words, nothing, title};
use crate::report::words;
use crate::standards::usb::bcd;

/// Every USB device, card readers with all there is to say of them.
pub fn usb(case: &Case<'_>, diagnosis: &Diagnosis, view: View) -> String {
    let mut page = Page::new(view);
    if view.plain {
        plain(&mut page, case);
        return page.finish();
    }
    page.notice(case.snapshot.notice());
    if case.usb.is_empty() {
        check::verdict(&mut page, diagnosis);
        page.blank();
        page.paragraph(0, &nothing(case));
        check::more(&mut page);
        return page.finish();
    }
    let mut controllers: Vec<Option<&str>> = Vec::new();
    for it in case.usb.iter().filter(|it| it.hubs.is_empty()) {
        let of = it.controller.map(|it| it.name.as_str());
        if !controllers.contains(&of) {
            controllers.push(of);
        }
    }
    for (n, name) in controllers.into_iter().enumerate() {
        if n > 0 {
            page.blank();
        }
        controller(&mut page, case, name);
    }
    elsewhere(&mut page, case);
    logs(&mut page, case);
    trouble(&mut page, diagnosis, |it| Part::Usb.has(it));
    page.finish()
}

/// Devices that stand at the top of the tree, below this controller.
fn controller(page: &mut Page, case: &Case<'_>, name: Option<&str>) {
    let of = |it: &&DeviceCase<'_>| it.controller.map(|it| it.name.as_str()) == name;
    let tops: Vec<&DeviceCase<'_>> = case
        .usb
        .iter()
        .filter(|it| it.hubs.is_empty())
        .filter(of)
        .collect();
    let facts = tops.first().and_then(|it| it.controller);
    let text = match (name, facts) {
        (Some(name), Some(it)) => {
            let driver = it.driver.seen().map(String::as_str);
            let pci = match (it.vendor.seen(), it.device.seen()) {
                (Some(vendor), Some(device)) => format!(", PCI {vendor:04x}:{device:04x}"),
                _ => String::new(),
            };
            let driver = driver.map_or_else(String::new, |it| format!(", driver {it}"));
            format!("{} {name}{pci}{driver}", generation(facts))
        }
        _ => "USB devices of no known controller".to_owned(),
    };
    page.toned(0, Tone::Bold, &text);
    for (n, it) in tops.iter().enumerate() {
        device(page, case, it, "", n + 1 == tops.len());
    }
}

/// One device and all below it.
fn device(page: &mut Page, case: &Case<'_>, it: &DeviceCase<'_>, indent: &str, last: bool) {
    let [tee, corner, bar] = page.branches();
    let (branch, below) = if last { (corner, "   ") } else { (tee, bar) };
    let below = format!("{indent}{below}");
    let children: Vec<&DeviceCase<'_>> = case
        .usb
        .iter()
        .filter(|child| child.hubs.first() == Some(&it.index))
        .collect();
    let inner = if children.is_empty() { "   " } else { bar };
    let tone = if it.is_reader() {
        Tone::Bold
    } else {
        Tone::Plain
    };
    page.branch(
        &format!("{indent}{branch}"),
        &format!("{below}{inner}"),
        tone,
        &title(it),
    );
    for (what, text) in details(case, it, page.view().verbose) {
        let label = format!("{what:<10}");
        page.branch(
            &format!("{below}{inner}{label}"),
            &format!("{below}{inner}{:10}", ""),
            Tone::Plain,
            &text,
        );
    }
    for (n, child) in children.iter().enumerate() {
        device(page, case, child, &below, n + 1 == children.len());
    }
}

/// PC/SC readers that are no USB device that was seen.
fn elsewhere(page: &mut Page, case: &Case<'_>) {
    let others: Vec<&str> = case
        .readers
        .iter()
        .filter(|it| it.device.is_none())
        .map(|it| it.name.0.as_str())
        .collect();
    if !others.is_empty() {
        page.blank();
        page.paragraph(
            0,
            &format!(
                "Readers that are none of these devices: {}",
                others.join("; ")
            ),
        );
    }
}

/// The logs that could not be read: what they would say is missing here.
fn logs(page: &mut Page, case: &Case<'_>) {
    let machine = &case.snapshot.machine;
    let mut blank = false;
    for (what, log) in [
        ("kernel's", &machine.kernel_log),
        ("smart card service's", &machine.service_log),
    ] {
        if let Some(text) = log_words(what, log) {
            if !blank {
                page.blank();
                blank = true;
            }
            page.paragraph(0, &text);
        }
    }
}

fn plain(page: &mut Page, case: &Case<'_>) {
    page.record(&[
        "place",
        "id",
        "name",
        "kind",
        "speed",
        "firmware",
        "serial",
        "driver",
        "authorized",
        "power",
        "controller",
        "hubs",
        "pcsc",
        "silent",
    ]);
    for it in &case.usb {
        let facts = it.facts;
        let kind = if it.is_reader() {
            "reader"
        } else if it.is_hub() {
            "hub"
        } else {
            "other"
        };
        let readers: Vec<&str> = it
            .readers
            .iter()
            .filter_map(|(at, _)| Some(case.readers.get(*at)?.name.as_str()))
            .collect();
        let silent = match (it.is_reader(), case.is_silent(it)) {
            (true, Some(true)) => "yes",
            (true, Some(false)) => "no",
            _ => "",
        };
        page.record(&[
            &facts.name,
            &it.id_text().unwrap_or_default(),
            &it.name(),
            kind,
            facts.speed.seen().map_or("", String::as_str),
            &facts.release.seen().map(|it| bcd(*it)).unwrap_or_default(),
            facts.serial.seen().map_or("", |it| it.as_str()),
            it.claimed_by().unwrap_or(""),
            words::yes_no(facts.authorized.seen().copied()),
            facts.power.control.seen().map_or("", String::as_str),
            it.controller
                .and_then(|it| it.driver.seen())
                .map_or("", String::as_str),
            &it.hubs_between().to_string(),
            &readers.join("; "),
            silent,
        ]);
    }
}

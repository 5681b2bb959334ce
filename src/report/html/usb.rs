use super::Source;
use super::markup::Markup;
use crate::case::DeviceCase;
use crate::report::usb::{details, title};

/// Card readers on the USB; with `all`, every other device too.
pub(super) fn show(out: &mut Markup, source: &Source<'_>, all: bool) {
    let devices: Vec<&DeviceCase<'_>> = source
        .case
        .usb
        .iter()
        .filter(|it| all || it.is_reader())
        .collect();
    if devices.is_empty() {
        return;
    }
    out.section("usb", "USB", |out| {
        let left = out.each(&devices, |out, it| {
            out.say("h3", &title(it));
            let facts = details(source.case, it, true);
            if !facts.is_empty() {
                out.element("dl", &[("class", "facts")], |dl| {
                    for (what, text) in &facts {
                        dl.pair(what, text);
                    }
                });
            }
        });
        out.left_out(left);
    });
}

use crate::case::{Case, DeviceCase};
use crate::rules::usb::{for_each_reader, is_silent, is_told};
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};
use crate::standards::usb::bcd;

rule! {
    /// The driver refuses the reader because its firmware is too old.
    ///
    /// ## What it means
    /// With firmware before a certain release this model makes errors that the driver cannot work around, so the driver leaves
    /// it out. Windows may still use it.
    ///
    /// ## How we know
    /// The device's release (bcdDevice) is below the one that libccid asks of this model, and PC/SC does not show it.
    ///
    /// ## What to do
    /// Have the reader's firmware updated, which as a rule needs Windows and the maker's program, or use another reader.
    "reader/firmware-refused",
    severity: Failure,
    masked_by: [reader::vendor_class],
    sources: ["CCID src/ccid_usb.c (Firmware … is bogus)", "CCID issue 46"],
}

fn least(it: &DeviceCase) -> Option<u16> {
    it.model.and_then(|it| it.firmware)
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| least(it).is_some() && it.facts.release.seen().is_some() && is_told(case, it),
        |it| {
            let (release, least) = (*it.facts.release.seen()?, least(it)?);
            // Numbers in binary-coded decimal are in order as they are.
            if release >= least || !is_silent(case, it) {
                return None;
            }
            let remedy = Remedy::new(
                Who::You,
                format!(
                    "Use another reader, or have the firmware of this one updated to {} or later with its maker's program \
                     (as a rule on Windows).",
                    bcd(least)
                ),
            );
            let message = format!(
                "The reader {} has firmware {}; the driver refuses this model below {}.",
                it.words(),
                bcd(release),
                bcd(least)
            );
            Some(
                Finding::new(Subject::of_device(case, it), message, remedy)
                    .evidence(it.at("release")),
            )
        },
    )
}

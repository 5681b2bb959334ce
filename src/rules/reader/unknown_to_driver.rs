use super::{is_left_out, not_listed};
use crate::case::{Case, KnownBy};
use crate::rules::usb::{for_each_reader, is_told};
use crate::rules::{Remedy, Verdict, Who};
use crate::standards::readers::{Since, edition};

rule! {
    /// No installed driver knows this model of reader.
    ///
    /// ## What it means
    /// The device says that it is a smart-card reader, but the smart card service goes by lists of models, and none of the
    /// lists installed here has it. It is treated as if it were not there.
    ///
    /// ## How we know
    /// It has an interface of the smart card class, PC/SC does not show it, and no driver's Info.plist lists its vendor and
    /// product.
    ///
    /// ## What to do
    /// Update the driver. If the newest one does not know the model either, use the maker's driver or another reader.
    "reader/unknown-to-driver",
    severity: Failure,
    masked_by: [usb::hidden_by_udev],
    sources: [
        "pcsc-lite src/hotplug_libudev.c (get_driver: vendor and product from Info.plist)",
        "CCID README, History; PCSC issue 208",
    ],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| it.reader == Some(KnownBy::Class) && it.listed.is_some() && is_told(case, it),
        |it| {
            if !is_left_out(case, it) {
                return None;
            }
            let id = it.id_text()?;
            let since = it.model.and_then(|it| it.since).map(Since::version);
            let remedy = match since {
                Some(version) => Remedy::new(
                    Who::Admin,
                    format!(
                        "Update the reader driver: libccid {version} and later know {id}. Then plug the reader in again."
                    ),
                ),
                None => Remedy::new(
                    Who::Admin,
                    format!(
                        "Update the reader driver. libccid as known on {} does not list {id}: if the newest one does not \
                         either, install the maker's driver or use another reader.",
                        edition()
                    ),
                ),
            };
            let message = format!(
                "The reader {} is a smart-card reader by its USB class, but no driver that is installed lists it, so PC/SC \
                 does not show it.",
                it.words()
            );
            Some(not_listed(case, it, message, remedy))
        },
    )
}

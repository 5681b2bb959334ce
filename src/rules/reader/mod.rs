//! Readers as PC/SC shows them, and the models behind them.
pub(super) mod character_level;
pub(super) mod controlvault;
pub(super) mod false_pin_pad;
pub(super) mod firmware_refused;
pub(super) mod ghost;
pub(super) mod loses_fast_cards;
pub(super) mod none;
pub(super) mod not_matched;
pub(super) mod not_shown;
pub(super) mod passes_pin_to_host;
pub(super) mod silent;
pub(super) mod unknown_to_driver;
pub(super) mod unsupported_model;
pub(super) mod usb3_firmware;
pub(super) mod vanished;
pub(super) mod vendor_class;
pub(super) mod virtual_first;

use super::distribution::update_driver;
use super::usb::is_silent;
use super::{Finding, Remedy, Severity, Subject};
use crate::case::{Case, DeviceCase, ReaderCase};
use crate::standards::readers::{self, Model};

/// What is known of the model of a reader.
fn model(it: &ReaderCase) -> Option<&'static Model> {
    it.usb
        .and_then(|(vendor, product)| readers::model(vendor, product))
}

/// Readers that vsmartcard's driver makes (its reader.conf: FRIENDLYNAME "Virtual PCD").
fn is_virtual(it: &ReaderCase) -> bool {
    it.name.starts_with("Virtual PCD")
}

/// Whether PC/SC leaves a reader out, and no driver that is installed lists it.
fn is_left_out(case: &Case, it: &DeviceCase) -> bool {
    it.listed == Some(false) && is_silent(case, it)
}

/// The finding about one of those. It matters less where another reader works.
fn not_listed(case: &Case, it: &DeviceCase, message: String, remedy: Remedy) -> Finding {
    let remedy = remedy.commands(update_driver(case));
    let finding = Finding::new(Subject::of_device(case, it), message, remedy)
        .evidence(it.at("smart_card"))
        .evidence(it.at("listed_by_driver"));
    match case.readers.is_empty() {
        true => finding,
        false => finding.only(Severity::Warning),
    }
}

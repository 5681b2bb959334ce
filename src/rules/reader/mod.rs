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

use crate::case::ReaderCase;
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

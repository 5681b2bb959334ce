use super::{is_left_out, not_listed};
use crate::case::{Case, KnownBy};
use crate::rules::usb::{for_each_reader, is_told};
use crate::rules::{Remedy, Verdict, Who};

rule! {
    /// The reader is of its maker's own kind, and no installed driver knows it.
    ///
    /// ## What it means
    /// It does not say by its USB class that it is a smart-card reader. Such readers work with a driver that has the model in
    /// its list, and with no other.
    ///
    /// ## How we know
    /// Its interface is of class 0xFF, it has the descriptor of a card reader or is of a known model, PC/SC does not show it,
    /// and no driver's Info.plist lists it.
    ///
    /// ## What to do
    /// Update the driver, or install the maker's. If neither knows it, use another reader.
    "reader/vendor-class",
    severity: Failure,
    masked_by: [reader::unknown_to_driver],
    sources: ["CCID readers/*.txt (bInterfaceClass 0xFF)", "CCID src/92_pcscd_ccid.rules"],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| {
            matches!(it.reader, Some(KnownBy::Descriptor | KnownBy::Id))
                && it.listed.is_some()
                && is_told(case, it)
        },
        |it| {
            if !is_left_out(case, it) {
                return None;
            }
            let remedy = Remedy::new(
                Who::Admin,
                "Update the reader driver, or install the driver of the reader's maker. If neither knows this model, use \
                 another reader.",
            );
            let message = format!(
                "The reader {} does not follow the standard for smart-card readers by its USB class (it is of its maker's own \
                 kind), and no driver that is installed lists it.",
                it.words()
            );
            Some(not_listed(case, it, message, remedy))
        },
    )
}

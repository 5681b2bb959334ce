/// What is odd about a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quirk {
    /// Offers PIN entry and has no keys.
    FalsePinPad,
    /// A keyboard that hands the PIN to the host when PIN entry on the reader is asked for.
    PinToHost,
    /// With firmware 2.00 on a USB 3 port, waits for an empty packet after one of exactly 64 bytes.
    WholePackets,
    /// One half of a chip that also has the fingerprint sensor (Dell ControlVault).
    ControlVault,
    /// Loses cards that speak faster than it can.
    FastCards,
    /// A kernel driver for NFC takes it before the PC/SC service can.
    NfcKernelDriver,
    /// Does not stand being suspended; libccid's udev rules leave it on.
    NoAutosuspend,
    /// Exchanges single characters, which the driver cannot use.
    CharacterLevel,
    /// For contactless cards, or that half of a reader with two.
    ContactlessOnly,
}

/// Word, meaning, source.
type Row = (Quirk, &'static str, &'static str, &'static str);

const ROWS: [Row; 9] = [
    (
        Quirk::FalsePinPad,
        "false-pin-pad",
        "It claims to have keys for the PIN and has none. Drivers before the one that corrects this let programs wait for \
         a PIN that nobody can type.",
        "CCID src/ccid.c (bPINSupport); OpenSC pull request 1438",
    ),
    (
        Quirk::PinToHost,
        "pin-to-host",
        "When a PIN is to be typed on it, it hands the keys to the computer all the same. The driver therefore switches \
         PIN entry on the keyboard off.",
        "CCID src/ccid.c",
    ),
    (
        Quirk::WholePackets,
        "whole-packets",
        "With firmware 2.00 it does not answer on USB 3 ports when a command fills whole packets.",
        "CCID src/ccid.c (zero-length packets); PCSC issues 16, 71",
    ),
    (
        Quirk::ControlVault,
        "control-vault",
        "It is part of a chip that also has the fingerprint sensor (Dell ControlVault). The contact slot is unreliable \
         with old firmware, and the contactless half does not work on Linux.",
        "CCID issue 145; PCSC issue 14; pcsc-tools issue 49",
    ),
    (
        Quirk::FastCards,
        "fast-cards",
        "It loses cards that answer faster than 200 kbit/s. libccid leaves those speeds out since 1.5.2.",
        "CCID issues 84, 142; CCID README 1.5.2; PCSC issue 122",
    ),
    (
        Quirk::NfcKernelDriver,
        "nfc-kernel-driver",
        "The kernel's driver for NFC (pn533_usb) takes it, and the PC/SC service then cannot.",
        "Linux drivers/nfc/pn533/usb.c; pcsc-tools issue 97; PCSC issue 206",
    ),
    (
        Quirk::NoAutosuspend,
        "no-autosuspend",
        "It does not come back from being suspended to save power.",
        "CCID src/92_pcscd_ccid.rules",
    ),
    (
        Quirk::CharacterLevel,
        "character-level",
        "It exchanges single characters with the computer, which the driver cannot use. No setting helps.",
        "CCID 1.10 §5.1 (dwFeatures); CCID readers/O2Micro",
    ),
    (
        Quirk::ContactlessOnly,
        "contactless-only",
        "It reads contactless cards only. A CAC shows almost nothing that way.",
        "CCID readers/*.txt",
    ),
];

impl Quirk {
    fn row(self) -> Option<&'static Row> {
        ROWS.iter().find(|it| it.0 == self)
    }

    pub fn word(self) -> &'static str {
        self.row().map_or("", |it| it.1)
    }

    /// One or two plain sentences.
    pub fn meaning(self) -> &'static str {
        self.row().map_or("", |it| it.2)
    }

    pub fn source(self) -> &'static str {
        self.row().map_or("", |it| it.3)
    }

    pub(super) fn of(word: &str) -> Option<Quirk> {
        ROWS.iter().find(|it| it.1 == word).map(|it| it.0)
    }

    pub fn all() -> impl Iterator<Item = Quirk> {
        ROWS.iter().map(|it| it.0)
    }
}

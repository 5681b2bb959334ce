//! Return codes of the PC/SC calls.

/// One return code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    pub value: u32,
    pub name: &'static str,
    pub meaning: &'static str,
}

/// The code of this number.
pub fn code(value: u32) -> Option<&'static Code> {
    CODES.iter().find(|code| code.value == value)
}

/// The code of this name, in any case: `SCARD_E_NO_SERVICE`, or `no_service` without its prefix.
pub fn code_named(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| {
        let short = code.name.get("SCARD_E_".len()..).unwrap_or_default();
        code.name.eq_ignore_ascii_case(name) || short.eq_ignore_ascii_case(name)
    })
}

const fn row(value: u32, name: &'static str, meaning: &'static str) -> Code {
    Code {
        value,
        name,
        meaning,
    }
}

/// pcsc-lite `pcsclite.h` and Windows `winerror.h`. pcsc-lite gives 8010001F two names; the first
/// row is what SCardGetAttrib and SCardControl mean by it.
#[rustfmt::skip]
pub const CODES: &[Code] = &[
    row(0, "SCARD_S_SUCCESS", "success"),
    row(0x8010_0001, "SCARD_F_INTERNAL_ERROR", "an internal consistency check failed"),
    row(0x8010_0002, "SCARD_E_CANCELLED", "the waiting was cancelled"),
    row(0x8010_0003, "SCARD_E_INVALID_HANDLE", "the handle is not valid, or the service was restarted"),
    row(0x8010_0004, "SCARD_E_INVALID_PARAMETER", "a parameter could not be interpreted"),
    row(0x8010_0005, "SCARD_E_INVALID_TARGET", "the registry entry for starting the service is missing"),
    row(0x8010_0006, "SCARD_E_NO_MEMORY", "not enough memory"),
    row(0x8010_0007, "SCARD_F_WAITED_TOO_LONG", "an internal time limit ran out"),
    row(0x8010_0008, "SCARD_E_INSUFFICIENT_BUFFER", "the buffer for the answer is too small"),
    row(0x8010_0009, "SCARD_E_UNKNOWN_READER", "no reader has this name: it was unplugged or renamed"),
    row(0x8010_000A, "SCARD_E_TIMEOUT", "the time limit ran out"),
    row(0x8010_000B, "SCARD_E_SHARING_VIOLATION", "another program holds the card for itself"),
    row(0x8010_000C, "SCARD_E_NO_SMARTCARD", "no card is in the reader"),
    row(0x8010_000D, "SCARD_E_UNKNOWN_CARD", "the card's name is not known"),
    row(0x8010_000E, "SCARD_E_CANT_DISPOSE", "the card could not be left in the wanted state"),
    row(0x8010_000F, "SCARD_E_PROTO_MISMATCH", "the wanted protocol is not offered, or could not be agreed on"),
    row(0x8010_0010, "SCARD_E_NOT_READY", "the reader or card is not ready yet"),
    row(0x8010_0011, "SCARD_E_INVALID_VALUE", "a parameter has a value that is not allowed"),
    row(0x8010_0012, "SCARD_E_SYSTEM_CANCELLED", "the system cancelled the call"),
    row(0x8010_0013, "SCARD_F_COMM_ERROR", "the connection to the service broke"),
    row(0x8010_0014, "SCARD_F_UNKNOWN_ERROR", "the driver failed without saying why"),
    row(0x8010_0015, "SCARD_E_INVALID_ATR", "the ATR is not valid"),
    row(0x8010_0016, "SCARD_E_NOT_TRANSACTED", "the transfer to the card failed, or no transaction was begun"),
    row(0x8010_0017, "SCARD_E_READER_UNAVAILABLE", "the reader is not available: it is gone or its driver failed"),
    row(0x8010_0018, "SCARD_P_SHUTDOWN", "the service is shutting down"),
    row(0x8010_0019, "SCARD_E_PCI_TOO_SMALL", "the buffer for the protocol header is too small"),
    row(0x8010_001A, "SCARD_E_READER_UNSUPPORTED", "the driver does not support this reader"),
    row(0x8010_001B, "SCARD_E_DUPLICATE_READER", "a reader of this name exists already"),
    row(0x8010_001C, "SCARD_E_CARD_UNSUPPORTED", "the card does not meet what is needed"),
    row(0x8010_001D, "SCARD_E_NO_SERVICE", "the smart card service does not answer: it is not installed, not running or out of reach"),
    row(0x8010_001E, "SCARD_E_SERVICE_STOPPED", "the smart card service stopped, or speaks another protocol version than the library"),
    row(0x8010_001F, "SCARD_E_UNSUPPORTED_FEATURE", "the feature is not supported; with pcsc-lite the same number as SCARD_E_UNEXPECTED"),
    row(0x8010_001F, "SCARD_E_UNEXPECTED", "an unexpected error; with pcsc-lite the same number as SCARD_E_UNSUPPORTED_FEATURE"),
    row(0x8010_0020, "SCARD_E_ICC_INSTALLATION", "no primary provider can be found for the card"),
    row(0x8010_0021, "SCARD_E_ICC_CREATEORDER", "the objects were not created in the right order"),
    row(0x8010_0022, "SCARD_E_UNSUPPORTED_FEATURE", "the feature is not supported (Windows)"),
    row(0x8010_0023, "SCARD_E_DIR_NOT_FOUND", "the directory does not exist on the card"),
    row(0x8010_0024, "SCARD_E_FILE_NOT_FOUND", "the file does not exist on the card"),
    row(0x8010_0025, "SCARD_E_NO_DIR", "the path is not a directory of the card"),
    row(0x8010_0026, "SCARD_E_NO_FILE", "the path is not a file of the card"),
    row(0x8010_0027, "SCARD_E_NO_ACCESS", "the card refuses access to the file"),
    row(0x8010_0028, "SCARD_E_WRITE_TOO_MANY", "the card has no room for the data"),
    row(0x8010_0029, "SCARD_E_BAD_SEEK", "the position in the card's file is not valid"),
    row(0x8010_002A, "SCARD_E_INVALID_CHV", "the PIN is not valid"),
    row(0x8010_002B, "SCARD_E_UNKNOWN_RES_MNG", "the resource manager gave an unknown error"),
    row(0x8010_002C, "SCARD_E_NO_SUCH_CERTIFICATE", "the certificate does not exist on the card"),
    row(0x8010_002D, "SCARD_E_CERTIFICATE_UNAVAILABLE", "the certificate could not be read"),
    row(0x8010_002E, "SCARD_E_NO_READERS_AVAILABLE", "the service knows no reader"),
    row(0x8010_002F, "SCARD_E_COMM_DATA_LOST", "the communication with the card broke off"),
    row(0x8010_0030, "SCARD_E_NO_KEY_CONTAINER", "the key container does not exist on the card"),
    row(0x8010_0031, "SCARD_E_SERVER_TOO_BUSY", "the service is too busy"),
    row(0x8010_0065, "SCARD_W_UNSUPPORTED_CARD", "the reader cannot work with this card's ATR or protocol"),
    row(0x8010_0066, "SCARD_W_UNRESPONSIVE_CARD", "the card does not answer a reset"),
    row(0x8010_0067, "SCARD_W_UNPOWERED_CARD", "the card has no power"),
    row(0x8010_0068, "SCARD_W_RESET_CARD", "another program reset the card"),
    row(0x8010_0069, "SCARD_W_REMOVED_CARD", "the card was removed"),
    row(0x8010_006A, "SCARD_W_SECURITY_VIOLATION", "access was refused by a security rule of this computer"),
    row(0x8010_006B, "SCARD_W_WRONG_CHV", "a wrong PIN was given"),
    row(0x8010_006C, "SCARD_W_CHV_BLOCKED", "the PIN is blocked"),
    row(0x8010_006D, "SCARD_W_EOF", "the end of the card's file was reached"),
    row(0x8010_006E, "SCARD_W_CANCELLED_BY_USER", "the person cancelled"),
    row(0x8010_006F, "SCARD_W_CARD_NOT_AUTHENTICATED", "no PIN was given to the card"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_number_and_by_name() {
        assert_eq!(
            code(0x8010_001D).map(|code| code.name),
            Some("SCARD_E_NO_SERVICE")
        );
        assert_eq!(
            code_named("scard_w_reset_card").map(|code| code.value),
            Some(0x8010_0068)
        );
        assert_eq!(
            code_named("NO_SMARTCARD").map(|code| code.value),
            Some(0x8010_000C)
        );
        assert_eq!(code(0x8010_0032), None);
        assert_eq!(code_named(""), None);
        assert_eq!(
            code_named("SCARD_E_UNEXPECTED").map(|code| code.value),
            Some(0x8010_001F)
        );
        assert!(CODES.is_sorted_by(|a, b| a.value <= b.value));
    }
}

/// An error of libusb, through which libccid reaches a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LibusbError {
    pub number: i32,
    pub name: &'static str,
    pub meaning: &'static str,
}

/// Where the numbers are from.
pub const SOURCE: &str = "libusb 1.0, libusb/libusb.h, enum libusb_error";

const fn row(number: i32, name: &'static str, meaning: &'static str) -> LibusbError {
    LibusbError {
        number,
        name,
        meaning,
    }
}

#[rustfmt::skip]
pub const LIBUSB: &[LibusbError] = &[
    row(-1, "LIBUSB_ERROR_IO", "bits did not come through"),
    row(-2, "LIBUSB_ERROR_INVALID_PARAM", "a value was not accepted"),
    row(-3, "LIBUSB_ERROR_ACCESS", "the device may not be opened by this user"),
    row(-4, "LIBUSB_ERROR_NO_DEVICE", "the device is gone"),
    row(-5, "LIBUSB_ERROR_NOT_FOUND", "what was asked for is not there"),
    row(-6, "LIBUSB_ERROR_BUSY", "another program or driver has the device"),
    row(-7, "LIBUSB_ERROR_TIMEOUT", "the device did not answer in time"),
    row(-8, "LIBUSB_ERROR_OVERFLOW", "the device sent more than it may"),
    row(-9, "LIBUSB_ERROR_PIPE", "the device refused the request (stall)"),
    row(-10, "LIBUSB_ERROR_INTERRUPTED", "the call was interrupted"),
    row(-11, "LIBUSB_ERROR_NO_MEM", "not enough memory"),
    row(-12, "LIBUSB_ERROR_NOT_SUPPORTED", "this cannot be done on this system"),
    row(-99, "LIBUSB_ERROR_OTHER", "an error without a name of its own"),
];

/// The row of this number.
pub fn libusb(number: i32) -> Option<&'static LibusbError> {
    LIBUSB.iter().find(|it| it.number == number)
}

/// The row of this name, in any case.
pub fn libusb_named(name: &str) -> Option<&'static LibusbError> {
    LIBUSB.iter().find(|it| it.name.eq_ignore_ascii_case(name))
}

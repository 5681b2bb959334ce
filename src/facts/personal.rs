//! Kinds of personal values, for `#[serde(serialize_with = "personal::reader")]` on a member: redaction then knows what
//! form to keep. Without one a `Pii` is told by its own form (address, e-mail, UUID, …) and by its member's name. A member
//! with a kind counts as personal whatever its type; JSON is the same with and without.
use serde::{Serialize, Serializer};

/// Each function, and the name of the newtype struct it writes.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident $mark:literal),+ $(,)?) => {
        $($(#[doc = $doc])+
        pub fn $name<T: Serialize, S: Serializer>(it: &T, out: S) -> Result<S::Ok, S::Error> {
            out.serialize_newtype_struct($mark, it)
        })+
        /// The name of every kind, as it is marked.
        pub const MARKS: &[(&str, &str)] = &[$((stringify!($name), $mark)),+];
    };
}

kinds! {
    /// A PC/SC reader's name: words of maker and model stay, serial numbers go.
    reader "cac-doctor.pii/reader",
    /// A part of a reader's name in a setting, or several with colons between them.
    reader_part "cac-doctor.pii/reader-part",
    /// The serial number of a device.
    serial "cac-doctor.pii/serial",
    /// A computer.
    host "cac-doctor.pii/host",
    /// An account of a computer. Those that every computer has (`root`, `pcscd`) stay.
    user "cac-doctor.pii/user",
    /// A person's name, or a certificate's subject.
    person "cac-doctor.pii/person",
    /// A file or folder: those of the system stay, the person's home and own names go.
    path "cac-doctor.pii/path",
    /// A town or a state.
    place "cac-doctor.pii/place",
    /// A PIV data object that names the holder or the card, tag 53 included.
    card_object "cac-doctor.pii/card-object",
    /// A line of a log, or a text that a service wrote: read for addresses, names, numbers and paths besides the known
    /// values.
    log "cac-doctor.pii/log",
}

use super::{Observed, Pii, personal};
use serde::{Deserialize, Serialize};

/// Other programs that use PC/SC, or a reader's device behind its back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holders {
    /// By process number. This program and the PC/SC service itself are left out.
    pub programs: Vec<HolderProgram>,
    /// Processes that could not be looked into, mostly for want of permission.
    pub unread: usize,
    /// More was there than is kept, or the time was over.
    #[serde(default)]
    pub cut: bool,
    /// GnuPG's card service as it is set up. `Absent`: no settings of it.
    pub scdaemon: Observed<Scdaemon>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderProgram {
    pub pid: u32,
    /// The name of its program file, or what the kernel calls it.
    pub name: String,
    pub uid: Option<u32>,
    /// Of the user who runs cac-doctor.
    pub own: bool,
    /// Has the PC/SC client library loaded.
    pub library: bool,
    /// The PKCS#11 modules for smart cards it has loaded, by file name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modules: Vec<String>,
    /// Device files of USB it has open: `/dev/bus/usb/001/004`. `Failed`: they could not be read.
    pub nodes: Observed<Vec<String>>,
}

/// What the settings of GnuPG's scdaemon say (scdaemon(1)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scdaemon {
    /// Every file that was read; a later one adds to an earlier.
    #[serde(serialize_with = "personal::path")]
    pub files: Vec<Pii<String>>,
    /// `pcsc-shared`.
    pub shared: bool,
    /// `disable-ccid`: leaves USB to the PC/SC service.
    pub disable_ccid: bool,
    /// `reader-port`.
    #[serde(serialize_with = "personal::reader")]
    pub reader_port: Option<Pii<String>>,
}

use super::Observed;
use serde::{Deserialize, Serialize};

/// The reader drivers that the PC/SC service can load.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drivers {
    /// Every folder that was looked in, and what came of it. `Absent`: there is none of that name.
    pub folders: Vec<DriverFolder>,
    /// Drivers of USB readers, by path.
    pub bundles: Vec<Bundle>,
    /// Drivers set up by file (reader.conf(5)): serial and virtual readers.
    pub configured: Vec<ConfiguredReader>,
    /// More was there than is kept.
    #[serde(default)]
    pub cut: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriverFolder {
    pub path: String,
    /// The number of bundles or files in it.
    pub look: Observed<usize>,
}

/// A folder `NAME.bundle` with a driver and its list of models.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// `/usr/lib/pcsc/drivers/ifd-ccid.bundle`.
    pub path: String,
    /// `Contents/Info.plist`.
    pub plist: Observed<Plist>,
    /// The library that `CFBundleExecutable` names. `Absent`: it is not there.
    pub library: Observed<Elf>,
    /// Where that library was looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library_path: Option<String>,
}

/// What a driver's Info.plist says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plist {
    /// `CFBundleIdentifier`.
    pub identifier: Option<String>,
    /// `CFBundleName`; `CCIDCLASSDRIVER` where any other driver that names the same model goes first.
    pub name: Option<String>,
    /// `CFBundleShortVersionString`, or `CFBundleVersion` where that is missing.
    pub version: Option<String>,
    /// `CFBundleExecutable`.
    pub executable: Option<String>,
    /// `ifdDriverOptions`, as written: `0x0000`.
    pub options: Option<String>,
    /// `ifdLogLevel`, as written.
    pub log_level: Option<String>,
    /// How many entries `ifdVendorID`, `ifdProductID` and `ifdFriendlyName` have; they go together by place.
    pub entries: [usize; 3],
    /// Entries of the first two that are no numbers of four hexadecimal digits.
    #[serde(default)]
    pub unreadable: usize,
    /// Every model, vendor by vendor: `04e6:5111,5116;076b:3021`. The names are left out: PC/SC tells the reader's.
    pub models: String,
}

/// What the head of an ELF file says of the machine it is for (ELF-64 Object File Format 1.5, e_ident and e_machine).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elf {
    /// 32 or 64.
    pub bits: u8,
    /// `e_machine`.
    pub machine: u16,
    pub big_endian: bool,
}

/// A reader set up by a file of reader.conf.d.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfiguredReader {
    /// The file that names it.
    pub file: String,
    /// `FRIENDLYNAME`.
    pub name: Option<String>,
    /// `DEVICENAME`.
    pub device: Option<String>,
    /// `LIBPATH`.
    pub library_path: Option<String>,
    /// `Absent`: no such file.
    pub library: Observed<Elf>,
}

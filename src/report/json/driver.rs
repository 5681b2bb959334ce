use super::Look;
use crate::case::{Case, DriverCase, DriverOf, ReaderCase};
use crate::facts::{self, Elf, Observed};
use crate::standards::readers::{self, Model};
use crate::standards::setup::machine_name;
use schemars::JsonSchema;
use serde::Serialize;

/// Drivers that the PC/SC service can load.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Drivers {
    #[serde(flatten)]
    pub look: Look,
    /// Where was looked.
    pub folders: Vec<Folder>,
    /// Drivers of USB readers.
    pub bundles: Vec<Bundle>,
    /// Readers set up by file: serial and virtual ones.
    pub configured: Vec<Configured>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Folder {
    pub path: String,
    #[serde(flatten)]
    pub look: Look,
    /// Bundles or files in it.
    pub entries: Option<usize>,
}

/// A driver and its list of models.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Bundle {
    pub path: String,
    /// `libccid`, or what its folder is called.
    pub name: String,
    /// What came of reading its Info.plist.
    pub plist: Look,
    pub version: Option<String>,
    /// How many models it names.
    pub models: usize,
    /// Entries of ifdVendorID, ifdProductID, ifdFriendlyName.
    pub entries: Option<[usize; 3]>,
    /// Any other driver that names the same model goes first.
    pub class_driver: bool,
    /// It lies where the service looks.
    pub loaded: bool,
    /// ifdDriverOptions.
    pub options: Option<String>,
    /// ifdLogLevel.
    pub log_level: Option<String>,
    pub library: Library,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Library {
    #[serde(flatten)]
    pub look: Look,
    pub path: Option<String>,
    /// `x86_64`.
    pub machine: Option<String>,
    pub bits: Option<u8>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Configured {
    pub file: String,
    pub name: Option<String>,
    pub device: Option<String>,
    pub library: Library,
}

/// The driver of one reader, and what is known of the model.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReaderDriver {
    pub name: String,
    pub version: Option<String>,
    /// The bundle, or the file that sets the reader up.
    pub path: String,
    /// Place in `drivers/bundles`. Null: set up by file.
    pub bundle: Option<usize>,
    pub model: Option<KnownModel>,
}

/// What the tool's own data says of a model.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KnownModel {
    pub id: String,
    pub name: &'static str,
    /// `supported`, `should-work`, `unsupported`, `listed`, `disabled`, `other`.
    pub list: &'static str,
    /// `false-pin-pad`, `fast-cards` and the like.
    pub quirks: Vec<&'static str>,
    /// The day the data was last held against its sources.
    pub edition: &'static str,
}

impl Drivers {
    pub fn from(case: &Case<'_>) -> Drivers {
        let look = &case.snapshot.machine.drivers;
        let seen = look.seen();
        Drivers {
            look: Look::at(look),
            folders: seen
                .into_iter()
                .flat_map(|it| &it.folders)
                .map(|it| Folder {
                    path: it.path.clone(),
                    look: Look::at(&it.look),
                    entries: it.look.seen().copied(),
                })
                .collect(),
            bundles: case.drivers.iter().map(Bundle::from).collect(),
            configured: seen
                .into_iter()
                .flat_map(|it| &it.configured)
                .map(Configured::from)
                .collect(),
        }
    }
}

impl Bundle {
    fn from(it: &DriverCase<'_>) -> Bundle {
        let facts = it.facts;
        Bundle {
            path: facts.path.clone(),
            name: it.name().to_owned(),
            plist: Look::at(&facts.plist),
            version: it.plist.and_then(|it| it.version.clone()),
            models: it.models().count(),
            entries: it.plist.map(|it| it.entries),
            class_driver: it.is_class_driver,
            loaded: it.is_loaded,
            options: it.plist.and_then(|it| it.options.clone()),
            log_level: it.plist.and_then(|it| it.log_level.clone()),
            library: Library::from(&facts.library, facts.library_path.as_ref()),
        }
    }
}

impl Library {
    fn from(look: &Observed<Elf>, path: Option<&String>) -> Library {
        let elf = look.seen();
        Library {
            look: Look::at(look),
            path: path.cloned(),
            machine: elf.map(|it| {
                machine_name(it.machine)
                    .map_or_else(|| format!("machine {}", it.machine), str::to_owned)
            }),
            bits: elf.map(|it| it.bits),
        }
    }
}

impl Configured {
    fn from(it: &facts::ConfiguredReader) -> Configured {
        Configured {
            file: it.file.clone(),
            name: it.name.clone(),
            device: it.device.clone(),
            library: Library::from(&it.library, it.library_path.as_ref()),
        }
    }
}

impl ReaderDriver {
    pub fn from(case: &Case<'_>, reader: &ReaderCase<'_>) -> Option<ReaderDriver> {
        let model = reader
            .usb
            .and_then(|(vendor, product)| readers::model(vendor, product));
        let model = model.map(KnownModel::from);
        Some(match case.driver_of(reader)? {
            DriverOf::Bundle(it) => ReaderDriver {
                name: it.name().to_owned(),
                version: it.plist.and_then(|it| it.version.clone()),
                path: it.facts.path.clone(),
                bundle: Some(it.index),
                model,
            },
            DriverOf::Configured(_, it) => ReaderDriver {
                name: it
                    .library_path
                    .as_deref()
                    .and_then(|it| it.rsplit('/').next())
                    .unwrap_or("set up by file")
                    .to_owned(),
                version: None,
                path: it.file.clone(),
                bundle: None,
                model,
            },
        })
    }
}

impl KnownModel {
    fn from(it: &Model) -> KnownModel {
        KnownModel {
            id: it.id(),
            name: it.name,
            list: it.list.word(),
            quirks: it.quirks.iter().map(|it| it.word()).collect(),
            edition: readers::edition(),
        }
    }
}

use super::{Look, rfc3339};
use crate::facts::{self, Observed};
use schemars::JsonSchema;
use serde::Serialize;

/// Where the run stands: container, virtual machine, remote session, sandbox.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Environment {
    #[serde(flatten)]
    pub look: Look,
    /// `docker`, `podman`, `lxc`.
    pub container: Option<String>,
    pub virtual_machine: Option<String>,
    /// Version of the Windows Subsystem for Linux.
    pub wsl: Option<u8>,
    /// `ssh`, `rdp`, `vnc`.
    pub remote: Vec<String>,
    /// `snap NAME`, `flatpak ID`.
    pub sandbox: Option<String>,
    /// Numeric id of the user for whom sudo or pkexec started it.
    pub on_behalf_of: Option<u32>,
    /// Device files of USB.
    pub usb_nodes: Look,
    /// Browsers in a sandbox of their own.
    pub sandboxed_browsers: Vec<SandboxedBrowser>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SandboxedBrowser {
    pub name: String,
    /// `snap`, `flatpak`.
    pub kind: String,
    pub path: String,
    /// The PC/SC library it brings.
    pub library: Option<String>,
}

/// OpenSC as it is installed and set up.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Middleware {
    #[serde(flatten)]
    pub look: Look,
    pub package: Option<String>,
    pub version: Option<String>,
    /// The PKCS#11 module's file.
    pub module: Option<String>,
    pub settings: Settings,
    pub cache: Cache,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Settings {
    #[serde(flatten)]
    pub look: Look,
    pub file: Option<String>,
    pub card_drivers: Vec<String>,
    pub force_card_driver: Option<String>,
    /// ATR and driver.
    pub card_atr: Vec<(String, String)>,
    pub ignored_readers: Vec<String>,
    pub enable_pinpad: Option<bool>,
    pub connect_exclusive: Option<bool>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Cache {
    #[serde(flatten)]
    pub look: Look,
    pub folder: Option<String>,
    pub files: Option<usize>,
    /// RFC 3339, UTC.
    pub oldest: Option<String>,
    pub newest: Option<String>,
}

impl Environment {
    pub fn from(it: &Observed<facts::Environment>) -> Environment {
        let seen = it.seen();
        let browsers = seen.and_then(|it| it.sandboxed_browsers.seen());
        Environment {
            look: Look::at(it),
            container: seen.and_then(|it| it.container.seen().cloned()),
            virtual_machine: seen.and_then(|it| it.virtual_machine.seen().cloned()),
            wsl: seen.and_then(|it| it.wsl.seen().copied()),
            remote: seen.map(|it| it.remote.clone()).unwrap_or_default(),
            sandbox: seen.and_then(|it| it.sandbox.seen().cloned()),
            on_behalf_of: seen.and_then(|it| it.on_behalf_of),
            usb_nodes: seen.map_or_else(|| Look::at(it), |it| Look::at(&it.usb_nodes)),
            sandboxed_browsers: browsers
                .into_iter()
                .flatten()
                .map(|it| SandboxedBrowser {
                    name: it.name.clone(),
                    kind: it.kind.clone(),
                    path: it.path.0.clone(),
                    library: it.library.seen().map(|it| it.path.clone()),
                })
                .collect(),
        }
    }
}

impl Middleware {
    pub fn from(it: &Observed<facts::Middleware>) -> Middleware {
        let seen = it.seen();
        let package = seen.and_then(|it| it.package.seen());
        let settings = seen.and_then(|it| it.settings.seen());
        let cache = seen.and_then(|it| it.cache.seen());
        Middleware {
            look: Look::at(it),
            package: package.map(|it| it.name.clone()),
            version: package.map(|it| it.version.clone()),
            module: seen.and_then(|it| it.module.seen().cloned()),
            settings: Settings {
                look: seen.map_or_else(|| Look::at(it), |it| Look::at(&it.settings)),
                file: settings.map(|it| it.file.0.clone()),
                card_drivers: settings
                    .map(|it| it.card_drivers.clone())
                    .unwrap_or_default(),
                force_card_driver: settings.and_then(|it| it.force_card_driver.clone()),
                card_atr: settings.map(|it| it.card_atr.clone()).unwrap_or_default(),
                ignored_readers: settings
                    .into_iter()
                    .flat_map(|it| it.ignored_readers.iter().map(|it| it.0.clone()))
                    .collect(),
                enable_pinpad: settings.and_then(|it| it.enable_pinpad),
                connect_exclusive: settings.and_then(|it| it.connect_exclusive),
            },
            cache: Cache {
                look: seen.map_or_else(|| Look::at(it), |it| Look::at(&it.cache)),
                folder: cache.map(|it| it.folder.0.clone()),
                files: cache.map(|it| it.files),
                oldest: cache.map(|it| rfc3339(it.oldest)),
                newest: cache.map(|it| rfc3339(it.newest)),
            },
        }
    }
}

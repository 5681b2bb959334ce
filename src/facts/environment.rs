use super::{Observed, Pii, personal};
use serde::{Deserialize, Serialize};

/// Where this run stands: what may keep the reader of the machine from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// `docker`, `podman`, `lxc`, `systemd-nspawn`. `Absent`: no container.
    pub container: Observed<String>,
    /// The maker of the virtual machine. `Absent`: no sign of one.
    pub virtual_machine: Observed<String>,
    /// Windows Subsystem for Linux: `1` or `2`. `Absent`: not it.
    pub wsl: Observed<u8>,
    /// How the person came in: `ssh`, `rdp`, `vnc`. Empty: no sign of another computer.
    pub remote: Vec<String>,
    /// A sandbox around this program: `snap NAME`, `flatpak ID`. `Absent`: none.
    pub sandbox: Observed<String>,
    /// Started by sudo or pkexec by the user with this id: what is seen is root's.
    pub on_behalf_of: Option<u32>,
    /// Whether device files of USB are to be had at all: `/dev/bus/usb`.
    pub usb_nodes: Observed<()>,
    /// Browsers installed in a sandbox of their own.
    pub sandboxed_browsers: Observed<Vec<SandboxedBrowser>>,
}

/// A browser in a snap or flatpak: it brings its own PC/SC library, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxedBrowser {
    /// `firefox`, `org.mozilla.firefox`.
    pub name: String,
    /// `snap` or `flatpak`.
    pub kind: String,
    /// Where it lies.
    #[serde(serialize_with = "personal::path")]
    pub path: Pii<String>,
    /// The PC/SC library that it brings. `Absent`: none was found in it.
    pub library: Observed<BundledLibrary>,
}

/// A copy of pcsc-lite's client library. It does not tell its version; since 2.2.0 it is two files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundledLibrary {
    pub path: String,
    /// `libpcsclite_real.so.1` lies beside it.
    pub split: bool,
}

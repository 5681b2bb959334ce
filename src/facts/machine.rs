use super::{
    Daemon, Drivers, Environment, Holders, Log, MacOs, Middleware, Observed, Permission, Usb,
    Windows,
};
use serde::{Deserialize, Serialize};

/// What lies below PC/SC on this workstation. Every member is an `Observed` that a snapshot of an older version leaves
/// out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// USB devices. `Absent`: the system has no USB.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub usb: Observed<Usb>,
    /// What the kernel wrote about USB since the computer started.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub kernel_log: Observed<Log>,
    /// What the smart card service and its drivers wrote.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub service_log: Observed<Log>,
    /// The reader drivers that the PC/SC service can load.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub drivers: Observed<Drivers>,
    /// The PC/SC service as it is installed, set up and running.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub daemon: Observed<Daemon>,
    /// Who may use the service: policy, and this session before it.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub permission: Observed<Permission>,
    /// Where this run stands: container, virtual machine, remote session, sandbox.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub environment: Observed<Environment>,
    /// Other programs that use PC/SC or a reader's device.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub holders: Observed<Holders>,
    /// The PKCS#11 library most programs reach cards with, and its settings.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub middleware: Observed<Middleware>,
    /// What only Windows has. `Unasked` elsewhere.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub windows: Observed<Windows>,
    /// What only macOS has. `Unasked` elsewhere.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub macos: Observed<MacOs>,
}

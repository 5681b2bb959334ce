use super::{Log, Observed, Usb};
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
}

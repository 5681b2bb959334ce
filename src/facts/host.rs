use super::{Pii, personal};
use serde::{Deserialize, Serialize};

/// The workstation itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// `linux`, `windows`, `macos`.
    pub os: String,
    /// The system's own name and version for people: `Debian GNU/Linux 12 (bookworm)`.
    pub name: Option<String>,
    /// `ID` of os-release(5): `debian`.
    pub distribution: Option<String>,
    /// `ID_LIKE` of os-release(5).
    #[serde(default)]
    pub distribution_like: Vec<String>,
    pub kernel: Option<String>,
    pub architecture: String,
    #[serde(serialize_with = "personal::host")]
    pub hostname: Option<Pii<String>>,
    #[serde(serialize_with = "personal::user")]
    pub user: Option<Pii<String>>,
    /// Numeric user id; 0 is root, whose run proves nothing about the permissions of others.
    pub uid: Option<u32>,
    /// Offset of local time from UTC when the snapshot was taken, seconds.
    pub utc_offset_s: i32,
    /// Whether the keyboard's Caps Lock light is on, where the system shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caps_lock: Option<bool>,
    /// Marks of a session that is not at the desk or not on the bare machine: `ssh`, `container`, `wsl`.
    #[serde(default)]
    pub session: Vec<String>,
}

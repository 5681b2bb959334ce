use super::Observed;
use serde::{Deserialize, Serialize};

/// What only Windows has of the smart-card path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Windows {
    /// A session of Remote Desktop: PC/SC calls go to the computer it is shown on (GetSystemMetrics SM_REMOTESESSION).
    pub remote_session: Observed<bool>,
    /// The service SCardSvr: `running`, `stopped`, and how it is started: `demand`, `disabled`.
    pub service: Observed<WindowsService>,
    /// HKLM\SOFTWARE\Microsoft\Cryptography\Calais\SmartCards: what claims which card, first match first.
    pub minidrivers: Observed<Vec<Minidriver>>,
    /// The system's build: `26100.6899`.
    pub build: Observed<String>,
    /// HKLM\SOFTWARE\Microsoft\Cryptography\Calais DisableCapiOverrideForRSA. `Absent`: not set.
    pub disable_capi_override_for_rsa: Observed<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowsService {
    pub state: String,
    pub start: String,
}

/// One entry of the Calais database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minidriver {
    pub name: String,
    /// `ATR`, hexadecimal.
    pub atr: String,
    /// `ATRMask`, hexadecimal.
    pub mask: String,
    /// Of the tree for 32-bit programs.
    pub wow64: bool,
}

/// What only macOS has of the smart-card path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MacOs {
    /// com.apple.security.smartcard `useIFDCCID`: the driver of the CCID project instead of Apple's. `Absent`: not set.
    pub use_ifd_ccid: Observed<bool>,
    /// com.apple.security.smartcard `DisabledTokens`.
    pub disabled_tokens: Observed<Vec<String>>,
    /// Token extensions that are installed (pluginkit -m -p com.apple.ctk-tokens).
    pub tokens: Observed<Vec<String>>,
}

use super::{Observed, Pii, personal};
use serde::{Deserialize, Serialize};

/// Who may use the PC/SC service, and what this session is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// The service's actions as polkit has them. `Absent`: no such policy is installed.
    pub policy: Observed<ServicePolicy>,
    /// Rules of polkit that name the service. `Absent`: none of those that could be read.
    pub rules: Observed<Vec<String>>,
    /// Folders of rules that could not be read.
    #[serde(default)]
    pub rules_unread: Vec<String>,
    /// Whether polkit's own service runs. `Absent`: no such process.
    pub polkit: Observed<()>,
    /// The socket of the system's message bus, over which the service asks polkit. `Absent`: not there.
    pub bus: Observed<()>,
    /// The login session this program runs in (systemd-logind). `Absent`: it is in none.
    pub session: Observed<LoginSession>,
    /// What polkit itself says of this program: asked only where the service refused.
    pub asked: Observed<PolicyAnswers>,
}

/// The two actions of pcsc-lite's policy (`org.debian.pcsc-lite.policy`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePolicy {
    pub file: String,
    /// `org.debian.pcsc-lite.access_pcsc`.
    pub access_pcsc: Option<PolicyDefaults>,
    /// `org.debian.pcsc-lite.access_card`.
    pub access_card: Option<PolicyDefaults>,
}

/// What an action answers where no rule does: `no`, `yes`, `auth_admin` … (polkit(8)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyDefaults {
    pub any: Option<String>,
    pub inactive: Option<String>,
    pub active: Option<String>,
}

/// A login session (sd-login(3)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginSession {
    pub id: String,
    /// In the foreground of its seat.
    pub active: Option<bool>,
    pub remote: Option<bool>,
    /// `user`, `greeter`, `background`, `manager`.
    pub class: Option<String>,
    /// `tty`, `x11`, `wayland`, `unspecified`.
    pub kind: Option<String>,
    /// `seat0`. None: it has no screen.
    pub seat: Option<String>,
    /// The service it came through: `sshd`, `gdm-password`, `xrdp-sesman`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Where from, of a remote one.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        serialize_with = "personal::host"
    )]
    pub remote_host: Option<Pii<String>>,
}

/// The answers of pkcheck(1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyAnswers {
    pub access_pcsc: Observed<PolicyAnswer>,
    pub access_card: Observed<PolicyAnswer>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyAnswer {
    Yes,
    No,
    /// After somebody has typed a password.
    AfterPassword,
    /// polkit does not know the action.
    NotRegistered,
}

use super::{Elf, Observed, Pii, personal};
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};

/// The PC/SC service as it is installed, set up and running (pcscd).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Daemon {
    /// Its program file. `Absent`: in none of the usual places.
    pub program: Observed<String>,
    /// The machine its program is for.
    pub elf: Observed<Elf>,
    /// What it says of itself.
    pub version: Observed<DaemonVersion>,
    /// Every running process of that name. `Absent`: none.
    pub processes: Observed<Vec<DaemonProcess>>,
    /// The system's manager of services. `Absent`: this system runs another one, or none.
    pub manager: Observed<Manager>,
    /// Variables of its environment that change what it does, from every place that sets them.
    pub variables: Vec<Variable>,
    /// Packages of the smart-card software, where the package manager keeps a list that can be read.
    pub packages: Observed<Vec<Package>>,
    /// `PCSCLITE_…` and `LIBPCSCLITE_…` in this program's own environment: what the client library goes by.
    pub client_variables: Vec<Variable>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaemonVersion {
    /// `1.9.9`.
    pub version: String,
    /// The words after "Enabled features:": `polkit`, `libudev`, `usbdropdir=/usr/lib/pcsc/drivers`. Empty where the
    /// version comes from a package.
    pub features: Vec<String>,
    /// `pcscd --version`, or the package.
    pub from: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaemonProcess {
    pub pid: u32,
    /// Numeric user id it runs with.
    pub uid: Option<u32>,
    pub gid: Option<u32>,
    /// Further groups it has.
    #[serde(default)]
    pub groups: Vec<u32>,
    #[serde(serialize_with = "personal::user")]
    pub user: Option<Pii<String>>,
    /// Its command line, without the program's name.
    pub arguments: Observed<Vec<String>>,
    /// Seconds since the system started when it began; null where it cannot be had.
    pub since_boot_s: Option<u64>,
}

/// What systemd knows of the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manager {
    /// `pcscd.socket`, which starts the service when a program asks for it.
    pub socket: Observed<Unit>,
    /// `pcscd.service`.
    pub service: Observed<Unit>,
}

/// One unit. `Absent`: no such unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The unit file that counts.
    pub file: String,
    /// `masked`: linked to /dev/null. `enabled`: linked into what the system starts. `disabled`: neither.
    pub state: UnitState,
    /// `ListenStream=` of a socket unit.
    pub listens: Vec<String>,
    /// Files that change it (`pcscd.service.d/*.conf`).
    pub drop_ins: Vec<String>,
    /// `ExecStart=` as it counts in the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitState {
    Enabled,
    Disabled,
    Masked,
}

/// One variable and where it is set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Variable {
    pub name: String,
    pub value: Pii<String>,
    /// The file, or `the running service`.
    pub from: String,
}

impl Variable {
    /// Parts of the names of readers that the service is to leave out (pcscd(8), Environment).
    pub const READERS_LEFT_OUT: &'static str = "PCSCLITE_FILTER_IGNORE_READER_NAMES";
}

/// What kind of value it is depends on the variable.
impl Serialize for Variable {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        struct Part<'v>(&'v Pii<String>);
        impl Serialize for Part<'_> {
            fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                personal::reader_part(self.0, out)
            }
        }
        let mut members = out.serialize_struct("Variable", 3)?;
        members.serialize_field("name", &self.name)?;
        match self.name == Variable::READERS_LEFT_OUT {
            true => members.serialize_field("value", &Part(&self.value))?,
            false => members.serialize_field("value", &self.value)?,
        }
        members.serialize_field("from", &self.from)?;
        members.end()
    }
}

/// One installed package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    pub name: String,
    /// As the package manager writes it: `1.5.2-1`.
    pub version: String,
}

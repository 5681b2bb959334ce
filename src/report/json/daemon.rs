use super::Look;
use crate::facts::{self, Observed, UnitState};
use schemars::JsonSchema;
use serde::Serialize;

/// The PC/SC service as it is installed, set up and running.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Daemon {
    #[serde(flatten)]
    pub look: Look,
    pub program: Option<String>,
    pub version: Version,
    /// Every running process of it that was seen.
    pub processes: Vec<ServiceProcess>,
    /// systemd. `absent`: another manager of services, or none.
    pub manager: Look,
    pub socket_unit: Unit,
    pub service_unit: Unit,
    /// Variables that change what it does.
    pub variables: Vec<Variable>,
    /// Variables in cac-doctor's own environment that change what the PC/SC library does.
    pub client_variables: Vec<Variable>,
    /// Packages of the smart-card software.
    pub packages: Packages,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Version {
    #[serde(flatten)]
    pub look: Look,
    pub version: Option<String>,
    /// What it was built with.
    pub features: Vec<String>,
    /// `pcscd --version`, or a package.
    pub from: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ServiceProcess {
    pub pid: u32,
    pub uid: Option<u32>,
    pub gid: Option<u32>,
    pub user: Option<String>,
    pub arguments: Option<Vec<String>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Unit {
    #[serde(flatten)]
    pub look: Look,
    pub file: Option<String>,
    /// `enabled`, `disabled`, `masked`.
    pub state: Option<&'static str>,
    pub listens: Vec<String>,
    /// Files that change it.
    pub drop_ins: Vec<String>,
    pub start: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Variable {
    pub name: String,
    pub value: String,
    /// Where it is set.
    pub from: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Packages {
    #[serde(flatten)]
    pub look: Look,
    pub installed: Vec<Package>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Package {
    pub name: String,
    pub version: String,
}

impl Daemon {
    pub fn from(it: &Observed<facts::Daemon>) -> Daemon {
        let daemon = it.seen();
        let manager = daemon.and_then(|it| it.manager.seen());
        let variables = |them: &[facts::Variable]| {
            let one = |it: &facts::Variable| Variable {
                name: it.name.clone(),
                value: it.value.0.clone(),
                from: it.from.clone(),
            };
            them.iter().map(one).collect()
        };
        Daemon {
            look: Look::at(it),
            program: daemon.and_then(|it| it.program.seen().cloned()),
            version: Version::from(daemon),
            processes: daemon
                .and_then(|it| it.processes.seen())
                .into_iter()
                .flatten()
                .map(|it| ServiceProcess {
                    pid: it.pid,
                    uid: it.uid,
                    gid: it.gid,
                    user: it.user.clone().map(|it| it.0),
                    arguments: it.arguments.seen().cloned(),
                })
                .collect(),
            manager: daemon.map_or_else(|| Look::at(it), |it| Look::at(&it.manager)),
            socket_unit: Unit::from(manager.map(|it| &it.socket)),
            service_unit: Unit::from(manager.map(|it| &it.service)),
            variables: variables(daemon.map_or(&[], |it| it.variables.as_slice())),
            client_variables: variables(daemon.map_or(&[], |it| it.client_variables.as_slice())),
            packages: Packages {
                look: daemon.map_or_else(|| Look::at(it), |it| Look::at(&it.packages)),
                installed: daemon
                    .and_then(|it| it.packages.seen())
                    .into_iter()
                    .flatten()
                    .map(|it| Package {
                        name: it.name.clone(),
                        version: it.version.clone(),
                    })
                    .collect(),
            },
        }
    }
}

impl Version {
    fn from(daemon: Option<&facts::Daemon>) -> Version {
        let nothing = Observed::<()>::unasked("not looked at");
        let seen = daemon.and_then(|it| it.version.seen());
        Version {
            look: daemon.map_or_else(|| Look::at(&nothing), |it| Look::at(&it.version)),
            version: seen.map(|it| it.version.clone()),
            features: seen.map(|it| it.features.clone()).unwrap_or_default(),
            from: seen.map(|it| it.from.clone()),
        }
    }
}

impl Unit {
    fn from(unit: Option<&Observed<facts::Unit>>) -> Unit {
        let nothing = Observed::<()>::unasked("there is no systemd to ask");
        let seen = unit.and_then(Observed::seen);
        Unit {
            look: unit.map_or_else(|| Look::at(&nothing), Look::at),
            file: seen.map(|it| it.file.clone()),
            state: seen.map(|it| match it.state {
                UnitState::Enabled => "enabled",
                UnitState::Disabled => "disabled",
                UnitState::Masked => "masked",
            }),
            listens: seen.map(|it| it.listens.clone()).unwrap_or_default(),
            drop_ins: seen.map(|it| it.drop_ins.clone()).unwrap_or_default(),
            start: seen.and_then(|it| it.start.clone()),
        }
    }
}

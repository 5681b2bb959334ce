use super::Look;
use crate::facts::{self, Observed};
use schemars::JsonSchema;
use serde::Serialize;

/// Other programs that use PC/SC or a reader's device.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Holders {
    #[serde(flatten)]
    pub look: Look,
    pub programs: Vec<Program>,
    /// Processes that could not be looked into.
    pub unread: usize,
    /// More was there than is kept, or the time was over.
    pub cut: bool,
    pub scdaemon: Scdaemon,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Program {
    pub pid: u32,
    pub name: String,
    pub uid: Option<u32>,
    /// Of the user who ran cac-doctor.
    pub own: bool,
    /// Has the PC/SC library loaded.
    pub library: bool,
    /// PKCS#11 modules for smart cards it has loaded.
    pub modules: Vec<String>,
    /// Device files of USB it has open.
    pub nodes: Vec<String>,
}

/// Settings of GnuPG's card service.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Scdaemon {
    #[serde(flatten)]
    pub look: Look,
    pub files: Vec<String>,
    pub shared: Option<bool>,
    pub disable_ccid: Option<bool>,
    pub reader_port: Option<String>,
}

impl Holders {
    pub fn from(it: &Observed<facts::Holders>) -> Holders {
        let seen = it.seen();
        let scdaemon = seen.and_then(|it| it.scdaemon.seen());
        Holders {
            look: Look::at(it),
            programs: seen
                .into_iter()
                .flat_map(|it| &it.programs)
                .map(|it| Program {
                    pid: it.pid,
                    name: it.name.clone(),
                    uid: it.uid,
                    own: it.own,
                    library: it.library,
                    modules: it.modules.clone(),
                    nodes: it.nodes.seen().cloned().unwrap_or_default(),
                })
                .collect(),
            unread: seen.map_or(0, |it| it.unread),
            cut: seen.is_some_and(|it| it.cut),
            scdaemon: Scdaemon {
                look: seen.map_or_else(|| Look::at(it), |it| Look::at(&it.scdaemon)),
                files: scdaemon
                    .into_iter()
                    .flat_map(|it| it.files.iter().map(|it| it.0.clone()))
                    .collect(),
                shared: scdaemon.map(|it| it.shared),
                disable_ccid: scdaemon.map(|it| it.disable_ccid),
                reader_port: scdaemon
                    .and_then(|it| it.reader_port.clone())
                    .map(|it| it.0),
            },
        }
    }
}

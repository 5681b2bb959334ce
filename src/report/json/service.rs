use super::{Daemon, Environment, Holders, Look, Permission};
use crate::facts::{self, Observed};
use schemars::JsonSchema;
use serde::Serialize;

/// The PC/SC service and the way to it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Service {
    #[serde(flatten)]
    pub look: Look,
    pub library: Library,
    pub socket: Socket,
    /// SCardEstablishContext.
    pub context: Context,
    pub process: Process,
    pub program: Program,
    /// SCardListReaders.
    pub listing: Listing,
    /// The service as it is installed, set up and running.
    pub daemon: Daemon,
    /// Who may use it, and what this session is.
    pub permission: Permission,
    /// Other programs that use it.
    pub holders: Holders,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Library {
    #[serde(flatten)]
    pub look: Look,
    pub name: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Socket {
    #[serde(flatten)]
    pub look: Look,
    pub path: Option<String>,
    /// Set by `PCSCLITE_CSOCK_NAME`.
    pub overridden: Option<bool>,
    /// Permission bits, octal digits.
    pub mode: Option<String>,
    /// Numeric owner.
    pub owner: Option<u32>,
    /// A plain connect(2).
    pub connect: Look,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Context {
    #[serde(flatten)]
    pub look: Look,
    pub took_ms: Option<u64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Process {
    #[serde(flatten)]
    pub look: Look,
    pub pid: Option<u32>,
    pub name: Option<String>,
    pub user: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Program {
    #[serde(flatten)]
    pub look: Look,
    pub path: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Listing {
    #[serde(flatten)]
    pub look: Look,
    pub readers: Option<usize>,
}

/// The workstation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Host {
    #[serde(flatten)]
    pub look: Look,
    /// `linux`, `windows`, `macos`.
    pub os: Option<String>,
    /// The system's own name and version.
    pub name: Option<String>,
    pub distribution: Option<String>,
    pub kernel: Option<String>,
    pub architecture: Option<String>,
    pub hostname: Option<String>,
    pub user: Option<String>,
    pub uid: Option<u32>,
    /// `ssh`, `container`, `wsl`.
    pub session: Vec<String>,
    /// Where the run stands.
    pub environment: Environment,
}

/// The answer inside a service that was itself not reached.
fn inside<T: Clone>(
    service: &Observed<facts::Service>,
    part: impl Fn(&facts::Service) -> &Observed<T>,
) -> Observed<T> {
    match service {
        Observed::Seen(it) => part(it).clone(),
        Observed::Absent => Observed::Absent,
        Observed::Failed(it) => Observed::Failed(it.clone()),
        Observed::Unasked { because } => Observed::unasked(because.clone()),
    }
}

impl Service {
    pub fn from(it: &Observed<facts::Service>, machine: &facts::Machine) -> Service {
        let library = inside(it, |it| &it.library);
        let socket = inside(it, |it| &it.socket);
        let context = inside(it, |it| &it.context);
        let process = inside(it, |it| &it.process);
        let program = inside(it, |it| &it.program);
        let listing = inside(it, |it| &it.listing);
        Service {
            look: Look::at(it),
            library: Library {
                look: Look::at(&library),
                name: library.seen().map(|it| it.name.clone()),
            },
            socket: Socket {
                look: Look::at(&socket),
                path: socket.seen().map(|it| it.path.clone()),
                overridden: socket.seen().map(|it| it.overridden),
                mode: socket.seen().and_then(|it| it.mode.seen().cloned()),
                owner: socket.seen().and_then(|it| it.owner.seen().copied()),
                connect: match &socket {
                    Observed::Seen(it) => Look::at(&it.connect),
                    other => Look::at(other),
                },
            },
            context: Context {
                look: Look::at(&context),
                took_ms: context.seen().copied(),
            },
            process: Process {
                look: Look::at(&process),
                pid: process.seen().map(|it| it.pid),
                name: process.seen().map(|it| it.name.clone()),
                user: process.seen().and_then(|it| it.user.clone()).map(|it| it.0),
            },
            program: Program {
                look: Look::at(&program),
                path: program.seen().cloned(),
            },
            listing: Listing {
                look: Look::at(&listing),
                readers: listing.seen().copied(),
            },
            daemon: Daemon::from(&machine.daemon),
            permission: Permission::from(&machine.permission),
            holders: Holders::from(&machine.holders),
        }
    }
}

impl Host {
    pub fn from(it: &Observed<facts::Host>, machine: &facts::Machine) -> Host {
        let host = it.seen();
        Host {
            look: Look::at(it),
            os: host.map(|it| it.os.clone()),
            name: host.and_then(|it| it.name.clone()),
            distribution: host.and_then(|it| it.distribution.clone()),
            kernel: host.and_then(|it| it.kernel.clone()),
            architecture: host.map(|it| it.architecture.clone()),
            hostname: host.and_then(|it| it.hostname.clone()).map(|it| it.0),
            user: host.and_then(|it| it.user.clone()).map(|it| it.0),
            uid: host.and_then(|it| it.uid),
            session: host.map(|it| it.session.clone()).unwrap_or_default(),
            environment: Environment::from(&machine.environment),
        }
    }
}

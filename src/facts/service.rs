use super::{Observed, Pii, personal};
use serde::{Deserialize, Serialize};

/// The PC/SC service and the way to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// The client library (`libpcsclite.so.1`, `winscard.dll`, the PCSC framework).
    pub library: Observed<Library>,
    /// The service's socket, told by a plain connect(2). `Unasked` where PC/SC uses none.
    pub socket: Observed<Socket>,
    /// What SCardEstablishContext said: the milliseconds it took, or its error.
    pub context: Observed<u64>,
    /// The running service process. `Absent`: no such process.
    pub process: Observed<Process>,
    /// The service's program file, where it is installed. `Absent`: in none of the usual places.
    pub program: Observed<String>,
    /// What SCardListReaders said: the number of readers it named, or its error.
    pub listing: Observed<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    /// The name or path it was opened by.
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Socket {
    pub path: String,
    /// Set by `PCSCLITE_CSOCK_NAME` rather than compiled in.
    pub overridden: bool,
    /// Permission bits of the socket file, octal digits: `666`. `Absent`: no such file.
    pub mode: Observed<String>,
    /// Numeric owner of the socket file.
    pub owner: Observed<u32>,
    /// `Seen`: something listens and lets us in. `Failed`: `ENOENT`, `ECONNREFUSED`, `EACCES`.
    pub connect: Observed<()>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    pub pid: u32,
    pub name: String,
    #[serde(serialize_with = "personal::user")]
    pub user: Option<Pii<String>>,
}

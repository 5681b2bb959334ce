use super::errno::failure;
use crate::facts::{Observed, Socket};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::UnixStream;
use std::path::Path;

/// Compiled into pcsc-lite as PCSCLITE_CSOCK_NAME, below its ipcdir.
const DEFAULT: &str = "/run/pcscd/pcscd.comm";

/// Looks at pcscd's socket the way its client library would, by a plain connect(2): SCardEstablishContext gives one
/// code for three different troubles.
pub(in crate::probe) fn socket() -> Observed<Socket> {
    let named = std::env::var_os("PCSCLITE_CSOCK_NAME").filter(|it| !it.is_empty());
    let overridden = named.is_some();
    let path = named.unwrap_or_else(|| DEFAULT.into());
    let meta = std::fs::metadata(&path);
    let of = |pick: &dyn Fn(&std::fs::Metadata) -> u32| match &meta {
        Ok(it) => Observed::Seen(pick(it)),
        Err(error) if error.kind() == ErrorKind::NotFound => Observed::Absent,
        Err(error) => Observed::Failed(failure("stat", error)),
    };
    Observed::Seen(Socket {
        overridden,
        mode: of(&|it| it.permissions().mode() & 0o7777).map(|it| format!("{it:03o}")),
        owner: of(&|it| it.uid()),
        connect: match UnixStream::connect(&path) {
            Ok(_) => Observed::Seen(()),
            Err(error) => Observed::Failed(failure("connect", &error)),
        },
        path: path.to_string_lossy().into_owned(),
    })
}

/// Where pcscd's program file lies, if anywhere usual.
pub(in crate::probe) fn program() -> Observed<String> {
    [
        "/usr/sbin/pcscd",
        "/usr/bin/pcscd",
        "/usr/local/sbin/pcscd",
        "/sbin/pcscd",
    ]
    .into_iter()
    .find(|it| Path::new(it).exists())
    .map_or(Observed::Absent, |it| Observed::Seen(it.to_owned()))
}

use super::super::root::Root;
use crate::facts::{Observed, Pii, Scdaemon};
use crate::standards::setup::options;

/// Largest settings file that is read.
const FILE: usize = 64 * 1024;

/// Settings of GnuPG's scdaemon: the system's, then the user's (scdaemon(1), `--options`).
pub(super) fn settings(root: &Root, home: Option<&str>) -> Observed<Scdaemon> {
    let folder = std::env::var("GNUPGHOME")
        .ok()
        .filter(|it| !it.is_empty())
        .or_else(|| home.map(|it| format!("{it}/.gnupg")));
    let files = std::iter::once("/etc/gnupg/scdaemon.conf".to_owned())
        .chain(folder.map(|it| format!("{it}/scdaemon.conf")));
    let mut out = Scdaemon {
        files: Vec::new(),
        shared: false,
        disable_ccid: false,
        reader_port: None,
    };
    let mut failed = None;
    for file in files {
        match root.text(&file, FILE) {
            Observed::Seen(text) => {
                let it = options(&text, &["pcsc-shared", "disable-ccid", "reader-port"]);
                out.shared |= it.has("pcsc-shared");
                out.disable_ccid |= it.has("disable-ccid");
                if let Some(port) = it.value("reader-port") {
                    out.reader_port = Some(Pii(port.to_owned()));
                }
                out.files.push(Pii(file));
            }
            Observed::Failed(it) => failed = Some(it),
            _ => {}
        }
    }
    match (out.files.is_empty(), failed) {
        (true, Some(failure)) => Observed::Failed(failure),
        (true, None) => Observed::Absent,
        (false, _) => Observed::Seen(out),
    }
}

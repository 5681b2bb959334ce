//! Programs that may hold a card, as far as can be told from outside.
use crate::case::{Case, ReaderCase};
use crate::facts::HolderProgram;

/// Programs of the desktop that look at cards by themselves.
pub(super) const HELPERS: [&str; 8] = [
    "gsd-smartcard",
    "p11_child",
    "opensc-notify",
    "pcsc_scan",
    "yubikey-agent",
    "geoclue",
    "pkcs11-register",
    "sssd_pam",
];

/// Browsers and mail programs.
const BROWSERS: [&str; 12] = [
    "firefox",
    "firefox-bin",
    "firefox-esr",
    "librewolf",
    "thunderbird",
    "thunderbird-bin",
    "chrome",
    "chromium",
    "msedge",
    "brave",
    "opera",
    "vivaldi-bin",
];

/// The program of this name, where it uses PC/SC or a reader.
pub(super) fn holder<'s>(case: &Case<'s>, name: &str) -> Option<&'s HolderProgram> {
    case.holders().iter().find(|it| it.name == name)
}

/// What a browser is called among people. None: it is none.
pub(super) fn browser(it: &HolderProgram) -> Option<&'static str> {
    let name = it.name.to_ascii_lowercase();
    BROWSERS
        .into_iter()
        .find(|it| name == *it)
        .map(|it| match it {
            "firefox" | "firefox-bin" | "firefox-esr" | "librewolf" => "Firefox",
            "thunderbird" | "thunderbird-bin" => "Thunderbird",
            "msedge" => "Edge",
            "brave" => "Brave",
            "opera" => "Opera",
            "vivaldi-bin" => "Vivaldi",
            _ => "Chrome",
        })
}

/// Programs that may hold the card in this reader: those with the PC/SC library loaded, or with the reader's device open.
pub(super) fn suspects<'s>(case: &Case<'s>, reader: &ReaderCase<'s>) -> Vec<&'s HolderProgram> {
    let node = reader
        .device
        .and_then(|(at, _)| case.usb.get(at))
        .and_then(|it| it.facts.node.seen())
        .map(|it| it.path.as_str());
    case.holders()
        .iter()
        .filter(|it| {
            let opens = it
                .nodes
                .seen()
                .is_some_and(|them| node.is_some_and(|node| them.iter().any(|it| it == node)));
            it.library || opens
        })
        .collect()
}

/// Names for a sentence: `firefox (process 901) or scdaemon (process 900)`.
pub(super) fn named(them: &[&HolderProgram]) -> String {
    let mut names: Vec<String> = them
        .iter()
        .take(3)
        .map(|it| format!("{} (process {})", it.name, it.pid))
        .collect();
    if them.len() > 3 {
        names.push(format!("{} more", them.len() - 3));
    }
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => String::new(),
    }
}

/// What was not looked into, so that the list may be short of one.
pub(super) fn not_all_seen(case: &Case) -> Option<String> {
    let holders = case.snapshot.machine.holders.seen()?;
    match (holders.unread, holders.cut) {
        (0, false) => None,
        (0, true) => Some("not every program was looked at".to_owned()),
        (1, _) => Some(
            "one program could not be looked into without an administrator's rights".to_owned(),
        ),
        (many, _) => Some(format!(
            "{many} programs could not be looked into without an administrator's rights"
        )),
    }
}

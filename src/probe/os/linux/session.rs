use std::path::Path;

/// Marks of a session that is not at the desk or not on the bare machine: `ssh`, `container`, `wsl`, `snap`, `flatpak`.
pub(in crate::probe) fn marks() -> Vec<String> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|it| !it.is_empty());
    let mut out = Vec::new();
    let mut mark = |seen: bool, word: &str| {
        if seen {
            out.push(word.to_owned());
        }
    };
    mark(set("SSH_CONNECTION") || set("SSH_CLIENT"), "ssh");
    mark(
        Path::new("/.dockerenv").exists() || Path::new("/run/.containerenv").exists(),
        "container",
    );
    mark(
        std::fs::read_to_string("/proc/sys/kernel/osrelease")
            .is_ok_and(|it| it.to_ascii_lowercase().contains("microsoft")),
        "wsl",
    );
    mark(set("SNAP"), "snap");
    mark(Path::new("/.flatpak-info").exists(), "flatpak");
    out
}

/// Whether a keyboard's Caps Lock light is on (Documentation/leds/leds-class.rst: `brightness`). None: no such light.
pub(in crate::probe) fn caps_lock() -> Option<bool> {
    let mut seen = None;
    for it in std::fs::read_dir("/sys/class/leds").ok()?.flatten() {
        if it.file_name().to_string_lossy().ends_with("::capslock")
            && let Ok(value) = std::fs::read_to_string(it.path().join("brightness"))
        {
            seen = Some(seen.unwrap_or(false) || value.trim() != "0");
        }
    }
    seen
}

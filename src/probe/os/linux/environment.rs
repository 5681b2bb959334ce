//! Where this run stands: container, virtual machine, remote session, sandbox.
use super::root::Root;
use crate::facts::{BundledLibrary, Environment, Observed, Pii, SandboxedBrowser};
use crate::standards::setup::assignments;

pub(super) fn look(root: &Root, home: Option<&str>) -> Environment {
    let var = |name: &str| std::env::var(name).ok().filter(|it| !it.is_empty());
    let id = |name: &str| var(name).and_then(|it| it.parse().ok());
    Environment {
        container: container(root),
        virtual_machine: virtual_machine(root),
        wsl: wsl(root),
        remote: remote(var),
        sandbox: sandbox(root, var),
        on_behalf_of: id("SUDO_UID").or_else(|| id("PKEXEC_UID")),
        usb_nodes: if root.exists("/dev/bus/usb") {
            Observed::Seen(())
        } else {
            Observed::Absent
        },
        sandboxed_browsers: browsers(root, home),
    }
}

fn some(it: Option<String>) -> Observed<String> {
    it.map_or(Observed::Absent, |it| {
        Observed::Seen(it.chars().take(80).collect())
    })
}

/// Marks that container managers leave (systemd-detect-virt(1); docker, podman).
fn container(root: &Root) -> Observed<String> {
    if root.exists("/run/.containerenv") {
        return Observed::Seen("podman".to_owned());
    }
    if root.exists("/.dockerenv") {
        return Observed::Seen("docker".to_owned());
    }
    let told = ["/run/host/container-manager", "/run/systemd/container"]
        .into_iter()
        .find_map(|it| root.word(it));
    if told.is_some() {
        return some(told);
    }
    let environment = root.bytes("/proc/1/environ", 64 * 1024).ok();
    let named = environment.and_then(|(bytes, _)| {
        String::from_utf8_lossy(&bytes)
            .split('\0')
            .find_map(|it| it.strip_prefix("container=").map(str::to_owned))
    });
    // Of version 1, where the path names the manager.
    let groups = root.word("/proc/1/cgroup").unwrap_or_default();
    let by_group = ["docker", "kubepods", "lxc"]
        .into_iter()
        .find(|it| groups.contains(&format!("/{it}")))
        .map(str::to_owned);
    some(named.or(by_group))
}

/// The maker that the firmware names (SMBIOS type 1), or what the hypervisor calls itself.
fn virtual_machine(root: &Root) -> Observed<String> {
    const KNOWN: [&str; 10] = [
        "QEMU",
        "KVM",
        "VMware",
        "VirtualBox",
        "innotek",
        "Xen",
        "Parallels",
        "BHYVE",
        "Virtual Machine",
        "Amazon EC2",
    ];
    let words: Vec<String> = ["sys_vendor", "product_name"]
        .into_iter()
        .filter_map(|it| root.word(&format!("/sys/class/dmi/id/{it}")))
        .collect();
    let told = words.join(" ");
    let known = KNOWN.iter().any(|it| told.contains(it));
    if known {
        return some(Some(told));
    }
    some(root.word("/sys/hypervisor/type"))
}

/// The kernel's release names Microsoft, and WSL 2 itself (WSL: /proc/sys/kernel/osrelease).
fn wsl(root: &Root) -> Observed<u8> {
    let release = root
        .word("/proc/sys/kernel/osrelease")
        .unwrap_or_default()
        .to_ascii_lowercase();
    if !release.contains("microsoft") {
        Observed::Absent
    } else if release.contains("wsl2") {
        Observed::Seen(2)
    } else {
        Observed::Seen(1)
    }
}

/// What the programs that bring a person in from another computer leave in the environment.
fn remote(var: impl Fn(&str) -> Option<String>) -> Vec<String> {
    [
        ("ssh", ["SSH_CONNECTION", "SSH_CLIENT"]),
        ("rdp", ["XRDP_SESSION", "XRDP_SOCKET_PATH"]),
        ("vnc", ["VNCDESKTOP", "X2GO_SESSION"]),
    ]
    .into_iter()
    .filter(|(_, names)| names.iter().any(|it| var(it).is_some()))
    .map(|(word, _)| word.to_owned())
    .collect()
}

fn sandbox(root: &Root, var: impl Fn(&str) -> Option<String>) -> Observed<String> {
    let flatpak = root.text("/.flatpak-info", 16 * 1024);
    if let Observed::Seen(text) = flatpak {
        let name = assignments(&text)
            .into_iter()
            .find(|it| it.section == "Application" && it.name == "name");
        let name = name.map_or(String::new(), |it| format!(" {}", it.value));
        return some(Some(format!("flatpak{name}")));
    }
    let snap = var("SNAP_NAME")
        .or_else(|| var("SNAP"))
        .map(|it| format!("snap {it}"));
    some(snap.or_else(|| var("APPIMAGE").map(|_| "appimage".to_owned())))
}

/// Browsers as snaps and flatpaks, and where the one's PC/SC library would be.
fn browsers(root: &Root, home: Option<&str>) -> Observed<Vec<SandboxedBrowser>> {
    let mut out = Vec::new();
    for name in ["firefox", "chromium", "brave", "opera"] {
        let path = format!("/snap/{name}/current");
        if root.exists(&path) {
            out.push(browser(
                root,
                name,
                "snap",
                path.clone(),
                &[format!("{path}/usr/lib")],
            ));
        }
    }
    let flatpaks = [
        "org.mozilla.firefox",
        "com.google.Chrome",
        "org.chromium.Chromium",
        "com.microsoft.Edge",
        "com.brave.Browser",
    ];
    let places = std::iter::once("/var/lib/flatpak/app".to_owned())
        .chain(home.map(|it| format!("{it}/.local/share/flatpak/app")));
    for place in places {
        for name in flatpaks {
            let path = format!("{place}/{name}");
            if root.exists(&path) {
                let files = format!("{path}/current/active/files/lib");
                out.push(browser(root, name, "flatpak", path, &[files]));
            }
        }
    }
    if out.is_empty() {
        Observed::Absent
    } else {
        Observed::Seen(out)
    }
}

fn browser(root: &Root, name: &str, kind: &str, path: String, lib: &[String]) -> SandboxedBrowser {
    // Beside the libraries, or one folder further: x86_64-linux-gnu.
    let folders = lib.iter().flat_map(|it| {
        let inside = root.list(it).seen().cloned().unwrap_or_default();
        let multiarch = inside.into_iter().filter(|it| it.contains("-linux-"));
        std::iter::once(it.clone())
            .chain(multiarch.map(move |name| format!("{it}/{name}")))
            .collect::<Vec<_>>()
    });
    let library = folders
        .map(|it| (format!("{it}/libpcsclite.so.1"), it))
        .find(|(file, _)| root.is_there(file))
        .map_or(Observed::Absent, |(path, folder)| {
            Observed::Seen(BundledLibrary {
                split: root.is_there(&format!("{folder}/libpcsclite_real.so.1")),
                path,
            })
        });
    SandboxedBrowser {
        name: name.to_owned(),
        kind: kind.to_owned(),
        path: Pii(path),
        library,
    }
}

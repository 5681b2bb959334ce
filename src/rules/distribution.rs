use crate::case::Case;

/// Families of Linux distributions that name packages alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Debian,
    Fedora,
    Arch,
    Suse,
}

/// By `ID` and `ID_LIKE` of os-release(5).
fn family(case: &Case) -> Option<Family> {
    let host = case.snapshot.host.seen()?;
    host.distribution
        .iter()
        .chain(&host.distribution_like)
        .find_map(|it| match it.as_str() {
            "debian" | "ubuntu" => Some(Family::Debian),
            "fedora" | "rhel" | "centos" => Some(Family::Fedora),
            "arch" => Some(Family::Arch),
            "suse" | "opensuse" | "opensuse-leap" | "opensuse-tumbleweed" | "sles" => {
                Some(Family::Suse)
            }
            _ => None,
        })
}

pub(super) fn is_linux(case: &Case) -> bool {
    case.snapshot.host.seen().is_none_or(|it| it.os == "linux")
}

/// What installs the PC/SC service with the CCID driver. All families where this one is not known.
pub(super) fn install_service(case: &Case) -> Vec<String> {
    each(case, |it| match it {
        Family::Debian => "sudo apt-get install pcscd libccid",
        Family::Fedora => "sudo dnf install pcsc-lite pcsc-lite-ccid",
        Family::Arch => "sudo pacman -S pcsclite ccid",
        Family::Suse => "sudo zypper install pcsc-lite pcsc-ccid",
    })
}

/// What installs the PC/SC client library.
pub(super) fn install_library(case: &Case) -> Vec<String> {
    each(case, |it| match it {
        Family::Debian => "sudo apt-get install libpcsclite1 pcscd libccid",
        Family::Fedora => "sudo dnf install pcsc-lite-libs pcsc-lite pcsc-lite-ccid",
        Family::Arch => "sudo pacman -S pcsclite ccid",
        Family::Suse => "sudo zypper install libpcsclite1 pcsc-lite pcsc-ccid",
    })
}

/// What brings the newest CCID driver that the distribution has.
pub(super) fn update_driver(case: &Case) -> Vec<String> {
    each(case, |it| match it {
        Family::Debian => "sudo apt-get update && sudo apt-get install --only-upgrade libccid",
        Family::Fedora => "sudo dnf upgrade pcsc-lite-ccid",
        Family::Arch => "sudo pacman -Syu ccid",
        Family::Suse => "sudo zypper update pcsc-ccid",
    })
}

fn each(case: &Case, command: fn(Family) -> &'static str) -> Vec<String> {
    match family(case) {
        Some(it) => vec![command(it).to_owned()],
        None if is_linux(case) => [
            (Family::Debian, "Debian, Ubuntu"),
            (Family::Fedora, "Fedora, RHEL"),
            (Family::Arch, "Arch"),
            (Family::Suse, "openSUSE"),
        ]
        .map(|(it, name)| format!("{}    # {name}", command(it)))
        .to_vec(),
        None => Vec::new(),
    }
}

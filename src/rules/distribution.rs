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

/// What installs the driver of CCID readers.
pub(super) fn install_driver(case: &Case) -> Vec<String> {
    each(case, |it| match it {
        Family::Debian => "sudo apt-get install libccid",
        Family::Fedora => "sudo dnf install pcsc-lite-ccid",
        Family::Arch => "sudo pacman -S ccid",
        Family::Suse => "sudo zypper install pcsc-ccid",
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

/// What puts a driver's own files back. Only of the drivers that distributions have.
pub(super) fn reinstall_driver(case: &Case, name: &str) -> Vec<String> {
    match name {
        "libccid" => each(case, |it| match it {
            Family::Debian => {
                "sudo apt-get install --reinstall -o Dpkg::Options::=--force-confmiss libccid"
            }
            Family::Fedora => "sudo dnf reinstall pcsc-lite-ccid",
            Family::Arch => "sudo pacman -S ccid",
            Family::Suse => "sudo zypper install --force pcsc-ccid",
        }),
        "libacsccid" => each(case, |it| match it {
            Family::Debian => "sudo apt-get install --reinstall libacsccid1",
            Family::Fedora => "sudo dnf reinstall acsccid",
            Family::Arch => "sudo pacman -S acsccid",
            Family::Suse => "sudo zypper install --force pcsc-acsccid",
        }),
        _ => Vec::new(),
    }
}

/// What puts the service's own files back.
pub(super) fn reinstall_service(case: &Case) -> Vec<String> {
    each(case, |it| match it {
        Family::Debian => "sudo apt-get install --reinstall pcscd",
        Family::Fedora => "sudo dnf reinstall pcsc-lite",
        Family::Arch => "sudo pacman -S pcsclite",
        Family::Suse => "sudo zypper install --force pcsc-lite",
    })
}

/// What brings the newest service and client library that the distribution has.
pub(super) fn update_service(case: &Case) -> Vec<String> {
    each(case, |it| match it {
        Family::Debian => {
            "sudo apt-get update && sudo apt-get install --only-upgrade pcscd libpcsclite1 libccid"
        }
        Family::Fedora => "sudo dnf upgrade pcsc-lite pcsc-lite-libs pcsc-lite-ccid",
        Family::Arch => "sudo pacman -Syu pcsclite ccid",
        Family::Suse => "sudo zypper update pcsc-lite libpcsclite1 pcsc-ccid",
    })
}

/// What brings the newest OpenSC that the distribution has.
pub(super) fn update_opensc(case: &Case) -> Vec<String> {
    each(case, |it| match it {
        Family::Debian => {
            "sudo apt-get update && sudo apt-get install --only-upgrade opensc opensc-pkcs11"
        }
        Family::Fedora => "sudo dnf upgrade opensc",
        Family::Arch => "sudo pacman -Syu opensc",
        Family::Suse => "sudo zypper update opensc",
    })
}

/// What removes the virtual readers of vsmartcard.
pub(super) fn remove_virtual_readers(case: &Case) -> Vec<String> {
    each(case, |it| match it {
        Family::Debian => "sudo apt-get remove vsmartcard-vpcd",
        Family::Fedora => "sudo dnf remove virtualsmartcard",
        Family::Arch => "sudo pacman -R virtualsmartcard",
        Family::Suse => "sudo zypper remove virtualsmartcard",
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

//! The file through which a program reaches a device, and what udev keeps of it.
use crate::facts::{Bytes, DeviceNode, Observed};
use crate::probe::os::linux::errno::failure;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// Largest access control list that is read, bytes: 8 an entry, so some 500 entries.
const ACL_LIMIT: usize = 4096;
/// Largest file of udev that is read, bytes.
const UDEV_LIMIT: u64 = 64 * 1024;
/// Largest group file that is read, bytes.
const GROUP_LIMIT: u64 = 1024 * 1024;

/// Properties that say something of a card reader (70-uaccess.rules, 60-persistent… of systemd; pcscd(8)).
const PROPERTIES: [&str; 5] = [
    "ID_SMARTCARD_READER",
    "ID_SECURITY_TOKEN",
    "ID_AUTOSUSPEND",
    "PCSCLITE_IGNORE",
    "TAGS",
];

pub(super) fn node(root: &Path, bus: u16, address: u16) -> Observed<DeviceNode> {
    let path = format!("/dev/bus/usb/{bus:03}/{address:03}");
    let file = root.join(path.trim_start_matches('/'));
    let meta = match std::fs::metadata(&file) {
        Ok(it) => it,
        Err(error) if error.kind() == ErrorKind::NotFound => return Observed::Absent,
        Err(error) => return Observed::Failed(failure(format!("stat {path}"), &error)),
    };
    Observed::Seen(DeviceNode {
        owner: meta.uid(),
        group: meta.gid(),
        group_name: group_name(root, meta.gid()),
        mode: format!("{:03o}", meta.mode() & 0o7777),
        acl: acl(&file),
        path,
    })
}

/// As acl(5) and the kernel's include/uapi/linux/posix_acl_xattr.h have it.
fn acl(file: &Path) -> Observed<Bytes> {
    let mut out = vec![0_u8; ACL_LIMIT];
    match rustix::fs::getxattr(file, "system.posix_acl_access", &mut out[..]) {
        Ok(length) => {
            out.truncate(length);
            Observed::Seen(Bytes(out))
        }
        Err(rustix::io::Errno::NODATA | rustix::io::Errno::OPNOTSUPP) => Observed::Absent,
        Err(error) => Observed::Failed(failure("getxattr system.posix_acl_access", &error.into())),
    }
}

/// The name of a group of the system's own. Groups from 1000 on are people's (login.defs(5), GID_MIN), and named after them.
fn group_name(root: &Path, group: u32) -> Option<String> {
    if group >= 1000 {
        return None;
    }
    let mut text = String::new();
    let file = File::open(root.join("etc/group")).ok()?;
    file.take(GROUP_LIMIT).read_to_string(&mut text).ok()?;
    text.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let number: u32 = fields.nth(1)?.parse().ok()?;
        (number == group && !name.is_empty()).then(|| name.to_owned())
    })
}

/// Character devices of the USB have the major number 189 (Documentation/admin-guide/devices.txt).
pub(super) fn udev(root: &Path, bus: u16, address: u16) -> Observed<BTreeMap<String, String>> {
    let minor = u32::from(bus.saturating_sub(1)) * 128 + u32::from(address.saturating_sub(1));
    let name = format!("run/udev/data/c189:{minor}");
    let mut text = Vec::new();
    let read =
        File::open(root.join(&name)).and_then(|it| it.take(UDEV_LIMIT).read_to_end(&mut text));
    match read {
        Ok(_) => Observed::Seen(properties(&String::from_utf8_lossy(&text))),
        Err(error) if error.kind() == ErrorKind::NotFound => Observed::Absent,
        Err(error) => Observed::Failed(failure(format!("read /{name}"), &error)),
    }
}

/// Lines are `E:NAME=VALUE` for properties, `G:TAG` and `Q:TAG` for tags past and present (systemd, sd-device).
fn properties(text: &str) -> BTreeMap<String, String> {
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    for line in text.lines() {
        let pair = match line.split_once(':') {
            Some(("E", it)) => it.split_once('='),
            Some(("Q", tag)) => Some(("TAGS", tag)),
            _ => None,
        };
        let Some((name, value)) = pair else { continue };
        if !PROPERTIES.contains(&name) {
            continue;
        }
        let value: String = value.chars().take(200).collect();
        let all = out.entry(name.to_owned()).or_default();
        if name == "TAGS" && !all.is_empty() {
            all.push(' ');
            all.push_str(&value);
        } else {
            *all = value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_matters_is_kept_of_udev() {
        let text = "E:ID_SERIAL=QEMU_1234\nE:ID_SMARTCARD_READER=1\nE:PCSCLITE_IGNORE=1\nG:seat\nQ:uaccess\nQ:security-device\nV:1\nnonsense\n";
        let seen = properties(text);
        assert_eq!(
            seen.into_iter().collect::<Vec<_>>(),
            [
                ("ID_SMARTCARD_READER".to_owned(), "1".to_owned()),
                ("PCSCLITE_IGNORE".to_owned(), "1".to_owned()),
                ("TAGS".to_owned(), "uaccess security-device".to_owned()),
            ]
        );
    }
}

//! Lines of udev rules that a site may install; `udev/` has the same, each with its reason. Nothing here installs them.

/// Sorts after 92_pcscd_ccid.rules, which switches autosuspend on for every CCID reader.
pub(super) const NO_AUTOSUSPEND: &str = "/etc/udev/rules.d/93-smart-card-no-autosuspend.rules";
/// Sorts after 92_pcscd_ccid.rules, which sets the group of readers that it knows.
pub(super) const GROUP: &str = "/etc/udev/rules.d/93-smart-card-group.rules";

/// Anywhere after the properties of the device are set.
const IGNORE: &str = "/etc/udev/rules.d/93-smart-card-ignore.rules";

/// Keeps a model from being suspended.
pub(super) fn no_autosuspend(vendor: u16, product: u16) -> String {
    format!(
        "ACTION!=\"remove\", SUBSYSTEM==\"usb\", ENV{{DEVTYPE}}==\"usb_device\", ATTR{{idVendor}}==\"{vendor:04x}\", \
         ATTR{{idProduct}}==\"{product:04x}\", ATTR{{power/control}}=\"on\""
    )
}

/// Lets a group open a model's device file.
pub(super) fn group(vendor: u16, product: u16, group: &str) -> String {
    format!(
        "ACTION!=\"remove\", SUBSYSTEM==\"usb\", ENV{{DEVTYPE}}==\"usb_device\", ATTR{{idVendor}}==\"{vendor:04x}\", \
         ATTR{{idProduct}}==\"{product:04x}\", GROUP=\"{group}\", MODE=\"0660\""
    )
}

/// Makes pcscd leave a model alone (pcsc-lite 2.3.2 and later).
pub(super) fn ignore(vendor: u16, product: u16) -> String {
    format!(
        "ACTION!=\"remove\", SUBSYSTEM==\"usb\", ENV{{DEVTYPE}}==\"usb_device\", ATTR{{idVendor}}==\"{vendor:04x}\", \
         ATTR{{idProduct}}==\"{product:04x}\", ENV{{PCSCLITE_IGNORE}}=\"1\""
    )
}

/// What puts such a line into a file and lets it count.
pub(super) fn install(line: &str, file: &str) -> Vec<String> {
    vec![
        format!("echo '{line}' | sudo tee {file}"),
        "sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=usb --action=add"
            .to_owned(),
    ]
}

/// The lines for an example, by the file they go to; `udev/` has each under the same name, and a test holds it to that.
pub fn udev_examples() -> [(&'static str, String); 3] {
    [
        (NO_AUTOSUSPEND, no_autosuspend(0x04e6, 0x5116)),
        (GROUP, group(0x04e6, 0x5116, "pcscd")),
        (IGNORE, ignore(0x072f, 0x2200)),
    ]
}

use super::{ago, for_each_silent, service_line};
use crate::case::{Case, DeviceCase};
use crate::rules::distribution::update_driver;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who, udev};
use crate::standards::logs::About;

rule! {
    /// The smart card service may not open the reader's device file.
    ///
    /// ## What it means
    /// Since pcsc-lite 2.4.0 the service runs as a user of its own. The reader's device file must then be given to that user's
    /// group by the udev rules that come with the driver; older drivers leave it to root. So readers are gone after an update
    /// of the service alone.
    ///
    /// ## How we know
    /// Owner, group, mode and access list of the device file do not let the running service read and write it, or the service
    /// wrote LIBUSB_ERROR_ACCESS for it.
    ///
    /// ## What to do
    /// Update the driver to match the service (libccid 1.7.0 or later, or what the distribution has for it), let udev apply its
    /// rules, and plug the reader in again.
    "usb/node-forbidden",
    severity: Failure,
    masked_by: [reader::character_level],
    sources: ["PCSC issue 239; acsccid issue 39", "CCID README 1.7.0; pcsc-lite ChangeLog 2.4.0", "acl(5)"],
}

fn check(case: &Case) -> Verdict {
    for_each_silent(case, |it| {
        let line = service_line(case, it, About::Permission);
        let kept_out = asker(case, it);
        let (message, evidence) = match (&kept_out, line) {
            (Some(user), _) => (
                format!(
                    "The smart card service runs as user {user}, who may not use the device file of the reader {}.",
                    it.words()
                ),
                it.at("node"),
            ),
            (None, Some(line)) => (
                format!(
                    "The smart card service may not open the reader {} (LIBUSB_ERROR_ACCESS{}).",
                    it.words(),
                    ago(case, line)
                ),
                line.pointer.clone(),
            ),
            (None, None) => return None,
        };
        let own = it
            .id
            .map(|(vendor, product)| udev::group(vendor, product, "pcscd"))
            .map(|line| udev::install(&line, udev::GROUP));
        let remedy = Remedy::new(
                Who::Admin,
                "Update the driver so that it matches the service, let udev apply its rules, and plug the reader in again.",
            )
            .commands(update_driver(case))
            .commands(own.unwrap_or_default());
        Some(Finding::new(Subject::of_device(case, it), message, remedy).evidence(evidence))
    })
}

/// The user that the service runs as, where that one may not use the device.
fn asker(case: &Case, it: &DeviceCase) -> Option<u32> {
    let daemon = case.snapshot.machine.daemon.seen()?;
    let process = daemon.processes.seen()?.first()?;
    let user = process.uid?;
    let groups: Vec<u32> = process.gid.iter().chain(&process.groups).copied().collect();
    (it.opens_for(user, &groups) == Some(false)).then_some(user)
}

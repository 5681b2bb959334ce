//! What lies below PC/SC, looked at while PC/SC is asked.
use super::{Deadline, bounded, os};
use crate::facts::{Log, Machine, Observed, Usb};
use std::path::Path;
use std::time::Duration;
use time::OffsetDateTime;

/// A look that is under way.
pub(super) struct Looking {
    usb: bounded::Pending<Observed<Usb>>,
    logs: [os::Reading; 2],
}

/// Begins to look at the machine whose files are below `root`.
pub(super) fn start(
    root: &Path,
    deadline: Deadline,
    now: OffsetDateTime,
    utc_offset_s: i32,
) -> Looking {
    let at = root.to_owned();
    Looking {
        usb: bounded::start("looking at the USB", move || os::usb(&at, deadline)),
        logs: os::logs(root, now, utc_offset_s),
    }
}

impl Looking {
    /// What was seen. Logs are waited for no longer than `patience`: what was read of them by then is what there is.
    pub(super) fn wait(self, deadline: Deadline, patience: Duration) -> Machine {
        let usb = self.usb.wait(deadline);
        let soon = deadline.sooner(patience);
        let [kernel_log, service_log] = self.logs.map(|it| -> Observed<Log> { it.wait(soon) });
        Machine {
            usb: usb.unwrap_or_else(Observed::Failed),
            kernel_log,
            service_log,
            ..Machine::default()
        }
    }
}

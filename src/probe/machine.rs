//! What lies below PC/SC, looked at while PC/SC is asked.
use super::{Deadline, bounded, os};
use crate::facts::{
    Daemon, Drivers, Environment, Holders, Log, Machine, Middleware, Observed, Permission,
    PolicyAnswers, Usb,
};
use std::path::{Path, PathBuf};
use std::time::Duration;
use time::OffsetDateTime;

/// A look that is under way.
pub(super) struct Looking {
    usb: bounded::Pending<Observed<Usb>>,
    logs: [os::Reading; 2],
    software: bounded::Pending<(Observed<Daemon>, Observed<Drivers>, Observed<Middleware>)>,
    permission: bounded::Pending<Observed<Permission>>,
    environment: bounded::Pending<Observed<Environment>>,
    holders: bounded::Pending<Observed<Holders>>,
}

/// Begins to look at the machine whose files are below `root`. Other programs are looked through for no longer than
/// `patience`; a desktop's 300 processes take about 15 ms.
pub(super) fn start(
    root: &Path,
    deadline: Deadline,
    patience: Duration,
    now: OffsetDateTime,
    utc_offset_s: i32,
) -> Looking {
    let own = || -> PathBuf { root.to_owned() };
    let (usb, software, permission, environment, holders) = (own(), own(), own(), own(), own());
    let soon = deadline.sooner(patience);
    Looking {
        usb: bounded::start("looking at the USB", move || os::usb(&usb, deadline)),
        logs: os::logs(root, now, utc_offset_s),
        software: bounded::start("looking at the drivers", move || os::software(&software)),
        permission: bounded::start("looking at permissions", move || {
            os::permission(&permission)
        }),
        environment: bounded::start("looking around", move || os::environment(&environment)),
        holders: bounded::start("looking at other programs", move || {
            os::holders(&holders, soon)
        }),
    }
}

impl Looking {
    /// What was seen. Logs are waited for no longer than `patience`: what was read of them by then is what there is.
    pub(super) fn wait(self, deadline: Deadline, patience: Duration) -> Machine {
        let usb = self.usb.wait(deadline);
        let (daemon, drivers, middleware) = match self.software.wait(deadline) {
            Ok(it) => it,
            Err(failure) => (
                Observed::Failed(failure.clone()),
                Observed::Failed(failure.clone()),
                Observed::Failed(failure),
            ),
        };
        let (windows, macos) = os::elsewhere();
        let permission = self.permission.wait(deadline);
        let environment = self.environment.wait(deadline);
        let holders = self.holders.wait(deadline);
        let soon = deadline.sooner(patience);
        let [kernel_log, service_log] = self.logs.map(|it| -> Observed<Log> { it.wait(soon) });
        Machine {
            usb: usb.unwrap_or_else(Observed::Failed),
            kernel_log,
            service_log,
            drivers,
            daemon,
            permission: permission.unwrap_or_else(Observed::Failed),
            environment: environment.unwrap_or_else(Observed::Failed),
            holders: holders.unwrap_or_else(Observed::Failed),
            middleware,
            windows,
            macos,
        }
    }
}

/// Asks polkit about this program: only where the service has refused it.
pub(super) fn ask_policy(root: &Path, deadline: Deadline) -> Observed<PolicyAnswers> {
    let root = root.to_owned();
    bounded::start("pkcheck", move || os::ask_policy(&root))
        .wait(deadline)
        .unwrap_or_else(Observed::Failed)
}

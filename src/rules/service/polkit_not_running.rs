use super::{judge, refused};
use crate::case::Case;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The smart card service cannot ask polkit, so it refuses everybody.
    ///
    /// ## What it means
    /// The service was built to ask polkit whether a program may use it. Where polkit or the system's message bus is not
    /// there, no answer comes, and the service says no. That is the usual case in containers.
    ///
    /// ## How we know
    /// The service answers SCARD_W_SECURITY_VIOLATION, and there is no socket of the message bus
    /// (/run/dbus/system_bus_socket), or polkit is neither running nor started by it.
    ///
    /// ## What to do
    /// On a computer: install and start polkit. In a container: pass in the socket of the host's service instead of running
    /// one inside; only where one has to run inside, start it with `--disable-polkit`.
    "service/polkit-not-running",
    severity: Failure,
    masked_by: [service::policy_not_registered],
    sources: ["pcsc-lite src/auth.c; doc/README.polkit; ChangeLog 2.3.2", "PCSC issue 59"],
}

fn check(case: &Case) -> Verdict {
    let Some(permission) = case.permission() else {
        return Verdict::NotApplicable;
    };
    if case.service_has("polkit") == Some(false) {
        return Verdict::NotApplicable;
    }
    judge(case, |service| {
        let no_bus = permission.bus.is_absent();
        // polkit is started by the bus when it is asked; asking it told whether that works.
        let no_polkit = permission.polkit.is_absent() && permission.asked.failure().is_some()
            || permission.asked.seen().is_some_and(|it| {
                permission.polkit.is_absent() && it.access_pcsc.failure().is_some()
            });
        if !refused(service) || !(no_bus || no_polkit) {
            return None;
        }
        let container = case.is_in_container();
        let remedy = if container {
            Remedy::new(
                Who::Admin,
                "Pass the socket of the host's smart card service into the container, instead of a service of its own.",
            )
            .command("docker run -v /run/pcscd/pcscd.comm:/run/pcscd/pcscd.comm …")
        } else {
            Remedy::new(
                Who::Admin,
                "Start the message bus and polkit, then the smart card service.",
            )
            .command("sudo systemctl restart dbus.service polkit.service pcscd.service")
        };
        let what = if no_bus {
            "the system's message bus is not there"
        } else {
            "polkit does not run"
        };
        Some(
            Finding::new(
                Subject::Host,
                format!(
                    "The smart card service asks polkit who may use it, and {what}: everybody is refused{}.",
                    if container { ", as is usual in a container" } else { "" }
                ),
                remedy,
            )
            .confidence(Confidence::Likely)
            .evidence("/service/context")
            .evidence(if no_bus { "/service/permission/bus" } else { "/service/permission/polkit" }),
        )
    })
}

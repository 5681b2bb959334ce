use super::{another_works, damage, is_for_another_machine, unjudged};
use crate::case::Case;
use crate::rules::distribution::reinstall_driver;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};
use crate::standards::setup::machine_name;

rule! {
    /// A reader driver is made for another machine than the service.
    ///
    /// ## What it means
    /// The service loads drivers into itself. A library of 32 bits in a service of 64, or one for another processor, cannot be
    /// loaded; the readers it names then do not work, even where another driver could drive them.
    ///
    /// ## How we know
    /// The heads of pcscd's program and of the driver's library name different machines (ELF e_machine, word length).
    ///
    /// ## What to do
    /// Install the driver for this machine, or remove this one: makers offer packages for several.
    "driver/wrong-architecture",
    severity: Failure,
    masked_by: [driver::missing, driver::damaged],
    sources: ["System V ABI: ELF header", "pcsc-lite src/dyn_unix.c (dlopen of a driver)"],
}

fn check(case: &Case) -> Verdict {
    if let Some(it) = unjudged(case) {
        return it;
    }
    let Some(service) = case.daemon().and_then(|it| it.elf.seen()) else {
        return Verdict::Unknown("what machine the service is for could not be seen".to_owned());
    };
    if case
        .drivers
        .iter()
        .all(|it| it.facts.library.seen().is_none())
    {
        return Verdict::NotApplicable;
    }
    let words = |bits: u8, machine: u16| match machine_name(machine) {
        Some(name) => format!("{name}, {bits} bits"),
        None => format!("machine {machine}, {bits} bits"),
    };
    let another = another_works(case) || !case.readers.is_empty();
    let found = case.drivers.iter().filter_map(|it| {
        let own = it.facts.library.seen()?;
        if !is_for_another_machine(case, it) || damage(it).is_some() {
            return None;
        }
        let remedy = Remedy::new(
            Who::Admin,
            format!(
                "Install the driver {} for {}, or remove it, and restart the service.",
                it.name(),
                words(service.bits, service.machine)
            ),
        )
        .commands(reinstall_driver(case, it.name()))
        .command("sudo systemctl restart pcscd.service");
        let message = format!(
            "The reader driver {} is made for another machine ({}) than the smart card service ({}), which cannot load it.",
            it.words(),
            words(own.bits, own.machine),
            words(service.bits, service.machine)
        );
        let finding = Finding::new(Subject::Host, message, remedy).evidence(it.at());
        Some(if another {
            finding.only(Severity::Warning)
        } else {
            finding
        })
    });
    Verdict::of(found.collect())
}

use crate::case::Case;
use crate::rules::{Confidence, Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// This is a virtual machine, and no reader was passed into it.
    ///
    /// ## What it means
    /// A reader plugged into the computer belongs to that computer until it is given to the virtual machine. WSL is one, too.
    ///
    /// ## How we know
    /// The firmware or the kernel names a maker of virtual machines, and no USB device here is a card reader, nor does the
    /// service list one.
    ///
    /// ## What to do
    /// Give the reader to the virtual machine in its settings (USB devices), or attach it with usbipd on Windows for WSL 2.
    "environment/not-passed-through",
    severity: Note,
    masked_by: [service::library_missing],
    sources: ["SMBIOS 3.7 §7.2 (maker and product of the system)", "Microsoft: Connect USB devices to WSL (usbipd-win)"],
}

fn check(case: &Case) -> Verdict {
    let Some(environment) = case.environment() else {
        return Verdict::NotApplicable;
    };
    let machine = environment.virtual_machine.seen();
    let wsl = environment.wsl.seen();
    if machine.is_none() && wsl.is_none() {
        return Verdict::NotApplicable;
    }
    let listing = case
        .snapshot
        .service
        .seen()
        .and_then(|it| it.listing.seen());
    if case.usb_readers().next().is_some() || !case.readers.is_empty() || listing.is_none() {
        return Verdict::Holds;
    }
    let (what, pointer, remedy) = match wsl {
        Some(_) => (
            "the Windows Subsystem for Linux".to_owned(),
            "/host/environment/wsl",
            Remedy::new(
                Who::You,
                "In Windows, attach the reader to WSL, or use the card in Windows itself.",
            )
            .command("usbipd list    # in Windows, as administrator")
            .command("usbipd bind --busid BUSID && usbipd attach --wsl --busid BUSID"),
        ),
        None => (
            format!("a virtual machine ({})", machine.map_or("", String::as_str)),
            "/host/environment/virtual_machine",
            Remedy::new(
                Who::You,
                "Give the reader to the virtual machine in its settings, under USB devices.",
            ),
        ),
    };
    let message = format!(
        "This is {what}: a reader of the computer around it is not seen here until it is passed in."
    );
    let finding = Finding::new(Subject::Host, message, remedy)
        .evidence(pointer)
        .evidence("/service/listing");
    // Nothing gets into WSL by itself; into other virtual machines it may.
    Verdict::Broken(vec![if wsl.is_some() {
        finding
            .confidence(Confidence::Likely)
            .only(Severity::Failure)
    } else {
        finding.confidence(Confidence::Hint)
    }])
}

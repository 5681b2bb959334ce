use super::fits;
use crate::case::{Case, ReaderCase};
use crate::facts::ApprovedReader;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// A reader is none that the site approves of.
    ///
    /// ## What it means
    /// It may well work. The owner of this workstation has laid down which readers may be used on it, and this one is not
    /// among them; nobody there has tested it, and somebody may take it away.
    ///
    /// ## How we know
    /// The site's policy lists approved readers by USB vendor and product or by PC/SC name, and nothing in the list fits
    /// this one. Where the list has USB ids and the reader does not tell its own, nothing is said.
    ///
    /// ## What to do
    /// Use one of the approved readers, or ask the administrator to have this one approved.
    "site/reader-not-approved",
    severity: Warning,
    masked_by: [],
    sources: ["the site's policy file (docs/policy.md); PC/SC part 10 §2.6.14 (wIdVendor, wIdProduct)"],
}

fn check(case: &Case) -> Verdict {
    let Some(policy) = case.policy().filter(|it| !it.readers.is_empty()) else {
        return Verdict::NotApplicable;
    };
    if case.readers.is_empty() {
        return Verdict::NotApplicable;
    }
    let mut findings = Vec::new();
    let mut silent = None;
    for reader in &case.readers {
        match approved(reader, &policy.readers) {
            Some(true) => {}
            Some(false) => findings.push(finding(reader, &policy.readers)),
            None => silent = Some(reader),
        }
    }
    match silent {
        Some(reader) if findings.is_empty() => Verdict::Unknown(format!(
            "the reader {} does not tell which USB device it is, and the site approves of readers by that",
            reader.name.0
        )),
        _ => Verdict::of(findings),
    }
}

/// None: it does not tell what would decide.
fn approved(reader: &ReaderCase, list: &[ApprovedReader]) -> Option<bool> {
    let mut by_usb = false;
    for it in list {
        let fits = match it {
            ApprovedReader::Name(pattern) => fits(pattern, &reader.name),
            ApprovedReader::Usb { vendor, product } => {
                by_usb = true;
                reader.usb.is_some_and(|it| {
                    it.0 == *vendor && product.is_none_or(|product| it.1 == product)
                })
            }
        };
        if fits {
            return Some(true);
        }
    }
    (reader.usb.is_some() || !by_usb).then_some(false)
}

fn finding(reader: &ReaderCase, list: &[ApprovedReader]) -> Finding {
    let usb = reader.usb.map_or(String::new(), |(vendor, product)| {
        format!(" ({vendor:04x}:{product:04x})")
    });
    let list: Vec<String> = list.iter().map(ToString::to_string).collect();
    let message = format!(
        "The reader {}{usb} is not among those that the site's policy approves of.",
        reader.name.0
    );
    let remedy = Remedy::new(
        Who::Admin,
        format!(
            "Have this reader replaced by an approved one ({}), or approved.",
            list.join(", ")
        ),
    );
    Finding::new(Subject::of_reader(reader), message, remedy)
        .evidence(reader.at("name"))
        .evidence("/policy/readers")
}

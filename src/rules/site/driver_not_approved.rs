use super::fits;
use crate::case::Case;
use crate::facts::{ApprovedDriver, Bundle};
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};
use crate::standards::readers::Version;

rule! {
    /// A reader driver is none that the site approves of.
    ///
    /// ## What it means
    /// It may well work. The owner of this workstation has laid down which drivers may be installed on it and in which
    /// versions, and this one is not among them: it is older than what was tested, newer, or another one altogether.
    ///
    /// ## How we know
    /// The site's policy lists approved drivers by the name of their bundle and by version, and nothing in the list fits
    /// one that is installed, whether or not a reader uses it now.
    ///
    /// ## What to do
    /// Have the driver updated or removed, or its version approved.
    "site/driver-not-approved",
    severity: Warning,
    masked_by: [],
    sources: ["the site's policy file (docs/policy.md); pcsc-lite: NAME.bundle/Contents/Info.plist, CFBundleShortVersionString"],
}

fn check(case: &Case) -> Verdict {
    let Some(policy) = case.policy().filter(|it| !it.drivers.is_empty()) else {
        return Verdict::NotApplicable;
    };
    let Some(drivers) = case.snapshot.machine.drivers.seen() else {
        return Verdict::Unknown("the installed drivers were not looked at".to_owned());
    };
    if drivers.bundles.is_empty() {
        return Verdict::NotApplicable;
    }
    let mut findings = Vec::new();
    let mut silent = None;
    for bundle in &drivers.bundles {
        match approved(bundle, &policy.drivers) {
            Some(true) => {}
            Some(false) => findings.push(finding(bundle, &policy.drivers)),
            None => silent = Some(bundle),
        }
    }
    match silent {
        Some(bundle) if findings.is_empty() => Verdict::Unknown(format!(
            "the driver {} does not tell its version, and the site approves of some",
            name(bundle)
        )),
        _ => Verdict::of(findings),
    }
}

/// `ifd-ccid` of `/usr/lib/pcsc/drivers/ifd-ccid.bundle`.
fn name(it: &Bundle) -> &str {
    let last = it.path.trim_end_matches('/').rsplit(['/', '\\']).next();
    let last = last.unwrap_or(&it.path);
    last.strip_suffix(".bundle").unwrap_or(last)
}

fn version(it: &Bundle) -> Option<&str> {
    it.plist.seen()?.version.as_deref()
}

/// None: it does not tell what would decide.
fn approved(bundle: &Bundle, list: &[ApprovedDriver]) -> Option<bool> {
    let is = version(bundle).and_then(Version::parse);
    let mut open = false;
    for it in list.iter().filter(|it| fits(&it.name, name(bundle))) {
        // The policy was read, so its versions are ones.
        let at_least = it.at_least.as_deref().and_then(Version::parse);
        let below = it.below.as_deref().and_then(Version::parse);
        match is {
            _ if at_least.is_none() && below.is_none() => return Some(true),
            None => open = true,
            Some(is) => {
                if at_least.is_none_or(|it| is >= it) && below.is_none_or(|it| is < it) {
                    return Some(true);
                }
            }
        }
    }
    (!open).then_some(false)
}

fn finding(bundle: &Bundle, list: &[ApprovedDriver]) -> Finding {
    let version = version(bundle).map_or("of no known version".to_owned(), |it| {
        format!("version {it}")
    });
    let list: Vec<String> = list.iter().map(ToString::to_string).collect();
    let message = format!(
        "The reader driver {}, {version}, is not among those that the site's policy approves of.",
        name(bundle)
    );
    let remedy = Remedy::new(
        Who::Admin,
        format!(
            "Have this driver replaced by an approved one ({}), or approved.",
            list.join(", ")
        ),
    );
    Finding::new(Subject::Host, message, remedy).evidence("/policy/drivers")
}

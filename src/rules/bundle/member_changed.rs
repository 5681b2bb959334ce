use crate::case::Case;
use crate::facts::MemberState;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// The bundle is not as it was written.
    ///
    /// ## What it means
    /// A member of the bundle was changed, added or lost after cac-doctor wrote it, or its manifest does not fit. Mostly
    /// somebody opened it and saved it again, or a mail filter took a part out. What is judged here may not be what was
    /// seen on the workstation.
    ///
    /// ## How we know
    /// `manifest.json` holds the SHA-256 of every other member. Anybody can write a manifest that fits: this finds
    /// accidents, not forgeries.
    ///
    /// ## What to do
    /// Ask for the bundle again, encrypted or by a way that leaves files alone. Compare the support code with the one that
    /// was on the screen.
    "bundle/member-changed",
    severity: Warning,
    masked_by: [],
    sources: ["cac-doctor/bundle/1.0 (manifest.json)"],
}

fn check(case: &Case) -> Verdict {
    let Some(delivery) = &case.snapshot.delivery else {
        return Verdict::NotApplicable;
    };
    let mut out = Vec::new();
    for (n, it) in delivery.members.iter().enumerate() {
        let what = match it.state {
            MemberState::AsWritten => continue,
            MemberState::Changed => "was changed after the bundle was written",
            MemberState::Missing => "is missing from the bundle",
            MemberState::Extra => "was added to the bundle after it was written",
        };
        let judged = match (it.name.as_str(), it.state) {
            ("snapshot.json", MemberState::Changed) => {
                " All that is said here is said of the changed one."
            }
            _ => "",
        };
        let finding = Finding::new(
            Subject::Host,
            format!("The member {} {what}.{judged}", it.name),
            again(),
        );
        // What is judged is the snapshot; the others are for people.
        let finding = match it.name.as_str() {
            "snapshot.json" => finding,
            _ if it.state == MemberState::Extra => finding.only(Severity::Note),
            _ => finding,
        };
        out.push(finding.evidence(format!("/bundle/members/{n}")));
    }
    if let Some(problem) = &delivery.problem {
        out.push(
            Finding::new(
                Subject::Host,
                format!("The bundle does not fit together: {problem}."),
                again(),
            )
            .evidence("/bundle/problem"),
        );
    }
    Verdict::of(out)
}

fn again() -> Remedy {
    Remedy::new(
        Who::You,
        "Ask for the bundle again, unchanged, and compare its support code with the one on the screen it was made on.",
    )
}

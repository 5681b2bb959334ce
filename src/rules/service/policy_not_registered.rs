use super::{judge, refused};
use crate::case::Case;
use crate::facts::PolicyAnswer;
use crate::rules::distribution::reinstall_service;
use crate::rules::{Confidence, Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// The smart card service asks polkit for an action that polkit does not know.
    ///
    /// ## What it means
    /// The service was built to ask polkit whether a program may use it, and the file that tells polkit of its two actions is
    /// missing, not readable, or does not name them. polkit refuses what it does not know: everybody but root is kept out,
    /// also at the desk.
    ///
    /// ## How we know
    /// `pcscd --version` names `polkit`, and /usr/share/polkit-1/actions/org.debian.pcsc-lite.policy does not have the
    /// actions `access_pcsc` and `access_card`; or polkit itself says that the action is not registered.
    ///
    /// ## What to do
    /// Install the service's package again, which brings the file, and restart polkit.
    "service/policy-not-registered",
    severity: Failure,
    masked_by: [service::socket_forbidden],
    sources: ["pcsc-lite doc/org.debian.pcsc-lite.policy, doc/README.polkit", "nixpkgs issue 121121"],
}

fn check(case: &Case) -> Verdict {
    let Some(permission) = case.permission() else {
        return Verdict::NotApplicable;
    };
    if case.service_has("polkit") == Some(false) {
        return Verdict::NotApplicable;
    }
    let told = permission
        .asked
        .seen()
        .is_some_and(|it| it.access_pcsc.seen() == Some(&PolicyAnswer::NotRegistered));
    let asks = case.service_has("polkit") == Some(true);
    let lacks = match permission.policy.seen() {
        Some(it) => it.access_pcsc.is_none() || it.access_card.is_none(),
        None => permission.policy.is_absent() || permission.policy.failure().is_some(),
    };
    let unjudged = !asks && !told;
    if unjudged {
        return Verdict::NotApplicable;
    }
    judge(case, |service| {
        if !(told || lacks) {
            return None;
        }
        let works = service.context.seen().is_some();
        // A service that is not reached at all has another trouble.
        if !works && !refused(service) {
            return None;
        }
        let remedy = Remedy::new(
            Who::Admin,
            "Install the smart card service's package again, and restart polkit and the service.",
        )
        .commands(reinstall_service(case))
        .command("sudo systemctl restart polkit.service pcscd.service");
        let message = if permission.policy.is_absent() {
            "The smart card service asks polkit who may use it, and the file that tells polkit of it is missing: everybody \
             but root is refused."
        } else {
            "The smart card service asks polkit who may use it, and polkit does not know its actions: everybody but root is \
             refused."
        };
        let finding = Finding::new(Subject::Host, message, remedy)
            .evidence("/service/permission/policy")
            .evidence("/service/daemon/version");
        Some(match (works, told) {
            (true, _) => finding.only(Severity::Warning),
            (false, true) => finding,
            (false, false) => finding.confidence(Confidence::Likely),
        })
    })
}

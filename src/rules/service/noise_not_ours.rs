use crate::case::Case;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// Refusals in the service's log are of somebody else.
    ///
    /// ## What it means
    /// The log says that programs were refused, and people take that for the fault. The lines are of the login screen or of
    /// services in the background, which try the reader and are meant to be refused. This user was let in.
    ///
    /// ## How we know
    /// The lines name users; none of them is the one who ran this, for whom the service answered.
    ///
    /// ## What to do
    /// Nothing: look for the fault elsewhere. A policy that keeps the login screen out is as it should be.
    "service/noise-not-ours",
    severity: Note,
    masked_by: [service::died],
    sources: ["PCSC issues 26, 229", "pcsc-lite src/auth.c (the wording of the line)"],
}

fn check(case: &Case) -> Verdict {
    let answered = case
        .snapshot
        .service
        .seen()
        .is_some_and(|it| it.context.seen().is_some());
    let uid = case.snapshot.host.seen().and_then(|it| it.uid);
    let (true, Some(uid)) = (answered, uid) else {
        return Verdict::NotApplicable;
    };
    if case.snapshot.machine.service_log.seen().is_none() {
        return Verdict::NotApplicable;
    }
    let refusals: Vec<(&str, u32)> = case
        .service_log
        .iter()
        .filter_map(|it| Some((it.pointer.as_str(), user_in(it.text)?)))
        .collect();
    let Some((pointer, _)) = refusals.last() else {
        return Verdict::Holds;
    };
    if refusals.iter().any(|it| it.1 == uid) {
        return Verdict::Holds;
    }
    let times = match refusals.len() {
        1 => "once".to_owned(),
        many => format!("{many} times"),
    };
    let message = format!(
        "The service's log says {times} that a program was refused. None of those was yours: the login screen and services \
         in the background try the reader, too."
    );
    let remedy = Remedy::new(
        Who::You,
        "Nothing: this is not the fault you are looking for.",
    );
    Verdict::Broken(vec![
        Finding::new(Subject::Host, message, remedy).evidence(*pointer),
    ])
}

/// `Process 1234 (user: 42) is NOT authorized for action: access_pcsc`.
fn user_in(line: &str) -> Option<u32> {
    let (before, _) = line.split_once("NOT authorized for action")?;
    let (_, after) = before.rsplit_once("(user: ")?;
    after.split_once(')')?.0.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::user_in;

    #[test]
    fn the_user_is_told_by_the_line() {
        let line = "auth.c:143:IsClientAuthorized() Process 1573 (user: 42) is NOT authorized for action: access_pcsc";
        assert_eq!(user_in(line), Some(42));
        assert_eq!(user_in("Rejected unauthorized PC/SC client"), None);
        assert_eq!(user_in("(user: x) is NOT authorized for action"), None);
    }
}

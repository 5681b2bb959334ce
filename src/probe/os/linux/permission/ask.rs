use super::super::command;
use super::super::root::Root;
use super::{ACCESS_CARD, ACCESS_PCSC, both};
use crate::facts::{Failure, Observed, PolicyAnswer, PolicyAnswers};
use std::time::Duration;

/// Both questions together; polkit answers in about 10 ms.
const LIMIT: Duration = Duration::from_millis(1_500);

/// Asks polkit whether this program may use the service and a card: nobody is asked for a password.
pub(in super::super) fn ask(root: &Root) -> Observed<PolicyAnswers> {
    let program = root.at("/usr/bin/pkcheck");
    if !program.exists() {
        return Observed::unasked("pkcheck is not installed");
    }
    let process = std::process::id().to_string();
    let one = |action: &str| -> Observed<PolicyAnswer> {
        let arguments = ["--action-id", action, "--process", &process];
        match command::run(&program, &arguments, LIMIT) {
            Ok(said) => answer(said.status.code(), &said.text),
            Err(failure) => Observed::Failed(failure),
        }
    };
    let first = one(ACCESS_PCSC);
    Observed::Seen(match first {
        // Neither would the second question be answered.
        Observed::Failed(_) => both(&first),
        _ => PolicyAnswers {
            access_card: one(ACCESS_CARD),
            access_pcsc: first,
        },
    })
}

/// Exit status of pkcheck(1): 0 yes, 1 no, 2 after a password that nobody is there to ask for, 3 the person said no,
/// 127 it failed.
fn answer(code: Option<i32>, text: &str) -> Observed<PolicyAnswer> {
    match code {
        Some(0) => Observed::Seen(PolicyAnswer::Yes),
        Some(1) => Observed::Seen(PolicyAnswer::No),
        Some(2 | 3) => Observed::Seen(PolicyAnswer::AfterPassword),
        _ if text.contains("is not registered") => Observed::Seen(PolicyAnswer::NotRegistered),
        _ => Observed::Failed(
            Failure::new(
                "pkcheck",
                "failed",
                code.and_then(|it| u32::try_from(it).ok()),
            )
            .because(text.trim().chars().take(200).collect::<String>()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_by_the_exit_status() {
        assert_eq!(answer(Some(0), ""), Observed::Seen(PolicyAnswer::Yes));
        assert_eq!(answer(Some(1), ""), Observed::Seen(PolicyAnswer::No));
        assert_eq!(
            answer(Some(2), ""),
            Observed::Seen(PolicyAnswer::AfterPassword)
        );
        let unknown = "Error checking for authorization x: GDBus.Error: Action x is not registered";
        assert_eq!(
            answer(Some(127), unknown),
            Observed::Seen(PolicyAnswer::NotRegistered)
        );
        assert!(answer(Some(127), "no bus").failure().is_some());
    }
}

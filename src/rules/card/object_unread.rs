use crate::case::{Case, object_words};
use crate::facts::TIMED_OUT;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// An object on the card could not be read.
    ///
    /// ## What it means
    /// The card refused it, gave no usable answer, or the time was over before it came. What it holds is unknown; that is
    /// not the same as "not there".
    ///
    /// ## How we know
    /// The command and the card's answer are in the evidence. 6982 means that the card wants a PIN or a secure channel
    /// first, which is usual over contactless.
    ///
    /// ## What to do
    /// Run again. With `--timeout` a slow reader gets more time.
    "card/object-unread",
    severity: Warning,
    masked_by: [card::contactless],
    sources: ["SP 800-73-5 Part 1 Table 2 (access rules)", "ISO/IEC 7816-4 §5.1.3 (status words)"],
}

fn check(case: &Case) -> Verdict {
    if case.cards().next().is_none() {
        return Verdict::NotApplicable;
    }
    let mut out = Vec::new();
    for (reader, card) in case.cards() {
        for (n, it) in card.unread.iter().enumerate() {
            let late = it.problem.contains(TIMED_OUT) || it.problem == "not reached";
            let remedy = if late {
                let text = "Run this again, with more time.";
                Remedy::new(Who::You, text).command("cac-doctor check --timeout 60")
            } else {
                let text = "Read the card in another reader. If it stays so, ask the card office.";
                Remedy::new(Who::You, text)
            };
            let severity = match it.object.as_str() {
                "9A" => Severity::Blind,
                "cac:0100" | "cac:DB00"
                    if card.certificates.iter().all(|it| !it.pick_for_sign_in) =>
                {
                    Severity::Blind
                }
                _ => Severity::Warning,
            };
            out.push(
                Finding::new(
                    Subject::of_object(reader, &it.object),
                    format!(
                        "On the card in {}, {} could not be read: {}.",
                        reader.name.0,
                        object_words(&it.object),
                        it.problem
                    ),
                    remedy,
                )
                .only(severity)
                .evidence(reader.at(&format!("card/unread/{n}"))),
            );
        }
    }
    Verdict::of(out)
}

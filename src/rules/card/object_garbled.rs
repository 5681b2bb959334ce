use crate::case::{Case, object_words};
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// An object on the card holds bytes that are not what the standard says.
    ///
    /// ## What it means
    /// The card gave the object, and it cannot be understood: a wrong tag, a length past the end, a certificate that is
    /// none, compressed data without end. If it is the sign-in certificate, no program can use it.
    ///
    /// ## How we know
    /// The object was decoded byte for byte; what is wrong and where is said in the finding.
    ///
    /// ## What to do
    /// Read the card in another reader. If the same object is wrong there too, the card was written badly, and the card
    /// office has to replace it.
    "card/object-garbled",
    severity: Failure,
    masked_by: [card::foreign],
    sources: ["SP 800-73-5 Part 1 §3 and Appendix A (data objects)", "GSC-IS 2.1 (CAC buffers)", "RFC 5280 §4.1"],
}

fn check(case: &Case) -> Verdict {
    if case.cards().next().is_none() {
        return Verdict::NotApplicable;
    }
    let mut out = Vec::new();
    for (reader, card) in case.cards() {
        for (n, it) in card.garbled.iter().enumerate() {
            let severity = match it.object.as_str() {
                "9A" => Severity::Failure,
                "cac:0100" if card.certificates.iter().all(|it| !it.pick_for_sign_in) => {
                    Severity::Failure
                }
                // Cards in good order get these two wrong, and nothing that signs people in needs them.
                "SELECT PIV" | "Discovery Object" => Severity::Note,
                _ => Severity::Warning,
            };
            let remedy = Remedy::new(
                Who::CardOffice,
                "Read the card in another reader first. If the object is wrong there too, have the card replaced.",
            );
            out.push(
                Finding::new(
                    Subject::of_object(reader, &it.object),
                    format!(
                        "On the card in {}, {} cannot be understood: {}.",
                        reader.name.0,
                        object_words(&it.object),
                        it.problem
                    ),
                    remedy,
                )
                .only(severity)
                .evidence(reader.at(&format!("card/garbled/{n}"))),
            );
        }
    }
    Verdict::of(out)
}

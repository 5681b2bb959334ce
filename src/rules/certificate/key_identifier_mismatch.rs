use super::{for_each_alike, nothing_to_judge};
use crate::case::{Case, Purpose};
use crate::rules::{Confidence, Remedy, Severity, Verdict, Who};

rule! {
    /// A certificate's key identifier is not that of its key.
    ///
    /// ## What it means
    /// The subject key identifier is made from the public key when the certificate is issued. Where it does not fit, the
    /// key may have been put in the place of another one, or the issuer makes identifiers in a way of its own. Signatures
    /// and paths can be valid all the same; bindings by key identifier (SKI) find whoever the identifier belongs to.
    ///
    /// ## How we know
    /// The identifier is none of the hashes of the key that RFC 5280 and RFC 7093 describe, nor of the whole key field.
    ///
    /// ## What to do
    /// Show it to the card office: certificates of CACs and PIV cards have SHA-1 of the key there.
    "certificate/key-identifier-mismatch",
    severity: Warning,
    masked_by: [card::foreign],
    sources: ["RFC 5280 §4.2.1.2 (methods 1 and 2)", "RFC 7093 §2", "FPKI Common Policy certificate profiles (subjectKeyIdentifier)"],
}

fn check(case: &Case) -> Verdict {
    if let Some(verdict) = nothing_to_judge(case) {
        return verdict;
    }
    for_each_alike(
        case,
        |_, it| (!it.content.as_ref().ok()?.key_identifier.fits()).then_some(()),
        |(), group| {
            let verb = if group.others.is_empty() {
                "bears"
            } else {
                "bear"
            };
            let message = format!(
                "{} {verb} a subject key identifier that is not made from its key by any known method: the key may have been \
                 substituted.",
                group.words()
            );
            let severity = match group.lead.purpose {
                Purpose::Retired => Severity::Note,
                _ => Severity::Warning,
            };
            let remedy = Remedy::new(
                Who::CardOffice,
                "Have the card looked at: was it issued by the office that it names?",
            );
            group
                .finding(severity, message, "profile/key_identifier", remedy)
                .confidence(Confidence::Likely)
        },
    )
}

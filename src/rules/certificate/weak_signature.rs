use super::{for_each_alike, nothing_to_judge};
use crate::case::Case;
use crate::pki::profile::broken_hash;
use crate::rules::{Remedy, Severity, Verdict, Who};

rule! {
    /// A certificate on the card was signed with a broken hash.
    ///
    /// ## What it means
    /// Its issuer signed it over SHA-1 or an older hash, of which two inputs with the same value can be made. Newer TLS
    /// stacks and servers refuse such a certificate; others still take it.
    ///
    /// ## How we know
    /// The certificate's signatureAlgorithm names the hash.
    ///
    /// ## What to do
    /// Have the certificate issued anew. Nothing on this computer changes it.
    "certificate/weak-signature",
    severity: Warning,
    masked_by: [card::foreign],
    sources: [
        "SP 800-131A Rev. 2 §9 (SHA-1 is not to be used for digital signatures)",
        "SP 800-78-5 §3.2.1 (SHA-256 or SHA-384 for certificates on the card)",
        "RFC 9155 (TLS 1.2 without SHA-1 signatures)",
    ],
}

fn check(case: &Case) -> Verdict {
    if let Some(verdict) = nothing_to_judge(case) {
        return verdict;
    }
    for_each_alike(
        case,
        |_, it| broken_hash(&it.content.as_ref().ok()?.signature),
        |hash, group| {
            let verb = if group.others.is_empty() {
                "was"
            } else {
                "were"
            };
            let message = format!(
                "{} {verb} signed over {hash}, which newer TLS stacks refuse.",
                group.words()
            );
            let remedy = Remedy::new(
                Who::CardOffice,
                "Have the certificates issued anew, over SHA-256 or better.",
            );
            let severity = if group.lead.pick_for_sign_in {
                Severity::Warning
            } else {
                Severity::Note
            };
            group.finding(severity, message, "profile/signature", remedy)
        },
    )
}

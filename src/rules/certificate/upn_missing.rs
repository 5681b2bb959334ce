use crate::case::Case;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// The certificate for sign-in names no principal (UPN).
    ///
    /// ## What it means
    /// Services that find the account by the user principal name in the certificate do not find it. Microsoft Entra can be
    /// set to bind by other fields, and Windows then asks for a user name hint; so this need not stop a sign-in. Every PIV
    /// Authentication certificate of the DoD has one; other issuers may leave it out.
    ///
    /// ## How we know
    /// The subjectAltName holds no otherName 1.3.6.1.4.1.311.20.2.3.
    ///
    /// ## What to do
    /// Ask your identity administrator by which field certificates are bound to accounts. `cac-doctor certs -v` prints every
    /// value that this certificate offers.
    "certificate/upn-missing",
    severity: Warning,
    masked_by: [card::foreign, certificate::wrong_eku],
    sources: [
        "Microsoft Learn: Entra certificate-based authentication technical deep dive (username bindings)",
        "Microsoft Learn: Smart Card Certificate Requirements and Enumeration (user principal name)",
        "FPKI Common Policy certificate profiles, worksheet PIV Authentication (UPN optional)",
    ],
}

fn check(case: &Case) -> Verdict {
    let picks: Vec<_> = case
        .cards()
        .flat_map(|(reader, card)| card.certificates.iter().map(move |it| (reader, it)))
        .filter(|(_, it)| it.pick_for_sign_in)
        .filter_map(|(reader, it)| Some((reader, it, it.content.as_ref().ok()?)))
        .collect();
    if picks.is_empty() {
        return Verdict::NotApplicable;
    }
    Verdict::of(
        picks
            .into_iter()
            .filter(|(_, _, content)| content.upn.is_none())
            .map(|(reader, it, content)| {
                let severity = if content.is_dod() {
                    Severity::Warning
                } else {
                    Severity::Note
                };
                let message = format!(
                    "{}, the one for sign-in, names no principal (UPN). A service that finds accounts by it does not find \
                     yours.",
                    it.shown_as()
                );
                let remedy = Remedy::new(
                    Who::IdentityAdmin,
                    "Ask by which field of the certificate accounts are found; the values are printed by this command.",
                )
                .command("cac-doctor certs -v");
                Finding::new(Subject::of_object(reader, &it.container), message, remedy)
                    .only(severity)
                    .evidence(reader.at(&format!("card/certificates/{}/entra/bindings", it.index)))
            })
            .collect(),
    )
}

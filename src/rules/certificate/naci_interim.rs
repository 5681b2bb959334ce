use crate::case::Case;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The card says that its holder's background check was not done when it was issued.
    ///
    /// ## What it means
    /// The PIV Authentication certificate bears the mark of an interim credential. Some systems let such cards in to less.
    /// The mark stays until the certificate is issued anew, also where the check has long been done.
    ///
    /// ## How we know
    /// The extension PIV NACI (2.16.840.1.101.3.6.9.1) of the certificate is TRUE.
    ///
    /// ## What to do
    /// Nothing for a sign-in. If a system refuses you for it, have the certificate issued anew.
    "certificate/naci-interim",
    severity: Note,
    masked_by: [card::foreign],
    sources: ["FPKI Common Policy certificate profiles, worksheet PIV Authentication (piv-interim)", "FIPS 201-2 §4.2.2.1"],
}

fn check(case: &Case) -> Verdict {
    let marked: Vec<_> = case
        .cards()
        .flat_map(|(reader, card)| card.certificates.iter().map(move |it| (reader, it)))
        .filter_map(|(reader, it)| Some((reader, it, it.content.as_ref().ok()?.naci?)))
        .collect();
    if marked.is_empty() {
        return Verdict::NotApplicable;
    }
    // One mark a card is told: the others were issued with it.
    let mut told: Vec<usize> = Vec::new();
    Verdict::of(
        marked
            .into_iter()
            .filter(|(_, _, interim)| *interim)
            .filter_map(|(reader, it, _)| {
                if told.contains(&reader.index) {
                    return None;
                }
                told.push(reader.index);
                let message = format!(
                    "{}, in {}, was issued before its holder's background check was done (PIV NACI is TRUE).",
                    it.shown_as(),
                    it.container
                );
                let remedy = Remedy::new(Who::CardOffice, "Nothing, unless a system refuses the card for it.");
                Some(
                    Finding::new(Subject::of_object(reader, &it.container), message, remedy)
                        .evidence(reader.at(&format!("card/certificates/{}/naci", it.index))),
                )
            })
            .collect(),
    )
}

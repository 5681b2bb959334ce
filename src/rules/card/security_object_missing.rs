use crate::case::{Case, Decoded};
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// The card has no Security Object.
    ///
    /// ## What it means
    /// The Security Object holds the issuer's signed hashes of the card's other objects. Every PIV card must have it. Systems
    /// that check it refuse the card; sign-in to services does not depend on it. Tokens that are only like PIV cards come
    /// without it.
    ///
    /// ## How we know
    /// The card answered that container 5FC106 is not there, or it is empty.
    ///
    /// ## What to do
    /// Nothing for a sign-in. Have a card that an agency issued looked at by its office.
    "card/security-object-missing",
    severity: Warning,
    masked_by: [card::foreign, card::contactless],
    sources: ["SP 800-73-5 Part 1 §3.1.7 and Table 2 (Security Object, mandatory)"],
}

fn check(case: &Case) -> Verdict {
    let cards: Vec<_> = case
        .cards()
        .filter(|(reader, _)| reader.has_piv())
        .collect();
    let unread = |it: &Decoded<_>| match it {
        Decoded::NotRead(because) => Some(because.clone()),
        _ => None,
    };
    let reasons: Vec<String> = cards
        .iter()
        .filter_map(|(_, card)| unread(&card.security_object))
        .collect();
    if cards.is_empty() {
        return Verdict::NotApplicable;
    }
    if reasons.len() == cards.len() {
        return Verdict::Unknown(format!(
            "the Security Object was not read: {}",
            reasons.join("; ")
        ));
    }
    Verdict::of(
        cards
            .into_iter()
            .filter(|(_, card)| card.security_object == Decoded::Missing)
            .map(|(reader, card)| {
                let message = format!("The card in {} holds no Security Object.", reader.name.0);
                let remedy = Remedy::new(
                    Who::CardOffice,
                    "Nothing for a sign-in. A card that an agency issued must have one: have it looked at.",
                );
                // Without a CHUID it is no card that an agency issued.
                let severity = match card.chuid {
                    Decoded::Value(_) => Severity::Warning,
                    _ => Severity::Note,
                };
                Finding::new(Subject::of_object(reader, "Security Object"), message, remedy)
                    .only(severity)
                    .evidence(reader.at("card/security_object/status"))
            })
            .collect(),
    )
}

use crate::case::{CardCase, Case, Purpose, ReaderCase};
use crate::facts::Observed;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The card has no PIV Authentication certificate.
    ///
    /// ## What it means
    /// The certificate that signs people in is not on the card. A browser will show another one from the card, such as the
    /// one for signing mail, or none; with another one sign-in fails or counts for less.
    ///
    /// ## How we know
    /// Container 9A of the PIV application is missing or empty; on a CAC without PIV no applet holds a certificate that
    /// permits client authentication.
    ///
    /// ## What to do
    /// Have the certificate put on the card: older CACs could be upgraded by their holder, today the card office does it.
    "certificate/piv-authentication-missing",
    severity: Failure,
    masked_by: [card::contactless, card::object_garbled, card::object_unread],
    sources: [
        "SP 800-73-5 Part 1 §3.1.3 (9A, X.509 Certificate for PIV Authentication)",
        "DoD: PIV Authentication is the certificate for all logon since 2018 (Army STAND-TO 2019-01-02; DISA, Oct 2019)",
        "OpenSC issues 1164, 1531",
    ],
}

fn check(case: &Case) -> Verdict {
    if case.cards().next().is_none() {
        return Verdict::NotApplicable;
    }
    Verdict::of(
        case.cards()
            .filter_map(|(reader, card)| missing(reader, card))
            .collect(),
    )
}

fn missing(reader: &ReaderCase, card: &CardCase) -> Option<Finding> {
    if card.certificates.iter().any(|it| it.pick_for_sign_in) {
        return None;
    }
    let of = |purpose| card.certificates.iter().find(|it| it.purpose == purpose);
    let piv = reader.facts.card.seen()?.piv.seen();
    let (object, seen) = match piv.map(|it| it.certificates.first().map(|it| &it.object)) {
        // The question was not answered, or the answer cannot be understood: another rule says so.
        Some(None | Some(Observed::Failed(_) | Observed::Unasked { .. })) => return None,
        Some(Some(_)) => match of(Purpose::PivAuthentication) {
            // Garbled, or not permitting sign-in: rules of their own say so.
            Some(_) => return None,
            None => ("9A", "holds no PIV Authentication certificate"),
        },
        None => match of(Purpose::CacIdentity) {
            Some(it) if it.content.is_err() => return None,
            // One that was not read may be the one.
            _ if card.unread.iter().any(|it| it.object.starts_with("cac:")) => return None,
            _ => ("cac:0100", "holds no certificate that can sign in"),
        },
    };
    let mut message = format!("The card in {} {seen}.", reader.name.0);
    if let Some(it) = of(Purpose::CacIdentity).filter(|_| piv.is_some()) {
        message.push_str(&format!(
            " Its older Identity certificate ({}) is no substitute: most services have taken only PIV Authentication since \
             2020.",
            it.container
        ));
    }
    let text = "Have the PIV Authentication certificate put on the card, or the card replaced.";
    let remedy = Remedy::new(Who::CardOffice, text);
    Some(
        Finding::new(Subject::of_object(reader, object), message, remedy)
            .evidence(reader.at("card/certificates")),
    )
}

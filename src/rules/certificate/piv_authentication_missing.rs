use crate::case::{Case, CertificateCase, Purpose};
use crate::facts::Observed;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};
use crate::standards::pcsc::Interface;

rule! {
    /// The card has no PIV Authentication certificate.
    ///
    /// ## What it means
    /// The certificate that signs people in is not on the card, or is none that a browser offers. A browser will show
    /// another one from the card, such as the one for signing mail, or none; with another one sign-in fails or counts for
    /// less.
    ///
    /// ## How we know
    /// Container 9A of the PIV application is missing or empty, or its certificate does not permit client authentication.
    /// Over contactless the card does not show it, whether it is there or not.
    ///
    /// ## What to do
    /// In a contactless slot: put the card into the contact slot. Otherwise have the certificate put on the card: older
    /// CACs could be upgraded by their holder, today the card office does it.
    "certificate/piv-authentication-missing",
    severity: Failure,
    masked_by: [service::died, reader::vanished, card::removed, card::object_garbled, card::object_unread],
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
    let mut out = Vec::new();
    for (reader, card) in case.cards() {
        let Some(facts) = reader.facts.card.seen() else {
            continue;
        };
        let piv = facts.piv.seen();
        let slot = |it: &&CertificateCase| it.purpose == Purpose::PivAuthentication;
        let at_9a = card.certificates.iter().find(slot);
        if at_9a.is_some_and(|it| it.pick_for_sign_in || it.content.is_err()) {
            continue;
        }
        let asked = piv
            .and_then(|it| it.certificates.first())
            .map(|it| &it.object);
        let (object, seen) = match (asked, at_9a) {
            // The question was not answered: another rule says so.
            (Some(Observed::Failed(_) | Observed::Unasked { .. }), _) => continue,
            (Some(_), Some(_)) => (
                "9A",
                "holds a PIV Authentication certificate that does not permit sign-in",
            ),
            (Some(_), None) => ("9A", "holds no PIV Authentication certificate"),
            // A CAC from before PIV: its Identity certificate is what signs in.
            (None, _) if card.certificates.iter().any(|it| it.pick_for_sign_in) => continue,
            (None, _) if card.unread.iter().any(|it| it.object.starts_with("cac:")) => continue,
            (None, _) => ("cac:0100", "holds no certificate that can sign in"),
        };
        let identity = card.certificates.iter().find(|it| it.pick_for_sign_in);
        let contactless = reader.slot == Some(Interface::Contactless);
        let remedy = if contactless {
            Remedy::new(
                Who::You,
                "Put the card into the contact slot of a reader: over the air it does not show this \
                                   certificate.",
            )
        } else {
            Remedy::new(
                Who::CardOffice,
                "Have the PIV Authentication certificate put on the card, or the card replaced.",
            )
        };
        let mut message = format!("The card in {} {seen}.", reader.name.0);
        if let Some(it) = identity {
            message.push_str(&format!(
                " Its older Identity certificate ({}) may still be taken.",
                it.container
            ));
        }
        let mut finding = Finding::new(Subject::of_object(reader, object), message, remedy)
            .evidence(reader.at("card/certificates"));
        if identity.is_some() {
            finding = finding.only(Severity::Warning);
        }
        out.push(finding);
    }
    Verdict::of(out)
}

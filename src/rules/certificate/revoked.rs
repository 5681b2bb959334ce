use super::{nothing_to_judge, weight};
use crate::case::Case;
use crate::pki::path::revocation::Status;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// A certificate on the card is revoked.
    ///
    /// ## What it means
    /// Its issuer has withdrawn the certificate before its time: the card was reported lost, the holder's role ended, or
    /// newer certificates took its place. If it is the one for sign-in, services that check refuse it; Microsoft Entra does
    /// with AADSTS500171 or 500183. A certificate on hold is suspended and can be released again by its issuer.
    ///
    /// ## How we know
    /// The issuer's certificate revocation list (CRL) has its serial number, or the issuer's OCSP responder says so, and the
    /// signature of either was verified. Revocation is for good, so that even a list of another day tells it; hold is not.
    ///
    /// ## What to do
    /// Go to the card office (RAPIDS) for new certificates, or to have the hold lifted. No setting of this computer helps.
    "certificate/revoked",
    severity: Failure,
    masked_by: [card::foreign],
    sources: ["RFC 5280 §6.3", "RFC 6960 §2.2", "Entra: AADSTS500171, AADSTS500183"],
}

fn check(case: &Case) -> Verdict {
    if let Some(verdict) = nothing_to_judge(case) {
        return verdict;
    }
    let mut found = Vec::new();
    let mut settled = false;
    for (reader, card) in case.cards() {
        for it in &card.certificates {
            let Some(chain) = case.chain(it) else {
                continue;
            };
            let (since, reason) = match &chain.revocation.status {
                Status::Revoked { since, reason } => (since, reason),
                Status::Good => {
                    settled = true;
                    continue;
                }
                Status::Unknown | Status::Unchecked => continue,
            };
            let hold = reason.as_deref() == Some("certificateHold");
            let when = since.map_or(String::new(), |it| format!(" since {}", case.date(it)));
            let why = match reason.as_deref() {
                Some("certificateHold") | None => String::new(),
                Some(it) => format!(" ({it})"),
            };
            let name = format!(
                "{}, {} in {}",
                it.shown_as(),
                it.purpose.words(),
                it.container
            );
            let severity = weight(it);
            let state = if hold {
                "on hold, that is suspended,"
            } else {
                "revoked"
            };
            let message = format!("{name}, is {state}{when}{why}.");
            let message = match severity {
                Severity::Failure => {
                    format!("The certificate for sign-in cannot be used: {message}")
                }
                _ => message,
            };
            let remedy = match (severity, hold) {
                (Severity::Note, _) => {
                    Remedy::new(Who::You, "Nothing: it is not needed to sign in.")
                }
                (_, true) => Remedy::new(
                    Who::CardOffice,
                    "Ask why the certificate is on hold, and have the hold lifted. Nothing on this computer helps.",
                ),
                (_, false) => Remedy::new(
                    Who::CardOffice,
                    "Have new certificates put on the card, or get a new card. Nothing on this computer helps.",
                ),
            };
            let pointer = reader.at(&format!("card/certificates/{}/revocation", it.index));
            found.push(
                Finding::new(Subject::of_object(reader, &it.container), message, remedy)
                    .only(severity)
                    .evidence(pointer),
            );
        }
    }
    match (found.is_empty(), settled) {
        (false, _) => Verdict::Broken(found),
        (true, true) => Verdict::Holds,
        // certificate/revocation-unknown tells where somebody was asked in vain.
        (true, false) => Verdict::NotApplicable,
    }
}

use super::{for_each_content_signer, verdict_of};
use crate::case::Case;
use crate::pki::path::revocation::Status;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The certificate of whoever signed the card's objects is revoked.
    ///
    /// ## What it means
    /// The issuer of the content signer's certificate has withdrawn it: CHUID and Security Object are as they were signed,
    /// and nobody is bound to believe who signed them. Doors and systems that check them refuse the card. Browsers, Windows
    /// and Microsoft Entra look at the holder's certificates only, so sign-in to services does not depend on it.
    ///
    /// ## How we know
    /// The issuer's certificate revocation list (CRL) has the serial number of the content signer's certificate, or the
    /// issuer's OCSP responder says so, and the signature of either was verified. When an object was signed is said by its
    /// signer alone, so an earlier day there does not save it.
    ///
    /// ## What to do
    /// Have the card replaced. All cards with this signer have the same trouble: their issuer should know.
    "card/content-signer-revoked",
    severity: Warning,
    masked_by: [card::foreign],
    sources: [
        "FIPS 201-3 §4.2.1 (content signing certificate)",
        "FPKI Common Policy X.509 profiles (content signing: CRL and OCSP)",
        "RFC 5280 §6.3",
    ],
}

fn check(case: &Case) -> Verdict {
    verdict_of(for_each_content_signer(case, |reader, it| {
        let chain = case.signer_chain(it)?;
        let (since, reason) = match &chain.revocation.status {
            Status::Revoked { since, reason } => (since, reason),
            Status::Good => return Some(Ok(None)),
            Status::Unknown => {
                let tried = chain.revocation.tried.first();
                let why = tried.map(|it| format!(": {}: {}", it.source, it.result));
                return Some(Err(format!(
                    "whether {}, who signed {}, is revoked could not be told{}",
                    it.name(),
                    it.objects(),
                    why.unwrap_or_default()
                )));
            }
            Status::Unchecked => return None,
        };
        let state = match reason.as_deref() {
            Some("certificateHold") => "on hold, that is suspended,",
            _ => "revoked",
        };
        let when = since.map_or(String::new(), |it| format!(" since {}", case.date(it)));
        let why = match reason.as_deref() {
            Some("certificateHold") | None => String::new(),
            Some(it) => format!(" ({it})"),
        };
        let message = format!(
            "The {} of the card in {} {} signed by {}, whose certificate is {state}{when}{why}.",
            it.objects(),
            reader.name.0,
            it.verb(),
            it.name()
        );
        let remedy = Remedy::new(
            Who::CardOffice,
            "Have the card replaced: doors may refuse it. Sign-in to services does not depend on it.",
        );
        Some(Ok(Some(
            Finding::new(Subject::of_object(reader, it.object()), message, remedy)
                .evidence(reader.at(&format!("{}/revocation", it.at()))),
        )))
    }))
}

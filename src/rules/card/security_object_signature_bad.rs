use super::{for_each_security_object, verdict_of};
use crate::case::Case;
use crate::pki::cms::Verdict as Signature;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The Security Object is not what its issuer signed.
    ///
    /// ## What it means
    /// The list of hashes that vouches for the card's other objects was changed after it was signed, or is not signed by the
    /// one who signed the CHUID. What it says of the other objects is worth nothing. Systems that check it refuse the card;
    /// sign-in to services does not depend on it.
    ///
    /// ## How we know
    /// Tag BB holds a CMS signature around the list; hash and signature were computed here, with the content signer's
    /// certificate that it carries, or else the one in the CHUID.
    ///
    /// ## What to do
    /// Read the card in another reader. If it stays so, have the card replaced.
    "card/security-object-signature-bad",
    severity: Warning,
    masked_by: [card::foreign, card::object_garbled],
    sources: ["SP 800-73-5 Part 1 §3.1.7 (Security Object)", "ICAO Doc 9303 Part 10 §4.6.2", "RFC 5652 §5.4, §5.6"],
}

fn check(case: &Case) -> Verdict {
    verdict_of(for_each_security_object(case, |reader, object| {
        let why = match (&object.signature.verdict, &object.problem) {
            (Signature::Bad(why), _) => why.clone(),
            (_, Some(problem)) => problem.clone(),
            (Signature::Unchecked(why), None) => {
                return Err(format!(
                    "the Security Object's signature could not be checked: {why}"
                ));
            }
            (Signature::Good, None) => return Ok(None),
        };
        let message = format!(
            "The Security Object of the card in {} is not good: {why}.",
            reader.name.0
        );
        let remedy = Remedy::new(
            Who::CardOffice,
            "Read the card in another reader first. If it stays so, have it replaced: doors may refuse it, sign-in to \
             services does not depend on it.",
        );
        Ok(Some(
            Finding::new(
                Subject::of_object(reader, "Security Object"),
                message,
                remedy,
            )
            .evidence(reader.at("card/security_object/signature")),
        ))
    }))
}

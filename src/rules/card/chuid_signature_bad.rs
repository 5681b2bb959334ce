use super::{for_each_chuid, verdict_of};
use crate::case::{Case, ReaderCase};
use crate::pki::cms::Verdict as Signature;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The CHUID is not what its issuer signed.
    ///
    /// ## What it means
    /// The Card Holder Unique Identifier was changed after it was signed, its signature is another object's, or it is not
    /// signed at all. Doors and systems that check it refuse the card. Browsers and Microsoft Entra look at the certificates
    /// only, so sign-in to services does not depend on it.
    ///
    /// ## How we know
    /// Tag 3E holds a CMS signature over the other elements; hash and signature were computed here, with the key in the
    /// content signer's certificate that the CHUID carries. Whether that certificate can be trusted is another question.
    ///
    /// ## What to do
    /// Read the card in another reader. If it stays so, have the card replaced.
    "card/chuid-signature-bad",
    severity: Warning,
    masked_by: [card::foreign],
    sources: ["SP 800-73-5 Part 1 §3.1.2 (CHUID, issuer asymmetric signature)", "FIPS 201-3 §4.2.1", "RFC 5652 §5.4, §5.6"],
}

fn check(case: &Case) -> Verdict {
    let found = for_each_chuid(case, |reader, chuid| match &chuid.signature.verdict {
        // Where there is no signature that can be read, another rule tells what is wrong with the object.
        Signature::Bad(_) if chuid.signature.hash.is_none() && is_garbled(reader) => Ok(None),
        Signature::Bad(why) => {
            let message = format!(
                "The CHUID of the card in {} is not good: {why}.",
                reader.name.0
            );
            let remedy = Remedy::new(
                Who::CardOffice,
                "Read the card in another reader first. If it stays so, have it replaced: doors may refuse it, sign-in to \
                 services does not depend on it.",
            );
            Ok(Some(
                Finding::new(Subject::of_object(reader, "CHUID"), message, remedy)
                    .evidence(reader.at("card/chuid/signature")),
            ))
        }
        Signature::Unchecked(why) => {
            Err(format!("the CHUID's signature could not be checked: {why}"))
        }
        Signature::Good => Ok(None),
    });
    verdict_of(found)
}

fn is_garbled(reader: &ReaderCase) -> bool {
    reader.card.garbled.iter().any(|it| it.object == "CHUID")
}

use super::{for_each_chuid, verdict_of};
use crate::case::{Case, ChuidCase, ReaderCase};
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The certificate of whoever signed the CHUID is not valid.
    ///
    /// ## What it means
    /// The content signer's certificate has expired, has not begun, or was not valid when the CHUID was signed. It should
    /// outlive the card. Doors and systems that check the CHUID refuse the card; sign-in to services does not depend on it.
    ///
    /// ## How we know
    /// The dates of the certificate in the CHUID's signature are compared with the time of interest and with the signing
    /// time, where the signature holds one.
    ///
    /// ## What to do
    /// Have the card replaced; the date of this computer is worth a look first.
    "card/chuid-signer-expired",
    severity: Warning,
    masked_by: [card::foreign],
    sources: [
        "FIPS 201-3 §4.2.1 (the content signing certificate does not expire before the card)",
        "RFC 5280 §4.1.2.5",
    ],
}

fn check(case: &Case) -> Verdict {
    verdict_of(for_each_chuid(case, |reader, chuid| {
        judge(case, reader, chuid)
    }))
}

fn judge(case: &Case, reader: &ReaderCase, chuid: &ChuidCase) -> Result<Option<Finding>, String> {
    let Some(signer) = &chuid.signature.signer else {
        return Err("the certificate of the CHUID's signer is not known".to_owned());
    };
    let it = &signer.certificate;
    let signed = chuid.signature.signed_at;
    let (what, member) = if it.not_after < case.at {
        (
            format!("expired on {}", case.date(it.not_after)),
            "not_after",
        )
    } else if it.not_before > case.at {
        (
            format!("is not valid before {}", case.date(it.not_before)),
            "not_before",
        )
    } else if let Some(at) = signed.filter(|at| !it.is_valid_at(*at)) {
        let day = case.date(at);
        let from = case.date(it.not_before);
        (
            format!("was not valid when it signed, on {day}: it begins on {from}"),
            "not_before",
        )
    } else {
        return Ok(None);
    };
    let name = it.common_name.as_ref();
    let message = format!(
        "The CHUID of the card in {} was signed by {}, whose certificate {what}.",
        reader.name.0,
        name.map_or(it.subject.as_str(), |it| it.as_str())
    );
    let remedy = Remedy::new(
        Who::CardOffice,
        "Compare this computer's date with a watch. If it is right, have the card replaced: doors may refuse it.",
    );
    Ok(Some(
        Finding::new(Subject::of_object(reader, "CHUID"), message, remedy)
            .evidence(reader.at(&format!("card/chuid/signature/signer/{member}"))),
    ))
}

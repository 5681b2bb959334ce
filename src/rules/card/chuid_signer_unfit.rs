use super::{for_each_chuid, verdict_of};
use crate::case::Case;
use crate::pki::profile::{Kind, content_signing};
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The CHUID was signed by somebody who may not sign it.
    ///
    /// ## What it means
    /// The certificate of its signer is not one for content signing. Doors and systems that check the CHUID refuse the
    /// card; sign-in to services does not depend on it.
    ///
    /// ## How we know
    /// The extended key usage of the signer's certificate lacks id-PIV-content-signing (2.16.840.1.101.3.6.7) and PIV-I's
    /// 2.16.840.1.101.3.8.7.
    ///
    /// ## What to do
    /// Have the card looked at by the office that issued it.
    "card/chuid-signer-unfit",
    severity: Warning,
    masked_by: [card::foreign],
    sources: [
        "FIPS 201-3 §4.2.1 (extended key usage of the content signing certificate)",
        "FPKI Common Policy and PIV-I certificate profiles (content signing)",
    ],
}

fn check(case: &Case) -> Verdict {
    let found = for_each_chuid(case, |reader, chuid| {
        let Some(signer) = &chuid.signature.signer else {
            return Err("the certificate of the CHUID's signer is not known".to_owned());
        };
        if content_signing(&signer.certificate).is_some() {
            return Ok(None);
        }
        let name = signer.certificate.common_name.as_ref();
        let message = format!(
            "The CHUID of the card in {} was signed by {}, whose certificate is for {}, not for content signing.",
            reader.name.0,
            name.map_or(signer.certificate.subject.as_str(), |it| it.as_str()),
            Kind::of(&signer.certificate).words()
        );
        let remedy = Remedy::new(
            Who::CardOffice,
            "Have the card looked at. Doors may refuse it; sign-in to services does not depend on it.",
        );
        Ok(Some(
            Finding::new(Subject::of_object(reader, "CHUID"), message, remedy)
                .evidence(reader.at("card/chuid/signature/signer")),
        ))
    });
    verdict_of(found)
}

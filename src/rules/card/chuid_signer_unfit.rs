use super::{for_each_content_signer, unknown_signers, verdict_of};
use crate::case::Case;
use crate::pki::profile::{Kind, content_signing};
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The CHUID, or another object of the card, was signed by somebody who may not sign it.
    ///
    /// ## What it means
    /// The certificate of its signer is not one for content signing. Doors and systems that check the object refuse the
    /// card; sign-in to services does not depend on it.
    ///
    /// ## How we know
    /// The extended key usage of the signer's certificate lacks id-PIV-content-signing (2.16.840.1.101.3.6.7) and PIV-I's
    /// 2.16.840.1.101.3.8.7. Looked at are the signer of the CHUID and, where that is another, of the Security Object.
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
    let mut looked = unknown_signers(case);
    looked.extend(for_each_content_signer(case, |reader, it| {
        let certificate = &it.signer.certificate;
        if content_signing(certificate).is_some() {
            return Some(Ok(None));
        }
        let message = format!(
            "The {} of the card in {} {} signed by {}, whose certificate is for {}, not for content signing.",
            it.objects(),
            reader.name.0,
            it.verb(),
            it.name(),
            Kind::of(certificate).words()
        );
        let remedy = Remedy::new(
            Who::CardOffice,
            "Have the card looked at. Doors may refuse it; sign-in to services does not depend on it.",
        );
        Some(Ok(Some(
            Finding::new(Subject::of_object(reader, it.object()), message, remedy)
                .evidence(reader.at(&it.at())),
        )))
    }));
    verdict_of(looked)
}

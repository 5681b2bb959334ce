use crate::case::{Case, CertificateCase, Purpose, ReaderCase};
use crate::pki::Certificate;
use crate::pki::profile::purpose_name;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// The PIV Authentication certificate does not say that it may sign people in.
    ///
    /// ## What it means
    /// Browsers offer only certificates whose extensions permit TLS client authentication. Without that the picker leaves
    /// this one out, or shows another one of the card. Without the purpose "smart card logon" browsers offer it, and Windows
    /// does not take it for logging on to the computer.
    ///
    /// ## How we know
    /// keyUsage must assert digitalSignature, and extKeyUsage, where it is there, must name clientAuth or any purpose.
    ///
    /// ## What to do
    /// The certificate was issued wrongly: the card office has to issue another one.
    "certificate/wrong-eku",
    severity: Failure,
    masked_by: [card::foreign, card::contactless],
    sources: [
        "RFC 5280 §4.2.1.3, §4.2.1.12",
        "FPKI Common Policy certificate profiles, worksheet PIV Authentication (clientAuth, smart card logon)",
        "Microsoft Learn: Smart Card Group Policy and Registry Settings (Allow certificates with no extended key usage)",
    ],
}

fn check(case: &Case) -> Verdict {
    let slots: Vec<(&ReaderCase, &CertificateCase, &Certificate)> = case
        .cards()
        .flat_map(|(reader, card)| card.certificates.iter().map(move |it| (reader, it)))
        .filter(|(_, it)| it.purpose == Purpose::PivAuthentication)
        .filter_map(|(reader, it)| Some((reader, it, it.content.as_ref().ok()?)))
        .collect();
    if slots.is_empty() {
        return Verdict::NotApplicable;
    }
    Verdict::of(
        slots
            .into_iter()
            .filter_map(|(reader, it, content)| judge(reader, it, content))
            .collect(),
    )
}

fn judge(reader: &ReaderCase, it: &CertificateCase, content: &Certificate) -> Option<Finding> {
    let at = |tail: &str| reader.at(&format!("card/certificates/{}/profile/{tail}", it.index));
    let purposes = content
        .extended_key_usage
        .iter()
        .map(|oid| purpose_name(oid).map_or_else(|| oid.clone(), str::to_owned))
        .collect::<Vec<_>>()
        .join(", ");
    let names = |what: &str| {
        let subject = Subject::of_object(reader, &it.container);
        let message = format!("{}, in {}, {what}.", it.shown_as(), it.container);
        let text = "Have the certificate issued anew; it was issued without the purpose it is for.";
        Finding::new(subject, message, Remedy::new(Who::CardOffice, text))
    };
    if !content.signs {
        let what =
            "may not make signatures (keyUsage lacks digitalSignature), so no browser offers it";
        return Some(names(what).evidence(at("key_usage")));
    }
    if !content.authenticates_client() {
        let what = format!(
            "is for {purposes} only, not for TLS client authentication, so no browser offers it"
        );
        return Some(names(&what).evidence(at("purposes")));
    }
    if !content.extended_key_usage.is_empty() && !content.logs_on() {
        let what = "signs people in to services; Windows does not take it for logging on, as it lacks the purpose \
                    \"smart card logon\"";
        return Some(names(what).only(Severity::Note).evidence(at("purposes")));
    }
    None
}

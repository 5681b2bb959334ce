use super::nothing_to_judge;
use crate::case::{Case, CertificateCase, ReaderCase};
use crate::pki::Certificate;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// Two certificates look the same in a certificate picker.
    ///
    /// ## What it means
    /// A picker shows the holder's name and the issuer's. Where two certificates bear the same of both, only the details
    /// tell them apart, and the wrong one is easily picked. What lies in the two halves of one card, CAC and PIV, is not
    /// meant: most programs show one half only.
    ///
    /// ## How we know
    /// Both permit client authentication, neither has expired, and subject common name and issuer common name are the same.
    ///
    /// ## What to do
    /// Look at the details in the picker: serial number and expiry of the one to pick are in `cac-doctor certs -v`. If the
    /// wrong one was picked, close every window of the browser before the next try: it keeps the choice.
    "certificate/indistinguishable",
    severity: Warning,
    masked_by: [card::foreign],
    sources: [
        "Microsoft Learn: Entra certificate-based authentication FAQ (the browser caches the certificate choice)",
        "danberry.us/cac/PIV.htm (ID and PIV Authentication certificates side by side)",
    ],
}

fn check(case: &Case) -> Verdict {
    if let Some(verdict) = nothing_to_judge(case) {
        return verdict;
    }
    let offered: Vec<(&ReaderCase, &CertificateCase, &Certificate)> = case
        .cards()
        .flat_map(|(reader, card)| card.certificates.iter().map(move |it| (reader, it)))
        .filter(|(_, it)| it.same_as.is_none())
        .filter_map(|(reader, it)| Some((reader, it, it.content.as_ref().ok()?)))
        .filter(|(_, _, it)| it.authenticates_client() && case.at <= it.not_after)
        .collect();
    let mut out = Vec::new();
    for (n, (reader, it, one)) in offered.iter().enumerate() {
        // Only beside the one to pick does it matter.
        if !it.pick_for_sign_in {
            continue;
        }
        let mut others = Vec::new();
        for (m, (there, other, two)) in offered.iter().enumerate() {
            let told = other.pick_for_sign_in && m < n;
            // One half is shown, of this card or of another; only there can the other card be the one to pick.
            let across = half(it) != half(other) && !other.pick_for_sign_in;
            if m == n || told || across || one.sha256 == two.sha256 || !look_alike(one, two) {
                continue;
            }
            others.push((*there, *other));
        }
        if !others.is_empty() {
            out.push(finding(reader, it, &others));
        }
    }
    Verdict::of(out)
}

/// Which half of a card it lies in: CAC or PIV.
fn half(it: &CertificateCase) -> bool {
    it.container.starts_with("cac:")
}

fn look_alike(one: &Certificate, two: &Certificate) -> bool {
    one.common_name.is_some()
        && one.common_name == two.common_name
        && one.issuer_common_name == two.issuer_common_name
}

/// Those that look like one certificate and are named; of a reader bank with many cards the rest is a number.
const NAMED: usize = 3;

fn finding(
    reader: &ReaderCase,
    it: &CertificateCase,
    others: &[(&ReaderCase, &CertificateCase)],
) -> Finding {
    let place = |(there, other): &(&ReaderCase, &CertificateCase)| match reader.index == there.index
    {
        true => format!("the one in {}", other.container),
        false => format!(
            "the one in {} of the card in {}",
            other.container, there.name.0
        ),
    };
    let mut places: Vec<String> = others.iter().take(NAMED).map(place).collect();
    match others.len().saturating_sub(places.len()) {
        0 => {}
        more => places.push(format!("{more} more")),
    }
    let last = places.pop().unwrap_or_default();
    let before: String = places.iter().map(|it| format!(", {it}")).collect();
    let message = format!(
        "{}, in {}{before}, and {last} look the same in a certificate picker.",
        it.shown_as(),
        it.container
    );
    let remedy = Remedy::new(
        Who::You,
        format!(
            "If both are offered, pick the one whose details show the serial number that this prints for {}.",
            it.container
        ),
    )
    .command("cac-doctor certs -v");
    let evidence = |reader: &ReaderCase, it: &CertificateCase| {
        reader.at(&format!("card/certificates/{}/common_name", it.index))
    };
    let own = Finding::new(Subject::of_object(reader, &it.container), message, remedy)
        .evidence(evidence(reader, it));
    let named = others.iter().take(NAMED);
    named.fold(own, |out, (there, other)| {
        out.evidence(evidence(there, other))
    })
}

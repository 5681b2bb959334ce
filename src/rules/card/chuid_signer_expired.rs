use super::{for_each_content_signer, unknown_signers, verdict_of};
use crate::case::{Case, ContentSigner, Decoded, ReaderCase};
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The certificate of whoever signed the CHUID, or another object of the card, is not valid.
    ///
    /// ## What it means
    /// The content signer's certificate has expired, has not begun, or was not valid when it signed. That it expired undoes
    /// nothing it signed while it was valid; but the standards want it to be good for as long as the card and its Card
    /// Authentication certificate are, and doors and systems that check the signature by the present day refuse the card.
    /// Where the card itself has expired nothing follows from it. Sign-in to services does not depend on it.
    ///
    /// ## How we know
    /// The dates of the certificate in the CHUID's signature, and in the Security Object's where that has one of its own, are
    /// compared with the time of interest and with the signing time, where the signature holds one.
    ///
    /// ## What to do
    /// Have the card replaced; the date of this computer is worth a look first.
    "card/chuid-signer-expired",
    severity: Warning,
    masked_by: [card::foreign],
    sources: [
        "FIPS 201-3 §4.2.1 (on a card that is neither expired nor revoked the content signing certificate is not expired)",
        "SP 800-73-5 Part 1 §3.1.2 (it does not expire before the Card Authentication certificate)",
        "RFC 5280 §4.1.2.5",
    ],
}

fn check(case: &Case) -> Verdict {
    let mut looked = unknown_signers(case);
    looked.extend(for_each_content_signer(case, |reader, it| {
        Some(Ok(judge(case, reader, it)))
    }));
    verdict_of(looked)
}

fn judge(case: &Case, reader: &ReaderCase, by: &ContentSigner<'_>) -> Option<Finding> {
    let it = &by.signer.certificate;
    let signed = by.signed.iter().filter_map(|it| it.signature.signed_at);
    let outside = signed.into_iter().find(|at| !it.is_valid_at(*at));
    let (what, member) = if let Some(at) = outside {
        let (word, edge, member) = match at < it.not_before {
            true => ("begins", it.not_before, "not_before"),
            false => ("had expired", it.not_after, "not_after"),
        };
        (
            format!(
                "was not valid when it signed, on {}: it {word} on {}",
                case.date(at),
                case.date(edge)
            ),
            member,
        )
    } else if it.not_before > case.at {
        (
            format!("is not valid before {}", case.date(it.not_before)),
            "not_before",
        )
    } else if it.not_after < case.at && !has_expired(case, reader) {
        (
            format!(
                "expired on {}; it should be good for as long as the card",
                case.date(it.not_after)
            ),
            "not_after",
        )
    } else {
        return None;
    };
    let message = format!(
        "The {} of the card in {} {} signed by {}, whose certificate {what}.",
        by.objects(),
        reader.name.0,
        by.verb(),
        by.name()
    );
    let remedy = Remedy::new(
        Who::CardOffice,
        "Compare this computer's date with a watch. If it is right, have the card replaced: doors may refuse it, sign-in to \
         services does not depend on it.",
    );
    Some(
        Finding::new(Subject::of_object(reader, by.object()), message, remedy)
            .evidence(reader.at(&format!("{}/{member}", by.at()))),
    )
}

/// Whether the card's own day has passed, which another check tells.
fn has_expired(case: &Case, reader: &ReaderCase) -> bool {
    match &reader.card.chuid {
        Decoded::Value(it) => it.expires.is_some_and(|it| it < case.today()),
        _ => false,
    }
}

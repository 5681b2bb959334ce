pub(super) mod expired;
pub(super) mod expires_soon;
pub(super) mod not_yet_valid;
pub(super) mod outlives_card;
pub(super) mod piv_authentication_missing;

use super::{Finding, Remedy, Severity, Subject, Verdict};
use crate::case::{Case, CertificateCase, Purpose, ReaderCase};
use crate::pki::Certificate;
use time::OffsetDateTime;

/// How much a fault of this certificate matters to somebody who wants to sign in.
fn weight(it: &CertificateCase) -> Severity {
    match it.purpose {
        _ if it.pick_for_sign_in => Severity::Failure,
        // Old encryption keys are kept on the card to read old mail; that they expired is their nature.
        Purpose::Retired | Purpose::CardAuthentication => Severity::Note,
        _ => Severity::Warning,
    }
}

/// Certificates of one card that share a date, the weightiest first.
struct Group<'c> {
    reader: &'c ReaderCase<'c>,
    lead: &'c CertificateCase,
    others: Vec<&'c CertificateCase>,
    date: OffsetDateTime,
}

/// Gathers the certificates whose `date` is wanted, so that four certificates of one day are one finding, not four.
fn groups<'c>(
    case: &'c Case,
    date: impl Fn(&Certificate) -> Option<OffsetDateTime>,
) -> Vec<Group<'c>> {
    let mut out: Vec<Group<'c>> = Vec::new();
    for (reader, card) in case.cards() {
        for it in &card.certificates {
            let Some(date) = it.content.as_ref().ok().and_then(&date) else {
                continue;
            };
            match out.iter_mut().find(|group| {
                group.reader.index == reader.index && group.date.date() == date.date()
            }) {
                Some(group) if weight(it) > weight(group.lead) => {
                    group.others.push(std::mem::replace(&mut group.lead, it));
                }
                Some(group) => group.others.push(it),
                None => out.push(Group {
                    reader,
                    lead: it,
                    others: Vec::new(),
                    date,
                }),
            }
        }
    }
    out
}

impl Group<'_> {
    /// `DOE.JANE… (issued by …), the PIV Authentication certificate in 9A, and those in 9C and 9D`.
    fn words(&self) -> String {
        let lead = format!(
            "{}, {} in {}",
            self.lead.shown_as(),
            self.lead.purpose.words(),
            self.lead.container
        );
        match self.others.as_slice() {
            [] => lead,
            [one] => format!("{lead}, and the one in {}", one.container),
            many => {
                let names: Vec<&str> = many.iter().map(|it| it.container.as_str()).collect();
                format!("{lead}, and those in {}", names.join(", "))
            }
        }
    }

    fn finding(
        &self,
        severity: Severity,
        message: String,
        member: &str,
        remedy: Remedy,
    ) -> Finding {
        let evidence = |it: &CertificateCase| {
            self.reader
                .at(&format!("card/certificates/{}/{member}", it.index))
        };
        let subject = Subject::of_object(self.reader, &self.lead.container);
        let mut finding = Finding::new(subject, message, remedy)
            .only(severity)
            .evidence(evidence(self.lead));
        finding
            .evidence
            .extend(self.others.iter().map(|it| evidence(it)));
        finding
    }
}

/// What a rule about certificates says where there is none to judge.
fn nothing_to_judge(case: &Case) -> Option<Verdict> {
    let readable = |it: &CertificateCase| it.content.is_ok();
    if case
        .cards()
        .any(|(_, card)| card.certificates.iter().any(readable))
    {
        return None;
    }
    Some(Verdict::NotApplicable)
}

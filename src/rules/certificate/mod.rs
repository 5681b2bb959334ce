pub(super) mod chain_incomplete;
pub(super) mod chain_invalid;
pub(super) mod edipi_mismatch;
pub(super) mod expired;
pub(super) mod expires_soon;
pub(super) mod fascn_mismatch;
pub(super) mod indistinguishable;
pub(super) mod key_identifier_mismatch;
pub(super) mod naci_interim;
pub(super) mod not_yet_valid;
pub(super) mod outlives_card;
pub(super) mod piv_authentication_missing;
pub(super) mod revocation_unknown;
pub(super) mod revoked;
pub(super) mod slot_mismatch;
pub(super) mod upn_missing;
pub(super) mod uuid_mismatch;
pub(super) mod weak_key;
pub(super) mod weak_signature;
pub(super) mod wrong_anchor;
pub(super) mod wrong_eku;

use super::{Finding, Remedy, Severity, Subject, Verdict, Who};
use crate::case::{CardCase, Case, CertificateCase, Decoded, Purpose, ReaderCase};
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

/// Certificates of one card that share something, the weightiest first.
struct Group<'c, K = OffsetDateTime> {
    reader: &'c ReaderCase<'c>,
    lead: &'c CertificateCase,
    others: Vec<&'c CertificateCase>,
    /// What they share.
    shared: K,
}

/// Gathers the certificates whose `date` is wanted, so that four certificates of one day are one finding, not four.
fn groups<'c>(
    case: &'c Case,
    date: impl Fn(&Certificate) -> Option<OffsetDateTime>,
) -> Vec<Group<'c>> {
    let date = |_: &Case, it: &CertificateCase| it.content.as_ref().ok().and_then(&date);
    gather(case, date, |one, two| one.date() == two.date())
}

fn gather<'c, K>(
    case: &'c Case,
    key: impl Fn(&Case, &CertificateCase) -> Option<K>,
    same: impl Fn(&K, &K) -> bool,
) -> Vec<Group<'c, K>> {
    let mut out: Vec<Group<'c, K>> = Vec::new();
    for (reader, card) in case.cards() {
        for it in &card.certificates {
            let Some(shared) = key(case, it) else {
                continue;
            };
            match out
                .iter_mut()
                .find(|group| group.reader.index == reader.index && same(&group.shared, &shared))
            {
                Some(group) if weight(it) > weight(group.lead) => {
                    group.others.push(std::mem::replace(&mut group.lead, it));
                }
                Some(group) => group.others.push(it),
                None => out.push(Group {
                    reader,
                    lead: it,
                    others: Vec::new(),
                    shared,
                }),
            }
        }
    }
    out
}

/// One finding for the certificates of a card that have the same thing wrong with them. One that CAC applets repeat is
/// told once.
fn for_each_alike<K: PartialEq>(
    case: &Case,
    key: impl Fn(&Case, &CertificateCase) -> Option<K>,
    tell: impl Fn(&K, &Group<'_, K>) -> Finding,
) -> Verdict {
    let once = |case: &Case, it: &CertificateCase| match it.same_as {
        None => key(case, it),
        Some(_) => None,
    };
    let found = gather(case, once, |one, two| one == two);
    Verdict::of(found.iter().map(|it| tell(&it.shared, it)).collect())
}

/// What a rule that compares certificates with the CHUID says where nothing could be compared.
fn not_compared(
    case: &Case,
    compared: impl Fn(&CertificateCase) -> Option<bool>,
) -> Option<Verdict> {
    let any = |card: &CardCase| card.certificates.iter().any(|it| compared(it).is_some());
    if case.cards().any(|(_, card)| any(card)) {
        return None;
    }
    let unread = |card: &CardCase| matches!(card.chuid, Decoded::NotRead(_));
    let of_piv = |(reader, card): (&ReaderCase, &CardCase)| reader.has_piv() && unread(card);
    Some(if case.cards().any(of_piv) {
        Verdict::Unknown("no CHUID was read to compare with".to_owned())
    } else {
        Verdict::NotApplicable
    })
}

/// One number of the card, in its certificates and in its CHUID.
struct CardNumber {
    /// For people.
    name: &'static str,
    /// Whether a certificate's is the CHUID's. None: there is nothing to compare.
    matches: fn(&CertificateCase) -> Option<bool>,
    /// The member of a certificate's `profile`, and that of `chuid`, that tell.
    members: [&'static str; 2],
}

/// What a rule says of certificates that bear another number than the CHUID.
fn mismatch(case: &Case, number: &CardNumber) -> Verdict {
    if let Some(verdict) = not_compared(case, number.matches) {
        return verdict;
    }
    for_each_alike(
        case,
        |_, it| ((number.matches)(it) == Some(false)).then_some(()),
        |(), group| {
            let verb = if group.others.is_empty() {
                "bears"
            } else {
                "bear"
            };
            let message = format!(
                "{} {verb} another {} than the card's CHUID: they were issued for different cards.",
                group.words(),
                number.name
            );
            // Only these two certificates must bear it.
            let severity = match group.lead.purpose {
                Purpose::PivAuthentication | Purpose::CardAuthentication => Severity::Warning,
                _ => Severity::Note,
            };
            let remedy = Remedy::new(
                Who::CardOffice,
                "Have the card looked at. Sign-in to services does not depend on it; doors may refuse the card.",
            );
            let [profile, chuid] = number.members;
            group
                .finding(severity, message, &format!("profile/{profile}"), remedy)
                .evidence(group.reader.at(&format!("card/chuid/{chuid}")))
        },
    )
}

impl<K> Group<'_, K> {
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

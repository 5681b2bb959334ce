use super::{Group, weight};
use crate::case::{Case, CertificateCase};
use crate::rules::{Remedy, Severity, Verdict, Who, for_each_dated_card};
use time::{Duration, Time};

rule! {
    /// A certificate on the card is dated longer than the card itself.
    ///
    /// ## What it means
    /// A certificate must not outlive the card it is on. Plan by the earlier date: the card's.
    ///
    /// ## How we know
    /// The certificate's notAfter lies after the last day in the Card Holder Unique Identifier (tag 35).
    ///
    /// ## What to do
    /// Nothing today. Renew the card before its own date, and tell the card office: the dates were issued wrongly.
    "certificate/outlives-card",
    severity: Warning,
    masked_by: [card::foreign],
    sources: ["FIPS 201-3 §2.9.1 (the certificate's expiry is no later than the card's)", "SP 800-73-5 Part 1 §3.1.2"],
}

fn check(case: &Case) -> Verdict {
    for_each_dated_card(case, |reader, card, last_day| {
        // A certificate dated to the last minute of the card's last day in local time is not meant. A card without end,
        // as 99991231 says it, outlives every certificate.
        let end = last_day
            .checked_add(Duration::days(2))
            .map(|it| it.with_time(Time::MIDNIGHT).assume_utc());
        let longer = |it: &&CertificateCase| {
            it.content
                .as_ref()
                .is_ok_and(|it| end.is_some_and(|end| it.not_after > end))
        };
        let mut certificates: Vec<&CertificateCase> =
            card.certificates.iter().filter(longer).collect();
        certificates.sort_by_key(|it| std::cmp::Reverse(weight(it)));
        let [lead, others @ ..] = certificates.as_slice() else {
            return None;
        };
        let date = lead.content.as_ref().ok()?.not_after;
        let group = Group {
            reader,
            lead,
            others: others.to_vec(),
            shared: date,
        };
        let verb = if others.is_empty() { "is" } else { "are" };
        let message = format!(
            "{} {verb} dated to {}, but the card itself ends on {last_day}.",
            group.words(),
            case.date(date)
        );
        let remedy = Remedy::new(
            Who::You,
            format!("Plan by the card's date: renew it before {last_day}."),
        );
        Some(
            group
                .finding(Severity::Warning, message, "not_after", remedy)
                .evidence(reader.at("card/chuid/expires")),
        )
    })
}

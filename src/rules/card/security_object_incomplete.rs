use super::{for_each_security_object, verdict_of};
use crate::case::{Case, Comparison, HashEntry};
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// The Security Object and what it names do not fit each other.
    ///
    /// ## What it means
    /// It names a container and has no hash for it, has a hash and names no container for it, or names an object that the
    /// card does not hold. Nothing vouches for such an object. Systems that check it may refuse the card; sign-in to
    /// services does not depend on it.
    ///
    /// ## How we know
    /// The mapping of data groups (tag BA) is compared with the signed list of hashes (tag BB) and with what the card
    /// answered for each object.
    ///
    /// ## What to do
    /// Have the card looked at by the office that issued it.
    "card/security-object-incomplete",
    severity: Warning,
    masked_by: [card::foreign, card::contactless, card::security_object_signature_bad],
    sources: ["SP 800-73-5 Part 1 §3.1.7 (Security Object: mapping of data groups to containers)"],
}

fn check(case: &Case) -> Verdict {
    verdict_of(for_each_security_object(case, |reader, object| {
        let faults: Vec<(usize, String)> = object
            .entries
            .iter()
            .enumerate()
            .filter_map(|(n, it)| Some((n, fault(it)?)))
            .collect();
        if faults.is_empty() {
            return Ok(None);
        }
        let words: Vec<&str> = faults.iter().map(|(_, it)| it.as_str()).collect();
        let message = format!(
            "The Security Object of the card in {} does not fit the card: {}.",
            reader.name.0,
            words.join("; ")
        );
        let remedy = Remedy::new(
            Who::CardOffice,
            "Have the card looked at. Doors may refuse it; sign-in to services does not depend on it.",
        );
        // Optional objects are left out of cards, and some cards refuse the Discovery Object that they hold.
        let optional = faults.iter().all(|(n, _)| {
            let entry = object.entries.get(*n);
            entry.is_some_and(|it| it.outcome == Comparison::Gone && !it.is_mandatory())
        });
        let subject = Subject::of_object(reader, "Security Object");
        let mut finding = Finding::new(subject, message, remedy);
        if optional {
            finding = finding.only(Severity::Note);
        }
        for (n, _) in faults {
            finding = finding.evidence(reader.at(&format!("card/security_object/objects/{n}")));
        }
        Ok(Some(finding))
    }))
}

fn fault(it: &HashEntry) -> Option<String> {
    Some(match it.outcome {
        Comparison::NoHash => format!("it has no hash for {}", it.object),
        Comparison::Unmapped => format!(
            "it has a hash for {}, which it maps to no container",
            it.object
        ),
        Comparison::Gone => format!("it vouches for {}, which the card does not hold", it.object),
        _ => return None,
    })
}

use super::weight;
use crate::case::Case;
use crate::case::chain::{StoreCase, cross, crossed, is_wrong, link_name, short_name};
use crate::facts::TrustLevel;
use crate::pki::defaults::{Community, ROOTS, Role};
use crate::pki::path::{Link, Status};
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// A DoD certificate leads, or may lead, to the wrong root through a cross-certificate.
    ///
    /// ## What it means
    /// Other communities have certified the DoD's roots: the DoD Interoperability Root, the US DoD CCEB Interoperability Root,
    /// and through them the Federal Bridge. A program that finds such a cross-certificate may take the long way round and end
    /// at their root. A server that asks for certificates of the DoD's own root is then offered none.
    ///
    /// ## How we know
    /// A certificate in a store of this computer, or in the only valid path, has a DoD root's name as its subject and another
    /// authority as its issuer.
    ///
    /// ## What to do
    /// Take the cross-certificate out of the store, and see that the DoD roots are trusted there. On Windows DISA's FBCA
    /// Cross-Certificate Remover does it.
    "certificate/wrong-anchor",
    severity: Warning,
    masked_by: [card::foreign],
    sources: ["DISA STIG for Windows, WN19-PK-000030 and kin (cross-certificates belong to the untrusted)", "FPKI: cross-certificates of the Federal Bridge and the DoD Interoperability Root CA 2"],
}

fn check(case: &Case) -> Verdict {
    let mut found = Vec::new();
    let mut judged = false;
    for (reader, card) in case.cards() {
        for it in &card.certificates {
            let Some(chain) = case.chain(it).filter(|it| it.link.is_ok()) else {
                continue;
            };
            judged |= case.chains().looked || chain.judgement.status != Status::Incomplete;
            let Some(path) = chain
                .judgement
                .best()
                .filter(|it| it.status == Status::Valid && is_wrong(it))
            else {
                continue;
            };
            let through = crossed(path).and_then(|n| path.certificates.get(n));
            let (Some(through), Some(anchor)) = (through, &path.anchor) else {
                continue;
            };
            let message = format!(
                "{}, {} in {}: the only valid path goes through the cross-certificate of {} by {} and ends at {}, not at the DoD's own root.",
                it.shown_as(),
                it.purpose.words(),
                it.container,
                link_name(through),
                short_name(&through.issuer),
                short_name(&anchor.name)
            );
            let remedy = Remedy::new(
                Who::Admin,
                format!(
                    "Trust {} itself: install DISA's bundle of DoD roots.",
                    link_name(through)
                ),
            );
            let severity = match weight(it) {
                Severity::Failure => Severity::Warning,
                other => other,
            };
            found.push(
                Finding::new(Subject::of_object(reader, &it.container), message, remedy)
                    .only(severity)
                    .evidence(reader.at(&format!("card/certificates/{}/chain/paths/0", it.index))),
            );
        }
    }
    // The stores matter to whoever holds a DoD card.
    let dod = case.cards().any(|(_, card)| {
        card.certificates
            .iter()
            .any(|it| it.content.as_ref().is_ok_and(|it| it.is_dod()))
    });
    if dod {
        for store in case.chains().stores.iter().filter(|it| it.is_installed()) {
            found.extend(in_store(case, store));
        }
    }
    if judged {
        Verdict::of(found)
    } else {
        Verdict::NotApplicable
    }
}

/// Cross-certificates in one store.
fn in_store(case: &Case, store: &StoreCase) -> Option<Finding> {
    let mut crosses: Vec<&Link> = store
        .held
        .iter()
        .filter(|it| !it.trust.any(TrustLevel::Distrusted))
        .filter_map(|it| it.link.as_deref())
        .filter(|it| cross(it).is_some())
        .collect();
    crosses.sort_by_key(|it| std::cmp::Reverse(it.not_after));
    let first = crosses.first()?;
    let live = crosses.iter().any(|it| it.is_valid_at(case.at));
    // Where the DoD's own root is trusted beside it, a program has the short way too.
    let own = ROOTS
        .iter()
        .filter(|it| it.community == Community::Dod && it.role == Role::Anchor)
        .any(|it| store.trusts(&it.sha256));
    let names: Vec<String> = crosses
        .iter()
        .map(|it| format!("{} by {}", link_name(it), short_name(&it.issuer)))
        .collect();
    let message = format!(
        "{} ({}) holds {}: {}. {}",
        capital(&store.name()),
        store.facts.path.as_str(),
        if crosses.len() == 1 {
            "a cross-certificate of a DoD root"
        } else {
            "cross-certificates of DoD roots"
        },
        names.join(", "),
        match (live, own) {
            (false, _) => "It has expired, and leads nowhere any more.",
            (true, true) =>
                "The DoD's own root is trusted there too; a program may still take the longer way.",
            (true, false) =>
                "The DoD's own root is not trusted there: the cross-certificate is the only way.",
        }
    );
    let severity = if live && !own {
        Severity::Warning
    } else {
        Severity::Note
    };
    let remedy = Remedy::new(
        Who::You,
        format!(
            "Take {} out of that store, and trust the DoD roots there.",
            link_name(first)
        ),
    );
    Some(
        Finding::new(Subject::Host, message, remedy)
            .only(severity)
            .evidence(format!("/trust/stores/{}/held", store.index)),
    )
}

/// With its first letter large, to begin a sentence.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
}

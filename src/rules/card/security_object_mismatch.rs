use super::{for_each_security_object, verdict_of};
use crate::case::{Case, Comparison};
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// An object on the card is not the one that its issuer signed.
    ///
    /// ## What it means
    /// The Security Object holds another hash for it: the object was changed, damaged or copied from another card after the
    /// card was issued. Systems that check it refuse the card; sign-in to services does not depend on it.
    ///
    /// ## How we know
    /// Every object that can be read without the PIN and is named by the Security Object was hashed here. Fingerprints,
    /// facial image and printed information need the PIN and are not compared.
    ///
    /// ## What to do
    /// Read the card in another reader. If it stays so, have the card replaced.
    "card/security-object-mismatch",
    severity: Warning,
    masked_by: [card::foreign, card::security_object_signature_bad],
    sources: ["SP 800-73-5 Part 1 §3.1.7 (Security Object)", "ICAO Doc 9303 Part 10 §4.6.2"],
}

fn check(case: &Case) -> Verdict {
    verdict_of(for_each_security_object(case, |reader, object| {
        let differing: Vec<(usize, &str)> = object
            .entries
            .iter()
            .enumerate()
            .filter(|(_, it)| it.outcome == Comparison::Differs)
            .map(|(n, it)| (n, it.object.as_str()))
            .collect();
        if differing.is_empty() {
            let same = |it: &Comparison| *it == Comparison::Same;
            return match object.entries.iter().any(|it| same(&it.outcome)) {
                true => Ok(None),
                false => {
                    Err("no object that the Security Object names could be compared".to_owned())
                }
            };
        }
        let names: Vec<&str> = differing.iter().map(|(_, name)| *name).collect();
        let message = format!(
            "On the card in {}, this is not what the Security Object vouches for: {}.",
            reader.name.0,
            names.join(", ")
        );
        let remedy = Remedy::new(
            Who::CardOffice,
            "Read the card in another reader first. If it stays so, have it replaced: doors may refuse it, sign-in to \
             services does not depend on it.",
        );
        let mut finding = Finding::new(
            Subject::of_object(reader, "Security Object"),
            message,
            remedy,
        );
        for (n, _) in differing {
            finding = finding.evidence(reader.at(&format!("card/security_object/objects/{n}")));
        }
        Ok(Some(finding))
    }))
}

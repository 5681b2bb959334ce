use crate::case::Case;
use crate::case::chain::{ChainCase, link_name};
use crate::pki::defaults::{OLD_MONTHS, defaults};
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// The authorities that this tool brings are old.
    ///
    /// ## What it means
    /// Authorities founded since, and cross-certificates issued since, are not among them. A certificate of a newer authority
    /// then looks as if its issuer were missing, though nothing is wrong with the card. What the set does know is judged as
    /// well as ever, and no other program on this computer is concerned.
    ///
    /// ## How we know
    /// The set carries the day on which its publisher signed it, and that is more than 18 months before the time of interest.
    /// The DoD founds new issuing authorities about that often: those in the set began in June 2021, December 2022 and May
    /// 2023, January 2025 and September 2026. Where a certificate on the card has no path for want of an issuer, this is a
    /// warning, otherwise a note.
    ///
    /// ## What to do
    /// Install a newer release of this tool. Until then give it the current authorities: DISA's bundle, or your agency's,
    /// with `--trust`.
    "trust/default-set-old",
    severity: Note,
    masked_by: [],
    sources: [
        "the provenance dates in the crates certval_stores_nipr, certval_stores_eca and certval_stores_fpki",
        "notBefore of the DoD's issuing authorities in them",
    ],
}

fn check(case: &Case) -> Verdict {
    if !case.with_default_trust || case.chains().is_empty() {
        return Verdict::NotApplicable;
    }
    let set = defaults();
    let (Some(as_of), Some(months)) = (set.as_of(), set.months_old(case.at)) else {
        return Verdict::Unknown("the set does not tell its day".to_owned());
    };
    if months < OLD_MONTHS {
        return Verdict::Holds;
    }
    let mut message = format!(
        "The tool's own authorities are as of {as_of}, {months} months before the time of interest; newer ones are not known to it."
    );
    let without = case.chains().all().find_map(lacking);
    if let Some(name) = &without {
        message.push_str(&format!(
            " The issuer of {name} is not known here: that may be why."
        ));
    }
    let remedy = Remedy::new(
        Who::Admin,
        "Install a newer release of this tool, or give it the current authorities, for a CAC DISA's bundle.",
    )
    .command("cac-doctor chain --trust unclass-certificates_pkcs7_DoD.zip");
    let finding = Finding::new(Subject::Host, message, remedy).evidence("/trust/default/as_of");
    Verdict::Broken(vec![match without {
        Some(_) => finding.only(Severity::Warning),
        None => finding,
    }])
}

/// Where no path leads to an anchor, the certificate whose issuer nobody here is.
fn lacking(it: &ChainCase) -> Option<String> {
    let judgement = &it.judgement;
    if judgement.best().is_some_and(|it| it.anchor.is_some()) {
        return None;
    }
    Some(link_name(&judgement.dead_ends.first()?.below))
}

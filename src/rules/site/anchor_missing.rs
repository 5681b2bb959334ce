use crate::case::Case;
use crate::facts::{Kept, RequiredAnchor, TrustLevel};
use crate::pki::Certificate;
use crate::pki::defaults::defaults;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// A trust anchor that the site requires is in no store of this computer.
    ///
    /// ## What it means
    /// The owner of this workstation has laid down which authorities it has to trust. Without them, sites that show a
    /// certificate of these authorities are refused here, and programs that check the card's own certificates cannot. It
    /// does not decide whether the sign-in service accepts the card: that goes by the service's own list.
    ///
    /// ## How we know
    /// The site's policy names the anchor by its fingerprint, by its subject's common name, or by both, and no store that
    /// could be read trusts one that fits.
    ///
    /// ## What to do
    /// Have the anchor installed from where the organisation publishes it, such as DISA's InstallRoot or bundle; not from
    /// a page that happens to offer it.
    "site/anchor-missing",
    severity: Warning,
    masked_by: [],
    sources: ["the site's policy file (docs/policy.md); RFC 5280 §6.1.1 (d), trust anchor information"],
}

fn check(case: &Case) -> Verdict {
    let Some(policy) = case.policy().filter(|it| !it.anchors.is_empty()) else {
        return Verdict::NotApplicable;
    };
    let Some(stores) = case.snapshot.trust.stores.seen() else {
        return Verdict::Unknown("the trust stores were not looked at".to_owned());
    };
    let trusted: Vec<&Kept> = stores
        .iter()
        .filter_map(|it| it.content.seen())
        .flat_map(|it| &it.kept)
        .filter(|it| it.trust.any(TrustLevel::Anchor))
        .collect();
    let missing: Vec<&RequiredAnchor> = policy
        .anchors
        .iter()
        .filter(|wanted| !trusted.iter().any(|it| is(it, wanted)))
        .collect();
    if missing.is_empty() {
        return Verdict::Holds;
    }
    if let Some(store) = stores.iter().find(|it| it.content.failure().is_some()) {
        return Verdict::Unknown(format!(
            "{} could not be read, and a required anchor may be in it",
            store.path.as_str()
        ));
    }
    // Of authorities that are neither the government's nor the card's, only the number was kept.
    let (known, others): (Vec<&RequiredAnchor>, Vec<&RequiredAnchor>) =
        missing.into_iter().partition(|it| is_brought(it));
    match others.first() {
        Some(other) if known.is_empty() => Verdict::Unknown(format!(
            "whether {other} is trusted was not kept: only the authorities of the government and of the cards are"
        )),
        _ => Verdict::of(known.into_iter().map(finding).collect()),
    }
}

/// Whether it is of the set this tool brings, of which every store keeps what it has.
fn is_brought(wanted: &RequiredAnchor) -> bool {
    defaults().authorities.iter().any(|it| {
        let hex = || crate::standards::hex::joined(&it.sha256);
        wanted
            .sha256
            .as_ref()
            .is_none_or(|it| hex().eq_ignore_ascii_case(it))
            && wanted.name.as_ref().is_none_or(|wanted| {
                named(it.der).is_some_and(|it| it.eq_ignore_ascii_case(wanted))
            })
    })
}

fn named(der: &[u8]) -> Option<String> {
    Certificate::parse(der).ok()?.common_name.map(|it| it.0)
}

fn is(it: &Kept, wanted: &RequiredAnchor) -> bool {
    let same = |wanted: &String| it.sha256.hex().eq_ignore_ascii_case(wanted);
    wanted.sha256.as_ref().is_none_or(same)
        && wanted.name.as_ref().is_none_or(|wanted| {
            let name = common_name(it);
            name.is_some_and(|it| it.eq_ignore_ascii_case(wanted))
        })
}

/// Of the certificate itself, or of the tool's own set where only its fingerprint was kept.
fn common_name(it: &Kept) -> Option<String> {
    let der = match &it.der {
        Some(der) => &der.0[..],
        None => defaults().find(&it.sha256)?.der,
    };
    named(der)
}

fn finding(wanted: &RequiredAnchor) -> Finding {
    let message = format!(
        "The trust anchor {wanted}, which the site's policy requires, is in no store of this computer."
    );
    let remedy = Remedy::new(
        Who::Admin,
        "Install it from where your organisation publishes its authorities, after comparing its fingerprint.",
    );
    Finding::new(Subject::Host, message, remedy).evidence("/policy/anchors")
}

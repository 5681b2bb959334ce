use super::codes::{self, Cause};
use super::login::{self, Evidence};
use super::pathway::{self, Pathway};
use super::{
    Counts, Diagnosis, FindingStatus, Judged, Relation, Status, account, layers, site, symptom,
};
use crate::case::Case;
use crate::facts::{Failure, Observed};
use crate::rules::{self, Finding, Outcome, Rule, Severity};

/// Judges a case and relates what was found to the login failure.
pub fn diagnose(case: &Case) -> Diagnosis {
    let mut counts = Counts::default();
    let mut findings: Vec<Judged> = Vec::new();
    let mut passed: Vec<&'static Rule> = Vec::new();
    for it in &rules::run(case) {
        let judged = judge(case, it);
        count(&mut counts, &it.outcome, &judged);
        if judged.is_empty() && !matches!(it.outcome, Outcome::NotApplicable) {
            passed.push(it.rule);
        }
        findings.extend(judged);
    }
    // Within one status the order of the rules, which is the order the signal travels, stays.
    findings.sort_by_key(|it| (it.remedy.is_none(), weight(it.status)));
    let blind = findings
        .iter()
        .any(|it| it.status == FindingStatus::Unknown && it.remedy.is_some());
    let status = match counts {
        Counts { fail: 1.., .. } => Status::Fail,
        _ if blind => Status::Unknown,
        Counts { warn: 1.., .. } => Status::Warn,
        _ => Status::Ok,
    };
    let relations: Vec<Relation> = {
        let evidence = Evidence::gather(case, &findings);
        findings.iter().map(|it| relation(it, &evidence)).collect()
    };
    for (it, relation) in findings.iter_mut().zip(relations) {
        it.relation = relation;
    }
    let evidence = Evidence::gather(case, &findings);
    let symptom = symptom::of(evidence.told.then_some(evidence.code));
    let sign_in = login::diagnose(&evidence);
    let told = login::tell(&evidence, status, &findings, &symptom, &sign_in);
    Diagnosis {
        part: None,
        status,
        story: told.story,
        sentence: told.sentence,
        next: told.next,
        login: told.login,
        sign_in,
        symptom,
        layers: layers::of(case, &findings),
        findings,
        counts,
        passed,
        unseen: unseen(case),
        complete: complete(case),
    }
}

/// What is told of one rule.
fn judge(case: &Case, it: &rules::Result) -> Vec<Judged> {
    let mut out: Vec<Judged> = match &it.outcome {
        Outcome::Holds | Outcome::NotApplicable => Vec::new(),
        Outcome::Broken(found) => found.iter().map(|one| broken(it.rule, one)).collect(),
        Outcome::Skipped(masks) => {
            let names: Vec<&'static str> = masks.iter().map(|it| it.id).collect();
            let message = format!("not judged, as this comes first: {}", names.join(", "));
            vec![Judged {
                masked_by: names,
                ..Judged::unjudged(it.rule, FindingStatus::Skipped, message)
            }]
        }
        Outcome::Unknown(reason) => {
            vec![Judged::unjudged(
                it.rule,
                FindingStatus::Unknown,
                reason.clone(),
            )]
        }
    };
    site::regrade(case, it.rule, &mut out);
    out
}

fn count(counts: &mut Counts, outcome: &Outcome, judged: &[Judged]) {
    let worst = judged
        .iter()
        .map(|it| it.status)
        .min_by_key(|it| weight(*it));
    match (outcome, worst) {
        (Outcome::NotApplicable, None) => {}
        (_, Some(FindingStatus::Fail)) => counts.fail += 1,
        (_, Some(FindingStatus::Warn)) => counts.warn += 1,
        (_, Some(FindingStatus::Unknown)) => counts.unknown += 1,
        (_, Some(FindingStatus::Skipped)) => counts.skipped += 1,
        (_, Some(FindingStatus::Info) | None) => counts.ok += 1,
    }
}

/// Lowest first. What could not be seen of the sign-in itself weighs more than a warning, as it does in the status of the
/// whole.
pub(super) fn weight(it: FindingStatus) -> u8 {
    match it {
        FindingStatus::Fail => 0,
        FindingStatus::Unknown => 1,
        FindingStatus::Warn => 2,
        FindingStatus::Info => 3,
        FindingStatus::Skipped => 4,
    }
}

fn status(rule: &Rule, finding: &Finding) -> FindingStatus {
    match finding.severity.unwrap_or(rule.severity) {
        Severity::Failure => FindingStatus::Fail,
        Severity::Warning => FindingStatus::Warn,
        Severity::Note => FindingStatus::Info,
        Severity::Blind => FindingStatus::Unknown,
    }
}

fn broken(rule: &'static Rule, finding: &Finding) -> Judged {
    Judged {
        rule,
        status: status(rule, finding),
        found: status(rule, finding),
        by_policy: None,
        confidence: finding.confidence,
        relation: Relation::CannotTell,
        subject: finding.subject.clone(),
        title: rules::title(rule),
        message: finding.message.clone(),
        evidence: finding.evidence.clone(),
        masked_by: Vec::new(),
        remedy: Some(finding.remedy.clone()),
    }
}

/// A local fault never is the block itself. One that keeps the certificate from being used contributes where something
/// else was used, and does not explain a block after the certificate was accepted. Other codes have causes of their own.
fn relation(it: &Judged, evidence: &Evidence) -> Relation {
    if matches!(it.found, FindingStatus::Info | FindingStatus::Warn) {
        return Relation::DoesNotExplain;
    }
    let Some(pathway) = pathway::of(it.rule) else {
        return Relation::DoesNotExplain;
    };
    if !evidence.is_blocked() {
        let cause = codes::code(evidence.code).map(|it| it.cause);
        return match cause {
            Some(cause) if it.found == FindingStatus::Fail && login::brings(pathway, cause) => {
                Relation::Explains
            }
            None | Some(Cause::Unknown | Cause::NoCertificateSent | Cause::CardPath) => {
                Relation::CannotTell
            }
            _ => Relation::DoesNotExplain,
        };
    }
    match pathway {
        Pathway::CardPath | Pathway::CertificateDates
            if evidence.certificate_accepted() || login::named_other(evidence) =>
        {
            Relation::DoesNotExplain
        }
        Pathway::CardPath | Pathway::CertificateDates
            if evidence.other_factor() && it.found == FindingStatus::Fail =>
        {
            Relation::Contributes
        }
        _ => Relation::CannotTell,
    }
}

/// What this version does not look at, and what this run could not.
fn unseen(case: &Case) -> Vec<String> {
    let mut out = Vec::new();
    if let Observed::Failed(failure) = &case.snapshot.host {
        out.push(format!(
            "The computer itself: {} {}.",
            failure.call, failure.name
        ));
    }
    for it in &case.readers {
        if let Some(error) = it.facts.attributes.failure() {
            out.push(format!(
                "What the reader {} says of itself: {} {}.",
                it.name.0, error.call, error.name
            ));
        }
    }
    out.extend(account::unseen(case));
    out.extend(below(case));
    out.extend(software(case));
    out.extend(["Browser, network and clock: not looked at by this version."].map(str::to_owned));
    let log = &case.snapshot.login.sign_in;
    if log.seen().is_none_or(|it| it.failed.is_empty()) {
        out.push(
            "The policy that refused a sign-in: only your organisation's sign-in log names it."
                .to_owned(),
        );
    }
    out
}

/// What of drivers, service and other programs could not be seen.
fn software(case: &Case) -> Vec<String> {
    fn told<T>(what: &str, it: &Observed<T>) -> Option<String> {
        match it {
            Observed::Failed(it) => Some(format!("{what}: {} {}.", it.call, it.name)),
            Observed::Unasked { because } => Some(format!("{what}: {because}.")),
            Observed::Seen(_) | Observed::Absent => None,
        }
    }
    let machine = &case.snapshot.machine;
    let mut out: Vec<String> = [
        told("The reader drivers", &machine.drivers),
        told("The smart card service as it is set up", &machine.daemon),
        told("Who may use the smart card service", &machine.permission),
        told("Other programs that use the card", &machine.holders),
    ]
    .into_iter()
    .flatten()
    .collect();
    for it in &case.drivers {
        out.extend(
            it.facts
                .plist
                .failure()
                .map(|why| format!("The driver {}: {} {}.", it.facts.path, why.call, why.name)),
        );
    }
    if let Some(it) = case.permission().filter(|it| !it.rules_unread.is_empty()) {
        out.push(format!(
            "polkit's rules in {}: closed to this user.",
            it.rules_unread.join(", ")
        ));
    }
    if let Some(it) = machine.holders.seen() {
        match it.unread {
            0 => {}
            1 => out.push(
                "One program: it could not be looked into without an administrator's rights."
                    .to_owned(),
            ),
            many => out.push(format!(
                "{many} programs: they could not be looked into without an administrator's rights."
            )),
        }
    }
    if let Some(user) = case.environment().and_then(|it| it.on_behalf_of) {
        out.push(format!(
            "The user with id {user}, for whom sudo or pkexec started this: settings and permissions seen are root's."
        ));
    }
    out
}

/// What of USB and the logs could not be seen.
fn below(case: &Case) -> Vec<String> {
    let machine = &case.snapshot.machine;
    let mut out = Vec::new();
    match &machine.usb {
        Observed::Failed(it) => out.push(format!("The USB: {} {}.", it.call, it.name)),
        Observed::Unasked { because } => out.push(format!("The USB: {because}.")),
        Observed::Seen(_) | Observed::Absent => {}
    }
    for (what, log) in [
        ("The kernel's log about USB", &machine.kernel_log),
        ("The smart card service's log", &machine.service_log),
    ] {
        // Where nobody looked, the reason is that of the USB, which is told already.
        if let Observed::Failed(it) = log {
            let places = match it.causes.as_slice() {
                [] => it.name.clone(),
                them => them.join(", "),
            };
            out.push(format!("{what}: not to be read here ({places})."));
        }
    }
    out
}

/// Whether every probe ended in its time.
fn complete(case: &Case) -> bool {
    let late = |it: Option<&Failure>| it.is_some_and(Failure::timed_out);
    let service = case.snapshot.service.seen();
    let service_late =
        service.is_none_or(|it| late(it.context.failure()) || late(it.listing.failure()));
    let reader_late = case.readers.iter().any(|it| {
        let card = it.facts.card.seen();
        late(it.facts.state.failure())
            || card.is_some_and(|it| it.failures().any(Failure::timed_out))
    });
    !(service_late || reader_late || late(case.snapshot.host.failure()))
}

//! A part of the way, as the commands that show one layer tell it: status, counts, sentence and findings of that part alone.
use super::diagnose::weight;
use super::{Counts, Diagnosis, FindingStatus, Judged, Status, Story};
use crate::case::Case;
use crate::facts::{Failure, Observed};
use crate::rules::{Remedy, Rule, Subject, Who};
use std::collections::BTreeMap;

/// What was asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The USB: what `usb` shows.
    Usb,
    /// Service, readers and the cards in them, without what is on the cards: what `readers` shows.
    Readers,
}

impl Part {
    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Usb => "usb",
            Part::Readers => "readers",
        }
    }

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Part::Usb => "the USB",
            Part::Readers => "the smart card service with its readers and cards",
        }
    }

    /// Whether a finding is about it.
    pub fn has(self, it: &Judged) -> bool {
        match self {
            Part::Usb => matches!(it.subject, Subject::Device { .. }) || self.has_rule(it.rule),
            Part::Readers => !matches!(it.subject, Subject::Object(..)) && self.has_rule(it.rule),
        }
    }

    /// Whether a check is about it, whatever it found.
    fn has_rule(self, it: &Rule) -> bool {
        match self {
            Part::Usb => it.id.starts_with("usb/") || it.id == "reader/none",
            Part::Readers => {
                let of_certificates = ["certificate/", "trust/"];
                !of_certificates.iter().any(|area| it.id.starts_with(area))
            }
        }
    }

    /// The layers it is made of.
    fn has_layer(self, name: &str) -> bool {
        match self {
            Part::Usb => name == "USB",
            Part::Readers => !["Certificate", "Chain", "Revocation"].contains(&name),
        }
    }

    /// Whether there is anything of it to show.
    fn is_shown(self, case: &Case) -> bool {
        match self {
            Part::Usb => !case.usb.is_empty(),
            Part::Readers => !case.readers.is_empty(),
        }
    }
}

impl Part {
    /// Whether it is known what there is. What kept the service from being looked at is a finding.
    fn was_looked_at(self, case: &Case) -> bool {
        let usb = &case.snapshot.machine.usb;
        self != Part::Usb || matches!(usb, Observed::Seen(_) | Observed::Absent)
    }
}

impl Diagnosis {
    /// The diagnosis of a part alone. What the sign-in that failed is about stays that of the whole.
    #[must_use]
    pub fn only(&self, part: Part, case: &Case) -> Diagnosis {
        let mut out = self.clone();
        out.part = Some(part);
        out.findings.retain(|it| part.has(it));
        out.passed.retain(|it| part.has_rule(it));
        out.layers.retain(|it| part.has_layer(it.name));
        out.counts = counts(&out);
        let blind = |it: &Judged| it.status == FindingStatus::Unknown && it.remedy.is_some();
        // Where there is nothing to show, nobody looked, or the run as a whole was unable to.
        let unseen =
            !part.is_shown(case) && (self.status == Status::Unknown || !part.was_looked_at(case));
        out.status = match out.counts {
            Counts { fail: 1.., .. } => Status::Fail,
            _ if unseen || out.findings.iter().any(blind) => Status::Unknown,
            Counts { warn: 1.., .. } => Status::Warn,
            _ => Status::Ok,
        };
        if part == Part::Usb {
            let usb = &case.snapshot.machine.usb;
            out.complete = !usb.failure().is_some_and(Failure::timed_out);
        }
        let (worst, of_whole) = (worst(&out), worst(self));
        let same =
            |one: &Judged, two: &Judged| one.rule.id == two.rule.id && one.message == two.message;
        // What is worst of all is told as it is; the sentence of the whole does not go beyond it.
        if worst.zip(of_whole).is_some_and(|(one, two)| same(one, two)) {
            return out;
        }
        let what = part.words();
        let found = match worst {
            Some(it) => format!("{}.", it.title.trim_end_matches('.')),
            None if out.status == Status::Unknown => {
                format!("Whether anything is wrong with {what} could not be told.")
            }
            None => format!("Nothing wrong was found with {what}."),
        };
        let next = worst.and_then(|it| it.remedy.clone()).unwrap_or_else(|| {
            Remedy::new(Who::You, "See how the rest is.").command("cac-doctor check")
        });
        out.sentence =
            format!("{found} Only {what} was judged here; cac-doctor check judges the rest.");
        out.next = next;
        // A part that is good, or only half good, does not tell what the whole is like.
        if out.status != self.status {
            out.story = Story::CannotTell;
        }
        out
    }
}

/// The finding that the verdict is about.
fn worst(it: &Diagnosis) -> Option<&Judged> {
    it.findings.iter().find(|it| {
        it.remedy.is_some() && !matches!(it.status, FindingStatus::Info | FindingStatus::Skipped)
    })
}

/// Checks by outcome, each once, at its worst.
fn counts(it: &Diagnosis) -> Counts {
    let mut worst: BTreeMap<&str, FindingStatus> = BTreeMap::new();
    for it in &it.findings {
        let known = worst.entry(it.rule.id).or_insert(it.status);
        if weight(it.status) < weight(*known) {
            *known = it.status;
        }
    }
    let passed = it.passed.iter().filter(|it| !worst.contains_key(it.id));
    let mut out = Counts {
        ok: u32::try_from(passed.count()).unwrap_or(u32::MAX),
        ..Counts::default()
    };
    for status in worst.values() {
        match status {
            FindingStatus::Fail => out.fail += 1,
            FindingStatus::Warn => out.warn += 1,
            FindingStatus::Unknown => out.unknown += 1,
            FindingStatus::Skipped => out.skipped += 1,
            FindingStatus::Info => out.ok += 1,
        }
    }
    out
}

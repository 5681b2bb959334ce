//! Name constraints (RFC 5280 §4.2.1.10, §6.1.4 (g)).
mod forms;
mod host;

use super::extensions::NameConstraints;
use super::link::Link;
use crate::pki::{GeneralName, Name};
use forms::Match;

/// What the certificates above allow, gathered on the way down.
#[derive(Debug, Default)]
pub(super) struct Constraints<'a> {
    /// Each is the list of one certificate: a name must lie in one subtree of every list that has its form.
    permitted: Vec<List<'a>>,
    excluded: Vec<List<'a>>,
}

/// Subtrees, and whose certificate has them.
#[derive(Clone, Copy, Debug)]
struct List<'a> {
    of: &'a Name,
    subtrees: &'a [GeneralName],
}

/// A name that breaks a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Breach {
    pub message: String,
    pub kind: BreachKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BreachKind {
    Breaks,
    /// The constraint has no meaning that the standard gives it.
    Undecided,
    /// The budget of comparisons ran out.
    Budget,
}

impl<'a> Constraints<'a> {
    pub(super) fn add(&mut self, of: &'a Name, it: &'a NameConstraints) {
        for (lists, subtrees) in [
            (&mut self.permitted, &it.permitted),
            (&mut self.excluded, &it.excluded),
        ] {
            if !subtrees.is_empty() {
                lists.push(List { of, subtrees });
            }
        }
    }

    /// What names of this certificate break; each kind of breach once for each form of name.
    pub(super) fn check(&self, link: &Link, budget: &mut u32) -> Vec<Breach> {
        let mut out: Vec<Breach> = Vec::new();
        if self.permitted.is_empty() && self.excluded.is_empty() {
            return out;
        }
        for name in names(link) {
            let found = self.check_name(&name, budget);
            let spent = found
                .as_ref()
                .is_some_and(|it| it.kind == BreachKind::Budget);
            if let Some(breach) = found
                && !out.contains(&breach)
            {
                out.push(breach);
            }
            if spent {
                break;
            }
        }
        out
    }

    fn check_name(&self, name: &GeneralName, budget: &mut u32) -> Option<Breach> {
        let form = name.form();
        let breach = |message: String, kind| Some(Breach { message, kind });
        let mut open = None;
        for (list, permitted) in self
            .excluded
            .iter()
            .map(|it| (it, false))
            .chain(self.permitted.iter().map(|it| (it, true)))
        {
            let of = || match list.of.short() {
                it if it.is_empty() => "a certificate above it".to_owned(),
                it => it,
            };
            let mut asked = false;
            let mut inside = false;
            for base in list.subtrees {
                let Some(left) = budget.checked_sub(1) else {
                    return breach(
                        "comparing its names with the name constraints above it was given up: there are too many of them".to_owned(),
                        BreachKind::Budget,
                    );
                };
                *budget = left;
                match forms::compare(name, base, !permitted) {
                    Match::OtherForm => {}
                    Match::Inside => {
                        asked = true;
                        inside = true;
                    }
                    Match::Outside => asked = true,
                    Match::BadName(why) => {
                        return breach(
                            format!(
                                "a name constraint of {} is on names of the form {form}, and one of its names of that form is {why}",
                                of()
                            ),
                            BreachKind::Breaks,
                        );
                    }
                    Match::BadConstraint(why) => {
                        open = open.or_else(|| {
                            breach(
                                format!(
                                    "a name constraint of {}, on the form {form}, is {why}",
                                    of()
                                ),
                                BreachKind::Undecided,
                            )
                        });
                    }
                    Match::NotProcessed => {
                        return breach(
                            format!(
                                "a name constraint of {} is on a form of name that is not processed here ({form}), and it has such a name",
                                of()
                            ),
                            BreachKind::Breaks,
                        );
                    }
                }
            }
            if permitted && asked && !inside {
                return breach(
                    format!(
                        "one of its names ({form}) lies outside what {} permits",
                        of()
                    ),
                    BreachKind::Breaks,
                );
            }
            if !permitted && inside {
                return breach(
                    format!("one of its names ({form}) lies in what {} excludes", of()),
                    BreachKind::Breaks,
                );
            }
        }
        open
    }
}

/// The names that constraints are about: subject, subjectAltName, and the e-mail addresses in a subject where the
/// subjectAltName has none (§4.2.1.10).
fn names(link: &Link) -> Vec<GeneralName> {
    let mut out = Vec::new();
    if !link.subject.is_empty() {
        out.push(GeneralName::Directory(Name::clone(&link.subject)));
    }
    let alternative = link.extensions.subject_alt_names.iter();
    out.extend(alternative.flat_map(|it| it.value.iter().cloned()));
    if !out.iter().any(|it| matches!(it, GeneralName::Email(_))) {
        let addresses = link.subject.email_addresses();
        out.extend(addresses.into_iter().map(GeneralName::Email));
    }
    out
}

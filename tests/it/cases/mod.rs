//! What is told of a failed sign-in, case by case: error page, sign-in log, state of the workstation, how and where
//! somebody signed in, and what must come of it. Pages and logs are synthetic and go through the readers that the
//! program uses. Each case names the public source its answer stands on.
mod binary;
mod brought;
mod codes;
mod complete;
mod hand_over;
mod logs;
mod network;
mod page;
mod strength;
mod texts;

use cac_doctor::case::Case;
use cac_doctor::diagnosis::{Diagnosis, diagnose};
use cac_doctor::facts::{Login, Method, NetworkPlace, Observed, Snapshot, not_told};
use cac_doctor::login::brought::{self as bring, Brought};
use cac_doctor::login::signin::{self, Wanted};
use cac_doctor::report::json;
use cac_doctor::report::text::{self, Closing, View};
use serde_json::Value;
use std::path::Path;

/// Remedies that touch card, reader, driver, port, cache or computer: none of them for somebody whose card works.
const HARDWARE: &[&str] = &[
    "take the card out and put it in again",
    "update the reader's driver",
    "use another USB port",
    "restart the computer",
    "clear the browser's cache and cookies",
];
const VPN_OFF: &str = "turn a government VPN off, or use a hotspot";
const INSIDE: &str = "sign in from the government network, its VPN or a virtual desktop";
const FRESH: &str = "close every browser window, or log out, before the next try";
const PASSWORD: &str = "reset the password";
const TYPED: &str = "check user name and password, and Caps Lock";
const WAIT: &str = "wait some minutes and try again";
const SUPPORT: &str = "call support";
const UNLOCK: &str = "have a locked account unlocked";
const TOKEN: &str = "get a new token by signing in again";
const CLIENT: &str = "check client ID and client secret";
const REDIRECT: &str = "check the redirect URI";
const SCOPES: &str = "check the scopes";

/// One failed sign-in and what is to be said of it. What is not set is not looked at.
struct Told {
    name: &'static str,
    source: &'static str,
    world: &'static str,
    brought: Vec<String>,
    log: Option<String>,
    code: Option<u32>,
    method: Method,
    network: NetworkPlace,
    due: Due,
}

#[derive(Default)]
struct Due {
    story: &'static str,
    first: Option<(&'static str, &'static str)>,
    /// Other hypotheses that must be there, with their relation.
    also: Vec<(&'static str, &'static str)>,
    /// Causes that must not be named.
    absent: Vec<&'static str>,
    who: Option<&'static str>,
    /// Words of the verdict: its sentence and the next step.
    says: Vec<&'static str>,
    /// Words that stand neither in its sentence nor in the next step.
    never: Vec<&'static str>,
    helps: Vec<&'static str>,
    refuses: Vec<&'static str>,
    observes: Vec<&'static str>,
}

/// A case: its name, and the public source its answer is traceable to.
fn case(name: &'static str, source: &'static str) -> Told {
    Told {
        name,
        source,
        world: "healthy",
        brought: Vec::new(),
        log: None,
        code: None,
        method: Method::Unknown,
        network: NetworkPlace::Unknown,
        due: Due::default(),
    }
}

impl Told {
    fn world(mut self, it: &'static str) -> Told {
        self.world = it;
        self
    }
    /// A page, token or authorize URL, as `--page` takes it.
    fn page(mut self, it: impl Into<String>) -> Told {
        self.brought.push(it.into());
        self
    }
    fn log(mut self, it: &Value) -> Told {
        self.log = Some(it.to_string());
        self
    }
    fn code(mut self, it: u32) -> Told {
        self.code = Some(it);
        self
    }
    fn method(mut self, it: Method) -> Told {
        self.method = it;
        self
    }
    fn network(mut self, it: NetworkPlace) -> Told {
        self.network = it;
        self
    }
    fn story(mut self, it: &'static str) -> Told {
        self.due.story = it;
        self
    }
    fn first(mut self, cause: &'static str, relation: &'static str) -> Told {
        self.due.first = Some((cause, relation));
        self
    }
    fn also(mut self, cause: &'static str, relation: &'static str) -> Told {
        self.due.also.push((cause, relation));
        self
    }
    fn absent(mut self, it: &[&'static str]) -> Told {
        self.due.absent.extend(it);
        self
    }
    /// Who takes the next step, and words of sentence and step.
    fn next(mut self, who: &'static str, says: &[&'static str]) -> Told {
        self.due.who = Some(who);
        self.due.says.extend(says);
        self
    }
    fn never(mut self, it: &[&'static str]) -> Told {
        self.due.never.extend(it);
        self
    }
    fn helps(mut self, it: &[&'static str]) -> Told {
        self.due.helps.extend(it);
        self
    }
    fn refuses(mut self, it: &[&'static str]) -> Told {
        self.due.refuses.extend(it);
        self
    }
    fn observes(mut self, it: &[&'static str]) -> Told {
        self.due.observes.extend(it);
        self
    }

    /// The snapshot of the world, with what was told and brought in it.
    fn snapshot(&self) -> Snapshot {
        let mut out = world(self.world);
        out.login = Login {
            code: self.code,
            method: self.method,
            network: self.network,
            ..Login::default()
        };
        for it in &self.brought {
            match bring::read(it.as_bytes()) {
                Brought::Page(it) => {
                    out.login.page = Observed::Seen(it.outcome.unwrap_or_else(|error| {
                        panic!("{}: {error}", self.name);
                    }));
                }
                Brought::Token(it) => out.login.token = it.map_or(not_told(), Observed::Seen),
                Brought::Request(it) => out.login.request = it.map_or(not_told(), Observed::Seen),
            }
        }
        let page = out.login.page.seen();
        out.login.code = self.code.or(page.and_then(|it| it.codes.first().copied()));
        if let Some(log) = &self.log {
            let page = out.login.page.seen();
            let wanted = Wanted {
                correlation_id: page.and_then(|it| it.correlation_id.clone()),
                request_id: page.and_then(|it| it.request_id.clone()),
                time: page.and_then(|it| it.timestamp),
                code: out.login.code,
            };
            let read = signin::read(log.as_bytes(), &wanted);
            out.login.sign_in = Observed::Seen(read.unwrap_or_else(|error| {
                panic!("{}: {error}", self.name);
            }));
        }
        out
    }

    /// What is wrong with what is told, a line each.
    fn wrong(&self) -> Vec<String> {
        let snapshot = self.snapshot();
        let case = Case::read(&snapshot, None);
        let diagnosis = diagnose(&case);
        let report = serde_json::to_value(json::from(&case, &diagnosis)).unwrap();
        let mut wrong = self.against(&report);
        if !wrong.is_empty() {
            wrong.push(aloud(&case, &diagnosis));
        }
        wrong
    }

    fn against(&self, report: &Value) -> Vec<String> {
        let mut wrong = Vec::new();
        let due = &self.due;
        let mut check = |holds: bool, what: String| {
            if !holds {
                wrong.push(format!("{}: {what}", self.name));
            }
        };
        check(self.source.len() > 10, "names no source".to_owned());
        let story = &report["verdict"]["story"];
        check(
            story == due.story,
            format!("story {story}, not {}", due.story),
        );
        let hypotheses: Vec<(&str, &str)> = list(&report["login"]["hypotheses"])
            .map(|it| (str(&it["cause"]), str(&it["relation"])))
            .collect();
        if let Some(first) = due.first {
            check(
                hypotheses.first() == Some(&first),
                format!("first is {:?}, not {first:?}", hypotheses.first()),
            );
        }
        for it in &due.also {
            check(
                hypotheses.contains(it),
                format!("{it:?} is not among {hypotheses:?}"),
            );
        }
        for it in &due.absent {
            let named = hypotheses.iter().any(|(cause, _)| cause == it);
            check(!named, format!("{it} is among {hypotheses:?}"));
        }
        let next = &report["verdict"]["next"];
        if let Some(who) = due.who {
            check(
                next["who"] == who,
                format!("next is for {}, not {who}", next["who"]),
            );
        }
        let verdict = format!(
            "{} {}",
            str(&report["verdict"]["sentence"]),
            str(&next["text"])
        );
        for it in &due.says {
            check(
                verdict.contains(it),
                format!("\"{it}\" is not in: {verdict}"),
            );
        }
        for it in &due.never {
            check(!verdict.contains(it), format!("\"{it}\" is in: {verdict}"));
        }
        let advice = |member: &str| -> Vec<&str> {
            let them = list(&report["login"][member]);
            them.map(|it| str(&it["remedy"])).collect()
        };
        let (helpful, refused) = (advice("helpful"), advice("not_helpful"));
        for it in &due.helps {
            check(
                helpful.contains(it),
                format!("\"{it}\" is not recommended: {helpful:?}"),
            );
        }
        for it in &due.refuses {
            check(
                refused.contains(it),
                format!("\"{it}\" is not refused: {refused:?}"),
            );
        }
        let observed: String = list(&report["login"]["observations"]).map(str).collect();
        for it in &due.observes {
            check(
                observed.contains(it),
                format!("\"{it}\" was not observed: {observed}"),
            );
        }
        wrong
    }
}

fn list(it: &Value) -> impl Iterator<Item = &Value> {
    it.as_array().into_iter().flatten()
}

fn str(it: &Value) -> &str {
    it.as_str().unwrap_or_default()
}

fn aloud(case: &Case, diagnosis: &Diagnosis) -> String {
    let closing = Closing {
        took_ms: 12,
        exit: 0,
    };
    text::check(case, diagnosis, View::default(), closing)
}

/// A world of the collection, without what it was told.
fn world(name: &str) -> Snapshot {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/worlds/{name}.json"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    cac_doctor::bundle::parse(&bytes).unwrap()
}

/// Every case there is.
fn all() -> Vec<Told> {
    let mut out = Vec::new();
    out.extend(network::cases());
    out.extend(strength::cases());
    out.extend(page::cases());
    out.extend(logs::cases());
    out.extend(codes::cases());
    out.extend(brought::cases());
    out
}

#[test]
fn each_case_is_told_as_its_source_has_it() {
    let cases = all();
    assert!(cases.len() >= 60, "only {} cases", cases.len());
    let wrong: Vec<String> = cases.iter().flat_map(Told::wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_two_cases_have_one_name() {
    let mut names: Vec<&str> = all().iter().map(|it| it.name).collect();
    names.sort_unstable();
    let many = names.len();
    names.dedup();
    assert_eq!(names.len(), many);
}

//! What the tests ask of a JSON report.

use super::Output;
use cac_doctor::sim::Hierarchy;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::OnceLock;
use time::OffsetDateTime;

/// A report and how the program ended.
pub struct Report {
    pub json: Value,
    pub code: i32,
    pub output: Output,
}

impl Report {
    pub fn of(output: Output) -> Self {
        Self {
            json: output.json(),
            code: output.code(),
            output,
        }
    }

    pub fn status(&self) -> &str {
        self.json["status"].as_str().unwrap()
    }

    pub fn card(&self, reader: usize) -> &Value {
        &self.json["readers"][reader]["card"]
    }

    /// Rule and status of everything that was found, told apart from what was skipped or unknown for want of facts.
    pub fn found(&self) -> Vec<(&str, &str)> {
        self.all()
            .filter(|it| !it["remedy"].is_null())
            .map(|it| (it["rule"].as_str().unwrap(), it["status"].as_str().unwrap()))
            .collect()
    }

    /// The finding of this rule.
    pub fn finding(&self, rule: &str) -> &Value {
        self.all()
            .find(|it| it["rule"] == rule && !it["remedy"].is_null())
            .unwrap_or_else(|| panic!("{rule} was not found: {:?}", self.found()))
    }

    /// What this rule was found broken of.
    pub fn subjects(&self, rule: &str) -> Vec<&str> {
        self.all()
            .filter(|it| it["rule"] == rule && !it["remedy"].is_null())
            .map(|it| it["subject"]["name"].as_str().unwrap())
            .collect()
    }

    /// All findings but the notes about the machine that the tests happen to run on.
    fn all(&self) -> impl Iterator<Item = &Value> {
        let here = |it: &&Value| {
            let rule = it["rule"].as_str().unwrap();
            it["status"] != "info"
                || !["environment/", "middleware/", "trust/"]
                    .iter()
                    .any(|it| rule.starts_with(it))
        };
        self.json["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(here)
    }

    /// The containers of the certificates in a reader's card.
    pub fn containers(&self, reader: usize) -> Vec<&str> {
        let all = self.card(reader)["certificates"].as_array().unwrap();
        all.iter()
            .map(|it| it["container"].as_str().unwrap())
            .collect()
    }
}

/// A file with the authorities of the simulated cards: DER, one after the other.
pub fn authorities() -> PathBuf {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    let write = || {
        let hierarchy = Hierarchy::new(OffsetDateTime::now_utc());
        let all: Vec<&[u8]> = std::iter::once(&hierarchy.root_der[..])
            .chain(hierarchy.issuing())
            .collect();
        let name = format!("cac-doctor-authorities-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, all.concat()).unwrap();
        path
    };
    FILE.get_or_init(write).clone()
}

/// The layers of a text report and their states, in the order of the report.
pub fn layers(text: &str) -> Vec<(&str, &str)> {
    let names = ["Service", "Reader", "Card", "PIN", "Certificate"];
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let name = words
                .next()
                .filter(|it| names.contains(it) && line.starts_with(it))?;
            Some((name, words.next()?))
        })
        .collect()
}

//! What the tests ask of a JSON report.

use super::Output;
use serde_json::Value;

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

    fn all(&self) -> impl Iterator<Item = &Value> {
        self.json["findings"].as_array().unwrap().iter()
    }

    /// The containers of the certificates in a reader's card.
    pub fn containers(&self, reader: usize) -> Vec<&str> {
        let all = self.card(reader)["certificates"].as_array().unwrap();
        all.iter()
            .map(|it| it["container"].as_str().unwrap())
            .collect()
    }
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

//! A site's policy file, read. Pure: text in, [`SitePolicy`] or an error with its place out; `cli` does the file I/O.
//!
//! The form is in `docs/policy.md`. Everything in it is known or refused: a policy that is half understood would say
//! something else than its author meant.
mod error;
mod file;

pub use error::PolicyError;

use crate::facts::{ApprovedDriver, ApprovedReader, Regrading, RequiredAnchor, SitePolicy};
use crate::rules::{self, Severity};
use file::{Anchor, Driver, File, Reader, Rule};
use toml::Spanned;

/// Largest policy file, bytes.
pub const SIZE_LIMIT: u64 = 256 * 1024;
/// The form this version reads.
const VERSION: i64 = 1;
/// More days than a certificate lives say nothing.
const MOST_DAYS: i64 = 3650;
/// Characters of a name or a reason.
const TEXT: usize = 500;

/// Reads a policy. `name` is the file's, as reports show it.
///
/// # Errors
/// [`PolicyError`], with line and column.
pub fn parse(bytes: &[u8], name: &str) -> Result<SitePolicy, PolicyError> {
    if bytes.len() as u64 > SIZE_LIMIT {
        return Err(PolicyError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|it| PolicyError::NotText {
        offset: it.valid_up_to(),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file: File = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |it| it.start);
        PolicyError::at(text, at, error.message())
    })?;
    let reader = Parser { text };
    let version = file.version.get_ref();
    if *version != VERSION {
        let problem = format!("this version reads policies of version {VERSION}, not {version}");
        return Err(reader.refuse(&file.version, problem));
    }
    Ok(SitePolicy {
        file: name.to_owned(),
        organisation: file
            .organisation
            .map(|it| reader.words(it, "organisation"))
            .transpose()?,
        warn_days: file
            .certificates
            .warn_days
            .map(|it| reader.days(&it))
            .transpose()?,
        readers: reader.all(file.readers.approved, Parser::reader)?,
        drivers: reader.all(file.drivers.approved, Parser::driver)?,
        anchors: reader.all(file.anchors.required, Parser::anchor)?,
        rules: reader.rules(file.rules)?,
    })
}

struct Parser<'t> {
    text: &'t str,
}

impl Parser<'_> {
    fn refuse<T>(&self, at: &Spanned<T>, problem: impl Into<String>) -> PolicyError {
        PolicyError::at(self.text, at.span().start, problem)
    }

    fn all<T, U>(
        &self,
        them: Vec<Spanned<T>>,
        one: fn(&Self, Spanned<T>) -> Result<U, PolicyError>,
    ) -> Result<Vec<U>, PolicyError> {
        them.into_iter().map(|it| one(self, it)).collect()
    }

    /// A text that says something.
    fn words(&self, it: Spanned<String>, what: &str) -> Result<String, PolicyError> {
        let trimmed = it.get_ref().trim();
        match trimmed.chars().count() {
            0 => Err(self.refuse(&it, format!("{what} is empty"))),
            1..=TEXT => Ok(trimmed.to_owned()),
            _ => {
                let problem = format!("{what} is longer than {TEXT} characters");
                Err(self.refuse(&it, problem))
            }
        }
    }

    fn days(&self, it: &Spanned<i64>) -> Result<u32, PolicyError> {
        let days = *it.get_ref();
        match u32::try_from(days) {
            Ok(small) if (1..=MOST_DAYS).contains(&days) => Ok(small),
            _ => {
                let problem = format!("warn-days is {days}, and can be 1 to {MOST_DAYS}");
                Err(self.refuse(it, problem))
            }
        }
    }

    fn reader(&self, it: Spanned<Reader>) -> Result<ApprovedReader, PolicyError> {
        let whole = it.span();
        let Reader { usb, name } = it.into_inner();
        match (usb, name) {
            (Some(usb), None) => self.usb(&usb),
            (None, Some(name)) => Ok(ApprovedReader::Name(self.words(name, "name")?)),
            _ => Err(PolicyError::at(
                self.text,
                whole.start,
                "a reader is approved by usb or by name, one of them",
            )),
        }
    }

    /// `04e6:5116`, `04e6:*`.
    fn usb(&self, it: &Spanned<String>) -> Result<ApprovedReader, PolicyError> {
        let number = |it: &str| {
            let four = it.len() == 4 && it.bytes().all(|it| it.is_ascii_hexdigit());
            four.then(|| u16::from_str_radix(it, 16).ok()).flatten()
        };
        let parts = it.get_ref().split_once(':');
        let found = parts.and_then(|(vendor, product)| {
            let vendor = number(vendor)?;
            match product {
                "*" => Some(ApprovedReader::Usb {
                    vendor,
                    product: None,
                }),
                product => Some(ApprovedReader::Usb {
                    vendor,
                    product: Some(number(product)?),
                }),
            }
        });
        found.ok_or_else(|| {
            let problem = format!(
                "usb is {:?}, and must be vendor:product of four hexadecimal digits each, such as 04e6:5116 or 04e6:*",
                it.get_ref()
            );
            self.refuse(it, problem)
        })
    }

    fn driver(&self, it: Spanned<Driver>) -> Result<ApprovedDriver, PolicyError> {
        let Driver {
            name,
            at_least,
            below,
        } = it.into_inner();
        Ok(ApprovedDriver {
            name: self.words(name, "name")?,
            at_least: at_least.map(|it| self.version(it)).transpose()?,
            below: below.map(|it| self.version(it)).transpose()?,
        })
    }

    /// `1.5.5`.
    fn version(&self, it: Spanned<String>) -> Result<String, PolicyError> {
        let number =
            |it: &str| !it.is_empty() && it.len() <= 9 && it.bytes().all(|it| it.is_ascii_digit());
        let text = it.get_ref();
        if text.split('.').all(number) {
            return Ok(it.into_inner());
        }
        let problem = format!("{text:?} is no version such as 1.5.5");
        Err(self.refuse(&it, problem))
    }

    fn anchor(&self, it: Spanned<Anchor>) -> Result<RequiredAnchor, PolicyError> {
        let whole = it.span();
        let Anchor { name, sha256 } = it.into_inner();
        if name.is_none() && sha256.is_none() {
            let problem = "an anchor is required by name, by sha256 or by both";
            return Err(PolicyError::at(self.text, whole.start, problem));
        }
        Ok(RequiredAnchor {
            name: name.map(|it| self.words(it, "name")).transpose()?,
            sha256: sha256.map(|it| self.sha256(&it)).transpose()?,
        })
    }

    /// 64 hexadecimal digits, as programs print them: with colons, spaces or nothing between.
    fn sha256(&self, it: &Spanned<String>) -> Result<String, PolicyError> {
        let between = |it: &char| *it == ':' || *it == ' ';
        let digits: String = it.get_ref().chars().filter(|it| !between(it)).collect();
        if digits.len() == 64 && digits.bytes().all(|it| it.is_ascii_hexdigit()) {
            return Ok(digits.to_ascii_uppercase());
        }
        Err(self.refuse(it, "sha256 is not 64 hexadecimal digits"))
    }

    fn rules(&self, them: Vec<Rule>) -> Result<Vec<Regrading>, PolicyError> {
        let mut out: Vec<Regrading> = Vec::new();
        for Rule { id, grade, reason } in them {
            let Some(rule) = rules::find(id.get_ref()) else {
                let problem = format!(
                    "there is no check {:?}{}; all are listed by: cac-doctor rules",
                    id.get_ref(),
                    near(id.get_ref())
                );
                return Err(self.refuse(&id, problem));
            };
            if out.iter().any(|it| it.rule == rule.id) {
                return Err(self.refuse(&id, format!("{} stands here twice", rule.id)));
            }
            if rule.severity == Severity::Blind {
                let problem = format!(
                    "{} says that nothing could be seen, which no policy can make good",
                    rule.id
                );
                return Err(self.refuse(&id, problem));
            }
            out.push(Regrading {
                rule: rule.id.to_owned(),
                grade,
                reason: self.words(reason, "reason")?,
            });
        }
        Ok(out)
    }
}

/// What was meant, perhaps: a check of the same problem elsewhere, or one that begins alike.
fn near(id: &str) -> String {
    let (place, problem) = id.split_once('/').unwrap_or(("", id));
    let alike = rules::RULES.iter().find(|it| {
        let (there, what) = it.id.split_once('/').unwrap_or(("", it.id));
        what == problem
            || (there == place && !problem.is_empty() && what.starts_with(first(problem)))
    });
    alike.map_or(String::new(), |it| format!(", but {}", it.id))
}

/// The first word of a kebab-case name.
fn first(problem: &str) -> &str {
    problem.split('-').next().unwrap_or(problem)
}

#[cfg(test)]
mod tests;

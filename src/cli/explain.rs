#![allow(clippy::disallowed_methods)] // a token is held against the clock of this run
use super::args::{ExplainArgs, ExplainFormat, RulesArgs};
use super::problem::Problem;
use super::{exit, input, output, safety, terminal};
use crate::diagnosis::explain::{self, Explained, Handed};
use crate::login::within::{self, Within};
use crate::report::{json, text};
use crate::standards::text::decode;
use time::OffsetDateTime;

pub(super) fn rules(args: &RulesArgs) -> Result<u8, Problem> {
    let view = terminal::view(&args.view, false);
    let text = if args.safety {
        text::safety(&safety::commands(), view)
    } else {
        text::rules(view)
    };
    output::data(&text).map(|()| 0)
}

pub(super) fn explain(args: &ExplainArgs) -> Result<u8, Problem> {
    let Look { found, handed, cut } = look(&args.what)?;
    let found = found.on(OffsetDateTime::now_utc().date());
    let status = if found.any_known() || handed.any_read() {
        0
    } else {
        exit::COULD_NOT_TELL
    };
    let view = terminal::view(&args.view, false);
    let text = match args.format {
        Some(ExplainFormat::Json) => {
            let mut text = json::print(
                &json::Explained::from(&found, &handed, cut.is_none()),
                args.view.ascii,
            );
            text.push('\n');
            text
        }
        Some(ExplainFormat::Text) | None if found.items.is_empty() && handed.is_empty() => {
            return Err(Problem::NothingRecognised {
                wanted: found.unrecognised.first().cloned().unwrap_or_default(),
                more: found.unrecognised_count.saturating_sub(1),
                near: found.near,
            });
        }
        Some(ExplainFormat::Text) | None => {
            text::explained(&found, &handed, view, cut.as_deref(), status)
        }
    };
    output::data(&text).map(|()| status)
}

/// What was made of what was given.
struct Look {
    found: Explained,
    handed: Handed,
    /// What of it was not read as it is.
    cut: Option<String>,
}

/// What is in the words of the command line, or in standard input for `-`.
fn look(what: &[String]) -> Result<Look, Problem> {
    if what != ["-"] {
        let line = what.join(" ");
        let within = within::read(&decode(line.as_bytes()));
        let found = if within.is_empty() {
            explain::words(what)
        } else {
            found(&within)
        };
        return Ok(Look {
            found,
            handed: handed(within),
            cut: None,
        });
    }
    let (bytes, more) = input::pasted()?;
    let decoded = decode(&bytes);
    let within = within::read(&decoded);
    let mut notes = Vec::new();
    if more {
        notes.push(format!(
            "Only the first {} MiB were read.",
            input::PASTE_LIMIT / 1024 / 1024
        ));
    }
    // The limit may well have cut a character.
    if !more {
        notes.extend(
            decoded
                .problems
                .iter()
                .map(|it| format!("Byte {}: {}.", it.offset, it.what)),
        );
    }
    Ok(Look {
        found: found(&within),
        handed: handed(within),
        cut: (!notes.is_empty()).then(|| notes.join(" ")),
    })
}

/// What the words beside tokens and requests say, and the codes of the page.
fn found(within: &Within) -> Explained {
    let mut out = explain::text(&within.rest);
    if let Some(it) = &within.page {
        out.add_codes_of_page(&it.codes);
    }
    out
}

fn handed(within: Within) -> Handed {
    fn told<T, E: ToString>(list: Vec<Result<T, E>>) -> Vec<Result<T, String>> {
        list.into_iter()
            .map(|it| it.map_err(|it| it.to_string()))
            .collect()
    }
    Handed {
        page: within.page,
        tokens: told(within.tokens),
        requests: told(within.requests),
        now: OffsetDateTime::now_utc(),
    }
}

use super::args::{ExplainArgs, ExplainFormat, RulesArgs};
use super::problem::Problem;
use super::{exit, input, output, safety, terminal};
use crate::diagnosis::explain::{self, Explained};
use crate::report::{json, text};
use crate::standards::text::decode;

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
    let (found, cut) = look(&args.what)?;
    let status = if found.any_known() {
        0
    } else {
        exit::COULD_NOT_TELL
    };
    let view = terminal::view(&args.view, false);
    let text = match args.format {
        Some(ExplainFormat::Json) => {
            let mut text = json::print(
                &json::Explained::from(&found, cut.is_none()),
                args.view.ascii,
            );
            text.push('\n');
            text
        }
        Some(ExplainFormat::Text) | None if found.items.is_empty() => {
            return Err(Problem::NothingRecognised {
                wanted: found.unrecognised.first().cloned().unwrap_or_default(),
                more: found.unrecognised_count.saturating_sub(1),
                near: found.near,
            });
        }
        Some(ExplainFormat::Text) | None => text::explained(&found, view, cut.as_deref(), status),
    };
    output::data(&text).map(|()| status)
}

/// What is in the words of the command line, or in standard input for `-`; and what of that was not read as it is.
fn look(what: &[String]) -> Result<(Explained, Option<String>), Problem> {
    if what != ["-"] {
        return Ok((explain::words(what), None));
    }
    let (bytes, more) = input::pasted()?;
    let decoded = decode(&bytes);
    let found = explain::text(&decoded.text);
    let mut notes = Vec::new();
    if more {
        notes.push(format!(
            "Only the first {} MiB were read.",
            input::PASTE_LIMIT / 1024 / 1024
        ));
    }
    // The limit may well have cut a character.
    if decoded.damaged && !more {
        notes.push("Some of the text was not readable in its encoding.".to_owned());
    }
    Ok((found, (!notes.is_empty()).then(|| notes.join(" "))))
}

//! What clap cannot say of options by itself: that one goes with some values of another only.
use super::{Cli, Command, Format, OutArgs, SymptomArgs};
use clap::CommandFactory as _;
use clap::error::ErrorKind;

impl Cli {
    /// The same, where no option would be passed over in silence.
    ///
    /// # Errors
    /// A usage error, as clap makes them.
    pub fn agreeing(self) -> Result<Cli, clap::Error> {
        let told: Option<(&SymptomArgs, &OutArgs)> = match &self.command {
            None => Some((&self.check.symptom, &self.check.out)),
            Some(Command::Check(it)) => Some((&it.symptom, &it.out)),
            Some(Command::Demo(it)) => Some((&it.symptom, &it.out)),
            Some(_) => None,
        };
        let text_for_people =
            |it: Option<Format>| matches!(it, None | Some(Format::Text | Format::Html));
        match told {
            Some((symptom, out)) if symptom.hand_over && !text_for_people(out.format) => Err(Cli::command().error(
                ErrorKind::ArgumentConflict,
                "--hand-over prints a text for people: it goes with --format text and html, or without --format",
            )),
            _ => Ok(self),
        }
    }
}

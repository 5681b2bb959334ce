use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Shown at the end of every command's help.
const EXIT_STATUS: &str = "\
EXIT STATUS
  0  nothing wrong
  1  warnings only
  2  at least one failure
  3  could not tell: no permission, time-out, bad usage, unreadable input";

/// Finds out why a smart card (CAC, PIV) cannot be used to sign in, and what that has to do with the error 53003.
///
/// It looks and never changes anything: not on the card, not on this computer. No PIN is asked for, nothing is sent
/// anywhere. Without a command it does what `check` does.
#[derive(Debug, Parser)]
#[command(
    name = "cac-doctor",
    version,
    after_help = EXIT_STATUS,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub check: CheckArgs,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look at this workstation, judge, and say what to do
    #[command(after_help = EXIT_STATUS)]
    Check(CheckArgs),
    /// Every smart-card reader and what is in it
    #[command(after_help = EXIT_STATUS)]
    Readers(LayerArgs),
    /// Every certificate on the card, and which one to pick for sign-in
    #[command(after_help = EXIT_STATUS)]
    Certs(LayerArgs),
    /// Every check there is, or every command a card can be sent
    Rules(RulesArgs),
    /// What a check means, how it is known and what to do
    Explain(ExplainArgs),
    /// The whole tool on a simulated workstation and card; needs no reader
    #[command(after_help = EXIT_STATUS)]
    Demo(DemoArgs),
    /// The JSON Schema of the report that --format json prints
    Schema,
}

#[derive(Args, Debug)]
pub struct CheckArgs {
    #[command(flatten)]
    pub from: FromArgs,
    #[command(flatten)]
    pub look: LookArgs,
    #[command(flatten)]
    pub symptom: SymptomArgs,
    #[command(flatten)]
    pub out: OutArgs,
    #[command(flatten)]
    pub view: ViewArgs,
}

/// Of the commands that show one layer.
#[derive(Args, Debug)]
pub struct LayerArgs {
    #[command(flatten)]
    pub from: FromArgs,
    #[command(flatten)]
    pub look: LookArgs,
    #[command(flatten)]
    pub out: OutArgs,
    #[command(flatten)]
    pub view: ViewArgs,
}

#[derive(Args, Debug)]
pub struct FromArgs {
    /// Judge what FILE holds instead of this workstation; `check --output` writes such files; `-` reads standard
    /// input
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct SymptomArgs {
    /// The number of the sign-in error: 53003 or AADSTS53003
    #[arg(long, value_name = "CODE", value_parser = code)]
    pub symptom: Option<u32>,
    /// An export of the tenant's sign-in log: JSON (Graph, portal, Log Analytics) or the portal's CSV; `-` reads
    /// standard input
    #[arg(long, value_name = "FILE")]
    pub signin_log: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct LookArgs {
    /// Judge dates at this time instead of now: 2027-01-31T12:00:00Z (RFC 3339)
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<OffsetDateTime>,
    /// Only readers whose name has NAME in it
    #[arg(long, value_name = "NAME")]
    pub reader: Option<String>,
    /// For the whole run, whatever hangs; 1 to 600
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub timeout: u64,
}

#[derive(Args, Debug)]
pub struct OutArgs {
    /// text for people, json for programs (see `cac-doctor schema`)
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Write the JSON report to FILE, with everything --from needs; with --format, write that to FILE and nothing to
    /// standard output
    #[arg(long, value_name = "FILE", value_parser = file)]
    pub output: Option<PathBuf>,
    /// What ends in an exit status other than 0: warnings and failures, failures only, or neither; 3 is never hidden
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = FailOn::Warn)]
    pub fail_on: FailOn,
}

#[derive(Args, Debug)]
pub struct ViewArgs {
    /// More: evidence, sources, decoded ATR, whole names
    #[arg(short, long)]
    pub verbose: bool,
    /// Colour, on top of the words; auto also heeds NO_COLOR and TERM=dumb
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub color: Color,
    /// Nothing but ASCII
    #[arg(long)]
    pub ascii: bool,
    /// One record a line, tab-separated, no drawing
    #[arg(long)]
    pub plain: bool,
}

#[derive(Args, Debug)]
pub struct RulesArgs {
    /// Every command the tool can ever send to a card, instead
    #[arg(long)]
    pub safety: bool,
    #[command(flatten)]
    pub view: ViewArgs,
}

#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// The id of a check, such as card/pin-locked; `cac-doctor rules` lists them
    #[arg(value_name = "RULE")]
    pub what: String,
    #[command(flatten)]
    pub view: ViewArgs,
}

#[derive(Args, Debug)]
pub struct DemoArgs {
    /// What is wrong on the simulated workstation; --list names all
    #[arg(value_name = "SCENARIO", default_value = "healthy")]
    pub scenario: String,
    /// List the scenarios
    #[arg(long)]
    pub list: bool,
    /// Lend the simulated card to the vpcd (virtual reader) at this address until interrupted
    #[arg(long, value_name = "HOST:PORT", conflicts_with = "list")]
    pub attach: Option<String>,
    /// The card to lend, instead of the scenario's own
    #[arg(long, value_enum, value_name = "KIND", requires = "attach")]
    pub card: Option<Card>,
    #[command(flatten)]
    pub look: LookArgs,
    #[command(flatten)]
    pub symptom: SymptomArgs,
    #[command(flatten)]
    pub out: OutArgs,
    #[command(flatten)]
    pub view: ViewArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Warn,
    Fail,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Card {
    Piv,
    Cac,
    Dual,
    Foreign,
}

fn code(text: &str) -> Result<u32, String> {
    let text = text.trim();
    let digits = match text.get(..6) {
        Some(prefix) if prefix.eq_ignore_ascii_case("AADSTS") => text.get(6..).unwrap_or_default(),
        _ => text,
    };
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Err("not the number of a sign-in error, such as 53003 or AADSTS53003".to_owned());
    }
    digits.parse().map_err(|error| format!("{error}"))
}

fn instant(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|error| format!("not a time such as 2027-01-31T12:00:00Z (RFC 3339): {error}"))
}

fn file(text: &str) -> Result<PathBuf, String> {
    match text {
        "" => Err("no file name".to_owned()),
        "-" => Err("a file name is needed; --format json writes to standard output".to_owned()),
        it => Ok(PathBuf::from(it)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }

    #[test]
    fn codes_and_times_are_read_strictly() {
        assert_eq!(code("53003"), Ok(53003));
        assert_eq!(code("aadsts50011"), Ok(50011));
        for it in [
            "",
            "AADSTS",
            "53003x",
            "-1",
            "53 003",
            "99999999999",
            "ÄÖÜ53003",
        ] {
            assert!(code(it).is_err(), "{it}");
        }
        assert!(instant("2027-01-31T12:00:00Z").is_ok());
        assert!(instant("2027-01-31T12:00:00+05:30").is_ok());
        for it in ["2027-01-31", "tomorrow", "2027-13-31T12:00:00Z", ""] {
            assert!(instant(it).is_err(), "{it}");
        }
    }
}

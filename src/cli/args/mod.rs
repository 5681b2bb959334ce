mod agree;
mod chain;
mod values;

pub use chain::{CertsArgs, ChainArgs, ChainFormat, PurposeArg, TrustArgs};

use crate::facts::{Method, NetworkPlace};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use time::OffsetDateTime;
use values::{code, file, instant, readable};

/// Shown at the end of every command's help, and in the manual page.
pub(super) const EXIT_STATUS: &str = "\
EXIT STATUS
  0  nothing wrong
  1  warnings only
  2  at least one failure
  3  could not tell: no permission, time-out, bad usage, unreadable input";

/// The same for `explain`, which judges no workstation.
const EXPLAIN_STATUS: &str = "\
EXIT STATUS
  0  something was recognised and is explained
  3  nothing in it is known, or it could not be read";

/// Finds out why a smart card (CAC, PIV) cannot be used to sign in, and what that has to do with the error 53003.
///
/// It looks and never changes anything: not on the card, not on this computer. No PIN is asked for. Nothing is sent
/// anywhere, but for the question to a certificate's own issuer whether it is revoked, which --offline spares. Without a
/// command it does what `check` does.
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
    /// The USB as a tree: controllers, hubs, devices, and which reader is which
    #[command(after_help = EXIT_STATUS)]
    Usb(LayerArgs),
    /// Every certificate on the card, and which one to pick for sign-in
    #[command(after_help = EXIT_STATUS)]
    Certs(CertsArgs),
    /// The path of every certificate to a trust anchor: why it is valid, or every reason why not, and which program's store
    /// lacks what
    #[command(after_help = EXIT_STATUS)]
    Chain(ChainArgs),
    /// Everything a helpdesk needs, in one file that names nobody; sent nowhere
    #[command(after_help = EXIT_STATUS)]
    Bundle(BundleArgs),
    /// Every check there is, or every command a card can be sent
    Rules(RulesArgs),
    /// What a check, a code, a line of a log or a pasted text means, and what to do
    #[command(after_help = EXPLAIN_STATUS)]
    Explain(ExplainArgs),
    /// The whole tool on a simulated workstation and card; needs no reader
    #[command(after_help = EXIT_STATUS)]
    Demo(DemoArgs),
    /// The JSON Schema of the report that --format json prints
    Schema(SchemaArgs),
    /// The manual page, for `cac-doctor man | man -l -`
    Man,
    /// What makes the shell complete commands and options, for its completions folder
    Completions(CompletionsArgs),
}

#[derive(Args, Debug)]
pub struct CompletionsArgs {
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

#[derive(Args, Debug)]
pub struct CheckArgs {
    #[command(flatten)]
    pub from: FromArgs,
    #[command(flatten)]
    pub trust: TrustArgs,
    #[command(flatten)]
    pub look: LookArgs,
    #[command(flatten)]
    pub symptom: SymptomArgs,
    #[command(flatten)]
    pub out: OutArgs,
    #[command(flatten)]
    pub view: ViewArgs,
}

#[derive(Args, Debug)]
pub struct SchemaArgs {
    /// Which report
    #[arg(value_enum, value_name = "REPORT", default_value_t = SchemaOf::Report)]
    pub of: SchemaOf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// Of `check` and the commands that show one layer
    Report,
    /// Of `chain FILE`
    Chain,
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
pub struct BundleArgs {
    #[command(flatten)]
    pub from: FromArgs,
    #[command(flatten)]
    pub trust: TrustArgs,
    #[command(flatten)]
    pub look: LookArgs,
    #[command(flatten)]
    pub symptom: SymptomArgs,
    /// Write it to FILE, or into a folder under a name of its own; without it, into the current folder
    #[arg(short, long, value_name = "FILE", value_parser = file)]
    pub output: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    pub force: bool,
    /// List what would be in it and how many values of which kind would be replaced; write nothing
    #[arg(long)]
    pub preview: bool,
    /// Leave names, numbers and addresses as they are. Asks first; every part of the bundle is marked
    #[arg(long)]
    pub no_redact: bool,
    /// The answer to that question, for scripts
    #[arg(long, requires = "no_redact")]
    pub yes: bool,
    /// Encrypt it to this public key of age (age1...); repeatable, and each of the keys opens it
    #[arg(long, value_name = "KEY")]
    pub recipient: Vec<String>,
    /// What ends in an exit status other than 0: warnings and failures, failures only, or neither; 3 is never hidden
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = FailOn::Warn)]
    pub fail_on: FailOn,
}

#[derive(Args, Debug)]
pub struct FromArgs {
    /// Judge what FILE holds instead of this workstation: a bundle, or what `check --output` wrote; `-` reads standard
    /// input
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// The key file of age (age-keygen) that opens an encrypted bundle
    #[arg(long, value_name = "KEYFILE", requires = "from")]
    pub identity: Option<PathBuf>,
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
    /// What the error page says under "More details", copied into FILE: its text, HTML or JSON, an application's
    /// message, or the address it led to; a token or the address of a sign-in request too. `-` reads standard input.
    /// Read here, sent nowhere, not kept
    #[arg(long, value_name = "FILE", value_parser = readable)]
    pub page: Option<PathBuf>,
    /// How you signed in before the error came
    #[arg(long, value_enum, value_name = "HOW")]
    pub method: Option<MethodArg>,
    /// Where you were on the network
    #[arg(long, value_enum, value_name = "WHERE")]
    pub network: Option<NetworkArg>,
    /// Print the text for the identity administrator instead of the report
    #[arg(long)]
    pub hand_over: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MethodArg {
    /// The card's certificate and its PIN
    Cac,
    /// A user name and a password
    Password,
    /// A phone, a security key, a code
    Other,
    /// Nobody knows any more
    Unknown,
}

impl From<MethodArg> for Method {
    fn from(it: MethodArg) -> Method {
        match it {
            MethodArg::Cac => Method::Certificate,
            MethodArg::Password => Method::Password,
            MethodArg::Other => Method::Other,
            MethodArg::Unknown => Method::Unknown,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NetworkArg {
    /// The organisation's own network
    Government,
    /// The organisation's VPN
    Vpn,
    /// A desktop on a server of the organisation
    VirtualDesktop,
    /// At home, a hotspot, a hotel
    Home,
    /// Nobody knows any more
    Unknown,
}

impl From<NetworkArg> for NetworkPlace {
    fn from(it: NetworkArg) -> NetworkPlace {
        match it {
            NetworkArg::Government => NetworkPlace::Government,
            NetworkArg::Vpn => NetworkPlace::Vpn,
            NetworkArg::VirtualDesktop => NetworkPlace::VirtualDesktop,
            NetworkArg::Home => NetworkPlace::Home,
            NetworkArg::Unknown => NetworkPlace::Unknown,
        }
    }
}

#[derive(Args, Debug)]
pub struct LookArgs {
    /// Judge dates at this time instead of now: 2027-01-31T12:00:00Z (RFC 3339)
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<OffsetDateTime>,
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Only readers whose name has NAME in it
    #[arg(long, value_name = "NAME")]
    pub reader: Option<String>,
    /// For the whole run, whatever hangs; 1 to 600
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub timeout: u64,
}

#[derive(Args, Debug)]
pub struct PolicyArgs {
    /// The site's policy: what is approved, and what checks count for; instead of /etc/cac-doctor/policy.toml, or of
    /// the one that --from brings; `-` reads standard input
    #[arg(long, value_name = "FILE", value_parser = readable)]
    pub policy: Option<PathBuf>,
    /// Judge without a site policy
    #[arg(long, conflicts_with = "policy")]
    pub no_policy: bool,
}

#[derive(Args, Debug)]
pub struct OutArgs {
    /// How to say it
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Write the JSON report to FILE, with everything --from needs; with --format, write that to FILE and nothing to
    /// standard output
    #[arg(short, long, value_name = "FILE", value_parser = file)]
    pub output: Option<PathBuf>,
    /// Pseudonyms in the place of names, numbers and addresses, the same as in this machine's bundles
    #[arg(long)]
    pub redact: bool,
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
    /// The id of a check (card/pin-locked), a sign-in code (53003, AADSTS53003), a smart card code or its name
    /// (0x8010001D, -2146435043, SCARD_E_NO_SERVICE), a card's status word (6A82), a line of the kernel or of pcscd, the
    /// USB id of a reader (04e6:5116), `kb` for the data about readers and how old it is, or any text in quotes, an error page and the address of a sign-in among them; an access or ID token is decoded here and
    /// never shown again, better through `-` than as an argument that others can see; `-` reads standard input, 10 MiB at most
    #[arg(value_name = "WHAT", required = true, num_args = 1.., allow_negative_numbers = true)]
    pub what: Vec<String>,
    /// How to say it
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<ExplainFormat>,
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
    /// For people
    Text,
    /// For programs; see `cac-doctor schema`
    Json,
    /// For people elsewhere: one file that a browser shows and prints, with no script in it and nothing to load
    Html,
    /// For Nagios, Icinga, Naemon, Checkmk: a line with performance data, then details; no names unless --verbose
    Nagios,
    /// For Intune, Jamf and spreadsheets: one line of at most 2048 characters, never anything on standard error; no
    /// names unless --verbose
    OneLine,
    /// For node_exporter's textfile collector, to be written with --output into its folder; never a name
    Prometheus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For people
    Text,
    /// For programs
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }
}

//! `man`: the manual page, made when asked for from the command line as it is, so that it cannot be stale.
use super::args::{Cli, EXIT_STATUS};
use super::output;
use super::problem::Problem;
use clap::{Arg, ArgAction, Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};
use std::io;

/// When the page last changed in substance; a page without a date is one that man's own checkers complain of.
const CHANGED: &str = "2026-11-22";

const ENVIRONMENT: &[(&str, &str)] = &[
    (
        "NO_COLOR",
        "Where it is set and not empty, no colour, unless --color asks for it.",
    ),
    ("TERM", "dumb has no colour."),
    (
        "LC_ALL, LC_CTYPE, LANG",
        "The first that is set says whether the terminal shows more than ASCII.",
    ),
    (
        "http_proxy, all_proxy, no_proxy",
        "The proxy through which revocation is asked about, and where none is used, as curl reads them.",
    ),
    (
        "PCSCLITE_CSOCK_NAME",
        "The socket of the smart card service, as for every program that uses pcsc-lite.",
    ),
];

const FILES: &[(&str, &str)] = &[
    (
        super::policy::HERE,
        "The site's policy, where the site has one: what is approved, and what checks count for.",
    ),
    (
        "/run/pcscd/pcscd.comm",
        "The socket of the smart card service.",
    ),
    (
        "libpcsclite.so.1",
        "The PC/SC library; opened when the tool runs, and told where it is missing.",
    ),
    (
        "$XDG_CACHE_HOME/cac-doctor/crl, ~/.cache/cac-doctor/crl",
        "Certificate revocation lists of earlier runs; may be deleted at any time.",
    ),
    (
        "$XDG_STATE_HOME/cac-doctor/pseudonym.key, ~/.local/state/cac-doctor/pseudonym.key",
        "What the pseudonyms of bundles are made with, for root in /var/lib/cac-doctor; never in a bundle. Without it the \
         next bundle has other pseudonyms.",
    ),
    (
        "smartcard_list.txt",
        "Names of cards by their ATR, where an installed pcsc-tools brings it.",
    ),
];

const EXAMPLES: &[(&str, &str)] = &[
    ("cac-doctor", "The verdict about this workstation."),
    (
        "cac-doctor --output report.json",
        "The same, and a file that can be judged elsewhere. It holds personal data.",
    ),
    (
        "cac-doctor --from report.json -v",
        "Judge such a file, with the evidence.",
    ),
    (
        "cac-doctor check --page error.txt --signin-log signins.json",
        "Explain a sign-in that failed, by its error page and the organisation's log.",
    ),
    ("cac-doctor certs", "Which certificate to pick for sign-in."),
    (
        "cac-doctor chain jane.pem --trust unclass-certificates_pkcs7_DoD.zip",
        "Whether a certificate is good, and every reason if not.",
    ),
    (
        "cac-doctor explain SCARD_E_NO_SERVICE",
        "What a code means.",
    ),
    (
        "cac-doctor demo pin-locked",
        "The whole tool, without a reader.",
    ),
    (
        "cac-doctor --format nagios --fail-on fail",
        "A monitoring plug-in that is quiet about warnings.",
    ),
    (
        "cac-doctor --format prometheus --output /var/lib/prometheus/node-exporter/cac.prom",
        "Metrics for node_exporter, replaced as a whole.",
    ),
];

pub(super) fn run() -> Result<u8, Problem> {
    let mut page = Vec::new();
    write(&mut page).map_err(Problem::Stdout)?;
    output::data(&String::from_utf8_lossy(&page)).map(|()| 0)
}

fn write(out: &mut Vec<u8>) -> io::Result<()> {
    let mut command = Cli::command()
        .disable_help_flag(true)
        .disable_version_flag(true);
    command.build();
    let man = Man::new(command.clone())
        .title("CAC-DOCTOR")
        .date(CHANGED)
        .manual("User Commands");
    man.render_title(out)?;
    man.render_name_section(out)?;
    let mut rest = Roff::new();
    synopsis(&mut rest);
    rest.to_writer(out)?;
    man.render_description_section(out)?;
    let mut rest = Roff::new();
    commands(&mut rest, &command);
    rest.control("SH", ["OPTIONS"]);
    let general = "Of check, which is also what runs where no command is given; readers, certs and demo take those that \
                   make sense for them. Every command takes --help.";
    rest.text([roman(general)]);
    for it in command.get_arguments() {
        argument(&mut rest, it);
    }
    exit_status(&mut rest);
    pairs(&mut rest, "ENVIRONMENT", ENVIRONMENT);
    pairs(&mut rest, "FILES", FILES);
    examples(&mut rest);
    rest.control("SH", ["NOTES"]);
    rest.text([roman(
        "The card is never changed, and no PIN is asked for. cac-doctor rules --safety prints every command that a card \
         can be sent. Nothing is sent anywhere, but for this: check and bundle ask the addresses in the card's certificates \
         whether they are revoked (OCSP, then CRLs, http only, five seconds in all), which tells their issuer the \
         serial numbers; --offline spares it, and without a card nothing is asked. A report holds personal data in clear; --format nagios, one-line and \
         prometheus call readers by number and hold no names, unless --verbose asks for them.",
    )]);
    rest.control("SH", ["SEE ALSO"]);
    rest.text([
        bold("pcscd"),
        roman("(8), "),
        bold("pcsc_scan"),
        roman("(1), "),
        bold("opensc-tool"),
        roman("(1)"),
    ]);
    rest.to_writer(out)
}

fn synopsis(roff: &mut Roff) {
    roff.control("SH", ["SYNOPSIS"]);
    for (n, rest) in [" [options]", " command [options] [arguments]"]
        .into_iter()
        .enumerate()
    {
        if n > 0 {
            roff.control("br", []);
        }
        roff.text([bold("cac-doctor"), italic(rest)]);
    }
}

/// Every command with what it takes beyond the options of `check`.
fn commands(roff: &mut Roff, top: &Command) {
    roff.control("SH", ["COMMANDS"]);
    for command in top.get_subcommands() {
        let mut head = vec![bold(command.get_name())];
        for it in command.get_positionals() {
            head.push(roman(" "));
            head.push(italic(value(it)));
        }
        roff.control("TP", []);
        roff.text(head);
        roff.text([roman(sentence(command.get_about()))]);
        let own: Vec<&Arg> = command
            .get_arguments()
            .filter(|it| {
                top.get_arguments()
                    .all(|of_top| of_top.get_id() != it.get_id())
            })
            .filter(|it| !it.get_possible_values().is_empty() || it.get_help().is_some())
            .collect();
        if own.is_empty() {
            continue;
        }
        roff.control("RS", []);
        for it in own {
            argument(roff, it);
        }
        roff.control("RE", []);
    }
}

fn argument(roff: &mut Roff, it: &Arg) {
    if it.is_hide_set() {
        return;
    }
    let mut head: Vec<Inline> = Vec::new();
    if let Some(short) = it.get_short() {
        head.push(bold(format!("-{short}")));
    }
    if let Some(long) = it.get_long() {
        if !head.is_empty() {
            head.push(roman(", "));
        }
        head.push(bold(format!("--{long}")));
    }
    if matches!(it.get_action(), ArgAction::Set | ArgAction::Append) {
        if !head.is_empty() {
            head.push(roman(" "));
        }
        head.push(italic(value(it)));
    }
    roff.control("TP", []);
    roff.text(head);
    let mut text = sentence(it.get_help());
    let default: Vec<_> = it
        .get_default_values()
        .iter()
        .map(|it| it.to_string_lossy())
        .collect();
    if !default.is_empty() && it.get_action().takes_values() {
        text.push_str(&format!(" Default: {}.", default.join(" ")));
    }
    let values: Vec<_> = it
        .get_possible_values()
        .into_iter()
        .filter(|it| !it.is_hide_set())
        .collect();
    let told = values.iter().any(|it| it.get_help().is_some());
    if !told && !values.is_empty() && it.get_action().takes_values() {
        let names: Vec<&str> = values.iter().map(|it| it.get_name()).collect();
        text.push_str(&format!(" One of: {}.", names.join(", ")));
    }
    roff.text([roman(text.trim())]);
    if !told {
        return;
    }
    roff.control("RS", []);
    for it in values {
        roff.control("TP", []);
        roff.text([bold(it.get_name())]);
        roff.text([roman(sentence(it.get_help()))]);
    }
    roff.control("RE", []);
}

/// The name of an argument's value.
fn value(it: &Arg) -> String {
    let names = it.get_value_names().unwrap_or_default();
    let names: Vec<&str> = names.iter().map(|it| it.as_str()).collect();
    names.join(" ")
}

/// Help, with the full stop that --help leaves out.
fn sentence(help: Option<&clap::builder::StyledStr>) -> String {
    let text = help.map(ToString::to_string).unwrap_or_default();
    let text = text.trim();
    if text.is_empty() || text.ends_with('.') {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// From the same text that --help ends with.
fn exit_status(roff: &mut Roff) {
    roff.control("SH", ["EXIT STATUS"]);
    for line in EXIT_STATUS.lines().skip(1) {
        let (code, meaning) = line.trim().split_once("  ").unwrap_or((line.trim(), ""));
        roff.control("TP", []);
        roff.text([bold(code)]);
        roff.text([roman(format!("{}.", meaning.trim()))]);
    }
    roff.control("PP", []);
    roff.text([roman(
        "explain judges no workstation: 0 where it knew something, 3 where it did not. What --fail-on leaves out ends in 0.",
    )]);
}

/// Commands stand as they are typed.
fn examples(roff: &mut Roff) {
    roff.control("SH", ["EXAMPLES"]);
    for (n, (command, text)) in EXAMPLES.iter().enumerate() {
        // The heading begins the first paragraph.
        if n > 0 {
            roff.control("PP", []);
        }
        roff.text([roman(*text)]);
        roff.control("RS", []);
        roff.control("EX", []);
        roff.text([bold(*command)]);
        roff.control("EE", []);
        roff.control("RE", []);
    }
}

fn pairs(roff: &mut Roff, heading: &str, them: &[(&str, &str)]) {
    roff.control("SH", [heading]);
    for (term, text) in them {
        roff.control("TP", []);
        roff.text([bold(*term)]);
        roff.text([roman(*text)]);
    }
}

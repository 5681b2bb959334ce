//! At most three questions, on a terminal only, and only where the answers would change the verdict.
use super::output;
use crate::case::Case;
use crate::diagnosis::{self, Story};
use crate::facts::{Method, NetworkPlace, Observed, Scope, Snapshot};
use std::io::{self, BufRead as _, IsTerminal as _};
use time::OffsetDateTime;

/// Asks for what was not told. Nothing is asked where input or output is no terminal: a script never waits.
pub(super) fn ask(snapshot: &mut Snapshot, at: Option<OffsetDateTime>) {
    if snapshot.scope < Scope::Everything
        || !io::stdin().is_terminal()
        || !io::stdout().is_terminal()
    {
        return;
    }
    let mut from = io::stdin().lock();
    let mut line = |question: &str| -> Option<String> {
        output::talk(question);
        let mut answer = String::new();
        // End of input is an answer: nothing more is told.
        (from.read_line(&mut answer).ok()? > 0).then(|| answer.trim().to_lowercase())
    };
    if snapshot.login.code.is_none() && matches!(snapshot.login.page, Observed::Unasked { .. }) {
        let Some(answer) =
            line("Did a sign-in page show you an error number? Type it, or just Enter:")
        else {
            return;
        };
        let digits: String = answer.chars().filter(char::is_ascii_digit).collect();
        snapshot.login.code = digits.parse().ok().filter(|it| *it > 0);
    }
    if !matters(snapshot, at) {
        return;
    }
    if snapshot.login.method == Method::Unknown && snapshot.login.sign_in.seen().is_none() {
        let Some(answer) = line(
            "How did you sign in before the error: c = card, p = password, o = other? Or just Enter:",
        ) else {
            return;
        };
        snapshot.login.method = match answer.chars().next() {
            Some('c') => Method::Certificate,
            Some('p') => Method::Password,
            Some('o') => Method::Other,
            _ => Method::Unknown,
        };
    }
    if snapshot.login.network == NetworkPlace::Unknown && matters(snapshot, at) {
        let question = "Where were you: g = government network, v = its VPN, d = virtual desktop, h = home or public? Or just \
                        Enter:";
        let Some(answer) = line(question) else { return };
        snapshot.login.network = match answer.chars().next() {
            Some('g') => NetworkPlace::Government,
            Some('v') => NetworkPlace::Vpn,
            Some('d') => NetworkPlace::VirtualDesktop,
            Some('h') => NetworkPlace::Home,
            _ => NetworkPlace::Unknown,
        };
    }
}

/// Whether how and where somebody signed in changes what is to be said: the error is the block, and no log names the
/// policy.
fn matters(snapshot: &Snapshot, at: Option<OffsetDateTime>) -> bool {
    let told = snapshot.login.code.is_some() || snapshot.login.page.seen().is_some();
    let logged = snapshot
        .login
        .sign_in
        .seen()
        .is_some_and(|it| !it.failed.is_empty());
    if !told || logged {
        return false;
    }
    let diagnosis = diagnosis::diagnose(&Case::read(snapshot, at));
    diagnosis.symptom.code == 53003 && diagnosis.story != Story::OtherCode
}

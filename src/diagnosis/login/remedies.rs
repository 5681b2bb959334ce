//! What popular articles tell people to do about 53003, each recommended or refused with its reason, for this case.
use super::conditions::named_other;
use super::evidence::Evidence;
use crate::diagnosis::Judged;
use crate::diagnosis::codes::{self, Cause, Local, Step};
use crate::facts::{Method, NetworkPlace};
use crate::rules::Popular;

/// Advice, and why it helps or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    pub remedy: &'static str,
    pub why: String,
}

/// The advice of popular articles, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advised {
    pub helpful: Vec<Advice>,
    pub not_helpful: Vec<Advice>,
}

/// UnauthorizedClient_DoesNotMatchRequest: the application is not known in the organisation.
const NO_SUCH_APP: u32 = 700_016;
/// IdsLocked: the account is locked, or the address is known for attacks.
const LOCKED: u32 = 50053;

/// `top`: the likeliest cause, where one stands out.
pub(in crate::diagnosis) fn advise(it: &Evidence, top: Option<Cause>) -> Advised {
    let mut out = Advised::default();
    let mut say = |helps: bool, remedy: &'static str, why: &str| {
        let advice = Advice {
            remedy,
            why: why.to_owned(),
        };
        if helps {
            out.helpful.push(advice)
        } else {
            out.not_helpful.push(advice)
        }
    };
    let blocked = it.is_blocked();
    let cause = if blocked {
        top
    } else {
        codes::code(it.code).map(|it| it.cause)
    };
    let cause = cause.unwrap_or(Cause::Unknown);
    // What is broken here and has to do with this error.
    let mends = if blocked {
        it.broken
            .filter(|_| !it.certificate_accepted() && !named_other(it))
    } else {
        it.fitting
    };
    let broken = mends.is_some();
    let step = codes::code(it.code).map(|it| it.step);
    let credential = !blocked && step == Some(Step::Password);
    let renewed = !blocked && step == Some(Step::PasswordNew);

    say(
        credential,
        "check user name and password, and Caps Lock",
        if credential {
            caps_lock(it)
        } else if blocked {
            "53003 comes after a first factor was accepted: nothing you typed was refused"
        } else if it.code == LOCKED {
            "typing on keeps the lock alive"
        } else {
            "this error is not about what you typed"
        },
    );
    say(
        renewed,
        "reset the password",
        if renewed {
            "this error asks for a new one"
        } else if credential {
            "only if you no longer know it; a reset password has to reach every program that keeps it"
        } else {
            "the password was not refused"
        },
    );
    let account = it.code == LOCKED;
    say(
        account,
        "have a locked account unlocked",
        if account {
            "this error is about a lock, or about the address you came from"
        } else {
            "a locked account has an error of its own, 50053"
        },
    );
    let passing =
        !blocked && (account || cause == Cause::ServiceFault || step == Some(Step::Retry));
    say(
        passing,
        "wait some minutes and try again",
        if account {
            "a lock ends by itself where nothing goes on trying passwords"
        } else if passing {
            "the service itself had trouble"
        } else if blocked {
            "a policy does not change by waiting"
        } else {
            "this error does not pass by itself"
        },
    );
    let asks = |words: &[&str]| {
        !blocked && step.is_some_and(|it| words.iter().any(|word| it.text().contains(word)))
    };
    let session = asks(&["very browser window", "fresh browser"])
        || matches!(
            cause,
            Cause::AuthenticationFlow
                | Cause::WrongCertificate
                | Cause::NoCertificateSent
                | Cause::AuthenticationStrength
        )
        || broken;
    let open = blocked && cause == Cause::Unknown;
    say(
        session || open,
        "close every browser window, or log out, before the next try",
        if session {
            "the browser keeps the certificate or the way picked first, and repeats it until it is closed"
        } else if open {
            "it costs nothing, and helps where the browser repeats a wrong certificate or a sign-in by code; else it changes nothing"
        } else if blocked {
            "by itself it changes nothing that this refusal looks at"
        } else {
            "this error is not about what the browser keeps"
        },
    );
    say(
        false,
        "clear the browser's cache and cookies",
        if session {
            "closing every window is enough; clearing only loses what else was there"
        } else {
            "the cache holds nothing that this error is about"
        },
    );
    let token = cause == Cause::Token;
    say(
        token,
        "get a new token by signing in again",
        if token {
            "this error is about a token that is too old or was withdrawn"
        } else {
            "an expired or invalid token has errors of its own (70008, 700082, 50173); 53003 refuses to issue one"
        },
    );
    let physical: &[(Option<Popular>, &'static str, &str)] = &[
        (
            Some(Popular::Reseat),
            "take the card out and put it in again",
            "the card answers and was read",
        ),
        (
            Some(Popular::Driver),
            "update the reader's driver",
            "the reader and its service answer",
        ),
        (
            Some(Popular::Port),
            "use another USB port",
            "the reader answers where it is",
        ),
        // No rule asks for it: what hangs is a service, and that is restarted alone.
        (
            None,
            "restart the computer",
            "nothing here hangs that a restart would free",
        ),
    ];
    let far = !blocked && codes::code(it.code).is_some_and(|it| it.local == Local::No);
    for (popular, remedy, fine) in physical {
        let named = |it: Option<&Judged>| {
            it.and_then(|it| it.remedy.as_ref())
                .zip(*popular)
                .is_some_and(|(it, popular)| it.popular.contains(&popular))
        };
        if it.certificate_accepted() {
            say(
                false,
                remedy,
                "the certificate was used and accepted in this sign-in: reader, card and driver did their part",
            );
        } else if named(mends) {
            say(true, remedy, "it may put right what was found here");
        } else if broken {
            say(false, remedy, "nothing that was found here asks for it");
        } else if it.broken.is_some() {
            say(
                false,
                remedy,
                "what is broken here is not what this error is about",
            );
        } else if far {
            say(
                false,
                remedy,
                "this error does not come from card, reader or computer",
            );
        } else if named(it.blind) {
            say(true, remedy, "it is part of what lets this tool see more");
        } else if it.blind.is_some() {
            say(
                false,
                remedy,
                "nothing that was seen here asks for it, and not everything could be seen",
            );
        } else {
            say(false, remedy, fine);
        }
    }
    let public = matches!(it.network, NetworkPlace::Home | NetworkPlace::Unknown);
    let place = cause == Cause::NetworkPlace;
    let elsewhere = public && (place || blocked && it.failed_policies().is_empty());
    say(
        elsewhere,
        "sign in from the government network, its VPN or a virtual desktop",
        if !public {
            "you say you are there already; whether the sign-in really goes that way is another question"
        } else if place {
            "the likeliest policy is about where you are"
        } else if elsewhere {
            "it tells whether the policy is about where you are, and does no harm"
        } else if blocked {
            "the log names a policy that is about something else"
        } else {
            "this error is not about the place on the network"
        },
    );
    say(
        false,
        "turn a government VPN off, or use a hotspot",
        if blocked {
            "a policy about the place lets the government network in and keeps public ones out: it can be the exact wrong move"
        } else {
            "this error does not ask for it, and the next sign-in may need the VPN"
        },
    );
    for (remedy, cause_of) in [
        ("check client ID and client secret", Cause::ClientCredential),
        ("check the redirect URI", Cause::Redirect),
        ("check the scopes", Cause::Scope),
    ] {
        let unknown_app = it.code == NO_SUCH_APP && cause_of == Cause::ClientCredential;
        let meant = cause == cause_of || unknown_app;
        let why = if meant {
            "this error is about it; the owner of the application can mend it"
        } else {
            "that is the application owner's, and has errors of its own (700016, 7000215, 50011, 70011)"
        };
        say(meant, remedy, why);
    }
    say(
        true,
        "call support",
        if blocked {
            "when the step above did not help: with request id, correlation id and time, to the identity administrator and not to the card desk"
        } else {
            "when the step above did not help: with the code, the ids and the time of the page"
        },
    );
    if !blocked && step.is_none() {
        for it in &mut out.not_helpful {
            it.why = "nothing is known of this error that speaks for it".to_owned();
        }
    }
    out
}

/// The light on the keyboard, where it was seen.
fn caps_lock(it: &Evidence) -> &'static str {
    match it.case.snapshot.host.seen().and_then(|it| it.caps_lock) {
        Some(true) => "the Caps Lock light is on now",
        Some(false) => "the Caps Lock light is off now",
        None => "this error is about what you typed",
    }
}

/// How to avoid it next time.
pub(in crate::diagnosis) fn next_time(it: &Evidence) -> Vec<&'static str> {
    let mut out = vec![
        "Pick the certificate for PIV authentication, and open a fresh browser between tries.",
        "Sign out instead of leaving a session idle.",
        "Use a browser that your organisation supports, in an ordinary window.",
    ];
    let dates = it
        .broken
        .is_some_and(|it| it.rule.id == "certificate/expired");
    if dates || it.case.pick().is_some() {
        out.push("Renew card and certificates before their date: `cac-doctor certs` shows it.");
    }
    if it.method == Method::Password {
        out.push("Begin with the certificate rather than the password where the page offers both.");
    }
    out
}

//! What popular articles tell people to do about 53003, each recommended or refused with its reason, for this case.
use super::evidence::Evidence;
use crate::diagnosis::codes::Cause;
use crate::facts::{Method, NetworkPlace};

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
        crate::diagnosis::codes::code(it.code).map(|it| it.cause)
    };
    let cause = cause.unwrap_or(Cause::Unknown);
    let broken = it.broken.is_some() && !it.certificate_accepted();
    let credential = cause == Cause::Credential;

    say(
        credential,
        "check user name and password, and Caps Lock",
        if credential {
            caps_lock(it)
        } else if blocked {
            "53003 comes after a first factor was accepted: what you typed was right"
        } else {
            "this error is not about what you typed"
        },
    );
    say(
        false,
        "reset the password",
        if credential {
            "only if you no longer know it; a reset password has to reach every program that keeps it"
        } else {
            "the password was not refused"
        },
    );
    let account = cause == Cause::Account;
    say(
        account,
        "have a locked account unlocked",
        if account {
            "this error is about the account"
        } else {
            "a locked account has an error of its own, 50053"
        },
    );
    say(
        false,
        "wait some minutes and try again",
        if matches!(cause, Cause::ServiceFault) {
            "for this error it may help: the service itself had trouble"
        } else if account {
            "trying on keeps a lock alive; ask instead"
        } else {
            "a policy does not change by waiting"
        },
    );
    let session = matches!(
        cause,
        Cause::AuthenticationFlow
            | Cause::WrongCertificate
            | Cause::NoCertificateSent
            | Cause::AuthenticationStrength
    ) || broken;
    say(
        session,
        "close every browser window, or log out, before the next try",
        if session {
            "the browser keeps the certificate or the way picked first, and repeats it until it is closed"
        } else {
            "it changes nothing that this refusal looks at"
        },
    );
    say(
        false,
        "clear the browser's cache and cookies",
        if session {
            "closing every window is enough; clearing only loses what else was there"
        } else {
            "the cache holds nothing that this refusal looks at"
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
    let physical: &[(&'static str, &str)] = &[
        (
            "take the card out and put it in again",
            "the card was not found wanting",
        ),
        (
            "update the reader's driver",
            "the reader and its service answer",
        ),
        ("use another USB port", "the reader answers where it is"),
        (
            "restart the computer",
            "nothing here hangs that a restart would free",
        ),
    ];
    for (remedy, fine) in physical {
        if it.certificate_accepted() {
            say(
                false,
                remedy,
                "the certificate was used and accepted in this sign-in: reader, card and driver did their part",
            );
        } else if broken {
            let named = it
                .broken
                .and_then(|it| it.remedy.as_ref())
                .is_some_and(|it| mentions(&it.text, remedy));
            if named {
                say(
                    true,
                    remedy,
                    "it is part of what puts right what was found here",
                );
            } else {
                say(false, remedy, "it does not touch what was found here");
            }
        } else if it.blind.is_none() {
            say(false, remedy, fine);
        }
    }
    let public = matches!(it.network, NetworkPlace::Home | NetworkPlace::Unknown);
    let elsewhere =
        blocked && public && it.failed_policies().is_empty() || cause == Cause::NetworkPlace;
    say(
        elsewhere,
        "sign in from the government network, its VPN or a virtual desktop",
        if cause == Cause::NetworkPlace {
            "the likeliest policy is about where you are"
        } else if elsewhere {
            "it tells whether the policy is about where you are, and does no harm"
        } else {
            "this is not about the place on the network"
        },
    );
    say(
        false,
        "turn a government VPN off, or use a hotspot",
        "such a policy lets the government network in and keeps public ones out: it can be the exact wrong move",
    );
    for (remedy, own, cause_of) in [
        (
            "check client ID and client secret",
            "7000215, 7000222, 700016",
            Cause::ClientCredential,
        ),
        ("check the redirect URI", "50011", Cause::Redirect),
        ("check the scopes", "70011, 65001", Cause::Scope),
    ] {
        let meant = cause == cause_of;
        let why = if meant {
            "this error is about it; the owner of the application can mend it".to_owned()
        } else {
            format!("that is the application owner's, and has errors of its own ({own})")
        };
        say(meant, remedy, &why);
    }
    say(
        blocked,
        "call support",
        if blocked {
            "when the step above did not help: with request id, correlation id and time, to the identity administrator and not to the card desk"
        } else {
            "with the code and the ids of the page"
        },
    );
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

/// Whether a remedy in words is the popular one, by the thing it handles.
fn mentions(text: &str, remedy: &str) -> bool {
    let text = text.to_ascii_lowercase();
    match remedy {
        "take the card out and put it in again" => {
            text.contains("card") && (text.contains("put it in") || text.contains("push"))
        }
        "use another USB port" => text.contains("port"),
        "update the reader's driver" => text.contains("driver"),
        "restart the computer" => text.contains("restart this computer"),
        _ => false,
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

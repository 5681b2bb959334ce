use super::{for_each_alike, nothing_to_judge};
use crate::case::{Case, Purpose};
use crate::pki::profile::KeyStrength;
use crate::pki::signature::LEAST_EXPONENT;
use crate::rules::{Remedy, Severity, Verdict, Who};

rule! {
    /// The key of a certificate on the card is too weak.
    ///
    /// ## What it means
    /// The key is shorter than is safe today. TLS stacks with usual settings refuse an RSA key below 2048 bits. RSA-2048
    /// itself may be used on cards until the end of 2030. A public exponent below 65537 is against the standard, and harms only
    /// where a program pads badly. Old keys that are kept to read old mail are not meant.
    ///
    /// ## How we know
    /// The certificate holds the public key; its kind, size and exponent are compared with those that SP 800-78-5 allows in
    /// the slot at the time of interest.
    ///
    /// ## What to do
    /// Have the card, and with it the key, replaced.
    "certificate/weak-key",
    severity: Warning,
    masked_by: [card::foreign],
    sources: [
        "SP 800-78-5 §3.1 Table 1 (RSA 2048 through 2030, RSA 3072, P-256, P-384)",
        "FIPS 186-5 §A.1.1 (2^16 < e < 2^256)",
        "SP 800-131A Rev. 2 §3 (RSA below 2048 bits is not to be used)",
        "OpenSSL: SSL_CTX_set_security_level(3), level 2 refuses RSA below 2048 bits",
    ],
}

/// What is wrong with a key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    Short,
    PastItsTime,
    Exponent(u64),
}

fn check(case: &Case) -> Verdict {
    if let Some(verdict) = nothing_to_judge(case) {
        return verdict;
    }
    for_each_alike(
        case,
        |_, it| {
            let content = it.content.as_ref().ok()?;
            match it.strength {
                KeyStrength::Weak => Some((content.key.to_string(), Fault::Short)),
                KeyStrength::PastItsTime => Some((content.key.to_string(), Fault::PastItsTime)),
                KeyStrength::SmallExponent => {
                    let exponent = content.rsa_exponent.unwrap_or_default();
                    Some((content.key.to_string(), Fault::Exponent(exponent)))
                }
                _ => None,
            }
        },
        |(key, fault), group| {
            let verb = if group.others.is_empty() {
                "has"
            } else {
                "have"
            };
            let words = group.words();
            let message = match fault {
                Fault::PastItsTime => format!(
                    "{words} {verb} a key of {key}, which may be used until the end of 2030 only."
                ),
                Fault::Short => format!(
                    "{words} {verb} a key of {key}. That is too weak, and TLS stacks with usual settings refuse it."
                ),
                Fault::Exponent(exponent) => format!(
                    "{words} {verb} a key of {key} with the public exponent {exponent}. The standard for such cards wants at least {LEAST_EXPONENT}; few programs look at it."
                ),
            };
            let is_short = *fault == Fault::Short;
            let severity = if !is_short || group.lead.purpose == Purpose::CardAuthentication {
                Severity::Note
            } else {
                Severity::Warning
            };
            let remedy = Remedy::new(
                Who::CardOffice,
                "Have the card replaced: the key is part of it.",
            );
            group.finding(severity, message, "key", remedy)
        },
    )
}

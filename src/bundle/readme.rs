//! `README.txt`: for whoever opens a bundle.
use super::manifest::Manifest;
use super::redact::Kind;
use crate::facts::AskedFor;
use std::fmt::Write as _;
use time::format_description::well_known::Rfc3339;

/// What a member is.
pub(super) fn purpose(name: &str) -> &'static str {
    match name {
        "README.txt" => "this text",
        "report.txt" => "what was found, for people",
        "report.html" => "the same as a page for a browser; it loads nothing and runs nothing",
        "report.json" => "the same for programs (cac-doctor schema prints its JSON Schema)",
        "hand-over.txt" => {
            "the text for the identity administrator: ids and times of the failed sign-in"
        }
        "snapshot.json" => {
            "everything that was seen; cac-doctor judges it anew, with a newer version too"
        }
        "logs/kernel.txt" => "lines of the kernel's log about USB and smart cards",
        "logs/service.txt" => {
            "lines of the smart card service's log, none that shows what was sent to a card"
        }
        "manifest.json" => "size and SHA-256 of every other member, and what was replaced",
        _ => "not one of ours",
    }
}

pub(super) fn text(manifest: &Manifest, asked_for: &AskedFor, names: &[&str]) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        let _ = writeln!(out, "{text}");
    };
    line("cac-doctor diagnostic bundle");
    line("");
    line(&format!("Support code  {}", manifest.support_code));
    line(&format!("Looked at     {}", manifest.taken_at));
    line(&format!(
        "Made by       {} {}",
        manifest.tool.name, manifest.tool.version
    ));
    line(&format!(
        "Complete      {}",
        match manifest.complete {
            true => "yes, every look ended in its time",
            false => "no, some looks did not end in their time; report.txt says which",
        }
    ));
    // How it was judged, where that was not as usual; it is in the snapshot, so that it is judged the same again.
    if let Some(at) = asked_for.at.and_then(|it| it.format(&Rfc3339).ok()) {
        line(&format!("Dates as of   {at} (--at)"));
    }
    if asked_for.no_default_trust {
        line("Trust         only what was given to trust (--no-default-trust)");
    }
    line("");
    match &manifest.redaction {
        None => {
            line(super::NOT_REDACTED);
            line(
                "Keep it as you keep a copy of the card's papers, and delete it when the case is closed.",
            );
        }
        Some(redaction) => {
            line(
                "Values that name a person, a card or a computer are pseudonyms. The same value has the",
            );
            line(
                "same pseudonym everywhere in this bundle, and in later bundles of the same computer;",
            );
            line(
                "the key that makes them has not left it. Replaced here, different values by kind:",
            );
            line("");
            if redaction.replaced.is_empty() {
                line("  none: nothing personal was seen");
            }
            for (kind, count) in &redaction.replaced {
                line(&format!("  {count:>6}  {kind}"));
            }
            line("");
            line(
                "A certificate of the holder is a stand-in: same dates, purposes and issuer, no name, no",
            );
            line(
                "key, no signature. Certificates of authorities are whole. Ids of a failed sign-in",
            );
            line(
                "(request id, correlation id) are kept: they lead to one entry of the sign-in log, for",
            );
            line("those who may read that log, and to nothing else.");
        }
    }
    line("");
    line("What is in it:");
    line("");
    for name in names {
        line(&format!("  {name:<18}{}", purpose(name)));
    }
    line("");
    line("Judge it on another computer, whatever its system:");
    line("");
    line("  cac-doctor check --from FILE.zip");
    line("");
    line(
        "Nothing in here is a program. A member that was changed, added or lost since is told by the",
    );
    line("command above.");
    out
}

/// Every kind of value there is, for the list above to be read by.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    Kind::ALL.into_iter().map(|it| (it.noun(), it.words()))
}

//! The lines of the layer table about the certificate's path and its revocation.
use super::layer_line::{line, skipped, status, worst};
use super::{Judged, Layer, LayerStatus};
use crate::case::Case;
use crate::case::chain::{ChainCase, link_name, short_name};
use crate::facts::Scope;
use crate::pki::path::Status;
use crate::pki::path::revocation::Status as Revocation;

/// Rules under `certificate/` that are told in these lines and not in that of the certificate.
pub(super) const CHAIN: [&str; 2] = ["certificate/chain-", "certificate/wrong-anchor"];
pub(super) const REVOCATION: [&str; 1] = ["certificate/revo"];

/// Whether a rule is told here.
pub(super) fn is_told_here(rule: &str) -> bool {
    CHAIN
        .iter()
        .chain(&REVOCATION)
        .any(|it| rule.starts_with(it))
}

/// The path of the certificate to pick.
fn picked<'c>(case: &'c Case) -> Option<&'c ChainCase> {
    case.chain(case.pick()?.1)
}

/// What there is to say before a path was looked at.
fn before(case: &Case, name: &'static str, needs: Option<&str>) -> Option<Layer> {
    if let Some(needs) = needs {
        return Some(skipped(name, needs));
    }
    if case.snapshot.scope == Scope::Readers {
        let text = "`cac-doctor chain` looks at it";
        return Some(line(name, LayerStatus::NotAsked, text));
    }
    None
}

pub(super) fn chain(case: &Case, findings: &[Judged], needs: Option<&str>) -> Layer {
    let name = "Chain";
    if let Some(it) = before(case, name, needs) {
        return it;
    }
    let Some(it) = picked(case) else {
        return line(name, LayerStatus::NotAsked, "no certificate for sign-in");
    };
    let best = it.judgement.best();
    let above = || -> String {
        let names = best.iter().flat_map(|it| &it.certificates).skip(1);
        let names: Vec<String> = names.map(|it| link_name(it)).collect();
        names.join(" > ")
    };
    let found = worst(findings, &CHAIN).map(status);
    match it.judgement.status {
        Status::Valid => line(name, found.unwrap_or(LayerStatus::Ok), above()),
        Status::Incomplete if !case.chains().looked => line(
            name,
            LayerStatus::NotAsked,
            "the trust stores of this computer were not looked at",
        ),
        Status::Incomplete => {
            let missing = it
                .judgement
                .dead_ends
                .first()
                .map(|it| short_name(&it.issuer));
            let text = format!(
                "{} is not known here",
                missing.as_deref().unwrap_or("an issuer")
            );
            line(name, found.unwrap_or(LayerStatus::Unknown), text)
        }
        Status::Invalid => {
            let text = match above() {
                it if it.is_empty() => "not valid".to_owned(),
                it => format!("not valid: {it}"),
            };
            // Where the certificate itself has expired or was revoked, that is told by its own line.
            line(name, found.unwrap_or(LayerStatus::Warn), text)
        }
        Status::Unknown => line(
            name,
            LayerStatus::Unknown,
            format!("not all could be decided: {}", above()),
        ),
    }
}

pub(super) fn revocation(case: &Case, findings: &[Judged], needs: Option<&str>) -> Layer {
    let name = "Revocation";
    if let Some(it) = before(case, name, needs) {
        return it;
    }
    let Some(it) = picked(case) else {
        return line(name, LayerStatus::NotAsked, "no certificate for sign-in");
    };
    let source = it.revocation.tried.first();
    let found = worst(findings, &REVOCATION).map(status);
    match &it.revocation.status {
        Revocation::Good => line(name, found.unwrap_or(LayerStatus::Ok), "not revoked"),
        Revocation::Revoked { since, reason } => {
            let mut text = "revoked".to_owned();
            if let Some(since) = since {
                text.push_str(&format!(" since {}", case.date(*since)));
            }
            if let Some(reason) = reason {
                text.push_str(&format!(" ({reason})"));
            }
            line(name, found.unwrap_or(LayerStatus::Fail), text)
        }
        Revocation::Unknown => {
            let why = source.map(|it| format!(": {}: {}", it.source, it.result));
            let text = format!("could not be told{}", why.unwrap_or_default());
            line(name, found.unwrap_or(LayerStatus::Unknown), text)
        }
        Revocation::Unchecked => {
            let why =
                source.map_or_else(|| "no source was asked".to_owned(), |it| it.result.clone());
            line(name, LayerStatus::NotAsked, why)
        }
    }
}

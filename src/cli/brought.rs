//! `--symptom`, `--page`, `--signin-log`, `--method`, `--network`: what the person tells and brings of the sign-in that failed.
#![allow(clippy::disallowed_methods)] // this is where cli reads files
use super::args::SymptomArgs;
use super::problem::Problem;
use super::{input, output};
use crate::facts::{Failure, Login, Method, NetworkPlace, Observed};
use crate::login::SIZE_LIMIT;
use crate::login::brought::{self, Brought};
use crate::login::page::PageError;
use crate::login::signin::Wanted;
use std::fmt::Display;
use std::path::Path;

/// What was told and brought. A text that cannot be understood is told at once and stays a fact: the rest of the
/// diagnosis goes on.
pub(super) fn login(args: &SymptomArgs) -> Result<Login, Problem> {
    let mut out = Login {
        code: args.symptom,
        method: args.method.map_or(Method::Unknown, Into::into),
        network: args.network.map_or(NetworkPlace::Unknown, Into::into),
        ..Login::default()
    };
    if let Some(path) = &args.page {
        page(path, &mut out)?;
    }
    if let Some(path) = &args.signin_log {
        let page = out.page.seen();
        let wanted = Wanted {
            correlation_id: page.and_then(|it| it.correlation_id.clone()),
            request_id: page.and_then(|it| it.request_id.clone()),
            time: page.and_then(|it| it.timestamp),
            code: out.code,
        };
        out.sign_in = input::sign_in(path, &wanted)?;
    }
    Ok(out)
}

/// Reads what `--page` names.
fn page(path: &Path, out: &mut Login) -> Result<(), Problem> {
    let bytes = input::bytes(path, SIZE_LIMIT as u64)?;
    if bytes.len() > SIZE_LIMIT {
        let whole = std::fs::metadata(path)
            .ok()
            .filter(std::fs::Metadata::is_file);
        let size = whole.and_then(|it| usize::try_from(it.len()).ok());
        let size = size.unwrap_or(bytes.len());
        out.page = unread(path, &PageError::TooLarge { size });
        return Ok(());
    }
    match brought::read(&bytes) {
        Brought::Page(it) => {
            out.page = it
                .outcome
                .map_or_else(|it| unread(path, &it), Observed::Seen)
        }
        Brought::Token(it) => out.token = it.map_or_else(|it| unread(path, &it), Observed::Seen),
        Brought::Request(it) => {
            out.request = it.map_or_else(|it| unread(path, &it), Observed::Seen)
        }
    }
    if out.code.is_none() {
        out.code = out.page.seen().and_then(|it| it.codes.first().copied());
    }
    Ok(())
}

fn unread<T>(path: &Path, error: &dyn Display) -> Observed<T> {
    output::talk(&format!(
        "cac-doctor: cannot use {}: {error}; going on without it",
        super::problem::name(path)
    ));
    Observed::Failed(Failure::new("--page", "not understood", None).because(error.to_string()))
}

/// What is told now goes before what a snapshot holds from then.
pub(super) fn tell(snapshot: &mut Login, now: &Login) {
    fn newer<T: Clone>(then: &mut Observed<T>, now: &Observed<T>) {
        if !matches!(now, Observed::Unasked { .. }) {
            *then = now.clone();
        }
    }
    snapshot.code = now.code.or(snapshot.code);
    newer(&mut snapshot.page, &now.page);
    newer(&mut snapshot.token, &now.token);
    newer(&mut snapshot.request, &now.request);
    newer(&mut snapshot.sign_in, &now.sign_in);
    if now.method != Method::Unknown {
        snapshot.method = now.method;
    }
    if now.network != NetworkPlace::Unknown {
        snapshot.network = now.network;
    }
}

pub(super) mod died;
pub(super) mod library_missing;
pub(super) mod protocol_mismatch;
pub(super) mod refused_by_policy;
pub(super) mod silent;
pub(super) mod socket_forbidden;
pub(super) mod socket_missing;
pub(super) mod socket_stale;
pub(super) mod stopped;
pub(super) mod unreachable;

use super::Verdict;
use crate::case::Case;
use crate::facts::Socket;

/// The socket of a service that did not answer, or `None` where it did. The verdict is for where neither is known.
fn unanswered<'c>(case: &'c Case) -> Result<Option<&'c Socket>, Verdict> {
    let Some(service) = case.snapshot.service.seen() else {
        return Err(Verdict::Unknown("the service was not looked at".to_owned()));
    };
    if service.context.seen().is_some() {
        return Ok(None);
    }
    service
        .socket
        .seen()
        .map(Some)
        .ok_or(Verdict::NotApplicable)
}

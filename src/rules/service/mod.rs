pub(super) mod died;
pub(super) mod known_bad_release;
pub(super) mod library_missing;
pub(super) mod masked;
pub(super) mod noise_not_ours;
pub(super) mod policy_not_registered;
pub(super) mod polkit_not_running;
pub(super) mod protocol_mismatch;
pub(super) mod readers_filtered;
pub(super) mod refused_by_policy;
pub(super) mod remote_desktop;
pub(super) mod sandbox_protocol;
pub(super) mod silent;
pub(super) mod socket_forbidden;
pub(super) mod socket_missing;
pub(super) mod socket_stale;
pub(super) mod stopped;
pub(super) mod unreachable;

use super::{Finding, Verdict};
use crate::case::Case;
use crate::facts::{Service, Socket};

/// Judges the service by `look`. Where the service does not answer, only the rule that names the cause speaks: the
/// others do not hold, they do not apply.
fn judge(case: &Case, look: impl Fn(&Service) -> Option<Finding>) -> Verdict {
    let Some(service) = case.snapshot.service.seen() else {
        return Verdict::Unknown("the service was not looked at".to_owned());
    };
    match look(service) {
        Some(it) => Verdict::Broken(vec![it]),
        None if service.context.seen().is_some() => Verdict::Holds,
        None => Verdict::NotApplicable,
    }
}

/// SCARD_W_SECURITY_VIOLATION: polkit said no, or could not be asked (pcsc-lite 1.9.9 and later).
fn refused(service: &Service) -> bool {
    service
        .context
        .failure()
        .is_some_and(|it| it.code == Some(0x8010_006A))
}

/// Judges the socket of a service that did not answer, where connecting to it failed with one of these errors.
fn judge_socket(case: &Case, errors: &[&str], look: impl Fn(&Socket) -> Finding) -> Verdict {
    judge(case, |service| {
        if service.context.seen().is_some() {
            return None;
        }
        let socket = service.socket.seen()?;
        let name = &socket.connect.failure()?.name;
        errors.contains(&name.as_str()).then(|| look(socket))
    })
}

//! Where an entry does not agree with itself, or with the page.
use super::{BLOCKED, Wanted};
use crate::facts::{Contradiction, MatchedBy, SignIn};

pub(super) fn of(it: &SignIn, wanted: &Wanted) -> Vec<Contradiction> {
    let mut out = Vec::new();
    let code = it.codes.first().copied();
    let status = it.conditional_access_status.as_deref();
    let failure = status.is_some_and(|it| it.eq_ignore_ascii_case("failure"));
    if code == Some(BLOCKED) {
        if let Some(status) = status.filter(|_| !failure) {
            out.push(Contradiction::BlockedWithStatus {
                status: status.to_owned(),
            });
        }
        if it.policies_listed && it.failed.is_empty() {
            out.push(Contradiction::BlockedByNoPolicy);
        }
    }
    if code == Some(0) && (failure || !it.failed.is_empty()) {
        out.push(Contradiction::RefusedWithoutCode);
    }
    if it.codes.len() > 1 {
        out.push(Contradiction::TwoCodes {
            codes: it.codes.clone(),
        });
    }
    let by_id = matches!(
        it.matched_by,
        MatchedBy::CorrelationId | MatchedBy::RequestId
    );
    if let (true, Some(wanted), Some(found)) = (by_id, wanted.code, code)
        && !it.codes.contains(&wanted)
    {
        out.push(Contradiction::OtherCode { wanted, found });
    }
    if let (MatchedBy::CorrelationId, Some(wanted), Some(found)) =
        (it.matched_by, &wanted.request_id, &it.request_id)
        && !wanted.eq_ignore_ascii_case(found)
    {
        out.push(Contradiction::OtherRequest {
            wanted: wanted.clone(),
            found: found.clone(),
        });
    }
    out
}

//! Whose account was judged. A script of a fleet runs as root or SYSTEM, and people do not.
use crate::case::Case;

/// The account that may do everything, where it was that one.
pub fn privileged(case: &Case) -> Option<&'static str> {
    let host = case.snapshot.host.seen()?;
    if host.uid == Some(0) {
        return Some("root");
    }
    let user = host.user.as_ref()?;
    (host.os == "windows" && user.0.eq_ignore_ascii_case("SYSTEM")).then_some("SYSTEM")
}

/// What such a run cannot prove.
pub(super) fn unseen(case: &Case) -> Option<String> {
    let account = privileged(case)?;
    let came = case
        .snapshot
        .machine
        .environment
        .seen()
        .and_then(|it| it.on_behalf_of)
        .map_or("", |_| ", started from another account");
    Some(format!(
        "Other accounts: this ran as {account}{came}. Permissions, certificate stores and programs' settings are those of \
         {account}, who may do more than others and trusts what others may not. What the person at the desk can do shows \
         only in a run of their own, in their session."
    ))
}

use super::super::root::Root;
use crate::facts::{LoginSession, Observed, Pii};
use crate::standards::setup::settings;

/// The login session polkit takes this program to be in: that of its control group, or, for programs that the user's own
/// service manager started, the one on the user's screen (sd_pid_get_session(3), sd_uid_get_display(3); polkit
/// polkitbackendsessionmonitor-systemd.c).
pub(super) fn session(root: &Root) -> Observed<LoginSession> {
    if !root.exists("/run/systemd/sessions") {
        return Observed::unasked("systemd-logind does not run here");
    }
    let Some(groups) = root.word("/proc/self/cgroup") else {
        return Observed::unasked("this program's control group cannot be read");
    };
    let id = id_in(&groups).or_else(|| {
        let user = user_in(&groups)?;
        let text = root.word(&format!("/run/systemd/users/{user}"))?;
        value(&settings(&text), "DISPLAY")
    });
    let Some(id) = id.filter(|it| it.bytes().all(|it| it.is_ascii_alphanumeric())) else {
        return Observed::Absent;
    };
    match root.text(&format!("/run/systemd/sessions/{id}"), 16 * 1024) {
        Observed::Seen(text) => Observed::Seen(read(id, &settings(&text))),
        Observed::Absent => Observed::Absent,
        Observed::Failed(it) => Observed::Failed(it),
        Observed::Unasked { because } => Observed::Unasked { because },
    }
}

/// `0::/user.slice/user-1000.slice/session-3.scope`.
fn id_in(groups: &str) -> Option<String> {
    groups
        .split(['/', '\n'])
        .find_map(|it| it.strip_prefix("session-")?.strip_suffix(".scope"))
        .map(str::to_owned)
}

/// `…/user-1000.slice/user@1000.service/…`.
fn user_in(groups: &str) -> Option<u32> {
    groups
        .split(['/', '\n'])
        .find_map(|it| it.strip_prefix("user@")?.strip_suffix(".service"))
        .and_then(|it| it.parse().ok())
}

fn value(settings: &[(String, String)], name: &str) -> Option<String> {
    let it = settings.iter().find(|it| it.0 == name)?;
    (!it.1.is_empty()).then(|| it.1.clone())
}

fn read(id: String, settings: &[(String, String)]) -> LoginSession {
    let truth = |name: &str| value(settings, name).map(|it| it == "1");
    LoginSession {
        id,
        active: truth("ACTIVE"),
        remote: truth("REMOTE"),
        class: value(settings, "CLASS"),
        kind: value(settings, "TYPE"),
        seat: value(settings, "SEAT"),
        service: value(settings, "SERVICE"),
        remote_host: value(settings, "REMOTE_HOST").map(Pii),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_told_by_the_control_group() {
        let scope = "0::/user.slice/user-1000.slice/session-c2.scope";
        assert_eq!(id_in(scope).as_deref(), Some("c2"));
        let desktop = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/x.scope";
        assert_eq!((id_in(desktop), user_in(desktop)), (None, Some(1000)));
        assert_eq!(id_in("0::/system.slice/cron.service"), None);
        let it = read(
            "3".to_owned(),
            &settings(
                "UID=1000\nACTIVE=1\nREMOTE=1\nCLASS=user\nTYPE=tty\nSERVICE=sshd\nREMOTE_HOST=192.0.2.7\n",
            ),
        );
        assert_eq!(
            (it.active, it.remote, it.seat),
            (Some(true), Some(true), None)
        );
        assert_eq!(it.service.as_deref(), Some("sshd"));
    }
}

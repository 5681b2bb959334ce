use super::Look;
use crate::facts::{self, Observed, PolicyAnswer};
use schemars::JsonSchema;
use serde::Serialize;

/// Who may use the PC/SC service, and what this session is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Permission {
    #[serde(flatten)]
    pub look: Look,
    /// The service's actions as polkit has them.
    pub policy: ServicePolicy,
    /// Rules of polkit that name the service.
    pub rules: Vec<String>,
    /// Rules or folders of rules that could not be read.
    pub rules_unread: Vec<String>,
    /// Whether polkit's own service runs.
    pub polkit: Look,
    /// The socket of the system's message bus.
    pub bus: Look,
    pub session: LoginSession,
    /// What polkit says of this program.
    pub asked: Asked,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ServicePolicy {
    #[serde(flatten)]
    pub look: Look,
    pub file: Option<String>,
    pub access_pcsc: Option<Defaults>,
    pub access_card: Option<Defaults>,
}

/// What an action answers where no rule does.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Defaults {
    pub any: Option<String>,
    pub inactive: Option<String>,
    pub active: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LoginSession {
    #[serde(flatten)]
    pub look: Look,
    pub id: Option<String>,
    pub active: Option<bool>,
    pub remote: Option<bool>,
    pub class: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub seat: Option<String>,
    pub service: Option<String>,
    pub remote_host: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Asked {
    #[serde(flatten)]
    pub look: Look,
    /// `yes`, `no`, `after-password`, `not-registered`.
    pub access_pcsc: Option<&'static str>,
    pub access_card: Option<&'static str>,
}

fn answer(it: PolicyAnswer) -> &'static str {
    match it {
        PolicyAnswer::Yes => "yes",
        PolicyAnswer::No => "no",
        PolicyAnswer::AfterPassword => "after-password",
        PolicyAnswer::NotRegistered => "not-registered",
    }
}

impl Permission {
    pub fn from(it: &Observed<facts::Permission>) -> Permission {
        fn inside<T>(
            it: &Observed<facts::Permission>,
            part: impl Fn(&facts::Permission) -> &Observed<T>,
        ) -> Look {
            it.seen()
                .map_or_else(|| Look::at(it), |it| Look::at(part(it)))
        }
        let seen = it.seen();
        let policy = seen.and_then(|it| it.policy.seen());
        let session = seen.and_then(|it| it.session.seen());
        let asked = seen.and_then(|it| it.asked.seen());
        let defaults = |it: &facts::PolicyDefaults| Defaults {
            any: it.any.clone(),
            inactive: it.inactive.clone(),
            active: it.active.clone(),
        };
        Permission {
            look: Look::at(it),
            policy: ServicePolicy {
                look: inside(it, |it| &it.policy),
                file: policy.map(|it| it.file.clone()),
                access_pcsc: policy.and_then(|it| it.access_pcsc.as_ref()).map(defaults),
                access_card: policy.and_then(|it| it.access_card.as_ref()).map(defaults),
            },
            rules: seen
                .and_then(|it| it.rules.seen().cloned())
                .unwrap_or_default(),
            rules_unread: seen.map(|it| it.rules_unread.clone()).unwrap_or_default(),
            polkit: inside(it, |it| &it.polkit),
            bus: inside(it, |it| &it.bus),
            session: LoginSession {
                look: inside(it, |it| &it.session),
                id: session.map(|it| it.id.clone()),
                active: session.and_then(|it| it.active),
                remote: session.and_then(|it| it.remote),
                class: session.and_then(|it| it.class.clone()),
                kind: session.and_then(|it| it.kind.clone()),
                seat: session.and_then(|it| it.seat.clone()),
                service: session.and_then(|it| it.service.clone()),
                remote_host: session.and_then(|it| it.remote_host.clone()).map(|it| it.0),
            },
            asked: Asked {
                look: inside(it, |it| &it.asked),
                access_pcsc: asked
                    .and_then(|it| it.access_pcsc.seen().copied())
                    .map(answer),
                access_card: asked
                    .and_then(|it| it.access_card.seen().copied())
                    .map(answer),
            },
        }
    }
}

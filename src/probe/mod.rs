//! How to look. The only place that touches the machine; it never judges, prints or writes, never resets a card,
//! never kills a process and never uses a PIN.
use crate::facts::{Login, Observed, SCHEMA, Scope, Snapshot, Tool};
use std::time::Duration;

/// What a run asks for.
#[derive(Clone, Debug)]
pub struct Options {
    pub scope: Scope,
    /// For the whole run, whatever hangs.
    pub timeout: Duration,
    /// Look only at readers whose name contains this, upper and lower case alike.
    pub reader: Option<String>,
    /// What the person told about the sign-in.
    pub login: Login,
}

/// Looks at this workstation.
pub fn look(options: &Options) -> Snapshot {
    let _ = options;
    #[allow(clippy::disallowed_methods)]
    let now = time::OffsetDateTime::now_utc();
    Snapshot {
        schema: SCHEMA.to_owned(),
        taken_at: now,
        took_ms: 0,
        tool: Tool {
            name: "cac-doctor".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        scope: options.scope,
        host: Observed::Absent,
        service: Observed::Absent,
        readers: Observed::Absent,
        login: options.login.clone(),
    }
}

//! Nothing personal leaves: values planted in every fact, and in every dress, are in no bundle. And nothing is lost by it:
//! a redacted snapshot is judged like the one it was made from.
mod cards;
mod equal;
mod generate;
mod planted;

use cac_doctor::facts::{Login, Scope, Snapshot};
use cac_doctor::probe::{Options, PATIENCE, look_through};
use cac_doctor::sim::Scenario;
use cac_doctor::sim::workstation::Workstation;
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;

/// The key of these tests.
const KEY: [u8; 32] = [0x42; 32];

/// A simulated workstation as the program sees it.
fn look(scenario: Scenario) -> Snapshot {
    let options = Options {
        scope: Scope::Everything,
        timeout: Duration::from_secs(20),
        reader: None,
        login: Login {
            code: scenario.login_code,
            ..Login::default()
        },
        root: "/".into(),
        patience: PATIENCE,
    };
    let workstation = Workstation::new(scenario);
    let (host, machine) = (
        workstation.host(),
        workstation.machine(OffsetDateTime::now_utc()),
    );
    look_through(&options, Arc::new(workstation), host, machine)
}

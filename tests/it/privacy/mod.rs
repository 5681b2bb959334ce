//! Nothing personal leaves: values planted in every fact, and in every dress, are in no bundle. And nothing is lost by it:
//! a redacted snapshot is judged like the one it was made from.
mod cards;
mod equal;
mod generate;
mod planted;
mod revoked;
mod told;

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

/// The privacy statement lists every kind of value as the program knows them.
#[test]
fn the_statement_tells_every_kind() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/privacy.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once("<!-- kinds -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- /kinds -->\n").unwrap();
    let rows: String = cac_doctor::bundle::kinds()
        .map(|(noun, words)| format!("| `{noun}` | {words} |\n"))
        .collect();
    let table = format!("| kind | what becomes of it |\n|---|---|\n{rows}");
    crate::tidy::committed(
        path,
        &format!("{before}<!-- kinds -->\n{table}<!-- /kinds -->\n{after}"),
    );
}

/// Names of people, computers and folders are looked for everywhere; a member of the snapshot may be called the same.
#[test]
fn somebody_who_is_called_like_a_member_is_replaced_and_the_member_is_not() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds/healthy.json");
    let mut snapshot = cac_doctor::bundle::parse(&std::fs::read(path).unwrap()).unwrap();
    let host = snapshot.host.seen_mut().unwrap();
    host.hostname = Some("certificates".to_owned().into());
    host.user = Some("readers".to_owned().into());
    let redacted = cac_doctor::bundle::redact::redact(&snapshot, &KEY).unwrap();
    let host = redacted.host.seen().unwrap();
    for name in [&host.hostname, &host.user] {
        let name = &name.as_ref().unwrap().0;
        assert!(
            !["certificates", "readers"].contains(&name.as_str()),
            "{name}"
        );
    }
    let count = |it: &Snapshot| it.readers.seen().unwrap().len();
    assert_eq!(count(&redacted), count(&snapshot));
}

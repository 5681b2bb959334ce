//! What a bundle says of itself, and whether it is still so when it is opened.
use super::archive::Member;
use super::read::{self, BundleError};
use crate::facts::{DeliveredMember, Delivery, MemberState, Redaction, Snapshot, Tool};
use ring::digest;
use serde::{Deserialize, Serialize};

/// The layout this version writes: `cac-doctor/bundle/MAJOR.MINOR`.
pub const SCHEMA: &str = "cac-doctor/bundle/1.0";
pub(super) const NAME: &str = "manifest.json";
const PREFIX: &str = "cac-doctor/bundle/";

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub schema: String,
    /// Stands first where nothing was replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// The program that made the bundle.
    pub tool: Tool,
    pub support_code: String,
    /// When the snapshot was taken. RFC 3339, UTC.
    pub taken_at: String,
    /// Whether every probe ended in its time.
    pub complete: bool,
    /// What could not be looked at, and why.
    pub unseen: Vec<String>,
    /// None: nothing was replaced, the bundle names people.
    pub redaction: Option<Redaction>,
    /// Every other member, in the order of the archive.
    pub members: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub name: String,
    pub size: u64,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

impl Entry {
    pub fn of(it: &Member) -> Entry {
        Entry {
            name: it.name.clone(),
            size: it.bytes.len() as u64,
            sha256: sha256(&it.bytes),
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    crate::standards::hex::joined(digest::digest(&digest::SHA256, bytes).as_ref())
        .to_ascii_lowercase()
}

/// Whether this version knows how the bundle is laid out. A manifest that cannot be read, or that is of another kind, is
/// told with the members, as the snapshot may still be good.
pub(super) fn accept(members: &[Member]) -> Result<(), BundleError> {
    #[derive(Deserialize)]
    struct Head {
        schema: String,
    }
    let found = members.iter().find(|it| it.name == NAME);
    let Some(head) = found.and_then(|it| serde_json::from_slice::<Head>(&it.bytes).ok()) else {
        return Ok(());
    };
    match read::accept(&head.schema, PREFIX, SCHEMA) {
        Err(error @ BundleError::Newer { .. }) => Err(error),
        _ => Ok(()),
    }
}

/// How the members are, held against the manifest.
pub(super) fn delivery(members: &[Member], snapshot: &Snapshot) -> Delivery {
    let found = members.iter().find(|it| it.name == NAME);
    let manifest: Result<Manifest, String> = match found {
        None => Err("it has no manifest.json, which tells what its members were".to_owned()),
        Some(it) => serde_json::from_slice(&it.bytes)
            .map_err(|error| format!("its manifest.json cannot be read: {error}"))
            .and_then(
                |it: Manifest| match read::accept(&it.schema, PREFIX, SCHEMA) {
                    Ok(()) => Ok(it),
                    Err(_) => Err(format!(
                        "its manifest.json is of another kind: its schema is {:?}",
                        it.schema
                    )),
                },
            ),
    };
    let manifest = match manifest {
        Ok(it) => it,
        Err(problem) => {
            return Delivery {
                members: Vec::new(),
                problem: Some(problem),
            };
        }
    };
    let mut out: Vec<DeliveredMember> = Vec::new();
    let mut push = |name: &str, state| {
        out.push(DeliveredMember {
            name: name.to_owned(),
            state,
        });
    };
    for due in &manifest.members {
        match members.iter().find(|it| it.name == due.name) {
            None => push(&due.name, MemberState::Missing),
            Some(is) if sha256(&is.bytes) == due.sha256 => push(&due.name, MemberState::AsWritten),
            Some(_) => push(&due.name, MemberState::Changed),
        }
    }
    for is in members {
        let due = is.name == NAME || manifest.members.iter().any(|it| it.name == is.name);
        if !due {
            push(&is.name, MemberState::Extra);
        }
    }
    let problem = (manifest.support_code != snapshot.support_code()).then(|| {
        format!(
            "its manifest has the support code {}, and its snapshot {}",
            manifest.support_code,
            snapshot.support_code()
        )
    });
    Delivery {
        members: out,
        problem,
    }
}

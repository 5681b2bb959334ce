use super::archive;
use super::manifest;
use super::read::{BundleError, parse};
use crate::facts::{DeliveredMember, MemberState, Snapshot};

/// The snapshot in whatever was given: a bundle, a snapshot, or a report with one inside.
///
/// # Errors
/// [`BundleError`], which says what the bytes are instead and what to do.
pub fn open(bytes: &[u8]) -> Result<Snapshot, BundleError> {
    if is_encrypted(bytes) {
        return Err(BundleError::Encrypted);
    }
    if !archive::is_zip(bytes) {
        return parse(bytes);
    }
    let members = archive::read(bytes)?;
    let Some(found) = members.iter().find(|it| it.name == "snapshot.json") else {
        let names: Vec<&str> = members.iter().take(5).map(|it| it.name.as_str()).collect();
        return Err(BundleError::NoSnapshotMember {
            there: match names.is_empty() {
                true => "nothing".to_owned(),
                false => names.join(", "),
            },
        });
    };
    manifest::accept(&members).map_err(|error| BundleError::Member {
        name: manifest::NAME,
        error: Box::new(error),
    })?;
    let mut snapshot = parse(&found.bytes).map_err(|error| BundleError::Member {
        name: "snapshot.json",
        error: Box::new(error),
    })?;
    let mut delivery = manifest::delivery(&members, &snapshot);
    // What was wrong with the bundle that this one was made from is still so.
    if let Some(earlier) = snapshot.delivery.take() {
        let wrong = earlier.members.into_iter();
        let wrong = wrong.filter(|it| it.state != MemberState::AsWritten);
        delivery.members.extend(wrong.map(|it| DeliveredMember {
            name: format!("{} of an earlier bundle", it.name),
            state: it.state,
        }));
        delivery.problem = delivery.problem.or(earlier.problem);
    }
    snapshot.delivery = Some(delivery);
    Ok(snapshot)
}

/// Whether the bytes are encrypted with age (its file format begins with this line), in text form too.
pub fn is_encrypted(bytes: &[u8]) -> bool {
    bytes.starts_with(b"age-encryption.org/v1")
        || bytes.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----")
}

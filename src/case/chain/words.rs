//! Names of the certificates in a path, for people.
use crate::pki::Name;
use crate::pki::path::{DeadEnd, Finding, Link, NearWhy, Path};
use crate::standards::hex;

/// The common name, else the last organisational unit, else the whole name.
pub fn short_name(name: &Name) -> String {
    match name.short() {
        it if it.is_empty() => "(no name)".to_owned(),
        it => it,
    }
}

/// A certificate of a path.
pub fn link_name(link: &Link) -> String {
    short_name(&link.subject)
}

/// A finding of a path, with the certificate it is about: `DOD ID CA-70: it expired on …`.
pub fn finding_words(path: &Path, it: &Finding) -> String {
    let about = path.certificates.get(it.certificate);
    let about = about.map(|it| link_name(it)).unwrap_or_default();
    format!("{about}: {}", it.message)
}

/// The issuer that is missing: its name, and its key identifier where an authority of that name with another key is here.
pub fn missing_issuer(it: &DeadEnd) -> String {
    let name = short_name(&it.issuer);
    let has_namesake = it.near.iter().any(|it| it.why == NearWhy::OtherKey);
    match &it.authority_key_id {
        Some(id) if has_namesake => format!("{name} (key identifier {})", hex::joined(id)),
        _ => name,
    }
}

/// What is almost the missing issuer, in a sentence.
pub fn near_miss(it: &DeadEnd) -> Option<String> {
    let near = it.near.first()?;
    let name = link_name(&near.link);
    Some(match (near.why, near.link.subject_key_id()) {
        (NearWhy::OtherKey, Some(id)) => format!(
            "A {name} with another key (key identifier {}) is here: an authority that is given a new key keeps its name, and has a certificate for each.",
            hex::joined(id)
        ),
        (NearWhy::OtherKey, None) => format!("A {name} with another key is here."),
        (NearWhy::OtherName, _) => {
            format!("{name} has the key identifier that is asked for, but not the name.")
        }
    })
}

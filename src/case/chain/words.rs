//! Names of the certificates in a path, for people.
use crate::pki::Name;
use crate::pki::path::{Finding, Link, Path};
use x509_parser::prelude::{FromDer as _, X509Name};

/// The common name, else the last organisational unit, else the whole name.
pub fn short_name(name: &Name) -> String {
    let parsed = X509Name::from_der(name.as_der());
    let found = parsed.ok().and_then(|(_, it)| {
        let common = it.iter_common_name().last();
        common
            .or_else(|| it.iter_organizational_unit().last())
            .and_then(|it| it.as_str().ok())
            .map(str::to_owned)
    });
    match found.unwrap_or_else(|| name.to_string()) {
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

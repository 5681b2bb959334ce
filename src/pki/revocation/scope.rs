//! Whether a CRL covers a certificate: RFC 5280 §6.3.3 (b) and (d).
use super::known::Parts;
use crate::pki::crl::{DistributionPoint, PointName, Reasons};
use crate::pki::path::Link;
use crate::pki::{GeneralName, Name, der};

/// A distribution point of the certificate, or the one that is assumed: the issuer's own name (the last paragraph of
/// §6.3.3).
pub(super) enum Point<'p> {
    Given(&'p DistributionPoint<'p>),
    Assumed,
}

/// What a CRL is to a certificate by way of one distribution point.
pub(super) enum Scope {
    /// Another issuer's: not worth a word.
    Foreign,
    /// Its issuer's, but not for this certificate; why not.
    Outside(String),
    /// Covers it for these reasons.
    Inside(Reasons),
}

/// The issuerAltName extension, 2.5.29.18.
const ISSUER_ALT_NAME: &[u8] = &[0x55, 0x1D, 18];

pub(super) fn scope(crl: &Parts<'_>, certificate: &Link, point: &Point<'_>) -> Scope {
    let given = match point {
        Point::Given(it) => Some(*it),
        Point::Assumed => None,
    };
    let issuers = given.map_or(&[][..], |it| it.issuer.as_slice());
    // (b)(1)
    if issuers.is_empty() {
        if crl.issuer != certificate.issuer {
            return Scope::Foreign;
        }
    } else {
        if !read(issuers).iter().any(|it| is(it, &crl.issuer)) {
            return Scope::Foreign;
        }
        if !crl.extensions.indirect() {
            return Scope::Outside(
                "the certificate names its issuer as a CRL issuer, but it does not say that it is an indirect CRL".to_owned(),
            );
        }
    }
    // (b)(2)
    if let Some(idp) = &crl.extensions.point {
        if let Some(name) = &idp.name {
            let of_crl = expanded(name, &crl.issuer);
            let of_certificate = match given {
                None => assumed(certificate),
                Some(it) => match &it.name {
                    Some(name) => expanded(name, relative_to(it, certificate, crl)),
                    None => read(issuers),
                },
            };
            if !of_crl.iter().any(|it| of_certificate.contains(it)) {
                return Scope::Outside(
                    "it is for another distribution point than the certificate names".to_owned(),
                );
            }
        }
        let ca = certificate.is_ca();
        if idp.only_user && ca {
            return Scope::Outside(
                "it is only for certificates that are no authority's".to_owned(),
            );
        }
        if idp.only_ca && !ca {
            return Scope::Outside("it is only for certificates of authorities".to_owned());
        }
        if idp.only_attribute {
            return Scope::Outside("it is only for attribute certificates".to_owned());
        }
    }
    // (d)
    let of_point = given.and_then(|it| it.reasons).unwrap_or(Reasons::ALL);
    let of_crl = crl.extensions.point.as_ref().and_then(|it| it.only_some);
    Scope::Inside(of_point.and(of_crl.unwrap_or(Reasons::ALL)))
}

/// nameRelativeToCRLIssuer of a certificate is relative to the cRLIssuer, else to its own issuer (§4.2.1.13).
fn relative_to<'a>(
    point: &DistributionPoint<'_>,
    certificate: &'a Link,
    crl: &'a Parts<'_>,
) -> &'a Name {
    if point.issuer.is_empty() {
        &certificate.issuer
    } else {
        &crl.issuer
    }
}

fn expanded(name: &PointName<'_>, base: &Name) -> Vec<GeneralName> {
    match name {
        PointName::Full(names) => read(names),
        PointName::Relative(relative) => base
            .below(relative)
            .map(|it| vec![GeneralName::Directory(it)])
            .unwrap_or_default(),
    }
}

fn assumed(certificate: &Link) -> Vec<GeneralName> {
    let mut out = vec![GeneralName::Directory(certificate.issuer.clone())];
    for it in &certificate.extensions.other {
        if it.id == ISSUER_ALT_NAME {
            let inside = der::only(&it.value, der::tag::SEQUENCE).unwrap_or_default();
            out.extend(GeneralName::read_all(inside).unwrap_or_default());
        }
    }
    out
}

fn read(names: &[&[u8]]) -> Vec<GeneralName> {
    names
        .iter()
        .filter_map(|it| der::Reader::new(it).element().ok())
        .map(|it| GeneralName::read(&it))
        .collect()
}

fn is(it: &GeneralName, name: &Name) -> bool {
    matches!(it, GeneralName::Directory(it) if it == name)
}

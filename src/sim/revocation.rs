//! What the simulated authorities publish about revocation: current CRLs, read as those of real ones are.
use super::crl::{Entry, Template, number};
use super::issue::{Hierarchy, Role, root_name};
use super::keys::Signer;
use super::{der, issue};
use crate::facts::{Card, Crl, Failure, Observed, Origin, Snapshot};
use crate::pki::crl::{self, Sought};
use crate::pki::on_card;
use crate::pki::path::Link;
use time::Duration;

/// Whom the authorities of a simulated workstation have revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoked {
    Nobody,
    /// The certificate for sign-in.
    SignIn,
    /// Whoever signed the card's objects.
    ContentSigner,
}

/// keyCompromise (RFC 5280 §5.3.1).
const KEY_COMPROMISE: u8 = 1;

/// What a look at the authorities' addresses would have brought.
pub fn offered(snapshot: &Snapshot, revoked: Revoked) -> Observed<Vec<Crl>> {
    if cards(snapshot)
        .flat_map(on_card::certificates)
        .next()
        .is_none()
    {
        return Observed::unasked("there is no certificate to ask about");
    }
    let first = match revoked {
        Revoked::Nobody => None,
        Revoked::SignIn => cards(snapshot).flat_map(on_card::certificates).next(),
        Revoked::ContentSigner => cards(snapshot).flat_map(on_card::content_signers).next(),
    };
    let entries = first.and_then(|it| entry(&it, snapshot, KEY_COMPROMISE));
    Observed::Seen(crls(snapshot, entries.into_iter().collect()))
}

/// An entry for this certificate: revoked two days before the snapshot.
pub fn entry(certificate: &[u8], snapshot: &Snapshot, reason: u8) -> Option<Entry> {
    let serial = Link::parse(certificate).ok()?.serial.0;
    let at = snapshot.taken_at.saturating_sub(Duration::days(2));
    Some(Entry::new(
        der::element(der::INTEGER, &serial),
        at,
        Some(reason),
    ))
}

/// A current CRL of each authority, that of `TEST ID CA-1` with these entries.
pub fn crls(snapshot: &Snapshot, entries: Vec<Entry>) -> Vec<Crl> {
    let hierarchy = Hierarchy::new(snapshot.taken_at);
    let certificates = cards(snapshot).flat_map(on_card::certificates);
    let signers = cards(snapshot).flat_map(on_card::content_signers);
    let authorities = hierarchy.issuing().map(<[u8]>::to_vec);
    let links = certificates.chain(signers).chain(authorities);
    let links = links.filter_map(|it| Link::parse(&it).ok());
    let sought = Sought::new(links.map(|it| (it.issuer, it.serial.0)));
    let of = |issuer, signer, entries, file: &str| {
        let template = Template {
            issuer,
            signer,
            this_update: snapshot.taken_at.saturating_sub(Duration::hours(6)),
            next_update: Some(snapshot.taken_at.saturating_add(Duration::days(7))),
            entries,
            extensions: vec![number(42)],
        };
        let content = crl::read(&template.issue(), &sought, |_| {});
        Crl {
            origin: Origin::Network {
                address: format!("{}/{file}.crl", issue::CRL_FOLDER),
            },
            content: content.map_or_else(
                |it| Observed::Failed(Failure::new("reading the CRL", it.to_string(), None)),
                Observed::Seen,
            ),
        }
    };
    vec![
        of(
            Role::PivAuthentication.issuer(),
            Signer::IdCa,
            entries,
            "TESTIDCA_1",
        ),
        of(
            Role::DigitalSignature.issuer(),
            Signer::EmailCa,
            vec![],
            "TESTEMAILCA_1",
        ),
        of(root_name(), Signer::Root, vec![], "TESTROOTCA"),
    ]
}

fn cards(snapshot: &Snapshot) -> impl Iterator<Item = &Card> {
    let readers = snapshot.readers.seen().into_iter().flatten();
    readers.filter_map(|it| it.card.seen())
}

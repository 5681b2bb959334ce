//! Worlds whose CRLs the simulated issuers sign; written anew with `UPDATE=1`.
use crate::tidy::committed;
use cac_doctor::bundle;
use cac_doctor::facts::{Crl, Failure, Fetch, FetchProblem, Observed, Origin, Snapshot, Wanted};
use cac_doctor::pki::crl::{self, Sought};
use cac_doctor::pki::on_card;
use cac_doctor::pki::path::Link;
use cac_doctor::sim::certificate;
use cac_doctor::sim::crl::{Entry, Template, number};
use cac_doctor::sim::der;
use cac_doctor::sim::issue::Role;
use cac_doctor::sim::keys::Signer;
use time::Duration;

const WORLDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds");

/// A healthy workstation with chains that hold.
fn whole() -> Snapshot {
    let bytes = std::fs::read(format!("{WORLDS}/chains-whole.json")).unwrap();
    bundle::parse(&bytes).unwrap()
}

/// The certificate for sign-in.
fn leaf(snapshot: &Snapshot) -> Link {
    let card = snapshot.readers.seen().unwrap()[0].card.seen().unwrap();
    Link::parse(&on_card::certificates(card)[0]).unwrap()
}

/// A current CRL of each authority, the first with these entries.
fn with_crls(mut snapshot: Snapshot, entries: Vec<Entry>) -> Snapshot {
    let card = snapshot.readers.seen().unwrap()[0].card.seen().unwrap();
    let links = on_card::certificates(card);
    let mut sought: Vec<_> = links
        .iter()
        .filter_map(|it| Link::parse(it).ok())
        .map(|it| (it.issuer, it.serial.0))
        .collect();
    let hierarchy = cac_doctor::sim::Hierarchy::new(snapshot.taken_at);
    for der in hierarchy.issuing() {
        let link = Link::parse(der).unwrap();
        sought.push((link.issuer, link.serial.0));
    }
    let sought = Sought::new(sought);
    let of = |issuer: Vec<u8>, signer, entries, file: &str| Crl {
        origin: Origin::Network {
            address: format!("http://crl.disa.example/crl/{file}.crl"),
        },
        content: Observed::Seen(
            crl::read(
                &Template {
                    issuer,
                    signer,
                    this_update: snapshot.taken_at - Duration::hours(6),
                    next_update: Some(snapshot.taken_at + Duration::days(7)),
                    entries,
                    extensions: vec![number(42)],
                }
                .issue(),
                &sought,
                |_| {},
            )
            .unwrap(),
        ),
    };
    let root = certificate::name(&[], "CAC-DOCTOR TEST ROOT CA");
    snapshot.trust.crls = Observed::Seen(vec![
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
        of(root, Signer::Root, vec![], "TESTROOTCA"),
    ]);
    snapshot
}

fn keep(name: &str, snapshot: &Snapshot) {
    let mut text = serde_json::to_string_pretty(snapshot).unwrap();
    text.push('\n');
    committed(&format!("{WORLDS}/{name}.json"), &text);
}

#[test]
fn worlds_of_revocation_are_current() {
    let entry = |reason| {
        let snapshot = whole();
        let serial = der::element(der::INTEGER, &leaf(&snapshot).serial);
        vec![Entry::new(
            serial,
            snapshot.taken_at - Duration::days(2),
            Some(reason),
        )]
    };
    keep("not-revoked", &with_crls(whole(), vec![]));
    keep("revoked", &with_crls(whole(), entry(1)));
    keep("on-hold", &with_crls(whole(), entry(6)));
    let mut unknown = whole();
    unknown.trust.crls = Observed::Seen(vec![]);
    unknown.trust.ocsp = Observed::Seen(vec![]);
    let fetch = |wanted, address: &str, name: &str, problem| Fetch {
        wanted,
        address: address.to_owned(),
        proxy: None,
        took_ms: 40,
        outcome: Observed::Failed(Failure::new(format!("GET {address}"), name, None)),
        problem: Some(problem),
    };
    unknown.trust.fetches = Observed::Seen(vec![
        fetch(
            Wanted::Ocsp,
            "http://ocsp.disa.example",
            "the name ocsp.disa.example has no address here (Name or service not known)",
            FetchProblem::NoSuchHost,
        ),
        fetch(
            Wanted::Crl,
            "http://crl.disa.example/crl/TESTIDCA_1.crl",
            "a web page came in its place (HTTP 200): a filter or a sign-in page of the network answers",
            FetchProblem::Blocked,
        ),
    ]);
    keep("revocation-blocked", &unknown);
}

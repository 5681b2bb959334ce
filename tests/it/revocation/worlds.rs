//! Worlds whose CRLs the simulated issuers sign; written anew with `UPDATE=1`.
use crate::tidy::committed;
use cac_doctor::bundle;
use cac_doctor::case::Case;
use cac_doctor::diagnosis::diagnose;
use cac_doctor::facts::{Failure, Fetch, FetchProblem, Observed, Snapshot, Wanted};
use cac_doctor::pki::on_card;
use cac_doctor::sim::revocation;

const WORLDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds");

/// A healthy workstation with chains that hold.
fn whole() -> Snapshot {
    let bytes = std::fs::read(format!("{WORLDS}/chains-whole.json")).unwrap();
    bundle::parse(&bytes).unwrap()
}

/// A current CRL of each authority, the first with an entry for this certificate.
fn with_crls(mut snapshot: Snapshot, revoked: Option<(&[u8], u8)>) -> Snapshot {
    let entry = revoked.and_then(|(der, reason)| revocation::entry(der, &snapshot, reason));
    let crls = revocation::crls(&snapshot, entry.into_iter().collect());
    snapshot.trust.crls = Observed::Seen(crls);
    snapshot
}

fn keep(name: &str, snapshot: &Snapshot) {
    let mut text = serde_json::to_string_pretty(snapshot).unwrap();
    text.push('\n');
    committed(&format!("{WORLDS}/{name}.json"), &text);
}

#[test]
fn worlds_of_revocation_are_current() {
    let world = whole();
    let card = world.readers.seen().unwrap()[0].card.seen().unwrap();
    let for_sign_in = on_card::certificates(card).remove(0);
    let content_signer = on_card::content_signers(card).remove(0);
    let revoked = |der: &[u8], reason| with_crls(whole(), Some((der, reason)));
    keep("not-revoked", &with_crls(whole(), None));
    keep("revoked", &revoked(&for_sign_in, 1));
    keep("on-hold", &revoked(&for_sign_in, 6));
    keep("content-signer-revoked", &revoked(&content_signer, 1));
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
    // A server that hangs: whether for this computer alone nobody can tell from here.
    let mut slow = unknown;
    if let Some(it) = slow.trust.fetches.seen_mut() {
        it[1] = fetch(
            Wanted::Crl,
            "http://crl.disa.example/crl/TESTIDCA_1.crl",
            "no answer within 5.0 s; 0 bytes had come",
            FetchProblem::TooSlow,
        );
    }
    keep("revocation-slow", &slow);
    let case = Case::read(&slow, None);
    let told = diagnose(&case).findings;
    let told = told
        .iter()
        .find(|it| it.rule.id == "certificate/revocation-unknown")
        .unwrap();
    let remedy = &told.remedy.as_ref().unwrap().text;
    assert!(remedy.contains("suffer too"), "{remedy}");
    assert!(!remedy.contains("Nothing"), "{remedy}");
}

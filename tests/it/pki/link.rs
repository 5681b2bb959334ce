//! What is read of a certificate for validation.
use cac_doctor::pki::path::{KeyUsage, Link, Pool};
use cac_doctor::pki::signature::Verification;
use cac_doctor::sim::Hierarchy;
use std::sync::Arc;
use time::macros::datetime;

fn hierarchy() -> Hierarchy {
    Hierarchy::new(datetime!(2026-06-01 00:00 UTC))
}

#[test]
fn a_ca_is_found_by_name_and_by_key_and_its_issuer_signed_it() {
    let hierarchy = hierarchy();
    let mut pool = Pool::new();
    for der in hierarchy.issuing() {
        let link = pool.add_der(der).expect("a certificate");
        assert!(link.is_ca() && link.malformed.is_empty());
        let usage = link.extensions.key_usage.as_ref().expect("key usage");
        assert!(usage.critical && usage.value.has(KeyUsage::KEY_CERT_SIGN));
        assert_eq!(pool.by_subject(&link.subject).count(), 1);
        let id = link.subject_key_id().expect("a key identifier");
        assert_eq!(pool.by_key_id(id).count(), 1);
        assert_eq!(link.verify(&link.key), Verification::Bad);
    }
    let root = Arc::new(Link::parse(&hierarchy.root_der).expect("a certificate"));
    assert!(pool.add(Arc::clone(&root)) && !pool.add(Arc::clone(&root)));
    for link in pool.iter() {
        assert_eq!(link.verify(&root.key), Verification::Good);
        assert_eq!(link.issuer, root.subject);
    }
}

#[test]
fn a_link_survives_being_written_and_read() {
    let link = Link::parse(&hierarchy().root_der).expect("a certificate");
    let json = serde_json::to_string(&link).expect("JSON");
    let back: Link = serde_json::from_str(&json).expect("a link");
    assert_eq!(back.subject, link.subject);
    assert_eq!(back.verify(&link.key), Verification::Good);
}

use super::*;
use cac_doctor::sim::{Kind, Placed};
use time::OffsetDateTime;

#[test]
fn explore() {
    let faults = ["answer-empty","answer-one-byte","endless-61","success-no-data","status=6F00","garbage=1","wrong-tag","length-past-end","huge-certificate","gzip-bomb","malformed-der"];
    for (kind, places) in [(Kind::Piv, &["#1","discovery","chuid","9A","9C", "key-history","ccc","security-object"][..]), (Kind::Cac, &["#1","#2","DB00","0100","0102"][..])] {
        for place in places { for fault in faults {
            let text = format!("{fault}@{place}");
            let spec = Spec::new(kind, OffsetDateTime::now_utc()).with_fault(text.parse::<Placed>().unwrap());
            let seen = Desk::with(&spec).look(Scope::Everything);
            println!("{kind} {text} {:?} n={} kind={} status={} {:?}", seen.took, seen.log.len(), seen.card()["kind"], seen.report["status"], seen.findings());
        }}
        for fault in faults {
            let spec = Spec::new(kind, OffsetDateTime::now_utc()).with_fault(fault.parse::<Placed>().unwrap());
            let seen = Desk::with(&spec).look(Scope::Everything);
            println!("{kind} {fault} anywhere {:?} n={} kind={} status={} {:?}", seen.took, seen.log.len(), seen.card()["kind"], seen.report["status"], seen.findings());
        }
    }
    for seed in 0..20 { for kind in [Kind::Piv, Kind::Cac, Kind::Dual] {
            let spec = Spec::new(kind, OffsetDateTime::now_utc()).with_fault(format!("garbage={seed}").parse::<Placed>().unwrap());
            let seen = Desk::with(&spec).look(Scope::Everything);
            println!("{kind} garbage {seed} anywhere {:?} n={} kind={} status={} {:?}", seen.took, seen.log.len(), seen.card()["kind"], seen.report["status"], seen.findings());
    }}
}

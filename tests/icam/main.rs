//! GSA's ICAM test cards: each says in its name what is wrong with it, and the tool must say the same.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests look at the machine and stop at the first surprise"
)]

mod cards;

use cac_doctor::case::{Case, Decoded};
use time::macros::datetime;

#[test]
fn look() {
    for (name, path) in cards::all() {
        let snapshot = cards::snapshot(&path, datetime!(2019-08-01 0:00 UTC));
        let case = Case::read(&snapshot, None);
        let card = &case.readers[0].card;
        println!("== {name}");
        if let Decoded::Value(it) = &card.chuid {
            println!(
                "  chuid {:?} {:?} {:?} {:?}",
                it.signature.verdict, it.signature.algorithm, it.signature.remarks, it.expires
            );
        }
        match &card.security_object {
            Decoded::Value(it) => {
                println!(
                    "  so {:?} {:?} {:?} {:?}",
                    it.signature.verdict, it.signature.algorithm, it.signature.remarks, it.problem
                );
                for e in &it.entries {
                    println!("    {} {} {:?}", e.group, e.object, e.outcome);
                }
            }
            other => println!("  so {other:?}"),
        }
        for it in &card.certificates {
            println!(
                "  {} {:?} {:?} {}",
                it.container,
                it.kind(),
                it.content.as_ref().map(|c| c.key_identifier),
                it.why
            );
        }
    }
}

//! The text for the identity administrator.
use super::all;
use super::texts::{CORRELATION, REQUEST, page, strength_unmet};
use cac_doctor::case::Case;
use cac_doctor::diagnosis::{diagnose, login};
use cac_doctor::facts::{Method, NetworkPlace};

fn text(told: &super::Told) -> String {
    let snapshot = told.snapshot();
    let case = Case::read(&snapshot, None);
    login::hand_over(&case, &diagnose(&case))
}

#[test]
fn it_names_nobody_in_any_case() {
    for told in all() {
        let text = text(&told);
        // The holder of the simulated cards, the user of the simulated log, and the computer.
        for personal in [
            "DOE",
            "JANE",
            "jane",
            "1234567890",
            "@",
            "public.mil",
            "demo",
        ] {
            assert!(
                !text.contains(personal),
                "{}: {personal} in\n{text}",
                told.name
            );
        }
    }
}

#[test]
fn it_holds_the_ids_the_time_and_what_was_found() {
    let told = super::case("hand-over", "entra-docs troubleshoot-conditional-access")
        .world("card-mute")
        .page(page())
        .log(&strength_unmet())
        .network(NetworkPlace::Home);
    let text = text(&told);
    for due in [
        "53003 (BlockedByConditionalAccess)",
        REQUEST,
        CORRELATION,
        "2026-11-22T01:20:00Z",
        "OfficeHome (4765445b-32c6-49b0-83e6-1d93765276ca)",
        "203.0.113.44",
        "not available",
        "Unregistered",
        "card/mute",
        "password (sign-in log)",
        "home or public network",
        "Phishing-resistant for all",
    ] {
        assert!(text.contains(due), "{due} is not in\n{text}");
    }
}

#[test]
fn it_says_who_told_how_the_sign_in_was_made() {
    let told = super::case("hand-over", "entra-docs troubleshoot-conditional-access")
        .code(53003)
        .method(Method::Certificate);
    let text = text(&told);
    assert!(text.contains("certificate (the user)"), "{text}");
    assert!(text.contains("Ruled out"), "{text}");
}

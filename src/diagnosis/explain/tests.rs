use super::*;

fn keys(it: &Explained) -> Vec<&str> {
    it.items.iter().map(|it| it.key.as_str()).collect()
}

fn word(it: &str) -> Explained {
    words(&[it.to_owned()])
}

#[test]
fn every_spelling_of_one_code_is_that_code() {
    for (given, key) in [
        ("53003", "AADSTS53003"),
        ("AADSTS53003", "AADSTS53003"),
        ("aadsts53003:", "AADSTS53003"),
        ("BlockedByConditionalAccess", "AADSTS53003"),
        (
            "https://login.microsoftonline.com/error?code=53003",
            "AADSTS53003",
        ),
        ("0x8010001D", "0x8010001D"),
        ("8010001d", "0x8010001D"),
        ("2148532253", "0x8010001D"),
        ("-2146435043", "0x8010001D"),
        ("0xffffffff8010001d", "0x8010001D"),
        ("SCARD_E_NO_SERVICE", "0x8010001D"),
        ("no_service", "0x8010001D"),
        ("6A82", "6A82"),
        ("0x6a82", "6A82"),
        ("63C2", "63C2"),
        ("63Cx", "63Cx"),
        ("61XX", "61xx"),
        ("-71", "-71"),
        ("EPROTO", "-71"),
        ("LIBUSB_ERROR_BUSY", "-6"),
        ("card/pin-locked", "card/pin-locked"),
    ] {
        let it = word(given);
        assert_eq!(keys(&it), [key], "{given}");
        assert!(it.any_known() && it.unrecognised_count == 0, "{given}");
    }
}

#[test]
fn what_has_two_meanings_shows_both_and_says_so() {
    let it = word("-12");
    assert_eq!(
        it.items.iter().map(|it| it.kind).collect::<Vec<_>>(),
        [Kind::Errno, Kind::Libusb]
    );
    assert!(
        it.items
            .iter()
            .all(|it| it.notes.concat().contains("two meanings"))
    );
    let it = word("6985");
    assert_eq!(keys(&it), ["6985"]);
    assert!(it.items[0].notes[0].contains("no sign-in code"));
    assert_eq!(
        keys(&word("InteractionRequired")),
        ["AADSTS16000", "AADSTS700020"]
    );
    assert!(word("0x8010001F").items[0].meaning.starts_with("Two names"));
}

#[test]
fn what_is_not_known_is_said_to_be_unknown() {
    let it = word("AADSTS99999");
    assert!(!it.any_known() && it.items[0].meaning.contains("error?code=99999"));
    let it = word("0x80100099");
    assert!(!it.any_known() && it.items[0].kind == Kind::Pcsc);
    for given in [
        "hello",
        "1234",
        "42x",
        "9999999999999",
        "0x12",
        "-5000",
        "AADSTS",
        "1.2.3",
    ] {
        let it = word(given);
        assert!(it.items.is_empty(), "{given}: {:?}", it.items);
        assert_eq!(it.unrecognised, [given]);
    }
    assert_eq!(word("card/pin-lockd").near, ["card/pin-locked"]);
    assert_eq!(word("SCARD_E_NO_SERVCE").near, ["SCARD_E_NO_SERVICE"]);
}

const PAGE: &str = "\
You cannot access this right now
Your sign-in was successful but does not meet the criteria to access this resource.
Error Code: 53003
Request Id: 11112222-3333-4444-5555-666677778888
Correlation Id: 50053000-1111-2222-3333-80100009aaaa
Timestamp: 2026-11-20T13:05:11.500Z
IP address: 203.0.113.44
Device platform: Windows 10
";

#[test]
fn a_page_holds_one_code_and_its_ids_are_none() {
    let it = text(PAGE);
    assert_eq!(keys(&it), ["AADSTS53003"]);
    assert!(it.items[0].notes.is_empty());
    assert_eq!(it.unrecognised_count, 7);
}

#[test]
fn everything_in_a_text_is_found_once() {
    let it = text(
        "Firefox says AADSTS53003: Access blocked. Then AADSTS50192 and again AADSTS53003.\n\
         {\"error\":\"invalid_grant\",\"error_codes\":[50126,53003],\"trace_id\":\"7000215a\"}\n\
         Jan 01 desk pcscd[50126]: SCardConnect: 0x80100066 SCARD_W_UNRESPONSIVE_CARD\n\
         usb 1-2: device descriptor read/64, error -71\n\
         usb 1-3: device descriptor read/8, error -71\n\
         Received (SW1=0x63, SW2=0xC2), then SW: 6A 82 and status word 6D00\n\
         rule card/pin-locked, card/nonsense\n\
         nothing here\n",
    );
    assert_eq!(
        keys(&it),
        [
            "AADSTS53003",
            "AADSTS50192",
            "AADSTS50126",
            "0x80100066",
            "device descriptor read … error",
            "-71",
            "63C2",
            "6A82",
            "6D00",
            "card/pin-locked",
        ]
    );
    let counts: Vec<usize> = it.items.iter().map(|it| it.count).collect();
    assert_eq!(counts, [3, 1, 1, 2, 2, 2, 1, 1, 1, 1]);
    assert_eq!(it.unrecognised, ["nothing here"]);
}

#[test]
fn numbers_in_prose_are_no_codes_unless_called_so() {
    for given in [
        "We had 6985 users and 9000 cards in 2026.",
        "It listens on port 53003 there.",
        "10.0.0.1:53003 refused the connection",
        "process exit code 50126 today",
        "version 1.53003.2 of 50053-70008",
        "error 10054 from the network",
        "desk sshd[50126]: hello there",
        "The -71 degrees of error are fine",
    ] {
        let it = text(given);
        assert!(it.items.is_empty(), "{given}: {:?}", keys(&it));
        assert_eq!(it.unrecognised, [given]);
    }
    let it = text("I get 53003 when I open Outlook.");
    assert_eq!(keys(&it), ["AADSTS53003"]);
    assert!(it.items[0].notes[0].contains("can be anything"));
    assert_eq!(
        keys(&text("6A82\n63C0 53003\n")),
        ["6A82", "63C0", "AADSTS53003"]
    );
}

#[test]
fn a_line_pasted_without_quotes_is_one_line() {
    let given: Vec<String> = "usb 1-2: device descriptor read/64, error -71"
        .split(' ')
        .map(str::to_owned)
        .collect();
    let it = words(&given);
    assert_eq!(keys(&it), ["device descriptor read … error", "-71"]);
    assert_eq!(it.unrecognised_count, 0);
}

#[test]
fn nothing_recognised_says_that_a_card_causes_the_block() {
    for number in crate::diagnosis::codes::all() {
        let it = word(&number.number.to_string());
        assert!(!it.items[0].to_blocked.is_empty());
    }
    for it in crate::standards::pcsc::CODES {
        let it = &word(it.name).items[0];
        assert!(
            !it.what_to_do.is_empty() && it.to_blocked.contains("53003"),
            "{}",
            it.key
        );
        assert_eq!(
            it.who.is_empty(),
            it.what_to_do.starts_with("Nothing:"),
            "{}",
            it.key
        );
    }
    for row in crate::standards::logs::lines() {
        let it = &text(&format!("x {} x", row.words.join(" "))).items[0];
        assert!(
            !it.what_to_do.is_empty() && it.to_blocked.contains("53003"),
            "{}",
            it.key
        );
    }
    for value in (0x6100..=0x9FFFu16).step_by(7) {
        let Some(it) = word(&format!("{value:04X}")).items.pop() else {
            continue;
        };
        assert!(it.to_blocked.contains("53003"), "{value:04X}");
    }
}

#[test]
fn a_token_is_not_shown_again_and_long_lines_are_cut() {
    let token = format!("Authorization: Bearer eyJ{}", "a".repeat(400));
    let it = text(&token);
    assert_eq!(
        it.unrecognised,
        ["Authorization: Bearer (a token, not shown)"]
    );
    let it = text(&"word ".repeat(1000));
    assert!(it.unrecognised[0].chars().count() <= 161);
}

#[test]
fn any_text_is_taken() {
    for given in [
        "",
        "\0\0\0",
        "\u{202e}53003",
        "AADSTS\u{FFFD}53003",
        "-",
        "--",
        "0x",
        "SW",
        "SW1=",
        "/",
        "card/",
        "é53003é",
        "AADSTS99999999999999999999",
        "-99999999999999999999",
        "error?code=",
    ] {
        let _ = text(given);
        let _ = word(given);
    }
    let many: String = (0..5000)
        .map(|it| format!("AADSTS{}\n", 20000 + it))
        .collect();
    let it = text(&many);
    assert_eq!(it.items.len(), ITEMS);
    assert!(it.cut);
}

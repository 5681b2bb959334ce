//! What holds in every case.
use super::{all, list, str};
use cac_doctor::case::Case;
use cac_doctor::diagnosis::diagnose;
use cac_doctor::report::json;
use serde_json::Value;
use std::collections::BTreeSet;

/// What popular articles tell people to do about 53003.
const POPULAR: &[&str] = &[
    super::TYPED,
    super::PASSWORD,
    super::UNLOCK,
    super::WAIT,
    super::FRESH,
    "clear the browser's cache and cookies",
    super::TOKEN,
    "take the card out and put it in again",
    "update the reader's driver",
    "use another USB port",
    "restart the computer",
    super::INSIDE,
    super::VPN_OFF,
    super::CLIENT,
    super::REDIRECT,
    super::SCOPES,
    super::SUPPORT,
];

fn each(mut with: impl FnMut(&str, &Value)) {
    for told in all() {
        let snapshot = told.snapshot();
        let case = Case::read(&snapshot, None);
        let report = serde_json::to_value(json::from(&case, &diagnose(&case))).unwrap();
        with(told.name, &report);
    }
}

#[test]
fn every_popular_remedy_is_recommended_or_refused_once_with_its_reason() {
    each(|name, report| {
        let login = &report["login"];
        let both = || list(&login["helpful"]).chain(list(&login["not_helpful"]));
        let mut named: Vec<&str> = both().map(|it| str(&it["remedy"])).collect();
        named.sort_unstable();
        let mut due: Vec<&str> = POPULAR.to_vec();
        due.sort_unstable();
        if report["symptom"]["told"] == true {
            assert_eq!(named, due, "{name}");
        } else {
            assert!(named.is_empty(), "{name}: {named:?}");
        }
        for it in both() {
            let why = str(&it["why"]);
            assert!(why.len() > 20, "{name}: {}: {why}", it["remedy"]);
        }
    });
}

#[test]
fn caps_lock_is_spoken_of_only_where_the_password_was_refused() {
    each(|name, report| {
        let refused = report["symptom"]["code"] == 50126;
        let verdict = report["verdict"].to_string() + &report["login"]["meaning"].to_string();
        let helps = report["login"]["helpful"].to_string();
        let light = report["login"].to_string().contains("Caps Lock light");
        assert!(
            refused || !(verdict + &helps).contains("Caps Lock"),
            "{name}"
        );
        assert!(refused || !light, "{name}");
    });
}

#[test]
fn the_government_vpn_is_never_advised_off() {
    each(|name, report| {
        let refused: BTreeSet<&str> = list(&report["login"]["not_helpful"])
            .map(|it| str(&it["remedy"]))
            .collect();
        let told = report["symptom"]["told"] == true;
        assert!(!told || refused.contains(super::VPN_OFF), "{name}");
        for text in [&report["verdict"], &report["login"]["helpful"]] {
            let text = text.to_string().to_lowercase();
            for words in [
                "vpn off",
                "disconnect",
                "turn off the vpn",
                "hotspot",
                "without the vpn",
            ] {
                assert!(!text.contains(words), "{name}: {words}");
            }
        }
    });
}

#[test]
fn every_hypothesis_has_its_evidence_its_question_and_its_source() {
    each(|name, report| {
        for (at, it) in list(&report["login"]["hypotheses"]).enumerate() {
            assert_eq!(it["rank"], at + 1, "{name}");
            for member in ["title", "decides", "source"] {
                assert!(str(&it[member]).len() > 10, "{name}: {member} of {it}");
            }
        }
    });
}

#[test]
fn another_code_is_never_called_a_block() {
    each(|name, report| {
        let told = report["symptom"]["told"] == true && report["symptom"]["code"] != 53003;
        if told {
            assert_eq!(report["verdict"]["story"], "other-code", "{name}");
        }
        assert!(told || report["verdict"]["story"] != "other-code", "{name}");
    });
}

#[test]
fn next_time_is_told_with_the_renewal_where_a_card_was_read() {
    each(|name, report| {
        let next: Vec<&str> = list(&report["login"]["next_time"]).map(str).collect();
        if report["symptom"]["told"] == true {
            for words in [
                "PIV authentication",
                "Sign out",
                "browser that your organisation supports",
            ] {
                assert!(next.iter().any(|it| it.contains(words)), "{name}: {next:?}");
            }
        } else {
            assert!(next.is_empty(), "{name}");
        }
    });
}

#[test]
fn the_light_on_the_keyboard_is_told_with_a_refused_password() {
    for (light, words) in [
        (Some(true), "light is on"),
        (Some(false), "light is off"),
        (None, "what you typed"),
    ] {
        let told = all()
            .into_iter()
            .find(|it| it.name == "50126: the password")
            .unwrap();
        let mut snapshot = told.snapshot();
        snapshot.host.seen_mut().unwrap().caps_lock = light;
        let case = Case::read(&snapshot, None);
        let diagnosis = diagnose(&case);
        let advice = diagnosis
            .sign_in
            .advised
            .helpful
            .iter()
            .find(|it| it.remedy == super::TYPED);
        assert!(advice.unwrap().why.contains(words), "{advice:?}");
    }
}

#[test]
fn whoever_has_a_working_card_is_never_sent_to_reader_driver_or_cache() {
    let mut seen = 0;
    for told in all() {
        let snapshot = told.snapshot();
        let case = Case::read(&snapshot, None);
        let diagnosis = diagnose(&case);
        let works = ["healthy", "piv-only"].contains(&told.world);
        if !works || diagnosis.symptom.code != 53003 || !diagnosis.symptom.told {
            continue;
        }
        seen += 1;
        let name = told.name;
        let helps = &diagnosis.sign_in.advised.helpful;
        let hardware = helps.iter().find(|it| super::HARDWARE.contains(&it.remedy));
        assert!(hardware.is_none(), "{name}: {hardware:?}");
        let verdict = format!("{} {}", diagnosis.sentence, diagnosis.next.text);
        for word in [
            "driver", "USB", "port", "cache", "cookie", "restart", "wipe",
        ] {
            let whole = |it: &str| it.trim_matches(|it: char| !it.is_alphanumeric()) == word;
            assert!(
                !verdict.split(' ').any(whole),
                "{name}: {word} in {verdict}"
            );
        }
    }
    assert!(seen >= 40, "{seen}");
}

#[test]
fn what_the_next_step_asks_for_is_not_refused_below_it() {
    each(|name, report| {
        if report["symptom"]["code"] == 53003 {
            return;
        }
        let text = str(&report["verdict"]["next"]["text"]);
        let refused: Vec<&str> = list(&report["login"]["not_helpful"])
            .map(|it| str(&it["remedy"]))
            .collect();
        for (words, remedy) in [
            ("every browser window", super::FRESH),
            ("fresh browser", super::FRESH),
            ("Wait a few", super::WAIT),
            ("wait,", super::WAIT),
            ("Caps Lock", super::TYPED),
        ] {
            let both = text.contains(words) && refused.contains(&remedy);
            assert!(!both, "{name}: {text}");
        }
    });
}

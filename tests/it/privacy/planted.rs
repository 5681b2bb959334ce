use super::KEY;
use super::generate::{Generator, One};
use aho_corasick::AhoCorasick;
use cac_doctor::bundle::redact::{Kind, Place, places, redact};
use cac_doctor::bundle::{self, Contents, archive};
use cac_doctor::case::Case;
use cac_doctor::diagnosis::diagnose;
use cac_doctor::facts::Snapshot;
use cac_doctor::report::html::{self, Sheet};
use cac_doctor::report::text::{Closing, View};
use cac_doctor::report::{json, text};
use serde::Deserialize as _;
use serde_json::Value;
use std::collections::BTreeMap;

/// Snapshots with every member filled; together they hold every variant of every enum.
fn rounds() -> Vec<Value> {
    (0..8)
        .map(|round| {
            let mut generator = Generator::default();
            generator.round = round;
            let mut snapshot = Snapshot::deserialize(One(&mut generator))
                .unwrap_or_else(|error| panic!("a member that the generator cannot fill: {error}"));
            snapshot.redaction = None;
            serde_json::to_value(snapshot).unwrap()
        })
        .collect()
}

/// A value of that kind which nobody has, told apart by its number.
fn value(kind: Kind, n: usize) -> String {
    // Letters that no other value and no text of ours has in this order.
    let letters: String = (0..6)
        .map(|it| {
            char::from(
                b'a' + u8::try_from((n / 7_usize.pow(it) + it as usize * 5) % 7).unwrap() * 3,
            )
        })
        .collect();
    let word = format!("Zyx{letters}");
    match kind {
        Kind::Person => format!(
            "{}.ANNA.{:010}",
            word.to_uppercase(),
            1_400_000_000 + n * 7919
        ),
        Kind::Edipi => format!("{:010}", 1_400_000_000 + n * 7919),
        Kind::Mail => format!("{word}.q@Mail.Planted{n}.mil"),
        Kind::Uuid => format!(
            "{:08x}-1b8e-4a77-9c21-{:012x}",
            0x9f3c_0000 + n,
            0xa0de_0000_0000_u64 + n as u64 * 77
        ),
        Kind::Address => match n % 3 {
            0 => format!("203.0.{}.{}", 113 + n % 100, n % 250 + 1),
            1 => format!("2600:1700:{n:x}::{:x}", 0xabc0 + n),
            _ => format!("10.77.{}.{}", n / 250 + 1, n % 250 + 1),
        },
        Kind::HardwareAddress => format!("a4:5e:60:{:02x}:{:02x}:17", n / 256, n % 256),
        Kind::SecurityId => format!(
            "S-1-5-21-{}-{}-77881-{}",
            390_000_000 + n,
            620_000_000 + n * 3,
            1001 + n
        ),
        Kind::Serial => format!("{}", 53_311_700_000_000 + n * 104_729),
        Kind::Host => format!("{word}-ws{n}.corp.planted.mil"),
        Kind::User => word,
        Kind::Path => match n % 2 {
            0 => format!("/home/{word}/Private-{word}/planted{n}.pem"),
            _ => format!(r"C:\Users\{word} Anna\AppData\Planted{n}\x.log"),
        },
        Kind::Place => format!("Port {word}"),
        Kind::Url => format!("https://portal-{word}.planted{n}.example/u/{word}"),
        Kind::Reader => format!(
            "Identiv SCR3500 A Contact Reader [CCID Interface] ({}) 00 00",
            54_301_700_000_000 + n * 104_729
        ),
        Kind::Fascn | Kind::ReaderPart | Kind::Object | Kind::Log | Kind::Value => {
            format!("Planted {word} {n}")
        }
    }
}

/// What of a planted value must not be found.
fn needles(kind: Kind, value: &str) -> Vec<String> {
    match kind {
        Kind::Reader => vec![value.split(['(', ')']).nth(1).unwrap().to_owned()],
        Kind::Person => {
            let (name, edipi) = value.rsplit_once('.').unwrap();
            let last = name.split('.').next().unwrap();
            vec![value.to_owned(), edipi.to_owned(), last.to_owned()]
        }
        Kind::Host => vec![
            value.to_owned(),
            value.split('.').next().unwrap().to_owned(),
        ],
        Kind::Mail => vec![
            value.to_owned(),
            value.split('@').next().unwrap().to_owned(),
        ],
        Kind::Path => value
            .split(['/', '\\'])
            .filter(|it| it.contains("Zyx") || it.contains("lanted"))
            .map(str::to_owned)
            .chain([value.to_owned()])
            .collect(),
        _ => vec![value.to_owned()],
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let mut bits = [0; 4];
        bits[1..=group.len()].copy_from_slice(group);
        let bits = u32::from_be_bytes(bits);
        for n in 0..=group.len() {
            out.push(char::from(ALPHABET[(bits >> (18 - 6 * n) & 0x3F) as usize]));
        }
    }
    out
}

pub(super) fn wide(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

/// Every dress a value can be met in: as it is, upper and lower case; each in UTF-8 and UTF-16; each of those as bytes, in
/// hexadecimal, and in base64 wherever in a group of four it may begin.
pub(super) fn dresses(value: &str) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for text in [value.to_owned(), value.to_lowercase(), value.to_uppercase()] {
        for bytes in [
            text.as_bytes().to_vec(),
            wide(&text, u16::to_le_bytes),
            wide(&text, u16::to_be_bytes),
        ] {
            out.push(hex(&bytes).into_bytes());
            out.push(hex(&bytes).to_uppercase().into_bytes());
            for before in 0..3 {
                let encoded = base64(&[&vec![0; before][..], &bytes].concat());
                // The first and last letters depend on what stands beside the value.
                let first = [0, 2, 3][before];
                out.push(encoded.as_bytes()[first..encoded.len() - 1].to_vec());
            }
            out.push(bytes);
        }
    }
    out.sort();
    out.dedup();
    out
}

/// The same of a value that is bytes.
pub(super) fn dresses_of_bytes(value: &[u8]) -> Vec<Vec<u8>> {
    let spaced: Vec<String> = value.iter().map(|it| format!("{it:02X}")).collect();
    let mut out = vec![
        value.to_vec(),
        hex(value).into_bytes(),
        spaced.join(" ").into_bytes(),
        spaced.join(":").into_bytes(),
    ];
    for before in 0..3 {
        let encoded = base64(&[&vec![0; before][..], value].concat());
        out.push(encoded.as_bytes()[[0, 2, 3][before]..encoded.len() - 1].to_vec());
    }
    out
}

/// A text as a program might write it, with the value in one of its dresses.
fn told(value: &str, n: usize) -> String {
    let le = wide(value, u16::to_le_bytes);
    match n % 8 {
        0 => format!("could not open {value}: no such thing"),
        1 => format!("value={} refused", value.to_uppercase()),
        2 => format!("APDU-less dump {} end", hex(value.as_bytes())),
        3 => format!("blob {} end", base64(value.as_bytes())),
        4 => format!("wide {} end", hex(&le).to_uppercase()),
        5 => format!("token {} end", base64(&[&b"x"[..], &le].concat())),
        6 => format!("<{}>", value.to_lowercase()),
        _ => {
            let spaced: Vec<String> = value.bytes().map(|it| format!("{it:02X}")).collect();
            format!("bytes {} end", spaced.join(" "))
        }
    }
}

/// Plants a value in every place that redaction knows by its type, and tells of it in every text that it does not.
fn plant(json: &mut Value, places: &[Place], n: &mut usize) -> Vec<(Kind, String)> {
    let mut out = Vec::new();
    for place in places {
        let at = json.pointer_mut(&place.pointer).unwrap();
        *n += 1;
        if place.bytes {
            // The generator's own bytes are planted already.
            let Value::String(hex) = at else {
                panic!("{}", place.pointer)
            };
            out.push((Kind::Object, hex.clone()));
        } else if at.is_string() && place.kind != Kind::Log {
            let kind = match place.kind {
                // Where nothing is said of the kind, all come up.
                Kind::Value => Kind::ALL[*n % Kind::ALL.len()],
                kind => kind,
            };
            let kind = if matches!(
                kind,
                Kind::Object | Kind::Log | Kind::Reader | Kind::ReaderPart | Kind::Fascn
            ) && place.kind == Kind::Value
            {
                Kind::Value
            } else {
                kind
            };
            let value = value(kind, *n);
            *at = Value::String(value.clone());
            out.push((kind, value));
        }
    }
    let texts: Vec<(Kind, String)> = out
        .iter()
        .filter(|it| it.0 != Kind::Object)
        .flat_map(|(kind, it)| needles(*kind, it).into_iter().map(|it| (*kind, it)))
        .collect();
    if !texts.is_empty() {
        let known: Vec<&str> = places
            .iter()
            .filter(|it| it.kind != Kind::Log)
            .map(|it| it.pointer.as_str())
            .collect();
        tell(json, "", &known, &texts, &mut 0);
    }
    out
}

/// Members whose text is one of a few words or has a form of its own, so that nothing can be told in it.
const FORMS: &[&str] = &["schema", "taken_at"];

fn tell(it: &mut Value, at: &str, known: &[&str], texts: &[(Kind, String)], n: &mut usize) {
    match it {
        Value::Object(them) => {
            for (name, it) in them {
                tell(it, &format!("{at}/{name}"), known, texts, n);
            }
        }
        Value::Array(them) => {
            for (n_, it) in them.iter_mut().enumerate() {
                tell(it, &format!("{at}/{n_}"), known, texts, n);
            }
        }
        // The generator's strings are told by how they begin.
        Value::String(text)
            if text.starts_with("5eed")
                && !known.contains(&at)
                && !FORMS.iter().any(|it| at.ends_with(it)) =>
        {
            *n += 1;
            *text = told(&texts[*n % texts.len()].1, *n);
        }
        _ => {}
    }
}

/// Where a needle stands in a haystack, for the message.
pub(super) fn found(
    haystacks: &[(String, Vec<u8>)],
    needles: &[(String, Vec<Vec<u8>>)],
) -> Vec<String> {
    let patterns: Vec<(usize, &Vec<u8>)> = needles
        .iter()
        .enumerate()
        .flat_map(|(n, it)| it.1.iter().map(move |it| (n, it)))
        .collect();
    let search = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(patterns.iter().map(|it| it.1))
        .unwrap();
    let mut out = Vec::new();
    for (name, haystack) in haystacks {
        for it in search.find_iter(haystack) {
            let (n, dress) = patterns[it.pattern().as_usize()];
            let around =
                &haystack[it.start().saturating_sub(60)..(it.end() + 30).min(haystack.len())];
            out.push(format!(
                "{name}: {} as {:?} in {:?}",
                needles[n].0,
                String::from_utf8_lossy(dress),
                String::from_utf8_lossy(around)
            ));
        }
    }
    out
}

/// What leaves the machine of a snapshot: every member of its bundle, by name.
pub(super) fn leaves(snapshot: &Snapshot) -> Vec<(String, Vec<u8>)> {
    let case = Case::read(snapshot, None);
    let diagnosis = diagnose(&case);
    let view = View {
        width: 400,
        verbose: true,
        ..View::default()
    };
    let closing = Closing {
        took_ms: 1,
        exit: 0,
    };
    let sheet = Sheet {
        closing,
        notice: None,
        hand_over: None,
    };
    let members = bundle::members(Contents {
        snapshot,
        report_text: text::check(&case, &diagnosis, view, closing),
        report_html: html::check(&case, &diagnosis, sheet),
        report_json: json::print(&json::from(&case, &diagnosis), false),
        hand_over: Some(cac_doctor::diagnosis::login::hand_over(&case, &diagnosis)),
        complete: diagnosis.complete,
        unseen: diagnosis.unseen.clone(),
    });
    let zip = archive::write(&members.unwrap()).unwrap();
    let members = archive::read(&zip).unwrap();
    let mut out: Vec<(String, Vec<u8>)> =
        members.into_iter().map(|it| (it.name, it.bytes)).collect();
    out.push(("the zip file".to_owned(), zip));
    out
}

#[test]
fn nothing_planted_in_any_fact_leaves() {
    let mut n = 0;
    let mut planted = 0;
    for (round, mut json) in rounds().into_iter().enumerate() {
        let before = serde_json::from_value(json.clone()).unwrap();
        let places = places(&before).unwrap();
        let values = plant(&mut json, &places, &mut n);
        let snapshot: Snapshot = serde_json::from_value(json)
            .unwrap_or_else(|error| panic!("a personal member that takes no text: {error}"));
        let needles: Vec<(String, Vec<Vec<u8>>)> = values
            .iter()
            .flat_map(|(kind, it)| {
                needles(*kind, it)
                    .into_iter()
                    .map(move |it| (format!("{kind:?} {it}"), dresses(&it)))
            })
            .collect();
        assert!(values.len() > 50, "only {} values planted", values.len());
        planted += values.len();
        // The search finds what is there.
        let live = vec![("live".to_owned(), serde_json::to_vec(&snapshot).unwrap())];
        assert!(
            found(&live, &needles).len() >= values.len(),
            "round {round}"
        );
        let redacted = redact(&snapshot, &KEY).unwrap();
        let left = found(&leaves(&redacted), &needles);
        assert!(
            left.is_empty(),
            "round {round}: {} left:\n{}",
            left.len(),
            left.iter().take(40).cloned().collect::<Vec<_>>().join("\n")
        );
    }
    assert!(planted >= 200, "only {planted} values planted");
}

#[test]
fn every_kind_of_value_is_planted() {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for json in rounds() {
        for it in places(&serde_json::from_value(json).unwrap()).unwrap() {
            *kinds.entry(it.kind.noun()).or_default() += 1;
        }
    }
    for wanted in [
        "reader",
        "reader-part",
        "serial",
        "host",
        "user",
        "place",
        "object",
        "log-line",
        "value",
    ] {
        assert!(kinds.contains_key(wanted), "no {wanted} in {kinds:?}");
    }
}

//! A reader's USB id, and the data about readers itself.
use super::pcsc_code::{BESIDE, DETOUR};
use super::{Item, Kind};
use crate::rules::Who;
use crate::standards::readers::{self, Component, List, Model, OLD_AFTER_DAYS, Quirk, Since};
use crate::standards::usb::bcd;
use time::Date;
use time::macros::format_description;

/// `04e6:5116`, also with `0x` and upper case letters. None: it has another form, or stands in a text where the form
/// alone says nothing.
pub(super) fn usb_id(word: &str) -> Option<(u16, u16)> {
    let (vendor, product) = word.split_once(':')?;
    let number = |it: &str| {
        let it = it
            .strip_prefix("0x")
            .or_else(|| it.strip_prefix("0X"))
            .unwrap_or(it);
        (it.len() == 4).then(|| u16::from_str_radix(it, 16).ok())?
    };
    Some((number(vendor)?, number(product)?))
}

/// What is known of the model with this id; of an unknown one, what can be said all the same.
pub(super) fn item((vendor, product): (u16, u16), seen: &str) -> Item {
    let id = readers::id(vendor, product);
    let mut out = Item::new(Kind::ReaderModel, id, seen);
    out.to_blocked = DETOUR.to_owned();
    out.checked = Some(readers::edition());
    match readers::model(vendor, product) {
        Some(it) => known(&mut out, it),
        None => {
            out.known = false;
            out.meaning = "This model of reader is not in our list. Most readers work by the class of readers they say they \
                           belong to; on Linux a model has to stand in the driver's own list."
                .to_owned();
            out.what_to_do = "Run cac-doctor: it holds the reader against the list of the driver that is installed.".to_owned();
        }
    }
    out
}

fn known(out: &mut Item, it: &Model) {
    out.name = Some(it.name.to_owned());
    let mut meaning = format!("A model of smart-card reader: {}.", it.list.words());
    if let Some(since) = it.since.filter(|_| it.is_driven()) {
        meaning.push_str(&match since {
            Since::In(release) => format!(" The driver libccid has it since {release}."),
            Since::By(release) => format!(" The driver libccid {release} has it."),
        });
    }
    if let Some(firmware) = it.firmware {
        meaning.push_str(&format!(
            " libccid refuses it with firmware before {}.",
            bcd(firmware)
        ));
    }
    for quirk in &it.quirks {
        meaning.push(' ');
        meaning.push_str(quirk.meaning());
    }
    out.meaning = meaning;
    out.what_to_do = match it.list {
        List::Disabled => "Use another reader: the driver leaves this one out on purpose.",
        List::Other => "Use another reader for a CAC.",
        _ if it.has(Quirk::CharacterLevel) => "Use another reader.",
        _ if it.has(Quirk::ContactlessOnly) => "Use a reader with a slot for the card: a CAC shows almost nothing over the air.",
        List::Unsupported => "If a card does not work in it, try the card in another reader before anything else.",
        _ => "Nothing, as long as it works; cac-doctor says whether the driver that is installed knows it.",
    }
    .to_owned();
    out.who = vec![Who::You];
    out.notes.extend(it.note.map(str::to_owned));
    out.sources = vec![
        "CCID readers/supported_readers.txt; README.md (History); libccid Info.plist".to_owned(),
    ];
    if it.firmware.is_some() {
        out.sources.push("CCID src/ccid_usb.c".to_owned());
    }
    out.sources
        .extend(it.quirks.iter().map(|it| it.source().to_owned()));
}

/// What the tool's own data about readers and releases is, and how old on that day.
pub(super) fn knowledge_base(seen: &str, today: Option<Date>) -> Item {
    let mut out = Item::new(Kind::KnowledgeBase, "kb", seen);
    out.name = Some(format!(
        "readers and releases, edition {}",
        readers::edition()
    ));
    let all = readers::models();
    let of = |list: List| all.iter().filter(|it| it.list == list).count();
    let releases = readers::releases();
    let bad = |component: Component| {
        releases
            .iter()
            .filter(|it| it.component == component)
            .count()
    };
    out.meaning = format!(
        "{} models of readers: {} supported, {} expected to work, {} with known limits, {} in the driver's list without a \
         grade, {} left out by the driver, {} of other kinds. {} have oddities, {} a least firmware. {} bad releases: {} of \
         pcsc-lite, {} of ccid, {} of acsccid.",
        all.len(),
        of(List::Supported),
        of(List::ShouldWork),
        of(List::Unsupported),
        of(List::Listed),
        of(List::Disabled),
        of(List::Other),
        all.iter().filter(|it| !it.quirks.is_empty()).count(),
        all.iter().filter(|it| it.firmware.is_some()).count(),
        releases.len(),
        bad(Component::PcscLite),
        bad(Component::Ccid),
        bad(Component::AcsCcid),
    );
    out.checked = Some(readers::edition());
    out.to_blocked = BESIDE.to_owned();
    out.what_to_do = "Nothing. A newer version of cac-doctor brings newer data.".to_owned();
    if let Some(days) = today.and_then(age) {
        out.notes.push(match days {
            ..0 => "The data is from after the day this computer's clock shows.".to_owned(),
            0 => "The data was held against its sources today.".to_owned(),
            1 => "The data is 1 day old.".to_owned(),
            _ => format!("The data is {days} days old."),
        });
        if days > OLD_AFTER_DAYS {
            out.notes.push(
                "It is old: models and releases that came since are missing. Update cac-doctor."
                    .to_owned(),
            );
            out.what_to_do = "Update cac-doctor.".to_owned();
            out.who = vec![Who::You];
        }
    }
    let mut sources = vec![
        "CCID readers/supported_readers.txt, README.md (History), src/ccid_usb.c, src/ccid.c; libccid 1.5.2 Info.plist"
            .to_owned(),
    ];
    for it in Quirk::all()
        .map(Quirk::source)
        .chain(releases.iter().map(|it| it.source))
    {
        if !sources.iter().any(|known| known == it) {
            sources.push(it.to_owned());
        }
    }
    out.sources = sources;
    out
}

/// Days since the data was held against its sources.
fn age(today: Date) -> Option<i64> {
    let edition = Date::parse(
        readers::edition(),
        format_description!("[year]-[month]-[day]"),
    )
    .ok()?;
    Some((today - edition).whole_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn ids_are_taken_as_people_write_them() {
        for it in ["04e6:5116", "04E6:5116", "0x04E6:0x5116"] {
            assert_eq!(usb_id(it), Some((0x04e6, 0x5116)), "{it}");
        }
        for it in ["4e6:5116", "04e6", "04e6:51161", "zzzz:5116", ":"] {
            assert_eq!(usb_id(it), None, "{it}");
        }
    }

    #[test]
    fn a_model_is_told_with_its_oddities() {
        let it = item((0x04e6, 0xe001), "04e6:e001");
        assert!(
            it.known && it.meaning.contains("firmware before 5.16"),
            "{}",
            it.meaning
        );
        let it = item((0x058f, 0x9540), "058f:9540");
        assert!(it.meaning.contains("200 kbit/s"), "{}", it.meaning);
        assert!(!item((1, 2), "0001:0002").known);
    }

    #[test]
    fn data_that_is_old_says_so() {
        let notes = |day| knowledge_base("kb", Some(day)).notes.join(" ");
        assert!(!notes(date!(2026 - 12 - 24)).contains("It is old"));
        assert!(notes(date!(2026 - 12 - 24)).contains("days old"));
        assert!(notes(date!(2028 - 01 - 01)).contains("It is old"));
        assert!(notes(date!(2020 - 01 - 01)).contains("clock"));
        assert!(knowledge_base("kb", None).notes.is_empty());
    }
}

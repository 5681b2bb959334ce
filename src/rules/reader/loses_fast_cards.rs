use super::model;
use crate::case::{CardKind, Case, ReaderCase};
use crate::rules::distribution::update_driver;
use crate::rules::{Confidence, Finding, Remedy, Severity, Subject, Verdict, Who, for_each_reader};
use crate::standards::readers::{Component, Quirk, Version};

rule! {
    /// This built-in reader loses newer cards with a driver this old.
    ///
    /// ## What it means
    /// The reader (Alcor AU9540 and its kin, built into many laptops) says that it can do speeds at which it loses bytes. An
    /// old card, which is slow, works; a new one, which asks for more, seems empty or dead in this slot and works in any
    /// other reader.
    ///
    /// ## How we know
    /// The reader's vendor and product, and a libccid before 1.5.2, which left those speeds out. A card that stays mute, or
    /// whose Answer-To-Reset offers more than 200 kbit/s (TA1 96 or 97), makes it likely.
    ///
    /// ## What to do
    /// Update the driver to 1.5.2 or later, or use an external reader.
    "reader/loses-fast-cards",
    severity: Warning,
    masked_by: [reader::not_matched],
    sources: ["CCID issues 84, 142; CCID README 1.5.2", "PCSC issue 122; OpenSC issue 1925"],
}

/// The release that leaves those speeds out.
const MENDED: Version = Version::new(1, 5, 2);

fn check(case: &Case) -> Verdict {
    let of = |it: &ReaderCase| model(it).is_some_and(|it| it.has(Quirk::FastCards));
    if !case.readers.iter().any(of) {
        return Verdict::NotApplicable;
    }
    let driver = case
        .loaded_drivers()
        .find(|it| it.component == Some(Component::Ccid));
    let Some((driver, version)) = driver.and_then(|it| Some((it, it.version?))) else {
        return Verdict::Unknown("the driver's release could not be seen".to_owned());
    };
    for_each_reader(case, of, |it| {
        if version >= MENDED {
            return None;
        }
        let fails = it.card.kind == CardKind::Mute;
        let fits = fails || it.card.kind == CardKind::Unread || is_fast(it);
        let remedy = Remedy::new(
            Who::Admin,
            format!("Update the reader driver (libccid) to {MENDED} or later, or use an external reader."),
        )
        .commands(update_driver(case))
        .command("sudo systemctl restart pcscd.service");
        let tail = if fails {
            " The card in it does not answer; most likely it does in another reader."
        } else {
            ""
        };
        let finding = Finding::new(
            Subject::of_reader(it),
            format!(
                "The reader {} loses cards that answer fast, and {} does not keep it from trying.{tail}",
                it.name.0,
                driver.words()
            ),
            remedy,
        )
        .confidence(if fits {
            Confidence::Likely
        } else {
            Confidence::Hint
        })
        .evidence(it.at("usb"))
        .evidence(driver.at());
        Some(if fails {
            finding.only(Severity::Failure)
        } else {
            finding
        })
    })
}

/// TA1 of 96 or 97: F = 512, D = 32 or 64 (ISO/IEC 7816-3 §8.3).
fn is_fast(it: &ReaderCase) -> bool {
    let atr = it.card.atr.as_ref().map_or("", |it| it.hex.as_str());
    // TS, T0 whose high bit 4 announces TA1, TA1.
    let byte = |n: usize| {
        let digits = atr.get(n * 2..n * 2 + 2)?;
        u8::from_str_radix(digits, 16).ok()
    };
    byte(1).is_some_and(|it| it & 0x10 != 0) && matches!(byte(2), Some(0x96 | 0x97))
}

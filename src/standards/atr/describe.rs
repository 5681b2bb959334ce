//! An ATR in words.
use super::historical::life_cycle_meaning;
use super::{Atr, Category, Convention};
use crate::standards::hex;

pub(super) fn lines(atr: &Atr) -> Vec<String> {
    let mut lines = vec![match atr.convention {
        Convention::Direct => "TS = 3B: direct convention".to_owned(),
        Convention::Inverse => "TS = 3F: inverse convention".to_owned(),
    }];
    for group in &atr.groups {
        let named = [
            ("TA", group.ta),
            ("TB", group.tb),
            ("TC", group.tc),
            ("TD", group.td),
        ];
        for (letter, byte) in named {
            if let Some(byte) = byte {
                let meaning = meaning(atr, letter, group.number, group.protocol, byte);
                lines.push(format!("{letter}{} = {byte:02X}: {meaning}", group.number));
            }
        }
    }
    let offered: Vec<String> = atr
        .offered()
        .iter()
        .map(|protocol| format!("T={protocol}"))
        .collect();
    let mode = if atr.specific_mode().is_some() {
        "fixed by the card"
    } else {
        "negotiable"
    };
    lines.push(format!(
        "protocols offered: {}; used first: T={}, {mode}",
        offered.join(", "),
        atr.default_protocol()
    ));
    historical(atr, &mut lines);
    match atr.tck {
        Some(tck) => lines.push(format!("TCK = {tck:02X}: check character")),
        None if !atr.needs_tck() => lines.push("no check character, none is due".to_owned()),
        None => {}
    }
    lines.extend(
        atr.problems
            .iter()
            .map(|problem| format!("problem: {problem}")),
    );
    lines
}

fn meaning(atr: &Atr, letter: &str, number: u8, protocol: Option<u8>, byte: u8) -> String {
    match (letter, number, protocol) {
        ("TA", 1, _) => {
            let speed = atr.speed();
            match (speed.f, speed.d, speed.baud(4000)) {
                (Some(f), Some(d), Some(baud)) => {
                    format!("speed F={f}, D={d}: up to {baud} baud at a clock of 4 MHz")
                }
                _ => "speed, a reserved value".to_owned(),
            }
        }
        ("TB", 1 | 2, _) => "programming voltage, no longer used".to_owned(),
        ("TC", 1, _) if byte == 0xFF => "extra guard time N=255, the shortest".to_owned(),
        ("TC", 1, _) => format!("extra guard time N={byte}"),
        ("TD", _, _) if byte & 0x0F == 15 => "global bytes follow".to_owned(),
        ("TD", _, _) => format!("protocol T={}", byte & 0x0F),
        ("TA", 2, _) => {
            let change = if byte & 0x80 == 0 {
                "can be changed by a reset"
            } else {
                "cannot be changed"
            };
            let source = if byte & 0x10 == 0 {
                "parameters from the ATR"
            } else {
                "parameters implied by the card"
            };
            format!("specific mode T={}, {change}, {source}", byte & 0x0F)
        }
        ("TC", 2, _) => format!("T=0 waiting time integer WI={byte}"),
        ("TA", _, Some(1)) => format!("T=1 information field size of the card IFSC={byte} bytes"),
        ("TB", _, Some(1)) => format!(
            "T=1 block waiting time BWI={}, character waiting time CWI={}",
            byte >> 4,
            byte & 0x0F
        ),
        ("TC", _, Some(1)) => format!(
            "T=1 error detection by {}",
            if byte & 1 == 0 { "LRC" } else { "CRC" }
        ),
        ("TA", _, Some(15)) => {
            let clock_stop = match byte >> 6 {
                0 => "clock stop not supported",
                1 => "clock stop at state L",
                2 => "clock stop at state H",
                _ => "clock stop at either state",
            };
            format!("{clock_stop}; voltage {}", classes(byte & 0x3F))
        }
        ("TB", _, Some(15)) => "use of contact C6 (SPU)".to_owned(),
        (_, _, Some(15)) => "global, reserved".to_owned(),
        (_, _, Some(protocol)) => format!("specific to T={protocol}"),
        (_, _, None) => "reserved".to_owned(),
    }
}

/// ISO/IEC 7816-3:2006 §8.3.
fn classes(bits: u8) -> String {
    let known = [(1, "A (5 V)"), (2, "B (3 V)"), (4, "C (1.8 V)")];
    let classes: Vec<&str> = known
        .into_iter()
        .filter(|(bit, _)| bits & bit != 0)
        .map(|(_, class)| class)
        .collect();
    match classes.as_slice() {
        [] => format!("classes unknown ({bits:02X})"),
        [class] => format!("class {class}"),
        more => format!("classes {}", more.join(", ")),
    }
}

fn historical(atr: &Atr, lines: &mut Vec<String>) {
    let historical = &atr.historical;
    let category = match historical.category {
        Category::Empty => {
            lines.push("no historical bytes".to_owned());
            return;
        }
        Category::CompactTlv => "data objects",
        Category::CompactTlvAndStatus => "data objects and a status",
        Category::DirReference => "reference to a directory",
        Category::Proprietary => "the maker's own",
    };
    let text = historical
        .text()
        .map(|text| format!(", text \"{text}\""))
        .unwrap_or_default();
    lines.push(format!(
        "historical bytes {}: {category}{text}",
        hex::spaced(&historical.bytes)
    ));
    for object in &historical.objects {
        lines.push(format!(
            "  {}: {}",
            object.name(),
            hex::spaced(&object.value)
        ));
    }
    if let Some(capabilities) = historical.capabilities() {
        let flag = |name, value| match value {
            Some(true) => format!("{name}: yes"),
            Some(false) => format!("{name}: no"),
            None => format!("{name}: not said"),
        };
        lines.push(format!(
            "  {}; {}",
            flag("command chaining", capabilities.chaining),
            flag("extended length", capabilities.extended_length)
        ));
    }
    if let Some(byte) = historical.life_cycle {
        lines.push(format!(
            "  life cycle {byte:02X}: {}",
            life_cycle_meaning(byte)
        ));
    }
    if let Some(offset) = historical.broken_at {
        lines.push(format!(
            "  the data object at offset {offset} of the historical bytes is cut off"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_in_words() {
        let bytes = hex::parse("3BDB9600801F030031C064B0F3100007900081").unwrap();
        let lines = Atr::parse(&bytes).unwrap().describe();
        assert_eq!(
            lines,
            [
                "TS = 3B: direct convention",
                "TA1 = 96: speed F=512, D=32: up to 250000 baud at a clock of 4 MHz",
                "TC1 = 00: extra guard time N=0",
                "TD1 = 80: protocol T=0",
                "TD2 = 1F: global bytes follow",
                "TA3 = 03: clock stop not supported; voltage classes A (5 V), B (3 V)",
                "protocols offered: T=0; used first: T=0, negotiable",
                "historical bytes 00 31 C0 64 B0 F3 10 00 07 90 00: data objects and a status",
                "  card service data: C0",
                "  pre-issuing data: B0 F3 10 00",
                "  life cycle 07: operational, activated",
                "TCK = 81: check character",
                "problem: the check character TCK at offset 18 is 81; it should be 80",
            ]
        );
    }

    #[test]
    fn t1_and_capabilities_in_words() {
        let bytes = hex::parse("3BDF970081B1FE451F838073CC91CBF9A0000003080000100078").unwrap();
        let lines = Atr::parse(&bytes).unwrap().describe();
        for line in [
            "TA3 = FE: T=1 information field size of the card IFSC=254 bytes",
            "TB3 = 45: T=1 block waiting time BWI=4, character waiting time CWI=5",
            "TA4 = 83: clock stop at state H; voltage classes A (5 V), B (3 V)",
            "  application identifier: A0 00 00 03 08 00 00 10 00",
            "  command chaining: yes; extended length: yes",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line} not in {lines:#?}");
        }
    }
}

//! Values by their form.
use std::net::IpAddr;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// Signs that stand around a value and are no part of it.
const AROUND: &[char] = &[
    '"', '\'', '[', ']', '{', '}', '(', ')', '<', '>', '*', '`', ',', ';', '\\', ' ', '\t',
];

/// A value without what stands around it.
pub fn bare(text: &str) -> &str {
    text.trim_matches(AROUND)
}

/// Characters of a GUID in the form 8-4-4-4-12 (RFC 9562 §4).
pub const GUID: usize = 36;

fn guid_fits(at: usize, it: u8) -> bool {
    if matches!(at, 8 | 13 | 18 | 23) {
        it == b'-'
    } else {
        it.is_ascii_hexdigit()
    }
}

/// A GUID at the start of a text, in lower case. What follows must not go on with it.
pub fn guid(text: &str) -> Option<String> {
    let text = bare(text);
    let head = text.get(..GUID)?;
    let after = text.as_bytes().get(GUID);
    let ends = after.is_none_or(|it| !it.is_ascii_alphanumeric() && *it != b'-');
    let fits = head.bytes().enumerate().all(|(at, it)| guid_fits(at, it));
    (ends && fits).then(|| head.to_ascii_lowercase())
}

/// Whether a text could be the beginning of a GUID whose rest is on the next line.
pub fn begins_guid(text: &str) -> bool {
    let text = bare(text);
    text.len() < GUID && text.bytes().enumerate().all(|(at, it)| guid_fits(at, it))
}

/// The numbers of a list such as `53003`, `AADSTS53003` or `[53003, 50058]`, up to what is none.
pub fn codes(text: &str) -> Vec<u32> {
    let mut out = Vec::new();
    for word in text.split([',', ';', ' ', '\t', '/']).take(32) {
        let word = bare(word);
        if word.is_empty() {
            continue;
        }
        let head = word.get(..6).filter(|it| it.eq_ignore_ascii_case("AADSTS"));
        let word = head.map_or(word, |it| word.get(it.len()..).unwrap_or_default());
        let end = word.find(|it: char| !it.is_ascii_digit());
        let digits = word.get(..end.unwrap_or(word.len())).unwrap_or_default();
        let goes_on = word
            .get(digits.len()..)
            .is_some_and(|it| it.starts_with(|it: char| it.is_alphanumeric()));
        match number(digits) {
            Some(it) if !goes_on => out.push(it),
            _ => break,
        }
    }
    out
}

/// AADSTS numbers have four to seven digits; two more are let through.
fn number(digits: &str) -> Option<u32> {
    (4..=9)
        .contains(&digits.len())
        .then(|| digits.parse().ok())?
}

/// Every number behind the letters AADSTS. `lower` is in lower case.
pub fn aadsts(lower: &str) -> impl Iterator<Item = u32> {
    lower.split("aadsts").skip(1).filter_map(|it| {
        let end = it.find(|it: char| !it.is_ascii_digit()).unwrap_or(it.len());
        number(it.get(..end)?)
    })
}

/// An address, version 4 or 6, without brackets, port or zone.
pub fn ip(text: &str) -> Option<IpAddr> {
    let text = bare(text);
    let end = text.find(|it: char| !it.is_ascii_hexdigit() && it != '.' && it != ':');
    let (head, rest) = text.split_at_checked(end.unwrap_or(text.len()))?;
    if rest.starts_with(|it: char| it.is_alphanumeric() && it != 'x') {
        return None;
    }
    let head = head.trim_end_matches(['.', ':']);
    let parsed = head.parse().ok();
    parsed.or_else(|| {
        let (address, port) = head.rsplit_once(':')?;
        let port = port.parse::<u16>().ok();
        port.and_then(|_| address.parse::<std::net::Ipv4Addr>().ok())
            .map(IpAddr::V4)
    })
}

/// A time, and whether its zone was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub at: OffsetDateTime,
    pub zoned: bool,
}

/// ISO 8601, with `T` or a space between date and time, at the start of a text. Without a zone: UTC.
pub fn stamp(text: &str) -> Option<Stamp> {
    let text = bare(text);
    let digits = |from: usize, to: usize| -> Option<u32> {
        let it = text.get(from..to)?;
        it.bytes()
            .all(|it| it.is_ascii_digit())
            .then(|| it.parse().ok())?
    };
    let sign = |at: usize| text.as_bytes().get(at).copied();
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
    let between = matches!(sign(10), Some(b'T' | b't' | b' '));
    if (sign(4), sign(7), sign(13), sign(16)) != (Some(b'-'), Some(b'-'), Some(b':'), Some(b':'))
        || !between
    {
        return None;
    }
    let mut rest = text.get(19..)?;
    let mut nanosecond = 0_u32;
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        let end = fraction
            .find(|it: char| !it.is_ascii_digit())
            .unwrap_or(fraction.len());
        let (fraction, after) = fraction.split_at_checked(end)?;
        for n in 0..9 {
            let it = fraction
                .as_bytes()
                .get(n)
                .map_or(0, |it| u32::from(it - b'0'));
            nanosecond = nanosecond * 10 + it;
        }
        rest = after;
    }
    let small = |it: u32| u8::try_from(it).ok();
    let month = Month::try_from(small(month)?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(year).ok()?, month, small(day)?).ok()?;
    let time =
        Time::from_hms_nano(small(hour)?, small(minute)?, small(second)?, nanosecond).ok()?;
    let zone = zone(rest.trim_start());
    let at = PrimitiveDateTime::new(date, time).assume_offset(zone.unwrap_or(UtcOffset::UTC));
    Some(Stamp {
        at: at.checked_to_offset(UtcOffset::UTC)?,
        zoned: zone.is_some(),
    })
}

fn zone(text: &str) -> Option<UtcOffset> {
    if text.starts_with(['Z', 'z']) || text.starts_with("UTC") || text.starts_with("GMT") {
        return Some(UtcOffset::UTC);
    }
    let negative = match text.as_bytes().first()? {
        b'+' => false,
        b'-' => true,
        _ => return None,
    };
    let hours: i8 = text.get(1..3)?.parse().ok()?;
    let minutes = text.get(3..)?.trim_start_matches(':');
    let minutes: i8 = minutes.get(..2).and_then(|it| it.parse().ok()).unwrap_or(0);
    let sign = if negative { -1 } else { 1 };
    UtcOffset::from_hms(
        sign * hours.checked_abs()?,
        sign * minutes.checked_abs()?,
        0,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn guids_are_whole_or_not_at_all() {
        let it = "11111111-2222-3333-4444-55555555ABCD";
        assert_eq!(guid(&format!("\"{it}\",")).unwrap(), it.to_lowercase());
        assert_eq!(guid(&format!("{{{it}}}\\r\\n")).unwrap(), it.to_lowercase());
        assert_eq!(guid(&format!("{it}0")), None);
        assert_eq!(guid("11111111-2222-3333-4444-5555"), None);
        assert!(begins_guid("11111111-2222-"));
        assert!(begins_guid(""));
        assert!(!begins_guid("11111111 2222"));
    }

    #[test]
    fn codes_come_alone_or_in_lists() {
        assert_eq!(codes("53003"), [53003]);
        assert_eq!(codes("AADSTS53003: blocked"), [53003]);
        assert_eq!(codes("[53003, 50058],"), [53003, 50058]);
        assert!(codes("53003x").is_empty());
        assert!(codes("0x80070005").is_empty());
        assert!(codes("CAA50021").is_empty());
        assert!(codes("12345678901").is_empty());
        let found: Vec<u32> = aadsts("aadsts53003: x aadsts x aadsts7000215").collect();
        assert_eq!(found, [53003, 7_000_215]);
    }

    #[test]
    fn times_with_and_without_a_zone() {
        let z = |it| stamp(it).map(|it| (it.at, it.zoned));
        let at = datetime!(2026-11-20 13:05:11.123 UTC);
        assert_eq!(z("2026-11-20T13:05:11.123Z"), Some((at, true)));
        assert_eq!(z("2026-11-20 15:05:11.123 +02:00"), Some((at, true)));
        assert_eq!(z("2026-11-20T08:05:11.1230000-0500"), Some((at, true)));
        let whole = datetime!(2026-11-20 13:05:11 UTC);
        assert_eq!(z("2026-11-20 13:05:11Z\",\"x\""), Some((whole, true)));
        assert_eq!(z("2026-11-20 13:05:11"), Some((whole, false)));
        for it in [
            "2026-13-20T13:05:11Z",
            "2026-11-20",
            "11/20/2026, 1:05:11 PM",
            "2026-11-20T25:05:11Z",
            "",
        ] {
            assert_eq!(z(it), None, "{it}");
        }
        assert_eq!(z("9999-12-31T23:59:59-23:00"), None);
    }

    #[test]
    fn addresses_of_both_versions() {
        let show = |it| ip(it).map(|it| it.to_string());
        assert_eq!(show("203.0.113.44").as_deref(), Some("203.0.113.44"));
        assert_eq!(show("203.0.113.44:443").as_deref(), Some("203.0.113.44"));
        assert_eq!(show("[2001:DB8::7]").as_deref(), Some("2001:db8::7"));
        assert_eq!(show("fe80::1%eth0").as_deref(), Some("fe80::1"));
        assert_eq!(show("203.0.113.xxx"), None);
        assert_eq!(show("203.0.113"), None);
        assert_eq!(show("53003"), None);
    }
}

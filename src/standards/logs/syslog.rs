//! A line of a log file as syslog daemons write it: `Nov 22 03:37:19 host program[pid]: text` (RFC 3164 §4.1) or with an RFC 3339
//! time in front (rsyslog's default since version 8 on some systems, RFC 5424's form of time).
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// A line, without the name of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyslogLine<'t> {
    /// UTC, where it could be told.
    pub at: Option<OffsetDateTime>,
    pub program: &'t str,
    pub text: &'t str,
}

/// Reads a line that was written before `now` where the clocks are `utc_offset_s` ahead of UTC: the older form has neither
/// year nor offset.
pub fn parse(line: &str, now: OffsetDateTime, utc_offset_s: i32) -> Option<SyslogLine<'_>> {
    let (at, rest) = match line.as_bytes().first()? {
        b'0'..=b'9' => {
            let (stamp, rest) = line.split_once(' ')?;
            let at = OffsetDateTime::parse(stamp, &Rfc3339).ok()?;
            (at.checked_to_offset(UtcOffset::UTC), rest)
        }
        _ => {
            let stamp = line.get(..15)?;
            (local(stamp, now, utc_offset_s), line.get(15..)?)
        }
    };
    let (_host, rest) = rest.trim_start().split_once(' ')?;
    let (program, text) = rest.split_once(": ")?;
    let program = program.split('[').next().unwrap_or(program);
    if program.is_empty() || program.contains(' ') {
        return None;
    }
    Some(SyslogLine {
        at: at.map(|it| {
            it.replace_nanosecond(it.nanosecond() / 1_000_000 * 1_000_000)
                .unwrap_or(it)
        }),
        program,
        text: after_clock(text.trim()),
    })
}

/// `Nov 22 03:37:19` of the last twelve months.
fn local(stamp: &str, now: OffsetDateTime, utc_offset_s: i32) -> Option<OffsetDateTime> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut words = stamp.split_whitespace();
    let name = words.next()?;
    let number = MONTHS.iter().position(|it| *it == name)?;
    let month = Month::try_from(u8::try_from(number).ok()?.checked_add(1)?).ok()?;
    let day: u8 = words.next()?.parse().ok()?;
    let mut clock = words.next()?.split(':').map(str::parse::<u8>);
    let (hour, minute, second) = (
        clock.next()?.ok()?,
        clock.next()?.ok()?,
        clock.next()?.ok()?,
    );
    let clock = Time::from_hms(hour, minute, second).ok()?;
    let offset = UtcOffset::from_whole_seconds(utc_offset_s).unwrap_or(UtcOffset::UTC);
    let at = |year: i32| {
        let day = Date::from_calendar_date(year, month, day).ok()?;
        PrimitiveDateTime::new(day, clock)
            .assume_offset(offset)
            .checked_to_offset(UtcOffset::UTC)
    };
    let year = now.year();
    // A day of grace for clocks that were set.
    let latest = now.checked_add(time::Duration::DAY)?;
    at(year)
        .filter(|it| *it <= latest)
        .or_else(|| at(year.checked_sub(1)?))
}

/// The kernel's own clock in front of its lines: `[   12.345678] `.
fn after_clock(text: &str) -> &str {
    let inside = text.strip_prefix('[').and_then(|it| it.split_once("] "));
    match inside {
        Some((clock, rest))
            if clock
                .trim()
                .bytes()
                .all(|it| it.is_ascii_digit() || it == b'.') =>
        {
            rest
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-01-03 10:00 UTC);

    #[test]
    fn lines_of_both_forms() {
        let read = |line| parse(line, NOW, 3600).map(|it| (it.at, it.program, it.text));
        assert_eq!(
            read(
                "Jan  3 10:59:01 desk42 kernel: [   12.345678] usb 1-2: USB disconnect, device number 4"
            ),
            Some((
                Some(datetime!(2026-01-03 09:59:01 UTC)),
                "kernel",
                "usb 1-2: USB disconnect, device number 4"
            ))
        );
        assert_eq!(
            read("Dec 31 23:59:59 desk42 pcscd[812]: init failed: x").map(|it| (it.0, it.1)),
            Some((Some(datetime!(2025-12-31 22:59:59 UTC)), "pcscd"))
        );
        assert_eq!(
            read("2026-01-03T10:59:01.123456+01:00 desk42 kernel: usb 1-2: x").map(|it| it.0),
            Some(Some(datetime!(2026-01-03 09:59:01.123 UTC)))
        );
    }

    #[test]
    fn what_is_no_such_line() {
        for it in [
            "",
            "x",
            "Jan",
            "2026",
            "2026-13-03T10:59:01Z a b: c",
            "Jan  3 10:59:01",
            "Jan  3 10:59:01 desk42",
            "Jan  3 10:59:01 desk42 no colon here",
            "Jan  3 10:59:01 desk42 two words: here",
            "äääääääääääääääääääää",
        ] {
            assert_eq!(parse(it, NOW, 0), None, "{it}");
        }
        let strange = parse("Feb 30 25:00:00 desk42 kernel: text", NOW, i32::MAX).unwrap();
        assert_eq!((strange.at, strange.text), (None, "text"));
    }
}

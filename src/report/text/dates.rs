//! Dates for people: local, with zone, and how far from the time of interest.
use crate::case::Case;
use time::{OffsetDateTime, UtcOffset};

/// The workstation's offset from UTC, or UTC where it was not seen.
pub(in crate::report) fn zone(case: &Case<'_>) -> UtcOffset {
    case.snapshot
        .host
        .seen()
        .and_then(|it| UtcOffset::from_whole_seconds(it.utc_offset_s).ok())
        .unwrap_or(UtcOffset::UTC)
}

/// `2027-06-30`.
pub(in crate::report) fn day(it: OffsetDateTime, zone: UtcOffset) -> String {
    it.checked_to_offset(zone).unwrap_or(it).date().to_string()
}

/// `2027-06-30 23:59 UTC+01:00`.
pub(in crate::report) fn minute(it: OffsetDateTime, zone: UtcOffset) -> String {
    let local = it.checked_to_offset(zone).unwrap_or(it);
    let (hours, minutes, _) = local.offset().as_hms();
    let zone = if (hours, minutes) == (0, 0) {
        "UTC".to_owned()
    } else {
        let sign = if local.offset().is_negative() {
            '-'
        } else {
            '+'
        };
        format!("UTC{sign}{:02}:{:02}", hours.abs(), minutes.abs())
    };
    format!(
        "{} {:02}:{:02} {zone}",
        local.date(),
        local.hour(),
        local.minute()
    )
}

/// `expires in 12 days`, `expired 3 days ago`.
pub(in crate::report) fn expiry(not_after: OffsetDateTime, at: OffsetDateTime) -> String {
    let left = not_after - at;
    let days = left.whole_days();
    match (left.is_negative(), days) {
        (false, 0) => "expires within a day".to_owned(),
        (false, 1) => "expires in 1 day".to_owned(),
        (false, _) => format!("expires in {days} days"),
        (true, 0) => "expired within the last day".to_owned(),
        (true, -1) => "expired 1 day ago".to_owned(),
        (true, _) => format!("expired {} days ago", days.unsigned_abs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{datetime, offset};

    #[test]
    fn days_are_counted_from_the_time_of_interest() {
        let at = datetime!(2027-01-10 12:00 UTC);
        assert_eq!(
            expiry(datetime!(2027-01-22 12:00 UTC), at),
            "expires in 12 days"
        );
        assert_eq!(
            expiry(datetime!(2027-01-11 13:00 UTC), at),
            "expires in 1 day"
        );
        assert_eq!(
            expiry(datetime!(2027-01-10 13:00 UTC), at),
            "expires within a day"
        );
        assert_eq!(
            expiry(datetime!(2027-01-10 11:00 UTC), at),
            "expired within the last day"
        );
        assert_eq!(
            expiry(datetime!(2027-01-09 11:00 UTC), at),
            "expired 1 day ago"
        );
        assert_eq!(
            expiry(datetime!(2026-01-10 12:00 UTC), at),
            "expired 365 days ago"
        );
    }

    #[test]
    fn times_are_local_and_name_their_zone() {
        let it = datetime!(2027-01-10 23:30 UTC);
        assert_eq!(minute(it, offset!(UTC)), "2027-01-10 23:30 UTC");
        assert_eq!(minute(it, offset!(-5:30)), "2027-01-10 18:00 UTC-05:30");
        assert_eq!(day(it, offset!(+1)), "2027-01-11");
    }
}

//! Values of options, read strictly.
use crate::pki::Oid;
use std::path::PathBuf;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

pub(super) fn code(text: &str) -> Result<u32, String> {
    let text = text.trim();
    let digits = match text.get(..6) {
        Some(prefix) if prefix.eq_ignore_ascii_case("AADSTS") => text.get(6..).unwrap_or_default(),
        _ => text,
    };
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Err("not the number of a sign-in error, such as 53003 or AADSTS53003".to_owned());
    }
    digits.parse().map_err(|error| format!("{error}"))
}

pub(super) fn policy(text: &str) -> Result<Oid, String> {
    Oid::from_dotted(text)
        .ok_or_else(|| "not an object identifier such as 2.16.840.1.101.3.2.1.3.13".to_owned())
}

pub(super) fn instant(text: &str) -> Result<OffsetDateTime, String> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|error| format!("not a time such as 2027-01-31T12:00:00Z (RFC 3339): {error}"))
}

pub(super) fn readable(text: &str) -> Result<PathBuf, String> {
    match text {
        "" => Err("no file name".to_owned()),
        it => Ok(PathBuf::from(it)),
    }
}

pub(super) fn file(text: &str) -> Result<PathBuf, String> {
    match text {
        "" => Err("no file name".to_owned()),
        "-" => Err("a file name is needed; --format json writes to standard output".to_owned()),
        it => Ok(PathBuf::from(it)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_times_are_read_strictly() {
        assert_eq!(code("53003"), Ok(53003));
        assert_eq!(code("aadsts50011"), Ok(50011));
        for it in [
            "",
            "AADSTS",
            "53003x",
            "-1",
            "53 003",
            "99999999999",
            "ÄÖÜ53003",
        ] {
            assert!(code(it).is_err(), "{it}");
        }
        assert!(instant("2027-01-31T12:00:00Z").is_ok());
        assert!(instant("2027-01-31T12:00:00+05:30").is_ok());
        for it in ["2027-01-31", "tomorrow", "2027-13-31T12:00:00Z", ""] {
            assert!(instant(it).is_err(), "{it}");
        }
    }
}

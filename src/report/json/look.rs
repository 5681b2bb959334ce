use crate::facts::{Failure, Observed};
use schemars::JsonSchema;
use serde::Serialize;

/// What came of looking for one thing.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Look {
    pub status: LookStatus,
    /// Why it failed.
    pub error: Option<Error>,
    /// Why it was not asked.
    pub because: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LookStatus {
    /// Looked, and it is there.
    Ok,
    /// Looked, and it is not there.
    Absent,
    /// Looked, and was refused or failed.
    Failed,
    /// Did not look.
    Unasked,
}

/// A call that failed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Error {
    /// The call by its documented name: `SCardConnect`, `connect`, `GET DATA 5FC105`.
    pub call: String,
    /// Symbolic name of the error: `SCARD_W_UNRESPONSIVE_CARD`, `ECONNREFUSED`, `6A82`, `timed out`.
    pub name: String,
    /// Its number, hexadecimal: `0x80100066`.
    pub code: Option<String>,
    /// The same in one line, with what lay beneath.
    pub message: String,
}

impl Error {
    pub fn from(it: &Failure) -> Error {
        let code = it.code.map(|code| {
            // PC/SC codes have eight digits, status words and errno values four.
            if code > 0xffff || it.call.starts_with("SCard") {
                format!("0x{code:08X}")
            } else {
                format!("0x{code:04X}")
            }
        });
        let mut message = format!("{}: {}", it.call, it.name);
        if let Some(code) = &code {
            message.push_str(&format!(" ({code})"));
        }
        for cause in &it.causes {
            message.push_str(": ");
            message.push_str(cause);
        }
        Error {
            call: it.call.clone(),
            name: it.name.clone(),
            code,
            message,
        }
    }
}

impl Look {
    pub fn at<T>(it: &Observed<T>) -> Look {
        let status = match it {
            Observed::Seen(_) => LookStatus::Ok,
            Observed::Absent => LookStatus::Absent,
            Observed::Failed(_) => LookStatus::Failed,
            Observed::Unasked { .. } => LookStatus::Unasked,
        };
        Look {
            status,
            error: it.failure().map(Error::from),
            because: match it {
                Observed::Unasked { because } => Some(because.clone()),
                _ => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_as_people_search_for_them() {
        let code = |call: &str, code| Error::from(&Failure::new(call, "X", Some(code))).code;
        assert_eq!(
            code("SCardConnect", 0x8010_0066).as_deref(),
            Some("0x80100066")
        );
        assert_eq!(code("SELECT", 0x6a82).as_deref(), Some("0x6A82"));
        assert_eq!(code("connect", 111).as_deref(), Some("0x006F"));
        let beneath = Failure::new("open", "ENOENT", None).because("no such file");
        assert_eq!(Error::from(&beneath).message, "open: ENOENT: no such file");
    }
}

use serde::{Deserialize, Serialize};

/// The outcome of looking for one thing. Never an `Option`: "not looked" is not "fine".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observed<T> {
    /// Looked, and this is what was there.
    Seen(T),
    /// Looked, and there was nothing.
    Absent,
    /// Looked, and was refused or failed.
    Failed(Failure),
    /// Did not look.
    Unasked { because: String },
}

/// Of a member that a snapshot does not have: the version that took it did not know to look.
impl<T> Default for Observed<T> {
    fn default() -> Self {
        Observed::unasked("not looked at")
    }
}

impl<T> Observed<T> {
    pub fn seen(&self) -> Option<&T> {
        match self {
            Observed::Seen(it) => Some(it),
            _ => None,
        }
    }

    pub fn seen_mut(&mut self) -> Option<&mut T> {
        match self {
            Observed::Seen(it) => Some(it),
            _ => None,
        }
    }

    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Observed::Failed(it) => Some(it),
            _ => None,
        }
    }

    pub fn is_absent(&self) -> bool {
        matches!(self, Observed::Absent)
    }

    /// Did not look, and why.
    pub fn unasked(because: impl Into<String>) -> Self {
        Observed::Unasked {
            because: because.into(),
        }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Observed<U> {
        match self {
            Observed::Seen(it) => Observed::Seen(f(it)),
            Observed::Absent => Observed::Absent,
            Observed::Failed(it) => Observed::Failed(it),
            Observed::Unasked { because } => Observed::Unasked { because },
        }
    }
}

/// A look that was refused or failed: which call, the name people search for, and its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The call that failed, by its documented name: `SCardConnect`, `connect`, `GET DATA 5FC105`.
    pub call: String,
    /// The symbolic name of the error: `SCARD_W_UNRESPONSIVE_CARD`, `ECONNREFUSED`, `6A82`, `timed out`.
    pub name: String,
    /// Its number where it has one: a PC/SC code, an errno, a status word.
    pub code: Option<u32>,
    /// What lay beneath, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<String>,
}

/// [`Failure::name`] of a call that did not return within its time.
pub const TIMED_OUT: &str = "timed out";
/// [`Failure::name`] of a probe that panicked.
pub const PANICKED: &str = "panicked";

impl Failure {
    pub fn new(call: impl Into<String>, name: impl Into<String>, code: Option<u32>) -> Self {
        Failure {
            call: call.into(),
            name: name.into(),
            code,
            causes: Vec::new(),
        }
    }

    pub fn because(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    pub fn timed_out(&self) -> bool {
        self.name == TIMED_OUT
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Machine;

    #[test]
    fn what_nobody_looked_at_is_not_written_and_reads_back() {
        let nothing = Machine::default();
        assert_eq!(serde_json::to_string(&nothing).unwrap(), "{}");
        assert_eq!(serde_json::from_str::<Machine>("{}").unwrap(), nothing);
        let told: Observed<u8> = Observed::unasked("it was not needed");
        assert_ne!(told, Observed::default());
    }
}

//! The exit status of every command: 0 nothing wrong, 1 warnings, 2 a failure, 3 could not tell.
use super::args::FailOn;
use crate::diagnosis::Status;

/// No permission, time-out, bad usage, unreadable input.
pub(super) const COULD_NOT_TELL: u8 = 3;

pub(super) fn status(it: Status, fail_on: FailOn) -> u8 {
    match (it, fail_on) {
        (Status::Unknown, _) => COULD_NOT_TELL,
        (Status::Ok, _) | (_, FailOn::Never) => 0,
        (Status::Warn, FailOn::Warn) => 1,
        (Status::Warn, FailOn::Fail) => 0,
        (Status::Fail, _) => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contract_of_the_exit_status() {
        use FailOn::*;
        let table = [
            (Status::Ok, [0, 0, 0]),
            (Status::Warn, [1, 0, 0]),
            (Status::Fail, [2, 2, 0]),
            (Status::Unknown, [3, 3, 3]),
        ];
        for (it, expected) in table {
            assert_eq!(
                [Warn, Fail, Never].map(|on| status(it, on)),
                expected,
                "{it:?}"
            );
        }
    }
}

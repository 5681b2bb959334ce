//! `--format nagios` and `one-line`, known before the command line is parsed: what reads them wants a usage error on
//! standard output too, and takes any word on standard error for a breakdown.
use crate::report::monitor;
use std::ffi::OsString;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Nagios,
    OneLine,
}

impl Form {
    pub(super) fn could_not(self, problem: &str) -> String {
        match self {
            Form::Nagios => monitor::nagios_could_not(problem),
            Form::OneLine => monitor::one_line_could_not(problem),
        }
    }
}

/// The form that is asked for, if it is one of these.
pub(super) fn form(args: &[OsString]) -> Option<Form> {
    let mut args = args.iter().skip(1).take_while(|it| *it != "--");
    let named = |it: &str| match it {
        "nagios" => Some(Form::Nagios),
        "one-line" => Some(Form::OneLine),
        _ => None,
    };
    while let Some(it) = args.next() {
        let it = it.to_str().unwrap_or_default();
        let found = match it.strip_prefix("--format=") {
            Some(value) => named(value),
            None if it == "--format" => args.next().and_then(|it| it.to_str()).and_then(named),
            None => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_known_before_the_rest_is_understood() {
        let of = |them: &[&str]| {
            let args: Vec<OsString> = them.iter().map(OsString::from).collect();
            form(&args)
        };
        assert_eq!(of(&["x", "--format", "nagios"]), Some(Form::Nagios));
        assert_eq!(
            of(&["x", "certs", "--nonsense", "--format=one-line"]),
            Some(Form::OneLine)
        );
        assert_eq!(of(&["x", "--format", "json"]), None);
        assert_eq!(of(&["x", "--format"]), None);
        assert_eq!(of(&["x", "explain", "--", "--format", "nagios"]), None);
        assert_eq!(of(&["--format=nagios"]), None, "the program's own name");
    }
}

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

/// The text with the folders of files left out that the command line names: they are called after people.
pub(super) fn without_folders(text: &str, args: &[OsString]) -> String {
    let mut named: Vec<&str> = args
        .iter()
        .skip(1)
        .filter_map(|it| it.to_str())
        .flat_map(|it| [Some(it), it.split_once('=').map(|it| it.1)])
        .flatten()
        .filter(|it| !it.starts_with('-') && it.contains(['/', '\\']))
        .collect();
    // One may be the beginning of another.
    named.sort_by_key(|it| std::cmp::Reverse(it.len()));
    named.iter().fold(text.to_owned(), |text, it| {
        let name = it.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next();
        text.replace(it, name.filter(|it| !it.is_empty()).unwrap_or("/"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_monitor_is_told_no_folder() {
        let of = |text: &str, them: &[&str]| {
            let args: Vec<OsString> = them.iter().map(OsString::from).collect();
            without_folders(text, &args)
        };
        let log = "/home/jane/x.json";
        let said = "cannot read /home/jane/x.json: none";
        assert_eq!(of(said, &["x", "--page", log]), "cannot read x.json: none");
        let joined = format!("--page={log}");
        assert_eq!(of(said, &["x", &joined]), "cannot read x.json: none");
        assert_eq!(
            of(said, &["x", "/home/jane", log]),
            "cannot read x.json: none"
        );
        assert_eq!(of("cannot read /", &["x", "/"]), "cannot read /");
    }

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

/// Options of a GnuPG configuration file that a caller asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Name and value, in order; the value is empty where there is none.
    pub set: Vec<(String, String)>,
}

impl Options {
    pub fn has(&self, name: &str) -> bool {
        self.set.iter().any(|it| it.0 == name)
    }

    /// The last one counts.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.set
            .iter()
            .rev()
            .find(|it| it.0 == name)
            .map(|it| it.1.as_str())
    }
}

/// Reads the options named `wanted`: one a line, without its dashes, `#` begins a comment (gpg(1), gpg.conf).
pub fn options(text: &str, wanted: &[&str]) -> Options {
    let set = text
        .lines()
        .map(str::trim)
        .filter(|it| !it.starts_with('#'))
        .map(|it| it.split_once(char::is_whitespace).unwrap_or((it, "")))
        .map(|(name, value)| (name.trim_start_matches("--"), value.trim()))
        .filter(|it| wanted.contains(&it.0))
        .take(100)
        .map(|(name, value)| {
            let value = value.trim_matches('"').chars().take(400).collect();
            (name.to_owned(), value)
        })
        .collect();
    Options { set }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_options_asked_for_are_kept() {
        let it = options(
            "# pcsc-shared\n disable-ccid\nreader-port \"Yubico\"\nlog-file /home/me/x\n--pcsc-shared\n",
            &["pcsc-shared", "disable-ccid", "reader-port"],
        );
        assert!(it.has("pcsc-shared") && it.has("disable-ccid"));
        assert_eq!(it.value("reader-port"), Some("Yubico"));
        assert_eq!(it.set.len(), 3);
        assert!(!options("#disable-ccid", &["disable-ccid"]).has("disable-ccid"));
    }
}

//! The narrow rule that lets one user use smart cards, as polkit(8) wants it.
use crate::case::Case;

/// Puts the rule into place. Both actions, one user: never everybody.
pub(super) fn allow_user(case: &Case) -> String {
    // A pseudonym would be let in, and nobody bears it.
    let known = case.snapshot.redaction.is_none();
    let user = case
        .snapshot
        .host
        .seen()
        .and_then(|it| it.user.as_ref())
        .map(|it| it.0.as_str())
        .filter(|it| known && is_plain(it) && *it != "root")
        .unwrap_or("USER");
    format!(
        "echo 'polkit.addRule(function(action, subject) {{ if ((action.id == \"org.debian.pcsc-lite.access_pcsc\" || \
         action.id == \"org.debian.pcsc-lite.access_card\") && subject.user == \"{user}\") {{ return \
         polkit.Result.YES; }} }});' | sudo tee /etc/polkit-1/rules.d/50-smart-card-{user}.rules"
    )
}

/// A name that needs no quoting in the rule, the shell or a file name (useradd(8)).
fn is_plain(name: &str) -> bool {
    let plain = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'.');
    !name.is_empty() && name.len() <= 32 && !name.starts_with(['-', '.']) && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn a_name_that_could_break_out_of_the_rule_is_not_put_in() {
        assert!(is_plain("jane.doe-2"));
        for it in ["", "a\"b", "a'b", "a b", "-x", "..", "a;b", "ä"] {
            assert!(!is_plain(it), "{it}");
        }
    }
}

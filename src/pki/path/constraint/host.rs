/// Longest DNS name (RFC 1035 §2.3.4).
const NAME_LIMIT: usize = 253;
const LABEL_LIMIT: usize = 63;

/// Whether it is a DNS name in the preferred syntax (RFC 1034 §3.5, as RFC 1123 §2.1 loosened it), the underscore and a
/// `*` for the first label allowed as practised.
pub(super) fn is_dns_name(text: &str) -> bool {
    let labels = text.strip_prefix("*.").unwrap_or(text);
    !labels.is_empty()
        && text.len() <= NAME_LIMIT
        && labels.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= LABEL_LIMIT
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_')
        })
}

/// Whether `host` is `base`, or has labels to the left of it.
pub(super) fn is_below(host: &str, base: &str) -> bool {
    host.eq_ignore_ascii_case(base) || ends_with_label(host, base)
}

/// Whether `host` has at least one label to the left of `base`.
pub(super) fn ends_with_label(host: &str, base: &str) -> bool {
    let Some(start) = host.len().checked_sub(base.len()).filter(|it| *it > 1) else {
        return false;
    };
    host.is_char_boundary(start)
        && host
            .get(start..)
            .is_some_and(|it| it.eq_ignore_ascii_case(base))
        && host.as_bytes().get(start - 1) == Some(&b'.')
}

/// A host as constraints on e-mail and URIs name it: `.example.com` for every host below, `host.example.com` for that
/// host alone (RFC 5280 §4.2.1.10).
pub(super) fn is_host_of(host: &str, constraint: &str) -> bool {
    match constraint.strip_prefix('.') {
        Some(domain) => ends_with_label(host, domain),
        None => host.eq_ignore_ascii_case(constraint),
    }
}

/// Whether it is the scheme of a URI (RFC 3986 §3.1).
fn is_scheme(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'-' | b'.'))
}

/// The host of a URI (RFC 3986 §3.2.2) if it has one that is a name. An authority comes right after the scheme: two
/// slashes anywhere else are part of a path or a query.
pub(super) fn of_uri(uri: &str) -> Option<&str> {
    let (scheme, rest) = uri.split_once(':')?;
    let rest = rest.strip_prefix("//").filter(|_| is_scheme(scheme))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    // None of these stands in an authority, and readers differ in what comes after them.
    if user.contains('@')
        || authority
            .bytes()
            .any(|it| it == b'\\' || !it.is_ascii_graphic())
    {
        return None;
    }
    if host.starts_with('[') {
        return None;
    }
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    if !port.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let is_address =
        host.split('.').count() == 4 && host.split('.').all(|it| it.parse::<u8>().is_ok());
    (is_dns_name(host) && !is_address).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_whole() {
        assert!(is_below("a.example.com", "example.com"));
        assert!(is_below("EXAMPLE.com", "example.COM"));
        assert!(!is_below("badexample.com", "example.com"));
        assert!(!ends_with_label("example.com", "example.com"));
        assert!(!ends_with_label(".example.com", "example.com"));
    }

    #[test]
    fn a_uri_has_a_host_or_not() {
        assert_eq!(of_uri("http://u:p@h.example:80/x"), Some("h.example"));
        assert_eq!(of_uri("ldap://h.example?x"), Some("h.example"));
        for none in [
            "urn:uuid:1",
            "http://10.0.0.1/",
            "http://[::1]/",
            "http:///x",
            "http://a@evil.example@h.example/",
            "http://evil.example\\@h.example/",
            "http://h.example:x@/",
            "http://h.example:.evil.example/",
            "http://a b@h.example/",
            // The authority is not where the slashes are.
            "urn:a?b=http://h.example/",
            "urn:http://h.example/",
            "mailto:a://h.example/",
            "foo bar://h.example/",
            "1a://h.example/",
            "://h.example/",
            "//h.example/",
            " http://h.example/",
            "h.example",
        ] {
            assert_eq!(of_uri(none), None, "{none}");
        }
    }

    #[test]
    fn names_have_labels() {
        for good in ["a", "a.b", "*.a.b", "_x.a", "xn--abc.de", "1a.b"] {
            assert!(is_dns_name(good), "{good}");
        }
        for bad in [
            "", ".a", "a.", "a..b", "-a.b", "a-.b", "a b", "*", "a.*.b", "a@b",
        ] {
            assert!(!is_dns_name(bad), "{bad}");
        }
    }
}

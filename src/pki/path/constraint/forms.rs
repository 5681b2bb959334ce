use super::host;
use crate::pki::GeneralName;

/// id-ms-san-upn, [MS-WCCE] §2.2.2.7.5: 1.3.6.1.4.1.311.20.2.3.
const USER_PRINCIPAL_NAME: &[u8] = &[0x2B, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 3];

/// id-on-SmtpUTF8Mailbox, RFC 9598 §3: 1.3.6.1.5.5.7.8.9.
const SMTP_UTF8_MAILBOX: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 8, 9];

/// A name held against one subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// The subtree is about another form of name.
    OtherForm,
    Inside,
    Outside,
    /// The name is not one of its form.
    BadName(&'static str),
    /// The subtree says nothing that the standard defines.
    BadConstraint(&'static str),
    /// Constraints on this form are not known here; such a name must then be rejected (RFC 5280 §4.2.1.10).
    NotProcessed,
}

/// `excludes`: whether the subtree is one of what is excluded, so that a name for many hosts must not touch it.
pub(super) fn compare(name: &GeneralName, base: &GeneralName, excludes: bool) -> Match {
    use GeneralName as N;
    match (name, base) {
        (N::Dns(name), N::Dns(base)) if excludes && touches(name, base) => Match::Inside,
        // Constraints on e-mail addresses hold for these too (RFC 9598 §6).
        (N::Other { kind, .. }, N::Email(base)) if *kind == SMTP_UTF8_MAILBOX => {
            match name.other_text() {
                Some(name) => email(name, base),
                None => Match::BadName("no text"),
            }
        }
        (N::Directory(name), N::Directory(base)) => inside(name.is_below(base)),
        (N::Dns(name), N::Dns(base)) => dns(name, base),
        (N::Email(name), N::Email(base)) => email(name, base),
        (N::Uri(name), N::Uri(base)) => uri(name, base),
        (N::Ip(name), N::Ip(base)) => ip(name, base),
        (
            N::Other { kind, value },
            N::Other {
                kind: of,
                value: base_value,
            },
        ) if kind == of => {
            if *kind != USER_PRINCIPAL_NAME {
                // Nobody defines subtrees of it, but the same value is the same value.
                return if value == base_value {
                    Match::Inside
                } else {
                    Match::NotProcessed
                };
            }
            match (name.other_text(), base.other_text()) {
                (Some(name), Some(base)) => principal(name, base),
                (None, _) => Match::BadName("no text"),
                (_, None) => Match::BadConstraint("no text"),
            }
        }
        (N::Registered(name), N::Registered(base)) if name == base => Match::Inside,
        (N::Registered(_), N::Registered(_)) => Match::NotProcessed,
        // A name or a subtree that cannot be read is of the form that its tag says.
        (N::Unread { tag, .. }, other) if Some(*tag) == tag_of(other) => match tag {
            0xA3 | 0xA5 => Match::NotProcessed,
            _ => Match::BadName("not one"),
        },
        (other, N::Unread { tag, .. }) if Some(*tag) == tag_of(other) => {
            Match::BadConstraint("not one")
        }
        _ => Match::OtherForm,
    }
}

fn tag_of(name: &GeneralName) -> Option<u8> {
    Some(match name {
        GeneralName::Other { .. } => 0xA0,
        GeneralName::Email(_) => 0x81,
        GeneralName::Dns(_) => 0x82,
        GeneralName::Directory(_) => 0xA4,
        GeneralName::Uri(_) => 0x86,
        GeneralName::Ip(_) => 0x87,
        GeneralName::Registered(_) => 0x88,
        GeneralName::Unread { tag, .. } => *tag,
    })
}

fn inside(it: bool) -> Match {
    if it { Match::Inside } else { Match::Outside }
}

fn dns(name: &str, base: &str) -> Match {
    if base.is_empty() {
        return Match::Inside;
    }
    if base.starts_with('.') {
        return Match::BadConstraint(
            "a DNS name with a period before it, of which RFC 5280 does not say what it covers",
        );
    }
    if base.starts_with('*') || !host::is_dns_name(base) {
        return Match::BadConstraint("not a DNS name");
    }
    if !host::is_dns_name(name) {
        return Match::BadName("not a DNS name");
    }
    // Of a wildcard, what it may stand for is meant: all of it lies below the base, or some of it does not.
    inside(host::is_below(
        name.strip_prefix("*.").unwrap_or(name),
        base,
    ))
}

/// Whether a wildcard stands for hosts of this subtree among others.
fn touches(name: &str, base: &str) -> bool {
    name.strip_prefix("*.")
        .is_some_and(|parent| host::is_dns_name(base) && host::is_below(base, parent))
}

/// A mailbox, all mailboxes of a host, or with a period before it those of every host of a domain.
fn email(name: &str, base: &str) -> Match {
    if base.is_empty() {
        return Match::Inside;
    }
    let Some((local, at)) = name.rsplit_once('@') else {
        return Match::BadName("not an e-mail address");
    };
    if local.is_empty() || local.contains('@') && !local.starts_with('"') || !host::is_dns_name(at)
    {
        return Match::BadName("not an e-mail address");
    }
    let (base_local, base_host) = match base.rsplit_once('@') {
        Some((local, host)) => (Some(local), host),
        None => (None, base.strip_prefix('.').unwrap_or(base)),
    };
    let no_mailbox = base_local.is_some_and(|it| it.is_empty() || it.contains('@'));
    if no_mailbox || base_host.starts_with('*') || !host::is_dns_name(base_host) {
        return Match::BadConstraint("neither an e-mail address nor a host nor a domain");
    }
    match base_local {
        // The part before the @ is compared exactly (RFC 5280 §7.5).
        Some(it) => inside(local == it && at.eq_ignore_ascii_case(base_host)),
        None => inside(host::is_host_of(at, base)),
    }
}

fn uri(name: &str, base: &str) -> Match {
    if base.is_empty() {
        return Match::Inside;
    }
    match host::of_uri(name) {
        Some(host) => inside(host::is_host_of(host, base)),
        None => Match::BadName("without a host name, so that it must be rejected"),
    }
}

/// Address and mask in one (RFC 5280 §4.2.1.10).
fn ip(name: &[u8], base: &[u8]) -> Match {
    if !matches!(base.len(), 8 | 32) {
        return Match::BadConstraint("neither an IPv4 nor an IPv6 address with a mask");
    }
    let (address, mask) = base.split_at(base.len() / 2);
    let ones: u32 = mask.iter().map(|it| it.leading_ones()).sum();
    let set: u32 = mask.iter().map(|it| it.count_ones()).sum();
    let whole = mask
        .iter()
        .skip_while(|it| **it == 0xFF)
        .skip(1)
        .all(|it| *it == 0);
    if ones != set || !whole {
        return Match::BadConstraint("an address with a mask that is not of the CIDR style");
    }
    if !matches!(name.len(), 4 | 16) {
        return Match::BadName("neither an IPv4 nor an IPv6 address");
    }
    // The other version of the protocol is the same form of name: what lists only one permits none of the other.
    inside(
        name.len() == address.len()
            && name
                .iter()
                .zip(address)
                .zip(mask)
                .all(|((name, base), mask)| name & mask == base & mask),
    )
}

/// A user principal name, as Windows has it: like an e-mail address, and `@domain` for all of a domain.
fn principal(name: &str, base: &str) -> Match {
    if base.is_empty() {
        return Match::BadConstraint(
            "empty, and whether that is every principal name or none is not defined",
        );
    }
    let Some((_, realm)) = name.rsplit_once('@') else {
        return Match::BadName("without an @");
    };
    match base.rsplit_once('@') {
        Some(("", domain)) => inside(realm.eq_ignore_ascii_case(domain)),
        Some(_) => inside(name.eq_ignore_ascii_case(base)),
        None => inside(host::is_host_of(realm, base)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_constraints_are_a_mailbox_a_host_or_a_domain() {
        assert_eq!(email("a@x.mil", "a@X.mil"), Match::Inside);
        assert_eq!(email("A@x.mil", "a@x.mil"), Match::Outside);
        assert_eq!(email("a@x.mil", "x.mil"), Match::Inside);
        assert_eq!(email("a@y.x.mil", "x.mil"), Match::Outside);
        assert_eq!(email("a@y.x.mil", ".x.mil"), Match::Inside);
        assert_eq!(email("a@x.mil", ".x.mil"), Match::Outside);
        assert!(matches!(email("a", "x.mil"), Match::BadName(_)));
        for bad in ["a@b@x.mil", "@x.mil", "*.x.mil", "x..mil", "."] {
            assert!(
                matches!(email("a@x.mil", bad), Match::BadConstraint(_)),
                "{bad}"
            );
        }
        assert!(matches!(dns("a.x.mil", "*.x.mil"), Match::BadConstraint(_)));
    }

    #[test]
    fn an_excluded_host_excludes_the_wildcards_that_stand_for_it() {
        let dns = |it: &str| GeneralName::Dns(it.to_owned());
        let compare = |name, base, excludes| compare(&dns(name), &dns(base), excludes);
        assert_eq!(compare("*.x.mil", "a.x.mil", true), Match::Inside);
        assert_eq!(compare("*.x.mil", "a.x.mil", false), Match::Outside);
        assert_eq!(compare("*.x.mil", "y.mil", true), Match::Outside);
        assert_eq!(compare("b.x.mil", "a.x.mil", true), Match::Outside);
    }

    #[test]
    fn addresses_are_masked() {
        let base = [10, 1, 0, 0, 255, 255, 0, 0];
        assert_eq!(ip(&[10, 1, 2, 3], &base), Match::Inside);
        assert_eq!(ip(&[10, 2, 2, 3], &base), Match::Outside);
        assert_eq!(ip(&[0; 16], &base), Match::Outside);
        assert!(matches!(ip(&[10, 1, 2], &base), Match::BadName(_)));
        for mask in [[255, 0, 255, 0], [0, 0, 0, 1], [254, 128, 0, 0]] {
            let base = [[10, 0, 0, 0], mask].concat();
            assert!(matches!(ip(&[10, 1, 2, 3], &base), Match::BadConstraint(_)));
        }
        assert_eq!(ip(&[1, 2, 3, 4], &[0; 8]), Match::Inside);
    }

    #[test]
    fn a_uri_is_constrained_by_its_host() {
        assert_eq!(uri("http://h.mil/x", "h.mil"), Match::Inside);
        assert_eq!(uri("http://a.h.mil/x", "h.mil"), Match::Outside);
        assert_eq!(uri("http://a.h.mil/x", ".h.mil"), Match::Inside);
        for none in ["urn:uuid:1", "urn:a?b=http://h.mil/", "foo bar://h.mil/"] {
            assert!(matches!(uri(none, "h.mil"), Match::BadName(_)), "{none}");
        }
    }

    #[test]
    fn principals_are_constrained_by_their_realm() {
        assert_eq!(principal("1234567890@mil", "@mil"), Match::Inside);
        assert_eq!(principal("1234567890@mil", "mil"), Match::Inside);
        assert_eq!(principal("1@army.mil", ".mil"), Match::Inside);
        assert_eq!(principal("1@army.mil", "mil"), Match::Outside);
        assert_eq!(principal("1@mil", "1@MIL"), Match::Inside);
        assert!(matches!(principal("1@mil", ""), Match::BadConstraint(_)));
    }
}

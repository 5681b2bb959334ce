//! What stands in the place of a personal value: the same for the same value under the same key, of a form that rules and
//! people can still read, and never a value that somebody could really have.
use super::kind::Kind;
use ring::hmac;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Bytes of the key that pseudonyms are made with.
pub const KEY_LENGTH: usize = 32;

/// Makes pseudonyms: HMAC-SHA-256 (RFC 2104) of the value under a key that stays on the machine.
pub(super) struct Pseudonyms {
    key: hmac::Key,
}

/// Crockford's base 32 without the letters that look like digits, in lower case.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl Pseudonyms {
    pub(super) fn new(key: &[u8; KEY_LENGTH]) -> Self {
        Pseudonyms {
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
        }
    }

    /// As many bytes as wanted. Letter case and spaces around a text make no other value.
    pub(super) fn stream(&self, value: &[u8], wanted: usize) -> Vec<u8> {
        let mut out = Vec::with_capacity(wanted);
        let mut counter: u32 = 0;
        while out.len() < wanted {
            let mut context = hmac::Context::with_key(&self.key);
            context.update(&counter.to_be_bytes());
            context.update(value);
            out.extend_from_slice(context.sign().as_ref());
            counter = counter.saturating_add(1);
        }
        out.truncate(wanted);
        out
    }

    fn number(&self, value: &str, below: u64) -> u64 {
        let bytes = self.stream(canonical(value).as_bytes(), 8);
        let number = bytes
            .iter()
            .fold(0_u64, |sum, it| sum.wrapping_shl(8) | u64::from(*it));
        number.checked_rem(below).unwrap_or_default()
    }

    /// Six letters and digits: 30 bits.
    pub(super) fn tag(&self, value: &str) -> String {
        self.stream(canonical(value).as_bytes(), 6)
            .into_iter()
            .map(|it| {
                let letter = ALPHABET.get(usize::from(it & 0x1F)).copied();
                char::from(letter.unwrap_or(b'0'))
            })
            .collect()
    }

    /// `host-7qk2m9`.
    pub(super) fn word(&self, noun: &str, value: &str) -> String {
        format!("{noun}-{}", self.tag(value))
    }

    /// Ten digits that begin with 00, as no EDIPI does.
    pub(super) fn edipi(&self, value: &str) -> String {
        format!("00{:08}", self.number(value, 100_000_000))
    }

    /// As many digits as the value has.
    pub(super) fn digits(&self, value: &str) -> String {
        let mut rest = self.number(value, u64::MAX);
        value
            .bytes()
            .map(|_| {
                let digit = u8::try_from(rest % 10).unwrap_or_default();
                rest /= 10;
                char::from(b'0'.saturating_add(digit))
            })
            .collect()
    }

    /// A UUID whose first eight digits are zero. Version and variant stay; the UUID that is all zero stays as it is.
    pub(super) fn uuid(&self, it: &[u8; 16]) -> [u8; 16] {
        if *it == [0; 16] {
            return *it;
        }
        let mut out = [0; 16];
        for (to, from) in out.iter_mut().zip(self.stream(it, 16)).skip(4) {
            *to = from;
        }
        for (at, kept) in [(6, 0xF0), (8, 0xC0)] {
            if let (Some(to), Some(from)) = (out.get_mut(at), it.get(at)) {
                *to = *to & !kept | from & kept;
            }
        }
        out
    }

    /// Addresses that nobody has: class E for IPv4 (RFC 1112 §4), the documentation prefix for IPv6 (RFC 3849). Those that
    /// name no one (loopback, unspecified, broadcast) stay; private ones stay private.
    pub(super) fn address(&self, it: IpAddr) -> IpAddr {
        let text = it.to_string();
        match it {
            IpAddr::V4(v4) if v4.is_loopback() || v4.is_unspecified() || v4.is_broadcast() => it,
            IpAddr::V4(v4) => {
                let [_, b, c, d] = self.bytes::<4>(&text);
                let [first, second, ..] = v4.octets();
                IpAddr::V4(match () {
                    () if v4.is_link_local() => Ipv4Addr::new(169, 254, c, d),
                    () if first == 10 => Ipv4Addr::new(10, b, c, d),
                    () if v4.is_private() && first == 192 => Ipv4Addr::new(192, 168, c, d),
                    () if v4.is_private() => Ipv4Addr::new(172, 16 | b & 0x0F, c, d),
                    // Shared address space of providers (RFC 6598).
                    () if first == 100 && second & 0xC0 == 64 => {
                        Ipv4Addr::new(100, 64 | b & 0x3F, c, d)
                    }
                    () => Ipv4Addr::new(240 | b & 0x07, b, c, d),
                })
            }
            IpAddr::V6(v6) if v6.is_loopback() || v6.is_unspecified() => it,
            IpAddr::V6(v6) => {
                let mut out = self.bytes::<16>(&text);
                let prefix: &[u8] = match v6.segments() {
                    // Link-local (RFC 4291 §2.5.6) and unique local (RFC 4193) stay what they are.
                    [0xFE80..=0xFEBF, ..] => &[0xFE, 0x80, 0, 0, 0, 0, 0, 0],
                    [0xFC00..=0xFDFF, ..] => &[0xFD],
                    _ => &[0x20, 0x01, 0x0D, 0xB8],
                };
                for (to, from) in out.iter_mut().zip(prefix) {
                    *to = *from;
                }
                IpAddr::V6(Ipv6Addr::from(out))
            }
        }
    }

    fn bytes<const N: usize>(&self, value: &str) -> [u8; N] {
        self.stream(canonical(value).as_bytes(), N)
            .try_into()
            .unwrap_or([0; N])
    }

    /// `user-7qk2m9@domain-3h5k2p.gov`. A name that begins with an EDIPI keeps that form, and `@mil`, the realm of all DoD
    /// certificates, stays.
    pub(super) fn mail(&self, it: &str) -> String {
        let Some((local, domain)) = it.rsplit_once('@') else {
            return self.word(Kind::Value.noun(), it);
        };
        let digits = local.bytes().all(|it| it.is_ascii_digit());
        let local = match (digits, local.len()) {
            // The EDIPI, and behind it category, organization and association of the FASC-N.
            (true, 10 | 16) => {
                let (edipi, rest) = local.split_at_checked(10).unwrap_or((local, ""));
                format!("{}{rest}", self.edipi(edipi))
            }
            _ => self.word(Kind::User.noun(), local),
        };
        format!("{local}@{}", self.domain(domain))
    }

    /// The last label stays: `domain-3h5k2p.mil`.
    pub(super) fn domain(&self, it: &str) -> String {
        match it.rsplit_once('.') {
            _ if it.eq_ignore_ascii_case("mil") => it.to_owned(),
            Some((_, top)) if top.len() <= 6 && top.bytes().all(|it| it.is_ascii_alphabetic()) => {
                format!("{}.{top}", self.word("domain", it))
            }
            _ => self.word("domain", it),
        }
    }

    /// Computers: the first label and the domain apart, so that a short name is found again in a long one.
    pub(super) fn host(&self, it: &str) -> String {
        match it.split_once('.') {
            Some((name, domain)) => {
                format!(
                    "{}.{}",
                    self.word(Kind::Host.noun(), name),
                    self.domain(domain)
                )
            }
            None => self.word(Kind::Host.noun(), it),
        }
    }

    /// A hardware address that is nobody's: locally administered (IEEE 802 §8.2).
    pub(super) fn hardware_address(&self, it: &str) -> String {
        let [a, b, c, ..] = self.bytes::<4>(it);
        let separator = it.get(2..3).filter(|it| matches!(*it, ":" | "-"));
        [0x02, 0, 0, a, b, c]
            .map(|it| format!("{it:02x}"))
            .join(separator.unwrap_or_default())
    }

    /// `S-1-5-21-` and four numbers; the well-known ones, which name nobody, stay.
    pub(super) fn security_id(&self, it: &str) -> String {
        let Some(rest) = it
            .get(..9)
            .filter(|it| it.eq_ignore_ascii_case("S-1-5-21-"))
        else {
            return match it.len() {
                ..=9 => it.to_owned(),
                _ => self.word(Kind::User.noun(), it),
            };
        };
        let [a, b, c, d] = self.bytes::<4>(it);
        format!("{rest}0-{a}-{b}-{}", u32::from(c) << 8 | u32::from(d))
    }
}

/// Whether a text begins with a word that [`Pseudonyms::word`] made.
pub(super) fn is_pseudonym(text: &str) -> bool {
    let nouns = Kind::ALL.iter().map(|it| it.noun());
    nouns.chain(["domain", "name"]).any(|noun| {
        let rest = text.strip_prefix(noun).and_then(|it| it.strip_prefix('-'));
        rest.and_then(|it| it.split_at_checked(6))
            .is_some_and(|(tag, after)| {
                let ends = |it: char| !it.is_ascii_alphanumeric();
                tag.bytes().all(|it| ALPHABET.contains(&it))
                    && after.chars().next().is_none_or(ends)
            })
    })
}

/// Equal values of different letter case are one value.
pub(super) fn canonical(value: &str) -> String {
    value.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(key: u8) -> Pseudonyms {
        Pseudonyms::new(&[key; KEY_LENGTH])
    }

    #[test]
    fn equal_values_have_equal_pseudonyms_under_one_key_only() {
        assert_eq!(of(1).word("host", "Desk42"), of(1).word("host", "desk42 "));
        assert_ne!(of(1).word("host", "desk42"), of(1).word("host", "desk43"));
        assert_ne!(of(1).word("host", "desk42"), of(2).word("host", "desk42"));
    }

    #[test]
    fn forms_are_kept_and_are_nobodys() {
        let it = of(7);
        let edipi = it.edipi("1234567890");
        assert_eq!(edipi.len(), 10);
        assert!(edipi.starts_with("00") && edipi.bytes().all(|it| it.is_ascii_digit()));
        assert_eq!(it.mail("1234567890@mil"), format!("{edipi}@mil"));
        assert_eq!(
            it.mail("1234567890117001@mil"),
            format!("{edipi}117001@mil")
        );
        let mail = it.mail("jane.q.doe@mail.example.gov");
        assert!(
            mail.starts_with("user-") && mail.ends_with(".gov"),
            "{mail}"
        );
        assert!(!mail.contains("example") && !mail.contains("doe"), "{mail}");
        let short = it.host("desk42");
        assert!(it.host("desk42.corp.example.mil").starts_with(&short));
        assert_eq!(it.uuid(&[0; 16]), [0; 16]);
        let uuid = it.uuid(&[0xA7; 16]);
        assert_eq!(uuid[..4], [0; 4]);
        assert_eq!((uuid[6] & 0xF0, uuid[8] & 0xC0), (0xA0, 0x80));
        assert_eq!(it.digits("123456").len(), 6);
        assert_eq!(it.hardware_address("A4-5E-60-11-22-33").len(), 17);
        assert_eq!(it.security_id("S-1-5-18"), "S-1-5-18");
        let sid = it.security_id("S-1-5-21-397955417-626881126-188441444-1010");
        assert!(sid.starts_with("S-1-5-21-0-"), "{sid}");
    }

    #[test]
    fn addresses_stay_in_their_class() {
        let it = of(7);
        let v4 = |text: &str| match it.address(text.parse().unwrap()) {
            IpAddr::V4(it) => it,
            IpAddr::V6(it) => panic!("{it}"),
        };
        assert!(v4("203.0.113.44").octets()[0] >= 240);
        assert!(v4("8.8.8.8").octets()[0] >= 240);
        for private in ["10.1.2.3", "192.168.1.1", "172.20.3.4"] {
            assert!(v4(private).is_private(), "{private}");
            assert_ne!(v4(private).to_string(), private);
        }
        assert!(v4("169.254.3.4").is_link_local());
        assert!(v4("127.0.0.1").is_loopback());
        let v6 = |text: &str| it.address(text.parse().unwrap()).to_string();
        assert!(v6("2600:1700::1").starts_with("2001:db8:"));
        assert!(v6("fe80::1").starts_with("fe80::"));
        assert_eq!(v6("::1"), "::1");
    }
}

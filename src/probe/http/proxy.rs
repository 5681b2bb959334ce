//! Which proxy to ask, as curl decides it: `http_proxy`, then `all_proxy` or `ALL_PROXY`, unless `no_proxy` or
//! `NO_PROXY` names the host. `HTTP_PROXY` is not heeded, as curl does not: a CGI program's caller can set it.
use super::HttpError;
use super::url::{Url, authority_parts};
use std::net::IpAddr;

/// The settings of the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies {
    proxy: Option<String>,
    except: Vec<String>,
}

/// A proxy to send a request to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    pub host: String,
    pub port: u16,
    /// `user:password`, decoded.
    pub user: Option<String>,
}

impl Proxies {
    /// From the environment.
    pub fn of_environment() -> Proxies {
        Proxies::new(|name| std::env::var(name).ok())
    }

    pub fn new(variable: impl Fn(&str) -> Option<String>) -> Proxies {
        let first = |names: &[&str]| names.iter().find_map(|it| variable(it));
        Proxies {
            proxy: first(&["http_proxy", "all_proxy", "ALL_PROXY"]).filter(|it| !it.is_empty()),
            except: first(&["no_proxy", "NO_PROXY"])
                .unwrap_or_default()
                .split([',', ' '])
                .filter(|it| !it.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    /// The proxy for this address; none where it is asked directly.
    ///
    /// # Errors
    /// [`HttpError::ProxyKind`] where it is a kind that is not spoken here.
    pub fn of(&self, url: &Url) -> Result<Option<Proxy>, HttpError> {
        match &self.proxy {
            Some(text) if !self.except.iter().any(|it| names(it, &url.host)) => {
                read(text).map(Some)
            }
            _ => Ok(None),
        }
    }
}

fn read(text: &str) -> Result<Proxy, HttpError> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    let rest = rest.split('/').next().unwrap_or_default();
    let (user, authority) = match rest.rsplit_once('@') {
        Some((user, authority)) => (Some(decoded(user)), authority),
        None => (None, rest),
    };
    // Never the password: this is shown.
    let kind = || HttpError::ProxyKind {
        proxy: format!("{scheme}://{authority}"),
    };
    if !scheme.eq_ignore_ascii_case("http") {
        return Err(kind());
    }
    let (host, port) = authority_parts(authority).map_err(|_| kind())?;
    Ok(Proxy {
        host,
        // curl's default port for proxies.
        port: port.unwrap_or(1080),
        user,
    })
}

/// Percent-decoding (RFC 3986 §2.1); what is no code stays as it is.
fn decoded(text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|it| std::str::from_utf8(it).ok());
        match code.and_then(|it| u8::from_str_radix(it, 16).ok()) {
            Some(byte) if *first == b'%' => {
                out.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Whether an entry of `no_proxy` names this host: `*`, a name or its parent domain, an address or a network.
fn names(entry: &str, host: &str) -> bool {
    if entry == "*" {
        return true;
    }
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if let Ok(address) = host.parse::<IpAddr>() {
        let entry = entry.trim_matches(['[', ']']);
        return match entry.split_once('/') {
            Some((network, bits)) => network
                .parse::<IpAddr>()
                .ok()
                .zip(bits.parse::<u32>().ok())
                .is_some_and(|(network, bits)| within(address, network, bits)),
            None => entry.parse() == Ok(address),
        };
    }
    let entry = entry
        .trim_start_matches('.')
        .trim_end_matches('.')
        .to_ascii_lowercase();
    !entry.is_empty()
        && (host == entry
            || host
                .strip_suffix(&entry)
                .is_some_and(|it| it.ends_with('.')))
}

fn within(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(b)) if bits <= 32 => {
            let shift = 32 - bits;
            u32::from(a).checked_shr(shift) == u32::from(b).checked_shr(shift)
        }
        (IpAddr::V6(a), IpAddr::V6(b)) if bits <= 128 => {
            let shift = 128 - bits;
            u128::from(a).checked_shr(shift) == u128::from(b).checked_shr(shift)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(settings: &[(&str, &str)], address: &str) -> Result<Option<Proxy>, String> {
        let find = |name: &str| {
            let found = settings.iter().find(|it| it.0 == name);
            found.map(|it| it.1.to_owned())
        };
        Proxies::new(find)
            .of(&Url::parse(address).unwrap())
            .map_err(|it| it.to_string())
    }

    fn at(host: &str, port: u16, user: Option<&str>) -> Result<Option<Proxy>, String> {
        Ok(Some(Proxy {
            host: host.to_owned(),
            port,
            user: user.map(str::to_owned),
        }))
    }

    #[test]
    fn a_proxy_is_chosen_as_curl_does() {
        let url = "http://crl.disa.mil/x";
        assert_eq!(of(&[], url), Ok(None));
        assert_eq!(of(&[("http_proxy", "")], url), Ok(None));
        assert_eq!(of(&[("HTTP_PROXY", "http://p:3128")], url), Ok(None));
        assert_eq!(
            of(&[("http_proxy", "http://p:3128/")], url),
            at("p", 3128, None)
        );
        assert_eq!(of(&[("ALL_PROXY", "p")], url), at("p", 1080, None));
        assert_eq!(
            of(&[("http_proxy", "http://u%40d:p%3Aw@p:1")], url),
            at("p", 1, Some("u@d:p:w"))
        );
        let said = of(&[("all_proxy", "socks5h://u:secret@p:1")], url).unwrap_err();
        assert!(
            said.contains("socks5h://p:1") && !said.contains("secret"),
            "{said}"
        );
    }

    #[test]
    fn exceptions_are_names_domains_addresses_and_networks() {
        let direct = |except: &str, url: &str| {
            of(&[("http_proxy", "p:1"), ("no_proxy", except)], url) == Ok(None)
        };
        assert!(direct("*", "http://a/"));
        assert!(direct("x, disa.mil", "http://crl.DISA.mil/"));
        assert!(direct(".disa.mil", "http://disa.mil/"));
        assert!(!direct("isa.mil", "http://crl.disa.mil/"));
        assert!(direct("10.0.0.0/8", "http://10.1.2.3/"));
        assert!(!direct("10.0.0.0/8", "http://11.1.2.3/"));
        assert!(direct("0.0.0.0/0", "http://11.1.2.3/"));
        assert!(direct("::1", "http://[::1]/"));
        assert!(!direct("", "http://a/"));
    }
}

use std::fmt;

/// An http address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// As it is looked up: without the brackets of an IPv6 address.
    pub host: String,
    pub port: u16,
    /// Path and query, from the slash on.
    pub path: String,
}

/// Why an address is not asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    #[error("{scheme} addresses are not asked, http only")]
    Scheme { scheme: String },
    #[error("not an address")]
    Malformed,
    #[error("longer than the {LIMIT} characters that are read")]
    TooLong,
}

/// No CA writes a longer one into certificates.
const LIMIT: usize = 2048;

impl Url {
    /// Reads an absolute http address.
    ///
    /// # Errors
    /// [`UrlError`]: another scheme, control characters, no host.
    pub fn parse(text: &str) -> Result<Url, UrlError> {
        if text.len() > LIMIT {
            return Err(UrlError::TooLong);
        }
        // Nothing that could end the request line or the Host header goes further.
        if !text.bytes().all(|it| it.is_ascii_graphic()) {
            return Err(UrlError::Malformed);
        }
        let (scheme, rest) = text.split_once(':').ok_or(UrlError::Malformed)?;
        if !scheme.eq_ignore_ascii_case("http") {
            let word = scheme
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'-' | b'.'));
            return Err(if word && !scheme.is_empty() {
                UrlError::Scheme {
                    scheme: scheme.to_ascii_lowercase(),
                }
            } else {
                UrlError::Malformed
            });
        }
        let rest = rest.strip_prefix("//").ok_or(UrlError::Malformed)?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).ok_or(UrlError::Malformed)?;
        let (host, port) = authority_parts(authority)?;
        let path = path.split('#').next().unwrap_or_default();
        Ok(Url {
            host,
            port: port.unwrap_or(80),
            path: if path.starts_with('/') {
                path.to_owned()
            } else {
                format!("/{path}")
            },
        })
    }

    /// Where a Location header leads from here: absolute, or a path of the same host.
    ///
    /// # Errors
    /// As [`Url::parse`].
    pub fn join(&self, location: &str) -> Result<Url, UrlError> {
        let scheme = location.split_once(':').is_some_and(|(scheme, _)| {
            !scheme.is_empty() && scheme.bytes().all(|it| it.is_ascii_alphanumeric())
        });
        if scheme {
            return Url::parse(location);
        }
        if let Some(rest) = location.strip_prefix("//") {
            return Url::parse(&format!("http://{rest}"));
        }
        let folder = self.path.split('?').next().unwrap_or_default();
        let folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = match location.strip_prefix('/') {
            Some(_) => location.to_owned(),
            None => format!("{folder}/{location}"),
        };
        Url::parse(&format!("http://{}{path}", self.authority()))
    }

    /// As the Host header has it.
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        match self.port {
            80 => host,
            port => format!("{host}:{port}"),
        }
    }
}

/// Host and port; a user name in an address of a certificate is nothing to send anywhere.
pub(super) fn authority_parts(text: &str) -> Result<(String, Option<u16>), UrlError> {
    if text.contains('@') {
        return Err(UrlError::Malformed);
    }
    let (host, port) = if let Some(rest) = text.strip_prefix('[') {
        let (host, after) = rest.split_once(']').ok_or(UrlError::Malformed)?;
        match after.strip_prefix(':') {
            Some(port) => (host, port),
            None if after.is_empty() => (host, ""),
            None => return Err(UrlError::Malformed),
        }
    } else {
        text.split_once(':').unwrap_or((text, ""))
    };
    if host.is_empty() {
        return Err(UrlError::Malformed);
    }
    let port = match port {
        "" => None,
        port => match port.parse() {
            Ok(0) | Err(_) => return Err(UrlError::Malformed),
            Ok(it) => Some(it),
        },
    };
    Ok((host.to_owned(), port))
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.authority(), self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart_and_put_together() {
        for (text, back) in [
            (
                "http://crl.disa.mil/crl/DODROOTCA3.crl",
                "http://crl.disa.mil/crl/DODROOTCA3.crl",
            ),
            ("HTTP://host:8080?a=b#c", "http://host:8080/?a=b"),
            ("http://[::1]:81/x", "http://[::1]:81/x"),
            ("http://host", "http://host/"),
        ] {
            assert_eq!(
                Url::parse(text).map(|it| it.to_string()).as_deref(),
                Ok(back)
            );
        }
        let scheme = |it: &str| Url::parse(it).unwrap_err().to_string();
        assert_eq!(
            scheme("ldap://x/y"),
            "ldap addresses are not asked, http only"
        );
        assert_eq!(
            scheme("https://x/"),
            "https addresses are not asked, http only"
        );
        for it in [
            "",
            "x",
            "http:",
            "http://",
            "http:///x",
            "http://a b/",
            "http://a\r\nX: y/",
            "http://u:p@h/",
            "http://h:0/",
            "http://h:99999/",
            "http://[::1/",
        ] {
            assert_eq!(Url::parse(it), Err(UrlError::Malformed), "{it:?}");
        }
    }

    #[test]
    fn a_location_is_absolute_or_of_the_same_host() {
        let here = Url::parse("http://h:81/a/b?c").unwrap();
        for (to, whole) in [
            ("http://other/x", "http://other/x"),
            ("/x", "http://h:81/x"),
            ("x", "http://h:81/a/x"),
            ("//o/x", "http://o/x"),
        ] {
            assert_eq!(here.join(to).unwrap().to_string(), whole);
        }
        assert!(here.join("https://h/").is_err());
    }
}

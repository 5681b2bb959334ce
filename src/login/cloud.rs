//! Which cloud a host belongs to. Hosts: Microsoft "National clouds", "Authentication endpoints" and "Microsoft Graph
//! deployments".
use crate::facts::Cloud;

/// Sign-in hosts.
const SIGN_IN: &[(&str, Cloud)] = &[
    ("login.microsoftonline.com", Cloud::Worldwide),
    ("login.microsoft.com", Cloud::Worldwide),
    ("login.windows.net", Cloud::Worldwide),
    ("login.microsoftonline.us", Cloud::UsGovernment),
    ("login.partner.microsoftonline.cn", Cloud::China),
    ("login.chinacloudapi.cn", Cloud::China),
];

/// Resources by the end of their host. `sts.windows.net` issues in more than one cloud, so it is not here.
const RESOURCES: &[(&str, Cloud)] = &[
    ("graph.microsoft.com", Cloud::Worldwide),
    ("management.azure.com", Cloud::Worldwide),
    ("office.com", Cloud::Worldwide),
    ("office365.com", Cloud::Worldwide),
    ("sharepoint.com", Cloud::Worldwide),
    ("graph.microsoft.us", Cloud::UsGovernment),
    ("dod-graph.microsoft.us", Cloud::UsGovernment),
    ("usgovcloudapi.net", Cloud::UsGovernment),
    ("office365.us", Cloud::UsGovernment),
    ("sharepoint.us", Cloud::UsGovernment),
    ("microsoftgraph.chinacloudapi.cn", Cloud::China),
    ("sts.chinacloudapi.cn", Cloud::China),
    ("chinacloudapi.cn", Cloud::China),
    ("sharepoint.cn", Cloud::China),
];

/// Scheme, host in lower case, and the rest from the path on; none where the text is no such URL.
pub fn split(url: &str) -> Option<(&str, String, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let letters = scheme.starts_with(|it: char| it.is_ascii_alphabetic());
    if !letters
        || !scheme
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it))
    {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    // User information and port are no part of the host (RFC 3986 §3.2).
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|it| it.is_ascii_digit()) => host,
        _ => host,
    };
    Some((
        scheme,
        host.trim_end_matches('.').to_ascii_lowercase(),
        path,
    ))
}

/// Of a sign-in host; those with a certificate endpoint's prefix too.
pub fn of_sign_in_host(host: &str) -> Option<Cloud> {
    of(host, SIGN_IN)
}

/// Of the issuer or the audience of a token.
pub fn of_url(url: &str) -> Option<Cloud> {
    let (_, host, _) = split(url)?;
    of(&host, SIGN_IN).or_else(|| of(&host, RESOURCES))
}

fn of(host: &str, table: &[(&str, Cloud)]) -> Option<Cloud> {
    let found = table.iter().find(|(known, _)| {
        host.strip_suffix(known)
            .is_some_and(|it| it.is_empty() || it.ends_with('.'))
    });
    found.map(|it| it.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cloud_is_told_by_the_whole_host_only() {
        let of = |it| of_url(it);
        assert_eq!(
            of("https://login.microsoftonline.us/x/v2.0"),
            Some(Cloud::UsGovernment)
        );
        assert_eq!(
            of("https://dod-graph.microsoft.us"),
            Some(Cloud::UsGovernment)
        );
        assert_eq!(
            of("https://certauth.login.microsoftonline.com/x"),
            Some(Cloud::Worldwide)
        );
        assert_eq!(
            of("https://login.partner.microsoftonline.cn/"),
            Some(Cloud::China)
        );
        assert_eq!(of("https://sts.windows.net/x/"), None);
        assert_eq!(of("https://evil-login.microsoftonline.us.example/"), None);
        assert_eq!(of("https://evillogin.microsoftonline.us/"), None);
        assert_eq!(of("https://login.microsoftonline.us@evil.example/"), None);
        assert_eq!(
            split("http://u@H.Example.:8080/a?b"),
            Some(("http", "h.example".to_owned(), "/a?b"))
        );
        assert_eq!(split("no url"), None);
    }
}

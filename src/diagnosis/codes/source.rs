/// Where each short key of a table points. MicrosoftDocs are GitHub repositories.
const SOURCES: &[(&str, &str)] = &[
    (
        "ms-error-ref",
        "Microsoft Entra authentication and authorization error codes (MicrosoftDocs/entra-docs reference-error-codes.md)",
    ),
    (
        "ms-ca-troubleshoot",
        "Troubleshooting sign-in problems with Conditional Access (MicrosoftDocs/entra-docs troubleshoot-conditional-access.md)",
    ),
    (
        "ms-cba-crl",
        "Entra certificate-based authentication: revocation list (MicrosoftDocs/entra-docs \
         concept-certificate-based-authentication-certificate-revocation-list.md)",
    ),
    (
        "ms-cba-faq",
        "Entra certificate-based authentication: questions (MicrosoftDocs/entra-docs certificate-based-authentication-faq.yml)",
    ),
    (
        "ms-cba-troubleshoot-2022",
        "Entra certificate-based authentication: troubleshooting, of the preview (Microsoft, 2022-06-15)",
    ),
    (
        "ms-iot-operations-known-issues",
        "Azure IoT Operations: known issues (Microsoft)",
    ),
    (
        "gsa-ficam-cba",
        "Implementing certificate-based authentication in Entra ID (GSA FICAM playbooks, 2024-03)",
    ),
    (
        "third-party:msandbu/azuread",
        "a third-party list of sign-in codes (GitHub msandbu/azuread)",
    ),
    ("third-party:lab", "a public Conditional Access lab diary"),
    (
        "third-party:support-notes",
        "public support notes, not Microsoft's own",
    ),
    ("third-party:misc", "single reports in public code"),
];

/// Where the source with this key is; the key itself where it says that already.
pub fn source(key: &str) -> String {
    let (prefix, rest) = match key.strip_prefix("conflict:") {
        Some(rest) => ("another meaning in: ", rest),
        None => ("", key),
    };
    let full = SOURCES.iter().find(|it| it.0 == rest).map(|it| it.1);
    match (full, rest.strip_prefix("github:")) {
        (Some(it), _) => format!("{prefix}{it}"),
        (None, Some(issue)) => format!("{prefix}GitHub {issue}"),
        (None, None) => format!("{prefix}{rest}"),
    }
}

/// Whether the key has a place.
#[cfg(test)]
pub(super) fn known(key: &str) -> bool {
    let key = key.strip_prefix("conflict:").unwrap_or(key);
    key.starts_with("github:") || SOURCES.iter().any(|it| it.0 == key)
}

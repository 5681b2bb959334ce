//! The sign-in error a run is held against. Codes and names: Microsoft's "Microsoft Entra authentication &
//! authorization error codes", as of 2026-11-21; Microsoft says that they may change.
use super::Symptom;

/// The code the tool is asked about most: BlockedByConditionalAccess.
pub(super) const BLOCKED: u32 = 53003;

/// A code of the sign-in service whose story is told here.
struct Known {
    code: u32,
    name: &'static str,
    meaning: &'static str,
}

const KNOWN: &[Known] = &[
    Known {
        code: BLOCKED,
        name: "BlockedByConditionalAccess",
        meaning: "A policy of the organisation (Conditional Access) refused the sign-in. It is asked only after a first \
                  factor, such as the card's certificate or a password, was accepted.",
    },
    Known {
        code: 50192,
        name: "RawCredentialExpectedNotFound",
        meaning: "No certificate reached the sign-in service: none was picked, no program could use the card, or \
                  something between browser and service took it out.",
    },
    Known {
        code: 500172,
        name: "CertificateExpiredOrNotYetValid",
        meaning: "The certificate's dates do not hold: it has expired, or is not valid yet.",
    },
    Known {
        code: 1001003,
        name: "CertificateValueNotFound",
        meaning: "The certificate holds nothing that the organisation maps to an account: mostly the wrong one was picked.",
    },
    Known {
        code: 50126,
        name: "InvalidUserNameOrPassword",
        meaning: "User name or password were wrong. No certificate was looked at.",
    },
    Known {
        code: 50053,
        name: "IdsLocked",
        meaning: "The account is locked because of too many wrong passwords or from a suspicious address.",
    },
    Known {
        code: 70008,
        name: "ExpiredOrRevokedGrant",
        meaning: "A token that an application kept has expired: sign in again.",
    },
    Known {
        code: 50011,
        name: "InvalidReplyTo",
        meaning: "The application asked to be answered at an address that is not registered: its owner has to mend that.",
    },
    Known {
        code: 700016,
        name: "UnauthorizedClient_DoesNotMatchRequest",
        meaning: "The application is not known in this organisation: wrong client ID or wrong directory.",
    },
    Known {
        code: 7000215,
        name: "InvalidClientSecret",
        meaning: "The application's own secret is wrong: its owner has to mend that.",
    },
    Known {
        code: 70011,
        name: "InvalidScope",
        meaning: "The application asked for a scope that does not exist: its owner has to mend that.",
    },
];

/// What is known of the code that was told, or of 53003 where none was.
pub(super) fn of(told: Option<u32>) -> Symptom {
    let code = told.unwrap_or(BLOCKED);
    match KNOWN.iter().find(|it| it.code == code) {
        Some(it) => Symptom {
            code,
            name: it.name,
            meaning: it.meaning.to_owned(),
            told: told.is_some(),
        },
        None => Symptom {
            code,
            name: "unknown",
            meaning: format!(
                "This version does not know the code. Microsoft's own page does: \
                 https://login.microsoftonline.com/error?code={code}"
            ),
            told: told.is_some(),
        },
    }
}

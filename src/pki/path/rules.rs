//! Rules of RFC 5280 for issuers that do not bind those who rely on a certificate: worth a warning, never a refusal.
use super::judgement::{Code, Effect};
use super::link::Link;
use crate::pki::GeneralName;

pub(super) fn look(link: &Link, say: &mut dyn FnMut(Code, Effect, &'static str, String)) {
    let extensions = &link.extensions;
    let mut warn = |broken: bool, source: &'static str, message: &str| {
        if broken {
            say(
                Code::Nonconforming,
                Effect::Warns,
                source,
                message.to_owned(),
            );
        }
    };
    let critical = |it: Option<bool>, wanted: bool| it.is_some_and(|it| it != wanted);
    if link.is_ca() {
        let basic = extensions.basic_constraints.as_ref();
        warn(
            critical(basic.map(|it| it.critical), true),
            "RFC 5280 4.2.1.9",
            "the basicConstraints of a CA is not critical",
        );
        warn(
            link.subject.is_empty(),
            "RFC 5280 4.1.2.6",
            "a CA has an empty subject",
        );
        warn(
            extensions.key_usage.is_none(),
            "RFC 5280 4.2.1.3",
            "a CA has no keyUsage",
        );
        warn(
            extensions.subject_key_id.is_none(),
            "RFC 5280 4.2.1.2",
            "a CA has no subject key identifier",
        );
    } else {
        let basic = extensions.basic_constraints.as_ref();
        warn(
            basic.is_some_and(|it| it.value.path_length.is_some()),
            "RFC 5280 4.2.1.9",
            "it has a path length although it is no CA",
        );
        warn(
            extensions.name_constraints.is_some(),
            "RFC 5280 4.2.1.10",
            "it has name constraints although it is no CA",
        );
        warn(
            extensions
                .key_usage
                .as_ref()
                .is_some_and(|it| it.value.has(super::KeyUsage::KEY_CERT_SIGN)),
            "RFC 5280 4.2.1.3",
            "its keyUsage allows signing certificates although it is no CA",
        );
        let names = extensions.subject_alt_names.as_ref();
        warn(
            link.subject.is_empty() && !names.is_some_and(|it| it.critical),
            "RFC 5280 4.2.1.6",
            "its subject is empty, and the subjectAltName that stands for it is not critical",
        );
    }
    warn(
        link.version >= 3 && !link.is_self_issued() && link.authority_key_id().is_none(),
        "RFC 5280 4.2.1.1",
        "it has no authority key identifier",
    );
    warn(
        critical(
            extensions.authority_key_id.as_ref().map(|it| it.critical),
            false,
        ) || critical(
            extensions.subject_key_id.as_ref().map(|it| it.critical),
            false,
        ),
        "RFC 5280 4.2.1.1, 4.2.1.2",
        "a key identifier is critical",
    );
    warn(
        critical(
            extensions.name_constraints.as_ref().map(|it| it.critical),
            true,
        ),
        "RFC 5280 4.2.1.10",
        "the name constraints are not critical",
    );
    warn(
        critical(
            extensions.policy_constraints.as_ref().map(|it| it.critical),
            true,
        ) || critical(
            extensions.inhibit_any_policy.as_ref().map(|it| it.critical),
            true,
        ),
        "RFC 5280 4.2.1.11, 4.2.1.14",
        "policyConstraints or inhibitAnyPolicy is not critical",
    );
    let names = extensions.subject_alt_names.as_ref();
    warn(
        names.is_some_and(|it| {
            it.value.is_empty()
                || it
                    .value
                    .iter()
                    .any(|name| matches!(name, GeneralName::Unread { .. }))
        }),
        "RFC 5280 4.2.1.6",
        "its subjectAltName is empty or holds a name that cannot be read",
    );
    warn(
        link.issuer.is_empty(),
        "RFC 5280 4.1.2.4",
        "its issuer is empty",
    );
}

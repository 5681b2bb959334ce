use super::anchor::Anchor;
use super::build::{Draft, End};
use super::constraint::{BreachKind, Constraints};
use super::engine::Engine;
use super::extensions::KeyUsage;
use super::judgement::{Code, Effect, Finding, Path, Status};
use super::link::Link;
use super::parameters::Purpose;
use super::policy::Policies;
use super::revocation::{self, Answer};
use super::usage::{self, Usages};
use crate::pki::signature::{PublicKey, Verification};
use crate::pki::{Name, Oid};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the certificates above hand down (RFC 5280 §6.1.2).
struct State<'p> {
    /// working_public_key; `None` where nobody there issued the topmost certificate.
    key: Option<Cow<'p, PublicKey>>,
    /// working_issuer_name.
    name: Option<&'p Name>,
    issuer: Option<&'p Link>,
    /// max_path_length.
    path_length: u32,
    constraints: Constraints<'p>,
    policies: Policies<'p>,
    usages: Usages,
    names_left: u32,
    /// Who issued the topmost certificate stands below it already.
    in_ring: bool,
    findings: Vec<Finding>,
}

impl State<'_> {
    fn fails(&mut self, code: Code, at: usize, source: &'static str, message: impl Into<String>) {
        self.say(code, Effect::Fails, at, source, message);
    }

    fn say(
        &mut self,
        code: Code,
        effect: Effect,
        certificate: usize,
        source: &'static str,
        message: impl Into<String>,
    ) {
        self.findings.push(Finding {
            code,
            certificate,
            effect,
            message: message.into(),
            source: source.into(),
        });
    }
}

impl<'a> Engine<'a> {
    /// RFC 5280 §6.1, from the anchor down; every check is made, whatever failed before.
    pub(super) fn validate(&mut self, draft: Draft) -> Path {
        let Draft { links, end } = draft;
        let length = links.len();
        let mut certificates = links;
        let in_ring = matches!(end, End::Ring);
        let (anchor, root) = match end {
            End::Anchor(anchor) => {
                let root = anchor.certificate.clone();
                (Some(anchor), root)
            }
            End::Untrusted(root) => (None, Some(root)),
            End::NoIssuer | End::Ring => (None, None),
        };
        certificates.extend(root.clone());
        let (findings, revocation, policies) = self.walk(
            &certificates,
            length,
            anchor.as_deref(),
            root.as_deref(),
            in_ring,
        );
        let status = if anchor.is_none() && root.is_none() {
            Status::Incomplete
        } else {
            match findings.iter().map(|it| it.effect).max() {
                Some(Effect::Fails) => Status::Invalid,
                Some(Effect::Undecided) => Status::Unknown,
                Some(Effect::Warns) | None => Status::Valid,
            }
        };
        Path {
            certificates,
            anchor,
            status,
            findings,
            revocation,
            policies,
        }
    }

    fn walk<'p>(
        &mut self,
        certificates: &'p [Arc<Link>],
        length: usize,
        anchor: Option<&'p Anchor>,
        root: Option<&'p Link>,
        in_ring: bool,
    ) -> (Vec<Finding>, Vec<Answer>, BTreeSet<Oid>)
    where
        'a: 'p,
    {
        let parameters = self.parameters;
        let steps = u32::try_from(length).unwrap_or(u32::MAX);
        let mut state = State {
            key: anchor
                .map(|it| &it.key)
                .or(root.map(|it| &it.key))
                .map(Cow::Borrowed),
            name: anchor.map(|it| &it.name).or(root.map(|it| &it.subject)),
            issuer: root,
            path_length: steps,
            constraints: Constraints::default(),
            policies: Policies::new(parameters, steps),
            usages: Usages::new(self.purpose()),
            names_left: parameters.budget.names,
            in_ring,
            findings: Vec::new(),
        };
        if let Some(root) = root {
            self.root(root, length, anchor.is_some(), &mut state);
        }
        let mut keys = Vec::with_capacity(length);
        let mut asserted = BTreeSet::new();
        for (index, link) in certificates.iter().enumerate().take(length).rev() {
            keys.push(state.key.clone().map(Cow::into_owned));
            self.basic(link, index, &mut state);
            let below = index > 0;
            let exempt = below && link.is_self_issued();
            if !exempt {
                names(link, index, &mut state);
            }
            if let Some((message, source)) = state.policies.take(&link.extensions, exempt) {
                state.fails(Code::Policy, index, source, message);
            }
            if let Some(message) = state.usages.narrow(link, !below) {
                state.fails(Code::Eku, index, "RFC 5280 4.2.1.12", message);
            }
            if below {
                prepare(link, index, &mut state);
            }
        }
        if let Some(target) = certificates.first().filter(|_| length > 0) {
            if let Some(message) = usage::signature(self.purpose()) {
                may_sign(target, message, &mut state);
            }
            let (policies, breach) = state.policies.conclude(&target.extensions);
            asserted = policies;
            if let Some((message, source)) = breach {
                state.findings.push(Finding {
                    code: Code::Policy,
                    certificate: 0,
                    effect: Effect::Fails,
                    message: message.into_owned(),
                    source: source.into(),
                });
            }
        }
        keys.reverse();
        let mut findings = state.findings;
        let answers = self.revocations(certificates, &keys, anchor, &mut findings);
        findings.sort_by_key(|it| it.certificate);
        (findings, answers, asserted)
    }

    /// The purpose asked about is that of the certificate asked about: whoever signs its CRLs has another.
    fn purpose(&self) -> Purpose {
        match self.asking.is_empty() {
            true => self.parameters.purpose,
            false => Purpose::Any,
        }
    }

    /// The anchor's own certificate, or that of a root that is no anchor.
    fn root<'p>(&mut self, root: &'p Link, index: usize, trusted: bool, state: &mut State<'p>) {
        let mut said = self.alone(root, index);
        // Its signature is its own, and nobody relies on it.
        said.retain(|it| it.code != Code::WeakAlgorithm);
        state.findings.append(&mut said);
        if !trusted {
            state.fails(
                Code::UntrustedRoot,
                index,
                "RFC 5280 6.1.1 (d)",
                "it is self-signed, and none of the trust anchors",
            );
        }
        if index > 0 {
            constrain_from_root(root, index, state);
        }
    }

    /// RFC 5280 §6.1.3 (a), and what there is to say of the certificate wherever it stands.
    fn basic<'p>(&mut self, link: &'p Link, index: usize, state: &mut State<'p>) {
        let mut said = self.alone(link, index);
        state.findings.append(&mut said);
        match state.key.clone() {
            None if state.in_ring => state.fails(
                Code::NoIssuer,
                index,
                "RFC 5280 6.1",
                "only certificates of authorities that stand below it already were found for its issuer: they certify each other, and no path leads from them to a trust anchor",
            ),
            None => {
                let wanted = link.authority_key_id().map_or_else(String::new, |id| {
                    format!(" with key identifier {}", hex(id))
                });
                state.fails(
                    Code::NoIssuer,
                    index,
                    "RFC 5280 6.1",
                    format!("no certificate of its issuer{wanted} was found, so that no path leads to a trust anchor"),
                );
            }
            Some(key) => self.signature(link, index, &key, state),
        }
        if state.name.is_some_and(|it| *it != link.issuer) {
            state.fails(
                Code::NameMismatch,
                index,
                "RFC 5280 6.1.3 (a)(4)",
                "its issuer is not the subject of the certificate above it, although that one's key is the one it asks for",
            );
        }
        if let Some(issuer) = state.issuer {
            key_identifiers(link, issuer, index, state);
        }
        // §6.1.4 (c)–(f), for the certificate below.
        state.key = Some(match &state.key {
            Some(above) => match link.key.inheriting(above) {
                Cow::Borrowed(_) => Cow::Borrowed(&link.key),
                Cow::Owned(key) => Cow::Owned(key),
            },
            None => Cow::Borrowed(&link.key),
        });
        state.name = Some(&link.subject);
        state.issuer = Some(link);
    }

    fn signature(&mut self, link: &Link, index: usize, key: &PublicKey, state: &mut State<'_>) {
        let source = "RFC 5280 6.1.3 (a)(1)";
        match self.verify(link, key) {
            Verification::Good => {}
            Verification::Bad => state.fails(
                Code::BadSignature,
                index,
                source,
                "the key of the certificate above it did not make its signature",
            ),
            Verification::Unusable(why) => {
                state.fails(Code::BadSignature, index, source, why);
            }
            Verification::Unsupported(what) => state.say(
                Code::UnsupportedAlgorithm,
                Effect::Undecided,
                index,
                source,
                format!("its signature could not be verified: {what} is not supported here"),
            ),
        }
    }

    /// RFC 5280 §6.1.3 (a)(3).
    fn revocations(
        &mut self,
        certificates: &[Arc<Link>],
        keys: &[Option<PublicKey>],
        anchor: Option<&Anchor>,
        findings: &mut Vec<Finding>,
    ) -> Vec<Answer> {
        let mut out = Vec::with_capacity(keys.len());
        for (index, key) in keys.iter().enumerate() {
            let answer = match (anchor, key) {
                (Some(anchor), Some(key)) => self.revocation(certificates, index, key, anchor),
                _ => Answer::unchecked(),
            };
            // The certificate's own is told apart from its path.
            if index > 0
                && let Some(finding) = revocation_finding(&answer, index)
            {
                findings.push(finding);
            }
            out.push(answer);
        }
        out
    }
}

fn revocation_finding(answer: &Answer, certificate: usize) -> Option<Finding> {
    let (code, effect, message) = match &answer.status {
        revocation::Status::Revoked { since, reason } => {
            let since = since.map_or_else(String::new, |it| format!(" on {}", date(it)));
            let reason = reason
                .as_ref()
                .map_or_else(String::new, |it| format!(" ({it})"));
            (
                Code::Revoked,
                Effect::Fails,
                format!("it was revoked{since}{reason}"),
            )
        }
        revocation::Status::Unknown => {
            let tried: Vec<String> = answer
                .tried
                .iter()
                .map(|it| format!("{}: {}", it.source, it.result))
                .collect();
            let tried = if tried.is_empty() {
                "no CRL or OCSP response covers it".to_owned()
            } else {
                tried.join("; ")
            };
            (
                Code::RevocationUnknown,
                Effect::Undecided,
                format!("whether it is revoked could not be told ({tried})"),
            )
        }
        revocation::Status::Good | revocation::Status::Unchecked => return None,
    };
    Some(Finding {
        code,
        certificate,
        effect,
        message,
        source: "RFC 5280 6.1.3 (a)(3)".into(),
    })
}

/// RFC 5937 §3.2: an anchor's certificate constrains its paths as any CA's does.
fn constrain_from_root<'p>(root: &'p Link, index: usize, state: &mut State<'p>) {
    let basic = root.extensions.basic_constraints.as_ref();
    // Roots before version 3 could not say that they are CAs.
    if root.version >= 3 && !basic.is_some_and(|it| it.value.ca) {
        not_a_ca(root, index, state);
    }
    if let Some(most) = basic.and_then(|it| it.value.path_length) {
        state.path_length = state.path_length.min(most);
    }
    hand_down(root, index, state);
}

/// RFC 5280 §6.1.4: from a CA to the certificate below it.
fn prepare<'p>(link: &'p Link, index: usize, state: &mut State<'p>) {
    let self_issued = link.is_self_issued();
    if let Some((message, source)) = state.policies.prepare(&link.extensions, self_issued) {
        state.fails(Code::Policy, index, source, message);
    }
    if link.version < 3 || !link.is_ca() {
        not_a_ca(link, index, state);
    }
    if !self_issued {
        match state.path_length.checked_sub(1) {
            Some(left) => state.path_length = left,
            None => state.fails(
                Code::PathLength,
                index,
                "RFC 5280 6.1.4 (l)",
                "a certificate above it allows fewer CAs below itself than this path has",
            ),
        }
    }
    let basic = link.extensions.basic_constraints.as_ref();
    if let Some(most) = basic.and_then(|it| it.value.path_length) {
        state.path_length = state.path_length.min(most);
    }
    hand_down(link, index, state);
}

/// What any issuer must be allowed, and what it passes on to the names below.
fn hand_down<'p>(link: &'p Link, index: usize, state: &mut State<'p>) {
    if let Some(usage) = &link.extensions.key_usage
        && !usage.value.has(KeyUsage::KEY_CERT_SIGN)
    {
        state.fails(
            Code::KeyUsage,
            index,
            "RFC 5280 6.1.4 (n)",
            "its keyUsage does not allow it to sign certificates (keyCertSign)",
        );
    }
    if let Some(constraints) = &link.extensions.name_constraints {
        state.constraints.add(&constraints.value);
    }
}

fn not_a_ca(link: &Link, index: usize, state: &mut State<'_>) {
    let why = if link.version < 3 {
        format!(
            "it is of version {}, which cannot say that it is a CA",
            link.version
        )
    } else if link.extensions.basic_constraints.is_some() {
        "its basicConstraints says that it is no CA".to_owned()
    } else {
        "it has no basicConstraints, so it is no CA".to_owned()
    };
    state.fails(
        Code::NotACa,
        index,
        "RFC 5280 6.1.4 (k)",
        format!("{why}, yet it stands above another certificate"),
    );
}

/// RFC 5280 §6.1.3 (b), (c).
fn names(link: &Link, index: usize, state: &mut State<'_>) {
    for breach in state.constraints.check(link, &mut state.names_left) {
        let (code, effect) = match breach.kind {
            BreachKind::Breaks => (Code::NameConstraint, Effect::Fails),
            BreachKind::Undecided => (Code::NameConstraint, Effect::Undecided),
            BreachKind::Budget => (Code::Budget, Effect::Undecided),
        };
        state.say(
            code,
            effect,
            index,
            "RFC 5280 6.1.3 (b), (c)",
            breach.message,
        );
    }
}

/// Whether the identifiers that the certificate gives for its issuer are the issuer's. They only help to find it
/// (RFC 5280 §4.2.1.1), so that a difference does not invalidate the path.
fn key_identifiers(link: &Link, issuer: &Link, index: usize, state: &mut State<'_>) {
    let source = "RFC 5280 4.2.1.1";
    if let (Some(wanted), Some(has)) = (link.authority_key_id(), issuer.subject_key_id())
        && wanted != has
    {
        state.say(
            Code::KeyIdentifierMismatch,
            Effect::Warns,
            index,
            source,
            format!(
                "its authority key identifier is {}, the subject key identifier of the certificate above it {}",
                hex(wanted),
                hex(has)
            ),
        );
    }
    let authority = link.extensions.authority_key_id.as_ref();
    if let Some((name, serial)) = authority.and_then(|it| it.value.issuer_and_serial())
        && (*name != issuer.issuer || *serial != *issuer.serial)
    {
        state.say(
            Code::KeyIdentifierMismatch,
            Effect::Warns,
            index,
            source,
            "its authority key identifier names another certificate of its issuer, by issuer and serial number, than the one above it",
        );
    }
}

/// A certificate for signing in must be allowed to sign.
fn may_sign(target: &Link, message: &'static str, state: &mut State<'_>) {
    if let Some(usage) = &target.extensions.key_usage
        && !usage.value.has(KeyUsage::DIGITAL_SIGNATURE)
    {
        state.fails(Code::KeyUsage, 0, "RFC 5280 4.2.1.3", message);
    }
}

pub(super) fn date(it: time::OffsetDateTime) -> String {
    let it = it.to_offset(time::UtcOffset::UTC);
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC",
        it.year(),
        u8::from(it.month()),
        it.day(),
        it.hour(),
        it.minute(),
        it.second()
    )
}

fn hex(bytes: &[u8]) -> String {
    // Identifiers are hashes; longer ones are cut.
    let mut out = String::new();
    for byte in bytes.iter().take(32) {
        use std::fmt::Write as _;
        let _ = write!(out, "{byte:02X}");
    }
    if bytes.len() > 32 {
        out.push('…');
    }
    out
}

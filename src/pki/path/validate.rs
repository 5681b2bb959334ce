use super::anchor::Anchor;
use super::build::{Draft, End};
use super::checks::{
    constrain_from_root, key_identifiers, may_sign, names, prepare, revocation_finding,
};
use super::constraint::Constraints;
use super::engine::Engine;
use super::judgement::{Code, Effect, Finding, Path, Status};
use super::link::Link;
use super::parameters::Purpose;
use super::policy::Policies;
use super::revocation::Answer;
use super::state::State;
use super::usage::{self, Usages};
use super::words::hex;
use crate::pki::Oid;
use crate::pki::signature::{PublicKey, Verification};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

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
        let refusals = self
            .distrust
            .map(|it| it.refusals(certificates, anchor.is_some(), self.purpose()));
        for it in refusals.into_iter().flatten() {
            state.fails(
                Code::Distrusted,
                it.certificate,
                "RFC 5280 6.1.1 (d)",
                it.message,
            );
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

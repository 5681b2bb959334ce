//! What a walk down a path carries from one certificate to the next.
use super::constraint::Constraints;
use super::judgement::{Code, Effect, Finding};
use super::link::Link;
use super::policy::Policies;
use super::usage::Usages;
use crate::pki::Name;
use crate::pki::signature::PublicKey;
use std::borrow::Cow;

/// What the certificates above hand down (RFC 5280 §6.1.2).
pub(super) struct State<'p> {
    /// working_public_key; `None` where nobody there issued the topmost certificate.
    pub key: Option<Cow<'p, PublicKey>>,
    /// working_issuer_name.
    pub name: Option<&'p Name>,
    pub issuer: Option<&'p Link>,
    /// max_path_length.
    pub path_length: u32,
    pub constraints: Constraints<'p>,
    pub policies: Policies<'p>,
    pub usages: Usages,
    pub names_left: u32,
    /// Who issued the topmost certificate stands below it already.
    pub in_ring: bool,
    pub findings: Vec<Finding>,
}

impl State<'_> {
    pub(super) fn fails(
        &mut self,
        code: Code,
        at: usize,
        source: &'static str,
        message: impl Into<String>,
    ) {
        self.say(code, Effect::Fails, at, source, message);
    }

    pub(super) fn say(
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

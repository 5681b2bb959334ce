//! What it means: good or bad, and why. One rule, one file; pure functions of a [`Case`].
//!
//! A rule's doc comment is its page in `docs/rules.md`, its `explain` text and its title in every report. Its id is
//! `where/problem`, names the problem and never the cure, carries no severity and never changes.
use crate::case::{CardCase, Case, Decoded, DeviceCase, ReaderCase};
use crate::facts::Pii;
use serde::{Deserialize, Serialize};
use time::Date;

mod book;
mod distribution;
mod engine;
mod finding;
mod polkit;
mod udev;

pub use book::{Section, sections, title};
pub use engine::{Outcome, Result, run};
pub use finding::{Confidence, Finding, Popular, Remedy, Who};
pub use udev::udev_examples;

/// How bad a broken rule is for somebody who wants to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing to repair.
    Note,
    /// Works now, and will not for long, or not everywhere.
    Warning,
    /// The tool was kept from looking: nothing can be said of what lies beyond.
    Blind,
    /// The certificate cannot be used.
    Failure,
}

/// What a finding is about. A wider subject covers a narrower one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Host,
    /// A USB device, by its place in the snapshot.
    Device {
        at: usize,
        name: String,
        /// No reader works beside it: what is wrong with it is wrong with the whole way to a card.
        only: bool,
    },
    /// A reader, by its place in the snapshot and its name.
    Reader(usize, Pii<String>),
    /// The card in that reader.
    Card(usize, Pii<String>),
    /// An object on that card, named as the standard does: `9A`, `cac:0100`, `CHUID`.
    Object(usize, Pii<String>, String),
}

impl Subject {
    /// The place of the reader it is about or in.
    pub fn reader(&self) -> Option<usize> {
        match self {
            Subject::Host | Subject::Device { .. } => None,
            Subject::Reader(n, _) | Subject::Card(n, _) | Subject::Object(n, _, _) => Some(*n),
        }
    }

    /// The place of the USB device it is about.
    pub fn device(&self) -> Option<usize> {
        match self {
            Subject::Device { at, .. } => Some(*at),
            _ => None,
        }
    }

    /// Whether trouble with `self` is trouble for `other`.
    pub fn covers(&self, other: &Subject) -> bool {
        match self {
            Subject::Host => true,
            Subject::Device { at, only, .. } => match other {
                Subject::Device { at: of, .. } => of == at,
                _ => *only,
            },
            Subject::Reader(n, _) => other.reader() == Some(*n),
            Subject::Card(n, _) => {
                other.reader() == Some(*n) && !matches!(other, Subject::Reader(..))
            }
            Subject::Object(..) => self == other,
        }
    }

    /// A device that PC/SC does not show, or that is wrong whether it does or not.
    pub fn of_device(case: &Case, it: &DeviceCase) -> Subject {
        Subject::Device {
            at: it.index,
            name: it.words(),
            only: case.readers.is_empty(),
        }
    }

    pub fn of_reader(it: &ReaderCase) -> Subject {
        Subject::Reader(it.index, it.name.clone())
    }

    pub fn of_card(it: &ReaderCase) -> Subject {
        Subject::Card(it.index, it.name.clone())
    }

    pub fn of_object(it: &ReaderCase, object: &str) -> Subject {
        Subject::Object(it.index, it.name.clone(), object.to_owned())
    }

    /// The word for the kind of thing, as the report has it.
    pub fn kind(&self) -> &'static str {
        match self {
            Subject::Host => "host",
            Subject::Device { .. } => "device",
            Subject::Reader(..) => "reader",
            Subject::Card(..) => "card",
            Subject::Object(..) => "object",
        }
    }
}

/// What a rule says of one case.
#[derive(Debug)]
pub enum Verdict {
    Holds,
    Broken(Vec<Finding>),
    /// There is nothing here that the rule is about.
    NotApplicable,
    /// A fact the rule needs was not obtained. Never to be read as "holds".
    Unknown(String),
}

impl Verdict {
    /// `Broken` with these findings, or `Holds` where there is none.
    pub fn of(findings: Vec<Finding>) -> Verdict {
        if findings.is_empty() {
            Verdict::Holds
        } else {
            Verdict::Broken(findings)
        }
    }
}

/// A check with everything there is to say of it.
pub struct Rule {
    pub id: &'static str,
    pub severity: Severity,
    /// Rules whose failure makes this one meaningless for the same subject.
    pub masked_by: &'static [&'static Rule],
    /// Where the facts behind it come from: standards with clause, manuals, source files.
    pub sources: &'static [&'static str],
    /// The doc comment: title, What it means, How we know, What to do.
    pub docs: &'static str,
    pub file: &'static str,
    pub check: fn(&Case) -> Verdict,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rule({})", self.id)
    }
}

/// One finding for every reader that `look` finds something wrong with, among those the rule is about (`applies`). What
/// is wrong with one card matters less where a CAC or PIV card was read in another reader.
fn for_each_reader(
    case: &Case,
    applies: impl Fn(&ReaderCase) -> bool,
    look: impl Fn(&ReaderCase) -> Option<Finding>,
) -> Verdict {
    let mut readers = case.readers.iter().filter(|it| applies(it)).peekable();
    if readers.peek().is_none() {
        return Verdict::NotApplicable;
    }
    let another = |index: usize| case.cards().any(|(it, _)| it.index != index);
    Verdict::of(
        readers
            .filter_map(|it| {
                let mut finding = look(it)?;
                if another(it.index) && finding.severity.is_none_or(|it| it > Severity::Warning) {
                    finding.severity = Some(Severity::Warning);
                }
                Some(finding)
            })
            .collect(),
    )
}

/// Looks at every card that tells its last day.
fn for_each_dated_card<'c, 's>(
    case: &'c Case<'s>,
    look: impl Fn(&'c ReaderCase<'s>, &'c CardCase, Date) -> Option<Finding>,
) -> Verdict {
    let dated: Vec<_> = case
        .cards()
        .filter_map(|(reader, card)| match &card.chuid {
            Decoded::Value(chuid) => Some((reader, card, chuid.expires?)),
            _ => None,
        })
        .collect();
    if !dated.is_empty() {
        let look = |(reader, card, last_day)| look(reader, card, last_day);
        return Verdict::of(dated.into_iter().filter_map(look).collect());
    }
    if case.cards().any(|(it, _)| it.has_piv()) {
        Verdict::Unknown("no card told the day it expires".to_owned())
    } else {
        Verdict::NotApplicable
    }
}

/// Defines `RULE` from its doc comment and metadata; `check` is the function beside it.
macro_rules! rule {
    (
        $(#[doc = $doc:literal])+
        $id:literal,
        severity: $severity:ident,
        masked_by: [$($($masked:ident)::+),* $(,)?],
        sources: [$($source:literal),+ $(,)?] $(,)?
    ) => {
        pub(crate) const RULE: crate::rules::Rule = crate::rules::Rule {
            id: $id,
            severity: crate::rules::Severity::$severity,
            masked_by: &[$(&crate::rules::$($masked)::+::RULE),*],
            sources: &[$($source),+],
            docs: concat!($($doc, "\n"),+),
            file: file!(),
            check,
        };
    };
}

mod bundle;
mod card;
mod certificate;
mod driver;
mod environment;
mod middleware;
mod reader;
mod service;
mod site;
mod trust;
mod usb;

/// Every rule, in the order the signal travels.
pub const RULES: &[&Rule] = &[
    &bundle::member_changed::RULE,
    &usb::controller_died::RULE,
    &usb::over_current::RULE,
    &usb::enumeration_failed::RULE,
    &usb::flapping::RULE,
    &usb::not_authorized::RULE,
    &usb::not_configured::RULE,
    &usb::claimed_by_nfc::RULE,
    &usb::behind_hub::RULE,
    &environment::container::RULE,
    &environment::not_passed_through::RULE,
    &driver::missing::RULE,
    &driver::damaged::RULE,
    &driver::wrong_architecture::RULE,
    &driver::two_claim_one_reader::RULE,
    &driver::known_bad_version::RULE,
    &service::library_missing::RULE,
    &service::masked::RULE,
    &service::socket_missing::RULE,
    &service::socket_stale::RULE,
    &service::socket_forbidden::RULE,
    &service::policy_not_registered::RULE,
    &service::polkit_not_running::RULE,
    &service::refused_by_policy::RULE,
    &service::protocol_mismatch::RULE,
    &service::remote_desktop::RULE,
    &service::stopped::RULE,
    &service::silent::RULE,
    &service::unreachable::RULE,
    &service::died::RULE,
    &usb::no_device::RULE,
    &usb::hidden_by_udev::RULE,
    &reader::unknown_to_driver::RULE,
    &reader::vendor_class::RULE,
    &reader::firmware_refused::RULE,
    &reader::character_level::RULE,
    &usb::node_forbidden::RULE,
    &usb::claimed_by_program::RULE,
    &usb::autosuspend::RULE,
    &usb::lost_after_reset::RULE,
    &reader::not_shown::RULE,
    &service::known_bad_release::RULE,
    &service::sandbox_protocol::RULE,
    &service::readers_filtered::RULE,
    &service::noise_not_ours::RULE,
    &reader::none::RULE,
    &reader::not_matched::RULE,
    &reader::vanished::RULE,
    &reader::ghost::RULE,
    &reader::silent::RULE,
    &reader::usb3_firmware::RULE,
    &reader::passes_pin_to_host::RULE,
    &reader::controlvault::RULE,
    &reader::virtual_first::RULE,
    &reader::unsupported_model::RULE,
    &reader::loses_fast_cards::RULE,
    &reader::false_pin_pad::RULE,
    &card::none::RULE,
    &card::mute::RULE,
    &card::held_by_scdaemon::RULE,
    &card::held_exclusively::RULE,
    &card::busy::RULE,
    &card::helper_polls::RULE,
    &card::one_at_a_time::RULE,
    &card::refused_by_policy::RULE,
    &card::removed::RULE,
    &card::unreachable::RULE,
    &card::terminated::RULE,
    &card::foreign::RULE,
    &card::unread::RULE,
    &card::contactless::RULE,
    &card::atr_malformed::RULE,
    &card::object_garbled::RULE,
    &card::object_unread::RULE,
    &card::expired::RULE,
    &card::pin_locked::RULE,
    &card::pin_one_try_left::RULE,
    &card::chuid_signature_bad::RULE,
    &card::chuid_signer_unfit::RULE,
    &card::chuid_signer_expired::RULE,
    &card::content_signer_revoked::RULE,
    &card::content_signer_chain_incomplete::RULE,
    &card::content_signer_chain_invalid::RULE,
    &card::security_object_missing::RULE,
    &card::security_object_signature_bad::RULE,
    &card::security_object_mismatch::RULE,
    &card::security_object_incomplete::RULE,
    &card::object_signature_weak::RULE,
    &certificate::piv_authentication_missing::RULE,
    &certificate::wrong_eku::RULE,
    &certificate::slot_mismatch::RULE,
    &certificate::indistinguishable::RULE,
    &certificate::expired::RULE,
    &certificate::not_yet_valid::RULE,
    &certificate::revoked::RULE,
    &certificate::revocation_unknown::RULE,
    &certificate::expires_soon::RULE,
    &certificate::outlives_card::RULE,
    &certificate::chain_incomplete::RULE,
    &certificate::chain_invalid::RULE,
    &certificate::wrong_anchor::RULE,
    &trust::default_set_old::RULE,
    &trust::root_missing_in_store::RULE,
    &middleware::reader_ignored::RULE,
    &middleware::driver_forced::RULE,
    &middleware::older_than_card::RULE,
    &middleware::stale_cache::RULE,
    &site::reader_not_approved::RULE,
    &site::driver_not_approved::RULE,
    &site::anchor_missing::RULE,
    &certificate::upn_missing::RULE,
    &certificate::weak_key::RULE,
    &certificate::weak_signature::RULE,
    &certificate::key_identifier_mismatch::RULE,
    &certificate::edipi_mismatch::RULE,
    &certificate::fascn_mismatch::RULE,
    &certificate::uuid_mismatch::RULE,
    &certificate::naci_interim::RULE,
];

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|it| it.id == id).copied()
}

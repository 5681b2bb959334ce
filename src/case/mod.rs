//! The snapshot read once: bytes decoded, cards named, certificates laid side by side. No I/O, no good or bad.
mod card;
mod certificates;
pub mod chain;
mod model;
mod objects;
mod pick;
mod problems;
mod reader;
mod signed;
mod signers;
mod software;
mod usb;

pub use model::*;
pub use objects::ObjectCase;
pub use signed::{Comparison, HashEntry, SecurityObjectCase};
pub use signers::{ContentSigner, SignedObject};
pub use software::{DriverCase, DriverOf};
pub use usb::{Departed, DeviceCase, KnownBy, LineCase, Tie};

use crate::facts::{Card, SitePolicy, Snapshot};
use crate::pki::on_card;
use crate::pki::path::Parameters;
use crate::pki::profile::KeyStrength;
use crate::pki::revocation::Known;
use chain::{ChainCase, Chains};
use std::sync::OnceLock;
use time::{Date, OffsetDateTime};

/// What rules, diagnosis and report read.
pub struct Case<'s> {
    pub snapshot: &'s Snapshot,
    /// Time of interest: when dates are judged.
    pub at: OffsetDateTime,
    /// One entry a reader of the snapshot, in its order.
    pub readers: Vec<ReaderCase<'s>>,
    /// Every USB device of the snapshot, in its order. Empty: not looked at, or there is none.
    pub usb: Vec<DeviceCase<'s>>,
    /// Every driver of USB readers, in the order of the snapshot. Empty: not looked at, or there is none.
    pub drivers: Vec<DriverCase<'s>>,
    /// Lines of the kernel's log that tell of trouble with USB, oldest first.
    pub kernel_log: Vec<LineCase<'s>>,
    /// Card readers that were plugged in since the computer started and are not any more, oldest first.
    pub departed: Vec<Departed>,
    /// Lines of the smart card service's log that tell of trouble, oldest first.
    pub service_log: Vec<LineCase<'s>>,
    /// Whether the tool's own anchors, and those of this computer's stores, count.
    pub with_default_trust: bool,
    parameters: Option<Parameters>,
    /// Paths of the certificates; built when first asked for.
    chains: OnceLock<Chains>,
}

/// How a snapshot is to be judged.
#[derive(Clone, Debug)]
pub struct Judging {
    /// Time of interest; none: the one that the snapshot was asked for, or when it was taken.
    pub at: Option<OffsetDateTime>,
    /// Whether the tool's own anchors, and those of this computer's stores, count.
    pub with_default_trust: bool,
    /// What of the paths is asked; none: any purpose, any policy.
    pub parameters: Option<Parameters>,
}

impl Judging {
    /// As without any option.
    pub fn at(at: Option<OffsetDateTime>) -> Judging {
        Judging {
            at,
            with_default_trust: true,
            parameters: None,
        }
    }
}

/// [`Case::warn_days`] where no policy says otherwise: this tool's own choice.
const WARN_DAYS: u32 = 30;

impl<'s> Case<'s> {
    /// Reads a snapshot. Dates are judged at `at`, or at the time it was taken.
    pub fn read(snapshot: &'s Snapshot, at: Option<OffsetDateTime>) -> Case<'s> {
        Case::judging(snapshot, Judging::at(at))
    }

    /// Reads a snapshot to be judged like this.
    pub fn judging(snapshot: &'s Snapshot, judging: Judging) -> Case<'s> {
        let asked_for = &snapshot.asked_for;
        let at = judging.at.or(asked_for.at).unwrap_or(snapshot.taken_at);
        let readers = snapshot.readers.seen().map_or(&[][..], Vec::as_slice);
        let mut readers: Vec<ReaderCase<'s>> = readers
            .iter()
            .enumerate()
            .map(|(index, it)| reader::read(index, it))
            .collect();
        for it in readers.iter_mut().flat_map(|it| &mut it.card.certificates) {
            if let Ok(content) = &it.content {
                it.strength = KeyStrength::of(content, it.purpose == Purpose::Retired, at);
            }
        }
        if snapshot.redaction.is_some() {
            for it in &mut readers {
                signed::without_content(&mut it.card);
            }
        }
        let mut usb = usb::read(&snapshot.machine);
        usb::tie(&mut usb, &mut readers);
        let kernel_log = usb::kernel(&snapshot.machine.kernel_log);
        Case {
            snapshot,
            at,
            readers,
            departed: usb::departed(&snapshot.machine, &usb, &kernel_log),
            kernel_log,
            usb,
            drivers: software::drivers(&snapshot.machine),
            service_log: usb::service(&snapshot.machine.service_log),
            with_default_trust: judging.with_default_trust && !asked_for.no_default_trust,
            parameters: judging.parameters,
            chains: OnceLock::new(),
        }
    }

    /// The paths of all certificates on the cards, and of those who signed objects on them.
    pub fn chains(&self) -> &Chains {
        self.chains.get_or_init(|| {
            let readers = self.snapshot.readers.seen().into_iter().flatten();
            let cards: Vec<&Card> = readers.filter_map(|it| it.card.seen()).collect();
            let of = |all: fn(&Card) -> Vec<Vec<u8>>| -> Vec<Vec<u8>> {
                cards.iter().flat_map(|it| all(it)).collect()
            };
            let certificates = of(on_card::certificates);
            let signers = of(on_card::content_signers);
            let redacted = self.snapshot.redaction.is_some();
            let known = Known::new(&self.snapshot.trust).redacted(redacted);
            let question = chain::Question {
                parameters: self
                    .parameters
                    .clone()
                    .unwrap_or_else(|| Parameters::at(self.at)),
                with_default: self.with_default_trust,
                beside: &self.snapshot.trust.fetched(),
                revocation: Some(&known),
                redacted,
            };
            let trust = &self.snapshot.trust;
            Chains::judge_with_signers(trust, &certificates, &signers, &question)
        })
    }

    /// What became of this certificate's paths.
    pub fn chain(&self, it: &CertificateCase) -> Option<&ChainCase> {
        self.chains().of_case(it)
    }

    /// What became of the paths of this signer's certificate.
    pub fn signer_chain(&self, it: &ContentSigner<'_>) -> Option<&ChainCase> {
        self.chains().of_signer(it.signer)
    }

    /// USB devices that are card readers.
    pub fn usb_readers(&self) -> impl Iterator<Item = &DeviceCase<'s>> {
        self.usb.iter().filter(|it| it.is_reader())
    }

    /// Whether PC/SC shows nothing of this card reader. None: that cannot be told, as PC/SC did not list its readers, or not
    /// all of them were looked at.
    pub fn is_silent(&self, device: &DeviceCase<'_>) -> Option<bool> {
        if !device.readers.is_empty() {
            return Some(false);
        }
        let listed = *self.snapshot.service.seen()?.listing.seen()?;
        let untold = |it: &ReaderCase| it.device.is_none() && it.facts.attributes.seen().is_none();
        (listed == self.readers.len() && !self.readers.iter().any(untold)).then_some(true)
    }

    /// Every card that was asked for its applications, with its reader.
    pub fn cards(&self) -> impl Iterator<Item = (&ReaderCase<'s>, &CardCase)> {
        self.readers
            .iter()
            .map(|it| (it, &it.card))
            .filter(|(_, card)| card.is_cac_or_piv())
    }

    /// A date as this workstation's people read it: local, `2027-06-02`.
    pub fn date(&self, at: OffsetDateTime) -> String {
        self.day(at).to_string()
    }

    /// A time as this workstation's people read it: local, `2027-06-02 09:31`.
    pub fn clock(&self, at: OffsetDateTime) -> String {
        let offset = self.snapshot.host.seen().map_or(0, |it| it.utc_offset_s);
        let local = time::UtcOffset::from_whole_seconds(offset)
            .ok()
            .and_then(|it| at.checked_to_offset(it))
            .unwrap_or(at);
        format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
    }

    /// The time of interest as a day of the workstation's own calendar.
    pub fn today(&self) -> Date {
        self.day(self.at)
    }

    /// Cards hold dates at the very end of what can be said, such as 99991231235959Z (RFC 5280 §4.1.2.5), which has no
    /// local time east of Greenwich.
    fn day(&self, at: OffsetDateTime) -> Date {
        let offset = self.snapshot.host.seen().map_or(0, |it| it.utc_offset_s);
        let local = time::UtcOffset::from_whole_seconds(offset)
            .ok()
            .and_then(|it| at.checked_to_offset(it));
        local.unwrap_or(at).date()
    }

    /// What the site laid down, where it did.
    pub fn policy(&self) -> Option<&'s SitePolicy> {
        self.snapshot.policy.seen()
    }

    /// How many days ahead an expiry is worth a warning.
    pub fn warn_days(&self) -> u32 {
        let laid_down = self.policy().and_then(|it| it.warn_days);
        laid_down.unwrap_or(WARN_DAYS)
    }

    /// Whether the session bears this mark: `ssh`, `container`.
    pub fn in_session(&self, mark: &str) -> bool {
        self.snapshot
            .host
            .seen()
            .is_some_and(|it| it.session.iter().any(|it| it == mark))
    }

    /// Whole days from the time of interest until `at`; negative where it has passed.
    pub fn days_until(&self, at: OffsetDateTime) -> i64 {
        (at - self.at).whole_seconds().div_euclid(86_400)
    }

    /// The certificate to pick for sign-in, of the first card that has one.
    pub fn pick(&self) -> Option<(&ReaderCase<'s>, &CertificateCase)> {
        self.cards().find_map(|(reader, card)| {
            card.certificates
                .iter()
                .find(|it| it.pick_for_sign_in)
                .map(|it| (reader, it))
        })
    }
}

use super::commands::Application;
use super::session::Session;
use crate::facts::{CacApplication, Card, PivApplication, Scope};

/// One card being read, and what is known of it so far.
pub(in crate::probe) struct Reading<'r, 'c> {
    pub session: Session<'c>,
    pub scope: Scope,
    pub card: &'r mut Card,
    /// Takes the state so far, in case the next command never returns.
    pub publish: &'r mut dyn FnMut(&Card),
    pub atr: Vec<u8>,
    /// PIV is known to this card by the beginning of its AID only.
    pub truncated_aid: bool,
    /// PIV was selected anew once because the card had forgotten it.
    pub reselected: bool,
    /// READ BUFFER counts past the end are refused by this card.
    pub exact_counts: bool,
    /// The card refuses READ BUFFER: a CAC-1.
    pub first_generation: bool,
    /// Length of the T buffer of the last PKI applet.
    pub tags: Option<usize>,
}

impl Reading<'_, '_> {
    pub(super) fn publish(&mut self) {
        self.card.traffic = self.session.traffic.clone();
        (self.publish)(self.card);
    }

    /// PIV as this card knows it.
    pub(super) fn piv_application(&self) -> Application {
        if self.truncated_aid {
            Application::PivTruncated
        } else {
            Application::Piv
        }
    }

    pub(super) fn piv(&self) -> Option<&PivApplication> {
        self.card.piv.seen()
    }

    pub(super) fn piv_mut(&mut self) -> Option<&mut PivApplication> {
        self.card.piv.seen_mut()
    }

    pub(super) fn cac_mut(&mut self) -> Option<&mut CacApplication> {
        self.card.cac.seen_mut()
    }
}

use super::closing::LIBRARY;
use super::{Channel, Context, Handle, PcscError, RawState, Share, Stack, Surroundings};
use crate::facts::Observed;
use crate::probe::{atr_names, service};
use crate::standards::pcsc::is_pnp_pseudo;
use pcsc::{Disposition, Error, Protocol, Protocols, ReaderState, Scope, ShareMode, State};
use std::ffi::CString;
use std::time::Duration;

/// The system's PC/SC.
pub struct System;

impl Stack for System {
    fn establish(&self) -> Result<Box<dyn Context>, PcscError> {
        let context = pcsc::Context::establish(Scope::User).map_err(of("SCardEstablishContext"))?;
        Ok(Box::new(SystemContext(Some(context))))
    }

    fn surroundings(&self, answers: bool) -> Surroundings {
        service::surroundings(answers)
    }

    fn names(&self, atr: &[u8]) -> Observed<Vec<String>> {
        atr_names::look(atr)
    }
}

fn of(call: &'static str) -> impl Fn(Error) -> PcscError {
    move |error| PcscError::new(call, error as u32)
}

/// Empty only while it is dropped.
struct SystemContext(Option<pcsc::Context>);

impl Drop for SystemContext {
    /// The crate's context releases itself, but not alone.
    fn drop(&mut self) {
        LIBRARY.close(self.0.take(), drop);
    }
}

impl SystemContext {
    fn context(&self, call: &'static str) -> Result<&pcsc::Context, PcscError> {
        self.0
            .as_ref()
            .ok_or(PcscError::new(call, Error::InvalidHandle as u32))
    }

    /// The reader's name in the service's own bytes. Where those are no UTF-8 they are not in `reader` any more, and the
    /// list is asked for them.
    fn name(&self, reader: &str) -> Result<CString, PcscError> {
        if reader.contains(char::REPLACEMENT_CHARACTER) {
            let context = self.context("SCardListReaders")?;
            let listed = context.list_readers_owned().unwrap_or_default();
            if let Some(it) = listed.into_iter().find(|it| it.to_string_lossy() == reader) {
                return Ok(it);
            }
        }
        CString::new(reader)
            .map_err(|_| PcscError::new("SCardConnect", Error::UnknownReader as u32))
    }
}

impl Context for SystemContext {
    fn readers(&self) -> Result<Vec<String>, PcscError> {
        match self.context("SCardListReaders")?.list_readers_owned() {
            Ok(names) => Ok(names
                .iter()
                .map(|it| it.to_string_lossy().into_owned())
                .filter(|it| !is_pnp_pseudo(it))
                .collect()),
            Err(Error::NoReadersAvailable) => Ok(Vec::new()),
            Err(error) => Err(of("SCardListReaders")(error)),
        }
    }

    fn state(&self, reader: &str) -> Result<RawState, PcscError> {
        let mut states = [ReaderState::new(self.name(reader)?, State::UNAWARE)];
        let context = self.context("SCardGetStatusChange")?;
        match context.get_status_change(Duration::ZERO, &mut states) {
            // With UNAWARE the call answers at once; "timed out" only means that nothing changed since.
            Ok(()) | Err(Error::Timeout) => Ok(RawState {
                flags: states[0].event_state().bits() as u32 & 0xFFFF,
                events: states[0].event_count(),
                atr: states[0].atr().to_vec(),
            }),
            Err(error) => Err(of("SCardGetStatusChange")(error)),
        }
    }

    fn connect(&self, reader: &str, share: Share) -> Result<Box<dyn Handle>, PcscError> {
        let (mode, protocols) = match share {
            Share::Shared => (ShareMode::Shared, Protocols::ANY),
            Share::Direct => (ShareMode::Direct, Protocols::UNDEFINED),
        };
        let card = self
            .context("SCardConnect")?
            .connect(&self.name(reader)?, mode, protocols)
            .map_err(of("SCardConnect"))?;
        let mut handle = SystemHandle {
            card: Some(card),
            protocol: None,
        };
        if share == Share::Shared {
            handle.protocol = handle.protocol_in_use()?;
        }
        Ok(Box::new(handle))
    }
}

struct SystemHandle {
    /// Taken only by `drop`.
    card: Option<pcsc::Card>,
    protocol: Option<&'static str>,
}

impl SystemHandle {
    fn card(&self) -> Result<&pcsc::Card, PcscError> {
        self.card
            .as_ref()
            .ok_or(PcscError::new("SCardStatus", Error::InvalidHandle as u32))
    }

    /// pcscd tells the protocol only by status; a direct connection has none.
    fn protocol_in_use(&self) -> Result<Option<&'static str>, PcscError> {
        let status = self.card()?.status2_owned().map_err(of("SCardStatus"))?;
        Ok(match status.protocol2() {
            Some(Protocol::T0) => Some("T=0"),
            Some(Protocol::T1) => Some("T=1"),
            _ => None,
        })
    }
}

impl Drop for SystemHandle {
    /// The crate's own drop would reset the card and log other programs out.
    fn drop(&mut self) {
        LIBRARY.close(self.card.take(), |card| {
            if let Some(card) = card
                && let Err((card, _)) = card.disconnect(Disposition::LeaveCard)
            {
                // The service is gone or has dropped the handle; there is nothing left to end.
                std::mem::forget(card);
            }
        });
    }
}

/// How often a transaction is tried anew after somebody else reset the card; some cards say so right after insertion.
const RESET_TRIES: usize = 10;

impl Handle for SystemHandle {
    fn protocol(&self) -> Option<&'static str> {
        self.protocol
    }

    fn attribute(&self, id: u32) -> Result<Vec<u8>, PcscError> {
        let mut buffer = [0; pcsc::MAX_BUFFER_SIZE];
        let attribute = attribute(id).ok_or(PcscError::new(
            "SCardGetAttrib",
            Error::UnsupportedFeature as u32,
        ))?;
        self.card()?
            .get_attribute(attribute, &mut buffer)
            .map(<[u8]>::to_vec)
            .map_err(of("SCardGetAttrib"))
    }

    fn control(&self, code: u32, data: &[u8]) -> Result<Vec<u8>, PcscError> {
        let mut buffer = [0; pcsc::MAX_BUFFER_SIZE];
        self.card()?
            .control(code.into(), data, &mut buffer)
            .map(<[u8]>::to_vec)
            .map_err(of("SCardControl"))
    }

    fn transaction(&mut self, work: &mut dyn FnMut(&mut dyn Channel)) -> Result<(), PcscError> {
        let card = self.card.as_mut().ok_or(PcscError::new(
            "SCardBeginTransaction",
            Error::InvalidHandle as u32,
        ))?;
        for left in (0..RESET_TRIES).rev() {
            let error = match card.transaction2() {
                Ok(transaction) => {
                    work(&mut SystemChannel {
                        transaction: &transaction,
                        buffer: vec![0; pcsc::MAX_BUFFER_SIZE_EXTENDED],
                    });
                    // A card that was pulled or a service that died has ended it already; the drop of a transaction
                    // that could not be ended leaves the card, too.
                    let _ = transaction.end(Disposition::LeaveCard);
                    return Ok(());
                }
                Err((_, error)) => error,
            };
            if error != Error::ResetCard || left == 0 {
                return Err(of("SCardBeginTransaction")(error));
            }
            std::thread::sleep(Duration::from_millis(100));
            card.reconnect(ShareMode::Shared, Protocols::ANY, Disposition::LeaveCard)
                .map_err(of("SCardReconnect"))?;
        }
        Ok(())
    }
}

/// The crate's names for the attributes asked for (PC/SC Part 3 §3.1.2).
fn attribute(id: u32) -> Option<pcsc::Attribute> {
    use crate::standards::pcsc::attribute as ids;
    Some(match id {
        ids::VENDOR_NAME => pcsc::Attribute::VendorName,
        ids::VENDOR_IFD_TYPE => pcsc::Attribute::VendorIfdType,
        ids::VENDOR_IFD_VERSION => pcsc::Attribute::VendorIfdVersion,
        ids::VENDOR_IFD_SERIAL_NO => pcsc::Attribute::VendorIfdSerialNo,
        ids::CHANNEL_ID => pcsc::Attribute::ChannelId,
        ids::MAXINPUT => pcsc::Attribute::Maxinput,
        _ => return None,
    })
}

struct SystemChannel<'t, 'c> {
    transaction: &'t pcsc::Transaction<'c>,
    buffer: Vec<u8>,
}

impl Channel for SystemChannel<'_, '_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, PcscError> {
        self.transaction
            .transmit(command, &mut self.buffer)
            .map(<[u8]>::to_vec)
            .map_err(of("SCardTransmit"))
    }
}

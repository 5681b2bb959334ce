//! A simulated workstation behind the probe's own PC/SC seam, so that the code which looks at readers and cards is the
//! same for `demo` and for a real desk.
use super::card::{Presence, SimCard};
use super::fault::Fault;
use super::scenario::{Scenario, ServiceState, SimReader, SlotState};
use super::spec::Protocol;
use super::usb;
use crate::facts::{Failure, Host, Library, Machine, Observed, Pii, Process, Socket};
use crate::probe::pcsc::{
    Channel, Context, Handle, PcscError, RawState, Share, Stack, Surroundings,
};
use crate::standards::pcsc::{attribute, state};
use std::time::Duration;
use time::OffsetDateTime;

/// The simulated PC/SC service with its readers.
pub struct Workstation {
    scenario: Scenario,
}

impl Workstation {
    pub fn new(scenario: Scenario) -> Workstation {
        Workstation { scenario }
    }

    /// The computer it is: an ordinary one, at the desk, of an ordinary user.
    pub fn host(&self) -> Host {
        Host {
            os: "linux".to_owned(),
            name: Some("Debian GNU/Linux 12 (bookworm), simulated".to_owned()),
            distribution: Some("debian".to_owned()),
            distribution_like: Vec::new(),
            kernel: Some("6.1.0-simulated".to_owned()),
            architecture: "x86_64".to_owned(),
            hostname: Some(Pii("demo".to_owned())),
            user: Some(Pii("jane".to_owned())),
            uid: Some(1000),
            utc_offset_s: 0,
            caps_lock: None,
            session: Vec::new(),
        }
    }

    /// What lies below its PC/SC.
    pub fn machine(&self, now: OffsetDateTime) -> Machine {
        usb::machine(&self.scenario, now)
    }
}

const SOCKET: &str = "/run/pcscd/pcscd.comm";

impl Stack for Workstation {
    fn establish(&self) -> Result<Box<dyn Context>, PcscError> {
        let refused = |code| Err(PcscError::new("SCardEstablishContext", code));
        match self.scenario.service {
            ServiceState::Running => Ok(Box::new(Desk {
                readers: self.scenario.readers.clone(),
            })),
            ServiceState::Absent | ServiceState::StaleSocket => refused(0x8010_001D),
            ServiceState::Forbidden => refused(0x8010_006A),
            ServiceState::Hung => {
                hang();
                refused(0x8010_0013)
            }
        }
    }

    fn surroundings(&self, answers: bool) -> Surroundings {
        let library = Observed::Seen(Library {
            name: "libpcsclite.so.1".to_owned(),
        });
        if answers {
            return Surroundings::of_an_answering(library);
        }
        let refused = |name: &str, code: u32, words: &str| {
            Observed::Failed(Failure::new("connect", name, Some(code)).because(words))
        };
        let (there, connect) = match self.scenario.service {
            ServiceState::Absent => (false, refused("ENOENT", 2, "No such file or directory")),
            ServiceState::StaleSocket => (true, refused("ECONNREFUSED", 111, "Connection refused")),
            ServiceState::Running | ServiceState::Forbidden | ServiceState::Hung => {
                (true, Observed::Seen(()))
            }
        };
        let runs = connect.seen().is_some();
        Surroundings {
            library,
            socket: Observed::Seen(Socket {
                path: SOCKET.to_owned(),
                overridden: false,
                mode: if there {
                    Observed::Seen("666".to_owned())
                } else {
                    Observed::Absent
                },
                owner: if there {
                    Observed::Seen(0)
                } else {
                    Observed::Absent
                },
                connect,
            }),
            process: if runs {
                Observed::Seen(Process {
                    pid: 812,
                    name: "pcscd".to_owned(),
                    user: Some(Pii("root".to_owned())),
                })
            } else {
                Observed::Absent
            },
            program: Observed::Seen("/usr/sbin/pcscd".to_owned()),
        }
    }

    fn names(&self, _: &[u8]) -> Observed<Vec<String>> {
        Observed::unasked("the simulated workstation has no list of cards")
    }
}

/// Longer than any run may take.
#[allow(clippy::disallowed_methods)]
fn hang() {
    std::thread::sleep(Duration::from_secs(3600));
}

/// A context: what one program sees.
struct Desk {
    readers: Vec<SimReader>,
}

impl Desk {
    fn reader(&self, call: &'static str, name: &str) -> Result<&SimReader, PcscError> {
        self.readers
            .iter()
            .find(|it| it.name == name)
            .ok_or(PcscError::new(call, 0x8010_0009))
    }
}

fn is_mute(card: &SimCard) -> bool {
    card.spec().faults.iter().any(|it| it.fault == Fault::Mute)
}

impl Context for Desk {
    fn readers(&self) -> Result<Vec<String>, PcscError> {
        Ok(self.readers.iter().map(|it| it.name.to_owned()).collect())
    }

    fn state(&self, reader: &str) -> Result<RawState, PcscError> {
        let reader = self.reader("SCardGetStatusChange", reader)?;
        let Some(spec) = &reader.card else {
            return Ok(RawState {
                flags: state::CHANGED | state::EMPTY,
                events: 0,
                atr: Vec::new(),
            });
        };
        let card = SimCard::new(spec);
        if is_mute(&card) {
            return Ok(RawState {
                flags: state::CHANGED | state::PRESENT | state::MUTE,
                events: 1,
                atr: Vec::new(),
            });
        }
        let use_of = match reader.state {
            SlotState::Free => state::UNPOWERED,
            SlotState::HeldExclusively => state::EXCLUSIVE,
            SlotState::InTransaction => state::INUSE,
        };
        Ok(RawState {
            flags: state::CHANGED | state::PRESENT | use_of,
            events: 1,
            atr: card.atr().to_vec(),
        })
    }

    fn connect(&self, reader: &str, share: Share) -> Result<Box<dyn Handle>, PcscError> {
        let refused = |code| Err(PcscError::new("SCardConnect", code));
        let reader = self.reader("SCardConnect", reader)?;
        if reader.state == SlotState::HeldExclusively {
            return refused(0x8010_000B);
        }
        let card = reader.card.as_ref().map(SimCard::new);
        match (share, &card) {
            (Share::Shared, None) => return refused(0x8010_000C),
            (Share::Shared, Some(it)) if is_mute(it) => return refused(0x8010_0066),
            _ => {}
        }
        let card = if share == Share::Shared { card } else { None };
        Ok(Box::new(Connected {
            reader: reader.clone(),
            card,
        }))
    }
}

/// A connection to a reader and, where it was asked for, its card.
struct Connected {
    reader: SimReader,
    card: Option<SimCard>,
}

impl Handle for Connected {
    fn protocol(&self) -> Option<&'static str> {
        self.card.as_ref().map(|it| match it.spec().protocol {
            Protocol::T0 => "T=0",
            Protocol::T1 => "T=1",
        })
    }

    fn attribute(&self, id: u32) -> Result<Vec<u8>, PcscError> {
        let vendor = self
            .reader
            .name
            .split(' ')
            .take(2)
            .collect::<Vec<_>>()
            .join(" ");
        match id {
            attribute::VENDOR_NAME => Ok([vendor.as_bytes(), &[0]].concat()),
            // bcdDevice 5.23, as libccid gives it: major, minor, two empty bytes.
            attribute::VENDOR_IFD_VERSION => Ok(0x0523_0000_u32.to_ne_bytes().to_vec()),
            attribute::CHANNEL_ID => Ok(usb::channel(self.reader.name).to_ne_bytes().to_vec()),
            attribute::MAXINPUT => Ok(261_u32.to_ne_bytes().to_vec()),
            _ => Err(PcscError::new("SCardGetAttrib", 0x8010_001F)),
        }
    }

    fn control(&self, _: u32, _: &[u8]) -> Result<Vec<u8>, PcscError> {
        Err(PcscError::new("SCardControl", 0x8010_001F))
    }

    fn transaction(&mut self, work: &mut dyn FnMut(&mut dyn Channel)) -> Result<(), PcscError> {
        if self.reader.state == SlotState::InTransaction {
            hang();
        }
        match &mut self.card {
            Some(card) => {
                work(&mut Wire { card });
                Ok(())
            }
            None => Err(PcscError::new("SCardBeginTransaction", 0x8010_0003)),
        }
    }
}

struct Wire<'c> {
    card: &'c mut SimCard,
}

impl Channel for Wire<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, PcscError> {
        let answer = self.card.transmit(command);
        match self.card.presence() {
            Presence::Present => Ok(answer),
            Presence::Removed => Err(PcscError::new("SCardTransmit", 0x8010_0069)),
            Presence::Died => Err(PcscError::new("SCardTransmit", 0x8010_0016)),
        }
    }
}

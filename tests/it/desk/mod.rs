//! Cards on a desk without pcscd: the probe's own code on the simulated card, every exchange kept.

mod economy;
mod faults;

use cac_doctor::case::Case;
use cac_doctor::diagnosis::diagnose;
use cac_doctor::facts::{Library, Login, Machine, Observed, Scope};
use cac_doctor::probe::pcsc::{
    Channel, Context, Handle, PcscError, RawState, Share, Stack, Surroundings,
};
use cac_doctor::probe::{Options, PATIENCE, look_through};
use cac_doctor::report::json;
use cac_doctor::sim::Installed;
use cac_doctor::sim::workstation::Workstation;
use cac_doctor::sim::{
    Exchange, Presence, Protocol, Revoked, Scenario, ServiceState, SimCard, Spec, UsbState,
};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const READER: &str = "Desk Reader 00 00";
/// The time limit of a look; a bounded probe is done long before.
pub const LIMIT: Duration = Duration::from_secs(20);

/// Changes answers on their way: the command, the answer, what comes of it.
type Spoil = Arc<Mutex<dyn FnMut(&[u8], Vec<u8>) -> Vec<u8> + Send>>;

/// One reader with one card, which stays the same over all connections.
#[derive(Clone)]
pub struct Desk(Arc<Mutex<SimCard>>, Option<Spoil>);

/// What came of looking.
pub struct Seen {
    pub report: Value,
    /// What the card was asked, and what it answered.
    pub log: Vec<Exchange>,
    pub took: Duration,
}

impl Desk {
    pub fn with(spec: &Spec) -> Self {
        Self(Arc::new(Mutex::new(SimCard::new(spec))), None)
    }

    /// The same card with its answers changed on their way.
    pub fn spoilt(self, by: impl FnMut(&[u8], Vec<u8>) -> Vec<u8> + Send + 'static) -> Self {
        Self(self.0, Some(Arc::new(Mutex::new(by))))
    }

    pub fn look(&self, scope: Scope) -> Seen {
        self.look_within(LIMIT, scope)
    }

    pub fn look_within(&self, limit: Duration, scope: Scope) -> Seen {
        let before = self.0.lock().unwrap().log().len();
        let options = Options {
            scope,
            timeout: limit,
            reader: None,
            login: Login::default(),
            root: "/".into(),
            patience: PATIENCE,
        };
        let elsewhere = Workstation::new(Scenario {
            name: "",
            summary: "",
            service: ServiceState::Running,
            readers: Vec::new(),
            usb: UsbState::Fine,
            trust: Installed::All,
            revoked: Revoked::Nobody,
            login_code: None,
        });
        let started = Instant::now();
        let snapshot = look_through(
            &options,
            Arc::new(self.clone()),
            elsewhere.host(),
            Machine::default(),
        );
        let took = started.elapsed();
        let case = Case::read(&snapshot, None);
        let report = serde_json::to_value(json::from(&case, &diagnose(&case))).unwrap();
        let log = self.0.lock().unwrap().log()[before..].to_vec();
        Seen { report, log, took }
    }
}

impl Seen {
    pub fn card(&self) -> &Value {
        &self.report["readers"][0]["card"]
    }

    /// Rule and subject of every failure, warning and blind spot with a remedy.
    pub fn findings(&self) -> Vec<(&str, &str)> {
        let all = self.report["findings"].as_array().unwrap();
        all.iter()
            .filter(|it| !it["remedy"].is_null())
            .map(|it| {
                (
                    it["rule"].as_str().unwrap(),
                    it["subject"]["name"].as_str().unwrap(),
                )
            })
            .collect()
    }

    /// The commands as `A4`, `CB 5FC105`, `52 T`, `C0`, in order.
    pub fn commands(&self) -> Vec<String> {
        self.log.iter().map(|it| short(&it.command)).collect()
    }
}

/// A command by instruction, and what it is about.
pub fn short(command: &[u8]) -> String {
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|it| format!("{it:02X}")).collect() };
    match command {
        [_, 0xA4, p1, _, length, rest @ ..] => {
            let name = &rest[..usize::from(*length).min(rest.len())];
            format!("A4 {p1:02X} {}", hex(name))
        }
        // Extended: a zero, two bytes of length.
        [_, 0xCB, _, _, 0, 0, length, 0x5C, _, rest @ ..] => {
            format!("CB {}", hex(&rest[..usize::from(*length) - 2]))
        }
        [_, 0xCB, _, _, length, 0x5C, _, rest @ ..] => {
            format!("CB {}", hex(&rest[..usize::from(*length) - 2]))
        }
        [_, 0x52, _, _, _, 1, ..] => "52 T".to_owned(),
        [_, 0x52, _, _, _, 2, ..] => "52 V".to_owned(),
        [_, instruction, ..] => format!("{instruction:02X}"),
        _ => "?".to_owned(),
    }
}

impl Stack for Desk {
    fn establish(&self) -> Result<Box<dyn Context>, PcscError> {
        Ok(Box::new(self.clone()))
    }

    fn surroundings(&self, _answers: bool) -> Surroundings {
        Surroundings::of_an_answering(Observed::Seen(Library {
            name: "none".to_owned(),
        }))
    }

    fn names(&self, _: &[u8]) -> Observed<Vec<String>> {
        Observed::Absent
    }
}

impl Context for Desk {
    fn readers(&self) -> Result<Vec<String>, PcscError> {
        Ok(vec![READER.to_owned()])
    }

    fn state(&self, _reader: &str) -> Result<RawState, PcscError> {
        Ok(RawState {
            flags: 0x0022,
            events: 1,
            atr: self.0.lock().unwrap().atr().to_vec(),
        })
    }

    fn connect(&self, _reader: &str, _share: Share) -> Result<Box<dyn Handle>, PcscError> {
        Ok(Box::new(self.clone()))
    }
}

impl Handle for Desk {
    fn protocol(&self) -> Option<&'static str> {
        Some(match self.0.lock().unwrap().spec().protocol {
            Protocol::T0 => "T=0",
            Protocol::T1 => "T=1",
        })
    }

    fn attribute(&self, _id: u32) -> Result<Vec<u8>, PcscError> {
        Err(PcscError::new("SCardGetAttrib", 0x8010_001F))
    }

    fn control(&self, _code: u32, _data: &[u8]) -> Result<Vec<u8>, PcscError> {
        Err(PcscError::new("SCardControl", 0x8010_001F))
    }

    fn transaction(&mut self, work: &mut dyn FnMut(&mut dyn Channel)) -> Result<(), PcscError> {
        work(self);
        Ok(())
    }
}

impl Channel for Desk {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, PcscError> {
        let (answer, presence) = {
            let mut card = self.0.lock().unwrap();
            (card.transmit(command), card.presence())
        };
        match presence {
            Presence::Present => Ok(match &self.1 {
                Some(spoil) => (spoil.lock().unwrap())(command, answer),
                None => answer,
            }),
            Presence::Removed => Err(PcscError::new("SCardTransmit", 0x8010_0069)),
            Presence::Died => Err(PcscError::new("SCardTransmit", 0x8010_0016)),
        }
    }
}

//! The card as a reader sees it: reset, APDUs in and out, and what goes wrong on the way.
use super::apdu::{Answer, Command, sw};
use super::cac_applet::CacApplets;
use super::certificates::Cabinet;
use super::fault::{Fault, ObjectId, Place, Placed};
use super::pin::Pin;
use super::piv_applet::PivApplet;
use super::spec::{Kind, Protocol, Spec};
use super::{atr, der};
use std::time::Duration;

/// Most bytes of one short answer.
const SHORT: usize = 0x100;
/// Most bytes a chain of commands may bring.
const CHAIN_LIMIT: usize = 0x1_0000;

/// GET CERTIFICATE of a first-generation CAC.
const GET_CERTIFICATE: u8 = 0x36;

/// One command and its answer. Of commands that carry a PIN only the header is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    pub command: Vec<u8>,
    pub response: Vec<u8>,
}

/// Is the card still in the reader?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Present,
    /// Taken out before the last command was answered.
    Removed,
    /// The connection broke while it handled the last command.
    Died,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Selected {
    Nothing,
    Piv,
    Cac,
}

/// A simulated card.
#[derive(Clone, Debug)]
pub struct SimCard {
    spec: Spec,
    atr: Vec<u8>,
    piv: Option<PivApplet>,
    cac: Option<CacApplets>,
    pin: Pin,
    selected: Selected,
    /// No command was answered since the last reset.
    fresh: bool,
    /// What GET RESPONSE has still to fetch.
    pending: Vec<u8>,
    /// The object that the last answer was about.
    object: Option<ObjectId>,
    /// The parts of a chained command so far.
    chain: Option<Command>,
    presence: Presence,
    log: Vec<Exchange>,
}

impl SimCard {
    pub fn new(spec: &Spec) -> Self {
        let mut cabinet = Cabinet::new(spec);
        SimCard {
            atr: atr::of(spec),
            piv: spec
                .kind
                .has_piv()
                .then(|| PivApplet::new(spec, &mut cabinet)),
            cac: spec
                .kind
                .has_cac()
                .then(|| CacApplets::new(spec, &mut cabinet)),
            pin: Pin::new(spec),
            selected: Selected::Nothing,
            fresh: true,
            pending: Vec::new(),
            object: None,
            chain: None,
            presence: Presence::Present,
            log: Vec::new(),
            spec: spec.clone(),
        }
    }

    /// Empty for a mute card.
    pub fn atr(&self) -> &[u8] {
        &self.atr
    }

    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    pub fn presence(&self) -> Presence {
        self.presence
    }

    /// Every command since the card was made.
    pub fn log(&self) -> &[Exchange] {
        &self.log
    }

    /// Cold or warm: nothing is selected, nobody is logged in; the PIN counter stays.
    pub fn reset(&mut self) {
        self.selected = Selected::Nothing;
        self.pin.verified = false;
        self.fresh = true;
        self.pending.clear();
        self.object = None;
        self.chain = None;
    }

    /// Answers one command APDU. Empty: no answer came, see [`SimCard::presence`].
    pub fn transmit(&mut self, command: &[u8]) -> Vec<u8> {
        let number = self.log.len() as u32 + 1;
        self.lose(number);
        let response = match self.presence {
            Presence::Present if !self.atr.is_empty() => self.answer(command, number),
            _ => Vec::new(),
        };
        let kept = match command.get(1) {
            Some(0x20 | 0x24 | 0x2C) => command.get(..4).unwrap_or(command),
            _ => command,
        };
        self.log.push(Exchange {
            command: kept.to_vec(),
            response: response.clone(),
        });
        response
    }

    fn lose(&mut self, number: u32) {
        for placed in &self.spec.faults {
            match placed.fault {
                Fault::RemovedAfter(n) if number > n => self.presence = Presence::Removed,
                Fault::DiesAfter(n) if number > n => self.presence = Presence::Died,
                Fault::Slow(ms) => std::thread::sleep(Duration::from_millis(u64::from(ms))),
                _ => {}
            }
        }
    }

    fn answer(&mut self, bytes: &[u8], number: u32) -> Vec<u8> {
        let Some(command) = Command::parse(bytes) else {
            return status(sw::WRONG_LENGTH);
        };
        if command.extended && (!self.spec.extended_length || self.spec.has(Fault::ExtRefused)) {
            return status(sw::WRONG_LENGTH);
        }
        let response = if command.ins == 0xC0 {
            self.get_response(&command, number)
        } else {
            self.pending.clear();
            self.object = None;
            match self.gathered(command.clone()) {
                Ok(whole) => {
                    let answer = self.execute(&whole);
                    self.hand_out(&command, answer, number)
                }
                Err(sw) => status(sw),
            }
        };
        self.fresh = false;
        self.spoilt(response, &command, number)
    }

    /// Command chaining (ISO/IEC 7816-4 §5.3.3): `Err` is the status word that answers a part.
    fn gathered(&mut self, mut part: Command) -> Result<Command, u16> {
        let more = part.cla & 0x10 != 0 && part.cla & 0xE0 == 0;
        part.cla &= if more { !0x10 } else { !0 };
        if let Some(mut before) = self.chain.take() {
            if (before.ins, before.p1, before.p2) != (part.ins, part.p1, part.p2) {
                return Err(sw::LAST_OF_CHAIN_EXPECTED);
            }
            before.data.append(&mut part.data);
            part.data = before.data;
        }
        if part.data.len() > CHAIN_LIMIT {
            return Err(sw::WRONG_LENGTH);
        }
        if more {
            self.chain = Some(part);
            return Err(sw::OK);
        }
        Ok(part)
    }

    fn execute(&mut self, command: &Command) -> Answer {
        if command.ins == 0xA4 && command.p1 == 0x04 {
            return self.select(command);
        }
        let (answer, object) = match (self.selected, &self.piv, &mut self.cac) {
            (Selected::Piv, Some(piv), _) => piv.command(&self.spec, &mut self.pin, command),
            (Selected::Cac, _, Some(cac)) => cac.command(&self.spec, &mut self.pin, command),
            _ => (
                Answer::sw(if command.cla == 0 { sw::INS } else { sw::CLA }),
                None,
            ),
        };
        self.object = object;
        answer
    }

    /// SELECT by name. A name nobody has changes nothing (SP 800-73-5 Part 2 §3.1.1).
    fn select(&mut self, command: &Command) -> Answer {
        if self.fresh && command.extended && self.spec.has(Fault::ExtendedSelect6986) {
            return Answer::sw(sw::NOT_ALLOWED);
        }
        if command.cla != 0 {
            return Answer::sw(sw::CLA);
        }
        if self.piv.is_some() && PivApplet::is_named(&self.spec, &command.data) {
            // A dual card forgets the login even when PIV was selected already.
            if self.selected != Selected::Piv || self.spec.kind == Kind::Dual {
                self.pin.verified = false;
            }
            self.selected = Selected::Piv;
            return Answer::data(PivApplet::template(&self.spec));
        }
        if let Some(id) = self
            .cac
            .as_mut()
            .and_then(|cac| cac.select(&self.spec, &command.data))
        {
            if self.selected != Selected::Cac {
                self.pin.verified = false;
            }
            self.selected = Selected::Cac;
            self.object = Some(id);
            // File control information with the applet's name.
            return Answer::data(der::element(0x6F, &der::element(0x84, &command.data)));
        }
        Answer::sw(sw::NOT_FOUND)
    }

    /// Cuts an answer to what the command and the protocol let through at once.
    fn hand_out(&mut self, command: &Command, answer: Answer, number: u32) -> Vec<u8> {
        let Answer { data, sw } = answer;
        if data.is_empty() {
            return status(sw);
        }
        let is_t0 = self.spec.protocol == Protocol::T0;
        let wanted = match command.le {
            Some(_)
                if is_t0
                    && !command.data.is_empty()
                    && self.fault_here(number, |it| it == Fault::Tpdu) =>
            {
                0
            }
            Some(le) => le,
            None => 0,
        };
        // T=0, no command data: a wrong Le is refused, with the right one (ISO/IEC 7816-3 §12.2.3). GET CERTIFICATE gives
        // parts of its own.
        let exact =
            is_t0 && command.data.is_empty() && command.ins != GET_CERTIFICATE && !command.extended;
        if exact && data.len() <= SHORT && wanted != data.len() {
            return status(sw::WRONG_LE | (data.len() & 0xFF) as u16);
        }
        if sw != sw::OK {
            return joined(&data, sw);
        }
        self.pending = data;
        self.next_part(wanted, number)
    }

    fn get_response(&mut self, command: &Command, number: u32) -> Vec<u8> {
        if self.pending.is_empty() {
            return status(sw::CONDITIONS_OF_USE);
        }
        let wanted = command.le.unwrap_or(SHORT);
        let there = self.announced(number);
        if self.spec.protocol == Protocol::T0 && wanted > there && wanted != SHORT {
            return status(sw::WRONG_LE | (there & 0xFF) as u16);
        }
        self.next_part(wanted, number)
    }

    /// The first `wanted` pending bytes, and word of the rest.
    fn next_part(&mut self, wanted: usize, number: u32) -> Vec<u8> {
        let limit = self.part_limit(number).unwrap_or(usize::MAX);
        let rest = self
            .pending
            .split_off(wanted.min(limit).min(self.pending.len()));
        let part = std::mem::replace(&mut self.pending, rest);
        let sw = match self.announced(number) {
            0 => sw::OK,
            more => sw::MORE_DATA | (more & 0xFF) as u16,
        };
        joined(&part, sw)
    }

    /// How many bytes the next GET RESPONSE gives at most; 256 is said as 00.
    fn announced(&self, number: u32) -> usize {
        self.pending
            .len()
            .min(self.part_limit(number).unwrap_or(SHORT))
            .min(SHORT)
    }

    fn part_limit(&self, number: u32) -> Option<usize> {
        self.spec
            .faults
            .iter()
            .filter(|it| self.shows(it, number))
            .find_map(|it| match it.fault {
                Fault::Parts(n) => Some(usize::from(n.max(1))),
                _ => None,
            })
    }

    fn shows(&self, placed: &Placed, number: u32) -> bool {
        match placed.place {
            Place::Anywhere => true,
            Place::Object(id) => self.object == Some(id),
            Place::Command(nth) => nth == number,
        }
    }

    fn fault_here(&self, number: u32, is: impl Fn(Fault) -> bool) -> bool {
        self.spec
            .faults
            .iter()
            .any(|it| is(it.fault) && self.shows(it, number))
    }

    /// Faults of the way out: they replace a good answer.
    fn spoilt(&mut self, response: Vec<u8>, command: &Command, number: u32) -> Vec<u8> {
        let faults: Vec<Fault> = self
            .spec
            .faults
            .iter()
            .filter(|it| self.shows(it, number))
            .map(|it| it.fault)
            .collect();
        for fault in faults {
            let instead = match fault {
                Fault::AnswerEmpty => Vec::new(),
                Fault::AnswerOneByte => vec![0x90],
                Fault::SuccessNoData => status(sw::OK),
                Fault::Status(sw) => status(sw),
                Fault::Garbage(seed) => garbage(seed.wrapping_add(number)),
                Fault::Endless61 if command.ins == 0xC0 => joined(&[0; 16], sw::MORE_DATA | 16),
                Fault::Endless61 => status(sw::MORE_DATA | 16),
                _ => continue,
            };
            // GET RESPONSE goes on being about the same object.
            if fault != Fault::Endless61 {
                self.pending.clear();
            } else if self.pending.is_empty() {
                self.pending.push(0);
            }
            return instead;
        }
        response
    }
}

fn status(sw: u16) -> Vec<u8> {
    sw.to_be_bytes().to_vec()
}

fn joined(data: &[u8], sw: u16) -> Vec<u8> {
    [data, &sw.to_be_bytes()].concat()
}

/// Up to 300 bytes that depend on the seed alone (xorshift32).
fn garbage(seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9) | 1;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    let length = next() % 300;
    (0..length).map(|_| (next() >> 24) as u8).collect()
}

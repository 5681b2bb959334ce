//! The PIN of the card: one value and one counter, whichever applet asks.
use super::apdu::{Answer, Command, sw};
use super::fault::Fault;
use super::spec::{Kind, Spec};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    pub verified: bool,
    tries_left: u8,
}

impl Pin {
    pub fn new(spec: &Spec) -> Self {
        let tries_left = if spec.has(Fault::PinLocked) {
            0
        } else if spec.has(Fault::PinOneTry) {
            1
        } else {
            spec.pin_tries.min(15)
        };
        Pin {
            verified: false,
            tries_left,
        }
    }

    /// VERIFY (SP 800-73-5 Part 2 §3.2.1); the reference is already known to exist.
    pub fn verify(&mut self, spec: &Spec, command: &Command) -> Answer {
        match command.p1 {
            0x00 => {}
            0xFF if command.data.is_empty() => {
                self.verified = false;
                return Answer::sw(sw::OK);
            }
            _ => return Answer::sw(sw::WRONG_P1_P2),
        }
        if command.data.is_empty() {
            return Answer::sw(self.state(spec));
        }
        let padded = spec.pin.bytes().chain([0xFF; 8]).take(8);
        let digits = command
            .data
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let well_formed = command.data.len() == 8
            && digits >= 6
            && command.data.iter().skip(digits).all(|b| *b == 0xFF);
        if self.tries_left == 0 {
            return Answer::sw(sw::BLOCKED);
        }
        if !well_formed {
            return Answer::sw(sw::WRONG_DATA);
        }
        self.verified = command.data.iter().copied().eq(padded);
        if self.verified {
            self.tries_left = spec.pin_tries.min(15);
            return Answer::sw(sw::OK);
        }
        self.tries_left -= 1;
        Answer::sw(0x63C0 | u16::from(self.tries_left))
    }

    /// What an empty VERIFY says. A dual card never says 9000 to it.
    fn state(&self, spec: &Spec) -> u16 {
        let tries = u16::from(self.tries_left);
        match tries {
            _ if spec.has(Fault::Verify9000) => sw::OK,
            _ if self.verified && spec.kind != Kind::Dual => sw::OK,
            0 => sw::BLOCKED,
            _ if spec.has(Fault::Verify630x) => 0x6300 | tries,
            _ => 0x63C0 | tries,
        }
    }
}

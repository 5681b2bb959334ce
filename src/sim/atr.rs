//! Answers-To-Reset of the simulated cards (ISO/IEC 7816-3 §8).
use super::fault::Fault;
use super::spec::{Kind, Protocol, Spec};

/// DoD CAC, Oberthur ID-One 128 v5.5 Dual: T=0.
const DUAL: [u8; 19] = [
    0x3B, 0xDB, 0x96, 0x00, 0x80, 0x1F, 0x03, 0x00, 0x31, 0xC0, 0x64, 0xB0, 0xF3, 0x10, 0x00, 0x07,
    0x90, 0x00, 0x80,
];
/// DoD CAC, Gemalto TOP DL GX4 144K: T=0.
const CAC: [u8; 18] = [
    0x3B, 0x7D, 0x96, 0x00, 0x00, 0x80, 0x31, 0x80, 0x65, 0xB0, 0x83, 0x11, 0x17, 0xD6, 0x83, 0x00,
    0x90, 0x00,
];
/// DoD alternate token, Giesecke+Devrient SCE 7: T=1 among others.
const PIV: [u8; 19] = [
    0x3B, 0xF9, 0x96, 0x00, 0x00, 0x80, 0x31, 0xFE, 0x45, 0x53, 0x43, 0x45, 0x37, 0x20, 0x0F, 0x00,
    0x20, 0x46, 0x4E,
];
/// In the way of bank cards: T=0 alone.
const FOREIGN: [u8; 12] = [
    0x3B, 0x68, 0x00, 0x00, 0x00, 0x73, 0xC8, 0x40, 0x12, 0x00, 0x90, 0x00,
];

/// Empty for a mute card. A card whose protocol or length differs from its model's gets a synthetic one.
pub fn of(spec: &Spec) -> Vec<u8> {
    if spec.has(Fault::Mute) {
        return Vec::new();
    }
    match (spec.kind, spec.protocol, spec.extended_length) {
        (Kind::Dual, Protocol::T0, false) => DUAL.to_vec(),
        (Kind::Cac, Protocol::T0, false) => CAC.to_vec(),
        (Kind::Piv, Protocol::T1, false) => PIV.to_vec(),
        (Kind::Foreign, Protocol::T0, false) => FOREIGN.to_vec(),
        (_, protocol, extended) => synthetic(protocol, extended),
    }
}

/// Card capabilities in the historical bytes (ISO/IEC 7816-4 §12.1.1.9): chaining always, extended length if asked.
fn synthetic(protocol: Protocol, extended: bool) -> Vec<u8> {
    let interface: &[u8] = match protocol {
        // TA1; TD1 and TD2 = T=0 with global bytes; TA3 = classes A and B.
        Protocol::T0 => &[0x96, 0x80, 0x1F, 0x03],
        // TA1; TD1 = T=1; TD2 = T=1; TA3 = IFSC 254; TB3.
        Protocol::T1 => &[0x96, 0x81, 0x31, 0xFE, 0x45],
    };
    let historical = [0x80, 0x73, 0xC0, 0x21, if extended { 0xC0 } else { 0x80 }];
    let mut out = vec![0x3B, 0x90 | historical.len() as u8];
    out.extend_from_slice(interface);
    out.extend_from_slice(&historical);
    out.push(out.iter().skip(1).fold(0, |sum, byte| sum ^ byte));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_bytes_are_right() {
        let sum = |atr: &[u8]| atr[1..].iter().fold(0, |sum, byte| sum ^ byte);
        for protocol in [Protocol::T0, Protocol::T1] {
            for extended in [false, true] {
                assert_eq!(sum(&synthetic(protocol, extended)), 0);
            }
        }
        assert_eq!(sum(&DUAL), 0);
        assert_eq!(sum(&PIV), 0);
    }
}

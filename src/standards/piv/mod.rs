//! The PIV card application (SP 800-73-5).
mod certificate;
mod chuid;
mod container;
mod discovery;
mod fascn;
mod key_history;
mod security_object;
mod template;

pub mod ccc;

pub use ccc::Ccc;
pub use certificate::{CertificateError, CertificateObject, Compression, INFLATED_LIMIT};
pub use chuid::{Chuid, ChuidProblem};
pub use container::{Container, DataObject, OBJECTS};
pub use discovery::{Discovery, DiscoveryError, PrimaryPin};
pub use fascn::{Fascn, FascnError};
pub use key_history::{KeyHistory, KeyHistoryError};
pub use security_object::{SecurityObject, SecurityObjectError};
pub use template::{ApplicationTemplate, TemplateError};

use super::ber::{self, TlvError};

/// Registered application provider identifier of NIST (SP 800-73-5 Part 1 §2.2).
pub const RID: [u8; 5] = [0xA0, 0x00, 0x00, 0x03, 0x08];
/// Application identifier with its version 1.0 (SP 800-73-5 Part 1 §2.2).
pub const AID: [u8; 11] = [
    0xA0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00,
];
/// The AID without its version: selects the application whatever its version (SP 800-73-5 Part 2 §3.1.1).
pub const TRUNCATED_AID: [u8; 9] = [0xA0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00];

/// BER-TLV tags for GET DATA (SP 800-73-5 Part 1 §4.3).
pub const CHUID: [u8; 3] = [0x5F, 0xC1, 0x02];
pub const CCC: [u8; 3] = [0x5F, 0xC1, 0x07];
pub const SECURITY_OBJECT: [u8; 3] = [0x5F, 0xC1, 0x06];
pub const KEY_HISTORY: [u8; 3] = [0x5F, 0xC1, 0x0C];
pub const DISCOVERY: [u8; 1] = [0x7E];

/// Key references of PINs (SP 800-73-5 Part 1 §5.1), used as P2 of VERIFY.
pub const PIV_PIN: u8 = 0x80;
pub const GLOBAL_PIN: u8 = 0x00;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ObjectError {
    #[error("the answer to GET DATA holds no data object")]
    Nothing,
    #[error("the answer to GET DATA begins with {found:02X}; a data object is wrapped in tag 53")]
    NotTag53 { found: u8 },
    #[error(transparent)]
    Tlv(#[from] TlvError),
}

/// What stands inside tag 53, which wraps every answer to GET DATA but Discovery and the BIT group
/// (SP 800-73-5 Part 2 §3.1.2). Empty: the container exists and holds nothing. Bytes after the object are left off.
pub fn strip_53(answer: &[u8]) -> Result<&[u8], ObjectError> {
    match answer {
        [] => Err(ObjectError::Nothing),
        [0x53, after @ ..] => {
            let (length, rest) = ber::length(after, 1)?;
            let cut_off = TlvError::ValueCutOff {
                tag: 0x53,
                offset: 0,
                length,
                have: rest.len(),
            };
            Ok(rest.get(..length).ok_or(cut_off)?)
        }
        [found, ..] => Err(ObjectError::NotTag53 { found: *found }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_the_wrapping() {
        assert_eq!(strip_53(&[0x53, 0x00]), Ok(&[][..]));
        assert_eq!(strip_53(&[0x53, 0x81, 0x01, 0xAA, 0xFF]), Ok(&[0xAA][..]));
        assert_eq!(strip_53(&[]), Err(ObjectError::Nothing));
        assert_eq!(
            strip_53(&[0x7E, 0x00]),
            Err(ObjectError::NotTag53 { found: 0x7E })
        );
        let cut_off = TlvError::ValueCutOff {
            tag: 0x53,
            offset: 0,
            length: 3,
            have: 1,
        };
        assert_eq!(
            strip_53(&[0x53, 0x03, 0x01]),
            Err(ObjectError::Tlv(cut_off))
        );
        assert_eq!(
            strip_53(&[0x53]),
            Err(ObjectError::Tlv(TlvError::LengthCutOff { offset: 1 }))
        );
    }
}

//! Lends a simulated card to a vpcd reader of pcscd (the protocol of vsmartcard's virtual reader).
use super::card::{Presence, SimCard};
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};

/// Control messages: one byte.
const POWER_OFF: u8 = 0;
const POWER_ON: u8 = 1;
const RESET: u8 = 2;
const GET_ATR: u8 = 4;

/// Most bytes of an Answer-To-Reset (ISO/IEC 7816-3 §8.2.1).
const ATR_LIMIT: usize = 33;

#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    #[error(
        "{address:?} is no address of a virtual reader ({cause}); it is HOST:PORT, such as 127.0.0.1:35963"
    )]
    Address { address: String, cause: io::Error },
    #[error("no virtual reader listens at {address}: {cause}")]
    Connect { address: String, cause: io::Error },
    #[error("the connection to the virtual reader at {address} broke: {cause}")]
    Broken { address: String, cause: io::Error },
    #[error(
        "the virtual reader at {address} closed the connection after {got} of {due} bytes of a message"
    )]
    Cut {
        address: String,
        got: usize,
        due: usize,
    },
    #[error("an answer of {0} bytes is too long for a message, which holds 65535")]
    TooLong(usize),
}

/// Puts the card into the virtual reader at `address` (`host:port`) and answers until the reader closes the connection
/// or the card leaves; `connected` is called when it is in. Whoever wants another round calls again.
pub fn attach(
    address: &str,
    card: &mut SimCard,
    connected: impl FnOnce(),
) -> Result<(), AttachError> {
    let unreachable = |cause| AttachError::Connect {
        address: address.to_owned(),
        cause,
    };
    let broken = |cause| AttachError::Broken {
        address: address.to_owned(),
        cause,
    };
    let candidates = address
        .to_socket_addrs()
        .map_err(|cause| AttachError::Address {
            address: address.to_owned(),
            cause,
        })?;
    let mut stream = connect(candidates).map_err(unreachable)?;
    stream.set_nodelay(true).map_err(unreachable)?;
    connected();
    loop {
        let mut length = [0; 2];
        let got = match filled(&mut stream, &mut length) {
            // Closed before it read our last answer.
            Err(cause) if cause.kind() == io::ErrorKind::ConnectionReset => 0,
            other => other.map_err(broken)?,
        };
        match got {
            0 => return Ok(()),
            2 => {}
            got => {
                return Err(AttachError::Cut {
                    address: address.to_owned(),
                    got,
                    due: 2,
                });
            }
        }
        let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
        let got = filled(&mut stream, &mut message).map_err(broken)?;
        if got < message.len() {
            return Err(AttachError::Cut {
                address: address.to_owned(),
                got,
                due: message.len(),
            });
        }
        let answer = match message.as_slice() {
            [POWER_OFF | POWER_ON | RESET] => {
                card.reset();
                continue;
            }
            // Longer than any Answer-To-Reset: present, and yet not to be powered up.
            [GET_ATR] if card.atr().is_empty() => vec![0; ATR_LIMIT + 1],
            [GET_ATR] => card.atr().to_vec(),
            // Nothing else is one byte long, and an empty message asks nothing.
            [] | [_] => continue,
            apdu => card.transmit(apdu),
        };
        if card.presence() != Presence::Present {
            return Ok(());
        }
        let length = u16::try_from(answer.len()).map_err(|_| AttachError::TooLong(answer.len()))?;
        // In one write: two would wait for each other (Nagle's algorithm against delayed acknowledgement).
        stream
            .write_all(&[length.to_be_bytes().as_slice(), &answer].concat())
            .map_err(broken)?;
    }
}

/// Each address the name stands for, until one takes the connection.
fn connect(candidates: impl Iterator<Item = SocketAddr>) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name stands for no address");
    for candidate in candidates {
        match TcpStream::connect(candidate) {
            Ok(stream) => return Ok(stream),
            Err(cause) => last = cause,
        }
    }
    Err(last)
}

/// How many bytes came before the end of the stream.
fn filled(stream: &mut TcpStream, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while let Some(rest) = buffer.get_mut(got..).filter(|rest| !rest.is_empty()) {
        match stream.read(rest) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
    Ok(got)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::spec::{Kind, Spec};
    use std::net::TcpListener;
    use time::macros::datetime;

    fn card() -> SimCard {
        SimCard::new(&Spec::new(Kind::Foreign, datetime!(2026-06-01 0:00 UTC)))
    }

    fn with_reader(messages: &[u8], answers: usize) -> (Vec<u8>, Result<(), AttachError>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        std::thread::scope(|scope| {
            let attached = scope.spawn(move || attach(&address, &mut card(), || {}));
            let (mut stream, _) = listener.accept().unwrap();
            stream.write_all(messages).unwrap();
            let mut got = vec![0; answers];
            stream.read_exact(&mut got).unwrap();
            drop(stream);
            (got, attached.join().unwrap())
        })
    }

    #[test]
    fn answers_the_atr_and_apdus_until_the_reader_closes() {
        let (got, end) = with_reader(&[0, 1, 1, 0, 1, 4, 0, 5, 0, 0xCA, 0, 0, 0], 14 + 4);
        assert_eq!(got[..4], [0, 12, 0x3B, 0x68]);
        assert_eq!(got[14..], [0, 2, 0x6D, 0x00]);
        assert!(end.is_ok());
    }

    #[test]
    fn a_message_cut_short_is_told() {
        let (_, end) = with_reader(&[0, 5, 0, 0xCA], 0);
        assert!(
            matches!(end, Err(AttachError::Cut { got: 2, due: 5, .. })),
            "{end:?}"
        );
    }

    #[test]
    fn nobody_there_is_told() {
        let free = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .to_string();
        let end = attach(&free, &mut card(), || panic!("no card is in"));
        assert!(matches!(end, Err(AttachError::Connect { .. })), "{end:?}");
        for nonsense in ["", "nonsense", "127.0.0.1:99999", ":"] {
            let end = attach(nonsense, &mut card(), || panic!("no card is in"));
            assert!(matches!(end, Err(AttachError::Address { .. })), "{end:?}");
        }
    }
}

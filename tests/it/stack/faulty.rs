//! PC/SC services that are broken in the ways a client can meet, without a pcscd.

use super::place::Place;
use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// The bytes of a client's first request: an 8-byte header and PC/SC-lite's 12-byte `version_struct`.
const FIRST_REQUEST: usize = 20;

/// What stands where pcscd's socket should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: the service is not installed or was never started.
    Missing,
    /// A socket that nobody listens on any more: pcscd was killed.
    Stale,
    /// A listener whose socket only root may use.
    Forbidden,
    /// A listener that accepts and never says a word.
    Silent,
    /// A listener that closes before it has read all of the client's first request, as pcscd does to a client that it
    /// may not serve.
    Refusing,
    /// A listener that reads the first request and closes, as one that dies on it.
    Closing,
}

/// A place with a broken service in it.
pub struct Faulty {
    pub place: Place,
    _held: Arc<Mutex<Vec<UnixStream>>>,
}

impl Faulty {
    pub fn new(fault: Fault) -> Self {
        let place = Place::new();
        let held = Arc::new(Mutex::new(Vec::new()));
        let listener = match fault {
            Fault::Missing => return Self { place, _held: held },
            _ => UnixListener::bind(place.socket()).expect("a socket can be bound"),
        };
        let mode = if fault == Fault::Forbidden {
            0o000
        } else {
            0o666
        };
        fs::set_permissions(place.socket(), fs::Permissions::from_mode(mode))
            .expect("its mode can be set");
        if fault != Fault::Stale {
            let kept = Arc::clone(&held);
            // Ends with the test's process; the socket's file goes with the place.
            thread::spawn(move || {
                for mut stream in listener.incoming().flatten() {
                    // Closing before the client has written everything gives it another error.
                    let wanted = match fault {
                        Fault::Refusing => FIRST_REQUEST - 1,
                        Fault::Closing => FIRST_REQUEST,
                        _ => 0,
                    };
                    if wanted > 0 {
                        let _ = stream.read_exact(&mut [0; FIRST_REQUEST][..wanted]);
                    } else {
                        kept.lock().unwrap().push(stream);
                    }
                }
            });
        }
        Self { place, _held: held }
    }
}

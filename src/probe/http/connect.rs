use super::HttpError;
use crate::probe::Deadline;
use crate::probe::bounded;
use std::io;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
use std::time::{Duration, Instant};

/// The shortest time-out the system takes.
const SHORTEST: Duration = Duration::from_millis(1);

/// A name service that answers at all answers within this.
const FOR_NAME: Duration = Duration::from_secs(2);

/// A connection, by name, in time. Addresses of one host share the time, so that a dead one (IPv6 that leads nowhere,
/// most often) does not use up all of it.
pub(super) fn connect(host: &str, port: u16, deadline: Deadline) -> Result<TcpStream, HttpError> {
    let name = host.to_owned();
    let started = Instant::now();
    let found = bounded::start("getaddrinfo", move || {
        (name.as_str(), port)
            .to_socket_addrs()
            .map(|it| it.take(8).collect::<Vec<SocketAddr>>())
    })
    .wait(deadline.sooner(FOR_NAME));
    let no_host = |error: String| HttpError::NoSuchHost {
        host: host.to_owned(),
        error,
    };
    let addresses = match found {
        Ok(Ok(them)) if !them.is_empty() => them,
        Ok(Ok(_)) => return Err(no_host("no address".to_owned())),
        Ok(Err(error)) => return Err(no_host(error.to_string())),
        Err(failure) if failure.timed_out() => {
            return Err(HttpError::NoNames {
                host: host.to_owned(),
                seconds: started.elapsed().as_secs_f32(),
            });
        }
        Err(failure) => return Err(no_host(failure.name)),
    };
    let mut last = io::Error::from(io::ErrorKind::TimedOut);
    let mut peer = String::new();
    for (n, address) in addresses.iter().enumerate() {
        let share = deadline.left() / u32::try_from(addresses.len() - n).unwrap_or(1);
        peer = address.to_string();
        match TcpStream::connect_timeout(address, share.max(SHORTEST)) {
            Ok(it) => return Ok(it),
            Err(error) => last = error,
        }
    }
    Err(HttpError::Connect { peer, error: last })
}

/// Sets what each read and write may take: what is left.
pub(super) fn hurry(stream: &TcpStream, deadline: Deadline) -> io::Result<()> {
    let left = deadline.left();
    if left.is_zero() {
        return Err(io::Error::from(io::ErrorKind::TimedOut));
    }
    stream.set_read_timeout(Some(left.max(SHORTEST)))?;
    stream.set_write_timeout(Some(left.max(SHORTEST)))
}

/// Whether a read or write ended because its time was over.
pub(super) fn timed_out(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock
    )
}

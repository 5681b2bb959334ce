//! An HTTP server that misbehaves on request, on the loopback of a network of its own.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)] // it starts threads and processes
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Runs the test `name` again in a process that has a network of its own, with nothing in it but loopback, and there
/// `body`.
pub(super) fn isolated(name: &str, body: impl FnOnce()) {
    const INSIDE: &str = "CAC_DOCTOR_TEST_ISOLATED";
    if std::env::var(INSIDE).as_deref() == Ok(name) {
        return body();
    }
    let mut unshare = Command::new("unshare");
    let root = std::fs::metadata("/proc/self").is_ok_and(|it| {
        use std::os::unix::fs::MetadataExt as _;
        it.uid() == 0
    });
    if !root {
        unshare.arg("--map-root-user");
    }
    let out = unshare
        .args([
            "--net",
            "--",
            "sh",
            "-c",
            "PATH=$PATH:/usr/sbin:/sbin; ip link set lo up && exec \"$@\"",
            "sh",
        ])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env(INSIDE, name)
        .env_remove("http_proxy")
        .env_remove("all_proxy")
        .env_remove("ALL_PROXY")
        .output()
        .expect("unshare can be started: run tests/run");
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(
        out.status.success() && said.contains("1 passed"),
        "{}\n{said}\n{}",
        out.status,
        String::from_utf8_lossy(&out.stderr)
    );
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// `GET /x HTTP/1.1`
    pub line: String,
    pub head: String,
    pub body: Vec<u8>,
}

/// Ends with the process.
pub(super) struct Server {
    pub port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    pub fn start(answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let answer = Arc::new(answer);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    stream
                        .set_read_timeout(Some(Duration::from_secs(20)))
                        .unwrap();
                    if let Some(asked) = read(&mut stream) {
                        log.lock().unwrap().push(asked.clone());
                        answer(&asked, &mut stream);
                    }
                });
            }
        });
        Server { port, asked }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut all = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let count = stream.read(&mut piece).ok().filter(|it| *it > 0)?;
        all.extend_from_slice(&piece[..count]);
        let Some(end) = all.windows(4).position(|it| it == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&all[..end]).into_owned();
        let length = head
            .lines()
            .find_map(|it| it.strip_prefix("Content-Length: "));
        let length: usize = length.map_or(0, |it| it.trim().parse().unwrap());
        if all.len() >= end + 4 + length {
            return Some(Asked {
                line: head.lines().next().unwrap_or_default().to_owned(),
                head,
                body: all[end + 4..].to_vec(),
            });
        }
    }
}

/// A whole answer.
pub(super) fn reply(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    );
    // The other side may have had enough.
    let _ = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(body));
}

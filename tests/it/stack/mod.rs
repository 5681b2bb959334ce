//! The real stack: a private pcscd with virtual readers, cards in them, and the real program in front.
//!
//! ```text
//! cac-doctor, opensc-tool, … ── libpcsclite ── pcscd ── reader.so ── vpcd ── TCP ── a card
//! ```
//! Every stack has namespaces of its own ([`place`]), so tests run at once without seeing each other or the
//! machine's own pcscd. Nothing here waits a fixed time: conditions are polled, with a limit.

mod card;
mod cards;
mod economy;
mod faulty;
mod garbage;
mod holder;
mod log;
mod motion;
mod native;
mod peers;
mod place;
mod proof;
mod reader;
mod readers;
mod report;
mod service;
mod sharing;

pub use card::{CardArgs, Script, Watched};
pub use faulty::{Fault, Faulty};
pub use holder::Hold;
pub use log::{Exchange, count};
pub use place::{Output, Place, finish, until};
pub use reader::Reader;

use card::Inserted;
use place::Started;
use reader::{FIRST_PORT, VPCD, write_configuration};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

/// What anything that should take milliseconds may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// One slot as the harness knows it.
struct Slot {
    /// Its full name as pcscd lists it.
    name: Vec<u8>,
    port: u16,
    reader: usize,
    slot: u8,
    card: Option<Inserted>,
}

/// A private pcscd and its readers; everything ends when it is dropped.
pub struct Stack {
    // Fields drop in this order: programs first, then the namespaces.
    slots: Vec<Slot>,
    pcscd: Started,
    place: Place,
    /// Where in pcscd's log the exchanges of interest begin.
    mark: usize,
}

impl Stack {
    /// A stack whose readers take about 0.1 ms an APDU.
    pub fn new(readers: &[Reader]) -> Self {
        Self::start(readers, true)
    }

    /// A stack whose readers take about 44 ms an APDU, as vpcd does by itself: a slow card.
    pub fn slow(readers: &[Reader]) -> Self {
        Self::start(readers, false)
    }

    fn start(readers: &[Reader], fast: bool) -> Self {
        assert!(Path::new(VPCD).exists(), "{VPCD} is missing: run tests/run");
        let place = Place::new();
        write_configuration(&place, readers);
        let log = fs::File::create(place.folder().join("pcscd.log")).expect("a log can be made");
        let mut preload = std::ffi::OsString::from("LD_PRELOAD=");
        if fast {
            preload.push(native::NODELAY.path());
        }
        let configuration = place.folder().join("readers");
        let mut command: Vec<&OsStr> = vec![
            "env".as_ref(),
            &preload,
            "pcscd".as_ref(),
            "--foreground".as_ref(),
            "--config".as_ref(),
            configuration.as_os_str(),
            "--apdu".as_ref(),
            "--debug".as_ref(),
        ];
        if knows_polkit(&place) {
            // There is no system bus inside; who may connect is not what these tests are about.
            command.push("--disable-polkit".as_ref());
        }
        let mut pcscd = place.start(&command, |shell| {
            shell
                .stdin(Stdio::null())
                .stderr(log.try_clone().expect("a log can be shared"))
                .stdout(log);
        });
        until(PATIENCE, "pcscd is ready", || {
            if let Ok(Some(status)) = pcscd.child.try_wait() {
                let said = fs::read_to_string(place.folder().join("pcscd.log")).unwrap_or_default();
                panic!("pcscd ended with {status} (if it is missing: run tests/run)\n{said}");
            }
            // Its log says "ready" a moment before its socket takes connections.
            fs::read(place.folder().join("pcscd.log"))
                .is_ok_and(|log| String::from_utf8_lossy(&log).contains("daemon ready"))
                .then(|| UnixStream::connect(place.socket()).ok())
                .flatten()
        });
        let mut stack = Self {
            slots: Vec::new(),
            pcscd,
            place,
            mark: 0,
        };
        stack.find_slots(readers);
        stack
    }

    fn find_slots(&mut self, readers: &[Reader]) {
        let mut names = self.listed().into_iter();
        for (reader, described) in (0_u16..).zip(readers) {
            for slot in 0..described.slots {
                self.slots.push(Slot {
                    name: names.next().unwrap_or_default(),
                    port: FIRST_PORT + 2 * reader + u16::from(slot),
                    reader: usize::from(reader),
                    slot,
                    card: None,
                });
            }
        }
        let missing = self.slots.iter().any(|slot| slot.name.is_empty()) || names.next().is_some();
        assert!(
            !missing,
            "pcscd lists other readers than asked for\n{}",
            self.log()
        );
    }

    /// The names that pcscd lists now, in its order.
    pub fn listed(&self) -> Vec<Vec<u8>> {
        let client = native::CLIENT.path();
        let output = self
            .place
            .inside(&client)
            .arg("list")
            .output()
            .expect("nsenter can be started");
        assert!(
            output.status.success(),
            "client list: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        output
            .stdout
            .split(|byte| *byte == b'\n')
            .filter_map(|line| line.splitn(3, |byte| *byte == b'\t').nth(2))
            .map(<[u8]>::to_vec)
            .collect()
    }

    /// The full name of a slot, as pcscd lists it.
    pub fn name(&self, slot: usize) -> String {
        String::from_utf8_lossy(&self.slots[slot].name).into_owned()
    }

    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Puts the program's simulated card into a slot and waits until pcscd sees it.
    pub fn insert(&mut self, slot: usize, card: &CardArgs) {
        let address = format!("127.0.0.1:{}", self.slots[slot].port);
        let mut command: Vec<&OsStr> = vec![
            env!("CARGO_BIN_EXE_cac-doctor").as_ref(),
            "demo".as_ref(),
            "--attach".as_ref(),
            address.as_ref(),
        ];
        command.extend(card.scenario.iter().map(OsStr::new));
        command.extend(["--card".as_ref(), OsStr::new(&card.kind)]);
        let path = self.place.folder().join(format!("card-{slot}.log"));
        let log = fs::File::create(&path).expect("a log can be made");
        let started = self.place.start(&command, |shell| {
            shell
                .stdin(Stdio::null())
                .stderr(log.try_clone().expect("a log can be shared"))
                .stdout(log);
        });
        self.seat(slot, started, &path);
    }

    /// Puts a card into a slot that a test plays itself, and waits until pcscd sees it.
    pub fn insert_scripted(&mut self, slot: usize, card: impl Script) {
        let plug = native::PLUG.path();
        let port = self.slots[slot].port.to_string();
        let path = self.place.folder().join(format!("card-{slot}.log"));
        let log = fs::File::create(&path).expect("a log can be made");
        let mut started = self
            .place
            .start(&[plug.as_os_str(), port.as_ref()], |shell| {
                shell
                    .stdin(Stdio::piped())
                    .stdout(Stdio::piped())
                    .stderr(log);
            });
        let to = started.child.stdin.take().expect("stdin is a pipe");
        let from = started.child.stdout.take().expect("stdout is a pipe");
        card::serve(from, to, card);
        self.seat(slot, started, &path);
    }

    fn seat(&mut self, slot: usize, started: Started, log: &Path) {
        let mut inserted = Inserted::new(started);
        let wanted = if self.mute_file(slot).exists() {
            "mute"
        } else {
            "present"
        };
        let output = self.await_state(slot, wanted);
        assert!(
            output.status.success() && !inserted.has_ended(),
            "no card in slot {slot}: {}\n{}",
            output.stderr,
            fs::read_to_string(log).unwrap_or_default()
        );
        self.slots[slot].card = Some(inserted);
    }

    /// Pulls the card out of a slot and waits until pcscd sees that.
    pub fn remove(&mut self, slot: usize) {
        self.pull(slot);
        self.await_state(slot, "empty").must("the card is out");
    }

    /// Pulls the card out of a slot, now, without waiting.
    pub fn pull(&mut self, slot: usize) {
        if let Some(mut card) = self.slots[slot].card.take() {
            card.pull(&self.place);
        }
    }

    /// Makes every card mute that is put into this slot from now on, or ends that.
    pub fn mute(&self, slot: usize, mute: bool) {
        let file = self.mute_file(slot);
        if mute {
            fs::write(file, "").expect("the mark can be made");
        } else {
            fs::remove_file(file).expect("the slot was mute");
        }
    }

    fn mute_file(&self, slot: usize) -> PathBuf {
        let Slot { reader, slot, .. } = self.slots[slot];
        self.place.folder().join(format!("mute-{reader}-{slot}"))
    }

    fn await_state(&self, slot: usize, what: &str) -> Output {
        let mut client = self.client();
        client
            .arg("await")
            .arg(bytes(&self.slots[slot].name))
            .args([what, &PATIENCE.as_secs().to_string()]);
        finish(&mut client, PATIENCE * 2)
    }

    fn client(&self) -> std::process::Command {
        self.place.inside(native::CLIENT.path())
    }

    /// Runs cac-doctor inside to its end.
    ///
    /// A command that judges certificates is given the simulated card's authorities, which no machine trusts, and asks no
    /// network.
    pub fn doctor(&self, arguments: &[&str]) -> Output {
        let judges = !arguments
            .iter()
            .any(|it| ["readers", "usb", "rules", "explain", "demo", "--from"].contains(it));
        let root = report::authorities();
        let given = ["--offline", "--trust", root.to_str().unwrap()];
        let all: Vec<&str> = match judges {
            true => arguments.iter().copied().chain(given).collect(),
            false => arguments.to_vec(),
        };
        self.tool(env!("CARGO_BIN_EXE_cac-doctor"), &all)
    }

    /// Runs another program inside to its end.
    pub fn tool(&self, name: &str, arguments: &[&str]) -> Output {
        finish(
            self.place.inside(name).args(arguments),
            Duration::from_secs(60),
        )
    }

    /// Ends pcscd at once; its socket's file stays behind.
    pub fn kill_pcscd(&mut self) {
        self.pcscd.end(&self.place);
    }

    /// Stops pcscd in the middle of whatever it does.
    pub fn stop_pcscd(&self) {
        self.place.signal("STOP", self.pcscd.process);
    }

    /// Lets a stopped pcscd go on.
    pub fn continue_pcscd(&self) {
        self.pcscd.wake();
    }

    /// pcscd's log so far.
    pub fn log(&self) -> String {
        let log = fs::read(self.place.folder().join("pcscd.log")).unwrap_or_default();
        String::from_utf8_lossy(&log).into_owned()
    }

    /// Forgets the exchanges so far: [`Stack::apdus`] gives those from now on.
    pub fn mark(&mut self) {
        self.mark = self.log().len();
    }

    /// What pcscd sent to cards and what they answered, since the last mark.
    pub fn apdus(&self) -> Vec<Exchange> {
        log::exchanges(self.log().get(self.mark..).unwrap_or_default())
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        if thread::panicking() {
            let log = self.log();
            let lines: Vec<&str> = log.lines().collect();
            let last = lines.len().saturating_sub(40);
            eprintln!("pcscd's log ends:\n{}", lines[last..].join("\n"));
        }
    }
}

/// Names are bytes to PC/SC; arguments are bytes too.
fn bytes(name: &[u8]) -> &OsStr {
    std::os::unix::ffi::OsStrExt::from_bytes(name)
}

/// pcscd has this option only where it was built with polkit.
fn knows_polkit(place: &Place) -> bool {
    let mut help = place.inside("pcscd");
    finish(help.arg("--help"), PATIENCE)
        .stdout
        .contains("--disable-polkit")
}

//! A place of its own for a PC/SC service: mount, network and process namespaces and a run directory.
//!
//! pcscd's socket and pid file are compiled in (`/run/pcscd`), and vpcd listens on every address of a fixed
//! port. So each place has its own `/run`, its own loopback and its own process numbers; when its first
//! process ends, the kernel ends all the others.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Where programs are looked for; pcscd and ip are not on every user's PATH.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// `sun_path` has 108 bytes; the socket's own name and a NUL go at the end of the folder.
const LONGEST_FOLDER: usize = 80;

/// The first process: sets the place up, says its number as seen from outside, waits for its input to end.
const KEEPER: &str = r#"
set -e
read -r outside rest < /proc/self/stat
mount -t proc proc /proc
mount -t tmpfs -o mode=755 run /run
mkdir /run/pcscd
mount --bind "$1" /run/pcscd
ip link set lo up
echo "$outside"
exec cat > /dev/null
"#;

/// Namespaces and a run directory; everything in them ends when it is dropped.
pub struct Place {
    keeper: Child,
    inside: String,
    folder: PathBuf,
    root: bool,
}

/// What a program did.
pub struct Output {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
}

impl Output {
    /// The exit status; -1 where a signal ended the program.
    pub fn code(&self) -> i32 {
        self.status.code().unwrap_or(-1)
    }

    /// Standard output as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!(
                "no JSON ({error}), {}\n{}\n{}",
                self.status, self.stdout, self.stderr
            )
        })
    }

    /// Fails the test unless the program succeeded.
    pub fn must(self, what: &str) -> Self {
        assert!(
            self.status.success(),
            "{what}: {}\n{}\n{}",
            self.status,
            self.stdout,
            self.stderr
        );
        self
    }
}

impl Place {
    pub fn new() -> Self {
        let folder = fresh_folder();
        let root = fs::metadata("/proc/self")
            .map(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
            .unwrap_or(false);
        fs::create_dir_all(folder.join("run")).expect("a run directory can be made");
        for open in [&folder, &folder.join("run")] {
            fs::set_permissions(open, fs::Permissions::from_mode(0o755))
                .expect("its mode can be set");
        }
        let mut unshare = program("unshare");
        if !root {
            unshare.arg("--map-root-user");
        }
        let mut keeper = unshare
            .args([
                "--mount",
                "--net",
                "--pid",
                "--fork",
                "--kill-child",
                "sh",
                "-c",
            ])
            .args([KEEPER, "keeper"])
            .arg(folder.join("run"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("unshare cannot be started ({error}): run tests/run"));
        let mut inside = String::new();
        if let Some(stdout) = keeper.stdout.take() {
            let _ = BufReader::new(stdout).read_line(&mut inside);
        }
        let inside = inside.trim().to_owned();
        if inside.is_empty() {
            let mut said = String::new();
            if let Some(mut stderr) = keeper.stderr.take() {
                let _ = stderr.read_to_string(&mut said);
            }
            let _ = keeper.wait();
            let _ = fs::remove_dir_all(&folder);
            panic!(
                "no namespaces to test in: {}\nrun tests/run; it says what is missing (as an ordinary user: unprivileged user namespaces)",
                said.trim()
            );
        }
        Self {
            keeper,
            inside,
            folder,
            root,
        }
    }

    /// A folder that programs inside and outside see under the same name.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The run directory, `/run/pcscd` inside.
    pub fn run(&self) -> PathBuf {
        self.folder.join("run")
    }

    /// The service's socket, where clients look for it.
    pub fn socket(&self) -> PathBuf {
        self.run().join("pcscd.comm")
    }

    /// A command that will run inside, with nothing of this process's environment.
    pub fn inside(&self, name: impl AsRef<OsStr>) -> Command {
        let mut nsenter = program("nsenter");
        nsenter.arg("--target").arg(&self.inside);
        if !self.root {
            nsenter.args(["--user", "--preserve-credentials"]);
        }
        nsenter.args(["--mount", "--net", "--pid", "--"]).arg(name);
        self.environment(&mut nsenter);
        nsenter
    }

    /// A command that will run without root's rights: inside as nobody, or as the ordinary user that the
    /// tests run as (who is root inside), outside.
    pub fn unprivileged(&self, name: &Path) -> Command {
        if !self.root {
            let mut plain = program(name);
            self.environment(&mut plain);
            return plain;
        }
        // The checkout may lie in a home that nobody may enter.
        let reachable = self.folder.join("unprivileged");
        if fs::hard_link(name, &reachable).is_err() {
            fs::copy(name, &reachable).expect("the program can be copied");
        }
        let mut nobody = self.inside("setpriv");
        nobody
            .args([
                "--reuid",
                "65534",
                "--regid",
                "65534",
                "--clear-groups",
                "--",
            ])
            .arg(reachable);
        nobody
    }

    fn environment(&self, command: &mut Command) {
        command
            .env_clear()
            .env("PATH", PATH)
            .env("HOME", &self.folder)
            .env("LANG", "C.UTF-8")
            .env("PCSCLITE_CSOCK_NAME", self.socket());
    }

    /// Sends a signal to a process inside, by its number there.
    pub fn signal(&self, signal: &str, process: u32) {
        finish(
            self.inside("kill")
                .args(["-s", signal, "--", &process.to_string()]),
            Duration::from_secs(10),
        )
        .must("kill");
    }

    /// Starts a program inside that goes on until it is told or the place ends; also gives its number there.
    pub fn start(&self, command: &[&OsStr], set_up: impl FnOnce(&mut Command)) -> Started {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let note = self
            .folder
            .join(format!("pid-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
        let mut shell = self.inside("sh");
        shell
            .args(["-c", r#"echo $$ > "$0.new"; mv "$0.new" "$0"; exec "$@""#])
            .arg(&note)
            .args(command);
        set_up(&mut shell);
        let child = shell
            .spawn()
            .unwrap_or_else(|error| panic!("nsenter cannot be started ({error}): run tests/run"));
        let process = until(
            Duration::from_secs(20),
            "a program inside has started",
            || fs::read_to_string(&note).ok()?.trim().parse().ok(),
        );
        Started { child, process }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = self.keeper.kill();
        let _ = self.keeper.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A program that was started inside; it ends with the place at the latest.
pub struct Started {
    /// The process that entered the namespaces for it, and ends when it does.
    pub child: Child,
    /// Its number inside.
    pub process: u32,
}

impl Started {
    /// Lets it go on after SIGSTOP. nsenter stops itself together with the program it waits for, and wakes it
    /// when it is woken.
    pub fn wake(&self) {
        finish(
            program("kill").args(["-s", "CONT", "--", &self.child.id().to_string()]),
            Duration::from_secs(10),
        )
        .must("kill");
    }

    /// Ends it at once, stopped or not, and waits until it is gone.
    pub fn end(&mut self, place: &Place) {
        if matches!(self.child.try_wait(), Ok(None)) {
            place.signal("KILL", self.process);
            self.wake();
            until(Duration::from_secs(10), "a program has ended", || {
                self.child.try_wait().ok().flatten()
            });
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command to its end, or ends it and fails the test at the limit.
pub fn finish(command: &mut Command, limit: Duration) -> Output {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?} cannot be started ({error}): run tests/run"));
    let stdout = Pipe::drain(child.stdout.take());
    let stderr = Pipe::drain(child.stderr.take());
    let status = loop {
        match child.try_wait().expect("a child can be waited for") {
            Some(status) => break status,
            None if start.elapsed() > limit => {
                let _ = child.kill();
                let _ = child.wait();
                panic!(
                    "{command:?} did not end within {limit:?}; so far it said\n{}\n{}",
                    stdout.so_far(),
                    stderr.so_far()
                );
            }
            None => thread::sleep(Duration::from_millis(1)),
        }
    };
    let took = start.elapsed();
    Output {
        status,
        stdout: stdout.rest(),
        stderr: stderr.rest(),
        took,
    }
}

/// A pipe read on a thread of its own, so that a full one never blocks the program.
struct Pipe {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: thread::JoinHandle<()>,
}

impl Pipe {
    fn drain(pipe: Option<impl Read + Send + 'static>) -> Self {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&bytes);
        let reader = thread::spawn(move || {
            let Some(mut pipe) = pipe else { return };
            let mut part = [0; 8192];
            while let Ok(length @ 1..) = pipe.read(&mut part) {
                kept.lock().unwrap().extend_from_slice(&part[..length]);
            }
        });
        Self { bytes, reader }
    }

    fn so_far(&self) -> String {
        String::from_utf8_lossy(&self.bytes.lock().unwrap()).into_owned()
    }

    fn rest(self) -> String {
        let Self { bytes, reader } = self;
        let _ = reader.join();
        let bytes = bytes.lock().unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Polls until there is an answer, or fails the test at the limit.
pub fn until<T>(limit: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + limit;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "not within {limit:?}: {what}");
        thread::sleep(Duration::from_millis(3));
    }
}

/// A command that is found on the system's usual path.
fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.env("PATH", PATH);
    command
}

fn fresh_folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "cacd-{}-{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let folder = std::env::temp_dir().join(&name);
    if folder.as_os_str().len() <= LONGEST_FOLDER {
        folder
    } else {
        Path::new("/tmp").join(name)
    }
}

//! One running guest: commands in it, and hands on its hardware.
use super::packages::{self, System, done};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// For anything that is waited for. TCG on a busy machine is slow.
const LIMIT: Duration = Duration::from_secs(120);

pub struct Guest {
    qemu: Child,
    folder: PathBuf,
    shell: BufReader<UnixStream>,
    monitor: BufReader<UnixStream>,
}

/// What a command in the guest left.
#[derive(Debug)]
pub struct Said {
    pub status: i32,
    pub text: String,
}

impl Guest {
    /// Boots a machine with these devices (QEMU's `-device` arguments; `NSS` in one stands for the folder with an
    /// emulated CAC's keys).
    pub fn boot(name: &str, devices: &[String]) -> Guest {
        let System { kernel, archive } = packages::system();
        let folder =
            std::env::temp_dir().join(format!("cac-doctor-machine-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let bin = folder.join("job/usr/local/bin");
        std::fs::create_dir_all(&bin).unwrap();
        std::fs::copy(env!("CARGO_BIN_EXE_cac-doctor"), bin.join("cac-doctor")).unwrap();
        let job = folder.join("job.cpio");
        packages::pack(&folder.join("job"), &job);
        // The kernel unpacks archives one after the other.
        let whole = folder.join("whole.cpio");
        std::fs::copy(archive, &whole).unwrap();
        let mut file = std::fs::OpenOptions::new()
            .append(true)
            .open(&whole)
            .unwrap();
        file.write_all(&std::fs::read(job).unwrap()).unwrap();
        if devices
            .iter()
            .any(|it| it.starts_with("ccid-card-emulated"))
        {
            keys(&folder.join("nss"));
        }
        let (shell, monitor) = (folder.join("shell"), folder.join("monitor"));
        let socket = |path: &Path| format!("{},server=on,wait=off", path.display());
        let mut qemu = Command::new("qemu-system-x86_64");
        qemu.args([
            "-accel",
            "tcg,thread=multi",
            "-cpu",
            "max",
            "-machine",
            "pc",
            "-m",
            "512",
        ])
        .args([
            "-nodefaults",
            "-nic",
            "none",
            "-display",
            "none",
            "-no-reboot",
            "-kernel",
        ])
        .arg(kernel)
        .arg("-initrd")
        .arg(&whole)
        .args(["-append", "console=ttyS0 quiet panic=-1", "-serial"])
        .arg(format!("file:{}", folder.join("console").display()))
        .args([
            "-chardev",
            &format!("socket,id=shell,path={}", socket(&shell)),
            "-serial",
            "chardev:shell",
        ])
        .args(["-qmp", &format!("unix:{}", socket(&monitor))]);
        for it in devices {
            qemu.args([
                "-device",
                &it.replace("NSS", &folder.join("nss").display().to_string()),
            ]);
        }
        let log = std::fs::File::create(folder.join("qemu")).unwrap();
        let child = qemu
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn();
        let child = child.unwrap_or_else(|error| panic!("qemu-system-x86_64: {error}"));
        let mut out = Guest {
            qemu: child,
            shell: BufReader::new(connect(&shell, &folder)),
            monitor: BufReader::new(connect(&monitor, &folder)),
            folder,
        };
        out.qmp_line("its greeting");
        out.qmp("qmp_capabilities", &json!({}));
        let ready = out.line("the guest to come up");
        assert_eq!(ready.trim(), "ready");
        out
    }

    fn line(&mut self, what: &str) -> String {
        let mut line = String::new();
        if let Err(error) = self.shell.read_line(&mut line) {
            panic!(
                "waiting for {what}: {error}; its console said: {}",
                self.console()
            );
        }
        line
    }

    fn console(&self) -> String {
        let text = std::fs::read(self.folder.join("console")).unwrap_or_default();
        String::from_utf8_lossy(&text)
            .lines()
            .rev()
            .take(20)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Runs one line of shell in the guest.
    pub fn run(&mut self, line: &str) -> Said {
        self.shell
            .get_mut()
            .write_all(format!("{line}\n").as_bytes())
            .unwrap();
        let head = self.line(line);
        let mut words = head.split_whitespace();
        let mut number = || {
            words
                .next()
                .and_then(|it| it.parse::<usize>().ok())
                .unwrap_or_else(|| panic!("{line}: the guest answered {head:?}"))
        };
        let (status, size) = (number(), number());
        let mut text = vec![0; size];
        self.shell
            .read_exact(&mut text)
            .unwrap_or_else(|error| panic!("{line}: {error}"));
        Said {
            status: i32::try_from(status).unwrap(),
            text: String::from_utf8_lossy(&text).into_owned(),
        }
    }

    /// Runs it until it succeeds: hardware and daemons take their time.
    pub fn until(&mut self, line: &str) -> String {
        let started = Instant::now();
        loop {
            let said = self.run(line);
            if said.status == 0 {
                return said.text;
            }
            assert!(
                started.elapsed() < LIMIT,
                "never came true: {line}: {}\n{}",
                said.text,
                self.run("tail -n 40 /var/log/syslog; lsusb").text
            );
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    /// The report of a run in the guest, and its exit status.
    pub fn report(&mut self, arguments: &str) -> (Value, i32) {
        let said = self.run(&format!("cac-doctor {arguments} --format json"));
        let report = serde_json::from_str(&said.text)
            .unwrap_or_else(|error| panic!("{arguments}: {error}: {}", said.text));
        (report, said.status)
    }

    /// A device into the running machine.
    pub fn plug(&mut self, device: &Value) {
        self.qmp("device_add", device);
    }

    /// Out of it again.
    pub fn unplug(&mut self, id: &str) {
        self.qmp("device_del", &json!({ "id": id }));
    }

    fn qmp(&mut self, execute: &str, arguments: &Value) {
        let line = format!(
            "{}\n",
            json!({ "execute": execute, "arguments": arguments })
        );
        self.monitor.get_mut().write_all(line.as_bytes()).unwrap();
        loop {
            let answer = self.qmp_line(execute);
            if answer.get("return").is_some() {
                return;
            }
            assert!(
                answer.get("error").is_none(),
                "{execute} {arguments}: {answer}"
            );
        }
    }

    fn qmp_line(&mut self, what: &str) -> Value {
        let mut line = String::new();
        self.monitor
            .read_line(&mut line)
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{what}: {error}: {line:?}"))
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let _ = self.qemu.kill();
        let _ = self.qemu.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn connect(path: &Path, folder: &Path) -> UnixStream {
    let started = Instant::now();
    loop {
        if let Ok(it) = UnixStream::connect(path) {
            it.set_read_timeout(Some(LIMIT)).unwrap();
            return it;
        }
        let said = std::fs::read_to_string(folder.join("qemu")).unwrap_or_default();
        assert!(started.elapsed() < LIMIT, "qemu did not start: {said}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The certificates of an emulated CAC (QEMU's docs/ccid.rst).
fn keys(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let database = format!("sql:{}", folder.display());
    let noise = folder.join("noise");
    std::fs::write(&noise, vec![7_u8; 4096]).unwrap();
    let certutil = |arguments: &[&str]| {
        done(
            Command::new("certutil")
                .args(["-d", &database])
                .args(arguments)
                .stdout(Stdio::null()),
        )
    };
    let noise = noise.display().to_string();
    certutil(&["-N", "--empty-password"]);
    certutil(&[
        "-S",
        "-s",
        "CN=Test CA",
        "-x",
        "-n",
        "ca",
        "-t",
        "CT,CT,CT",
        "-z",
        &noise,
        "-m",
        "1",
    ]);
    for (serial, name) in ["identity", "signature", "encryption"].iter().enumerate() {
        let (subject, serial) = (
            "CN=DOE.JANE.QUINN.1234567890,OU=DoD,O=U.S. Government,C=US",
            (serial + 10).to_string(),
        );
        certutil(&[
            "-S", "-s", subject, "-n", name, "-c", "ca", "-t", ",,", "-z", &noise, "-m", &serial,
        ]);
    }
}

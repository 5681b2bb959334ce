//! The guest's system, from the Debian packages of the machine that runs the tests: kernel, udev, pcscd, libccid. They
//! are downloaded and unpacked, never installed.
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the guest runs. The libraries beneath come with them.
const PROGRAMS: [&str; 3] = ["udev", "pcscd", "usbutils"];
/// Dependencies of maintainer scripts, and drivers of readers that no test has.
const NOT_NEEDED: [&str; 14] = [
    "perl",
    "libpam",
    "libsemanage",
    "libgdbm",
    "libdb5",
    "libnewt",
    "libslang",
    "libdebian-installer",
    "libelogind",
    "libacsccid",
    "libasedrive",
    "libgempc",
    "libgcr410",
    "libifd-cyberjack",
];
/// Folders of kernel modules: USB, its controllers, the virtual one, and the NFC modules that take readers for themselves.
const MODULES: [&str; 7] = [
    "drivers/usb/common",
    "drivers/usb/core",
    "drivers/usb/host",
    "drivers/usb/usbip",
    "drivers/nfc",
    "net/nfc",
    "net/rfkill",
];

/// A kernel and the archive it starts from.
pub struct System {
    pub kernel: PathBuf,
    pub archive: PathBuf,
}

/// Builds it, or takes what an earlier run built of the same packages. Tests in other processes wait meanwhile.
pub fn system() -> System {
    let cache = cache();
    std::fs::create_dir_all(&cache).unwrap();
    let lock = std::fs::File::create(cache.join("lock")).unwrap();
    lock.lock().unwrap();
    let wanted = wanted();
    let listing = versions(&wanted);
    let out = System {
        kernel: cache.join("vmlinux"),
        archive: cache.join("guest.cpio"),
    };
    let stamp = cache.join("built-of");
    let recipe = format!("{listing}\n{}\n{}", include_str!("packages.rs"), programs());
    if std::fs::read_to_string(&stamp).is_ok_and(|it| it == recipe) {
        return out;
    }
    let _ = std::fs::remove_file(&stamp);
    build(&cache, &wanted, &out);
    std::fs::write(stamp, recipe).unwrap();
    out
}

fn cache() -> PathBuf {
    let base = std::env::var_os("XDG_CACHE_HOME").map_or_else(
        || {
            PathBuf::from(
                std::env::var_os("HOME")
                    .expect("HOME or XDG_CACHE_HOME says where to keep the guest"),
            )
            .join(".cache")
        },
        PathBuf::from,
    );
    base.join("cac-doctor/machine")
}

/// Our own programs in the guest: a change of one builds it anew.
fn programs() -> String {
    [
        include_str!("guest/init.sh"),
        include_str!("guest/claim.c"),
        include_str!("guest/reader.c"),
    ]
    .concat()
}

/// Names of the packages, kernel first.
fn wanted() -> Vec<String> {
    let kernel = said(Command::new("apt-cache").args(["depends", "linux-image-amd64"]));
    let kernel = kernel
        .lines()
        .find_map(|it| it.trim().strip_prefix("Depends: linux-image-"))
        .map(|it| format!("linux-image-{it}"))
        .expect("the package linux-image-amd64 of Debian, which names the kernel to boot; run apt-get update");
    let mut closure = Command::new("apt-cache");
    closure.args([
        "depends",
        "--recurse",
        "--no-recommends",
        "--no-suggests",
        "--no-conflicts",
        "--no-breaks",
        "--no-replaces",
        "--no-enhances",
    ]);
    let mut out = vec![kernel, "busybox-static".to_owned()];
    out.extend(PROGRAMS.map(str::to_owned));
    for line in said(closure.args(PROGRAMS).arg("libccid")).lines() {
        let is_library = line.starts_with("lib") && !line.contains(':');
        if is_library
            && !NOT_NEEDED
                .iter()
                .any(|it| line.starts_with(it) || line.contains("perl"))
            && !out.iter().any(|it| it == line)
        {
            out.push(line.to_owned());
        }
    }
    out.sort();
    out
}

fn versions(packages: &[String]) -> String {
    said(
        Command::new("apt-get")
            .args(["download", "--print-uris"])
            .args(packages),
    )
}

fn build(cache: &Path, packages: &[String], out: &System) {
    let work = cache.join("work");
    let _ = std::fs::remove_dir_all(&work);
    let (debs, root, kernel) = (work.join("debs"), work.join("root"), work.join("kernel"));
    for it in [&debs, &root, &kernel] {
        std::fs::create_dir_all(it).unwrap();
    }
    done(
        Command::new("apt-get")
            .args(["download", "-q"])
            .args(packages)
            .current_dir(&debs),
    );
    for deb in std::fs::read_dir(&debs).unwrap() {
        let deb = deb.unwrap().path();
        let is_kernel = deb
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("linux-image");
        done(
            Command::new("dpkg-deb")
                .arg("-x")
                .arg(&deb)
                .arg(if is_kernel { &kernel } else { &root }),
        );
    }
    let release = std::fs::read_dir(kernel.join("lib/modules"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .file_name();
    let (from, to) = (
        kernel.join("lib/modules").join(&release),
        root.join("lib/modules").join(&release),
    );
    std::fs::create_dir_all(to.join("kernel")).unwrap();
    for folder in MODULES {
        std::fs::create_dir_all(to.join("kernel").join(folder)).unwrap();
        done(
            Command::new("cp")
                .arg("-a")
                .arg(from.join("kernel").join(folder).join("."))
                .arg(to.join("kernel").join(folder)),
        );
    }
    for list in [
        "modules.order",
        "modules.builtin",
        "modules.builtin.modinfo",
    ] {
        std::fs::copy(from.join(list), to.join(list)).unwrap();
    }
    done(
        Command::new(root.join("bin/busybox"))
            .args(["depmod", "-b"])
            .arg(&root)
            .arg(&release),
    );
    for folder in [
        "usr/share/doc",
        "usr/share/man",
        "usr/share/locale",
        "usr/lib/x86_64-linux-gnu/gconv",
    ] {
        let _ = std::fs::remove_dir_all(root.join(folder));
    }
    furnish(&root);
    pack(&root, &out.archive);
    unpack_kernel(
        &kernel
            .join("boot")
            .join(format!("vmlinuz-{}", release.to_string_lossy())),
        &out.kernel,
    );
    std::fs::remove_dir_all(&work).unwrap();
}

/// Our own part of the guest.
fn furnish(root: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/machine/guest");
    let init = root.join("init");
    std::fs::copy(here.join("init.sh"), &init).unwrap();
    std::fs::set_permissions(&init, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::create_dir_all(root.join("usr/local/bin")).unwrap();
    for program in ["claim", "reader"] {
        let source = here.join(format!("{program}.c"));
        done(
            Command::new("cc")
                .args(["-O1", "-Wall", "-Wextra", "-Werror", "-static", "-o"])
                .arg(root.join("usr/local/bin").join(program))
                .arg(source),
        );
    }
    std::fs::create_dir_all(root.join("etc")).unwrap();
    std::fs::write(
        root.join("etc/passwd"),
        "root:x:0:0::/root:/bin/sh\npcscd:x:100:100::/:/bin/false\n",
    )
    .unwrap();
    // The groups that udev's own rules name.
    let groups = [
        "root", "tty", "disk", "lp", "kmem", "dialout", "cdrom", "tape", "audio", "video",
        "plugdev", "input", "kvm", "render", "sgx",
    ];
    let lines = groups
        .iter()
        .enumerate()
        .map(|(id, name)| format!("{name}:x:{id}:\n"));
    std::fs::write(
        root.join("etc/group"),
        lines.collect::<String>() + "pcscd:x:100:\n",
    )
    .unwrap();
    std::fs::copy("/etc/os-release", root.join("etc/os-release")).unwrap();
}

/// Packs a folder as the kernel's initramfs wants it. The members of `folder` come first in the archive.
pub fn pack(folder: &Path, archive: &Path) {
    let file = std::fs::File::create(archive).unwrap();
    let mut cpio = Command::new("sh");
    cpio.args([
        "-c",
        "find . -print0 | LC_ALL=C sort -z | cpio --null --quiet -o -H newc -R 0:0",
    ]);
    done(cpio.current_dir(folder).stdout(file));
}

/// The ELF image inside a bzImage: QEMU starts it by PVH in a fifth of the time.
fn unpack_kernel(image: &Path, to: &Path) {
    let image = std::fs::read(image).unwrap();
    let found = |magic: &[u8]| image.windows(magic.len()).position(|it| it == magic);
    let (at, program) = [
        (&b"\xfd7zXZ\0"[..], "xz"),
        (&b"\x28\xb5\x2f\xfd"[..], "zstd"),
    ]
    .into_iter()
    .filter_map(|(magic, program)| Some((found(magic)?, program)))
    .min()
    .expect("a kernel compressed with xz or zstd");
    let packed = to.with_extension("packed");
    std::fs::write(&packed, &image[at..]).unwrap();
    // What follows the compressed image makes the program end in an error after it has written everything.
    let mut unpack = Command::new(program);
    unpack
        .args(["-d", "-c"])
        .stdin(std::fs::File::open(&packed).unwrap())
        .stdout(std::fs::File::create(to).unwrap())
        .stderr(Stdio::null());
    let _ = unpack
        .status()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    std::fs::remove_file(packed).unwrap();
    assert!(
        std::fs::read(to).unwrap().starts_with(b"\x7fELF"),
        "the kernel did not unpack"
    );
}

fn said(command: &mut Command) -> String {
    let out = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        out.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).unwrap()
}

pub fn done(command: &mut Command) {
    let out = command
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .and_then(std::process::Child::wait_with_output);
    let out = out.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        out.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
}

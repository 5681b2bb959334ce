use super::tree::{Tree, X86_64, plist};
use cac_doctor::facts::{Observed, PolicyAnswer, UnitState};

#[test]
fn a_healthy_computer_is_told_whole() {
    let it = Tree::healthy().look();
    let drivers = it.drivers.seen().unwrap();
    let ccid = drivers.bundles[0].plist.seen().unwrap();
    assert_eq!(ccid.version.as_deref(), Some("1.6.2"));
    assert_eq!(ccid.models, "04e6:5116;058f:9540;076b:3021");
    assert_eq!(ccid.entries, [3, 3, 3]);
    assert_eq!(drivers.bundles[0].library.seen().unwrap().machine, 62);
    let daemon = it.daemon.seen().unwrap();
    let version = daemon.version.seen().unwrap();
    assert_eq!(
        (version.version.as_str(), version.from.as_str()),
        ("2.3.3", "pcscd --version")
    );
    assert!(version.features.iter().any(|it| it == "polkit"));
    assert!(daemon.processes.is_absent());
    let manager = daemon.manager.seen().unwrap();
    let socket = manager.socket.seen().unwrap();
    assert_eq!(socket.state, UnitState::Enabled);
    assert_eq!(socket.listens, ["/run/pcscd/pcscd.comm"]);
    assert_eq!(
        manager.service.seen().unwrap().state,
        UnitState::Disabled,
        "the socket starts it"
    );
    let permission = it.permission.seen().unwrap();
    let policy = permission.policy.seen().unwrap();
    let pcsc = policy.access_pcsc.as_ref().unwrap();
    assert_eq!(
        (pcsc.any.as_deref(), pcsc.active.as_deref()),
        (Some("no"), Some("yes"))
    );
    assert!(policy.access_card.is_some());
    assert_eq!(permission.polkit, Observed::Seen(()));
    assert_eq!(permission.bus, Observed::Seen(()));
    let environment = it.environment.seen().unwrap();
    assert!(environment.container.is_absent() && environment.wsl.is_absent());
    assert_eq!(it.holders.seen().unwrap().programs, []);
}

#[test]
fn a_broken_list_of_models_is_a_fact_and_costs_nothing_else() {
    let tree = Tree::healthy();
    let at = |name: &str| format!("/usr/lib/pcsc/drivers/{name}.bundle/Contents/Info.plist");
    tree.file(&at("a-html"), "<html><body>not found</body></html>");
    tree.file(
        &at("b-cut"),
        "<plist><dict><key>ifdVendorID</key><array><string>0x04E6",
    );
    tree.bytes(&at("c-binary"), b"bplist00\xff\xfe\x00");
    tree.link(&at("d-loop"), "Info.plist");
    tree.file(&at("e-huge"), &" ".repeat(3 * 1024 * 1024));
    tree.dir(&at("f-folder"));
    tree.dir("/usr/lib/pcsc/drivers/g-empty.bundle");
    let uneven = plist("x", "1.0", "libx.so", &[("04E6", "5116")]);
    tree.file(
        &at("h-uneven"),
        &uneven.replace("<string>0x5116</string>", ""),
    );
    let it = tree.look();
    let bundles = &it.drivers.seen().unwrap().bundles;
    let why = |name: &str| {
        let it = bundles.iter().find(|it| it.path.contains(name)).unwrap();
        match &it.plist {
            Observed::Failed(it) => format!("{} {}", it.name, it.causes.join(" ")),
            Observed::Absent => "absent".to_owned(),
            Observed::Seen(it) => format!("{:?}", it.entries),
            Observed::Unasked { because } => because.clone(),
        }
    };
    assert!(
        why("a-html").contains("no property list"),
        "{}",
        why("a-html")
    );
    assert!(why("b-cut").contains("ends inside"), "{}", why("b-cut"));
    assert!(
        why("c-binary").starts_with("malformed"),
        "{}",
        why("c-binary")
    );
    assert!(why("d-loop").starts_with("ELOOP"), "{}", why("d-loop"));
    assert!(why("e-huge").starts_with("too large"), "{}", why("e-huge"));
    assert!(
        why("f-folder").starts_with("no ordinary file"),
        "{}",
        why("f-folder")
    );
    assert_eq!(why("g-empty"), "absent");
    assert_eq!(why("h-uneven"), "[1, 0, 1]");
    assert!(why("ifd-ccid").starts_with("[3, 3, 3]"));
    assert_eq!(bundles.len(), 9);
}

#[test]
fn one_folder_with_two_names_is_one() {
    let tree = Tree::healthy();
    tree.link("/usr/lib64", "lib");
    tree.dir("/usr/lib/x86_64-linux-gnu");
    assert_eq!(tree.look().drivers.seen().unwrap().bundles.len(), 1);
}

#[test]
fn readers_set_up_by_file_are_told_with_their_library() {
    let tree = Tree::healthy();
    tree.file(
        "/etc/reader.conf.d/vpcd",
        "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:0x8C7B\nLIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so\n",
    );
    tree.file(
        "/etc/reader.conf.d/gone",
        "FRIENDLYNAME \"Old\"\nLIBPATH /nowhere.so\n",
    );
    tree.bytes("/usr/lib/pcsc/drivers/serial/libifdvpcd.so", X86_64);
    let it = tree.look();
    let configured = &it.drivers.seen().unwrap().configured;
    assert_eq!(configured.len(), 2);
    assert!(configured[0].library.is_absent());
    assert_eq!(configured[1].name.as_deref(), Some("Virtual PCD"));
    assert_eq!(configured[1].library.seen().unwrap().bits, 64);
}

#[test]
fn a_program_that_hangs_or_says_nonsense_is_a_fact() {
    let tree = Tree::healthy();
    tree.program("/usr/sbin/pcscd", "#!/bin/sh\nsleep 60\n");
    let version = |tree: &Tree| tree.look().daemon.seen().unwrap().version.clone();
    assert!(version(&tree).failure().unwrap().timed_out());
    tree.program("/usr/sbin/pcscd", "#!/bin/sh\necho hello\n");
    assert_eq!(version(&tree).failure().unwrap().name, "not understood");
    tree.file(
        "/var/lib/dpkg/status",
        "Package: pcscd\nStatus: install ok installed\nVersion: 2.3.3-1\n\n",
    );
    assert_eq!(version(&tree).seen().unwrap().from, "package pcscd");
    tree.remove("/usr/sbin/pcscd");
    let it = tree.look();
    assert!(it.daemon.seen().unwrap().program.is_absent());
}

#[test]
fn units_are_masked_disabled_and_changed() {
    let tree = Tree::healthy();
    let socket = |tree: &Tree| {
        let it = tree.look();
        it.daemon
            .seen()
            .unwrap()
            .manager
            .seen()
            .unwrap()
            .socket
            .clone()
    };
    tree.remove("/etc/systemd/system/sockets.target.wants/pcscd.socket");
    assert_eq!(socket(&tree).seen().unwrap().state, UnitState::Disabled);
    tree.link("/etc/systemd/system/pcscd.socket", "/dev/null");
    assert_eq!(socket(&tree).seen().unwrap().state, UnitState::Masked);
    tree.remove("/etc/systemd/system/pcscd.socket");
    tree.file(
        "/etc/systemd/system/pcscd.socket.d/elsewhere.conf",
        "[Socket]\nListenStream=\nListenStream=/run/other.comm\n",
    );
    assert_eq!(socket(&tree).seen().unwrap().listens, ["/run/other.comm"]);
    tree.remove("/usr/lib/systemd/system/pcscd.socket");
    assert!(socket(&tree).is_absent());
    tree.remove("/run/systemd");
    assert!(tree.look().daemon.seen().unwrap().manager.is_absent());
}

#[test]
fn variables_are_found_wherever_they_are_set() {
    let tree = Tree::healthy();
    tree.file(
        "/etc/default/pcscd",
        "# x\nPCSCLITE_FILTER_IGNORE_READER_NAMES=\"SCR 3310\"\nPATH=/x\n",
    );
    tree.file(
        "/etc/systemd/system/pcscd.service.d/a.conf",
        "[Service]\nEnvironment=LIBCCID_ifdLogLevel=0x000F \"PCSCD_ARGS=--debug --apdu\"\n",
    );
    tree.process(812, "pcscd", 0);
    tree.file(
        "/proc/812/environ",
        "LANG=C\0PCSCLITE_HP_DROPDIR=/opt/drivers\0",
    );
    let it = tree.look();
    let daemon = it.daemon.seen().unwrap();
    let set: Vec<(&str, &str, &str)> = daemon
        .variables
        .iter()
        .map(|it| (it.name.as_str(), it.value.as_str(), it.from.as_str()))
        .collect();
    assert_eq!(
        set,
        [
            (
                "LIBCCID_ifdLogLevel",
                "0x000F",
                "/etc/systemd/system/pcscd.service.d/a.conf"
            ),
            (
                "PCSCD_ARGS",
                "--debug --apdu",
                "/etc/systemd/system/pcscd.service.d/a.conf"
            ),
            (
                "PCSCLITE_FILTER_IGNORE_READER_NAMES",
                "SCR 3310",
                "/etc/default/pcscd"
            ),
            ("PCSCLITE_HP_DROPDIR", "/opt/drivers", "the running service"),
        ]
    );
    let process = &daemon.processes.seen().unwrap()[0];
    assert_eq!((process.pid, process.uid), (812, Some(0)));
    assert_eq!(process.arguments.seen().unwrap(), &["--foreground"]);
    assert_eq!(process.since_boot_s, Some(42));
    let folders = &it.drivers.seen().unwrap().folders;
    assert!(
        folders
            .iter()
            .any(|it| it.path == "/opt/drivers" && it.look.is_absent())
    );
}

#[test]
fn the_session_is_the_one_polkit_takes_it_for() {
    let tree = Tree::healthy();
    tree.dir("/run/systemd/sessions");
    let session = |tree: &Tree| tree.look().permission.seen().unwrap().session.clone();
    tree.file("/proc/self/cgroup", "0::/system.slice/cron.service\n");
    assert!(session(&tree).is_absent());
    tree.file(
        "/proc/self/cgroup",
        "0::/user.slice/user-1000.slice/session-7.scope\n",
    );
    tree.file(
        "/run/systemd/sessions/7",
        "# private\nUID=1000\nUSER=jane\nACTIVE=1\nSTATE=active\nREMOTE=1\nREMOTE_HOST=192.0.2.7\nTYPE=tty\nCLASS=user\nSERVICE=sshd\n",
    );
    let it = session(&tree);
    let it = it.seen().unwrap();
    assert_eq!((it.id.as_str(), it.remote), ("7", Some(true)));
    assert_eq!((it.seat.as_deref(), it.active), (None, Some(true)));
    // A program of the desktop: the session on the user's screen.
    tree.file(
        "/proc/self/cgroup",
        "0::/user.slice/user-1000.slice/user@1000.service/app.slice/term.scope\n",
    );
    tree.file("/run/systemd/users/1000", "NAME=jane\nDISPLAY=2\n");
    tree.file(
        "/run/systemd/sessions/2",
        "ACTIVE=0\nREMOTE=0\nTYPE=wayland\nCLASS=user\nSEAT=seat0\n",
    );
    let it = session(&tree);
    assert_eq!(it.seen().unwrap().active, Some(false));
    assert_eq!(it.seen().unwrap().seat.as_deref(), Some("seat0"));
    tree.file("/run/systemd/users/1000", "DISPLAY=../../etc/passwd\n");
    assert!(session(&tree).is_absent(), "an id is no path");
}

#[test]
fn other_programs_are_found_by_their_library_and_their_files() {
    let tree = Tree::healthy();
    tree.process(900, "scdaemon", 1000);
    tree.maps(900, "/usr/lib/x86_64-linux-gnu/libpcsclite.so.1.0.0");
    tree.process(901, "firefox", 1000);
    tree.file(
        "/proc/901/maps",
        "7f00-7f01 r-xp 0 fe:00 1 /usr/lib/x86_64-linux-gnu/pkcs11/opensc-pkcs11.so\n7f02-7f03 r-xp 0 fe:00 2 /usr/lib/libpcsclite.so.1\n",
    );
    tree.process(902, "bash", 1000);
    tree.maps(902, "/usr/lib/libc.so.6");
    tree.process(903, "vendor-tool", 0);
    tree.maps(903, "/usr/lib/libusb-1.0.so");
    tree.link("/proc/903/fd/7", "/dev/bus/usb/001/004");
    tree.process(904, "pcscd", 0);
    tree.maps(904, "/usr/lib/libpcsclite.so.1");
    let it = tree.look();
    let found: Vec<(u32, &str, bool, usize)> = it
        .holders
        .seen()
        .unwrap()
        .programs
        .iter()
        .map(|it| {
            let nodes = it.nodes.seen().map_or(0, Vec::len);
            (it.pid, it.name.as_str(), it.library, nodes)
        })
        .collect();
    assert_eq!(
        found,
        [
            (900, "scdaemon", true, 0),
            (901, "firefox", true, 0),
            (903, "vendor-tool", false, 1)
        ]
    );
    let firefox = &it.holders.seen().unwrap().programs[1];
    assert_eq!(firefox.modules, ["opensc-pkcs11.so"]);
}

#[test]
fn the_place_of_a_run_is_told_by_the_marks_it_leaves() {
    let tree = Tree::healthy();
    let environment = |tree: &Tree| tree.look().environment.seen().unwrap().clone();
    tree.file("/proc/1/environ", "PATH=/bin\0container=lxc\0");
    assert_eq!(environment(&tree).container.seen().unwrap(), "lxc");
    tree.file("/run/.containerenv", "");
    assert_eq!(environment(&tree).container.seen().unwrap(), "podman");
    tree.file(
        "/proc/sys/kernel/osrelease",
        "5.15.90.1-microsoft-standard-WSL2\n",
    );
    assert_eq!(environment(&tree).wsl, Observed::Seen(2));
    tree.file("/sys/class/dmi/id/sys_vendor", "QEMU\n");
    assert_eq!(environment(&tree).virtual_machine.seen().unwrap(), "QEMU");
    tree.file(
        "/.flatpak-info",
        "[Application]\nname=org.example.Term\n[Instance]\nname=x\n",
    );
    assert_eq!(
        environment(&tree).sandbox.seen().unwrap(),
        "flatpak org.example.Term"
    );
    tree.remove("/dev/bus/usb");
    assert!(environment(&tree).usb_nodes.is_absent());
    tree.file(
        "/snap/firefox/current/usr/lib/x86_64-linux-gnu/libpcsclite.so.1",
        "",
    );
    let browsers = environment(&tree).sandboxed_browsers;
    let firefox = &browsers.seen().unwrap()[0];
    assert_eq!(
        (firefox.name.as_str(), firefox.kind.as_str()),
        ("firefox", "snap")
    );
    assert!(!firefox.library.seen().unwrap().split);
}

#[test]
fn nothing_at_all_is_told_without_a_failure() {
    let it = Tree::empty().look();
    assert_eq!(it.drivers.seen().unwrap().bundles, []);
    assert!(it.daemon.seen().unwrap().program.is_absent());
    let permission = it.permission.seen().unwrap();
    assert!(permission.policy.is_absent() && permission.bus.is_absent());
    assert!(!matches!(
        permission.asked,
        Observed::Seen(ref it) if it.access_pcsc == Observed::Seen(PolicyAnswer::No)
    ));
    assert!(it.holders.failure().is_none());
}

//! The harness itself holds what the other tests build on.

use super::*;
use std::time::Instant;

/// A T=1 contact card's ATR: TS, T0 (TD1, 0 historical bytes), TD1 (T=1), TCK.
const ATR: &[u8] = &[0x3B, 0x80, 0x01, 0x81];
const SCR3310: &str = "SCM Microsystems Inc. SCR 3310 [CCID Interface] (21121337400411)";

/// A card that knows no application.
fn unknown(_command: &[u8]) -> Option<Vec<u8>> {
    Some(vec![0x6A, 0x82])
}

#[test]
fn readers_have_the_names_they_were_given() {
    let long = "R".repeat(300);
    let stack = Stack::new(&[
        Reader::named(SCR3310),
        Reader::named("Identiv uTrust 3700 F").slots(2),
        Reader::named("Identiv uTrust 3700 F"),
        Reader::named(&long),
        Reader::named("Evil \u{1b}[31mred\u{1b}[0m \u{202e}redaer"),
    ]);
    assert_eq!(stack.name(0), format!("{SCR3310} 00 00"));
    // pcscd's first number counts the readers of one driver, the second the slots of one reader.
    assert_eq!(stack.name(1), "Identiv uTrust 3700 F 01 00");
    assert_eq!(stack.name(2), "Identiv uTrust 3700 F 01 01");
    assert_eq!(stack.name(3), "Identiv uTrust 3700 F 02 00");
    let clipped = stack.name(4);
    assert!(clipped.starts_with("RRRRRRRRRR"), "{clipped}");
    // MAX_READERNAME of PC/SC-lite's pcsclite.h is 128, NUL included.
    assert!(clipped.len() < 128, "{}", clipped.len());
    let evil = "Evil \u{1b}[31mred\u{1b}[0m \u{202e}redaer 04 00";
    assert_eq!(stack.name(5), evil);
    let scan = stack.tool("pcsc_scan", &["-r"]).must("pcsc_scan");
    assert!(scan.stdout.contains(SCR3310), "{}", scan.stdout);
    let listed = stack.tool("opensc-tool", &["-l"]).must("opensc-tool");
    assert!(
        listed.stdout.contains("Identiv uTrust 3700 F 01 01"),
        "{}",
        listed.stdout
    );
}

#[test]
fn a_card_comes_answers_and_goes() {
    let mut stack = Stack::new(&[Reader::named(SCR3310)]);
    stack.insert_scripted(0, (ATR, unknown));
    stack.mark();
    let atr = stack.tool("opensc-tool", &["--reader", "0", "-s", "00A4040000"]);
    assert!(
        atr.stdout.contains("SW1=0x6A, SW2=0x82"),
        "{}{}",
        atr.stdout,
        atr.stderr
    );
    let seen = stack.apdus();
    let asked = Exchange {
        command: vec![0x00, 0xA4, 0x04, 0x00, 0x00],
        response: vec![0x6A, 0x82],
    };
    assert!(seen.contains(&asked), "{seen:?}");
    assert!(count(&seen, 0xA4) > 0);
    stack.remove(0);
    let empty = stack.tool("opensc-tool", &["-l"]).must("opensc-tool");
    assert!(empty.stdout.contains("No "), "{}", empty.stdout);
}

#[test]
fn stacks_at_once_do_not_meet() {
    let mut first = Stack::new(&[Reader::named("First")]);
    let second = Stack::new(&[Reader::named("Second")]);
    first.insert_scripted(0, (ATR, unknown));
    assert_eq!(first.listed(), [b"First 00 00"]);
    assert_eq!(second.listed(), [b"Second 00 00"]);
    let there = first.tool("opensc-tool", &["--atr"]);
    assert!(
        there.stdout.contains("3b:80:01:81"),
        "{}{}",
        there.stdout,
        there.stderr
    );
    let elsewhere = second.tool("opensc-tool", &["--atr"]);
    assert!(
        !elsewhere.stdout.contains("3b:80:01:81"),
        "{}",
        elsewhere.stdout
    );
}

#[test]
fn fast_readers_are_fast_and_slow_ones_slow() {
    let took = |mut stack: Stack| {
        let send = ["-s", "00A4040000"].repeat(20);
        stack.insert_scripted(0, (ATR, unknown));
        stack.mark();
        let output = stack.tool("opensc-tool", &send);
        assert_eq!(
            output.stdout.matches("SW1=0x6A").count(),
            20,
            "{}",
            output.stderr
        );
        (output.took, stack.apdus().len())
    };
    let (fast, sent) = took(Stack::new(&[Reader::named("Fast")]));
    let (slow, _) = took(Stack::slow(&[Reader::named("Slow")]));
    assert!(sent >= 20);
    // 20 commands at some 40 ms against 20 at some 0.1 ms, with room for a busy machine.
    assert!(
        slow > fast + Duration::from_millis(400),
        "fast {fast:?} slow {slow:?}"
    );
}

#[test]
fn another_program_can_hold_and_reset_the_card() {
    let mut stack = Stack::new(&[Reader::named("Held")]);
    stack.insert_scripted(0, (ATR, unknown));
    let refused = |stack: &Stack| {
        let output = stack.tool("opensc-tool", &["-s", "00A4040000"]);
        !output.stdout.contains("SW1=")
    };
    {
        let _holder = stack.hold(0, Hold::Exclusive);
        assert!(refused(&stack));
    }
    {
        let _holder = stack.hold(0, Hold::Shared);
        assert!(!refused(&stack));
        stack.reset(0);
        assert!(!refused(&stack));
    }
    let holder = stack.hold(0, Hold::Transaction);
    let start = Instant::now();
    let release = holder.release_after(Duration::from_millis(700));
    assert!(!refused(&stack));
    assert!(
        start.elapsed() > Duration::from_millis(600),
        "a transaction blocks others"
    );
    release.join().unwrap();
}

#[test]
fn a_mute_card_is_mute() {
    let mut stack = Stack::new(&[Reader::named("Mute")]);
    stack.mute(0, true);
    stack.insert_scripted(0, (ATR, unknown));
    let output = stack.tool("opensc-tool", &["--atr"]);
    assert!(!output.stdout.contains("3b:80"), "{}", output.stdout);
    stack.mute(0, false);
    stack.remove(0);
    stack.insert_scripted(0, (ATR, unknown));
    let output = stack.tool("opensc-tool", &["--atr"]);
    assert!(
        output.stdout.contains("3b:80"),
        "{}{}",
        output.stdout,
        output.stderr
    );
}

#[test]
fn a_card_may_vanish_in_the_middle_of_a_command() {
    let mut stack = Stack::new(&[Reader::named("Vanishing")]);
    stack.insert_scripted(0, (ATR, |_: &[u8]| None));
    let output = stack.tool("opensc-tool", &["-s", "00A4040000"]);
    assert!(!output.stdout.contains("SW1="), "{}", output.stdout);
}

#[test]
fn sixteen_readers_are_listed() {
    let readers: Vec<Reader> = (0..16)
        .map(|index| Reader::named(&format!("Reader {index}")))
        .collect();
    let stack = Stack::new(&readers);
    assert_eq!(stack.listed().len(), 16);
    assert_eq!(stack.name(15), "Reader 15 0F 00");
}

#[test]
fn pcscd_can_be_killed_and_stopped() {
    let mut stack = Stack::new(&[Reader::named("Doomed")]);
    stack.stop_pcscd();
    let client = native::CLIENT.path();
    let mut waiting = stack
        .place()
        .inside(&client)
        .arg("list")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_millis(300));
    assert!(
        waiting.try_wait().unwrap().is_none(),
        "a stopped pcscd answers nobody"
    );
    stack.continue_pcscd();
    assert!(
        until(PATIENCE, "the client goes on", || waiting
            .try_wait()
            .unwrap())
        .success()
    );
    stack.kill_pcscd();
    assert!(
        stack.place().socket().exists(),
        "the socket of a killed pcscd stays"
    );
    let refused = finish(stack.place().inside(&client).arg("list"), PATIENCE);
    assert!(refused.stderr.contains("0x8010001D"), "{}", refused.stderr);
}

#[test]
fn a_place_ends_what_runs_in_it() {
    let stack = Stack::new(&[Reader::named("Ending")]);
    let folder = stack.place().folder().to_owned();
    let mark = folder.join("readers").display().to_string();
    assert!(runs(&mark), "pcscd is running");
    drop(stack);
    until(PATIENCE, "pcscd has ended", || (!runs(&mark)).then_some(()));
    assert!(!folder.exists());
}

/// Whether any process of the machine has these words on its command line.
fn runs(words: &str) -> bool {
    fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| fs::read(entry.path().join("cmdline")).ok())
        .any(|line| String::from_utf8_lossy(&line).contains(words))
}

#[test]
fn faulty_services_fail_as_named() {
    for (fault, expected) in [
        (Fault::Missing, "0x8010001D"),
        (Fault::Stale, "0x8010001D"),
        (Fault::Refusing, "0x8010006A"),
        (Fault::Closing, "0x80100013"),
    ] {
        let faulty = Faulty::new(fault);
        let output = finish(
            faulty.place.inside(native::CLIENT.path()).arg("list"),
            PATIENCE,
        );
        assert!(
            output.stderr.contains(expected),
            "{fault:?}: {}",
            output.stderr
        );
    }
    let forbidden = Faulty::new(Fault::Forbidden);
    let output = finish(
        forbidden
            .place
            .unprivileged(&native::CLIENT.path())
            .arg("list"),
        PATIENCE,
    );
    assert!(output.stderr.contains("0x8010001D"), "{}", output.stderr);
    let silent = Faulty::new(Fault::Silent);
    let mut client = silent
        .place
        .inside(native::CLIENT.path())
        .arg("list")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_millis(500));
    assert!(
        client.try_wait().unwrap().is_none(),
        "a silent service lets its clients wait"
    );
    drop(silent);
    until(PATIENCE, "the client ends with the place", || {
        client.try_wait().unwrap()
    });
}

#[test]
fn a_reader_tells_its_attributes_and_features() {
    // SCARD_ATTR_VENDOR_NAME and CM_IOCTL_GET_FEATURE_REQUEST of PC/SC-lite's reader.h; the feature is
    // FEATURE_VERIFY_PIN_DIRECT (PC/SC part 10 §2.2).
    let stack = Stack::new(&[Reader::named("Pad")
        .attribute(0x0001_0100, b"SCM")
        .control(0x4200_0D48, &[0x06, 0x04, 0x42, 0x33, 0x00, 0x06])]);
    let ask = |what: &str, number: &str| {
        let mut client = stack.place().inside(native::CLIENT.path());
        finish(client.args([what, &stack.name(0), number]), PATIENCE)
            .must(what)
            .stdout
    };
    assert_eq!(ask("attribute", "10100"), "53434D\n");
    assert_eq!(ask("control", "42000D48"), "060442330006\n");
}

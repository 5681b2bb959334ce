use super::*;
use crate::standards::logs;

fn caught(line: &str, log: bool) -> String {
    let pseudonyms = Pseudonyms::new(&[9; 32]);
    let kept = BTreeSet::from(["crl.disa.mil".to_owned()]);
    let net = Net {
        pseudonyms: &pseudonyms,
        kept: &kept,
    };
    net.catch(line, &[], log)
}

#[test]
fn what_looks_personal_in_a_log_is_replaced() {
    for (line, gone) in [
        ("usb 1-2: SerialNumber: 53311717600542", "53311717600542"),
        ("usb 1-2: SerialNumber: ABC DEF 12", "DEF"),
        ("usb 1-2: serial number 00008030001A2D8E3C", "00008030"),
        ("sd 0:0:0:0: Serial Number=12345678ABC", "12345678"),
        ("E: ID_SERIAL_SHORT=53311717600542", "53311717"),
        ("ATTRS{serial}==\"53311717600542\"", "53311717"),
        (
            "RFAddReader() Identiv uTrust 2700 R [CCID Interface] (53311717600542) 00 00 init failed.",
            "53311717",
        ),
        (
            "inserted into Identiv SCR3500 A 54301709612490 00 00",
            "54301709",
        ),
        ("reader Hand Made (KQXZ) 01 00.", "KQXZ"),
        (
            "session opened for jane.doe@corp.example.mil(uid=1000)",
            "jane.doe",
        ),
        ("from 203.0.113.7:443, to fe80::1c2d", "203.0.113.7"),
        ("from 203.0.113.7:443, to fe80::1c2d", "1c2d"),
        ("src:203.0.113.77 dst", "203.0.113"),
        ("tcp://203.0.113.77:8080/x", "203.0.113"),
        ("203.0.113.77->198.51.100.9", "203.0.113"),
        ("203.0.113.77->198.51.100.9", "198.51.100"),
        ("from=2001:470:1f0b:16d6::1,x", "1f0b"),
        ("from:2001:470:1f0b:16d6::1", "1f0b"),
        ("http://user:secretpw@desk43.corp.example.mil/x", "secretpw"),
        ("http://user:secretpw@desk43.corp.example.mil/x", "desk43"),
        ("host desk43.corp.example.mil connects", "desk43"),
        ("to desk43.local: refused", "desk43"),
        ("to pool-203-0-113-77.isp.example.net", "203-0-113"),
        ("file /srv/desk43.corp.example.mil/log", "desk43"),
        ("eth0 a4:5e:60:11:22:33 up", "a4:5e:60"),
        ("mac:a4:5e:60:11:22:33 up", "a4:5e:60"),
        ("mac a45e60112233", "a45e"),
        ("http://user-7qk2m9:secretpw@x/", "secretpw"),
        (r"smb\\CORP\user-7qk2m9", "CORP"),
        ("HWaddr=105e60112233", "105e"),
        ("port of a45e.6011.2233", "a45e"),
        ("opened /home/jane/.cache/opensc: 2", "jane"),
        ("opened ~jane/.cache/opensc: 2", "jane"),
        (r"open C:\Users\Jane Doe\AppData failed", "Jane Doe"),
        (r"CORP\bsmith logged in", "bsmith"),
        (r"CORP\bsmith logged in", "CORP"),
        (r"map \\fileserver7\jdocs now", "fileserver7"),
        (r"smb\\CORP\bsmith", "bsmith"),
        ("uid=1000(bsmith) gid=1000(bsmith)", "bsmith"),
        ("session for user bsmith closed", "bsmith"),
        ("user=bsmith, tty=1", "bsmith"),
        ("acct=\"bsmith\" exe", "bsmith"),
        ("rhost=desk43 tty", "desk43"),
        ("login bsmith@desk43", "bsmith"),
        ("password=Hunter2!x", "Hunter2"),
        ("call +1-703-555-0100 now", "703-555"),
        ("CN=DOE.JANE.QUINN.1234567890,OU=X", "JANE"),
        ("cn:DOE.JANE.QUINN.1234567890,OU=X", "JANE"),
        ("CN=SMITH BOB LEE 1987654321,OU=X", "SMITH"),
        ("EDIPI:2987654321", "2987654321"),
        ("holder 1234567890 in 1234567890117001", "1234567890"),
        ("sid S-1-5-21-1-2-3-1001 denied", "-1-2-3-"),
        ("sid:S-1-5-21-1-2-3-1001 denied", "-1-2-3-"),
        ("device 6f3c1d52-0b8e-4a77-9c21-5de048b713aa", "6f3c1d52"),
        ("uuid:6f3c1d52-0b8e-4a77-9c21-5de048b713aa", "6f3c1d52"),
        ("guid 6f3c1d520b8e4a779c215de048b713aa", "6f3c1d52"),
        (
            "fascn D4F810DA08266C10A204E58360DA010C11CE666284381093E1",
            "6C10A204",
        ),
    ] {
        let is = caught(line, true);
        assert!(!is.contains(gone), "{line}: {is}");
    }
}

#[test]
fn what_rules_read_in_a_log_stays() {
    for line in [
        "usb 1-2: device descriptor read/64, error -71",
        "usb 1-2: New USB device strings: Mfr=1, Product=2, SerialNumber=3",
        "usb usb1: SerialNumber: 0000:00:14.0",
        "usb usb9: SerialNumber: vhci_hcd.0",
        "usb 1-4: new full-speed USB device number 5 using xhci_hcd",
        "xhci_hcd 0000:00:14.0: HC died; cleaning up",
        "00000012 ccid_usb.c:904:WriteUSB() write failed (1/5): LIBUSB_ERROR_NO_DEVICE",
        "winscard.c:374:SCardConnect() Error: -2146435043 (0x8010001D)",
        "pcscdaemon.c:660:main() pcsc-lite 1.9.9 daemon ready.",
        "ccid driver version 1.5.2.1, firmware: 5.10.0.1",
        "ATR: 3B 7F 96 00 00 80 31 80 65",
        "usb 1-4.2: new full-speed USB device number 7 using xhci_hcd",
        "RFInitializeReader() Open Port 0x200000 Failed (usb:04e6/5116:libudev:0:/dev/bus/usb/001/004)",
        "IsClientAuthorized() Process 1573 (user: 42) is NOT authorized for action: access_pcsc",
        "dlopen libpcsclite.so.1: /usr/lib/x86_64-linux-gnu/libpcsclite.so.1.0.0",
        "bus name :1.42 org.freedesktop.PolicyKit1.Authority, org.debian.pcsc-lite.access",
        "started user@1000.service and getty@tty1",
        "user: unknown, host: localhost, uid=0(root)",
        r"open \\.\pipe\x and \Device\HarddiskVolume3\Windows\System32, NT AUTHORITY\SYSTEM",
        "GET http://crl.disa.mil/crl/DODIDCA_59.crl: refused",
        "usb_serial: converter attached; usbserial: device disconnected",
        "at 10:12:07.123456, 2026-11-22T10:12:07Z, 1.3.6.1.4.1.311.21.8.1234567890",
        "inserted into Identiv SCR3310v2.0 USB SC Reader 00 00",
        "Alcor Micro AU9560 01 00, HID Global OMNIKEY 5422CL Smartcard Reader 0",
    ] {
        assert_eq!(caught(line, true), line);
    }
    let line = "driver 5.2.0.1 of 2019, 2.16.840.1.101.1234567890";
    assert_eq!(caught(line, false), line);
}

#[test]
fn lines_are_known_by_the_same_words_after_it() {
    for it in logs::lines() {
        let line = format!("usb 1-4: {}", it.words.join(" x "));
        let after = caught(&line, true);
        assert_eq!(logs::kind(&after), logs::kind(&line), "{after}");
        assert_eq!(logs::place(&after), logs::place(&line), "{after}");
    }
}

#[test]
fn what_was_replaced_before_is_not_again() {
    for line in [
        "user=user-7qk2m9, host=host-7qk2m9",
        "to host-7qk2m9.domain-7qk2m9.mil as user-7qk2m9@domain-7qk2m9.mil",
        "usb 1-2: SerialNumber: serial-7qk2m9",
        "http://user-7qk2m9@host-7qk2m9.domain-7qk2m9.mil/",
        r"domain-7qk2m9\user-7qk2m9 in /home/user-7qk2m9/x",
        "X [CCID Interface] (serial-7qk2m9) 00 00",
    ] {
        assert_eq!(caught(line, true), line);
    }
}

#[test]
fn hardware_addresses_keep_their_length() {
    let is = caught("mac a45e60112233 and a4-5e-60-11-22-33", true);
    let words: Vec<&str> = is.split(' ').collect();
    assert!(
        words[1].len() == 12 && words[1].starts_with("020000"),
        "{is}"
    );
    assert!(
        words[3].len() == 17 && words[3].starts_with("02-00-00-"),
        "{is}"
    );
}

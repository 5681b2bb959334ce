use super::{Item, Kind};
use crate::rules::Who;
use crate::standards::pcsc::{self, Code};

/// Of whatever can keep a certificate from being used.
pub(super) const DETOUR: &str = "It is no sign-in code and not the reason for a 53003. Where it kept the card's certificate \
     from being used, it may be why something else, such as a password, was used, which a policy can refuse with 53003.";
/// Of whatever says nothing about it.
pub(super) const BESIDE: &str = "By itself it says nothing about a 53003.";

const SOURCE: &str = "PC/SC return codes: pcsc-lite pcsclite.h, Windows winerror.h";

/// A return code of PC/SC, known or not.
pub(super) fn item(value: u32, seen: &str) -> Item {
    let mut out = Item::new(Kind::Pcsc, format!("0x{value:08X}"), seen);
    let rows: Vec<&Code> = pcsc::CODES.iter().filter(|it| it.value == value).collect();
    if rows.is_empty() {
        out.known = false;
        out.meaning =
            "It lies among the numbers of PC/SC (smart card calls), but none that this version knows is this one."
                .to_owned();
        out.what_to_do =
            "Look it up in the documentation of the program that showed it.".to_owned();
        out.to_blocked = BESIDE.to_owned();
        return out;
    }
    out.sources = vec![SOURCE.to_owned()];
    let names: Vec<&str> = rows.iter().map(|it| it.name).collect();
    out.name = Some(names.join(" or "));
    let meanings: Vec<String> = rows.iter().map(|it| sentence(it.meaning)).collect();
    out.meaning = match meanings.as_slice() {
        [one] => one.clone(),
        many => format!("Two names share this number. {}", many.join(" Or: ")),
    };
    let (who, text) = advice(value);
    if !text.starts_with("Nothing:") {
        out.who = vec![who];
    }
    out.what_to_do = text.to_owned();
    out.to_blocked = match value {
        0 | 0x8010_0002 | 0x8010_0003..=0x8010_0004 | 0x8010_0008 | 0x8010_000A | 0x8010_006E => {
            BESIDE
        }
        _ => DETOUR,
    }
    .to_owned();
    out
}

fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => String::new(),
    }
}

/// pcsc-lite's and libccid's behaviour (their sources and ChangeLog); Windows, where only it returns the code.
fn advice(value: u32) -> (Who, &'static str) {
    match value {
        0 => (Who::You, "Nothing: the call succeeded."),
        0x8010_0002 => (Who::You, "Nothing: a program ended its own waiting."),
        0x8010_000A => (
            Who::You,
            "Nothing, where a program waited for a card: this is how the waiting ends when nothing happens.",
        ),
        0x8010_0003 => (
            Who::You,
            "Start the program that showed it again: the smart card service may have been restarted under it.",
        ),
        0x8010_0009 | 0x8010_0017 => (
            Who::You,
            "Unplug the reader, plug it in directly at the computer, and start the program again; then run cac-doctor.",
        ),
        0x8010_000B => (
            Who::You,
            "Close other programs that use the card (mail, GnuPG's scdaemon, a virtual machine) and try again; \
             cac-doctor tells whether it is still held.",
        ),
        0x8010_000C => (
            Who::You,
            "Put the card in, chip first and all the way, and try again.",
        ),
        0x8010_0069 | 0x8010_0066 | 0x8010_0067 | 0x8010_0065 | 0x8010_0015 => (
            Who::You,
            "Take the card out, look at the chip, and put it in again, chip first and all the way. If it stays, try \
             another reader, then another card in this one: that tells which of the two is at fault.",
        ),
        0x8010_0068 => (
            Who::You,
            "Try again: another program reset the card, and a PIN given before has to be given again.",
        ),
        0x8010_000F | 0x8010_0016 | 0x8010_002F | 0x8010_0010 | 0x8010_0014 => (
            Who::You,
            "Take the card out and put it in again; if it stays, plug the reader in at another port, without a hub. \
             cac-doctor tells whether the card answers.",
        ),
        0x8010_001D => (
            Who::Admin,
            "Run cac-doctor: it tells whether the smart card service is missing, stopped, or out of reach. On Linux with \
             systemd the usual remedy is: sudo systemctl enable --now pcscd.socket",
        ),
        0x8010_001E | 0x8010_0013 => (
            Who::Admin,
            "Run cac-doctor: it tells whether the service ended or speaks another version. A program in a snap, flatpak or \
             container brings its own smart card library, which may not fit the service's.",
        ),
        0x8010_002E => (
            Who::You,
            "Plug the reader in and run cac-doctor. If the reader's light is on, the service's driver may not know it, or \
             another program or driver may have it.",
        ),
        0x8010_006A => (
            Who::Admin,
            "On Linux the computer's rules (polkit) mostly let only the person who sits at it use the reader: not over \
             SSH, not from a service. Run it at the desk, or have a rule added; cac-doctor shows which.",
        ),
        0x8010_001A => (
            Who::Admin,
            "Update the reader's driver (libccid); if the newest does not know it, use another reader.",
        ),
        0x8010_006B | 0x8010_002A => (
            Who::You,
            "Do not guess: every wrong PIN costs a try, and cac-doctor shows how many are left without using one.",
        ),
        0x8010_006C => (
            Who::CardOffice,
            "Stop trying. Have the PIN reset at the card office; nothing on this computer can do it.",
        ),
        0x8010_006E => (Who::You, "Try again, and give the PIN when asked."),
        0x8010_006F => (
            Who::You,
            "Try again and give the PIN when asked; if no one asks, the program did not see the card's certificate.",
        ),
        0x8010_002C | 0x8010_002D | 0x8010_0030 => (
            Who::You,
            "Run cac-doctor certs: it shows which certificates the card holds and which of them is for sign-in.",
        ),
        _ => (
            Who::You,
            "Start the program that showed it again; if it stays, run cac-doctor and send what it says, with this code, to \
             whoever looks after the program.",
        ),
    }
}

//! Any bytes a card, a reader or a file may hold: every decoder ends, and none panics.
#![allow(clippy::unwrap_used)] // a panic here is the failed test
use cac_doctor::standards::{
    apdu, atr, atr_list, ber, cac, hex, known_cards, logs, pcsc, piv, posix_acl, readers, setup,
    simple_tlv, status, usb,
};
use proptest::prelude::*;

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..200)
}

/// Data objects that mostly fit, so that decoders are reached behind their first tag.
fn objects() -> impl Strategy<Value = Vec<u8>> {
    let tags = prop::sample::select(vec![
        0x01, 0x30, 0x34, 0x35, 0x36, 0x3E, 0x40, 0x41, 0x42, 0x43, 0x4F, 0x50, 0x51, 0x53, 0x5F,
        0x61, 0x70, 0x71, 0x79, 0x7E, 0x7F, 0xAC, 0xBA, 0xBB, 0xC1, 0xC2, 0xF0, 0xF3, 0xF5, 0xFD,
        0xFE,
    ]);
    let object = (tags, prop::collection::vec(any::<u8>(), 0..40)).prop_map(|(tag, value)| {
        let mut object = vec![tag, u8::try_from(value.len()).unwrap()];
        object.extend(value);
        object
    });
    let row = prop::collection::vec(object, 0..6).prop_map(|objects| objects.concat());
    (row, any::<u8>(), any::<bool>()).prop_map(|(mut row, end, cut)| {
        if cut {
            row.truncate(usize::from(end) % (row.len() + 1));
        }
        row
    })
}

fn wrapped(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(value.len()).unwrap().to_be_bytes();
    [&[tag, 0x82], length.as_slice(), value].concat()
}

fn walk(elements: ber::Elements<'_>) -> usize {
    elements
        .map(|element| element.map_or(0, |element| 1 + walk(element.children())))
        .sum()
}

fn decode_everything(bytes: &[u8]) {
    let _ = apdu::Response::parse(bytes);
    let _ = walk(ber::Elements::new(bytes));
    let _ = simple_tlv::Elements::new(bytes).count();
    let _ = simple_tlv::SimpleTlv::new(bytes).count();
    for (t, v) in (0..bytes.len().min(8)).filter_map(|at| bytes.split_at_checked(at)) {
        let _ = simple_tlv::buffer_pairs(t, v);
        let _ = cac::certificate_from_buffers(t, v);
        let _ = piv::Ccc::from_buffers(t, v);
    }
    let _ = piv::strip_53(bytes);
    for answer in [bytes, &wrapped(0x61, bytes)] {
        let _ = piv::ApplicationTemplate::parse(answer).map(|template| template.is_piv());
    }
    for answer in [bytes, &wrapped(0x7E, bytes)] {
        let _ = piv::Discovery::parse(answer)
            .map(|discovery| (discovery.primary_pin(), discovery.is_legal()));
    }
    let _ = piv::KeyHistory::parse(bytes);
    let _ = piv::SecurityObject::parse(bytes);
    let _ = piv::CertificateObject::parse(bytes);
    let _ = piv::Fascn::parse(bytes).map(|fascn| fascn.upn_digits());
    let _ = piv::Chuid::parse(bytes).guid_is_zero();
    let _ = piv::Ccc::parse(bytes).is_cac();
    let _ = cac::Properties::parse(bytes).private_key();
    let _ = cac::certificate_from_cac1(bytes);
    let _ = pcsc::Features::parse(bytes);
    let _ = pcsc::Properties::parse(bytes).usb_id();
    let _ = known_cards::known(bytes);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in bytes()) {
        decode_everything(&bytes);
    }

    #[test]
    fn rows_of_objects(bytes in objects()) {
        decode_everything(&bytes);
        decode_everything(&wrapped(0x53, &bytes));
    }

    #[test]
    fn compressed_rubbish(bytes in bytes(), gzip: bool) {
        let head: &[u8] = if gzip { &[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] } else { &[0x78, 0x9C] };
        if let Ok(found) = piv::CertificateObject::from_parts(&[head, &bytes].concat(), None) {
            prop_assert!(found.der.len() <= piv::INFLATED_LIMIT);
        }
    }

    #[test]
    fn any_atr(mut bytes in bytes()) {
        let _ = atr::Atr::parse(&bytes);
        if let Some(first) = bytes.first_mut() {
            *first = 0x3B;
        }
        if let Ok(atr) = atr::Atr::parse(&bytes) {
            prop_assert!(!atr.describe().is_empty());
            prop_assert!(!atr.offered().is_empty());
            let _ = (atr.t1(), atr.global(), atr.speed().baud(u32::MAX), atr.historical.capabilities());
        }
    }

    /// An ATR that is right stays right; one with a byte turned, added or lost does not where it has a check character.
    #[test]
    fn the_check_character_guards(row in 0..known_cards::CARDS.len(), at in 1usize..33, flip in 1u8..) {
        let mut bytes = known_cards::CARDS[row].atr.to_vec();
        let right = atr::Atr::parse(&bytes).unwrap();
        // A turned T0 or TD moves the boundaries; a historical byte does not.
        let historical = bytes.len() - 1 - right.historical.bytes.len();
        if right.tck.is_some() && at >= historical && at < bytes.len() {
            bytes[at] ^= flip;
            prop_assert!(!atr::Atr::parse(&bytes).unwrap().problems.is_empty());
        }
    }

    #[test]
    fn any_text(text in "\\PC{0,80}", lines in "([3B.\\[\\]^ 0-9A-F#-]{0,20}\n\t?[a-z]{0,5}\n){0,6}") {
        let _ = hex::parse(&text);
        let _ = pcsc::ReaderName::parse(&text);
        let _ = pcsc::is_pnp_pseudo(&text);
        let _ = pcsc::code_named(&text);
        let _ = piv::Container::from_name(&text);
        let _ = atr_list::names(&text, &[0x3B, 0x00]);
        let _ = atr_list::names(&lines, &[0x3B, 0x3B, 0x00]);
    }

    #[test]
    fn any_numbers(word: u16, number: u32) {
        let sw = status::StatusWord(word);
        let _ = (sw.more(), sw.exact_length(), sw.tries_left(), sw.meaning(), sw.to_string());
        let _ = (pcsc::code(number), pcsc::state_flags(number), pcsc::usb_channel(number), pcsc::ifd_version(number));
    }

    /// A command says its own length right in each of the forms.
    #[test]
    fn any_command(data in prop::collection::vec(any::<u8>(), 0..600), le in 0u8..4, size: u16, head: [u8; 4]) {
        let le = match le {
            0 => apdu::Le::None,
            1 | 2 => apdu::Le::Short(size.to_be_bytes()[1]),
            _ => apdu::Le::Extended(size),
        };
        let [cla, ins, p1, p2] = head;
        let command = apdu::Command { cla, ins, p1, p2, data: data.clone(), le };
        let bytes = command.encode();
        prop_assert!(!command.name().is_empty());
        let extended = data.len() > 255 || matches!(le, apdu::Le::Extended(_));
        let lc = match (data.is_empty(), extended) {
            (true, false) => 0,
            (true, true) => usize::from(le != apdu::Le::None),
            (false, false) => 1,
            (false, true) => 3,
        };
        let trailer = match (le, extended) {
            (apdu::Le::None, _) => 0,
            (_, false) => 1,
            (_, true) => 2,
        };
        prop_assert_eq!(bytes.len(), 4 + lc + data.len() + trailer);
    }
}

/// Pieces of the files that set the smart-card software up, in any order.
fn set_up() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<plist>",
        "<dict>",
        "</dict>",
        "<key>",
        "</key>",
        "ifdVendorID",
        "<array>",
        "</array>",
        "<string>",
        "0x04E6",
        "</string>",
        "<string/>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?xml",
        "?>",
        "&amp;",
        "&#x110000;",
        "&",
        ";",
        "<action id=\"",
        "\">",
        "<policyconfig>",
        "<allow_any>",
        "no",
        "FRIENDLYNAME ",
        "LIBPATH",
        "\"",
        "'",
        "\n",
        "=",
        "[Service]",
        "ExecStart=",
        "\\",
        "#",
        "{",
        "}",
        "card_atr 3b {",
        "driver = x;",
        ",",
        "é",
        "\0",
        " ",
        "<",
        ">",
        "/",
        "1:2.3~",
        "4294967296.1",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|it| it.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_file_that_sets_something_up_is_read_to_its_end(text in set_up()) {
        let _ = setup::info_plist(&text).map(|it| {
            let list = setup::list_models(&it.models);
            assert_eq!(setup::models_in(&list).collect::<Vec<_>>(), it.models);
        });
        let _ = setup::models_in(&text).count();
        let _ = setup::actions(&text);
        let _ = setup::reader_conf(&text);
        let _ = setup::assignments(&text);
        let _ = setup::settings(&text);
        let _ = setup::opensc_conf(&text);
        let _ = setup::options(&text, &["driver"]);
        let _ = setup::elf(text.as_bytes());
        let _ = readers::Version::parse(&text);
    }
}

/// Descriptors that mostly fit together, cut off anywhere.
fn descriptors() -> impl Strategy<Value = Vec<u8>> {
    let kinds = prop::sample::select(vec![
        (18_u8, 1_u8),
        (9, 2),
        (9, 4),
        (7, 5),
        (54, 0x21),
        (9, 0x21),
        (2, 0x21),
        (1, 4),
        (0, 0),
    ]);
    let one =
        (kinds, prop::collection::vec(any::<u8>(), 0..60)).prop_map(|((length, kind), rest)| {
            let mut out = vec![length, kind];
            out.extend(rest);
            out.resize(usize::from(length).max(2), 0x0B);
            out
        });
    (prop::collection::vec(one, 0..12), 0..600_usize).prop_map(|(all, cut)| {
        let mut out = all.concat();
        out.truncate(cut);
        out
    })
}

/// Lines that look like those of a log, and are not quite.
fn log_lines() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "usb",
        "usb1-port2:",
        "1-4.2:",
        "1-4-port3:",
        "hub",
        "1-0:1.0:",
        "xhci_hcd",
        "0000:00:14.0:",
        "Nov",
        "22",
        "03:37:19",
        "2026-11-22T03:37:19Z",
        "kernel:",
        "pcscd[812]:",
        "[",
        "12.5]",
        "00",
        "20",
        "80",
        "APDU:",
        "LIBUSB_ERROR_BUSY",
        "1/7:",
        "idVendor=04e6,",
        "ä",
        "\u{0}",
        "-",
        ".",
        "",
    ]);
    prop::collection::vec(word, 0..20).prop_map(|it| it.join(" "))
}

proptest! {
    #[test]
    fn usb_descriptors_are_read_or_refused(bytes in prop_oneof![descriptors(), bytes()]) {
        let it = usb::Descriptors::parse(&bytes);
        if let Some(interface) = it.smart_card()
            && let Some(Ok(ccid)) = &interface.ccid
        {
            let _ = (ccid.voltages(), ccid.protocol_names(), ccid.feature_names(), ccid.level());
            prop_assert!(ccid.slots() > 0);
        }
        prop_assert!(it.broken_at.is_none_or(|at| at < bytes.len()));
        let _ = usb::Ccid::parse(&bytes);
    }

    #[test]
    fn access_lists_are_read_or_refused(bytes in bytes(), user: u32, group: u32, mode: u32) {
        let acl = posix_acl::Acl::parse(&bytes).ok();
        let asker = posix_acl::Asker { user, groups: &[group] };
        let file = posix_acl::File { owner: 0, group, mode };
        let may = posix_acl::may_use(asker, file, acl.as_ref());
        prop_assert!(user != 0 || may);
    }

    #[test]
    fn log_lines_are_known_or_passed_over(text in prop_oneof![log_lines(), ".{0,80}"], offset: i32) {
        let _ = logs::line(&text);
        prop_assert_eq!(logs::line(&text).is_some(), logs::kind(&text).is_some());
        let _ = logs::place(&text);
        let _ = logs::worth_of_kernel_line(&text);
        let _ = logs::worth_of_service_line(&text);
        let now = time::OffsetDateTime::UNIX_EPOCH;
        let _ = logs::syslog::parse(&text, now, offset);
    }

    /// A PIN goes to the card as four bytes of a command and its data, however the log dresses it up.
    #[test]
    fn no_line_with_a_command_is_kept(pin in "[0-9]{6,8}", before in "[a-z ]{0,20}", after in "[a-z ]{0,20}") {
        let data: Vec<String> = pin.bytes().map(|it| format!("{it:02X}")).collect();
        for bytes in [
            format!("00 20 00 80 08 {}", data.join(" ")),
            format!("00:20:00:80:08:{}", data.join(":")),
            format!("0020008008{}FFFF", data.concat()),
            format!("6F 0D 00 00 00 00 07 00 00 00 00 20 00 80 08 {}", data.join(" ")),
        ] {
            let line = format!("{before} {bytes} {after}");
            prop_assert_eq!(logs::worth_of_service_line(&line), logs::Worth::CardTraffic, "{}", line);
        }
    }
}

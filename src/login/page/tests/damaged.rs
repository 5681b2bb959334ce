//! What is cut, mixed up, damaged, of another kind, or large.
use super::*;

#[test]
fn several_codes_stay_in_order_and_a_second_page_is_told() {
    let it = page(&format!(
        "Error Code: 50058\nCorrelation Id: {REQUEST}\nError Code: 53003, 50058\nCorrelation Id: {CORRELATION}\nAADSTS500172: x"
    ));
    assert_eq!(it.codes, [50058, 53003, 500_172]);
    assert_eq!(it.correlation_id.as_deref(), Some(REQUEST));
    let problem = it.problems.first().unwrap();
    assert_eq!((problem.line, problem.offset), (4, 96));
    assert!(problem.what.contains("second Correlation Id"));
}

#[test]
fn what_is_wrong_in_the_block_is_told_with_its_line_and_never_quoted() {
    let text = "Error Code: CAA50021\nRequest Id: 11111111-2222\nTimestamp: 11/20/2026, 1:05:11 PM\nIP address: 203.0.113.xxx\n\
                Device identifier: jane-laptop\nApp id:\nDevice state: Unregistered\nAADSTS53003";
    let it = page(text);
    let lines: Vec<u32> = it.problems.iter().map(|it| it.line).collect();
    assert_eq!(lines, [1, 2, 3, 4, 5, 6]);
    for problem in &it.problems {
        let at = usize::try_from(problem.offset).unwrap();
        assert_eq!(
            text.get(..at).unwrap().matches('\n').count() + 1,
            problem.line as usize
        );
        assert!(
            !problem.what.contains("jane") && !problem.what.contains("203"),
            "{}",
            problem.what
        );
    }
    assert_eq!(it.codes, [53003]);
    assert_eq!(
        it.device_id,
        DeviceId::NotTold,
        "no name of a device is an id"
    );
    let it = page("Error Code: 53003\nTimestamp: 2026-11-20 13:05:11");
    assert!(it.problems.first().unwrap().what.contains("no time zone"));
}

#[test]
fn windows_clipboards_in_utf_16_give_the_same_page_and_byte_offsets() {
    let plain = block(|label, value| format!("{label}: {value}\r\n"));
    for (mark, unit) in [
        (&[][..], u16::to_le_bytes as fn(u16) -> [u8; 2]),
        (&[0xFF, 0xFE], u16::to_le_bytes),
        (&[], u16::to_be_bytes),
        (&[0xFE, 0xFF], u16::to_be_bytes),
    ] {
        let mut bytes = mark.to_vec();
        bytes.extend(plain.encode_utf16().flat_map(unit));
        whole(&read(&bytes).outcome.unwrap());
        let bad = "Ä\r\nRequest Id: x\r\nError Code: 53003";
        let mut bytes = mark.to_vec();
        bytes.extend(bad.encode_utf16().flat_map(unit));
        let it = read(&bytes).outcome.unwrap();
        let problem = it.problems.first().unwrap();
        assert_eq!((problem.line, problem.offset), (2, mark.len() as u64 + 6));
    }
    let mut bytes = b"\xEF\xBB\xBF".to_vec();
    bytes.extend(plain.as_bytes());
    whole(&read(&bytes).outcome.unwrap());
    let it = read(b"Ger\xe4t: x\nError Code: 53003").outcome.unwrap();
    assert_eq!(
        (it.problems.first().unwrap().offset, it.codes),
        (3, vec![53003])
    );
}

#[test]
fn what_is_no_text_and_what_is_another_file_is_told() {
    let error = |it: &[u8]| read(it).outcome.unwrap_err();
    assert_eq!(error(b""), PageError::Empty);
    assert_eq!(error(b"\xEF\xBB\xBF \r\n"), PageError::Empty);
    assert_eq!(
        error(b"\x89PNG\r\n\x1a\n"),
        PageError::NotText {
            kind: "a PNG picture"
        }
    );
    let large = vec![b'a'; SIZE_LIMIT + 1];
    assert_eq!(
        error(&large),
        PageError::TooLarge {
            size: SIZE_LIMIT + 1
        }
    );
    let log = br#"{"value":[{"id":"x","conditionalAccessStatus":"failure","status":{"errorCode":53003}}]}"#;
    assert_eq!(error(log), PageError::SignInLog);
    let said = error(b"a\nb\nc").to_string();
    assert!(
        said.contains("3 lines") && said.contains("AADSTS"),
        "{said}"
    );
}

#[test]
fn the_work_grows_with_the_text_and_with_nothing_else() {
    for unit in [
        "Error Code: 53003 ",
        ":",
        "::\n",
        "> ",
        "<a ",
        "<a '",
        "<a \"x\" <b '",
        "&",
        "&#x41;",
        "AADSTS",
        "aadsts1",
        "{",
        "[\"error\":",
        "%41&",
        "Error Code\n",
        "request id:",
        "\u{200b}\u{a0}",
        "<script>",
        "</",
        "a:b\n",
        "<!--",
        "\n",
        "11111111-2222-\n",
    ] {
        for around in ["", "<html>", "{", "https://a.example/?error=x&"] {
            let steps =
                |times: usize| read(format!("{around}{}", unit.repeat(times)).as_bytes()).steps;
            let (one, two, four) = (steps(1000), steps(2000), steps(4000));
            // Second differences are nothing: the work is linear, up to the few bytes at the ends.
            let bend = (four - two).abs_diff(2 * (two - one));
            assert!(bend <= 256, "{around}{unit:?}: {one} {two} {four}");
        }
    }
    let large = "Error Code: 53003 and much more\n".repeat(3 * 1024 * 1024 / 32);
    let it = read(large.as_bytes());
    assert_eq!(it.outcome.unwrap().codes, [53003]);
    assert!(it.steps <= 4 * large.len() as u64, "{}", it.steps);
}

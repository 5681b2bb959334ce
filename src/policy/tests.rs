use super::*;
use crate::facts::Grade;
use proptest::prelude::*;

fn read(text: &str) -> Result<SitePolicy, PolicyError> {
    parse(text.as_bytes(), "policy.toml")
}

fn problem(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

#[test]
fn everything_a_policy_can_say_is_read() {
    let it = read(
        r#"
        version = 1
        organisation = " Example Agency "
        [certificates]
        warn-days = 45
        [[readers.approved]]
        usb = "04E6:5116"
        [[readers.approved]]
        usb = "076b:*"
        [[readers.approved]]
        name = "*SCR 33??*"
        [[drivers.approved]]
        name = "ifd-ccid"
        at-least = "1.5.5"
        [[anchors.required]]
        name = "DoD Root CA 6"
        [[anchors.required]]
        sha256 = "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff"
        [[rules]]
        id = "card/none"
        grade = "note"
        reason = "Cards go home with their holders."
        [[rules]]
        id = "card/expired"
        grade = "off"
        reason = "Told by the card office."
        "#,
    )
    .unwrap();
    assert_eq!(it.organisation.as_deref(), Some("Example Agency"));
    assert_eq!(it.warn_days, Some(45));
    let usb = |vendor, product| ApprovedReader::Usb { vendor, product };
    assert_eq!(
        it.readers[..2],
        [usb(0x04e6, Some(0x5116)), usb(0x076b, None)]
    );
    assert_eq!(it.drivers[0].at_least.as_deref(), Some("1.5.5"));
    assert!(
        it.anchors[1]
            .sha256
            .as_deref()
            .unwrap()
            .ends_with("CCDDEEFF")
    );
    assert_eq!(it.rules[0].grade, Grade::Note);
    assert_eq!(it.rules[1].grade, Grade::Off);
    assert_eq!(read("version = 1").unwrap().warn_days, None);
}

#[test]
fn whatever_is_not_understood_is_refused_with_its_place() {
    let wrong = [
        ("", "line 1, column 1: missing field `version`"),
        (
            "version = 2",
            "line 1, column 11: this version reads policies of version 1, not 2",
        ),
        (
            "version = 1\nversions = 2",
            "line 2, column 1: unknown field `versions`",
        ),
        (
            "version = 1\n[[rules]]\nid = \"card/nome\"\ngrade = \"off\"\nreason = \"x\"",
            "line 3, column 6: there is no check \"card/nome\"",
        ),
        (
            "version = 1\n[[rules]]\nid = \"reader/pin-locked\"\ngrade = \"off\"\nreason = \"x\"",
            ", but card/pin-locked; all are listed by: cac-doctor rules",
        ),
        (
            "version = 1\n[[rules]]\nid = \"card/none\"\ngrade = \"off\"",
            "missing field `reason`",
        ),
        (
            "version = 1\n[[rules]]\nid = \"card/none\"\ngrade = \"off\"\nreason = \"  \"",
            "line 5, column 10: reason is empty",
        ),
        (
            "version = 1\n[[rules]]\nid = \"card/none\"\ngrade = \"info\"\nreason = \"x\"",
            "line 4, column 9: unknown variant `info`, expected one of `off`, `note`, `warning`, `failure`",
        ),
        (
            "version = 1\n[[rules]]\nid = \"card/busy\"\ngrade = \"off\"\nreason = \"x\"",
            "says that nothing could be seen",
        ),
        (
            "version = 1\n[[rules]]\nid='card/none'\ngrade='off'\nreason='x'\n[[rules]]\nid='card/none'\ngrade='off'\nreason='x'",
            "line 7, column 4: card/none stands here twice",
        ),
        (
            "version = 1\n[certificates]\nwarn-days = 0",
            "line 3, column 13: warn-days is 0, and can be 1 to 3650",
        ),
        (
            "version = 1\n[certificates]\nwarn-days = \"30\"",
            "line 3, column 13: invalid type",
        ),
        (
            "version = 1\n[readers]\napproved = [{ usb = \"4e6:5116\" }]",
            "line 3, column 21: usb is \"4e6:5116\"",
        ),
        (
            "version = 1\n[[readers.approved]]\n",
            "a reader is approved by usb or by name",
        ),
        (
            "version = 1\n[[readers.approved]]\nusb = '04e6:5116'\nname = 'x'",
            "one of them",
        ),
        (
            "version = 1\n[[drivers.approved]]\nname='x'\nat-least = '1.5b'",
            "line 4, column 12: \"1.5b\" is no version",
        ),
        (
            "version = 1\n[[anchors.required]]\n",
            "an anchor is required by name",
        ),
        (
            "version = 1\n[[anchors.required]]\nsha256 = 'abc'",
            "line 3, column 10: sha256 is not 64",
        ),
        (
            "version = 1\norganisation = \"äöü\" x",
            "line 2, column 22: ",
        ),
        ("version = ", "line 1, column 1"),
    ];
    for (text, expected) in wrong {
        let is = problem(text);
        assert!(is.contains(expected), "{text}\n{is}");
        assert!(is.starts_with("line ") && !is.contains('\n'), "{is}");
    }
    assert!(
        parse(&[0xff], "x")
            .unwrap_err()
            .to_string()
            .contains("byte 0")
    );
    let large = vec![b'#'; usize::try_from(SIZE_LIMIT).unwrap() + 1];
    assert_eq!(parse(&large, "x"), Err(PolicyError::TooLarge));
}

#[test]
fn no_depth_ends_the_program() {
    for (open, many) in [("a = [", 100_000), ("[a", 50_000), ("a.", 100_000)] {
        let text = format!("version = 1\n{}", open.repeat(many / open.len()));
        assert!(read(&text).is_err());
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse(&bytes, "x");
    }

    #[test]
    fn any_damage_is_read_or_refused(at in 0usize..200, with in any::<char>()) {
        let text = "version = 1\n[[rules]]\nid = \"card/none\"\ngrade = \"off\"\nreason = \"x\"\n[readers]\napproved = [{ usb = \"04e6:5116\" }]";
        let mut text = text.to_owned();
        if text.is_char_boundary(at.min(text.len())) {
            text.insert(at.min(text.len()), with);
        }
        let _ = read(&text);
    }
}

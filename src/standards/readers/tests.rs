use super::*;

#[test]
fn every_row_is_read() {
    let read: Vec<Model> = parse::models(MODELS)
        .map(|it| it.unwrap_or_else(|error| panic!("{error}")))
        .collect();
    assert!(read.len() > 570, "{}", read.len());
    assert_eq!(models().len(), read.len());
    let in_order = read
        .windows(2)
        .all(|it| (it[0].vendor, it[0].product) < (it[1].vendor, it[1].product));
    assert!(in_order, "a model stands twice or out of order");
    for it in &read {
        assert_eq!(model(it.vendor, it.product), Some(it));
    }
    let read: Vec<Release> = parse::releases(RELEASES)
        .map(|it| it.unwrap_or_else(|error| panic!("{error}")))
        .collect();
    assert_eq!(releases(), read);
    assert!(read.len() >= 6);
}

#[test]
fn a_row_says_what_is_wrong_with_it() {
    let said = |row: &'static str| parse::models(row).next().unwrap().unwrap_err().to_string();
    assert_eq!(
        said("04e6:5116 | SCR"),
        "row \"04e6:5116\": 2 fields where 9 belong"
    );
    for (row, word) in [
        (
            "04e6:511 | n | listed | - | - | - | - | - | -",
            "\"04e6:511\" is no USB id",
        ),
        (
            "04e6:5116 | n | tested | - | - | - | - | - | -",
            "\"tested\" is no list",
        ),
        (
            "04e6:5116 | n | listed | - | - | x | - | - | -",
            "\"x\" is no release",
        ),
        (
            "04e6:5116 | n | listed | - | - | - | 5 | - | -",
            "\"5\" is no firmware",
        ),
        (
            "04e6:5116 | n | listed | - | - | - | - | a | -",
            "\"a\" is no quirk",
        ),
    ] {
        assert!(said(row).contains(word), "{}", said(row));
    }
}

#[test]
fn the_day_is_a_day() {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    assert!(time::Date::parse(edition(), &format).is_ok());
}

#[test]
fn what_the_sources_say_is_in_it() {
    let scr = model(0x04e6, 0x5116).unwrap();
    assert_eq!(
        (scr.list, scr.class, scr.level),
        (List::Supported, Some(0x0b), Some(Level::Tpdu))
    );
    assert_eq!(scr.id(), "04e6:5116");
    assert_eq!(model(0x04e6, 0xe001).unwrap().firmware, Some(0x0516));
    assert_eq!(model(0x08c3, 0x0401).unwrap().firmware, Some(0x5000));
    assert!(model(0x058f, 0x9540).unwrap().has(Quirk::FastCards));
    let avid = model(0x04e6, 0x5824).unwrap().since.unwrap();
    assert_eq!(avid.known_to(Version::new(1, 5, 5)), Some(false));
    assert_eq!(avid.known_to(Version::new(1, 6, 0)), Some(true));
    assert_eq!(
        scr.since.unwrap().known_to(Version::new(1, 4, 0)),
        None,
        "when it came is not recorded"
    );
    assert!(!model(0x054c, 0x02e1).unwrap().is_driven());
    assert_eq!(model(0xffff, 0xffff), None);
}

#[test]
fn every_quirk_and_list_is_told_and_used() {
    for it in Quirk::all() {
        assert!(!it.meaning().is_empty() && !it.source().is_empty());
        assert_eq!(Quirk::of(it.word()), Some(it));
        assert!(models().iter().any(|model| model.has(it)), "{it:?}");
    }
    for it in [
        List::Supported,
        List::ShouldWork,
        List::Unsupported,
        List::Listed,
        List::Disabled,
        List::Other,
    ] {
        assert!(!it.words().is_empty());
        assert!(models().iter().any(|model| model.list == it), "{it:?}");
    }
}

#[test]
fn releases_are_held_against_ranges() {
    let of = |key: &str| releases().iter().find(|it| it.key == key).unwrap();
    let polkit = of("polkit-rules-ignored").range;
    for (version, bad) in [("2.3.1", false), ("2.3.2", true), ("2.3.3", false)] {
        assert_eq!(polkit.holds(Version::parse(version).unwrap()), bad);
    }
    let (beside, range) = of("nodes-of-root").with.unwrap();
    assert_eq!(beside, Component::Ccid);
    assert!(range.holds(Version::new(1, 6, 2)) && !range.holds(Version::new(1, 7, 0)));
    for (version, speaks, takes_older) in [
        ("1.9.9", "4:4", false),
        ("2.2.3", "4:4", false),
        ("2.3.3", "4:5", false),
        ("2.4.1", "4:5", true),
        ("2.5.0", "4:6", true),
    ] {
        assert_eq!(
            protocol(Version::parse(version).unwrap()),
            (speaks, takes_older)
        );
    }
}

use super::{Component, Level, List, Model, Quirk, Range, Release, Since, Version};

/// Why a line of a table is no row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum RowError {
    #[error("row \"{row}\": {found} fields where {due} belong")]
    Fields {
        row: &'static str,
        found: usize,
        due: usize,
    },
    #[error("row \"{row}\": \"{word}\" is no {what}")]
    Word {
        row: &'static str,
        what: &'static str,
        word: &'static str,
    },
}

type Row = Vec<&'static str>;

/// Fields of each line, but for comments and the column names.
fn rows(text: &'static str, first: &'static str) -> impl Iterator<Item = Row> {
    text.lines()
        .map(str::trim)
        .filter(move |it| !it.is_empty() && !it.starts_with('#') && !it.starts_with(first))
        .map(|it| it.split(" | ").map(str::trim).collect())
}

fn there(field: &'static str) -> Option<&'static str> {
    (!field.is_empty() && field != "-").then_some(field)
}

/// A field that may be empty, or the error that it is no `what`.
fn optional<T>(
    row: &'static str,
    what: &'static str,
    word: &'static str,
    read: impl Fn(&'static str) -> Option<T>,
) -> Result<Option<T>, RowError> {
    there(word)
        .map(|it| read(it).ok_or(RowError::Word { row, what, word }))
        .transpose()
}

pub(super) fn models(text: &'static str) -> impl Iterator<Item = Result<Model, RowError>> {
    rows(text, "id |").map(|it| model(&it))
}

fn model(fields: &[&'static str]) -> Result<Model, RowError> {
    let [row, name, list, class, level, since, firmware, quirks, note] = *fields else {
        return Err(RowError::Fields {
            row: fields.first().copied().unwrap_or_default(),
            found: fields.len(),
            due: 9,
        });
    };
    let wrong = |what, word| RowError::Word { row, what, word };
    let (vendor, product) = usb_id(row).ok_or_else(|| wrong("USB id", row))?;
    Ok(Model {
        vendor,
        product,
        name: there(name).ok_or_else(|| wrong("name", name))?,
        list: List::of(list).ok_or_else(|| wrong("list", list))?,
        class: optional(row, "class", class, |it| u8::from_str_radix(it, 16).ok())?,
        level: optional(row, "level", level, level_of)?,
        since: optional(row, "release", since, since_of)?,
        firmware: optional(row, "firmware", firmware, bcd)?,
        quirks: there(quirks)
            .into_iter()
            .flat_map(|it| it.split('+'))
            .map(|it| Quirk::of(it).ok_or_else(|| wrong("quirk", it)))
            .collect::<Result<_, _>>()?,
        note: there(note),
    })
}

/// `04e6:5116`.
pub(super) fn usb_id(word: &str) -> Option<(u16, u16)> {
    let (vendor, product) = word.split_once(':')?;
    let number = |it: &str| {
        (it.len() == 4 && it.bytes().all(|it| it.is_ascii_hexdigit()))
            .then(|| u16::from_str_radix(it, 16).ok())?
    };
    Some((number(vendor)?, number(product)?))
}

fn level_of(word: &str) -> Option<Level> {
    Some(match word {
        "character" => Level::Character,
        "tpdu" => Level::Tpdu,
        "short" => Level::ShortApdu,
        "extended" => Level::ExtendedApdu,
        _ => return None,
    })
}

fn since_of(word: &str) -> Option<Since> {
    match word.strip_prefix("<=") {
        Some(it) => Version::parse(it).map(Since::By),
        None => Version::parse(word).map(Since::In),
    }
}

/// `5.16` as bcdDevice has it: 0x0516 (USB 2.0 §9.6.1).
fn bcd(word: &str) -> Option<u16> {
    let (major, minor) = word.split_once('.')?;
    let fits = major.len() <= 2 && minor.len() == 2;
    fits.then(|| u16::from_str_radix(&format!("{major}{minor}"), 16).ok())?
}

pub(super) fn releases(text: &'static str) -> impl Iterator<Item = Result<Release, RowError>> {
    rows(text, "key |").map(|it| release(&it))
}

fn release(fields: &[&'static str]) -> Result<Release, RowError> {
    let [row, component, from, fixed, with, effect, source] = *fields else {
        return Err(RowError::Fields {
            row: fields.first().copied().unwrap_or_default(),
            found: fields.len(),
            due: 7,
        });
    };
    let wrong = |what, word| RowError::Word { row, what, word };
    Ok(Release {
        key: row,
        component: Component::of(component).ok_or_else(|| wrong("component", component))?,
        range: range(row, from, fixed)?,
        with: match there(with) {
            None => None,
            Some(it) => {
                let parts: Vec<&'static str> = it.split(' ').collect();
                let [name, from, fixed] = parts[..] else {
                    return Err(wrong("component and two releases", it));
                };
                let name = Component::of(name).ok_or_else(|| wrong("component", name))?;
                Some((name, range(row, from, fixed)?))
            }
        },
        effect: there(effect).ok_or_else(|| wrong("effect", effect))?,
        source: there(source).ok_or_else(|| wrong("source", source))?,
    })
}

fn range(row: &'static str, from: &'static str, fixed: &'static str) -> Result<Range, RowError> {
    Ok(Range {
        from: optional(row, "release", from, Version::parse)?,
        fixed: optional(row, "release", fixed, Version::parse)?,
    })
}

//! Line by line into the page's members: labels wherever they stand in a line, values behind them, beneath them, or
//! broken over lines.
use super::labels;
use super::shapes;
use super::unlabelled::Loose;
use crate::facts::{DeviceId, Heading, Page, PageField, PageProblem, Pii};
use crate::login::text::{Line, plain};

/// More codes, problems or unknown labels than this are not kept.
pub(super) const MOST: usize = 64;
/// Characters kept of a value that is free text.
const LONGEST: usize = 200;
/// Lines that one value may be broken over.
const BROKEN_OVER: usize = 3;

/// Where the text that is read stands: `offset` is a place in the decoded text until the end.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    pub line: u32,
    pub offset: usize,
}

/// A label whose value is being read.
struct Open {
    field: PageField,
    place: Place,
    /// The value, a line each.
    parts: Vec<String>,
}

#[derive(Default)]
pub(super) struct Collector {
    pub page: Page,
    pub loose: Loose,
    /// Labels that were there, in their order.
    pub told: Vec<PageField>,
    /// Characters looked at, each look counted.
    pub steps: u64,
    /// Places of JSON members that were looked for.
    pub places: u32,
    open: Option<Open>,
    /// End of the line before, in lower case: a label may be broken over two lines.
    tail: String,
    line: String,
    lower: String,
}

impl Collector {
    /// Reads one line.
    pub fn feed(&mut self, line: Line<'_>) {
        let place = Place {
            line: line.number,
            offset: line.position,
        };
        let mut text = std::mem::take(&mut self.line);
        let mut lower = std::mem::take(&mut self.lower);
        plain(line.text, &mut text);
        let body = self.unquoted(&text);
        lower.clear();
        lower.extend(body.chars().map(|it| it.to_ascii_lowercase()));
        self.steps += (line.text.len() + 1) as u64;
        self.remarks(&lower);
        self.split(place, body, &lower);
        self.tail.clear();
        let tail = lower.len().saturating_sub(labels::LONGEST);
        let tail = (tail..=lower.len()).find_map(|it| lower.get(it..));
        self.tail.push_str(tail.unwrap_or_default());
        self.line = text;
        self.lower = lower;
    }

    /// A line without the marks of an answered e-mail, a list or a table.
    fn unquoted<'l>(&mut self, line: &'l str) -> &'l str {
        let quote = |it: char| matches!(it, '>' | '|' | ' ' | '\t');
        let rest = line.trim_start_matches(quote);
        let marks = line.get(..line.len() - rest.len()).unwrap_or_default();
        self.page.quoted |= marks.contains('>') && !rest.is_empty();
        rest.trim_start_matches(|it: char| {
            matches!(it, '*' | '-' | '\u{2022}' | '\u{b7}' | '#' | ' ' | '`')
        })
        .trim_end_matches(['|', ' ', '`'])
    }

    /// What a line says without a label.
    fn remarks(&mut self, lower: &str) {
        for it in shapes::aadsts(lower) {
            self.code(it);
        }
        let heading = [
            (
                "you cannot access this right now",
                Heading::CannotAccessRightNow,
            ),
            (
                "you can't access this right now",
                Heading::CannotAccessRightNow,
            ),
            ("you don't have access to this", Heading::NoAccessToThis),
            (
                "you can't get there from here",
                Heading::CannotGetThereFromHere,
            ),
        ]
        .iter()
        .find(|(text, _)| lower.contains(text));
        if let Some((_, it)) = heading {
            self.page.heading.get_or_insert(*it);
        }
        self.page.names_flow |= lower.contains("authentication flow");
    }

    pub fn code(&mut self, it: u32) {
        if !self.page.codes.contains(&it) && self.page.codes.len() < MOST {
            self.page.codes.push(it);
        }
    }

    pub fn problem(&mut self, place: Place, what: impl Into<String>) {
        if self.page.problems.len() < MOST {
            self.page.problems.push(PageProblem {
                line: place.line,
                offset: place.offset as u64,
                what: what.into(),
            });
        }
    }

    fn split(&mut self, place: Place, line: &str, lower: &str) {
        // Label: where it begins, where its value begins.
        let mut found: Vec<(usize, usize, PageField)> = Vec::new();
        for (at, sign) in lower.bytes().enumerate() {
            if !matches!(sign, b':' | b'\t' | b'|' | b'=') {
                continue;
            }
            let from = at.saturating_sub(labels::LONGEST + 8);
            let Some(before) = (from..=at).find_map(|it| lower.get(it..at)) else {
                continue;
            };
            self.steps += before.len() as u64;
            let start = at - before.len();
            let before = before.trim_end_matches([' ', '"', '\'', '*', '`', '\\']);
            if let Some((label, field)) = labels::at_end(before) {
                found.push((start + label, at + 1, field));
            } else if found.is_empty() && start == 0 && !self.tail.is_empty() {
                let both = format!("{} {before}", self.tail);
                if let Some((_, field)) = labels::at_end(&both) {
                    found.push((0, at + 1, field));
                }
            }
        }
        if found.is_empty() {
            self.unsplit(place, line, lower);
            return;
        }
        if let Some((first, ..)) = found.first()
            && let Some(before) = line.get(..*first)
        {
            self.go_on(before);
        }
        let mut ends = found.iter().skip(1).map(|it| it.0);
        for (_, value, field) in &found {
            let end = ends.next().unwrap_or(line.len());
            let value = line.get(*value..end.max(*value)).unwrap_or_default();
            self.begin(*field, place, value);
        }
    }

    /// A line in which no label with a sign behind it stands.
    fn unsplit(&mut self, place: Place, line: &str, lower: &str) {
        let word = lower
            .trim_end_matches([' ', ':', '*', '"'])
            .trim_start_matches('"');
        if let Some(field) = labels::whole(word) {
            self.begin(field, place, "");
        } else if labels::ends_block(lower) {
            self.close(true);
        } else if line.is_empty() {
            let waits = |it: &Open| it.parts.iter().all(|it| shapes::bare(it).is_empty());
            if self.open.as_ref().is_some_and(|it| !waits(it)) {
                self.close(false);
            }
        } else if let Some((at, field)) = labels::at_start(lower)
            && let Some(value) = line.get(at..)
            && (!self.told.is_empty() || fits(field, value))
        {
            self.begin(field, place, value);
        } else if !self.go_on(line) {
            self.close(false);
            self.loose.read(&mut self.page, place, line);
        }
    }

    fn begin(&mut self, field: PageField, place: Place, value: &str) {
        self.close(true);
        if self.told.len() < MOST {
            self.told.push(field);
        }
        self.open = Some(Open {
            field,
            place,
            parts: vec![value.trim().to_owned()],
        });
        self.loose.passed(field);
    }

    /// Whether a line without a label is the value, or goes on with the value, of the label before it.
    fn go_on(&mut self, line: &str) -> bool {
        let Some(open) = &mut self.open else {
            return false;
        };
        let line = line.trim();
        if line.is_empty() {
            return true;
        }
        if open.parts.len() >= BROKEN_OVER {
            return false;
        }
        let so_far = open.parts.concat();
        let empty = shapes::bare(&so_far).is_empty();
        // Beneath a label stands its value, not the next label of a translated page.
        let takes = match open.field {
            _ if empty && fits(open.field, line) => true,
            PageField::Codes | PageField::Ip | PageField::Timestamp => {
                !fits(open.field, &so_far) && !empty && line.len() < 40
            }
            PageField::RequestId
            | PageField::TraceId
            | PageField::CorrelationId
            | PageField::AppId => shapes::begins_guid(&so_far),
            PageField::DeviceId => {
                shapes::begins_guid(&so_far) || so_far.eq_ignore_ascii_case("not")
            }
            PageField::AppName | PageField::DevicePlatform | PageField::DeviceState => {
                line.len() < 60 && !line.contains(':')
            }
        };
        if takes {
            open.parts.push(line.to_owned());
        }
        takes
    }

    /// The open label's value is complete. Free text that went on over lines is believed only where the next line is
    /// a label again: `followed`.
    pub fn close(&mut self, followed: bool) {
        let Some(mut open) = self.open.take() else {
            return;
        };
        open.parts.retain(|it| !shapes::bare(it).is_empty());
        let text = matches!(
            open.field,
            PageField::AppName | PageField::DevicePlatform | PageField::DeviceState
        );
        if text && !followed {
            open.parts.truncate(1);
        }
        let joined = open.parts.concat();
        let spaced = open.parts.join(" ");
        let value = if !text && fits(open.field, &joined) {
            joined
        } else {
            spaced
        };
        self.labelled(open.field, open.place, &value);
    }

    /// The value of a member whose label was understood.
    pub fn labelled(&mut self, field: PageField, place: Place, value: &str) {
        let name = labels::words(field);
        let value = value.trim();
        if shapes::bare(value).is_empty() {
            self.problem(place, format!("{name} has no value"));
            return;
        }
        if field == PageField::Codes {
            let codes = shapes::codes(value);
            if codes.is_empty() && shapes::aadsts(&value.to_ascii_lowercase()).next().is_none() {
                self.problem(
                    place,
                    format!("{name} is not a number of four to nine digits"),
                );
            }
            codes.into_iter().for_each(|it| self.code(it));
            return;
        }
        if field == PageField::Timestamp {
            match shapes::stamp(value) {
                Some(it) => {
                    if !it.zoned {
                        self.problem(place, format!("{name} has no time zone; taken as UTC"));
                    }
                    keep(&mut self.page.timestamp, it.at, name)
                }
                None => Err(format!(
                    "{name} is not in the page's form, such as 2026-11-20T13:05:11.123Z"
                )),
            }
            .unwrap_or_else(|what| self.problem(place, what));
            return;
        }
        let guid = || shapes::guid(value).ok_or_else(|| no_guid(name, value));
        let page = &mut self.page;
        let outcome = match field {
            PageField::RequestId => guid().and_then(|it| keep(&mut page.request_id, it, name)),
            PageField::TraceId => guid().and_then(|it| keep(&mut page.trace_id, it, name)),
            PageField::CorrelationId => {
                guid().and_then(|it| keep(&mut page.correlation_id, it, name))
            }
            PageField::AppId => guid().and_then(|it| keep(&mut page.app_id, it, name)),
            PageField::DeviceId => {
                device(value)
                    .ok_or_else(|| no_guid(name, value))
                    .and_then(|it| {
                        let mut kept = match std::mem::take(&mut page.device_id) {
                            DeviceId::NotTold => None,
                            it => Some(it),
                        };
                        let outcome = keep(&mut kept, it, name);
                        page.device_id = kept.unwrap_or_default();
                        outcome
                    })
            }
            PageField::Ip => match shapes::ip(value) {
                Some(it) => keep(&mut page.ip, Pii(it.to_string()), name),
                None => Err(format!(
                    "{name} is not an address of version 4 or 6; it may have been masked"
                )),
            },
            PageField::AppName => keep(&mut page.app_name, free(value), name),
            PageField::DevicePlatform => keep(&mut page.device_platform, free(value), name),
            PageField::DeviceState => keep(&mut page.device_state, free(value), name),
            PageField::Codes | PageField::Timestamp => Ok(()),
        };
        if let Err(what) = outcome {
            self.problem(place, what);
        }
    }
}

fn no_guid(name: &str, value: &str) -> String {
    format!(
        "{name} is not an id of the form 8-4-4-4-12: {} characters; it may have been cut off",
        shapes::bare(value).chars().count()
    )
}

/// The first value stays; another one is told.
fn keep<T: PartialEq>(slot: &mut Option<T>, value: T, name: &str) -> Result<(), String> {
    match slot {
        None => {
            *slot = Some(value);
            Ok(())
        }
        Some(it) if *it == value => Ok(()),
        Some(_) => Err(format!("a second {name} that differs; the first was kept")),
    }
}

/// Free text: no quotation marks around it, not longer than it can be, and without the page's next line where the
/// block was pasted as one.
fn free(value: &str) -> String {
    let value = labels::before_end(value);
    let value = value.trim_matches(['"', '*', '\t', ' ', ',', '|', '`']);
    value.chars().take(LONGEST).collect()
}

fn device(value: &str) -> Option<DeviceId> {
    let bare = shapes::bare(value)
        .trim_end_matches('.')
        .to_ascii_lowercase();
    if matches!(
        bare.as_str(),
        "not available" | "notavailable" | "n/a" | "null"
    ) {
        return Some(DeviceId::NotAvailable);
    }
    shapes::guid(value).map(|it| DeviceId::Given(Pii(it)))
}

/// Whether a value has the form that its member has. Free text has none.
fn fits(field: PageField, value: &str) -> bool {
    match field {
        PageField::Codes => !shapes::codes(value).is_empty(),
        PageField::Timestamp => shapes::stamp(value).is_some(),
        PageField::Ip => shapes::ip(value).is_some(),
        PageField::DeviceId => device(value).is_some(),
        PageField::RequestId | PageField::TraceId | PageField::CorrelationId | PageField::AppId => {
            shapes::guid(value).is_some()
        }
        PageField::AppName | PageField::DevicePlatform | PageField::DeviceState => false,
    }
}

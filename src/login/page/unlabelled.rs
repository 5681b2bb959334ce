//! What stands behind labels that are not known, as on a translated page: kept as it is, and told by form and place
//! where form and place are enough.
use super::collector::{Collector, MOST, Place};
use super::shapes;
use crate::facts::{DeviceId, Page, PageField, Pii, Unlabelled};
use time::OffsetDateTime;

/// Characters of a label and of a value that are kept.
const LABEL: usize = 48;
const VALUE: usize = 200;
/// Bytes of a word that is kept; a GUID has 36.
const LONGEST_WORD: usize = 64;

/// Values by their form, in their order.
#[derive(Default)]
pub(super) struct Loose {
    found: Vec<Shape>,
}

enum Shape {
    Guid(String),
    Time(OffsetDateTime),
    Ip(String),
    Code(u32),
    /// A timestamp whose label was known stood here.
    TimePassed,
}

impl Loose {
    pub fn passed(&mut self, field: PageField) {
        if field == PageField::Timestamp && self.found.len() < MOST {
            self.found.push(Shape::TimePassed);
        }
    }

    /// A line that no known label explains.
    pub fn read(&mut self, page: &mut Page, place: Place, line: &str) {
        let pair = line
            .split_once([':', '\t'])
            .map(|(label, value)| (label.trim(), value.trim()))
            .filter(|(label, value)| {
                !value.is_empty()
                    && !value.starts_with("//")
                    && label.chars().any(char::is_alphabetic)
                    && label.chars().take(LABEL + 1).count() <= LABEL
            });
        // A long word is no value of the page, but it may be a token.
        let secret = |it: &str| it.split_whitespace().any(|it| it.len() > LONGEST_WORD);
        if let Some((label, value)) = pair
            && page.unknown.len() < MOST
            && !secret(value)
        {
            page.unknown.push(Unlabelled {
                label: Pii(label.to_owned()),
                value: Pii(value.chars().take(VALUE).collect()),
                line: place.line,
            });
        }
        if self.read_words(line) {
            return;
        }
        let value = pair.map_or(line, |it| it.1);
        if self.found.len() >= MOST || value.len() > VALUE {
            return;
        }
        let bare = shapes::bare(value);
        let shape = if let Some(it) = shapes::guid(bare).filter(|it| it.len() == bare.len()) {
            Shape::Guid(it)
        } else if let Some(it) = shapes::stamp(bare) {
            Shape::Time(it.at)
        } else if let Some(it) = shapes::ip(bare) {
            Shape::Ip(it.to_string())
        } else if let [it] = shapes::codes(bare)[..]
            && (bare.len() <= 9 && pair.is_some() || alone(line))
        {
            Shape::Code(it)
        } else {
            return;
        };
        self.found.push(shape);
    }
}

impl Loose {
    /// A translated block that was pasted as one line: two ids or more among its words.
    fn read_words(&mut self, line: &str) -> bool {
        let mut shapes = Vec::new();
        let mut ids = 0;
        let mut labelled = false;
        for word in line.split_whitespace().take(256) {
            let bare = shapes::bare(word);
            if let Some(it) = shapes::guid(bare).filter(|it| it.len() == bare.len()) {
                ids += 1;
                shapes.push(Shape::Guid(it));
            } else if let Some(it) = shapes::stamp(bare) {
                shapes.push(Shape::Time(it.at));
            } else if let Some(it) = shapes::ip(bare) {
                shapes.push(Shape::Ip(it.to_string()));
            } else if labelled && alone(bare) {
                shapes.extend(shapes::codes(bare).first().map(|it| Shape::Code(*it)));
            }
            labelled = word.ends_with(':');
        }
        if ids >= 2 {
            let room = MOST.saturating_sub(self.found.len());
            self.found.extend(shapes.into_iter().take(room));
        }
        ids >= 2
    }
}

/// A line that is nothing but a number of a sign-in error: five to seven digits.
fn alone(line: &str) -> bool {
    (5..=7).contains(&line.len()) && line.bytes().all(|it| it.is_ascii_digit())
}

impl Collector {
    /// Gives the values without a known label to the members that are still without a value. The block's order is fixed:
    /// code, request id, correlation id, time, app id, address, device identifier.
    pub fn place_by_form(&mut self) {
        let found = std::mem::take(&mut self.loose.found);
        let page = &mut self.page;
        let mut told = Vec::new();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let (mut timed, mut addresses, mut codes) = (false, Vec::new(), Vec::new());
        for it in found {
            match it {
                Shape::TimePassed => timed = true,
                Shape::Time(at) => {
                    timed = true;
                    if page.timestamp.is_none() {
                        page.timestamp = Some(at);
                        told.push(PageField::Timestamp);
                    }
                }
                Shape::Guid(it) if timed => after.push(it),
                Shape::Guid(it) => before.push(it),
                Shape::Ip(it) => addresses.push(it),
                Shape::Code(it) => codes.push(it),
            }
        }
        addresses.dedup();
        if let (None, [it]) = (&page.ip, &addresses[..]) {
            page.ip = Some(Pii(it.clone()));
            told.push(PageField::Ip);
        }
        if let (true, [it, ..]) = (page.codes.is_empty(), &codes[..]) {
            page.codes.push(*it);
            told.push(PageField::Codes);
        }
        if page.request_id.is_none()
            && page.correlation_id.is_none()
            && let [request, correlation] = &before[..]
        {
            page.request_id = Some(request.clone());
            page.correlation_id = Some(correlation.clone());
            told.extend([PageField::RequestId, PageField::CorrelationId]);
            if let (None, Some(it)) = (&page.app_id, after.first()) {
                page.app_id = Some(it.clone());
                told.push(PageField::AppId);
            }
            if let (DeviceId::NotTold, [_, it]) = (&page.device_id, &after[..]) {
                page.device_id = DeviceId::Given(Pii(it.clone()));
                told.push(PageField::DeviceId);
            }
        }
        told.sort();
        page.by_form = told;
        if page.by_form.is_empty() {
            // The labels of the page were known, so these are of the text around it: a mail has such lines too.
            page.unknown.clear();
        }
    }
}

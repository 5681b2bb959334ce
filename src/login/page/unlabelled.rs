//! What stands behind labels that are not known, as on a translated page: kept as it is, and told by form and place
//! where form and place are enough.
use super::collector::{Collector, MOST, Place};
use super::shapes;
use crate::facts::{DeviceId, Page, PageField, Pii, Unlabelled};
use time::OffsetDateTime;

/// Characters of a label and of a value that are kept.
const LABEL: usize = 48;
const VALUE: usize = 200;

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
        if let Some((label, value)) = pair
            && page.unknown.len() < MOST
        {
            page.unknown.push(Unlabelled {
                label: Pii(label.to_owned()),
                value: Pii(value.chars().take(VALUE).collect()),
                line: place.line,
            });
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
    }
}

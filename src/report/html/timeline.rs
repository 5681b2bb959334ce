use super::markup::Markup;
use crate::case::{Case, Decoded, ReaderCase};
use crate::report::escape::{escape, shorten};
use crate::report::text::dates;
use time::{Date, Duration, OffsetDateTime};

/// A card's certificates live three years; dates far beyond would press the rest together.
const HORIZON: Duration = Duration::days(6 * 365);
/// Pixels of a row, of which the lower part is the bar, and of the years at the foot.
const ROW: usize = 44;
const BAR: usize = 14;
const FOOT: usize = 26;
/// Characters of a name above its bar; the table below has all of it.
const NAME: usize = 30;
/// Rows drawn at most; the table has all.
const ROWS: usize = 32;

/// A bar from one time to another.
struct Bar {
    name: String,
    class: &'static str,
    from: OffsetDateTime,
    to: OffsetDateTime,
}

/// When each certificate is good, with today's line. It is drawn in percent of its own width, so that it fits a phone
/// and paper, with letters of the page's own size.
pub(super) fn figure(out: &mut Markup, case: &Case<'_>, cards: &[&ReaderCase<'_>]) {
    let bars = bars(case, cards);
    let Some(window) = Window::of(case.at, &bars) else {
        return;
    };
    let height = (ROW * bars.len() + FOOT).to_string();
    out.element("figure", &[("class", "timeline")], |out| {
        let attributes = [
            ("role", "img"),
            ("aria-labelledby", "timeline-caption"),
            ("width", "100%"),
            ("height", height.as_str()),
        ];
        out.element("svg", &attributes, |svg| {
            draw(svg, case, &bars, &window);
        });
        let caption = format!(
            "When each certificate is good. The upright line is {}, the time dates are judged at. The table has the dates.",
            case.date(case.at)
        );
        out.element("figcaption", &[("id", "timeline-caption")], |it| {
            it.text(&caption);
        });
    });
}

fn bars(case: &Case<'_>, cards: &[&ReaderCase<'_>]) -> Vec<Bar> {
    let mut out = Vec::new();
    for reader in cards {
        for it in &reader.card.certificates {
            let Ok(content) = &it.content else { continue };
            let class = if case.at < content.not_before || content.not_after < case.at {
                "over"
            } else if it.pick_for_sign_in {
                "pick"
            } else {
                "good"
            };
            // What stands in brackets is for the table.
            let purpose = it.purpose.words().split(" (").next();
            out.push(Bar {
                name: format!("{} {}", it.container, purpose.unwrap_or_default()),
                class,
                from: content.not_before,
                to: content.not_after,
            });
        }
        if let Decoded::Value(chuid) = &reader.card.chuid
            && let Some(last) = chuid.expires
        {
            // Nothing on a card tells its first day, so the bar begins with its oldest certificate.
            let oldest = reader.card.certificates.iter();
            let oldest = oldest.filter_map(|it| it.content.as_ref().ok());
            let from = oldest.map(|it| it.not_before).min();
            let to = end(last);
            out.push(Bar {
                name: format!("Card, expires {last}"),
                class: if case.at > to { "over" } else { "card" },
                from: from.unwrap_or(case.at).min(to),
                to,
            });
        }
    }
    out.truncate(ROWS);
    out
}

/// A card is good to the end of its last day.
fn end(last: Date) -> OffsetDateTime {
    let after = last.next_day().unwrap_or(last);
    after.midnight().assume_utc()
}

/// The time that the figure spans, as seconds since 1970.
struct Window {
    from: i64,
    to: i64,
}

impl Window {
    /// Everything that is drawn, and today, and a little room at both ends.
    fn of(at: OffsetDateTime, bars: &[Bar]) -> Option<Window> {
        let horizon = HORIZON.whole_seconds();
        let now = at.unix_timestamp();
        let near = |it: OffsetDateTime| it.unix_timestamp().clamp(now - horizon, now + horizon);
        let from = bars.iter().map(|it| near(it.from)).min()?.min(now);
        let to = bars.iter().map(|it| near(it.to)).max()?.max(now);
        let room = ((to - from) / 40).max(86_400);
        Some(Window {
            from: from - room,
            to: to + room,
        })
    }

    /// Where a time lies, per mille of the width.
    fn place(&self, at: i64) -> i64 {
        let at = at.clamp(self.from, self.to);
        (at - self.from) * 1000 / (self.to - self.from)
    }

    /// Years, or quarters where the time is short, five at most.
    fn ticks(&self) -> Vec<(i64, String)> {
        let year = |seconds: i64| {
            OffsetDateTime::from_unix_timestamp(seconds).map_or(1970, OffsetDateTime::year)
        };
        let years: Vec<i32> = (year(self.from)..=year(self.to)).skip(1).collect();
        let step = years.len().div_ceil(5).max(1);
        years
            .iter()
            .step_by(step)
            .filter_map(|year| {
                let day = Date::from_ordinal_date(*year, 1).ok()?;
                let at = day.midnight().assume_utc().unix_timestamp();
                Some((self.place(at), year.to_string()))
            })
            .collect()
    }
}

/// `12.3%` of per mille.
fn percent(mille: i64) -> String {
    format!("{}.{}%", mille / 10, mille % 10)
}

fn draw(svg: &mut Markup, case: &Case<'_>, bars: &[Bar], window: &Window) {
    let bottom = (ROW * bars.len()).to_string();
    for (place, year) in window.ticks() {
        let x = percent(place);
        line(svg, "tick", &x, &bottom);
        // Centred on its line, but for one that would stick out.
        let anchor = match place {
            ..60 => "start",
            941.. => "end",
            _ => "middle",
        };
        let y = (ROW * bars.len() + 18).to_string();
        text(svg, &[("x", &x), ("y", &y), ("text-anchor", anchor)], &year);
    }
    let now = percent(window.place(case.at.unix_timestamp()));
    line(svg, "now", &now, &bottom);
    for (n, it) in bars.iter().enumerate() {
        let top = n * ROW;
        let name = escape(&it.name, false);
        let name = shorten(&name, NAME);
        let label = match it.class {
            "card" => name.into_owned(),
            _ if case.at < it.from => format!("{name}: not valid yet"),
            _ => format!("{name}: {}", left(case, it.to)),
        };
        text(svg, &[("x", "0"), ("y", &(top + 18).to_string())], &label);
        let from = window.place(it.from.unix_timestamp());
        let to = window.place(it.to.unix_timestamp());
        let attributes = [
            ("class", format!("bar {}", it.class)),
            ("x", percent(from)),
            ("y", (top + 24).to_string()),
            ("width", percent((to - from).max(3))),
            ("height", BAR.to_string()),
            ("rx", "3".to_owned()),
        ];
        let attributes: Vec<(&'static str, &str)> =
            attributes.iter().map(|it| (it.0, it.1.as_str())).collect();
        svg.element("rect", &attributes, |_| ());
    }
}

/// `694 days left`, `expired 3 days ago`: short, as it must fit a phone.
fn left(case: &Case<'_>, to: OffsetDateTime) -> String {
    match case.days_until(to) {
        days @ 2.. => format!("{days} days left"),
        _ => dates::expiry(to, case.at),
    }
}

fn line(svg: &mut Markup, class: &str, x: &str, bottom: &str) {
    let attributes = [
        ("class", class),
        ("x1", x),
        ("x2", x),
        ("y1", "0"),
        ("y2", bottom),
    ];
    svg.element("line", &attributes, |_| ());
}

fn text(svg: &mut Markup, attributes: super::markup::Attributes<'_>, text: &str) {
    svg.element("text", attributes, |it| it.text(text));
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn bar(from: OffsetDateTime, to: OffsetDateTime) -> Bar {
        Bar {
            name: "9A".to_owned(),
            class: "good",
            from,
            to,
        }
    }

    #[test]
    fn dates_at_the_ends_of_time_do_not_press_the_rest_together() {
        let at = datetime!(2027-01-10 12:00 UTC);
        let bars = [
            bar(
                datetime!(2026-01-10 0:00 UTC),
                datetime!(2029-01-10 0:00 UTC),
            ),
            bar(
                datetime!(0000-01-01 0:00 UTC),
                datetime!(9999-12-31 23:59:59 UTC),
            ),
        ];
        let window = Window::of(at, &bars).unwrap();
        assert!(window.to - window.from < 13 * 366 * 86_400);
        assert!((400..600).contains(&window.place(at.unix_timestamp())));
        assert_eq!(window.place(i64::MIN), 0);
        assert_eq!(window.place(i64::MAX), 1000);
        assert!(window.ticks().len() <= 5);
    }

    #[test]
    fn a_day_is_drawn_as_one_too() {
        let at = datetime!(2027-01-10 12:00 UTC);
        let window = Window::of(at, &[bar(at, at)]).unwrap();
        assert_eq!(window.place(at.unix_timestamp()), 500);
        assert!(Window::of(at, &[]).is_none());
        assert_eq!(percent(1000), "100.0%");
    }
}

//! The report as one HTML file that needs nothing: no network, no script, no other file. It opens from a mail or a
//! bundle, in the dark, on a phone, on paper and in a screen reader.
//!
//! `markup::Markup` is the only way out for text. The content security policy lets the browser load nothing at all, so
//! that even markup that slipped through could call nowhere.
mod certificates;
mod findings;
mod markup;
mod path;
mod readers;
mod sign_in;
mod timeline;
mod usb;
mod verdict;

use super::text::Closing;
use super::{json, site_policy, words};
use crate::case::Case;
use crate::diagnosis::Diagnosis;
use markup::Markup;
use ring::digest;
use serde_json::Value;

/// What the page says beside what was found.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    pub closing: Closing,
    /// A line in a frame at the top, as on a page that holds names where none are expected.
    pub notice: Option<&'a str>,
    /// The text for the identity administrator, where it was asked for.
    pub hand_over: Option<&'a str>,
}

/// Everything a part of the page is written from.
struct Source<'a> {
    case: &'a Case<'a>,
    diagnosis: &'a Diagnosis,
    /// The report as `--format json` has it: evidence points into it.
    document: Value,
}

/// The whole report.
pub fn check(case: &Case<'_>, diagnosis: &Diagnosis, sheet: Sheet<'_>) -> String {
    page(case, diagnosis, sheet, |main, it| {
        path::figure(main, it.diagnosis);
        findings::wrong(main, it);
        sign_in::show(main, it);
        certificates::show(main, it);
        readers::show(main, it);
        usb::show(main, it, false);
        findings::rest(main, it);
        unseen(main, it.diagnosis);
        policy(main, it.case);
    })
}

/// Every reader and what is in it.
pub fn readers(case: &Case<'_>, diagnosis: &Diagnosis, sheet: Sheet<'_>) -> String {
    page(case, diagnosis, sheet, |main, it| {
        path::figure(main, it.diagnosis);
        readers::show(main, it);
        findings::wrong(main, it);
    })
}

/// Every USB device, card readers with all there is to say of them.
pub fn usb(case: &Case<'_>, diagnosis: &Diagnosis, sheet: Sheet<'_>) -> String {
    page(case, diagnosis, sheet, |main, it| {
        path::figure(main, it.diagnosis);
        usb::show(main, it, true);
        findings::wrong(main, it);
    })
}

/// Every certificate, and which one to pick.
pub fn certs(case: &Case<'_>, diagnosis: &Diagnosis, sheet: Sheet<'_>) -> String {
    page(case, diagnosis, sheet, |main, it| {
        path::figure(main, it.diagnosis);
        certificates::show(main, it);
        findings::wrong(main, it);
    })
}

fn page(
    case: &Case<'_>,
    diagnosis: &Diagnosis,
    sheet: Sheet<'_>,
    parts: impl FnOnce(&mut Markup, &Source<'_>),
) -> String {
    let source = Source {
        case,
        diagnosis,
        document: serde_json::to_value(json::from(case, diagnosis)).unwrap_or_default(),
    };
    let mut out = Markup::new();
    out.element("html", &[("lang", "en")], |html| {
        html.element("head", &[], |head| self::head(head, &source));
        html.element("body", &[], |body| {
            body.element("a", &[("class", "jump"), ("href", "#main")], |it| {
                it.text("To the verdict");
            });
            body.element("header", &[], |it| verdict::header(it, &source, sheet));
            body.element("main", &[("id", "main")], |main| {
                verdict::show(main, &source);
                if let Some(text) = sheet.hand_over {
                    hand_over(main, text);
                }
                parts(main, &source);
            });
            body.element("footer", &[], |it| footer(it, &source, sheet.closing));
        });
    });
    out.finish()
}

const STYLE: &str = include_str!("style.css");

fn head(out: &mut Markup, it: &Source<'_>) {
    out.void("meta", &[("charset", "utf-8")]);
    // CSP level 3 §3.3: as early as can be, as it holds for what comes after it.
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(digest::digest(&digest::SHA256, STYLE.as_bytes()).as_ref())
    );
    out.void(
        "meta",
        &[
            ("http-equiv", "Content-Security-Policy"),
            ("content", &policy),
        ],
    );
    let screen = "width=device-width, initial-scale=1";
    out.void("meta", &[("name", "viewport"), ("content", screen)]);
    out.void(
        "meta",
        &[("name", "color-scheme"), ("content", "light dark")],
    );
    out.void("meta", &[("name", "referrer"), ("content", "no-referrer")]);
    out.void("meta", &[("name", "robots"), ("content", "noindex")]);
    let tool = format!("cac-doctor {}", env!("CARGO_PKG_VERSION"));
    out.void("meta", &[("name", "generator"), ("content", &tool)]);
    let title = format!(
        "Smart card report: {}, {}",
        verdict::word(it.diagnosis.status),
        it.case.date(it.case.snapshot.taken_at)
    );
    out.say("title", &title);
    out.style(STYLE);
}

/// RFC 4648 §4, as content security policies write hashes.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, n| {
            bits << 8 | u32::from(group.get(n).copied().unwrap_or(0))
        });
        for n in 0..4 {
            let digit = (bits >> (18 - 6 * n)) & 63;
            let digit = DIGITS.get(digit as usize).copied().unwrap_or(b'A');
            out.push(if n <= group.len() { digit as char } else { '=' });
        }
    }
    out
}

fn hand_over(out: &mut Markup, text: &str) {
    out.section("hand-over", "Text for the identity administrator", |it| {
        let mut left = 0;
        it.element("pre", &[("class", "letter")], |pre| {
            left = pre.each(text.lines(), |pre, line| {
                pre.say("span", line);
                pre.line_break();
            });
        });
        it.left_out(left);
    });
}

fn policy(out: &mut Markup, case: &Case<'_>) {
    if let Some(it) = case.policy() {
        out.section("policy", "Site policy in force", |out| {
            out.list(site_policy::lines(it));
        });
    }
}

fn unseen(out: &mut Markup, it: &Diagnosis) {
    if !it.unseen.is_empty() {
        out.section("unseen", "What could not be seen", |out| {
            out.list(&it.unseen);
        });
    }
}

/// What shows that nothing was cut off, and what somebody who helps asks for first.
fn footer(out: &mut Markup, it: &Source<'_>, closing: Closing) {
    let snapshot = it.case.snapshot;
    let zone = super::text::dates::zone(it.case);
    let when = |at| super::text::dates::minute(at, zone);
    out.element("dl", &[("class", "facts")], |dl| {
        dl.pair("Looked at", &when(snapshot.taken_at));
        if it.case.at != snapshot.taken_at {
            dl.pair("Dates judged at", &when(it.case.at));
        }
        let taken_by = format!("{} {}", snapshot.tool.name, snapshot.tool.version);
        let judged_by = format!("cac-doctor {}", env!("CARGO_PKG_VERSION"));
        dl.pair("Looked with", &taken_by);
        if judged_by != taken_by {
            dl.pair("Judged with", &judged_by);
        }
        if !it.case.with_default_trust {
            dl.pair("Trust", words::ONLY_GIVEN_TRUST);
        }
        if let Some(host) = snapshot.host.seen() {
            let name = host.name.as_deref().unwrap_or(&host.os);
            dl.pair("System", &format!("{name}, {}", host.architecture));
        }
        dl.pair("Layout", json::SCHEMA);
        dl.pair("Support code", &snapshot.support_code());
    });
    let last = [
        words::tally(it.diagnosis.counts),
        words::seconds(closing.took_ms),
        format!("exit {}", closing.exit),
        "End of report".to_owned(),
    ];
    out.say_as("p", "end", &last.join(" · "));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_written_as_rfc_4648_says() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    /// Relative luminance and contrast (WCAG 2.2, definitions).
    fn contrast(one: &str, other: &str) -> f64 {
        let luminance = |color: &str| {
            let part = |at: usize| {
                let byte = u8::from_str_radix(&color[at..at + 2], 16).unwrap();
                let it = f64::from(byte) / 255.0;
                if it <= 0.04045 {
                    it / 12.92
                } else {
                    ((it + 0.055) / 1.055).powf(2.4)
                }
            };
            0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
        };
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_theme_can_be_read() {
        let themes: Vec<std::collections::BTreeMap<&str, &str>> = STYLE
            .split(":root {")
            .skip(1)
            .map(|it| {
                let it = it.split('}').next().unwrap();
                it.split(';')
                    .filter_map(|it| it.trim().strip_prefix("--")?.split_once(": "))
                    .collect()
            })
            .collect();
        assert_eq!(themes.len(), 3, "light, dark, paper");
        for theme in themes {
            let mut pairs = vec![("link", "paper")];
            for back in ["paper", "panel"] {
                pairs.extend(["ink", "soft"].map(|it| (it, back)));
            }
            pairs.extend([
                ("ok", "ok-back"),
                ("warn", "warn-back"),
                ("fail", "fail-back"),
                ("unknown", "unknown-back"),
                ("fail", "panel"),
                ("unknown", "panel"),
            ]);
            for (ink, back) in pairs {
                let it = contrast(theme[ink], theme[back]);
                assert!(it >= 4.5, "{ink} on {back}: {it:.2}");
            }
            // What is drawn (WCAG 2.2, 1.4.11).
            for bar in ["bar", "bar-pick", "bar-over", "bar-card"] {
                let it = contrast(theme[bar], theme["paper"]);
                assert!(it >= 3.0, "{bar}: {it:.2}");
            }
        }
    }
}

use super::markup::Markup;
use super::{Source, timeline};
use crate::case::{CertificateCase, ContentSigner, ReaderCase};
use crate::pki::Certificate;
use crate::report::text::dates;
use serde_json::Value;

/// Why a path does not stand: so many reasons are told here.
const REASONS: usize = 5;

/// Every certificate of every card: when it is good, and everything a helpdesk asks for.
pub(super) fn show(out: &mut Markup, source: &Source<'_>) {
    let cards: Vec<&ReaderCase<'_>> = source
        .case
        .readers
        .iter()
        .filter(|it| !it.card.certificates.is_empty())
        .collect();
    if cards.is_empty() {
        return;
    }
    out.section("certificates", "Certificates", |out| {
        timeline::figure(out, source.case, &cards);
        let left = out.each(cards, |out, it| table(out, source, it));
        out.left_out(left);
    });
}

fn table(out: &mut Markup, source: &Source<'_>, reader: &ReaderCase<'_>) {
    let mut left = 0;
    out.element("table", &[("role", "table")], |table| {
        let caption = format!("On the card in {}", reader.name.0);
        table.say("caption", &caption);
        table.element("thead", &[("role", "rowgroup")], |head| {
            head.element("tr", &[("role", "row")], |tr| {
                for it in COLUMNS {
                    let attributes = [("scope", "col"), ("role", "columnheader")];
                    tr.element("th", &attributes, |th| th.text(it));
                }
            });
        });
        table.element("tbody", &[("role", "rowgroup")], |body| {
            left = body.each(&reader.card.certificates, |body, it| {
                let class = if it.pick_for_sign_in { "pick" } else { "" };
                body.element("tr", &[("role", "row"), ("class", class)], |tr| {
                    row(tr, source, reader, it);
                });
            });
            left += body.each(reader.card.content_signers(), |body, it| {
                body.element("tr", &[("role", "row")], |tr| {
                    signer(tr, source, reader, &it)
                });
            });
        });
    });
    out.left_out(left);
}

/// Whoever signed objects of the card.
fn signer(tr: &mut Markup, source: &Source<'_>, reader: &ReaderCase<'_>, it: &ContentSigner<'_>) {
    let attributes = [("scope", "row"), ("role", "rowheader")];
    tr.element("th", &attributes, |th| th.say("p", &it.objects()));
    let pointer = reader.at(&it.at());
    let json = source.document.pointer(&pointer).unwrap_or(&Value::Null);
    let content = &it.signer.certificate;
    let issuer = content.issuer_common_name.as_ref();
    let names = vec![
        it.name().to_owned(),
        "content signer".to_owned(),
        format!("serial {}", content.serial.0),
    ];
    cells(
        tr,
        [
            names,
            vec![issuer.unwrap_or(&content.issuer).clone()],
            good(source, content),
            vec![content.key.to_string()],
            chain(json),
            revocation(json),
        ],
    );
}

/// When a certificate is good.
fn good(source: &Source<'_>, content: &Certificate) -> Vec<String> {
    let zone = dates::zone(source.case);
    let at = source.case.at;
    let when = if at < content.not_before {
        "not valid yet".to_owned()
    } else {
        dates::expiry(content.not_after, at)
    };
    vec![
        when,
        format!("from {}", dates::day(content.not_before, zone)),
        format!("to {}", dates::day(content.not_after, zone)),
    ]
}

const COLUMNS: [&str; 7] = [
    "Slot",
    "Certificate",
    "Issuer",
    "Good",
    "Key",
    "Chain",
    "Revocation",
];

fn row(tr: &mut Markup, source: &Source<'_>, reader: &ReaderCase<'_>, it: &CertificateCase) {
    let attributes = [("scope", "row"), ("role", "rowheader")];
    tr.element("th", &attributes, |th| {
        th.say("p", &it.container);
        if it.pick_for_sign_in {
            th.say_as("p", "badge ok", "pick for sign-in");
        }
    });
    let pointer = format!("/readers/{}/card/certificates/{}", reader.index, it.index);
    let json = source.document.pointer(&pointer).unwrap_or(&Value::Null);
    let purpose = it.purpose.words().to_owned();
    let content = match &it.content {
        Ok(content) => content,
        Err(problem) => {
            let cells = [
                vec![purpose, format!("cannot be read: {problem}")],
                Vec::new(),
                Vec::new(),
                Vec::new(),
                chain(json),
                revocation(json),
            ];
            return self::cells(tr, cells);
        }
    };
    let name = content.common_name.as_ref();
    let mut names = vec![
        name.map_or(content.subject.0.as_str(), |it| it.0.as_str())
            .to_owned(),
        purpose,
    ];
    for (what, value) in [
        ("UPN", &content.upn),
        ("EDIPI", &content.edipi),
        ("e-mail", &content.email),
    ] {
        names.extend(value.as_ref().map(|it| format!("{what} {}", it.0)));
    }
    names.push(format!("serial {}", content.serial.0));
    let issuer = content.issuer_common_name.as_ref();
    self::cells(
        tr,
        [
            names,
            vec![issuer.unwrap_or(&content.issuer).clone()],
            good(source, content),
            vec![content.key.to_string()],
            chain(json),
            revocation(json),
        ],
    );
}

fn cells(tr: &mut Markup, cells: [Vec<String>; 6]) {
    for (label, lines) in COLUMNS.iter().skip(1).zip(cells) {
        let attributes = [("role", "cell"), ("data-label", *label)];
        tr.element("td", &attributes, |td| {
            for it in &lines {
                td.say("p", it);
            }
        });
    }
}

fn word<'a>(of: &'a Value, member: &str) -> &'a str {
    of.get(member).and_then(Value::as_str).unwrap_or_default()
}

/// The path to a trust anchor, as the report tells of it.
fn chain(certificate: &Value) -> Vec<String> {
    let chain = certificate.get("chain").unwrap_or(&Value::Null);
    let paths = chain.get("paths").and_then(Value::as_array);
    let paths = paths.map_or(&[][..], Vec::as_slice);
    let status = word(chain, "status");
    let mut out = match status {
        "" => return Vec::new(),
        "unknown" if paths.is_empty() => vec!["not judged".to_owned()],
        it => vec![it.to_owned()],
    };
    let anchor = word(chain, "anchor");
    if !anchor.is_empty() {
        out.push(format!("anchor {anchor}"));
    }
    if status != "valid" {
        let findings = paths.iter().filter_map(|it| it.get("findings")?.as_array());
        for it in findings.flatten() {
            let message = word(it, "message").to_owned();
            if out.len() <= REASONS && !message.is_empty() && !out.contains(&message) {
                out.push(message);
            }
        }
    }
    out
}

fn revocation(certificate: &Value) -> Vec<String> {
    let it = certificate.get("revocation").unwrap_or(&Value::Null);
    let mut out = match word(it, "status") {
        "" => return Vec::new(),
        "unchecked" => vec!["not asked".to_owned()],
        it => vec![it.to_owned()],
    };
    let tried = it.get("tried").and_then(Value::as_array);
    for it in tried.into_iter().flatten().take(REASONS) {
        out.push(format!("{}: {}", word(it, "source"), word(it, "result")));
    }
    out
}

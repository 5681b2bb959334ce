mod parts;
mod plain;
mod sheet;
mod stores;

use parts::{findings, missing, revocation, route, tree};
use plain::{header, plain};
use sheet::{Sheet, status, summary};
use stores::{provenance, stores};

use crate::case::chain::{ChainCase, Judged, link_name};
use crate::case::{CardKind, Case};
use crate::diagnosis::Diagnosis;
use crate::pki::defaults::sha256;
use crate::pki::path::Status;
use crate::report::text::page::Page;
use crate::report::text::{Tone, View, check, dates};
use time::{OffsetDateTime, UtcOffset};

/// Failing paths told of one certificate beside the best; `-v` tells all.
const ALSO: usize = 4;

/// The tree of every certificate on the cards, and of those who signed objects on them.
pub fn chain(case: &Case<'_>, diagnosis: &Diagnosis, view: View) -> String {
    let mut page = Page::new(view);
    let sheet = Sheet {
        chains: case.chains(),
        at: case.at,
        zone: dates::zone(case),
        with_default: case.with_default_trust,
    };
    if view.plain {
        header(&mut page);
    } else {
        page.notice(case.snapshot.notice());
    }
    let mut any = false;
    for reader in case
        .readers
        .iter()
        .filter(|it| it.card.kind != CardKind::None)
    {
        for it in &reader.card.certificates {
            let name = format!(
                "{} ({}, {})",
                it.shown_as(),
                it.container,
                it.purpose.words()
            );
            any = true;
            match case.chain(it) {
                Some(chain) if view.plain => plain(&mut page, &it.container, chain, &sheet),
                Some(chain) => one(&mut page, &name, chain, &sheet),
                None if view.plain => {
                    page.record(&["certificate", "unknown", &it.container, &name]);
                }
                None => {
                    page.heading(&name);
                    let problem = it
                        .content
                        .as_ref()
                        .err()
                        .map_or("not read", |it| it.as_str());
                    page.beside(0, &[("unknown", 10, Tone::Bold)], problem);
                }
            }
        }
        for it in reader.card.content_signers() {
            let Some(chain) = case.signer_chain(&it) else {
                continue;
            };
            any = true;
            let what = format!("signer of {}", it.objects());
            if view.plain {
                plain(&mut page, &what, chain, &sheet);
            } else {
                one(&mut page, &format!("{} ({what})", it.name()), chain, &sheet);
            }
        }
    }
    if view.plain {
        return page.finish();
    }
    if !any {
        check::verdict(&mut page, diagnosis);
        check::more(&mut page);
        return page.finish();
    }
    stores(&mut page, &sheet);
    provenance(&mut page, &sheet);
    super::readers::trouble(&mut page, diagnosis, |_| true);
    page.finish()
}

/// The tree of every certificate in the files.
pub fn file_chains(judged: &Judged, at: OffsetDateTime, with_default: bool, view: View) -> String {
    let mut page = Page::new(view);
    let sheet = Sheet {
        chains: &judged.chains,
        at,
        zone: UtcOffset::UTC,
        with_default,
    };
    if view.plain {
        header(&mut page);
    }
    for it in &judged.targets {
        let Some(chain) = judged.chains.of(&sha256(&it.der)) else {
            continue;
        };
        let place = it.place.to_string();
        if view.plain {
            plain(&mut page, &place, chain, &sheet);
            continue;
        }
        let name = match &chain.link {
            Ok(link) => format!("{} ({place})", link_name(link)),
            Err(_) => place,
        };
        one(&mut page, &name, chain, &sheet);
    }
    for (problem, _) in &judged.problems {
        if view.plain {
            page.record(&[
                "problem",
                "unknown",
                &problem.place.to_string(),
                &problem.error.to_string(),
            ]);
        } else {
            page.blank();
            page.beside(0, &[("unread", 10, Tone::Bold)], &problem.to_string());
        }
    }
    if !view.plain {
        stores(&mut page, &sheet);
        provenance(&mut page, &sheet);
    }
    page.finish()
}

fn one(page: &mut Page, name: &str, it: &ChainCase, sheet: &Sheet<'_>) {
    page.heading(name);
    let link = match &it.link {
        Ok(link) => link,
        Err(problem) => {
            page.beside(
                0,
                &[("unknown", 10, Tone::Bold)],
                &format!("no certificate: {problem}"),
            );
            return;
        }
    };
    let judgement = &it.judgement;
    let (word, tone) = status(judgement.status);
    page.beside(0, &[(word, 10, tone)], &summary(it, sheet));
    if let Some(best) = judgement.best() {
        tree(page, best, sheet);
        findings(page, best, 2);
    } else {
        page.paragraph(2, &format!("issued by {}", link.issuer));
    }
    revocation(page, it);
    let verbose = page.view().verbose;
    let rest = judgement.paths.get(1..).unwrap_or_default();
    if !rest.is_empty() {
        page.blank();
        page.toned(2, Tone::Bold, "Also tried");
        let shown = if verbose {
            rest.len()
        } else {
            ALSO.min(rest.len())
        };
        for path in rest.iter().take(shown) {
            let (word, tone) = status(path.status);
            page.beside(2, &[(word, 8, tone)], &route(path));
            if verbose || path.status != Status::Valid {
                findings(page, path, 4);
            }
        }
        if shown < rest.len() {
            let left = rest.len() - shown;
            page.paragraph(2, &format!("… and {left} more; -v shows all"));
        }
    }
    missing(page, it);
    if let Some(why) = &judgement.cut_short {
        page.beside(2, &[("cut short", 11, Tone::Bold)], why);
    }
}

//! Personal values out of a snapshot. What is personal is told by its type ([`crate::facts::Pii`] and the kinds of
//! [`crate::facts::personal`]), never guessed; then every value found is looked for in all other texts and bytes too.
//! The result is a snapshot like any other: rules, diagnosis and report read it as they read the one it was made from.
mod authorities;
mod certificate;
mod cms;
mod collect;
mod der;
mod kept;
mod kind;
mod net;
mod numbers;
mod object;
mod ocsp;
mod percent;
mod places;
mod pseudonym;
mod reader_part;
mod replace;
mod revocation;
mod search;
mod text;
mod tree;
mod values;
mod words;

pub use kind::Kind;
pub use places::{Place, places};
pub use pseudonym::KEY_LENGTH;

use crate::facts::{Bytes, Log, Observed, Pii, Redaction, Snapshot, Tool};
use crate::standards::logs::{Worth, worth_of_service_line};
use authorities::Authorities;
use certificate::Certificates;
use collect::Collect;
use kept::Kept;
use pseudonym::Pseudonyms;
use reader_part::Names;
use replace::Replace;
use std::collections::{BTreeMap, BTreeSet};
use tree::Node;
use values::Values;

/// The rules that this version redacts by.
pub const RULES: &str = "cac-doctor/redaction/1.1";

/// Why a snapshot could not be redacted. Each is a defect: nothing leaves the machine then.
#[derive(Debug, thiserror::Error)]
pub enum RedactError {
    #[error(
        "the snapshot cannot be taken apart: {0}; this is a defect of cac-doctor, please report it"
    )]
    Tree(String),
    #[error("there is too much to look for: {0}; this is a defect of cac-doctor, please report it")]
    Search(String),
    #[error(
        "without its personal values the snapshot is none any more: {0}; this is a defect of cac-doctor, please report it"
    )]
    Form(String),
}

/// The snapshot with a pseudonym for every personal value. One that was redacted before stays as it is, as its pseudonyms are
/// nobody's values; what was added to it since it was read is replaced.
///
/// # Errors
/// [`RedactError`], where facts were added that redaction cannot do without breaking them.
pub fn redact(snapshot: &Snapshot, key: &[u8; KEY_LENGTH]) -> Result<Snapshot, RedactError> {
    if came_redacted(snapshot)? {
        if !snapshot.has_additions() {
            return Ok(snapshot.clone());
        }
        let kept = Kept::of(snapshot.before_additions());
        let kept = kept.map_err(|it| RedactError::Tree(it.to_string()))?;
        return replaced(snapshot, key, &kept);
    }
    match snapshot.redaction {
        None => replaced(snapshot, key, &Kept::default()),
        Some(_) => {
            let bare = Snapshot {
                redaction: None,
                ..snapshot.clone()
            };
            replaced(&bare, key, &Kept::default())
        }
    }
}

/// Whether nothing in it is left to redact, so that no key is needed.
///
/// # Errors
/// As [`redact`].
pub fn is_redacted(snapshot: &Snapshot) -> Result<bool, RedactError> {
    Ok(!snapshot.has_additions() && came_redacted(snapshot)?)
}

/// Whether what was read was redacted, and not only marked so.
fn came_redacted(snapshot: &Snapshot) -> Result<bool, RedactError> {
    if snapshot.redaction.is_none() {
        return Ok(false);
    }
    let looks_so = kept::looks_redacted(snapshot.before_additions());
    looks_so.map_err(|it| RedactError::Tree(it.to_string()))
}

/// The snapshot with a pseudonym for every personal value but those that are kept.
fn replaced(
    snapshot: &Snapshot,
    key: &[u8; KEY_LENGTH],
    before: &Kept,
) -> Result<Snapshot, RedactError> {
    let mut tree = tree::tree(snapshot).map_err(|it| RedactError::Tree(it.to_string()))?;
    let pseudonyms = Pseudonyms::new(key);
    let mut values = Values::default();
    let authorities = Authorities::of(snapshot, &tree);
    let names = Names::of(&tree);
    let mut objects = BTreeMap::new();
    let mut own = BTreeSet::new();
    let mut kept = sign_in_ids(snapshot);
    open_hosts(&tree, "", &mut kept);
    let mut collect = Collect {
        kept: &kept,
        certificates: Certificates {
            pseudonyms: &pseudonyms,
            values: &mut values,
            authorities: &authorities,
            signers: Vec::new(),
            holders: BTreeMap::new(),
            fingerprints: BTreeMap::new(),
        },
        names: &names,
        before,
        objects: &mut objects,
        hashes: Vec::new(),
        own: &mut own,
    };
    // What tells of revocation is read last: by then it is known whose certificates there are.
    let mut crls = revocation::take(&mut tree, CRLS);
    let mut ocsp = revocation::take(&mut tree, OCSP);
    collect.walk(&mut tree, "", None);
    collect.finish();
    let at = snapshot.asked_for.at.unwrap_or(snapshot.taken_at);
    for it in crls.iter_mut().filter(|it| !before.node(it)) {
        collect.certificates.crl(it, at);
        collect.walk(it, "", None);
    }
    for it in ocsp.iter_mut().filter(|it| !before.node(it)) {
        collect.certificates.exchange(it, at);
        collect.walk(it, "", None);
    }
    revocation::give(&mut tree, CRLS, crls);
    revocation::give(&mut tree, OCSP, ocsp);
    let mut counts = collect_counts(&own, &values);
    if !objects.is_empty() {
        counts.insert(Kind::Object.noun().to_owned(), objects.len() as u64);
    }
    for (kind, earlier) in &before.replaced {
        let count = counts.entry(kind.clone()).or_default();
        *count = count.saturating_add(*earlier);
    }
    let search = values
        .search()
        .map_err(|it| RedactError::Search(it.to_string()))?;
    let replace = Replace {
        pseudonyms: &pseudonyms,
        names: &names,
        before,
        objects: &objects,
        search: &search,
        kept: &kept,
    };
    let value = replace.walk(tree, "", None).into_value();
    let mut out: Snapshot =
        serde_json::from_value(value).map_err(|it| RedactError::Form(it.to_string()))?;
    without_card_traffic(&mut out.machine.kernel_log);
    without_card_traffic(&mut out.machine.service_log);
    out.redaction = Some(Redaction {
        support_code: snapshot.support_code(),
        rules: RULES.to_owned(),
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        replaced: counts,
        as_read: None,
    });
    Ok(out)
}

/// Where in the snapshot these are.
const CRLS: &[&str] = &["trust", "crls", "seen"];
const OCSP: &[&str] = &["trust", "ocsp", "seen"];

/// Lines that show what was sent to a card can hold a PIN. Probes keep none; a snapshot of another make may.
fn without_card_traffic(log: &mut Observed<Log>) {
    if let Observed::Seen(log) = log {
        let before = log.lines.len();
        log.lines
            .retain(|it| worth_of_service_line(&it.text) != Worth::CardTraffic);
        let dropped = before.saturating_sub(log.lines.len());
        log.card_traffic = log
            .card_traffic
            .saturating_add(u32::try_from(dropped).unwrap_or(u32::MAX));
    }
}

/// Request id and correlation id of the failed sign-in, in lower case.
fn sign_in_ids(snapshot: &Snapshot) -> BTreeSet<String> {
    let login = &snapshot.login;
    let page = login
        .page
        .seen()
        .map(|it| [&it.request_id, &it.correlation_id]);
    let log = login
        .sign_in
        .seen()
        .map(|it| [&it.request_id, &it.correlation_id]);
    let ids = page.into_iter().chain(log).flatten().flatten();
    ids.map(|it| it.to_ascii_lowercase()).collect()
}

/// Hosts of addresses that stand in the open: authorities', mostly. What is said of them elsewhere may name them.
fn open_hosts(node: &Node, member: &str, out: &mut BTreeSet<String>) {
    match node {
        Node::Plain(_) | Node::Marked(..) => {}
        Node::Text(it) => {
            let address = it.split_once("://").filter(|_| member != "causes");
            let host = address.and_then(|it| it.1.split(['/', ':', '?', '#']).next());
            let word = |it: &&str| !it.contains(|it: char| it.is_whitespace() || it == '@');
            out.extend(host.filter(word).map(str::to_ascii_lowercase));
        }
        Node::List(them) => them.iter().for_each(|it| open_hosts(it, member, out)),
        Node::Map(them) | Node::Keyed(them) => {
            for (name, it) in them {
                open_hosts(it, name, out);
            }
        }
    }
}

/// Why something was not had is no personal value, though the member that holds it is one.
fn kind_inside(members: &[(String, Node)], kind: Option<Kind>) -> Option<Kind> {
    match members {
        [(outcome, _)] if matches!(outcome.as_str(), "failed" | "unasked") => None,
        _ => kind,
    }
}

/// Different values by kind: those in places of their own, and what was learned inside them and on cards.
fn collect_counts(own: &BTreeSet<(Kind, String)>, values: &Values) -> BTreeMap<String, u64> {
    let mut all: BTreeSet<(Kind, String)> = values.texts().collect();
    all.extend(own.iter().cloned());
    let mut out: BTreeMap<String, u64> = BTreeMap::new();
    for (kind, _) in all {
        if kind != Kind::Object {
            *out.entry(kind.noun().to_owned()).or_default() += 1;
        }
    }
    out
}

/// The kind a mark gives: none where it marks no personal value.
fn marked(mark: &str, member: &str, outer: Option<Kind>) -> Option<Kind> {
    if let Some(kind) = Kind::of_mark(mark) {
        return Some(kind);
    }
    match mark == Pii::MARK {
        true => Some(outer.unwrap_or_else(|| Kind::of_member(member))),
        false => outer,
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    crate::standards::hex::parse(hex).unwrap_or_default()
}

/// The members of a pair of GSC-IS buffers.
fn buffers(members: &[(String, Node)]) -> Option<(Vec<u8>, Vec<u8>)> {
    let of = |wanted: &str| {
        let node = members
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|it| &it.1)?;
        hex_of(node).map(bytes)
    };
    (members.len() == 2).then_some(())?;
    Some((of("t")?, of("v")?))
}

/// The digits inside marks, where they are bytes.
fn hex_of(node: &Node) -> Option<&str> {
    match node {
        Node::Marked(Bytes::MARK, it) => match &**it {
            Node::Text(hex) => Some(hex),
            _ => None,
        },
        Node::Marked(_, it) => hex_of(it),
        _ => None,
    }
}

//! Personal values out of a snapshot. What is personal is told by its type ([`crate::facts::Pii`] and the kinds of
//! [`crate::facts::personal`]), never guessed; then every value found is looked for in all other texts and bytes too.
//! The result is a snapshot like any other: rules, diagnosis and report read it as they read the one it was made from.
mod authorities;
mod certificate;
mod cms;
mod der;
mod kept;
mod kind;
mod net;
mod numbers;
mod object;
mod ocsp;
mod percent;
mod pseudonym;
mod reader_part;
mod revocation;
mod search;
mod text;
mod tree;
mod values;
mod words;

pub use kind::Kind;
pub use pseudonym::KEY_LENGTH;

use crate::facts::{Bytes, Log, Observed, Pii, Redaction, Snapshot, Tool};
use crate::pki::path::Link;
use crate::standards::logs::{Worth, worth_of_service_line};
use authorities::Authorities;
use certificate::Certificates;
use kept::Kept;
use net::Net;
use pseudonym::Pseudonyms;
use reader_part::Names;
use search::Search;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tree::Node;
use values::Values;

/// The rules that this version redacts by.
pub const RULES: &str = "cac-doctor/redaction/1.0";

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

/// Where in the snapshot's JSON a personal value stands, and of what kind it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// RFC 6901.
    pub pointer: String,
    pub kind: Kind,
    /// It is bytes, written in hexadecimal.
    pub bytes: bool,
}

/// Every place that redaction knows by its type.
///
/// # Errors
/// As [`redact`].
pub fn places(snapshot: &Snapshot) -> Result<Vec<Place>, RedactError> {
    fn walk(node: &Node, at: &str, kind: Option<Kind>, bytes: bool, out: &mut Vec<Place>) {
        let member = at.rsplit('/').find(|it| it.parse::<usize>().is_err());
        match node {
            Node::Plain(Value::Null | Value::Bool(_) | Value::String(_)) => {}
            Node::Plain(_) | Node::Text(_) => out.extend(kind.map(|kind| Place {
                pointer: at.to_owned(),
                kind,
                bytes,
            })),
            Node::List(them) => {
                for (n, it) in them.iter().enumerate() {
                    walk(it, &format!("{at}/{n}"), kind, bytes, out);
                }
            }
            Node::Map(them) | Node::Keyed(them) => {
                let kind = kind_inside(them, kind);
                for (name, it) in them {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    walk(it, &format!("{at}/{name}"), kind, bytes, out);
                }
            }
            Node::Marked(Bytes::MARK, it) => walk(it, at, kind, true, out),
            Node::Marked(mark, it) => {
                let kind = marked(mark, member.unwrap_or_default(), kind);
                walk(it, at, kind, bytes, out);
            }
        }
    }
    let tree = tree::tree(snapshot).map_err(|it| RedactError::Tree(it.to_string()))?;
    let mut out = Vec::new();
    walk(&tree, "", None, false, &mut out);
    Ok(out)
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

/// The first way through: what is personal, and what card objects become.
struct Collect<'a> {
    certificates: Certificates<'a>,
    names: &'a Names,
    before: &'a Kept,
    kept: &'a BTreeSet<String>,
    objects: &'a mut BTreeMap<Vec<u8>, Vec<u8>>,
    /// Objects that hold hashes over others.
    hashes: Vec<Vec<u8>>,
    /// Values in places of their own.
    own: &'a mut BTreeSet<(Kind, String)>,
}

impl Collect<'_> {
    fn walk(&mut self, node: &mut Node, member: &str, kind: Option<Kind>) {
        match node {
            Node::Plain(_) => {}
            Node::Text(it) if self.before.text(it) => {}
            Node::Text(it) => {
                if matches!(kind, None | Some(Kind::Log)) {
                    let net = Net {
                        pseudonyms: self.certificates.pseudonyms,
                        kept: self.kept,
                    };
                    let log = kind.is_some() || member == "causes";
                    net.learn(self.certificates.values, it, log);
                }
                if let Some(kind) = kind {
                    let known = Kind::of(it, kind);
                    let pseudonyms = self.certificates.pseudonyms;
                    let instead = match kind {
                        Kind::ReaderPart => {
                            let values = &mut *self.certificates.values;
                            self.names.learn(pseudonyms, values, it);
                            self.names.instead(pseudonyms, it)
                        }
                        _ => text::instead(pseudonyms, it, kind),
                    };
                    if known != Kind::Log && instead != *it {
                        self.own.insert((known, pseudonym::canonical(it)));
                    }
                    text::learn(
                        self.certificates.pseudonyms,
                        self.certificates.values,
                        it,
                        kind,
                    );
                }
            }
            Node::List(them) => them.iter_mut().for_each(|it| self.walk(it, member, kind)),
            Node::Map(them) | Node::Keyed(them) => {
                if let Some((t, v)) = buffers(them).filter(|(_, it)| !self.keeps(it)) {
                    let (new_t, new_v) = self.certificates.buffers(&t, &v);
                    // Both at once, as the one holds the lengths of the other.
                    for (name, new) in [("t", new_t), ("v", new_v)] {
                        if let Some((_, it)) = them.iter_mut().find(|it| it.0 == name) {
                            *it = Node::Plain(Value::String(crate::standards::hex::joined(&new)));
                        }
                    }
                    return;
                }
                let kind = kind_inside(them, kind);
                for (name, it) in them {
                    self.walk(it, name, kind);
                }
            }
            Node::Marked(Bytes::MARK, it) => match (kind, &**it) {
                (_, Node::Text(hex)) if self.before.text(hex) => {}
                (Some(_), Node::Text(hex)) => self.object(bytes(hex)),
                (None, Node::Text(hex)) => self.open(&bytes(hex)),
                _ => {}
            },
            Node::Marked(mark, it) => {
                let kind = marked(mark, member, kind);
                self.walk(it, member, kind);
            }
        }
    }

    fn keeps(&self, bytes: &[u8]) -> bool {
        self.before.text(&crate::standards::hex::joined(bytes))
    }

    /// Bytes in a place for what names nobody. Somebody may have put a holder's certificate among those of authorities.
    fn open(&mut self, bytes: &[u8]) {
        let holders = bytes.first() == Some(&0x30)
            && Link::parse(bytes).is_ok_and(|it| !authorities::belongs_in_a_store(&it));
        match holders.then(|| self.certificates.stand_in(bytes)).flatten() {
            Some(new) => {
                self.objects.insert(bytes.to_vec(), new);
            }
            None => self.certificates.stays(bytes),
        }
    }

    fn object(&mut self, bytes: Vec<u8>) {
        if object::is_security_object(&bytes) {
            self.hashes.push(bytes);
            return;
        }
        if !self.objects.contains_key(&bytes) {
            let new = self.certificates.object(&bytes);
            if new == bytes {
                self.certificates.stays(&bytes);
            }
            self.objects.insert(bytes, new);
        }
    }

    fn finish(&mut self) {
        for bytes in std::mem::take(&mut self.hashes) {
            let new = self.certificates.object(&bytes);
            self.objects.insert(bytes, new);
        }
    }
}

/// The second: everything replaced.
struct Replace<'a> {
    pseudonyms: &'a Pseudonyms,
    names: &'a Names,
    before: &'a Kept,
    objects: &'a BTreeMap<Vec<u8>, Vec<u8>>,
    search: &'a Search,
    /// What stays: see [`Net`].
    kept: &'a BTreeSet<String>,
}

impl Replace<'_> {
    fn net(&self) -> Net<'_> {
        Net {
            pseudonyms: self.pseudonyms,
            kept: self.kept,
        }
    }

    fn walk(&self, node: Node, member: &str, kind: Option<Kind>) -> Node {
        match node {
            Node::Plain(it) => match kind {
                Some(_) if !self.before.number(&it) => Node::Plain(self.plain(it)),
                Some(_) => Node::Plain(it),
                None => Node::Plain(it),
            },
            Node::Text(it) => Node::Text(self.text(&it, member, kind)),
            Node::List(them) => Node::List(
                them.into_iter()
                    .map(|it| self.walk(it, member, kind))
                    .collect(),
            ),
            Node::Map(them) => Node::Map(self.members(them, kind)),
            Node::Keyed(them) => {
                let members = self.members(them, kind).into_iter();
                Node::Keyed(members.map(|(name, it)| (self.key(name), it)).collect())
            }
            Node::Marked(Bytes::MARK, it) => match *it {
                Node::Text(hex) if self.before.text(&hex) => Node::Text(hex),
                Node::Text(hex) => {
                    let new = self.bytes(&bytes(&hex), kind);
                    Node::Text(crate::standards::hex::joined(&new))
                }
                it => self.walk(it, member, kind),
            },
            Node::Marked(mark, it) => {
                let kind = marked(mark, member, kind);
                self.walk(*it, member, kind)
            }
        }
    }

    /// Somebody may be called like a member.
    fn members(&self, them: Vec<(String, Node)>, kind: Option<Kind>) -> Vec<(String, Node)> {
        let kind = kind_inside(&them, kind);
        let members = them.into_iter().map(|(name, it)| {
            let it = self.walk(it, &name, kind);
            (name, it)
        });
        members.collect()
    }

    /// Keys of maps can be values of the machine.
    fn key(&self, name: String) -> String {
        self.search.text(&name, false)
    }

    /// A number that is personal; words of ours, truth values and nothing stay.
    fn plain(&self, it: Value) -> Value {
        match it.as_u64() {
            Some(number) => {
                // Smaller than it was, so that it fits where it stood.
                let digits = self.pseudonyms.digits(&number.to_string());
                let other: u64 = digits.parse().unwrap_or_default();
                Value::from(other.checked_rem(number).unwrap_or_default())
            }
            None => it,
        }
    }

    fn text(&self, it: &str, member: &str, kind: Option<Kind>) -> String {
        match kind {
            // What was added may name somebody who stands in what was not seen to name anybody.
            None | Some(Kind::Log) if self.before.text(it) => self.search.text(it, true),
            Some(_) if self.before.text(it) => it.to_owned(),
            Some(Kind::Log) => self.told(it, true),
            Some(Kind::ReaderPart) => {
                let parts = self.names.instead(self.pseudonyms, it);
                self.search.text(&parts, true)
            }
            Some(kind @ Kind::Reader) => {
                let name = text::instead(self.pseudonyms, it, kind);
                self.search.text(&name, true)
            }
            // What of it stays, as folders of the system do, may hold another value.
            Some(kind) => {
                let instead = text::instead(self.pseudonyms, it, kind);
                match instead == it {
                    true => self.search.text(&instead, true),
                    false => instead,
                }
            }
            None => self.told(it, member == "causes"),
        }
    }

    /// A text that is nobody's name and in which somebody may be named.
    fn told(&self, it: &str, log: bool) -> String {
        let known = |it: &str, prose: bool| {
            let (known, done) = self.search.replace(it, prose);
            self.net().catch(&known, &done, log)
        };
        if let Some(opened) = percent::opened(it, |it| known(it, true) != it) {
            return known(&opened, true);
        }
        // A single word may be one of a list of ours, and somebody's name too; a form is no word of ours.
        let beside = |it: char| it.is_whitespace() || matches!(it, '/' | '\\' | '@');
        known(it, log || it.contains(beside))
    }

    fn bytes(&self, bytes: &[u8], kind: Option<Kind>) -> Vec<u8> {
        match kind {
            Some(_) => match self.objects.get(bytes) {
                Some(new) => new.clone(),
                None => self.pseudonyms.opaque(bytes),
            },
            None if self.objects.contains_key(bytes) => {
                self.objects.get(bytes).cloned().unwrap_or_default()
            }
            // Certificates of authorities and the like: as they are, but for a name in them.
            None if self.search.names_somebody(bytes) => {
                self.search.bytes(bytes).unwrap_or_else(|| bytes.to_vec())
            }
            None => bytes.to_vec(),
        }
    }
}

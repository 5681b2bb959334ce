//! What tells of revocation: numbers and fingerprints of the holder's certificates become those of the stand-ins, whatever
//! is about authorities stays, and so does what proves it. A CRL's signature is verified by its digest, as before; where an
//! answer of an OCSP responder is about the holder, a record of what its signature proved stands in its place.
use super::certificate::Certificates;
use super::tree::Node;
use super::{bytes, der, hex_of, ocsp};
use crate::facts::Bytes;
use crate::pki::crl::{Entry, Extensions, Head};
use crate::pki::der::{Element, tag, write};
use crate::pki::{GeneralName, Name};
use crate::standards::hex;
use serde_json::Value;
use std::collections::BTreeSet;
use time::OffsetDateTime;

/// id-ce-invalidityDate, id-ce-cRLReasons, id-ce-holdInstructionCode, id-ce-certificateIssuer (RFC 5280 §5.3).
const INVALIDITY_DATE: &str = "2.5.29.24";
const OPEN: &[&str] = &["2.5.29.21", "2.5.29.23", "2.5.29.29"];

/// Takes the list at this place out of the tree.
pub(super) fn take(tree: &mut Node, path: &[&str]) -> Vec<Node> {
    match at(tree, path) {
        Some(Node::List(them)) => std::mem::take(them),
        _ => Vec::new(),
    }
}

/// Puts it back.
pub(super) fn give(tree: &mut Node, path: &[&str], list: Vec<Node>) {
    if let Some(Node::List(them)) = at(tree, path) {
        *them = list;
    }
}

fn at<'n>(mut node: &'n mut Node, path: &[&str]) -> Option<&'n mut Node> {
    for name in path {
        node = member(node, name)?;
    }
    Some(node)
}

fn member<'n>(node: &'n mut Node, name: &str) -> Option<&'n mut Node> {
    match node {
        Node::Map(them) => them.iter_mut().find(|it| it.0 == name).map(|it| &mut it.1),
        _ => None,
    }
}

fn bytes_of(node: &mut Node, name: &str) -> Option<Vec<u8>> {
    member(node, name).and_then(|it| hex_of(it)).map(bytes)
}

/// Bytes that are what they shall be, but for values that stand where nobody would look for them.
fn done(bytes: &[u8]) -> Node {
    Node::Marked(Bytes::MARK, Box::new(Node::Text(hex::joined(bytes))))
}

impl Certificates<'_> {
    /// A CRL of the facts. `at`: when it is judged.
    pub(super) fn crl(&mut self, crl: &mut Node, at: OffsetDateTime) {
        let Some(content) = member(crl, "content").and_then(|it| member(it, "seen")) else {
            return;
        };
        let head = bytes_of(content, "head").unwrap_or_default();
        let extensions = bytes_of(content, "extensions").unwrap_or_default();
        let indirect = Extensions::read(&extensions).map_or(true, |it| it.indirect());
        let issuer = Head::read(&head).ok();
        let issuer = issuer.and_then(|it| Name::from_der(it.issuer).ok());
        let of_this = |them: &[Name]| match (&issuer, indirect) {
            (_, true) => !them.is_empty(),
            (Some(it), false) => them.contains(it),
            (None, false) => false,
        };

        if let Some(Node::List(asked)) = member(content, "asked") {
            let mut new: BTreeSet<Vec<u8>> = BTreeSet::new();
            for serial in asked.iter().filter_map(hex_of).map(bytes) {
                let authority = of_this(self.authorities.issuers_of(&serial));
                let holder = self.holders_of(&serial).next().is_some();
                if authority {
                    new.insert(serial.clone());
                }
                if holder || !authority {
                    new.insert(self.number(&serial));
                }
            }
            *asked = new.iter().map(|it| done(it)).collect();
        }
        if let Some(Node::List(found)) = member(content, "found") {
            let mut new = Vec::new();
            for mut entry in std::mem::take(found) {
                let serial = bytes_of(&mut entry, "serial").unwrap_or_default();
                let meant: Vec<Name> = match bytes_of(&mut entry, "issuer") {
                    Some(names) => directory_names(&names),
                    None => issuer.iter().cloned().collect(),
                };
                let authority = self
                    .authorities
                    .issuers_of(&serial)
                    .iter()
                    .any(|it| meant.contains(it));
                let holder = self.holders_of(&serial).any(|it| meant.contains(it));
                if authority {
                    let mut as_it_is = entry.clone();
                    if let Some(it) = member(&mut as_it_is, "serial") {
                        *it = done(&serial);
                    }
                    new.push(as_it_is);
                }
                if holder || !authority {
                    let rest = bytes_of(&mut entry, "rest").unwrap_or_default();
                    let rest = self.entry(&rest, at);
                    if let Some(it) = member(&mut entry, "rest") {
                        *it = done(&rest);
                    }
                    if let Some(it) = member(&mut entry, "serial") {
                        *it = done(&self.number(&serial));
                    }
                    new.push(entry);
                }
            }
            *found = new;
        }
    }

    /// What follows the serial number of an entry, without the time of day: CRLs are public, and whoever knows the second
    /// finds the number.
    fn entry(&mut self, rest: &[u8], at: OffsetDateTime) -> Vec<u8> {
        let (Ok(entry), Some(parts)) = (Entry::read(rest), der::children(rest)) else {
            return self.scrubbed(rest, 0);
        };
        let mut out = Vec::new();
        for (n, part) in parts.iter().enumerate() {
            if n == 0 {
                // What is still to come must stay so.
                let over = entry.at <= at;
                out.extend(if over {
                    der::day(part.tag, part.value)
                } else {
                    part.raw.to_vec()
                });
                continue;
            }
            let mut extensions = Vec::new();
            for it in der::children(part.value).unwrap_or_default() {
                extensions.extend(self.extension(&it, |id, value| {
                    let inner = der::only(value)?;
                    match id {
                        INVALIDITY_DATE => Some(der::day(inner.tag, inner.value)),
                        id if OPEN.contains(&id) => Some(value.to_vec()),
                        _ => None,
                    }
                }));
            }
            out.extend(write(part.tag, &extensions));
        }
        out
    }

    /// An exchange with an OCSP responder.
    pub(super) fn exchange(&mut self, exchange: &mut Node, at: OffsetDateTime) {
        let fingerprint = match member(exchange, "certificate") {
            Some(Node::Marked(_, it)) => match &**it {
                Node::Text(it) => it.clone(),
                _ => return,
            },
            _ => return,
        };
        let sha256 = hex::parse(&fingerprint).unwrap_or_default();
        let response = member(exchange, "response").and_then(|it| member(it, "seen"));
        let old = response.and_then(|it| hex_of(it)).map(bytes);
        let authority = self.authorities.has_fingerprint(&sha256);
        let stays = authority
            && old
                .as_ref()
                .is_none_or(|it| ocsp::is_about_authorities(self, it));
        if let Some(new) = self.fingerprints.get(&sha256) {
            let new = Node::Plain(Value::String(hex::joined(new)));
            if let Some(it) = member(exchange, "certificate") {
                *it = new;
            }
        } else if authority && let Some(it) = member(exchange, "certificate") {
            *it = Node::Plain(Value::String(fingerprint));
        }
        if stays {
            if let (Some(old), Some(it)) = (
                old,
                member(exchange, "response").and_then(|it| member(it, "seen")),
            ) {
                *it = done(&old);
            }
            return;
        }
        if let Some(nonce) = bytes_of(exchange, "nonce") {
            let new = self.pseudonyms.opaque(&nonce);
            if let Some(it) = member(exchange, "nonce") {
                *it = done(&new);
            }
        }
        let new = old.and_then(|it| ocsp::rewritten(self, &it, at));
        if let (Some(new), Some(it)) = (
            new,
            member(exchange, "response").and_then(|it| member(it, "seen")),
        ) {
            *it = done(&new);
        }
    }

    /// An extension with its value rewritten; where `known` gives none, scrubbed.
    pub(super) fn extension(
        &mut self,
        it: &Element<'_>,
        known: impl FnOnce(&str, &[u8]) -> Option<Vec<u8>>,
    ) -> Vec<u8> {
        let parts = der::children(it.value).unwrap_or_default();
        let (Some(id), Some(value)) = (parts.first(), parts.last()) else {
            return it.raw.to_vec();
        };
        let id = crate::pki::Oid::from_der_value(id.value).to_string();
        let new = known(&id, value.value).unwrap_or_else(|| self.scrubbed(value.value, 0));
        let mut out = Vec::new();
        for (n, part) in parts.iter().enumerate() {
            match n.saturating_add(1) == parts.len() {
                true => out.extend(write(part.tag, &new)),
                false => out.extend(part.raw),
            }
        }
        write(it.tag, &out)
    }
}

fn directory_names(names: &[u8]) -> Vec<Name> {
    let inside = crate::pki::der::only(names, tag::SEQUENCE).unwrap_or_default();
    let names = GeneralName::read_all(inside).unwrap_or_default();
    let directory = names.into_iter().filter_map(|it| match it {
        GeneralName::Directory(name) => Some(name),
        _ => None,
    });
    directory.collect()
}

use super::link::Link;
use crate::pki::Name;
use crate::pki::signature::PublicKey;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a path must end at (RFC 5280 §6.1.1 (d)): a name and a key.
#[derive(Clone, Debug)]
pub struct Anchor {
    pub name: Name,
    pub key: PublicKey,
    /// The certificate that the anchor was given as. Its validity, its constraints and its extensions are looked at as
    /// those of any CA (RFC 5937), but not its signature.
    pub certificate: Option<Arc<Link>>,
}

impl Anchor {
    pub fn of_key(name: Name, key: PublicKey) -> Self {
        Anchor {
            name,
            key,
            certificate: None,
        }
    }

    pub fn of_certificate(link: Arc<Link>) -> Self {
        Anchor {
            name: link.subject.clone(),
            key: link.key.clone(),
            certificate: Some(link),
        }
    }
}

/// Trust anchors, found by name.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    all: Vec<Arc<Anchor>>,
    by_name: BTreeMap<Box<[u8]>, Vec<usize>>,
}

impl Anchors {
    pub fn new() -> Self {
        Anchors::default()
    }

    /// Adds an anchor; `false` if one of this name, key and certificate is there.
    pub fn add(&mut self, anchor: Anchor) -> bool {
        let digest = |it: &Anchor| it.certificate.as_ref().map(|it| it.sha256);
        let known = self
            .by_name(&anchor.name)
            .any(|it| it.key.sha256 == anchor.key.sha256 && digest(it) == digest(&anchor));
        if known {
            return false;
        }
        self.by_name
            .entry(anchor.name.key().into())
            .or_default()
            .push(self.all.len());
        self.all.push(Arc::new(anchor));
        true
    }

    pub fn by_name<'a>(&'a self, name: &Name) -> impl Iterator<Item = &'a Arc<Anchor>> + use<'a> {
        self.by_name
            .get(name.key())
            .into_iter()
            .flatten()
            .filter_map(|index| self.all.get(*index))
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<Anchor>> {
        self.all.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

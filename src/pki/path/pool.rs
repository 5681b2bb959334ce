use super::link::{Digest, Link};
use crate::pki::{CertificateError, Name};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Certificates that may be links of a path, found by subject and by subject key identifier. Nothing is left out for
/// being expired, no CA or the wrong key: that is for validation to tell.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    links: Vec<Arc<Link>>,
    known: BTreeSet<Digest>,
    by_subject: BTreeMap<Box<[u8]>, Vec<usize>>,
    by_key_id: BTreeMap<Box<[u8]>, Vec<usize>>,
}

impl Pool {
    pub fn new() -> Self {
        Pool::default()
    }

    /// Adds a certificate; `false` if it is there already.
    pub fn add(&mut self, link: Arc<Link>) -> bool {
        if !self.known.insert(link.sha256) {
            return false;
        }
        let index = self.links.len();
        self.by_subject
            .entry(link.subject.key().into())
            .or_default()
            .push(index);
        if let Some(id) = link.subject_key_id() {
            self.by_key_id.entry(id.into()).or_default().push(index);
        }
        self.links.push(link);
        true
    }

    /// Reads and adds a DER certificate.
    ///
    /// # Errors
    /// Where the bytes are no certificate.
    pub fn add_der(&mut self, der: &[u8]) -> Result<Arc<Link>, CertificateError> {
        let link = Arc::new(Link::parse(der)?);
        self.add(Arc::clone(&link));
        Ok(link)
    }

    /// Certificates of this subject (RFC 5280 §7.1).
    pub fn by_subject<'a>(&'a self, name: &Name) -> impl Iterator<Item = &'a Arc<Link>> + use<'a> {
        self.indexed(self.by_subject.get(name.key()))
    }

    /// Certificates with this subject key identifier.
    pub fn by_key_id<'a>(&'a self, id: &[u8]) -> impl Iterator<Item = &'a Arc<Link>> + use<'a> {
        self.indexed(self.by_key_id.get(id))
    }

    fn indexed<'a>(
        &'a self,
        indexes: Option<&'a Vec<usize>>,
    ) -> impl Iterator<Item = &'a Arc<Link>> + use<'a> {
        indexes
            .into_iter()
            .flatten()
            .filter_map(|index| self.links.get(*index))
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<Link>> {
        self.links.iter()
    }

    pub fn len(&self) -> usize {
        self.links.len()
    }

    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }
}

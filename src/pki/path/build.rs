use super::anchor::Anchor;
use super::engine::{Cut, Engine};
use super::judgement::{DeadEnd, NearMiss, NearWhy};
use super::link::{Digest, Link};
use super::reach::Distances;
use crate::pki::signature::{PublicKey, Verification};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A path before it is judged.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// The certificate first; without that of the anchor or of the untrusted root.
    pub links: Vec<Arc<Link>>,
    pub end: End,
}

/// Where a path ends.
#[derive(Clone, Debug)]
pub(super) enum End {
    Anchor(Arc<Anchor>),
    /// A self-signed certificate that is no anchor.
    Untrusted(Arc<Link>),
    /// Nobody there issued the last certificate.
    NoIssuer,
    /// Only certificates that stand below it already issued the last one.
    Ring,
}

/// Who may have issued a certificate: whose name is its issuer's and whose key, as far as can be told, signed it.
#[derive(Debug, Default)]
pub(super) struct Issuers {
    pub(super) anchors: Vec<Arc<Anchor>>,
    pub(super) links: Vec<Arc<Link>>,
    near: Vec<NearMiss>,
    self_signed: bool,
}

#[derive(Debug, Default)]
pub(super) struct Built {
    pub drafts: Vec<Draft>,
    pub dead_ends: Vec<DeadEnd>,
    /// No path reaches an anchor, whatever was cut short.
    pub is_unreachable: bool,
}

/// Climbs from a certificate to its issuers, depth first.
pub(super) struct Builder<'e, 'a, 'x> {
    pub(super) engine: &'e mut Engine<'a>,
    pub(super) extra: &'x [Arc<Link>],
    pub(super) to: Option<&'x Anchor>,
    built: Built,
    partial: Vec<Draft>,
    ends_seen: BTreeSet<Digest>,
    rings_seen: BTreeSet<Digest>,
    distances: Distances,
}

impl<'e, 'a, 'x> Builder<'e, 'a, 'x> {
    pub(super) fn new(
        engine: &'e mut Engine<'a>,
        extra: &'x [Arc<Link>],
        to: Option<&'x Anchor>,
    ) -> Self {
        Builder {
            engine,
            extra,
            to,
            built: Built::default(),
            partial: Vec::new(),
            ends_seen: BTreeSet::new(),
            rings_seen: BTreeSet::new(),
            distances: Distances::new(),
        }
    }

    pub(super) fn build(mut self, target: &Arc<Link>) -> Built {
        // The anchor's own certificate, whoever issued it; of an anchor of name and key, the one it gave itself.
        let anchors = self.engine.anchors;
        let own = anchors.by_name(&target.subject).find(|it| {
            let is_it = match &it.certificate {
                Some(own) => own.sha256 == target.sha256,
                None => target.is_self_issued(),
            };
            is_it && it.key == target.key && self.wanted(it)
        });
        if let Some(anchor) = own {
            let mut anchor = Anchor::clone(anchor);
            anchor.certificate = Some(Arc::clone(target));
            self.finish(Vec::new(), End::Anchor(Arc::new(anchor)));
        }
        // One that another authority issued has paths beyond itself.
        if own.is_none() || !target.is_self_issued() {
            self.distances = self.distances(target);
            self.built.is_unreachable =
                own.is_none() && !self.distances.contains_key(&target.sha256);
            self.climb(&mut vec![Arc::clone(target)]);
        }
        let anchored = |it: &Draft| matches!(it.end, End::Anchor(_));
        if !self.built.drafts.iter().any(anchored) {
            self.built.drafts.append(&mut self.partial);
        }
        self.built
    }

    pub(super) fn wanted(&self, anchor: &Anchor) -> bool {
        self.to
            .is_none_or(|it| it.key == anchor.key && it.name == anchor.name)
    }

    fn finish(&mut self, links: Vec<Arc<Link>>, end: End) {
        if self.engine.spent.paths >= self.engine.parameters.budget.paths {
            self.engine.cut(Cut::Paths);
            return;
        }
        self.engine.spent.paths += 1;
        let draft = Draft { links, end };
        match draft.end {
            End::NoIssuer | End::Ring => self.partial.push(draft),
            _ => self.built.drafts.push(draft),
        }
    }

    fn climb(&mut self, chain: &mut Vec<Arc<Link>>) {
        let Some(top) = chain.last().cloned() else {
            return;
        };
        let issuers = self.issuers(&top);
        for anchor in &issuers.anchors {
            let again = chain
                .iter()
                .skip(1)
                .any(|it| it.key == anchor.key && it.subject == anchor.name);
            if !again && self.wanted(anchor) {
                self.finish(chain.clone(), End::Anchor(Arc::clone(anchor)));
            }
        }
        if issuers.self_signed && issuers.anchors.is_empty() {
            if self.to.is_none() {
                let (_, below) = chain.split_last().unwrap_or((&top, &[]));
                self.finish(below.to_vec(), End::Untrusted(Arc::clone(&top)));
            }
        } else if issuers.anchors.is_empty() && issuers.links.is_empty() {
            self.dead_end(&top, &issuers.near);
            self.finish(chain.clone(), End::NoIssuer);
        }
        // The nearest to an anchor first; of these, in their own order.
        let mut links: Vec<&Arc<Link>> = issuers.links.iter().collect();
        links.sort_by_key(|it| self.distances.get(&it.sha256).copied().unwrap_or(u32::MAX));
        let mut goes_on = !issuers.anchors.is_empty() || issuers.self_signed || links.is_empty();
        for link in links {
            let budget = self.engine.parameters.budget;
            if self.engine.spent.steps >= budget.steps {
                self.engine.cut(Cut::Steps);
                return;
            }
            self.engine.spent.steps += 1;
            self.engine.counts.steps += 1;
            // The same entity twice is a loop: what lies above it was reached without it.
            if chain
                .iter()
                .any(|it| it.key == link.key && it.subject == link.subject)
            {
                continue;
            }
            goes_on = true;
            if chain.len() >= budget.length as usize {
                self.engine.cut(Cut::Length);
                continue;
            }
            if self.engine.spent.paths >= budget.paths {
                self.engine.cut(Cut::Paths);
                return;
            }
            chain.push(Arc::clone(link));
            self.climb(chain);
            chain.pop();
        }
        if !goes_on && self.built.is_unreachable && self.rings_seen.insert(top.sha256) {
            self.finish(chain.clone(), End::Ring);
        }
    }

    fn dead_end(&mut self, below: &Arc<Link>, near: &[NearMiss]) {
        if !self.ends_seen.insert(below.sha256) {
            return;
        }
        let fetch = below
            .extensions
            .access(super::extensions::AccessDescription::CA_ISSUERS);
        self.built.dead_ends.push(DeadEnd {
            issuer: below.issuer.clone(),
            authority_key_id: below.authority_key_id().map(<[u8]>::to_vec),
            fetch: fetch.map(str::to_owned).collect(),
            near: near.to_vec(),
            below: Arc::clone(below),
        });
    }

    /// Who may have issued `link`. Does not depend on the path, so it is worked out once.
    pub(super) fn issuers(&mut self, link: &Arc<Link>) -> Arc<Issuers> {
        if self.extra.is_empty()
            && let Some(known) = self.engine.issuers.get(&link.sha256)
        {
            return Arc::clone(known);
        }
        let out = Arc::new(self.find_issuers(link));
        if self.extra.is_empty() {
            self.engine.issuers.insert(link.sha256, Arc::clone(&out));
        }
        out
    }

    fn find_issuers(&mut self, link: &Arc<Link>) -> Issuers {
        let (pool, anchors) = (self.engine.pool, self.engine.anchors);
        let mut candidates: Vec<Candidate> = anchors
            .by_name(&link.issuer)
            .map(|it| Candidate::Anchor(Arc::clone(it)))
            .collect();
        let extra = self.extra.iter().filter(|it| it.subject == link.issuer);
        for it in pool.by_subject(&link.issuer).chain(extra) {
            add(&mut candidates, it, link);
        }
        let mut out = self.sort_out(link, candidates);
        out.self_signed =
            link.is_self_issued() && self.engine.verify(link, &link.key) == Verification::Good;
        if out.anchors.is_empty() && out.links.is_empty() && !out.self_signed {
            self.by_key_id(link, &mut out);
        }
        out
    }

    /// Nobody has the name: whoever has the key identifier that the certificate asks for, if it signed it.
    fn by_key_id(&mut self, link: &Arc<Link>, out: &mut Issuers) {
        let Some(wanted) = link.authority_key_id() else {
            return;
        };
        let mut candidates = Vec::new();
        for anchor in self.engine.anchors.iter() {
            let certificate = anchor.certificate.as_ref();
            if certificate.and_then(|it| it.subject_key_id()) == Some(wanted) {
                candidates.push(Candidate::Anchor(Arc::clone(anchor)));
            }
        }
        for it in self.engine.pool.by_key_id(wanted) {
            add(&mut candidates, it, link);
        }
        for candidate in candidates {
            if self.engine.verify(link, candidate.key()) == Verification::Good {
                out.take(candidate);
            } else if let Some(near) = candidate.certificate() {
                out.near.push(NearMiss {
                    link: near,
                    why: NearWhy::OtherName,
                });
            }
        }
    }

    /// Keeps those whose key signed the certificate. If none did, those of which it cannot be told; if there are none
    /// of these either, those that have the key identifier it asks for, or none that could differ: a path with a bad
    /// signature tells more than no path. Whoever has another key identifier is not the issuer, which is missing then: an
    /// authority that was given a new key keeps its name.
    fn sort_out(&mut self, link: &Arc<Link>, mut candidates: Vec<Candidate>) -> Issuers {
        candidates.sort_by_key(|it| it.rank(link, self.engine.parameters.at));
        let mut out = Issuers::default();
        let mut good: Option<PublicKey> = None;
        let mut open = Vec::new();
        let mut bad = Vec::new();
        for candidate in candidates {
            // What one key signed, no other signed.
            let verification = match &good {
                Some(key) if key == candidate.key() => Verification::Good,
                Some(_) => Verification::Bad,
                None => self.engine.verify(link, candidate.key()),
            };
            match verification {
                Verification::Good => {
                    good.get_or_insert_with(|| candidate.key().clone());
                    out.take(candidate);
                }
                Verification::Unsupported(_) => open.push(candidate),
                Verification::Bad | Verification::Unusable(_) => bad.push(candidate),
            }
        }
        if good.is_none() && open.is_empty() {
            let (others, same): (Vec<_>, Vec<_>) =
                bad.into_iter().partition(|it| it.has_other_key_id(link));
            same.into_iter().for_each(|it| out.take(it));
            bad = others;
        }
        if good.is_none() {
            open.into_iter().for_each(|it| out.take(it));
        }
        let near = bad.iter().filter_map(Candidate::certificate);
        out.near.extend(near.map(|link| NearMiss {
            link,
            why: NearWhy::OtherKey,
        }));
        out
    }
}

enum Candidate {
    Anchor(Arc<Anchor>),
    Link(Arc<Link>),
}

/// Adds a certificate of the pool, unless an anchor stands for it already or it is the one whose issuer is sought. An anchor
/// that another authority issued ends paths, and others go on through it.
fn add(candidates: &mut Vec<Candidate>, it: &Arc<Link>, below: &Link) {
    let known = candidates
        .iter()
        .filter(|known| matches!(known, Candidate::Link(_)) || it.is_self_issued())
        .filter_map(Candidate::certificate)
        .any(|known| known.sha256 == it.sha256);
    if !known && it.sha256 != below.sha256 {
        candidates.push(Candidate::Link(Arc::clone(it)));
    }
}

impl Candidate {
    fn key(&self) -> &PublicKey {
        match self {
            Candidate::Anchor(it) => &it.key,
            Candidate::Link(it) => &it.key,
        }
    }

    fn certificate(&self) -> Option<Arc<Link>> {
        match self {
            Candidate::Anchor(it) => it.certificate.clone(),
            Candidate::Link(it) => Some(Arc::clone(it)),
        }
    }

    /// The key identifier first (RFC 4158 §3.5.12), then what is valid at the time of interest.
    fn rank(&self, below: &Link, at: time::OffsetDateTime) -> (u8, bool) {
        let Some(link) = self.certificate() else {
            return (0, false);
        };
        let matches = match (below.authority_key_id(), link.subject_key_id()) {
            (Some(wanted), Some(has)) if wanted == has => 0,
            (Some(_), Some(_)) => 2,
            _ => 1,
        };
        (matches, !link.is_valid_at(at))
    }

    /// Whether both say which key, and not the same.
    fn has_other_key_id(&self, below: &Link) -> bool {
        let link = self.certificate();
        let has = link.as_ref().and_then(|it| it.subject_key_id());
        matches!((below.authority_key_id(), has), (Some(wanted), Some(has)) if wanted != has)
    }
}

impl Issuers {
    fn take(&mut self, it: Candidate) {
        match it {
            Candidate::Anchor(it) => self.anchors.push(it),
            Candidate::Link(it) => self.links.push(it),
        }
    }
}

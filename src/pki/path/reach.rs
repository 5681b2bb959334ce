use super::anchor::Anchor;
use super::build::Builder;
use super::link::{Digest, Link};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many certificates lie between each certificate and the nearest anchor, the certificate itself included. Who is
/// not in it reaches none.
pub(super) type Distances = BTreeMap<Digest, u32>;

impl Builder<'_, '_, '_> {
    /// The distances of `target` and of everything above it. In a mesh the paths are far more than can be walked, its
    /// certificates are not: so a search that goes by distance meets the shortest paths first, and where there is none
    /// it is known for sure.
    pub(super) fn distances(&mut self, target: &Arc<Link>) -> Distances {
        let shared = self.extra.is_empty() && self.to.is_none();
        let (mut known, mut visited) = if shared {
            let engine = &mut *self.engine;
            (
                std::mem::take(&mut engine.distances),
                std::mem::take(&mut engine.visited),
            )
        } else {
            Default::default()
        };
        self.measure(target, &mut known, &mut visited);
        if shared {
            self.engine.distances = known.clone();
            self.engine.visited = visited;
        }
        known
    }

    fn measure(
        &mut self,
        target: &Arc<Link>,
        known: &mut Distances,
        visited: &mut BTreeSet<Digest>,
    ) {
        // What was visited for another certificate has its distance, or has none: all above it was visited too.
        let mut below: BTreeMap<Digest, Vec<Digest>> = BTreeMap::new();
        let mut waiting = vec![Arc::clone(target)];
        let mut reached: Vec<Digest> = Vec::new();
        while let Some(link) = waiting.pop() {
            if !visited.insert(link.sha256) {
                continue;
            }
            let issuers = self.issuers(&link);
            let wanted = |it: &Arc<Anchor>| self.wanted(it);
            if issuers.anchors.iter().any(wanted) {
                known.insert(link.sha256, 1);
                reached.push(link.sha256);
            }
            for above in &issuers.links {
                let under = below.entry(above.sha256).or_default();
                under.push(link.sha256);
                if visited.contains(&above.sha256) {
                    reached.extend(known.contains_key(&above.sha256).then_some(above.sha256));
                } else {
                    waiting.push(Arc::clone(above));
                }
            }
        }
        // Down again from whoever reaches an anchor, until nothing gets nearer.
        while !reached.is_empty() {
            let mut next = Vec::new();
            for above in reached {
                let Some(distance) = known.get(&above).copied() else {
                    continue;
                };
                for link in below.get(&above).into_iter().flatten() {
                    let nearer = distance.saturating_add(1);
                    if known.get(link).is_none_or(|it| *it > nearer) {
                        known.insert(*link, nearer);
                        next.push(*link);
                    }
                }
            }
            reached = next;
        }
    }
}

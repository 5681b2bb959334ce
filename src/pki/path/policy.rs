//! Certificate policies (RFC 5280 §6.1.2–§6.1.5) on the graph of RFC 9618, which is bounded where the tree of
//! RFC 5280 is not: one node for each policy at each depth.
use super::extensions::Extensions;
use super::parameters::Parameters;
use crate::pki::Oid;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// anyPolicy
const ANY: &[u8] = &[0x55, 0x1D, 32, 0];

/// One policy at one depth.
#[derive(Debug, Default)]
struct Node<'a> {
    /// What it is called one certificate further down; empty: as here.
    mapped: BTreeSet<&'a [u8]>,
    is_mapped: bool,
    /// valid_policy of its parents, one depth up.
    parents: BTreeSet<&'a [u8]>,
}

type Level<'a> = BTreeMap<&'a [u8], Node<'a>>;

/// The policy state of a path on the way down.
#[derive(Debug)]
pub(super) struct Policies<'a> {
    /// `None` once nothing is left.
    graph: Option<Vec<Level<'a>>>,
    explicit: u32,
    mapping: u32,
    any: u32,
    initial: Option<&'a BTreeSet<Oid>>,
    told: bool,
}

/// What a certificate breaks: the message and the clause.
pub(super) type Breach = (Cow<'static, str>, &'static str);

impl<'a> Policies<'a> {
    /// For a path of `length` certificates below the anchor.
    pub(super) fn new(parameters: &'a Parameters, length: u32) -> Self {
        let start = |now: bool| if now { 0 } else { length.saturating_add(1) };
        Policies {
            graph: Some(vec![Level::from([(ANY, Node::default())])]),
            explicit: start(parameters.require_explicit_policy),
            mapping: start(parameters.inhibit_policy_mapping),
            any: start(parameters.inhibit_any_policy),
            initial: parameters.initial_policies.as_ref(),
            told: false,
        }
    }

    /// §6.1.3 (d)–(f) of the next certificate down.
    pub(super) fn take(
        &mut self,
        extensions: &'a Extensions,
        exempt_from_any: bool,
    ) -> Option<Breach> {
        match &extensions.policies {
            Some(policies) => self.extend(&policies.value, self.any > 0 || exempt_from_any),
            None => self.graph = None,
        }
        if self.explicit == 0 && self.graph.is_none() && !self.told {
            self.told = true;
            return Some((
                "an explicit policy is required, and here no policy is left that all certificates down to it assert".into(),
                "RFC 5280 6.1.3 (f)",
            ));
        }
        None
    }

    fn extend(&mut self, policies: &'a [Oid], any_counts: bool) {
        let Some(graph) = &mut self.graph else {
            return;
        };
        let Some(above) = graph.last() else {
            return;
        };
        // Who at the depth above expects which policy here.
        let mut expected: BTreeMap<&[u8], BTreeSet<&'a [u8]>> = BTreeMap::new();
        for (policy, node) in above {
            if node.is_mapped {
                for it in &node.mapped {
                    expected.entry(it).or_default().insert(policy);
                }
            } else {
                expected.entry(policy).or_default().insert(policy);
            }
        }
        let mut level = Level::new();
        let mut has_any = false;
        for policy in policies.iter().map(Oid::as_der_value) {
            if policy == ANY {
                has_any = true;
                continue;
            }
            let parents = match expected.get(policy) {
                Some(parents) => parents.clone(),
                None if above.contains_key(ANY) => BTreeSet::from([ANY]),
                None => continue,
            };
            level.insert(
                policy,
                Node {
                    parents,
                    ..Node::default()
                },
            );
        }
        if has_any && any_counts {
            for (policy, parents) in expected {
                level.entry(policy).or_insert_with(|| Node {
                    parents,
                    ..Node::default()
                });
            }
        }
        graph.push(level);
        self.prune();
    }

    /// Deletes nodes without children, from the depth above the last up.
    fn prune(&mut self) {
        let Some(graph) = &mut self.graph else {
            return;
        };
        let mut depth = graph.len().saturating_sub(1);
        while let Some(above) = depth.checked_sub(1) {
            let kept: BTreeSet<&[u8]> = graph
                .get(depth)
                .into_iter()
                .flat_map(|level| level.values().flat_map(|node| &node.parents))
                .copied()
                .collect();
            let Some(level) = graph.get_mut(above) else {
                return;
            };
            let before = level.len();
            level.retain(|policy, _| kept.contains(policy));
            if level.len() == before {
                break;
            }
            depth = above;
        }
        if graph.first().is_none_or(BTreeMap::is_empty)
            || graph.last().is_none_or(BTreeMap::is_empty)
        {
            self.graph = None;
        }
    }

    /// §6.1.4 (a), (b), (h)–(j): from a CA to the certificate below it.
    pub(super) fn prepare(
        &mut self,
        extensions: &'a Extensions,
        self_issued: bool,
    ) -> Option<Breach> {
        let mut breach = None;
        if let Some(mappings) = &extensions.policy_mappings {
            let mappings = &mappings.value;
            let special = |it: &Oid| *it == ANY;
            if mappings.iter().any(|(a, b)| special(a) || special(b)) {
                breach = Some((
                    "it maps a policy to or from anyPolicy, which is forbidden".into(),
                    "RFC 5280 6.1.4 (a)",
                ));
            }
            self.map(mappings);
        }
        if !self_issued {
            for counter in [&mut self.explicit, &mut self.mapping, &mut self.any] {
                *counter = counter.saturating_sub(1);
            }
        }
        if let Some(constraints) = &extensions.policy_constraints {
            let constraints = &constraints.value;
            if let Some(skip) = constraints.require_explicit {
                self.explicit = self.explicit.min(skip);
            }
            if let Some(skip) = constraints.inhibit_mapping {
                self.mapping = self.mapping.min(skip);
            }
        }
        if let Some(skip) = &extensions.inhibit_any_policy {
            self.any = self.any.min(skip.value);
        }
        breach
    }

    fn map(&mut self, mappings: &'a [(Oid, Oid)]) {
        let allowed = self.mapping > 0;
        let Some(level) = self.graph.as_mut().and_then(|it| it.last_mut()) else {
            return;
        };
        let any_here = level.contains_key(ANY);
        for (issuer, subject) in mappings {
            let (issuer, subject) = (issuer.as_der_value(), subject.as_der_value());
            if issuer == ANY || subject == ANY {
                continue;
            }
            if !allowed {
                level.remove(issuer);
                continue;
            }
            if !level.contains_key(issuer) && any_here {
                level.insert(
                    issuer,
                    Node {
                        parents: BTreeSet::from([ANY]),
                        ..Node::default()
                    },
                );
            }
            if let Some(node) = level.get_mut(issuer) {
                node.is_mapped = true;
                node.mapped.insert(subject);
            }
        }
        if !allowed {
            self.prune();
        }
    }

    /// §6.1.5 (a), (b), (g): whether the path may be used under the initial policies, and the policies it asserts, named
    /// as the anchor's domain names them; anyPolicy among them where it stands for every one.
    pub(super) fn conclude(
        mut self,
        extensions: &'a Extensions,
    ) -> (BTreeSet<Oid>, Option<Breach>) {
        self.explicit = self.explicit.saturating_sub(1);
        let constraints = extensions.policy_constraints.as_ref();
        if constraints.is_some_and(|it| it.value.require_explicit == Some(0)) {
            self.explicit = 0;
        }
        let asserted = self.asserted();
        let breach = (self.explicit == 0 && asserted.is_empty() && !self.told).then(|| {
            (
                "an explicit policy is required, and no policy that was asked for holds along the whole path".into(),
                "RFC 5280 6.1.5 (g)",
            )
        });
        (asserted, breach)
    }

    /// The user-constrained policy set.
    fn asserted(&self) -> BTreeSet<Oid> {
        let Some(graph) = &self.graph else {
            return BTreeSet::new();
        };
        let wanted = |it: &Oid| {
            self.initial
                .is_none_or(|set| set.contains(it) || set.contains(&any()))
        };
        // Every node left has descendants down to the last depth.
        let mut out: BTreeSet<Oid> = graph
            .iter()
            .flatten()
            .filter(|(policy, node)| **policy != ANY && node.parents.contains(ANY))
            .map(|(policy, _)| Oid::from_der_value(policy))
            .filter(wanted)
            .collect();
        if graph.last().is_some_and(|it| it.contains_key(ANY)) {
            match self.initial {
                Some(set) => out.extend(set.iter().cloned()),
                None => {
                    out.insert(any());
                }
            }
        }
        out
    }
}

fn any() -> Oid {
    Oid::from_der_value(ANY)
}

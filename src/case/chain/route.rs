//! Where a path leads: to the root of the certificate's own community, or through a cross-certificate to another's.
use crate::pki::Name;
use crate::pki::defaults::{Community, ROOTS, Role, Root, defaults};
use crate::pki::path::{Link, Path};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A certificate that another authority issued about a root of the DoD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cross {
    /// The DoD root it is about.
    pub root: &'static Root,
}

/// Whether this is a cross-certificate that leads paths of DoD certificates away from the DoD's own root: its subject is a
/// DoD root, its issuer somebody else (DISA's STIG rules have these put among the untrusted, WN19-PK-000030). New ones are
/// issued about yearly, so they are known by their names and not by a list.
pub fn cross(link: &Link) -> Option<Cross> {
    if link.is_self_issued() {
        return None;
    }
    let root = root_named(&link.subject)?;
    (root.community == Community::Dod && root.role == Role::Anchor).then_some(Cross { root })
}

/// The root of the table whose name this is.
pub fn root_named(name: &Name) -> Option<&'static Root> {
    static BY_NAME: OnceLock<BTreeMap<Box<[u8]>, &'static Root>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| {
        let set = defaults();
        let named = ROOTS.iter().filter_map(|root| {
            let names = crate::pki::input::names(set.find(&root.sha256)?.der)?;
            let name = Name::from_der(names.subject).ok()?;
            Some((name.key().into(), root))
        });
        named.collect()
    });
    by_name.get(name.key()).copied()
}

/// The root of the table that this certificate is.
pub fn root(link: &Link) -> Option<&'static Root> {
    ROOTS.iter().find(|it| it.sha256 == link.sha256)
}

/// The cross-certificate that a path of a DoD certificate goes through, by its place in the path.
pub fn crossed(path: &Path) -> Option<usize> {
    path.certificates.iter().position(|it| cross(it).is_some())
}

/// Whether a path that reached an anchor ended where a DoD certificate should not: it passed a DoD root's name on the way
/// to another root.
pub fn is_wrong(path: &Path) -> bool {
    path.anchor.is_some() && crossed(path).is_some()
}

//! The trust store of a simulated workstation: the only place where the test root is an anchor.
use super::issue::Hierarchy;
use super::keys::sha256;
use crate::facts::{
    Bytes, Kept, Observed, Store, StoreContent, StoreKind, StorePath, Trust, TrustBits, TrustLevel,
};
use time::{Duration, OffsetDateTime};

/// What of the test hierarchy is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Installed {
    All,
    /// The root, and not the authorities between it and the card.
    RootOnly,
    /// Authorities that have expired.
    Expired,
}

/// The facts of it.
pub fn trust(now: OffsetDateTime, installed: Installed) -> Trust {
    let hierarchy = Hierarchy::new(match installed {
        Installed::Expired => now.saturating_sub(Duration::days(5 * 365)),
        Installed::All | Installed::RootOnly => now,
    });
    let kept = |der: &[u8], level| Kept {
        sha256: Bytes(sha256(der)),
        trust: match level {
            TrustLevel::Unset => TrustBits::default(),
            it => TrustBits::all(it),
        },
        der: Some(Bytes(der.to_vec())),
    };
    let mut all = vec![kept(&hierarchy.root_der, TrustLevel::Anchor)];
    if installed != Installed::RootOnly {
        all.extend(hierarchy.issuing().map(|it| kept(it, TrustLevel::Unset)));
    }
    let store = Store {
        kind: StoreKind::Simulated,
        path: StorePath::Common("simulated".to_owned()),
        program: None,
        profile: None,
        content: Observed::Seen(StoreContent {
            certificates: u32::try_from(all.len()).unwrap_or(u32::MAX),
            kept: all,
            problems: Vec::new(),
        }),
        roots: Observed::default(),
    };
    Trust {
        stores: Observed::Seen(vec![store]),
        ..Trust::default()
    }
}

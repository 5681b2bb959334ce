use super::link::Link;
use super::parameters::Purpose;
use std::sync::Arc;

/// Tells which certificates whoever makes an anchor of a path's end refuses. RFC 5280 knows trust only; stores also know its
/// opposite, and a path through what its own store refuses is none to that store.
pub trait Distrust {
    /// What of a path is refused. `certificates` as in [`super::Path::certificates`]; where it is `anchored`, the last is the
    /// anchor's own.
    fn refusals(
        &self,
        certificates: &[Arc<Link>],
        anchored: bool,
        purpose: Purpose,
    ) -> Vec<Refusal>;
}

/// A certificate that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Index in the path's certificates.
    pub certificate: usize,
    /// By whom, for people; no personal value in it.
    pub message: String,
}

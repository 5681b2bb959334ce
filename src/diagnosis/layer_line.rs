//! One line of the layer table.
use super::{FindingStatus, Judged, Layer, LayerStatus};

pub(super) fn line(name: &'static str, status: LayerStatus, text: impl Into<String>) -> Layer {
    Layer {
        name,
        status,
        text: text.into(),
    }
}

/// A layer that is what its worst finding says.
pub(super) fn titled(name: &'static str, it: &Judged) -> Layer {
    let text = it.title.trim_end_matches('.').to_owned();
    line(name, status(it), text)
}

pub(super) fn skipped(name: &'static str, needs: &str) -> Layer {
    line(name, LayerStatus::Skipped, needs)
}

/// The worst finding among the rules whose id begins like this. Findings come worst first.
pub(super) fn worst<'f>(findings: &'f [Judged], rules: &[&str]) -> Option<&'f Judged> {
    findings
        .iter()
        .filter(|it| it.remedy.is_some() && (counts(it) || is_let_pass(it)))
        .find(|it| rules.iter().any(|prefix| it.rule.id.starts_with(prefix)))
}

fn counts(it: &Judged) -> bool {
    !matches!(it.status, FindingStatus::Info | FindingStatus::Skipped)
}

/// A failure that the site's policy does not count. The layer is not well for that.
fn is_let_pass(it: &Judged) -> bool {
    it.found == FindingStatus::Fail && !counts(it)
}

pub(super) fn status(it: &Judged) -> LayerStatus {
    if is_let_pass(it) {
        return LayerStatus::Skipped;
    }
    match it.status {
        FindingStatus::Fail => LayerStatus::Fail,
        FindingStatus::Warn => LayerStatus::Warn,
        FindingStatus::Unknown => LayerStatus::Unknown,
        FindingStatus::Skipped => LayerStatus::Skipped,
        FindingStatus::Info => LayerStatus::Ok,
    }
}

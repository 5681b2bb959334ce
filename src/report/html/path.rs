use super::markup::Markup;
use crate::diagnosis::{Diagnosis, Layer, LayerStatus};
use crate::report::escape::shorten;
use crate::report::words;

/// Characters of what a layer says: a name of a thousand letters would tear the figure apart.
const WHAT: usize = 200;

/// The way of the signal, every layer a box, the broken link marked.
pub(super) fn figure(out: &mut Markup, it: &Diagnosis) {
    if it.layers.is_empty() {
        return;
    }
    let broken = broken(&it.layers);
    out.section("path", "The way of the signal", |out| {
        out.element("ol", &[("class", "path")], |ol| {
            for (at, layer) in it.layers.iter().enumerate() {
                let mark = broken.filter(|(broken, _)| *broken == at);
                ol.element("li", &[("class", class(layer.status))], |li| {
                    li.say_as("span", "name", layer.name);
                    li.text(" ");
                    let word = words::layer_status(layer.status);
                    li.say_as("strong", &format!("badge {}", class(layer.status)), word);
                    li.say_as("p", "what", &shorten(&layer.text, WHAT));
                    if let Some((_, text)) = mark {
                        li.say_as("p", "mark", text);
                    }
                });
            }
        });
    });
}

/// Where the signal stops: the first layer that fails, or else the first that could not be seen while others below
/// wait for it.
fn broken(layers: &[Layer]) -> Option<(usize, &'static str)> {
    let first = |status| layers.iter().position(|it| it.status == status);
    if let Some(at) = first(LayerStatus::Fail) {
        return Some((at, "Broken here"));
    }
    let at = first(LayerStatus::Unknown)?;
    let waits = layers
        .iter()
        .skip(at)
        .any(|it| it.status == LayerStatus::Skipped);
    waits.then_some((at, "Not seen from here on"))
}

pub(super) fn class(it: LayerStatus) -> &'static str {
    match it {
        LayerStatus::Ok => "ok",
        LayerStatus::Warn => "warn",
        LayerStatus::Fail => "fail",
        LayerStatus::Unknown => "unknown",
        LayerStatus::Skipped => "skipped",
        LayerStatus::NotAsked => "not-asked",
    }
}

use crate::diagnosis::codes;
use crate::rules::RULES;
use crate::standards::{logs, pcsc};

/// Names that look like `wanted`, best first, at most three.
pub(super) fn near(wanted: &str) -> Vec<&'static str> {
    let ids: Vec<&'static str> = RULES.iter().map(|it| it.id).collect();
    let found = closest(wanted, &ids);
    if !found.is_empty() || wanted.contains('/') {
        return found;
    }
    let names: Vec<&'static str> = pcsc::CODES
        .iter()
        .map(|it| it.name)
        .chain(logs::LIBUSB.iter().map(|it| it.name))
        .chain(codes::all().iter().filter_map(|it| it.name))
        .collect();
    let mut scored: Vec<(usize, &'static str)> = names
        .into_iter()
        .filter_map(|it| {
            let steps = distance(&lower(wanted), &it.to_lowercase());
            (steps <= 1 + it.len() / 5).then_some((steps, it))
        })
        .collect();
    scored.sort_unstable();
    scored.dedup();
    scored.into_iter().take(3).map(|it| it.1).collect()
}

/// Ids of the form `where/problem` that look like `wanted`, best first, at most three.
pub fn closest<'a>(wanted: &str, ids: &[&'a str]) -> Vec<&'a str> {
    let wanted = lower(wanted);
    let mut scored: Vec<(usize, &str)> = ids
        .iter()
        .filter_map(|id| {
            let problem = id.split_once('/').map_or(*id, |it| it.1);
            if wanted.len() > 2 && (id.contains(&wanted) || wanted.contains(problem)) {
                return Some((0, *id));
            }
            let steps = distance(&wanted, id).min(distance(&wanted, problem));
            (steps <= 2 + wanted.chars().count() / 4).then_some((steps, *id))
        })
        .collect();
    scored.sort();
    let best = scored.first().map_or(0, |it| it.0);
    scored.retain(|it| it.0 <= best + 1);
    scored.into_iter().take(3).map(|it| it.1).collect()
}

fn lower(wanted: &str) -> String {
    wanted.chars().take(100).collect::<String>().to_lowercase()
}

/// Insertions, deletions and replacements between two words (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (n, x) in a.chars().enumerate() {
        let mut diagonal = n;
        let mut left = n + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (y, above) in b.iter().zip(row.iter_mut().skip(1)) {
            let best = (diagonal + usize::from(x != *y))
                .min(left + 1)
                .min(*above + 1);
            diagonal = *above;
            *above = best;
            left = best;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_id_finds_its_neighbours() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        let ids = [
            "card/pin-locked",
            "card/mute",
            "reader/none",
            "certificate/expired",
        ];
        assert_eq!(closest("pin-locked", &ids), ["card/pin-locked"]);
        assert_eq!(closest("card/mut", &ids), ["card/mute"]);
        assert_eq!(closest("certficate/expird", &ids), ["certificate/expired"]);
        assert_eq!(closest("zzzzzzzzzz", &ids), [""; 0]);
    }

    #[test]
    fn a_mistyped_name_finds_its_neighbours() {
        assert_eq!(near("SCARD_E_NO_SERVCE"), ["SCARD_E_NO_SERVICE"]);
        assert_eq!(
            near("BlockedByConditonalAccess"),
            ["BlockedByConditionalAccess"]
        );
        assert_eq!(near("zzzzzzzzzzzz"), [""; 0]);
    }
}

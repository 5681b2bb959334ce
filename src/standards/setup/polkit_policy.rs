use super::xml::{Event, XmlError, attribute, events};

/// One action of a polkit policy, and what it answers where no rule does (polkit(8), Declaring actions).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Action {
    pub id: String,
    pub any: Option<String>,
    pub inactive: Option<String>,
    pub active: Option<String>,
}

/// Why a file is no policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    #[error("it is no XML: {0}")]
    Xml(#[from] XmlError),
    #[error("it is no polkit policy: it has no <policyconfig>")]
    NoPolicy,
}

/// Every action of a policy.
pub fn actions(text: &str) -> Result<Vec<Action>, PolicyError> {
    let mut out: Vec<Action> = Vec::new();
    let mut element = "";
    let mut is_policy = false;
    for it in events(text)? {
        match it {
            Event::Start { name, attributes } => {
                element = name;
                is_policy |= name == "policyconfig";
                if name == "action" {
                    out.push(Action {
                        id: attribute(attributes, "id").unwrap_or_default(),
                        ..Action::default()
                    });
                }
            }
            Event::Text(text) => {
                let Some(action) = out.last_mut() else {
                    continue;
                };
                let place = match element {
                    "allow_any" => &mut action.any,
                    "allow_inactive" => &mut action.inactive,
                    "allow_active" => &mut action.active,
                    _ => continue,
                };
                *place = Some(text.trim().chars().take(40).collect());
            }
            Event::End { .. } => element = "",
        }
    }
    if is_policy {
        Ok(out)
    } else {
        Err(PolicyError::NoPolicy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_read_with_their_defaults() {
        let text = "<policyconfig><vendor>x</vendor><action id=\"org.debian.pcsc-lite.access_pcsc\">\
            <description>d</description><defaults><allow_any>no</allow_any><allow_inactive> no </allow_inactive>\
            <allow_active>yes</allow_active></defaults></action></policyconfig>";
        let it = actions(text).unwrap();
        assert_eq!(it.len(), 1);
        assert_eq!(it[0].id, "org.debian.pcsc-lite.access_pcsc");
        assert_eq!(
            (
                it[0].any.as_deref(),
                it[0].inactive.as_deref(),
                it[0].active.as_deref()
            ),
            (Some("no"), Some("no"), Some("yes"))
        );
        assert_eq!(actions("<a/>"), Err(PolicyError::NoPolicy));
        assert!(actions("<policyconfig>").is_err());
    }
}

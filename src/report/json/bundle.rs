use crate::facts;
use schemars::JsonSchema;
use serde::Serialize;

/// The bundle that was judged, held against its own manifest.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Bundle {
    pub members: Vec<Member>,
    /// What is wrong with the manifest itself.
    pub problem: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Member {
    pub name: String,
    /// `as-written`, `changed`, `missing`, `extra`.
    pub state: &'static str,
}

impl From<&facts::Delivery> for Bundle {
    fn from(it: &facts::Delivery) -> Bundle {
        let state = |it| match it {
            facts::MemberState::AsWritten => "as-written",
            facts::MemberState::Changed => "changed",
            facts::MemberState::Missing => "missing",
            facts::MemberState::Extra => "extra",
        };
        Bundle {
            members: it
                .members
                .iter()
                .map(|it| Member {
                    name: it.name.clone(),
                    state: state(it.state),
                })
                .collect(),
            problem: it.problem.clone(),
        }
    }
}

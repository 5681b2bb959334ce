use serde::{Deserialize, Serialize};

/// How the bundle that a snapshot came out of is, held against its own manifest. None where it came as a plain file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Every member that is there or should be.
    pub members: Vec<DeliveredMember>,
    /// What is wrong with the manifest itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveredMember {
    pub name: String,
    pub state: MemberState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemberState {
    /// As the manifest has it.
    AsWritten,
    /// Other bytes than the manifest has.
    Changed,
    /// In the manifest alone.
    Missing,
    /// In the bundle alone.
    Extra,
}

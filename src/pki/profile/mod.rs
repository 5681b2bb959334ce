//! What a certificate is for and how far it serves: told by its content alone.
mod entra;
mod kind;
mod policy;
mod strength;
mod upn;

pub use entra::{Affinity, Binding};
pub use kind::{Kind, content_signing};
pub use policy::{policy_name, purpose_name};
pub use strength::{KeyStrength, broken_hash};
pub use upn::UpnForm;

use super::Certificate;
use serde::{Deserialize, Serialize};

/// A certificate's profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub kind: Kind,
    pub upn_form: Option<UpnForm>,
    pub policies: Vec<Named>,
    /// Extended key usages.
    pub purposes: Vec<Named>,
    /// What Microsoft Entra can bind it to a user by.
    pub entra: Vec<Binding>,
}

/// An object identifier and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub oid: String,
    pub name: Option<String>,
}

impl Profile {
    pub fn of(it: &Certificate) -> Profile {
        let named = |oids: &[String], name: fn(&str) -> Option<&'static str>| {
            oids.iter()
                .map(|oid| Named {
                    oid: oid.clone(),
                    name: name(oid).map(str::to_owned),
                })
                .collect()
        };
        Profile {
            kind: Kind::of(it),
            upn_form: it.upn.as_ref().map(|it| UpnForm::of(it)),
            policies: named(&it.policies, policy_name),
            purposes: named(&it.extended_key_usage, purpose_name),
            entra: entra::bindings(it),
        }
    }
}

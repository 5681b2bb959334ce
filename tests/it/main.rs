//! The integration tests.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests look at the machine, start programs and stop at the first surprise"
)]

#[cfg(target_os = "linux")]
mod below;
mod bundle;
mod cases;
mod chain;
mod cli;
mod desk;
mod distrust;
mod docs;
mod explain;
mod explain_handed;
mod html;
mod input;
mod keys;
mod login;
mod manual;
mod monitor;
mod nss;
mod parts;
mod pki;
mod policy;
mod privacy;
mod profile;
mod rekeyed;
mod report;
mod revocation;
mod signed;
mod signers;
mod signin;
mod sim;
#[cfg(target_os = "linux")]
mod stack;
mod standards_fuzz;
mod tidy;
mod trust_stores;
mod udev;
mod unusable;
#[cfg(target_os = "linux")]
mod usb;
mod worlds;

//! Where the run stands.
pub(super) mod container;
pub(super) mod not_passed_through;

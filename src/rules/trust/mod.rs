pub(super) mod default_set_old;
pub(super) mod root_missing_in_store;

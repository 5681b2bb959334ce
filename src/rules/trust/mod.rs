pub(super) mod root_missing_in_store;

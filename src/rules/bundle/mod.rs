pub(super) mod member_changed;

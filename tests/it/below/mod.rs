//! What lies below PC/SC, looked at in trees of files: drivers, service, permission, environment, other programs.
mod facts;
mod tree;

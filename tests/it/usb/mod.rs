//! The USB and the logs about it, looked at in trees of files.
mod logs;
mod sysfs;
mod tree;

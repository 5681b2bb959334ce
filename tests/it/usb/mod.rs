//! The USB and the logs about it, looked at in trees of files.
mod binary;
mod logs;
mod sysfs;
mod ties;
mod tree;

//! Certificates, paths and the suites they are held to.
mod link;

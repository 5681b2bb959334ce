//! Certificates, paths and the suites they are held to.
mod damaged;
mod differential;
mod engine;
mod hostile;
mod issue;
mod link;
mod mesh;
mod pkits;
mod pkits_binary;
mod signatures;
mod vectors;

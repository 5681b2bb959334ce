//! What people hand in about a sign-in that failed, read: pure, bytes in, facts out.
pub mod signin;

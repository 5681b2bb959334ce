//! The C programs of the harness, compiled when first needed.
//!
//! They stand outside the crate because a driver, a preloaded function and a foreign PC/SC client have to be
//! processes or libraries of their own; `cc` is there wherever Rust can link.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// One of the C files beside this one.
pub struct Native {
    name: &'static str,
    source: &'static str,
    library: bool,
}

/// Sends TCP data at once on connections that pcscd accepts.
pub const NODELAY: Native = Native {
    name: "nodelay",
    source: include_str!("native/nodelay.c"),
    library: true,
};
/// The reader driver around vpcd's.
pub const READER: Native = Native {
    name: "reader",
    source: include_str!("native/reader.c"),
    library: true,
};
/// Another program that uses PC/SC.
pub const CLIENT: Native = Native {
    name: "client",
    source: include_str!("native/client.c"),
    library: false,
};
/// A pipe into a network namespace.
pub const PLUG: Native = Native {
    name: "plug",
    source: include_str!("native/plug.c"),
    library: false,
};

impl Native {
    /// The compiled file, compiled now unless an earlier test did it.
    pub fn path(&self) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        self.source.hash(&mut hasher);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let done = folder.join(format!("{}-{:016x}", self.name, hasher.finish()));
        if done.exists() {
            return done;
        }
        let unique = format!(
            "{}.{}-{:?}",
            self.name,
            std::process::id(),
            std::thread::current().id()
        );
        let source = folder.join(format!("{unique}.c"));
        let fresh = folder.join(format!("{unique}.out"));
        fs::write(&source, self.source).expect("the C source can be written");
        let mut cc = Command::new("cc");
        if self.library {
            cc.args(["-shared", "-fPIC"]);
        }
        let output = cc
            .args(["-O1", "-Wall", "-Wextra", "-Werror", "-pthread", "-o"])
            .arg(&fresh)
            .arg(&source)
            .arg("-ldl")
            .output()
            .unwrap_or_else(|error| panic!("cc cannot be started ({error}): run tests/run"));
        assert!(
            output.status.success(),
            "cc {}: {}",
            self.name,
            String::from_utf8_lossy(&output.stderr)
        );
        // Renaming is atomic: tests that compile the same file at once do not see halves of it.
        fs::rename(&fresh, &done).expect("the compiled file can be put in place");
        let _ = fs::remove_file(&source);
        done
    }
}

//! Where this computer's programs keep certificates of authorities: the system's bundle, NSS databases, p11-kit's source
//! folders, Java's key stores. Everything is read, nothing is opened for writing.
mod files;
mod java;
mod nss;
mod relevant;
mod roots;
mod source;
mod system;

pub use relevant::keep;

use crate::facts::{
    Failure, Observed, Pii, RootLibrary, Store, StoreContent, StoreKind, StorePath, TrustBits,
};
use std::path::{Path, PathBuf};

/// Where to look: the machine, or a folder that stands for one.
#[derive(Clone, Debug)]
pub struct Places {
    /// `/`.
    pub root: PathBuf,
    /// The user's home, below `root` as any other path.
    pub home: Option<PathBuf>,
    /// XDG_CONFIG_HOME and XDG_DATA_HOME, where they are not `~/.config` and `~/.local/share`.
    pub config_home: Option<PathBuf>,
    pub data_home: Option<PathBuf>,
    /// JAVA_HOME.
    pub java_home: Option<PathBuf>,
    /// SSL_CERT_FILE, which OpenSSL reads instead of the system's bundle.
    pub ssl_cert_file: Option<PathBuf>,
}

impl Places {
    /// Those of this process, on the machine whose files are below `root`.
    pub fn of_this_machine(root: &Path) -> Places {
        let path = |name| {
            std::env::var_os(name)
                .filter(|it| !it.is_empty())
                .map(PathBuf::from)
        };
        Places {
            root: root.to_owned(),
            home: path("HOME"),
            // The XDG base directory specification has relative ones ignored.
            config_home: path("XDG_CONFIG_HOME").filter(|it| it.is_absolute()),
            data_home: path("XDG_DATA_HOME").filter(|it| it.is_absolute()),
            java_home: path("JAVA_HOME"),
            ssl_cert_file: path("SSL_CERT_FILE"),
        }
    }

    /// A path of the machine, below `root`.
    fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = path.as_ref();
        self.root.join(path.strip_prefix("/").unwrap_or(path))
    }

    /// A path below the home.
    fn at_home(&self, path: &str) -> Option<PathBuf> {
        for (usual, set) in [
            (".config/", &self.config_home),
            (".local/share/", &self.data_home),
        ] {
            if let (Some(below), Some(set)) = (path.strip_prefix(usual), set) {
                return Some(self.at(set).join(below));
            }
        }
        Some(self.at(self.home.as_ref()?).join(path))
    }

    /// A path as the machine knows it. One below the home is personal.
    fn told(&self, path: &Path) -> StorePath {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let shown = format!("/{}", inside.display());
        let mine = [&self.home, &self.config_home, &self.data_home];
        let personal = mine
            .into_iter()
            .flatten()
            .any(|it| Path::new(&shown).starts_with(it));
        // Another user's home, or one reached through a link.
        let elsewhere = ["/home/", "/root/", "/Users/"];
        if personal || elsewhere.iter().any(|it| shown.starts_with(it)) {
            StorePath::Personal(Pii(shown))
        } else {
            StorePath::Common(shown)
        }
    }
}

/// A store with all that is in it; [`keep`] makes a fact of it.
#[derive(Debug)]
pub struct Found {
    kind: StoreKind,
    path: StorePath,
    program: Option<String>,
    profile: Option<String>,
    content: Result<Content, Failure>,
    roots: Observed<RootLibrary>,
}

#[derive(Debug, Default)]
struct Content {
    certificates: Vec<(Vec<u8>, TrustBits)>,
    problems: Vec<String>,
}

impl Found {
    fn new(kind: StoreKind, path: StorePath, content: Result<Content, Failure>) -> Found {
        Found {
            kind,
            path,
            program: None,
            profile: None,
            content,
            roots: Observed::default(),
        }
    }

    fn of(mut self, program: impl Into<String>) -> Found {
        self.program = Some(program.into());
        self
    }

    fn store(self, keep: impl FnOnce(Content) -> StoreContent) -> Store {
        Store {
            kind: self.kind,
            path: self.path,
            program: self.program,
            profile: self.profile.map(Pii),
            content: match self.content {
                Ok(it) => Observed::Seen(keep(it)),
                Err(failure) => Observed::Failed(failure),
            },
            roots: self.roots,
        }
    }
}

/// Every store of the machine, in the order in which programs matter to a sign-in.
pub fn look(places: &Places) -> Vec<Found> {
    let mut out = system::look(places);
    out.extend(nss::look(places));
    out.extend(source::look(places));
    out.extend(java::look(places));
    out
}

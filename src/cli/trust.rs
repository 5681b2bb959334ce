//! `--trust` and `--untrusted`: certificates given on the command line become stores of the snapshot, so that it can be
//! judged the same again.
use super::args::TrustArgs;
use super::problem::{self, Problem};
use super::{input, output};
use crate::case::chain;
use crate::facts::{Observed, Store, Trust};
use crate::pki::input::{Input, Problem as InputProblem};
use crate::pki::path::Link;
use std::path::{Path, PathBuf};

/// Largest file of certificates, bytes. DISA's has some hundred kilobytes.
pub(super) const SIZE_LIMIT: u64 = 128 * 1024 * 1024;

/// Certificates that were given.
#[derive(Default)]
pub(super) struct Given {
    stores: Vec<Store>,
    /// What of the files could not be used.
    pub problems: Vec<InputProblem>,
}

impl Given {
    /// Puts them among the stores.
    pub(super) fn add_to(self, trust: &mut Trust) {
        if self.stores.is_empty() {
            return;
        }
        match &mut trust.stores {
            Observed::Seen(them) => them.extend(self.stores),
            other => *other = Observed::Seen(self.stores),
        }
    }

    fn read(
        &mut self,
        option: &'static str,
        path: &Path,
        make: fn(&str, &Input<'_>) -> Store,
    ) -> Result<(), Problem> {
        let bytes = input::bytes(path, SIZE_LIMIT)?;
        let name = problem::name(path);
        let read = crate::pki::input::read(&name, &bytes);
        if read.certificates.is_empty() {
            let losses = read.problems.iter().filter(|it| it.error.is_loss());
            let why = losses.chain(&read.problems).next().map(ToString::to_string);
            let told = match why {
                _ if !read.crls.is_empty() => {
                    format!("{name}: it holds a CRL and no certificate; give it with --crl")
                }
                Some(why) => why,
                None => format!("{name}: it holds no certificate"),
            };
            return Err(Problem::Unusable { option, told });
        }
        // What has the shape of a certificate may still be none.
        let bent: Vec<String> = read
            .certificates
            .iter()
            .filter_map(|it| {
                let error = Link::parse(&it.der).err()?;
                Some(format!("{}: not a certificate: {error}", it.place))
            })
            .collect();
        if let Some(told) = bent.first()
            && bent.len() == read.certificates.len()
        {
            let told = told.clone();
            return Err(Problem::Unusable { option, told });
        }
        for it in read.problems.iter().map(ToString::to_string).chain(bent) {
            output::talk(&format!("cac-doctor: {it}"));
        }
        if !read.crls.is_empty() {
            output::talk(&format!(
                "cac-doctor: {name}: its CRLs are left out; give it with --crl too"
            ));
        }
        self.problems.extend(read.problems.iter().cloned());
        self.stores.push(make(&name, &read));
        Ok(())
    }
}

/// Reads what was given. A file that cannot be read, or that holds no certificate, is a problem of the command line; what
/// else of it could not be used is told at once.
pub(super) fn read(args: &TrustArgs, untrusted: &[PathBuf]) -> Result<Given, Problem> {
    let mut out = Given::default();
    for path in &args.trust {
        out.read("--trust", path, chain::given)?;
    }
    for path in untrusted {
        out.read("--untrusted", path, chain::untrusted)?;
    }
    Ok(out)
}

//! Options about certificates, their paths and whom to trust.
use super::values::{file, policy, readable};
use super::{FailOn, FromArgs, LayerArgs, LookArgs, ViewArgs};
use crate::pki::Oid;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Of the command that shows the certificates.
#[derive(Args, Debug)]
pub struct CertsArgs {
    #[command(flatten)]
    pub layer: LayerArgs,
    #[command(flatten)]
    pub trust: TrustArgs,
}

/// Whose certificates end a path, and what tells that one is revoked.
#[derive(Args, Debug, Default)]
pub struct TrustArgs {
    /// Trust what is in FILE: PEM, DER, PKCS#7, a zip of those such as DISA's, a Java key store. One certificate alone is an
    /// anchor; of several those that issued themselves are, and the others help to build paths. What the file itself refuses
    /// (p11-kit's, OpenSSL's trusted certificates) is refused. May be given again
    #[arg(long, value_name = "FILE", value_parser = readable)]
    pub trust: Vec<PathBuf>,
    /// Trust neither the tool's own anchors (DoD, ECA, Federal PKI) nor those of this computer's stores, only --trust
    #[arg(long)]
    pub no_default_trust: bool,
    /// A certificate revocation list, of any size: DER or PEM, or several in PKCS#7 or a zip file. May be given again
    #[arg(long, value_name = "FILE", value_parser = readable)]
    pub crl: Vec<PathBuf>,
    /// Ask nothing of the network, not even whether a certificate is revoked
    #[arg(long)]
    pub offline: bool,
}

#[derive(Args, Debug)]
pub struct ChainArgs {
    /// Certificates to judge instead of the card's: PEM, DER, PKCS#7, zip, several a file; `-` reads standard input. Of a file
    /// those are judged that are no authority's, and all where all are; the others help to build paths
    #[arg(value_name = "FILE", value_parser = readable, conflicts_with = "from")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub from: FromArgs,
    #[command(flatten)]
    pub trust: TrustArgs,
    /// Certificates to build paths with, trusted for nothing; forms as for --trust. May be given again
    #[arg(long, value_name = "FILE", value_parser = readable)]
    pub untrusted: Vec<PathBuf>,
    /// What the certificates are to be good for
    #[arg(long, value_enum, value_name = "USE", default_value_t = PurposeArg::Any)]
    pub purpose: PurposeArg,
    /// A policy that is acceptable (RFC 5280 section 6.1.1, user-initial-policy-set); may be given again; else any is
    #[arg(long, value_name = "OID", value_parser = policy)]
    pub initial_policy: Vec<Oid>,
    /// The path must be valid for one of the acceptable policies (initial-explicit-policy)
    #[arg(long)]
    pub require_explicit_policy: bool,
    /// No policy counts for another (initial-policy-mapping-inhibit)
    #[arg(long)]
    pub inhibit_policy_mapping: bool,
    /// anyPolicy counts for none (initial-any-policy-inhibit)
    #[arg(long)]
    pub inhibit_any_policy: bool,
    #[command(flatten)]
    pub look: LookArgs,
    #[command(flatten)]
    pub out: ChainOutArgs,
    #[command(flatten)]
    pub view: ViewArgs,
}

#[derive(Args, Debug)]
pub struct ChainOutArgs {
    /// How to say it
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<ChainFormat>,
    /// Write the JSON report to FILE; with --format, write that to FILE and nothing to standard output
    #[arg(short, long, value_name = "FILE", value_parser = file)]
    pub output: Option<PathBuf>,
    /// Pseudonyms in the place of names, numbers and addresses, the same as in this machine's bundles; for the card's
    /// certificates, not for files
    #[arg(long, conflicts_with = "files")]
    pub redact: bool,
    /// What ends in an exit status other than 0: warnings and failures, failures only, or neither; 3 is never hidden
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = FailOn::Warn)]
    pub fail_on: FailOn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ChainFormat {
    /// For people
    Text,
    /// For programs; see `cac-doctor schema chain`
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PurposeArg {
    /// Extended key usages are not looked at
    Any,
    /// TLS client authentication or smart-card logon
    SignIn,
    /// Signing the CHUID and the Security Object of cards; the content signers of a card are always judged for that
    ContentSigning,
}

//! A snapshot as text, read back.
use super::archive::ArchiveError;
use crate::facts::{self, Snapshot};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Largest file read back, bytes. Thirty-two full cards are 2 MiB.
pub const SIZE_LIMIT: u64 = 64 * 1024 * 1024;

/// Why a file is not a snapshot. The messages go after "FILE: ".
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    #[error("empty; a snapshot is written by: cac-doctor check --output FILE")]
    Empty,
    #[error(
        "encrypted with age; decrypt it with: age -d -i KEYFILE FILE > bundle.zip, or give the key with --identity KEYFILE"
    )]
    Encrypted,
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error(
        "a zip file, but no bundle: it has no snapshot.json (it has: {there}); give a file written by: cac-doctor bundle"
    )]
    NoSnapshotMember { there: String },
    #[error("in its member {name}: {error}")]
    Member {
        name: &'static str,
        error: Box<BundleError>,
    },
    #[error("larger than {} MiB, the most a snapshot may have", SIZE_LIMIT / 1024 / 1024)]
    TooLarge,
    #[error(
        "not UTF-8 text from byte {offset} on; give the JSON file that cac-doctor check --output wrote, unchanged"
    )]
    NotText { offset: usize },
    #[error(
        "not JSON: {problem} at line {line}, column {column}; it may have been cut off or edited, so copy it again"
    )]
    NotJson {
        problem: String,
        line: usize,
        column: usize,
    },
    #[error(
        "JSON, but not from cac-doctor: {problem}; give a file written by: cac-doctor check --output FILE"
    )]
    OtherKind { problem: String },
    #[error(
        "a cac-doctor report without the snapshot it was made from; write one that has it with: cac-doctor check --output FILE"
    )]
    NoSnapshot,
    #[error(
        "written as {found}, newer than the {known} this version reads; use a cac-doctor that reads version {major} of it"
    )]
    Newer {
        found: String,
        known: &'static str,
        major: u32,
    },
    #[error(
        "says it is {schema}, but {problem} at line {line}, column {column}; it was cut off or edited, so take a new snapshot"
    )]
    Malformed {
        schema: String,
        problem: String,
        line: usize,
        column: usize,
    },
}

const SNAPSHOT: &str = "cac-doctor/snapshot/";
const REPORT: &str = "cac-doctor/report/";
/// Report layout this version reads the snapshot out of.
const REPORT_KNOWN: &str = "cac-doctor/report/1.0";

/// The members that tell what a document is; all others are passed over unread.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    schema: Option<Schema>,
    #[serde(default)]
    snapshot: Option<Inner>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Schema {
    Text(String),
    Other(IgnoredAny),
}

#[derive(Deserialize)]
struct Inner {
    #[serde(default)]
    schema: Option<Schema>,
}

#[derive(Deserialize)]
struct Wrapper {
    snapshot: Snapshot,
}

/// Reads a snapshot, or the one inside a report. Minor versions newer than ours are read as far as we know them.
///
/// # Errors
/// [`BundleError`], which says what the bytes are instead and what to do.
pub fn parse(bytes: &[u8]) -> Result<Snapshot, BundleError> {
    if bytes.len() as u64 > SIZE_LIMIT {
        return Err(BundleError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| BundleError::NotText {
        offset: error.valid_up_to(),
    })?;
    // Editors and shells of Windows begin a file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(first) = text.trim_start().chars().next() else {
        return Err(BundleError::Empty);
    };
    if first != '{' {
        serde_json::from_str::<IgnoredAny>(text).map_err(|error| syntax(&error))?;
        return Err(other("its outermost value is no object"));
    }
    let head: Head = serde_json::from_str(text).map_err(|error| {
        if error.is_data() {
            other(&problem(&error))
        } else {
            syntax(&error)
        }
    })?;
    let schema = match head.schema {
        Some(Schema::Text(it)) => it,
        Some(Schema::Other(_)) => return Err(other("its \"schema\" is no text")),
        None => return Err(other("it has no \"schema\"")),
    };
    if schema.starts_with(SNAPSHOT) {
        accept(&schema, SNAPSHOT, facts::SCHEMA)?;
        return serde_json::from_str(text).map_err(|error| malformed(schema, &error));
    }
    if !schema.starts_with(REPORT) {
        return Err(other(&format!("its schema is {schema:?}")));
    }
    accept(&schema, REPORT, REPORT_KNOWN)?;
    match head.snapshot {
        None => Err(BundleError::NoSnapshot),
        Some(Inner {
            schema: Some(Schema::Text(schema)),
        }) => {
            accept(&schema, SNAPSHOT, facts::SCHEMA)?;
            serde_json::from_str::<Wrapper>(text)
                .map(|it| it.snapshot)
                .map_err(|error| malformed(schema, &error))
        }
        Some(_) => Err(other("its \"snapshot\" has no \"schema\"")),
    }
}

/// Whether this version reads `schema`, `PREFIX` + `MAJOR.MINOR`: any minor of a major not above `known`'s.
pub(super) fn accept(schema: &str, prefix: &str, known: &'static str) -> Result<(), BundleError> {
    let major = |it: &str| -> Option<u32> {
        let (major, minor) = it.strip_prefix(prefix)?.split_once('.')?;
        minor.parse::<u32>().ok()?;
        major.parse().ok()
    };
    match (major(schema), major(known)) {
        (Some(found), Some(ours)) if found > ours => Err(BundleError::Newer {
            found: schema.to_owned(),
            known,
            major: found,
        }),
        (Some(found), Some(_)) if found > 0 => Ok(()),
        _ => Err(other(&format!("its schema is {schema:?}"))),
    }
}

fn other(problem: &str) -> BundleError {
    BundleError::OtherKind {
        problem: problem.to_owned(),
    }
}

fn syntax(error: &serde_json::Error) -> BundleError {
    BundleError::NotJson {
        problem: problem(error),
        line: error.line(),
        column: error.column(),
    }
}

fn malformed(schema: String, error: &serde_json::Error) -> BundleError {
    BundleError::Malformed {
        schema,
        problem: problem(error),
        line: error.line(),
        column: error.column(),
    }
}

/// The parser's message without the place, which is told apart.
fn problem(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text.get(..at).unwrap_or(&text).to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Login, Machine, Observed, Scope, Tool, Trust};

    fn snapshot() -> Snapshot {
        Snapshot {
            schema: facts::SCHEMA.to_owned(),
            taken_at: time::macros::datetime!(2027-03-04 05:06:07 UTC),
            took_ms: 12,
            tool: Tool {
                name: "cac-doctor".to_owned(),
                version: "0.1.0".to_owned(),
            },
            scope: Scope::Everything,
            host: Observed::Absent,
            service: Observed::unasked("a test"),
            readers: Observed::Absent,
            machine: Machine::default(),
            trust: Trust::default(),
            policy: Observed::default(),
            asked_for: facts::AskedFor::default(),
            login: Login::default(),
            redaction: None,
            delivery: None,
        }
    }

    fn error(text: &str) -> String {
        parse(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn a_snapshot_reads_back_bare_and_inside_a_report() {
        let bare = serde_json::to_string(&snapshot()).unwrap();
        assert_eq!(parse(bare.as_bytes()).unwrap(), snapshot());
        let marked = format!("\u{feff}{bare}");
        assert_eq!(parse(marked.as_bytes()).unwrap(), snapshot());
        let report = format!(r#"{{"schema":"cac-doctor/report/1.4","new":[1],"snapshot":{bare}}}"#);
        assert_eq!(parse(report.as_bytes()).unwrap(), snapshot());
    }

    #[test]
    fn a_newer_minor_is_read_and_a_newer_major_is_not() {
        let bare = serde_json::to_string(&snapshot()).unwrap();
        let minor = bare.replacen("/1.1", "/1.7", 1);
        assert_eq!(parse(minor.as_bytes()).unwrap().took_ms, 12);
        let major = bare.replacen("/1.1", "/2.0", 1);
        let said = error(&major);
        assert!(said.contains("cac-doctor/snapshot/2.0"), "{said}");
        assert!(said.contains("newer"), "{said}");
        let report = format!(r#"{{"schema":"cac-doctor/report/1.0","snapshot":{major}}}"#);
        assert!(matches!(
            parse(report.as_bytes()),
            Err(BundleError::Newer { major: 2, .. })
        ));
        assert!(matches!(
            parse(br#"{"schema":"cac-doctor/report/3.1"}"#),
            Err(BundleError::Newer { major: 3, .. })
        ));
    }

    #[test]
    fn what_is_no_snapshot_is_told_apart() {
        assert!(matches!(parse(b""), Err(BundleError::Empty)));
        assert!(matches!(parse(b" \n"), Err(BundleError::Empty)));
        assert!(matches!(
            parse(b"PK\x03\x04\xff"),
            Err(BundleError::NotText { offset: 4 })
        ));
        assert!(matches!(
            parse(b"{\n  \"schema\": tru"),
            Err(BundleError::NotJson { line: 2, .. })
        ));
        assert!(matches!(
            parse(b"hello"),
            Err(BundleError::NotJson { line: 1, .. })
        ));
        for it in [
            "[]",
            "{}",
            "3",
            r#"{"schema":1}"#,
            r#"{"schema":"other/1.0"}"#,
        ] {
            assert!(
                matches!(parse(it.as_bytes()), Err(BundleError::OtherKind { .. })),
                "{it}"
            );
        }
        for it in ["x.0", "1", "-1.0", "0.9", "1.x"] {
            let text = format!(r#"{{"schema":"cac-doctor/snapshot/{it}"}}"#);
            assert!(
                matches!(parse(text.as_bytes()), Err(BundleError::OtherKind { .. })),
                "{it}"
            );
        }
        assert!(matches!(
            parse(br#"{"schema":"cac-doctor/report/1.0"}"#),
            Err(BundleError::NoSnapshot)
        ));
        assert!(matches!(
            parse(br#"{"schema":"cac-doctor/report/1.0","snapshot":7}"#),
            Err(BundleError::OtherKind { .. })
        ));
        let said = error(r#"{"schema":"cac-doctor/snapshot/1.0"}"#);
        assert!(
            said.contains("missing field `taken_at` at line 1"),
            "{said}"
        );
        assert!(error(&"[".repeat(100_000)).contains("EOF while parsing"));
        let deep = format!("{{\"schema\":{}", "[".repeat(100_000));
        assert!(error(&deep).contains("recursion limit"));
    }
}

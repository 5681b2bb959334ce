//! How long the reader of sign-in logs takes for an export of 400 MB, and how much memory: `cargo bench --bench signin`.
//! The export is synthetic and made anew under target/; each form is read in a process of its own, so that peak
//! memory is that of one reading, and then by the program, which reads ahead.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    reason = "this measures: it looks at the clock, starts programs and prints"
)]
use cac_doctor::login::signin::{Wanted, read};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const ENTRIES: u64 = 100_000;
const WANTED: &str = "aaaaaaaa-bbbb-cccc-dddd-000000077777";

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|it| it == "--read") {
        return child(Path::new(&args[at + 1]));
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    for form in ["value", "lines"] {
        let path = folder.join(format!("signins-{form}.json"));
        generate(&path, form == "lines");
        let size = path.metadata().unwrap().len();
        println!("{form}: {ENTRIES} entries, {:.0} MB", size as f64 / 1e6);
        for _ in 0..5 {
            let started = Instant::now();
            let out = Command::new(std::env::current_exe().unwrap())
                .arg("--read")
                .arg(&path)
                .output()
                .unwrap();
            assert!(out.status.success(), "{out:?}");
            let said = String::from_utf8(out.stdout).unwrap();
            println!(
                "  reader alone: whole process {:.3} s, {}",
                started.elapsed().as_secs_f64(),
                said.trim()
            );
        }
        for _ in 0..5 {
            println!("  the program: whole process {:.3} s", program(&path));
        }
        std::fs::remove_file(&path).unwrap();
    }
}

/// The program itself on a stored snapshot and the page with the wanted id: seconds.
fn program(log: &Path) -> f64 {
    let page = log.with_file_name("signins-page.txt");
    std::fs::write(
        &page,
        format!("Error Code: 53003\nCorrelation Id: {WANTED}\n"),
    )
    .unwrap();
    let world = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/worlds/blocked-by-policy.json");
    let started = Instant::now();
    let out = Command::new(env!("CARGO_BIN_EXE_cac-doctor"))
        .arg("check")
        .arg("--from")
        .arg(world)
        .arg("--page")
        .arg(page)
        .arg("--signin-log")
        .arg(log)
        .args(["--format", "json"])
        .output()
        .unwrap();
    let took = started.elapsed().as_secs_f64();
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(
        said.contains("\"matched_by\": \"correlation-id\""),
        "{said}"
    );
    took
}

fn child(path: &Path) {
    let wanted = Wanted {
        correlation_id: Some(WANTED.to_owned()),
        ..Wanted::default()
    };
    let started = Instant::now();
    let found = read(File::open(path).unwrap(), &wanted).unwrap();
    let took = started.elapsed().as_secs_f64();
    assert_eq!(found.correlation_id.as_deref(), Some(WANTED));
    assert_eq!((found.entries, found.failed.len()), (ENTRIES, 1));
    assert!(found.troubles.is_empty(), "{:?}", found.troubles);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    println!(
        "reading {took:.3} s, peak memory {}",
        peak.unwrap_or("unknown").trim()
    );
}

/// Members in Graph's order; about 4 kB an entry, most of it policies.
fn generate(path: &Path, lines: bool) {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).unwrap());
    if !lines {
        out.write_all(br#"{"@odata.context":"https://graph.microsoft.com/beta/$metadata#auditLogs/signIns","value":["#)
            .unwrap();
    }
    for n in 0..ENTRIES {
        let (code, result) = if n % 10 == 0 || n == 77_777 {
            (53003, "failure")
        } else {
            (0, "success")
        };
        write!(
            out,
            r#"{{"id":"11111111-2222-3333-4444-{n:012}","createdDateTime":"2026-11-{:02}T{:02}:{:02}:{:02}Z","userDisplayName":"User {}","userPrincipalName":"user{}@example.mil","userId":"99999999-0000-0000-0000-{:012}","appId":"4765445b-32c6-49b0-83e6-1d93765276ca","appDisplayName":"OfficeHome","ipAddress":"203.0.{}.{}","clientAppUsed":"Browser","correlationId":"aaaaaaaa-bbbb-cccc-dddd-{n:012}","conditionalAccessStatus":"{result}","isInteractive":true,"riskDetail":"none","riskLevelDuringSignIn":"none","riskState":"none","riskEventTypes_v2":[],"resourceDisplayName":"Office 365 {{Exchange}} \"Online\"","status":{{"errorCode":{code},"failureReason":"Access has been blocked by policies [see the portal] \\ {{","additionalDetails":null}},"deviceDetail":{{"deviceId":"dddddddd-0000-0000-0000-{:012}","displayName":"","operatingSystem":"Windows10","browser":"Edge 140.0.0","isCompliant":false,"isManaged":false,"trustType":""}},"location":{{"city":"Anytown","state":"Texas","countryOrRegion":"US","geoCoordinates":{{}}}},"networkLocationDetails":[],"authenticationDetails":[{{"authenticationStepDateTime":"2026-11-20T13:05:09Z","authenticationMethod":"X.509 Certificate","authenticationMethodDetail":"","succeeded":true,"authenticationStepResultDetail":"","authenticationStepRequirement":"Primary authentication"}}],"appliedConditionalAccessPolicies":["#,
            1 + n % 28, n % 24, n % 60, n * 7 % 60, n % 5000, n % 5000, n % 5000, n % 250, n % 199, n % 5000,
        )
        .unwrap();
        for policy in 0..7 {
            let result = if policy == 3 { result } else { "notApplied" };
            write!(
                out,
                r#"{}{{"id":"00000000-0000-0000-0000-{policy:012}","displayName":"Policy {policy} - \"not\" from a trusted network","result":"{result}","enforcedGrantControls":["Block"],"enforcedSessionControls":[],"conditionsSatisfied":"application,users,location","conditionsNotSatisfied":"none","includeRulesSatisfied":[{{"conditionalAccessCondition":"application","ruleSatisfied":"office365"}}],"excludeRulesSatisfied":[]}}"#,
                if policy == 0 { "" } else { "," },
            )
            .unwrap();
        }
        let end = match (lines, n + 1 == ENTRIES) {
            (true, _) => "]}\n",
            (false, false) => "]},",
            (false, true) => "]}]}",
        };
        out.write_all(end.as_bytes()).unwrap();
    }
    out.flush().unwrap();
}

//! Other people's tools read the simulated card through a real stack.

use super::report::Report;
use super::*;

/// One reader with a card that `demo --attach` lends.
fn with(kind: &str) -> Stack {
    let mut stack = Stack::new(&[Reader::named("Peer")]);
    stack.insert(0, &CardArgs::of(kind));
    stack
}

const MODULE: &[&str] = &["-O", "--type", "cert"];

#[test]
fn opensc_reads_its_certificates() {
    for (kind, name, certificates) in [
        ("piv", "Personal Identity Verification Card", 4),
        ("cac", "CAC", 3),
        // OpenSC shows the PIV half of a dual card alone.
        ("dual", "Personal Identity Verification Card", 4),
    ] {
        let stack = with(kind);
        let said = stack.tool("opensc-tool", &["-n"]).must("opensc-tool -n");
        assert!(
            said.stdout.contains(name) || said.stderr.contains(name),
            "{kind}: {}{}",
            said.stdout,
            said.stderr
        );
        let listed = stack.tool("pkcs15-tool", &["-c"]).must("pkcs15-tool -c");
        let found = listed.stdout.matches("X.509 Certificate [").count();
        assert_eq!(
            found, certificates,
            "{kind}: {}{}",
            listed.stdout, listed.stderr
        );
        let objects = stack.tool("pkcs11-tool", MODULE).must("pkcs11-tool -O");
        let found = objects
            .stdout
            .matches("Certificate Object; type = X.509 cert")
            .count();
        assert_eq!(
            found, certificates,
            "{kind}: {}{}",
            objects.stdout, objects.stderr
        );
        assert!(
            objects.stdout.contains("DOE.JANE.QUINN"),
            "{kind}: {}",
            objects.stdout
        );
    }
}

#[test]
fn the_tool_sends_fewer_commands_than_they_do_and_disturbs_none() {
    let mut stack = with("dual");
    let cost = |stack: &mut Stack, tool: &str, arguments: &[&str]| {
        stack.mark();
        stack.tool(tool, arguments).must(tool);
        stack.apdus().len()
    };
    let theirs = cost(&mut stack, "pkcs15-tool", &["-c"]);
    stack.mark();
    let report = Report::of(stack.doctor(&["certs", "--format", "json"]));
    let ours = stack.apdus().len();
    assert_eq!(report.containers(0).len(), 7);
    assert!(ours < theirs, "{ours} {theirs}");
    // They work as before after it.
    let after = stack.tool("pkcs15-tool", &["-c"]).must("pkcs15-tool -c");
    assert_eq!(after.stdout.matches("X.509 Certificate [").count(), 4);
}

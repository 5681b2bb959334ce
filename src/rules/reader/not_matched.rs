use crate::case::Case;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// No reader has the name that was asked for.
    ///
    /// ## What it means
    /// There are readers, but `--reader` left none of them. Nothing was looked at.
    ///
    /// ## How we know
    /// SCardListReaders names readers, and none of the names contains the text given.
    ///
    /// ## What to do
    /// Run `cac-doctor readers` to see the names, and give a part of one.
    "reader/not-matched",
    severity: Blind,
    masked_by: [reader::none],
    sources: ["the tool's own option --reader"],
}

fn check(case: &Case) -> Verdict {
    let Some(service) = case.snapshot.service.seen() else {
        return Verdict::Unknown("the service was not looked at".into());
    };
    match service.listing.seen() {
        Some(count) if *count > 0 && case.readers.is_empty() => {
            let remedy = Remedy::new(
                Who::You,
                "See what the readers are called, and give a part of a name.",
            )
            .command("cac-doctor readers");
            let message = match count {
                1 => "The one reader of this computer does not have the name you asked for."
                    .to_owned(),
                many => {
                    format!(
                        "None of the {many} readers of this computer has the name you asked for."
                    )
                }
            };
            Verdict::Broken(vec![
                Finding::new(Subject::Host, message, remedy).evidence("/service/listing"),
            ])
        }
        _ if !case.readers.is_empty() => Verdict::Holds,
        _ => Verdict::NotApplicable,
    }
}

use crate::case::{Case, Purpose};
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// OpenSC keeps copies of a card that are older than this card's certificates.
    ///
    /// ## What it means
    /// To be faster, OpenSC keeps what it read of a card in files. After a new card, or new certificates on the old one, it may
    /// offer what is not on the card any more.
    ///
    /// ## How we know
    /// The newest file in its cache was written before the certificate for sign-in on this card became valid.
    ///
    /// ## What to do
    /// If a program offers a certificate that is not in `cac-doctor certs`: empty the cache. Nothing is lost by it.
    "middleware/stale-cache",
    severity: Note,
    masked_by: [card::unreachable],
    sources: ["opensc.conf(5): use_file_caching, file_cache_dir", "OpenSC NEWS 0.24.0; putty-cac issue 31"],
}

fn check(case: &Case) -> Verdict {
    let Some(middleware) = case.snapshot.machine.middleware.seen() else {
        return Verdict::NotApplicable;
    };
    let begins = case
        .cards()
        .flat_map(|(_, card)| &card.certificates)
        .filter(|it| {
            matches!(
                it.purpose,
                Purpose::PivAuthentication | Purpose::CacIdentity
            )
        })
        .filter_map(|it| it.content.as_ref().ok())
        .map(|it| it.not_before)
        .min();
    let Some(begins) = begins else {
        return Verdict::NotApplicable;
    };
    let Some(cache) = middleware.cache.seen() else {
        return Verdict::Holds;
    };
    if cache.newest >= begins {
        return Verdict::Holds;
    }
    let remedy = Remedy::new(
        Who::You,
        "If a program offers a certificate that is not on the card: empty OpenSC's cache.",
    )
    .command("pkcs15-tool --clear-cache");
    Verdict::Broken(vec![
        Finding::new(
            Subject::Host,
            format!(
                "OpenSC keeps copies of a card from {} or before; the certificate on this card begins on {}.",
                case.date(cache.newest),
                case.date(begins)
            ),
            remedy,
        )
        .confidence(Confidence::Hint)
        .evidence("/middleware/cache"),
    ])
}

use super::nothing_to_judge;
use crate::case::{Case, CertificateCase, Purpose, ReaderCase};
use crate::pki::Certificate;
use crate::pki::profile::Kind;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// A container holds a certificate of another kind than it is for.
    ///
    /// ## What it means
    /// Programs choose a certificate by the container it lies in. One that lies in the wrong place is used for what it may
    /// not do, and not found for what it can.
    ///
    /// ## How we know
    /// The certificate's policies, key usage and extended key usage tell its kind; it is compared with the container's.
    /// Only a clear contradiction counts.
    ///
    /// ## What to do
    /// The card was written wrongly: have it replaced.
    "certificate/slot-mismatch",
    severity: Warning,
    masked_by: [card::foreign],
    sources: ["SP 800-73-5 Part 1 §3.1.3, §3.2 (what each container is for)", "FPKI Common Policy certificate profiles"],
}

fn check(case: &Case) -> Verdict {
    if let Some(verdict) = nothing_to_judge(case) {
        return verdict;
    }
    Verdict::of(
        case.cards()
            .flat_map(|(reader, card)| card.certificates.iter().map(move |it| (reader, it)))
            .filter_map(|(reader, it)| judge(reader, it, it.content.as_ref().ok()?))
            .collect(),
    )
}

fn judge(reader: &ReaderCase, it: &CertificateCase, content: &Certificate) -> Option<Finding> {
    let kind = it.kind()?;
    if fits(it.purpose, kind, content) {
        return None;
    }
    let message = format!(
        "{} lies in {}, which is for {}, but by its content it is for {}.",
        it.shown_as(),
        it.container,
        it.purpose.words(),
        kind.words()
    );
    let remedy = Remedy::new(
        Who::CardOffice,
        "Have the card replaced: its certificates lie in the wrong places.",
    );
    let severity = match it.purpose {
        Purpose::Retired => Severity::Note,
        _ => Severity::Warning,
    };
    Some(
        Finding::new(Subject::of_object(reader, &it.container), message, remedy)
            .only(severity)
            .evidence(reader.at(&format!("card/certificates/{}/profile/kind", it.index))),
    )
}

/// Whether a certificate of this kind can belong there. What is of no known kind is not judged here.
fn fits(purpose: Purpose, kind: Kind, content: &Certificate) -> bool {
    let decrypts = || {
        let bits = ["keyEncipherment", "keyAgreement", "dataEncipherment"];
        bits.iter().any(|it| content.may(it))
    };
    if kind == Kind::Other {
        return true;
    }
    match purpose {
        Purpose::PivAuthentication => kind.signs_in() || kind == Kind::Identity,
        Purpose::DigitalSignature | Purpose::CacSignature => {
            matches!(
                kind,
                Kind::Signature | Kind::Identity | Kind::Authentication
            )
        }
        Purpose::KeyManagement | Purpose::CacEncryption | Purpose::Retired => decrypts(),
        Purpose::CardAuthentication => {
            matches!(kind, Kind::CardAuthentication | Kind::Authentication)
        }
        // The applets of newer cards repeat the PIV certificates.
        Purpose::CacIdentity => kind.signs_in() || matches!(kind, Kind::Identity | Kind::Signature),
    }
}

use crate::case::{Case, Decoded, ReaderCase};
use crate::pki::cms::SignatureCheck;
use crate::pki::profile::KeyStrength;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// CHUID or Security Object were signed with a weak algorithm.
    ///
    /// ## What it means
    /// Signatures over SHA-1, or with a key below 2048 bits of RSA, can be made by others. Systems that check these objects
    /// may refuse the card; sign-in to services does not depend on it.
    ///
    /// ## How we know
    /// The signature names its hash and its algorithm, and its signer's certificate holds the key.
    ///
    /// ## What to do
    /// Nothing for a sign-in; a card issued today is signed with better ones.
    "card/object-signature-weak",
    severity: Note,
    masked_by: [card::foreign, card::object_garbled],
    sources: ["SP 800-78-5 §3.2.2 Table 3 (SHA-256 or SHA-384 for signed objects)", "SP 800-131A Rev. 2 §9"],
}

fn check(case: &Case) -> Verdict {
    let mut judged = false;
    let mut out = Vec::new();
    for (reader, card) in case.cards() {
        if let Decoded::Value(it) = &card.chuid {
            judged |= it.signature.algorithm.is_some();
            out.extend(weak(
                case,
                reader,
                "CHUID",
                "card/chuid/signature",
                &it.signature,
                None,
            ));
        }
        if let Decoded::Value(it) = &card.security_object {
            judged |= it.signature.algorithm.is_some();
            let list = it.hash.as_deref();
            let at = "card/security_object/signature";
            out.extend(weak(
                case,
                reader,
                "Security Object",
                at,
                &it.signature,
                list,
            ));
        }
    }
    if judged {
        Verdict::of(out)
    } else {
        Verdict::NotApplicable
    }
}

fn weak(
    case: &Case,
    reader: &ReaderCase,
    object: &str,
    at: &str,
    signature: &SignatureCheck,
    list: Option<&str>,
) -> Option<Finding> {
    let broken = |it: &str| {
        ["SHA-1", "MD5", "MD2"]
            .iter()
            .any(|hash| it.ends_with(hash))
    };
    let mut what = Vec::new();
    let hashes = [
        signature.hash.as_deref(),
        signature.algorithm.as_deref(),
        list,
    ];
    if let Some(hash) = hashes.into_iter().flatten().find(|it| broken(it)) {
        what.push(format!("over {}", hash.rsplit(' ').next().unwrap_or(hash)));
    }
    if let Some(signer) = &signature.signer
        && KeyStrength::of(&signer.certificate, false, case.at) == KeyStrength::Weak
    {
        what.push(format!("with a key of {}", signer.certificate.key));
    }
    if what.is_empty() {
        return None;
    }
    let message = format!(
        "The {object} of the card in {} was signed {}, which is weak.",
        reader.name.0,
        what.join(" and ")
    );
    let remedy = Remedy::new(
        Who::CardOffice,
        "Nothing for a sign-in. A new card is signed with better ones.",
    );
    Some(
        Finding::new(Subject::of_object(reader, object), message, remedy)
            .only(Severity::Note)
            .evidence(reader.at(at)),
    )
}

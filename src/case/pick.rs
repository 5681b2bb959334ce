//! Which certificate to pick for sign-in, and why none of the others.
use super::{CertificateCase, Purpose};
use crate::pki::Certificate;
use crate::pki::profile::Kind;

/// Marks the one certificate of a card to pick: the PIV Authentication certificate; on a card without PIV, the CAC's
/// certificate for logon. Either must be one that a browser offers at all. Then says of each why it is or is not the one.
pub(super) fn choose(certificates: &mut [CertificateCase], has_piv: bool) {
    let offered = |it: &CertificateCase| {
        it.content
            .as_ref()
            .is_ok_and(Certificate::authenticates_client)
    };
    let found = if has_piv {
        certificates
            .iter()
            .position(|it| it.purpose == Purpose::PivAuthentication && offered(it))
    } else {
        // The applets of a newer CAC hold what its PIV containers hold; there PIV Authentication goes before the older
        // identity certificate.
        let logs_on = |it: &CertificateCase| it.kind().is_some_and(Kind::signs_in);
        let identity = |it: &CertificateCase| it.purpose == Purpose::CacIdentity;
        certificates
            .iter()
            .position(|it| it.kind() == Some(Kind::PivAuthentication) && offered(it))
            .or_else(|| {
                certificates
                    .iter()
                    .position(|it| identity(it) && offered(it))
            })
            .or_else(|| {
                certificates
                    .iter()
                    .position(|it| logs_on(it) && offered(it))
            })
    };
    if let Some(it) = found.and_then(|it| certificates.get_mut(it)) {
        it.pick_for_sign_in = true;
    }
    let picked = found.and_then(|it| certificates.get(it));
    let picked = picked.and_then(|it| {
        Some((
            it.container.clone(),
            it.content.as_ref().ok()?.sha256.clone(),
        ))
    });
    let mut seen: Vec<(String, String)> = Vec::new();
    for it in certificates {
        if let Ok(content) = &it.content {
            it.same_as = seen
                .iter()
                .find(|(sha256, _)| *sha256 == content.sha256)
                .map(|(_, container)| container.clone());
            seen.push((content.sha256.clone(), it.container.clone()));
        }
        it.why = why(it, picked.as_ref());
    }
}

/// In a few words, as they stand behind the container's name.
fn why(it: &CertificateCase, picked: Option<&(String, String)>) -> String {
    if it.pick_for_sign_in {
        return "the certificate for sign-in".to_owned();
    }
    let Ok(content) = &it.content else {
        return "cannot be read".to_owned();
    };
    match (&it.same_as, picked) {
        (Some(container), Some((pick, sha256))) if *sha256 == content.sha256 => {
            return format!(
                "the same certificate as {}",
                if container == pick { pick } else { container }
            );
        }
        (Some(container), _) => {
            return format!("the same certificate as {container}, not for sign-in");
        }
        _ => {}
    }
    let offered = content.authenticates_client();
    let words = match it.purpose {
        Purpose::PivAuthentication => "does not permit sign-in",
        Purpose::DigitalSignature | Purpose::CacSignature if offered => {
            "signs mail; a browser may offer it, but services refuse it or count it for less"
        }
        Purpose::DigitalSignature | Purpose::CacSignature => "signs mail; not offered for sign-in",
        Purpose::KeyManagement | Purpose::CacEncryption => {
            "receives encrypted mail; cannot sign in"
        }
        Purpose::CardAuthentication => "proves the card, not its holder: doors ask for it",
        Purpose::Retired => "an old key, kept to read old mail",
        Purpose::CacIdentity if picked.is_some() => {
            "the older identity certificate; services take PIV Authentication instead"
        }
        Purpose::CacIdentity => "does not permit sign-in",
    };
    words.to_owned()
}

use super::link::Link;
use super::parameters::Purpose;

/// id-kp-clientAuth, RFC 5280 §4.2.1.12.
const CLIENT_AUTH: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 2];
/// Smart-card logon, [MS-WCCE].
const SMARTCARD_LOGON: &[u8] = &[0x2B, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 2];
/// id-PIV-content-signing, 2.16.840.1.101.3.6.7 (FIPS 201-3 §4.2.1).
const PIV_CONTENT_SIGNING: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 6, 7];
/// id-fpki-pivi-content-signing, 2.16.840.1.101.3.8.7 (FPKI PIV-I profile).
const PIVI_CONTENT_SIGNING: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 8, 7];
/// anyExtendedKeyUsage, RFC 5280 §4.2.1.12.
const ANY: &[u8] = &[0x55, 0x1D, 37, 0];

/// What a purpose asks of certificates.
struct Wanted {
    /// Usages either of which will do.
    usages: [&'static [u8]; 2],
    /// What is said of a certificate that allows neither, of an issuer that does, and where none is left in common.
    messages: [&'static str; 3],
    /// What is said of a certificate whose key may not sign.
    signature: &'static str,
}

const SIGN_IN: Wanted = Wanted {
    usages: [CLIENT_AUTH, SMARTCARD_LOGON],
    messages: [
        "its extKeyUsage allows neither TLS client authentication nor smart-card logon",
        "its extKeyUsage allows it to issue certificates neither for TLS client authentication nor for smart-card logon",
        "its extKeyUsage and those of the certificates above it have no usage for sign-in in common",
    ],
    signature: "its keyUsage does not allow the signature that a sign-in asks for (digitalSignature)",
};

const CONTENT_SIGNING: Wanted = Wanted {
    usages: [PIV_CONTENT_SIGNING, PIVI_CONTENT_SIGNING],
    messages: [
        "its extKeyUsage allows neither PIV nor PIV-I content signing",
        "its extKeyUsage allows it to issue certificates neither for PIV nor for PIV-I content signing",
        "its extKeyUsage and those of the certificates above it have no usage for content signing in common",
    ],
    signature: "its keyUsage does not allow it to sign objects of a card (digitalSignature)",
};

fn wanted(purpose: Purpose) -> Option<&'static Wanted> {
    match purpose {
        Purpose::Any => None,
        Purpose::SignIn => Some(&SIGN_IN),
        Purpose::ContentSigning => Some(&CONTENT_SIGNING),
    }
}

/// What is said of a certificate without digitalSignature; none where the purpose does not need it.
pub(super) fn signature(purpose: Purpose) -> Option<&'static str> {
    wanted(purpose).map(|it| it.signature)
}

/// Which usages of the purpose every certificate so far allows. RFC 5280 has extKeyUsage speak of the certificate's own key
/// alone; everybody reads it in a CA as a bound on what it may issue.
#[derive(Clone, Copy)]
pub(super) struct Usages {
    wanted: Option<&'static Wanted>,
    left: [bool; 2],
}

impl Usages {
    pub(super) fn new(purpose: Purpose) -> Self {
        Usages {
            wanted: wanted(purpose),
            left: [true; 2],
        }
    }

    /// Takes in the next certificate; the message where nothing is left.
    pub(super) fn narrow(&mut self, link: &Link, is_target: bool) -> Option<&'static str> {
        let wanted = self.wanted?;
        let usage = &link.extensions.extended_key_usage.as_ref()?.value;
        let has = |it: &'static [u8]| usage.iter().any(|usage| *usage == it);
        if has(ANY) {
            return None;
        }
        let before = self.left;
        let allows = wanted.usages.map(has);
        self.left = [before[0] && allows[0], before[1] && allows[1]];
        if self.left.contains(&true) || !before.contains(&true) {
            return None;
        }
        // What this certificate does not allow is told once; those below are held to what is left of before.
        self.left = before;
        let [target, issuer, common] = wanted.messages;
        Some(match (is_target, allows.contains(&true)) {
            (true, false) => target,
            (false, false) => issuer,
            (_, true) => common,
        })
    }
}

use super::link::Link;

/// id-kp-clientAuth, RFC 5280 §4.2.1.12.
const CLIENT_AUTH: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 2];
/// Smart-card logon, [MS-WCCE].
const SMARTCARD_LOGON: &[u8] = &[0x2B, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 2];
/// anyExtendedKeyUsage, RFC 5280 §4.2.1.12.
const ANY: &[u8] = &[0x55, 0x1D, 37, 0];

/// Which sign-in usages every certificate so far allows. RFC 5280 has extKeyUsage speak of the certificate's own key
/// alone; everybody reads it in a CA as a bound on what it may issue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Usages {
    client: bool,
    logon: bool,
}

impl Usages {
    pub(super) fn new() -> Self {
        Usages {
            client: true,
            logon: true,
        }
    }

    /// Takes in the next certificate; the message where nothing is left.
    pub(super) fn narrow(&mut self, link: &Link, is_target: bool) -> Option<&'static str> {
        let usage = &link.extensions.extended_key_usage.as_ref()?.value;
        let has = |it: &'static [u8]| usage.iter().any(|usage| *usage == it);
        if has(ANY) {
            return None;
        }
        let before = *self;
        let allows = Usages {
            client: has(CLIENT_AUTH),
            logon: has(SMARTCARD_LOGON),
        };
        self.client &= allows.client;
        self.logon &= allows.logon;
        if self.client || self.logon || !(before.client || before.logon) {
            return None;
        }
        // What this certificate does not allow is told once; those below are held to what is left of before.
        *self = before;
        Some(match (is_target, allows.client || allows.logon) {
            (true, false) => {
                "its extKeyUsage allows neither TLS client authentication nor smart-card logon"
            }
            (false, false) => {
                "its extKeyUsage allows it to issue certificates neither for TLS client authentication nor for smart-card logon"
            }
            (_, true) => {
                "its extKeyUsage and those of the certificates above it have no usage for sign-in in common"
            }
        })
    }
}

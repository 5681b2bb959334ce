/// A closed set and the word for each of its members, as the tables and the JSON have it.
macro_rules! words {
    ($(#[$doc:meta])* $set:ident { $($(#[$about:meta])* $member:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $set {
            $($(#[$about])* $member,)+
        }

        impl $set {
            pub const ALL: &'static [$set] = &[$($set::$member),+];

            pub fn word(self) -> &'static str {
                match self {
                    $($set::$member => $word,)+
                }
            }

            pub fn of(word: &str) -> Option<$set> {
                Self::ALL.iter().find(|it| it.word() == word).copied()
            }
        }
    };
}
pub(super) use words;

words! {
    /// What part of a sign-in a code is about.
    Category {
        Account = "account",
        AppConfig = "app-config",
        Certificate = "certificate",
        ConditionalAccess = "conditional-access",
        Credential = "credential",
        Device = "device",
        Mfa = "mfa",
        NetworkLocation = "network-location",
        Redirect = "redirect",
        Scope = "scope",
        Service = "service",
        Token = "token",
    }
}

words! {
    /// Why a sign-in failed, in the words of the report's `hypotheses`.
    Cause {
        /// The certificate could not be used: service, reader, card or driver.
        CardPath = "card-path",
        WrongCertificate = "wrong-certificate",
        NoCertificateSent = "no-certificate-sent",
        CertificateExpiredOrRevoked = "certificate-expired-or-revoked",
        /// What the organisation set up to judge certificates: authorities, revocation lists.
        TenantCertificateTrust = "tenant-certificate-trust",
        /// No user was found for what is in the certificate.
        UserBinding = "user-binding",
        /// The proof given is missing or too weak; second factors too.
        AuthenticationStrength = "authentication-strength",
        NetworkPlace = "network-place",
        DeviceIdentity = "device-identity",
        /// The application: not one that is allowed, or set up wrongly.
        ClientApp = "client-app",
        AuthenticationFlow = "authentication-flow",
        Risk = "risk",
        /// Who is given what.
        Assignment = "assignment",
        ServiceDependency = "service-dependency",
        Credential = "credential",
        Account = "account",
        Token = "token",
        /// The application's own secret or certificate.
        ClientCredential = "client-credential",
        Redirect = "redirect",
        Scope = "scope",
        Consent = "consent",
        ServiceFault = "service-fault",
        /// The code alone does not tell.
        Unknown = "unknown",
    }
}

words! {
    /// Whether a fault on the workstation, its reader, card, browser or local network can bring a code about.
    Local {
        Yes = "yes",
        Possible = "possible",
        No = "no",
        Unknown = "unknown",
    }
}

words! {
    /// How far a meaning is to be trusted.
    Standing {
        /// Published by Microsoft or a government guide.
        Confirmed = "confirmed",
        /// Reported by others only.
        ThirdParty = "third-party",
        /// No good source.
        Unconfirmed = "unconfirmed",
    }
}

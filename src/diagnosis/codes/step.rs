use super::word::words;

words! {
    /// What to do about a code; the codes of one kind share a step.
    Step {
        AccountAdmin = "account-admin",
        AccountOrCertificate = "account-or-certificate",
        Again = "again",
        Answer = "answer",
        App = "app",
        ApprovedApp = "approved-app",
        Assignment = "assignment",
        Binding = "binding",
        Broker = "broker",
        Browser = "browser",
        CardPath = "card-path",
        Clock = "clock",
        Compliance = "compliance",
        Consent = "consent",
        Device = "device",
        DeviceAdmin = "device-admin",
        Flow = "flow",
        FreshBrowser = "fresh-browser",
        Guest = "guest",
        Ids = "ids",
        LookUp = "lookup",
        Mfa = "mfa",
        MfaEnrol = "mfa-enrol",
        ModernApp = "modern-app",
        Password = "password",
        PasswordNew = "password-new",
        Pick = "pick",
        PickAccount = "pick-account",
        PolicyIds = "policy-ids",
        Renew = "renew",
        Restriction = "restriction",
        Retry = "retry",
        RightMethod = "right-method",
        Risk = "risk",
        TenantTrust = "tenant-trust",
        Unlock = "unlock",
        WindowsLogon = "windows-logon",
    }
}

impl Step {
    pub fn text(self) -> &'static str {
        match self {
            Step::AccountAdmin => "Ask your organisation's administrator of accounts.",
            Step::AccountOrCertificate => {
                "Close every browser window, type your own user name in full, and pick the certificate for PIV \
                 authentication when asked. If it stays, send the code and the ids of the error page to your identity \
                 administrator."
            }
            Step::Again => "Sign in again, in a fresh browser window.",
            Step::Answer => {
                "Go on with the step that the page asks for, or start the sign-in again."
            }
            Step::App => {
                "Send the whole error text to the owner of the application. Nothing on this computer's reader or card \
                 needs repair for this."
            }
            Step::ApprovedApp => {
                "Use an application that your organisation allows for this; its help desk knows which."
            }
            Step::Assignment => "Ask for the application to be given to your account.",
            Step::Binding => {
                "Close every browser window, sign in again and pick the certificate for PIV authentication. After a new \
                 card, ask your identity administrator to enter its values for your account."
            }
            Step::Broker => {
                "Install the helper application that the page names, then sign in again."
            }
            Step::Browser => {
                "Use the browser that your organisation supports, in an ordinary window (not a private one), signed in \
                 with your work account."
            }
            Step::CardPath => {
                "Run cac-doctor with the card in the reader and mend what it names. Then close every browser window, sign \
                 in again and pick a certificate when asked. If all is well here, ask the administrator whether a proxy \
                 opens the encrypted connection to the sign-in service."
            }
            Step::Clock => "Set this computer's clock right (automatic time), then sign in again.",
            Step::Compliance => {
                "Open your organisation's device portal on this computer, mend what it names, wait until it reports the \
                 device as in order, and sign in again."
            }
            Step::Consent => {
                "Ask your identity administrator to allow the application, or allow it yourself when asked."
            }
            Step::Device => {
                "Sign in from a computer that your organisation manages, in an ordinary window of a browser it supports."
            }
            Step::DeviceAdmin => {
                "Have this computer's registration with the organisation looked at, and renewed if need be."
            }
            Step::Flow => {
                "Sign in on the device itself, in its browser, instead of by a code shown there."
            }
            Step::FreshBrowser => {
                "Close every browser window, open the browser anew, sign in again and pick the certificate for PIV \
                 authentication."
            }
            Step::Guest => {
                "Sign out of other accounts. If your account is the right one, ask the organisation that owns the \
                 application to add it."
            }
            Step::Ids => {
                "Send the code, request id, correlation id and time of the error page to your identity administrator."
            }
            Step::LookUp => {
                "Look at Microsoft's own page for the code, and send the ids and the time of the error page to your \
                 identity administrator."
            }
            Step::Mfa => {
                "Finish the second factor when asked, or sign in with the card's certificate where that counts."
            }
            Step::MfaEnrol => {
                "Set up the second factor when asked, from a place your organisation allows. If it cannot be set up, ask \
                 your identity administrator."
            }
            Step::ModernApp => {
                "Sign in with a browser or a current version of the application; old mail protocols are refused."
            }
            Step::Password => {
                "Type user name and password again and look whether Caps Lock is on, or sign in with the card instead."
            }
            Step::PasswordNew => {
                "Set a new password the way your organisation prescribes, or sign in with the card instead."
            }
            Step::Pick => {
                "Close every browser window, sign in again and pick the certificate for PIV authentication; `cac-doctor \
                 certs` shows which one that is."
            }
            Step::PickAccount => {
                "Sign out of other accounts or open a fresh browser window, and sign in with your account of this \
                 organisation."
            }
            Step::PolicyIds => {
                "On the error page open \"More details\" and send request id, correlation id and time to your identity \
                 administrator: the sign-in log names the policy. Use the government VPN or network if you have one; \
                 never turn it off for this error."
            }
            Step::Renew => {
                "Look at the certificate's dates with `cac-doctor certs` and pick the current one in a fresh browser. If \
                 the current one has expired or is revoked, get it replaced. If its dates hold, the list of revoked \
                 certificates may be at fault: tell your identity administrator."
            }
            Step::Restriction => {
                "Ask whoever runs this network whether the organisation may be signed in to from here."
            }
            Step::Retry => {
                "Wait a few minutes and sign in again. If it stays, send the ids of the error page on."
            }
            Step::RightMethod => {
                "Close every browser window and sign in with the method that the application wants: for most such, the \
                 card's certificate."
            }
            Step::Risk => {
                "Sign in from the usual computer and network, and tell your identity administrator if you did not sign in \
                 yourself."
            }
            Step::TenantTrust => {
                "If another certificate than the one for PIV authentication was picked, pick that one in a fresh browser. \
                 Otherwise send the ids of the error page to your identity administrator: authorities and revocation \
                 lists are set up there, not on this computer."
            }
            Step::Unlock => {
                "Stop trying passwords, wait, and find programs that keep an old one. If it stays, ask for the account to \
                 be unlocked. If the tries were not yours, say so."
            }
            Step::WindowsLogon => {
                "Lock and unlock the computer on the organisation's network, then try again. If it stays, have the \
                 Windows logon to the domain looked at."
            }
        }
    }
}

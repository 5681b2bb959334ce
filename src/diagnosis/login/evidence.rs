use crate::case::Case;
use crate::diagnosis::codes::{self, Cause};
use crate::diagnosis::pathway::{self, Pathway};
use crate::diagnosis::symptom::BLOCKED;
use crate::diagnosis::{FindingStatus, Judged};
use crate::facts::{AuthorizeRequest, Method, NetworkPlace, Page, Policy, SignIn, Token};

/// Everything that bears on one failed sign-in: what was found here, what the person told, what the log says.
pub(in crate::diagnosis) struct Evidence<'c> {
    pub case: &'c Case<'c>,
    /// The code this is about, and whether somebody told it.
    pub code: u32,
    pub told: bool,
    pub page: Option<&'c Page>,
    pub sign_in: Option<&'c SignIn>,
    pub token: Option<&'c Token>,
    pub request: Option<&'c AuthorizeRequest>,
    /// How the first factor was given: by the log, else by the person's word.
    pub method: Method,
    /// The log says so, rather than the person.
    pub method_logged: bool,
    pub network: NetworkPlace,
    /// The failure that keeps the certificate from being used.
    pub broken: Option<&'c Judged>,
    /// The failure that makes another certificate be offered.
    pub wrong: Option<&'c Judged>,
    /// The failure that by itself brings the told code about, where that is another than 53003.
    pub fitting: Option<&'c Judged>,
    /// What kept the tool from looking.
    pub blind: Option<&'c Judged>,
}

impl<'c> Evidence<'c> {
    pub fn gather(case: &'c Case<'c>, findings: &'c [Judged]) -> Evidence<'c> {
        let login = &case.snapshot.login;
        let page = login.page.seen();
        let sign_in = login.sign_in.seen();
        let code = code(login.code, page, sign_in);
        let logged = sign_in.map_or(Method::Unknown, |it| it.method);
        let cause = codes::code(code.unwrap_or(BLOCKED)).map(|it| it.cause);
        let failed = |on: &dyn Fn(Option<Pathway>) -> bool| {
            findings
                .iter()
                .find(|it| it.found == FindingStatus::Fail && on(pathway::of(it.rule)))
        };
        Evidence {
            case,
            code: code.unwrap_or(BLOCKED),
            told: code.is_some(),
            page,
            sign_in,
            token: login.token.seen(),
            request: login.request.seen(),
            method: if logged == Method::Unknown {
                login.method
            } else {
                logged
            },
            method_logged: logged != Method::Unknown,
            network: login.network,
            broken: failed(&|it| matches!(it, Some(Pathway::CardPath | Pathway::CertificateDates))),
            wrong: failed(&|it| it == Some(Pathway::WrongCertificate)),
            fitting: failed(&|it| it.zip(cause).is_some_and(|(way, cause)| brings(way, cause))),
            blind: findings
                .iter()
                .find(|it| it.status == FindingStatus::Unknown && it.remedy.is_some()),
        }
    }

    pub fn is_blocked(&self) -> bool {
        self.code == BLOCKED
    }

    /// A certificate was accepted in this sign-in, so reader, card, PIN and key worked for it. The log knows; somebody's
    /// word that the certificate was used says so only where the sign-in got as far as the policies.
    pub fn certificate_accepted(&self) -> bool {
        match self.sign_in.and_then(|it| it.card_cleared) {
            Some(cleared) => cleared,
            None => !self.method_logged && self.is_blocked() && self.method == Method::Certificate,
        }
    }

    /// Something other than a certificate was used.
    pub fn other_factor(&self) -> bool {
        matches!(self.method, Method::Password | Method::Other)
    }

    /// Who says how the first factor was given.
    pub fn method_says(&self) -> &'static str {
        if self.method_logged {
            "the sign-in log says"
        } else {
            "you say"
        }
    }

    /// The policies whose refusal the log names; report-only ones never are among them.
    pub fn failed_policies(&self) -> Vec<&'c Policy> {
        self.sign_in.map_or_else(Vec::new, |it| {
            it.failed
                .iter()
                .filter_map(|at| it.policies.get(*at))
                .collect()
        })
    }

    /// The application's name, from the page or the log.
    pub fn app(&self) -> Option<&'c str> {
        self.page
            .and_then(|it| it.app_name.as_deref())
            .or_else(|| self.sign_in.and_then(|it| it.app.as_deref()))
    }

    /// The card bears the marks of a DoD issuer.
    pub fn is_dod(&self) -> bool {
        self.case.cards().any(|(_, card)| {
            card.certificates
                .iter()
                .any(|it| it.content.as_ref().is_ok_and(|it| it.is_dod()))
        })
    }
}

/// Whether trouble on this way brings a code of this cause about. Others come from other places, whatever is broken here.
pub(in crate::diagnosis) fn brings(way: Pathway, cause: Cause) -> bool {
    matches!(
        (way, cause),
        (
            Pathway::CardPath,
            Cause::NoCertificateSent | Cause::CardPath
        ) | (
            Pathway::CertificateDates,
            Cause::CertificateExpiredOrRevoked
        ) | (Pathway::WrongCertificate, Cause::WrongCertificate)
    )
}

/// The code this is about. A page is closer to the sign-in than the log, and both than what somebody typed; a page that
/// names several is about the block where the block is among them.
fn code(typed: Option<u32>, page: Option<&Page>, sign_in: Option<&SignIn>) -> Option<u32> {
    let of = |codes: &[u32]| {
        let blocked = codes.iter().find(|it| **it == BLOCKED);
        blocked
            .or_else(|| codes.iter().find(|it| **it != 0))
            .copied()
    };
    page.and_then(|it| of(&it.codes))
        .or(typed)
        .or_else(|| sign_in.and_then(|it| of(&it.codes)))
}

//! The simulated issuers: a root, two issuing authorities in DoD's shape, a content signer, and what they issue.
use super::certificate::{self as x509, Template, Validity};
use super::fault::Fault;
use super::keys::{self, Signer};
use super::spec::{Holder, KeyType};
use super::{der, oids};
use time::{Date, Duration, OffsetDateTime, Time};

const ROOT_NAME: &str = "CAC-DOCTOR TEST ROOT CA";
const ID_CA_NAME: &str = "TEST ID CA-1";
const EMAIL_CA_NAME: &str = "TEST EMAIL CA-1";
/// Nobody has a certificate of it.
const STRANGER_NAME: &str = "TEST CONTENT CA-9";
const CONTENT_SIGNER_NAME: &str = "TEST PIV Content Signer 1";

/// The certificates of the simulated issuers, DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hierarchy {
    pub root_der: Vec<u8>,
    /// `TEST ID CA-1`, which issues PIV Authentication, Card Authentication and identity certificates.
    pub id_ca_der: Vec<u8>,
    /// `TEST EMAIL CA-1`, which issues signature and key management certificates.
    pub email_ca_der: Vec<u8>,
}

impl Hierarchy {
    /// The hierarchy as it stands at `now`.
    pub fn new(now: OffsetDateTime) -> Self {
        let today = now.to_offset(time::UtcOffset::UTC).date();
        Hierarchy {
            root_der: authority(Signer::Root, ROOT_NAME, years(today, -8, 22), None),
            id_ca_der: authority(Signer::IdCa, ID_CA_NAME, years(today, -4, 4), Some(0)),
            email_ca_der: authority(Signer::EmailCa, EMAIL_CA_NAME, years(today, -4, 4), Some(0)),
        }
    }

    /// The issuing authorities.
    pub fn issuing(&self) -> [&[u8]; 2] {
        [&self.id_ca_der, &self.email_ca_der]
    }
}

/// The root's name, encoded.
pub fn root_name() -> Vec<u8> {
    x509::name(&[], ROOT_NAME)
}

/// Years of 365.25 days around a day: from its first second to the last second of the end.
fn years(today: Date, from: i64, to: i64) -> Validity {
    days(today, from * 1461 / 4, to * 1461 / 4)
}

/// Whole days, as DoD issues them.
pub fn days(today: Date, from: i64, to: i64) -> Validity {
    let midnight = today.with_time(Time::MIDNIGHT).assume_utc();
    Validity {
        not_before: midnight.saturating_add(Duration::days(from)),
        not_after: midnight.saturating_add(Duration::days(to + 1) - Duration::SECOND),
    }
}

/// A self-signed root (`path_length` none) or an authority under it.
fn authority(
    key: Signer,
    common_name: &str,
    validity: Validity,
    path_length: Option<u64>,
) -> Vec<u8> {
    let mut extensions = vec![x509::key_usage(
        x509::DIGITAL_SIGNATURE | x509::CERT_AND_CRL_SIGN,
    )];
    extensions.push(x509::basic_constraints(path_length));
    if path_length.is_some() {
        extensions.push(x509::policies(&[
            oids::DOD_MEDIUM_HARDWARE_112,
            oids::COMMON_AUTHENTICATION,
            oids::COMMON_CARD_AUTH,
            oids::COMMON_PIV_CONTENT_SIGNING,
        ]));
        extensions.extend(pointers("TESTROOTCA"));
    }
    Template {
        issuer: root_name(),
        subject: x509::name(&[], common_name),
        spki: &key.spki(),
        signer: Signer::Root,
        validity,
        extensions,
        over_sha1: false,
        identified_as: None,
        issued_as: None,
    }
    .issue()
}

/// Where the authorities' CRLs lie.
pub const CRL_FOLDER: &str = "http://crl.disa.example/crl";

/// CRL and authority information; the hosts cannot exist (RFC 2606).
fn pointers(file: &str) -> [Vec<u8>; 2] {
    [
        x509::crl_distribution_point(&format!("{CRL_FOLDER}/{file}.crl")),
        x509::authority_info(
            &format!("http://crl.disa.example/sign/{file}.cer"),
            "http://ocsp.disa.example",
        ),
    ]
}

/// An end-entity certificate of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Key reference 9A.
    PivAuthentication,
    /// Key reference 9C, and the e-mail signature applet of a CAC.
    DigitalSignature,
    /// Key reference 9D, and the e-mail encryption applet of a CAC.
    KeyManagement,
    /// Key references 82 to 95, counted from 0.
    RetiredKeyManagement(u8),
    /// Key reference 9E.
    CardAuthentication,
    /// The identity applet of a CAC.
    Identity,
    /// Signs CHUID and Security Object; not a certificate of the holder.
    ContentSigner,
}

impl Role {
    fn signer(self, faults: &[Fault]) -> Signer {
        match self {
            Role::DigitalSignature if faults.contains(&Fault::Twin) => Signer::IdCa,
            Role::ContentSigner
                if faults.contains(&Fault::ContentSignerForged)
                    || faults.contains(&Fault::ContentSignerOfStranger) =>
            {
                Signer::Content
            }
            Role::DigitalSignature | Role::KeyManagement | Role::RetiredKeyManagement(_) => {
                Signer::EmailCa
            }
            _ => Signer::IdCa,
        }
    }

    /// The issuer's name, encoded.
    pub fn issuer(self) -> Vec<u8> {
        self.issued_by(&[])
    }

    /// The issuer's name with those of the faults that a certificate can have, encoded.
    pub fn issued_by(self, faults: &[Fault]) -> Vec<u8> {
        if self == Role::ContentSigner && faults.contains(&Fault::ContentSignerOfStranger) {
            return x509::name(&[], STRANGER_NAME);
        }
        match self.signer(faults) {
            Signer::EmailCa => x509::name(&[], EMAIL_CA_NAME),
            _ => x509::name(&[], ID_CA_NAME),
        }
    }

    /// The subject's name, encoded.
    pub fn subject(self, holder: &Holder) -> Vec<u8> {
        match self {
            Role::ContentSigner => x509::name(&[], CONTENT_SIGNER_NAME),
            // It names the card, not the person.
            Role::CardAuthentication => x509::name(&["USA"], &uuid(holder)),
            _ => x509::name(
                &["USA"],
                &format!("{}.{:010}", holder.name, holder.fasc_n.person),
            ),
        }
    }

    fn spki(self, key_type: KeyType, faults: &[Fault]) -> Vec<u8> {
        if faults.contains(&Fault::Rsa1024) {
            return keys::HOLDER_RSA_1024.to_vec();
        }
        match (self, key_type) {
            (Role::PivAuthentication, KeyType::P384) => keys::HOLDER_P384.to_vec(),
            (Role::PivAuthentication, _) => keys::PIV_AUTH_RSA.to_vec(),
            (Role::DigitalSignature, _) => keys::SIGNATURE_RSA.to_vec(),
            (Role::KeyManagement | Role::RetiredKeyManagement(_), _) => {
                keys::KEY_MANAGEMENT_RSA.to_vec()
            }
            (Role::CardAuthentication, _) => keys::CARD_AUTH_P256.to_vec(),
            (Role::Identity, _) => keys::IDENTITY_RSA.to_vec(),
            (Role::ContentSigner, _) => Signer::Content.spki(),
        }
    }

    fn extensions(self, holder: &Holder, faults: &[Fault]) -> Vec<Vec<u8>> {
        let has = |fault| faults.contains(&fault);
        let mut number = holder.fasc_n;
        if has(Fault::FascnMismatch) {
            number.credential += 1;
        }
        let mut uuid_of = *holder;
        if has(Fault::UuidMismatch) {
            uuid_of.uuid[0] ^= 0xFF;
        }
        let twin = has(Fault::Twin) && self == Role::DigitalSignature;
        let mut person = holder.fasc_n;
        if has(Fault::EdipiMismatch) {
            person.person += 1;
        }
        let edipi = format!("{:010}@mil", person.person);
        let mut out = vec![];
        out.push(x509::key_usage(match self {
            Role::DigitalSignature | Role::Identity => {
                x509::DIGITAL_SIGNATURE | x509::NON_REPUDIATION
            }
            Role::KeyManagement | Role::RetiredKeyManagement(_) => x509::KEY_ENCIPHERMENT,
            _ => x509::DIGITAL_SIGNATURE,
        }));
        out.extend(pointers(match self.signer(faults) {
            Signer::EmailCa => "TESTEMAILCA_1",
            _ => "TESTIDCA_1",
        }));
        out.push(x509::policies(match self {
            Role::PivAuthentication => {
                &[oids::DOD_MEDIUM_HARDWARE_112, oids::COMMON_AUTHENTICATION]
            }
            Role::CardAuthentication => &[oids::COMMON_CARD_AUTH],
            Role::ContentSigner if has(Fault::ContentSignerUnfit) => {
                &[oids::DOD_MEDIUM_HARDWARE_112]
            }
            Role::ContentSigner => &[oids::COMMON_PIV_CONTENT_SIGNING],
            _ => &[oids::DOD_MEDIUM_HARDWARE_112],
        }));
        let card_uuid = || x509::uri(&format!("urn:uuid:{}", uuid(&uuid_of)));
        let names = match self {
            Role::PivAuthentication => {
                let principal = x509::principal_name(&format!("{}@mil", person.principal()));
                let mut names = vec![x509::fasc_n(&number), card_uuid()];
                if !has(Fault::NoUpn) {
                    names.insert(0, principal);
                }
                names
            }
            Role::CardAuthentication => vec![x509::fasc_n(&number), card_uuid()],
            Role::DigitalSignature => {
                vec![x509::rfc822(holder.email), x509::principal_name(&edipi)]
            }
            Role::KeyManagement | Role::RetiredKeyManagement(_) => vec![x509::rfc822(holder.email)],
            Role::Identity => vec![x509::principal_name(&edipi)],
            Role::ContentSigner => vec![],
        };
        if !names.is_empty() {
            out.push(x509::alternative_names(names));
        }
        match self {
            Role::PivAuthentication => {
                out.push(x509::background_check_pending(has(Fault::NaciInterim)));
                out.push(x509::extended_key_usage(
                    false,
                    if has(Fault::WrongEku) {
                        &[oids::EMAIL_PROTECTION]
                    } else {
                        &[oids::CLIENT_AUTH, oids::SMART_CARD_LOGON]
                    },
                ));
            }
            Role::Identity => {
                out.push(x509::extended_key_usage(
                    false,
                    &[oids::CLIENT_AUTH, oids::SMART_CARD_LOGON],
                ));
            }
            Role::DigitalSignature => out.push(x509::extended_key_usage(
                false,
                if twin {
                    &[oids::EMAIL_PROTECTION, oids::CLIENT_AUTH]
                } else {
                    &[oids::EMAIL_PROTECTION]
                },
            )),
            Role::CardAuthentication => {
                out.push(x509::background_check_pending(false));
                out.push(x509::extended_key_usage(true, &[oids::PIV_CARD_AUTH]));
            }
            Role::ContentSigner => out.push(x509::extended_key_usage(
                true,
                if has(Fault::ContentSignerUnfit) {
                    &[oids::EMAIL_PROTECTION]
                } else {
                    &[oids::PIV_CONTENT_SIGNING]
                },
            )),
            Role::KeyManagement | Role::RetiredKeyManagement(_) => {}
        }
        out
    }

    /// The certificate, DER.
    pub fn issue(self, holder: &Holder, key_type: KeyType, validity: Validity) -> Vec<u8> {
        self.issue_with(holder, key_type, validity, &[])
    }

    /// The certificate with those of the faults that a certificate can have.
    pub fn issue_with(
        self,
        holder: &Holder,
        key_type: KeyType,
        validity: Validity,
        faults: &[Fault],
    ) -> Vec<u8> {
        self.with_template(holder, key_type, validity, faults, |template| {
            template.issue()
        })
    }

    /// The certificate, made larger than `size` bytes by a comment.
    pub fn issue_larger_than(
        self,
        size: usize,
        holder: &Holder,
        key_type: KeyType,
        validity: Validity,
    ) -> Vec<u8> {
        self.with_template(holder, key_type, validity, &[], |template| {
            let comment = der::element(der::IA5_STRING, &vec![b' '; size]);
            template
                .extensions
                .push(x509::extension(oids::NETSCAPE_COMMENT, false, &comment));
            template.issue()
        })
    }

    /// The serial number, encoded.
    pub fn serial(self, holder: &Holder, key_type: KeyType, validity: Validity) -> Vec<u8> {
        self.with_template(holder, key_type, validity, &[], |template| {
            template.serial()
        })
    }

    fn with_template<T>(
        self,
        holder: &Holder,
        key_type: KeyType,
        validity: Validity,
        faults: &[Fault],
        then: impl FnOnce(&mut Template) -> T,
    ) -> T {
        let has = |fault| faults.contains(&fault);
        then(&mut Template {
            issuer: self.issued_by(faults),
            subject: self.subject(holder),
            spki: &self.spki(key_type, faults),
            signer: self.signer(faults),
            validity,
            extensions: self.extensions(holder, faults),
            over_sha1: has(Fault::Sha1Signed),
            identified_as: has(Fault::KeyIdentifierMismatch).then_some(keys::IDENTITY_RSA),
            // Whoever forges a certificate copies what says who issued it.
            issued_as: has(Fault::ContentSignerForged).then_some(Signer::IdCa),
        })
    }
}

/// The card's UUID in its text form (RFC 9562 §4).
fn uuid(holder: &Holder) -> String {
    let mut out = String::new();
    for (position, byte) in holder.uuid.iter().enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        out.push_str(&format!("{byte:02x}"));
    }
    out
}

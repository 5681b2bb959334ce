//! Which certificate lies in which container, and in what state.
use super::certificate::Validity;
use super::fault::{Fault, ObjectId};
use super::issue::{self, Role};
use super::spec::{Packing, Spec};
use flate2::{Compression, write::GzEncoder, write::ZlibEncoder};
use std::io::Write as _;
use time::{Date, Duration};

/// Days from issuing a healthy card to now, and from now to its end: three years in all.
const AGE: i64 = 400;
const LEFT: i64 = 694;

/// Larger than a two-byte length can say.
const HUGE: usize = 0x1_0000;
/// What the gzip bomb inflates to.
const BOMB: usize = 16 << 20;

fn today(spec: &Spec) -> Date {
    spec.now.to_offset(time::UtcOffset::UTC).date()
}

/// The day in the CHUID.
pub fn card_expiry(spec: &Spec) -> Date {
    let days = if spec.has(Fault::ChuidExpired) {
        -20
    } else {
        LEFT
    };
    today(spec).saturating_add(Duration::days(days))
}

pub fn content_signer_validity(spec: &Spec) -> Validity {
    if spec.has(Fault::ContentSignerExpired) {
        return issue::days(today(spec), -900, -100);
    }
    issue::days(today(spec), -900, 1400)
}

fn validity(spec: &Spec, object: ObjectId, role: Role) -> Validity {
    let today = today(spec);
    if let Role::RetiredKeyManagement(nth) = role {
        // Those of earlier cards, the youngest first.
        let ended = -AGE - 200 * i64::from(nth);
        return issue::days(today, ended - 1095, ended);
    }
    for placed in spec.faults.iter().filter(|it| it.touches(object)) {
        match placed.fault {
            Fault::ExpiredCertificate => return issue::days(today, -1130, -35),
            Fault::NotYetValid => return issue::days(today, 2, 1097),
            Fault::ExpiresSoon(days) => {
                return issue::days(today, i64::from(days) - 1095, i64::from(days));
            }
            Fault::OutlivesCard => return issue::days(today, -AGE, LEFT + 90),
            _ => {}
        }
    }
    issue::days(today, -AGE, LEFT)
}

/// What tags 70 and 71 of a container hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contained {
    pub certificate: Vec<u8>,
    /// CertInfo: 01 when compressed (SP 800-73-5 Part 1 Appendix A).
    pub info: u8,
}

/// Issues each certificate once, though a CAC and its PIV application share some.
pub struct Cabinet<'a> {
    spec: &'a Spec,
    issued: Vec<(Role, Validity, Vec<Fault>, Vec<u8>)>,
    bomb: Option<Vec<u8>>,
}

impl<'a> Cabinet<'a> {
    pub fn new(spec: &'a Spec) -> Self {
        Cabinet {
            spec,
            issued: Vec::new(),
            bomb: None,
        }
    }

    /// The content of one container, `None` when it is empty.
    pub fn contained(
        &mut self,
        object: ObjectId,
        role: Role,
        packing: Packing,
    ) -> Option<Contained> {
        if self.spec.has_at(Fault::EmptyContainer, object) {
            return None;
        }
        if self.spec.has_at(Fault::GzipBomb, object) {
            let bomb = self
                .bomb
                .get_or_insert_with(|| pack(&vec![0; BOMB], Packing::Gzip));
            return Some(Contained {
                certificate: bomb.clone(),
                info: 1,
            });
        }
        let mut certificate = self.certificate(object, role);
        if self.spec.has_at(Fault::MalformedDer, object) {
            // The length of TBSCertificate, in the second header.
            certificate
                .iter_mut()
                .skip(6)
                .take(2)
                .for_each(|octet| *octet = 0xFF);
        }
        let packing = if self.spec.has_at(Fault::Gzip, object) {
            Packing::Gzip
        } else {
            packing
        };
        Some(match packing {
            Packing::Plain => Contained {
                certificate,
                info: 0,
            },
            _ => Contained {
                certificate: pack(&certificate, packing),
                info: 1,
            },
        })
    }

    fn certificate(&mut self, object: ObjectId, role: Role) -> Vec<u8> {
        let validity = validity(self.spec, object, role);
        if self.spec.has_at(Fault::HugeCertificate, object) {
            return role.issue_larger_than(HUGE, &self.spec.holder, self.spec.key_type, validity);
        }
        let faults: Vec<Fault> = self
            .spec
            .faults
            .iter()
            .filter(|it| it.touches(object))
            .map(|it| it.fault)
            .collect();
        if let Some((.., der)) = self
            .issued
            .iter()
            .find(|(r, v, f, _)| (*r, *v) == (role, validity) && *f == faults)
        {
            return der.clone();
        }
        let der = role.issue_with(&self.spec.holder, self.spec.key_type, validity, &faults);
        self.issued.push((role, validity, faults, der.clone()));
        der
    }
}

#[allow(clippy::expect_used, reason = "writing to a Vec cannot fail")]
fn pack(plain: &[u8], packing: Packing) -> Vec<u8> {
    match packing {
        Packing::Plain => plain.to_vec(),
        Packing::Gzip => {
            let mut out = GzEncoder::new(Vec::new(), Compression::best());
            out.write_all(plain).expect("a Vec");
            out.finish().expect("a Vec")
        }
        Packing::Zlib => {
            let mut out = ZlibEncoder::new(Vec::new(), Compression::best());
            out.write_all(plain).expect("a Vec");
            out.finish().expect("a Vec")
        }
    }
}

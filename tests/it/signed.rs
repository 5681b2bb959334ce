//! Signed objects of a card: what is another object's signature, or not made as CMS wants it, is not good.
use cac_doctor::bundle::redact::redact;
use cac_doctor::case::{Case, Decoded};
use cac_doctor::facts::{Bytes, Pii, Snapshot};
use cac_doctor::pki::Oid;
use cac_doctor::pki::cms::{SignatureCheck, SignedData, SignerId, Verdict};
use cac_doctor::pki::der::{self as read, tag};
use cac_doctor::sim::keys::{Signer, sha256};
use cac_doctor::sim::{der, oids};
use cac_doctor::standards::piv::{SecurityObject, strip_53};
use cac_doctor::standards::simple_tlv::Elements;

const DATA: oids::Arcs = &[1, 2, 840, 113549, 1, 7, 1];

fn healthy() -> Snapshot {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds/healthy.json");
    cac_doctor::bundle::parse(&std::fs::read(path).unwrap()).unwrap()
}

/// The elements of the CHUID but its signature, and the certificate of who signed it with its identifier.
struct Chuid {
    fields: Vec<(u8, Vec<u8>)>,
    certificate: Vec<u8>,
    signer: Vec<u8>,
}

impl Chuid {
    fn of(snapshot: &Snapshot) -> Chuid {
        let card = snapshot.readers.seen().unwrap()[0].card.seen().unwrap();
        let content = strip_53(card.piv.seen().unwrap().chuid.seen().unwrap()).unwrap();
        let elements: Vec<_> = Elements::new(content).map(Result::unwrap).collect();
        let signature = elements.iter().find(|it| it.tag == 0x3E).unwrap();
        let data = SignedData::parse(signature.value).unwrap();
        let SignerId::IssuerAndSerial { issuer, serial } = &data.signers[0].id else {
            panic!("the simulator names issuer and serial number");
        };
        let number = der::element(tag::INTEGER, serial);
        Chuid {
            fields: elements
                .iter()
                .filter(|it| it.tag != 0x3E)
                .map(|it| (it.tag, it.value.to_vec()))
                .collect(),
            certificate: data.certificates[0].clone(),
            signer: der::sequence([issuer.clone(), number]),
        }
    }

    fn signed(&self) -> Vec<u8> {
        let each = self.fields.iter();
        each.flat_map(|(tag, value)| der::element(*tag, value))
            .collect()
    }

    fn with(&self, signature: &[u8]) -> Vec<u8> {
        let (end, plain) = self.fields.split_last().unwrap();
        let mut out: Vec<u8> = plain
            .iter()
            .flat_map(|(tag, value)| der::element(*tag, value))
            .collect();
        out.extend(der::element(0x3E, signature));
        out.extend(der::element(end.0, &end.1));
        der::element(0x53, &out)
    }

    /// A signature made with the content signer's key.
    fn cms(
        &self,
        kind: oids::Arcs,
        inside: Option<&[u8]>,
        attributes: Option<Vec<Vec<u8>>>,
    ) -> Vec<u8> {
        let digest = der::sequence([der::oid(oids::SHA256), der::null()]);
        let mut encapsulated = vec![der::oid(kind)];
        encapsulated.extend(inside.map(|it| der::context(0, [der::octets(it)])));
        let attributes = attributes.map(der::set_of);
        let over = attributes.clone().unwrap_or_else(|| self.signed());
        let signature = Signer::Content.sign(&over);
        let mut info = vec![der::integer(1), self.signer.clone(), digest.clone()];
        info.extend(attributes.map(|mut it| {
            it[0] = 0xA0;
            it
        }));
        info.push(der::sequence([der::oid(oids::RSA_ENCRYPTION), der::null()]));
        info.push(der::octets(&signature));
        let data = der::sequence([
            der::integer(3),
            der::set_of(vec![digest]),
            der::sequence(encapsulated),
            der::context(0, [self.certificate.clone()]),
            der::set_of(vec![der::sequence(info)]),
        ]);
        der::sequence([der::oid(oids::SIGNED_DATA), der::context(0, [data])])
    }
}

fn attribute(kind: oids::Arcs, values: Vec<Vec<u8>>) -> Vec<u8> {
    der::sequence([der::oid(kind), der::set_of(values)])
}

fn plain(kind: oids::Arcs, over: &[u8]) -> Vec<Vec<u8>> {
    vec![
        attribute(oids::CONTENT_TYPE, vec![der::oid(kind)]),
        attribute(oids::MESSAGE_DIGEST, vec![der::octets(&sha256(over))]),
    ]
}

fn piv(snapshot: &mut Snapshot) -> &mut cac_doctor::facts::PivApplication {
    let reader = &mut snapshot.readers.seen_mut().unwrap()[0];
    let card = reader.card.seen_mut().unwrap();
    card.piv.seen_mut().unwrap()
}

fn chuid_of(snapshot: &Snapshot) -> SignatureCheck {
    match &Case::read(snapshot, None).readers[0].card.chuid {
        Decoded::Value(it) => it.signature.clone(),
        other => panic!("{other:?}"),
    }
}

fn bearing(answer: Vec<u8>) -> Snapshot {
    let mut snapshot = healthy();
    *piv(&mut snapshot).chuid.seen_mut().unwrap() = Pii(Bytes(answer));
    snapshot
}

/// The signature of a CHUID, which a redacted snapshot tells as well.
fn of_chuid(answer: Vec<u8>) -> SignatureCheck {
    let snapshot = bearing(answer);
    let check = chuid_of(&snapshot);
    let redacted = chuid_of(&redact(&snapshot, &[7; 32]).unwrap());
    assert_eq!(
        (&redacted.verdict, &redacted.remarks),
        (&check.verdict, &check.remarks),
        "redacted"
    );
    check
}

fn says(check: &SignatureCheck, what: &str) {
    let why = match &check.verdict {
        Verdict::Bad(why) => why,
        other => panic!("{other:?}, not bad for: {what}"),
    };
    assert!(why.contains(what), "{why}");
}

#[test]
fn a_chuid_is_signed_by_a_detached_signature_of_its_own_kind() {
    let chuid = Chuid::of(&healthy());
    let (own, over) = (oids::CHUID_SECURITY_OBJECT, chuid.signed());
    let good = |inside, kind| chuid.with(&chuid.cms(kind, inside, Some(plain(kind, &over))));
    let detached = of_chuid(good(None, own));
    assert_eq!(
        (detached.verdict, detached.remarks.len()),
        (Verdict::Good, 0)
    );
    // What is inside, and the same, changes nothing but should not be there.
    let inside = of_chuid(good(Some(&over), own));
    assert_eq!((inside.verdict, inside.remarks.len()), (Verdict::Good, 1));
    // Nor does a type that says nothing, detached.
    let data = of_chuid(good(None, DATA));
    assert_eq!((data.verdict, data.remarks.len()), (Verdict::Good, 1));
    let other = of_chuid(good(None, oids::LDS_SECURITY_OBJECT));
    says(&other, "content type is 2.23.136.1.1.1");
}

/// Whoever can write to a card can copy: the Security Object's signature is the right signer's, over its own content.
#[test]
fn the_signature_of_another_object_is_not_the_chuids() {
    let mut snapshot = healthy();
    let mut chuid = Chuid::of(&snapshot);
    chuid.fields.iter_mut().find(|it| it.0 == 0x34).unwrap().1[0] ^= 1;
    let object = piv(&mut snapshot).security_object.seen().unwrap();
    let object = SecurityObject::parse(strip_53(object).unwrap()).unwrap();
    let lds = SignedData::parse(&object.cms).unwrap().content.unwrap();
    for kind in [oids::LDS_SECURITY_OBJECT, oids::CHUID_SECURITY_OBJECT] {
        let cms = chuid.cms(kind, Some(&lds), Some(plain(kind, &lds)));
        says(&of_chuid(chuid.with(&cms)), "made for another object");
    }
}

#[test]
fn attributes_are_there_and_once() {
    let chuid = Chuid::of(&healthy());
    let (kind, over) = (oids::CHUID_SECURITY_OBJECT, chuid.signed());
    let bare = chuid.with(&chuid.cms(kind, None, None));
    says(&of_chuid(bare), "no signed attributes");
    // Content of no kind may do without.
    let data = chuid_of(&bearing(chuid.with(&chuid.cms(DATA, None, None))));
    assert_eq!(data.verdict, Verdict::Good);
    let mut twice = plain(kind, &over);
    let other = der::octets(&sha256(b"other"));
    twice.push(attribute(oids::MESSAGE_DIGEST, vec![other.clone()]));
    let twice = chuid.with(&chuid.cms(kind, None, Some(twice)));
    says(&of_chuid(twice), "messageDigest once");
    let mut two = plain(kind, &over);
    two[1] = attribute(
        oids::MESSAGE_DIGEST,
        vec![der::octets(&sha256(&over)), other],
    );
    let two = chuid.with(&chuid.cms(kind, None, Some(two)));
    says(&of_chuid(two), "messageDigest once");
}

#[test]
fn a_security_object_holds_its_list_and_says_so() {
    let mut snapshot = healthy();
    let chuid = Chuid::of(&snapshot);
    let answer = piv(&mut snapshot).security_object.seen().unwrap().0.clone();
    let content = strip_53(&answer).unwrap();
    let object = SecurityObject::parse(content).unwrap();
    let lds = SignedData::parse(&object.cms).unwrap().content.unwrap();
    let mapping = read::Reader::new(content).element().unwrap().raw.to_vec();
    let mut check = |kind: oids::Arcs, inside: Option<&[u8]>| {
        let cms = chuid.cms(kind, inside, Some(plain(kind, &lds)));
        let object = [
            mapping.clone(),
            der::element(0xBB, &cms),
            der::element(0xFE, &[]),
        ]
        .concat();
        *piv(&mut snapshot).security_object.seen_mut().unwrap() =
            Bytes(der::element(0x53, &object));
        match &Case::read(&snapshot, None).readers[0].card.security_object {
            Decoded::Value(it) => it.signature.clone(),
            other => panic!("{other:?}"),
        }
    };
    let own = oids::LDS_SECURITY_OBJECT;
    assert_eq!(check(own, Some(&lds)).verdict, Verdict::Good);
    says(&check(own, None), "inside it and is not");
    says(
        &check(DATA, Some(&lds)),
        "content type is 1.2.840.113549.1.7.1",
    );
    says(
        &check(oids::CHUID_SECURITY_OBJECT, Some(&lds)),
        &Oid::from_der_value(&[0x60, 0x86, 0x48, 1, 0x65, 3, 6, 1]).to_string(),
    );
}

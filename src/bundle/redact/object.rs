//! What cards hold, with the holder taken out: the same structure, so that everything is read as before.
use super::certificate::Certificates;
use super::cms;
use super::kind::Kind;
use crate::pki::der::tag;
use crate::standards::ber;
use crate::standards::piv::{CertificateObject, Compression, Fascn};
use crate::standards::simple_tlv::{Elements, buffer_pairs};
use flate2::GzBuilder;
use flate2::write::ZlibEncoder;
use ring::digest;
use std::io::Write as _;

/// What an object is, by the tags in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Certificate,
    Chuid,
    Capabilities,
    SecurityObject,
    KeyHistory,
    Other,
}

impl Form {
    fn of(tags: &[u8]) -> Form {
        let any = |wanted: &[u8]| tags.iter().any(|it| wanted.contains(it));
        match () {
            () if any(&[0x70]) => Form::Certificate,
            () if any(&[0x30, 0x34, 0x35]) => Form::Chuid,
            () if any(&[0xC1, 0xC2]) => Form::KeyHistory,
            () if any(&[0xBA, 0xBB]) => Form::SecurityObject,
            () if any(&[0xF0, 0xF1, 0xF2, 0xF5]) => Form::Capabilities,
            () => Form::Other,
        }
    }
}

/// Whether the bytes are a Security Object: it holds hashes over the others, so those come first.
pub(super) fn is_security_object(bytes: &[u8]) -> bool {
    content(bytes).is_some_and(|(_, content, _)| Form::of(&tags(content)) == Form::SecurityObject)
}

fn tags(content: &[u8]) -> Vec<u8> {
    Elements::new(content)
        .map_while(Result::ok)
        .map(|it| it.tag)
        .collect()
}

/// Header, content and what follows of a data object wrapped in tag 53. The content is what there is of it.
fn content(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let after = bytes.strip_prefix(&[0x53])?;
    let (length, rest) = ber::length(after, 1).ok()?;
    let header = bytes.get(..bytes.len().checked_sub(rest.len())?)?;
    let (content, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    Some((header, content, after))
}

/// Hash functions of signed objects (SP 800-78-5 §3.2.2, and older ones).
const HASHES: [&digest::Algorithm; 4] = [
    &digest::SHA1_FOR_LEGACY_USE_ONLY,
    &digest::SHA256,
    &digest::SHA384,
    &digest::SHA512,
];

impl Certificates<'_> {
    /// An object of a card, or a certificate by itself, without its holder. Bytes of which nothing is understood are
    /// replaced as a whole.
    pub(super) fn object(&mut self, bytes: &[u8]) -> Vec<u8> {
        if let Some((header, inside, after)) = content(bytes) {
            let declared = ber::length(header.get(1..).unwrap_or_default(), 1).map(|it| it.0);
            let new = self.elements(inside);
            let mut out = vec![0x53];
            // One that breaks off still does.
            let missing = declared.map_or(0, |it| it.saturating_sub(inside.len()));
            out.extend(ber_length(new.len().saturating_add(missing)));
            out.extend(&new);
            out.extend(self.opaque(after));
            self.remember(bytes, &out);
            self.remember(inside, &new);
            return out;
        }
        let out = match bytes {
            [] => Vec::new(),
            // GET CERTIFICATE of a CAC-1: CertInfo, then the certificate.
            [info @ 0..=3, rest @ ..] if matches!(rest, [0x30 | 0x1F | 0x78, ..]) => {
                [&[*info][..], &self.certificate(rest)].concat()
            }
            [0x30 | 0x1F | 0x78, ..] => self.certificate(bytes),
            _ => self.opaque(bytes),
        };
        self.remember(bytes, &out);
        out
    }

    /// A pair of GSC-IS buffers.
    pub(super) fn buffers(&mut self, t: &[u8], v: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let Ok(pairs) = buffer_pairs(t, v) else {
            let (length, rest) = v.split_at_checked(2).unwrap_or((&[], v));
            return (t.to_vec(), [length, &self.opaque(rest)].concat());
        };
        let form = Form::of(&pairs.iter().map(|it| it.0).collect::<Vec<_>>());
        let (mut new_t, mut new_v) = (Vec::new(), Vec::new());
        for (tag, value) in pairs {
            let new = self.element(form, tag, value);
            new_t.push(tag);
            match u8::try_from(new.len()) {
                Ok(short) if short < 0xFF => new_t.push(short),
                _ => {
                    new_t.push(0xFF);
                    new_t.extend(u16::try_from(new.len()).unwrap_or(u16::MAX).to_le_bytes());
                }
            }
            new_v.extend(new);
        }
        let with_length = |it: Vec<u8>| {
            let length = u16::try_from(it.len()).unwrap_or(u16::MAX).to_le_bytes();
            [&length[..], &it].concat()
        };
        (with_length(new_t), with_length(new_v))
    }

    /// An object that names nobody: hashes over it, or over what it wraps, stay as well.
    pub(super) fn stays(&mut self, bytes: &[u8]) {
        let inside = bytes.get(1..).and_then(|it| ber::length(it, 1).ok());
        let inside = inside.and_then(|(length, rest)| rest.get(..length));
        for it in std::iter::once(bytes).chain(inside) {
            for algorithm in HASHES {
                let hash = digest::digest(algorithm, it).as_ref().to_vec();
                self.values.stay(hash);
            }
        }
    }

    /// Hashes over the old bytes become hashes over the new ones, wherever they are met.
    fn remember(&mut self, old: &[u8], new: &[u8]) {
        for algorithm in HASHES {
            let of = |it: &[u8]| digest::digest(algorithm, it).as_ref().to_vec();
            self.values.learn_bytes(&of(old), Kind::Object, of(new));
        }
    }

    fn elements(&mut self, content: &[u8]) -> Vec<u8> {
        let tags = tags(content);
        let form = Form::of(&tags);
        if form == Form::Chuid {
            self.chuid_is_signed(content);
        }
        let mut out = Vec::new();
        let mut done = 0_usize;
        for element in Elements::new(content) {
            match element {
                Ok(it) => {
                    let new = self.element(form, it.tag, it.value);
                    out.push(it.tag);
                    out.extend(ber_length(new.len()));
                    out.extend(new);
                    let header = it
                        .value
                        .as_ptr()
                        .addr()
                        .saturating_sub(content.as_ptr().addr());
                    done = header.saturating_add(it.value.len());
                }
                // What breaks off here breaks off after the same header again.
                Err(_) => {
                    let rest = content.get(done..).unwrap_or_default();
                    let header = rest.len().min(match rest.get(1) {
                        Some(0x81) => 3,
                        Some(0x82) => 4,
                        Some(0x83) => 5,
                        _ => 2,
                    });
                    let (header, rest) = rest.split_at_checked(header).unwrap_or((rest, &[]));
                    out.extend(header);
                    out.extend(self.opaque(rest));
                }
            }
        }
        out
    }

    /// The signature of a CHUID is over all its elements but the signature itself; whether the error detection code and
    /// the buffer length of older cards count, issuers do not agree.
    fn chuid_is_signed(&mut self, content: &[u8]) {
        let ways = [
            &[0x3E][..],
            &[0x3E, 0xFE],
            &[0x3E, 0xEE],
            &[0x3E, 0xFE, 0xEE],
        ];
        for left_out in ways {
            let (mut old, mut new) = (Vec::new(), Vec::new());
            for it in Elements::new(content).map_while(Result::ok) {
                if left_out.contains(&it.tag) {
                    continue;
                }
                let value = self.element(Form::Chuid, it.tag, it.value);
                for (to, value) in [(&mut old, it.value), (&mut new, value.as_slice())] {
                    to.push(it.tag);
                    to.extend(ber_length(value.len()));
                    to.extend(value);
                }
            }
            self.remember(&old, &new);
            self.values.learn_bytes(&old, Kind::Object, new);
        }
    }

    fn element(&mut self, form: Form, tag: u8, value: &[u8]) -> Vec<u8> {
        let as_it_is = value.to_vec();
        match (form, tag) {
            _ if value.is_empty() => as_it_is,
            // Error detection code.
            (_, 0xFE) if value.len() <= 2 => as_it_is,
            (Form::Certificate, 0x70) => self.certificate(value),
            (Form::Certificate, 0x71) if value.len() <= 2 => as_it_is,
            (Form::Chuid, 0x30) => self.fascn_bytes(value),
            (Form::Chuid, 0x34 | 0x36) => match <&[u8; 16]>::try_from(value) {
                Ok(uuid) => {
                    let text = super::kind::uuid_text(uuid);
                    super::text::learn(self.pseudonyms, self.values, &text, Kind::Uuid);
                    self.pseudonyms.uuid(uuid).to_vec()
                }
                Err(_) => self.opaque(value),
            },
            // Organizational identifier, DUNS, expiration date: the organization's and the card's, not the person's.
            (Form::Chuid, 0x32 | 0x33 | 0x35) if value.len() <= 16 => as_it_is,
            (Form::Chuid, 0x3E) | (Form::SecurityObject, 0xBB) => cms::rewritten(self, value),
            (Form::SecurityObject, 0xBA) => as_it_is,
            // RID, maker, kind of card; then the card's own number.
            (Form::Capabilities, 0xF0) => {
                let (kind, number) = value.split_at_checked(7).unwrap_or((value, &[]));
                let number = self.opaque(number);
                [kind, &number].concat()
            }
            (Form::Capabilities, 0xF1..=0xF7) => as_it_is,
            (Form::KeyHistory, 0xC1 | 0xC2) => as_it_is,
            (Form::KeyHistory, 0xF3) => match std::str::from_utf8(value) {
                Ok(url) => {
                    super::text::learn(self.pseudonyms, self.values, url, Kind::Url);
                    super::text::instead(self.pseudonyms, url, Kind::Url).into_bytes()
                }
                Err(_) => self.opaque(value),
            },
            _ if value.len() <= 1 => as_it_is,
            _ => self.opaque(value),
        }
    }

    /// A certificate as a container holds it, compressed or not.
    fn certificate(&mut self, value: &[u8]) -> Vec<u8> {
        let Ok(it) = CertificateObject::from_parts(value, None) else {
            // What cannot be unpacked still cannot: its first bytes tell how it is packed.
            let (form, rest) = value.split_at_checked(2).unwrap_or((value, &[]));
            return [form, &self.opaque(rest)].concat();
        };
        let new = match self.stand_in(&it.der) {
            Some(new) => new,
            None if self.stays_whole(&it.der) => return value.to_vec(),
            None => self.damaged(&it.der),
        };
        let packed = match it.compression {
            Compression::None => None,
            Compression::Gzip => {
                let mut to = GzBuilder::new().write(Vec::new(), flate2::Compression::best());
                to.write_all(&new).ok().and_then(|()| to.finish().ok())
            }
            Compression::Zlib => {
                let mut to = ZlibEncoder::new(Vec::new(), flate2::Compression::best());
                to.write_all(&new).ok().and_then(|()| to.finish().ok())
            }
        };
        packed.unwrap_or(new)
    }

    /// Bytes that begin like a certificate and are none: where they are DER their structure stays, else their first
    /// bytes.
    fn damaged(&mut self, der: &[u8]) -> Vec<u8> {
        let scrubbed = self.scrubbed(der, 0);
        if scrubbed.first() == der.first() {
            return scrubbed;
        }
        let (first, rest) = match der {
            [tag::SEQUENCE, 0x82, ..] => der.split_at_checked(4),
            [tag::SEQUENCE, 0x81, ..] => der.split_at_checked(3),
            _ => der.split_at_checked(2),
        }
        .unwrap_or((der, &[]));
        [first, &self.opaque(rest)].concat()
    }

    fn stays_whole(&self, der: &[u8]) -> bool {
        crate::pki::path::Link::parse(der).is_ok_and(|it| self.authorities.stays(&it))
    }

    pub(super) fn fascn_bytes(&mut self, value: &[u8]) -> Vec<u8> {
        match Fascn::parse(value) {
            Ok(it) => self.fascn(&it).encode().to_vec(),
            Err(_) => {
                let out = self.opaque(value);
                self.values.learn_bytes(value, Kind::Fascn, out.clone());
                out
            }
        }
    }
}

fn ber_length(n: usize) -> Vec<u8> {
    let header = crate::pki::der::write(0, &vec![0; n]);
    let end = header.len().saturating_sub(n);
    header.get(1..end).unwrap_or_default().to_vec()
}

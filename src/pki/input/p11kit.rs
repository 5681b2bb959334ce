//! p11-kit's own files (`*.p11-kit`, "persist" format, p11-kit's trust/persist.c): sections of PKCS#11 attributes, values
//! percent-encoded in quotes, and PEM blocks in between.
use super::pem::{self, PemError};
use super::tlv;

/// Most sections read.
const SECTION_LIMIT: usize = 20_000;
/// The line that begins an object.
const SECTION: &str = "[p11-kit-object-v1]";

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum P11KitError {
    #[error("line {line} is not of p11-kit's format")]
    Line { line: usize },
    #[error("the value on line {line} is not percent-encoded as p11-kit does it")]
    Value { line: usize },
    #[error("more than {SECTION_LIMIT} objects; the rest was left out")]
    TooMany,
    #[error(transparent)]
    Pem(#[from] PemError),
}

/// One object that is or is about a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    pub der: Option<Vec<u8>>,
    /// `trusted: true`: an anchor wherever the file lies.
    pub trusted: bool,
    /// `x-distrusted: true`: on the blocklist wherever the file lies.
    pub distrusted: bool,
}

pub(super) fn is(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, SECTION.as_bytes()).is_some()
}

/// Every certificate in the file.
pub fn read(bytes: &[u8]) -> Vec<Result<Entry, P11KitError>> {
    let text = String::from_utf8_lossy(bytes);
    let mut out = Vec::new();
    let mut section = Section::default();
    let mut begun = false;
    let mut sections = 0;
    let mut block: Option<String> = None;
    for (n, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        if let Some(text) = &mut block {
            text.push_str(trimmed);
            text.push('\n');
            if trimmed.starts_with("-----END ") {
                section.pem = block.take();
            }
            continue;
        }
        if trimmed == SECTION {
            out.extend(std::mem::take(&mut section).finish());
            begun = true;
            sections += 1;
            if sections > SECTION_LIMIT {
                out.push(Err(P11KitError::TooMany));
                return out;
            }
        } else if trimmed.starts_with("-----BEGIN ") {
            block = Some(format!("{trimmed}\n"));
        } else if trimmed.is_empty() || trimmed.starts_with('#') {
        } else if let Some((name, value)) = trimmed.split_once(':')
            && begun
        {
            if let Err(error) = section.attribute(name.trim(), value.trim(), n + 1) {
                out.push(Err(error));
            }
        } else {
            out.push(Err(P11KitError::Line { line: n + 1 }));
        }
    }
    if let Some(cut) = block {
        section.pem = Some(cut);
    }
    out.extend(section.finish());
    out
}

#[derive(Default)]
struct Section {
    class: String,
    value: Option<Vec<u8>>,
    pem: Option<String>,
    trusted: bool,
    distrusted: bool,
}

impl Section {
    fn attribute(&mut self, name: &str, value: &str, line: usize) -> Result<(), P11KitError> {
        match name {
            "class" => self.class = value.to_owned(),
            "trusted" => self.trusted = value == "true",
            "x-distrusted" => self.distrusted = value == "true",
            "value" => self.value = Some(percent(value).ok_or(P11KitError::Value { line })?),
            _ => {}
        }
        Ok(())
    }

    /// The certificate that the section is or is about; none where it only attaches an extension.
    fn finish(self) -> Option<Result<Entry, P11KitError>> {
        let from_pem = self.pem.as_deref().and_then(|it| {
            let block = pem::blocks(it.as_bytes(), 1).into_iter().next()?;
            block
                .label
                .ends_with("CERTIFICATE")
                .then_some(block.content)
        });
        let der = match from_pem {
            Some(Ok(der)) => {
                let size = tlv::first(&der).map_or(der.len(), |it| it.whole.len());
                der.get(..size).map(<[u8]>::to_vec)
            }
            Some(Err(error)) => return Some(Err(error.into())),
            None if self.class == "certificate" => self.value,
            None => None,
        };
        if der.is_none() && !(self.trusted || self.distrusted) {
            return None;
        }
        Some(Ok(Entry {
            der,
            trusted: self.trusted,
            distrusted: self.distrusted,
        }))
    }
}

/// A value in quotes: `%30%82` for bytes that are not printable.
fn percent(value: &str) -> Option<Vec<u8>> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?.as_bytes();
    let mut out = Vec::with_capacity(inner.len() / 3);
    let mut at = 0;
    while let Some(it) = inner.get(at) {
        if *it == b'%' {
            let digits = inner.get(at + 1..at + 3)?;
            let digits = std::str::from_utf8(digits).ok()?;
            out.push(u8::from_str_radix(digits, 16).ok()?);
            at += 3;
        } else {
            out.push(*it);
            at += 1;
        }
    }
    Some(out)
}

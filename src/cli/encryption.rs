//! Bundles for the owner of a key only, by age.
use super::problem::Problem;
use crate::bundle;
use std::io::{Read as _, Write as _};
use std::path::Path;

/// A public key of age.
pub(super) fn recipient(text: &str) -> Result<age::x25519::Recipient, Problem> {
    text.trim()
        .parse()
        .map_err(|error: &str| Problem::Recipient {
            text: text.to_owned(),
            error: error.to_owned(),
        })
}

/// The zip file, for those who have one of the keys.
pub(super) fn encrypted(zip: &[u8], to: &[age::x25519::Recipient]) -> Result<Vec<u8>, Problem> {
    let failed = |error: &dyn std::fmt::Display| Problem::Encrypt(error.to_string());
    let recipients = to.iter().map(|it| it as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).map_err(|error| failed(&error))?;
    let mut out = Vec::new();
    let mut writer = encryptor
        .wrap_output(&mut out)
        .map_err(|error| failed(&error))?;
    writer.write_all(zip).map_err(|error| failed(&error))?;
    writer.finish().map_err(|error| failed(&error))?;
    Ok(out)
}

/// A key file is a line a key.
pub(super) const KEY_FILE_LIMIT: u64 = 64 * 1024;

/// A bundle that was encrypted with age, opened with the keys of a file of age-keygen, which stands at `path`.
pub(super) fn decrypted(bytes: &[u8], keys: &[u8], path: &Path) -> Result<Vec<u8>, Problem> {
    let text = String::from_utf8_lossy(keys);
    let failed = |error: String| Problem::Decrypt {
        path: path.to_owned(),
        error,
    };
    let keys = text
        .lines()
        .map(str::trim)
        .filter(|it| !it.is_empty() && !it.starts_with('#'))
        .map(str::parse::<age::x25519::Identity>)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| failed(format!("it is no key file of age-keygen ({error})")))?;
    let input = age::armor::ArmoredReader::new(bytes);
    let decryptor =
        age::Decryptor::new_buffered(input).map_err(|error| failed(error.to_string()))?;
    let mut reader = decryptor
        .decrypt(keys.iter().map(|it| it as &dyn age::Identity))
        .map_err(|error| failed(error.to_string()))?;
    let mut out = Vec::new();
    let limit = bundle::SIZE_LIMIT;
    reader
        .by_ref()
        .take(limit.saturating_add(1))
        .read_to_end(&mut out)
        .map_err(|error| failed(error.to_string()))?;
    Ok(out)
}

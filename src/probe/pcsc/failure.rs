use crate::facts::Failure;
use crate::standards::pcsc;

/// A PC/SC call that did not return SCARD_S_SUCCESS.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{call}: {} (0x{code:08X})", name(*.code))]
pub struct PcscError {
    /// The function, by its documented name.
    pub call: &'static str,
    /// Its return value.
    pub code: u32,
}

impl PcscError {
    pub fn new(call: &'static str, code: u32) -> Self {
        PcscError { call, code }
    }
}

fn name(code: u32) -> String {
    pcsc::code(code).map_or_else(|| format!("0x{code:08X}"), |it| it.name.to_owned())
}

impl From<PcscError> for Failure {
    fn from(it: PcscError) -> Failure {
        Failure::new(it.call, name(it.code), Some(it.code))
    }
}

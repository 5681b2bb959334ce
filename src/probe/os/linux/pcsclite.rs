//! libpcsclite opened when the program runs.
//!
//! The `pcsc` crate wants 16 functions and three constants at link time. They are provided here and forwarded to
//! `libpcsclite.so.1`, so that the tool builds without a development package and starts where PC/SC is missing: that
//! is then a finding, not a loader error. Signatures: pcsc-lite `winscard.h`, as `pcsc-sys` has them.
#![allow(unsafe_code)]
use libloading::Library;
use pcsc_sys::{
    DWORD, LONG, SCARD_E_NO_SERVICE, SCARD_E_UNEXPECTED, SCARD_IO_REQUEST, SCARD_READERSTATE,
};
use pcsc_sys::{SCARDCONTEXT, SCARDHANDLE};
use std::ffi::{c_char, c_void};
use std::sync::OnceLock;

/// The soname every distribution ships with its PC/SC client library.
const SONAME: &str = "libpcsclite.so.1";

static LIBRARY: OnceLock<Result<Library, String>> = OnceLock::new();

fn open() -> &'static Result<Library, String> {
    LIBRARY.get_or_init(|| {
        // SAFETY: loading runs the library's initialisers; this is the system's own PC/SC library, found by the
        // loader's usual rules, exactly as if it had been linked.
        unsafe { Library::new(SONAME) }.map_err(|error| error.to_string())
    })
}

/// Name of the client library, or the loader's word why it cannot be opened.
pub(in crate::probe) fn library() -> Result<&'static str, &'static str> {
    match open() {
        Ok(_) => Ok(SONAME),
        Err(error) => Err(error),
    }
}

macro_rules! forward {
    ($(fn $name:ident($($arg:ident: $type:ty),*);)*) => {$(
        /// Forwards to the function of the same name in libpcsclite.
        ///
        /// # Safety
        /// As `winscard.h` says of this function.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name($($arg: $type),*) -> LONG {
            let Ok(library) = open() else { return SCARD_E_NO_SERVICE };
            // SAFETY: the symbol has this signature in every libpcsclite.so.1; the caller keeps its contract.
            unsafe {
                match library.get::<unsafe extern "C" fn($($type),*) -> LONG>(concat!(stringify!($name), "\0").as_bytes()) {
                    Ok(function) => function($($arg),*),
                    Err(_) => SCARD_E_UNEXPECTED,
                }
            }
        }
    )*};
}

forward! {
    fn SCardEstablishContext(scope: DWORD, reserved1: *const c_void, reserved2: *const c_void, context: *mut SCARDCONTEXT);
    fn SCardReleaseContext(context: SCARDCONTEXT);
    fn SCardIsValidContext(context: SCARDCONTEXT);
    fn SCardCancel(context: SCARDCONTEXT);
    fn SCardConnect(context: SCARDCONTEXT, reader: *const c_char, share: DWORD, protocols: DWORD, card: *mut SCARDHANDLE, protocol: *mut DWORD);
    fn SCardReconnect(card: SCARDHANDLE, share: DWORD, protocols: DWORD, initialization: DWORD, protocol: *mut DWORD);
    fn SCardDisconnect(card: SCARDHANDLE, disposition: DWORD);
    fn SCardGetStatusChange(context: SCARDCONTEXT, timeout: DWORD, states: *mut SCARD_READERSTATE, count: DWORD);
    fn SCardListReaders(context: SCARDCONTEXT, groups: *const c_char, readers: *mut c_char, length: *mut DWORD);
    fn SCardBeginTransaction(card: SCARDHANDLE);
    fn SCardEndTransaction(card: SCARDHANDLE, disposition: DWORD);
    fn SCardStatus(card: SCARDHANDLE, names: *mut c_char, names_length: *mut DWORD, state: *mut DWORD, protocol: *mut DWORD, atr: *mut u8, atr_length: *mut DWORD);
    fn SCardGetAttrib(card: SCARDHANDLE, id: DWORD, value: *mut u8, length: *mut DWORD);
    fn SCardSetAttrib(card: SCARDHANDLE, id: DWORD, value: *const u8, length: DWORD);
    fn SCardTransmit(card: SCARDHANDLE, send_pci: *const SCARD_IO_REQUEST, send: *const u8, send_length: DWORD, receive_pci: *mut SCARD_IO_REQUEST, receive: *mut u8, receive_length: *mut DWORD);
    fn SCardControl(card: SCARDHANDLE, code: DWORD, send: *const c_void, send_length: DWORD, receive: *mut c_void, receive_length: DWORD, returned: *mut DWORD);
}

/// A protocol control information constant.
#[repr(transparent)]
pub struct Pci(SCARD_IO_REQUEST);

// SAFETY: never written after start-up.
unsafe impl Sync for Pci {}

const fn pci(protocol: DWORD) -> Pci {
    Pci(SCARD_IO_REQUEST {
        dwProtocol: protocol,
        cbPciLength: size_of::<SCARD_IO_REQUEST>() as DWORD,
    })
}

/// T=0.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals)]
pub static g_rgSCardT0Pci: Pci = pci(1);
/// T=1.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals)]
pub static g_rgSCardT1Pci: Pci = pci(2);
/// Raw.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals)]
pub static g_rgSCardRawPci: Pci = pci(4);

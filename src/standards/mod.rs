//! placeholder
pub mod pcsc {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum SlotKind {
        Contact,
        Contactless,
        Sam,
    }
}

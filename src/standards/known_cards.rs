//! Cards of the field known by their ATR. A hint only: other cards may answer the same, and what a card holds is
//! decided by SELECT.

/// One card whose ATR is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownCard {
    pub atr: &'static [u8],
    pub name: &'static str,
    pub family: Family,
    pub source: Source,
}

/// What such cards were seen to carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// GSC-IS applets only: a CAC from before PIV.
    Cac,
    /// GSC-IS applets and the PIV application side by side.
    Dual,
    /// The PIV application only.
    PivOnly,
    /// A security key or token with a PIV application.
    Token,
    /// Not told.
    Unknown,
}

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The list of pcsc-tools, sent in by users.
    List,
    /// OpenSC `card-piv.c`.
    OpenSc,
    Both,
}

impl Source {
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "pcsc-tools",
            Self::OpenSc => "OpenSC",
            Self::Both => "pcsc-tools and OpenSC",
        }
    }
}

/// The card with exactly this ATR.
pub fn known(atr: &[u8]) -> Option<&'static KnownCard> {
    CARDS.iter().find(|card| card.atr == atr)
}

const fn card(atr: &'static [u8], name: &'static str, family: Family, source: Source) -> KnownCard {
    KnownCard {
        atr,
        name,
        family,
        source,
    }
}

/// Each ATR's structure and check character are right.
#[rustfmt::skip]
pub const CARDS: &[KnownCard] = &[
    card(b"\x3B\xDB\x96\x00\x80\x1F\x03\x00\x31\xC0\x64\x77\xE3\x03\x00\x82\x90\x00\xC1",
        "CAC (transitional), Oberthur ID-One Cosmo v5.2D 72K", Family::Dual, Source::Both),
    card(b"\x3B\xDB\x96\x00\x80\x1F\x03\x00\x31\xC0\x64\xB0\xF3\x10\x00\x07\x90\x00\x80",
        "CAC, Oberthur ID-One 128 v5.5 Dual", Family::Dual, Source::Both),
    card(b"\x3B\xDB\x96\x00\x80\x1F\x03\x00\x31\xC0\x64\xB0\xF3\x10\x00\x0F\x90\x00\x88",
        "Veterans Affairs PIV, Oberthur ID-One 128 v5.5 Dual", Family::PivOnly, Source::Both),
    card(b"\x3B\x7D\x96\x00\x00\x80\x31\x80\x65\xB0\x83\x11\x13\xAC\x83\x00\x90\x00",
        "CAC, Gemalto GCX4 72K DI", Family::Dual, Source::Both),
    card(b"\x3B\x7D\x96\x00\x00\x80\x31\x80\x65\xB0\x83\x11\x11\xAC\x83\x00\x90\x00",
        "Gemalto GX4 72, as DHS and TSA issued it", Family::PivOnly, Source::List),
    card(b"\x3B\x7D\x96\x00\x00\x80\x31\x80\x65\xB0\x83\x11\x17\xD6\x83\x00\x90\x00",
        "CAC, Gemalto TOP DL GX4 144K", Family::Dual, Source::Both),
    card(b"\x3B\x7D\x96\x00\x00\x80\x31\x80\x65\xB0\x75\x49\x17\x0F\x83\x00\x90\x00",
        "CAC, Gemalto TOP DL V2.1 144K", Family::Dual, Source::List),
    card(b"\x3B\x7D\x96\x00\x00\x80\x31\x80\x65\xB0\x83\x11\x17\xE5\x83\x00\x90\x00",
        "Gemalto IDPrime PIV 2.0", Family::PivOnly, Source::List),
    card(b"\x3B\x7A\x18\x00\x00\x73\x66\x74\x65\x20\x63\x64\x31\x34\x34",
        "CAC, Giesecke+Devrient SmartCafe Expert 3.2 144K (a Slovenian eID answers the same)", Family::Dual, Source::Both),
    card(b"\x3B\xF9\x18\x00\x00\x00\x53\x43\x45\x37\x20\x03\x00\x20\x46",
        "CAC, Giesecke+Devrient SmartCafe Expert 7", Family::Dual, Source::Both),
    card(b"\x3B\xF9\x96\x00\x00\x80\x31\xFE\x45\x53\x43\x45\x37\x20\x0F\x00\x20\x46\x4E",
        "DoD alternate token, Giesecke+Devrient SmartCafe Expert 7 144K DI #3", Family::PivOnly, Source::Both),
    card(b"\x3B\xD8\x18\x00\x80\xB1\xFE\x45\x1F\x07\x80\x31\xC1\x64\x08\x06\x92\x0F\xD5",
        "DoD alternate token, IDEMIA Cosmo v8", Family::PivOnly, Source::Both),
    card(b"\x3B\xD8\x18\x00\x80\x1F\x07\x80\x31\xC1\x64\x08\x06\x92\x0F\xDF",
        "CAC, IDEMIA Cosmo v8", Family::Unknown, Source::List),
    card(b"\x3B\x6B\x00\x00\x80\x65\xB0\x83\x01\x04\x74\x83\x00\x90\x00",
        "CAC, Gemplus GXP3 64V2N", Family::Cac, Source::List),
    card(b"\x3B\x7F\x11\x00\x00\x00\x31\xC0\x53\xCA\xC4\x01\x64\x52\xD9\x04\x00\x82\x90\x00",
        "CAC, Oberthur CosmopolIC 32K V4", Family::Cac, Source::List),
    card(b"\x3B\x7D\x11\x00\x00\x00\x31\x80\x71\x8E\x64\x86\xD6\x01\x00\x81\x90\x00",
        "CAC, an early pilot", Family::Cac, Source::List),
    card(b"\x3B\x7D\x11\x00\x00\x00\x31\x80\x71\x8E\x64\x86\xD6\x02\x00\x81\x90\x00",
        "CAC pilot, Oberthur Galactic v1 32K", Family::Cac, Source::List),
    card(b"\x3B\xD6\x96\x00\x81\xB1\xFE\x45\x1F\x87\x80\x31\xC1\x52\x21\x19\x49",
        "Department of Homeland Security PIV", Family::PivOnly, Source::List),
    card(b"\x3B\xD6\x97\x00\x81\xB1\xFE\x45\x1F\x87\x80\x31\xC1\x52\x21\x19\x48",
        "Department of State PIV", Family::PivOnly, Source::List),
    card(b"\x3B\xD6\x96\x00\x81\xB1\xFE\x45\x1F\x07\x80\x31\xC1\x52\x11\x18\xF8",
        "NASA PIV (2019)", Family::PivOnly, Source::List),
    card(b"\x3B\xD6\x97\x00\x81\xB1\xFE\x45\x1F\x07\x80\x31\xC1\x52\x11\x18\xF9",
        "NASA PIV, IDEMIA Cosmo 8.0", Family::PivOnly, Source::List),
    card(b"\x3B\xDF\x97\x00\x81\xB1\xFE\x45\x1F\x83\x80\x73\xCC\x91\xCB\xF9\xA0\x00\x00\x03\x08\x00\x00\x10\x00\x78",
        "NASA PIV", Family::PivOnly, Source::List),
    card(b"\x3B\xDF\x96\x00\x81\xB1\xFE\x45\x1F\x83\x80\x73\xCC\x91\xCB\xF9\xA0\x00\x00\x03\x08\x00\x00\x10\x00\x79",
        "NIST test PIV card", Family::PivOnly, Source::List),
    card(b"\x3B\xD6\x97\x00\x81\xB1\xFE\x45\x1F\x87\x80\x31\xC1\x52\x41\x1A\x2B",
        "IDEMIA ID-One PIV 2.4.1 on Cosmo V8.1", Family::PivOnly, Source::List),
    card(b"\x3B\xD6\x96\x00\x81\xB1\xFE\x45\x1F\x87\x80\x31\xC1\x52\x41\x1A\x2A",
        "IDEMIA ID-One PIV 2.4.1 on Cosmo V8.1, slower", Family::PivOnly, Source::Both),
    card(b"\x3B\xD6\x97\x00\x81\xB1\xFE\x45\x1F\x87\x80\x31\xC1\x52\x41\x12\x23",
        "IDEMIA ID-One PIV (SP 800-73-4)", Family::PivOnly, Source::OpenSc),
    card(b"\x3B\xDB\x96\x00\x80\xB1\xFE\x45\x1F\x83\x00\x31\xC0\x64\xB0\xFC\x10\x00\x0F\x90\x00\x0D",
        "Oberthur ID-One PIV", Family::PivOnly, Source::List),
    card(b"\x3B\xF8\x13\x00\x00\x81\x31\xFE\x15\x59\x75\x62\x69\x6B\x65\x79\x34\xD4",
        "YubiKey 4", Family::Token, Source::List),
    card(b"\x3B\xFD\x13\x00\x00\x81\x31\xFE\x15\x80\x73\xC0\x21\xC0\x57\x59\x75\x62\x69\x4B\x65\x79\x40",
        "YubiKey 5", Family::Token, Source::List),
    card(b"\x3B\xFC\x18\x00\x00\x81\x31\x80\x45\x90\x67\x46\x4A\x00\x64\x16\x06\xF2\x72\x7E\x00\xE0",
        "PIVKey C910", Family::Token, Source::Both),
    card(b"\x3B\x94\x18\x81\xB1\x80\x7D\x1F\x03\x19\xC8\x00\x50\xDC",
        "GoldKey PIV token", Family::Token, Source::List),
    card(b"\x3B\x97\x11\x81\x21\x75\x69\x53\x68\x69\x65\x6C\x64\x05",
        "Swissbit iShield Key Pro", Family::Token, Source::Both),
    card(b"\x3B\x8F\x01\x80\x5D\x4E\x69\x74\x72\x6F\x6B\x65\x79\x00\x00\x00\x00\x00\x6A",
        "Nitrokey 3", Family::Token, Source::List),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::atr::Atr;
    use crate::standards::hex;

    #[test]
    fn every_row_is_a_right_atr_and_stands_once() {
        for (i, card) in CARDS.iter().enumerate() {
            let atr = Atr::parse(card.atr).unwrap();
            assert_eq!(atr.problems, [], "{}", card.name);
            assert_eq!(atr.historical.broken_at, None, "{}", card.name);
            assert_eq!(
                CARDS.iter().position(|other| other.atr == card.atr),
                Some(i),
                "{}",
                card.name
            );
        }
    }

    #[test]
    fn only_the_whole_atr_counts() {
        let atr = hex::parse("3BDB9600801F030031C064B0F3100007900080").unwrap();
        assert_eq!(known(&atr).map(|card| card.family), Some(Family::Dual));
        assert_eq!(known(&atr[..atr.len() - 1]), None);
    }
}

//! What a reader can do beside exchanging APDUs (PC/SC part 10).

/// Control code of CM_IOCTL_GET_FEATURE_REQUEST: function 3400 (PC/SC part 10).
pub const GET_FEATURE_REQUEST: u32 = 3400;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    #[error("the record at offset {offset} has no length")]
    NoLength { offset: usize },
    #[error(
        "the record of tag {tag:02X} at offset {offset} should have {length} bytes, but only {have} are there"
    )]
    CutOff {
        tag: u8,
        offset: usize,
        length: usize,
        have: usize,
    },
    #[error(
        "the record of feature {tag:02X} at offset {offset} has {length} bytes; a control code has 4"
    )]
    NotACode {
        tag: u8,
        offset: usize,
        length: usize,
    },
}

/// Tag of one byte, length of one byte, value (PC/SC part 10).
fn records(mut rest: &[u8]) -> impl Iterator<Item = Result<(u8, usize, &[u8]), RecordError>> {
    let whole = rest.len();
    std::iter::from_fn(move || {
        let (tag, after_tag) = rest.split_first()?;
        let offset = whole.saturating_sub(rest.len());
        let Some((length, after)) = after_tag.split_first() else {
            rest = &[];
            return Some(Err(RecordError::NoLength { offset }));
        };
        let length = usize::from(*length);
        let Some((value, after)) = after.split_at_checked(length) else {
            rest = &[];
            return Some(Err(RecordError::CutOff {
                tag: *tag,
                offset,
                length,
                have: after.len(),
            }));
        };
        rest = after;
        Some(Ok((*tag, offset, value)))
    })
}

/// One feature of the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    pub tag: u8,
    /// What SCardControl takes to use it.
    pub control_code: u32,
}

impl Feature {
    pub const VERIFY_PIN_DIRECT: u8 = 0x06;
    pub const MODIFY_PIN_DIRECT: u8 = 0x07;
    pub const GET_TLV_PROPERTIES: u8 = 0x12;

    /// PC/SC part 10.
    pub fn name(&self) -> Option<&'static str> {
        Some(match self.tag {
            0x01 => "FEATURE_VERIFY_PIN_START",
            0x02 => "FEATURE_VERIFY_PIN_FINISH",
            0x03 => "FEATURE_MODIFY_PIN_START",
            0x04 => "FEATURE_MODIFY_PIN_FINISH",
            0x05 => "FEATURE_GET_KEY_PRESSED",
            0x06 => "FEATURE_VERIFY_PIN_DIRECT",
            0x07 => "FEATURE_MODIFY_PIN_DIRECT",
            0x08 => "FEATURE_MCT_READER_DIRECT",
            0x09 => "FEATURE_MCT_UNIVERSAL",
            0x0A => "FEATURE_IFD_PIN_PROPERTIES",
            0x0B => "FEATURE_ABORT",
            0x0C => "FEATURE_SET_SPE_MESSAGE",
            0x0D => "FEATURE_VERIFY_PIN_DIRECT_APP_ID",
            0x0E => "FEATURE_MODIFY_PIN_DIRECT_APP_ID",
            0x0F => "FEATURE_WRITE_DISPLAY",
            0x10 => "FEATURE_GET_KEY",
            0x11 => "FEATURE_IFD_DISPLAY_PROPERTIES",
            0x12 => "FEATURE_GET_TLV_PROPERTIES",
            0x13 => "FEATURE_CCID_ESC_COMMAND",
            0x20 => "FEATURE_EXECUTE_PACE",
            _ => return None,
        })
    }
}

/// The answer to CM_IOCTL_GET_FEATURE_REQUEST.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    pub features: Vec<Feature>,
}

impl Features {
    pub fn parse(answer: &[u8]) -> Result<Self, RecordError> {
        let mut features = Vec::new();
        for record in records(answer) {
            let (tag, offset, value) = record?;
            // Control codes are big-endian, unlike all else here.
            let code = <[u8; 4]>::try_from(value).map_err(|_| RecordError::NotACode {
                tag,
                offset,
                length: value.len(),
            })?;
            features.push(Feature {
                tag,
                control_code: u32::from_be_bytes(code),
            });
        }
        Ok(Self { features })
    }

    pub fn control_code(&self, tag: u8) -> Option<u32> {
        self.features
            .iter()
            .find(|feature| feature.tag == tag)
            .map(|feature| feature.control_code)
    }

    /// The PIN can be typed on the reader itself.
    pub fn has_pin_pad(&self) -> bool {
        self.control_code(Feature::VERIFY_PIN_DIRECT).is_some()
    }
}

/// The answer to FEATURE_GET_TLV_PROPERTIES (PC/SC part 10). Numbers are little-endian.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties {
    /// Tag 01, wLcdLayout; 0: no display.
    pub lcd_layout: Option<u16>,
    /// Tag 02, bEntryValidationConditions.
    pub entry_validation: Option<u8>,
    /// Tag 03, bTimeOut2, seconds.
    pub timeout2: Option<u8>,
    /// Tag 04, wLcdMaxCharacters.
    pub lcd_characters: Option<u16>,
    /// Tag 05, wLcdMaxLines.
    pub lcd_lines: Option<u16>,
    /// Tag 06, bMinPINSize.
    pub min_pin: Option<u8>,
    /// Tag 07, bMaxPINSize.
    pub max_pin: Option<u8>,
    /// Tag 08, sFirmwareID.
    pub firmware: Option<String>,
    /// Tag 09, bPPDUSupport.
    pub ppdu: Option<u8>,
    /// Tag 0A, dwMaxAPDUDataSize: 0 short APDUs only, 65 536 extended ones.
    pub max_apdu_data: Option<u32>,
    /// Tag 0B, wIdVendor of the USB device.
    pub vendor_id: Option<u16>,
    /// Tag 0C, wIdProduct of the USB device.
    pub product_id: Option<u16>,
    /// Where reading had to stop; the members before it are read.
    pub broken: Option<RecordError>,
}

impl Properties {
    pub fn parse(answer: &[u8]) -> Self {
        let mut properties = Self::default();
        for record in records(answer) {
            match record {
                Ok((tag, _, value)) => properties.take(tag, value),
                Err(error) => properties.broken = Some(error),
            }
        }
        properties
    }

    fn take(&mut self, tag: u8, value: &[u8]) {
        match tag {
            0x01 => self.lcd_layout = word(value),
            0x02 => self.entry_validation = byte(value),
            0x03 => self.timeout2 = byte(value),
            0x04 => self.lcd_characters = word(value),
            0x05 => self.lcd_lines = word(value),
            0x06 => self.min_pin = byte(value),
            0x07 => self.max_pin = byte(value),
            0x08 => {
                let text = String::from_utf8_lossy(value);
                self.firmware = Some(text.trim_end_matches('\0').to_owned());
            }
            0x09 => self.ppdu = byte(value),
            0x0A => self.max_apdu_data = value.try_into().ok().map(u32::from_le_bytes),
            0x0B => self.vendor_id = word(value),
            0x0C => self.product_id = word(value),
            _ => {}
        }
    }

    /// Whether the reader passes extended APDUs on. `None`: it does not say.
    pub fn extended_apdu(&self) -> Option<bool> {
        self.max_apdu_data.map(|size| size > 256)
    }

    /// The USB ids of the device this reader belongs to.
    pub fn usb_id(&self) -> Option<(u16, u16)> {
        self.vendor_id.zip(self.product_id)
    }
}

fn byte(value: &[u8]) -> Option<u8> {
    value.first().copied().filter(|_| value.len() == 1)
}

fn word(value: &[u8]) -> Option<u16> {
    value.try_into().ok().map(u16::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::hex;

    #[test]
    fn features_are_big_endian() {
        let features =
            Features::parse(&hex::parse("0604 42330006 1204 42330012").unwrap()).unwrap();
        assert!(features.has_pin_pad());
        assert_eq!(
            features.control_code(Feature::GET_TLV_PROPERTIES),
            Some(0x4233_0012)
        );
        assert_eq!(
            features.features.first().and_then(Feature::name),
            Some("FEATURE_VERIFY_PIN_DIRECT")
        );
        assert!(!Features::parse(&[]).unwrap().has_pin_pad());
        assert_eq!(
            Features::parse(&[6]),
            Err(RecordError::NoLength { offset: 0 })
        );
        assert_eq!(
            Features::parse(&[6, 4, 0]),
            Err(RecordError::CutOff {
                tag: 6,
                offset: 0,
                length: 4,
                have: 1
            })
        );
        assert_eq!(
            Features::parse(&[6, 1, 0]),
            Err(RecordError::NotACode {
                tag: 6,
                offset: 0,
                length: 1
            })
        );
    }

    #[test]
    fn properties_are_little_endian() {
        let bytes = hex::parse(
            "0102 0000 0304 00000000 0A04 00000100 0B02 E604 0C02 1651 0803 312E30 7F01 00",
        )
        .unwrap();
        let properties = Properties::parse(&bytes);
        assert_eq!(properties.usb_id(), Some((0x04E6, 0x5116)));
        assert_eq!(
            (properties.max_apdu_data, properties.extended_apdu()),
            (Some(0x1_0000), Some(true))
        );
        assert_eq!(
            (properties.lcd_layout, properties.timeout2),
            (Some(0), None)
        );
        assert_eq!(
            (properties.firmware.as_deref(), properties.broken),
            (Some("1.0"), None)
        );
        assert_eq!(Properties::parse(&[]).extended_apdu(), None);
        let cut = Properties::parse(&[0x06, 1, 4, 0x0B, 2]);
        assert_eq!((cut.min_pin, cut.vendor_id), (Some(4), None));
        assert_eq!(
            cut.broken,
            Some(RecordError::CutOff {
                tag: 0x0B,
                offset: 3,
                length: 2,
                have: 0
            })
        );
    }
}

//! Distribution points: of a certificate (RFC 5280 §4.2.1.13), of a CRL (§5.2.5), of its deltas (§5.2.6). Read from
//! the raw extension: x509-parser 0.18.1 drops nameRelativeToCRLIssuer without a word, and a CRL of a part then looks
//! like one of the whole.
use super::Reasons;
use crate::pki::tlv::{Reader, SEQUENCE, Tlv, TlvError, context, context_constructed};

/// DistributionPointName.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PointName<'a> {
    /// fullName: whole GeneralName elements.
    Full(Vec<&'a [u8]>),
    /// nameRelativeToCRLIssuer: the AttributeTypeAndValues of one RelativeDistinguishedName, the SET's tag left out.
    Relative(&'a [u8]),
}

/// DistributionPoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistributionPoint<'a> {
    pub name: Option<PointName<'a>>,
    /// Absent means all.
    pub reasons: Option<Reasons>,
    /// cRLIssuer: whole GeneralName elements.
    pub issuer: Vec<&'a [u8]>,
}

/// IssuingDistributionPoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuingPoint<'a> {
    pub name: Option<PointName<'a>>,
    pub only_user: bool,
    pub only_ca: bool,
    pub only_attribute: bool,
    pub only_some: Option<Reasons>,
    pub indirect: bool,
}

/// More names than any certificate has; beyond it nothing is compared.
const NAMES: usize = 64;
const POINTS: usize = 64;

/// The names of a GeneralNames content, as whole elements.
///
/// # Errors
/// Where one is not whole, or there are more than a certificate can mean.
pub fn general_names<'a>(mut inside: Reader<'a>) -> Result<Vec<&'a [u8]>, TlvError> {
    let mut out = Vec::new();
    while !inside.is_empty() {
        if out.len() == NAMES {
            return Err(TlvError::Value {
                offset: inside.offset(),
                what: "more names than are read",
            });
        }
        out.push(inside.element()?.raw);
    }
    Ok(out)
}

fn name<'a>(it: &Tlv<'a>) -> Result<PointName<'a>, TlvError> {
    // DistributionPointName is a CHOICE, so its [0] is explicit.
    let mut inside = it.open();
    let choice = inside.element()?;
    inside.end()?;
    match choice.tag {
        0xA0 => general_names(choice.open()).map(PointName::Full),
        0xA1 => Ok(PointName::Relative(choice.value)),
        found => Err(TlvError::Tag {
            offset: choice.offset,
            found,
            wanted: 0xA0,
        }),
    }
}

impl<'a> DistributionPoint<'a> {
    /// CRLDistributionPoints and FreshestCRL: the value of the extension.
    ///
    /// # Errors
    /// Where it is malformed.
    pub fn read_all(value: &'a [u8]) -> Result<Vec<DistributionPoint<'a>>, TlvError> {
        let mut outer = Reader::new(value);
        let mut inside = outer.want(SEQUENCE)?.open();
        outer.end()?;
        let mut out = Vec::new();
        while !inside.is_empty() {
            if out.len() == POINTS {
                return Err(TlvError::Value {
                    offset: inside.offset(),
                    what: "more distribution points than are read",
                });
            }
            out.push(DistributionPoint::read(&inside.want(SEQUENCE)?)?);
        }
        Ok(out)
    }

    fn read(it: &Tlv<'a>) -> Result<DistributionPoint<'a>, TlvError> {
        let mut inside = it.open();
        let point = inside.maybe(context_constructed(0))?;
        let reasons = inside.maybe(context(1))?;
        let issuer = inside.maybe(context_constructed(2))?;
        inside.end()?;
        Ok(DistributionPoint {
            name: point.map(|it| name(&it)).transpose()?,
            reasons: reasons.map(|it| Reasons::read(&it)).transpose()?,
            issuer: issuer.map_or(Ok(Vec::new()), |it| general_names(it.open()))?,
        })
    }

    /// Addresses of its full name, as text; those that are no ASCII are left out.
    pub fn addresses(&self) -> impl Iterator<Item = &'a str> + '_ {
        let names = match &self.name {
            Some(PointName::Full(names)) => names.as_slice(),
            _ => &[],
        };
        names.iter().filter_map(|it| uri(it))
    }
}

/// The text of a uniformResourceIdentifier.
pub(crate) fn uri(general_name: &[u8]) -> Option<&str> {
    let it = Reader::new(general_name).element().ok()?;
    if it.tag != context(6) || !it.value.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    std::str::from_utf8(it.value).ok()
}

impl<'a> IssuingPoint<'a> {
    /// The value of the issuingDistributionPoint extension.
    ///
    /// # Errors
    /// Where it is malformed.
    pub fn read(value: &'a [u8]) -> Result<IssuingPoint<'a>, TlvError> {
        let mut outer = Reader::new(value);
        let mut inside = outer.want(SEQUENCE)?.open();
        outer.end()?;
        let point = inside.maybe(context_constructed(0))?;
        let mut flag =
            |number: u8| -> Result<Option<Tlv<'a>>, TlvError> { inside.maybe(context(number)) };
        let only_user = flag(1)?;
        let only_ca = flag(2)?;
        let only_some = flag(3)?;
        let indirect = flag(4)?;
        let only_attribute = flag(5)?;
        inside.end()?;
        let set = |it: Option<Tlv<'a>>| it.map_or(Ok(false), |it| it.boolean());
        Ok(IssuingPoint {
            name: point.map(|it| name(&it)).transpose()?,
            only_user: set(only_user)?,
            only_ca: set(only_ca)?,
            only_attribute: set(only_attribute)?,
            only_some: only_some.map(|it| Reasons::read(&it)).transpose()?,
            indirect: set(indirect)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_relative_to_the_issuer_is_not_dropped() {
        // [0] { [1] { SET's content: SEQUENCE { 2.5.4.3, "x" } } }
        let value = [
            0x30, 0x10, 0x30, 0x0E, 0xA0, 0x0C, 0xA1, 0x0A, 0x30, 0x08, 0x06, 0x03, 0x55, 0x04,
            0x03, 0x13, 0x01, b'x',
        ];
        let points = DistributionPoint::read_all(&value).unwrap();
        assert_eq!(points[0].name, Some(PointName::Relative(&value[8..])));
    }

    #[test]
    fn addresses_are_text_or_nothing() {
        let value = [
            0x30, 0x0E, 0x30, 0x0C, 0xA0, 0x0A, 0xA0, 0x08, 0x86, 0x03, b'a', b':', b'b', 0x86,
            0x01, 0x07,
        ];
        let points = DistributionPoint::read_all(&value).unwrap();
        assert_eq!(points[0].addresses().collect::<Vec<_>>(), ["a:b"]);
        assert!(points[0].reasons.is_none() && points[0].issuer.is_empty());
    }

    #[test]
    fn an_issuing_point_has_each_of_its_fields() {
        let value = [
            0x30, 0x0A, 0x81, 0x01, 0xFF, 0x83, 0x02, 0x05, 0x60, 0x84, 0x01, 0xFF,
        ];
        let value = [&value[..1], &[0x0A], &value[2..]].concat();
        let it = IssuingPoint::read(&value).unwrap();
        assert!(it.only_user && it.indirect && !it.only_ca && !it.only_attribute);
        assert_eq!(
            it.only_some.unwrap().to_string(),
            "keyCompromise, cACompromise"
        );
        assert!(IssuingPoint::read(&[0x30, 0x03, 0x86, 0x01, 0xFF]).is_err());
    }
}

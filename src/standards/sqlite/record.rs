//! Records and variable-length integers (sqlite.org/fileformat2.html §1.6, §2.1).

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Blob(Vec<u8>),
    Text(Vec<u8>),
}

impl Value {
    /// The bytes of a blob or a text.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Value::Blob(it) | Value::Text(it) => Some(it),
            _ => None,
        }
    }
}

/// A varint: up to nine bytes, seven bits each and eight of the last. Its value and what follows it.
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut out = 0_u64;
    for n in 0..9 {
        let it = *bytes.get(n)?;
        if n == 8 {
            return Some((out << 8 | u64::from(it), bytes.get(9..)?));
        }
        out = out << 7 | u64::from(it & 0x7F);
        if it & 0x80 == 0 {
            return Some((out, bytes.get(n + 1..)?));
        }
    }
    None
}

/// The values of a record; none where its parts do not fit.
pub(super) fn values(payload: &[u8]) -> Option<Vec<Value>> {
    let (header, after) = varint(payload)?;
    let length_size = payload.len() - after.len();
    let header = usize::try_from(header).ok()?;
    let mut types = payload.get(length_size..header)?;
    let mut body = payload.get(header..)?;
    let mut out = Vec::new();
    while !types.is_empty() {
        let (serial, rest) = varint(types)?;
        types = rest;
        let mut take = |size: usize| -> Option<&[u8]> {
            let (it, rest) = body.split_at_checked(size)?;
            body = rest;
            Some(it)
        };
        let integer = |it: &[u8]| {
            let sign = if it.first().is_some_and(|it| it & 0x80 != 0) {
                -1
            } else {
                0
            };
            it.iter()
                .fold(sign, |all: i64, it| all << 8 | i64::from(*it))
        };
        out.push(match serial {
            0 => Value::Null,
            size @ 1..=4 => Value::Integer(integer(take(usize::try_from(size).ok()?)?)),
            5 => Value::Integer(integer(take(6)?)),
            6 => Value::Integer(integer(take(8)?)),
            7 => Value::Real(f64::from_be_bytes(take(8)?.try_into().ok()?)),
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            10 | 11 => return None,
            it => {
                let size = usize::try_from((it - 12) / 2).ok()?;
                let bytes = take(size)?.to_vec();
                if it % 2 == 0 {
                    Value::Blob(bytes)
                } else {
                    Value::Text(bytes)
                }
            }
        });
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn varints_of_every_size() {
        for (bytes, value) in [
            (&[0x00][..], 0),
            (&[0x7F], 127),
            (&[0x81, 0x00], 128),
            (&[0xFF; 9], u64::MAX),
        ] {
            assert_eq!(varint(bytes), Some((value, &[][..])), "{bytes:x?}");
        }
        assert_eq!(varint(&[0x81]), None);
    }

    #[test]
    fn every_serial_type() {
        let record = [
            11, 0, 1, 2, 5, 8, 9, 14, 15, 6, 12, 0xFF, 0xFF, 0xFE, 0, 0, 0, 0, 1, 0, 0x41, 0x42, 0,
            0, 0, 0, 0, 0, 0, 7,
        ];
        let all = values(&record).unwrap();
        assert_eq!(
            all,
            [
                Value::Null,
                Value::Integer(-1),
                Value::Integer(-2),
                Value::Integer(256),
                Value::Integer(0),
                Value::Integer(1),
                Value::Blob(vec![0x41]),
                Value::Text(vec![0x42]),
                Value::Integer(7),
                Value::Blob(vec![]),
            ]
        );
        for cut in 0..record.len() {
            assert_eq!(values(&record[..cut]), None, "cut at {cut}");
        }
    }
}

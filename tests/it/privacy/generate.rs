//! A value of any type that can be read back, with every member filled: so that a test meets facts that did not exist when
//! it was written. Each string is one of a kind and reads as hexadecimal too; of an enum's variants each comes up in turn.
use serde::de::{self, DeserializeSeed, Deserializer, Visitor};
use std::collections::BTreeMap;
use std::fmt::{self, Display};

/// What was chosen so far.
#[derive(Default)]
pub struct Generator {
    strings: u32,
    /// For each enum, which variant comes next.
    turns: BTreeMap<&'static str, usize>,
    /// Where to begin: another round takes other variants.
    pub round: usize,
}

impl Generator {
    pub fn string(&mut self) -> String {
        self.strings += 1;
        format!(
            "5eed{:04x}{:04x}{:012x}",
            self.round,
            self.strings,
            u64::from(self.strings) * 0x9e37_79b9
        )
    }
}

#[derive(Debug)]
pub struct Error(String);

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: Display>(it: T) -> Self {
        Error(it.to_string())
    }
}

/// What a visitor says it wants.
fn wanted<'de, V: Visitor<'de>>(it: &V) -> String {
    struct Words<'a, V>(&'a V);
    impl<'de, V: Visitor<'de>> Display for Words<'_, V> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.expecting(f)
        }
    }
    Words(it).to_string()
}

pub struct One<'g>(pub &'g mut Generator);

macro_rules! numbers {
    ($($name:ident $visit:ident $value:expr),+ $(,)?) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit($value)
        })+
    };
}

impl<'de> Deserializer<'de> for One<'_> {
    type Error = Error;

    numbers!(
        deserialize_bool visit_bool true,
        deserialize_i8 visit_i8 7,
        deserialize_i16 visit_i16 7,
        deserialize_i32 visit_i32 7,
        deserialize_i64 visit_i64 7,
        deserialize_u8 visit_u8 7,
        deserialize_u16 visit_u16 7,
        deserialize_u32 visit_u32 7,
        deserialize_u64 visit_u64 7,
        deserialize_f32 visit_f32 7.0,
        deserialize_f64 visit_f64 7.0,
        deserialize_char visit_char 'x',
        deserialize_unit visit_unit_value (),
    );

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let wanted = wanted(&visitor);
        if wanted.contains("OffsetDateTime") {
            return visitor.visit_str("2027-03-04T05:06:07Z");
        }
        visitor.visit_string(self.0.string())
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bytes(&[7; 4])
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bytes(&[7; 4])
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(Some_(self.0, 2))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_seq(Some_(self.0, length))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_seq(Some_(self.0, length))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Entries(self.0, 2))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(Fields(self.0, fields))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        // What was not seen has nothing in it: the other outcomes come up at a few places only.
        let variant = if variants.first() == Some(&"seen") && variants.contains(&"unasked") {
            let turn = self.0.turns.entry("Observed").or_default();
            *turn += 1;
            match (*turn + self.0.round) % 23 {
                0 if self.0.round > 0 => "failed",
                _ => "seen",
            }
        } else {
            let round = self.0.round;
            let turn = self.0.turns.entry(name).or_default();
            *turn += 1;
            variants[(*turn - 1 + round) % variants.len()]
        };
        visitor.visit_enum(Variant(self.0, variant))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}

/// `visit_unit` under the name that the macro can call with a value.
trait VisitUnit<'de>: Visitor<'de> {
    fn visit_unit_value(self, it: ()) -> Result<Self::Value, Error>;
}

impl<'de, V: Visitor<'de>> VisitUnit<'de> for V {
    fn visit_unit_value(self, (): ()) -> Result<Self::Value, Error> {
        self.visit_unit()
    }
}

struct Some_<'g>(&'g mut Generator, usize);

impl<'de> de::SeqAccess<'de> for Some_<'_> {
    type Error = Error;
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if self.1 == 0 {
            return Ok(None);
        }
        self.1 -= 1;
        seed.deserialize(One(self.0)).map(Some)
    }
}

struct Entries<'g>(&'g mut Generator, usize);

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = Error;
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        if self.1 == 0 {
            return Ok(None);
        }
        self.1 -= 1;
        seed.deserialize(One(self.0)).map(Some)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(One(self.0))
    }
}

struct Fields<'g>(&'g mut Generator, &'static [&'static str]);

impl<'de> de::MapAccess<'de> for Fields<'_> {
    type Error = Error;
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        match self.1 {
            [name, ..] => seed
                .deserialize(de::value::StrDeserializer::<Error>::new(name))
                .map(Some),
            [] => Ok(None),
        }
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let name = self.1[0];
        self.1 = &self.1[1..];
        seed.deserialize(One(self.0))
            .map_err(|it| Error(format!("{name}: {it}")))
    }
}

struct Variant<'g>(&'g mut Generator, &'static str);

impl<'de, 'g> de::EnumAccess<'de> for Variant<'g> {
    type Error = Error;
    type Variant = Inside<'g>;
    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Inside<'g>), Error> {
        let name = seed.deserialize(de::value::StrDeserializer::<Error>::new(self.1))?;
        Ok((name, Inside(self.0)))
    }
}

struct Inside<'g>(&'g mut Generator);

impl<'de> de::VariantAccess<'de> for Inside<'_> {
    type Error = Error;
    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(One(self.0))
    }
    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(Some_(self.0, length))
    }
    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(Fields(self.0, fields))
    }
}

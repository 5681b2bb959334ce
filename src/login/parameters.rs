//! The parameters of a URL: query and fragment, `application/x-www-form-urlencoded` (WHATWG URL §5.1).

/// Name and value, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub name: String,
    pub value: String,
}

/// More parameters than this are not read.
const MOST: usize = 256;

/// The parameters behind the first `?` or `#`; both parts where both are there.
pub fn of(url: &str) -> Vec<Parameter> {
    let Some(start) = url.find(['?', '#']) else {
        return Vec::new();
    };
    url.get(start + 1..)
        .unwrap_or_default()
        .split(['&', '?', '#'])
        .filter(|it| !it.is_empty())
        .take(MOST)
        .map(|it| {
            let (name, value) = it.split_once('=').unwrap_or((it, ""));
            Parameter {
                name: decode(name),
                value: decode(value),
            }
        })
        .collect()
}

/// `%XX` and `+` undone; a `%` without two digits stays as it is.
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| {
        let it = bytes.get(at).copied()?;
        char::from(it)
            .to_digit(16)
            .and_then(|it| u8::try_from(it).ok())
    };
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(it) = bytes.get(at) {
        match (it, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                at += 3;
                continue;
            }
            (b'+', ..) => out.push(b' '),
            _ => out.push(*it),
        }
        at += 1;
    }
    String::from_utf8(out)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_and_fragment_are_read_and_nothing_is_lost() {
        let it = of("https://app.example/cb?a=1%202+3&a=%zz&%c3%bc=%ff#error=x&lone");
        let it: Vec<(&str, &str)> = it
            .iter()
            .map(|it| (it.name.as_str(), it.value.as_str()))
            .collect();
        assert_eq!(
            it,
            [
                ("a", "1 2 3"),
                ("a", "%zz"),
                ("ü", "\u{fffd}"),
                ("error", "x"),
                ("lone", "")
            ]
        );
        assert!(of("https://app.example/cb").is_empty());
        assert_eq!(decode("%"), "%");
        assert_eq!(decode("%4"), "%4");
    }
}

//! Texts with percent-encoding (RFC 3986 §2.1), as parts of addresses on the network are written.

/// Times that one text may have been encoded.
const TIMES: usize = 3;

/// The text with those of its words decoded in which that brings `something` to light. None: there is no such word.
pub(super) fn opened(text: &str, something: impl Fn(&str) -> bool) -> Option<String> {
    text.contains('%').then_some(())?;
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    for word in text.split_inclusive(char::is_whitespace) {
        match decoded(word).filter(|it| something(it)) {
            Some(it) => {
                changed = true;
                out.push_str(&it);
            }
            None => out.push_str(word),
        }
    }
    changed.then_some(out)
}

/// None: nothing in it is encoded, or it is no text.
fn decoded(word: &str) -> Option<String> {
    let mut out = once(word)?;
    for _ in 1..TIMES {
        match once(&out) {
            Some(it) => out = it,
            None => break,
        }
    }
    Some(out)
}

fn once(word: &str) -> Option<String> {
    let mut out = Vec::with_capacity(word.len());
    let mut rest = word.as_bytes();
    while let [first, after @ ..] = rest {
        let byte = match after {
            [high, low, ..] if *first == b'%' => {
                let digit = |it: &u8| char::from(*it).to_digit(16);
                digit(high)
                    .zip(digit(low))
                    .and_then(|(high, low)| u8::try_from(high * 16 + low).ok())
            }
            _ => None,
        };
        out.push(byte.unwrap_or(*first));
        rest = match byte {
            Some(_) => after.get(2..).unwrap_or_default(),
            None => after,
        };
    }
    (out.len() < word.len())
        .then(|| String::from_utf8(out).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_opened_where_something_is_in_them() {
        let of = |text: &str| opened(text, |it| it.contains("J@X"));
        assert_eq!(of("a J%40X b%20c").as_deref(), Some("a J@X b%20c"));
        assert_eq!(of("J%2540X").as_deref(), Some("J@X"));
        assert_eq!(of("J%4gX 100% %"), None);
        assert_eq!(of("J@X"), None);
        assert_eq!(of("J@X%FF"), None);
        assert_eq!(of("J%C3%A4%40X"), None);
    }
}

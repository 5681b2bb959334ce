//! A claims request or challenge (OpenID Connect Core §5.5; Microsoft "Claims challenges, claims requests, and client
//! capabilities"): `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}` as `access_token.acrs=c1`.
use serde_json::Value;

/// More names or values than this are not kept.
const MOST: usize = 64;
/// Characters of one name or value.
const LONGEST: usize = 128;

/// Dotted names with their values; none where it is no JSON object.
pub fn read(text: &str) -> Option<Vec<String>> {
    let value: Value = serde_json::from_str(text).ok()?;
    let places = value.as_object()?;
    let mut out = Vec::new();
    for (place, claims) in places {
        for (name, wish) in claims.as_object().into_iter().flatten() {
            let one = wish.get("value").into_iter();
            let many = wish.get("values").and_then(Value::as_array);
            let mut values = one.chain(many.into_iter().flatten()).peekable();
            if values.peek().is_none() {
                out.push(short(&format!("{place}.{name}")));
            }
            for it in values.take(MOST) {
                let it = it.as_str().map_or_else(|| it.to_string(), str::to_owned);
                out.push(format!(
                    "{}={}",
                    short(&format!("{place}.{name}")),
                    short(&it)
                ));
            }
        }
    }
    out.truncate(MOST);
    Some(out)
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_laid_flat() {
        let text = r#"{"id_token":{"acrs":{"essential":true,"value":"c1"},"xms_cc":{"values":["cp1",2]},"auth_time":null}}"#;
        assert_eq!(
            read(text).unwrap(),
            [
                "id_token.acrs=c1",
                "id_token.auth_time",
                "id_token.xms_cc=cp1",
                "id_token.xms_cc=2"
            ]
        );
        assert_eq!(read("[]"), None);
        assert_eq!(read("{\"a\":"), None);
        assert_eq!(read("{\"a\":1}").unwrap(), Vec::<String>::new());
    }
}

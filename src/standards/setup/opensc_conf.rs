//! opensc.conf (opensc.conf(5)): blocks `name key { … }`, items `name = value, value;`, `#` comments.

/// Settings that change how a card is treated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenscConf {
    pub card_drivers: Vec<String>,
    pub force_card_driver: Option<String>,
    /// `card_atr` blocks with a `driver`: ATR and driver.
    pub card_atr: Vec<(String, String)>,
    pub ignored_readers: Vec<String>,
    pub enable_pinpad: Option<bool>,
    pub connect_exclusive: Option<bool>,
}

/// Values and blocks that are kept of each kind.
const MOST: usize = 64;
/// Characters of a value that are kept.
const VALUE: usize = 200;
/// Blocks inside each other that are told apart.
const DEPTH: usize = 16;

/// Reads a file as far as its form holds.
pub fn opensc_conf(text: &str) -> OpenscConf {
    let mut out = OpenscConf::default();
    // The heads of the blocks that are open: `card_atr 3b:…`.
    let mut open: Vec<Vec<String>> = Vec::new();
    let mut too_deep = 0_usize;
    let mut statement: Vec<String> = Vec::new();
    for token in (Tokens { rest: text }) {
        match token {
            Token::Word(it) => {
                if statement.len() < MOST + 2 {
                    statement.push(it.chars().take(VALUE).collect());
                }
            }
            Token::Open if open.len() < DEPTH => open.push(std::mem::take(&mut statement)),
            Token::Open => {
                too_deep += 1;
                statement.clear();
            }
            Token::Close => {
                if too_deep > 0 {
                    too_deep -= 1;
                } else {
                    open.pop();
                }
                statement.clear();
            }
            Token::End => {
                take(&mut out, &open, &statement);
                statement.clear();
            }
        }
    }
    out
}

fn take(out: &mut OpenscConf, open: &[Vec<String>], statement: &[String]) {
    let [name, equals, values @ ..] = statement else {
        return;
    };
    if equals != "=" {
        return;
    }
    let first = values.first().cloned();
    let block = open.last().map_or(&[][..], Vec::as_slice);
    if let [kind, atr] = block
        && kind == "card_atr"
    {
        if name == "driver"
            && let Some(driver) = first
            && out.card_atr.len() < MOST
        {
            out.card_atr.push((atr.clone(), driver));
        }
        return;
    }
    let truth = |it: &String| matches!(it.as_str(), "true" | "yes" | "1");
    match name.as_str() {
        "card_drivers" => out.card_drivers = values.to_vec(),
        "force_card_driver" => out.force_card_driver = first,
        "ignored_readers" => out.ignored_readers = values.to_vec(),
        "enable_pinpad" => out.enable_pinpad = first.as_ref().map(truth),
        "connect_exclusive" => out.connect_exclusive = first.as_ref().map(truth),
        _ => {}
    }
}

enum Token {
    Word(String),
    Open,
    Close,
    End,
}

struct Tokens<'t> {
    rest: &'t str,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            self.rest = self
                .rest
                .trim_start_matches(|it: char| it.is_whitespace() || it == ',');
            let comment = self.rest.starts_with('#') || self.rest.starts_with("//");
            if !comment {
                break;
            }
            self.rest = self.rest.split_once('\n').map_or("", |it| it.1);
        }
        let mut chars = self.rest.chars();
        let first = chars.next()?;
        match first {
            '{' | '}' | ';' => {
                self.rest = chars.as_str();
                Some(match first {
                    '{' => Token::Open,
                    '}' => Token::Close,
                    _ => Token::End,
                })
            }
            '=' => {
                self.rest = chars.as_str();
                Some(Token::Word("=".to_owned()))
            }
            '"' => {
                let inside = chars.as_str();
                let (word, rest) = inside.split_once('"').unwrap_or((inside, ""));
                self.rest = rest;
                Some(Token::Word(word.to_owned()))
            }
            _ => {
                let ends = |it: char| {
                    it.is_whitespace() || matches!(it, '{' | '}' | ';' | ',' | '=' | '"')
                };
                let end = self.rest.find(ends).unwrap_or(self.rest.len());
                let (word, rest) = self.rest.split_at_checked(end)?;
                self.rest = rest;
                Some(Token::Word(word.to_owned()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_matter_are_found_in_their_blocks() {
        let it = opensc_conf(
            "app default {\n # force_card_driver = x;\n  card_drivers = cac, PIV-II;\n  force_card_driver = cac;\n\
             ignored_readers = \"CardMan 1021\", \"SPR 532\";\n  reader_driver pcsc {\n enable_pinpad = false;\n }\n\
             card_atr 3b:f9:18:00 {\n  name = \"a card\";\n driver = \"PIV-II\";\n }\n}\n",
        );
        assert_eq!(it.card_drivers, ["cac", "PIV-II"]);
        assert_eq!(it.force_card_driver.as_deref(), Some("cac"));
        assert_eq!(it.ignored_readers, ["CardMan 1021", "SPR 532"]);
        assert_eq!(it.enable_pinpad, Some(false));
        assert_eq!(it.connect_exclusive, None);
        assert_eq!(
            it.card_atr,
            [("3b:f9:18:00".to_owned(), "PIV-II".to_owned())]
        );
    }

    #[test]
    fn damage_costs_what_is_damaged() {
        assert_eq!(opensc_conf(""), OpenscConf::default());
        assert_eq!(
            opensc_conf("app default { }}}}").card_drivers,
            Vec::<String>::new()
        );
        assert_eq!(
            opensc_conf("force_card_driver = \"x").force_card_driver,
            None
        );
        let deep = "a b {".repeat(100) + "force_card_driver = y;" + &"}".repeat(100);
        assert_eq!(opensc_conf(&deep).force_card_driver.as_deref(), Some("y"));
    }
}

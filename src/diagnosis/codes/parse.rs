use super::{Category, Cause, Code, Local, Standing, Step};
use crate::rules::Who;

/// Why a line of a table is no row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum RowError {
    #[error("row \"{row}\": {found} fields where 11 belong")]
    Fields { row: &'static str, found: usize },
    #[error("row \"{row}\": \"{word}\" is no {what}")]
    Word {
        row: &'static str,
        what: &'static str,
        word: &'static str,
    },
}

/// The rows of a table: `# checked DATE`, a line of column names, then one code a line, fields between ` | `, `-`
/// where there is nothing.
pub(super) fn table(text: &'static str) -> Vec<Result<Code, RowError>> {
    let mut checked = "";
    let mut out = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(date) = line.strip_prefix("# checked ") {
            checked = date;
        } else if !line.is_empty() && !line.starts_with("code |") {
            out.push(row(line, checked));
        }
    }
    out
}

fn row(line: &'static str, checked: &'static str) -> Result<Code, RowError> {
    let fields: Vec<&'static str> = line.split(" | ").map(str::trim).collect();
    let [
        number,
        name,
        category,
        cause,
        who,
        step,
        local,
        standing,
        sources,
        meaning,
        how,
    ] = fields[..]
    else {
        return Err(RowError::Fields {
            row: fields.first().copied().unwrap_or_default(),
            found: fields.len(),
        });
    };
    let wrong = |what, word| RowError::Word {
        row: number,
        what,
        word,
    };
    Ok(Code {
        number: number.parse().map_err(|_| wrong("number", number))?,
        name: there(name),
        meaning: there(meaning).ok_or_else(|| wrong("meaning", meaning))?,
        category: Category::of(category).ok_or_else(|| wrong("category", category))?,
        cause: Cause::of(cause).ok_or_else(|| wrong("cause", cause))?,
        who: who
            .split('+')
            .map(|it| person(it).ok_or_else(|| wrong("person", it)))
            .collect::<Result<_, _>>()?,
        step: Step::of(step).ok_or_else(|| wrong("step", step))?,
        local: Local::of(local).ok_or_else(|| wrong("answer to local", local))?,
        how: there(how),
        standing: Standing::of(standing).ok_or_else(|| wrong("standing", standing))?,
        sources: there(sources)
            .map(|it| it.split("; ").collect())
            .unwrap_or_default(),
        checked: there(checked).ok_or_else(|| wrong("date", checked))?,
    })
}

fn there(field: &'static str) -> Option<&'static str> {
    (!field.is_empty() && field != "-").then_some(field)
}

/// The words of the report's `who`.
fn person(word: &str) -> Option<Who> {
    Some(match word {
        "you" => Who::You,
        "admin" => Who::Admin,
        "card-office" => Who::CardOffice,
        "identity-admin" => Who::IdentityAdmin,
        "app-owner" => Who::AppOwner,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_is_wrong_with_it() {
        let row = |text| {
            table(text)
                .pop()
                .unwrap()
                .map(|it| it.number)
                .map_err(|it| it.to_string())
        };
        let good = "# checked 2026-01-02\ncode | name | …\n\
            1 | - | token | token | you+admin | again | no | confirmed | a; b | Means. | -";
        assert_eq!(row(good), Ok(1));
        let one = table(good).pop().unwrap().unwrap();
        assert_eq!(one.sources, ["a", "b"]);
        assert_eq!(one.who, [Who::You, Who::Admin]);
        assert_eq!((one.name, one.how, one.checked), (None, None, "2026-01-02"));
        assert_eq!(
            row("1 | - | token"),
            Err("row \"1\": 3 fields where 11 belong".to_owned())
        );
        for (cut, word) in [
            ("again", "step"),
            ("you+admin", "person"),
            ("Means.", "meaning"),
        ] {
            let text: &'static str = good.replace(cut, "-").leak();
            assert!(row(text).unwrap_err().contains(word), "{text}");
        }
        let undated = good.lines().last().unwrap();
        assert!(row(undated).unwrap_err().contains("date"));
    }
}

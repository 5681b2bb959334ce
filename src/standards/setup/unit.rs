//! Unit files of systemd (systemd.syntax(7)) and files of variables (`KEY=value`, systemd.exec(5) EnvironmentFile=).

/// One `Name=value` line of a unit file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// `Service`, `Socket`, `Install`.
    pub section: String,
    pub name: String,
    pub value: String,
}

/// Lines that are kept of one file.
const MOST: usize = 400;
/// Characters of a value that are kept.
const VALUE: usize = 2_000;

/// The assignments of a unit file in order. A line that ends in a backslash goes on.
pub fn assignments(text: &str) -> Vec<Assignment> {
    let mut out: Vec<Assignment> = Vec::new();
    let mut section = String::new();
    let mut goes_on = false;
    for line in text.lines().map(str::trim) {
        let comment = line.starts_with(['#', ';']);
        if line.is_empty() || comment {
            goes_on &= comment;
            continue;
        }
        let more = line.ends_with('\\');
        let line = line.trim_end_matches('\\').trim_end();
        if goes_on {
            if let Some(last) = out.last_mut().filter(|it| it.value.len() < VALUE) {
                last.value.push(' ');
                last.value.push_str(line);
            }
        } else if let Some(name) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            name.clone_into(&mut section);
        } else if let Some((name, value)) = line.split_once('=')
            && out.len() < MOST
        {
            out.push(Assignment {
                section: section.clone(),
                name: name.trim().to_owned(),
                value: value.trim().chars().take(VALUE).collect(),
            });
        }
        goes_on = more;
    }
    out
}

/// The variables of a file of `KEY=value` lines, quotes taken off; `export` before a name is taken off, too, as some
/// files are read by a shell.
pub fn settings(text: &str) -> Vec<(String, String)> {
    text.lines()
        .map(str::trim)
        .filter(|it| !it.starts_with(['#', ';']))
        .map(|it| it.strip_prefix("export ").unwrap_or(it))
        .filter_map(|it| it.split_once('='))
        .take(MOST)
        .map(|(name, value)| {
            let value = unquoted(value.trim());
            (
                name.trim().to_owned(),
                value.chars().take(VALUE).collect::<String>(),
            )
        })
        .collect()
}

fn unquoted(value: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|it| value.strip_prefix(it)?.strip_suffix(it))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_with_lines_that_go_on() {
        let it = assignments(
            "[Unit]\nRequires=pcscd.socket\n# c\n[Service]\nExecStart=/usr/sbin/pcscd \\\n  --foreground \\\n# no\n $PCSCD_ARGS\nUser=pcscd\n",
        );
        let value = |name: &str| it.iter().find(|it| it.name == name).unwrap();
        assert_eq!(value("Requires").section, "Unit");
        assert_eq!(
            value("ExecStart").value,
            "/usr/sbin/pcscd --foreground $PCSCD_ARGS"
        );
        assert_eq!(value("User").value, "pcscd");
        assert_eq!(assignments("x\n[y"), []);
    }

    #[test]
    fn variables_are_read_without_their_quotes() {
        assert_eq!(
            settings("#A=1\nexport B=\"x y\"\nC='z'\nD=\"\nnothing"),
            [
                ("B".to_owned(), "x y".to_owned()),
                ("C".to_owned(), "z".to_owned()),
                ("D".to_owned(), "\"".to_owned())
            ]
        );
    }
}

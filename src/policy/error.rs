/// Why a file is no policy. The messages go after "FILE: ".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    #[error("larger than {} KiB, the most a policy may have", super::SIZE_LIMIT / 1024)]
    TooLarge,
    #[error("not UTF-8 text from byte {offset} on")]
    NotText { offset: usize },
    #[error("line {line}, column {column}: {problem}")]
    At {
        line: usize,
        column: usize,
        problem: String,
    },
}

impl PolicyError {
    /// With the place of a byte of the text.
    pub(super) fn at(text: &str, byte: usize, problem: impl Into<String>) -> PolicyError {
        let before = text.get(..byte).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before
            .rsplit('\n')
            .next()
            .map_or(0, |it| it.chars().count())
            + 1;
        // The parser's own messages may have several lines.
        let problem: String = problem.into();
        let lines: Vec<&str> = problem.lines().map(str::trim).collect();
        PolicyError::At {
            line,
            column,
            problem: lines.join(": "),
        }
    }
}

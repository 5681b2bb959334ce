use super::wrap::{width, wrap};
use super::{Tone, View};
use crate::report::escape::{escape, shorten};
use tabled::builder::Builder;
use tabled::settings::object::{Columns, Rows};
use tabled::settings::{Padding, Style};

/// Text under construction. The one way out for text: whatever is put in is escaped here, so that no name from a
/// card or a reader can reach the terminal as it is.
pub struct Page {
    view: View,
    out: String,
}

/// Prose is not set wider than this, however wide the terminal.
const PROSE: usize = 100;
/// Characters of one value in a table; `-v` shows all.
const CELL: usize = 64;
/// Below this a table is shown as records.
const TABLE: usize = 60;

impl Page {
    pub fn new(view: View) -> Page {
        Page {
            view,
            out: String::new(),
        }
    }

    pub fn view(&self) -> View {
        self.view
    }

    /// The finished text.
    pub fn finish(self) -> String {
        self.out
    }

    /// An empty line, never two and never first.
    pub fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn clean(&self, text: &str) -> String {
        escape(text, self.view.ascii).into_owned()
    }

    /// What stands before a part of a tree: one that has others after it, the last one, and what goes on below the first.
    pub fn branches(&self) -> [&'static str; 3] {
        if self.view.ascii {
            ["|- ", "`- ", "|  "]
        } else {
            ["├─ ", "└─ ", "│  "]
        }
    }

    /// Text in a tree: what stands before its first line and before those it wraps to. They are drawn by us and not cleaned.
    pub fn branch(&mut self, first: &str, rest: &str, tone: Tone, text: &str) {
        let clean = self.clean(text);
        let room = self
            .prose()
            .saturating_sub(width(first).max(width(rest)))
            .max(16);
        for (n, it) in wrap(&clean, room).into_iter().enumerate() {
            let before = if n == 0 { first } else { rest };
            let line = format!("{before}{}", self.paint(tone, &it));
            self.line(&line);
        }
    }

    fn prose(&self) -> usize {
        self.view.width.clamp(20, PROSE)
    }

    fn paint(&self, tone: Tone, clean: &str) -> String {
        match tone.code().filter(|_| self.view.color) {
            Some(code) => format!("\x1b[{code}m{clean}\x1b[0m"),
            None => clean.to_owned(),
        }
    }

    /// Adds one finished line, its end trimmed.
    fn line(&mut self, finished: &str) {
        self.out.push_str(finished.trim_end());
        self.out.push('\n');
    }

    /// What has to be known before anything else is read.
    pub fn notice(&mut self, text: Option<&str>) {
        if let Some(text) = text {
            self.paragraph(0, text);
            self.blank();
        }
    }

    /// Wrapped prose.
    pub fn paragraph(&mut self, indent: usize, text: &str) {
        self.toned(indent, Tone::Plain, text);
    }

    pub fn heading(&mut self, text: &str) {
        self.blank();
        self.toned(0, Tone::Bold, text);
    }

    /// Wrapped prose in one tone.
    pub fn toned(&mut self, indent: usize, tone: Tone, text: &str) {
        let clean = self.clean(text);
        for it in wrap(&clean, self.prose().saturating_sub(indent)) {
            let line = format!("{:indent$}{}", "", self.paint(tone, &it));
            self.line(&line);
        }
    }

    /// Words set beside wrapped text: each label has its width, and the text hangs behind the last. On a narrow
    /// page the text begins on a line of its own.
    pub fn beside(&mut self, indent: usize, labels: &[(&str, usize, Tone)], text: &str) {
        let clean = self.clean(text);
        let mut first = " ".repeat(indent);
        let mut hang = indent;
        for (label, columns, tone) in labels {
            let label = self.clean(label);
            let pad = columns.saturating_sub(width(&label)).max(1);
            hang += width(&label) + pad;
            first.push_str(&self.paint(*tone, &label));
            first.push_str(&" ".repeat(pad));
        }
        let room = self.prose().saturating_sub(hang);
        if room < 24 {
            self.line(&first);
            let indent = (indent + 2).min(self.prose() / 2);
            for it in wrap(&clean, self.prose().saturating_sub(indent)) {
                self.line(&format!("{:indent$}{it}", ""));
            }
            return;
        }
        for (n, it) in wrap(&clean, room).into_iter().enumerate() {
            if n == 0 {
                self.line(&format!("{first}{it}"));
            } else {
                self.line(&format!("{:hang$}{it}", ""));
            }
        }
    }

    /// Short parts in a row, each unbroken.
    pub fn parts(&mut self, parts: &[String]) {
        let mut line = String::new();
        for it in parts {
            let it = self.clean(it);
            if line.is_empty() {
                line = it;
                continue;
            }
            let longer = format!("{line}{}{it}", self.clean(" · "));
            if width(&longer) <= self.prose() {
                line = longer;
            } else {
                for it in wrap(&line, self.prose()) {
                    self.line(&it);
                }
                line = it;
            }
        }
        self.line(&line);
    }

    /// A command as it must be typed: never broken.
    pub fn command(&mut self, indent: usize, text: &str) {
        let clean = self.clean(text);
        self.line(&format!("{:indent$}{clean}", ""));
    }

    /// One record of `--plain`.
    pub fn record(&mut self, fields: &[&str]) {
        let clean: Vec<String> = fields.iter().map(|it| self.clean(it)).collect();
        self.out.push_str(&clean.join("\t"));
        self.out.push('\n');
    }

    /// A value for a table: whole with `-v`.
    pub fn short(&self, text: &str) -> String {
        if self.view.verbose {
            text.to_owned()
        } else {
            // Escapes count as they are shown.
            shorten(&self.clean(text), CELL).into_owned()
        }
    }

    /// A table: the first line of a cell is its main value, more may follow. Too narrow a page gets records.
    pub fn table(&mut self, header: &[&str], rows: &[Vec<Cell>]) {
        self.table_of(header, rows, 0);
    }

    /// The same with names in the first column that somebody will type or search for: never broken.
    pub fn table_by_name(&mut self, header: &[&str], rows: &[Vec<Cell>]) {
        self.table_of(header, rows, 1);
    }

    /// `whole`: so many of the first columns are never broken.
    fn table_of(&mut self, header: &[&str], rows: &[Vec<Cell>], whole: usize) {
        if self.view.plain {
            self.record(
                &header
                    .iter()
                    .map(|it| it.to_lowercase())
                    .collect::<Vec<_>>()
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>(),
            );
            for row in rows {
                let cells: Vec<String> = row.iter().map(|it| it.join("; ")).collect();
                self.record(&cells.iter().map(String::as_str).collect::<Vec<_>>());
            }
            return;
        }
        if self.view.width < TABLE {
            self.records(header, rows, whole);
            return;
        }
        let clean = |cell: &Cell| -> Cell { cell.iter().map(|it| self.clean(it)).collect() };
        let mut grid: Vec<Vec<Cell>> = vec![header.iter().map(|it| cell(self.clean(it))).collect()];
        grid.extend(rows.iter().map(|row| row.iter().map(clean).collect()));
        let columns = columns(&grid, self.view.width, whole);
        let mut builder = Builder::default();
        for row in &grid {
            builder.push_record(row.iter().zip(&columns).map(|(cell, columns)| {
                let lines: Vec<String> = cell.iter().flat_map(|it| wrap(it, *columns)).collect();
                lines.join("\n")
            }));
        }
        let mut table = builder.build();
        table.with(Style::empty());
        table.modify(Columns::new(..), Padding::new(0, GAP, 0, 0));
        if grid.iter().flatten().any(|it| it.len() > 1) {
            table.modify(Rows::new(1..), Padding::new(0, GAP, 0, 1));
        }
        let text = table.to_string();
        for (n, it) in text.lines().enumerate() {
            let tone = if n == 0 { Tone::Bold } else { Tone::Plain };
            let line = self.paint(tone, it.trim_end());
            self.line(&line);
        }
        while self.out.ends_with("\n\n") {
            self.out.pop();
        }
    }

    fn records(&mut self, header: &[&str], rows: &[Vec<Cell>], whole: usize) {
        for row in rows {
            self.blank();
            for (at, (name, cell)) in header.iter().zip(row).enumerate() {
                for (n, it) in cell.iter().filter(|it| !it.is_empty()).enumerate() {
                    let name = if n == 0 { name } else { "" };
                    if at < whole {
                        let name = self.paint(Tone::Bold, &format!("{name:<12}"));
                        let line = format!("{name} {}", self.clean(it));
                        self.line(&line);
                    } else {
                        self.beside(0, &[(name, 13, Tone::Bold)], it);
                    }
                }
            }
        }
    }
}

/// Blank columns between two columns of a table.
const GAP: usize = 2;

/// The width of each column: what its content needs, the widest narrowed until the whole fits; not the first `whole`.
fn columns(grid: &[Vec<Cell>], limit: usize, whole: usize) -> Vec<usize> {
    let count = grid.iter().map(Vec::len).max().unwrap_or(0);
    let mut out: Vec<usize> = (0..count)
        .map(|n| {
            let cells = grid.iter().filter_map(|row| row.get(n));
            cells.flatten().map(|it| width(it)).max().unwrap_or(0)
        })
        .collect();
    let room = limit.saturating_sub(GAP * count.saturating_sub(1));
    while out.iter().sum::<usize>() > room {
        let second = {
            let mut sorted = out.get(whole..).unwrap_or_default().to_vec();
            sorted.sort_unstable();
            sorted.iter().rev().nth(1).copied().unwrap_or(0)
        };
        let over = out.iter().sum::<usize>() - room;
        match out.iter_mut().skip(whole).max() {
            // Down to the next widest at once, then column by column.
            Some(it) if *it > 4 => *it -= over.min((*it - second).max(1)),
            _ => break,
        }
    }
    out
}

/// The lines of one place in a table.
pub type Cell = Vec<String>;

/// A cell of one line.
pub fn cell(text: impl Into<String>) -> Cell {
    vec![text.into()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(width: usize) -> Page {
        Page::new(View {
            width,
            ..View::default()
        })
    }

    #[test]
    fn nothing_put_in_comes_out_raw() {
        let evil = "\x1b[2J\u{202e}\u{200b}\r\x07";
        for width in [20, 40, 80, 200] {
            let mut it = page(width);
            it.paragraph(2, evil);
            it.heading(evil);
            it.beside(0, &[(evil, 8, Tone::Fail)], evil);
            it.command(4, evil);
            it.record(&[evil, evil]);
            let short = it.short(evil);
            it.table(
                &["A", evil],
                &[vec![cell(evil), vec![short, evil.to_owned()]]],
            );
            let text = it.finish();
            assert!(
                !text
                    .chars()
                    .any(|it| it != '\n' && it != '\t' && crate::report::escape::is_hostile(it)),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_table_stays_in_the_page_and_a_narrow_page_gets_records() {
        let rows = vec![vec![
            cell("9A"),
            cell("a long name ".repeat(12)),
            cell("x".repeat(90)),
        ]];
        for width in [60, 80, 132] {
            let mut it = page(width);
            it.table(&["Slot", "Name", "Key"], &rows);
            let text = it.finish();
            assert!(
                text.lines().all(|it| super::width(it) <= width),
                "{width}\n{text}"
            );
            assert!(text.starts_with("Slot"), "{text}");
        }
        let mut it = page(40);
        it.table(&["Slot", "Name", "Key"], &rows);
        let text = it.finish();
        assert!(
            text.starts_with("Slot         9A\nName         a long name"),
            "{text}"
        );
        assert!(text.lines().all(|it| super::width(it) <= 40), "{text}");
    }

    #[test]
    fn colour_only_adds_to_words() {
        let write = |color| {
            let mut it = Page::new(View {
                color,
                ..View::default()
            });
            it.beside(
                0,
                &[("PIN", 8, Tone::Plain), ("FAIL", 8, Tone::Fail)],
                "locked",
            );
            it.finish()
        };
        assert_eq!(write(false), "PIN     FAIL    locked\n");
        assert_eq!(write(true), "PIN     \x1b[31;1mFAIL\x1b[0m    locked\n");
    }

    #[test]
    fn long_values_are_short_in_tables_but_for_v() {
        let name = "n".repeat(300);
        assert_eq!(page(80).short(&name).chars().count(), CELL);
        let view = View {
            verbose: true,
            ..View::default()
        };
        assert_eq!(Page::new(view).short(&name), name);
    }
}

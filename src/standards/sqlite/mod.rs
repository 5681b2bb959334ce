//! SQLite database files, read only (sqlite.org/fileformat2.html): the rows of a table, with what a write-ahead log beside the
//! file has committed. Enough for NSS's `cert9.db`, whose certificates the tool reads without SQLite's help: nothing is
//! locked, created or recovered, and any bytes end in rows or in an error.
mod record;
mod tree;
mod wal;

pub use record::Value;
pub use tree::Row;

use std::borrow::Cow;

/// Most rows read from a table.
pub const ROW_LIMIT: usize = 200_000;
/// Most values read from a table, of all rows. NSS's table has 120 columns, so that this is some 30 000 certificates.
pub const VALUE_LIMIT: usize = 4_000_000;
/// Most bytes of one row. A certificate has some thousands.
pub const ROW_SIZE_LIMIT: usize = 1 << 20;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SqliteError {
    #[error("no SQLite database: it does not begin with \"SQLite format 3\"")]
    NotSqlite,
    #[error("{0} bytes, fewer than the header of an SQLite database has")]
    CutOff(usize),
    #[error("its page size is {0}, which SQLite never uses")]
    PageSize(u32),
    #[error("page {page} is not in the file, which has {pages}; it may be being written")]
    NoPage { page: u32, pages: u32 },
    #[error("page {page} is damaged: {what}; it may be being written")]
    Page { page: u32, what: &'static str },
    #[error("page {0} is used twice; the database is damaged")]
    Twice(u32),
    #[error("it has no table {0}")]
    NoTable(String),
    #[error("a row has more than {ROW_SIZE_LIMIT} bytes")]
    RowTooLarge,
    #[error("the table has more than {ROW_LIMIT} rows; the rest was not read")]
    TooManyRows,
    #[error("the table has more than {VALUE_LIMIT} values; the rest was not read")]
    TooManyValues,
    #[error("its rows have more bytes than the file; the database is damaged")]
    Overlap,
}

/// An open database.
#[derive(Debug)]
pub struct Database<'a> {
    file: &'a [u8],
    log: wal::Log<'a>,
    page_size: usize,
    /// Bytes at the end of each page that are not used.
    reserved: usize,
}

/// A table: where its rows begin, and its columns by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    root: u32,
    pub columns: Vec<String>,
}

const MAGIC: &[u8] = b"SQLite format 3\0";

impl<'a> Database<'a> {
    /// Opens the bytes of a file, and those of its write-ahead log where there is one.
    ///
    /// # Errors
    /// Where the header is not that of an SQLite database.
    pub fn open(file: &'a [u8], wal: Option<&'a [u8]>) -> Result<Database<'a>, SqliteError> {
        if !file.starts_with(MAGIC) {
            return Err(SqliteError::NotSqlite);
        }
        let header = file.get(..100).ok_or(SqliteError::CutOff(file.len()))?;
        // 1 stands for 65536 (§1.3.2).
        let page_size = match number(header, 16, 2) {
            1 => 65_536,
            it => it,
        };
        if !(512..=65_536).contains(&page_size) || !page_size.is_power_of_two() {
            return Err(SqliteError::PageSize(page_size));
        }
        let page_size = page_size as usize;
        Ok(Database {
            file,
            log: wal
                .map(|it| wal::Log::read(it, page_size))
                .unwrap_or_default(),
            page_size,
            reserved: usize::from(header.get(20).copied().unwrap_or(0)),
        })
    }

    /// Bytes of file and log together. Rows do not overlap, so that no table has more.
    fn size(&self) -> usize {
        self.file.len().saturating_add(self.log.size())
    }

    fn pages(&self) -> u32 {
        let in_file = u32::try_from(self.file.len() / self.page_size).unwrap_or(u32::MAX);
        self.log.pages().unwrap_or(in_file)
    }

    /// A page, counted from 1: as last committed to the log, else as in the file.
    fn page(&self, number: u32) -> Result<&'a [u8], SqliteError> {
        let missing = SqliteError::NoPage {
            page: number,
            pages: self.pages(),
        };
        if number == 0 || number > self.pages() {
            return Err(missing);
        }
        if let Some(it) = self.log.page(number) {
            return Ok(it);
        }
        let start = (number as usize - 1).saturating_mul(self.page_size);
        self.file
            .get(start..start.saturating_add(self.page_size))
            .ok_or(missing)
    }

    /// The table of this name.
    ///
    /// # Errors
    /// Where there is none, or the schema cannot be read.
    pub fn table(&self, name: &str) -> Result<Table, SqliteError> {
        // sqlite_schema: type, name, tbl_name, rootpage, sql (§2.6), always at page 1.
        let schema = tree::rows(self, 1)?;
        for row in &schema.rows {
            let [
                Value::Text(kind),
                Value::Text(named),
                _,
                Value::Integer(root),
                Value::Text(sql),
            ] = row.values.as_slice()
            else {
                continue;
            };
            if kind == b"table" && named.eq_ignore_ascii_case(name.as_bytes()) {
                let root =
                    u32::try_from(*root).map_err(|_| SqliteError::NoTable(name.to_owned()))?;
                return Ok(Table {
                    root,
                    columns: columns(&String::from_utf8_lossy(sql)),
                });
            }
        }
        Err(schema
            .trouble
            .unwrap_or_else(|| SqliteError::NoTable(name.to_owned())))
    }

    /// Every row that can be read, in the order of their row ids, and what kept others from being read.
    pub fn rows(&self, table: &Table) -> (Vec<Row>, Option<SqliteError>) {
        match tree::rows(self, table.root) {
            Ok(it) => (it.rows, it.trouble),
            Err(error) => (Vec::new(), Some(error)),
        }
    }
}

impl Table {
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns
            .iter()
            .position(|it| it.eq_ignore_ascii_case(name))
    }
}

/// The names of the columns in a CREATE TABLE statement; constraints of the table are no columns.
fn columns(sql: &str) -> Vec<String> {
    let inside = sql
        .split_once('(')
        .map_or("", |(_, it)| it.rsplit_once(')').map_or(it, |(it, _)| it));
    let mut depth = 0_u32;
    let mut parts: Vec<Cow<'_, str>> = vec![Cow::Borrowed("")];
    let mut start = 0;
    for (n, it) in inside.char_indices() {
        match it {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(Cow::Borrowed(inside.get(start..n).unwrap_or_default()));
                start = n + 1;
            }
            _ => {}
        }
    }
    parts.push(Cow::Borrowed(inside.get(start..).unwrap_or_default()));
    let quotes: &[char] = &['"', '`', '[', ']', '\''];
    parts
        .iter()
        .filter_map(|it| it.split_whitespace().next())
        .map(|it| it.trim_matches(quotes).to_owned())
        .filter(|it| {
            let constraint = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
            !constraint.iter().any(|word| it.eq_ignore_ascii_case(word))
        })
        .collect()
}

/// A big-endian number; bytes that are not there count as zeros, which every caller rules out before.
fn number(bytes: &[u8], at: usize, size: usize) -> u32 {
    bytes
        .get(at..at.saturating_add(size))
        .unwrap_or_default()
        .iter()
        .fold(0, |all, it| all << 8 | u32::from(*it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_and_constraints_are_none() {
        assert_eq!(
            columns(
                "CREATE TABLE t (id PRIMARY KEY UNIQUE ON CONFLICT ABORT, a0, \"a1\" DECIMAL(1,2), UNIQUE (a0, a1))"
            ),
            ["id", "a0", "a1"]
        );
        assert_eq!(columns("CREATE TABLE t"), Vec::<String>::new());
    }

    #[test]
    fn what_is_no_database_says_so() {
        assert_eq!(
            Database::open(b"", None).unwrap_err(),
            SqliteError::NotSqlite
        );
        assert_eq!(
            Database::open(MAGIC, None).unwrap_err(),
            SqliteError::CutOff(16)
        );
        let mut header = MAGIC.to_vec();
        header.resize(100, 0);
        assert_eq!(
            Database::open(&header, None).unwrap_err(),
            SqliteError::PageSize(0)
        );
        header[16] = 16;
        let it = Database::open(&header, None).unwrap();
        assert!(matches!(it.table("t"), Err(SqliteError::NoPage { .. })));
    }
}

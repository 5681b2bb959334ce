//! Table b-trees (sqlite.org/fileformat2.html §1.5, §1.6): all rows below a root page.
use super::record::{Value, values, varint};
use super::{Database, ROW_LIMIT, ROW_SIZE_LIMIT, SqliteError, VALUE_LIMIT, number};
use std::collections::BTreeSet;

/// Page types of a table's tree.
const INTERIOR: u8 = 5;
const LEAF: u8 = 13;

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub id: i64,
    /// Fewer than the table has columns where columns were added after the row: those are null.
    pub values: Vec<Value>,
}

/// What could be read.
pub(super) struct Rows {
    pub rows: Vec<Row>,
    /// The first thing that could not.
    pub trouble: Option<SqliteError>,
}

/// Walks the tree. Each page is entered once, so that a damaged file cannot lead in circles.
pub(super) fn rows(database: &Database<'_>, root: u32) -> Result<Rows, SqliteError> {
    let mut walk = Walk {
        database,
        seen: BTreeSet::new(),
        rows: Vec::new(),
        trouble: None,
        bytes: database.size(),
        values: VALUE_LIMIT,
    };
    // The root must be there; what is wrong further down costs only what lies there.
    database.page(root)?;
    let mut to_do = vec![root];
    while let Some(page) = to_do.pop() {
        match walk.page(page) {
            // The last child lies on top of the stack: it is to be read last.
            Ok(children) => to_do.extend(children.into_iter().rev()),
            Err(error) => {
                let is_full = is_full(&error);
                walk.trouble.get_or_insert(error);
                if is_full {
                    break;
                }
            }
        }
    }
    Ok(Rows {
        rows: walk.rows,
        trouble: walk.trouble,
    })
}

/// Whether more rows would not be taken.
fn is_full(error: &SqliteError) -> bool {
    use SqliteError::{Overlap, TooManyRows, TooManyValues};
    matches!(error, TooManyRows | TooManyValues | Overlap)
}

struct Walk<'d, 'a> {
    database: &'d Database<'a>,
    seen: BTreeSet<u32>,
    rows: Vec<Row>,
    trouble: Option<SqliteError>,
    /// What rows may still have, in bytes and in values. Cells of a damaged page may all point to one row.
    bytes: usize,
    values: usize,
}

impl<'a> Walk<'_, 'a> {
    /// Reads a page; the pages below it come back.
    fn page(&mut self, page: u32) -> Result<Vec<u32>, SqliteError> {
        if !self.seen.insert(page) {
            return Err(SqliteError::Twice(page));
        }
        let bytes = self.database.page(page)?;
        // Page 1 begins with the header of the database.
        let start = if page == 1 { 100 } else { 0 };
        let damaged = |what| SqliteError::Page { page, what };
        let kind = *bytes.get(start).ok_or(damaged("empty"))?;
        let header = match kind {
            INTERIOR => 12,
            LEAF => 8,
            _ => return Err(damaged("not of a table's tree")),
        };
        let cells = number(bytes, start + 3, 2) as usize;
        let pointers = bytes
            .get(start + header..start + header + cells * 2)
            .ok_or(damaged("more cells than room"))?;
        let mut children = Vec::new();
        for pointer in pointers.chunks_exact(2) {
            let at = number(pointer, 0, 2) as usize;
            let cell = bytes.get(at..).ok_or(damaged("a cell outside it"))?;
            if kind == INTERIOR {
                children.push(number(cell, 0, 4));
            } else {
                match self.row(cell) {
                    Ok(Some(it)) => {
                        if self.rows.len() >= ROW_LIMIT {
                            return Err(SqliteError::TooManyRows);
                        }
                        let left = self.values.checked_sub(it.values.len());
                        self.values = left.ok_or(SqliteError::TooManyValues)?;
                        self.rows.push(it);
                    }
                    Err(error) if is_full(&error) => return Err(error),
                    Ok(None) => {
                        self.trouble
                            .get_or_insert(damaged("a row that does not fit together"));
                    }
                    Err(error) => {
                        self.trouble.get_or_insert(error);
                    }
                }
            }
        }
        if kind == INTERIOR {
            children.push(number(bytes, start + 8, 4));
        }
        Ok(children)
    }

    /// A cell of a leaf; none where its parts do not fit.
    fn row(&mut self, cell: &'a [u8]) -> Result<Option<Row>, SqliteError> {
        let Some((size, rest)) = varint(cell) else {
            return Ok(None);
        };
        let Some((id, rest)) = varint(rest) else {
            return Ok(None);
        };
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        if size > ROW_SIZE_LIMIT {
            return Err(SqliteError::RowTooLarge);
        }
        let left = self.bytes.checked_sub(size);
        self.bytes = left.ok_or(SqliteError::Overlap)?;
        let payload = self.payload(size, rest)?;
        Ok(payload.as_deref().and_then(values).map(|values| Row {
            id: id.cast_signed(),
            values,
        }))
    }

    /// What a cell holds, with the pages it overflows to (§1.6).
    fn payload(&mut self, size: usize, cell: &'a [u8]) -> Result<Option<Vec<u8>>, SqliteError> {
        let usable = self
            .database
            .page_size
            .saturating_sub(self.database.reserved);
        // The numbers of the format: U-35, M, K.
        let most = usable.saturating_sub(35);
        if size <= most {
            return Ok(cell.get(..size).map(<[u8]>::to_vec));
        }
        let least = (usable.saturating_sub(12) * 32 / 255).saturating_sub(23);
        let room = usable.saturating_sub(4).max(1);
        let wanted = least + size.saturating_sub(least) % room;
        let here = if wanted <= most { wanted } else { least };
        let Some((first, rest)) = cell.split_at_checked(here) else {
            return Ok(None);
        };
        let mut out = first.to_vec();
        let mut next = number(rest, 0, 4);
        while out.len() < size {
            if !self.seen.insert(next) {
                return Err(SqliteError::Twice(next));
            }
            let page = self.database.page(next)?;
            next = number(page, 0, 4);
            let part = page.get(4..usable).unwrap_or_default();
            let left = size - out.len();
            out.extend_from_slice(part.get(..left.min(part.len())).unwrap_or_default());
            if part.is_empty() {
                return Ok(None);
            }
        }
        Ok(Some(out))
    }
}

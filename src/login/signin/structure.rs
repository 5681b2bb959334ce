//! Where the values of a JSON document begin and end, without reading them: only quotation marks, backslashes and
//! brackets count (RFC 8259 §2, §7). Sixty-four bytes at a time, each class of them a bit mask; what is inside a
//! string is masked out by the running exclusive or of the quotation marks.

/// Nesting that no sign-in entry has; beyond it nothing is parsed.
pub(super) const DEPTH_LIMIT: u32 = 64;

/// Offsets are of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// An entry begins here.
    Opened(u64),
    /// Its last byte.
    Closed { at: u64, too_deep: bool },
    /// The bracket that closes what holds the entries.
    Ended(u64),
    /// Everything there was has been looked at.
    More,
}

pub(super) struct Structure {
    depth: u32,
    /// Depth of what holds the entries.
    floor: u32,
    too_deep: bool,
    /// All ones inside a string.
    in_string: u64,
    /// The next byte is escaped.
    escaped: bool,
    /// Offset of the next block.
    at: u64,
    /// Brackets of the last block that are still to be walked.
    opens: u64,
    closes: u64,
}

impl Structure {
    /// Begins at `offset`, inside what holds the entries.
    pub fn new(floor: u32, offset: u64) -> Self {
        Structure {
            depth: floor,
            floor,
            too_deep: false,
            in_string: 0,
            escaped: false,
            at: offset,
            opens: 0,
            closes: 0,
        }
    }

    /// How far it has looked.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// Looks on in `bytes`, which begin at `offset`. With `last` a part of a block is looked at too.
    pub fn next(&mut self, bytes: &[u8], offset: u64, last: bool) -> Mark {
        loop {
            if let Some(mark) = self.walk() {
                return mark;
            }
            let skip = usize::try_from(self.at.saturating_sub(offset)).unwrap_or(usize::MAX);
            let rest = bytes.get(skip..).unwrap_or_default();
            let (blocks, tail) = rest.as_chunks::<64>();
            if !self.blocks(blocks) {
                continue;
            }
            if !last || tail.is_empty() {
                return Mark::More;
            }
            let mut block = [b' '; 64];
            for (to, from) in block.iter_mut().zip(tail) {
                *to = *from;
            }
            self.blocks(&[block]);
        }
    }

    /// False: stopped behind a block whose brackets must be walked.
    fn blocks(&mut self, blocks: &[[u8; 64]]) -> bool {
        for block in blocks {
            let masks = classify(block);
            self.at += 64;
            let inside = self.inside(masks.quotes, masks.backslashes);
            let opens = masks.opens & !inside;
            let closes = masks.closes & !inside;
            let (up, down) = (opens.count_ones(), closes.count_ones());
            // Far enough from the floor, and from the limit, only the sum counts.
            if self.depth > self.floor + down && self.depth + up <= DEPTH_LIMIT {
                self.depth = self.depth + up - down;
            } else if opens | closes != 0 {
                self.opens = opens;
                self.closes = closes;
                return false;
            }
        }
        true
    }

    /// The bytes of a block that are inside a string, opening quotation mark included.
    fn inside(&mut self, quotes: u64, backslashes: u64) -> u64 {
        let mut quotes = quotes;
        if backslashes != 0 || self.escaped {
            quotes &= !self.escaped_by(backslashes);
        }
        // Bit n: whether an odd number of marks stands at or before it.
        let mut inside = quotes;
        for shift in [1, 2, 4, 8, 16, 32] {
            inside ^= inside << shift;
        }
        inside ^= self.in_string;
        self.in_string = if inside >> 63 == 1 { u64::MAX } else { 0 };
        inside
    }

    /// The bytes that a backslash escapes: each that follows an odd run of them.
    fn escaped_by(&mut self, backslashes: u64) -> u64 {
        let mut escaped = u64::from(self.escaped);
        let mut left = backslashes & !escaped;
        self.escaped = false;
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            match 2u64.checked_shl(bit) {
                Some(next) if next != 0 => {
                    escaped |= next;
                    left &= !next;
                }
                _ => self.escaped = true,
            }
        }
        escaped
    }

    fn walk(&mut self) -> Option<Mark> {
        loop {
            let brackets = self.opens | self.closes;
            if brackets == 0 {
                return None;
            }
            let bit = brackets & brackets.wrapping_neg();
            let at = self.at - 64 + u64::from(brackets.trailing_zeros());
            if self.opens & bit != 0 {
                self.opens ^= bit;
                self.depth = self.depth.saturating_add(1);
                self.too_deep |= self.depth > DEPTH_LIMIT;
                if self.depth == self.floor + 1 {
                    self.too_deep = false;
                    return Some(Mark::Opened(at));
                }
                continue;
            }
            self.closes ^= bit;
            if self.depth == self.floor {
                return Some(Mark::Ended(at));
            }
            self.depth -= 1;
            if self.depth == self.floor {
                let too_deep = self.too_deep;
                return Some(Mark::Closed { at, too_deep });
            }
        }
    }

    /// Whether an entry was begun and not ended.
    pub fn in_entry(&self) -> bool {
        self.depth > self.floor
    }
}

struct Masks {
    quotes: u64,
    backslashes: u64,
    opens: u64,
    closes: u64,
}

/// `[` and `{`, `]` and `}` differ in one bit: 0x20.
fn classify(block: &[u8; 64]) -> Masks {
    // Most blocks have no bracket and no backslash; a comparison without a mask is a few vector instructions.
    let mut out = Masks {
        quotes: mask(block, |it| it == b'"'),
        backslashes: 0,
        opens: 0,
        closes: 0,
    };
    if has(block, |it| it == b'\\') {
        out.backslashes = mask(block, |it| it == b'\\');
    }
    if has(block, |it| matches!(it | 0x20, b'{' | b'}')) {
        out.opens = mask(block, |it| it | 0x20 == b'{');
        out.closes = mask(block, |it| it | 0x20 == b'}');
    }
    out
}

#[inline(always)]
fn has(block: &[u8; 64], is: impl Fn(u8) -> bool) -> bool {
    block.iter().fold(false, |any, it| any | is(*it))
}

/// Bit n: whether byte n is of the class. Plain code that compilers turn into vector comparisons; eight results are
/// gathered into one byte by a multiplication.
#[inline(always)]
fn mask(block: &[u8; 64], is: impl Fn(u8) -> bool) -> u64 {
    let found = block.map(|it| u8::from(is(it)));
    let (words, _) = found.as_chunks::<8>();
    words.iter().enumerate().fold(0, |mask, (n, word)| {
        let bits = u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        mask | bits << (8 * n)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same, one byte after the other.
    fn plainly(bytes: &[u8], floor: u32) -> Vec<Mark> {
        let (mut depth, mut string, mut escaped) = (floor, false, false);
        let mut deepest = 0;
        let mut out = Vec::new();
        for (at, byte) in (0..).zip(bytes) {
            let is_escaped = std::mem::take(&mut escaped);
            match byte {
                b'"' | b'\\' if is_escaped => {}
                b'\\' => escaped = true,
                b'"' => string = !string,
                _ if string => {}
                b'{' | b'[' => {
                    depth += 1;
                    deepest = deepest.max(depth);
                    if depth == floor + 1 {
                        deepest = depth;
                        out.push(Mark::Opened(at));
                    }
                }
                b'}' | b']' if depth == floor => out.push(Mark::Ended(at)),
                b'}' | b']' => {
                    depth -= 1;
                    if depth == floor {
                        let too_deep = deepest > DEPTH_LIMIT;
                        out.push(Mark::Closed { at, too_deep });
                    }
                }
                _ => {}
            }
        }
        out
    }

    fn marks(bytes: &[u8], floor: u32) -> Vec<Mark> {
        let mut it = Structure::new(floor, 0);
        let mut out = Vec::new();
        loop {
            match it.next(bytes, 0, true) {
                Mark::More => return out,
                mark => out.push(mark),
            }
        }
    }

    proptest! {
        #[test]
        fn blocks_see_what_bytes_see(
            text in r#"[\[\]{}"\\a ]{0,300}"#,
            floor in 0u32..3,
        ) {
            prop_assert_eq!(marks(text.as_bytes(), floor), plainly(text.as_bytes(), floor));
        }

        #[test]
        fn classes_are_complete(block in proptest::collection::vec(any::<u8>(), 64)) {
            let block: &[u8; 64] = block.as_slice().try_into().unwrap();
            let found = classify(block);
            for (n, byte) in block.iter().enumerate() {
                let bit = |mask: u64| mask >> n & 1 == 1;
                prop_assert_eq!(bit(found.quotes), *byte == b'"');
                prop_assert_eq!(bit(found.backslashes), *byte == b'\\');
                prop_assert_eq!(bit(found.opens), b"[{".contains(byte));
                prop_assert_eq!(bit(found.closes), b"]}".contains(byte));
            }
        }
    }

    #[test]
    fn nesting_has_a_limit() {
        for n in [10, 60, 64, 65, 200, 10_000] {
            let text = format!("{}{}", "[".repeat(n), "]".repeat(n));
            let found = marks(text.as_bytes(), 0);
            assert_eq!(
                found.last(),
                Some(&Mark::Closed {
                    at: 2 * n as u64 - 1,
                    too_deep: n > 64
                })
            );
        }
    }
}

//! Ways to damage an input: of bytes, as fuzzers have always done, and of a format's structure, so that what is behind the
//! first length and the first checksum is reached.
use cac_doctor::pki::input::tlv::{Element, Elements};

/// Makes a damaged input of sound ones.
pub(super) type Mutation = fn(&mut Random, &[Vec<u8>]) -> Vec<u8>;

/// xorshift64*.
pub(super) struct Random(pub u64);

impl Random {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound.max(1)
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length);
        start..(start + 1 + self.below(16)).min(length)
    }
}

/// One to four changes anywhere.
pub(super) fn bytes(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len());
        match random.below(9) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.below(256) as u8,
            // Lengths and tags at their edges.
            2 => bytes[at] = random.one_of(&[0, 0x7F, 0x80, 0x81, 0x84, 0xFF, 0x30, 0x1F]),
            3 => bytes.truncate(at),
            4 => drop(bytes.drain(random.range(at + 1))),
            5 => {
                let copy = bytes[random.range(at + 1)].to_vec();
                bytes.splice(at..at, copy);
            }
            6 => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            7 => {
                let filler = vec![random.below(256) as u8; random.below(300)];
                bytes.splice(at..at, filler);
            }
            _ => bytes[at] = bytes[at].wrapping_add(random.one_of(&[1, 255])),
        }
    }
    bytes
}

/// A tree of DER. What an OCTET STRING or a BIT STRING wraps, as extensions do, is part of it.
#[derive(Clone)]
struct Node {
    tag: u8,
    /// The count of unused bits before what a BIT STRING wraps.
    prefix: Option<u8>,
    value: Value,
}

#[derive(Clone)]
enum Value {
    Bytes(Vec<u8>),
    Nodes(Vec<Node>),
}

/// All of the bytes as nodes; none where they are no row of DER.
fn nodes(bytes: &[u8], depth: u8) -> Option<Vec<Node>> {
    if depth > 24 || bytes.is_empty() {
        return None;
    }
    Elements::new(bytes)
        .map(|it| Some(node(&it.ok()?, depth)))
        .collect()
}

fn node(it: &Element<'_>, depth: u8) -> Node {
    let inside = match (it.tag, it.value) {
        (0x03, [0, rest @ ..]) => nodes(rest, depth + 1).map(|all| (Some(0), all)),
        (0x04, all) => nodes(all, depth + 1).map(|all| (None, all)),
        (tag, all) if tag & 0x20 != 0 => nodes(all, depth + 1).map(|all| (None, all)),
        _ => None,
    };
    match inside {
        Some((prefix, all)) => Node {
            tag: it.tag,
            prefix,
            value: Value::Nodes(all),
        },
        None => Node {
            tag: it.tag,
            prefix: None,
            value: Value::Bytes(it.value.to_vec()),
        },
    }
}

/// Tag, length in the shortest form, value.
fn element(tag: u8, value: &[u8]) -> Vec<u8> {
    let size = (value.len() as u32).to_be_bytes();
    let mut out = vec![tag];
    match size {
        [0, 0, 0, n @ 0..0x80] => out.push(n),
        [0, 0, 0, n] => out.extend([0x81, n]),
        [0, 0, a, b] => out.extend([0x82, a, b]),
        [0, a, b, c] => out.extend([0x83, a, b, c]),
        all => {
            out.push(0x84);
            out.extend(all);
        }
    }
    out.extend(value);
    out
}

impl Node {
    fn encode(&self) -> Vec<u8> {
        let value: Vec<u8> = match &self.value {
            Value::Bytes(it) => it.clone(),
            Value::Nodes(all) => {
                let inside = all.iter().flat_map(Node::encode);
                self.prefix.into_iter().chain(inside).collect()
            }
        };
        element(self.tag, &value)
    }

    fn count(&self) -> usize {
        match &self.value {
            Value::Bytes(_) => 1,
            Value::Nodes(all) => 1 + all.iter().map(Node::count).sum::<usize>(),
        }
    }

    /// The n-th node in the order of the encoding.
    fn nth(&mut self, n: usize) -> Option<&mut Node> {
        if n == 0 {
            return Some(self);
        }
        let Value::Nodes(all) = &mut self.value else {
            return None;
        };
        let mut left = n - 1;
        for it in all {
            let count = it.count();
            if left < count {
                return it.nth(left);
            }
            left -= count;
        }
        None
    }

    /// What is wrong here alone becomes bytes with a header that is right.
    fn raw(tag: u8, value: Vec<u8>) -> Node {
        Node {
            tag,
            prefix: None,
            value: Value::Bytes(value),
        }
    }
}

/// Changes of elements, with the lengths around them set right; then, at times, of bytes too.
pub(super) fn der(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let seed = &seeds[random.below(seeds.len())];
    let Some(mut all) = nodes(seed, 0) else {
        return bytes(random, seeds);
    };
    for _ in 0..=random.below(3) {
        let whole = random.below(all.len());
        let n = random.below(all[whole].count());
        let other = random.below(seeds.len());
        let taken = nodes(&seeds[other], 0).and_then(|mut them| {
            let which = random.below(them.len());
            let n = random.below(them[which].count());
            them[which].nth(n).cloned()
        });
        if let Some(it) = all[whole].nth(n) {
            change(random, it, taken);
        }
    }
    let out: Vec<u8> = all.iter().flat_map(Node::encode).collect();
    match random.below(4) {
        0 => bytes(random, &[out]),
        _ => out,
    }
}

fn change(random: &mut Random, it: &mut Node, other: Option<Node>) {
    const EDGES: [&[u8]; 8] = [
        b"",
        &[0],
        &[0xFF],
        &[0x80, 0, 0, 0],
        &[0xFF; 40],
        &[0x7F; 9],
        b"20261332250000Z",
        "\u{202E}\u{0}\u{1B}[2J\u{FFFD}".as_bytes(),
    ];
    match (random.below(9), &mut it.value) {
        (0, _) => it.tag = random.below(256) as u8,
        (1, Value::Nodes(all)) if !all.is_empty() => drop(all.remove(random.below(all.len()))),
        (2, Value::Nodes(all)) if !all.is_empty() => {
            let again = all[random.below(all.len())].clone();
            let times = random.one_of(&[1, 2, 40, 400]);
            all.extend(std::iter::repeat_n(again, times));
        }
        (3, Value::Nodes(all)) if all.len() > 1 => {
            let (a, b) = (random.below(all.len()), random.below(all.len()));
            all.swap(a, b);
        }
        (4, value) => *value = Value::Bytes(random.one_of(&EDGES).to_vec()),
        // As deep as bytes allow.
        (5, _) => {
            let depth = random.one_of(&[1, 20, 200, 3000]);
            let mut inside = it.encode();
            let tag = random.one_of(&[0x30, 0x31, 0xA0, 0x04]);
            for _ in 0..depth {
                inside = element(tag, &inside);
            }
            *it = Node::raw(0x30, inside);
        }
        // A length that is not that of the value, the indefinite form, a length of many bytes.
        (6, _) => {
            let mut encoded = it.encode();
            match random.below(4) {
                0 => encoded[1] = encoded[1].wrapping_add(random.one_of(&[1, 255])),
                1 => encoded[1] = random.one_of(&[0x80, 0x84, 0xFF]),
                2 => drop(encoded.splice(1..2, [0x84, 0x7F, 0xFF, 0xFF, 0xFF])),
                _ => drop(encoded.splice(1..2, [0x82, 0])),
            }
            *it = Node::raw(0x30, encoded);
        }
        _ => {
            if let Some(other) = other {
                *it = other;
            }
        }
    }
}

/// Little-endian numbers at their edges.
fn edge(random: &mut Random, size: usize) -> Vec<u8> {
    let number: u64 = match random.below(6) {
        0 => 0,
        1 => u64::MAX,
        2 => 1,
        3 => 0x7FFF_FFFF,
        4 => random.below(1 << 16) as u64,
        _ => random.below(300) as u64,
    };
    number.to_le_bytes()[..size].to_vec()
}

/// Signature of a record, then offset and size of each of its fields.
type Record = (&'static [u8], &'static [(usize, usize)]);

/// Those of a zip file (APPNOTE.TXT §4.3).
const RECORDS: [Record; 4] = [
    // Local header: flags, method, CRC, sizes, lengths of name and extra field.
    (
        b"PK\x03\x04",
        &[(6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2)],
    ),
    // Central directory: the same, with comment, disk and offset.
    (
        b"PK\x01\x02",
        &[
            (8, 2),
            (10, 2),
            (16, 4),
            (20, 4),
            (24, 4),
            (28, 2),
            (30, 2),
            (32, 2),
            (34, 2),
            (42, 4),
        ],
    ),
    // End: disks, counts, size and offset of the directory, comment.
    (
        b"PK\x05\x06",
        &[(4, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2)],
    ),
    // Data descriptor.
    (b"PK\x07\x08", &[(4, 4), (8, 4), (12, 4)]),
];

/// Changes of records' fields, and of names.
pub(super) fn zip(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut out = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(3) {
        let (signature, fields) = random.one_of(&RECORDS);
        let places: Vec<usize> = out
            .windows(4)
            .enumerate()
            .filter(|(_, it)| *it == signature)
            .map(|it| it.0)
            .collect();
        if places.is_empty() {
            continue;
        }
        let place = random.one_of(&places);
        let (at, size) = random.one_of(fields);
        let value = edge(random, size);
        if let Some(field) = out.get_mut(place + at..place + at + size) {
            field.copy_from_slice(&value);
        }
    }
    match random.below(4) {
        0 => bytes(random, &[out]),
        _ => out,
    }
}

/// Changes of an SQLite file's page headers, cell pointers and cells' first numbers (sqlite.org/fileformat2.html §1.6).
pub(super) fn sqlite(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut out = seeds[random.below(seeds.len())].clone();
    let size = match u16::from_be_bytes([out[16], out[17]]) {
        1 => 65_536,
        it => usize::from(it).max(512),
    };
    for _ in 0..=random.below(4) {
        let page = random.below(out.len() / size) * size;
        let header = page + if page == 0 { 100 } else { 0 };
        let cells = usize::from(u16::from_be_bytes([out[header + 3], out[header + 4]]));
        let pointer = header + 8 + 2 * random.below(cells.clamp(1, size / 4));
        match random.below(5) {
            // Kind, first free block, count of cells, where they begin, right-most child.
            0 => out[header + random.below(12)] = random.one_of(&[0, 1, 2, 5, 10, 13, 0x7F, 0xFF]),
            1 => out[header] = random.one_of(&[2, 5, 10, 13]),
            // All cells are one.
            2 => {
                let one = [out[pointer], out[pointer + 1]];
                for n in 0..cells.min((size - 120) / 2) {
                    out[header + 8 + 2 * n..header + 10 + 2 * n].copy_from_slice(&one);
                }
            }
            3 => out[pointer + random.below(2)] = random.below(256) as u8,
            _ => {
                let cell = usize::from(u16::from_be_bytes([out[pointer], out[pointer + 1]]));
                let at = (page + cell % size + random.below(12)).min(out.len() - 1);
                out[at] = random.one_of(&[0, 1, 12, 0x7F, 0x80, 0x81, 0xFF]);
            }
        }
    }
    match random.below(4) {
        0 => bytes(random, &[out]),
        _ => out,
    }
}

/// Changes of a write-ahead log's frames, with the checksums of all set right (§4.2).
pub(super) fn wal(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut out = seeds[random.below(seeds.len())].clone();
    let word = |bytes: &[u8], at: usize| {
        u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
    };
    let frame = 24 + word(&out, 8) as usize;
    let frames = (out.len() - 32) / frame;
    for _ in 0..=random.below(4) {
        let at = 32 + random.below(frames) * frame;
        // Page number, size after the commit, or the page.
        let place = match random.below(3) {
            0 => at + random.below(4),
            1 => at + 4 + random.below(4),
            _ => at + 24 + random.below(frame - 24),
        };
        out[place] = random.below(256) as u8;
    }
    let big_endian = out[3] == 0x83;
    let sum = |(mut a, mut b): (u32, u32), bytes: &[u8]| {
        for pair in bytes.chunks_exact(8) {
            let number = |at| match big_endian {
                true => word(pair, at),
                false => word(pair, at).swap_bytes(),
            };
            a = a.wrapping_add(number(0)).wrapping_add(b);
            b = b.wrapping_add(number(4)).wrapping_add(a);
        }
        (a, b)
    };
    let mut running = sum((0, 0), &out[..24]);
    for n in 0..frames {
        let at = 32 + n * frame;
        running = sum(running, &out[at..at + 8]);
        running = sum(running, &out[at + 24..at + frame]);
        out[at + 16..at + 20].copy_from_slice(&running.0.to_be_bytes());
        out[at + 20..at + 24].copy_from_slice(&running.1.to_be_bytes());
    }
    out
}

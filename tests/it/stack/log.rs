//! What pcscd saw: the command and response lines of its `--apdu --debug` log.

/// One command and the card's answer, as pcscd logged them.
///
/// pcscd clips a logged line at about 650 bytes of data; the rest of a longer answer, its status word
/// included, is then missing here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    pub command: Vec<u8>,
    /// Empty where the card did not answer.
    pub response: Vec<u8>,
}

impl Exchange {
    /// The instruction byte (ISO/IEC 7816-4 §5.1), 0 where the command is too short to have one.
    pub fn instruction(&self) -> u8 {
        self.command.get(1).copied().unwrap_or(0)
    }
}

/// How many of the exchanges carry this instruction byte.
pub fn count(exchanges: &[Exchange], instruction: u8) -> usize {
    exchanges
        .iter()
        .filter(|exchange| exchange.instruction() == instruction)
        .count()
}

/// Pairs the commands and responses of a log. Newer pcscd puts the thread before the message and commands are
/// paired within it; else in the order of the log, which only readers that work at once can mix up.
pub fn exchanges(log: &str) -> Vec<Exchange> {
    let mut found: Vec<Exchange> = Vec::new();
    let mut open: Vec<(String, usize)> = Vec::new();
    for line in log.lines() {
        if let Some((before, bytes)) = line.split_once("APDU: ") {
            open.push((thread(before), found.len()));
            found.push(Exchange {
                command: hex(bytes),
                response: Vec::new(),
            });
        } else if let Some((before, bytes)) = line.split_once("SW: ") {
            let thread = thread(before);
            let Some(at) = open.iter().position(|(of, _)| *of == thread) else {
                continue;
            };
            let (_, index) = open.remove(at);
            found[index].response = hex(bytes);
        }
    }
    found
}

/// `[140301…]` of a log line, or nothing.
fn thread(before: &str) -> String {
    match (before.find('['), before.find(']')) {
        (Some(from), Some(to)) if from < to => before[from..to].to_owned(),
        _ => String::new(),
    }
}

fn hex(bytes: &str) -> Vec<u8> {
    bytes
        .split_ascii_whitespace()
        .map_while(|byte| u8::from_str_radix(byte, 16).ok())
        .collect()
}

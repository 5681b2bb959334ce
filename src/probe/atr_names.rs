use super::os;
use crate::facts::Observed;
use crate::standards::atr_list;

/// The list is about 600 KB; anything much larger is not it.
const LIST_LIMIT: u64 = 8 * 1024 * 1024;

/// Names of an ATR in pcsc-tools' list, where it is installed. The list is not part of this tool (GPL).
pub(super) fn look(atr: &[u8]) -> Observed<Vec<String>> {
    if atr.is_empty() {
        return Observed::unasked("there is no ATR to look up");
    }
    let text = os::atr_lists().into_iter().find_map(|path| {
        let small = std::fs::metadata(&path).is_ok_and(|it| it.is_file() && it.len() <= LIST_LIMIT);
        small.then(|| std::fs::read(&path).ok()).flatten()
    });
    match text {
        None => Observed::unasked("no smartcard_list.txt is installed (package pcsc-tools)"),
        Some(text) => match atr_list::names(&String::from_utf8_lossy(&text), atr) {
            it if it.is_empty() => Observed::Absent,
            it => Observed::Seen(it),
        },
    }
}

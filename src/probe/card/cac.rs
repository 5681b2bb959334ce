use super::commands::{Application, Buffer, PinReference, ReadOnly};
use super::piv::tries;
use super::reading::Reading;
use super::session::{Answer, AskError, observed, refusal};
use crate::facts::{
    Buffers, CacApplet, CacApplication, CacContent, Failure, Observed, Pii, Scope, TIMED_OUT,
};
use crate::standards::cac::{self, CardUrl};
use crate::standards::piv::Ccc;

/// Where the CAC half of a card begins.
pub(super) enum Entry {
    /// The Card Capability Container is selected.
    Ccc,
    /// An ALT token: no CCC, but the first PKI applet is selected.
    FirstApplet,
}

/// Reads the CAC applets. The CCC's card URLs say which PKI applets there are; without them the three that the DoD
/// fixed are tried.
pub(super) fn read(reading: &mut Reading<'_, '_>, entry: &Entry) {
    let everything = reading.scope == Scope::Everything;
    let because = if everything {
        "not reached"
    } else {
        "not needed to find the certificates"
    };
    reading.card.cac = Observed::Seen(CacApplication {
        ccc: Observed::Failed(Failure::new("READ BUFFER", TIMED_OUT, None)),
        aca: Observed::unasked("not needed: other applets of the CAC answered"),
        applets: Vec::new(),
        pin: Observed::unasked(because),
    });
    reading.publish();
    let mut applets: Vec<CardUrl> = Vec::new();
    let ccc = match entry {
        Entry::Ccc => {
            let ccc = buffers(reading);
            applets = ccc.seen().map(pki_applets).unwrap_or_default();
            ccc
        }
        Entry::FirstApplet => Observed::Absent,
    };
    if applets.is_empty() {
        applets = (0..3)
            .filter_map(cac::pki_aid)
            .filter_map(|aid| url(&aid))
            .collect();
    }
    let scope = reading.scope;
    if let Some(it) = reading.cac_mut() {
        it.ccc = ccc;
        // A run that is cut short before them says so of each.
        it.applets = applets.iter().map(|it| unreached(it, scope)).collect();
    }
    reading.publish();
    let mut selected = matches!(entry, Entry::FirstApplet);
    for (at, it) in applets.iter().enumerate() {
        let already = std::mem::take(&mut selected) && Some(it.aid()) == cac::pki_aid(0);
        applet(reading, at, it, already);
    }
    // On a dual card the PIN is the PIV application's and has been asked there.
    if everything && reading.card.piv.seen().is_none() {
        if matches!(entry, Entry::FirstApplet) {
            aca(reading);
        }
        let answer = tries(reading, PinReference::Global, |reading, it| {
            if let Some(cac) = reading.cac_mut() {
                cac.pin = it;
            }
        });
        if let Some(it) = reading.cac_mut() {
            it.pin = answer;
        }
        reading.publish();
    }
}

/// ALT tokens tell the tries of their PIN only while the access control applet is selected (OpenSC `card-cac.c`).
fn aca(reading: &mut Reading<'_, '_>) {
    let select = ReadOnly::Select(Application::CacAca);
    let answer = observed(&select, reading.session.ask(&select));
    if let Some(it) = reading.cac_mut() {
        it.aca = answer.map(|_| cac::ACA[1].to_vec().into());
    }
}

/// An applet by its AID, its object id equal to its application id as on every card known
/// (GSC-IS 2.1 §6.2; the DoD's containers).
fn url(aid: &[u8; 7]) -> Option<CardUrl> {
    let [a, b, c, d, e, high, low] = *aid;
    CardUrl::parse(&[a, b, c, d, e, 0x04, high, low, high, low, 0, 0, 0, 0, 0, 0])
}

fn pki_applets(ccc: &Buffers) -> Vec<CardUrl> {
    let mut out: Vec<CardUrl> = Vec::new();
    if let Ok(it) = Ccc::from_buffers(&ccc.t, &ccc.v) {
        for applet in it.pki_applets().take(usize::from(cac::PKI_APPLETS)) {
            if !out.contains(applet) {
                out.push(*applet);
            }
        }
    }
    out
}

/// Reads an applet into the entry that stands for it.
fn applet(reading: &mut Reading<'_, '_>, at: usize, url: &CardUrl, selected: bool) {
    let id = url.application;
    let select = ReadOnly::Select(Application::CacApplet { rid: url.rid, id });
    let timed_out = |call: &str| Observed::Failed(Failure::new(call, TIMED_OUT, None));
    if !selected {
        set(reading, at, |it| it.content = timed_out(&select.name()));
        let refused = match reading.session.ask(&select) {
            Ok(it) if it.sw.is_success() => None,
            // Named by the CCC or by custom, and not on this card.
            Ok(it) if it.sw.0 == 0x6A82 => Some(Observed::Absent),
            Ok(it) => Some(Observed::Failed(refusal(&select, it.sw))),
            Err(error) => Some(Observed::Failed(error.into())),
        };
        if let Some(content) = refused {
            return set(reading, at, |it| it.content = content);
        }
    }
    set(reading, at, |it| it.content = timed_out("READ BUFFER"));
    // Cards whose applet holds one object only may refuse to choose it; what they read then is that object.
    let object = ReadOnly::SelectObject(url.object);
    if let Err(error) = reading.session.ask(&object) {
        return set(reading, at, |it| {
            it.content = Observed::Failed(error.into());
        });
    }
    if reading.scope == Scope::Everything {
        let answer = observed(
            &ReadOnly::GetProperties,
            reading.session.ask(&ReadOnly::GetProperties),
        );
        set(reading, at, |it| it.properties = answer.map(Into::into));
    }
    let content = if reading.first_generation {
        certificate(reading)
    } else {
        match buffers(reading) {
            Observed::Failed(it) if matches!(it.code, Some(0x6D00 | 0x6981 | 0x6A81)) => {
                reading.first_generation = true;
                certificate(reading)
            }
            other => other.map(CacContent::Buffers),
        }
    };
    if let Some(CacContent::Buffers(it)) = content.seen() {
        reading.tags = Some(it.t.len()).filter(|it| (3..=COUNT).contains(it));
    }
    set(reading, at, |it| it.content = content);
}

fn unreached(url: &CardUrl, scope: Scope) -> CacApplet {
    let because = match scope {
        Scope::Everything => "not reached",
        _ => "not needed to find the certificates",
    };
    CacApplet {
        aid: url.aid().to_vec().into(),
        object: Some(url.object.to_vec().into()),
        properties: Observed::unasked(because),
        content: Observed::unasked("not reached"),
    }
}

fn set(reading: &mut Reading<'_, '_>, at: usize, change: impl FnOnce(&mut CacApplet)) {
    if let Some(it) = reading.cac_mut().and_then(|it| it.applets.get_mut(at)) {
        change(it);
    }
    reading.publish();
}

/// Reads the T and V buffers of the selected object.
fn buffers(reading: &mut Reading<'_, '_>) -> Observed<Buffers> {
    let t = match buffer(reading, Buffer::T, None) {
        Observed::Seen(it) => it,
        other => {
            return other.map(|t| Buffers {
                t: t.into(),
                v: Pii(Vec::new().into()),
            });
        }
    };
    let expected = values_length(&t);
    buffer(reading, Buffer::V, expected).map(|v| Buffers {
        t: t.into(),
        v: Pii(v.into()),
    })
}

/// Length of the V buffer, its own two bytes included, as the T buffer tells it.
fn values_length(t: &[u8]) -> Option<usize> {
    let mut rest = t.get(2..)?;
    let mut total = 2_usize;
    while let [_, after @ ..] = rest {
        let (length, next) = match after {
            [0xFF, low, high, next @ ..] => (usize::from(u16::from_le_bytes([*low, *high])), next),
            [0xFF, ..] | [] => return None,
            [length, next @ ..] => (usize::from(*length), next),
        };
        total = total.checked_add(length)?;
        rest = next;
    }
    Some(total)
}

/// Most bytes one READ BUFFER can name in its count byte.
const COUNT: usize = 255;
/// Offsets have two bytes.
const BUFFER_LIMIT: usize = 0xFFFF;
/// Most commands for one buffer: the largest one in parts of [`COUNT`], and some to find out what the card takes.
const READ_LIMIT: usize = BUFFER_LIMIT / COUNT + 43;

/// Reads one buffer whole. The first command asks for as much as one can, since most buffers fit; cards that refuse a
/// count past the end are then asked for exactly what is there (their length stands in the first two bytes).
fn buffer(
    reading: &mut Reading<'_, '_>,
    which: Buffer,
    expected: Option<usize>,
) -> Observed<Vec<u8>> {
    let mut data: Vec<u8> = Vec::new();
    let mut step = COUNT;
    // A card that brings a byte or two a command ends here rather than at the time limit.
    for _ in 0..READ_LIMIT {
        let length = match data.as_slice() {
            [low, high, ..] => Some(usize::from(u16::from_le_bytes([*low, *high])) + 2),
            _ => expected,
        };
        if length.is_some_and(|it| data.len() >= it) {
            return Observed::Seen(data);
        }
        let count = match length {
            Some(it) => it.min(BUFFER_LIMIT).saturating_sub(data.len()).min(step),
            // The PKI applets of a card are built alike, so their tags mostly take as many bytes.
            None if reading.exact_counts => reading.tags.unwrap_or(2),
            None => step,
        };
        let Ok(offset) = u16::try_from(data.len()) else {
            return Observed::Seen(data);
        };
        if count == 0 {
            return Observed::Seen(data);
        }
        // `count` is at most COUNT.
        let command = ReadOnly::ReadBuffer {
            buffer: which,
            offset,
            count: count as u8,
        };
        match reading.session.ask(&command) {
            Ok(it) if it.sw.is_success() && !it.data.is_empty() => data.extend_from_slice(&it.data),
            // Past the end, or an empty buffer: what came is what there is.
            Ok(it) if it.sw.is_success() => return Observed::Seen(data),
            Ok(it) if refuses_count(it.sw.0) && length.is_none() && !reading.exact_counts => {
                reading.exact_counts = true;
            }
            Ok(it) if refuses_count(it.sw.0) && length.is_none() && count > 2 => {
                reading.tags = None;
            }
            Ok(it) if refuses_count(it.sw.0) && step > 16 && count > 16 => step = count / 2,
            Ok(it) if it.sw.0 == 0x6A82 => return Observed::Absent,
            Ok(it) => return Observed::Failed(refusal(&command, it.sw)),
            Err(error) => return Observed::Failed(error.into()),
        }
    } // The buffer is cut off; whoever decodes it says so.
    Observed::Seen(data)
}

/// "Not that many": 6A86 is the usual one; 6700, 6A80 and 6B00 are met, too.
fn refuses_count(sw: u16) -> bool {
    matches!(sw, 0x6A86 | 0x6700 | 0x6A80 | 0x6B00)
}

/// GET CERTIFICATE of a CAC-1: 100 bytes first; `63xx` means that xx more wait, not that a PIN failed.
fn certificate(reading: &mut Reading<'_, '_>) -> Observed<CacContent> {
    const LIMIT: usize = 16 * 1024;
    let mut data: Vec<u8> = Vec::new();
    let mut le = 100;
    loop {
        let command = ReadOnly::GetCertificate { le };
        let answer: Result<Answer, AskError> = reading.session.ask(&command);
        match answer {
            Ok(it) => {
                let stuck = it.data.is_empty();
                data.extend_from_slice(&it.data);
                match it.sw.0.to_be_bytes() {
                    [0x90, 0x00] => {
                        return Observed::Seen(CacContent::Certificate(Pii(data.into())));
                    }
                    [0x63, more] if !stuck && data.len() < LIMIT => le = more,
                    _ if it.sw.0 == 0x6A82 => return Observed::Absent,
                    _ => return Observed::Failed(refusal(&command, it.sw)),
                }
            }
            Err(error) => return Observed::Failed(error.into()),
        }
    }
}

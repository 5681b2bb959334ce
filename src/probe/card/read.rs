use super::cac::{self, Entry};
use super::commands::{Application, Buffer, ReadOnly};
use super::kind::{CacHalf, cac_half};
use super::reading::Reading;
use super::session::{AskError, is_absence, refusal};
use super::{Exchange, piv};
use crate::facts::{CacApplication, Failure, Observed, PivApplication, Scope, TIMED_OUT};
use crate::standards::atr::Atr;
use crate::standards::cac as gsc;
use crate::standards::piv::{ApplicationTemplate, Ccc, strip_53};
use crate::standards::status::StatusWord;

/// Reads a card inside its transaction: PIV, then the CAC applets where there can be any, and PIV selected again last,
/// so that the next program finds what it left.
pub(in crate::probe) fn read(mut reading: Reading<'_, '_>) {
    let reading = &mut reading;
    reading.card.piv = Observed::Failed(Failure::new("SELECT PIV", TIMED_OUT, None));
    reading.publish();
    let first = reading.session.ask(&ReadOnly::Select(Application::Piv));
    match select_piv(first) {
        Selected::Yes(template) => {
            allow_extended(reading, &template);
            piv::read(reading, template);
            if reading.card.piv.is_absent() {
                says_yes_to_all(reading);
            } else {
                other_half(reading);
            }
        }
        Selected::No(answer) => {
            reading.card.piv = *answer;
            if !reading.session.is_lost() {
                without_piv(reading);
            }
        }
    }
    reading.publish();
}

enum Selected {
    Yes(Vec<u8>),
    No(Box<Observed<PivApplication>>),
}

fn select_piv(answer: Result<super::Answer, AskError>) -> Selected {
    let command = ReadOnly::Select(Application::Piv);
    match answer {
        Ok(it) if it.sw.is_success() => Selected::Yes(it.data),
        // 6283 and 6285: the applet is there and locked or terminated; what it holds may still be read
        // (ISO/IEC 7816-4 Table 6).
        Ok(it) if matches!(it.sw.0, 0x6283 | 0x6285) => Selected::Yes(it.data),
        Ok(it) if says_unknown(it.sw) => Selected::No(Box::new(Observed::Absent)),
        Ok(it) => Selected::No(Box::new(Observed::Failed(refusal(&command, it.sw)))),
        Err(error) => Selected::No(Box::new(Observed::Failed(error.into()))),
    }
}

/// "No such application", as cards that are no PIV card say it besides 6A82.
fn says_unknown(sw: StatusWord) -> bool {
    is_absence(sw)
        || matches!(
            sw.0,
            0x6900 | 0x6986 | 0x6999 | 0x6A80 | 0x6A81 | 0x6A87 | 0x6D00 | 0x6E00
        )
}

/// Extended length only where the reader takes it (decided by the caller) and the card says so: in its template's
/// 7F66 or in the card capabilities of its historical bytes (ISO/IEC 7816-4 §8.1.1, §12.7.1). Never on T=0, which has
/// no such form.
fn allow_extended(reading: &mut Reading<'_, '_>, template: &[u8]) {
    let exchange = reading.session.exchange;
    let said = ApplicationTemplate::parse(template)
        .is_ok_and(|it| it.max_response.is_some_and(|it| it > 256))
        || Atr::parse(&reading.atr).is_ok_and(|it| {
            it.historical
                .capabilities()
                .is_some_and(|it| it.extended_length == Some(true))
        });
    reading.session.exchange = Exchange {
        extended: exchange.extended && !exchange.t0 && said,
        ..exchange
    };
}

/// The CAC half of a card that has PIV. `check` asks the card itself; for the certificates alone it is asked only where
/// nothing cheaper says that there is none.
fn other_half(reading: &mut Reading<'_, '_>) {
    if reading.scope < Scope::Everything && !may_be_cac(reading) {
        reading.card.cac =
            Observed::unasked("this card holds no CAC applets, by what its PIV half says");
        return;
    }
    if reading.session.is_lost() {
        reading.card.cac = Observed::unasked("the card no longer answered");
        return;
    }
    reading.card.cac = Observed::Failed(Failure::new("SELECT CCC", TIMED_OUT, None));
    reading.publish();
    enter_cac(reading);
    // Even a SELECT that found nothing: by the standard it leaves PIV selected, and real cards break that.
    if !reading.session.is_lost() {
        // Whether this succeeds changes nothing that was seen.
        let _ = reading.session.ask(&ReadOnly::Select(Application::Piv));
    }
}

fn may_be_cac(reading: &mut Reading<'_, '_>) -> bool {
    let told = reading.piv().map(|it| cac_half(&reading.atr, it));
    match told {
        Some(CacHalf::Yes) => true,
        Some(CacHalf::No) | None => false,
        Some(CacHalf::SeeCcc) => {
            piv::ccc(reading);
            let ccc = reading.piv().map(|it| &it.ccc);
            match ccc {
                Some(Observed::Seen(it)) => strip_53(it).is_ok_and(|it| Ccc::parse(it).is_cac()),
                // It says nothing, so the card is asked.
                _ => true,
            }
        }
    }
}

/// A card without PIV: CAC, an ALT token, or something else altogether; told within five commands.
fn without_piv(reading: &mut Reading<'_, '_>) {
    reading.card.cac = Observed::Failed(Failure::new("SELECT CCC", TIMED_OUT, None));
    reading.publish();
    enter_cac(reading);
    if reading.session.is_lost() {
        return;
    }
    match &reading.card.cac {
        Observed::Absent => {
            if let Ok(it) = reading.session.ask(&ReadOnly::Select(Application::CacAca))
                && it.sw.is_success()
            {
                reading.card.cac = Observed::Seen(CacApplication {
                    ccc: Observed::Absent,
                    aca: Observed::Seen(gsc::ACA[1].to_vec().into()),
                    applets: Vec::new(),
                    pin: Observed::unasked("no PKI applet answered"),
                });
                return;
            }
        }
        // A CAC that says it has no PIV is believed where its certificates alone are wanted.
        Observed::Seen(_) if reading.scope == Scope::Everything => {}
        _ => return,
    }
    // Some cards refuse the full AID and know the application by its beginning.
    if let Selected::Yes(template) = select_piv(
        reading
            .session
            .ask(&ReadOnly::Select(Application::PivTruncated)),
    ) {
        reading.truncated_aid = true;
        allow_extended(reading, &template);
        piv::read(reading, template);
    }
}

/// A card that said yes to SELECT of PIV and does not know PIV may say yes to anything: its CAC half is believed only
/// when a buffer answers, too.
fn says_yes_to_all(reading: &mut Reading<'_, '_>) {
    reading.card.cac = Observed::Absent;
    let select = ReadOnly::Select(Application::CacCcc);
    if !reading
        .session
        .ask(&select)
        .is_ok_and(|it| it.sw.is_success())
    {
        return;
    }
    let tags = reading.session.ask(&ReadOnly::ReadBuffer {
        buffer: Buffer::T,
        offset: 0,
        count: 2,
    });
    // The buffer's own length, and there is something in it.
    if tags.is_ok_and(|it| it.sw.is_success() && it.data.len() == 2 && it.data != [0, 0]) {
        cac::read(reading, &Entry::Ccc);
    }
}

fn enter_cac(reading: &mut Reading<'_, '_>) {
    let steps = [
        (Application::CacCcc, Entry::Ccc),
        (
            Application::CacApplet {
                rid: gsc::RID,
                id: [0x01, 0x00],
            },
            Entry::FirstApplet,
        ),
    ];
    // A token with PIV and without CCC is nobody's CAC; only a whole look asks it for the applet itself.
    let thorough = reading.scope == Scope::Everything || reading.piv().is_none();
    for (application, entry) in steps.into_iter().take(if thorough { 2 } else { 1 }) {
        let command = ReadOnly::Select(application);
        match reading.session.ask(&command) {
            Ok(it) if it.sw.is_success() => return cac::read(reading, &entry),
            Ok(it) if says_unknown(it.sw) => reading.card.cac = Observed::Absent,
            Ok(it) => {
                reading.card.cac = Observed::Failed(refusal(&command, it.sw));
                return;
            }
            Err(error) => {
                reading.card.cac = Observed::Failed(error.into());
                return;
            }
        }
    }
}

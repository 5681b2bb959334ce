use super::commands::{PinReference, PivObject, ReadOnly};
use super::reading::Reading;
use super::session::{Answer, AskError, observed, refusal};
use crate::facts::{
    Failure, Observed, Pii, PinAnswer, PivApplication, PivCertificate, Scope, TIMED_OUT,
};
use crate::standards::piv::{
    ApplicationTemplate, Container, Discovery, KeyHistory, PrimaryPin, strip_53,
};

/// Reads the selected PIV application, most wanted objects first: a run may be cut short. Where it turns out to be
/// none, the card's PIV half is absent.
pub(super) fn read(reading: &mut Reading<'_, '_>, template: Vec<u8>) {
    let asked = |wanted: bool| {
        if wanted {
            not_reached()
        } else {
            "not needed to find the certificates"
        }
    };
    let everything = reading.scope == Scope::Everything;
    let named = ApplicationTemplate::parse(&template).is_ok();
    reading.card.piv = Observed::Seen(PivApplication {
        template: template.into(),
        discovery: Observed::unasked(asked(everything)),
        pin: Observed::unasked(asked(everything)),
        chuid: Observed::unasked(asked(everything)),
        // A run that is cut short before them says so of each.
        certificates: Container::CURRENT.into_iter().map(unreached).collect(),
        key_history: Observed::unasked(not_reached()),
        ccc: Observed::unasked(asked(everything)),
        security_object: Observed::unasked(asked(everything)),
    });
    let mut certificates = Container::CURRENT.into_iter().enumerate();
    if !named {
        if let Some((at, container)) = certificates.next() {
            certificate(reading, at, container);
        }
        if !knows_objects(reading) {
            reading.card.piv = Observed::Absent;
            return;
        }
    }
    if everything {
        object(
            reading,
            PivObject::Discovery,
            |it| &mut it.discovery,
            Into::into,
        );
        pin(reading);
        object(
            reading,
            PivObject::Chuid,
            |it| &mut it.chuid,
            |bytes| Pii(bytes.into()),
        );
    }
    for (at, container) in certificates {
        certificate(reading, at, container);
    }
    object(
        reading,
        PivObject::KeyHistory,
        |it| &mut it.key_history,
        Into::into,
    );
    // The key history says which retired slots hold a certificate; without it there are none (SP 800-73 Part 1 §3.3.3).
    let retired = reading
        .piv()
        .and_then(|it| it.key_history.seen())
        .and_then(|it| KeyHistory::parse(strip_53(it).ok()?).ok())
        .map_or(0, |it| it.on_card);
    for container in (1..=retired).map_while(Container::retired) {
        let Some(piv) = reading.piv_mut() else { return };
        let at = piv.certificates.len();
        piv.certificates.push(unreached(container));
        certificate(reading, at, container);
    }
    if everything {
        ccc(reading);
        object(
            reading,
            PivObject::SecurityObject,
            |it| &mut it.security_object,
            Into::into,
        );
    }
}

/// Whether the first certificate's answer is one that only PIV gives. Some cards say 9000 to every SELECT; without the
/// application property template (SP 800-73-5 Part 2 §3.1.1) that alone makes no PIV card.
fn knows_objects(reading: &Reading<'_, '_>) -> bool {
    let first = reading.piv().and_then(|it| it.certificates.first());
    match first.map(|it| &it.object) {
        Some(Observed::Seen(it)) => strip_53(it).is_ok(),
        Some(Observed::Failed(it)) => !matches!(it.code, Some(0x6D00 | 0x6E00)),
        _ => true,
    }
}

/// The Card Capability Container of the PIV half.
pub(super) fn ccc(reading: &mut Reading<'_, '_>) {
    object(
        reading,
        PivObject::Ccc,
        |it| &mut it.ccc,
        |bytes| Pii(bytes.into()),
    );
}

fn not_reached() -> &'static str {
    "not reached"
}

/// Reads one object into its place. Until the answer is there the place says "timed out": where the card hangs, that
/// is what the last published state says of it.
fn object<T>(
    reading: &mut Reading<'_, '_>,
    object: PivObject,
    place: impl Fn(&mut PivApplication) -> &mut Observed<T>,
    of: impl Fn(Vec<u8>) -> T,
) {
    let command = ReadOnly::GetData(object);
    if let Some(piv) = reading.piv_mut() {
        *place(piv) = Observed::Failed(Failure::new(command.name(), TIMED_OUT, None));
    }
    reading.publish();
    let answer = get(reading, &command);
    let value = observed(&command, answer).map(of);
    if let Some(piv) = reading.piv_mut() {
        *place(piv) = value;
    }
    reading.publish();
}

fn unreached(container: Container) -> PivCertificate {
    PivCertificate {
        key_reference: format!("{:02X}", container.key_reference()),
        object: Observed::unasked(not_reached()),
    }
}

/// Reads a certificate into the entry that stands for it.
fn certificate(reading: &mut Reading<'_, '_>, at: usize, container: Container) {
    object(
        reading,
        PivObject::Certificate(container),
        // The entry was made before and entries are never removed.
        |it| &mut it.certificates[at].object,
        |bytes| Pii(bytes.into()),
    );
}

/// GET DATA, and once more after selecting PIV anew where the card says it does not know the command: on some cards
/// another applet becomes current by itself (SP 800-73 leaves this open; OpenSC `card-piv.c`).
fn get(reading: &mut Reading<'_, '_>, command: &ReadOnly) -> Result<Answer, AskError> {
    let first = reading.session.ask(command)?;
    if !matches!(first.sw.0, 0x6D00 | 0x6E00) || reading.reselected {
        return Ok(first);
    }
    reading.reselected = true;
    let again = reading
        .session
        .ask(&ReadOnly::Select(reading.piv_application()))?;
    if !again.sw.is_success() {
        return Ok(first);
    }
    reading.session.ask(command)
}

/// Asks for the tries of the PIN that the holder knows: the primary one of the discovery object.
fn pin(reading: &mut Reading<'_, '_>) {
    let primary = reading
        .piv()
        .and_then(|it| it.discovery.seen())
        .and_then(|it| Discovery::parse(it).ok())
        .map_or(PrimaryPin::Piv, |it| it.primary_pin());
    let reference = match primary {
        PrimaryPin::Global => PinReference::Global,
        PrimaryPin::Piv => PinReference::PivCard,
    };
    let answer = tries(reading, reference, |reading, it| {
        if let Some(piv) = reading.piv_mut() {
            piv.pin = it;
        }
    });
    if let Some(piv) = reading.piv_mut() {
        piv.pin = answer;
    }
    reading.publish();
}

/// An empty VERIFY. Any status word is the answer: 63Cx and 6983 count, the others say that they do not.
pub(super) fn tries(
    reading: &mut Reading<'_, '_>,
    reference: PinReference,
    place: impl Fn(&mut Reading<'_, '_>, Observed<PinAnswer>),
) -> Observed<PinAnswer> {
    let command = ReadOnly::CountTries { reference };
    place(
        reading,
        Observed::Failed(Failure::new(command.name(), TIMED_OUT, None)),
    );
    reading.publish();
    match reading.session.ask(&command) {
        Ok(it) if it.sw.0 == 0x6A88 => Observed::Absent,
        Ok(it) if it.sw.is_success() || it.data.is_empty() => Observed::Seen(PinAnswer {
            reference: reference.hex().to_owned(),
            sw: it.sw.0,
        }),
        Ok(it) => Observed::Failed(refusal(&command, it.sw)),
        Err(error) => Observed::Failed(error.into()),
    }
}

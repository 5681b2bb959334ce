use crate::facts::{Bytes, CacApplet, Card, Observed};
use crate::standards::cac;
use crate::standards::piv::{
    ApplicationTemplate, Ccc, Chuid, Discovery, KeyHistory, PrimaryPin, SecurityObject, strip_53,
};

/// What an object other than a certificate holds, in a line that names nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectCase {
    pub name: String,
    /// `ok`, `absent`, `unread`.
    pub status: &'static str,
    pub summary: String,
}

/// Every object that was asked for, in the order of the standard.
pub(super) fn read(card: &Card) -> Vec<ObjectCase> {
    let mut out = Vec::new();
    if let Some(piv) = card.piv.seen() {
        out.push(object(
            "PIV application",
            &Observed::Seen(&*piv.template),
            template,
        ));
        out.push(object(
            "Discovery Object",
            &bytes(&piv.discovery),
            discovery,
        ));
        out.push(object("CHUID", &inner(&piv.chuid), chuid));
        out.push(object("Card Capability Container", &inner(&piv.ccc), ccc));
        out.push(object(
            "Key History Object",
            &bytes(&piv.key_history),
            key_history,
        ));
        out.push(object(
            "Security Object",
            &bytes(&piv.security_object),
            security_object,
        ));
    }
    if let Some(cac) = card.cac.seen() {
        let buffers = match &cac.ccc {
            Observed::Seen(it) => Observed::Seen((&*it.t.0, &*it.v.0.0)),
            Observed::Absent => Observed::Absent,
            Observed::Failed(it) => Observed::Failed(it.clone()),
            Observed::Unasked { because } => Observed::unasked(because.clone()),
        };
        out.push(object("cac:DB00", &buffers, |(t, v)| {
            Ccc::from_buffers(t, v)
                .map(|it| ccc_words(&it))
                .map_err(|error| error.to_string())
        }));
        out.extend(cac.applets.iter().map(applet));
    }
    out
}

fn bytes(it: &Observed<Bytes>) -> Observed<&[u8]> {
    borrowed(it, |it| it.0.as_slice())
}

fn inner(it: &Observed<crate::facts::Pii<Bytes>>) -> Observed<&[u8]> {
    borrowed(it, |it| it.0.0.as_slice())
}

fn borrowed<'o, T, U>(it: &'o Observed<T>, of: impl Fn(&'o T) -> U) -> Observed<U> {
    match it {
        Observed::Seen(it) => Observed::Seen(of(it)),
        Observed::Absent => Observed::Absent,
        Observed::Failed(it) => Observed::Failed(it.clone()),
        Observed::Unasked { because } => Observed::unasked(because.clone()),
    }
}

fn object<T: Copy>(
    name: &str,
    it: &Observed<T>,
    words: impl Fn(T) -> Result<String, String>,
) -> ObjectCase {
    let (status, summary) = match it {
        Observed::Seen(it) => match words(*it) {
            Ok(summary) => ("ok", summary),
            Err(error) => ("unread", error),
        },
        Observed::Absent => ("absent", "not on this card".to_owned()),
        Observed::Failed(it) => ("unread", format!("{}: {}", it.call, it.name)),
        Observed::Unasked { because } => ("unread", because.clone()),
    };
    ObjectCase {
        name: name.to_owned(),
        status,
        summary,
    }
}

fn words(it: impl ToString) -> String {
    it.to_string()
}

fn template(answer: &[u8]) -> Result<String, String> {
    let it = ApplicationTemplate::parse(answer).map_err(words)?;
    let mut out = vec![it.label.clone().unwrap_or_else(|| "no label".to_owned())];
    if !it.algorithms.is_empty() {
        out.push(format!(
            "algorithms {}",
            crate::standards::hex::spaced(&it.algorithms)
        ));
    }
    if let Some(max) = it.max_response {
        out.push(format!("answers of up to {max} bytes"));
    }
    Ok(out.join("; "))
}

fn discovery(answer: &[u8]) -> Result<String, String> {
    let it = Discovery::parse(answer).map_err(words)?;
    let mut out = vec![match it.primary_pin() {
        PrimaryPin::Piv => "the PIV PIN is the primary one",
        PrimaryPin::Global => "the Global PIN is the primary one",
    }];
    for (set, text) in [
        (
            it.on_card_comparison(),
            "fingerprints can be compared on the card",
        ),
        (
            it.virtual_contact_interface(),
            "has a virtual contact interface",
        ),
        (it.pairing_code_needed(), "which wants a pairing code"),
        (
            !it.is_legal(),
            "its policy bytes are none that the standard allows",
        ),
    ] {
        if set {
            out.push(text);
        }
    }
    Ok(out.join("; "))
}

fn chuid(answer: &[u8]) -> Result<String, String> {
    let it = Chuid::parse(strip_53(answer).map_err(words)?);
    let mut out = Vec::new();
    if let Some((year, month, day)) = it.expiry {
        out.push(format!("expires on {year:04}-{month:02}-{day:02}"));
    }
    out.push(if it.signature.is_some() {
        "signed".to_owned()
    } else {
        "not signed".to_owned()
    });
    if it.guid_is_zero() {
        out.push("its GUID is zero".to_owned());
    }
    Ok(out.join("; "))
}

fn ccc(answer: &[u8]) -> Result<String, String> {
    strip_53(answer)
        .map(|it| ccc_words(&Ccc::parse(it)))
        .map_err(words)
}

fn ccc_words(it: &Ccc) -> String {
    let mut out = Vec::new();
    if let Some(model) = it.data_model {
        out.push(format!("data model {model:02X}"));
    }
    out.push(if it.is_cac() {
        "a CAC".to_owned()
    } else {
        "no CAC".to_owned()
    });
    let applets = it.pki_applets().count();
    if applets > 0 {
        out.push(format!("names {applets} PKI applets"));
    }
    out.join("; ")
}

fn key_history(answer: &[u8]) -> Result<String, String> {
    let content = strip_53(answer).map_err(words)?;
    if content.is_empty() {
        return Ok("empty".to_owned());
    }
    let it = KeyHistory::parse(content).map_err(words)?;
    Ok(format!(
        "{} retired certificates on the card, {} elsewhere",
        it.on_card, it.off_card
    ))
}

fn security_object(answer: &[u8]) -> Result<String, String> {
    let content = strip_53(answer).map_err(words)?;
    if content.is_empty() {
        return Ok("empty".to_owned());
    }
    let it = SecurityObject::parse(content).map_err(words)?;
    Ok(format!("hashes over {} containers", it.mapping.len()))
}

fn applet(it: &CacApplet) -> ObjectCase {
    let id = crate::standards::hex::joined(it.aid.get(5..).unwrap_or_default());
    object(
        &format!("cac:{id} properties"),
        &bytes(&it.properties),
        |answer| {
            let properties = cac::Properties::parse(answer);
            if let Some(error) = properties.broken {
                return Err(error.to_string());
            }
            Ok(match properties.private_key() {
                Some(true) => "has a private key".to_owned(),
                Some(false) => "its private key is missing: a half-issued certificate".to_owned(),
                None => "does not tell of a private key".to_owned(),
            })
        },
    )
}

use super::{Item, Kind};
use crate::diagnosis::codes::{self, Cause, Local};
use crate::rules::Who;

/// A code of the sign-in service, known or not.
pub(super) fn item(number: u32, seen: &str) -> Item {
    let mut out = Item::new(Kind::SignIn, format!("AADSTS{number}"), seen);
    out.number = Some(number);
    let official = codes::look_up(number);
    let Some(it) = codes::code(number) else {
        out.known = false;
        out.meaning = format!(
            "This version does not know the code. Microsoft's own page does, if it is one: {official}"
        );
        out.local = Some((Local::Unknown, None));
        out.what_to_do =
            "Look at that page, and send the ids and the time of the error page to your identity \
                          administrator."
                .to_owned();
        out.who = vec![Who::IdentityAdmin];
        out.cause = Some(Cause::Unknown);
        out.to_blocked = "It is another number than 53003; more cannot be said of it.".to_owned();
        return out;
    };
    out.name = it.name.map(str::to_owned);
    out.meaning = it.told();
    out.local = Some((it.local, it.how));
    out.what_to_do = it.step.text().to_owned();
    out.who.clone_from(&it.who);
    out.cause = Some(it.cause);
    out.to_blocked = it.to_blocked().to_owned();
    out.sources = it
        .sources
        .iter()
        .map(|it| codes::source(it))
        .chain([format!("Microsoft's own page: {official}")])
        .collect();
    out.checked = Some(it.checked);
    out
}

/// The codes that Microsoft gave this name; some share one.
pub(super) fn named(name: &str) -> impl Iterator<Item = u32> {
    codes::all()
        .iter()
        .filter(move |it| it.name.is_some_and(|it| it.eq_ignore_ascii_case(name)))
        .map(|it| it.number)
}

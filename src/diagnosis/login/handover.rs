use crate::case::Case;
use crate::diagnosis::symptom::BLOCKED;
use crate::diagnosis::{Diagnosis, FindingStatus, Relation};
use crate::facts::{DeviceId, Method, NetworkPlace};
use time::format_description::well_known::Rfc3339;

/// The text for the identity administrator: ids, times in UTC, what was found and what was ruled out. It names no person
/// and holds nothing of the card but what was judged.
pub fn text(case: &Case, diagnosis: &Diagnosis) -> String {
    let mut lines = Vec::new();
    if let Some(notice) = case.snapshot.notice() {
        lines.extend([notice.to_owned(), String::new()]);
    }
    lines.push(format!(
        "Sign-in error {} ({})",
        diagnosis.symptom.code, diagnosis.symptom.name
    ));
    lines.push(String::new());
    let login = &case.snapshot.login;
    let mut put = |label: &str, value: Option<String>| {
        lines.push(format!(
            "{label:<19}{}",
            value.unwrap_or_else(|| "not told".to_owned())
        ));
    };
    let page = login.page.seen();
    let log = login.sign_in.seen();
    let utc = |it: time::OffsetDateTime| {
        it.to_offset(time::UtcOffset::UTC)
            .format(&Rfc3339)
            .unwrap_or_default()
    };
    put(
        "Request id",
        page.and_then(|it| it.request_id.clone())
            .or_else(|| log.and_then(|it| it.request_id.clone())),
    );
    put(
        "Correlation id",
        page.and_then(|it| it.correlation_id.clone())
            .or_else(|| log.and_then(|it| it.correlation_id.clone())),
    );
    put(
        "Time (UTC)",
        page.and_then(|it| it.timestamp)
            .or_else(|| log.and_then(|it| it.created))
            .map(utc),
    );
    let app = page
        .and_then(|it| it.app_name.clone())
        .or_else(|| log.and_then(|it| it.app.clone()));
    let app_id = page
        .and_then(|it| it.app_id.clone())
        .or_else(|| log.and_then(|it| it.app_id.clone()));
    put(
        "Application",
        match (app, app_id) {
            (Some(name), Some(id)) => Some(format!("{name} ({id})")),
            (name, id) => name.or(id),
        },
    );
    put(
        "Address seen",
        page.and_then(|it| it.ip.as_ref())
            .or_else(|| log.and_then(|it| it.ip.as_ref()))
            .map(|it| it.0.clone()),
    );
    put(
        "Device identifier",
        page.and_then(|it| match &it.device_id {
            DeviceId::Given(id) => Some(id.0.clone()),
            DeviceId::NotAvailable => Some("not available".to_owned()),
            DeviceId::NotTold => None,
        }),
    );
    put(
        "Device platform",
        page.and_then(|it| it.device_platform.clone()),
    );
    put("Device state", page.and_then(|it| it.device_state.clone()));
    put("First factor", factor(case));
    put("Network", place(login.network).map(str::to_owned));
    put("Looked at (UTC)", Some(utc(case.snapshot.taken_at)));
    lines.push(String::new());
    lines.push("Seen on the workstation".to_owned());
    lines.extend(diagnosis.layers.iter().map(|it| {
        // The layer's own words can name the holder; the status cannot.
        format!(
            "  {:<13}{}",
            it.name,
            serde_json::to_value(it.status)
                .ok()
                .and_then(|it| it.as_str().map(str::to_owned))
                .unwrap_or_default()
        )
    }));
    let found = diagnosis
        .findings
        .iter()
        .filter(|it| it.remedy.is_some() && it.status != FindingStatus::Info);
    lines.extend(found.map(|it| {
        format!(
            "  found        {} [{}]",
            it.title.trim_end_matches('.'),
            it.rule.id
        )
    }));
    let of = |wanted: &[Relation]| -> Vec<String> {
        diagnosis
            .sign_in
            .hypotheses
            .iter()
            .filter(|it| wanted.contains(&it.relation))
            .map(|it| format!("  {} [{}]", it.title, it.cause))
            .collect()
    };
    for (heading, relations) in [
        ("Explains it", &[Relation::Explains][..]),
        (
            "May explain it",
            &[Relation::Contributes, Relation::CannotTell],
        ),
        ("Ruled out", &[Relation::DoesNotExplain]),
    ] {
        let rows = of(relations);
        if !rows.is_empty() {
            lines.push(String::new());
            lines.push(heading.to_owned());
            lines.extend(rows);
        }
    }
    lines.push(String::new());
    lines.push(if diagnosis.symptom.code == BLOCKED {
        "Please look the request up in the sign-in log: which policy refused it, and on which condition. Policies that only \
         report refuse nothing."
            .to_owned()
    } else {
        "Please look the request up in the sign-in log.".to_owned()
    });
    lines.push("Name and card data are left out of this text on purpose.".to_owned());
    let lines: Vec<String> = lines.iter().map(|it| one_line(it)).collect();
    lines.join("\n") + "\n"
}

/// What others wrote must not begin lines of its own, nor reorder one.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        let plain = matches!(it, '\\' | '"' | '\'') || it.is_alphanumeric();
        match plain || it.escape_debug().len() == 1 {
            true => out.push(it),
            false => out.extend(it.escape_debug()),
        }
    }
    out
}

/// How the first factor was given, and who says so.
fn factor(case: &Case) -> Option<String> {
    let login = &case.snapshot.login;
    let logged = login.sign_in.seen().map_or(Method::Unknown, |it| it.method);
    let (method, who) = if logged == Method::Unknown {
        (login.method, "the user")
    } else {
        (logged, "sign-in log")
    };
    let method = match method {
        Method::Certificate => "certificate",
        Method::Password => "password",
        Method::Other => "neither certificate nor password",
        Method::Unknown => return None,
    };
    Some(format!("{method} ({who})"))
}

fn place(it: NetworkPlace) -> Option<&'static str> {
    match it {
        NetworkPlace::Government => Some("government network, says the user"),
        NetworkPlace::Vpn => Some("government VPN, says the user"),
        NetworkPlace::VirtualDesktop => Some("virtual desktop, says the user"),
        NetworkPlace::Home => Some("home or public network, says the user"),
        NetworkPlace::Unknown => None,
    }
}

use super::{atr_digits, settings};
use crate::case::{Application, Case};
use crate::rules::{Confidence, Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// OpenSC is told which card driver to use.
    ///
    /// ## What it means
    /// OpenSC finds out by itself what a card is. A setting that takes the choice from it was right for one card: with a newer
    /// one it shows no certificates, or asks for the PIN again and again, which can lock the card.
    ///
    /// ## How we know
    /// opensc.conf sets `force_card_driver` or `card_drivers`, or names a driver for this card's ATR (`card_atr`), and that
    /// driver is not the one for PIV; or the environment sets OPENSC_DRIVER.
    ///
    /// ## What to do
    /// Take the line out. Current CACs have PIV, which OpenSC finds by itself.
    "middleware/driver-forced",
    severity: Warning,
    masked_by: [],
    sources: ["opensc.conf(5): card_drivers, force_card_driver, card_atr", "OpenSC issues 1436, 1533, 1811"],
}

/// OpenSC's driver of PIV, by its names.
const PIV: [&str; 3] = ["PIV-II", "piv", "default"];

fn check(case: &Case) -> Verdict {
    let Some(settings) = settings(case) else {
        return Verdict::NotApplicable;
    };
    let has_piv = case
        .cards()
        .any(|(_, it)| it.applications.contains(&Application::Piv));
    let atrs: Vec<String> = case
        .readers
        .iter()
        .filter_map(|it| it.card.atr.as_ref())
        .map(|it| atr_digits(&it.hex))
        .collect();
    let is_piv = |it: &str| PIV.contains(&it);
    let mut said: Option<(String, bool)> = None;
    if let Some(it) = settings
        .force_card_driver
        .as_deref()
        .filter(|it| !is_piv(it))
    {
        said = Some((format!("force_card_driver = {it}"), true));
    } else if let Some((atr, driver)) = settings
        .card_atr
        .iter()
        .find(|(atr, driver)| !is_piv(driver) && atrs.contains(&atr_digits(atr)))
    {
        said = Some((format!("card_atr {atr} {{ driver = {driver} }}"), true));
    } else if !settings.card_drivers.is_empty()
        && !settings
            .card_drivers
            .iter()
            .any(|it| is_piv(it) || it == "internal")
    {
        said = Some((
            format!("card_drivers = {}", settings.card_drivers.join(", ")),
            false,
        ));
    }
    let Some((setting, sure)) = said else {
        return Verdict::Holds;
    };
    let remedy = Remedy::new(
        Who::Admin,
        format!("Take the line \"{setting}\" out of {}.", settings.file.0),
    )
    .command(format!(
        "grep -nE 'force_card_driver|card_drivers|card_atr' {}",
        settings.file.0
    ));
    let message = format!(
        "OpenSC is told which card driver to use ({setting}), {}.",
        if has_piv {
            "and the card here has PIV"
        } else {
            "instead of finding out by itself"
        }
    );
    let finding = Finding::new(Subject::Host, message, remedy)
        .confidence(if sure && has_piv {
            Confidence::Likely
        } else {
            Confidence::Hint
        })
        .evidence("/middleware/settings");
    Verdict::Broken(vec![if has_piv {
        finding
    } else {
        finding.only(Severity::Note)
    }])
}

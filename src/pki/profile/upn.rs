//! Forms of user principal names on CAC and PIV cards.
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UpnForm {
    /// Sixteen digits `@mil`: EDIPI, organizational category, organization and association, as in the FASC-N. The form of
    /// DoD's PIV Authentication certificates.
    Mil16,
    /// Ten digits `@mil`: the EDIPI alone. The form of DoD's older identity and signature certificates.
    Mil10,
    /// `name@domain`.
    NameAtDomain,
    /// Without exactly one `@` between two parts.
    Irregular,
}

impl UpnForm {
    pub fn of(upn: &str) -> UpnForm {
        let Some((name, domain)) = upn.split_once('@') else {
            return UpnForm::Irregular;
        };
        if name.is_empty() || domain.is_empty() || domain.contains('@') {
            return UpnForm::Irregular;
        }
        let digits = name.bytes().all(|it| it.is_ascii_digit());
        match (digits && domain.eq_ignore_ascii_case("mil"), name.len()) {
            (true, 16) => UpnForm::Mil16,
            (true, 10) => UpnForm::Mil10,
            _ => UpnForm::NameAtDomain,
        }
    }

    /// The EDIPI that begins a principal name of digits.
    pub fn edipi(upn: &str) -> Option<&str> {
        match UpnForm::of(upn) {
            UpnForm::Mil16 | UpnForm::Mil10 => upn.get(..10),
            UpnForm::NameAtDomain | UpnForm::Irregular => None,
        }
    }

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            UpnForm::Mil16 => "16 digits@mil, the form of PIV Authentication",
            UpnForm::Mil10 => {
                "10 digits@mil, the form of the older identity and signature certificates"
            }
            UpnForm::NameAtDomain => "name@domain",
            UpnForm::Irregular => "not name@domain",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_apart() {
        for (upn, form) in [
            ("1234567890121002@mil", UpnForm::Mil16),
            ("1234567890121002@MIL", UpnForm::Mil16),
            ("1234567890@mil", UpnForm::Mil10),
            ("123456789@mil", UpnForm::NameAtDomain),
            ("0257000046@gsa.gov", UpnForm::NameAtDomain),
            ("jane@a@b", UpnForm::Irregular),
            ("@mil", UpnForm::Irregular),
            ("jane", UpnForm::Irregular),
        ] {
            assert_eq!(UpnForm::of(upn), form, "{upn}");
        }
    }

    #[test]
    fn only_principal_names_of_digits_hold_an_edipi() {
        for (upn, edipi) in [
            ("1234567890121002@mil", Some("1234567890")),
            ("1234567890@mil", Some("1234567890")),
            ("1234567890@gsa.gov", None),
            ("jane", None),
        ] {
            assert_eq!(UpnForm::edipi(upn), edipi, "{upn}");
        }
    }
}

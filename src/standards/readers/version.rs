use std::fmt;

/// A release number: the first three numbers of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version([u32; 3]);

impl Version {
    pub const fn new(major: u32, minor: u32, patch: u32) -> Version {
        Version([major, minor, patch])
    }

    /// The number a text begins with: `1.9.9`, `2.0.3-1build1`, `1:1.5.2~rc1-1.fc40`. None where it begins with no
    /// number. What follows a `~` comes before the release of that number; it is read as that release.
    pub fn parse(text: &str) -> Option<Version> {
        // An epoch of Debian or RPM.
        let text = text.split_once(':').map_or(text, |it| it.1).trim();
        let mut out = [0; 3];
        let mut found = 0;
        for (place, part) in out.iter_mut().zip(text.split('.')) {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let Ok(number) = part.get(..digits).unwrap_or_default().parse() else {
                break;
            };
            *place = number;
            found += 1;
            if digits < part.len() {
                break;
            }
        }
        (found > 0).then_some(Version(out))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_packages_write_them() {
        for (text, is) in [
            ("1.9.9", Version::new(1, 9, 9)),
            ("1.9.9.", Version::new(1, 9, 9)),
            ("2.0.3-1build1", Version::new(2, 0, 3)),
            ("1:1.5.2~rc1-1.fc40", Version::new(1, 5, 2)),
            ("2.5", Version::new(2, 5, 0)),
            ("0.27.0-rc1", Version::new(0, 27, 0)),
            ("1.4.36+dfsg-2.1", Version::new(1, 4, 36)),
        ] {
            assert_eq!(Version::parse(text), Some(is), "{text}");
        }
        for none in ["", "v2", ":", "x:y", "99999999999999999999.1"] {
            assert_eq!(Version::parse(none), None, "{none}");
        }
        assert!(Version::parse("1.10.0") > Version::parse("1.9.9"));
    }
}

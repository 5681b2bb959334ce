//! What the site's own policy asks for, and this workstation does not have.
pub(super) mod anchor_missing;
pub(super) mod driver_not_approved;
pub(super) mod reader_not_approved;

/// Whether a name fits a pattern in which `*` stands for any letters and `?` for one; upper and lower case are alike.
fn fits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let (mut p, mut n) = (0, 0);
    // Where the last `*` stands, and how much of the name it has taken.
    let mut star: Option<(usize, usize)> = None;
    while let Some(letter) = name.get(n) {
        match (pattern.get(p), star) {
            (Some('*'), _) => {
                star = Some((p, n));
                p += 1;
            }
            (Some(it), _) if *it == '?' || it == letter => {
                p += 1;
                n += 1;
            }
            (_, Some((at, taken))) => {
                star = Some((at, taken + 1));
                p = at + 1;
                n = taken + 1;
            }
            (_, None) => return false,
        }
    }
    pattern.iter().skip(p).all(|it| *it == '*')
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_fit_whole_names() {
        for (pattern, name, expected) in [
            (
                "*SCR 33??*",
                "SCM Microsystems Inc. SCR 3310 [CCID] 00 00",
                true,
            ),
            ("scm*", "SCM SCR", true),
            ("*", "", true),
            ("", "", true),
            ("", "x", false),
            ("SCR", "SCR 1", false),
            ("*SCR", "SCM SCR", true),
            ("?", "", false),
            ("*a*b*c", "xxaxxbxxbxc", true),
            ("*a*b*c", "xxaxxcxxb", false),
            ("Ä?*", "äöx", true),
            ("[*]", "[CCID]", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
        let name = "a".repeat(2000);
        assert!(!fits(
            &"*a".repeat(200).replace("**", "*"),
            &"b".repeat(2000)
        ));
        assert!(fits(&"*a".repeat(200), &name));
    }
}

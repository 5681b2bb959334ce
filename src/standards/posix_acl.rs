//! POSIX access control lists as Linux keeps them in `system.posix_acl_access` (include/uapi/linux/posix_acl_xattr.h): a
//! version, then entries of tag, permission and id, little-endian.

const VERSION: u32 = 2;
const USER: u16 = 0x02;
const GROUP_OBJ: u16 = 0x04;
const GROUP: u16 = 0x08;
const MASK: u16 = 0x10;
const OTHER: u16 = 0x20;
/// Reading and writing.
const READ_WRITE: u16 = 6;

/// One entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    tag: u16,
    permission: u16,
    id: u32,
}

/// A list that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acl(Vec<Entry>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AclError {
    #[error("the access control list has {bytes} bytes, which is no whole number of entries")]
    Length { bytes: usize },
    #[error("the access control list is of version {found}; {VERSION} is known")]
    Version { found: u32 },
}

/// Somebody who wants to open a file.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'g> {
    pub user: u32,
    /// Main group and further ones.
    pub groups: &'g [u32],
}

/// Whose a file is, and its permission bits.
#[derive(Clone, Copy, Debug)]
pub struct File {
    pub owner: u32,
    pub group: u32,
    pub mode: u32,
}

impl Acl {
    pub fn parse(bytes: &[u8]) -> Result<Acl, AclError> {
        let length = AclError::Length { bytes: bytes.len() };
        let (head, body) = bytes.split_first_chunk::<4>().ok_or(length)?;
        let found = u32::from_le_bytes(*head);
        if found != VERSION {
            return Err(AclError::Version { found });
        }
        let entries = body.chunks_exact(8);
        if !entries.remainder().is_empty() {
            return Err(length);
        }
        Ok(Acl(entries
            .filter_map(|it| {
                let ([t0, t1, p0, p1], id) = it.split_first_chunk::<4>()?;
                Some(Entry {
                    tag: u16::from_le_bytes([*t0, *t1]),
                    permission: u16::from_le_bytes([*p0, *p1]),
                    id: u32::from_le_bytes(*id.first_chunk::<4>()?),
                })
            })
            .collect()))
    }

    /// Users and groups that it names, with what each may: `user 1000 rw`.
    pub fn named(&self) -> Vec<String> {
        self.0
            .iter()
            .filter_map(|it| {
                let who = match it.tag {
                    USER => "user",
                    GROUP => "group",
                    _ => return None,
                };
                let may = [(4, 'r'), (2, 'w'), (1, 'x')];
                let may: String = may
                    .iter()
                    .map(|(bit, it_is)| {
                        if it.permission & bit != 0 {
                            *it_is
                        } else {
                            '-'
                        }
                    })
                    .collect();
                Some(format!("{who} {} {may}", it.id))
            })
            .collect()
    }
}

/// Whether `asker` may read and write `file`: the order of acl(5), "Access check algorithm". Root may always.
pub fn may_use(asker: Asker<'_>, file: File, acl: Option<&Acl>) -> bool {
    if asker.user == 0 {
        return true;
    }
    let mode = |shift: u32| u16::try_from((file.mode >> shift) & 7).unwrap_or(0);
    let all = |permission: u16| permission & READ_WRITE == READ_WRITE;
    if asker.user == file.owner {
        return all(mode(6));
    }
    let entries: &[Entry] = acl.map_or(&[], |it| &it.0);
    let mask = entries
        .iter()
        .find(|it| it.tag == MASK)
        .map_or(7, |it| it.permission);
    if let Some(it) = entries
        .iter()
        .find(|it| it.tag == USER && it.id == asker.user)
    {
        return all(it.permission & mask);
    }
    let mut in_a_group = false;
    if asker.groups.contains(&file.group) {
        in_a_group = true;
        // With a list, the mode's group bits are its mask; the group's own stand in the list.
        let own = entries
            .iter()
            .find(|it| it.tag == GROUP_OBJ)
            .map_or(mode(3), |it| it.permission & mask);
        if all(own) {
            return true;
        }
    }
    for it in entries
        .iter()
        .filter(|it| it.tag == GROUP && asker.groups.contains(&it.id))
    {
        in_a_group = true;
        if all(it.permission & mask) {
            return true;
        }
    }
    !in_a_group
        && all(entries
            .iter()
            .find(|it| it.tag == OTHER)
            .map_or(mode(0), |it| it.permission))
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER_OBJ: u16 = 0x01;

    fn list(entries: &[(u16, u16, u32)]) -> Vec<u8> {
        let mut out = VERSION.to_le_bytes().to_vec();
        for (tag, permission, id) in entries {
            out.extend(tag.to_le_bytes());
            out.extend(permission.to_le_bytes());
            out.extend(id.to_le_bytes());
        }
        out
    }

    fn may(user: u32, groups: &[u32], mode: u32, entries: &[(u16, u16, u32)]) -> bool {
        let acl = (!entries.is_empty()).then(|| Acl::parse(&list(entries)).unwrap());
        let file = File {
            owner: 0,
            group: 46,
            mode,
        };
        may_use(Asker { user, groups }, file, acl.as_ref())
    }

    #[test]
    fn without_a_list_the_mode_decides() {
        assert!(may(0, &[], 0o000, &[]));
        assert!(!may(990, &[990], 0o664, &[]));
        assert!(may(990, &[990], 0o666, &[]));
        assert!(may(990, &[990, 46], 0o660, &[]));
        // In the group that may not: others' bits do not count.
        assert!(!may(990, &[46], 0o606, &[]));
    }

    #[test]
    fn a_list_names_users_and_groups_within_its_mask() {
        let base = |more: &[(u16, u16, u32)], mask: u16| {
            let mut out = vec![(USER_OBJ, 6, u32::MAX), (GROUP_OBJ, 6, u32::MAX)];
            out.extend(more);
            out.extend([(MASK, mask, u32::MAX), (OTHER, 4, u32::MAX)]);
            out
        };
        assert!(may(1000, &[1000], 0o664, &base(&[(USER, 6, 1000)], 6)));
        assert!(!may(1001, &[1001], 0o664, &base(&[(USER, 6, 1000)], 6)));
        assert!(!may(1000, &[1000], 0o644, &base(&[(USER, 6, 1000)], 4)));
        assert!(may(990, &[980], 0o664, &base(&[(GROUP, 6, 980)], 6)));
        assert!(!may(990, &[46], 0o644, &base(&[], 4)));
    }

    #[test]
    fn lists_that_are_none() {
        for bytes in [&[][..], &[2, 0, 0], &[3, 0, 0, 0], &[2, 0, 0, 0, 1]] {
            assert!(Acl::parse(bytes).is_err(), "{bytes:?}");
        }
        let one = Acl::parse(&list(&[(USER, 6, 1000), (GROUP, 4, 46)])).unwrap();
        assert_eq!(one.named(), ["user 1000 rw-", "group 46 r--"]);
    }
}

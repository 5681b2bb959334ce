/// Why a file is no ELF file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ElfError {
    #[error("it is shorter than the head of an ELF file")]
    Short,
    #[error("it is no ELF file")]
    Magic,
    #[error("its ELF class or byte order is none that the standard has")]
    Class,
}

/// Word length (32, 64), `e_machine`, and whether numbers are big-endian, from the first 20 bytes (System V ABI, ELF
/// header: EI_CLASS at 4, EI_DATA at 5, e_machine at 18).
pub fn elf(head: &[u8]) -> Result<(u8, u16, bool), ElfError> {
    let [0x7f, b'E', b'L', b'F', class, data, ..] = *head else {
        return Err(
            if head.len() < 6 && b"\x7fELF".starts_with(head.get(..4).unwrap_or(head)) {
                ElfError::Short
            } else {
                ElfError::Magic
            },
        );
    };
    let bits = match class {
        1 => 32,
        2 => 64,
        _ => return Err(ElfError::Class),
    };
    let Some([a, b]) = head.get(18..20) else {
        return Err(ElfError::Short);
    };
    match data {
        1 => Ok((bits, u16::from_le_bytes([*a, *b]), false)),
        2 => Ok((bits, u16::from_be_bytes([*a, *b]), true)),
        _ => Err(ElfError::Class),
    }
}

/// The usual name of a machine (System V ABI, e_machine).
pub fn machine_name(machine: u16) -> Option<&'static str> {
    Some(match machine {
        3 => "i386",
        8 => "mips",
        20 => "powerpc",
        21 => "powerpc64",
        22 => "s390x",
        40 => "arm",
        62 => "x86_64",
        183 => "aarch64",
        243 => "riscv",
        258 => "loongarch",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_tells_the_machine() {
        let mut head = vec![0x7f, b'E', b'L', b'F', 2, 1, 1];
        head.resize(18, 0);
        head.extend([62, 0]);
        assert_eq!(elf(&head), Ok((64, 62, false)));
        assert_eq!(machine_name(62), Some("x86_64"));
        head[4..6].copy_from_slice(&[1, 2]);
        head[18..].copy_from_slice(&[0, 40]);
        assert_eq!(elf(&head), Ok((32, 40, true)));
        assert_eq!(elf(&head[..19]), Err(ElfError::Short));
        assert_eq!(elf(&head[..3]), Err(ElfError::Short));
        assert_eq!(elf(b""), Err(ElfError::Short));
        assert_eq!(elf(b"#!/bin/sh"), Err(ElfError::Magic));
        head[4] = 9;
        assert_eq!(elf(&head), Err(ElfError::Class));
    }
}

//! The virtual readers of a stack, and how pcscd is told of them.

use super::{Place, native};
use std::fs;

/// The first port of vpcd; each reader takes two, one a slot.
pub const FIRST_PORT: u16 = 35963;
/// Debian's and Ubuntu's place of vpcd's driver.
pub const VPCD: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";

/// A virtual reader.
#[derive(Clone, Debug)]
pub struct Reader {
    name: String,
    pub slots: u8,
    answers: String,
}

impl Reader {
    /// A reader with one slot, under the name that pcscd is told; pcscd appends index and slot.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            slots: 1,
            answers: String::new(),
        }
    }

    /// How many slots it has: 1 or 2.
    pub fn slots(mut self, slots: u8) -> Self {
        assert!((1..=2).contains(&slots), "vpcd has two slots a reader");
        self.slots = slots;
        self
    }

    /// What the driver answers to SCardGetAttrib for this attribute.
    pub fn attribute(mut self, attribute: u32, bytes: &[u8]) -> Self {
        self.answers += &format!("attribute {attribute:X} {}\n", hex(bytes));
        self
    }

    /// What the driver answers to SCardControl with this code.
    pub fn control(mut self, code: u32, bytes: &[u8]) -> Self {
        self.answers += &format!("control {code:X} {}\n", hex(bytes));
        self
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes pcscd's reader list and the files that each reader's driver looks for.
pub fn write_configuration(place: &Place, readers: &[Reader]) {
    let folder = place.folder();
    // One driver for all, so that pcscd numbers readers of one name as it numbers real ones.
    let driver = folder.join("reader.so");
    fs::copy(native::READER.path(), &driver).expect("the driver can be copied");
    let mut entries = String::new();
    for (index, reader) in readers.iter().enumerate() {
        // Copies, not links: the loader knows a library by its inode, and each copy holds one reader's state.
        fs::copy(VPCD, folder.join(format!("vpcd-{index}.so")))
            .expect("vpcd's driver can be copied");
        fs::write(
            folder.join(format!("reader-{index}")),
            format!("slots {}\n{}", reader.slots, reader.answers),
        )
        .expect("the reader's description can be written");
        let port = usize::from(FIRST_PORT) + 2 * index;
        entries += &format!(
            "FRIENDLYNAME \"{}\"\nDEVICENAME /dev/null:0x{port:X}\nLIBPATH {}\nCHANNELID 0x{port:X}\n\n",
            reader.name,
            driver.display()
        );
    }
    fs::create_dir(folder.join("readers")).expect("a folder can be made");
    fs::write(folder.join("readers/vpcd"), entries).expect("the reader list can be written");
}

/// A reader that a file of reader.conf.d sets up (reader.conf(5)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReaderEntry {
    /// `FRIENDLYNAME`.
    pub name: Option<String>,
    /// `DEVICENAME`.
    pub device: Option<String>,
    /// `LIBPATH`.
    pub library: Option<String>,
    /// `CHANNELID`.
    pub channel: Option<String>,
}

/// Readers of one file that are kept.
const MOST: usize = 32;
/// Characters of a value that are kept.
const VALUE: usize = 400;

/// The readers that a file sets up. Each begins with FRIENDLYNAME; what stands before the first is a reader of its own,
/// as pcscd takes it.
pub fn reader_conf(text: &str) -> Vec<ReaderEntry> {
    let mut out: Vec<ReaderEntry> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, value) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let value = Some(unquoted(value));
        let begins = key == "FRIENDLYNAME" && out.last().is_none_or(|it| it.name.is_some());
        if begins || out.is_empty() {
            if out.len() == MOST {
                break;
            }
            out.push(ReaderEntry::default());
        }
        let Some(last) = out.last_mut() else {
            continue;
        };
        match key {
            "FRIENDLYNAME" => last.name = value,
            "DEVICENAME" => last.device = value,
            "LIBPATH" => last.library = value,
            "CHANNELID" => last.channel = value,
            _ => {}
        }
    }
    out
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    let inside = value
        .strip_prefix('"')
        .and_then(|it| it.split_once('"'))
        .map_or(value, |it| it.0);
    inside.chars().take(VALUE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_are_read_one_after_the_other() {
        let it = reader_conf(
            "# a comment\nFRIENDLYNAME \"Virtual PCD\"\nDEVICENAME   /dev/null:0x8C7B\nLIBPATH /usr/lib/x.so\n\
             CHANNELID 0x8C7B\n\nFRIENDLYNAME  \"Second\"\nLIBPATH /y.so\n",
        );
        assert_eq!(it.len(), 2);
        assert_eq!(it[0].name.as_deref(), Some("Virtual PCD"));
        assert_eq!(it[0].device.as_deref(), Some("/dev/null:0x8C7B"));
        assert_eq!(it[1].library.as_deref(), Some("/y.so"));
        assert_eq!(reader_conf("#DEVICENAME x\n"), []);
        assert_eq!(reader_conf("LIBPATH /a\nFRIENDLYNAME b").len(), 1);
    }
}

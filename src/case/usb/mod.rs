//! USB devices: what they are, what is above them, and which PC/SC readers they are.
mod departed;
mod lines;
mod tie;

pub use departed::Departed;
pub use lines::LineCase;
pub use tie::Tie;

pub(super) use departed::departed;
pub(super) use lines::{kernel, service};
pub(super) use tie::tie;

use crate::facts::{
    DeviceNode, Drivers, Machine, Observed, UsbController, UsbDevice, UsbInterface,
};
use crate::standards::posix_acl::{self, Acl};
use crate::standards::readers::{self, Model};
use crate::standards::setup::models_in;
use crate::standards::usb::{Ccid, CcidError, Descriptors, HUB, SMART_CARD, VENDOR_SPECIFIC};

/// A USB device with what its answers mean.
pub struct DeviceCase<'s> {
    /// Place in the snapshot and in the report.
    pub index: usize,
    pub facts: &'s UsbDevice,
    /// Vendor and product.
    pub id: Option<(u16, u16)>,
    /// What is known of that model of reader.
    pub model: Option<&'static Model>,
    pub descriptors: Option<Descriptors>,
    /// How it is known for a card reader; none: it is not like one.
    pub reader: Option<KnownBy>,
    /// Hubs above it, the nearest first, the root hub last.
    pub hubs: Vec<usize>,
    /// What its bus belongs to.
    pub controller: Option<&'s UsbController>,
    /// The PC/SC readers (slots) that it is, by their place, and how sure that is.
    pub readers: Vec<(usize, Tie)>,
    /// Whether a driver that is installed lists it. None: drivers were not looked at.
    pub listed: Option<bool>,
}

/// How a device is known for a card reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownBy {
    /// An interface of the smart card class.
    Class,
    /// An interface of the maker's own class with the descriptor of a card reader.
    Descriptor,
    /// A driver that is installed, or the list of known models.
    Id,
}

pub(super) fn read(machine: &Machine) -> Vec<DeviceCase<'_>> {
    let Some(usb) = machine.usb.seen() else {
        return Vec::new();
    };
    let mut out: Vec<DeviceCase<'_>> = usb
        .devices
        .iter()
        .enumerate()
        .map(|(index, facts)| device(index, facts, machine.drivers.seen()))
        .collect();
    for at in 0..out.len() {
        let hubs = above(&out, at);
        let root = hubs.last().copied().or((is_root(&out, at)).then_some(at));
        let name = root
            .and_then(|it| out.get(it))
            .map(|it| it.facts.name.as_str());
        let controller = name.and_then(|name| {
            let of = |it: &&UsbController| it.root_hubs.iter().any(|it| it == name);
            usb.controllers.iter().find(of)
        });
        if let Some(it) = out.get_mut(at) {
            it.hubs = hubs;
            it.controller = controller;
        }
    }
    out
}

fn device<'s>(index: usize, facts: &'s UsbDevice, drivers: Option<&Drivers>) -> DeviceCase<'s> {
    let descriptors = facts.descriptors.seen().map(|it| Descriptors::parse(it));
    let id = match (facts.vendor.seen(), facts.product.seen()) {
        (Some(vendor), Some(product)) => Some((*vendor, *product)),
        _ => descriptors.as_ref().and_then(|it| it.id),
    };
    let model = id.and_then(|(vendor, product)| readers::model(vendor, product));
    let listed = drivers.and_then(|it| {
        let models = it.bundles.iter().filter_map(|it| it.plist.seen());
        id.map(|id| {
            models
                .into_iter()
                .any(|it| models_in(&it.models).any(|it| it == id))
        })
    });
    let mut out = DeviceCase {
        index,
        facts,
        id,
        model,
        descriptors,
        reader: None,
        hubs: Vec::new(),
        controller: None,
        readers: Vec::new(),
        listed,
    };
    out.reader = known_by(&out);
    out
}

fn known_by(it: &DeviceCase<'_>) -> Option<KnownBy> {
    if it.is_hub() {
        return None;
    }
    let classes = it.classes();
    let described = it.descriptors.as_ref().and_then(Descriptors::smart_card);
    if classes.contains(&SMART_CARD) || described.is_some_and(|it| it.class == SMART_CARD) {
        return Some(KnownBy::Class);
    }
    if described.is_some() {
        return Some(KnownBy::Descriptor);
    }
    // A list alone says it of a device that says nothing else of itself.
    let open = classes.is_empty() || classes.contains(&VENDOR_SPECIFIC);
    (open && (it.listed == Some(true) || it.model.is_some())).then_some(KnownBy::Id)
}

fn is_root(all: &[DeviceCase<'_>], at: usize) -> bool {
    all.get(at)
        .is_some_and(|it| it.facts.name.starts_with("usb"))
}

/// `1-4.2` is plugged into `1-4`, and that into `usb1`.
fn above(all: &[DeviceCase<'_>], at: usize) -> Vec<usize> {
    let mut out = Vec::new();
    let mut name = match all.get(at) {
        Some(it) => it.facts.name.clone(),
        None => return out,
    };
    // USB allows five hubs between computer and device (USB 2.0 §4.1.1); more are not followed.
    while out.len() < 8 {
        name = match (name.rsplit_once('.'), name.split_once('-')) {
            (Some((hub, _)), _) => hub.to_owned(),
            (None, Some((bus, _))) => format!("usb{bus}"),
            (None, None) => break,
        };
        if let Some(it) = all.iter().position(|it| it.facts.name == name) {
            out.push(it);
        }
    }
    out
}

impl<'s> DeviceCase<'s> {
    pub fn is_hub(&self) -> bool {
        self.facts.class.seen() == Some(&HUB)
    }

    pub fn is_root_hub(&self) -> bool {
        self.facts.name.starts_with("usb")
    }

    pub fn is_reader(&self) -> bool {
        self.reader.is_some()
    }

    /// JSON pointer into the report: this device, and `tail` below it.
    pub fn at(&self, tail: &str) -> String {
        match tail {
            "" => format!("/usb/{}", self.index),
            _ => format!("/usb/{}/{tail}", self.index),
        }
    }

    /// `04e6:5116`.
    pub fn id_text(&self) -> Option<String> {
        self.id
            .map(|(vendor, product)| readers::id(vendor, product))
    }

    /// As people know it: what it calls itself, else what its model is called.
    pub fn name(&self) -> String {
        let text = |it: &Observed<String>| it.seen().filter(|it| !it.is_empty()).cloned();
        let said = match (text(&self.facts.manufacturer), text(&self.facts.model)) {
            (Some(maker), Some(model)) if !model.contains(&maker) => {
                Some(format!("{maker} {model}"))
            }
            (_, Some(model)) => Some(model),
            (Some(maker), None) => Some(format!("device of {maker}")),
            (None, None) => None,
        };
        said.or_else(|| self.model.map(|it| it.name.to_owned()))
            .unwrap_or_else(|| "device without a name".to_owned())
    }

    /// Name, id and place: `SCR33xx v2.0 USB SC Reader (04e6:5116, port 1-4.2)`.
    pub fn words(&self) -> String {
        match self.id_text() {
            Some(id) => format!("{} ({id}, port {})", self.name(), self.facts.name),
            None => format!("{} (port {})", self.name(), self.facts.name),
        }
    }

    pub fn interfaces(&self) -> &'s [UsbInterface] {
        self.facts.interfaces.seen().map_or(&[], Vec::as_slice)
    }

    fn classes(&self) -> Vec<u8> {
        let shown = self.interfaces().iter();
        shown.filter_map(|it| it.class.seen().copied()).collect()
    }

    /// The interfaces through which it is a card reader; all of a device that is one by its id alone.
    pub fn reader_interfaces(&self) -> impl Iterator<Item = &'s UsbInterface> {
        let by = self.reader;
        self.interfaces().iter().filter(move |it| {
            let class = it.class.seen().copied();
            match by {
                Some(KnownBy::Class) => class == Some(SMART_CARD),
                Some(KnownBy::Descriptor | KnownBy::Id) => class == Some(VENDOR_SPECIFIC),
                None => false,
            }
        })
    }

    /// The drivers that have its reader interfaces.
    pub fn claimed_by(&self) -> Option<&'s str> {
        self.reader_interfaces()
            .find_map(|it| it.driver.seen().map(String::as_str))
    }

    /// What it says it can do as a card reader.
    pub fn ccid(&self) -> Option<&Result<Ccid, CcidError>> {
        self.descriptors.as_ref()?.smart_card()?.ccid.as_ref()
    }

    /// Whether a user with these groups may open its device file; none: the file was not seen.
    pub fn opens_for(&self, user: u32, groups: &[u32]) -> Option<bool> {
        let node: &DeviceNode = self.facts.node.seen()?;
        let acl = match &node.acl {
            Observed::Seen(it) => Some(Acl::parse(it).ok()?),
            Observed::Absent => None,
            _ => return None,
        };
        let file = posix_acl::File {
            owner: node.owner,
            group: node.group,
            mode: u32::from_str_radix(&node.mode, 8).ok()?,
        };
        let asker = posix_acl::Asker { user, groups };
        Some(posix_acl::may_use(asker, file, acl.as_ref()))
    }

    /// A property that udev keeps of it.
    pub fn udev(&self, name: &str) -> Option<&'s str> {
        self.facts.udev.seen()?.get(name).map(String::as_str)
    }

    /// Hubs between it and the computer's own: a dock, a monitor, a keyboard.
    pub fn hubs_between(&self) -> usize {
        self.hubs.len().saturating_sub(1)
    }
}

//! The software between USB and PC/SC: drivers with what they drive, and the releases of all of it.
use super::{Case, ReaderCase};
use crate::facts::{
    Bundle, ConfiguredReader, Daemon, DaemonProcess, Environment, HolderProgram, Machine,
    Permission, Plist,
};
use crate::standards::pcsc::usb_channel;
use crate::standards::readers::{Component, Version};
use crate::standards::setup::models_in;

/// A driver of USB readers with what its list of models means.
pub struct DriverCase<'s> {
    /// Place in the snapshot and in the report.
    pub index: usize,
    pub facts: &'s Bundle,
    pub plist: Option<&'s Plist>,
    pub version: Option<Version>,
    /// Of a known project.
    pub component: Option<Component>,
    /// It lies where the service looks for drivers; true where that is not known.
    pub is_loaded: bool,
    /// The driver of the class of readers, before which any other that names the same model goes.
    pub is_class_driver: bool,
}

/// What drives a reader.
#[derive(Clone, Copy)]
pub enum DriverOf<'c, 's> {
    Bundle(&'c DriverCase<'s>),
    /// Set up by file: serial and virtual readers.
    Configured(usize, &'s ConfiguredReader),
}

pub(super) fn drivers(machine: &Machine) -> Vec<DriverCase<'_>> {
    let Some(drivers) = machine.drivers.seen() else {
        return Vec::new();
    };
    let dropdir = dropdir(machine).filter(|it| {
        let looked = drivers.folders.iter().find(|folder| folder.path == **it);
        looked.is_some_and(|it| it.look.seen().is_some())
    });
    let bundles = drivers.bundles.iter().enumerate();
    bundles
        .map(|(index, facts)| {
            let plist = facts.plist.seen();
            DriverCase {
                index,
                facts,
                plist,
                version: plist
                    .and_then(|it| it.version.as_deref())
                    .and_then(Version::parse),
                component: component(facts),
                is_loaded: dropdir.is_none_or(|it| {
                    facts
                        .path
                        .strip_prefix(it)
                        .is_some_and(|it| it.starts_with('/'))
                }),
                is_class_driver: plist.and_then(|it| it.name.as_deref()) == Some("CCIDCLASSDRIVER"),
            }
        })
        .collect()
}

/// Where the service looks for drivers.
fn dropdir(machine: &Machine) -> Option<&str> {
    let daemon = machine.daemon.seen()?;
    let set = daemon
        .variables
        .iter()
        .find(|it| it.name == "PCSCLITE_HP_DROPDIR")
        .map(|it| it.value.as_str());
    set.or_else(|| feature(daemon, "usbdropdir="))
}

fn feature<'s>(daemon: &'s Daemon, key: &str) -> Option<&'s str> {
    let features = &daemon.version.seen()?.features;
    features.iter().find_map(|it| it.strip_prefix(key))
}

fn component(it: &Bundle) -> Option<Component> {
    let identifier = it.plist.seen().and_then(|it| it.identifier.as_deref());
    let name = it.path.rsplit('/').next().unwrap_or_default();
    match (identifier, name) {
        (Some("fr.apdu.ccid.smartcardccid"), _) | (_, "ifd-ccid.bundle") => Some(Component::Ccid),
        (_, "ifd-acsccid.bundle") => Some(Component::AcsCcid),
        _ => None,
    }
}

impl<'s> DriverCase<'s> {
    /// JSON pointer into the report.
    pub fn at(&self) -> String {
        format!("/drivers/bundles/{}", self.index)
    }

    pub fn lists(&self, id: (u16, u16)) -> bool {
        self.models().any(|it| it == id)
    }

    pub fn models(&self) -> impl Iterator<Item = (u16, u16)> + use<'s> {
        models_in(self.plist.map_or("", |it| it.models.as_str()))
    }

    /// `libccid`, or what its folder is called.
    pub fn name(&self) -> &'s str {
        match self.component {
            Some(Component::Ccid) => "libccid",
            Some(Component::AcsCcid) => "libacsccid",
            _ => {
                let name = self.facts.path.rsplit('/').next().unwrap_or_default();
                name.trim_end_matches(".bundle")
            }
        }
    }

    /// `libccid 1.5.2`.
    pub fn words(&self) -> String {
        match self.plist.and_then(|it| it.version.as_deref()) {
            Some(version) => format!("{} {version}", self.name()),
            None => self.name().to_owned(),
        }
    }
}

impl<'s> Case<'s> {
    pub fn daemon(&self) -> Option<&'s Daemon> {
        self.snapshot.machine.daemon.seen()
    }

    pub fn permission(&self) -> Option<&'s Permission> {
        self.snapshot.machine.permission.seen()
    }

    pub fn environment(&self) -> Option<&'s Environment> {
        self.snapshot.machine.environment.seen()
    }

    /// Whether it runs in a container, by its marks.
    pub fn is_in_container(&self) -> bool {
        self.in_session("container")
            || self
                .environment()
                .is_some_and(|it| it.container.seen().is_some())
    }

    /// Other programs that use PC/SC or a device of USB.
    pub fn holders(&self) -> &'s [HolderProgram] {
        let holders = self.snapshot.machine.holders.seen();
        holders.map_or(&[], |it| it.programs.as_slice())
    }

    /// JSON pointer into the report to a program among the holders.
    pub fn holder_at(&self, pid: u32) -> Option<String> {
        let at = self.holders().iter().position(|it| it.pid == pid)?;
        Some(format!("/service/holders/programs/{at}"))
    }

    /// Every running pcscd that this program sees.
    pub fn service_processes(&self) -> &'s [DaemonProcess] {
        let processes = self.daemon().and_then(|it| it.processes.seen());
        processes.map_or(&[], Vec::as_slice)
    }

    /// A reader whose place on the USB, as its driver tells it, has nothing plugged in. None: that cannot be told.
    pub fn is_ghost(&self, reader: &ReaderCase<'_>) -> Option<bool> {
        let usb = self.snapshot.machine.usb.seen()?;
        let attributes = reader.facts.attributes.seen()?;
        let (bus, address) = usb_channel(*attributes.channel.seen()?)?;
        let (bus, address) = (u16::from(bus), u16::from(address));
        let untold = usb.left_out > 0
            || usb
                .devices
                .iter()
                .any(|it| it.bus.seen().is_none() || it.address.seen().is_none());
        let there = usb
            .devices
            .iter()
            .any(|it| it.bus.seen() == Some(&bus) && it.address.seen() == Some(&address));
        // A device whose numbers could not be read may be the one.
        if there || !untold { Some(!there) } else { None }
    }

    /// The release of the service.
    pub fn pcsc_lite(&self) -> Option<Version> {
        Version::parse(&self.daemon()?.version.seen()?.version)
    }

    /// Whether the service was built with this (`polkit`, `libudev`). None: it did not say with what it was.
    pub fn service_has(&self, feature: &str) -> Option<bool> {
        let features = &self.daemon()?.version.seen()?.features;
        (!features.is_empty()).then(|| features.iter().any(|it| it == feature))
    }

    /// Drivers that the service loads and that tell what they drive.
    pub fn loaded_drivers(&self) -> impl Iterator<Item = &DriverCase<'s>> {
        self.drivers
            .iter()
            .filter(|it| it.is_loaded && it.plist.is_some())
    }

    /// The driver that the service takes for a model: one of its maker's before the class driver
    /// (pcsc-lite hotplug_libudev.c, HPAddDevice).
    pub fn driver_for(&self, id: (u16, u16)) -> Option<&DriverCase<'s>> {
        self.loaded_drivers()
            .filter(|it| it.lists(id))
            .min_by_key(|it| (it.is_class_driver, it.index))
    }

    /// What drives a reader: told by its USB id, or by the name that a file gives it.
    pub fn driver_of(&self, reader: &ReaderCase<'_>) -> Option<DriverOf<'_, 's>> {
        if let Some(it) = reader.usb.and_then(|id| self.driver_for(id)) {
            return Some(DriverOf::Bundle(it));
        }
        let configured = &self.snapshot.machine.drivers.seen()?.configured;
        configured
            .iter()
            .enumerate()
            .find(|(_, it)| {
                let name = it.name.as_deref().filter(|it| !it.is_empty());
                name.is_some_and(|name| reader.name.starts_with(name))
            })
            .map(|(index, it)| DriverOf::Configured(index, it))
    }

    /// An installed package of this name.
    pub fn package(&self, names: &[&str]) -> Option<Version> {
        let packages = self.daemon()?.packages.seen()?;
        let found = packages
            .iter()
            .find(|it| names.contains(&it.name.as_str()))?;
        Version::parse(&found.version)
    }
}

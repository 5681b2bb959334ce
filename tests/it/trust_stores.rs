//! The trust stores of a machine laid out as a folder, as the distributions and browsers lay them out.
use crate::nss::{add, certutil, fixture, folder};
use cac_doctor::case::chain::{Chains, Presence, Question};
use cac_doctor::facts::{
    Kept, Observed, Store, StoreKind, StorePath, Trust, TrustBits, TrustLevel,
};
use cac_doctor::pki::defaults::defaults;
use cac_doctor::pki::input;
use cac_doctor::pki::path::Parameters;
use cac_doctor::probe::trust::{Places, keep, look};
use std::fs;
use std::path::{Path, PathBuf};

/// A certificate of the built-in set by common name.
fn authority(name: &str) -> &'static [u8] {
    let found = defaults().authorities.iter().find(|it| {
        let parsed = cac_doctor::pki::Certificate::parse(it.der).unwrap();
        parsed.common_name.is_some_and(|it| it.0 == name)
    });
    found.expect(name).der
}

fn root_1() -> Vec<u8> {
    let bytes = fs::read(fixture("root-1.pem")).unwrap();
    input::read("it", &bytes).certificates[0].der.to_vec()
}

struct Machine {
    places: Places,
}

impl Machine {
    fn new(name: &str) -> Machine {
        Machine {
            places: Places {
                root: folder(name),
                home: Some("/home/jane".into()),
                config_home: None,
                data_home: None,
                java_home: None,
                ssl_cert_file: None,
            },
        }
    }

    fn at(&self, path: &str) -> PathBuf {
        let out = self.places.root.join(path);
        fs::create_dir_all(out.parent().unwrap()).unwrap();
        out
    }

    fn put(&self, path: &str, content: &[u8]) {
        fs::write(self.at(path), content).unwrap();
    }

    fn nss(&self, path: &str) -> PathBuf {
        let out = self.at(path);
        fs::create_dir_all(&out).unwrap();
        certutil(&out, &["-N", "--empty-password"]);
        out
    }

    fn stores(&self, starts: &[Vec<u8>]) -> Vec<Store> {
        keep(look(&self.places), starts)
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.places.root);
    }
}

fn kept(it: &Store) -> &[Kept] {
    &it.content.seen().expect("read").kept
}

fn pem(der: &[u8]) -> Vec<u8> {
    let file = std::env::temp_dir().join(format!(
        "cac-doctor-pem-{}-{}",
        std::process::id(),
        der.len()
    ));
    fs::write(&file, der).unwrap();
    let out = std::process::Command::new("openssl")
        .args(["x509", "-inform", "DER", "-in"])
        .arg(&file)
        .output()
        .unwrap();
    fs::remove_file(file).unwrap();
    assert!(out.status.success());
    out.stdout
}

#[test]
fn every_store_with_its_program_profile_and_trust() {
    let machine = Machine::new("stores");
    let ours = fs::read(fixture("root-1.pem")).unwrap();
    let web = fs::read(fixture("root-2.pem")).unwrap();
    let root = authority("DoD Root CA 6");
    machine.put(
        "etc/ssl/certs/ca-certificates.crt",
        &[&web[..], &pem(root)].concat(),
    );
    // The same bundle under Fedora's name is no second store.
    std::os::unix::fs::symlink(
        "../../../ssl/certs/ca-certificates.crt",
        machine.at("etc/pki/tls/certs/ca-bundle.crt"),
    )
    .unwrap();
    let chromium = machine.nss("home/jane/.pki/nssdb");
    add(&chromium, "one", "CT,C,C", "root-1.pem");
    let firefox = machine.nss("home/jane/snap/firefox/common/.mozilla/firefox/abc.default");
    fs::write(machine.at("x.der"), authority("DOD ID CA-70")).unwrap();
    let file = machine.at("x.der").display().to_string();
    certutil(&firefox, &["-A", "-n", "id", "-t", ",,", "-i", &file]);
    machine.put(
        "home/jane/.mozilla/firefox/old.default/cert9.db",
        b"no database",
    );
    machine.put("home/jane/.mozilla/firefox/profiles.ini", b"[General]\n");
    machine.put("etc/pki/ca-trust/source/anchors/agency.pem", &ours);
    machine.put("etc/pki/ca-trust/source/README", b"read me");
    machine.put(
        "etc/pki/ca-trust/source/blocklist/cross.der",
        authority("Federal Bridge CA G4"),
    );
    machine.put(
        "usr/lib/jvm/java-17/lib/security/cacerts",
        &fs::read(fixture("two.jks")).unwrap(),
    );

    // A card whose certificates root 1 issued: here root 1 itself, which names itself as its issuer.
    let stores = machine.stores(&[root_1()]);
    let told: Vec<(StoreKind, &str, Option<&str>, Option<&str>)> = stores
        .iter()
        .map(|it| {
            let profile = it.profile.as_ref().map(|it| it.0.as_str());
            (it.kind, it.path.as_str(), it.program.as_deref(), profile)
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                StoreKind::System,
                "/etc/ssl/certs/ca-certificates.crt",
                None,
                None
            ),
            (
                StoreKind::Nss,
                "/home/jane/.mozilla/firefox/old.default/cert9.db",
                Some("Firefox"),
                Some("old.default")
            ),
            (
                StoreKind::Nss,
                "/home/jane/snap/firefox/common/.mozilla/firefox/abc.default/cert9.db",
                Some("Firefox (snap)"),
                Some("abc.default")
            ),
            (
                StoreKind::Nss,
                "/home/jane/.pki/nssdb/cert9.db",
                Some("Chromium, Chrome, Edge and others"),
                None
            ),
            (
                StoreKind::P11Kit,
                "/etc/pki/ca-trust/source/anchors",
                None,
                None
            ),
            (
                StoreKind::P11Kit,
                "/etc/pki/ca-trust/source/blocklist",
                None,
                None
            ),
            (
                StoreKind::Java,
                "/usr/lib/jvm/java-17/lib/security/cacerts",
                Some("Java (java-17)"),
                None
            ),
        ]
    );
    assert!(matches!(stores[0].path, StorePath::Common(_)));
    assert!(matches!(stores[2].path, StorePath::Personal(_)));
    // Two in the bundle, of which the web's own is only counted.
    assert_eq!(stores[0].content.seen().unwrap().certificates, 2);
    let [one] = kept(&stores[0]) else {
        panic!("{:?}", kept(&stores[0]))
    };
    assert_eq!(defaults().find(&one.sha256).unwrap().der, root);
    assert_eq!(
        (one.trust, &one.der),
        (TrustBits::all(TrustLevel::Anchor), &None)
    );
    assert!(matches!(&stores[1].content, Observed::Failed(it) if it.causes[0].contains("SQLite")));
    assert_eq!(kept(&stores[2])[0].trust, TrustBits::default());
    // Not of the set, but a card's issuer: kept whole.
    let [one] = kept(&stores[3]) else {
        panic!("{:?}", kept(&stores[3]))
    };
    assert_eq!(one.der.as_deref(), Some(&root_1()[..]));
    assert_eq!(
        kept(&stores[4])[0].trust,
        TrustBits::all(TrustLevel::Anchor)
    );
    assert_eq!(
        kept(&stores[5])[0].trust,
        TrustBits::all(TrustLevel::Distrusted)
    );
    assert_eq!(kept(&stores[6]).len(), 1);

    // Without that card it is only counted.
    let stores = machine.stores(&[]);
    assert_eq!(kept(&stores[3]), []);
    assert_eq!(stores[3].content.seen().unwrap().certificates, 1);
}

#[test]
fn a_store_that_may_not_be_read_or_holds_garbage_is_a_fact() {
    let machine = Machine::new("stores-bad");
    machine.put(
        "etc/ssl/certs/ca-certificates.crt",
        b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
    );
    fs::create_dir_all(machine.at("etc/ssl/ca-bundle.pem")).unwrap();
    machine.put(
        "etc/ssl/certs/java/cacerts",
        b"\xFE\xED\xFE\xED\x00\x00\x00\x07",
    );
    let stores = machine.stores(&[]);
    let content = stores[0].content.seen().unwrap();
    assert_eq!(content.certificates, 0);
    assert!(
        content.problems[0].contains("base64"),
        "{:?}",
        content.problems
    );
    assert!(
        matches!(&stores[1].content, Observed::Failed(it) if it.causes[0].contains("regular file"))
    );
    assert!(stores[2].content.seen().unwrap().problems[0].contains("version 7"));
    assert!(Machine::new("stores-none").stores(&[]).is_empty());
}

/// A computer with all of DISA's certificates in a bundle, a Java and four profiles stays small in the snapshot.
#[test]
fn the_facts_of_a_full_machine_are_small() {
    let machine = Machine::new("stores-full");
    let all: Vec<u8> = defaults()
        .authorities
        .iter()
        .flat_map(|it| it.der.to_vec())
        .collect();
    machine.put("etc/ssl/certs/ca-certificates.crt", &all);
    for n in 0..4 {
        machine.put(&format!("usr/lib/jvm/{n}/lib/security/cacerts"), &all);
    }
    let stores = machine.stores(&[]);
    let text = serde_json::to_string(&stores).unwrap();
    assert_eq!(stores.len(), 5);
    assert!(text.len() < 300_000, "{}", text.len());
    assert!(Path::new(&machine.places.root).exists());
}

/// Fedora and RHEL put p11-kit's module in the place of NSS's own: Firefox trusts what the administrator made an anchor.
#[test]
fn where_firefox_takes_the_webs_authorities_from() {
    let root = authority("DoD Root CA 6");
    let machine = |name: &str, anchors: &str| {
        let machine = Machine::new(name);
        machine.nss("home/jane/.mozilla/firefox/abc.default");
        machine.put(&format!("{anchors}/dod.der"), root);
        machine
    };
    let link = |machine: &Machine, path: &str, to: &str| {
        std::os::unix::fs::symlink(to, machine.at(path)).unwrap();
    };
    let firefox = |machine: &Machine| {
        let all = machine.stores(&[]);
        let found = all.iter().find(|it| it.kind == StoreKind::Nss);
        found.expect("a profile").clone()
    };
    let target = authority("DOD ID CA-70").to_vec();
    let presence = |machine: &Machine| {
        let trust = Trust {
            stores: Observed::Seen(machine.stores(&[])),
            ..Trust::default()
        };
        let question = Question {
            parameters: Parameters::at(time::macros::datetime!(2026-11-22 00:00 UTC)),
            with_default: true,
            beside: &[],
            revocation: None,
            redacted: false,
        };
        let chains = Chains::judge(&trust, std::slice::from_ref(&target), &question);
        let chain = chains.all().next().expect("judged");
        let row = chain.in_stores.iter().find(|it| {
            let store = &chains.stores[it.store];
            store.facts.kind == StoreKind::Nss
        });
        let row = row.expect("the profile");
        (row.anchor(), row.is_complete())
    };

    let fedora = machine("roots-fedora", "etc/pki/ca-trust/source/anchors");
    fs::create_dir_all(fedora.at("usr/lib64/firefox/browser/x").parent().unwrap()).unwrap();
    link(
        &fedora,
        "usr/lib64/libnssckbi.so",
        "/etc/alternatives/libnssckbi.so.x86_64",
    );
    link(
        &fedora,
        "etc/alternatives/libnssckbi.so.x86_64",
        "/usr/lib64/pkcs11/p11-kit-trust.so",
    );
    fedora.put("usr/lib64/pkcs11/p11-kit-trust.so", b"library");
    let store = firefox(&fedora);
    let told = store.roots.seen().expect("a library");
    assert_eq!(
        (told.path.as_str(), told.leads_to.as_str()),
        (
            "/usr/lib64/libnssckbi.so",
            "/usr/lib64/pkcs11/p11-kit-trust.so"
        )
    );
    assert!(store.has_system_anchors());
    assert_eq!(presence(&fedora), (Presence::TrustedBySystem, Some(true)));

    // A folder of its own with a link to the system's, as Arch builds LibreWolf and some Firefox.
    let arch = machine("roots-arch", "etc/ca-certificates/trust-source/anchors");
    arch.put("usr/lib/firefox/libnss3.so", b"library");
    link(&arch, "usr/lib/firefox/libnssckbi.so", "../libnssckbi.so");
    link(&arch, "usr/lib/libnssckbi.so", "pkcs11/p11-kit-trust.so");
    arch.put("usr/lib/pkcs11/p11-kit-trust.so", b"library");
    let told = firefox(&arch);
    assert_eq!(
        told.roots.seen().unwrap().leads_to.as_str(),
        "/usr/lib/pkcs11/p11-kit-trust.so"
    );
    assert_eq!(presence(&arch).0, Presence::TrustedBySystem);

    // Debian's and Mozilla's bring NSS and the authorities themselves.
    let debian = machine("roots-debian", "usr/local/share/ca-certificates");
    debian.put("usr/lib/firefox-esr/libnss3.so", b"library");
    debian.put("usr/lib/x86_64-linux-gnu/libnssckbi.so", b"library");
    assert_eq!(firefox(&debian).roots, Observed::Absent);
    assert_eq!(presence(&debian), (Presence::Absent, Some(false)));
    // The same with the distribution's NSS, and with its library replaced: Debian's module reads the bundle alone.
    fs::remove_file(debian.at("usr/lib/firefox-esr/libnss3.so")).unwrap();
    assert!(!firefox(&debian).has_system_anchors());
    fs::remove_file(debian.at("usr/lib/x86_64-linux-gnu/libnssckbi.so")).unwrap();
    link(
        &debian,
        "usr/lib/x86_64-linux-gnu/libnssckbi.so",
        "pkcs11/p11-kit-trust.so",
    );
    assert!(firefox(&debian).has_system_anchors());
    assert_eq!(presence(&debian).0, Presence::Absent);
    debian.put("etc/ssl/certs/ca-certificates.crt", root);
    assert_eq!(presence(&debian).0, Presence::TrustedBySystem);

    // As a device of the profile, which Firefox's policies can put there.
    let device = machine("roots-device", "etc/pki/trust/anchors");
    device.put("home/jane/.mozilla/firefox/abc.default/pkcs11.txt", b"library=\nname=NSS Internal PKCS #11 Module\n\nlibrary=/usr/lib64/pkcs11/p11-kit-trust.so\nname=System Trust\n");
    assert!(firefox(&device).has_system_anchors());
    // Refused by the profile itself, it is refused.
    let profile = device.at("home/jane/.mozilla/firefox/abc.default");
    fs::write(device.at("x.der"), root).unwrap();
    let file = device.at("x.der").display().to_string();
    certutil(&profile, &["-A", "-n", "root", "-t", "p,p,p", "-i", &file]);
    assert_eq!(presence(&device).0, Presence::Distrusted);
    // Of a program whose folder is not known nothing is claimed.
    let unknown = machine("roots-unknown", "etc/pki/trust/anchors");
    assert!(matches!(firefox(&unknown).roots, Observed::Unasked { .. }));
}

/// Firefox since 147 and Chrome since 146 follow the XDG base directory specification.
#[test]
fn stores_in_the_folders_of_the_xdg_specification() {
    let mut machine = Machine::new("stores-xdg");
    machine.nss("home/jane/.config/mozilla/firefox/abc.default");
    machine.nss("home/jane/.local/share/pki/nssdb");
    let paths = |machine: &Machine| -> Vec<String> {
        let all = machine.stores(&[]);
        all.iter().map(|it| it.path.as_str().to_owned()).collect()
    };
    assert_eq!(
        paths(&machine),
        [
            "/home/jane/.config/mozilla/firefox/abc.default/cert9.db",
            "/home/jane/.local/share/pki/nssdb/cert9.db"
        ]
    );
    machine.places.config_home = Some("/data/jane/config".into());
    machine.places.data_home = Some("/data/jane/share".into());
    assert_eq!(paths(&machine), Vec::<String>::new());
    machine.nss("data/jane/config/mozilla/firefox/abc.default");
    machine.nss("data/jane/share/pki/nssdb");
    assert_eq!(paths(&machine).len(), 2);
}

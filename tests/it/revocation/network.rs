//! Fetching: what comes of every way in which it goes wrong, on a network of its own.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)] // it looks at the clock, files and starts programs
use super::server::{Asked, Server, isolated, reply};
use super::{said, word};
use cac_doctor::facts::{Fetch, FetchProblem, Observed, Origin, Trust, Wanted};
use cac_doctor::pki::path::revocation::Answer;
use cac_doctor::pki::path::{Anchor, Anchors, Engine, Link, Parameters, Pool};
use cac_doctor::pki::revocation::Known;
use cac_doctor::probe::Deadline;
use cac_doctor::probe::http::Proxies;
use cac_doctor::probe::revocation::{BUDGET, Cache, Sources, look};
use cac_doctor::sim::certificate::{self, Validity};
use cac_doctor::sim::issue::{Hierarchy, Role};
use cac_doctor::sim::keys::Signer;
use cac_doctor::sim::{crl, der, ocsp};
use std::io::Write as _;
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Instant;
use time::{Duration, OffsetDateTime};

/// A certificate with these addresses, its authorities, and what looking for its status brought.
struct Scene {
    now: OffsetDateTime,
    hierarchy: Hierarchy,
    leaf: Arc<Link>,
    serial: Vec<u8>,
    sources: Sources,
    /// Whether the pool has the issuing authority.
    issuer: bool,
    folder: PathBuf,
}

impl Scene {
    fn new(crl: &str, ca_issuers: &str, ocsp: &str) -> Scene {
        let now = OffsetDateTime::now_utc();
        let validity = Validity {
            not_before: now - Duration::days(9),
            not_after: now + Duration::days(99),
        };
        let mut extensions = vec![certificate::key_usage(certificate::DIGITAL_SIGNATURE)];
        if !crl.is_empty() {
            extensions.push(certificate::crl_distribution_point(crl));
        }
        extensions.push(certificate::authority_info(ca_issuers, ocsp));
        let template = certificate::Template {
            issuer: Role::PivAuthentication.issuer(),
            subject: certificate::name(&[], "SOMEBODY"),
            spki: cac_doctor::sim::keys::PIV_AUTH_RSA,
            signer: Signer::IdCa,
            validity,
            extensions,
            identified_as: None,
            issued_as: None,
            over_sha1: false,
        };
        let folder =
            std::env::temp_dir().join(format!("cac-doctor-network-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        Scene {
            now,
            hierarchy: Hierarchy::new(now),
            leaf: Arc::new(Link::parse(&template.issue()).unwrap()),
            serial: template.serial(),
            sources: Sources {
                files: Vec::new(),
                offline: None,
                cache: Some(Cache::at(&folder)),
                proxies: Proxies::default(),
            },
            issuer: true,
            folder,
        }
    }

    /// Looks, and judges the leaf.
    fn look(&self) -> (Trust, Answer) {
        let mut trust = Trust::default();
        let mut pool = Pool::new();
        if self.issuer {
            pool.add_der(&self.hierarchy.id_ca_der).unwrap();
        }
        pool.add_der(&self.hierarchy.root_der).unwrap();
        let deadline = Deadline::after(std::time::Duration::from_secs(20));
        let started = Instant::now();
        look(
            &mut trust,
            &[Arc::clone(&self.leaf)],
            &mut pool,
            &self.sources,
            self.now,
            deadline,
        );
        assert!(started.elapsed() < BUDGET + std::time::Duration::from_secs(1));
        let mut anchors = Anchors::new();
        let root = Link::parse(&self.hierarchy.root_der).unwrap();
        anchors.add(Anchor::of_certificate(Arc::new(root)));
        let known = Known::new(&trust);
        let parameters = Parameters::at(self.now);
        let mut engine = Engine::new(&pool, &anchors, &parameters).with_revocation(&known);
        let answer = engine.judge(&self.leaf).best().expect("a path").revocation[0].clone();
        drop(engine);
        drop(known);
        (trust, answer)
    }

    fn crl(&self, entries: Vec<crl::Entry>) -> crl::Template {
        crl::Template {
            issuer: Role::PivAuthentication.issuer(),
            signer: Signer::IdCa,
            this_update: self.now - Duration::hours(1),
            next_update: Some(self.now + Duration::days(1)),
            entries,
            extensions: vec![crl::number(1)],
        }
    }

    fn ocsp(&self, status: ocsp::Status) -> ocsp::Template {
        ocsp::Template {
            issuer: Role::PivAuthentication.issuer(),
            issuer_key: Signer::IdCa,
            serial: self.serial.clone(),
            status,
            this_update: self.now - Duration::hours(1),
            next_update: Some(self.now + Duration::days(1)),
            nonce: None,
            signer: Signer::IdCa,
            responder: None,
            certificates: vec![],
        }
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn fetches(trust: &Trust) -> &[Fetch] {
    trust.fetches.seen().map_or(&[], Vec::as_slice)
}

/// Of the leaf's own CRL address.
fn of_crl(trust: &Trust, path: &str) -> Fetch {
    let found = fetches(trust)
        .iter()
        .find(|it| it.wanted == Wanted::Crl && it.address.ends_with(path));
    found
        .unwrap_or_else(|| panic!("{:?}", fetches(trust)))
        .clone()
}

/// A server whose CRL the scene needs before the scene is there.
fn serving(answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static) -> Server {
    Server::start(answer)
}

#[test]
fn ocsp_settles_it_and_no_crl_is_asked_for() {
    isolated(
        "revocation::network::ocsp_settles_it_and_no_crl_is_asked_for",
        || {
            let body = Arc::new(std::sync::Mutex::new(Vec::new()));
            let given = Arc::clone(&body);
            let server = serving(move |_, stream| {
                reply(
                    stream,
                    "200 OK",
                    "Content-Type: application/ocsp-response\r\n",
                    &given.lock().unwrap(),
                )
            });
            let scene = Scene::new(
                &server.url("/x.crl"),
                &server.url("/ca.cer"),
                &server.url("/ocsp"),
            );
            let when = scene.now - Duration::days(2);
            for (status, wanted) in [
                (ocsp::Status::Good, "good"),
                (
                    ocsp::Status::Revoked(when, Some(1)),
                    "revoked keyCompromise",
                ),
            ] {
                *body.lock().unwrap() = scene.ocsp(status).issue();
                let (trust, answer) = scene.look();
                assert_eq!(word(&answer), wanted, "{}", said(&answer));
                assert!(
                    fetches(&trust)
                        .iter()
                        .all(|it| it.wanted != Wanted::Crl || !it.address.ends_with("/x.crl"))
                );
            }
            let asked = server.asked();
            assert!(
                asked.iter().all(|it| it.line == "POST /ocsp HTTP/1.1"),
                "{asked:?}"
            );
            assert!(
                asked[0]
                    .head
                    .contains("Content-Type: application/ocsp-request")
            );
            // SHA-1 CertID, and a nonce that is new each time.
            assert!(
                asked[0]
                    .body
                    .windows(7)
                    .any(|it| it == [6, 5, 0x2B, 0x0E, 3, 2, 0x1A])
            );
            assert_ne!(asked[0].body, asked[1].body);
        },
    );
}

/// RFC 6960 §4.2.2.2.1: a responder without nocheck is looked up where its own certificate says; what a revoked one said
/// settles nothing, and the certificate's own list is asked for.
#[test]
fn a_responder_is_looked_up_in_the_list_that_it_names() {
    isolated(
        "revocation::network::a_responder_is_looked_up_in_the_list_that_it_names",
        || {
            let given = Arc::new(std::sync::Mutex::new([const { Vec::new() }; 3]));
            let bodies = Arc::clone(&given);
            let server = serving(move |asked, stream| {
                let n = match asked.line.as_str() {
                    "GET /responder.crl HTTP/1.1" => 1,
                    "GET /x.crl HTTP/1.1" => 2,
                    _ => 0,
                };
                reply(stream, "200 OK", "", &bodies.lock().unwrap()[n])
            });
            let mut scene = Scene::new(
                &server.url("/x.crl"),
                &server.url("/ca.cer"),
                &server.url("/ocsp"),
            );
            scene.sources.cache = None;
            let responder = certificate::Template {
                issuer: Role::PivAuthentication.issuer(),
                subject: certificate::name(&[], "TEST RESPONDER"),
                spki: &Signer::Content.spki(),
                signer: Signer::IdCa,
                validity: Validity {
                    not_before: scene.now - Duration::days(9),
                    not_after: scene.now + Duration::days(9),
                },
                extensions: vec![
                    certificate::key_usage(certificate::DIGITAL_SIGNATURE),
                    certificate::extended_key_usage(false, &[&[1, 3, 6, 1, 5, 5, 7, 3, 9]]),
                    certificate::crl_distribution_point(&server.url("/responder.crl")),
                ],
                identified_as: None,
                issued_as: None,
                over_sha1: false,
            };
            let entry = |serial| crl::Entry::new(serial, scene.now - Duration::days(2), Some(1));
            // Each list tells of one certificate: that of the certificate itself is of its own distribution point.
            let of = |path: &str, entries| {
                let mut it = scene.crl(entries);
                let name = der::context(0, [certificate::uri(&server.url(path))]);
                let point = der::sequence([der::context(0, [name])]);
                it.extensions
                    .push(certificate::extension(crl::POINT, true, &point));
                it.issue()
            };
            let mut good = scene.ocsp(ocsp::Status::Good);
            good.signer = Signer::Content;
            good.certificates = vec![responder.issue()];
            given.lock().unwrap()[0] = good.issue();
            for (its_own, own, status, words) in [
                (
                    vec![],
                    vec![],
                    "good",
                    "its signer's certificate is not revoked",
                ),
                (
                    vec![entry(responder.serial())],
                    vec![],
                    "good",
                    "its signer's certificate does not count: it is revoked",
                ),
                (
                    vec![entry(responder.serial())],
                    vec![entry(scene.serial.clone())],
                    "revoked keyCompromise",
                    "its signer's certificate does not count: it is revoked",
                ),
            ] {
                let settled = its_own.is_empty();
                given.lock().unwrap()[1] = of("/responder.crl", its_own);
                given.lock().unwrap()[2] = of("/x.crl", own);
                let before = server.asked().len();
                let (_, answer) = scene.look();
                assert_eq!(word(&answer), status, "{}", said(&answer));
                assert!(said(&answer).contains(words), "{}", said(&answer));
                let asked = server.asked();
                let mut lines: Vec<&str> =
                    asked[before..].iter().map(|it| it.line.as_str()).collect();
                lines.retain(|it| it.starts_with("GET"));
                let all = ["GET /responder.crl HTTP/1.1", "GET /x.crl HTTP/1.1"];
                assert_eq!(lines, if settled { &all[..1] } else { &all[..] });
            }
            // From a file, without its address being there.
            let path = scene.folder.join("responder.crl");
            std::fs::create_dir_all(&scene.folder).unwrap();
            std::fs::write(&path, of("/responder.crl", vec![entry(responder.serial())])).unwrap();
            scene.sources.files.push(path);
            given.lock().unwrap()[1] = Vec::new();
            given.lock().unwrap()[2] = Vec::new();
            let (_, answer) = scene.look();
            assert_eq!(word(&answer), "unknown", "{}", said(&answer));
        },
    );
}

#[test]
fn a_crl_is_fetched_once_and_kept() {
    isolated(
        "revocation::network::a_crl_is_fetched_once_and_kept",
        || {
            let body = Arc::new(std::sync::Mutex::new(Vec::new()));
            let given = Arc::clone(&body);
            let server = serving(move |asked, stream| match asked.line.as_str() {
                "GET /x.crl HTTP/1.1" => reply(stream, "200 OK", "", &given.lock().unwrap()),
                _ => reply(stream, "503 Service Unavailable", "", b""),
            });
            let scene = Scene::new(
                &server.url("/x.crl"),
                &server.url("/ca.cer"),
                &server.url("/ocsp"),
            );
            let gone =
                crl::Entry::new(scene.serial.clone(), scene.now - Duration::days(2), Some(4));
            *body.lock().unwrap() = scene.crl(vec![gone]).issue();
            let (trust, answer) = scene.look();
            assert_eq!(word(&answer), "revoked superseded", "{}", said(&answer));
            assert!(
                said(&answer).contains("/ocsp: HTTP 503"),
                "{}",
                said(&answer)
            );
            let crls = trust.crls.seen().unwrap();
            assert!(
                crls.iter()
                    .any(|it| matches!(it.origin, Origin::Network { .. }))
            );
            let before = server.asked().len();
            let (trust, answer) = scene.look();
            assert_eq!(word(&answer), "revoked superseded");
            let crls = trust.crls.seen().unwrap();
            assert!(
                crls.iter()
                    .any(|it| matches!(it.origin, Origin::Cache { .. })),
                "{crls:?}"
            );
            let asked = server.asked();
            assert!(asked[before..].iter().all(|it| !it.line.contains("x.crl")));
            // Bytes in the cache are not believed for lying there.
            let file = std::fs::read_dir(scene.folder.join("crl"))
                .unwrap()
                .next()
                .unwrap()
                .unwrap()
                .path();
            let mut bytes = std::fs::read(&file).unwrap();
            let last = bytes.len() - 1;
            bytes[last] ^= 1;
            std::fs::write(&file, bytes).unwrap();
            let (trust, answer) = scene.look();
            assert_eq!(word(&answer), "revoked superseded");
            let crls = trust.crls.seen().unwrap();
            assert!(
                crls.iter()
                    .all(|it| matches!(it.origin, Origin::Network { .. }))
            );
        },
    );
}

#[test]
fn each_failure_has_its_name() {
    isolated("revocation::network::each_failure_has_its_name", || {
        let body = Arc::new(std::sync::Mutex::new(Vec::new()));
        let given = Arc::clone(&body);
        let server = serving(move |asked, stream| {
            let path = asked.line.split(' ').nth(1).unwrap_or_default();
            let whole = given.lock().unwrap().clone();
            match path {
                "/missing.crl" => reply(
                    stream,
                    "404 Not Found",
                    "Content-Type: text/html\r\n",
                    b"<html>",
                ),
                "/forbidden.crl" => reply(
                    stream,
                    "403 Forbidden",
                    "Content-Type: text/html\r\n",
                    b"<html>Blocked by policy",
                ),
                "/portal.crl" => reply(
                    stream,
                    "200 OK",
                    "Content-Type: text/html\r\n",
                    b"<!DOCTYPE html><title>Sign in to the network",
                ),
                "/loop.crl" => reply(stream, "302 Found", "Location: /loop2.crl\r\n", b""),
                "/loop2.crl" => reply(stream, "302 Found", "Location: /loop.crl\r\n", b""),
                "/tls.crl" => reply(
                    stream,
                    "301 Moved Permanently",
                    "Location: https://127.0.0.1/x.crl\r\n",
                    b"",
                ),
                "/moved.crl" => reply(
                    stream,
                    "301 Moved Permanently",
                    "Location: /good.crl\r\n",
                    b"",
                ),
                "/short.crl" => {
                    let _ = write!(
                        stream,
                        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n",
                        whole.len()
                    );
                    let _ = stream.write_all(&whole[..whole.len() / 2]);
                }
                "/cut.crl" => reply(stream, "200 OK", "", &whole[..whole.len() - 9]),
                "/chunks.crl" => {
                    let _ = write!(
                        stream,
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    );
                    for piece in whole.chunks(100) {
                        let _ = write!(stream, "{:x};x=y\r\n", piece.len());
                        let _ = stream
                            .write_all(piece)
                            .and_then(|()| stream.write_all(b"\r\n"));
                    }
                    let _ = stream.write_all(b"0\r\n\r\n");
                }
                "/huge.crl" => {
                    let _ = write!(
                        stream,
                        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n0"
                    );
                }
                "/babble.crl" => {
                    let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n");
                }
                "/error.crl" => reply(stream, "500 Internal Server Error", "", b""),
                "/words.crl" => reply(
                    stream,
                    "200 OK",
                    "Content-Type: text/plain\r\n",
                    b"no such list",
                ),
                "/good.crl" => reply(stream, "200 OK", "", &whole),
                _ => reply(stream, "404 Not Found", "", b""),
            }
        });
        let cases = [
            (
                "/missing.crl",
                Some(FetchProblem::NotFound),
                "the address itself is wrong or broken",
            ),
            (
                "/forbidden.crl",
                Some(FetchProblem::Blocked),
                "Microsoft Entra fetches for itself",
            ),
            (
                "/portal.crl",
                Some(FetchProblem::Blocked),
                "a web page came in its place",
            ),
            (
                "/loop.crl",
                Some(FetchProblem::Redirect),
                "goes round in circles",
            ),
            (
                "/tls.crl",
                Some(FetchProblem::Redirect),
                "which is no http address",
            ),
            (
                "/short.crl",
                Some(FetchProblem::BrokenOff),
                "broke off after",
            ),
            ("/huge.crl", Some(FetchProblem::TooLarge), "larger than the"),
            (
                "/babble.crl",
                Some(FetchProblem::NotHttp),
                "the answer is no HTTP",
            ),
            (
                "/error.crl",
                Some(FetchProblem::Status),
                "HTTP 500 (Internal Server Error)",
            ),
            (
                "/words.crl",
                Some(FetchProblem::NotTheThing),
                "not what was asked for",
            ),
            ("/cut.crl", None, "does not count: not a CRL"),
            ("/moved.crl", None, "does not list it"),
            ("/chunks.crl", None, "does not list it"),
            ("/good.crl", None, "does not list it"),
        ];
        for (path, problem, words) in cases {
            let scene = Scene::new(
                &server.url(path),
                "ldap://127.0.0.1/x",
                "ldap://127.0.0.1/ocsp",
            );
            *body.lock().unwrap() = scene.crl(vec![]).issue();
            let (trust, answer) = scene.look();
            let said = said(&answer);
            assert_eq!(of_crl(&trust, path).problem, problem, "{path}: {said}");
            assert!(said.contains(words), "{path}: {words:?} not in:\n{said}");
            assert!(
                said.contains("ldap://127.0.0.1/ocsp: not asked: ldap addresses are not asked"),
                "{said}"
            );
            let expected = if words == "does not list it" {
                "good"
            } else {
                "unknown"
            };
            assert_eq!(word(&answer), expected, "{path}: {said}");
        }
        let scene = Scene::new(
            "http://127.0.0.1:1/x.crl",
            "ldap://x",
            "http://nowhere.invalid/",
        );
        let (trust, answer) = scene.look();
        assert_eq!(
            of_crl(&trust, "/x.crl").problem,
            Some(FetchProblem::Refused)
        );
        assert_eq!(
            fetches(&trust)[0].problem,
            Some(FetchProblem::NoSuchHost),
            "{}",
            said(&answer)
        );
        let scene = Scene::new("http://192.0.2.1/x.crl", "ldap://x", "ldap://x");
        assert_eq!(
            of_crl(&scene.look().0, "/x.crl").problem,
            Some(FetchProblem::Unreachable)
        );
    });
}

#[test]
fn a_slow_server_and_an_endless_answer_do_not_hold_the_verdict() {
    isolated(
        "revocation::network::a_slow_server_and_an_endless_answer_do_not_hold_the_verdict",
        || {
            let server = serving(move |asked, stream| {
                if asked.line.contains("/silent") {
                    thread::sleep(std::time::Duration::from_secs(30));
                }
                let _ = write!(stream, "HTTP/1.1 200 OK\r\n\r\n0");
                while stream.write_all(b"x").is_ok() {
                    thread::sleep(std::time::Duration::from_millis(20));
                }
            });
            let scene = Scene::new(&server.url("/drip.crl"), "ldap://x", &server.url("/silent"));
            let (trust, answer) = scene.look();
            assert_eq!(word(&answer), "unknown");
            // A server that hangs for this computer may hang for all.
            let said = said(&answer);
            let unclear =
                "whether others, Microsoft Entra among them, suffer too cannot be told from here";
            assert!(said.contains(unclear), "{said}");
            assert!(!said.contains("need not suffer"), "{said}");
            let problems: Vec<_> = fetches(&trust).iter().filter_map(|it| it.problem).collect();
            assert!(
                problems
                    .iter()
                    .filter(|it| **it == FetchProblem::TooSlow)
                    .count()
                    == 2,
                "{problems:?} {said}"
            );
        },
    );
}

#[test]
fn stale_and_foreign_crls_are_told_and_not_kept() {
    isolated(
        "revocation::network::stale_and_foreign_crls_are_told_and_not_kept",
        || {
            let body = Arc::new(std::sync::Mutex::new(Vec::new()));
            let given = Arc::clone(&body);
            let server =
                serving(move |_, stream| reply(stream, "200 OK", "", &given.lock().unwrap()));
            let scene = Scene::new(&server.url("/x.crl"), "ldap://x", "ldap://x");
            let mut stale = scene.crl(vec![]);
            stale.this_update = scene.now - Duration::days(9);
            stale.next_update = Some(scene.now - Duration::days(2));
            let mut wrong = scene.crl(vec![]);
            wrong.signer = Signer::EmailCa;
            for (it, words) in [
                (stale, "stale: a newer one was due on"),
                (wrong, "not by its issuer's key"),
            ] {
                *body.lock().unwrap() = it.issue();
                let (_, answer) = scene.look();
                assert_eq!(word(&answer), "unknown");
                assert!(said(&answer).contains(words), "{}", said(&answer));
                assert!(!scene.folder.exists(), "nothing of it is kept");
            }
        },
    );
}

#[test]
fn a_proxy_is_asked_and_told() {
    isolated("revocation::network::a_proxy_is_asked_and_told", || {
        let body = Arc::new(std::sync::Mutex::new((Vec::new(), "200 OK")));
        let given = Arc::clone(&body);
        let proxy = serving(move |_, stream| {
            let (bytes, status) = given.lock().unwrap().clone();
            reply(
                stream,
                status,
                "Proxy-Authenticate: Basic realm=x\r\n",
                &bytes,
            );
        });
        // Nobody but the proxy knows the name.
        let mut scene = Scene::new("http://crl.nowhere.invalid/x.crl", "ldap://x", "ldap://x");
        let port = proxy.port;
        scene.sources.proxies = Proxies::new(|name| {
            (name == "http_proxy").then(|| format!("http://me:secret@127.0.0.1:{port}/"))
        });
        body.lock().unwrap().0 = scene.crl(vec![]).issue();
        let (trust, answer) = scene.look();
        assert_eq!(word(&answer), "good", "{}", said(&answer));
        let mut asked = proxy.asked();
        asked.retain(|it| it.line.contains("crl.nowhere.invalid"));
        assert_eq!(
            asked[0].line,
            "GET http://crl.nowhere.invalid/x.crl HTTP/1.1"
        );
        assert!(
            asked[0].head.contains("Host: crl.nowhere.invalid\r\n"),
            "{}",
            asked[0].head
        );
        assert!(
            asked[0]
                .head
                .contains("Proxy-Authorization: Basic bWU6c2VjcmV0")
        );
        let text = serde_json::to_string(&trust).unwrap();
        assert!(text.contains(&format!("127.0.0.1:{port}")) && !text.contains("secret"));
        let _ = std::fs::remove_dir_all(&scene.folder);
        *body.lock().unwrap() = (Vec::new(), "407 Proxy Authentication Required");
        let (trust, answer) = scene.look();
        assert_eq!(of_crl(&trust, "/x.crl").problem, Some(FetchProblem::Proxy));
        assert!(
            said(&answer).contains("it wants a user name and a password"),
            "{}",
            said(&answer)
        );
        scene.sources.proxies =
            Proxies::new(|name| (name == "http_proxy").then(|| "http://127.0.0.1:1/".to_owned()));
        let (trust, answer) = scene.look();
        assert_eq!(
            of_crl(&trust, "/x.crl").problem,
            Some(FetchProblem::Proxy),
            "{}",
            said(&answer)
        );
    });
}

#[test]
fn a_missing_issuer_is_fetched() {
    isolated("revocation::network::a_missing_issuer_is_fetched", || {
        let given = Arc::new(std::sync::Mutex::new((Vec::new(), Vec::new())));
        let held = Arc::clone(&given);
        let server = serving(move |asked, stream| {
            let (issuer, answer) = held.lock().unwrap().clone();
            match asked.line.as_str() {
                "GET /ca.cer HTTP/1.1" => reply(stream, "200 OK", "", &issuer),
                _ => reply(stream, "200 OK", "", &answer),
            }
        });
        let mut scene = Scene::new("", &server.url("/ca.cer"), &server.url("/ocsp"));
        scene.issuer = false;
        let answer = scene.ocsp(ocsp::Status::Good).issue();
        *given.lock().unwrap() = (scene.hierarchy.id_ca_der.clone(), answer.clone());
        let (trust, judged) = scene.look();
        assert_eq!(word(&judged), "good", "{}", said(&judged));
        let fetched = fetches(&trust)[0].outcome.seen().unwrap();
        assert_eq!(fetched.certificates[0].0, scene.hierarchy.id_ca_der);
    });
}

#[test]
fn offline_leaves_the_network_alone() {
    isolated(
        "revocation::network::offline_leaves_the_network_alone",
        || {
            let server = serving(|_, stream| reply(stream, "404 Not Found", "", b""));
            let mut scene = Scene::new(
                &server.url("/x.crl"),
                &server.url("/ca.cer"),
                "http://name.invalid/",
            );
            scene.issuer = false;
            scene.sources.offline = Some("--offline".to_owned());
            let (trust, before) = (Trust::default(), sockets());
            drop(trust);
            let mut pool = Pool::new();
            let mut trust = Trust::default();
            let deadline = Deadline::after(std::time::Duration::from_secs(20));
            look(
                &mut trust,
                &[Arc::clone(&scene.leaf)],
                &mut pool,
                &scene.sources,
                scene.now,
                deadline,
            );
            assert_eq!(sockets(), before, "a socket was opened");
            assert!(server.asked().is_empty());
            assert_eq!(trust.fetches, Observed::unasked("--offline"));
            // Without --offline, and with a certificate, the same counters move.
            scene.sources.offline = None;
            look(
                &mut trust,
                &[Arc::clone(&scene.leaf)],
                &mut pool,
                &scene.sources,
                scene.now,
                deadline,
            );
            assert_ne!(sockets(), before);
            // Nothing to ask about: nothing is asked.
            let before = sockets();
            look(
                &mut trust,
                &[],
                &mut pool,
                &scene.sources,
                scene.now,
                deadline,
            );
            assert_eq!(sockets(), before);
        },
    );
}

/// What this network of its own has seen: connections opened, datagrams sent.
fn sockets() -> Vec<String> {
    let text = std::fs::read_to_string("/proc/net/snmp").unwrap();
    text.lines()
        .filter(|it| it.starts_with("Tcp:") || it.starts_with("Udp:") || it.starts_with("Ip:"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn openssls_responder_is_understood() {
    isolated(
        "revocation::network::openssls_responder_is_understood",
        || {
            let port = {
                let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
                free.local_addr().unwrap().port()
            };
            let url = format!("http://127.0.0.1:{port}/");
            let scene = Scene::new("", "ldap://x", &url);
            let folder = scene.folder.join("openssl");
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("ca.cer"), &scene.hierarchy.id_ca_der).unwrap();
            std::fs::write(
                folder.join("key.pk8"),
                include_bytes!("../../../src/sim/keys/id-ca.pk8"),
            )
            .unwrap();
            let run = |args: &[&str]| {
                let out = std::process::Command::new("openssl")
                    .args(args)
                    .current_dir(&folder)
                    .output();
                let out = out.expect("openssl can be started: run tests/run");
                assert!(
                    out.status.success(),
                    "{}",
                    String::from_utf8_lossy(&out.stderr)
                );
            };
            run(&["x509", "-inform", "DER", "-in", "ca.cer", "-out", "ca.pem"]);
            run(&[
                "pkey", "-inform", "DER", "-in", "key.pk8", "-out", "key.pem",
            ]);
            let serial = scene.leaf.serial.hex();
            let day = |it: OffsetDateTime| String::from_utf8(der::time(it)[2..].to_vec()).unwrap();
            let until = day(scene.now + Duration::days(99));
            let gone = day(scene.now - Duration::days(2));
            for (line, wanted) in [
                (format!("V\t{until}\t\t{serial}\tunknown\t/CN=x\n"), "good"),
                (
                    format!("R\t{until}\t{gone},keyCompromise\t{serial}\tunknown\t/CN=x\n"),
                    "revoked keyCompromise",
                ),
                (String::new(), "unknown"),
            ] {
                std::fs::write(folder.join("index.txt"), line).unwrap();
                let mut responder = std::process::Command::new("openssl")
                    .args([
                        "ocsp",
                        "-index",
                        "index.txt",
                        "-port",
                        &port.to_string(),
                        "-rsigner",
                        "ca.pem",
                        "-rkey",
                        "key.pem",
                    ])
                    .args(["-CA", "ca.pem", "-nmin", "60", "-nrequest", "1"])
                    .current_dir(&folder)
                    .stdout(std::process::Stdio::null())
                    .stderr(std::process::Stdio::null())
                    .spawn()
                    .unwrap();
                let listening = || {
                    let wanted = format!(":{port:04X} 00000000:0000 0A");
                    let wanted6 = format!(":{port:04X} 00000000000000000000000000000000:0000 0A");
                    let tcp = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
                    let tcp6 = std::fs::read_to_string("/proc/net/tcp6").unwrap_or_default();
                    tcp.contains(&wanted) || tcp6.contains(&wanted6)
                };
                let started = Instant::now();
                while !listening() {
                    assert!(
                        started.elapsed().as_secs() < 20,
                        "openssl ocsp does not listen"
                    );
                    thread::sleep(std::time::Duration::from_millis(10));
                }
                let (_, answer) = scene.look();
                assert_eq!(word(&answer), wanted, "{}", said(&answer));
                assert!(
                    !said(&answer).contains("nonce"),
                    "it repeats the nonce: {}",
                    said(&answer)
                );
                let _ = responder.kill();
                responder.wait().unwrap();
            }
        },
    );
}

//! The HTML report in Chromium: nothing sticks out on a phone, at a desk or on paper, and nothing is asked of a network.
use crate::folder::Folder;
use crate::{doctor, run, world};
use serde_json::Value;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};

/// A small phone, a phone, A4 at 96 dots an inch, a desk.
const WIDTHS: [u32; 4] = [320, 390, 794, 1280];

/// Chromium without its own talk to the network.
fn chromium(folder: &Folder) -> Command {
    let mut out = Command::new("chromium");
    out.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
    ]);
    out.arg(format!("--user-data-dir={}", folder.path("profile")));
    out
}

/// Reports that look different: everything well, everything told, nothing to reach, hostile and endless names.
fn pages(folder: &Folder) -> Vec<(&'static str, String)> {
    let of = |args: &[&str]| {
        let it = doctor(&[args, &["--format", "html"]].concat());
        String::from_utf8(it.stdout).unwrap()
    };
    let locked = world("pin-locked");
    let told = [
        "--symptom",
        "53003",
        "--method",
        "cac",
        "--network",
        "home",
        "--hand-over",
    ];
    let long = folder.path("long.json");
    let text = fs::read_to_string(&locked).unwrap();
    let text = text
        .replace("SCM Microsystems Inc.", &"M".repeat(300))
        .replace("\"jane\"", &format!("\"{}\"", "田中 <b>&amp;".repeat(30)));
    fs::write(&long, text).unwrap();
    vec![
        ("healthy", of(&["--from", &world("healthy")])),
        (
            "told",
            of(&[&["check", "--from", &locked][..], &told].concat()),
        ),
        ("no service", of(&["--from", &world("no-service")])),
        ("two readers", of(&["--from", &world("two-readers")])),
        ("hostile", of(&["--from", &world("hostile-reader-name")])),
        ("expired", of(&["--from", &world("expired-certificate")])),
        ("long", of(&["--from", &long])),
        ("readers", of(&["readers", "--from", &long])),
        ("certs", of(&["certs", "--from", &long])),
    ]
}

/// A page that shows another one at every width, as it is, and says what sticks out of it.
fn measuring(page: &str) -> String {
    let inside = page.replace('&', "&amp;").replace('"', "&quot;");
    let frames: String = WIDTHS
        .iter()
        .map(|it| {
            format!("<iframe width={it} height=900 frameborder=0 srcdoc=\"{inside}\"></iframe>")
        })
        .collect();
    let script = "
        const told = [...document.querySelectorAll('iframe')].map(frame => {
            const page = frame.contentDocument, width = frame.contentWindow.innerWidth;
            const out = [...page.querySelectorAll('body *')].filter(it => {
                const box = it.getBoundingClientRect();
                return box.width > 0 && box.right > width + 1;
            }).map(it => `${it.tagName}: ${it.textContent.slice(0, 60)}`);
            return { width, wide: page.documentElement.scrollWidth, out: out.slice(0, 5) };
        });
        document.body.setAttribute('data-told', encodeURIComponent(JSON.stringify(told)));";
    format!(
        "<!DOCTYPE html><meta charset=utf-8><body>{frames}<script>onload = () => {{{script}}}</script></body>"
    )
}

fn decoded(percent: &str) -> String {
    let mut out = Vec::new();
    let mut rest = percent.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        match (first, more) {
            (b'%', [a, b, more @ ..]) => {
                let digits = [*a, *b];
                let digits = std::str::from_utf8(&digits).unwrap();
                out.push(u8::from_str_radix(digits, 16).unwrap());
                rest = more;
            }
            _ => {
                out.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8(out).unwrap()
}

/// Width of the window, of what is in it, and what sticks out, for each of [`WIDTHS`].
fn measure(folder: &Folder, page: &str) -> Vec<Value> {
    let file = folder.path("measuring.html");
    fs::write(&file, measuring(page)).unwrap();
    let it = run(chromium(folder)
        .arg("--dump-dom")
        .arg(format!("file://{file}")));
    let dom = String::from_utf8_lossy(&it.stdout);
    let told = dom
        .split_once("data-told=\"")
        .unwrap_or_else(|| panic!("no measure: {}", String::from_utf8_lossy(&it.stderr)))
        .1;
    let told = decoded(told.split_once('"').unwrap().0);
    serde_json::from_str(&told).unwrap()
}

#[test]
fn nothing_sticks_out_at_any_width() {
    let folder = Folder::new("widths");
    for (name, page) in pages(&folder) {
        let told = measure(&folder, &page);
        assert_eq!(told.len(), WIDTHS.len());
        for (told, width) in told.iter().zip(WIDTHS) {
            assert_eq!(told["width"], width, "{name}");
            assert_eq!(told["out"], serde_json::json!([]), "{name} at {width}");
            assert!(
                told["wide"].as_u64().unwrap() <= u64::from(width),
                "{name}: {told}"
            );
        }
    }
    // The measure sees what it is to see.
    let wide = format!("<body><nobr>{}</nobr></body>", "wide ".repeat(200));
    for told in measure(&folder, &wide) {
        assert_ne!(told["out"], serde_json::json!([]), "{told}");
        assert!(told["wide"].as_u64() > told["width"].as_u64(), "{told}");
    }
}

#[test]
fn paper_has_everything() {
    let folder = Folder::new("paper");
    for (name, page) in pages(&folder) {
        let file = folder.path("page.html");
        let pdf = folder.path("page.pdf");
        fs::write(&file, &page).unwrap();
        run(chromium(&folder)
            .arg(format!("--print-to-pdf={pdf}"))
            .arg(format!("file://{file}")));
        let text = run(Command::new("pdftotext").args(["-layout", &pdf, "-"]));
        let text = String::from_utf8_lossy(&text.stdout).into_owned();
        let words: Vec<&str> = text.split_whitespace().collect();
        let text = words.join(" ");
        for part in ["Verdict:", "The way of the signal", "End of report"] {
            assert!(text.contains(part), "{name}: no {part:?} in {text}");
        }
        if page.contains("<details") {
            // What can be folded away on a screen.
            assert!(text.contains("Evidence and sources"), "{name}");
            assert!(
                text.contains("/readers/") || text.contains("/service/"),
                "{name}"
            );
        }
        let pages = run(Command::new("pdfinfo").arg(&pdf));
        let pages = String::from_utf8_lossy(&pages.stdout).into_owned();
        let pages = pages.lines().find_map(|it| it.strip_prefix("Pages:"));
        let pages: u32 = pages.unwrap().trim().parse().unwrap();
        assert!(pages <= 12, "{name}: {pages} pages");
    }
}

/// A proxy that answers every address with one page and remembers what it was asked for.
struct Proxy {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn start(page: String) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (page, heard) = (page.clone(), Arc::clone(&heard));
                std::thread::spawn(move || answer(stream, &page, &heard));
            }
        });
        Proxy { port, asked }
    }

    /// What was asked for, but for what Chromium wants of its maker.
    fn asked(&self) -> Vec<String> {
        let own = ["google.com", "googleapis.com", "gvt1.com", "gstatic.com"];
        let all = self.asked.lock().unwrap();
        let all = all
            .iter()
            .filter(|it| !own.iter().any(|own| it.contains(own)));
        all.cloned().collect()
    }
}

fn answer(stream: TcpStream, page: &str, heard: &Mutex<Vec<String>>) {
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let Some(request) = lines.next() else { return };
    let target = request.split(' ').take(2).collect::<Vec<_>>().join(" ");
    heard.lock().unwrap().push(target);
    while lines.next().is_some_and(|it| !it.is_empty()) {}
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n";
    let length = page.len();
    let _ = write!(&stream, "{head}Content-Length: {length}\r\n\r\n{page}");
}

fn asked_for(folder: &Folder, page: &str) -> Vec<String> {
    let proxy = Proxy::start(page.to_owned());
    let it = run(chromium(folder)
        .arg(format!("--proxy-server=http://127.0.0.1:{}", proxy.port))
        .arg("--virtual-time-budget=3000")
        .args(["--dump-dom", "http://report.test/"]));
    assert!(it.status.success());
    proxy.asked()
}

#[test]
fn nothing_is_asked_of_a_network() {
    let folder = Folder::new("network");
    for (name, page) in pages(&folder) {
        // Also with what a browser fetches of its own accord left to it: a page without an icon makes it ask for one.
        let asked = asked_for(&folder, &page);
        let page_only = |it: &&String| !it.ends_with("/favicon.ico");
        let asked: Vec<&String> = asked.iter().filter(page_only).collect();
        assert_eq!(asked, ["GET http://report.test/"], "{name}");
    }
    // The proxy hears what a page asks for: an image, a style sheet, a font of another host.
    let loud = "<html><head><title>x</title></head><body><img src=http://elsewhere.test/a.png></body></html>";
    let asked = asked_for(&folder, loud);
    assert!(
        asked
            .iter()
            .any(|it| it == "GET http://elsewhere.test/a.png"),
        "{asked:?}"
    );
}

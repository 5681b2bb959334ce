use super::body::Incoming;
use super::connect::{connect, hurry, timed_out};
use super::{HttpError, Proxies, Url};
use crate::probe::Deadline;
use std::io::Write as _;
use std::net::TcpStream;
use std::time::Instant;

/// A question to a server.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub url: &'a Url,
    pub method: Method<'a>,
    /// Most bytes of the answer's body.
    pub limit: u64,
    pub deadline: Deadline,
}

#[derive(Clone, Copy, Debug)]
pub enum Method<'a> {
    Get,
    Post {
        content_type: &'a str,
        body: &'a [u8],
    },
}

/// A success (2xx) and its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub content_type: Option<String>,
    pub body: Vec<u8>,
    /// Where redirects led.
    pub redirected_to: Option<Url>,
}

/// Redirects followed: one from a name to a mirror is usual, more than a few are a loop.
const REDIRECTS: usize = 4;
/// Bytes of a status line with headers.
const HEAD: usize = 32 * 1024;
const HEADERS: usize = 96;
/// Text of a header kept as a fact.
const KEPT: usize = 120;

/// Asks, through a proxy where one is set, and follows redirects. `proxy` gets the proxy that was asked, `host:port`.
///
/// # Errors
/// [`HttpError`]: everything but a 2xx answer that is no web page.
pub fn fetch(
    request: &Request<'_>,
    proxies: &Proxies,
    proxy: &mut Option<String>,
) -> Result<Reply, HttpError> {
    let mut url = request.url.clone();
    for _ in 0..=REDIRECTS {
        let head = match once(&url, request, proxies, proxy)? {
            Once::Reply(mut reply) => {
                reply.redirected_to = (url != *request.url).then_some(url);
                return Ok(reply);
            }
            Once::Redirect(to) => to,
        };
        let to = url.join(&head).map_err(|_| HttpError::Redirect {
            to: shown(&head),
            because: "which is no http address",
        })?;
        if to == url {
            break;
        }
        url = to;
    }
    Err(HttpError::Redirect {
        to: shown(&url.to_string()),
        because: "and goes round in circles",
    })
}

enum Once {
    Reply(Reply),
    Redirect(String),
}

fn once(
    url: &Url,
    request: &Request<'_>,
    proxies: &Proxies,
    proxy: &mut Option<String>,
) -> Result<Once, HttpError> {
    let started = Instant::now();
    let through = proxies.of(url)?;
    *proxy = through
        .as_ref()
        .map(|it| format!("{}:{}", it.host, it.port));
    let stream = match &through {
        Some(it) => connect(&it.host, it.port, request.deadline).map_err(|error| {
            HttpError::ProxyConnect {
                proxy: format!("{}:{}", it.host, it.port),
                error: error.to_string(),
            }
        })?,
        None => connect(&url.host, url.port, request.deadline)?,
    };
    let mut incoming = Incoming {
        stream: &stream,
        ahead: Vec::new(),
        deadline: request.deadline,
        started,
        got: 0,
        whole: None,
    };
    let user = through.as_ref().and_then(|it| it.user.as_deref());
    let text = written(url, request.method, through.is_some(), user);
    if let Err(error) = send(&stream, request, &text)
        && timed_out(&error)
    {
        return Err(incoming.slow());
    }
    // A server may answer and close before it has read everything: its answer counts.
    let head = read_head(&mut incoming)?;
    judge(&head, &mut incoming, request, through.is_some())
}

fn send(mut stream: &TcpStream, request: &Request<'_>, text: &str) -> std::io::Result<()> {
    hurry(stream, request.deadline)?;
    let mut all = text.as_bytes().to_vec();
    if let Method::Post { body, .. } = request.method {
        all.extend_from_slice(body);
    }
    stream.write_all(&all)
}

fn written(url: &Url, method: Method<'_>, proxied: bool, user: Option<&str>) -> String {
    let (verb, content) = match method {
        Method::Get => ("GET", String::new()),
        Method::Post { content_type, body } => (
            "POST",
            format!(
                "Content-Type: {content_type}\r\nContent-Length: {}\r\n",
                body.len()
            ),
        ),
    };
    // A proxy gets the whole address (RFC 9112 §3.2.2).
    let target = if proxied {
        url.to_string()
    } else {
        url.path.clone()
    };
    let user = user.map_or(String::new(), |it| {
        format!("Proxy-Authorization: Basic {}\r\n", base64(it.as_bytes()))
    });
    format!(
        "{verb} {target} HTTP/1.1\r\nHost: {}\r\nUser-Agent: cac-doctor/{}\r\nAccept: */*\r\nAccept-Encoding: identity\r\n{user}{content}Connection: close\r\n\r\n",
        url.authority(),
        env!("CARGO_PKG_VERSION"),
    )
}

struct Head {
    status: u16,
    reason: String,
    location: Option<String>,
    content_type: Option<String>,
    chunked: bool,
    encoded: bool,
    /// A proxy's own error page says so.
    of_proxy: bool,
}

fn read_head(incoming: &mut Incoming<'_>) -> Result<Head, HttpError> {
    let wrong = |what: String| HttpError::NotHttp { what };
    loop {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut response = httparse::Response::new(&mut headers);
        match response.parse(&incoming.ahead) {
            Ok(httparse::Status::Complete(size)) => {
                let status = response.code.unwrap_or(0);
                let find = |name: &str| {
                    let found = response
                        .headers
                        .iter()
                        .find(|it| it.name.eq_ignore_ascii_case(name));
                    found
                        .and_then(|it| std::str::from_utf8(it.value).ok())
                        .map(str::trim)
                };
                let head = Head {
                    status,
                    reason: shown(response.reason.unwrap_or_default()),
                    location: find("location").map(str::to_owned),
                    content_type: find("content-type").map(shown),
                    chunked: find("transfer-encoding")
                        .is_some_and(|it| it.to_ascii_lowercase().ends_with("chunked")),
                    encoded: find("content-encoding")
                        .is_some_and(|it| !it.eq_ignore_ascii_case("identity")),
                    of_proxy: ["x-squid-error", "proxy-status", "proxy-authenticate"]
                        .iter()
                        .any(|it| find(it).is_some()),
                };
                incoming.whole = find("content-length").and_then(|it| it.parse().ok());
                if head.chunked {
                    incoming.whole = None;
                }
                incoming.ahead.drain(..size);
                // 100 Continue and its like come before the answer.
                if (100..200).contains(&status) {
                    continue;
                }
                return Ok(head);
            }
            Ok(httparse::Status::Partial) if incoming.ahead.len() < HEAD => {}
            Ok(httparse::Status::Partial) => return Err(wrong("headers without end".to_owned())),
            Err(error) => return Err(wrong(error.to_string())),
        }
        if !incoming.more()? {
            return Err(if incoming.ahead.is_empty() {
                HttpError::BrokenOff {
                    got: 0,
                    whole: None,
                }
            } else {
                wrong("it ends within its headers".to_owned())
            });
        }
    }
}

fn judge(
    head: &Head,
    incoming: &mut Incoming<'_>,
    request: &Request<'_>,
    proxied: bool,
) -> Result<Once, HttpError> {
    match head.status {
        301 | 302 | 303 | 307 | 308 => {
            if let Some(to) = &head.location {
                return Ok(Once::Redirect(to.clone()));
            }
        }
        407 => {
            return Err(HttpError::ProxyRefused {
                status: 407,
                why: "it wants a user name and a password".to_owned(),
            });
        }
        status @ 500..600 if proxied && head.of_proxy => {
            return Err(HttpError::ProxyRefused {
                status,
                why: head.reason.clone(),
            });
        }
        _ => {}
    }
    if !(200..300).contains(&head.status) {
        return Err(HttpError::Status {
            status: head.status,
            why: head.reason.clone(),
        });
    }
    let body = incoming.body(head.chunked, request.limit);
    // Of an endless page only the beginning is needed to know what it is.
    if is_page(head, body.as_deref().unwrap_or(&[])) {
        return Err(HttpError::WebPage {
            status: head.status,
        });
    }
    let body = body?;
    if head.encoded {
        return Err(HttpError::NotHttp {
            what: "it is compressed although that was not asked for".to_owned(),
        });
    }
    Ok(Once::Reply(Reply {
        status: head.status,
        content_type: head.content_type.clone(),
        body,
        redirected_to: None,
    }))
}

/// Whether the answer is a web page: what is asked for here is DER, PEM or PKCS#7, none of which begins with `<`.
fn is_page(head: &Head, body: &[u8]) -> bool {
    let body = body
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(body)
        .trim_ascii_start();
    let says = head
        .content_type
        .as_deref()
        .is_some_and(|it| it.to_ascii_lowercase().starts_with("text/html"));
    body.first() == Some(&b'<') || (says && !matches!(body.first(), Some(0x30 | b'-')))
}

/// A header as a fact: printable, not long.
fn shown(text: &str) -> String {
    text.chars()
        .filter(|it| !it.is_control())
        .take(KEPT)
        .collect()
}

/// RFC 4648 §4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let of = |n: usize| u32::from(group.get(n).copied().unwrap_or(0));
        let bits = of(0) << 16 | of(1) << 8 | of(2);
        for n in 0..4 {
            let index = (bits >> (18 - 6 * n)) & 63;
            let letter = ALPHABET.get(index as usize).copied().unwrap_or(b'=');
            out.push(if n <= group.len() {
                letter as char
            } else {
                '='
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_gets_the_whole_address_and_the_password_in_base64() {
        let url = Url::parse("http://h/x?y").unwrap();
        let text = written(&url, Method::Get, true, Some("Aladdin:open sesame"));
        assert!(
            text.starts_with("GET http://h/x?y HTTP/1.1\r\nHost: h\r\n"),
            "{text}"
        );
        assert!(text.contains("Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
        assert!(written(&url, Method::Get, false, None).starts_with("GET /x?y HTTP/1.1\r\n"));
        assert_eq!(base64(b"a"), "YQ==");
        assert_eq!(base64(b"ab"), "YWI=");
        assert_eq!(base64(b"abc"), "YWJj");
    }
}

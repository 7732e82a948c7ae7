//! Who is answered, and about which address: pure functions of a request's head.
//!
//! A page of another site can make a browser send requests here, and a foreign name can be made to point here. So only
//! known names are answered, and nobody who comes from elsewhere.

use std::net::IpAddr;

use hyper::header::{HOST, ORIGIN};
use hyper::{HeaderMap, Method, StatusCode, Uri};

/// The names that are answered to.
pub(super) struct Guard {
    names: Vec<String>,
    /// Whether any address of the machine will do: the network sees it under addresses that are not known here.
    any_address: bool,
}

/// A request that is not answered, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) text: &'static str,
}

const NAME: Refusal = Refusal {
    status: StatusCode::FORBIDDEN,
    text: "The preview does not answer to this name. If it should, start it with --allow-host NAME.",
};
const ELSEWHERE: Refusal = Refusal {
    status: StatusCode::FORBIDDEN,
    text: "The preview answers its own pages only; this request comes from another site.",
};
const METHOD: Refusal =
    Refusal { status: StatusCode::METHOD_NOT_ALLOWED, text: "The preview only answers GET and HEAD." };
pub(super) const ADDRESS: Refusal = Refusal { status: StatusCode::BAD_REQUEST, text: "This is no address." };

impl Guard {
    /// A guard for a server that listens on `interface`.
    pub(super) fn new(interface: Option<IpAddr>, allowed: &[String]) -> Guard {
        let mut names = vec!["localhost".to_owned()];
        names.extend(allowed.iter().map(|name| host(name).unwrap_or(name).to_ascii_lowercase()));
        Guard { names, any_address: interface.is_some_and(|interface| !interface.is_loopback()) }
    }

    /// The path that is asked for, decoded and without its leading slash.
    pub(super) fn admit(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<String, Refusal> {
        let own = self.own_name(uri, headers)?;
        own_page(own, headers)?;
        if !matches!(*method, Method::GET | Method::HEAD) {
            return Err(METHOD);
        }
        path(uri.path()).ok_or(ADDRESS)
    }

    /// The one `Host` of a request, which must be a name of ours; so must the name in an address that has one.
    fn own_name<'h>(&self, uri: &Uri, headers: &'h HeaderMap) -> Result<&'h str, Refusal> {
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(first), None) = (hosts.next(), hosts.next()) else { return Err(NAME) };
        let first = first.to_str().map_err(|_| NAME)?;
        let named = uri.authority().is_none_or(|authority| self.knows(authority.as_str()));
        if named && self.knows(first) { Ok(first) } else { Err(NAME) }
    }

    fn knows(&self, written: &str) -> bool {
        let Some(host) = host(written) else { return false };
        let known = self.names.iter().any(|name| name.eq_ignore_ascii_case(host));
        known || host.parse::<IpAddr>().is_ok_and(|address| self.any_address || address.is_loopback())
    }
}

/// The name without its port, an IPv6 address without its brackets.
fn host(written: &str) -> Option<&str> {
    let (host, port) = match written.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => written.find(':').map_or((written, ""), |at| written.split_at(at)),
    };
    let port = port.strip_prefix(':').unwrap_or(port);
    (!host.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())).then_some(host)
}

/// A browser says where a request comes from: it must be a page of ours, or somebody following a link.
fn own_page(own: &str, headers: &HeaderMap) -> Result<(), Refusal> {
    for origin in headers.get_all(ORIGIN) {
        let origin = origin.to_str().unwrap_or_default();
        let from = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        if !from.is_some_and(|from| from.eq_ignore_ascii_case(own)) {
            return Err(ELSEWHERE);
        }
    }
    let says = |name: &str, value: &str| headers.get(name).is_some_and(|said| said.as_bytes() == value.as_bytes());
    if says("sec-fetch-site", "cross-site") && !says("sec-fetch-mode", "navigate") {
        return Err(ELSEWHERE);
    }
    Ok(())
}

/// A path from its written form, without its leading slash. Where it leads is for a map of addresses to say.
pub(super) fn path(written: &str) -> Option<String> {
    let path = decode(written.strip_prefix('/')?)?;
    (!path.chars().any(char::is_control)).then_some(path)
}

/// A percent-encoded text; `None` where it is none.
pub(super) fn decode(written: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push((high * 16 + low) as u8);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admit(guard: &Guard, address: &str, headers: &[(&'static str, &str)]) -> Result<String, Refusal> {
        let mut map = HeaderMap::new();
        headers.iter().for_each(|(name, value)| {
            map.append(*name, value.parse().unwrap());
        });
        guard.admit(&Method::GET, &address.parse().unwrap(), &map)
    }

    #[test]
    fn only_own_names_are_answered_to() {
        let guard = Guard::new(None, &["Box.local:80".into()]);
        for good in ["localhost", "LOCALHOST:4477", "127.0.0.1:1", "[::1]:4477", "[::1]", "box.LOCAL", "box.local:9"] {
            assert_eq!(admit(&guard, "/a/", &[("host", good)]), Ok("a/".into()), "{good}");
        }
        for bad in
            ["evil.example", "localhost.evil.example", "192.168.1.5", "0.0.0.0", "", ":80", "a@localhost", "[::1"]
        {
            assert_eq!(admit(&guard, "/", &[("host", bad)]), Err(NAME), "{bad}");
        }
        assert_eq!(admit(&guard, "/", &[]), Err(NAME));
        assert_eq!(admit(&guard, "/", &[("host", "localhost"), ("host", "localhost")]), Err(NAME));
    }

    #[test]
    fn the_network_may_use_addresses_but_not_names() {
        let guard = Guard::new(Some(IpAddr::from([0, 0, 0, 0])), &[]);
        assert!(admit(&guard, "/", &[("host", "192.168.1.5:4477")]).is_ok());
        assert!(admit(&guard, "/", &[("host", "[fe80::1]:4477")]).is_ok());
        assert_eq!(admit(&guard, "/", &[("host", "evil.example")]), Err(NAME));
    }

    #[test]
    fn a_whole_address_names_a_host_too() {
        let guard = Guard::new(None, &[]);
        assert_eq!(admit(&guard, "http://evil.example/", &[("host", "localhost")]), Err(NAME));
        assert_eq!(admit(&guard, "http://localhost/a", &[("host", "localhost")]), Ok("a".into()));
    }

    #[test]
    fn other_sites_are_refused() {
        let guard = Guard::new(None, &[]);
        let own = ("host", "localhost:4477");
        assert!(admit(&guard, "/", &[own, ("origin", "http://localhost:4477")]).is_ok());
        for origin in ["http://localhost:3000", "http://evil.example", "null", "ftp://localhost:4477", ""] {
            assert_eq!(admit(&guard, "/", &[own, ("origin", origin)]), Err(ELSEWHERE), "{origin}");
        }
        let site = ("sec-fetch-site", "cross-site");
        assert_eq!(admit(&guard, "/", &[own, site, ("sec-fetch-mode", "no-cors")]), Err(ELSEWHERE));
        assert_eq!(admit(&guard, "/", &[own, site]), Err(ELSEWHERE));
        assert!(admit(&guard, "/", &[own, site, ("sec-fetch-mode", "navigate")]).is_ok());
    }

    #[test]
    fn only_reading_is_possible() {
        let headers = [(HOST, "localhost".parse().unwrap())].into_iter().collect();
        for method in [Method::POST, Method::OPTIONS, Method::DELETE] {
            assert_eq!(Guard::new(None, &[]).admit(&method, &"/".parse().unwrap(), &headers), Err(METHOD));
        }
    }

    #[test]
    fn paths_are_decoded_once() {
        assert_eq!(path("/people/z%C3%BCrich/"), Some("people/zürich/".into()));
        assert_eq!(path("/%252e%252e/a+b"), Some("%2e%2e/a+b".into()));
        for bad in ["/a%00", "/a%0a", "/a%7f", "/a%", "/a%2", "/a%zz", "/a%+1", "/a%ff", "*", ""] {
            assert_eq!(path(bad), None, "{bad}");
        }
    }
}

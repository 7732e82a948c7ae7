//! From a request to an answer.

use std::convert::Infallible;
use std::fs::{File, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::Arc;

use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ACCEPT_RANGES, ALLOW, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName,
    IF_NONE_MATCH, IF_RANGE, LOCATION, RANGE,
};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use tokio::sync::{Semaphore, watch};

use crate::pages::cx;
use crate::render;

use super::body::{Body, nothing, of_file, reply, set};
use super::guard::{self, Guard, Refusal};
use super::moment::{Found, Moment, Rendered, etag};
use super::range::{Wanted, wanted};
use super::watch::Hints;
use super::{events, media};

/// Everything a request is answered with.
pub(super) struct Served {
    pub(super) guard: Guard,
    pub(super) moments: watch::Receiver<Arc<Moment>>,
    pub(super) hints: Hints,
    /// How many more tabs can be told of changes. They must never take all connections.
    pub(super) streams: Arc<Semaphore>,
}

/// Where the preview's own addresses begin.
const OWN: &str = "_instep/";

/// What every answer says. Nobody else may read it or put it in a frame, and a browser asks again each time.
const ALWAYS: &[(&str, &str)] = &[
    ("cache-control", "no-cache"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "same-origin"),
    // Pages carry the rest of their policy themselves.
    ("content-security-policy", "frame-ancestors 'self'"),
];

/// Answers a request.
pub(super) async fn answer(request: Request<Incoming>, served: Arc<Served>) -> Result<Response<Body>, Infallible> {
    let mut response = match served.guard.admit(request.method(), request.uri(), request.headers()) {
        Ok(path) => found(&path, &request, &served).await,
        Err(refusal) => refused(&refusal),
    };
    for (name, value) in ALWAYS {
        if !response.headers().contains_key(*name) {
            set(&mut response, HeaderName::from_static(name), value);
        }
    }
    if request.method() == Method::HEAD {
        *response.body_mut() = Body::Left(Default::default());
    }
    Ok(response)
}

fn refused(refusal: &Refusal) -> Response<Body> {
    let mut response = reply(refusal.status, media::TEXT, format!("{}\n", refusal.text));
    if refusal.status == StatusCode::METHOD_NOT_ALLOWED {
        set(&mut response, ALLOW, "GET, HEAD");
    }
    response
}

async fn found(path: &str, request: &Request<Incoming>, served: &Served) -> Response<Body> {
    let headers = request.headers();
    if let Some(own) = path.strip_prefix(OWN) {
        match own {
            "events" => return told(request, served),
            "preview.js" | "preview.css" => {
                let bytes = render::built_in(&format!("preview/{own}")).unwrap_or_default();
                return file(path, Bytes::from_static(bytes), headers);
            }
            _ => {}
        }
    }
    let moment = served.moments.borrow().clone();
    match moment.find(path) {
        Found::Page(url) => {
            served.hints.asked();
            page(work(move || moment.page(&url)).await, headers)
        }
        Found::Missing => {
            // It may be there, and nobody has told.
            served.hints.asked();
            missing(moment, path, headers).await
        }
        Found::Moved(to) => moved(&to, request.uri().query()),
        Found::File(bytes) => file(path, Bytes::from_owner(bytes), headers),
        Found::Asset(own) => match opened(moment.clone(), own).await {
            Some((file, about)) => asset(path, file, &about, request),
            None => missing(moment, path, headers).await,
        },
    }
}

fn told(request: &Request<Incoming>, served: &Served) -> Response<Body> {
    let Some(tab) = events::Tab::of(request.uri().query().unwrap_or_default()) else { return refused(&guard::ADDRESS) };
    match served.streams.clone().try_acquire_owned() {
        Ok(place) => events::stream(tab, served.moments.clone(), place),
        Err(_) => reply(StatusCode::SERVICE_UNAVAILABLE, media::TEXT, "Too many tabs are open.\n"),
    }
}

/// Does what takes a while on a thread of its own, where it holds nobody up: neither other requests nor the next moment.
/// `None` if it panics, which must not end the server.
pub(super) async fn work<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(job).await.ok()
}

async fn missing(moment: Arc<Moment>, path: &str, headers: &HeaderMap) -> Response<Body> {
    let path = path.to_owned();
    page(work(move || moment.missing(&path)).await, headers)
}

fn page(rendered: Option<Arc<Rendered>>, headers: &HeaderMap) -> Response<Body> {
    let Some(rendered) = rendered else {
        return reply(StatusCode::INTERNAL_SERVER_ERROR, media::TEXT, "This page cannot be shown.\n");
    };
    let status = StatusCode::from_u16(rendered.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    tagged(&rendered.etag, headers, status, || reply(status, media::HTML, Bytes::from_owner(rendered.bytes.clone())))
}

fn file(path: &str, bytes: Bytes, headers: &HeaderMap) -> Response<Body> {
    let etag = etag(&[&bytes]);
    tagged(&etag, headers, StatusCode::OK, || reply(StatusCode::OK, media::of(path), bytes))
}

/// An answer with its tag, or only the news that nothing is new.
fn tagged(
    etag: &str,
    headers: &HeaderMap,
    status: StatusCode,
    whole: impl FnOnce() -> Response<Body>,
) -> Response<Body> {
    let etag = format!("\"{etag}\"");
    let known = status == StatusCode::OK && knows(headers, &etag);
    let mut response = if known { nothing(StatusCode::NOT_MODIFIED) } else { whole() };
    set(&mut response, ETAG, &etag);
    response
}

/// Whether the browser has what the tag stands for: `If-None-Match` is a list of tags, or a star.
fn knows(headers: &HeaderMap, etag: &str) -> bool {
    let lists = headers.get_all(IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
    let mut tags = lists.flat_map(|list| list.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

/// To the same host, whatever its name is from there.
fn moved(to: &str, query: Option<&str>) -> Response<Body> {
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    let mut response = reply(StatusCode::PERMANENT_REDIRECT, media::TEXT, "");
    set(&mut response, LOCATION, &format!("{}{query}", cx::encode(to)));
    response
}

async fn opened(moment: Arc<Moment>, path: PathBuf) -> Option<(File, Metadata)> {
    let opening = tokio::task::spawn_blocking(move || {
        let file = moment.open(&path)?;
        let about = file.metadata()?;
        std::io::Result::Ok((file, about))
    });
    opening.await.ok()?.ok()
}

/// A file of the site, or a part of it, read while it is sent.
fn asset(path: &str, file: File, about: &Metadata, request: &Request<Incoming>) -> Response<Body> {
    let headers = request.headers();
    let etag = format!(
        "{:x}-{:x}.{:x}-{:x}.{:x}-{:x}",
        about.len(),
        about.mtime(),
        about.mtime_nsec(),
        about.ctime(),
        about.ctime_nsec(),
        about.ino()
    );
    let part = part(request, &format!("\"{etag}\""), about.len());
    let kind = media::of(path);
    let mut response =
        tagged(&etag, headers, StatusCode::OK, || sent(file, about.len(), part, request.method() == Method::HEAD));
    if response.status() != StatusCode::NOT_MODIFIED {
        set(&mut response, CONTENT_TYPE, kind);
    }
    // A picture or document from elsewhere may hold scripts. Opened by itself, it is nobody here.
    if media::is_active(kind) {
        set(&mut response, CONTENT_SECURITY_POLICY, "sandbox; frame-ancestors 'self'");
    }
    set(&mut response, ACCEPT_RANGES, "bytes");
    response
}

/// The part that is asked for, if it is one of the file as it is now.
fn part(request: &Request<Incoming>, etag: &str, length: u64) -> Wanted {
    let header = |name: HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    let same = header(IF_RANGE).is_none_or(|known| known == etag);
    match header(RANGE) {
        Some(range) if same && request.method() == Method::GET => wanted(range, length),
        _ => Wanted::Whole,
    }
}

fn sent(mut file: File, length: u64, part: Wanted, head: bool) -> Response<Body> {
    use std::io::Seek;
    let (status, from, size, range) = match part {
        Wanted::Whole => (StatusCode::OK, 0, length, None),
        Wanted::Part(from, to) => {
            (StatusCode::PARTIAL_CONTENT, from, to - from + 1, Some(format!("bytes {from}-{to}/{length}")))
        }
        Wanted::Outside => (StatusCode::RANGE_NOT_SATISFIABLE, 0, 0, Some(format!("bytes */{length}"))),
    };
    if from > 0 && file.seek(std::io::SeekFrom::Start(from)).is_err() {
        return reply(StatusCode::INTERNAL_SERVER_ERROR, media::TEXT, "This file cannot be read.\n");
    }
    let mut response = nothing(status);
    set(&mut response, CONTENT_LENGTH, &size.to_string());
    if let Some(range) = range {
        set(&mut response, CONTENT_RANGE, &range);
    }
    if size > 0 && !head {
        *response.body_mut() = of_file(file, size);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_tags_are_found_in_any_form() {
        let knows = |list: &str| knows(&[(IF_NONE_MATCH, list.parse().unwrap())].into_iter().collect(), "\"abc\"");
        assert!(knows("\"abc\"") && knows("W/\"abc\"") && knows("\"x\", \"abc\"") && knows("*"));
        assert!(!knows("abc") && !knows("\"abcd\"") && !knows(""));
    }

    #[test]
    fn a_panic_is_an_answer_too() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(work(|| 1)), Some(1));
        assert_eq!(runtime.block_on(work(|| -> u8 { panic!("on purpose") })), None);
    }
}

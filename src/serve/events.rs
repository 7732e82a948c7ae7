//! What open tabs are told: that their page changed, what is wrong with the site, which pictures are new.
//!
//! `GET /_instep/events?page=PATHNAME&etag=ETAG`, both percent-encoded: what the tab shows, and in which form. A tab that
//! was not listening gets what it missed, once, in its newest form.

use std::fmt::Write;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use http_body_util::Either;
use hyper::header::CONTENT_TYPE;
use hyper::{Response, StatusCode};
use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::answer::work;
use super::body::{Body, Sender, nothing, pieces, set};
use super::guard;
use super::moment::{Found, Moment, Rendered};

/// How often something is sent where there is nothing to say, so that a connection that broke is noticed.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// A tab, and what it knows.
pub(super) struct Tab {
    /// The decoded path of the page it shows, without the slash at its beginning.
    path: String,
    etag: String,
    problems: Option<Arc<str>>,
    /// The moment it was told about last.
    seen: Option<u64>,
}

impl Tab {
    /// The tab that a query describes.
    pub(super) fn of(query: &str) -> Option<Tab> {
        let value = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find_map(|(key, value)| (key == name).then(|| guard::decode(value)))
        };
        let path = guard::path(&value("page")??)?;
        let etag = value("etag").flatten().unwrap_or_default();
        Some(Tab { path, etag, problems: None, seen: None })
    }

    /// What to tell it about a moment.
    fn news(&mut self, moment: &Moment, page: Option<&Rendered>) -> String {
        let mut news = String::new();
        if let Some(page) = page.filter(|page| page.etag != self.etag) {
            self.etag.clone_from(&page.etag);
            event(&mut news, "page", &json!({ "etag": page.etag }).to_string());
        }
        if self.problems.as_ref() != Some(moment.problems()) {
            self.problems = Some(moment.problems().clone());
            event(&mut news, "problems", moment.problems());
        }
        // A tab that has just come shows everything as it is.
        let (assets, follow) = moment.since(self.seen.unwrap_or(moment.number));
        self.seen = Some(moment.number);
        if !assets.is_empty() {
            event(&mut news, "asset", &json!({ "paths": assets }).to_string());
        }
        if let Some(url) = follow {
            event(&mut news, "follow", &json!({ "url": url }).to_string());
        }
        news
    }
}

/// JSON is one line, as an event needs it.
fn event(out: &mut String, name: &str, json: &str) {
    // A text takes whatever is written to it.
    let _ = write!(out, "event: {name}\ndata: {json}\n\n");
}

/// Tells a tab everything, until it or the server ends.
pub(super) fn stream(tab: Tab, moments: watch::Receiver<Arc<Moment>>, place: OwnedSemaphorePermit) -> Response<Body> {
    let (sender, body) = pieces();
    tokio::spawn(async move {
        tell(tab, moments, sender).await;
        drop(place);
    });
    let mut response = nothing(StatusCode::OK);
    set(&mut response, CONTENT_TYPE, "text/event-stream");
    *response.body_mut() = body;
    response
}

async fn tell(mut tab: Tab, mut moments: watch::Receiver<Arc<Moment>>, sender: Sender) {
    let mut news = "retry: 500\n\n".to_owned();
    loop {
        let moment = moments.borrow_and_update().clone();
        let page = shown(moment.clone(), tab.path.clone()).await;
        news.push_str(&tab.news(&moment, page.as_deref()));
        if !news.is_empty() && sender.send(Ok(std::mem::take(&mut news).into())).await.is_err() {
            return;
        }
        if !next(&mut moments, &sender).await {
            return;
        }
    }
}

/// The page that is at the address of a tab; `None` where it shows something else, such as a picture.
async fn shown(moment: Arc<Moment>, path: String) -> Option<Arc<Rendered>> {
    let page = work(move || match moment.find(&path) {
        Found::Page(url) => Some(moment.page(&url)),
        Found::Moved(to) => Some(moment.page(&format!("{}index.html", to.trim_start_matches('/')))),
        Found::Missing => Some(moment.missing(&path)),
        Found::File(_) | Found::Asset(_) => None,
    });
    page.await.flatten()
}

/// Waits for the next moment; false when the tab is gone.
async fn next(moments: &mut watch::Receiver<Arc<Moment>>, sender: &Sender) -> bool {
    loop {
        let waited = tokio::time::timeout(HEARTBEAT, moments.changed());
        match first(sender.closed(), waited).await {
            Either::Left(()) => return false,
            Either::Right(Ok(Ok(()))) => return true,
            // There will be no other moment: nobody watches the files.
            Either::Right(Ok(Err(_))) => tokio::time::sleep(HEARTBEAT).await,
            Either::Right(Err(_)) => {}
        }
        if sender.send(Ok(":\n\n".into())).await.is_err() {
            return false;
        }
    }
}

/// Whichever of two comes first.
pub(super) async fn first<A, B>(one: impl Future<Output = A>, other: impl Future<Output = B>) -> Either<A, B> {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(move |cx| match one.as_mut().poll(cx) {
        Poll::Ready(done) => Poll::Ready(Either::Left(done)),
        Poll::Pending => other.as_mut().poll(cx).map(Either::Right),
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Failure;

    fn moment(text: &str, problems: &str) -> Moment {
        let failure = Failure { title: "No".into(), text: text.into(), frames: Vec::new() };
        Moment::new(Err(failure), problems.into(), "", "/".as_ref())
    }

    #[test]
    fn a_tab_is_its_address_and_what_it_shows() {
        let tab = Tab::of("etag=abc&page=%2Fpeople%2Fz%25C3%25BCrich%2F").unwrap();
        assert_eq!((tab.path.as_str(), tab.etag.as_str()), ("people/zürich/", "abc"));
        assert_eq!(Tab::of("page=/").unwrap().path, "");
        assert!(Tab::of("").is_none() && Tab::of("page=x").is_none() && Tab::of("page=%2F%2500").is_none());
    }

    #[test]
    fn a_tab_is_told_what_it_does_not_know() {
        let one = moment("One", "{}");
        let mut tab = Tab::of(&format!("page=/&etag={}", one.page("").etag)).unwrap();
        assert_eq!(tab.news(&one, Some(&one.page(""))), "event: problems\ndata: {}\n\n");
        assert_eq!(tab.news(&one, Some(&one.page(""))), "");
        let failure = Failure { title: "No".into(), text: "Two".into(), frames: Vec::new() };
        let two = one.with_failure(failure, "{}".into()).because(vec!["/x.png".into()], Some("/people/mara/".into()));
        let etag = two.page("").etag.clone();
        let expected = [
            format!("event: page\ndata: {{\"etag\":\"{etag}\"}}\n\n"),
            "event: asset\ndata: {\"paths\":[\"/x.png\"]}\n\n".to_owned(),
            "event: follow\ndata: {\"url\":\"/people/mara/\"}\n\n".to_owned(),
        ];
        assert_eq!(tab.news(&two, Some(&two.page(""))), expected.concat());
    }
}

//! About: how to read this site, what it is made of, and what it was built from.

use serde::Serialize;

use crate::kinds;
use crate::syntax::label;

use super::people::FRESH_DAYS;
use super::topic::Topic;
use super::view::CommitView;
use super::{Cx, View};

pub(super) static TOPIC: Topic = Topic { key: "about", template: "about.html", view, ..Topic::PLAIN };

/// So many of one kind.
#[derive(Serialize)]
struct Made {
    title: String,
    href: Option<String>,
    n: usize,
}

/// How to read the site: what stands on the page and, if the site has one of its own there, under its text.
#[derive(Serialize)]
pub struct Guide {
    made: Vec<Made>,
    commit: Option<CommitView>,
    version: &'static str,
    days: [i32; 3],
}

/// The guide, as seen from a page.
pub fn guide(cx: &Cx) -> Guide {
    let site = cx.site();
    let made = kinds::kinds().into_iter().filter_map(|kind| {
        let n = site.indices().filter(|index| site[*index].kind == kind && site.may_name(*index)).count();
        let list =
            kinds::lists().find(|(name, _)| *name == kind.name).map(|(_, folder)| format!("{folder}/index.html"));
        let url = match kind.name {
            "persona" => Some("index.html".to_owned()),
            "metric" => Some("numbers/index.html".to_owned()),
            _ => list,
        };
        let title = cx.words().or(&format!("list.{}", kind.name), &label::capitalise(kind.name)).to_owned();
        let href = url.filter(|url| cx.pages().at(url).is_some()).map(|url| cx.link(&url));
        (n > 0).then_some(Made { title, href, n })
    });
    Guide { made: made.collect(), commit: cx.pages().commit(), version: env!("CARGO_PKG_VERSION"), days: FRESH_DAYS }
}

/// The guide for the site's own page, if it lies at the guide's address.
pub fn under(cx: &Cx, url: &str) -> Option<Guide> {
    (url == TOPIC.url()).then(|| guide(cx))
}

#[derive(Serialize)]
struct About {
    guide: Guide,
}

fn view(cx: &Cx) -> View {
    Box::new(About { guide: guide(cx) })
}

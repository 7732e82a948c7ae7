//! Numbers: are we keeping our promises?

use serde::Serialize;

use crate::kinds::{Promise, promise};
use crate::site::link::Index;

use super::topic::Topic;
use super::{Cx, View};

pub(super) static TOPIC: Topic = Topic {
    key: "numbers",
    template: "numbers.html",
    present: |site| site.listed("metric").next().is_some(),
    length: |pages| pages.site.listed("metric").count(),
    per_leaf: 60,
    view,
};

/// A number that nobody has counted yet.
#[derive(Serialize)]
struct Uncounted {
    title: String,
    href: String,
}

#[derive(Serialize)]
struct Numbers {
    rows: Vec<Promise>,
    uncounted: Vec<Uncounted>,
    kept: usize,
    promised: usize,
}

fn view(cx: &Cx) -> View {
    let all: Vec<Index> = cx.site().listed("metric").collect();
    // What is promised is counted on the whole site, what is listed on this leaf.
    let verdicts: Vec<bool> = all.iter().filter_map(|index| promise(cx, *index)?.kept()).collect();
    let here = cx.leaf(&all);
    let uncounted = here.iter().filter(|index| crate::kinds::metric_card(cx, **index).is_none());
    Box::new(Numbers {
        kept: verdicts.iter().filter(|kept| **kept).count(),
        promised: verdicts.len(),
        uncounted: uncounted
            .map(|index| Uncounted { title: cx.entity(*index).title.to_string(), href: cx.href(*index) })
            .collect(),
        rows: here.iter().filter_map(|index| promise(cx, *index)).collect(),
    })
}

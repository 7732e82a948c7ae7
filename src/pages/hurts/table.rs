//! The ranking as a table, in leaves: by people, and in other orders.

use serde::Serialize;

use crate::pages::chart::{PieceView, SparkView, pieces};
use crate::pages::heard::Way;
use crate::pages::topic::Topic;
use crate::pages::view::PersonView;
use crate::pages::{Cx, Pages, View, compare};
use crate::site::Site;
use crate::site::evidence::State;

use super::promises::Promised;
use super::{Hurt, decides};

/// How many pains stand on one leaf.
const ROWS: usize = 25;

/// What should we fix first?
pub(in crate::pages) static TOPIC: Topic = Topic {
    key: "hurts",
    template: "hurts.html",
    present: any,
    length: |pages| pages.hurts().len(),
    per_leaf: ROWS,
    view: |cx| table(cx, "people", cx.leaf(&(0..cx.pages().hurts().len()).collect::<Vec<_>>())),
};

/// The same, worst pain first.
pub(in crate::pages) static BY_SEVERITY: Topic = Topic {
    key: "hurts/by-severity",
    present: |site| site.entities().any(|entity| decides(entity).1),
    view: |cx| table(cx, "severity", cx.leaf(&cx.pages().ranking().by_severity)),
    ..TOPIC
};

/// The same, what is heard more often than before first.
pub(in crate::pages) static BY_TREND: Topic =
    Topic { key: "hurts/by-trend", view: |cx| table(cx, "trend", cx.leaf(&cx.pages().ranking().by_trend)), ..TOPIC };

/// The same, person by person.
pub(in crate::pages) static BY_PERSON: Topic =
    Topic { key: "hurts/by-person", length: |pages| pages.ranking().by_person.len(), view: by_person, ..TOPIC };

fn any(site: &Site) -> bool {
    site.entities().any(|entity| decides(entity).0)
}

/// The other orders that a site has.
fn orders(cx: &Cx, current: &'static str) -> Vec<OrderView> {
    let topics = [("people", &TOPIC), ("severity", &BY_SEVERITY), ("trend", &BY_TREND), ("person", &BY_PERSON)];
    let present = topics.into_iter().filter_map(|(key, topic)| Some((key, cx.topic(topic)?)));
    present.map(|(key, href)| OrderView { key, href, current: key == current }).collect()
}

#[derive(Serialize)]
struct OrderView {
    key: &'static str,
    href: String,
    current: bool,
}

#[derive(Serialize)]
struct Row {
    rank: usize,
    title: String,
    href: String,
    stage: String,
    persons: Vec<PersonView>,
    people: usize,
    times: Option<u64>,
    bar: Vec<PieceView>,
    spark: Option<SparkView>,
    state: State,
    severity: &'static str,
    promised: Promised,
    place: String,
}

#[derive(Serialize)]
struct Group {
    person: Option<PersonView>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Hurts {
    order: &'static str,
    orders: Vec<OrderView>,
    ways: Vec<&'static str>,
    total: usize,
    groups: Vec<Group>,
    compare: Option<String>,
}

fn table(cx: &Cx, order: &'static str, ranks: &[usize]) -> View {
    let rows: Vec<Row> = ranks.iter().map(|at| row(cx, *at)).collect();
    let groups = if rows.is_empty() { Vec::new() } else { vec![Group { person: None, rows }] };
    hurts(cx, order, groups)
}

fn by_person(cx: &Cx) -> View {
    let mut groups: Vec<Group> = Vec::new();
    for (person, at) in cx.leaf(&cx.pages().ranking().by_person) {
        let id = &cx.entity(*person).id;
        match groups.last_mut() {
            Some(Group { person: Some(known), rows }) if *known.id == **id => rows.push(row(cx, *at)),
            _ => groups.push(Group { person: Some(cx.person(*person)), rows: vec![row(cx, *at)] }),
        }
    }
    hurts(cx, "person", groups)
}

fn hurts(cx: &Cx, order: &'static str, groups: Vec<Group>) -> View {
    let all = cx.pages().hurts();
    let heard =
        all.iter().map(|hurt| hurt.heard.by_way()).fold([0; 3], |sum, ways| [0, 1, 2].map(|at| sum[at] + ways[at]));
    let ways = Way::ALL.iter().zip(heard).filter(|(_, n)| *n > 0).map(|(way, _)| way.word()).collect();
    Box::new(Hurts {
        order,
        orders: orders(cx, order),
        ways,
        total: all.len(),
        groups,
        compare: cx.topic(&compare::TOPIC),
    })
}

/// The largest number of people behind one pain: the bars of all leaves have one scale.
pub(super) fn most(pages: &Pages) -> usize {
    pages.hurts().first().map_or(1, |hurt| hurt.people.max(1))
}

/// The bar of a pain, by the ways in which it was heard.
pub(super) fn bar(hurt: &Hurt, most: usize) -> Vec<PieceView> {
    let by_way = hurt.heard.by_way();
    pieces(&[0, 1, 2].map(|at| (Way::ALL[at].word(), by_way[at])), most)
}

fn row(cx: &Cx, at: usize) -> Row {
    let ranking = cx.pages().ranking();
    let hurt = &ranking.hurts[at];
    Row {
        rank: at + 1,
        title: hurt.words(cx),
        href: hurt.href(cx),
        place: hurt.place(cx),
        stage: hurt.stage.clone(),
        persons: hurt.persons.iter().map(|person| cx.person(*person)).collect(),
        people: hurt.people,
        times: hurt.times(),
        bar: bar(hurt, most(cx.pages())),
        spark: hurt.spark(cx),
        state: hurt.state,
        severity: hurt.severity,
        promised: ranking.promises.about(cx, hurt),
    }
}

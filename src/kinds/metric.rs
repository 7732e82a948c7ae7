//! Metric: a number over time, with its target and where it comes from.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::fields;
use crate::pages::view::*;
use crate::pages::{Cx, View};
use crate::site::link::Index;
use crate::site::{Entity, Kind};
use crate::syntax::field::{EVIDENCE, Field, Shape};
use crate::syntax::value::Record;

use super::Feature;

pub(super) static FEATURE: Feature = Feature { kind: &KIND, template: "metric.html", view, list: None };

const POINT: &[Field] = &[
    Field::required("period", Shape::Text, "The period, such as 2026-Q3"),
    Field::required("value", Shape::Number(f64::NEG_INFINITY, f64::INFINITY), "The value"),
    Field::new("n", Shape::Whole(0, i64::MAX), "How many were asked"),
    Field::new("from", Shape::Refs(EVIDENCE), "Where it comes from"),
    Field::new("note", Shape::Text, "What to know about it"),
];

pub(super) static KIND: Kind = Kind {
    name: "metric",
    folders: &["metrics", "numbers"],
    files: &["metric"],
    fields: fields![
        Field::new(
            "measure",
            Shape::Choice(&["nps", "csat", "ces", "retention", "ltv", "contact-rate", "number"]),
            "What is measured"
        ),
        Field::new("unit", Shape::Text, "The unit"),
        Field::new("better", Shape::Choice(&["higher", "lower"]), "Which way is better"),
        Field::new("baseline", Shape::Record(POINT), "Where we started"),
        Field::new("target", Shape::Record(POINT), "Where we want to be"),
        Field::new("series", Shape::Records(POINT), "The values over time"),
        Field::new("responses", Shape::Text, "A table of answers beside the file"),
        Field::new("personas", Shape::Refs(&["persona"]), "Whom it is about"),
        Field::new("stage", Shape::Ref(&["journey"]), "The stage it belongs to"),
    ],
    evidence: true,
    url: |site, index| format!("numbers/{}/index.html", site[index].id),
    check,
    archetype: include_str!("archetypes/metric.yaml"),
    ..Kind::PLAIN
};

/// The bounds of a measure: NPS −100 … 100; CSAT, retention and rates in per cent; CES 1 … 7.
fn bounds(measure: &str) -> Option<(f64, f64)> {
    match measure {
        "nps" => Some((-100.0, 100.0)),
        "csat" | "retention" | "contact-rate" => Some((0.0, 100.0)),
        "ces" => Some((1.0, 7.0)),
        _ => None,
    }
}

fn check(entity: &Entity, found: &mut Vec<Diagnostic>) {
    let Some((low, high)) = bounds(entity.record.choice("measure")) else { return };
    let single = ["baseline", "target"].iter().filter_map(|name| entity.record.record(name));
    for point in entity.record.records("series").iter().chain(single) {
        if let Some(crate::syntax::value::Value::Number(value)) = point.get("value")
            && !(low..=high).contains(&value.value)
        {
            let measure = entity.record.choice("measure");
            let message = format!("{} cannot be {measure}: it lies between {low} and {high}", value.value);
            found.push(
                Diagnostic::error("out-of-range", &entity.source.path, value.span, message)
                    .help("correct the value, or write `measure: number` if it is something else"),
            );
        }
    }
}

#[derive(Serialize)]
struct Target {
    period: String,
    value: String,
}

#[derive(Serialize)]
struct Point {
    period: String,
    value: String,
    n: String,
    source: Option<SourceView>,
    share: f64,
}

#[derive(Serialize)]
struct Dot {
    x: f64,
    y: f64,
}

#[derive(Serialize)]
struct Spark {
    width: f64,
    height: f64,
    d: String,
    points: Vec<Dot>,
}

#[derive(Serialize)]
struct Page {
    title: String,
    measure: String,
    unit: String,
    better: &'static str,
    value: String,
    target: Option<Target>,
    baseline: String,
    kept: Option<bool>,
    trend: &'static str,
    goal_share: Option<f64>,
    series: Vec<Point>,
    spark: Option<Spark>,
    facts: Vec<FactView>,
    sections: Vec<SectionView>,
    backlinks: Vec<CardView>,
    tags: Vec<LinkView>,
}

/// The scale that bars are drawn on: the measure's own, or from nothing to the largest value there is.
fn scale(record: &Record) -> (f64, f64) {
    let values = || {
        let target = record.record("target").into_iter();
        record.records("series").iter().chain(target).filter_map(|point| point.number("value"))
    };
    let largest = values().fold(1.0_f64, f64::max) * 1.1;
    let smallest = values().fold(0.0_f64, f64::min);
    match bounds(record.choice("measure")) {
        // Rates seldom come near 100; a bar that is always a stump says nothing.
        Some((low, high)) if record.choice("measure") != "contact-rate" => (low.max(smallest.min(0.0)), high),
        _ => (smallest, largest),
    }
}

fn share(value: f64, (low, high): (f64, f64)) -> f64 {
    let range = (high - low).max(f64::EPSILON);
    ((value - low) / range * 1000.0).round().clamp(0.0, 1000.0) / 10.0
}

/// The metric in short; `None` while nobody has counted.
pub fn card(cx: &Cx, index: Index) -> Option<MetricView> {
    let entity = cx.entity(index);
    let record = &entity.record;
    let value = record.records("series").last()?.number("value")?;
    let scale = scale(record);
    let target = record.record("target").and_then(|target| target.number("value"));
    Some(MetricView {
        title: entity.title.to_string(),
        href: cx.href(index),
        value: cx.words().number(value),
        unit: unit(record),
        target: target.map(|value| cx.words().number(value)),
        share: share(value, scale),
        goal_share: target.map(|target| share(target, scale)),
        better: record.choice("better"),
    })
}

/// A promise in full, for the table of all numbers.
#[derive(Serialize)]
pub struct Promise {
    /// The number as it is now.
    metric: MetricView,
    /// When it was counted.
    period: String,
    /// How many were asked.
    n: String,
    /// What is counted.
    measure: String,
    /// Until when the goal is to be reached.
    by: String,
    /// Whether the goal is reached; nothing, where there is none.
    kept: Option<bool>,
    /// `better`, `worse` or `steady` than the time before; empty, if there is no time before.
    trend: &'static str,
    /// The values over time, as a small line.
    spark: Option<Spark>,
    /// Where it was written, in the preview only.
    place: String,
}

impl Promise {
    /// Whether the goal is reached; nothing, where there is none.
    pub fn kept(&self) -> Option<bool> {
        self.kept
    }
}

/// A metric as a promise; `None` while nobody has counted.
pub fn promise(cx: &Cx, index: Index) -> Option<Promise> {
    let metric = card(cx, index)?;
    let entity = cx.entity(index);
    let record = &entity.record;
    let series = record.records("series");
    let last = series.last()?;
    let values: Vec<f64> = series.iter().filter_map(|point| point.number("value")).collect();
    let target = record.record("target");
    let goal = target.and_then(|target| target.number("value"));
    Some(Promise {
        period: last.str("period").to_owned(),
        n: last.number("n").map(|value| cx.words().number(value)).unwrap_or_default(),
        measure: measure(cx, record),
        by: target.map(|target| target.str("period").to_owned()).unwrap_or_default(),
        kept: goal.zip(values.last()).map(|(goal, now)| reached(*now, goal, metric.better)),
        trend: trend(&values, scale(record), metric.better),
        spark: line(&values, fitted(&values), (160.0, 36.0, 4.0)),
        place: cx.place(index, entity.place),
        metric,
    })
}

/// What is counted, in words.
fn measure(cx: &Cx, record: &Record) -> String {
    let measure = record.choice("measure");
    cx.words().or(&format!("measure.{measure}"), measure).to_owned()
}

fn reached(now: f64, goal: f64, better: &str) -> bool {
    if better == "lower" { now <= goal } else { now >= goal }
}

/// Whether the last value is better than the one before; a hundredth of the scale is too little to speak of.
fn trend(values: &[f64], (low, high): (f64, f64), better: &str) -> &'static str {
    let [.., before, now] = values else { return "" };
    let change = now - before;
    match change {
        change if change.abs() * 100.0 < high - low => "steady",
        change if (change > 0.0) == (better != "lower") => "better",
        _ => "worse",
    }
}

/// A scale from the smallest to the largest value: a small line shows the way, the bar beside it shows the height.
fn fitted(values: &[f64]) -> (f64, f64) {
    let (low, high) =
        values.iter().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(*value), high.max(*value)));
    if high > low { (low, high) } else { (low - 1.0, high + 1.0) }
}

/// The unit as it stands behind a number: per cent close up, words after a space.
fn unit(record: &Record) -> String {
    match record.str("unit") {
        "" => String::new(),
        "%" | "percent" | "per cent" => "\u{202f}%".into(),
        "points" | "number" => String::new(),
        unit => format!(" {unit}"),
    }
}

fn view(cx: &Cx, index: Index) -> View {
    let entity = cx.entity(index);
    let record = &entity.record;
    let series = record.records("series");
    let bars = scale(record);
    let values: Vec<f64> = series.iter().filter_map(|point| point.number("value")).collect();
    let point = |point: &Record| {
        let value = point.number("value")?;
        let source = cx.site().targets(index, point.refs("from"), EVIDENCE).first().map(|target| cx.source(target));
        Some(Point {
            period: point.str("period").to_owned(),
            value: cx.words().number(value),
            n: point.number("n").map(|value| cx.words().number(value)).unwrap_or_default(),
            source,
            share: share(value, bars),
        })
    };
    let value_of = |name: &str| record.record(name).and_then(|point| point.number("value"));
    Box::new(Page {
        title: entity.title.to_string(),
        measure: measure(cx, record),
        trend: trend(&values, bars, record.choice("better")),
        kept: value_of("target").zip(values.last()).map(|(goal, now)| reached(*now, goal, record.choice("better"))),
        unit: unit(record),
        better: record.choice("better"),
        value: series
            .last()
            .and_then(|point| point.number("value"))
            .map(|value| cx.words().number(value))
            .unwrap_or_default(),
        target: record.record("target").and_then(|target| {
            Some(Target { period: target.str("period").to_owned(), value: cx.words().number(target.number("value")?) })
        }),
        baseline: value_of("baseline").map(|value| cx.words().number(value)).unwrap_or_default(),
        series: series.iter().filter_map(point).collect(),
        goal_share: value_of("target").map(|goal| share(goal, bars)),
        spark: line(&values, bars, (600.0, 120.0, 10.0)),
        facts: cx.facts(index, &["measure", "unit", "better", "baseline", "target", "series"]),
        sections: super::with_summary(cx, index),
        backlinks: cx.backlinks(index),
        tags: cx.tags(entity),
    })
}

/// The values as a line in a box of a width and a height, with a margin around it.
fn line(values: &[f64], scale: (f64, f64), (width, height, margin): (f64, f64, f64)) -> Option<Spark> {
    if values.len() < 2 {
        return None;
    }
    let step = (width - 2.0 * margin) / (values.len() - 1) as f64;
    let points: Vec<Dot> = values
        .iter()
        .enumerate()
        .map(|(at, value)| Dot {
            x: (margin + step * at as f64).round(),
            y: (height - margin - share(*value, scale) / 100.0 * (height - 2.0 * margin)).round(),
        })
        .collect();
    let path: Vec<String> = points.iter().map(|dot| format!("{} {}", dot.x, dot.y)).collect();
    Some(Spark { width, height, d: format!("M{}", path.join("L")), points })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_can_be_better() {
        assert!(reached(3.0, 3.5, "lower") && !reached(4.0, 3.5, "lower"));
        assert!(reached(40.0, 40.0, "higher") && !reached(39.0, 40.0, ""));
        assert_eq!(trend(&[5.0, 4.6], (0.0, 5.0), "lower"), "better");
        assert_eq!(trend(&[15.0, 21.0, 14.0], (-100.0, 100.0), "higher"), "worse");
        assert_eq!(trend(&[70.0, 70.5], (0.0, 100.0), "higher"), "steady");
        assert_eq!(trend(&[70.0], (0.0, 100.0), "higher"), "");
    }

    #[test]
    fn values_that_never_change_are_a_line_in_the_middle() {
        let line = line(&[7.0, 7.0], fitted(&[7.0, 7.0]), (160.0, 36.0, 4.0)).expect("two points");
        assert_eq!(line.d, "M4 18L156 18");
    }
}

//! What we promised about a pain: the opportunities that answer it, the decisions that took them up, the numbers they move.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::kinds;
use crate::pages::Cx;
use crate::pages::view::CardView;
use crate::site::Site;
use crate::site::link::Index;
use crate::site::resolve::Part;
use crate::syntax::value::Item;

use super::Hurt;

/// Which opportunities answer which statement or stage.
#[derive(Default)]
pub(in crate::pages) struct Promises {
    items: HashMap<(Index, u32), Vec<Index>>,
    stages: HashMap<(Index, usize), Vec<Index>>,
    /// The decisions that take up an opportunity.
    decided: HashMap<Index, Vec<Index>>,
}

/// A number that is to change, and by when.
#[derive(Serialize)]
pub(super) struct Goal {
    title: String,
    href: String,
    value: String,
    unit: String,
    target: String,
    period: String,
    better: &'static str,
}

/// Everything promised about one pain; what was dropped since stands beside.
#[derive(Default, Serialize)]
pub(super) struct Promised {
    pub(super) opportunities: Vec<CardView>,
    pub(super) dropped: Vec<CardView>,
    pub(super) goals: Vec<Goal>,
    pub(super) decisions: Vec<CardView>,
}

impl Promises {
    /// Looks at the opportunities, journeys and decisions of a site.
    pub(super) fn of(site: &Site) -> Promises {
        let mut promises = Promises::default();
        for index in site.of("opportunity").filter(|index| site.may_name(*index)) {
            for target in site.targets(index, site[index].record.refs("answers"), &[]) {
                match target.part {
                    Some(Part::Item(number)) => promises.items.entry((target.entity, number)).or_default().push(index),
                    Some(Part::Stage(stage)) => promises.stages.entry((target.entity, stage)).or_default().push(index),
                    _ => {}
                }
            }
        }
        for journey in site.of("journey") {
            for (stage, record) in site[journey].stages().iter().enumerate() {
                let named = record.items("opportunities").iter().flat_map(|item| opportunities_in(site, journey, item));
                promises.stages.entry((journey, stage)).or_default().extend(named);
            }
        }
        for index in site.of("decision").filter(|index| site.may_name(*index)) {
            for target in site.targets(index, site[index].record.refs("opportunities"), &["opportunity"]) {
                promises.decided.entry(target.entity).or_default().push(index);
            }
        }
        promises
    }

    /// The opportunities that answer a pain.
    fn opportunities(&self, site: &Site, hurt: &Hurt) -> Vec<Index> {
        let answer = |place: &(Index, u32)| self.items.get(place).into_iter().flatten().copied();
        let mut found: Vec<Index> = hurt.places.iter().flat_map(answer).collect();
        // What answers a whole stage answers this pain of it, unless something answers the pain itself.
        if found.is_empty() {
            let stages =
                hurt.places.iter().filter_map(|(index, number)| Some((*index, stage_of(site, *index, *number)?)));
            found.extend(stages.filter_map(|stage| self.stages.get(&stage)).flatten());
        }
        let mut seen = HashSet::new();
        found.retain(|index| seen.insert(*index));
        found
    }

    /// What was promised about a pain, ready to print.
    pub(super) fn about(&self, cx: &Cx, hurt: &Hurt) -> Promised {
        let site = cx.site();
        let (dropped, opportunities): (Vec<Index>, Vec<Index>) = self
            .opportunities(site, hurt)
            .into_iter()
            .partition(|index| site[*index].record.choice("status") == "dropped");
        let mut decisions: Vec<Index> =
            opportunities.iter().filter_map(|index| self.decided.get(index)).flatten().copied().collect();
        let mut metrics: Vec<Index> = Vec::new();
        for index in &opportunities {
            let targets = site.targets(*index, site[*index].record.refs("metrics"), &["metric"]);
            metrics.extend(targets.iter().map(|target| target.entity));
        }
        for list in [&mut decisions, &mut metrics] {
            let mut seen = HashSet::new();
            list.retain(|index| seen.insert(*index));
        }
        Promised {
            opportunities: opportunities.into_iter().map(|index| cx.card(index)).collect(),
            dropped: dropped.into_iter().map(|index| cx.card(index)).collect(),
            goals: metrics.into_iter().filter_map(|index| goal(cx, index)).collect(),
            decisions: decisions.into_iter().map(|index| cx.card(index)).collect(),
        }
    }
}

/// A number with a goal; nothing, where there is none.
fn goal(cx: &Cx, index: Index) -> Option<Goal> {
    let metric = kinds::metric_card(cx, index)?;
    let period = cx.entity(index).record.record("target").map_or("", |target| target.str("period")).to_owned();
    Some(Goal {
        title: metric.title,
        href: metric.href,
        value: metric.value,
        unit: metric.unit,
        target: metric.target?,
        period,
        better: metric.better,
    })
}

/// The opportunities that a stage names: by a link, or by their ids.
fn opportunities_in(site: &Site, journey: Index, item: &Item) -> Vec<Index> {
    let mut targets = site.targets(journey, &item.links, &[]);
    if targets.is_empty() && !item.text.contains(' ') {
        targets.extend(site.resolve(Some(journey), &item.plain, &["opportunity"]));
    }
    let found = targets.into_iter().map(|target| target.entity);
    found.filter(|index| site[*index].kind.name == "opportunity" && site.may_name(*index)).collect()
}

/// The stage that an item stands in.
pub(super) fn stage_of(site: &Site, index: Index, number: u32) -> Option<usize> {
    let stages = site[index].stages().iter();
    stages.enumerate().find_map(|(at, stage)| stage.item(number).map(|_| at))
}

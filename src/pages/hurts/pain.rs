//! One pain: who says so, and in which words?

use std::collections::HashSet;

use jiff::ToSpan;
use serde::Serialize;

use crate::pages::chart::{ColumnView, PieceView, SparkView};
use crate::pages::view::{CardView, DateView, ItemView, LinkView, PersonView, QuoteView, SourceView};
use crate::pages::{Cx, View};
use crate::site::Site;
use crate::site::evidence::State;
use crate::site::link::Index;
use crate::site::resolve::{Part, Target};
use crate::syntax::{label, quotation};

use super::promises::{Promised, stage_of};
use super::table::{bar, most};
use super::{Hurt, MONTHS};

/// How many of its places one leaf shows: a pain may stand on every map.
pub(in crate::pages) const PER_LEAF: usize = 30;

/// How many months the chart looks back.
const YEAR: usize = 12;

/// How many quotes, stories and sources there are at most: what is beyond stands on the pages they come from.
const MOST: usize = 12;

/// The address of a pain's page.
pub(in crate::pages) fn url(slug: &str) -> String {
    format!("hurts/{slug}/index.html")
}

#[derive(Serialize)]
struct Wording {
    item: ItemView,
    person: Option<PersonView>,
    #[serde(rename = "where")]
    place: LinkView,
}

#[derive(Serialize)]
struct Pain {
    title: String,
    rank: usize,
    total: usize,
    state: State,
    people: usize,
    times: Option<u64>,
    severity: &'static str,
    last: Option<DateView>,
    persons: Vec<PersonView>,
    bar: Vec<PieceView>,
    spark: Option<SparkView>,
    months: Vec<ColumnView>,
    quotes: Vec<QuoteView>,
    wordings: Vec<Wording>,
    wordings_total: usize,
    sources: Vec<SourceView>,
    sources_more: usize,
    stages: Vec<LinkView>,
    stories: Vec<CardView>,
    stories_more: usize,
    promised: Promised,
    before: Option<LinkView>,
    after: Option<LinkView>,
    place: String,
}

/// What the page of a pain shows.
pub(in crate::pages) fn view(cx: &Cx, slug: &str) -> View {
    let ranking = cx.pages().ranking();
    let Some((at, hurt)) = ranking.named(slug) else { return crate::pages::missing::view(cx) };
    let (stages, stories) = (stages(cx.site(), hurt), stories(cx, hurt));
    let neighbour = |at: Option<usize>| {
        let hurt = ranking.hurts.get(at?)?;
        Some(LinkView { title: hurt.words(cx), href: hurt.href(cx) })
    };
    let sources = sources(cx, hurt);
    Box::new(Pain {
        title: hurt.words(cx),
        rank: at + 1,
        total: ranking.hurts.len(),
        state: hurt.state,
        people: hurt.people,
        times: (hurt.times > 0).then_some(hurt.times),
        severity: hurt.severity,
        last: hurt.heard.last().map(|date| cx.date(date)),
        persons: hurt.persons.iter().map(|person| cx.person(*person)).collect(),
        bar: bar(hurt, most(cx.pages())),
        spark: hurt.trend.map(|_| SparkView::of(&hurt.heard.by_month::<MONTHS>(cx.site().today))),
        months: months(cx, hurt),
        quotes: quotes(cx, hurt, &stories),
        wordings: cx.leaf(&hurt.places).iter().filter_map(|place| wording(cx, *place)).collect(),
        wordings_total: hurt.places.len(),
        sources_more: sources.len().saturating_sub(MOST),
        sources: sources.into_iter().take(MOST).map(|target| cx.source(&target)).collect(),
        stages: stages.iter().take(MOST).map(|target| stage_link(cx, target)).collect(),
        stories_more: stories.len().saturating_sub(MOST),
        stories: stories.iter().take(MOST).map(|index| cx.card(*index)).collect(),
        promised: ranking.promises.about(cx, hurt),
        before: neighbour(at.checked_sub(1)),
        after: neighbour(at.checked_add(1)),
        place: hurt.place(cx),
    })
}

/// One place at which it was written.
fn wording(cx: &Cx, (index, number): (Index, u32)) -> Option<Wording> {
    let (_, item) = cx.entity(index).record.item(number)?;
    let stage = stage_of(cx.site(), index, number).and_then(|at| cx.entity(index).stages().get(at));
    let title = match stage {
        Some(stage) => format!("{}, {}", cx.entity(index).title, stage.str("name")),
        None => cx.entity(index).title.to_string(),
    };
    let subject = cx.site().subjects(index).first();
    Some(Wording {
        item: ItemView { page: String::new(), ..cx.item(index, item) },
        person: subject.map(|subject| cx.person(*subject)),
        place: LinkView { title, href: cx.link(&cx.statement_url(index, number)) },
    })
}

/// The stages at which it was written, and those that rest on the same words.
fn stages(site: &Site, hurt: &Hurt) -> Vec<Target> {
    let mut found: Vec<Target> = Vec::new();
    for (index, number) in &hurt.places {
        let Some(stage) = stage_of(site, *index, *number) else { continue };
        let target = Target { entity: *index, part: Some(Part::Stage(stage)) };
        if !found.contains(&target) {
            found.push(target);
        }
    }
    found
}

fn stage_link(cx: &Cx, target: &Target) -> LinkView {
    let journey = cx.entity(target.entity);
    let name = match target.part {
        Some(Part::Stage(at)) => journey.stages().get(at).map_or("", |stage| stage.str("name")),
        _ => "",
    };
    let href = cx.link(&format!("{}#{}", cx.site().url(target.entity), label::slug_or_hash(name)));
    LinkView { title: format!("{name}, {}", journey.title), href }
}

/// The stories that tell of it: those it rests on, and those that come from a conversation it rests on, about the same
/// person.
fn stories(cx: &Cx, hurt: &Hurt) -> Vec<Index> {
    let site = cx.site();
    let cited: HashSet<Index> = hurt.sources.iter().map(|source| source.entity).collect();
    let mut found: Vec<Index> = cited.iter().copied().filter(|index| site[*index].kind.name == "story").collect();
    let mut conversations: Vec<Index> =
        cited.iter().copied().filter(|index| site[*index].kind.name == "session").collect();
    conversations.sort_unstable();
    for session in conversations {
        // A summary or a survey is behind many stories; only a conversation with somebody tells of few things.
        if site.own_voices(session).people.is_empty() {
            continue;
        }
        let told = site.backlinks(session).iter().copied().filter(|index| site[*index].kind.name == "story");
        found.extend(told.filter(|story| site.subjects(*story).iter().any(|subject| hurt.persons.contains(subject))));
    }
    found.retain(|index| site.may_name(*index));
    found.sort_by_key(|index| (std::cmp::Reverse(site[*index].record.date("date")), *index));
    found.dedup();
    found
}

/// Their own words: what is quoted at the same stage, the lines that are cited, what is quoted in the stories.
fn quotes(cx: &Cx, hurt: &Hurt, stories: &[Index]) -> Vec<QuoteView> {
    let site = cx.site();
    let mut found: Vec<QuoteView> = Vec::new();
    let mut add = |index: Index, item: &crate::syntax::value::Item| {
        let said = quotation::without_marks(&item.plain).is_some() && !site.withholds(index, item);
        if said && found.len() < MOST {
            let quote = cx.quote(index, item, site.subjects(index).first().copied());
            if !found.iter().any(|known| known.html == quote.html) {
                found.push(quote);
            }
        }
    };
    let cited: HashSet<Index> = hurt.sources.iter().map(|source| source.entity).collect();
    for (index, number) in &hurt.places {
        let stage = stage_of(site, *index, *number).and_then(|at| site[*index].stages().get(at));
        for item in stage.map_or(&[][..], |stage| stage.items("says")) {
            add(*index, item);
        }
    }
    for story in stories.iter().filter(|story| site.may_show_words(**story)) {
        site[*story].items("quotes").iter().take(1).for_each(|item| add(*story, item));
    }
    // On the same map: words that come from a conversation this pain rests on.
    for (index, _) in &hurt.places {
        for item in site[*index].items("says") {
            let sources = &site.claim(*index, item).sources;
            let shared = sources
                .iter()
                .any(|source| cited.contains(&source.entity) && !site.own_voices(source.entity).people.is_empty());
            if shared {
                add(*index, item);
            }
        }
    }
    found
}

/// What it rests on, each piece of evidence once, newest first.
fn sources(cx: &Cx, hurt: &Hurt) -> Vec<Target> {
    let mut seen = HashSet::new();
    let mut found: Vec<Target> = hurt.sources.iter().filter(|source| seen.insert(source.entity)).cloned().collect();
    found.sort_by_key(|source| std::cmp::Reverse(cx.entity(source.entity).record.date("date")));
    found
}

/// The last twelve months, this one last; nothing, if nobody was heard on a known day.
fn months(cx: &Cx, hurt: &Hurt) -> Vec<ColumnView> {
    let today = cx.site().today;
    let counts = hurt.heard.by_month::<YEAR>(today);
    let most = counts.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return Vec::new();
    }
    let column = |(at, n): (usize, usize)| {
        let month = today.first_of_month().checked_sub(((YEAR - 1 - at) as i64).months()).ok()?;
        Some(ColumnView {
            iso: month.strftime("%Y-%m").to_string(),
            text: cx.words().month(month),
            short: cx.words().short_month(month),
            n,
            height: (n as f64 * 1000.0 / most as f64).round() / 10.0,
        })
    };
    counts.into_iter().enumerate().filter_map(column).collect()
}

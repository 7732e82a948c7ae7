//! The display on a wall: one thing, in four seconds, for whoever walks past.
//!
//! Slides are chosen and put in order when the site is built (`slides`, `order`, `fit`). A loop of slides is one page,
//! which turns by a style sheet of its own (`timing`); a script adds what only a script can.

mod fit;
mod order;
mod slides;
mod timing;

use serde::Serialize;

use crate::site::Site;
use crate::site::link::Index;
use crate::site::wall::Playlist;

use super::plan::Pages;
use super::timeline::OccasionView;
use super::view::*;
use super::{Cx, View, ask, leaves};

use slides::{Chooser, Show, Slide};

/// The slides of one wall, loop by loop.
pub(super) type Loops = Vec<Vec<Slide>>;

/// Where a wall is.
pub(super) fn url(playlist: &Playlist) -> String {
    match &*playlist.name {
        "" => "wall/index.html".to_owned(),
        name => format!("wall/{name}/index.html"),
    }
}

/// Where its slides stand as a plain list.
pub(super) fn list_url(playlist: &Playlist) -> String {
    url(playlist).replace("index.html", "slides/index.html")
}

/// The walls of a site: none without people.
pub(super) fn playlists(site: &Site) -> impl Iterator<Item = (usize, &Playlist)> {
    let any = site.indices().any(|index| site[index].kind.subject);
    site.config.walls.iter().enumerate().filter(move |_| any)
}

impl Pages {
    /// The loops of every wall.
    pub(super) fn wall(&self, playlist: usize) -> &[Vec<Slide>] {
        let walls = self.across().walls.get_or_init(|| {
            let cx = Cx::new(self, "wall/index.html", 0..0);
            self.site.config.walls.iter().map(|playlist| loops(&cx, playlist)).collect()
        });
        walls.get(playlist).map_or(&[], Vec::as_slice)
    }

    /// The style sheets by which walls turn: address and contents.
    pub fn wall_sheets(&self) -> Vec<(String, String)> {
        let sheets = playlists(&self.site).flat_map(|(at, playlist)| {
            let loops = self.wall(at).iter().enumerate();
            loops.map(move |(number, slides)| sheet(playlist, number + 1, slides))
        });
        sheets.collect()
    }
}

fn loops(cx: &Cx, playlist: &Playlist) -> Loops {
    let chooser = Chooser::new(cx, playlist);
    let people = chooser.people();
    let more = chooser.more(&people);
    order::loops(&people, &more)
}

/// The style sheet of one loop: its address, which names what it holds, and what it holds.
fn sheet(playlist: &Playlist, number: usize, slides: &[Slide]) -> (String, String) {
    let css = timing::css(&slides.iter().map(|slide| slide.seconds).collect::<Vec<_>>());
    let hash = &blake3::hash(css.as_bytes()).to_hex()[..10];
    let page = leaves::url(&url(playlist), number);
    (page.replace("index.html", &format!("slides-{hash}.css")), css)
}

/// Words on a slide: a customer's own with a source, or ours.
#[derive(Default, Serialize)]
struct SaidView {
    html: String,
    /// Whether they are a quotation.
    quoted: bool,
    /// Where they come from; empty for ours.
    cite: String,
    lang: String,
}

/// A statement in its field of a map.
#[derive(Serialize)]
struct FieldView {
    name: &'static str,
    heading: String,
    item: ItemView,
}

#[derive(Default, Serialize)]
struct SlideView {
    kind: &'static str,
    ground: String,
    seconds: u32,
    step: usize,
    person: Option<PersonView>,
    persons: Vec<PersonView>,
    said: Option<SaidView>,
    fields: Vec<FieldView>,
    /// What the words are about: a story, a journey.
    title: String,
    /// A stage of a journey.
    stage: String,
    source: Option<SourceView>,
    told_by: String,
    people: usize,
    metric: Option<MetricView>,
    occasion: Option<OccasionView>,
    /// The address to type, where somebody is asked for something; empty if nobody knows it.
    address: String,
    /// Where all of it stands.
    href: String,
}

/// Another wall.
#[derive(Serialize)]
struct WallLink {
    title: String,
    href: String,
    current: bool,
}

#[derive(Serialize)]
struct Wall {
    title: String,
    pace: &'static str,
    hours: Option<String>,
    slides: Vec<SlideView>,
    minutes: u32,
    number: usize,
    loops: usize,
    sheet: String,
    next_href: String,
    list_href: String,
    wall_href: String,
    walls: Vec<WallLink>,
}

/// A loop of a wall, or its slides as a list: both show the same.
pub(super) fn view(cx: &Cx, playlist: usize) -> View {
    let Some(settings) = cx.site().config.walls.get(playlist) else { return super::missing::view(cx) };
    let loops = cx.pages().wall(playlist);
    let number = cx.window().start + 1;
    let slides = loops.get(number - 1).map_or(&[][..], Vec::as_slice);
    let wall = |number: usize| cx.link(&leaves::url(&url(settings), number));
    Box::new(Wall {
        title: settings.title.to_string(),
        pace: settings.pace.word(),
        hours: settings.hours.map(|hours| {
            let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
            format!("{}-{}", time(hours.from), time(hours.to))
        }),
        slides: slides.iter().map(|slide| slide_view(cx, slide)).collect(),
        minutes: order::length(slides).div_ceil(60),
        number,
        loops: loops.len(),
        sheet: cx.link(&sheet(settings, number, slides).0),
        next_href: if loops.len() > 1 { wall(number % loops.len() + 1) } else { String::new() },
        list_href: cx.link(&leaves::url(&list_url(settings), number)),
        wall_href: wall(number),
        walls: playlists(cx.site())
            .map(|(at, other)| WallLink {
                title: other.title.to_string(),
                href: cx.link(&list_url(other)),
                current: at == playlist,
            })
            .collect(),
    })
}

fn slide_view(cx: &Cx, slide: &Slide) -> SlideView {
    let persons: Vec<PersonView> = slide.persons.iter().map(|person| cx.person(*person)).collect();
    let plain = SlideView {
        kind: slide.kind,
        ground: slide.ground.clone(),
        seconds: slide.seconds,
        step: slide.step,
        person: persons.first().cloned(),
        persons,
        ..SlideView::default()
    };
    match &slide.show {
        Show::Quote(person, words) => quote_view(cx, plain, *person, *words),
        Show::Map(map, statements) => SlideView {
            fields: statements.iter().filter_map(|(part, number)| field(cx, *map, part, *number)).collect(),
            href: cx.href(*map),
            ..plain
        },
        Show::Guess(guess) => SlideView {
            said: ours(cx, guess.entity, guess.number),
            address: short_address(cx, &format!("{}/", ask::TOPIC.key)),
            href: cx.statement_href(guess.entity, guess.number),
            ..plain
        },
        Show::Hurt(rank) => match cx.pages().hurts().get(*rank) {
            Some(hurt) => SlideView {
                said: Some(SaidView { html: crate::syntax::html::escape(&hurt.words(cx)), ..SaidView::default() }),
                people: hurt.people,
                stage: hurt.stage.clone(),
                href: hurt.href(cx),
                ..plain
            },
            None => plain,
        },
        Show::Lowest(journey) => lowest_view(cx, plain, *journey),
        Show::Story(story, number) => story_view(cx, plain, *story, *number),
        Show::Promise(index) => SlideView {
            metric: crate::kinds::metric_card(cx, *index),
            said: Some(SaidView { html: crate::syntax::html::escape(&cx.entity(*index).title), ..SaidView::default() }),
            href: cx.href(*index),
            ..plain
        },
        Show::Change(occasion) => {
            let moved = occasion.moments.iter().find(|moment| moment.item.is_some());
            let said = moved.and_then(|moment| ours(cx, moment.entity, moment.item?));
            let href = moved.and_then(|moment| Some(cx.statement_href(moment.entity, moment.item?)));
            SlideView { occasion: Some(cx.occasion(occasion, 1)), said, href: href.unwrap_or_default(), ..plain }
        }
    }
}

fn quote_view(cx: &Cx, plain: SlideView, person: Index, words: Option<(Index, u32)>) -> SlideView {
    let quote = words.and_then(|(index, number)| {
        let (_, item) = cx.entity(index).record.item(number)?;
        Some(cx.quote(index, item, Some(person)))
    });
    SlideView {
        said: quote.as_ref().map(quoted),
        source: quote.and_then(|quote| quote.source),
        href: cx.href(person),
        ..plain
    }
}

fn story_view(cx: &Cx, plain: SlideView, story: Index, number: u32) -> SlideView {
    let quote = cx.entity(story).record.item(number).map(|(_, item)| cx.quote(story, item, None));
    let told_by = quote.as_ref().map_or_else(String::new, |quote| quote.told_by.clone());
    SlideView {
        said: quote.as_ref().map(quoted),
        source: quote.and_then(|quote| quote.source),
        told_by,
        title: cx.entity(story).title.to_string(),
        href: cx.href(story),
        ..plain
    }
}

fn lowest_view(cx: &Cx, plain: SlideView, journey: Index) -> SlideView {
    let (stage, word, _) = crate::kinds::lowest_stage(cx, journey).unwrap_or_default();
    SlideView {
        said: Some(SaidView { html: crate::syntax::html::escape(&word), ..SaidView::default() }),
        stage,
        title: cx.entity(journey).title.to_string(),
        href: cx.href(journey),
        ..plain
    }
}

fn field(cx: &Cx, map: Index, part: &'static str, number: u32) -> Option<FieldView> {
    let (_, item) = cx.entity(map).record.item(number)?;
    Some(FieldView { name: part, heading: cx.field_label(part), item: cx.item(map, item) })
}

/// A quotation.
fn quoted(quote: &QuoteView) -> SaidView {
    SaidView {
        html: quote.html.clone(),
        quoted: true,
        cite: quote.source.as_ref().map_or_else(String::new, |source| source.href.clone()),
        lang: quote.lang.clone(),
    }
}

/// A statement of a page of ours, which may be a quotation.
fn ours(cx: &Cx, index: Index, number: u32) -> Option<SaidView> {
    let (_, item) = cx.entity(index).record.item(number)?;
    let item = cx.item(index, item);
    let cite = item.sources.first().filter(|_| item.voice).map_or_else(String::new, |source| source.href.clone());
    Some(SaidView { html: item.html, quoted: item.voice, cite, lang: item.lang })
}

/// An address as somebody types it who has seen it on a wall: without what goes without saying.
fn short_address(cx: &Cx, url: &str) -> String {
    let base = &cx.site().config.base_url;
    let bare = base.split_once("://").map_or("", |(_, bare)| bare);
    if bare.is_empty() { String::new() } else { format!("{bare}{}", url.trim_end_matches('/')) }
}

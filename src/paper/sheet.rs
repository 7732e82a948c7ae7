//! Which sheets a site has, and what each says. They are made from the views of pages, which is what templates see.

pub mod canvas;
pub mod cards;
pub mod hurts;
pub mod journey;
pub mod map;
pub mod persona;
pub mod story;

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::files;
use crate::kinds::LAYOUTS;
use crate::pages::{Pages, text_of};
use crate::site::evidence::State;
use crate::site::link::Index;
use crate::syntax::quotation;

use super::content_id::content_id;
use super::desk::Desk;
use super::fit::LeftOut;
use super::scene::Scene;
use super::scene::{Node, Rect, Rgb};
use super::size::{Orientation, Paper};

/// What a sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A person.
    Persona,
    /// An empathy map.
    Map,
    /// A journey.
    Journey,
    /// A story.
    Story,
    /// What hurts.
    Hurts,
    /// Cards for a table.
    Cards,
}

/// Every kind of sheet, in the order of a booklet.
pub const KINDS: &[Kind] = &[Kind::Persona, Kind::Map, Kind::Journey, Kind::Story, Kind::Hurts, Kind::Cards];

impl Kind {
    /// Its name on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Persona => "persona",
            Kind::Map => "map",
            Kind::Journey => "journey",
            Kind::Story => "story",
            Kind::Hurts => "hurts",
            Kind::Cards => "cards",
        }
    }

    /// The way it stands if nobody says otherwise.
    pub fn orientation(self) -> Orientation {
        match self {
            Kind::Persona | Kind::Story | Kind::Hurts | Kind::Cards => Orientation::Portrait,
            Kind::Map | Kind::Journey => Orientation::Landscape,
        }
    }
}

/// A sheet by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// `odile`, `odile-the-wait-canvas`: the last part of its address.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The page it is made from, from the site's root.
    pub url: String,
    /// What it is about, if that is one thing.
    pub about: Option<Index>,
    /// Whose it is.
    pub person: Option<Index>,
    /// The layout of a map, where that is another than its own: such a sheet says what one before it says.
    pub layout: &'static str,
}

impl Named {
    /// Where its page is, from the site's root.
    pub fn page(&self) -> String {
        format!("print/{}/index.html", self.name)
    }
}

/// What a sheet says.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its name.
    pub named: Named,
    /// Its title.
    pub title: String,
    /// Its language.
    pub language: String,
    /// Whether it marks how sure we are.
    pub marks: bool,
    /// What stands on it.
    pub body: Body,
}

/// What stands on a sheet.
#[derive(Clone, Debug)]
pub enum Body {
    /// A person.
    Persona(persona::Persona),
    /// An empathy map.
    Map(map::Map),
    /// A journey.
    Journey(journey::Journey),
    /// A story, which is composed like a person.
    Story(persona::Persona),
    /// What hurts.
    Hurts(hurts::Hurts),
    /// Cards.
    Cards(cards::Cards),
}

/// A text of a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// Its words, with quotation marks if they are a customer's own.
    pub text: String,
    /// How sure we are; nothing where nothing is marked.
    pub state: Option<State>,
    /// Whether they are a customer's own words with a source.
    pub voice: bool,
    /// Whether it is a heading among texts.
    pub heading: bool,
}

/// A part of a sheet: a heading with statements.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The field, which has an icon and colours.
    pub name: String,
    /// Its heading.
    pub heading: String,
    /// Its statements, surest first.
    pub items: Vec<Said>,
    /// How many there are besides.
    pub beyond: usize,
    /// What is said where there are none.
    pub empty: String,
}

/// A sheet, drawn.
#[derive(Clone, Debug)]
pub struct Composed {
    /// What is drawn.
    pub scene: Scene,
    /// What there was no room for.
    pub left_out: Vec<LeftOut>,
    /// The same sheet with nothing but what there was no room for, if it can go on.
    pub rest: Option<Body>,
}

/// A sheet that cannot be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// What is too large.
    pub what: String,
    /// By how much, in millimetres.
    pub millimetres: f32,
}

impl Said {
    /// A text that is no statement.
    pub fn plain(text: impl Into<String>) -> Said {
        Said { text: text.into(), ..Said::default() }
    }

    /// What counts of it: its state and its words.
    fn meaning(&self) -> [String; 2] {
        [self.state.map_or_else(String::new, |state| state.word().to_owned()), self.text.clone()]
    }
}

impl Part {
    /// Its heading and what stands under it.
    pub fn says(&self) -> impl Iterator<Item = Said> {
        let empty = Said::plain(&*self.empty);
        let none = self.items.is_empty() && !self.empty.is_empty();
        std::iter::once(Said::plain(&*self.heading)).chain(self.items.iter().cloned()).chain(none.then_some(empty))
    }

    /// The same with its statements from one on.
    #[must_use]
    pub fn rest(&self, shown: usize) -> Part {
        Part { items: self.items.iter().skip(shown).cloned().collect(), empty: String::new(), ..self.clone() }
    }
}

impl Sheet {
    /// What it says, in reading order.
    pub fn says(&self) -> Vec<Said> {
        match &self.body {
            Body::Persona(persona) | Body::Story(persona) => persona.says(),
            Body::Map(map) => map.says(),
            Body::Journey(journey) => journey.says(),
            Body::Hurts(hurts) => hurts.says(),
            Body::Cards(cards) => cards.says(),
        }
    }

    /// The id of what it says: see [`content_id`].
    pub fn content_id(&self) -> String {
        let meaning: Vec<String> = self.says().iter().flat_map(Said::meaning).collect();
        content_id(meaning.iter().map(String::as_str))
    }

    /// Draws it on a paper: one page, but for cards.
    ///
    /// # Errors
    /// What is too large for the paper even without any statement.
    pub fn compose(&self, desk: &Desk) -> Result<Vec<Composed>, Refused> {
        let one = |composed: Composed| vec![composed];
        let mut pages = match &self.body {
            Body::Persona(persona) | Body::Story(persona) => persona::compose(persona, self, desk).map(one),
            Body::Map(map) => map::compose(map, self, desk).map(one),
            Body::Journey(journey) => journey::compose(journey, self, desk).map(one),
            Body::Hurts(hurts) => hurts::compose(hurts, self, desk).map(one),
            Body::Cards(cards) => cards::compose(cards, self, desk),
        }?;
        for page in &mut pages {
            page.scene.title.clone_from(&self.title);
            page.scene.language.clone_from(&self.language);
        }
        Ok(pages)
    }
}

/// The foot: the legend in a row, and below it what every sheet says.
fn strip_height(desk: &Desk, width: f32, marks: &[State]) -> f32 {
    let legend = if marks.is_empty() { 0.0 } else { desk.reading.small * 2.0 };
    // The legend stands beside the code, not above it.
    let code = desk.foot.code.as_ref().map_or(0.0, |code| code.width(desk.reading.code));
    let text = desk.foot.strip(desk, width).height;
    if text > code + 0.1 { text + legend } else { (legend + desk.foot.text_height(desk, width)).max(code) }
}

fn draw_strip(desk: &Desk, place: Rect, marks: &[State]) -> Vec<Node> {
    let mut nodes = Vec::new();
    if !marks.is_empty() {
        let top = place.bottom() - desk.foot.text_height(desk, place.w) - 2.0 * desk.reading.small;
        nodes.push(desk.legend(marks, (place.x, top), desk.reading.small, Rgb::INK, true).0);
    }
    nodes.extend(desk.foot.strip(desk, place.w).draw_strip(desk, place));
    nodes
}

/// The paper as a kind of sheet stands on it: as asked, else as is usual. A size of one's own is never turned.
pub fn paper_of(kind: Kind, paper: Paper, orientation: Option<Orientation>) -> Paper {
    match orientation {
        Some(orientation) => paper.turned(orientation),
        None if !paper.is_named() => paper,
        None => paper.turned(kind.orientation()),
    }
}

/// Every sheet of a site.
pub fn all(pages: &Pages) -> Vec<Named> {
    let site = &pages.site;
    let mut names = HashSet::new();
    let mut found = Vec::new();
    let of = |kind: &'static str| site.of(kind).filter(|index| site.may_name(*index));
    let person = |index: Index| site.subjects(index).first().copied();
    let mut add = |name: &str, kind: Kind, url: &str, about: Option<Index>, layout: &'static str| {
        // Two kinds may use the same id: the later one says what it is.
        let name = if names.contains(name) { format!("{}-{name}", kind.word()) } else { name.to_owned() };
        names.insert(name.clone());
        found.push(Named { name, kind, url: url.to_owned(), about, person: about.and_then(person), layout });
    };
    for index in pages.people.order.iter().copied().filter(|index| site.may_name(*index)) {
        add(&site[index].id, Kind::Persona, site.url(index), Some(index), "");
    }
    for index in of("map") {
        let (url, id) = (site.url(index), &site[index].id);
        add(id, Kind::Map, url, Some(index), "");
        // Other layouts than its own are sheets where they look different: without what is heard and seen there is
        // nothing that stands around anybody.
        let has = |field: &str| !site[index].items(field).is_empty();
        let own = site[index].record.choice("layout");
        let others = LAYOUTS.iter().filter(|layout| has("hears") && has("sees") && **layout != own);
        for other in others {
            let url = format!("{}/{other}/index.html", files::folder(url));
            if pages.at(&url).is_some() {
                add(&format!("{id}-{other}"), Kind::Map, &url, Some(index), other);
            }
        }
    }
    for (name, kind) in [("journey", Kind::Journey), ("story", Kind::Story)] {
        of(name).for_each(|index| add(&site[index].id, kind, site.url(index), Some(index), ""));
    }
    let hurts = "hurts/index.html";
    if pages.at(hurts).is_some() && !pages.hurts().is_empty() {
        add("hurts", Kind::Hurts, hurts, None, "");
    }
    if !pages.people.order.is_empty() {
        add("cards", Kind::Cards, "index.html", None, "");
    }
    found
}

/// A sheet with everything it says.
pub fn of(pages: &Pages, named: &Named) -> Option<Sheet> {
    let marks = pages.site.marks();
    let (language, view) = view(pages, &named.url)?;
    let reader = Reader { marks, language: language.clone(), pages };
    let (title, body) = match named.kind {
        Kind::Persona => persona::read(&reader, view)?,
        Kind::Map => map::read(&reader, view, named)?,
        Kind::Journey => journey::read(&reader, view)?,
        Kind::Story => story::read(&reader, view)?,
        Kind::Hurts => hurts::read(&reader, &leaves(pages, &named.url, hurts::LEAVES)),
        Kind::Cards => cards::read(&reader, pages.site.config.title.clone(), persons(pages))?,
    };
    Some(Sheet { named: named.clone(), title, language, marks, body })
}

/// The views of all persons' pages, in the order of the site.
fn persons(pages: &Pages) -> Vec<Value> {
    let named = pages.people.order.iter().filter(|index| pages.site.may_name(**index));
    named.filter_map(|index| Some(view(pages, pages.site.url(*index))?.1)).collect()
}

/// The views of the leaves of a long page, at most so many.
fn leaves(pages: &Pages, url: &str, most: usize) -> Vec<Value> {
    let first = pages.at(url);
    let later = first.iter().flat_map(|first| pages.later(first)).take(most - 1).collect::<Vec<_>>();
    first.iter().chain(&later).filter_map(|page| serde_json::to_value(&*pages.view(page).2).ok()).collect()
}

/// The language of a page and its view.
fn view(pages: &Pages, url: &str) -> Option<(String, Value)> {
    let page = pages.at(url)?;
    let (_, head, view) = pages.view(&page);
    Some((head.lang, serde_json::to_value(&*view).ok()?))
}

/// How the views of pages are read.
struct Reader<'a> {
    marks: bool,
    language: String,
    pages: &'a Pages,
}

/// A person as views have it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names are those of the view")]
pub struct Person {
    pub id: String,
    pub name: String,
    pub first_name: String,
    pub role: String,
    pub sign: String,
    pub hue: String,
    pub pale: bool,
    pub ring: Ring,
}

/// The ring around a sign.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names are those of the view")]
pub struct Ring {
    pub arcs: Vec<Arc>,
}

/// An arc of a ring.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[expect(missing_docs, reason = "the names are those of the view")]
pub struct Arc {
    pub state: State,
    pub d: String,
}

/// A statement as views have it.
#[derive(Clone, Debug, Deserialize)]
struct ItemV {
    html: String,
    voice: bool,
    #[serde(default)]
    lang: String,
    state: State,
}

/// A part of a map as views have it.
#[derive(Clone, Debug, Deserialize)]
struct PartV {
    name: String,
    heading: String,
    items: Vec<ItemV>,
    total: usize,
}

/// Somebody's words as views have them.
#[derive(Clone, Debug, Deserialize)]
struct QuoteV {
    html: String,
    #[serde(default)]
    lang: String,
    source: Option<Value>,
}

/// A map as views have it.
#[derive(Clone, Debug, Deserialize)]
struct MapV {
    id: String,
    title: String,
    scenario: String,
    layout: String,
    person: Option<Person>,
    parts: BTreeMap<String, Option<PartV>>,
}

/// A quotation on a sheet has at most so many words; a longer one gives way to the next.
const MOST_WORDS: usize = 25;

impl Reader<'_> {
    fn item(&self, item: &ItemV) -> Said {
        let text = words_of(&item.html);
        let text = if item.voice { self.quoted(&text, &item.lang) } else { text };
        Said { text, state: self.marks.then_some(item.state), voice: item.voice, heading: false }
    }

    /// A map with all its statements: a sheet has room for more than the page of a large map shows at once.
    fn whole(&self, mut map: MapV) -> MapV {
        let site = &self.pages.site;
        let Some(index) = site.of("map").find(|index| *site[*index].id == *map.id) else { return map };
        for part in map.parts.values_mut().flatten().filter(|part| part.items.len() < part.total) {
            let whole = self.pages.whole_part(index, &part.name);
            let whole = whole.and_then(|whole| serde_json::to_value(whole).ok());
            if let Some(whole) = whole.and_then(|whole| serde_json::from_value(whole).ok()) {
                *part = whole;
            }
        }
        map
    }

    /// What a map says is thought and felt, together.
    fn head(&self, map: &MapV) -> Option<PartV> {
        let site = &self.pages.site;
        let index = site.of("map").find(|index| *site[*index].id == *map.id)?;
        serde_json::from_value(serde_json::to_value(self.pages.whole_head(index)?).ok()?).ok()
    }

    fn quoted(&self, text: &str, language: &str) -> String {
        let (open, close) = quotation::marks(if language.is_empty() { &self.language } else { language });
        format!("{open}{text}{close}")
    }

    fn part(&self, part: &PartV, name: &str) -> Part {
        let key = format!("empty.part.{}", part.name);
        let empty = match part.total {
            0 => self.pages.words.or(&key, "").replace("{name}", name),
            _ => String::new(),
        };
        Part {
            name: part.name.clone(),
            heading: part.heading.clone(),
            items: part.items.iter().map(|item| self.item(item)).collect(),
            beyond: part.total - part.items.len().min(part.total),
            empty,
        }
    }

    /// The words a person is known by; others of theirs if those are too long to be read from afar.
    fn headline(&self, quote: Option<&QuoteV>, others: &[QuoteV]) -> Option<Said> {
        let sourced = |quote: &&QuoteV| quote.source.is_some() || !self.marks;
        let short = |quote: &&QuoteV| words_of(&quote.html).split_whitespace().count() <= MOST_WORDS;
        let all = || quote.into_iter().chain(others);
        let chosen = all().filter(sourced).find(short).or_else(|| all().find(sourced)).or(quote)?;
        let text = words_of(&chosen.html);
        // Words without a source are not a customer's own: no marks, and not in that voice.
        Some(match chosen.source.is_some() {
            true => Said { text: self.quoted(&text, &chosen.lang), voice: true, ..Said::default() },
            false => Said::plain(text),
        })
    }
}

/// The words of a piece of HTML, with single spaces.
fn words_of(html: &str) -> String {
    text_of(&html.replace("<br", " <br").replace("</p>", " </p>")).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How long a sheet may hang if nobody said when it is to be looked at again: until it is time to ask again.
const HANGS: i64 = crate::pages::people::FRESH_DAYS[1] as i64;

/// The day after which a sheet is to be taken down: when what it is about is to be looked at again; for a map without
/// such a day, when the person is.
pub fn take_down(pages: &Pages, named: &Named) -> Date {
    let site = &pages.site;
    let own = [named.about, named.person].into_iter().flatten().find_map(|index| site[index].review_day());
    let usual = || site.today.checked_add(jiff::Span::new().days(HANGS)).unwrap_or(site.today);
    own.unwrap_or_else(usual)
}

//! What slides a wall has: one for each person, and whatever else there is, the best first.

use crate::pages::Cx;
use crate::pages::ask::Guess;
use crate::pages::facet::statements;
use crate::pages::timeline::{Occasion, occasions};
use crate::site::link::Index;
use crate::site::wall::Playlist;
use crate::syntax::quotation;
use crate::syntax::value::Item;

use super::fit::{self, ALONE, Room, STATEMENTS};
use super::order;

/// The parts of a map that a slide shows.
pub(super) const PARTS: [&str; 4] = ["says", "thinks", "does", "feels"];

/// A quotation, or whatever else stands alone on a slide, has at most so many words.
const MOST_WORDS: usize = 25;

/// The four statements of a map have at most so many together.
const MOST_ON_A_MAP: usize = 48;

/// How many of the stories, of what hurts and of what changed there is room for.
const MOST_STORIES: usize = 6;
const MOST_HURTS: usize = 8;
const MOST_CHANGES: usize = 3;

/// A number with its unit has at most so many letters: it is set largest of all.
const LONGEST_FIGURE: usize = 8;

/// What changed in so many days is news.
const NEWS: i32 = 7;

/// Words that stand alone: beside the sign on a wide screen, below it on a high one.
const BESIDE: [Room; 2] = [Room { width: 106.0, height: 56.0 }, Room { width: 82.0, height: 84.0 }];

/// The same below a number.
const BELOW_FIGURE: [Room; 2] = [Room { width: 106.0, height: 38.0 }, Room { width: 82.0, height: 62.0 }];

/// A statement in a field of a map.
const FIELD: [Room; 2] = [Room { width: 53.0, height: 27.5 }, Room { width: 86.0, height: 20.0 }];

/// What a slide shows.
#[derive(Clone, Debug)]
pub(super) enum Show {
    /// Somebody's words: entity and number of the item. None, if nobody wrote any down.
    Quote(Index, Option<(Index, u32)>),
    /// A map, with one statement for each part.
    Map(Index, Vec<(&'static str, u32)>),
    /// A guess.
    Guess(Guess),
    /// What hurts, by its rank.
    Hurt(usize),
    /// The lowest point of a journey.
    Lowest(Index),
    /// A story, with the number of one quotation.
    Story(Index, u32),
    /// A number with its goal.
    Promise(Index),
    /// What changed.
    Change(Occasion),
}

/// A slide before it is drawn.
#[derive(Clone, Debug)]
pub(in crate::pages) struct Slide {
    pub(super) kind: &'static str,
    pub(super) show: Show,
    pub(super) persons: Vec<Index>,
    pub(super) ground: String,
    pub(super) seconds: u32,
    /// Which of the sizes the words have, from one.
    pub(super) step: usize,
}

impl order::Slide for Slide {
    fn seconds(&self) -> u32 {
        self.seconds
    }
    fn persons(&self) -> &[usize] {
        &self.persons
    }
    fn ground(&self) -> &str {
        &self.ground
    }
    fn kind(&self) -> &str {
        self.kind
    }
    fn is_guess(&self) -> bool {
        self.kind == "guess"
    }
}

/// Chooses slides for one playlist.
pub(super) struct Chooser<'c, 'a> {
    pub(super) cx: &'c Cx<'a>,
    pub(super) playlist: &'c Playlist,
    /// Whom it is about.
    pub(super) people: Vec<Index>,
}

impl<'c, 'a> Chooser<'c, 'a> {
    pub(super) fn new(cx: &'c Cx<'a>, playlist: &'c Playlist) -> Self {
        let meant = |index: &Index| {
            let id = &*cx.entity(*index).id;
            playlist.people.is_empty() || playlist.people.iter().any(|wanted| &*wanted.value == id)
        };
        let active = |index: &Index| !cx.entity(*index).draft() && cx.site().may_name(*index);
        let people = cx.people().order.iter().copied().filter(active).filter(meant).collect();
        Chooser { cx, playlist, people }
    }

    /// One slide for each person: their words, else their map, else that we have no words of theirs.
    pub(super) fn people(&self) -> Vec<Slide> {
        if !self.wants("quote") && !self.wants("map") {
            return Vec::new();
        }
        let silent = |person: Index| self.slide("quote", Show::Quote(person, None), vec![person], (6, 3));
        let one = |person: &Index| {
            let quote = Some(*person).filter(|_| self.wants("quote")).and_then(|person| self.quote(person));
            quote.or_else(|| self.map_of(*person).filter(|_| self.wants("map"))).unwrap_or_else(|| silent(*person))
        };
        self.people.iter().map(one).collect()
    }

    /// Everything else: the best of every kind, then the second best, and so on.
    pub(super) fn more(&self, shown: &[Slide]) -> Vec<Slide> {
        let is_shown = |slide: &Slide| shown.iter().any(|other| other.kind == "map" && other.persons == slide.persons);
        let maps =
            || self.people.iter().filter_map(|person| self.map_of(*person)).filter(|map| !is_shown(map)).collect();
        let kinds: [(&str, &dyn Fn() -> Vec<Slide>); 7] = [
            ("map", &maps),
            ("hurt", &|| self.hurts()),
            ("story", &|| self.stories()),
            ("lowest", &|| self.lowest()),
            ("change", &|| self.changes()),
            ("promise", &|| self.promises()),
            ("guess", &|| self.guesses()),
        ];
        let all = kinds.iter().filter(|(kind, _)| self.wants(kind)).map(|(_, slides)| slides().into_iter());
        let mut all: Vec<_> = all.collect();
        let mut found = Vec::new();
        loop {
            let before = found.len();
            found.extend(all.iter_mut().filter_map(Iterator::next));
            if found.len() == before {
                return found;
            }
        }
    }

    fn wants(&self, kind: &str) -> bool {
        self.playlist.slides.contains(&kind)
    }

    /// Whether a slide about these persons belongs here: on a wall about some people, only if it is about them.
    fn is_about_us(&self, persons: &[Index]) -> bool {
        self.playlist.people.is_empty() || persons.iter().any(|person| self.people.contains(person))
    }

    fn slide(&self, kind: &'static str, show: Show, persons: Vec<Index>, (words, step): (usize, usize)) -> Slide {
        let hue = || persons.first().map_or("", |person| self.cx.person(*person).hue);
        let ground = match &show {
            Show::Quote(..) | Show::Story(..) => hue().to_owned(),
            // Two of a kind may follow each other: the ground changes nevertheless.
            Show::Hurt(rank) => format!("hurt-{}", rank % 2 + 1),
            Show::Promise(index) => format!("promise-{}", index % 2 + 1),
            _ => kind.to_owned(),
        };
        Slide { kind, show, persons, ground, seconds: fit::seconds(words) * self.playlist.pace.times(), step }
    }

    /// Words and step of a text that stands alone, if it is not too long.
    fn alone(&self, text: &str, voice: bool, rooms: &[Room]) -> Option<(usize, usize)> {
        let words = fit::words(text);
        let step = fit::step(text, voice, ALONE, if voice { 1.16 } else { 1.22 }, rooms)?;
        (words <= MOST_WORDS).then_some((words, step))
    }

    fn is_said(&self, index: Index, item: &Item) -> bool {
        !self.cx.site().claim(index, item).sources.is_empty() || !self.cx.site().marks()
    }

    fn quote(&self, person: Index) -> Option<Slide> {
        let spoken = self.cx.spoken(person).into_iter().filter(|(index, item)| self.is_said(*index, item));
        let mut fitting =
            spoken.filter_map(|(index, item)| Some((index, item, self.alone(&said(item), true, &BESIDE)?)));
        let (index, item, fitted) = fitting.next()?;
        Some(self.slide("quote", Show::Quote(person, Some((index, item.number))), vec![person], fitted))
    }

    /// The first map of a person that has a short statement for each part.
    fn map_of(&self, person: Index) -> Option<Slide> {
        let maps = self.cx.about(person).filter(|index| self.cx.entity(*index).kind.name == "map");
        let mut found = maps.filter_map(|map| self.map(person, map));
        found.next()
    }

    fn map(&self, person: Index, map: Index) -> Option<Slide> {
        let site = self.cx.site();
        let mut left = MOST_ON_A_MAP;
        let mut statements: Vec<(&'static str, &Item)> = Vec::new();
        for (at, part) in PARTS.iter().enumerate() {
            // What one part needs less, the others may have more.
            let fair = left / (PARTS.len() - at);
            let short = |item: &&Item| fit::words(&item.plain) <= fair && !site.withholds(map, item);
            let item = statements::in_order(site, map, part).into_iter().find(short)?;
            left -= fit::words(&item.plain);
            statements.push((part, item));
        }
        let steps =
            statements.iter().map(|(part, item)| fit::step(&item.plain, *part == "says", STATEMENTS, 1.25, &FIELD));
        let step = steps.collect::<Option<Vec<_>>>()?.into_iter().max()?;
        let shown = statements.iter().map(|(part, item)| (*part, item.number)).collect();
        Some(self.slide("map", Show::Map(map, shown), vec![person], (MOST_ON_A_MAP - left, step)))
    }

    /// One guess about each person.
    fn guesses(&self) -> Vec<Slide> {
        let of_person = |person: &Index| {
            self.cx.pages().guesses_about(*person).iter().find_map(|guess| {
                let (_, item) = self.cx.entity(guess.entity).record.item(guess.number)?;
                let (words, step) = self.alone(&item.plain, false, &BESIDE)?;
                Some(self.slide("guess", Show::Guess(*guess), vec![*person], (words + 12, step)))
            })
        };
        self.people.iter().filter_map(of_person).collect()
    }

    fn hurts(&self) -> Vec<Slide> {
        let hurts = self.cx.pages().hurts().iter().enumerate();
        let hurts =
            hurts.filter(|(_, hurt)| hurt.people > 0 && !hurt.is_withheld() && self.is_about_us(hurt.persons()));
        let slide = |(rank, hurt): (usize, &crate::pages::hurts::Hurt)| {
            let (words, step) = self.alone(&hurt.words(self.cx), false, &BELOW_FIGURE)?;
            Some(self.slide("hurt", Show::Hurt(rank), hurt.persons().to_vec(), (words + 4, step)))
        };
        hurts.filter_map(slide).take(MOST_HURTS).collect()
    }

    fn lowest(&self) -> Vec<Slide> {
        let journeys = self.cx.site().listed("journey");
        // How something should become one day hurts nobody.
        let journeys = journeys.filter(|index| self.cx.entity(*index).record.choice("state") != "target");
        let slide = |index: Index| {
            let persons = self.cx.site().subjects(index).to_vec();
            let (stage, word, _) = crate::kinds::lowest_stage(self.cx, index).filter(|_| self.is_about_us(&persons))?;
            let (words, step) = self.alone(&word, false, &BELOW_FIGURE)?;
            let around = fit::words(&stage) + fit::words(&self.cx.entity(index).title);
            Some(self.slide("lowest", Show::Lowest(index), persons, (words + around + 3, step)))
        };
        journeys.filter_map(slide).collect()
    }

    /// The newest stories with words that may be shown.
    fn stories(&self) -> Vec<Slide> {
        let site = self.cx.site();
        let mut stories: Vec<Index> = site.listed("story").filter(|index| site.may_show_words(*index)).collect();
        stories.sort_by_key(|index| std::cmp::Reverse(self.cx.entity(*index).record.date("date")));
        let slide = |index: Index| {
            let persons: Vec<Index> = site.subjects(index).iter().copied().take(1).collect();
            if persons.is_empty() || !self.is_about_us(&persons) {
                return None;
            }
            let title = fit::words(&self.cx.entity(index).title);
            let items = self.cx.entity(index).items("quotes").iter().filter(|item| !site.withholds(index, item));
            let fitting = |item: &Item| {
                let (words, step) = self.alone(&said(item), true, &BELOW_FIGURE)?;
                Some(self.slide("story", Show::Story(index, item.number), persons.clone(), (words + title, step)))
            };
            items.filter(|item| self.is_said(index, item)).find_map(fitting)
        };
        stories.into_iter().filter_map(slide).take(MOST_STORIES).collect()
    }

    fn promises(&self) -> Vec<Slide> {
        let metrics = self.cx.site().listed("metric");
        let slide = |index: Index| {
            let metric = crate::kinds::metric_card(self.cx, index).filter(|metric| metric.target.is_some())?;
            let figure = metric.value.chars().count() + metric.unit.chars().count();
            let (words, step) = self.alone(&metric.title, false, &BELOW_FIGURE).filter(|_| figure <= LONGEST_FIGURE)?;
            let persons = self.cx.site().subjects(index).to_vec();
            Some(self.slide("promise", Show::Promise(index), persons, (words + 5, step)))
        };
        metrics.filter_map(slide).filter(|slide| self.is_about_us(&slide.persons)).collect()
    }

    /// What became different in the last days, as far as it can be shown by one statement.
    fn changes(&self) -> Vec<Slide> {
        let site = self.cx.site();
        let is_news = |day: jiff::civil::Date| site.today.since(day).is_ok_and(|span| span.get_days() < NEWS);
        let moments = self.cx.pages().timeline();
        let recent = moments.iter().take_while(|moment| is_news(moment.day)).count();
        let slide = |occasion: Occasion| {
            let subject = occasion.subject?;
            let moment = occasion.moments.iter().find(|moment| moment.item.is_some())?;
            let (_, item) = site[moment.entity].record.item(moment.item?)?;
            if site.withholds(moment.entity, item) || !self.is_about_us(&[subject]) {
                return None;
            }
            let (words, step) = self.alone(&item.plain, true, &BELOW_FIGURE)?;
            Some(self.slide("change", Show::Change(occasion), vec![subject], (words + 6, step)))
        };
        occasions(site, &moments[..recent]).into_iter().filter_map(slide).take(MOST_CHANGES).collect()
    }
}

/// The words of a quotation without its marks.
fn said(item: &Item) -> String {
    quotation::without_marks(&item.plain).unwrap_or(&item.plain).to_owned()
}

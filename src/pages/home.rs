//! Home: who do we work for?

use std::collections::HashSet;

use serde::Serialize;

use crate::site::Site;
use crate::site::link::Index;
use crate::site::words::Words;

use super::topic::Topic;
use super::view::*;
use super::{Cx, View, about, add, ask, changes, hurts, lists, meet, numbers, wall, walls};

#[derive(Serialize)]
struct Panel {
    person: PersonView,
    quote: Option<QuoteView>,
    guess: String,
}

/// A guess, whose it is, and where it stands.
#[derive(Serialize)]
struct GuessView {
    item: ItemView,
    person: PersonView,
    #[serde(rename = "where")]
    place: LinkView,
}

#[derive(Default, Serialize)]
struct Home {
    people: Vec<Panel>,
    people_total: usize,
    first: bool,
    ask: Option<String>,
    feed: Option<String>,
    numbers: Option<String>,
    newly: Vec<QuoteView>,
    stories_total: usize,
    hurts: Vec<hurts::HurtView>,
    hurts_total: usize,
    guesses: Vec<GuessView>,
    guesses_total: usize,
    metrics: Vec<MetricView>,
    intro_html: String,
    lists: Vec<LinkView>,
}

pub(super) fn view(cx: &Cx) -> View {
    let order = &cx.people().order;
    let people: Vec<Panel> = cx.leaf(order).iter().map(|index| panel(cx, *index)).collect();
    if cx.window().start > 0 {
        return Box::new(Home { people, people_total: order.len(), ..Home::default() });
    }
    let guesses = cx.pages().guesses();
    Box::new(Home {
        first: true,
        people_total: order.len(),
        ask: cx.topic(&ask::TOPIC),
        feed: (!cx.pages().timeline().is_empty()).then(|| cx.link(changes::FEED)),
        numbers: cx.topic(&numbers::TOPIC),
        newly: newly(cx, 3),
        stories_total: cx.site().listed("story").count(),
        hurts: hurts::of_anybody(cx, 5),
        hurts_total: cx.pages().hurts().len(),
        guesses_total: guesses.len(),
        guesses: one_each(guesses, 3).into_iter().filter_map(|at| guess(cx, at)).collect(),
        metrics: cx.site().of("metric").take(4).filter_map(|index| crate::kinds::metric_card(cx, index)).collect(),
        intro_html: intro(cx),
        lists: lists(cx, order.is_empty()),
        people,
    })
}

fn panel(cx: &Cx, index: Index) -> Panel {
    let entity = cx.entity(index);
    let quote = cx.headline(index).filter(|quote| quote.source.is_some() || !cx.site().marks());
    let guess = ["wants", "goals", "needs", "pains"].iter().find_map(|field| entity.items(field).first());
    Panel {
        person: cx.person(index),
        guess: if quote.is_none() {
            guess.map(|item| cx.plain(index, item)).unwrap_or_default()
        } else {
            String::new()
        },
        quote,
    }
}

/// The newest words, from different people where there are enough.
pub(super) fn newly(cx: &Cx, most: usize) -> Vec<QuoteView> {
    let mut stories: Vec<Index> = cx
        .site()
        .listed("story")
        .filter(|index| !cx.entity(*index).items("quotes").is_empty() && cx.site().may_show_words(*index))
        .collect();
    stories.sort_by_key(|index| std::cmp::Reverse(cx.entity(*index).record.date("date")));
    let mut seen: Vec<Index> = Vec::new();
    let mut quotes = Vec::new();
    for story in stories {
        let subject = cx.site().subjects(story).first().copied();
        if subject.is_some_and(|subject| seen.contains(&subject)) {
            continue;
        }
        seen.extend(subject);
        if let Some(item) = cx.entity(story).items("quotes").first() {
            quotes.push(cx.quote(story, item, subject));
        }
        if quotes.len() == most {
            break;
        }
    }
    quotes
}

/// A guess, ready to print.
fn guess(cx: &Cx, guess: &ask::Guess) -> Option<GuessView> {
    let (_, item) = cx.entity(guess.entity).record.item(guess.number)?;
    let place = cx.statement_link(guess.entity, guess.number);
    Some(GuessView { item: cx.item(guess.entity, item), person: cx.person(guess.subject), place })
}

/// The first `n`, from different persons as long as there are different ones.
fn one_each(guesses: &[ask::Guess], n: usize) -> Vec<&ask::Guess> {
    let mut seen = HashSet::new();
    let (first, rest): (Vec<&ask::Guess>, Vec<&ask::Guess>) =
        guesses.iter().partition(|guess| seen.insert(guess.subject));
    first.into_iter().chain(rest).take(n).collect()
}

/// The page of the content folder itself, if there is one.
fn intro(cx: &Cx) -> String {
    let site = cx.site();
    let Some(index) = site.indices().find(|index| site.url(*index) == "index.html") else { return String::new() };
    let mut html = String::new();
    for section in cx.sections(index) {
        if !section.heading.is_empty() {
            html.push_str(&format!("<h2 id=\"{}\">{}</h2>", section.anchor, section.heading));
        }
        for block in section.blocks {
            match block {
                BlockView::Prose { html: prose } => html.push_str(&prose),
                BlockView::Pairs { pairs } => pairs.iter().for_each(|pair| {
                    html.push_str(&format!(
                        "<p><strong>{}</strong> {}</p>",
                        crate::syntax::html::escape(&pair.label),
                        pair.html
                    ));
                }),
                BlockView::Items { items, .. } => {
                    let rows: String = items.iter().map(|item| format!("<li>{}</li>", item.html)).collect();
                    html.push_str(&format!("<ul>{rows}</ul>"));
                }
            }
        }
    }
    html
}

/// Ways on where the navigation does not lead: the other lists, the free pages at the top, the tags. Title and address.
pub(super) fn ways_on(site: &Site, words: &Words) -> Vec<(String, String)> {
    // How this site works, in the order in which people want to know it.
    let topics = [&meet::TOPIC, &walls::TOPIC, &numbers::TOPIC, &changes::TOPIC, &add::TOPIC, &about::TOPIC];
    let mut ways: Vec<(String, String)> = topics.iter().filter_map(|topic| way(site, words, topic)).collect();
    if wall::playlists(site).next().is_some() {
        ways.insert(0, (words.or("wall.title", "Wall display").to_owned(), "wall/index.html".to_owned()));
    }
    let lists = crate::kinds::lists().filter(|(kind, _)| !["journey", "story"].contains(kind));
    ways.extend(
        lists
            .filter(|(kind, _)| site.listed(kind).next().is_some())
            .map(|(kind, folder)| (lists::title(words, kind), format!("{folder}/index.html"))),
    );
    let known: HashSet<String> = topics.iter().map(|topic| topic.url()).collect();
    let at_the_top = |index: &Index| site.url(*index).matches('/').count() == 1 && !known.contains(site.url(*index));
    let pages = site.of("page").filter(at_the_top).take(8);
    ways.extend(pages.map(|index| (site[index].title.to_string(), site.url(index).to_owned())));
    let tagged = |index: Index| !site[index].record.words("tags").is_empty() && site.may_name(index);
    if site.indices().any(tagged) {
        ways.push((words.or("tags.title", "Tags").to_owned(), "tags/index.html".to_owned()));
    }
    ways
}

/// The way to a topic: the site's own page at its address comes first.
fn way(site: &Site, words: &Words, topic: &Topic) -> Option<(String, String)> {
    if let Some(own) = topic.own_page(site) {
        return Some((site[own].title.to_string(), topic.url()));
    }
    (topic.present)(site).then(|| (words.or(&format!("{}.title", topic.key), topic.key).to_owned(), topic.url()))
}

/// Where there are no people, everything there is.
fn lists(cx: &Cx, no_people: bool) -> Vec<LinkView> {
    if !no_people {
        return Vec::new();
    }
    let site = cx.site();
    let mut links: Vec<LinkView> = crate::kinds::lists()
        .filter(|(kind, _)| site.listed(kind).next().is_some())
        .map(|(kind, folder)| LinkView {
            title: lists::title(cx.words(), kind),
            href: cx.link(&format!("{folder}/index.html")),
        })
        .collect();
    let pages = site.of("page").filter(|index| site.url(*index) != "index.html").take(24);
    links.extend(pages.map(|index| cx.entity_link(index)));
    links
}

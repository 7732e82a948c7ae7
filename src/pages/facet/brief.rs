//! Five minutes before a meeting: what must not be forgotten about a person, on one sheet of paper.

use serde::Serialize;

use crate::pages::cx::shorten;
use crate::pages::people::Size;
use crate::pages::view::*;
use crate::pages::{Cx, View, ask, hurts};
use crate::site::evidence::State;
use crate::site::link::Index;
use crate::syntax::html;
use crate::syntax::value::Item;

use super::Facet;

pub(super) static FACET: Facet = Facet {
    key: "brief",
    template: "brief.html",
    aside: true,
    present: |site, index| site[index].kind.subject && site.may_name(index),
    view,
    ..Facet::PLAIN
};

/// How many of a kind stand on the sheet.
const MOST: usize = 3;

/// What is longer goes on where the statement stands: the sheet has an end.
const LONGEST: usize = 130;

/// What is longer of a quote stands on the person's own page.
const LONGEST_QUOTE: usize = 300;

/// A statement on the sheet.
#[derive(Serialize)]
pub(in crate::pages) struct Line {
    /// Its words; without their quotation marks if they are a customer's own.
    text: String,
    voice: bool,
    cite: String,
    href: String,
    state: State,
    people: usize,
}

#[derive(Serialize)]
struct Page {
    person: PersonView,
    summary: String,
    quote: Option<QuoteView>,
    wants: Vec<Line>,
    dreads: Vec<Line>,
    questions: Vec<Line>,
    hurts: Vec<hurts::HurtView>,
    guesses: Vec<Line>,
    guesses_total: usize,
    review_by: Option<DateView>,
}

fn view(cx: &Cx, index: Index) -> View {
    let all = |fields: &[&str], most: usize| lines(cx, index, fields, most, LONGEST);
    Box::new(Page {
        person: cx.person(index),
        summary: shorten(&cx.summary(index), LONGEST),
        quote: quote(cx, index),
        wants: all(&["wants", "goals"], 2),
        dreads: all(&["dreads", "pains"], 2),
        questions: all(&["would_ask", "questions"], MOST),
        hurts: hurts::of_person(cx, index, MOST),
        guesses_total: cx.pages().guesses_about(index).len(),
        guesses: guesses(cx, index, MOST, LONGEST),
        review_by: cx.review_by(cx.entity(index)),
    })
}

/// The first statements of some fields, each of at most so many letters.
pub(in crate::pages) fn lines(cx: &Cx, index: Index, fields: &[&str], most: usize, longest: usize) -> Vec<Line> {
    let entity = cx.entity(index);
    let items = fields.iter().flat_map(|field| entity.items(field)).filter(|item| !item.plain.is_empty());
    items.take(most).map(|item| line(cx, index, item, longest)).collect()
}

/// The first of what we only guess about a person.
pub(in crate::pages) fn guesses(cx: &Cx, index: Index, most: usize, longest: usize) -> Vec<Line> {
    let guess = |guess: &ask::Guess| {
        let (_, item) = cx.entity(guess.entity).record.item(guess.number)?;
        Some(line(cx, guess.entity, item, longest))
    };
    cx.pages().guesses_about(index).iter().take(most).filter_map(guess).collect()
}

/// The words they are known by; if those are long, shorter ones of theirs that have a source as well.
pub(in crate::pages) fn quote(cx: &Cx, index: Index) -> Option<QuoteView> {
    let headline = cx.headline(index)?;
    if headline.size == Size::Short {
        return Some(headline);
    }
    let shorter = cx.quotes(index, Some(&headline), usize::MAX).into_iter();
    let shorter = shorter.filter(|quote| quote.source.is_some()).find(|quote| quote.size == Size::Short);
    Some(shorter.unwrap_or_else(|| cut(headline)))
}

/// A quote that ends where the room for it does.
fn cut(quote: QuoteView) -> QuoteView {
    match quote.size {
        Size::Longest => QuoteView {
            html: html::escape(&shorten(&crate::pages::text_of(&quote.html), LONGEST_QUOTE)),
            size: Size::Long,
            ..quote
        },
        _ => quote,
    }
}

fn line(cx: &Cx, index: Index, item: &Item, longest: usize) -> Line {
    let claim = cx.site().claim(index, item);
    let view = cx.item(index, item);
    let cite = view.sources.first().map_or_else(String::new, |source| source.href.clone());
    Line {
        text: shorten(&crate::pages::text_of(&view.html), longest),
        voice: view.voice,
        cite,
        href: cx.statement_href(index, item.number),
        state: claim.state,
        people: claim.people,
    }
}

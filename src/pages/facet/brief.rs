//! Five minutes before a meeting: what must not be forgotten about a person, on one sheet of paper.

use serde::Serialize;

use crate::pages::cx::shorten;
use crate::pages::people::Size;
use crate::pages::view::*;
use crate::pages::{Cx, View, hurts};
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
struct Line {
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
    let entity = cx.entity(index);
    let all = |fields: &[&str], most: usize| -> Vec<Line> {
        let items = fields.iter().flat_map(|field| entity.items(field)).filter(|item| !item.plain.is_empty());
        items.take(most).map(|item| line(cx, index, item)).collect()
    };
    let guesses = guesses(cx, index);
    Box::new(Page {
        person: cx.person(index),
        summary: shorten(&cx.summary(index), LONGEST),
        quote: quote(cx, index),
        wants: all(&["wants", "goals"], 2),
        dreads: all(&["dreads", "pains"], 2),
        questions: all(&["would_ask", "questions"], MOST),
        hurts: hurts::of_person(cx, index, MOST),
        guesses_total: guesses.len(),
        guesses: guesses.into_iter().take(MOST).map(|(index, item)| line(cx, index, item)).collect(),
        review_by: cx.review_by(entity),
    })
}

/// The words they are known by; if those are long, shorter ones of theirs that have a source as well.
fn quote(cx: &Cx, index: Index) -> Option<QuoteView> {
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

/// What we only guess about a person. What they have to do and who they are describe the frame, not a belief to test.
fn guesses<'a>(cx: &Cx<'a>, subject: Index) -> Vec<(Index, &'a Item)> {
    if !cx.site().marks() {
        return Vec::new();
    }
    let statements = cx.pages().statements(subject).iter();
    let found = statements.filter_map(|(index, number)| {
        let (field, item) = cx.entity(*index).record.item(*number)?;
        let guess = cx.site().claim(*index, item).state == State::Guess;
        (guess && !["who", "need_to_do"].contains(&field)).then_some((*index, item))
    });
    found.collect()
}

fn line(cx: &Cx, index: Index, item: &Item) -> Line {
    let claim = cx.site().claim(index, item);
    let view = cx.item(index, item);
    let cite = view.sources.first().map_or_else(String::new, |source| source.href.clone());
    Line {
        text: shorten(&crate::pages::text_of(&view.html), LONGEST),
        voice: view.voice,
        cite,
        href: cx.link(&cx.statement_url(index, item.number)),
        state: claim.state,
        people: claim.people,
    }
}

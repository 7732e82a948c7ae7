//! Cards for a table: 63 × 88 mm, as many as a paper has room for, fronts on one page and backs in register on the next.

use serde_json::Value;

use crate::paper::desk::{Desk, Ground, paragraph};
use crate::paper::field::Field;
use crate::paper::fit::{Full, LeftOut, fit};
use crate::paper::fonts::Voice;
use crate::paper::reading::POINT;
use crate::paper::scene::{Node, Rect, Rgb, Role, Scene, Shape};
use crate::paper::size::Paper;

use super::persona::Persona;
use super::{Body, Composed, Reader, Refused, Said, Sheet};

/// The size of a card: that of playing cards, for which there are sleeves.
pub const CARD: (f32, f32) = (63.0, 88.0);

/// What is never printed on, around all cards of a page.
const MARGIN: f32 = 5.0;

/// The sizes of type that are tried on a card, in points: it is held in the hand.
const STEPS: &[f32] = &[13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.5];
const QUOTES: &[f32] = &[19.0, 17.5, 16.0, 14.5, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.5];

/// What stands on the cards of a deck.
#[derive(Clone, Debug)]
pub struct Cards {
    /// The name of the deck.
    pub title: String,
    /// A card for each person.
    pub cards: Vec<Persona>,
}

/// Reads the views of all persons' pages.
pub(super) fn read(reader: &Reader, title: String, persons: Vec<Value>) -> Option<(String, Body)> {
    let persona = |view: Value| match super::persona::read(reader, view)?.1 {
        Body::Persona(persona) => Some(persona),
        _ => None,
    };
    let cards: Vec<Persona> = persons.into_iter().filter_map(persona).collect();
    (!cards.is_empty()).then(|| (title.clone(), Body::Cards(Cards { title, cards })))
}

/// What stands on the front of a card, and on its back.
fn sides(card: &Persona) -> [Vec<Said>; 2] {
    let front = card.quote.iter().cloned().chain([Said::plain(&*card.name)]);
    let facts = card.facts.iter().flat_map(|(label, said)| [Said::plain(&**label), said.clone()]);
    let back = [Said::plain(&*card.name), Said::plain(&*card.summary)].into_iter().chain(facts);
    [front.collect(), back.filter(|said| !said.text.is_empty()).collect()]
}

impl Cards {
    /// What it says: all fronts of a page, then all backs; whatever the paper, card by card.
    pub(super) fn says(&self) -> Vec<Said> {
        self.cards.iter().flat_map(|card| sides(card).into_iter().flatten()).collect()
    }
}

/// How many cards stand beside and above each other on a paper, and where the first begins.
fn grid(paper: Paper) -> (usize, usize, f32, f32) {
    let count = |side: f32, card: f32| ((side - 2.0 * MARGIN) / card).floor().max(0.0) as usize;
    let (columns, rows) = (count(paper.width, CARD.0), count(paper.height, CARD.1));
    let x = (paper.width - columns as f32 * CARD.0) / 2.0;
    let y = (paper.height - rows as f32 * CARD.1) / 2.0;
    (columns, rows, x, y)
}

/// How many pages so many cards take on a paper, fronts and backs.
pub fn pages(cards: usize, paper: Paper) -> usize {
    let (columns, rows, ..) = grid(paper);
    2 * cards.div_ceil((columns * rows).max(1))
}

/// Draws all pages of a deck: fronts and backs in turns.
pub(super) fn compose(cards: &Cards, sheet: &Sheet, desk: &Desk) -> Result<Vec<Composed>, Refused> {
    let (columns, rows, x, y) = grid(desk.paper);
    if columns * rows == 0 {
        return Err(Refused { what: sheet.title.clone(), millimetres: CARD.1 + 2.0 * MARGIN - desk.paper.height });
    }
    let mut pages = Vec::new();
    for page in cards.cards.chunks(columns * rows) {
        for back in [false, true] {
            let mut nodes = Vec::new();
            let mut left_out = Vec::new();
            for (at, card) in page.iter().enumerate() {
                // The paper is turned over its long edge when it stands: what was left is right.
                let column = if back { columns - 1 - at % columns } else { at % columns };
                let place = Rect::new(x + column as f32 * CARD.0, y + (at / columns) as f32 * CARD.1, CARD.0, CARD.1);
                let (node, left) =
                    if back { draw_back(card, place, desk) } else { (draw_front(card, place, desk), None) };
                nodes.push(node);
                left_out.extend(left);
            }
            nodes.extend(cuts(desk, (columns, rows), (x, y)));
            let scene = Scene { width: desk.paper.width, height: desk.paper.height, nodes, ..Scene::default() };
            pages.push(Composed { scene, left_out, rest: None });
        }
    }
    Ok(pages)
}

/// The inner margin of a card: whoever cuts is not always exact.
const PAD: f32 = 5.0;

fn draw_front(card: &Persona, place: Rect, desk: &Desk) -> Node {
    let Ground { mut nodes, on, hue, on2 } = desk.ground(card.person.as_ref(), place);
    let inner = place.inset(PAD);
    let under = Ground { nodes: Vec::new(), on, on2, hue };
    let sign = 23.0;
    if let Some(person) = &card.person {
        nodes.extend(desk.sign(person, &under, inner.x, inner.y, sign));
    }
    let name = desk.text(Voice::Bold, &card.name).tight(1.2);
    let name_size = [13.0, 11.0, 9.0].map(|size| size * POINT);
    let name_size = name_size.into_iter().find(|size| name.lines(inner.w / size).len() == 1).unwrap_or(9.0 * POINT);
    let name_top = inner.bottom() - name.height(name_size, inner.w);
    if let Some(quote) = &card.quote {
        let voice = if quote.voice { Voice::Theirs } else { Voice::Bold };
        let text = desk.text(voice, &quote.text).tight(1.16);
        let room = name_top - 2.0 - (inner.y + sign + 3.0);
        let sizes = QUOTES.iter().map(|size| size * POINT);
        let fits = |size: &f32| text.height(*size, inner.w) <= room;
        // What is too long even at the smallest size stands on the person's sheet: a card is a reminder.
        if let Some(size) = sizes.into_iter().find(fits) {
            let top = name_top - 2.0 - text.height(size, inner.w);
            let lines = text.draw(size, (inner.x, top), inner.w, on).0;
            let role = if quote.voice { Role::Quote } else { Role::Paragraph };
            nodes.push(Node::Group(role, lines.into_iter().map(Node::Line).collect()));
        }
    }
    let (lines, _) = name.draw(name_size, (inner.x, name_top), inner.w, on);
    nodes.push(Node::Group(Role::Heading(2), lines.into_iter().map(Node::Line).collect()));
    Node::Group(Role::Section, nodes)
}

fn draw_back(card: &Persona, place: Rect, desk: &Desk) -> (Node, Option<LeftOut>) {
    let hue = desk.studio.colours.hue(card.person.as_ref().map_or("", |person| &person.hue));
    let inner = place.inset(PAD);
    // A thin line of the person's colour, so that a pile of cards can be sorted from behind.
    let edge = Rect { h: 2.4, ..place };
    let mut nodes = vec![Node::Shape(Shape::rect(edge, hue.frame.unwrap_or(hue.deep)))];
    let name = desk.text(Voice::Bold, &card.name).tight(1.2);
    let (lines, end) = name.draw(10.0 * POINT, (inner.x, inner.y), inner.w, hue.text);
    nodes.push(Node::Group(Role::Heading(2), lines.into_iter().map(Node::Line).collect()));
    let facts: Vec<Field> = card
        .facts
        .iter()
        .map(|(label, said)| {
            Field::new(desk, label, "", std::slice::from_ref(said), 0).headed(8.0 * POINT).coloured(hue.text, Rgb::INK)
        })
        .collect();
    let summary = desk.text(Voice::Ours, &card.summary).tight(1.28);
    let foot = desk.text(Voice::Ours, &format!("{} · {}", desk.foot.printed, desk.foot.id)).tight(1.2);
    let room = inner.bottom() - end - 1.2 * 7.5 * POINT - 1.0;
    let totals: Vec<usize> = facts.iter().map(Field::len).collect();
    let steps: Vec<f32> = STEPS.iter().map(|size| size * POINT).collect();
    let fitted = fit(&steps, &totals, |size, shown| {
        let all: f32 = facts.iter().zip(shown).map(|(fact, n)| fact.need(desk, inner.w, size, *n) + 2.0).sum();
        let over = summary.height(size, inner.w) + 2.0 + all - room;
        let field = shown.iter().rposition(|n| *n > 0).unwrap_or(0);
        if over > 0.0 { Err(Full { field, missing: over }) } else { Ok(()) }
    });
    let mut left_out = None;
    if let Ok(fitted) = fitted {
        let (lines, mut y) = summary.draw(fitted.size, (inner.x, end + 1.0), inner.w, Rgb::INK);
        nodes.push(paragraph(lines));
        y += 2.0;
        for (fact, shown) in facts.iter().zip(&fitted.shown) {
            nodes.extend(fact.draw(desk, Rect { y, ..inner }, fitted.size, *shown));
            y += fact.need(desk, inner.w, fitted.size, *shown) + 2.0;
            if *shown < fact.len() {
                let part = format!("{}, {}", card.name, fact.title);
                left_out = Some(LeftOut { part, items: fact.from(*shown), beyond: 0, millimetres: fitted.missing });
            }
        }
    } else {
        let items = sides(card)[1].iter().map(|said| said.text.clone()).collect();
        left_out = Some(LeftOut { part: card.name.clone(), items, beyond: 0, millimetres: 0.0 });
    }
    let (lines, _) = foot.draw(7.5 * POINT, (inner.x, inner.bottom() - 1.2 * 7.5 * POINT), inner.w, Rgb::INK2);
    nodes.push(paragraph(lines));
    (Node::Group(Role::Section, nodes), left_out)
}

/// Lines along which the cards are cut: at the edges of the paper only, where they leave no trace on a card.
fn cuts(desk: &Desk, (columns, rows): (usize, usize), (x, y): (f32, f32)) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut line = |from, to| nodes.push(Node::Shape(Shape::line(from, to, 0.15, Rgb::INK)));
    let (right, bottom) = (x + columns as f32 * CARD.0, y + rows as f32 * CARD.1);
    let long = |room: f32| (room - 1.0).clamp(0.5, 6.0);
    for column in 0..=columns {
        let at = x + column as f32 * CARD.0;
        line((at, y - 1.0), (at, y - 1.0 - long(y)));
        line((at, bottom + 1.0), (at, bottom + 1.0 + long(desk.paper.height - bottom)));
    }
    for row in 0..=rows {
        let at = y + row as f32 * CARD.1;
        line((x - 1.0, at), (x - 1.0 - long(x), at));
        line((right + 1.0, at), (right + 1.0 + long(desk.paper.width - right), at));
    }
    nodes
}

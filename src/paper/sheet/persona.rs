//! A person: their words as large as the paper allows, what they want and dread, and four fields of what we know.

use serde_json::Value;

use crate::paper::desk::{Desk, paragraph};
use crate::paper::field::{Field, ground};
use crate::paper::fit::{Full, LeftOut, fit, share};
use crate::paper::fonts::Voice;
use crate::paper::scene::{Node, Rect, Role, Scene};
use crate::paper::text::Text;
use crate::site::evidence::State;

use super::map::{field, states};
use super::{
    Body, Composed, ItemV, MapV, Part, Person, QuoteV, Reader, Refused, Said, Sheet, draw_strip, strip_height, words_of,
};

/// What stands on the sheet of a person.
#[derive(Clone, Debug)]
pub struct Persona {
    /// Who it is; nobody on the sheet of a story about nobody we know.
    pub person: Option<Person>,
    /// What heads it: a name, the title of a story.
    pub name: String,
    /// Their words.
    pub quote: Option<Said>,
    /// Who that is, in a sentence.
    pub summary: String,
    /// What they want, dread and would ask, each with its label.
    pub facts: Vec<(String, Said)>,
    /// What we know.
    pub parts: Vec<Part>,
}

/// How many fields of a map the sheet has; the map has a sheet of its own. Of a person without a map it has all sections.
const FIELDS: usize = 4;

/// Words are seen from across the room at this share of their largest size: 110 of 155 points on an A1.
const FAR: f32 = 0.7;

/// The parts of a map that come first; then whatever else it says.
const ORDER: &[&str] =
    &["says", "says_does", "thinks", "thinks_feels", "does", "feels", "pains", "gains", "sees", "hears"];

/// Reads the view of a person's page.
pub(super) fn read(reader: &Reader, mut view: Value) -> Option<(String, Body)> {
    let person: Person = serde_json::from_value(view["person"].take()).ok()?;
    let quote: Option<QuoteV> = serde_json::from_value(view["quote"].take()).ok()?;
    let others: Vec<QuoteV> = serde_json::from_value(view["quotes"].take()).unwrap_or_default();
    let map: Option<MapV> = serde_json::from_value(view["map"].take()).ok()?;
    let map = map.map(|map| reader.whole(map));
    let fact = |key: &str| {
        let item: ItemV = serde_json::from_value(view[key].clone()).ok()?;
        let label = reader.pages.words.or(&format!("person.{key}"), key).to_owned();
        Some((label, Said { state: None, ..reader.item(&item) }))
    };
    let facts: Vec<(String, Said)> = ["wants", "dreads", "would_ask"].iter().filter_map(|key| fact(key)).collect();
    let mut parts = Vec::new();
    if let Some(map) = &map {
        let all = ORDER.iter().filter_map(|name| map.parts.get(*name)?.as_ref());
        parts.extend(all.map(|part| reader.part(part, &person.first_name)));
        // What is known comes before what nobody has told.
        parts.sort_by_key(|part: &Part| part.items.is_empty());
    }
    parts.truncate(FIELDS);
    let sections = view["sections"].as_array().into_iter().flatten();
    let room = if parts.is_empty() { usize::MAX } else { FIELDS - parts.len() };
    parts.extend(sections.filter_map(|section| section_part(reader, section)).take(room));
    let summary = words_of(view["summary_html"].as_str().unwrap_or_default());
    let title = person.name.clone();
    let quote = reader.headline(quote.as_ref(), &others);
    Some((title.clone(), Body::Persona(Persona { person: Some(person), name: title, quote, summary, facts, parts })))
}

/// A section of statements as a field.
fn section_part(reader: &Reader, section: &Value) -> Option<Part> {
    let name = section["field"].as_str().filter(|field| !field.is_empty())?.to_owned();
    let blocks = section["blocks"].as_array()?;
    let lists = blocks.iter().filter_map(|block| block["items"].as_array()).flatten();
    let items: Vec<ItemV> = lists.filter_map(|item| serde_json::from_value(item.clone()).ok()).collect();
    let items: Vec<Said> = items.iter().map(|item| reader.item(item)).collect();
    let heading = words_of(section["heading"].as_str().unwrap_or_default());
    (!items.is_empty()).then(|| Part { name, heading, items, beyond: 0, empty: String::new() })
}

impl Persona {
    /// What it says, in reading order.
    pub(super) fn says(&self) -> Vec<Said> {
        let mut says: Vec<Said> = Vec::new();
        for (label, said) in &self.facts {
            says.extend([Said::plain(&**label), said.clone()]);
        }
        says.extend(self.quote.iter().cloned());
        says.extend([Said::plain(&*self.name), Said::plain(&*self.summary)]);
        says.extend(self.parts.iter().flat_map(Part::says));
        says.retain(|said| !said.text.is_empty());
        says
    }
}

/// The block of the person: set once, drawn where the paper has room for it.
struct Block {
    facts: Vec<(Text, Text)>,
    quote: Text,
    name: Option<Text>,
    summary: Option<Text>,
    is_voice: bool,
    fact: f32,
    label: f32,
    named: f32,
    /// As it is on an A3.
    sign: f32,
}

impl Block {
    fn of(persona: &Persona, desk: &Desk, low: bool) -> Block {
        let reading = &desk.reading;
        let is_voice = persona.quote.as_ref().is_some_and(|quote| quote.voice);
        let words = persona.quote.as_ref().map_or(&persona.name, |quote| &quote.text);
        let voice = if is_voice { Voice::Theirs } else { Voice::Bold };
        let fact = |(label, said): &(String, Said)| {
            let voice = if said.voice { Voice::Theirs } else { Voice::Ours };
            (desk.text(Voice::Ours, label).tight(1.3), desk.text(voice, &said.text).tight(1.3))
        };
        Block {
            facts: persona.facts.iter().map(fact).collect(),
            quote: desk.text(voice, words).tight(1.13),
            name: persona.quote.as_ref().map(|_| desk.text(Voice::Bold, &persona.name).tight(1.3)),
            summary: (!persona.summary.is_empty()).then(|| desk.text(Voice::Ours, &persona.summary).tight(1.3)),
            is_voice,
            fact: if low { reading.floor } else { (reading.floor + reading.ceiling) / 2.0 },
            label: reading.floor,
            named: if low { reading.heading } else { reading.heading * 1.15 },
            sign: match (low, desk.paper.lies()) {
                (true, _) => 44.0,
                (_, true) => 52.0,
                (_, false) => 56.0,
            },
        }
    }

    fn facts_height(&self, width: f32) -> f32 {
        let one = |(label, said): &(Text, Text)| label.height(self.label, width) + said.height(self.fact, width);
        self.facts.iter().map(|fact| one(fact) + 0.7 * self.fact).sum::<f32>() - 0.7 * self.fact
    }

    fn below_height(&self, width: f32) -> f32 {
        let name = self.name.as_ref().map_or(0.0, |name| name.height(self.named, width));
        name + self.summary.as_ref().map_or(0.0, |summary| summary.height(self.fact, width))
    }
}

/// How the paper is divided: the person above what we know, or beside it.
struct Plan {
    block: Rect,
    fields: Rect,
    foot: Rect,
    sign: f32,
    quote_size: f32,
}

/// Draws it; where something would be left out, with smaller words beside the sign.
pub(super) fn compose(persona: &Persona, sheet: &Sheet, desk: &Desk) -> Result<Composed, Refused> {
    match compose_under(persona, sheet, desk, false) {
        Ok(composed) if composed.left_out.is_empty() => Ok(composed),
        _ => compose_under(persona, sheet, desk, true),
    }
}

fn compose_under(persona: &Persona, sheet: &Sheet, desk: &Desk, low: bool) -> Result<Composed, Refused> {
    let reading = &desk.reading;
    let marks = if sheet.marks { states(persona.parts.iter()) } else { Vec::new() };
    let block = Block::of(persona, desk, low);
    let plan = divide(persona, &block, desk, &marks);
    let fields: Vec<Field> = persona.parts.iter().map(|part| field(desk, part).headed(reading.heading)).collect();
    let totals: Vec<usize> = fields.iter().map(Field::len).collect();
    let try_at = |size: f32, shown: &[usize]| rows(desk, plan.fields, &fields, size, shown);
    let fitted = fit(&reading.steps(), &totals, try_at).map_err(|full| Refused {
        what: fields.get(full.field).map_or_else(|| sheet.title.clone(), |field| field.title.clone()),
        millimetres: full.missing,
    })?;
    let mut nodes = draw_block(persona, &block, &plan, desk);
    let gap = 2.0 * reading.unit;
    let mut y = plan.fields.y;
    for (row, height) in fitted.plan.iter().enumerate() {
        for column in 0..2 {
            let at = row * 2 + column;
            let Some(field) = fields.get(at) else { continue };
            let (cell, text) = cell(desk, plan.fields, fields.len(), at);
            let tones = desk.studio.colours.part(&persona.parts[at].name);
            nodes.push(ground(Rect { y, h: *height, ..cell }, tones.tint));
            let text = Rect { y: y + 7.0 * reading.unit, h: *height, ..text };
            nodes.extend(field.draw(desk, text, fitted.size, fitted.shown[at]));
        }
        y += height + gap;
    }
    nodes.extend(draw_strip(desk, plan.foot, &marks));
    let mut left_out = Vec::new();
    for ((field, part), shown) in fields.iter().zip(&persona.parts).zip(&fitted.shown) {
        if *shown < field.len() {
            let items = field.from(*shown);
            left_out.push(LeftOut { part: part.heading.clone(), items, beyond: 0, millimetres: fitted.missing });
        }
    }
    let rest = persona.parts.iter().zip(&fitted.shown).map(|(part, shown)| part.rest(*shown)).collect();
    let rest = (!left_out.is_empty()).then(|| Body::Persona(Persona { parts: rest, ..persona.clone() }));
    let scene = Scene { width: desk.paper.width, height: desk.paper.height, nodes, ..Scene::default() };
    Ok(Composed { scene, left_out, rest })
}

/// Divides the paper so that the words are as large as they can be while everything we know still fits.
fn divide(persona: &Persona, block: &Block, desk: &Desk, marks: &[State]) -> Plan {
    let reading = &desk.reading;
    let (unit, border) = (reading.unit, reading.border);
    let content = Rect::new(border, border, desk.paper.width - 2.0 * border, desk.paper.height - 2.0 * border);
    let foot = strip_height(desk, content.w, marks);
    let gap = 2.0 * unit;
    let above = content.h - foot - 4.0 * unit;
    let foot = Rect::new(content.x, content.bottom() - foot, content.w, foot);
    let pad = 9.5 * unit;
    let fields: Vec<Field> = persona.parts.iter().map(|part| field(desk, part).headed(reading.heading)).collect();
    let all: Vec<usize> = fields.iter().map(Field::len).collect();
    let lies = desk.paper.lies();
    let share_of = |share: f32| -> (Rect, Rect) {
        match lies {
            false => {
                let high = above * share;
                let low = Rect::new(content.x, content.y + high + gap, content.w, above - high - gap);
                (Rect::new(content.x, content.y, content.w, high), low)
            }
            true => {
                let wide = content.w * share;
                let beside = Rect::new(content.x + wide + gap, content.y, content.w - wide - gap, above);
                (Rect::new(content.x, content.y, wide, above), beside)
            }
        }
    };
    let sign = if persona.person.is_some() { (block.sign * unit).min(content.w * 0.28) } else { 0.0 };
    let plan = |share: f32| {
        let (rect, fields_rect) = share_of(share);
        let width = rect.w - 2.0 * pad;
        let beside = width - sign - 12.0 * unit;
        let top = match lies {
            false => sign.max(block.facts_height(beside)),
            true => sign + 6.0 * unit + block.facts_height(width),
        };
        let room = rect.h - 2.0 * pad - top - block.below_height(width) - 10.0 * unit;
        let most = reading.hero.max(reading.quote);
        let sizes = (0..24).map(|step| most * 0.94_f32.powi(step)).filter(|size| *size >= reading.floor);
        let mut fitting = sizes.filter(|size| block.quote.height(*size, width) <= room);
        let quote_size = fitting.next();
        (
            Plan { block: rect, fields: fields_rect, foot, sign, quote_size: quote_size.unwrap_or(reading.floor) },
            quote_size,
        )
    };
    // As in the standard at first; then more for what we know, as long as their words stay the largest on the sheet.
    let (first, last) = if lies { (46, 34) } else { (58, 28) };
    let least = reading.heading * 1.25;
    let shares = (last..=first).rev().map(|share: u8| plan(f32::from(share) / 100.0));
    let mut possible: Vec<Plan> =
        shares.filter(|(_, size)| size.is_some_and(|size| size >= least)).map(|(plan, _)| plan).collect();
    let fits = |plan: &Plan, size: f32| rows(desk, plan.fields, &fields, size, &all).is_ok();
    let steps = reading.steps();
    let comfortable = steps.get(steps.len().saturating_sub(3)).copied().unwrap_or(reading.floor);
    // The largest share at which everything fits in a comfortable size under words that are seen from across the room;
    // else at the floor; else the one with most room.
    let far = |plan: &Plan| plan.quote_size >= reading.hero * FAR;
    let at_ease = possible.iter().position(|plan| fits(plan, comfortable)).filter(|at| far(&possible[*at]));
    let chosen = at_ease.or_else(|| possible.iter().position(|plan| fits(plan, reading.floor)));
    match possible.len() {
        0 => plan(f32::from(first) / 100.0).0,
        count => possible.swap_remove(chosen.unwrap_or(count - 1)),
    }
}

/// The box of a field and the room for its text; heights come with the rows.
fn cell(desk: &Desk, fields: Rect, count: usize, at: usize) -> (Rect, Rect) {
    let unit = desk.reading.unit;
    let gap = 2.0 * unit;
    let alone = count % 2 == 1 && at + 1 == count;
    let width = if alone { fields.w } else { (fields.w - gap) / 2.0 };
    let x = fields.x + if at % 2 == 1 { width + gap } else { 0.0 };
    let pad = 8.0 * unit;
    (Rect::new(x, 0.0, width, 0.0), Rect::new(x + pad, 0.0, width - 1.7 * pad, 0.0))
}

/// The heights of the rows of fields at a size.
fn rows(desk: &Desk, place: Rect, fields: &[Field], size: f32, shown: &[usize]) -> Result<Vec<f32>, Full> {
    let around = 14.0 * desk.reading.unit;
    let count = fields.len().div_ceil(2);
    let mut needs = vec![0.0_f32; count];
    let mut neediest = vec![0; count];
    for (at, field) in fields.iter().enumerate() {
        let need = field.need(desk, cell(desk, place, fields.len(), at).1.w, size, shown[at]) + around;
        if need > needs[at / 2] {
            (needs[at / 2], neediest[at / 2]) = (need, at);
        }
    }
    let room = place.h - 2.0 * desk.reading.unit * count.saturating_sub(1) as f32;
    share(room, &vec![1.0; count], &needs).map_err(|full| {
        let most = (0..fields.len()).filter(|at| shown[*at] > 0 && neediest.contains(at));
        let most = most.max_by(|a, b| needs[a / 2].total_cmp(&needs[b / 2]));
        Full { field: most.unwrap_or(neediest[full.field]), ..full }
    })
}

fn draw_block(persona: &Persona, block: &Block, plan: &Plan, desk: &Desk) -> Vec<Node> {
    let unit = desk.reading.unit;
    let pad = 9.5 * unit;
    let rect = plan.block;
    let under = desk.ground(persona.person.as_ref(), rect);
    let sign = |person| desk.sign(person, &under, rect.x + pad, rect.y + pad, plan.sign);
    let mut nodes: Vec<Node> = persona.person.as_ref().map(sign).unwrap_or_default();
    let width = rect.w - 2.0 * pad;
    let (x, wide, top) = match desk.paper.lies() {
        true => (rect.x + pad, width, rect.y + pad + plan.sign + 6.0 * unit),
        false => {
            let x = rect.x + pad + plan.sign + 12.0 * unit;
            let wide = rect.right() - pad - x;
            (x, wide, rect.y + pad + ((plan.sign - block.facts_height(wide)) / 2.0).max(0.0))
        }
    };
    let mut y = top;
    for (label, said) in &block.facts {
        let (lines, end) = label.draw(block.label, (x, y), wide, under.on2);
        nodes.push(paragraph(lines));
        let (lines, end) = said.draw(block.fact, (x, end), wide, under.on);
        nodes.push(paragraph(lines));
        y = end + 0.7 * block.fact;
    }
    let below = block.below_height(width);
    let quote = block.quote.height(plan.quote_size, width);
    let bottom = rect.bottom() - pad - below;
    // Near the name, as a sentence is to who said it.
    let y = bottom - 4.0 * unit - quote;
    let (lines, _) = block.quote.draw(plan.quote_size, (rect.x + pad, y), width, under.on);
    let lines: Vec<Node> = lines.into_iter().map(Node::Line).collect();
    let role = match (block.is_voice, &block.name) {
        (true, _) => Role::Quote,
        (false, None) => Role::Heading(1),
        (false, Some(_)) => Role::Paragraph,
    };
    nodes.push(Node::Group(role, lines));
    let mut y = bottom;
    if let Some(name) = &block.name {
        let (lines, end) = name.draw(block.named, (rect.x + pad, y), width, under.on);
        nodes.push(Node::Group(Role::Heading(1), lines.into_iter().map(Node::Line).collect()));
        y = end;
    }
    if let Some(summary) = &block.summary {
        nodes.push(paragraph(summary.draw(block.fact, (rect.x + pad, y), width, under.on2).0));
    }
    let mut all = under.nodes;
    all.push(Node::Group(Role::Section, nodes));
    all
}

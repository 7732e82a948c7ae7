//! The canvas: an empathy map around a head in profile, after Dave Gray's: who it is and what there is to do first, then
//! clockwise from what is seen, the inside of the head last. The drawing is that of the pages.
//!
//! The foot takes the lower right corner, as on the other sheets of maps. All text stands in boxes that are inscribed in
//! their fields: between the slanted edges of the base, and within the outline of the head.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::paper::desk::{Desk, Ground, paragraph};
use crate::paper::drawing;
use crate::paper::field::{Field, ground};
use crate::paper::fit::{Full, fit};
use crate::paper::fonts::Voice;
use crate::paper::foot::SetFoot;
use crate::paper::scene::{Node, Outline, Rect, Rgb, Role, Shape, Step, Stroke};

use super::map::{Head, Map, Rise, composed, field, inside_border, refused, states};
use super::{Composed, MapV, Part, Reader, Refused, Sheet};

/// What the layout is called.
pub(super) const NAME: &str = "canvas";

/// Above the world: who it is, and what there is to do.
const GOAL: &[&str] = &["who", "need_to_do"];
/// On the right, where the face looks; what is said and done together is there only if the base is taken.
const RIGHT: &[&str] = &["sees", "says", "says_does"];
/// At the base: the first that there is.
const BASE: &[&str] = &["does", "says_does"];
/// On the left.
const LEFT: &[&str] = &["hears", "influences"];
/// The inside of the head.
const MIND: &str = "thinks_feels";
/// Below it in the head.
const INSIDE: &[&str] = &["pains", "gains"];

/// The parts in reading order. Fields for notes are there even if there is nothing in them: somebody may write there.
pub(super) fn parts(reader: &Reader, map: &MapV, name: &str) -> Vec<Part> {
    let read = |part: &&str| Some(reader.part(map.parts.get(*part)?.as_ref()?, name));
    let goal = GOAL.iter().filter_map(read).map(|part| Part { empty: String::new(), ..part });
    let world = ["sees", "says", "says_does", "does", "hears"].iter().filter_map(read);
    let influences = ["influences"].iter().filter_map(read).filter(|part| !part.items.is_empty());
    let mind = reader.head(map).map(|mind| reader.part(&mind, name));
    goal.chain(world).chain(influences).chain(mind).chain(INSIDE.iter().filter_map(read)).collect()
}

/// Draws a map as a canvas.
///
/// # Errors
/// The map has another layout, or the paper stands or is too small: a part could not show a single statement.
pub(super) fn compose(map: &Map, sheet: &Sheet, desk: &Desk) -> Result<Composed, Refused> {
    let content = inside_border(desk);
    let marks = if sheet.marks { states(map.parts.iter()) } else { Vec::new() };
    let strip = Head::of(map, desk, content, &marks, Rise::Slim);
    let gap = 2.0 * desk.reading.unit;
    let below = Rect { y: content.y + strip.height + gap, h: content.h - strip.height - gap, ..content };
    let none = || Refused { what: sheet.title.clone(), millimetres: 0.0 };
    let canvas = Canvas::of(map, desk, below).ok_or_else(none)?;
    let totals: Vec<usize> = canvas.fields.iter().map(Field::len).collect();
    let fitted = fit(&desk.reading.steps(), &totals, |size, shown| canvas.try_at(size, shown));
    let fitted = fitted.map_err(|full| refused(sheet, &canvas.fields, full))?;
    let mut nodes = strip.draw(map, desk, content, &marks);
    nodes.extend(canvas.draw(&fitted.plan, fitted.size, &fitted.shown));
    Ok(composed(map, desk, &canvas.fields, nodes, &fitted.shown, fitted.missing))
}

/// Which field stands where: their numbers.
struct Seats {
    goal: Vec<usize>,
    right: Vec<usize>,
    base: usize,
    left: Vec<usize>,
    mind: usize,
    inside: Vec<usize>,
}

impl Seats {
    fn of(map: &Map) -> Option<Seats> {
        let at = |name: &&str| map.parts.iter().position(|part| part.name == **name);
        let all = |names: &[&str]| names.iter().filter_map(at).collect::<Vec<usize>>();
        let base = BASE.iter().find_map(at)?;
        let right: Vec<usize> = all(RIGHT).into_iter().filter(|field| *field != base).collect();
        let (left, mind) = (all(LEFT), at(&MIND)?);
        let whole = map.layout == NAME && !right.is_empty() && !left.is_empty();
        whole.then(|| Seats { goal: all(GOAL), right, base, left, mind, inside: all(INSIDE) })
    }
}

/// The canvas on a paper: what does not depend on the size of type.
struct Canvas<'a> {
    map: &'a Map,
    desk: &'a Desk<'a>,
    seats: Seats,
    fields: Vec<Field>,
    ground: Ground,
    foot: SetFoot,
    /// What lies below the strip.
    content: Rect,
    /// The head from left to right; how high it is depends on the type.
    head: Rect,
    foot_width: f32,
    unit: f32,
    gap: f32,
    profile: Profile,
    /// How high fields are at a size and a width with so many statements: asked for again and again.
    known: RefCell<HashMap<(usize, u32, u32, usize), f32>>,
}

/// Where everything is at a size.
struct Plan {
    /// The boxes above the world.
    goal: f32,
    /// The world down to the base.
    upper: f32,
    /// The fields on the right, from above.
    right: Vec<f32>,
    /// The inside of the head.
    inside: Inside,
}

/// The boxes of text in the head.
#[derive(Clone, Debug)]
struct Inside {
    heading: Rect,
    list: Rect,
    /// The line below.
    rule: f32,
    below: Vec<Rect>,
    /// The sign and the name, if there is room for them.
    name: Option<Rect>,
    /// How far it is from being in the middle.
    off: f32,
}

/// How large headings are beside their statements: as on the page.
const HEADING: f32 = 1.18;

/// The highest head for its width: a longer one is no head.
const LONGEST: f32 = 1.2;

impl<'a> Canvas<'a> {
    fn of(map: &'a Map, desk: &'a Desk<'a>, content: Rect) -> Option<Canvas<'a>> {
        if !desk.paper.lies() {
            return None;
        }
        let seats = Seats::of(map)?;
        let unit = desk.reading.unit;
        let ground = desk.ground(map.person.as_ref(), Rect::default());
        let numbers = ["who", "need_to_do", "sees", "says", "does", "hears", MIND];
        let number = |name: &str| numbers.iter().position(|numbered| *numbered == name.replace("says_does", "does"));
        let fields = map.parts.iter().enumerate().map(|(at, part)| {
            let made = match number(&part.name) {
                Some(number) => field(desk, part).headed_by(HEADING).numbered(desk, number + 1),
                None => field(desk, part).headed_by(HEADING),
            };
            if at == seats.base {
                made.in_two(8.0 * unit)
            } else if at == seats.mind {
                made.coloured(ground.on, ground.on)
            } else if seats.inside.contains(&at) {
                // Half of a head is too narrow for an address: it stands in the line above them, and at the foot.
                made.coloured(ground.on, ground.on).brief()
            } else if seats.goal.contains(&at) {
                made.coloured(Rgb::INK, Rgb::INK).plain()
            } else {
                made
            }
        });
        let fields = fields.collect();
        // About half of the height is the head's: it is as wide as a head of that height may be.
        let width = (0.46 * content.w).min(0.85 * content.h);
        let head = Rect { x: content.x + 0.41 * (content.w - width), w: width, ..content };
        let foot_width = 0.29 * content.w;
        let foot = desk.foot.column(desk, foot_width);
        let (gap, profile) = (2.0 * unit, Profile::new());
        let known = RefCell::default();
        Some(Canvas { map, desk, seats, fields, ground, foot, content, head, foot_width, unit, gap, profile, known })
    }

    /// How high a field is.
    fn need(&self, field: usize, width: f32, size: f32, shown: &[usize]) -> f32 {
        let key = (field, width.to_bits(), size.to_bits(), shown[field]);
        let known = self.known.borrow().get(&key).copied();
        known.unwrap_or_else(|| {
            let need = self.fields[field].need(self.desk, width, size, shown[field]);
            self.known.borrow_mut().insert(key, need);
            need
        })
    }

    fn pad(&self) -> f32 {
        7.0 * self.unit
    }

    /// The box of the text of one of the fields above the world.
    fn goal_text(&self, at: usize, y: f32) -> Rect {
        let width = self.content.w / self.seats.goal.len() as f32;
        let x = self.content.x + at as f32 * width + self.pad();
        Rect::new(x, y + 5.0 * self.unit, width - 2.0 * self.pad(), 0.0)
    }

    fn left_text(&self, y: f32) -> Rect {
        let x = self.content.x + self.pad();
        Rect::new(x, y + self.pad(), self.head.x - 5.0 * self.unit - x, 0.0)
    }

    fn right_text(&self, y: f32) -> Rect {
        let x = self.head.right() + 4.0 * self.unit;
        Rect::new(x, y + self.pad(), self.content.right() - 0.7 * self.pad() - x, 0.0)
    }

    /// The corners of the base, from the lower left one clockwise, if it begins at `top`.
    fn base(&self, top: f32) -> [(f32, f32); 4] {
        let (left, right) = (self.content.x, self.content.right() - self.foot_width - 4.0 * self.unit);
        let slant = 0.08 * self.content.w;
        let bottom = self.content.bottom();
        [(left, bottom), (left + slant, top), (right - slant, top), (right, bottom)]
    }

    /// The box of the text of the base: between its slanted edges where it begins, below the chin.
    fn base_text(&self, top: f32) -> Rect {
        let [(left, bottom), (from, _), (to, _), (right, _)] = self.base(top);
        let y = top + self.chin() + 3.0 * self.unit;
        let share = (y - top) / (bottom - top).max(f32::EPSILON);
        let x = from - (from - left) * share + self.pad();
        Rect::new(x, y, to + (right - to) * share - self.pad() - x, 0.0)
    }

    /// How far the head reaches into the base.
    fn chin(&self) -> f32 {
        4.0 * self.unit
    }

    fn try_at(&self, size: f32, shown: &[usize]) -> Result<Plan, Full> {
        let (unit, pad, seats) = (self.unit, self.pad(), &self.seats);
        let goals: Vec<f32> =
            (0..seats.goal.len()).map(|at| self.need(seats.goal[at], self.goal_text(at, 0.0).w, size, shown)).collect();
        let goal = goals.iter().fold(0.0, |most: f32, need| most.max(need + 9.0 * unit));
        // Where its text begins depends on how high the base is, if only a little.
        let least = self.foot.height + 3.0 * unit;
        let low = self.base_text(self.content.bottom() - least.max(0.25 * self.content.h)).w;
        let base_need = self.need(seats.base, low, size, shown) + self.chin() + 3.0 * unit + 0.5 * pad;
        let base = base_need.max(least);
        let goal_room = if goals.is_empty() { 0.0 } else { goal + self.gap };
        let upper = self.content.h - goal_room - base;
        let column = |fields: &[usize], width: f32| -> Vec<f32> {
            fields.iter().map(|field| self.need(*field, width, size, shown) + 1.7 * pad).collect()
        };
        let (left, right) = (column(&seats.left, self.left_text(0.0).w), column(&seats.right, self.right_text(0.0).w));
        // What stands above and at the base takes room from everything between, the more the higher it is.
        let mut rows: Vec<(usize, f32)> = seats.goal.iter().copied().zip(goals.iter().copied()).collect();
        if base_need > least {
            rows.push((seats.base, base_need));
        }
        let full = |fields: Vec<(usize, f32)>, missing: f32| {
            let most = fields.iter().chain(&rows).filter(|(field, _)| shown[*field] > 1);
            let field =
                most.max_by(|(_, one), (_, other)| one.total_cmp(other)).map_or(usize::MAX, |(field, _)| *field);
            Full { field, missing }
        };
        let pairs = |fields: &[usize], needs: &[f32]| fields.iter().copied().zip(needs.iter().copied()).collect();
        let over = |needs: &[f32]| needs.iter().sum::<f32>() - upper;
        let sides = [(&seats.left, &left), (&seats.right, &right)];
        if let Some((fields, needs)) = sides.into_iter().find(|(_, needs)| over(needs) > 0.0) {
            return Err(full(pairs(fields, needs), over(needs)));
        }
        let head = self.head_at(upper);
        let inside = self.inside(head, size, shown).or_else(|missing| {
            // Their name stands in the strip as well: it gives way before a statement does.
            let last = size <= self.desk.reading.floor;
            let without = if last { self.inside_with(head, size, shown, false) } else { None };
            without.ok_or_else(|| {
                let all: Vec<usize> = [seats.mind].into_iter().chain(seats.inside.iter().copied()).collect();
                let widths = [0.7, 0.36, 0.36].map(|share| self.grid(share * head.w));
                let needs =
                    all.iter().zip(widths).map(|(field, width)| (*field, self.need(*field, width, size, shown)));
                full(needs.collect(), missing)
            })
        })?;
        // What is left goes to both fields on the right.
        let spare = -over(&right) / right.len() as f32;
        let right = right.into_iter().map(|need| need + spare).collect();
        Ok(Plan { goal, upper, right, inside })
    }

    /// The head if the world is so high: longer ones than a head stand on the base and end below the top.
    fn head_at(&self, upper: f32) -> Rect {
        let top = 3.0 * self.unit;
        let height = (upper - top + self.chin()).min(LONGEST * self.head.w);
        Rect { y: upper + self.chin() - height, h: height, ..self.head }
    }

    /// A width of text in the head, so that few different ones have to be tried.
    fn grid(&self, width: f32) -> f32 {
        let step = self.head.w / 40.0;
        (width / step).floor() * step
    }

    fn inside(&self, head: Rect, size: f32, shown: &[usize]) -> Result<Inside, f32> {
        let missing = || {
            let widest = |field: usize, share: f32| self.need(field, self.grid(share * head.w), size, shown);
            let below = self.seats.inside.iter().map(|field| widest(*field, 0.36)).fold(0.0, f32::max);
            (widest(self.seats.mind, 0.7) + below - 0.8 * head.h).max(size)
        };
        self.inside_with(head, size, shown, true).ok_or_else(missing)
    }

    /// The boxes of the head where they are best in the middle; nothing if they have no room at any height.
    fn inside_with(&self, head: Rect, size: f32, shown: &[usize], named: bool) -> Option<Inside> {
        let mut best: Option<Inside> = None;
        for step in 0..24 {
            let top = head.y + 4.0 * self.unit + step as f32 * 0.02 * head.h;
            if let Some(inside) = self.inside_from(head, top, size, shown, named)
                && best.as_ref().is_none_or(|best| inside.off < best.off)
            {
                best = Some(inside);
            }
        }
        best
    }

    fn inside_from(&self, head: Rect, top: f32, size: f32, shown: &[usize], named: bool) -> Option<Inside> {
        let unit = self.unit;
        let mind = &self.fields[self.seats.mind];
        // The heading in the middle of its line, or in lines if it is long.
        let own = HEADING * size;
        let line = 1.2 * own;
        let (left, right) = self.span(head, top, top + line)?;
        let wide = mind.head_width(size);
        let heading = match wide < right - left {
            true => Rect::new((left + right - wide) / 2.0, top, wide, mind.head(wide * 1.02, size)),
            false => {
                let high = 2.0 * line + 0.35 * own;
                let (left, right) = self.span(head, top, top + high)?;
                Rect::new(left, top, right - left, mind.head(right - left, size))
            }
        };
        if heading.h > 2.1 * line + 0.35 * own || heading.w < 8.0 * size {
            return None;
        }
        let list_of = |width: f32| self.need(self.seats.mind, width, size, shown) - mind.head(width, size);
        let list = self.inscribed(head, top + heading.h, list_of)?;
        let rule = list.bottom() + 3.0 * unit;
        let gutter = 6.0 * unit;
        let half = |width: f32| self.grid((width - gutter) / 2.0);
        let columns = self.seats.inside.len();
        let below_of = |width: f32| {
            let width = if columns > 1 { half(width) } else { width };
            let needs = self.seats.inside.iter().map(|field| self.need(*field, width, size, shown));
            needs.fold(0.0, f32::max)
        };
        let below = self.inscribed(head, rule + 3.5 * unit, below_of)?;
        let width = if columns > 1 { half(below.w) } else { below.w };
        if width < 6.0 * size {
            return None;
        }
        let places = (0..columns).map(|at| Rect { x: below.x + at as f32 * (width + gutter), w: width, ..below });
        let mut end = below.bottom();
        let name = match named.then(|| self.name_size()).flatten() {
            None => None,
            Some((wide, high)) => {
                let y = end + 3.5 * unit;
                let (left, right) = self.span(head, y, y + high)?;
                if right - left < wide {
                    return None;
                }
                end = y + high;
                Some(Rect::new((left + right - wide) / 2.0, y, wide, high))
            }
        };
        if end > head.bottom() - 4.0 * unit {
            return None;
        }
        // A heading in one line is worth more than the exact middle.
        let broken = if heading.h > line + 0.36 * own { 0.2 * head.h } else { 0.0 };
        let off = (top - head.y - (head.bottom() - end)).abs() + broken;
        Some(Inside { heading, list, rule, below: places.collect(), name, off })
    }

    /// The room between the edges of the head from one height to another: text keeps clear of the outline.
    fn span(&self, head: Rect, from: f32, to: f32) -> Option<(f32, f32)> {
        let share = |y: f32| (y - head.y) / head.h;
        let (left, right) = self.profile.span(share(from), share(to))?;
        let clear = 6.0 * self.unit;
        let (left, right) = (head.x + left * head.w + clear, head.x + right * head.w - clear);
        (right > left).then_some((left, right))
    }

    /// A box from a height on that is as high as what stands in it is at the width which the head has there.
    fn inscribed(&self, head: Rect, top: f32, need: impl Fn(f32) -> f32) -> Option<Rect> {
        let mut height = need(self.grid(0.8 * head.w));
        for _ in 0..6 {
            let (left, right) = self.span(head, top, top + height)?;
            let width = self.grid(right - left);
            let needed = need(width);
            if needed <= height + 1e-3 {
                return Some(Rect::new((left + right - width) / 2.0, top, width, height));
            }
            height = needed;
        }
        None
    }

    /// How large the sign is with the name beside it.
    fn name_size(&self) -> Option<(f32, f32)> {
        let person = self.map.person.as_ref()?;
        let name = self.desk.text(Voice::Bold, &person.first_name);
        let side = 13.0 * self.unit;
        Some((side + 3.0 * self.unit + name.width() * self.name_type() * 1.02, side))
    }

    fn name_type(&self) -> f32 {
        self.desk.reading.heading * 0.76
    }
}

impl Canvas<'_> {
    fn draw(&self, plan: &Plan, size: f32, shown: &[usize]) -> Vec<Node> {
        let mut nodes = self.draw_goal(plan, size, shown);
        let top = self.content.y + if self.seats.goal.is_empty() { 0.0 } else { plan.goal + self.gap };
        nodes.extend(self.draw_world(plan, top));
        let mut write = |field: usize, place: Rect| {
            nodes.extend(self.fields[field].draw(self.desk, place, size, shown[field]));
        };
        let mut y = top;
        for (field, height) in self.seats.right.iter().zip(&plan.right) {
            write(*field, self.right_text(y));
            y += height;
        }
        write(self.seats.base, self.base_text(top + plan.upper));
        let mut y = top;
        for field in &self.seats.left {
            let place = self.left_text(y);
            write(*field, place);
            y += self.need(*field, place.w, size, shown) + 1.7 * self.pad();
        }
        nodes.extend(self.draw_head(plan, top, size, shown));
        let foot = Rect::new(
            self.content.right() - self.foot_width,
            self.content.bottom() - self.foot.height,
            self.foot_width,
            self.foot.height,
        );
        nodes.extend(self.foot.draw_column(self.desk, foot));
        nodes
    }

    /// Who it is and what there is to do: in a frame, because that is no part of their world.
    fn draw_goal(&self, plan: &Plan, size: f32, shown: &[usize]) -> Vec<Node> {
        let goal = &self.seats.goal;
        if goal.is_empty() {
            return Vec::new();
        }
        let (line, place) = (0.8 * self.unit, Rect { h: plan.goal, ..self.content });
        let mut nodes = vec![Node::Shape(drawing::frame(place, Rgb::INK, line, &[]))];
        for (at, field) in goal.iter().enumerate() {
            if at > 0 {
                let x = place.x + place.w * at as f32 / goal.len() as f32;
                nodes.push(Node::Shape(Shape::line((x, place.y), (x, place.bottom()), line, Rgb::INK)));
            }
            nodes.extend(self.fields[*field].draw(self.desk, self.goal_text(at, place.y), size, shown[*field]));
        }
        nodes
    }

    /// The grounds of the fields, with lines of paper between them.
    fn draw_world(&self, plan: &Plan, top: f32) -> Vec<Node> {
        let tint = |field: usize| self.desk.studio.colours.part(&self.map.parts[field].name).tint;
        let middle = self.head.x + self.head.w / 2.0;
        let (edge, right) = (top + plan.upper, self.content.right());
        let base = self.base(edge);
        let mut nodes = Vec::new();
        let mut lines = vec![((middle, top), (middle, edge)), (base[1], (right, edge)), (base[0], base[1])];
        let left = [(self.content.x, top), (middle, top), (middle, edge), base[1], base[0]];
        nodes.push(polygon(&left, tint(self.seats.left[0])));
        let mut y = top;
        for (at, (field, height)) in self.seats.right.iter().zip(&plan.right).enumerate() {
            let last = at + 1 == self.seats.right.len();
            let end = if last { edge } else { y + height };
            nodes.push(ground(Rect::new(middle, y, right - middle, end - y), tint(*field)));
            if !last {
                lines.push(((middle, end), (right, end)));
            }
            y = end;
        }
        nodes.push(polygon(&base, tint(self.seats.base)));
        nodes.extend(lines.into_iter().map(|(from, to)| Node::Shape(Shape::line(from, to, self.gap, Rgb::WHITE))));
        nodes
    }

    /// The head in profile with what is inside.
    fn draw_head(&self, plan: &Plan, top: f32, size: f32, shown: &[usize]) -> Vec<Node> {
        let head = self.head_at(plan.upper);
        let head = Rect { y: head.y + top, ..head };
        let moved = |place: Rect| Rect { y: place.y + top, ..place };
        let (desk, unit, on) = (self.desk, self.unit, self.ground.on);
        let pale = self.map.person.as_ref().is_some_and(|person| person.pale);
        let fill = if pale { self.ground.hue.wash } else { self.ground.hue.deep };
        let outline = Outline::Path(self.profile.at(head));
        let line = |colour: Rgb, width: f32, dash: Vec<f32>| Some(Stroke { colour, width, dash, round: false });
        let shape = |fill: Option<Rgb>, stroke: Option<Stroke>| {
            Node::Shape(Shape { outline: outline.clone(), fill, even_odd: false, stroke })
        };
        // A line of paper around it, as between all fields.
        let mut nodes = vec![shape(None, line(Rgb::WHITE, 5.0 * unit, Vec::new())), shape(Some(fill), None)];
        if pale || self.ground.hue.frame.is_some() {
            let dash = if pale { vec![5.0 * unit, 4.0 * unit] } else { Vec::new() };
            nodes.push(shape(None, line(self.ground.hue.frame.unwrap_or(self.ground.hue.text), 1.2 * unit, dash)));
        }
        let inside = &plan.inside;
        let mind = &self.fields[self.seats.mind];
        let mut said = mind.draw_head(desk, moved(Rect { w: inside.heading.w * 1.02, ..inside.heading }), size);
        said.extend(mind.draw_list(desk, moved(inside.list), size, shown[self.seats.mind]));
        nodes.push(Node::Group(Role::Section, said));
        if let (Some(first), Some(last)) = (inside.below.first(), inside.below.last()) {
            let y = inside.rule + top;
            nodes.push(Node::Shape(Shape::line((first.x, y), (last.right(), y), 0.35 * unit, self.ground.on2)));
        }
        for (field, place) in self.seats.inside.iter().zip(&inside.below) {
            nodes.extend(self.fields[*field].draw(desk, moved(*place), size, shown[*field]));
        }
        if let (Some(person), Some(place)) = (&self.map.person, inside.name) {
            let place = moved(place);
            nodes.extend(desk.bare_sign(person, &self.ground, place.x, place.y, place.h));
            let name = desk.text(Voice::Bold, &person.first_name);
            let size = self.name_type();
            let x = place.x + place.h + 3.0 * unit;
            let y = place.y + (place.h - size * name.leading) / 2.0;
            nodes.push(paragraph(name.draw(size, (x, y), place.right() - x, on).0));
        }
        nodes
    }
}

fn polygon(corners: &[(f32, f32)], fill: Rgb) -> Node {
    let mut steps: Vec<Step> = corners.iter().map(|(x, y)| Step::Line(*x, *y)).collect();
    if let Some((x, y)) = corners.first() {
        steps[0] = Step::Move(*x, *y);
    }
    steps.push(Step::Close);
    Node::Shape(Shape { outline: Outline::Path(steps), fill: Some(fill), even_odd: false, stroke: None })
}

/// The outline of a head that looks to the right, in a square of 1 × 1.
struct Profile {
    steps: Vec<Step>,
    /// From where to where it reaches at heights that are so many to its whole.
    rows: Vec<(f32, f32)>,
}

/// The outline as the pages draw it, and the box in which it lies.
const OUTLINE: &str = "M632 22C790 22 906 112 922 232 926 264 931 278 940 297L955 327C962 342 955 354 940 356L928 358\
                       C932 392 933 432 930 472 921 596 850 684 640 684 446 684 338 570 338 350 338 140 462 22 632 22Z";
const BOX: Rect = Rect { x: 338.0, y: 22.0, w: 620.0, h: 662.0 };
const ROWS: usize = 200;

impl Profile {
    fn new() -> Profile {
        let steps = drawing::path(OUTLINE, |x, y| ((x - BOX.x) / BOX.w, (y - BOX.y) / BOX.h));
        let edges = edges(&steps);
        let row = |at: usize| {
            let y = at as f32 / ROWS as f32;
            let crossed = edges.iter().filter(|((_, a), (_, b))| (*a <= y) != (*b <= y));
            let at = crossed.map(|((ax, ay), (bx, by))| ax + (bx - ax) * (y - ay) / (by - ay));
            at.fold((1.0, 0.0), |(left, right): (f32, f32), x| (left.min(x), right.max(x)))
        };
        let rows = (0..=ROWS).map(row).collect();
        Profile { steps, rows }
    }

    /// The outline in a box.
    fn at(&self, place: Rect) -> Vec<Step> {
        self.steps.iter().map(|step| step.map(|x, y| (place.x + x * place.w, place.y + y * place.h))).collect()
    }

    /// From where to where it reaches at all heights between two.
    fn span(&self, from: f32, to: f32) -> Option<(f32, f32)> {
        let (first, last) = ((from * ROWS as f32).floor(), (to * ROWS as f32).ceil());
        if first < 0.0 || last > ROWS as f32 {
            return None;
        }
        let rows = self.rows.get(first as usize..=last as usize)?;
        let span = rows.iter().fold((0.0, 1.0), |(l, r): (f32, f32), (left, right)| (l.max(*left), r.min(*right)));
        (span.1 > span.0).then_some(span)
    }
}

/// The edges of an outline, its curves in short straight pieces.
fn edges(steps: &[Step]) -> Vec<((f32, f32), (f32, f32))> {
    const PIECES: usize = 32;
    let mut edges = Vec::new();
    let (mut begin, mut here) = ((0.0, 0.0), (0.0, 0.0));
    let mut go = |here: &mut (f32, f32), to: (f32, f32)| {
        edges.push((*here, to));
        *here = to;
    };
    for step in steps {
        match *step {
            Step::Move(x, y) => (begin, here) = ((x, y), (x, y)),
            Step::Line(x, y) => go(&mut here, (x, y)),
            Step::Quad(a, b, x, y) => {
                let from = here;
                for t in (1..=PIECES).map(|piece| piece as f32 / PIECES as f32) {
                    let of = |p: f32, a: f32, q: f32| (1.0 - t) * ((1.0 - t) * p + 2.0 * t * a) + t * t * q;
                    go(&mut here, (of(from.0, a, x), of(from.1, b, y)));
                }
            }
            Step::Cubic(a, b, c, d, x, y) => {
                let from = here;
                for t in (1..=PIECES).map(|piece| piece as f32 / PIECES as f32) {
                    let s = 1.0 - t;
                    let of = |p: f32, a: f32, c: f32, q: f32| {
                        s * s * s * p + 3.0 * s * s * t * a + 3.0 * s * t * t * c + t * t * t * q
                    };
                    go(&mut here, (of(from.0, a, c, x), of(from.1, b, d, y)));
                }
            }
            Step::Close => go(&mut here, begin),
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_widest_in_its_middle_and_looks_to_the_right() {
        let profile = Profile::new();
        let width = |from: f32, to: f32| profile.span(from, to).map_or(0.0, |(left, right)| right - left);
        assert!(width(0.4, 0.6) > 0.9 && width(0.05, 0.2) < 0.7 && width(0.8, 0.97) < 0.6);
        // The nose is the only thing that reaches the right edge; a box over its height does not reach into it.
        let (_, nose) = profile.rows[ROWS * 47 / 100];
        assert!(nose > 0.98 && profile.span(0.3, 0.7).is_some_and(|(_, right)| right < 0.96), "{nose}");
        assert_eq!(profile.span(0.9, 1.2), None);
    }

    #[test]
    fn a_box_in_the_head_has_all_corners_inside() {
        let profile = Profile::new();
        let edges = edges(&profile.steps);
        // An odd number of edges to the right of a point inside (Jordan).
        let inside = |x: f32, y: f32| {
            let crossed = edges.iter().filter(|((_, a), (_, b))| (*a <= y) != (*b <= y));
            crossed.filter(|((ax, ay), (bx, by))| ax + (bx - ax) * (y - ay) / (by - ay) > x).count() % 2 == 1
        };
        for (from, to) in [(0.05, 0.1), (0.1, 0.45), (0.45, 0.55), (0.5, 0.9), (0.03, 0.97)] {
            let (left, right) = profile.span(from, to).unwrap();
            for (x, y) in [(left, from), (right, from), (left, to), (right, to)] {
                let x = x + if x == left { 0.002 } else { -0.002 };
                assert!(inside(x, y), "{x} {y} of {from} to {to}");
            }
        }
    }
}

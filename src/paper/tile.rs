//! A large sheet over small paper: tiles that overlap, marks to cut along, a plan of how they go together.

use super::desk::paragraph;
use super::fonts::{Fonts, Voice};
use super::reading::POINT;
use super::scene::{Line, Node, Outline, Rect, Rgb, Role, Run, Scene, Shape, Step};
use super::size::{Orientation, Paper};
use super::text::Text;
use crate::site::words::Words;

/// What no office printer prints on, at each edge, in millimetres.
const MARGIN: f32 = 8.0;

/// By how much neighbours show the same, so that they can be glued over each other.
const OVERLAP: f32 = 10.0;

/// The strip at the lower edge that says which tile this is.
const STRIP: f32 = 7.0;

/// The size of the text there.
const SMALL: f32 = 7.5 * POINT;

/// How a sheet is divided.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Grid {
    paper: Paper,
    columns: usize,
    rows: usize,
}

impl Grid {
    /// What of the sheet one tile shows.
    fn window(&self) -> (f32, f32) {
        (self.paper.width - 2.0 * MARGIN, self.paper.height - 2.0 * MARGIN - STRIP)
    }

    fn count(&self) -> usize {
        self.columns * self.rows
    }

    /// The grid with the fewest tiles; of two alike that of standing paper.
    fn of(width: f32, height: f32, paper: Paper) -> Grid {
        let turned = [Orientation::Portrait, Orientation::Landscape].map(|orientation| {
            let paper = paper.turned(orientation);
            let grid = Grid { paper, columns: 1, rows: 1 };
            let (wide, high) = grid.window();
            let count =
                |length: f32, window: f32| 1 + ((length - window) / (window - OVERLAP)).ceil().max(0.0) as usize;
            Grid { columns: count(width, wide), rows: count(height, high), ..grid }
        });
        if turned[1].count() < turned[0].count() { turned[1] } else { turned[0] }
    }
}

/// The tiles of a sheet, row by row, after a page with the plan.
pub fn tiles(scene: &Scene, paper: Paper, fonts: &Fonts, words: &Words) -> Vec<Scene> {
    let grid = Grid::of(scene.width, scene.height, paper);
    let mut pages = vec![plan(scene, grid, fonts, words)];
    for row in 0..grid.rows {
        for column in 0..grid.columns {
            pages.push(tile(scene, grid, (column, row), fonts, words));
        }
    }
    pages
}

/// The name of a tile: a letter for its row, a number for its column.
fn name(column: usize, row: usize) -> String {
    let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
    let row = if row < 26 { letter(row).to_string() } else { format!("{}{}", letter(row / 26 - 1), letter(row)) };
    format!("{row}{}", column + 1)
}

fn tile(scene: &Scene, grid: Grid, (column, row): (usize, usize), fonts: &Fonts, words: &Words) -> Scene {
    let (wide, high) = grid.window();
    let origin = (column as f32 * (wide - OVERLAP), row as f32 * (high - OVERLAP));
    let window = Rect::new(MARGIN, MARGIN, wide, high);
    let moved = |x: f32, y: f32| (x - origin.0 + MARGIN, y - origin.1 + MARGIN);
    let mut nodes: Vec<Node> = scene.nodes.iter().filter_map(|node| cut(node, window, &moved)).collect();
    // What lies outside of the window belongs to other tiles: paper covers it.
    let (width, height) = (grid.paper.width, grid.paper.height);
    for cover in [
        Rect::new(0.0, 0.0, width, MARGIN),
        Rect::new(0.0, window.bottom(), width, height - window.bottom()),
        Rect::new(0.0, 0.0, MARGIN, height),
        Rect::new(window.right(), 0.0, width - window.right(), height),
    ] {
        nodes.push(Node::Shape(Shape::rect(cover, Rgb::WHITE)));
    }
    nodes.extend(marks(grid, (column, row), window));
    let say = |key: &str, fallback: &str| words.or(key, fallback).to_owned();
    let label = say("sheet.tile", "{tile} of {count}")
        .replace("{tile}", &name(column, row))
        .replace("{count}", &grid.count().to_string());
    // The title comes last: there is room for one line.
    let text = format!("{label} · {} {}", say("sheet.full_size", "Print at 100 %, not “fit to page”."), scene.title);
    let text = Text::new(fonts, Voice::Ours, &text).tight(1.2);
    let (lines, _) = text.draw(SMALL, (MARGIN, window.bottom() + 2.5), wide, Rgb::INK);
    nodes.push(paragraph(lines.into_iter().take(1).collect()));
    Scene { width, height, nodes, ..scene.clone() }
}

/// Lines to cut along, at the edges that lie over a neighbour: the left and the upper one. They stand outside of what is
/// kept.
fn marks(grid: Grid, (column, row): (usize, usize), window: Rect) -> Vec<Node> {
    let mut marks = Vec::new();
    let mut line = |from, to| marks.push(Node::Shape(Shape::line(from, to, 0.2, Rgb::INK)));
    let long = MARGIN - 3.0;
    for x in [window.x, window.right()] {
        line((x, window.y - 1.0), (x, window.y - 1.0 - long));
        line((x, window.bottom() + 0.5), (x, window.bottom() + 2.0));
    }
    for y in [window.y, window.bottom()] {
        line((window.x - 1.0, y), (window.x - 1.0 - long, y));
        line((window.right() + 1.0, y), (window.right() + 1.0 + long, y));
    }
    // Where the neighbour's edge lies.
    let mut hint = |from, to| marks.push(Node::Shape(Shape::line(from, to, 0.2, Rgb::EDGE)));
    if column + 1 < grid.columns {
        let x = window.right() - OVERLAP;
        hint((x, window.y - 1.0), (x, window.y - 1.0 - long));
    }
    if row + 1 < grid.rows {
        let y = window.bottom() - OVERLAP;
        hint((window.x - 1.0, y), (window.x - 1.0 - long, y));
    }
    marks
}

/// What of a node is seen in a window. Of a text only the letters that are: nothing lies beside the paper.
fn cut(node: &Node, window: Rect, moved: &dyn Fn(f32, f32) -> (f32, f32)) -> Option<Node> {
    match node {
        Node::Group(role, children) => {
            let seen: Vec<Node> = children.iter().filter_map(|child| cut(child, window, moved)).collect();
            let speaks = |node: &Node| matches!(node, Node::Group(..) | Node::Line(_));
            let kept =
                !seen.is_empty() && (matches!(role, Role::Figure(_)) || seen.iter().any(speaks) || speaks_not(role));
            kept.then(|| Node::Group(role.clone(), seen))
        }
        Node::Shape(shape) => {
            let mut shape = shape.clone();
            shape.outline = match shape.outline {
                Outline::Rect(rect) => {
                    let (x, y) = moved(rect.x, rect.y);
                    Outline::Rect(clip(Rect { x, y, ..rect }, window)?)
                }
                Outline::Path(steps) => {
                    let steps: Vec<Step> = steps.into_iter().map(|step| step.map(moved)).collect();
                    bounds(&steps).filter(|bounds| bounds.inset(-1.0).meets(window))?;
                    Outline::Path(steps)
                }
            };
            Some(Node::Shape(shape))
        }
        Node::Line(line) => {
            let (x, y) = moved(line.x, line.y);
            let moved = Line { x, y, ..line.clone() };
            let bounds = moved.bounds();
            if bounds.y > window.bottom() || bounds.bottom() < window.y {
                return None;
            }
            letters(&moved, window).map(Node::Line)
        }
    }
}

/// Whether a group without any text is kept, for what it draws.
fn speaks_not(role: &Role) -> bool {
    matches!(role, Role::Section | Role::Cell | Role::ColumnHead | Role::RowHead | Role::Row | Role::Table)
}

/// The letters of a line that are seen, with their places.
fn letters(line: &Line, window: Rect) -> Option<Line> {
    let mut runs = Vec::new();
    for run in &line.runs {
        let mut at = line.x + run.x * line.size;
        let mut seen: Option<Run> = None;
        for glyph in &run.glyphs {
            let next = at + glyph.advance * line.size;
            if next > window.x && at < window.right() {
                let x = (at - line.x) / line.size;
                let part = seen.get_or_insert_with(|| Run { x, glyphs: Vec::new(), ..run.clone() });
                part.glyphs.push(glyph.clone());
            }
            at = next;
        }
        runs.extend(seen);
    }
    (!runs.is_empty()).then(|| Line { runs, ..line.clone() })
}

fn clip(rect: Rect, window: Rect) -> Option<Rect> {
    let (x, y) = (rect.x.max(window.x), rect.y.max(window.y));
    let (right, bottom) = (rect.right().min(window.right()), rect.bottom().min(window.bottom()));
    (right > x && bottom > y).then(|| Rect::new(x, y, right - x, bottom - y))
}

/// The box around the points of a path.
fn bounds(steps: &[Step]) -> Option<Rect> {
    let points = steps.iter().flat_map(|step| match *step {
        Step::Move(x, y) | Step::Line(x, y) => vec![(x, y)],
        Step::Quad(a, b, x, y) => vec![(a, b), (x, y)],
        Step::Cubic(a, b, c, d, x, y) => vec![(a, b), (c, d), (x, y)],
        Step::Close => Vec::new(),
    });
    points.fold(None, |bounds: Option<Rect>, (x, y)| {
        let old = bounds.unwrap_or(Rect::new(x, y, 0.0, 0.0));
        let (left, top) = (old.x.min(x), old.y.min(y));
        Some(Rect::new(left, top, old.right().max(x) - left, old.bottom().max(y) - top))
    })
}

/// The page with the plan: how the tiles go together, and how they are printed.
fn plan(scene: &Scene, grid: Grid, fonts: &Fonts, words: &Words) -> Scene {
    let Paper { width, height } = grid.paper;
    let inner = Rect::new(0.0, 0.0, width, height).inset(18.0);
    let say = |key: &str, fallback: &str| words.or(key, fallback).to_owned();
    let mut nodes = Vec::new();
    let mut y = inner.y;
    let how = say(
        "sheet.tiles",
        "{columns} × {rows} sheets of {paper}. Print at 100 %, not “fit to page”. Cut along the marks on the left and above, and glue each sheet over the edge of the one before.",
    );
    let how = how.replace("{columns}", &grid.columns.to_string()).replace("{rows}", &grid.rows.to_string());
    let how = how.replace("{paper}", &grid.paper.to_string());
    for (voice, text, size, role) in [
        (Voice::Bold, scene.title.clone(), 18.0 * POINT, Role::Heading(1)),
        (Voice::Ours, how, 11.0 * POINT, Role::Paragraph),
        (Voice::Ours, say("sheet.ruler", "This line is 100 mm long:"), 11.0 * POINT, Role::Paragraph),
    ] {
        let (lines, end) = Text::new(fonts, voice, &text).draw(size, (inner.x, y), inner.w, Rgb::INK);
        nodes.push(Node::Group(role, lines.into_iter().map(Node::Line).collect()));
        y = end + 3.0;
    }
    nodes.push(Node::Shape(Shape::line((inner.x, y), (inner.x + 100.0, y), 0.4, Rgb::INK)));
    for x in [inner.x, inner.x + 100.0] {
        nodes.push(Node::Shape(Shape::line((x, y - 1.5), (x, y + 1.5), 0.4, Rgb::INK)));
    }
    y += 8.0;
    // The sheet in small, with the tiles over it.
    let scale = (inner.w / scene.width).min((inner.bottom() - y) / scene.height);
    let small = |x: f32, y_own: f32| (inner.x + x * scale, y + y_own * scale);
    let mut shapes = Vec::new();
    for node in &scene.nodes {
        node.visit(&mut |node| {
            if let Node::Shape(shape) = node {
                shapes.push(shape.clone());
            }
        });
    }
    for mut shape in shapes {
        shape.outline = match shape.outline {
            Outline::Rect(rect) => {
                let (x, y) = small(rect.x, rect.y);
                Outline::Rect(Rect::new(x, y, rect.w * scale, rect.h * scale))
            }
            Outline::Path(steps) => Outline::Path(steps.into_iter().map(|step| step.map(small)).collect()),
        };
        if let Some(stroke) = &mut shape.stroke {
            stroke.width *= scale;
            stroke.dash.iter_mut().for_each(|dash| *dash *= scale);
        }
        nodes.push(Node::Shape(shape));
    }
    let (wide, high) = grid.window();
    let mut labels = Vec::new();
    for row in 0..grid.rows {
        for column in 0..grid.columns {
            let (x, top) = small(column as f32 * (wide - OVERLAP), row as f32 * (high - OVERLAP));
            let right = (column as f32 * (wide - OVERLAP) + wide).min(scene.width);
            let low = (row as f32 * (high - OVERLAP) + high).min(scene.height);
            let (right, low) = small(right, low);
            let rect = Rect::new(x, top, right - x, low - top);
            nodes.push(Node::Shape(super::drawing::frame(rect, Rgb::INK, 0.3, &[])));
            let text = Text::new(fonts, Voice::Bold, &name(column, row)).tight(1.2);
            let size = (rect.h * 0.3).clamp(7.5 * POINT, 14.0 * POINT);
            let label = Rect::new(x + 1.0, top + 1.0, text.width() * size + 2.0, 1.2 * size);
            labels.push(Node::Shape(Shape::rect(label, Rgb::WHITE)));
            let (lines, _) = text.draw(size, (label.x + 1.0, label.y), label.w, Rgb::INK);
            labels.push(paragraph(lines));
        }
    }
    nodes.push(Node::Group(Role::Section, labels));
    Scene { width, height, nodes, ..scene.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(name: &str) -> Paper {
        Paper::parse(name).unwrap()
    }

    #[test]
    fn tiles_cover_the_sheet_and_overlap() {
        let a1 = paper("a1");
        let grid = Grid::of(a1.width, a1.height, paper("a4"));
        let (wide, high) = grid.window();
        assert!(wide + (grid.columns - 1) as f32 * (wide - OVERLAP) >= a1.width);
        assert!(high + (grid.rows - 1) as f32 * (high - OVERLAP) >= a1.height);
        let fewer = Grid { columns: grid.columns - 1, ..grid };
        assert!(wide + (fewer.columns - 1) as f32 * (wide - OVERLAP) < a1.width);
    }

    #[test]
    fn paper_lies_where_that_takes_fewer_tiles() {
        let grid = Grid::of(540.0, 180.0, paper("a4"));
        assert_eq!((grid.paper.lies(), grid.count()), (true, 2));
    }

    #[test]
    fn tiles_are_named_like_the_fields_of_a_map() {
        assert_eq!([name(0, 0), name(2, 1), name(0, 26)], ["A1", "B3", "AA1"]);
    }
}

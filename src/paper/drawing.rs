//! Signs, icons and marks: the drawings of the pages as shapes of a scene.

use resvg::usvg::tiny_skia_path::PathSegment;
use resvg::usvg::{self, FillRule, LineCap, Node as SvgNode, Options, Paint, Tree};

use super::scene::{Outline, Rect, Rgb, Shape, Step, Stroke};

/// A drawing in a square box of its own units.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    /// The side of its box.
    pub side: f32,
    shapes: Vec<Shape>,
}

impl Drawing {
    /// Reads a piece of SVG as the templates write it; `style` colours its classes.
    pub fn read(svg: &str, side: f32, style: &str) -> Drawing {
        let inner = svg.trim().replacen("<svg ", &format!(r#"<svg width="{side}" height="{side}" "#), 1);
        let whole = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}"><style>{style}</style>{inner}</svg>"#
        );
        let mut shapes = Vec::new();
        if let Ok(tree) = Tree::from_str(&whole, &Options::default()) {
            gather(tree.root(), &mut shapes);
        }
        Drawing { side, shapes }
    }

    /// The drawing in a square on the paper.
    pub fn at(&self, x: f32, y: f32, side: f32) -> Vec<Shape> {
        let scale = side / self.side;
        let moved = |shape: &Shape| {
            let mut shape = shape.clone();
            if let Outline::Path(steps) = &mut shape.outline {
                steps.iter_mut().for_each(|step| *step = step.map(|px, py| (x + px * scale, y + py * scale)));
            }
            if let Some(stroke) = &mut shape.stroke {
                stroke.width *= scale;
                stroke.dash.iter_mut().for_each(|dash| *dash *= scale);
            }
            shape
        };
        self.shapes.iter().map(moved).collect()
    }

    /// The same in one colour.
    pub fn in_colour(&self, x: f32, y: f32, side: f32, colour: Rgb) -> Vec<Shape> {
        let mut shapes = self.at(x, y, side);
        for shape in &mut shapes {
            shape.fill = shape.fill.map(|_| colour);
            if let Some(stroke) = &mut shape.stroke {
                stroke.colour = colour;
            }
        }
        shapes
    }
}

fn gather(group: &usvg::Group, shapes: &mut Vec<Shape>) {
    for node in group.children() {
        match node {
            SvgNode::Group(group) => gather(group, shapes),
            SvgNode::Path(path) => shapes.extend(shape(path)),
            _ => {}
        }
    }
}

fn shape(path: &usvg::Path) -> Option<Shape> {
    let placed = path.data().clone().transform(path.abs_transform())?;
    let steps = placed.segments().map(|segment| match segment {
        PathSegment::MoveTo(p) => Step::Move(p.x, p.y),
        PathSegment::LineTo(p) => Step::Line(p.x, p.y),
        PathSegment::QuadTo(a, p) => Step::Quad(a.x, a.y, p.x, p.y),
        PathSegment::CubicTo(a, b, p) => Step::Cubic(a.x, a.y, b.x, b.y, p.x, p.y),
        PathSegment::Close => Step::Close,
    });
    let scale = path.abs_transform().get_scale().0;
    let stroke = path.stroke().and_then(|stroke| {
        Some(Stroke {
            colour: colour(stroke.paint())?,
            width: stroke.width().get() * scale,
            dash: stroke.dasharray().unwrap_or_default().iter().map(|dash| dash * scale).collect(),
            round: stroke.linecap() == LineCap::Round,
        })
    });
    let fill = path.fill().and_then(|fill| colour(fill.paint()));
    let even_odd = path.fill().is_some_and(|fill| fill.rule() == FillRule::EvenOdd);
    Some(Shape { outline: Outline::Path(steps.collect()), fill, even_odd, stroke })
}

fn colour(paint: &Paint) -> Option<Rgb> {
    match paint {
        Paint::Color(colour) => Some(Rgb(colour.red, colour.green, colour.blue)),
        _ => None,
    }
}

/// A path as SVG writes it, such as a curve that a view holds; `place` puts its points on the paper.
pub fn path(d: &str, place: impl Fn(f32, f32) -> (f32, f32)) -> Vec<Step> {
    let svg = format!(r#"<svg viewBox="0 0 1 1"><path d="{d}" fill="none" stroke="black"/></svg>"#);
    let drawing = Drawing::read(&svg, 1.0, "");
    let steps = drawing.shapes.into_iter().flat_map(|shape| match shape.outline {
        Outline::Path(steps) => steps,
        Outline::Rect(_) => Vec::new(),
    });
    steps.map(|step| step.map(&place)).collect()
}

/// What a drawing of people needs of colours.
pub fn frame(rect: Rect, colour: Rgb, width: f32, dash: &[f32]) -> Shape {
    let inner = rect.inset(width / 2.0);
    let outline = Outline::Path(vec![
        Step::Move(inner.x, inner.y),
        Step::Line(inner.right(), inner.y),
        Step::Line(inner.right(), inner.bottom()),
        Step::Line(inner.x, inner.bottom()),
        Step::Close,
    ]);
    let stroke = Some(Stroke { colour, width, dash: dash.to_vec(), round: false });
    Shape { outline, fill: None, even_odd: false, stroke }
}

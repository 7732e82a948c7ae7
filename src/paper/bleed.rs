//! For a print shop: colour goes beyond the edge of the paper, and marks say where it is cut.

use super::scene::{Node, Outline, Rect, Rgb, Scene, Shape, Step};

/// The room for the marks around what is printed, in millimetres, and how far they stay from it.
const MARKS: f32 = 7.0;
const AWAY: f32 = 2.0;

/// A sheet on larger paper.
pub struct Bled {
    /// The sheet with its marks.
    pub scene: Scene,
    /// Where it is cut.
    pub trim: Rect,
}

/// Extends every field of colour that lies at the white border of a sheet beyond its edge, and marks the corners.
///
/// `border` is the white border that the sheet was made with: fields that end there reach across it.
pub fn bleed(scene: &Scene, border: f32, by: f32) -> Bled {
    let mut out = scene.clone();
    let (width, height) = (scene.width, scene.height);
    let around = by + MARKS + AWAY;
    let near = |one: f32, other: f32| (one - other).abs() < 0.05;
    let beyond = |x: f32, y: f32| {
        let side = |at: f32, end: f32| match (near(at, border), near(at, end - border)) {
            (true, _) => -by,
            (_, true) => end + by,
            _ => at,
        };
        (side(x, width), side(y, height))
    };
    let extend = |rect: Rect| {
        let ((x, y), (right, bottom)) = (beyond(rect.x, rect.y), beyond(rect.right(), rect.bottom()));
        Rect::new(x, y, right - x, bottom - y)
    };
    // A field with slanted edges, or the line of paper beside it.
    let is_field = |shape: &Shape, steps: &[Step]| {
        let of_paper = shape.stroke.as_ref().is_some_and(|stroke| stroke.colour == Rgb::WHITE);
        let straight = steps.iter().all(|step| matches!(step, Step::Move(..) | Step::Line(..) | Step::Close));
        straight && (of_paper || shape.fill.is_some())
    };
    out.change(
        |shape| {
            shape.outline = match std::mem::replace(&mut shape.outline, Outline::Rect(Rect::default())) {
                Outline::Rect(rect) if shape.fill != Some(Rgb::WHITE) => {
                    let rect = extend(rect);
                    Outline::Rect(Rect { x: rect.x + around, y: rect.y + around, ..rect })
                }
                Outline::Rect(rect) => Outline::Rect(Rect { x: rect.x + around, y: rect.y + around, ..rect }),
                Outline::Path(steps) if is_field(shape, &steps) => {
                    let moved = |x: f32, y: f32| {
                        let (x, y) = beyond(x, y);
                        (x + around, y + around)
                    };
                    Outline::Path(steps.into_iter().map(|step| step.map(moved)).collect())
                }
                Outline::Path(steps) => {
                    Outline::Path(steps.into_iter().map(|step| step.map(|x, y| (x + around, y + around))).collect())
                }
            };
        },
        |line| {
            line.x += around;
            line.y += around;
        },
    );
    out.width = width + 2.0 * around;
    out.height = height + 2.0 * around;
    let trim = Rect::new(around, around, width, height);
    let mut mark = |from, to| out.nodes.push(Node::Shape(Shape::line(from, to, 0.1, Rgb::BLACK)));
    let gone = by + AWAY;
    for x in [trim.x, trim.right()] {
        mark((x, trim.y - gone), (x, trim.y - gone - MARKS + 1.0));
        mark((x, trim.bottom() + gone), (x, trim.bottom() + gone + MARKS - 1.0));
    }
    for y in [trim.y, trim.bottom()] {
        mark((trim.x - gone, y), (trim.x - gone - MARKS + 1.0, y));
        mark((trim.right() + gone, y), (trim.right() + gone + MARKS - 1.0, y));
    }
    Bled { scene: out, trim }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_at_the_border_reach_beyond_the_edge_and_others_stay() {
        let field = |rect| Node::Shape(Shape::rect(rect, Rgb::INK));
        let nodes = vec![field(Rect::new(10.0, 10.0, 80.0, 30.0)), field(Rect::new(20.0, 50.0, 30.0, 30.0))];
        let scene = Scene { width: 100.0, height: 200.0, nodes, ..Scene::default() };
        let bled = bleed(&scene, 10.0, 3.0);
        assert_eq!((bled.scene.width, bled.trim), (124.0, Rect::new(12.0, 12.0, 100.0, 200.0)));
        let rects: Vec<Rect> = bled
            .scene
            .nodes
            .iter()
            .filter_map(|node| match node {
                Node::Shape(Shape { outline: Outline::Rect(rect), .. }) => Some(*rect),
                _ => None,
            })
            .collect();
        assert_eq!(rects, [Rect::new(9.0, 9.0, 106.0, 43.0), Rect::new(32.0, 62.0, 30.0, 30.0)]);
        assert_eq!(bled.scene.nodes.len(), 2 + 8);
    }
}

//! A scene as PDF: vectors, embedded fonts, tags in reading order (PDF/UA-1), and the same bytes for the same scene.

use std::num::NonZeroU16;

use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect as PdfRect, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline as Bookmarks, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke as PdfStroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, ListNumbering, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use super::fonts::Fonts;
use super::reading::POINT;
use super::scene::{Line, Node, Outline, Rect, Rgb, Role, Run, Scene, Shape, Step, Stroke};

/// A page of a document: a scene, or a part of one.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// What is drawn.
    pub scene: Scene,
    /// Where the paper ends after it was cut, inside of the scene; nothing if it is not cut.
    pub trim: Option<Rect>,
    /// How far colour goes beyond that.
    pub bleed: f32,
    /// The entry of the table of contents that begins here; empty if none does.
    pub bookmark: String,
}

/// A document of pages.
///
/// # Errors
/// What the fonts or the standard do not allow.
pub fn write(title: &str, language: &str, leaves: &[Leaf], fonts: &Fonts) -> Result<Vec<u8>, String> {
    let configuration = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
    let configuration = configuration.map_err(|error| format!("{error:?}"))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let faces = fonts.faces().iter().map(|face| Font::new(face.bytes.clone().into(), 0)).collect();
    let mut writer = Writer { faces };
    let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
    let mut bookmarks = Bookmarks::new();
    for (at, leaf) in leaves.iter().enumerate() {
        let scene = &leaf.scene;
        let settings = settings(leaf).ok_or_else(|| format!("a page of {} × {} mm", scene.width, scene.height))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        surface.push_transform(&Transform::from_scale(1.0 / POINT, 1.0 / POINT));
        // One sheet of several is a part of the document, in its own language.
        let lang = (scene.language != language && !scene.language.is_empty()).then(|| scene.language.clone());
        let mut part = TagGroup::new(Tag::Part.with_lang(lang));
        for node in &scene.nodes {
            writer.node(&mut surface, node, Some(&mut part), false)?;
        }
        tree.push(part);
        surface.pop();
        surface.finish();
        page.finish();
        if !leaf.bookmark.is_empty() {
            let destination = XyzDestination::new(at, Point::from_xy(0.0, 0.0));
            bookmarks.push_child(OutlineNode::new(leaf.bookmark.clone(), destination));
        }
    }
    document.set_tag_tree(tree);
    document.set_outline(bookmarks);
    let metadata = Metadata::new().title(title.to_owned()).language(language.to_owned());
    document.set_metadata(metadata.creator(concat!("Instep ", env!("CARGO_PKG_VERSION")).to_owned()));
    document.finish().map_err(|error| format!("{error:?}"))
}

fn settings(leaf: &Leaf) -> Option<PageSettings> {
    let points = |rect: Rect| PdfRect::from_xywh(rect.x / POINT, rect.y / POINT, rect.w / POINT, rect.h / POINT);
    let settings = PageSettings::from_wh(leaf.scene.width / POINT, leaf.scene.height / POINT)?;
    Some(match leaf.trim {
        Some(trim) => settings.with_trim_box(points(trim)).with_bleed_box(points(trim.inset(-leaf.bleed))),
        None => settings,
    })
}

struct Writer {
    faces: Vec<Option<Font>>,
}

impl Writer {
    /// Draws a node; what it says becomes a part of `parent`.
    fn node(
        &mut self,
        surface: &mut Surface,
        node: &Node,
        parent: Option<&mut TagGroup>,
        in_figure: bool,
    ) -> Result<(), String> {
        match node {
            Node::Group(Role::Figure(alt), children) => {
                let mut group = TagGroup::new(Tag::Figure(Some(alt.clone())));
                let id = surface.start_tagged(ContentTag::Other);
                for child in children {
                    self.node(surface, child, None, true)?;
                }
                surface.end_tagged();
                group.push(id);
                if let Some(parent) = parent {
                    parent.push(group);
                }
            }
            Node::Group(role, children) => {
                let mut group = TagGroup::new(tag(role, node));
                for child in children {
                    self.node(surface, child, Some(&mut group), in_figure)?;
                }
                match parent {
                    Some(parent) if !group.children.is_empty() => parent.push(group),
                    _ => {}
                }
            }
            Node::Shape(own) if in_figure => shape(surface, own),
            Node::Shape(own) => {
                surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
                shape(surface, own);
                surface.end_tagged();
            }
            Node::Line(own) => {
                if own.runs.is_empty() {
                    return Ok(());
                }
                // What belongs to nothing that is said is said to nobody.
                let Some(parent) = parent else {
                    return own.runs.iter().try_for_each(|run| self.run(surface, own, run));
                };
                // Each by itself: what is drawn from right to left is marked once more inside, and there are readers for
                // whom the outer mark ends with the first inner one.
                for run in &own.runs {
                    let id = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                    let drawn = self.run(surface, own, run);
                    surface.end_tagged();
                    parent.push(id);
                    drawn?;
                }
            }
        }
        Ok(())
    }

    fn run(&self, surface: &mut Surface, line: &Line, run: &Run) -> Result<(), String> {
        surface.set_fill(Some(fill(line.colour, false)));
        surface.set_stroke(None);
        let face = self.faces.get(run.face).and_then(Option::as_ref);
        let font = face.ok_or_else(|| "a font that cannot be embedded".to_owned())?.clone();
        let glyphs: Vec<KrillaGlyph> = run
            .glyphs
            .iter()
            .map(|glyph| {
                let id = GlyphId::new(glyph.id);
                KrillaGlyph::new(id, glyph.advance, glyph.dx, glyph.dy, 0.0, glyph.letters.clone(), None)
            })
            .collect();
        let start = Point::from_xy(line.x + run.x * line.size, line.y);
        surface.draw_glyphs(start, &glyphs, font, &run.text, line.size, false);
        Ok(())
    }
}

fn tag(role: &Role, node: &Node) -> TagKind {
    let level = |level: u16| NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
    match role {
        Role::Section => Tag::Section.into(),
        Role::Heading(n) => Tag::Hn(level(*n), Some(node.words())).into(),
        Role::Paragraph => Tag::P.into(),
        Role::Quote => Tag::BlockQuote.into(),
        Role::List => Tag::L(ListNumbering::None).into(),
        Role::Item => Tag::LI.into(),
        Role::Label => Tag::Lbl.into(),
        Role::Body => Tag::LBody.into(),
        Role::Table => Tag::Table.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
        Role::Figure(alt) => Tag::Figure(Some(alt.clone())).into(),
    }
}

fn shape(surface: &mut Surface, shape: &Shape) {
    let Some(path) = path(&shape.outline) else { return };
    surface.set_fill(shape.fill.map(|colour| fill(colour, shape.even_odd)));
    surface.set_stroke(shape.stroke.as_ref().map(stroke));
    if shape.fill.is_some() || shape.stroke.is_some() {
        surface.draw_path(&path);
    }
}

fn path(outline: &Outline) -> Option<Path> {
    let mut builder = PathBuilder::new();
    match outline {
        Outline::Rect(rect) => builder.push_rect(PdfRect::from_xywh(rect.x, rect.y, rect.w, rect.h)?),
        Outline::Path(steps) => {
            for step in steps {
                match *step {
                    Step::Move(x, y) => builder.move_to(x, y),
                    Step::Line(x, y) => builder.line_to(x, y),
                    Step::Quad(a, b, x, y) => builder.quad_to(a, b, x, y),
                    Step::Cubic(a, b, c, d, x, y) => builder.cubic_to(a, b, c, d, x, y),
                    Step::Close => builder.close(),
                }
            }
        }
    }
    builder.finish()
}

fn fill(colour: Rgb, even_odd: bool) -> Fill {
    let rule = if even_odd { FillRule::EvenOdd } else { FillRule::NonZero };
    Fill { paint: rgb::Color::new(colour.0, colour.1, colour.2).into(), opacity: NormalizedF32::ONE, rule }
}

fn stroke(stroke: &Stroke) -> PdfStroke {
    PdfStroke {
        paint: rgb::Color::new(stroke.colour.0, stroke.colour.1, stroke.colour.2).into(),
        width: stroke.width,
        line_cap: if stroke.round { LineCap::Round } else { LineCap::Butt },
        line_join: if stroke.round { LineJoin::Round } else { LineJoin::Miter },
        dash: (!stroke.dash.is_empty()).then(|| StrokeDash { array: stroke.dash.clone(), offset: 0.0 }),
        ..PdfStroke::default()
    }
}

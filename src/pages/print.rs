//! Sheets for walls as pages: each shows its sheet as it is printed, and the browser's own print dialog gives it its
//! paper. The drawing lies beside the page; here is what it says, for whoever does not see it.

use serde::Serialize;

use crate::paper::sheet::{self, Named};
use crate::paper::{Kind, Paper};
use crate::site::Site;
use crate::site::link::Index;

use super::facet::statements::PARTS;
use super::topic::Topic;
use super::view::{LinkView, PartView};
use super::walls::{self, StatusView};
use super::{Cx, Pages, View};

/// How many sheets one leaf of the list names.
const PER_LEAF: usize = 120;

/// Every sheet of the site.
pub(super) static TOPIC: Topic = Topic {
    key: "print",
    template: "print.html",
    present: |site: &Site| site.indices().any(|index| site[index].kind.subject),
    length: |pages| pages.sheets().len(),
    per_leaf: PER_LEAF,
    view: list,
};

/// The paper of pages, unless the settings say otherwise; cards lie on what is in every office.
const PAPER: &str = "a3";
const CARDS: &str = "a4";

impl Pages {
    /// Every sheet of the site.
    pub fn sheets(&self) -> &[Named] {
        self.sheets.get_or_init(|| if self.has(&TOPIC.url()) { sheet::all(self) } else { Vec::new() })
    }

    /// The sheet of a name.
    pub fn sheet(&self, name: &str) -> Option<&Named> {
        self.sheets().iter().find(|named| named.name == name)
    }

    /// The paper of a sheet on its page.
    pub fn paper(&self, kind: Kind) -> Paper {
        let own = self.site.config.posters.paper.as_str();
        let name = match (kind, own) {
            (Kind::Cards, _) => CARDS,
            (_, "") => PAPER,
            (_, own) => own,
        };
        Paper::parse(name).unwrap_or(Paper { width: 297.0, height: 420.0 })
    }

    /// A part of a map with all its statements, where the page of a large map shows only the first of them.
    pub fn whole_part(&self, map: Index, name: &str) -> Option<PartView> {
        let name = PARTS.iter().find(|part| **part == name)?;
        Some(Cx::new(self, self.site.url(map), 0..0).part_of(map, name, 0..usize::MAX))
    }

    /// What a map says is thought and felt, together and with all its statements: the inside of the head of a canvas.
    pub fn whole_head(&self, map: Index) -> Option<PartView> {
        let cx = Cx::new(self, self.site.url(map), 0..0);
        let mut parts = cx.parts(map);
        for part in parts.values_mut().flatten().filter(|part| part.items.len() < part.total) {
            *part = cx.part_of(map, part.name, 0..usize::MAX);
        }
        cx.head(&parts)
    }

    /// The addresses of the drawings of a sheet.
    pub fn drawings(&self, named: &Named) -> Vec<String> {
        let count = match named.kind {
            Kind::Cards => sheet::cards::pages(self.people.order.len(), self.paper(named.kind)),
            _ => 1,
        };
        let name = |at: usize| if at == 0 { "sheet.svg".to_owned() } else { format!("sheet-{}.svg", at + 1) };
        (0..count).map(|at| format!("print/{}/{}", named.name, name(at))).collect()
    }
}

/// A sheet in the list.
#[derive(Serialize)]
struct Entry {
    title: String,
    href: String,
    paper: String,
}

/// The sheets of one kind.
#[derive(Serialize)]
struct Group {
    kind: &'static str,
    sheets: Vec<Entry>,
}

#[derive(Serialize)]
struct List {
    groups: Vec<Group>,
}

fn list(cx: &Cx) -> View {
    let pages = cx.pages();
    let entry = |named: &Named| {
        let own = named.about.map(|about| cx.entity(about).title.to_string());
        let general = || pages.words.or(&format!("print.kind.{}", named.kind.word()), "").to_owned();
        let title = own.unwrap_or_else(general);
        Entry {
            title: if named.layout.is_empty() {
                title
            } else {
                format!("{title} ({})", pages.words.or(&format!("map.{}", named.layout), named.layout))
            },
            href: cx.link(&named.page()),
            paper: sheet::paper_of(named.kind, pages.paper(named.kind), None).to_string(),
        }
    };
    let same_kind = |one: &Named, other: &Named| one.kind == other.kind;
    let groups = cx.leaf(pages.sheets()).chunk_by(same_kind);
    let group = |sheets: &[Named]| Group { kind: sheets[0].kind.word(), sheets: sheets.iter().map(entry).collect() };
    Box::new(List { groups: groups.map(group).collect() })
}

/// A text of a sheet.
#[derive(Serialize)]
struct Line {
    text: String,
    state: &'static str,
    voice: bool,
}

#[derive(Serialize)]
struct Shown {
    title: String,
    kind: &'static str,
    /// `a3-landscape`: the name of its paper in the style sheet; `own-size` for one without a name.
    paper: String,
    /// The paper in words.
    paper_name: String,
    /// Four dots for a millimetre: the proportions of the drawings.
    width: u32,
    height: u32,
    /// The drawings, one for each page.
    drawings: Vec<String>,
    /// The id of what it says, which stands at its foot.
    content_id: String,
    /// Whether a sheet that hangs somewhere is still true.
    status: Option<StatusView>,
    /// What it says, in reading order; a long one only so far, because no page may grow with the site.
    says: Vec<Line>,
    /// How many texts it says besides.
    more: usize,
    /// The page that it is made from.
    about: LinkView,
    all: String,
    /// How to make it without a browser.
    command: String,
}

/// How many texts of a sheet its page lists.
const MOST_SAID: usize = 240;

/// One sheet.
pub(super) fn view(cx: &Cx, name: &str) -> View {
    let pages = cx.pages();
    let found = pages.sheet(name).and_then(|named| Some((named, sheet::of(pages, named)?)));
    let Some((named, sheet)) = found else { return super::missing::view(cx) };
    let paper = sheet::paper_of(named.kind, pages.paper(named.kind), None);
    let dots = |millimetres: f32| (millimetres * 4.0).round() as u32;
    let line = |said: sheet::Said| Line {
        text: said.text,
        state: said.state.map_or("", |state| state.word()),
        voice: said.voice,
    };
    let general = || LinkView { title: sheet.title.clone(), href: cx.link(&named.url) };
    let says = sheet.says();
    Box::new(Shown {
        kind: named.kind.word(),
        paper: if paper.is_named() { paper.to_string().to_lowercase().replace(' ', "-") } else { "own-size".into() },
        paper_name: paper.to_string(),
        width: dots(paper.width),
        height: dots(paper.height),
        drawings: pages.drawings(named).iter().map(|url| cx.link(url)).collect(),
        content_id: sheet.content_id(),
        status: walls::status(cx, named),
        about: named.about.map_or_else(general, |about| cx.entity_link(about)),
        all: cx.link(&TOPIC.url()),
        command: format!("instep poster {}", named.name),
        more: says.len().saturating_sub(MOST_SAID),
        says: says.into_iter().take(MOST_SAID).map(line).collect(),
        title: sheet.title.clone(),
    })
}

//! From the name of a sheet to its pages: what `instep poster` and the pages for printing share.

use crate::pages::Pages;
use crate::site::consent::Profile;
use crate::syntax::html;

use super::desk::{Desk, Studio};
use super::fit::LeftOut;
use super::fonts::script_of;
use super::foot::Foot;
use super::qr::Code;
use super::reading::Reading;
use super::scene::Scene;
use super::sheet::{self, Named, Refused, Sheet};
use super::size::{Orientation, Paper};

/// How sheets are wanted.
#[derive(Clone, Debug)]
pub struct Order {
    /// The paper.
    pub paper: Paper,
    /// Which way it stands; else as is usual for the sheet.
    pub orientation: Option<Orientation>,
    /// From how far it is read, in metres; else as is usual for the paper.
    pub distance: Option<f32>,
    /// On how many sheets something may go on that does not fit on one.
    pub sheets: usize,
}

/// A sheet on its paper.
#[derive(Clone, Debug)]
pub struct Printed {
    /// What it says.
    pub sheet: Sheet,
    /// The paper as it stands.
    pub paper: Paper,
    /// Its pages: one, or as many as were allowed and needed.
    pub scenes: Vec<Scene>,
    /// What no page had room for.
    pub left_out: Vec<LeftOut>,
    /// The id of what it says.
    pub id: String,
}

/// Why a sheet cannot be printed.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// A letter that no font has, with its script and the text it stands in.
    Letter(char, &'static str, String),
    /// What is too large for the paper.
    TooLarge(Refused),
}

/// Sets a sheet; nothing if there is none of this name any more.
pub fn print(pages: &Pages, studio: &Studio, order: &Order, named: &Named) -> Option<Result<Printed, Trouble>> {
    let sheet = sheet::of(pages, named)?;
    Some(set(pages, studio, order, sheet))
}

fn set(pages: &Pages, studio: &Studio, order: &Order, sheet: Sheet) -> Result<Printed, Trouble> {
    let foot = foot(pages, &sheet);
    let paper = sheet::paper_of(sheet.named.kind, order.paper, order.orientation);
    let address = typed(pages, &sheet.named.url);
    let desk = Desk { studio, words: &pages.words, paper, reading: Reading::of(paper, order.distance), foot, address };
    // What we say ourselves needs its letters as well.
    let says = sheet.says().into_iter().map(|said| said.text);
    for text in says.chain(desk.foot.texts(&desk)).chain(desk.legend_words()) {
        if let Some(letter) = studio.fonts.lacks(&text) {
            return Err(Trouble::Letter(letter, script_of(letter), text));
        }
    }
    let id = sheet.content_id();
    let mut scenes = Vec::new();
    let mut current = sheet.clone();
    loop {
        let composed = current.compose(&desk).map_err(Trouble::TooLarge)?;
        let (mut left_out, mut rest) = (Vec::new(), None);
        for page in composed {
            scenes.push(page.scene);
            left_out.extend(page.left_out);
            rest = page.rest;
        }
        match rest {
            Some(rest) if scenes.len() < order.sheets => current.body = rest,
            _ => return Ok(Printed { sheet, paper, scenes, left_out, id }),
        }
    }
}

/// What would leave nothing of a sheet out, tried: a larger paper, a larger paper that is read from as near as this one,
/// more sheets. In options of the command.
pub fn remedies(pages: &Pages, studio: &Studio, order: &Order, sheet: &Sheet) -> Vec<String> {
    let paper = sheet::paper_of(sheet.named.kind, order.paper, order.orientation);
    let metres = Reading::of(paper, order.distance).metres;
    let sheets = |order: Order| {
        let printed = set(pages, studio, &order, sheet.clone()).ok()?;
        printed.left_out.is_empty().then_some(printed.scenes.len())
    };
    let larger: Vec<&str> = std::iter::successors(paper.next(), |name| Paper::parse(name).ok()?.next()).collect();
    let first = |distance: Option<f32>| {
        larger.iter().find(|name| {
            let paper = Paper::parse(name).ok();
            paper.is_some_and(|paper| sheets(Order { paper, distance, ..order.clone() }).is_some())
        })
    };
    let larger_paper = first(order.distance).map(|name| format!("--paper {name}"));
    let as_near =
        first(Some(metres)).map(|name| format!("--paper {name} --distance {}", (metres * 100.0).round() / 100.0));
    let more = sheets(Order { sheets: MOST_SHEETS, ..order.clone() }).map(|n| format!("--sheets {n}"));
    [larger_paper, as_near, more].into_iter().flatten().collect()
}

/// On how many sheets something may go on that is proposed.
const MOST_SHEETS: usize = 9;

/// A sheet that says why it is empty.
pub fn note(pages: &Pages, studio: &Studio, order: &Order, named: &Named, trouble: &Trouble) -> Scene {
    let paper = sheet::paper_of(named.kind, order.paper, order.orientation);
    let reading = Reading::of(paper, order.distance);
    let text = match trouble {
        Trouble::Letter(_, script, _) => {
            let words =
                pages.words.or("sheet.no_font", "This sheet needs a font for {script}: see `posters` in the settings.");
            words.replace("{script}", script)
        }
        Trouble::TooLarge(refused) => {
            let words = pages.words.or("sheet.too_small", "This paper is too small for {part}.");
            words.replace("{part}", &refused.what)
        }
    };
    let text = super::text::Text::new(&studio.fonts, super::fonts::Voice::Bold, &text);
    let place = (2.0 * reading.border, 2.0 * reading.border);
    let (lines, _) = text.draw(reading.heading, place, paper.width - 4.0 * reading.border, super::scene::Rgb::INK);
    let nodes = vec![super::desk::paragraph(lines)];
    Scene { width: paper.width, height: paper.height, nodes, ..Scene::default() }
}

fn foot(pages: &Pages, sheet: &Sheet) -> Foot {
    let site = &pages.site;
    let id = sheet.content_id();
    let page = sheet.named.page();
    let short = page.trim_end_matches("index.html");
    let code = match site.config.base_url.as_str() {
        "" => None,
        base => Code::of(&format!("{base}{short}#{id}")),
    };
    let note = match site.config.profile {
        Profile::Public => "footer.public",
        _ => "footer.internal",
    };
    Foot {
        address: if code.is_some() { typed(pages, &page) } else { String::new() },
        code,
        printed: pages.words.date(site.today),
        take_down: pages.words.date(sheet::take_down(pages, &sheet.named)),
        note: html::plain(pages.words.or(note, "")),
        id,
    }
}

/// An address as one types it from a wall: without the scheme, without the name of a file.
fn typed(pages: &Pages, url: &str) -> String {
    let base = &pages.site.config.base_url;
    let bare = base.split_once("://").map_or(base.as_str(), |(_, rest)| rest);
    format!("{bare}{}", url.trim_end_matches("index.html"))
}

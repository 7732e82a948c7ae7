//! What hangs on walls, and whether it is still true: a sheet is out of date when what it says has changed, and never
//! because a file was formatted.

mod differ;

use jiff::civil::Date;
use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::paper::sheet::{self, Kind, Named};
use crate::site::consent::Profile;
use crate::site::hanging::Hanging;
use crate::site::link::Index;
use crate::site::timeline::{Moment, sort};

use super::timeline::{OccasionView, occasions};
use super::topic::Topic;
use super::view::DateView;
use super::{Cx, Pages, View};

pub use differ::{Difference, differ};

/// How many of the changes since a sheet was printed are told.
const MOST_CHANGES: usize = 6;

pub(super) static TOPIC: Topic = Topic {
    key: "walls",
    template: "walls.html",
    // Where something hangs is nobody's business outside.
    present: |site| !site.hangings.is_empty() && site.config.profile != Profile::Public,
    length: |pages| pages.site.hangings.len(),
    per_leaf: 40,
    view,
};

/// Whether a sheet is still true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// It says what the site says.
    Current,
    /// What it says has changed.
    Outdated,
    /// The site has no such sheet any more.
    Gone,
    /// Nobody wrote down its id.
    Unknown,
}

/// A sheet that hangs somewhere, beside what it would say today.
#[derive(Clone, Debug)]
pub struct Hung<'p> {
    /// Where it hangs.
    pub hanging: &'p Hanging,
    /// Which sheet it is, if the site has it.
    pub named: Option<Named>,
    /// Its title.
    pub title: String,
    /// The id of what it would say today; empty if the site does not have it.
    pub now: String,
    /// Whether it is still true.
    pub truth: Truth,
}

impl Pages {
    /// Everything that hangs somewhere, in the order in which it was written down.
    pub fn hung(&self) -> Vec<Hung<'_>> {
        if self.site.hangings.is_empty() {
            return Vec::new();
        }
        let all = sheet::all(self);
        self.site.hangings.iter().map(|hanging| self.one_hung(hanging, &all)).collect()
    }

    fn one_hung<'p>(&'p self, hanging: &'p Hanging, all: &[Named]) -> Hung<'p> {
        let named = all.iter().find(|named| named.name == *hanging.sheet.value).cloned();
        let sheet = named.as_ref().and_then(|named| sheet::of(self, named));
        let now = sheet.as_ref().map_or_else(String::new, sheet::Sheet::content_id);
        let truth = match (&sheet, hanging.id.as_str()) {
            (None, _) => Truth::Gone,
            (_, "") => Truth::Unknown,
            (_, id) if id == now => Truth::Current,
            _ => Truth::Outdated,
        };
        let title = sheet.map_or_else(|| hanging.sheet.value.to_string(), |sheet| sheet.title);
        Hung { hanging, named, title, now, truth }
    }

    /// Sheets that hang somewhere and that the site does not have.
    pub fn lost_sheets(&self) -> Vec<Diagnostic> {
        if self.site.hangings.is_empty() {
            return Vec::new();
        }
        let all = sheet::all(self);
        let lost =
            self.site.hangings.iter().filter(|hanging| !all.iter().any(|named| named.name == *hanging.sheet.value));
        lost.map(|hanging| {
            let message = format!("there is no sheet `{}`", hanging.sheet.value);
            Diagnostic::warning("unknown-reference", &hanging.path, hanging.sheet.span, message)
                .help("correct the name; if what it showed is gone, take the sheet down and remove it here")
                .did_you_mean(&hanging.sheet.value, all.iter().map(|named| named.name.as_str()))
        })
        .collect()
    }
}

/// A sheet that hangs somewhere.
#[derive(Serialize)]
struct HungView {
    room: String,
    title: String,
    href: String,
    paper: String,
    id: String,
    date: Option<DateView>,
    truth: Truth,
    changes: Vec<OccasionView>,
}

/// Whether a sheet is still true, by the id at its foot.
#[derive(Debug, Serialize)]
pub struct StatusView {
    title: String,
    href: String,
    /// The id of what it would say today.
    now: String,
    /// The ids of former days that are known.
    known: Vec<KnownView>,
}

/// What an id of former days stands for.
#[derive(Debug, Serialize)]
struct KnownView {
    id: String,
    date: Option<DateView>,
    rooms: Vec<String>,
    changes: Vec<OccasionView>,
}

#[derive(Serialize)]
struct Walls {
    outdated: usize,
    total: usize,
    hung: Vec<HungView>,
    sheets: Vec<StatusView>,
}

fn view(cx: &Cx) -> View {
    let all = cx.pages().hung();
    let here = cx.leaf(&all);
    let mut named: Vec<&Named> = Vec::new();
    for one in here.iter().filter_map(|hung| hung.named.as_ref()) {
        if !named.contains(&one) {
            named.push(one);
        }
    }
    Box::new(Walls {
        outdated: all.iter().filter(|hung| matches!(hung.truth, Truth::Outdated | Truth::Gone)).count(),
        total: all.len(),
        hung: here.iter().map(|hung| hung_view(cx, hung)).collect(),
        sheets: named.into_iter().filter_map(|named| status(cx, named)).collect(),
    })
}

fn hung_view(cx: &Cx, hung: &Hung) -> HungView {
    let Hanging { room, paper, id, date, .. } = hung.hanging;
    HungView {
        room: room.clone(),
        title: hung.title.clone(),
        href: hung.named.as_ref().map_or_else(String::new, |named| cx.link(&named.url)),
        paper: paper.clone(),
        id: id.clone(),
        date: date.map(|date| cx.date(date)),
        truth: hung.truth,
        changes: match (&hung.named, date) {
            (Some(named), Some(date)) if hung.truth != Truth::Current => changes(cx, named, *date),
            _ => Vec::new(),
        },
    }
}

/// Whether a sheet is still true, for the page that its code leads to: the id of today, and those that hang somewhere.
pub fn status(cx: &Cx, named: &Named) -> Option<StatusView> {
    let sheet = sheet::of(cx.pages(), named)?;
    let now = sheet.content_id();
    let mut known: Vec<KnownView> = Vec::new();
    let theirs = |hanging: &&Hanging| *hanging.sheet.value == named.name && !hanging.id.is_empty() && hanging.id != now;
    for hanging in cx.site().hangings.iter().filter(theirs) {
        if let Some(same) = known.iter_mut().find(|known| known.id == hanging.id) {
            same.rooms.push(hanging.room.clone());
            continue;
        }
        known.push(KnownView {
            id: hanging.id.clone(),
            date: hanging.date.map(|date| cx.date(date)),
            rooms: vec![hanging.room.clone()],
            changes: hanging.date.map_or_else(Vec::new, |date| changes(cx, named, date)),
        });
    }
    Some(StatusView { title: sheet.title, href: cx.link(&named.url), now, known })
}

/// What changed our mind about what stands on a sheet, since a day.
fn changes(cx: &Cx, named: &Named, since: Date) -> Vec<OccasionView> {
    let site = cx.site();
    let later = |moment: &Moment| moment.day > since && moment.item.is_some();
    let mut moments: Vec<Moment> = match named.about {
        Some(about) => shown_on(cx, about).into_iter().flat_map(|index| site.moments(index)).filter(later).collect(),
        None => {
            let hurts = |moment: &&Moment| {
                let item = moment.item.and_then(|number| site[moment.entity].record.item(number));
                named.kind == Kind::Hurts && item.is_some_and(|(field, _)| field == "pains")
            };
            cx.pages().timeline().iter().filter(|moment| later(moment)).filter(hurts).cloned().collect()
        }
    };
    sort(&mut moments);
    occasions(site, &moments).iter().take(MOST_CHANGES).map(|occasion| cx.occasion(occasion, 1)).collect()
}

/// Whose statements stand on a sheet: of a person's, those of the maps as well.
fn shown_on(cx: &Cx, about: Index) -> Vec<Index> {
    let maps = cx.about(about).filter(|index| cx.entity(*index).kind.section.is_some());
    match cx.entity(about).kind.subject {
        true => std::iter::once(about).chain(maps).collect(),
        false => vec![about],
    }
}

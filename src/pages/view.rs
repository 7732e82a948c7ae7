//! The small structs that templates see. One shape for one thing, whatever page it stands on.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::site::evidence::{Counts, State};
use crate::site::words::Words;

use super::people::Size;

/// A calendar date, ready to print.
#[derive(Clone, Debug, Serialize)]
pub struct DateView {
    /// `2026-10-09`
    pub iso: String,
    /// 9 October 2026
    pub text: String,
    /// 9 Oct
    pub short: String,
}

impl DateView {
    /// A date in the words of the interface.
    pub fn new(date: Date, words: &Words) -> Self {
        DateView { iso: date.to_string(), text: words.date(date), short: words.short_date(date) }
    }
}

/// The commit that a site was built from.
#[derive(Clone, Debug, Serialize)]
pub struct CommitView {
    /// The beginning of its name.
    pub id: String,
    /// The day it was made.
    pub date: DateView,
}

/// A link.
#[derive(Clone, Debug, Serialize)]
pub struct LinkView {
    /// Its text.
    pub title: String,
    /// Where it leads, relative to the page.
    pub href: String,
}

/// An entry of a navigation.
#[derive(Clone, Debug, Serialize)]
pub struct NavView {
    /// Its name, for templates.
    pub key: &'static str,
    /// Its text.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether the page is there.
    pub current: bool,
}

/// The certainty ring around a sign: arcs in a box of 128 × 128.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RingView {
    /// The arcs, clockwise from twelve.
    pub arcs: Vec<ArcView>,
}

/// One arc of a ring.
#[derive(Clone, Debug, Serialize)]
pub struct ArcView {
    /// What it stands for.
    pub state: State,
    /// Its path.
    pub d: String,
}

/// How long ago something was heard.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FreshView {
    /// 3 within 90 days, 2 within 180, 1 within 365, else 0.
    pub level: u8,
    /// When.
    pub last: Option<DateView>,
}

/// A person in short.
#[derive(Clone, Debug, Default, Serialize)]
#[expect(missing_docs, reason = "the names say it; the contract in the documentation describes each")]
pub struct PersonView {
    pub id: String,
    pub name: String,
    pub first_name: String,
    pub role: String,
    pub href: String,
    pub sign: &'static str,
    pub hue: &'static str,
    /// More than two thirds guess: drawn as an outline.
    pub pale: bool,
    pub counts: Counts,
    pub ring: RingView,
    pub fresh: FreshView,
    pub draft: bool,
    pub initials: String,
}

/// A piece of evidence.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it; the contract in the documentation describes each")]
pub struct SourceView {
    pub title: String,
    pub kind: &'static str,
    #[serde(rename = "type")]
    pub method: &'static str,
    pub date: Option<DateView>,
    pub href: String,
    #[serde(rename = "where")]
    pub place: String,
}

/// `k` of `n`.
#[derive(Clone, Debug, Serialize)]
pub struct CountView {
    /// How many.
    pub k: u32,
    /// Of how many.
    pub n: u32,
}

/// A statement with its evidence.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it; the contract in the documentation describes each")]
pub struct ItemView {
    pub id: String,
    pub html: String,
    pub plain: String,
    /// A customer's own words with a source: without their quotation marks, which the page sets.
    pub voice: bool,
    /// The language of its words, where it is not the site's.
    pub lang: String,
    pub state: State,
    pub people: usize,
    pub last: Option<DateView>,
    pub count: Option<CountView>,
    pub sources: Vec<SourceView>,
    pub against: Vec<LinkView>,
    pub disputed_by: Vec<SourceView>,
    pub inferred_from: Vec<LinkView>,
    pub severity: &'static str,
    pub times: Option<u64>,
    pub more_html: String,
    pub source_html: String,
    /// Where all that is known about it stands, if it has a page of its own: that of a pain.
    pub page: String,
    /// Where it was written, in the preview only: `content/maps/x.md:12:3`.
    pub place: String,
}

/// A piece of a section.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum BlockView {
    /// Running text.
    Prose {
        /// As HTML.
        html: String,
    },
    /// Statements.
    Items {
        /// In order.
        items: Vec<ItemView>,
        /// Numbered.
        ordered: bool,
    },
    /// Labels with texts.
    Pairs {
        /// In order.
        pairs: Vec<PairView>,
    },
}

/// A label with its text.
#[derive(Clone, Debug, Serialize)]
pub struct PairView {
    /// The label.
    pub label: String,
    /// The text, as HTML.
    pub html: String,
    /// The field it belongs to, if any.
    pub field: String,
}

/// A section in the writer's own words.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SectionView {
    /// The level its heading is printed at.
    pub level: u8,
    /// The heading, as HTML; may be empty.
    pub heading: String,
    /// Its fragment.
    pub anchor: String,
    /// The field it was understood as; may be empty.
    pub field: String,
    /// What stands under it.
    pub blocks: Vec<BlockView>,
    /// Where it was written, in the preview only.
    pub place: String,
}

/// A part of a map.
#[derive(Clone, Debug, Serialize)]
pub struct PartView {
    /// The field.
    pub name: &'static str,
    /// Its heading.
    pub heading: String,
    /// Confirmed first, then by people, guesses last. A large map has only the first of them.
    pub items: Vec<ItemView>,
    /// How many there are.
    pub total: usize,
    /// How many of them fit on the canvas.
    pub fits: usize,
    /// Where the others stand, if not all are here.
    pub rest_href: String,
    /// What else stands there.
    pub blocks: Vec<BlockView>,
    /// The file to add to where it is empty.
    pub hint_file: String,
}

/// A says and a does that contradict each other.
#[derive(Clone, Debug, Serialize)]
pub struct TensionView {
    /// What is said.
    pub says: ItemView,
    /// What is done.
    pub does: ItemView,
}

/// An empathy map.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it; the contract in the documentation describes each")]
pub struct MapView {
    pub id: String,
    pub title: String,
    pub scenario: String,
    /// How name and scenario fit into the medallion: short, long, name (no room for the scenario) or long-name.
    pub room: &'static str,
    pub href: String,
    pub layout: &'static str,
    pub quadrants_href: String,
    pub canvas_href: String,
    pub classic_href: String,
    pub scope: &'static str,
    pub date: Option<DateView>,
    pub owner: String,
    pub person: Option<PersonView>,
    pub counts: Counts,
    pub parts: BTreeMap<&'static str, Option<PartView>>,
    /// What they think and feel together, for the head of the canvas.
    pub head: Option<PartView>,
    pub sections: Vec<SectionView>,
    pub tensions: Vec<TensionView>,
}

/// Anything in a list.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it; the contract in the documentation describes each")]
pub struct CardView {
    pub kind: &'static str,
    pub title: String,
    pub summary: String,
    pub href: String,
    pub date: Option<DateView>,
    pub person: Option<PersonView>,
    pub state: String,
    pub meta: String,
    /// Where it was written, in the preview only.
    pub place: String,
}

/// What was agreed about the words of a piece of evidence.
#[derive(Clone, Debug, Serialize)]
pub struct AgreedView {
    /// `internal`, `quotable`, `public`; `unstated` if nobody wrote it down; empty where nobody has to agree.
    pub consent: &'static str,
    /// Until when.
    pub until: Option<DateView>,
    /// Why the words may not be shown here: `no_consent`, `consent_ended`; empty if they may.
    pub why_not: &'static str,
}

/// Somebody's words.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it; the contract in the documentation describes each")]
pub struct QuoteView {
    pub id: String,
    pub html: String,
    /// How much room they need where they are set large.
    pub size: Size,
    pub person: Option<PersonView>,
    pub source: Option<SourceView>,
    pub told_by: String,
    pub href: String,
    /// The language of the words, where it is not the site's.
    pub lang: String,
    /// Where it was written, in the preview only.
    pub place: String,
}

/// A typed field, ready to print.
#[derive(Clone, Debug, Serialize)]
pub struct FactView {
    /// Its label.
    pub label: String,
    /// Its value, as HTML.
    pub html: String,
}

/// A number in short.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the names say it; the contract in the documentation describes each")]
pub struct MetricView {
    pub title: String,
    pub href: String,
    pub value: String,
    pub unit: String,
    pub target: Option<String>,
    /// 0 to 100.
    pub share: f64,
    pub goal_share: Option<f64>,
    pub better: &'static str,
}

//! What the site knows of each person as a whole: sign, colour, certainty, freshness. Computed once for a site.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

use jiff::civil::Date;
use serde::Serialize;

use crate::site::evidence::{Counts, NO_CLAIMS, State};
use crate::site::link::Index;
use crate::site::resolve::Target;
use crate::site::timeline::Moment;
use crate::site::words::Words;
use crate::site::{Entity, Site};
use crate::syntax::html;
use crate::syntax::value::Item;

use super::timeline;
use super::view::{ArcView, DateView, FreshView, PersonView, RingView};

/// The signs, abstract on purpose: no faces, no silhouettes.
pub const SIGNS: &[&str] =
    &["tide", "arch", "petals", "steps", "ripple", "leaf", "orbit", "hills", "sail", "weave", "sun", "prism"];

pub use crate::site::palette::HUES;

/// How much room words need where they are set large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    /// About 25 words at most, and none of them wider than a line.
    Short,
    /// A few lines more, or a word that must be broken.
    Long,
    /// A whole paragraph.
    Longest,
}

impl Size {
    /// The size of a text. East Asian characters are twice as wide as others, and lines may break between any two.
    pub fn of(plain: &str) -> Size {
        let width = |c: char| if is_wide(c) { 2 } else { 1 };
        let whole: usize = plain.chars().map(width).sum();
        let widest =
            plain.split(|c: char| c.is_whitespace() || c == '-' || is_wide(c)).map(|word| word.chars().count());
        match (whole, widest.max().unwrap_or(0)) {
            (..=150, ..=20) => Size::Short,
            (..=360, _) => Size::Long,
            _ => Size::Longest,
        }
    }
}

/// Whether a character is as wide as it is high: Chinese, Japanese, Korean.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}')
}

/// Freshness: heard within so many days is 3, 2 and 1; anything older is 0.
pub const FRESH_DAYS: [i32; 3] = [90, 180, 365];

/// One person as a whole.
#[derive(Clone, Debug)]
pub struct Person {
    /// The statements about them, each once: entity and number of the item.
    pub statements: Vec<(Index, u32)>,
    /// How sure we are of what is said about them, each statement counted once.
    pub counts: Counts,
    /// How many people told us what is said about them, each counted once.
    pub people: usize,
    /// When they were last heard.
    pub last: Option<Date>,
    /// Who told us: way of hearing → how often.
    pub told: BTreeMap<&'static str, usize>,
    /// What is the same on every page: everything but the address.
    pub view: PersonView,
}

/// The persons of a site in the order in which they are shown.
#[derive(Default)]
pub struct People {
    /// Settings first, then by name.
    pub order: Vec<Index>,
    /// Sign and hue, and what else is known, put together when it is first wanted.
    by_index: HashMap<Index, Known>,
}

/// What is known of a person, as far as it was wanted yet.
struct Known {
    look: Look,
    person: OnceLock<Person>,
    history: OnceLock<Vec<Moment>>,
}

/// A sign and a hue.
type Look = (&'static str, &'static str);

impl People {
    /// Looks at all persons of a site.
    pub fn of(site: &Site) -> People {
        let mut order: Vec<Index> = site.indices().filter(|index| site[*index].kind.subject).collect();
        let by_index = looks(site, &order).into_iter().map(|(index, look)| (index, Known::new(look))).collect();
        let wanted = |index: &Index| {
            let id = &*site[*index].id;
            site.config.people.iter().position(|wanted| &*wanted.value == id).unwrap_or(usize::MAX)
        };
        order.sort_by_cached_key(|index| (wanted(index), crate::syntax::label::fold(&site[*index].title)));
        People { order, by_index }
    }

    /// One person.
    pub(super) fn get(&self, site: &Site, words: &Words, index: Index) -> Option<&Person> {
        let known = self.by_index.get(&index)?;
        Some(known.person.get_or_init(|| whole(site, words, index, known.look)))
    }

    /// What changed our mind about one person, newest first.
    pub(super) fn history(&self, site: &Site, index: Index) -> &[Moment] {
        let known = self.by_index.get(&index);
        known.map_or(&[], |known| known.history.get_or_init(|| timeline::of_person(site, index)))
    }
}

impl Known {
    fn new(look: Look) -> Known {
        Known { look, person: OnceLock::new(), history: OnceLock::new() }
    }
}

/// The statements about a person: its own, and those of its maps.
fn statements(site: &Site, subject: Index) -> Vec<(Index, &Item)> {
    let mut found: Vec<(Index, &Item)> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for index in site.about(subject).iter().copied() {
        let entity = &site[index];
        if !(entity.kind.subject || entity.kind.section.is_some()) {
            continue;
        }
        entity.record.each_item(&mut |field, _, item| {
            if !NO_CLAIMS.contains(&field) && seen.insert(&item.plain) {
                found.push((index, item));
            }
        });
    }
    found
}

fn whole(site: &Site, words: &Words, index: Index, look: Look) -> Person {
    let (mut counts, mut last) = (Counts::default(), None);
    let mut targets: Vec<Target> = Vec::new();
    let about = statements(site, index);
    for (index, item) in &about {
        let claim = site.claim(*index, item);
        counts.add(claim.state);
        last = last.max(claim.last);
        targets.extend(claim.sources.iter().cloned());
    }
    let people = site.weigh(&targets).count();
    let sources: BTreeSet<Index> = targets.iter().map(|source| source.entity).collect();
    let mut told = BTreeMap::new();
    for source in sources {
        let kind = site[source].record.choice("type");
        *told.entry(if kind.is_empty() { site[source].kind.name } else { kind }).or_default() += 1;
    }
    let statements = about.into_iter().map(|(index, item)| (index, item.number)).collect();
    Person { statements, counts, people, last, told, view: view(site, words, &site[index], counts, last, look) }
}

/// A person in short, still without an address.
fn view(
    site: &Site,
    words: &Words,
    entity: &Entity,
    counts: Counts,
    last: Option<Date>,
    (sign, hue): Look,
) -> PersonView {
    let name = entity.title.to_string();
    let role = html::plain(entity.record.str("role"));
    let fresh = FreshView { level: level(site.today, last), last: last.map(|date| DateView::new(date, words)) };
    PersonView {
        id: entity.id.to_string(),
        // Without a role the title may well be one: "Platform Engineer" has no first name.
        first_name: if role.is_empty() { name.clone() } else { first_name(&name) },
        initials: initials(&name),
        role,
        href: String::new(),
        sign,
        hue,
        // A site that cites nothing makes no cut-outs: there everybody would be one.
        pale: site.marks() && counts.total > 0 && counts.guess * 3 > counts.total * 2,
        ring: if site.marks() { ring(&counts) } else { RingView::default() },
        fresh,
        draft: entity.draft(),
        counts,
        name,
    }
}

/// The sign and hue of each person.
///
/// FNV-1a of the id gives both; where two people would share a sign, the one written down later takes the next free
/// one, so that a new person never changes an older one.
fn looks(site: &Site, people: &[Index]) -> Vec<(Index, Look)> {
    let mut by_age: Vec<Index> = people.to_vec();
    by_age.sort_by_key(|index| {
        (site[*index].record.date("date").is_none(), site[*index].record.date("date"), &site[*index].id)
    });
    let mut taken: HashSet<&str> = HashSet::new();
    let mut hues: HashSet<&str> = HashSet::new();
    by_age
        .into_iter()
        .map(|index| {
            let entity = &site[index];
            let hash = fnv1a(&entity.id) as usize;
            let sign = pick(SIGNS, hash % SIGNS.len(), entity.record.choice("sign"), &mut taken);
            let hue = pick(HUES, hash / SIGNS.len() % HUES.len(), entity.record.choice("hue"), &mut hues);
            (index, (sign, hue))
        })
        .collect()
}

fn pick(all: &[&'static str], at: usize, pinned: &'static str, taken: &mut HashSet<&'static str>) -> &'static str {
    if taken.len() >= all.len() {
        taken.clear();
    }
    let free = (0..all.len()).map(|step| all[(at + step) % all.len()]).find(|one| !taken.contains(one));
    let chosen = if pinned.is_empty() { free.unwrap_or(all[at]) } else { pinned };
    taken.insert(chosen);
    chosen
}

/// FNV-1a, 32 bit: <http://www.isthe.com/chongo/tech/comp/fnv/>.
fn fnv1a(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn first_name(name: &str) -> String {
    let name = name.trim();
    // "The Improvement Driver", "CTO / CIO": not a first and a last name.
    let words: Vec<&str> = name.split_whitespace().collect();
    let personal = words.len() == 2 && words.iter().all(|word| word.chars().next().is_some_and(char::is_uppercase));
    if personal && !name.contains('/') && words.iter().all(|word| word.chars().skip(1).any(char::is_lowercase)) {
        return words[0].to_owned();
    }
    name.to_owned()
}

fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter(|word| word.chars().next().is_some_and(char::is_alphanumeric));
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// How fresh something heard on `last` is on `today`.
pub fn level(today: Date, last: Option<Date>) -> u8 {
    let Some(last) = last else { return 0 };
    let days = today.since(last).map_or(0, |span| span.get_days());
    match days {
        days if days <= FRESH_DAYS[0] => 3,
        days if days <= FRESH_DAYS[1] => 2,
        days if days <= FRESH_DAYS[2] => 1,
        _ => 0,
    }
}

/// The ring: confirmed, heard, disputed and guess as arcs, clockwise from twelve, with gaps of five units.
pub fn ring(counts: &Counts) -> RingView {
    const CENTRE: f64 = 64.0;
    const RADIUS: f64 = 56.0;
    const GAP: f64 = 5.0 / RADIUS;
    let shares = [
        (State::Confirmed, counts.confirmed),
        (State::Heard, counts.heard),
        (State::Disputed, counts.disputed),
        (State::Guess, counts.guess),
    ];
    let present = shares.iter().filter(|(_, n)| *n > 0).count();
    let turn = std::f64::consts::TAU;
    let gap = if present > 1 { GAP } else { 0.0001 };
    let usable = turn - gap * present as f64;
    let at = |angle: f64| (CENTRE + RADIUS * angle.sin(), CENTRE - RADIUS * angle.cos());
    let mut from = gap / 2.0;
    let mut arcs = Vec::new();
    for (state, n) in shares.into_iter().filter(|(_, n)| *n > 0) {
        let to = from + usable * n as f64 / counts.total as f64;
        let (half_x, half_y) = at((from + to) / 2.0);
        let ((x1, y1), (x2, y2)) = (at(from), at(to));
        // Two halves: one arc of a whole turn would be none.
        let d = format!(
            "M{x1:.2} {y1:.2}A{RADIUS} {RADIUS} 0 0 1 {half_x:.2} {half_y:.2}A{RADIUS} {RADIUS} 0 0 1 {x2:.2} {y2:.2}"
        );
        arcs.push(ArcView { state, d });
        from = to + gap;
    }
    RingView { arcs }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freshness_has_four_levels() {
        let today = jiff::civil::date(2026, 11, 23);
        let days = |n: i64| today.checked_sub(jiff::Span::new().days(n)).ok();
        let levels: Vec<u8> = [10, 90, 91, 180, 181, 365, 366].map(|n| level(today, days(n))).to_vec();
        assert_eq!(levels, [3, 3, 2, 2, 1, 1, 0]);
        assert_eq!(level(today, None), 0);
    }

    #[test]
    fn long_words_and_long_texts_need_more_room() {
        assert_eq!(Size::of("If I get it wrong, somebody can't pay their rent."), Size::Short);
        assert_eq!(Size::of("Rindfleischetikettierungsüberwachung, sagt sie."), Size::Long);
        assert_eq!(Size::of(&"I wait. ".repeat(30)), Size::Long);
        assert_eq!(Size::of(&"I wait. ".repeat(60)), Size::Longest);
        assert_eq!(Size::of(&"夜".repeat(70)), Size::Short);
        assert_eq!(Size::of(&"夜".repeat(80)), Size::Long);
    }

    #[test]
    fn names_are_shortened_only_where_they_are_names() {
        assert_eq!(first_name("Mara Lindqvist"), "Mara");
        assert_eq!(first_name("CTO / CIO"), "CTO / CIO");
        assert_eq!(first_name("Application developers in Graz"), "Application developers in Graz");
    }

    #[test]
    fn signs_are_the_published_hash() {
        assert_eq!(fnv1a("a"), 0xe40c_292c);
    }
}

//! The biggest holes, and what has gone stale: whom to ask next.

use std::cmp::Reverse;

use serde::Serialize;

use crate::pages::Cx;
use crate::pages::ask;
use crate::pages::view::{DateView, LinkView, PersonView};
use crate::site::age::statements;
use crate::site::evidence::{Counts, NO_CLAIMS};
use crate::site::link::Index;

use super::matrix::{Cell, Columns, Matrix, PARTS, Row, belongs};

/// How many holes and how many stale claims are listed.
const MOST: usize = 6;

/// Where to ask next.
#[derive(Serialize)]
pub(super) struct Hole {
    /// everywhere, stages, column or old
    kind: &'static str,
    person: Option<PersonView>,
    /// The stages, or the parts, where nobody was asked.
    names: Vec<String>,
    /// How many of them, or of the people, are missing.
    n: usize,
    /// Of how many.
    of: usize,
    counts: Option<Counts>,
    /// Who looks after the person, and how to reach them.
    team: String,
    contact: String,
    /// The guesses about the person.
    ask: String,
}

/// A statement that nobody has heard again for too long.
#[derive(Serialize)]
pub(super) struct Stale {
    text: String,
    href: String,
    person: PersonView,
    last: DateView,
}

/// How much of a part of the map we know, over all people.
#[derive(Serialize)]
pub(super) struct Share {
    key: &'static str,
    label: String,
    known: usize,
    total: usize,
    percent: u8,
}

/// The biggest holes: people we know nothing of, then stages, then people we have not heard for long.
pub(super) fn holes(cx: &Cx, matrix: &Matrix) -> Vec<Hole> {
    let mut found: Vec<(usize, usize, Hole)> = Vec::new();
    let people = &cx.people().order;
    for subject in people.iter().copied() {
        let person = cx.person(subject);
        let rows: Vec<&Row> = matrix.rows.iter().filter(|row| row.subject == subject).collect();
        let cells = || rows.iter().flat_map(|row| &row.cells);
        let names: Vec<String> =
            cells().filter(|cell| cell.is_hole()).map(|cell| label(cx, matrix, &cell.name)).collect();
        let (n, of) = (names.len(), cells().count());
        let counts = person.counts;
        if person.fresh.last.is_none() || person.pale {
            found.push((0, counts.guess, hole(cx, subject, "everywhere", Vec::new(), n, of)));
        } else if n > 0 {
            found.push((1, n, hole(cx, subject, "stages", names, n, of)));
        } else if person.fresh.level < 2 {
            found.push((2, 3 - usize::from(person.fresh.level), hole(cx, subject, "old", Vec::new(), n, of)));
        }
    }
    if matrix.columns != Columns::Own && people.len() > 1 {
        for (at, name) in matrix.names.iter().enumerate() {
            let missing = matrix.rows.iter().filter(|row| row.cells.get(at).is_some_and(Cell::is_hole)).count();
            if missing * 2 > people.len() {
                let names = vec![label(cx, matrix, name)];
                let hole = Hole { kind: "column", person: None, names, n: missing, of: people.len(), ..nothing() };
                found.push((1, missing, hole));
            }
        }
    }
    found.sort_by_key(|(kind, size, _)| (*kind, Reverse(*size)));
    found.into_iter().take(MOST).map(|(.., hole)| hole).collect()
}

fn label(cx: &Cx, matrix: &Matrix, name: &str) -> String {
    if matrix.columns == Columns::Parts { cx.field_label(name) } else { name.to_owned() }
}

fn nothing() -> Hole {
    let (team, contact, ask) = (String::new(), String::new(), String::new());
    Hole { kind: "", person: None, names: Vec::new(), n: 0, of: 0, counts: None, team, contact, ask }
}

fn hole(cx: &Cx, subject: Index, kind: &'static str, names: Vec<String>, n: usize, of: usize) -> Hole {
    let person = cx.person(subject);
    let owner = cx.entity(subject).record.str("owner");
    let team = cx.site().config.teams.get(owner);
    Hole {
        kind,
        counts: Some(person.counts),
        person: Some(person),
        names,
        n,
        of,
        team: team.map_or(owner, |team| &team.name).to_owned(),
        contact: team.and_then(|team| team.details.get("contact").cloned()).unwrap_or_default(),
        ask: ask::about(cx, subject).unwrap_or_default(),
    }
}

/// The statements about people that are the longest over their time, oldest first, and how many there are.
pub(super) fn stale(cx: &Cx) -> (Vec<Stale>, usize) {
    let site = cx.site();
    let mut found = Vec::new();
    for subject in cx.people().order.iter().copied() {
        for index in site
            .about(subject)
            .iter()
            .copied()
            .filter(|index| site[*index].kind.subject || site[*index].kind.section.is_some())
        {
            for statement in statements(&site[index]) {
                // What was heard lately cannot be stale: the history need not be asked.
                let Some(last) = site.claim(index, statement.item).last else { continue };
                if NO_CLAIMS.contains(&statement.field) {
                    continue;
                }
                let life = site.config.half_life.of(site[index].kind, &statement);
                let over = last.checked_add(life).is_ok_and(|until| until < site.today);
                if over && site.age(index, &statement).is_stale(site.today) {
                    found.push((last, subject, index, statement.item));
                }
            }
        }
    }
    found.sort_by_key(|(last, ..)| *last);
    let total = found.len();
    let stale = found.into_iter().take(MOST).map(|(last, subject, index, item)| Stale {
        text: cx.plain(index, item),
        href: cx.link(&cx.statement_url(index, item.number)),
        person: cx.person(subject),
        last: cx.date(last),
    });
    (stale.collect(), total)
}

/// How much of each part of the map rests on something, over all people.
pub(super) fn shares(cx: &Cx) -> Vec<Share> {
    let site = cx.site();
    let mut counts: Vec<Counts> = vec![Counts::default(); PARTS.len()];
    for index in site.indices().filter(|index| site[*index].kind.subject || site[*index].kind.section.is_some()) {
        site[index].record.each_item(&mut |field, _, item| {
            for (at, _) in PARTS.iter().enumerate().filter(|(_, part)| belongs(field, part)) {
                counts[at].add(site.claim(index, item).state);
            }
        });
    }
    let present = PARTS.iter().zip(counts).filter(|(_, counts)| counts.total > 0);
    let share = |(key, counts): (&&'static str, Counts)| Share {
        key,
        label: cx.field_label(key),
        known: counts.resting(),
        total: counts.total,
        percent: (counts.resting() * 100 / counts.total) as u8,
    };
    present.map(share).collect()
}

/// Links between the pages about what is not known.
#[derive(Serialize)]
pub(super) struct Ways {
    pub(super) ask: Option<LinkView>,
    pub(super) tensions: Option<LinkView>,
    pub(super) compare: Option<LinkView>,
}

/// The other pages that look across people, as far as the site has them.
pub(super) fn ways(cx: &Cx) -> Ways {
    let way = |url: &str| cx.pages().at(url).map(|page| LinkView { title: String::new(), href: cx.link(&page.url) });
    Ways { ask: way("ask/index.html"), tensions: way("tensions/index.html"), compare: way("compare/index.html") }
}

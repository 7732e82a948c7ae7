//! Whose words a statement quotes, and whether they may be quoted: what the rules about consent share.

use jiff::civil::Date;

use crate::site::link::Index;
use crate::site::resolve::Target;
use crate::site::{Entity, Site};
use crate::syntax::quotation::quotations;
use crate::syntax::value::{Item, Value};
use crate::syntax::wording;
use crate::text::Span;

/// Fields whose statements are words that somebody said.
const SPOKEN: &[&str] = &["says", "says_does", "quote", "quotes", "questions", "would_ask"];

/// From how many words on a quotation is what somebody said, wherever it stands. Below, it may be the name of a button.
const SPEECH_WORDS: usize = 4;
/// Where each character is a word, four of them are a name too.
const SPEECH_LETTERS: usize = 8;

/// Whether a statement holds somebody's words in quotation marks.
pub(super) fn quotes_somebody(field: &str, item: &Item) -> bool {
    let is_whole = |inside: &str| inside.len() >= item.plain.trim_matches(|c: char| !c.is_alphanumeric()).len();
    let is_speech = |inside: &str| {
        let words = wording::words(inside);
        let letters: usize = words.iter().map(|word| word.chars().count()).sum();
        words.len() >= SPEECH_WORDS && letters >= SPEECH_LETTERS
    };
    let mut quoted = quotations(&item.plain).into_iter().filter_map(|range| item.plain.get(range));
    quoted.any(|inside| is_speech(inside) || (SPOKEN.contains(&field) && is_whole(inside)))
}

/// The sessions and stories that the words in quotation marks can come from: those cited with a place in them, else all
/// that are cited, else the story they stand in. None where nothing is quoted.
pub(super) fn sources_of_words(site: &Site, index: Index, field: &str, item: &Item) -> Vec<Index> {
    let cited = cited(site, index, item);
    let placed: Vec<Index> = cited.clone().filter(|source| source.part.is_some()).map(|source| source.entity).collect();
    let mut sources = if placed.is_empty() { cited.map(|source| source.entity).collect() } else { placed };
    if sources.is_empty() && can_say(site, index) {
        sources.push(index);
    }
    if quotes_somebody(field, item) { sources } else { Vec::new() }
}

/// The sessions and stories that a statement cites.
fn cited<'s>(site: &'s Site, index: Index, item: &Item) -> impl Iterator<Item = &'s Target> + Clone {
    let claims = site.claims(index);
    let sources = claims.get(item.number as usize).map_or(&[][..], |claim| &claim.sources);
    sources.iter().filter(|source| can_say(site, source.entity))
}

/// Whether somebody speaks in an entity.
fn can_say(site: &Site, index: Index) -> bool {
    site[index].kind.field("consent").is_some()
}

/// Why words may not be shown.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Bar {
    /// They were said for us only.
    Internal,
    /// The consent ended on this day.
    Ended(Date),
}

/// Why the words of a session or story may not be shown, and which of the two says so: a story has the consent of the
/// session it was heard in, unless it names its own; both must last.
pub(super) fn bar(site: &Site, index: Index) -> Option<(Bar, Index)> {
    let refs = site[index].record.refs("session");
    let session = site.targets(index, refs, &["session"]).first().map(|target| target.entity);
    let both = || std::iter::once(index).chain(session);
    let agreed = both().find(|index| !consent(site, *index).is_empty());
    if let Some(internal) = agreed.filter(|index| consent(site, *index) == "internal") {
        return Some((Bar::Internal, internal));
    }
    both().find_map(|index| {
        let (until, _) = until(site, index)?;
        (until < site.today).then_some((Bar::Ended(until), index))
    })
}

/// What was agreed on; empty where nobody noted it.
pub(super) fn consent(site: &Site, index: Index) -> &'static str {
    site[index].record.choice("consent")
}

/// Where it is written what was agreed on.
pub(super) fn place(entity: &Entity) -> Span {
    let mut at = 0;
    for line in entity.source.text.split_inclusive('\n') {
        if line.starts_with("consent:") {
            return Span::new(at, at + line.trim_end().len());
        }
        at += line.len();
    }
    entity.place
}

/// Until when a consent holds, and where that is written.
pub(super) fn until(site: &Site, index: Index) -> Option<(Date, Span)> {
    match site[index].record.get("consent_until")? {
        Value::Date(date) => Some((date.value, date.span)),
        _ => None,
    }
}

/// A statement with words that may not be shown.
pub(super) struct Barred<'s> {
    pub(super) item: &'s Item,
    pub(super) bar: Bar,
    /// The session or story whose consent it is.
    pub(super) by: Index,
}

/// The statements of an entity whose words may not be shown, wherever they come from.
pub(super) fn barred(site: &Site, index: Index) -> Vec<Barred<'_>> {
    let mut found = Vec::new();
    let own = can_say(site, index) && bar(site, index).is_some();
    site[index].record.each_item(&mut |field, _, item| {
        // Most sources may be quoted, and then nobody has to look for quotation marks.
        if !own && !cited(site, index, item).any(|source| bar(site, source.entity).is_some()) {
            return;
        }
        let sources = sources_of_words(site, index, field, item);
        let bars: Vec<_> = sources.iter().map_while(|source| bar(site, *source)).collect();
        if bars.len() == sources.len() {
            found.extend(bars.first().map(|(bar, by)| Barred { item, bar: *bar, by: *by }));
        }
    });
    found
}

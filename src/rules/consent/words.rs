//! Which statements quote words that may not be shown: what the rules about consent share. What may be shown is decided in
//! [`consent`](crate::site::consent).

use crate::site::consent::{Profile, Withheld, quotes_somebody};
use crate::site::link::Index;
use crate::site::resolve::Target;
use crate::site::{Entity, Site};
use crate::syntax::value::Item;
use crate::text::{Span, Spanned};

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
    site.claim(index, item).sources.iter().filter(|source| can_say(site, source.entity))
}

/// Whether somebody speaks in an entity.
fn can_say(site: &Site, index: Index) -> bool {
    site[index].kind.field("consent").is_some()
}

/// Why the words of a session or story should not be quoted, and which of the two says so. A build for the public leaves
/// out more, but no writer is to blame for that: what was agreed for the house may be written in the house.
fn bar(site: &Site, index: Index) -> Option<(Withheld, Index)> {
    site.withheld_from(site.config.profile.min(Profile::Company), index)
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

/// Where it is written until when a consent holds.
pub(super) fn place_of_end(entity: &Entity) -> Span {
    entity.record.dated("consent_until").map_or(entity.place, |until: &Spanned<_>| until.span)
}

/// A statement with words that may not be shown.
pub(super) struct Barred<'s> {
    pub(super) item: &'s Item,
    pub(super) why: Withheld,
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
            found.extend(bars.first().map(|(why, by)| Barred { item, why: *why, by: *by }));
        }
    });
    found
}

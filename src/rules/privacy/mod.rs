//! What the rules about privacy share: the text of a file that readers get to see, and how identifiers are looked for.
//!
//! The text is the file as it was written, with everything blanked that no page shows. So each find has its own place,
//! wherever it stands: in a field, a statement, a transcript, the description of a picture or a key of the writer's own.

pub(super) mod account_number;
pub(super) mod denied_name;
pub(super) mod email_address;
mod mask;
pub(super) mod names;
mod numbers;
pub(super) mod participant_name;
mod phone;
pub(super) mod phone_number;
pub(super) mod postal_address;
mod street;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::site::Site;
use crate::site::link::Index;
use crate::text::Span;

use crate::rules::Rule;

/// What readers see of the file of an entity; nothing where another entity of the same file is looked at for all.
pub(super) fn shown(site: &Site, index: Index) -> Option<Cow<'_, str>> {
    let source = &site[index].source;
    let entities = site.in_file(&source.path)?;
    if entities.first() != Some(&index) {
        return None;
    }
    let hidden: Vec<Span> = entities.iter().flat_map(|other| mask::unseen_fields(&site[*other])).collect();
    Some(mask::shown(&source.path, &source.text, &hidden))
}

/// One identifier: where it stands, and what it is called.
pub(super) struct Find {
    /// Its place in the text.
    pub(super) range: Range<usize>,
    /// What it is: "a phone number".
    pub(super) what: &'static str,
}

impl Find {
    /// A find at a place.
    pub(super) fn new(range: Range<usize>, what: &'static str) -> Find {
        Find { range, what }
    }
}

/// Places that do not overlap, by their starts.
#[derive(Default)]
struct Apart(BTreeMap<usize, usize>);

impl Apart {
    /// Whether a place overlaps none of those before.
    fn has_room(&self, place: &Range<usize>) -> bool {
        self.0.range(..place.end).next_back().is_none_or(|(_, end)| *end <= place.start)
    }

    /// Adds a place, if there is room for it.
    fn add(&mut self, place: Range<usize>) {
        if self.has_room(&place) {
            self.0.insert(place.start, place.end);
        }
    }

    /// The places in order.
    fn places(self) -> impl Iterator<Item = Range<usize>> {
        self.0.into_iter().map(|(start, end)| start..end)
    }
}

/// Adds a finding for each identifier in the file of an entity.
pub(super) fn report(
    rule: &Rule,
    site: &Site,
    index: Index,
    help: &str,
    find: impl Fn(&str) -> Vec<Find>,
    found: &mut Vec<Diagnostic>,
) {
    let Some(text) = shown(site, index) else { return };
    let path: &Arc<str> = &site[index].source.path;
    for Find { range, what } in find(&text) {
        let message = format!("`{}` is {what}", one_line(&text[range.clone()]));
        found.push(rule.at(path, Span::new(range.start, range.end), message).help(help));
    }
}

/// A text that goes over several lines, in one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The digits of a text.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Numbers that stand for any number: all the same digit, or counted up.
fn is_placeholder(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let steps = |step: u8| bytes.windows(2).all(|pair| (pair[1] + 10 - pair[0]) % 10 == step);
    steps(0) || steps(1) || steps(9)
}

/// The end of the text before a place, at most `most` bytes of its line: what a number is called stands there.
fn before(text: &str, at: usize, most: usize) -> &str {
    let mut from = at.saturating_sub(most);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let near = &text[from..at];
    near.rsplit('\n').next().unwrap_or(near)
}

/// An address in a text is not longer than this.
const LONGEST_ADDRESS: usize = 2000;

/// What stands before a place without a gap: the address of the link that it lies in, if it lies in one.
fn word_before<'t>(text: &'t str, at: usize, gaps: &[char]) -> &'t str {
    before(text, at, LONGEST_ADDRESS).rsplit(gaps).next().unwrap_or("")
}

/// Whether a place stands by itself: no letter, digit or mark that would make it a piece of something longer.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let mut before = text[..range.start].chars().rev();
    let mut after = text[range.end..].chars();
    let joined = match before.next() {
        // What follows such a mark without a space belongs to what stands before it: `v1.2`, `a-1`.
        Some('.' | '-' | '@') => before.next().is_some_and(char::is_alphanumeric),
        Some(c) => c.is_alphanumeric() || "_/=#&%\\~".contains(c),
        None => false,
    };
    let goes_on = match after.next() {
        // "Call 1." ends, `1.2` goes on.
        Some('.' | '-' | '@' | ':' | ',') => after.next().is_some_and(char::is_numeric),
        Some(c) => c.is_alphanumeric() || "_=%\\".contains(c),
        None => false,
    };
    !joined && !goes_on
}

//! For whom a site is built, and what of its evidence may be shown to them: one decision, asked for by every view.
//!
//! | profile | words are shown with consent | others |
//! |---|---|---|
//! | team | internal, quotable, public, or none stated | are not shown |
//! | company | quotable, public, or none stated | are not shown |
//! | public | public | are not even named |
//!
//! In every profile, words whose consent has ended are not shown.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;

use crate::files;
use crate::syntax::quotation::{has_marks, is_whole, may_be_name, quotations};
use crate::syntax::value::Item;

use super::link::{Index, Site};
use super::resolve::Place;

/// For whom a site is built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// For those who did the research.
    Team,
    /// For everybody in the house.
    #[default]
    Company,
    /// For anybody.
    Public,
}

/// The profiles, as they are written.
pub const PROFILES: &[&str] = &["team", "company", "public"];

/// What may be done with somebody's words, as it is written.
pub const CONSENT: &[&str] = &["internal", "quotable", "public"];

/// Fields whose statements are somebody's words, with or without quotation marks.
const WORDS: &[&str] = &["quote", "quotes", "says"];

/// Fields in which words in quotation marks are what somebody said, however few: no names of buttons.
const SPOKEN: &[&str] = &["quote", "quotes", "says", "says_does", "questions", "would_ask"];

impl Profile {
    /// The profile with a name.
    pub fn named(name: &str) -> Option<Profile> {
        match name {
            "team" => Some(Profile::Team),
            "company" => Some(Profile::Company),
            "public" => Some(Profile::Public),
            _ => None,
        }
    }

    /// How it is written.
    pub fn word(self) -> &'static str {
        match self {
            Profile::Team => "team",
            Profile::Company => "company",
            Profile::Public => "public",
        }
    }

    /// Whether words with a consent may be shown; empty where nobody wrote down what was agreed.
    fn shows(self, consent: &str) -> bool {
        match self {
            Profile::Team => true,
            Profile::Company => consent != "internal",
            Profile::Public => consent == "public",
        }
    }
}

/// Why words are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// The consent is not for this profile.
    NoConsent,
    /// The consent ended on this day.
    Ended(Date),
}

impl Site {
    /// Why the words of an entity may not be shown; nothing if they may. What nobody has to agree to, a persona or a
    /// metric, has no consent.
    pub fn withheld(&self, index: Index) -> Option<Withheld> {
        self.withheld_from(self.config.profile, index).map(|(why, _)| why)
    }

    /// Why the words of an entity may not be shown in a profile, and the session or story that says so.
    pub fn withheld_from(&self, profile: Profile, index: Index) -> Option<(Withheld, Index)> {
        let entity = &self[index];
        entity.kind.field("consent")?;
        // A story is bound by what was agreed in its session, too: the narrower of the two counts.
        let session =
            self.targets(index, entity.record.refs("session"), &["session"]).first().map(|target| target.entity);
        let both = || std::iter::once(index).chain(session);
        let stated = both().filter(|index| !self.consent(*index).is_empty());
        let narrowest = stated.min_by_key(|index| width(self.consent(*index))).unwrap_or(index);
        if !profile.shows(self.consent(narrowest)) {
            return Some((Withheld::NoConsent, narrowest));
        }
        both().find_map(|index| {
            let until = self[index].record.date("consent_until").filter(|until| *until < self.today)?;
            Some((Withheld::Ended(until), index))
        })
    }

    /// What was agreed, as it is written; empty where nobody wrote it down.
    pub fn consent(&self, index: Index) -> &'static str {
        self[index].record.choice("consent")
    }

    /// Whether the words of an entity may be shown.
    pub fn may_show_words(&self, index: Index) -> bool {
        self.withheld(index).is_none()
    }

    /// Whether an entity may be named at all: have a page, be in a list, be linked.
    pub fn may_name(&self, index: Index) -> bool {
        self.config.profile != Profile::Public || self.may_show_words(index)
    }

    /// The entities of a kind that may be named, in the order of files.
    pub fn listed<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = Index> + 's {
        self.of(kind).filter(|index| self.may_name(*index))
    }

    /// Whether a statement is somebody's words that may not be shown: it quotes, and of what it rests on nothing may be
    /// shown. That it was heard, and from how many people, may be said.
    pub fn withholds(&self, index: Index, item: &Item) -> bool {
        let field = || self[index].record.item(item.number).map_or("", |(field, _)| field);
        let own = self[index].kind.evidence && field() == "quotes";
        if own && !self.may_show_words(index) {
            return true;
        }
        let sources = &self.claim(index, item).sources;
        !sources.is_empty()
            && sources.iter().all(|source| !self.may_show_words(source.entity))
            && (has_marks(&item.plain) || has_marks(&item.more) || WORDS.contains(&field()))
    }

    /// The files beside the content that belong to entities that may not be named: those with their name, and those that
    /// only they link to.
    pub fn withheld_files(&self) -> BTreeSet<String> {
        let mut withheld = BTreeSet::new();
        if self.config.profile != Profile::Public {
            return withheld;
        }
        let (named, hidden): (Vec<Index>, Vec<Index>) = self.indices().partition(|index| self.may_name(*index));
        let shown: BTreeSet<String> = named.iter().flat_map(|index| self.linked_files(*index)).collect();
        withheld.extend(hidden.iter().flat_map(|index| self.linked_files(*index)).filter(|path| !shown.contains(path)));
        for index in hidden {
            let path = &*self[index].source.path;
            let stem = path.strip_suffix(files::name(path)).map(|folder| format!("{folder}{}", files::stem(path)));
            let beside = self.paths().filter(|other| {
                let rest = stem.as_ref().and_then(|stem| other.strip_prefix(stem.as_str()));
                rest.is_some_and(|rest| rest.starts_with(['.', '/', '-', '_']))
            });
            withheld.extend(beside.filter(|other| !files::is_content(other)).map(str::to_owned));
        }
        withheld
    }

    /// The files that an entity links to or names in a field.
    fn linked_files(&self, index: Index) -> Vec<String> {
        let entity = &self[index];
        let fields = ["data", "recording", "image", "responses"].iter().map(|field| entity.record.str(field));
        let links = entity.links.iter().map(|link| &*link.target);
        let places = links.chain(fields).filter(|link| !link.is_empty()).map(|link| self.place(index, link, false));
        places
            .filter_map(|place| match place {
                Ok(Place::Asset(path)) => Some(path),
                _ => None,
            })
            .collect()
    }
}

/// The place of a consent in the order from the narrowest to the widest.
fn width(consent: &str) -> Option<usize> {
    CONSENT.iter().position(|word| *word == consent)
}

/// Whether a statement quotes somebody for certain. What is withheld is more: there a mark is enough, since a word too
/// few on a page harms nobody; but a rule that takes the name of a button for somebody's words is switched off.
pub fn quotes_somebody(field: &str, item: &Item) -> bool {
    let plain = &*item.plain;
    let is_speech = |range: Range<usize>| !may_be_name(&plain[range]);
    quotations(plain).into_iter().any(is_speech) || (SPOKEN.contains(&field) && is_whole(plain))
}

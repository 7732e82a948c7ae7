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

use crate::files;
use crate::syntax::value::Item;

use super::entity::Entity;
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

    /// Whether words with a consent may be shown; `None` where nobody wrote down what was agreed.
    fn shows(self, consent: Option<usize>) -> bool {
        match self {
            Profile::Team => true,
            Profile::Company => consent != Some(0),
            Profile::Public => consent == Some(2),
        }
    }
}

/// Why words are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// The consent is not for this profile.
    NoConsent,
    /// The consent has ended.
    Ended,
}

impl Site {
    /// Why the words of an entity may not be shown; nothing if they may. What nobody has to agree to, a persona or a
    /// metric, has no consent.
    pub fn withheld(&self, index: Index) -> Option<Withheld> {
        let entity = &self[index];
        entity.kind.field("consent")?;
        // A story is bound by what was agreed in its session, too.
        let session =
            self.targets(index, entity.record.refs("session"), &[]).first().map(|target| &self[target.entity]);
        let both = || std::iter::once(entity).chain(session);
        if !self.config.profile.shows(both().filter_map(consent).min()) {
            return Some(Withheld::NoConsent);
        }
        let ended = |entity: &Entity| entity.record.date("consent_until").is_some_and(|until| until < self.today);
        both().any(ended).then_some(Withheld::Ended)
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
            && (quotes(&item.plain) || quotes(&item.more) || WORDS.contains(&field()))
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

/// What was agreed: its place in the order from the narrowest to the widest.
fn consent(entity: &Entity) -> Option<usize> {
    CONSENT.iter().position(|word| *word == entity.record.choice("consent"))
}

/// Whether words stand in quotation marks.
fn quotes(plain: &str) -> bool {
    plain.contains(['"', '“', '”', '„', '«', '»', '「', '『'])
}

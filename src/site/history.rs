//! What the repository remembers of the content: when the meaning of a statement was first written, and which files
//! there were.
//!
//! A statement means its folded words, with its numbers; what it rests on is no part of it. Formatting, moving and
//! misspelling change no meaning, so none of them makes a statement younger.

pub mod facts;
mod uncommitted;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::files;
use crate::syntax::typo::{is_typo, signs};
use crate::syntax::{label, wording};

use super::entity::Entity;
use super::link::{Index, Site};
use super::read::Parsed;
use super::resolve::percent_decode;
use super::trace;

use facts::Days;

pub(super) use uncommitted::Uncommitted;

/// The history of a site's files, as far as it is known.
#[derive(Clone, Debug)]
pub struct History {
    /// When each meaning was written; or why that is not known.
    pub meanings: Result<Meanings, Unknown>,
    /// The files that are there no more.
    pub lost: Vec<Lost>,
    /// The paths of the last commit.
    pub committed: HashSet<Box<str>>,
    /// The last commit, where there is one.
    pub last: Option<Commit>,
}

/// A commit, as the foot of a page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its whole name.
    pub id: Box<str>,
    /// The day it was made, in the time zone of whoever made it.
    pub day: jiff::civil::Date,
}

impl Default for History {
    fn default() -> Self {
        Self::unknown(Unknown::NotAsked)
    }
}

impl History {
    /// A history of which nothing is known, and why.
    pub fn unknown(why: Unknown) -> Self {
        History { meanings: Err(why), lost: Vec::new(), committed: HashSet::new(), last: None }
    }
}

/// Why the history is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// Nobody wanted to know.
    #[error("it was not asked for")]
    NotAsked,
    /// Git is not installed.
    #[error("git cannot be run")]
    NoGit,
    /// The site lies in no repository that git would read; its words.
    #[error("git reads no repository here ({0})")]
    NoRepository(String),
    /// There is no commit yet, or none that can be read.
    #[error("there is no commit that can be read")]
    NoCommit,
    /// The clone has the last commits only.
    #[error("this clone is shallow: it has the last commits only")]
    Shallow,
    /// The clone leaves out texts of former days.
    #[error("this clone is partial: former texts are not in it")]
    Partial,
    /// Git stopped in the middle; its words.
    #[error("git stopped ({0})")]
    Broken(String),
}

/// When each meaning was written.
#[derive(Clone, Debug, Default)]
pub struct Meanings {
    /// The days, by file and meaning.
    pub days: Days,
    /// What the statements of each file mean in the last commit.
    pub last: BTreeMap<Box<str>, Arc<[u32]>>,
    /// Folders that are repositories of their own: nothing is known of what lies in them.
    pub elsewhere: Vec<Box<str>>,
}

/// A file that is there no more.
#[derive(Clone, Debug, PartialEq)]
pub struct Lost {
    /// Where it lay, from the site's root.
    pub path: Box<str>,
    /// What it held.
    pub names: Vec<Name>,
    /// When it was removed, and by which commit; nothing, if that is not committed yet.
    pub removed: Option<(Date, Box<str>)>,
    /// The file that goes on in its place, as far as commits know.
    pub became: Option<Box<str>>,
    /// What it can be known again by.
    pub marks: Arc<[u64]>,
}

/// What an entity is called.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Name {
    /// Its kind.
    pub kind: Box<str>,
    /// Its id.
    pub id: Box<str>,
}

/// What a version of a file says, as far as history goes.
#[derive(Clone, Debug, Default)]
pub struct Version {
    /// What its statements mean, each once.
    pub meanings: Vec<Arc<str>>,
    /// What its entities are called.
    pub names: Vec<Name>,
    /// What it can be known again by in another place.
    pub marks: Arc<[u64]>,
}

impl Version {
    /// What a file says.
    pub fn of(parsed: &Parsed) -> Version {
        let mut meanings: Vec<Arc<str>> = Vec::new();
        let mut seen: HashSet<Arc<str>> = HashSet::new();
        for entity in &parsed.entities {
            entity.record.each_item(&mut |_, _, item| {
                let meaning = meaning(&item.plain);
                if !meaning.is_empty() && seen.insert(meaning.clone()) {
                    meanings.push(meaning);
                }
            });
        }
        let name = |entity: &Arc<Entity>| Name { kind: entity.kind.name.into(), id: entity.id.clone() };
        let names = parsed.entities.iter().map(name).collect();
        let marks = match meanings.is_empty() {
            true => marks(parsed.source.text.lines().map(meaning)),
            false => marks(meanings.iter().cloned()),
        };
        Version { meanings, names, marks }
    }
}

/// What a statement means: its words, folded.
pub fn meaning(plain: &str) -> Arc<str> {
    wording::words(plain).join(" ").into()
}

fn marks(meanings: impl Iterator<Item = Arc<str>>) -> Arc<[u64]> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let hash = |meaning: Arc<str>| {
        let mut hasher = DefaultHasher::new();
        meaning.hash(&mut hasher);
        hasher.finish()
    };
    let mut marks: Vec<u64> = meanings.filter(|meaning| !meaning.is_empty()).map(hash).collect();
    marks.sort_unstable();
    marks.dedup();
    marks.into()
}

/// What more files than this have in common tells none of them from the others.
const COMMON: usize = 32;

/// Which file goes on where another ended: one that holds the same entity, else the one that shares most with it, if
/// that is at least half. `ended` and `begun` are names and marks; gives pairs of their indices.
pub fn successors(ended: &[(&[Name], &[u64])], begun: &[(&[Name], &[u64])]) -> Vec<(usize, usize)> {
    let mut by_mark: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut by_name: HashMap<&Name, usize> = HashMap::new();
    for (at, (names, marks)) in begun.iter().enumerate() {
        marks.iter().for_each(|mark| by_mark.entry(*mark).or_default().push(at));
        for name in *names {
            by_name.entry(name).or_insert(at);
        }
    }
    let mut pairs = Vec::new();
    for (from, (names, marks)) in ended.iter().enumerate() {
        let named = names.iter().find_map(|name| by_name.get(name).copied());
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        let telling = marks.iter().filter_map(|mark| by_mark.get(mark)).filter(|found| found.len() <= COMMON);
        for at in telling.flatten().filter(|_| named.is_none()) {
            *shared.entry(*at).or_default() += 1;
        }
        let most = shared.into_iter().max_by_key(|(at, count)| (*count, usize::MAX - at));
        let alike = most.filter(|(at, count)| count * 2 >= marks.len().max(begun[*at].1.len())).map(|(at, _)| at);
        pairs.extend(named.or(alike).map(|to| (from, to)));
    }
    pairs
}

impl Site {
    /// The day on which the meaning of a statement was first written; nothing, if that cannot be known.
    pub fn written(&self, index: Index, plain: &str) -> Option<Date> {
        debug_assert!(!trace::recording(), "what the working tree has changed is not noted");
        let known = self.history.meanings.as_ref().ok()?;
        let path = &self[index].source.path;
        if known.is_elsewhere(path) {
            return None;
        }
        let meaning = meaning(plain);
        let day = known.days.of(path, &meaning).or_else(|| self.uncommitted(known).day(path, &meaning));
        // A clock that was wrong may have written a day that is yet to come.
        Some(day.unwrap_or(self.today).min(self.today))
    }

    /// The lost files with the paths of those that go on in their place.
    pub fn lost(&self) -> impl Iterator<Item = (&Lost, Option<&str>)> {
        let wanted = !self.history.lost.is_empty();
        let begun = self.parsed.iter().filter(|file| wanted && !self.is_committed(file));
        let begun: Vec<&Arc<Parsed>> = begun.collect();
        let versions: Vec<Version> = begun.iter().map(|file| Version::of(file)).collect();
        let begun_as: Vec<(&[Name], &[u64])> =
            versions.iter().map(|version| (&*version.names, &*version.marks)).collect();
        let ended: Vec<(&[Name], &[u64])> = self.history.lost.iter().map(|lost| (&*lost.names, &*lost.marks)).collect();
        let pairs: HashMap<usize, usize> = successors(&ended, &begun_as).into_iter().collect();
        self.history.lost.iter().enumerate().map(move |(at, lost)| {
            let now = pairs.get(&at).and_then(|to| begun.get(*to)).map(|file| &*file.source.path);
            (lost, now.or(lost.became.as_deref()))
        })
    }

    fn is_committed(&self, file: &Parsed) -> bool {
        self.history.committed.contains(&*file.source.path)
    }

    /// What the working tree says that the last commit does not.
    fn uncommitted(&self, known: &Meanings) -> &Uncommitted {
        self.uncommitted.get_or_init(|| Uncommitted::of(self, known))
    }
}

impl Meanings {
    fn is_elsewhere(&self, path: &str) -> bool {
        self.elsewhere.iter().any(|folder| path.strip_prefix(&**folder).is_some_and(|rest| rest.starts_with('/')))
    }
}

/// Meanings that are gone, each with something that is known of it, by their signs: so each new one is compared with few.
struct Former<'m, T> {
    all: Vec<(&'m str, T)>,
    by_sign: HashMap<String, Vec<usize>>,
}

impl<'m, T> Former<'m, T> {
    fn of(all: Vec<(&'m str, T)>) -> Self {
        let mut by_sign: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, (meaning, _)) in all.iter().enumerate() {
            for sign in signs(&apart(meaning)) {
                by_sign.entry(sign).or_default().push(at);
            }
        }
        Former { all, by_sign }
    }

    /// Those that a meaning is but for a slip of the pen, in order.
    fn like(&self, meaning: &str) -> impl Iterator<Item = &(&'m str, T)> {
        let words = apart(meaning);
        let signs = signs(&words);
        let near: BTreeSet<usize> = signs.iter().filter_map(|sign| self.by_sign.get(sign)).flatten().copied().collect();
        let near = near.into_iter().filter_map(|at| self.all.get(at));
        near.filter(move |(old, _)| is_typo(&apart(old), &words))
    }
}

fn apart(meaning: &str) -> Vec<&str> {
    meaning.split(' ').collect()
}

impl Lost {
    /// Whether a reference or link, as written in the file at `from`, would have named something in this one.
    pub fn answers(&self, site: &Site, from: &str, written: &str) -> bool {
        let name = written.split(['#', '?']).next().unwrap_or("").trim();
        if files::is_content(name) {
            let beside = files::resolve(files::folder(from), &percent_decode(name));
            return beside.as_deref() == Some(&self.path)
                || self.path.strip_suffix(name).is_some_and(|r| r.ends_with('/'));
        }
        let kind = name.rsplit_once('/').and_then(|(kind, id)| Some((site.kind_named(kind)?, id)));
        let id = label::slug(kind.map_or(name, |(_, id)| id));
        let is_named = |name: &Name| *name.id == *id && kind.is_none_or(|(kind, _)| *name.kind == *kind);
        self.names.iter().any(is_named)
    }
}

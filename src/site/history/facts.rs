//! What commits say of meanings, as facts that need no order: which meaning a commit wrote into a file, which one it
//! only moved or corrected, which file it renamed. The day of a meaning follows from all of them together, so that
//! what was read yesterday and what is read today are the same as everything read at once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Former, Name, Version, successors};

/// A day as a number that sorts: 20261123.
pub type Day = u32;

/// A commit, as far as it touched the content.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its name, in short.
    pub commit: Box<str>,
    /// The day it was written: the earlier of its author's and its committer's.
    pub day: Day,
    /// What it changed.
    pub changes: Vec<Change>,
}

/// A file that a commit changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its path from the site's root.
    pub path: Arc<str>,
    /// Its texts in the commits before, by name; none where it is new.
    pub before: Vec<Blob>,
    /// Its text now; none where it is gone.
    pub after: Option<Blob>,
}

/// The name that git gives to a text.
pub type Blob = Arc<str>;

/// What the versions of files say, by path and text.
pub type Versions = HashMap<(Arc<str>, Blob), Version>;

/// Words with a number each, in the order of their first use.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Box<str>>", into = "Vec<Box<str>>")]
struct Table {
    ids: HashMap<Arc<str>, u32>,
    all: Vec<Arc<str>>,
}

impl From<Vec<Box<str>>> for Table {
    fn from(words: Vec<Box<str>>) -> Table {
        let all: Vec<Arc<str>> = words.into_iter().map(Arc::from).collect();
        Table { ids: all.iter().cloned().zip(0..).collect(), all }
    }
}

impl From<Table> for Vec<Box<str>> {
    fn from(table: Table) -> Vec<Box<str>> {
        table.all.iter().map(|words| Box::from(&**words)).collect()
    }
}

impl Table {
    fn put(&mut self, words: &str) -> u32 {
        if let Some(id) = self.ids.get(words) {
            return *id;
        }
        let id = self.all.len() as u32;
        let words: Arc<str> = words.into();
        self.ids.insert(words.clone(), id);
        self.all.push(words);
        id
    }

    fn get(&self, id: u32) -> Option<&Arc<str>> {
        self.all.get(id as usize)
    }
}

/// A meaning in a file: path, meaning.
type Place = (u32, u32);

/// Everything commits say.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Facts {
    meanings: Table,
    paths: Table,
    /// The day a commit wrote a meaning into a file; the earliest, by path.
    written: Vec<BTreeMap<u32, Day>>,
    /// Meanings that were there before, in another file or with a slip of the pen: this one, that one.
    same: BTreeSet<(Place, Place)>,
    /// Files that go on elsewhere: old path, new path.
    renamed: BTreeSet<(u32, u32)>,
    /// Files that a commit removed, the last time it happened.
    removed: BTreeMap<u32, Removed>,
    /// The files of the last commit that was read: their texts' names, and what their statements mean.
    last: BTreeMap<u32, (Box<str>, Vec<u32>)>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Removed {
    day: Day,
    commit: Box<str>,
    became: Option<u32>,
    names: Vec<(Box<str>, Box<str>)>,
}

/// A file that a commit removed.
pub struct Gone<'f> {
    /// Its path.
    pub path: &'f str,
    /// The day.
    pub day: Date,
    /// The commit.
    pub commit: &'f str,
    /// What it held.
    pub names: Vec<Name>,
    /// The file that goes on in its place.
    pub became: Option<&'f str>,
}

impl Facts {
    /// Takes in what a commit says. `versions` holds every text it names.
    pub fn add(&mut self, step: &Step, versions: &Versions) {
        let changes: Vec<Seen> = step.changes.iter().map(|change| Seen::of(change, versions)).collect();
        let renamed = self.renames(&changes);
        let mut vanished: HashMap<&str, &Arc<str>> = HashMap::new();
        for seen in &changes {
            for meaning in seen.vanished() {
                vanished.entry(meaning).or_insert(&seen.change.path);
            }
        }
        let to: HashMap<usize, usize> = renamed.iter().copied().collect();
        // Of several files that go on in one, the first.
        let from: HashMap<usize, usize> = renamed.iter().rev().map(|(from, to)| (*to, *from)).collect();
        for (at, seen) in changes.iter().enumerate() {
            let other = |pairs: &HashMap<usize, usize>| changes.get(*pairs.get(&at)?);
            self.appear(seen, other(&from), &vanished, step.day);
            if seen.change.after.is_none() {
                self.remove(seen, other(&to), step);
            }
        }
    }

    /// Which of the files that are gone go on as one of those that are new: pairs of their indices.
    fn renames(&mut self, changes: &[Seen]) -> Vec<(usize, usize)> {
        let all = || changes.iter().enumerate();
        let ended: Vec<(usize, &Seen)> = all().filter(|(_, seen)| seen.change.after.is_none()).collect();
        let begun: Vec<(usize, &Seen)> = all().filter(|(_, seen)| seen.change.before.is_empty()).collect();
        if ended.is_empty() || begun.is_empty() {
            return Vec::new();
        }
        let old: Vec<_> = ended.iter().map(|(_, seen)| (&*seen.names, seen.marks)).collect();
        let new: Vec<_> = begun.iter().map(|(_, seen)| (&*seen.names, seen.marks)).collect();
        let pairs = successors(&old, &new).into_iter();
        let pairs: Vec<(usize, usize)> = pairs.filter_map(|(a, b)| Some((ended.get(a)?.0, begun.get(b)?.0))).collect();
        for (from, to) in &pairs {
            if let (Some(from), Some(to)) = (changes.get(*from), changes.get(*to)) {
                let pair = (self.path(&from.change.path), self.path(&to.change.path));
                self.renamed.insert(pair);
            }
        }
        pairs
    }

    /// What a commit wrote into a file: new, or taken from elsewhere, or corrected.
    fn appear(&mut self, seen: &Seen, from: Option<&Seen>, vanished: &HashMap<&str, &Arc<str>>, day: Day) {
        let path = self.path(&seen.change.path);
        let own = [Some(seen), from].into_iter().flatten();
        let own = own.flat_map(|seen| seen.vanished().map(|meaning| (meaning, &seen.change.path)));
        let own: Former<&Arc<str>> = Former::of(own.collect());
        for meaning in seen.appeared() {
            let place = (path, self.meanings.put(meaning));
            let moved = vanished.get(meaning).map(|from| (meaning, *from));
            match moved.or_else(|| own.like(meaning).next().copied()) {
                Some((old, from)) => {
                    let before = (self.path(from), self.meanings.put(old));
                    self.same.insert((place, before));
                }
                None => {
                    if let Some(written) = self.written.get_mut(path as usize) {
                        written.entry(place.1).and_modify(|known| *known = day.min(*known)).or_insert(day);
                    }
                }
            }
        }
    }

    fn remove(&mut self, seen: &Seen, to: Option<&Seen>, step: &Step) {
        let path = self.path(&seen.change.path);
        let became = to.map(|to| self.path(&to.change.path));
        let names = seen.names.iter().map(|name| (name.kind.clone(), name.id.clone())).collect();
        let removed = Removed { day: step.day, commit: step.commit.clone(), became, names };
        let known = self.removed.entry(path).or_insert_with(|| removed.clone());
        if *known < removed {
            *known = removed;
        }
    }

    /// The texts of the last commit that nothing is known of yet.
    pub fn unread<'t>(&self, tree: &'t [(Arc<str>, Blob)]) -> impl Iterator<Item = &'t (Arc<str>, Blob)> {
        tree.iter().filter(|(path, blob)| {
            let id = self.paths.ids.get(path);
            id.and_then(|id| self.last.get(id)).is_none_or(|(known, _)| **known != **blob)
        })
    }

    /// Takes in the files of the last commit.
    pub fn settle(&mut self, tree: &[(Arc<str>, Blob)], versions: &Versions) {
        let mut before = std::mem::take(&mut self.last);
        for (path, blob) in tree {
            let id = self.path(path);
            let known = before.remove(&id).filter(|(known, _)| **known == **blob);
            let entry = known.unwrap_or_else(|| {
                let version = versions.get(&(path.clone(), blob.clone()));
                let meanings = version.iter().flat_map(|version| &version.meanings);
                (Box::from(&**blob), meanings.map(|meaning| self.meanings.put(meaning)).collect())
            });
            self.last.insert(id, entry);
        }
    }

    /// What the statements of each file of the last commit mean.
    pub fn last(&self) -> BTreeMap<Box<str>, Arc<[u32]>> {
        let entry = |(path, (_, meanings)): (&u32, &(Box<str>, Vec<u32>))| {
            Some((Box::from(&**self.paths.get(*path)?), Arc::from(meanings.as_slice())))
        };
        self.last.iter().filter_map(entry).collect()
    }

    /// The files that commits removed, and that the last one does not have.
    pub fn gone(&self) -> impl Iterator<Item = Gone<'_>> {
        let lost = self.removed.iter().filter(|(path, _)| !self.last.contains_key(path));
        lost.filter_map(|(path, removed)| {
            let names = removed.names.iter().map(|(kind, id)| Name { kind: kind.clone(), id: id.clone() }).collect();
            Some(Gone {
                path: self.paths.get(*path)?,
                day: date(removed.day)?,
                commit: &removed.commit,
                names,
                became: self.end_of(removed.became).and_then(|path| self.paths.get(path)).map(|path| &**path),
            })
        })
    }

    /// Where a file that was renamed, maybe more than once, is now.
    fn end_of(&self, path: Option<u32>) -> Option<u32> {
        let mut path = path?;
        // As many times as there are renames, in case they go round in a circle.
        for _ in 0..=self.renamed.len() {
            if self.last.contains_key(&path) {
                return Some(path);
            }
            path = self.removed.get(&path)?.became?;
        }
        None
    }

    fn path(&mut self, path: &str) -> u32 {
        let id = self.paths.put(path);
        if self.written.len() <= id as usize {
            self.written.resize_with(id as usize + 1, BTreeMap::new);
        }
        id
    }

    /// The day of each meaning, as it follows from all facts.
    pub fn days(self) -> Days {
        let mut family: Vec<u32> = (0..self.paths.all.len() as u32).collect();
        for (one, other) in &self.renamed {
            let (one, other) = (root(&family, *one), root(&family, *other));
            if let Some(parent) = family.get_mut(one.max(other) as usize) {
                *parent = one.min(other);
            }
        }
        let mut days: HashMap<Place, Day> = HashMap::with_capacity(self.written.iter().map(BTreeMap::len).sum());
        for (path, written) in self.written.iter().enumerate() {
            let path = root(&family, path as u32);
            for (meaning, day) in written {
                days.entry((path, *meaning)).and_modify(|known| *known = (*day).min(*known)).or_insert(*day);
            }
        }
        let place = |(path, meaning): Place| (root(&family, path), meaning);
        let same: HashSet<(Place, Place)> = self.same.iter().map(|(to, from)| (place(*to), place(*from))).collect();
        let mut same: Vec<(Place, Place)> = same.into_iter().filter(|(to, from)| to != from).collect();
        same.sort_unstable();
        // Each round hands days one step further; chains are short.
        let mut changed = true;
        while changed {
            changed = false;
            for (to, from) in &same {
                let Some(day) = days.get(from).copied() else { continue };
                if days.get(to).is_none_or(|known| day < *known) {
                    days.insert(*to, day);
                    changed = true;
                }
            }
        }
        Days { meanings: self.meanings, paths: self.paths, family, days }
    }
}

fn root(family: &[u32], path: u32) -> u32 {
    let mut at = path;
    while let Some(parent) = family.get(at as usize).copied().filter(|parent| *parent != at) {
        at = parent;
    }
    at
}

fn date(day: Day) -> Option<Date> {
    let (year, month, day) = (day / 10000, day / 100 % 100, day % 100);
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A date as a number that sorts.
pub fn day(date: Date) -> Day {
    u32::try_from(date.year()).unwrap_or(0) * 10000
        + date.month().unsigned_abs() as u32 * 100
        + date.day().unsigned_abs() as u32
}

/// The day of each meaning in each file.
#[derive(Clone, Debug, Default)]
pub struct Days {
    meanings: Table,
    paths: Table,
    /// Files that were renamed are one: the path that stands for each.
    family: Vec<u32>,
    days: HashMap<Place, Day>,
}

impl Days {
    /// The number of a meaning that commits know.
    pub fn id(&self, meaning: &str) -> Option<u32> {
        self.meanings.ids.get(meaning).copied()
    }

    /// The words of a meaning.
    pub fn words(&self, id: u32) -> Option<&str> {
        self.meanings.get(id).map(|words| &**words)
    }

    /// When a meaning was first written in a file, or in what became of it.
    pub fn of(&self, path: &str, meaning: &str) -> Option<Date> {
        let path = root(&self.family, *self.paths.ids.get(path)?);
        date(*self.days.get(&(path, self.id(meaning)?))?)
    }
}

/// A change, with what its texts say.
struct Seen<'s> {
    change: &'s Change,
    before: HashSet<&'s str>,
    after: Vec<&'s str>,
    names: Vec<Name>,
    marks: &'s [u64],
}

impl<'s> Seen<'s> {
    fn of(change: &'s Change, versions: &'s Versions) -> Seen<'s> {
        let version = |blob: &Blob| versions.get(&(change.path.clone(), blob.clone()));
        let before: Vec<&Version> = change.before.iter().filter_map(version).collect();
        let after = change.after.as_ref().and_then(version);
        let meanings = |version: &'s Version| version.meanings.iter().map(|meaning| &**meaning);
        let says = after.or(before.first().copied());
        Seen {
            change,
            names: says.map_or_else(Vec::new, |version| version.names.clone()),
            marks: says.map_or(&[], |version| &version.marks),
            before: before.into_iter().flat_map(meanings).collect(),
            after: after.into_iter().flat_map(meanings).collect(),
        }
    }

    fn appeared(&self) -> impl Iterator<Item = &'s str> {
        self.after.iter().copied().filter(|meaning| !self.before.contains(meaning))
    }

    fn vanished(&self) -> impl Iterator<Item = &'s str> {
        let after: HashSet<&str> = self.after.iter().copied().collect();
        let mut vanished: Vec<&str> = self.before.iter().copied().filter(|meaning| !after.contains(meaning)).collect();
        vanished.sort_unstable();
        vanished.into_iter()
    }
}

//! What the working tree says that no commit knows. It is of today, unless it was only moved there or corrected.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::site::link::Site;

use super::{Former, Meanings, Version};

/// The days that statements of the working tree take over from what they stand for, by file and meaning.
#[derive(Debug, Default)]
pub(in crate::site) struct Uncommitted(HashMap<(Arc<str>, Arc<str>), Date>);

/// A file of the working tree.
struct Draft<'s> {
    path: &'s Arc<str>,
    /// What it says that no commit knows of it.
    new: Vec<Arc<str>>,
    /// Everything it says that commits know of any file.
    known: HashSet<u32>,
}

/// Meanings that a file had in the last commit and has no more.
type Gone<'k> = BTreeMap<&'k str, Vec<u32>>;

impl Uncommitted {
    pub(super) fn of(site: &Site, known: &Meanings) -> Uncommitted {
        let drafts: Vec<Draft> = site
            .parsed
            .par_iter()
            .map(|file| {
                let path = &file.source.path;
                let all = Version::of(file).meanings;
                let ids = all.iter().filter_map(|meaning| known.days.id(meaning)).collect();
                let new = all.into_iter().filter(|meaning| known.days.of(path, meaning).is_none()).collect();
                Draft { path, new, known: ids }
            })
            .collect();
        let mut taken = HashMap::new();
        if drafts.iter().all(|draft| draft.new.is_empty()) {
            return Uncommitted(taken);
        }
        let gone = known.gone(&drafts);
        let moved = known.earliest(&gone);
        let renamed: HashMap<&str, &str> = site.lost().filter_map(|(lost, now)| Some((now?, &*lost.path))).collect();
        for draft in &drafts {
            let own = [Some(&**draft.path), renamed.get(&**draft.path).copied()].into_iter().flatten();
            let own = own.flat_map(|path| gone.get(path).into_iter().flatten().map(move |id| (path, *id)));
            let own = own.filter_map(|(path, id)| Some((known.days.words(id)?, (path, id))));
            let own = Former::of(own.collect());
            for meaning in &draft.new {
                let moved = known.days.id(meaning).and_then(|id| moved.get(&id).copied());
                if let Some(day) = moved.or_else(|| known.corrected(&own, meaning)) {
                    taken.insert((draft.path.clone(), meaning.clone()), day);
                }
            }
        }
        Uncommitted(taken)
    }

    /// The day of a meaning that no commit knows in this file; nothing, if it is new.
    pub(super) fn day(&self, path: &Arc<str>, meaning: &Arc<str>) -> Option<Date> {
        self.0.get(&(path.clone(), meaning.clone())).copied()
    }
}

impl Meanings {
    fn gone(&self, drafts: &[Draft]) -> Gone<'_> {
        let now: HashMap<&str, &HashSet<u32>> = drafts.iter().map(|draft| (&**draft.path, &draft.known)).collect();
        let left = |path: &str, id: &u32| now.get(path).is_none_or(|now| !now.contains(id));
        let last = self.last.iter().map(|(path, last)| {
            let path: &str = path;
            (path, last.iter().copied().filter(|id| left(path, id)).collect())
        });
        last.collect()
    }

    /// The earliest day of each meaning that is gone from somewhere.
    fn earliest(&self, gone: &Gone) -> HashMap<u32, Date> {
        let mut days: HashMap<u32, Date> = HashMap::new();
        for (path, ids) in gone {
            for id in ids {
                let Some(day) = self.day(path, *id) else { continue };
                days.entry(*id).and_modify(|known| *known = day.min(*known)).or_insert(day);
            }
        }
        days
    }

    /// The day of what a meaning said before it was corrected.
    fn corrected(&self, gone: &Former<(&str, u32)>, meaning: &str) -> Option<Date> {
        gone.like(meaning).filter_map(|(_, (path, id))| self.day(path, *id)).min()
    }

    fn day(&self, path: &str, id: u32) -> Option<Date> {
        self.days.of(path, self.days.words(id)?)
    }
}

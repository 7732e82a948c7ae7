//! What has to happen in an output folder for the new site to stand there.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::tree::{Tree, Unknown, parents};

/// What became of a file of the new site.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// New or changed; lies in the staging folder.
    Written,
    /// The same bytes as in the output; lies only there.
    Unchanged,
}

/// The files of a new site.
pub(super) type Files = BTreeMap<String, State>;

/// The way from the old tree to the new one.
pub(super) struct Plan<'a> {
    files: &'a Files,
    dirs: BTreeSet<&'a str>,
    /// Files of the old site the new one no longer has.
    pub(super) stale: Vec<&'a str>,
    /// What Instep did not make, and where it goes: almost always where it is.
    pub(super) carried: Vec<(Unknown, PathBuf)>,
}

impl<'a> Plan<'a> {
    /// Compares the old tree, which lies in `root`, with the new files.
    pub(super) fn new(old: &'a Tree, files: &'a Files, root: &Path) -> Plan<'a> {
        let stale = old.own_files().filter(|path| !files.contains_key(*path)).collect();
        let dirs = files.keys().flat_map(|path| parents(path)).collect();
        let mut plan = Plan { files, dirs, stale, carried: Vec::new() };
        plan.carried = plan.carry(&old.unknown, root);
        plan
    }

    /// Finds a place for everything unknown: its own, unless the site needs that.
    pub(super) fn carry(&self, unknown: &[Unknown], root: &Path) -> Vec<(Unknown, PathBuf)> {
        let mut kept = BTreeMap::new();
        let mut carried = Vec::new();
        for unknown in unknown.iter().filter(|unknown| !self.is_adopted(unknown)) {
            let target = match self.in_the_way(unknown) {
                None => unknown.path.clone(),
                Some(blocked) => {
                    let name = kept.entry(blocked.to_owned()).or_insert_with(|| self.free_name(blocked, root));
                    let inner = unknown.path.strip_prefix(blocked).unwrap_or(Path::new(""));
                    // Joining an empty path would add a slash.
                    if inner == Path::new("") { PathBuf::from(&*name) } else { Path::new(&*name).join(inner) }
                }
            };
            carried.push((unknown.clone(), target));
        }
        carried
    }

    /// The first unknown thing whose place the site needs.
    pub(super) fn conflict(&self) -> Option<String> {
        let moved = self.carried.iter().find(|(unknown, target)| unknown.path != *target)?;
        Some(moved.0.path.display().to_string())
    }

    /// Whether there is nothing to do at all, given what the manifest lists.
    pub(super) fn is_empty(&self, listed: Option<&BTreeSet<String>>) -> bool {
        self.stale.is_empty()
            && listed.is_some_and(|listed| listed.iter().eq(self.files.keys()))
            && self.files.values().all(|state| *state == State::Unchanged)
    }

    /// The files of the new site, sorted.
    pub(super) fn paths(&self) -> impl Iterator<Item = &'a str> {
        self.files.keys().map(String::as_str)
    }

    /// How many files are in this state.
    pub(super) fn count(&self, state: State) -> usize {
        self.files.values().filter(|other| **other == state).count()
    }

    /// The files in this state, in the order of their names.
    pub(super) fn in_state(&self, state: State) -> impl Iterator<Item = &'a str> {
        self.files.iter().filter(move |(_, s)| **s == state).map(|(path, _)| path.as_str())
    }

    /// The changed files, in the order in which they may appear one by one: assets before the
    /// pages that use them, and deep pages before the lists that link to them.
    pub(super) fn in_order(&self) -> Vec<&'a str> {
        let mut paths: Vec<&str> = self.in_state(State::Written).collect();
        paths.sort_by_key(|path| {
            let page = path.ends_with(".html") || path.ends_with(".htm");
            (page, Reverse(path.matches('/').count()))
        });
        paths
    }

    /// Stale files that must go first (a file where a folder comes, or the reverse), and the rest.
    pub(super) fn removals(&self) -> (Vec<&'a str>, Vec<&'a str>) {
        self.stale
            .iter()
            .partition(|path| self.dirs.contains(**path) || parents(path).any(|dir| self.files.contains_key(dir)))
    }

    /// An unknown file with the very bytes the site wants there: it becomes the site's.
    fn is_adopted(&self, unknown: &Unknown) -> bool {
        let path = unknown.path.to_str();
        unknown.kind.is_file() && path.and_then(|path| self.files.get(path)) == Some(&State::Unchanged)
    }

    /// The part of an unknown thing's path that the site needs for something else.
    fn in_the_way<'u>(&self, unknown: &'u Unknown) -> Option<&'u str> {
        let is_file = |path: &&str| self.files.contains_key(*path);
        let mut around: Vec<&str> = unknown.path.ancestors().filter_map(Path::to_str).collect();
        around.reverse();
        if let Some(blocked) = around.into_iter().find(is_file) {
            return Some(blocked);
        }
        let path = unknown.path.to_str()?;
        (!unknown.kind.is_dir() && self.dirs.contains(path)).then_some(path)
    }

    fn free_name(&self, path: &str, root: &Path) -> String {
        let taken = |name: &str| {
            self.files.contains_key(name) || self.dirs.contains(name) || root.join(name).symlink_metadata().is_ok()
        };
        let first = format!("{path}.kept");
        if !taken(&first) {
            return first;
        }
        let mut number = 2_u64;
        while taken(&format!("{path}.kept-{number}")) {
            number += 1;
        }
        format!("{path}.kept-{number}")
    }
}

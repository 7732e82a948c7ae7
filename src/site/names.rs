//! The tables by which one thing of a site finds another: ids, titles, files, and the paths of everything there is.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use jiff::civil::Date;

use crate::files::{self, File, Files};

use super::config::Config;
use super::entity::Entity;
use super::link::Index;
use super::read::Parsed;
use super::trace::{Changed, Fact};

/// Who is where.
#[derive(Default)]
pub(super) struct Names {
    pub(super) ids: HashMap<Box<str>, Vec<Index>>,
    pub(super) by_kind: HashMap<&'static str, Vec<Index>>,
    /// By the slug of the title, and by its first word.
    pub(super) titles: HashMap<Box<str>, Vec<Index>>,
    pub(super) files: HashMap<Arc<str>, Vec<Index>>,
    /// The ids of drafts and of what lies in the future.
    pub(super) hidden: HashSet<Box<str>>,
    /// What stays the same of an entity while its text changes: file, kind and id, as one number.
    identities: Vec<u64>,
    /// Entities that are left out, because another of their kind has their id.
    pub(super) doubles: Vec<(Arc<Entity>, Index)>,
}

impl Names {
    /// Gathers the names of all entities that are shown; gives those, in the order of files.
    pub(super) fn gather(parsed: &[Arc<Parsed>], shown: &Shown) -> (Names, Vec<Arc<Entity>>) {
        let mut names = Names::default();
        let mut entities: Vec<Arc<Entity>> = Vec::with_capacity(parsed.len());
        for entity in parsed.iter().flat_map(|file| &file.entities) {
            if !shown.shows(entity) {
                names.hidden.insert(entity.id.clone());
                continue;
            }
            let of_this_id = names.ids.get(&entity.id).map_or(&[][..], Vec::as_slice);
            match of_this_id.iter().find(|index| entities[**index].kind == entity.kind) {
                Some(first) => names.doubles.push((entity.clone(), *first)),
                None => {
                    names.add(entity, entities.len());
                    entities.push(entity.clone());
                }
            }
        }
        (names, entities)
    }

    fn add(&mut self, entity: &Entity, index: Index) {
        self.ids.entry(entity.id.clone()).or_default().push(index);
        self.by_kind.entry(entity.kind.name).or_default().push(index);
        if let Some(first) = first_word(&entity.slug) {
            self.titles.entry(first.into()).or_default().push(index);
        }
        self.titles.entry(entity.slug.clone()).or_default().push(index);
        self.files.entry(entity.source.path.clone()).or_default().push(index);
        self.identities.push(identity(entity));
    }

    /// What stays the same of an entity while its text changes, as one number.
    pub(super) fn identity(&self, index: Index) -> u64 {
        self.identities.get(index).copied().unwrap_or_default()
    }

    /// The indices by identity.
    pub(super) fn by_identity(&self) -> HashMap<u64, Index> {
        self.identities.iter().enumerate().map(|(index, identity)| (*identity, index)).collect()
    }
}

/// A title is also found by its first word: `Mara Lindqvist` by `mara`.
fn first_word(slug: &str) -> Option<&str> {
    slug.split_once('-').map(|(first, _)| first)
}

fn identity(entity: &Entity) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&entity.source.path, entity.kind.name, &entity.id).hash(&mut hasher);
    hasher.finish()
}

/// What is shown: not drafts, unless they are wanted, and nothing that lies in the future.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Shown {
    pub(super) today: Date,
    pub(super) drafts: bool,
}

impl Shown {
    pub(super) fn shows(&self, entity: &Entity) -> bool {
        self.drafts || !(entity.draft() || entity.record.date("date").is_some_and(|date| date > self.today))
    }
}

/// A file that two sites read differently: as the first has it, as the second has it.
pub(super) type Change<'a> = (Option<&'a Parsed>, Option<&'a Parsed>);

/// The files that two sites read differently.
pub(super) fn changes<'a>(old: &'a [Arc<Parsed>], new: &'a [Arc<Parsed>]) -> Vec<Change<'a>> {
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    let mut found = Vec::new();
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return found,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => one.source.path.cmp(&other.source.path),
        };
        let one = if order.is_le() { old.next() } else { None };
        let other = if order.is_ge() { new.next() } else { None };
        let same = matches!((one, other), (Some(one), Some(other)) if Arc::ptr_eq(one, other));
        if !same {
            found.push((one.map(|file| &**file), other.map(|file| &**file)));
        }
    }
}

/// Whether a file gives the same names before and after.
pub(super) fn same_names(old: Option<&Parsed>, new: Option<&Parsed>, shown: &Shown) -> bool {
    let face = |entity: &Arc<Entity>| (entity.kind.name, entity.id.clone(), entity.title.clone(), shown.shows(entity));
    match (old, new) {
        (Some(old), Some(new)) => old.entities.iter().map(face).eq(new.entities.iter().map(face)),
        _ => false,
    }
}

/// Marks every name that an entity has.
pub(super) fn mark(entity: &Entity, changed: &mut Changed) {
    changed.add(Fact::Id(&entity.id));
    first_word(&entity.slug).into_iter().for_each(|first| changed.add(Fact::Title(first)));
    changed.add(Fact::Title(&entity.slug));
}

/// What sort of file lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Text,
    Asset,
    Bad,
}

/// The paths of a site's files and folders.
#[derive(Default)]
pub(super) struct Paths {
    /// In order.
    files: Vec<(Arc<str>, Sort)>,
    folders: HashSet<Box<str>>,
}

impl Paths {
    /// The paths in the content folders; those of the site before, if they are the same.
    pub(super) fn of(files: &Files, config: &Config, old: Option<&Arc<Paths>>) -> Arc<Paths> {
        let inside = |path: &&Arc<str>| config.content_path(path).is_some();
        let entries = || files.iter().map(|(path, file)| (path, Sort::of(file)));
        if let Some(old) = old
            && old.files.iter().map(|(path, sort)| (path, *sort)).eq(entries().filter(|(path, _)| inside(path)))
        {
            return old.clone();
        }
        let files: Vec<(Arc<str>, Sort)> =
            entries().filter(|(path, _)| inside(path)).map(|(path, sort)| (path.clone(), sort)).collect();
        let folders = folders(files.iter().map(|(path, _)| &**path));
        Arc::new(Paths { files, folders })
    }

    /// What lies at a path.
    pub(super) fn sort(&self, path: &str) -> Option<Sort> {
        let at = self.files.binary_search_by(|(known, _)| (**known).cmp(path)).ok()?;
        self.files.get(at).map(|(_, sort)| *sort)
    }

    pub(super) fn has_folder(&self, path: &str) -> bool {
        self.folders.contains(path)
    }

    /// Every file.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        self.files.iter().map(|(path, _)| &**path)
    }

    /// Marks every path that is not the same in both.
    pub(super) fn mark_changes(&self, old: &Paths, changed: &mut Changed) {
        changed.add(Fact::Paths);
        let (mut one, mut other) = (old.files.iter().peekable(), self.files.iter().peekable());
        loop {
            let order = match (one.peek(), other.peek()) {
                (None, None) => return,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((one, _)), Some((other, _))) => one.cmp(other),
            };
            let was = if order.is_le() { one.next() } else { None };
            let is = if order.is_ge() { other.next() } else { None };
            let Some((path, _)) = was.or(is).filter(|_| was != is) else { continue };
            changed.add(Fact::Path(path));
            let mut folder = files::folder(path);
            while !folder.is_empty() {
                changed.add(Fact::Folder(folder));
                folder = files::folder(folder);
            }
        }
    }
}

impl Sort {
    fn of(file: &File) -> Sort {
        match file {
            File::Text(_) => Sort::Text,
            File::Asset => Sort::Asset,
            File::Bad(_) => Sort::Bad,
        }
    }
}

fn folders<'a>(paths: impl Iterator<Item = &'a str>) -> HashSet<Box<str>> {
    let mut folders: HashSet<Box<str>> = HashSet::new();
    for path in paths {
        let mut folder = files::folder(path);
        while !folder.is_empty() && !folders.contains(folder) {
            folders.insert(folder.into());
            folder = files::folder(folder);
        }
    }
    folders
}

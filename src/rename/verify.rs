//! Whether a site is the same after a renaming, but for what was to be renamed.

use std::collections::{BTreeMap, HashMap};

use crate::build::Loaded;
use crate::diagnostic::Severity;
use crate::site::link::{Index, Site};
use crate::site::resolve::{Part, Place, Target};

use super::change::Move;
use super::uses::{self, Form, Use};

/// An entity as it can be found again: the file, and the number in it.
pub(super) type Key = (String, usize);

/// The keys of all entities, with paths as they are once something is moved.
pub(super) fn keys(site: &Site, moved: Option<&Move>) -> HashMap<Index, Key> {
    let mut of_entity: HashMap<*const crate::site::Entity, Key> = HashMap::new();
    for file in &site.parsed {
        let path = moved.map_or_else(|| file.source.path.to_string(), |moved| moved.apply(&file.source.path));
        for (number, entity) in file.entities.iter().enumerate() {
            of_entity.insert(&raw const **entity, (path.clone(), number));
        }
    }
    let key = |index: Index| Some((index, of_entity.remove(&(&raw const site[index]))?));
    site.indices().filter_map(key).collect()
}

/// What a mention leads to.
#[derive(Debug, PartialEq)]
pub(super) enum Meaning {
    Entity(Option<Key>, Option<Part>),
    File(String),
    Here(String),
    Person(bool),
    Nothing,
}

/// What is said of a difference.
pub(super) struct Difference {
    pub(super) path: String,
    pub(super) message: String,
}

/// A site and how its entities are known.
pub(super) struct View<'a> {
    pub(super) loaded: &'a Loaded,
    pub(super) keys: HashMap<Index, Key>,
    pub(super) config: &'a str,
    /// What was moved since.
    pub(super) moved: Option<&'a Move>,
}

impl View<'_> {
    fn path(&self, path: &str) -> String {
        self.moved.map_or_else(|| path.to_owned(), |moved| moved.apply(path))
    }

    fn meaning(&self, one: &Use) -> Meaning {
        let site = &self.loaded.site;
        let Some(from) = one.from else { return Meaning::Person(site.with_id(&one.written).is_empty()) };
        let entity = |target: Target| Meaning::Entity(self.keys.get(&target.entity).cloned(), target.part);
        let place = |wiki| match site.place(from, &one.written, wiki) {
            Ok(Place::Entity(target)) => entity(target),
            Ok(Place::Asset(path)) => Meaning::File(self.path(&path)),
            Ok(Place::Page(path)) => Meaning::File(path),
            Ok(Place::Here(part)) => Meaning::Here(part.into()),
            Ok(Place::Elsewhere | Place::NoPage) | Err(_) => Meaning::Nothing,
        };
        match one.form {
            Form::Reference(kinds) => site.resolve(Some(from), &one.written, kinds).map_or(Meaning::Nothing, entity),
            Form::Wiki => place(true),
            Form::Link => place(false),
            Form::Path => {
                site.path_from(from, &one.written).map_or(Meaning::Nothing, |path| Meaning::File(self.path(&path)))
            }
            // Words count by whom they make the entity be about.
            Form::Words | Form::Id => Meaning::Nothing,
        }
    }

    /// What every file says of others, in order.
    fn meanings(&self) -> BTreeMap<String, Vec<(String, Meaning)>> {
        let mut found: BTreeMap<String, Vec<(String, Meaning)>> = BTreeMap::new();
        for one in uses::all(&self.loaded.site, self.config) {
            let meaning = self.meaning(&one);
            found.entry(self.path(&one.path)).or_default().push((one.written, meaning));
        }
        found
    }

    /// Whom each entity is about.
    fn subjects(&self) -> BTreeMap<Key, Vec<Option<Key>>> {
        let site = &self.loaded.site;
        let about = |index: Index| site.subjects(index).iter().map(|subject| self.keys.get(subject).cloned()).collect();
        self.keys.iter().map(|(index, key)| (key.clone(), about(*index))).collect::<BTreeMap<_, _>>()
    }

    /// How often each rule finds something in each file; hints do not count.
    fn findings(&self) -> BTreeMap<(String, String), usize> {
        let mut counts = BTreeMap::new();
        for finding in self.loaded.diagnostics.iter().filter(|finding| finding.severity > Severity::Hint) {
            *counts.entry((self.path(&finding.path), finding.rule.to_owned())).or_default() += 1;
        }
        counts
    }
}

/// What else is different besides the names; nothing, if all is well.
pub(super) fn differences(before: &View, after: &View) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut say = |path: &str, message: String| found.push(Difference { path: path.to_owned(), message });
    let (old, mut new) = (before.meanings(), after.meanings());
    for (path, old) in old {
        let new = new.remove(&path).unwrap_or_default();
        if old.len() != new.len() {
            say(&path, "it would refer to other things than before".into());
        }
        for ((written, one), (now, other)) in old.into_iter().zip(new) {
            if one != other {
                say(&path, format!("`{written}` would lead elsewhere as `{now}`"));
            }
        }
    }
    let (old, new) = (before.subjects(), after.subjects());
    for (key, about) in &old {
        if new.get(key) != Some(about) {
            say(&key.0, "it would be about somebody else".into());
        }
    }
    let (old, new) = (before.findings(), after.findings());
    for ((path, rule), count) in &new {
        if old.get(&(path.clone(), rule.clone())).is_none_or(|known| known < count) {
            say(path, format!("there would be a new finding: {rule}"));
        }
    }
    found
}

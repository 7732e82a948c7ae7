//! From entities to a site: ids, addresses, references in both directions, evidence.
//!
//! Linking takes the site before and takes over every result whose ground has not changed (see [`trace`]), so that
//! what an edit costs depends on what it touches. Without a site before, everything is made; the results are the same.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::files::{self, Files};
use crate::syntax::value::{Item, Reference};

use super::checks::Checks;
use super::config::{Config, Marks};
use super::entity::Entity;
use super::evidence::{Claim, Counts, Voices};
use super::hanging::{self, Hanging};
use super::history::{History, Uncommitted};
use super::inverse::Inverse;
use super::kind::Kind;
use super::names::{self, Names, Paths, Shown, Sort};
use super::read::{MENTIONED, Parsed};
use super::resolve::{Failure, Place, Target};
use super::templates::Templates;
use super::trace::{self, Changed, Fact, Seen};
use super::transcript::Transcript;

/// An entity's place in the site.
pub type Index = usize;

/// The whole site: immutable, cross-referenced.
pub struct Site {
    /// The settings.
    pub config: Arc<Config>,
    /// The day it is built for.
    pub today: Date,
    /// What the repository remembers.
    pub history: Arc<History>,
    /// The files as read, in order.
    pub parsed: Vec<Arc<Parsed>>,
    /// The forms beside the content.
    pub templates: Arc<Templates>,
    /// What hangs where.
    pub hangings: Vec<Hanging>,
    kinds: Vec<&'static Kind>,
    shown: Shown,
    entities: Vec<Arc<Entity>>,
    names: Arc<Names>,
    paths: Arc<Paths>,
    subjects: Column<Vec<Index>>,
    urls: Column<Box<str>>,
    voices: Column<Option<Voices>>,
    claims: Column<Vec<Claim>>,
    checks: Column<Checks>,
    rules: Rules,
    found: Column<Vec<Diagnostic>>,
    about: OnceLock<Inverse<Index>>,
    backlinks: OnceLock<Inverse<Index>>,
    cited_by: OnceLock<Inverse<(Index, u32)>>,
    cites: OnceLock<bool>,
    transcripts: Vec<OnceLock<Option<Transcript>>>,
    pub(super) uncommitted: OnceLock<Uncommitted>,
}

/// One result for each entity.
type Column<T> = Vec<Arc<Made<T>>>;

/// A result, and what it was made from.
struct Made<T> {
    value: T,
    seen: Seen,
}

impl ops::Index<Index> for Site {
    type Output = Entity;

    fn index(&self, index: Index) -> &Entity {
        trace::note(|| Fact::Content(self.names.identity(index)));
        &self.entities[index]
    }
}

/// What is to be said of an entity once everything is linked. It may ask a site for everything that does not turn the
/// whole site around (who refers to an entity, who is about it).
pub type Rules = fn(&Site, Index) -> Vec<Diagnostic>;

/// What a site is linked from.
pub struct Sources<'a> {
    /// The files as read, in the order of their paths.
    pub parsed: Vec<Arc<Parsed>>,
    /// All files.
    pub files: &'a Files,
    /// The settings.
    pub config: Arc<Config>,
    /// Every kind.
    pub kinds: Vec<&'static Kind>,
    /// The day it is built for.
    pub today: Date,
    /// Whether drafts and what lies in the future are shown.
    pub drafts: bool,
    /// What is to be said of each entity.
    pub rules: Rules,
    /// What the repository remembers.
    pub history: Arc<History>,
}

/// Links what the files gave; `old` is the site before, whose results are taken over where they still hold.
pub fn link(sources: Sources, old: Option<&Site>) -> (Site, Vec<Diagnostic>) {
    let shown = Shown { today: sources.today, drafts: sources.drafts };
    let templates = Templates::of(sources.files, &sources.kinds, old.map(|old| &old.templates));
    let alike = |old: &&Site| {
        let same_rules = std::ptr::fn_addr_eq(old.rules, sources.rules);
        let same_ground = Arc::ptr_eq(&old.config, &sources.config) && Arc::ptr_eq(&old.history, &sources.history);
        let same_templates = Arc::ptr_eq(&old.templates, &templates);
        same_ground && same_templates && old.shown == shown && same_rules
    };
    let old = old.filter(alike);
    let paths = Paths::of(sources.files, &sources.config, old.map(|old| &old.paths));
    let (names, entities, mut relink) = Relink::begin(&sources.parsed, &shown, old, &paths);
    let (hangings, badly_hung) = hanging::read(sources.files, &sources.config);
    let mut site = Site {
        config: sources.config,
        today: sources.today,
        history: sources.history,
        parsed: sources.parsed,
        templates,
        hangings,
        kinds: sources.kinds,
        shown,
        entities,
        names,
        paths,
        subjects: Vec::new(),
        urls: Vec::new(),
        voices: Vec::new(),
        claims: Vec::new(),
        checks: Vec::new(),
        rules: sources.rules,
        found: Vec::new(),
        about: OnceLock::new(),
        backlinks: OnceLock::new(),
        cited_by: OnceLock::new(),
        cites: OnceLock::new(),
        transcripts: Vec::new(),
        uncommitted: OnceLock::new(),
    };
    site.transcripts.resize_with(site.entities.len(), OnceLock::new);
    site.subjects = relink.column(&site, |site| &site.subjects, Some(Fact::Subjects), Site::find_subjects);
    site.urls = relink.column(&site, |site| &site.urls, None, Site::find_url);
    site.voices = relink.column(&site, |site| &site.voices, Some(Fact::Voices), Site::find_voices);
    site.claims = relink.column(&site, |site| &site.claims, Some(Fact::Claims), Site::weigh_items);
    site.checks = relink.column(&site, |site| &site.checks, None, Site::check);
    site.found = relink.column(&site, |site| &site.found, None, sources.rules);
    let mut found: Vec<Diagnostic> = badly_hung;
    found.extend(site.checks.iter().flat_map(|made| made.value.found.iter().cloned()));
    found.extend(site.found.iter().flat_map(|made| made.value.iter().cloned()));
    found.extend(site.names.doubles.iter().map(|(entity, first)| duplicate_id(entity, &site[*first])));
    site.check_urls(&mut found);
    (site, found)
}

/// From the indices of one site to those of the next.
pub(super) type Renumbering = [Option<Index>];

/// A result that holds indices.
pub(super) trait Renumber: Sized {
    /// Whether everything in it has the same index in the next site.
    fn stays(&self, now: &Renumbering) -> bool;

    /// The same in the indices of the next site; none if something in it is gone.
    fn renumber(&self, now: &Renumbering) -> Option<Self>;
}

/// Whether an index is the same in the next site.
fn same_index(index: Index, now: &Renumbering) -> bool {
    now.get(index).is_some_and(|now| *now == Some(index))
}

impl Renumber for Vec<Index> {
    fn stays(&self, now: &Renumbering) -> bool {
        self.iter().all(|index| same_index(*index, now))
    }

    fn renumber(&self, now: &Renumbering) -> Option<Self> {
        self.iter().map(|index| now.get(*index).copied().flatten()).collect()
    }
}

impl Renumber for Box<str> {
    fn stays(&self, _: &Renumbering) -> bool {
        true
    }

    fn renumber(&self, _: &Renumbering) -> Option<Self> {
        Some(self.clone())
    }
}

impl Renumber for Option<Voices> {
    fn stays(&self, _: &Renumbering) -> bool {
        true
    }

    fn renumber(&self, _: &Renumbering) -> Option<Self> {
        Some(self.clone())
    }
}

impl Renumber for Vec<Diagnostic> {
    fn stays(&self, _: &Renumbering) -> bool {
        true
    }

    fn renumber(&self, _: &Renumbering) -> Option<Self> {
        Some(self.clone())
    }
}

impl Renumber for Vec<Target> {
    fn stays(&self, now: &Renumbering) -> bool {
        self.iter().all(|target| same_index(target.entity, now))
    }

    fn renumber(&self, now: &Renumbering) -> Option<Self> {
        let renumbered = |target: &Target| {
            Some(Target { entity: now.get(target.entity).copied().flatten()?, part: target.part.clone() })
        };
        self.iter().map(renumbered).collect()
    }
}

impl Renumber for Vec<Claim> {
    fn stays(&self, now: &Renumbering) -> bool {
        self.iter().all(|claim| claim.sources.stays(now) && claim.disputed_by.stays(now))
    }

    fn renumber(&self, now: &Renumbering) -> Option<Self> {
        let renumbered = |claim: &Claim| {
            let (sources, disputed_by) = (claim.sources.renumber(now)?, claim.disputed_by.renumber(now)?);
            let (against, inferred_from) = (claim.against.clone(), claim.inferred_from.clone());
            Some(Claim { sources, disputed_by, against, inferred_from, anchor: claim.anchor.clone(), ..*claim })
        };
        self.iter().map(renumbered).collect()
    }
}

/// The way from the site before to the next.
struct Relink<'a> {
    old: Option<&'a Site>,
    /// The index of each entity in the site before, and whether its text is the same.
    before: Vec<(Option<Index>, bool)>,
    /// Where the entities of the site before are now; nothing where each has its old index.
    now: Option<Vec<Option<Index>>>,
    changed: Changed,
}

impl<'a> Relink<'a> {
    /// Compares the files, and gathers the names anew where they have changed.
    fn begin(
        parsed: &[Arc<Parsed>],
        shown: &Shown,
        old: Option<&'a Site>,
        paths: &Arc<Paths>,
    ) -> (Arc<Names>, Vec<Arc<Entity>>, Relink<'a>) {
        let mut relink = Relink { old, before: Vec::new(), now: None, changed: Changed::default() };
        let Some(old) = old else {
            let (names, entities) = Names::gather(parsed, shown);
            relink.before = vec![(None, false); entities.len()];
            return (Arc::new(names), entities, relink);
        };
        let changes = names::changes(&old.parsed, parsed);
        let same_names = changes.iter().all(|(one, other)| names::same_names(*one, *other, shown));
        let (names, entities) = if same_names && old.names.doubles.is_empty() {
            (old.names.clone(), replaced(old, &changes, shown))
        } else {
            let (names, entities) = Names::gather(parsed, shown);
            relink.mark_names(old, &names, &changes);
            (Arc::new(names), entities)
        };
        if !Arc::ptr_eq(paths, &old.paths) {
            paths.mark_changes(&old.paths, &mut relink.changed);
        }
        relink.find_again(old, &names, &entities);
        (names, entities, relink)
    }

    fn mark_names(&mut self, old: &Site, names: &Names, changes: &[names::Change]) {
        self.changed.add(Fact::Names);
        for file in changes.iter().flat_map(|(one, other)| one.iter().chain(other)) {
            self.changed.add(Fact::File(&file.source.path));
            file.entities.iter().for_each(|entity| names::mark(entity, &mut self.changed));
        }
        // Whoever was left out for the sake of another may be seen now, and the other way round.
        for (entity, _) in old.names.doubles.iter().chain(&names.doubles) {
            self.changed.add(Fact::File(&entity.source.path));
            names::mark(entity, &mut self.changed);
        }
    }

    /// Finds the entities in the site before, and marks those whose text has changed.
    fn find_again(&mut self, old: &Site, names: &Arc<Names>, entities: &[Arc<Entity>]) {
        let same_names = Arc::ptr_eq(names, &old.names);
        let known = if same_names { HashMap::new() } else { old.names.by_identity() };
        let mut now = vec![None; old.entities.len()];
        for (index, entity) in entities.iter().enumerate() {
            let before = if same_names { Some(index) } else { known.get(&names.identity(index)).copied() };
            let same = before.is_some_and(|before| Arc::ptr_eq(&old.entities[before], entity));
            if !same {
                self.changed.add(Fact::Content(names.identity(index)));
            }
            if let Some(before) = before {
                now[before] = Some(index);
            }
            self.before.push((before, same));
        }
        self.now = Some(now).filter(|_| !same_names);
    }

    /// One result for each entity: taken over from the site before where it still holds, else made. Where it has become
    /// another, `fact` tells the columns that follow.
    fn column<T: Renumber + PartialEq + Send + Sync>(
        &mut self,
        site: &Site,
        of: fn(&Site) -> &Column<T>,
        fact: Option<fn(u64) -> Fact<'static>>,
        make: fn(&Site, Index) -> T,
    ) -> Column<T> {
        let results: Vec<(Arc<Made<T>>, bool)> = site
            .indices()
            .into_par_iter()
            .with_min_len(64)
            .map(|index| {
                let (before, same) = self.before[index];
                let before = self.old.zip(before).map(|(old, before)| &of(old)[before]);
                let holds = before.filter(|made| same && !self.changed.touches(&made.seen));
                holds.and_then(|made| Some((self.taken_over(made)?, false))).unwrap_or_else(|| {
                    let (value, seen) = trace::record(|| make(site, index));
                    let differs = before.is_none_or(|before| !self.is_still(&before.value, &value));
                    (Arc::new(Made { value, seen }), differs)
                })
            })
            .collect();
        if let Some(fact) = fact {
            let other = results.iter().enumerate().filter(|(_, (_, differs))| *differs);
            other.for_each(|(index, _)| self.changed.add(fact(site.names.identity(index))));
        }
        results.into_iter().map(|(made, _)| made).collect()
    }

    fn taken_over<T: Renumber>(&self, made: &Arc<Made<T>>) -> Option<Arc<Made<T>>> {
        match &self.now {
            None => Some(made.clone()),
            Some(now) if made.value.stays(now) => Some(made.clone()),
            Some(now) => Some(Arc::new(Made { value: made.value.renumber(now)?, seen: made.seen.clone() })),
        }
    }

    fn is_still<T: Renumber + PartialEq>(&self, before: &T, value: &T) -> bool {
        match &self.now {
            None => before == value,
            Some(now) => before.renumber(now).as_ref() == Some(value),
        }
    }
}

/// The entities of a site, with those of some files replaced one for one.
fn replaced(old: &Site, changes: &[names::Change], shown: &Shown) -> Vec<Arc<Entity>> {
    let mut entities = old.entities.clone();
    for file in changes.iter().filter_map(|(_, new)| *new) {
        let places = old.names.files.get(&file.source.path).into_iter().flatten();
        let shown = file.entities.iter().filter(|entity| shown.shows(entity));
        places.zip(shown).for_each(|(index, entity)| entities[*index] = entity.clone());
    }
    entities
}

impl Site {
    /// Every entity, in the order of files.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        trace::note(|| Fact::Names);
        self.entities.iter().map(|entity| &**entity)
    }

    /// Every index.
    pub fn indices(&self) -> std::ops::Range<Index> {
        0..self.entities.len()
    }

    /// The entities of a kind, in the order of files.
    pub fn of<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = Index> + 's {
        trace::note(|| Fact::Names);
        self.names.by_kind.get(kind).into_iter().flatten().copied()
    }

    /// Every kind.
    pub fn kinds(&self) -> &[&'static Kind] {
        &self.kinds
    }

    /// The entities with an id, of any kind.
    pub fn with_id(&self, id: &str) -> &[Index] {
        trace::note(|| Fact::Id(id));
        self.names.ids.get(id).map_or(&[], Vec::as_slice)
    }

    /// The entities whose title, or its first word, has a slug.
    pub(super) fn titled(&self, slug: &str) -> &[Index] {
        trace::note(|| Fact::Title(slug));
        self.names.titles.get(slug).map_or(&[], Vec::as_slice)
    }

    /// The entities read from the file at a path from the root.
    pub fn in_file(&self, path: &str) -> Option<&[Index]> {
        trace::note(|| Fact::File(path));
        self.names.files.get(path).map(Vec::as_slice)
    }

    /// The file at a path as it was read. It is not noted: what is linked may ask for the entity's own file only, which
    /// changes with the entity.
    pub fn read_from(&self, path: &str) -> Option<&Parsed> {
        let at = self.parsed.binary_search_by(|file| (*file.source.path).cmp(path)).ok()?;
        self.parsed.get(at).map(|file| &**file)
    }

    /// What was said in a session; `None` if it has no transcript.
    pub fn transcript(&self, index: Index) -> Option<&Transcript> {
        trace::note(|| Fact::Content(self.names.identity(index)));
        let read = || Transcript::of(&self.entities[index]);
        self.transcripts.get(index)?.get_or_init(read).as_ref()
    }

    /// The address of an entity's page from the site's root.
    pub fn url(&self, index: Index) -> &str {
        &self.urls[index].value
    }

    /// The subjects an entity is about; itself, for a subject.
    pub fn subjects(&self, index: Index) -> &[Index] {
        trace::note(|| Fact::Subjects(self.names.identity(index)));
        self.subjects.get(index).map_or(&[], |made| &made.value)
    }

    /// The entities that are about a subject, in the order of files; itself among them.
    pub fn about(&self, subject: Index) -> &[Index] {
        debug_assert!(!trace::recording(), "who is about an entity is not noted");
        let invert = || Inverse::of(self.entities.len(), || pairs(&self.subjects, |subjects| subjects));
        self.about.get_or_init(invert).get(subject)
    }

    /// The entities that refer to this one.
    pub fn backlinks(&self, index: Index) -> &[Index] {
        debug_assert!(!trace::recording(), "who refers to an entity is not noted");
        let invert = || Inverse::of(self.entities.len(), || pairs(&self.checks, |checks| &checks.to));
        self.backlinks.get_or_init(invert).get(index)
    }

    /// The claims of an entity, by the number of the item.
    pub fn claims(&self, index: Index) -> &[Claim] {
        trace::note(|| Fact::Claims(self.names.identity(index)));
        self.claims.get(index).map_or(&[], |made| &made.value)
    }

    /// The statements that rest on this entity, or that it speaks against: where they stand, and their numbers.
    pub fn cited_by(&self, index: Index) -> &[(Index, u32)] {
        debug_assert!(!trace::recording(), "who cites an entity is not noted");
        self.cited_by.get_or_init(|| Inverse::of(self.entities.len(), || citations(&self.claims))).get(index)
    }

    /// The claim behind an item.
    pub fn claim(&self, index: Index, item: &Item) -> &Claim {
        static NONE: std::sync::LazyLock<Claim> = std::sync::LazyLock::new(Claim::default);
        self.claims(index).get(item.number as usize).unwrap_or(&NONE)
    }

    /// The entities whose text is another than in a site before, if both have the same entities at the same addresses.
    pub fn changed_since(&self, old: &Site) -> Option<Vec<Index>> {
        let alike = Arc::ptr_eq(&self.names, &old.names) && Arc::ptr_eq(&self.config, &old.config);
        let moved = |index: &Index| self.url(*index) != old.url(*index);
        if !alike || self.indices().any(|index| moved(&index)) {
            return None;
        }
        Some(self.indices().filter(|index| !Arc::ptr_eq(&self.entities[*index], &old.entities[*index])).collect())
    }

    /// How sure we are of an entity's claims.
    pub fn counts(&self, index: Index) -> Counts {
        let mut counts = Counts::default();
        self[index].record.each_item(&mut |field, _, item| {
            if !super::evidence::NO_CLAIMS.contains(&field) {
                counts.add(self.claim(index, item).state);
            }
        });
        counts
    }

    /// Whether marks of certainty are shown.
    pub fn marks(&self) -> bool {
        match self.config.marks {
            Marks::Auto => self.cites(),
            Marks::On => true,
            Marks::Off => false,
        }
    }

    /// Whether anything cites anything.
    pub fn cites(&self) -> bool {
        debug_assert!(!trace::recording(), "whether anything is cited is not noted");
        let mut claims = self.claims.iter().flat_map(|made| &made.value);
        *self.cites.get_or_init(|| claims.any(|claim| !claim.sources.is_empty()))
    }

    /// The paths of all files in the content folders.
    pub fn paths(&self) -> impl Iterator<Item = &str> + Clone {
        trace::note(|| Fact::Paths);
        self.paths.iter()
    }

    /// What lies at a path in the content folders.
    pub(super) fn sort(&self, path: &str) -> Option<Sort> {
        trace::note(|| Fact::Path(path));
        self.paths.sort(path)
    }

    /// An entity for what cannot change without its names: its kind, its id, the path of its file.
    pub(super) fn named(&self, index: Index) -> &Entity {
        &self.entities[index]
    }

    pub(super) fn voices_of(&self, index: Index) -> &Voices {
        static NONE: std::sync::LazyLock<Voices> = std::sync::LazyLock::new(Voices::default);
        trace::note(|| Fact::Voices(self.names.identity(index)));
        self.voices.get(index).and_then(|made| made.value.as_ref()).unwrap_or(&NONE)
    }

    pub(super) fn is_hidden(&self, id: &str) -> bool {
        trace::note(|| Fact::Id(id));
        self.names.hidden.contains(id)
    }

    pub(super) fn kind_named(&self, name: &str) -> Option<&'static str> {
        self.kinds.iter().find(|kind| kind.name == name || kind.folders.contains(&name)).map(|kind| kind.name)
    }

    fn find_url(&self, index: Index) -> Box<str> {
        (self.named(index).kind.url)(self, index).into()
    }

    fn find_voices(&self, index: Index) -> Option<Voices> {
        self.named(index).kind.evidence.then(|| self.voices(index))
    }

    fn check_urls(&self, found: &mut Vec<Diagnostic>) {
        let mut taken: HashMap<Cow<str>, Index> = HashMap::with_capacity(self.entities.len());
        for index in self.indices() {
            let url = self.url(index);
            let folded = match url.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
                true => Cow::Borrowed(url),
                false => Cow::Owned(url.to_lowercase()),
            };
            match taken.entry(folded) {
                Entry::Occupied(first) => found.push(duplicate_address(url, &self[index], &self[*first.get()])),
                Entry::Vacant(free) => {
                    free.insert(index);
                }
            }
        }
    }

    /// What an entity is about: what it says, what it mentions, in whose file it stands, beside whom it lies.
    fn find_subjects(&self, index: Index) -> Vec<Index> {
        let entity = &self[index];
        if entity.kind.subject {
            return vec![index];
        }
        let kinds: Vec<&str> = self.kinds.iter().filter(|kind| kind.subject).map(|kind| kind.name).collect();
        let fields = kinds.iter().flat_map(|kind| [(*kind).to_owned(), format!("{kind}s")]);
        let mut about: Vec<Index> = Vec::new();
        let mut add = |references: &[Reference]| {
            for target in self.targets(index, references, &kinds) {
                if !about.contains(&target.entity) {
                    about.push(target.entity);
                }
            }
        };
        for field in fields.clone() {
            add(entity.record.refs(&field));
        }
        if let Some(host) = &entity.host {
            add(std::slice::from_ref(host));
        }
        if about.is_empty()
            && let Some(mentioned) = entity.record.record(MENTIONED)
        {
            for field in fields {
                let named: Vec<Index> = mentioned
                    .refs(&field)
                    .iter()
                    .filter_map(|name| self.mentioned(index, &name.value, &kinds))
                    .collect();
                about.extend(named);
            }
            let mut seen = HashSet::new();
            about.retain(|index| seen.insert(*index));
        }
        if about.is_empty() {
            about.extend(self.beside(entity));
        }
        about
    }

    /// A subject mentioned by id, by a link to its file, or by its name.
    fn mentioned(&self, from: Index, name: &str, kinds: &[&str]) -> Option<Index> {
        match self.resolve(Some(from), name, kinds) {
            Ok(target) => Some(target.entity),
            Err(Failure::IsTitle(id)) => {
                self.with_id(&id).iter().copied().find(|index| kinds.contains(&self.named(*index).kind.name))
            }
            Err(_) => None,
        }
        .filter(|index| kinds.contains(&self.named(*index).kind.name))
    }

    /// The one subject whose file lies in the same folder under a name that says so.
    fn beside(&self, entity: &Entity) -> Option<Index> {
        let folder = files::folder(&entity.source.path);
        self.kinds.iter().filter(|kind| kind.subject).flat_map(|kind| kind.files.iter().take(1)).find_map(|name| {
            ["md", "yaml", "yml", "markdown"].iter().find_map(|extension| {
                let path = if folder.is_empty() {
                    format!("{name}.{extension}")
                } else {
                    format!("{folder}/{name}.{extension}")
                };
                let found = self.in_file(&path)?.iter().copied();
                found.clone().find(|index| self.named(*index).kind.subject)
            })
        })
    }

    pub(super) fn file_place(&self, full: &str) -> Option<Place> {
        let full = full.trim_end_matches('/');
        if self.sort(full).is_some() {
            return Some(if files::is_content(full) { Place::NoPage } else { Place::Asset(full.to_owned()) });
        }
        if full.is_empty() {
            return Some(Place::Page("index.html".into()));
        }
        trace::note(|| Fact::Folder(full));
        if !self.paths.has_folder(full) {
            return None;
        }
        let index = ["README.md", "index.md", "Readme.md", "readme.md"]
            .iter()
            .find_map(|name| self.in_file(&format!("{full}/{name}")));
        Some(match index.and_then(|all| all.last()) {
            Some(page) => Place::Entity(Target { entity: *page, part: None }),
            None => Place::NoPage,
        })
    }
}

/// What points to what, turned around: entity and who points to it.
fn pairs<T>(column: &Column<T>, to: fn(&T) -> &Vec<Index>) -> impl Iterator<Item = (Index, Index)> {
    column.iter().enumerate().flat_map(move |(from, made)| to(&made.value).iter().map(move |to| (*to, from)))
}

/// What a statement rests on, or what speaks against it: that, and where the statement stands. Each only once.
fn citations(claims: &Column<Vec<Claim>>) -> impl Iterator<Item = (Index, (Index, u32))> {
    let all =
        claims.iter().enumerate().flat_map(|(from, made)| made.value.iter().zip(0..).map(move |claim| (from, claim)));
    all.flat_map(|(from, (claim, number))| {
        let targets = move || claim.sources.iter().chain(&claim.disputed_by).map(|source| source.entity);
        let first =
            targets().enumerate().filter(move |(at, target)| !targets().take(*at).any(|before| before == *target));
        first.map(move |(_, target)| (target, (from, number)))
    })
}

fn duplicate_address(url: &str, entity: &Entity, first: &Entity) -> Diagnostic {
    let message = format!("this page would have the same address as another: {url}");
    Diagnostic::error("duplicate-address", &entity.source.path, entity.place, message)
        .also(&first.source.path, first.place, "the other page")
        .help("give one of the two another `id:`")
}

fn duplicate_id(entity: &Entity, first: &Entity) -> Diagnostic {
    let message = format!("there are two of {}", entity.full_id());
    Diagnostic::error("duplicate-id", &entity.source.path, entity.place, message)
        .label(format!("also in {}", first.source.path))
        .also(&first.source.path, first.place, "the first")
        .help("rename one of the files, or give one an `id:` of its own")
}

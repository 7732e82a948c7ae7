//! From entities to a site: ids, addresses, references in both directions, evidence. Linear in what there is.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops;
use std::sync::Arc;

use jiff::civil::Date;

use crate::diagnostic::Diagnostic;
use crate::files::{self, File, Files};
use crate::syntax::field::{Field, ITEM, Shape};
use crate::syntax::label;
use crate::syntax::value::{Item, Record, Reference, Value};
use crate::text::Span;

use super::config::{Config, Marks};
use super::entity::Entity;
use super::evidence::{Claim, Counts, Voices};
use super::kind::Kind;
use super::read::{MENTIONED, Parsed};
use super::resolve::{Failure, Place};

/// An entity's place in the site.
pub type Index = usize;

/// The whole site: immutable, cross-referenced.
pub struct Site {
    /// The settings.
    pub config: Arc<Config>,
    /// The day it is built for.
    pub today: Date,
    /// Whether anything cites anything.
    pub cites: bool,
    kinds: Vec<&'static Kind>,
    entities: Vec<Arc<Entity>>,
    ids: HashMap<Box<str>, Vec<Index>>,
    by_kind: HashMap<&'static str, Vec<Index>>,
    /// By the slug of the title, and by its first word.
    titles: HashMap<String, Vec<Index>>,
    files: HashMap<Arc<str>, Vec<Index>>,
    urls: Vec<Box<str>>,
    subjects: Vec<Vec<Index>>,
    backlinks: Vec<Vec<Index>>,
    voices: HashMap<Index, Voices>,
    claims: Vec<Vec<Claim>>,
    cited_by: Vec<Vec<(Index, u32)>>,
    hidden: HashSet<Box<str>>,
    paths: BTreeSet<Arc<str>>,
    folders: HashSet<String>,
}

impl ops::Index<Index> for Site {
    type Output = Entity;

    fn index(&self, index: Index) -> &Entity {
        &self.entities[index]
    }
}

/// Links what the files gave.
pub fn link(
    parsed: &[Arc<Parsed>],
    files: &Files,
    config: Arc<Config>,
    kinds: &[&'static Kind],
    today: Date,
    drafts: bool,
) -> (Site, Vec<Diagnostic>) {
    let mut site = Site {
        today,
        kinds: kinds.to_vec(),
        entities: Vec::new(),
        ids: HashMap::new(),
        by_kind: HashMap::new(),
        titles: HashMap::new(),
        files: HashMap::new(),
        urls: Vec::new(),
        subjects: Vec::new(),
        backlinks: Vec::new(),
        voices: HashMap::new(),
        claims: Vec::new(),
        cited_by: Vec::new(),
        hidden: HashSet::new(),
        paths: files
            .iter()
            .filter(|(path, _)| config.content_path(path).is_some())
            .map(|(path, _)| path.clone())
            .collect(),
        folders: HashSet::new(),
        cites: false,
        config,
    };
    let mut found = Vec::new();
    site.folders = folders_of(&site.paths);
    site.collect(parsed, drafts, &mut found);
    site.subjects = site.indices().map(|index| site.find_subjects(index)).collect();
    site.urls = site.indices().map(|index| (site[index].kind.url)(&site, index).into()).collect();
    site.check_urls(&mut found);
    site.voices = site.evidence().map(|index| (index, site.voices(index))).collect();
    site.claims = (0..site.entities.len()).map(|index| site.weigh_items(index)).collect();
    site.cited_by = citations(&site.claims);
    site.cites = site.claims.iter().flatten().any(|claim| !claim.sources.is_empty());
    let mut links = site.check_references(&mut found);
    links.iter_mut().for_each(|to| {
        to.sort_unstable();
        to.dedup();
    });
    site.backlinks = links;
    site.check_prose(files, &mut found);
    (site, found)
}

/// A dead link in a comment bothers nobody but its writer.
fn in_comment(finding: Diagnostic) -> Diagnostic {
    let message = format!("{} (in a comment)", finding.message);
    Diagnostic { severity: crate::diagnostic::Severity::Hint, message, ..finding }
}

/// Turns "this claim rests on that" around. Each claim is counted once for each of its sources.
fn citations(claims: &[Vec<Claim>]) -> Vec<Vec<(Index, u32)>> {
    let mut cited_by: Vec<Vec<(Index, u32)>> = vec![Vec::new(); claims.len()];
    for (index, claims) in claims.iter().enumerate() {
        for (number, claim) in claims.iter().enumerate() {
            for source in claim.sources.iter().chain(&claim.disputed_by) {
                let citing = &mut cited_by[source.entity];
                if citing.last() != Some(&(index, number as u32)) {
                    citing.push((index, number as u32));
                }
            }
        }
    }
    cited_by
}

fn folders_of(paths: &BTreeSet<Arc<str>>) -> HashSet<String> {
    let mut folders = HashSet::new();
    for path in paths {
        let mut folder = files::folder(path);
        while !folder.is_empty() && folders.insert(folder.to_owned()) {
            folder = files::folder(folder);
        }
    }
    folders
}

impl Site {
    /// Every entity, in the order of files.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.entities.iter().map(|entity| &**entity)
    }

    /// Every index.
    pub fn indices(&self) -> std::ops::Range<Index> {
        0..self.entities.len()
    }

    /// The entities of a kind, in the order of files.
    pub fn of<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = Index> + 's {
        self.by_kind.get(kind).into_iter().flatten().copied()
    }

    /// Every kind.
    pub fn kinds(&self) -> &[&'static Kind] {
        &self.kinds
    }

    /// The entities with an id, of any kind.
    pub fn with_id(&self, id: &str) -> &[Index] {
        self.ids.get(id).map_or(&[], Vec::as_slice)
    }

    /// The entities whose title, or its first word, has a slug.
    pub(super) fn titled(&self, slug: &str) -> &[Index] {
        self.titles.get(slug).map_or(&[], Vec::as_slice)
    }

    /// The entities read from the file at a path from the root.
    pub fn in_file(&self, path: &str) -> Option<&[Index]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// The address of an entity's page from the site's root.
    pub fn url(&self, index: Index) -> &str {
        &self.urls[index]
    }

    /// The subjects an entity is about; itself, for a subject.
    pub fn subjects(&self, index: Index) -> &[Index] {
        self.subjects.get(index).map_or(&[], Vec::as_slice)
    }

    /// The entities that refer to this one.
    pub fn backlinks(&self, index: Index) -> &[Index] {
        self.backlinks.get(index).map_or(&[], Vec::as_slice)
    }

    /// The claims of an entity, by the number of the item.
    pub fn claims(&self, index: Index) -> &[Claim] {
        self.claims.get(index).map_or(&[], Vec::as_slice)
    }

    /// The statements that rest on this entity, or that it speaks against: where they stand, and their numbers.
    pub fn cited_by(&self, index: Index) -> &[(Index, u32)] {
        self.cited_by.get(index).map_or(&[], Vec::as_slice)
    }

    /// The claim behind an item.
    pub fn claim(&self, index: Index, item: &Item) -> &Claim {
        static NONE: std::sync::LazyLock<Claim> = std::sync::LazyLock::new(Claim::default);
        self.claims(index).get(item.number as usize).unwrap_or(&NONE)
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
            Marks::Auto => self.cites,
            Marks::On => true,
            Marks::Off => false,
        }
    }

    /// The paths of all files in the content folders.
    pub fn paths(&self) -> impl Iterator<Item = &str> + Clone {
        self.paths.iter().map(|path| &**path)
    }

    pub(super) fn voices_of(&self, index: Index) -> &Voices {
        static NONE: std::sync::LazyLock<Voices> = std::sync::LazyLock::new(Voices::default);
        self.voices.get(&index).unwrap_or(&NONE)
    }

    pub(super) fn is_hidden(&self, id: &str) -> bool {
        self.hidden.contains(id)
    }

    pub(super) fn kind_named(&self, name: &str) -> Option<&'static str> {
        self.kinds.iter().find(|kind| kind.name == name || kind.folders.contains(&name)).map(|kind| kind.name)
    }

    fn evidence(&self) -> impl Iterator<Item = Index> {
        self.indices().filter(|index| self[*index].kind.evidence)
    }

    fn collect(&mut self, parsed: &[Arc<Parsed>], drafts: bool, found: &mut Vec<Diagnostic>) {
        for entity in parsed.iter().flat_map(|file| &file.entities) {
            let future = entity.record.date("date").is_some_and(|date| date > self.today);
            if !drafts && (entity.draft() || future) {
                self.hidden.insert(entity.id.clone());
                continue;
            }
            let same = self.with_id(&entity.id).iter().copied().find(|index| self[*index].kind == entity.kind);
            if let Some(first) = same {
                found.push(duplicate_id(entity, &self[first]));
                continue;
            }
            let index = self.entities.len();
            self.entities.push(entity.clone());
            self.ids.entry(entity.id.clone()).or_default().push(index);
            self.by_kind.entry(entity.kind.name).or_default().push(index);
            let title = label::slug(&entity.title);
            if let Some((first, _)) = title.split_once('-') {
                self.titles.entry(first.to_owned()).or_default().push(index);
            }
            self.titles.entry(title).or_default().push(index);
            self.files.entry(entity.source.path.clone()).or_default().push(index);
        }
    }

    fn check_urls(&self, found: &mut Vec<Diagnostic>) {
        let mut taken: HashMap<String, Index> = HashMap::new();
        for index in self.indices() {
            let entity = &self[index];
            match taken.get(&self.url(index).to_lowercase()) {
                Some(first) => {
                    let other = &self[*first];
                    let message = format!("this page would have the same address as another: {}", self.url(index));
                    found.push(
                        Diagnostic::error("duplicate-address", &entity.source.path, entity.place, message)
                            .also(&other.source.path, other.place, "the other page")
                            .help("give one of the two another `id:`"),
                    );
                }
                None => {
                    taken.insert(self.url(index).to_lowercase(), index);
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
                self.with_id(&id).iter().copied().find(|index| kinds.contains(&self[*index].kind.name))
            }
            Err(_) => None,
        }
        .filter(|index| kinds.contains(&self[*index].kind.name))
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
                found.clone().find(|index| self[*index].kind.subject)
            })
        })
    }

    /// Checks every reference in typed fields; gives the backlinks.
    fn check_references(&self, found: &mut Vec<Diagnostic>) -> Vec<Vec<Index>> {
        let mut backlinks: Vec<Vec<Index>> = vec![Vec::new(); self.entities.len()];
        for index in self.indices() {
            let mut check = ReferenceCheck { site: self, from: index, found, to: Vec::new() };
            check.record(&self[index].record, self[index].kind.fields);
            let to = check.to;
            let about = self.subjects(index).iter().filter(|subject| **subject != index);
            for target in to.iter().chain(about) {
                if *target != index {
                    backlinks[*target].push(index);
                }
            }
            for link in self[index].links.iter().filter(|link| !link.hidden) {
                if let Ok(Place::Entity(target)) = self.place(index, &link.target, link.wiki)
                    && target.entity != index
                {
                    backlinks[target.entity].push(index);
                }
            }
        }
        backlinks
    }

    /// Checks the links and pictures in prose.
    fn check_prose(&self, files: &Files, found: &mut Vec<Diagnostic>) {
        for index in self.indices() {
            let entity = &self[index];
            found.extend(self.check_image_field(index, files));
            // Links inside of items were checked as evidence.
            let mut items: Vec<Span> = Vec::new();
            entity.record.each_item(&mut |_, _, item| items.extend(item.links.iter().map(|link| link.span)));
            items.sort_unstable_by_key(|span| span.start);
            for link in &entity.links {
                let from = items.partition_point(|span| span.start < link.span.start);
                let mut near = items[from..].iter().take_while(|span| span.start <= link.span.end);
                if link.wiki && near.any(|span| span.end <= link.span.end) {
                    continue;
                }
                let finding = self.check_link(index, link, files);
                found.extend(finding.map(|finding| if link.hidden { in_comment(finding) } else { finding }));
            }
        }
    }

    /// A picture named by a field must be there.
    fn check_image_field(&self, from: Index, files: &Files) -> Option<Diagnostic> {
        let image = self[from].record.text("image")?;
        let link = crate::syntax::markdown::LinkUse {
            target: image.value.clone(),
            span: image.span,
            wiki: false,
            image: true,
            hidden: false,
        };
        let mut finding = self.check_image(from, &link, files)?;
        if finding.rule == "missing-image" {
            finding.severity = crate::diagnostic::Severity::Error;
        }
        Some(finding)
    }

    fn check_link(&self, from: Index, link: &crate::syntax::markdown::LinkUse, files: &Files) -> Option<Diagnostic> {
        let path = &self[from].source.path;
        if link.image {
            return self.check_image(from, link, files);
        }
        let scheme = crate::syntax::html::scheme(&link.target);
        if let Some(scheme) = scheme
            && !["http", "https", "mailto", "tel"].contains(&scheme.as_str())
        {
            let message = format!("a link cannot lead to `{scheme}:`");
            return Some(
                Diagnostic::warning("unsafe-link", path, link.span, message)
                    .help("only its text is shown; link to a page"),
            );
        }
        let failure = self.place(from, &link.target, link.wiki).err()?;
        let failure = self.nearest_place(from, &link.target, link.wiki, failure);
        let message = match &failure {
            Failure::NoPart(..) => format!("the page is there, but `{}` has no such section", link.target),
            Failure::Ambiguous(all) => format!("`{}` could be {}", link.target, all.join(" or ")),
            Failure::Hidden => format!("`{}` is a draft or lies in the future", link.target),
            _ => format!("nothing is at `{}`", link.target),
        };
        let help = match failure {
            Failure::Unknown(Some(near)) => format!("did you mean `{near}`?"),
            Failure::IsTitle(id) => format!("write its id: `{id}`"),
            Failure::NoPart(_, parts) if !parts.is_empty() => format!("there is {}", parts.join(", ")),
            Failure::Ambiguous(_) => "write the kind before it".to_owned(),
            _ => "correct the link, or write it as plain text".to_owned(),
        };
        Some(Diagnostic::warning("dead-link", path, link.span, message).label("leads nowhere").help(help))
    }

    fn check_image(&self, from: Index, link: &crate::syntax::markdown::LinkUse, files: &Files) -> Option<Diagnostic> {
        let path = &self[from].source.path;
        if crate::syntax::html::is_external(&link.target) {
            return Some(
                Diagnostic::warning("remote-image", path, link.span, "this picture lies on another host")
                    .help("the page links to it instead of showing it; keep a copy beside the file"),
            );
        }
        let full = self.path_from(from, link.target.split(['#', '?']).next().unwrap_or(""));
        let full = full.map(|full| super::resolve::percent_decode(&full));
        match full.as_deref().map(|full| (full, files.get(full))) {
            Some((_, Some(File::Asset | File::Text(_)))) => None,
            Some((full, _)) => {
                let near = crate::diagnostic::nearest(files::name(full), self.paths().map(files::name));
                let finding =
                    Diagnostic::warning("missing-image", path, link.span, format!("there is no picture `{full}`"));
                Some(finding.help(
                    near.map_or("add the file, or correct its name".to_owned(), |near| {
                        format!("did you mean `{near}`?")
                    }),
                ))
            }
            None => Some(
                Diagnostic::warning("missing-image", path, link.span, "this picture lies outside of the site")
                    .help("keep a copy beside the file"),
            ),
        }
    }

    pub(super) fn file_place(&self, full: &str) -> Option<Place> {
        let full = full.trim_end_matches('/');
        if self.paths.contains(full) {
            return Some(if files::is_content(full) { Place::NoPage } else { Place::Asset(full.to_owned()) });
        }
        if full.is_empty() {
            return Some(Place::Page("index.html".into()));
        }
        if !self.folders.contains(full) {
            return None;
        }
        let index = ["README.md", "index.md", "Readme.md", "readme.md"]
            .iter()
            .find_map(|name| self.in_file(&format!("{full}/{name}")));
        Some(match index.and_then(|all| all.last()) {
            Some(page) => Place::Entity(super::resolve::Target { entity: *page, part: None }),
            None => Place::NoPage,
        })
    }
}

/// Walks an entity's typed fields and checks what they refer to.
struct ReferenceCheck<'s, 'f> {
    site: &'s Site,
    from: Index,
    found: &'f mut Vec<Diagnostic>,
    /// What is referred to.
    to: Vec<Index>,
}

impl ReferenceCheck<'_, '_> {
    fn record(&mut self, record: &Record, fields: &'static [Field]) {
        for (name, value) in &record.values {
            let Some(field) = fields.iter().find(|field| field.name == *name) else { continue };
            match (value, field.shape) {
                (Value::Refs(refs), Shape::Ref(kinds) | Shape::Refs(kinds) | Shape::RefOrNo(kinds)) => {
                    refs.iter().for_each(|reference| self.reference(reference, kinds));
                }
                (Value::Emotion(emotion), _) => {
                    emotion.from.iter().for_each(|reference| self.reference(reference, &[]));
                }
                (Value::Items(items), _) => items.iter().for_each(|item| self.item(item)),
                (Value::Records(records), Shape::Records(inner)) => {
                    records.iter().for_each(|record| self.record(record, inner));
                }
                (Value::Record(record), Shape::Record(inner)) => self.record(record, inner),
                _ => {}
            }
        }
    }

    fn item(&mut self, item: &Item) {
        item.links.iter().for_each(|link| self.reference(link, &[]));
        if let Some(details) = &item.details {
            self.record(details, ITEM);
            let entity = &self.site[self.from];
            for field in ["against", "inferred_from"] {
                for word in details.words(field) {
                    if super::resolve::find_item(entity, word.value.trim_start_matches('#')).is_none() {
                        let message = format!("`{field}` names no statement of this file: `{}`", word.value);
                        self.found.push(
                            Diagnostic::error("unknown-reference", &entity.source.path, word.span, message)
                                .help("write its section and number, such as `says-1`, or the first words of its text"),
                        );
                    }
                }
            }
        }
    }

    fn reference(&mut self, reference: &Reference, kinds: &[&str]) {
        match self.site.resolve(Some(self.from), &reference.value, kinds) {
            Ok(target) => self.to.push(target.entity),
            Err(failure) => {
                let failure = self.site.nearest_to(&reference.value, kinds, failure);
                self.found.push(self.finding(reference, kinds, failure));
            }
        }
    }

    fn finding(&self, reference: &Reference, kinds: &[&str], failure: Failure) -> Diagnostic {
        let path = &self.site[self.from].source.path;
        let written = &reference.value;
        let wanted = if kinds.is_empty() { "entity".to_owned() } else { kinds.join(" or ") };
        let finding = |rule, message: String| Diagnostic::error(rule, path, reference.span, message);
        match failure {
            Failure::Unknown(near) => {
                let finding = finding("unknown-reference", format!("there is no {wanted} `{written}`"));
                match near {
                    Some(near) => finding.help(format!("did you mean `{near}`?")).fix(reference.span, near),
                    None => finding.help("write the id of something that exists: its file name without the ending"),
                }
            }
            Failure::IsTitle(id) => finding("unknown-reference", format!("`{written}` is a title, not an id"))
                .help(format!("did you mean `{id}`?"))
                .fix(reference.span, id),
            Failure::Ambiguous(all) => {
                finding("ambiguous-reference", format!("`{written}` could be {}", all.join(" or ")))
                    .help("write the kind before it")
            }
            Failure::WrongKind(index) => {
                let other = &self.site[index];
                finding(
                    "unknown-reference",
                    format!("`{written}` is a {}, but a {wanted} belongs here", other.kind.name),
                )
                .also(&other.source.path, other.place, "this one")
                .help(format!("name a {wanted}"))
            }
            Failure::NoPart(index, parts) => {
                let other = &self.site[index];
                let finding = finding("unknown-part", format!("{} has no such part: `{written}`", other.full_id()));
                finding.help(if parts.is_empty() {
                    "name a line (#L12), a section or an item".into()
                } else {
                    format!("there is {}", parts.join(", "))
                })
            }
            Failure::Hidden => finding("unknown-reference", format!("`{written}` is a draft or lies in the future"))
                .help("publish it, or build with `--drafts`"),
        }
    }
}

fn duplicate_id(entity: &Entity, first: &Entity) -> Diagnostic {
    let message = format!("there are two of {}", entity.full_id());
    Diagnostic::error("duplicate-id", &entity.source.path, entity.place, message)
        .label(format!("also in {}", first.source.path))
        .also(&first.source.path, first.place, "the first")
        .help("rename one of the files, or give one an `id:` of its own")
}

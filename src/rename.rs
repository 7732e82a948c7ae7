//! Another id for a thing: its file, or the `id:` it states, and every mention of it; nothing else.
//!
//! All of it is worked out on texts in memory. The site is then read anew from the changed texts and compared with the
//! one before: every mention must lead where it led, and nothing may be found wrong that was right. Where that cannot
//! be had, or a mention cannot be changed without touching what stands around it, nothing is changed at all.

mod change;
mod locate;
mod uses;
mod verify;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::build::{self, Cache, Input, Loaded};
use crate::diagnostic::{Severity, nearest};
use crate::edit;
use crate::files::{self, File, Files};
use crate::rules::Scope;
use crate::site::link::{Index, Site};
use crate::site::read::{self, IdSource};
use crate::site::{Entity, Kind};
use crate::syntax::label;
use crate::syntax::{date, front_matter, yaml};
use crate::text::Span;

pub use change::Move;
use locate::Located;
use uses::{Form, Use};
use verify::View;

/// What is to be renamed.
pub struct Request<'a> {
    /// The kind.
    pub kind: &'static Kind,
    /// The id as written.
    pub old: &'a str,
    /// The id it is to have.
    pub new: &'a str,
}

/// Why nothing is changed.
#[derive(Debug, Default, PartialEq)]
pub struct Refusal {
    /// In a sentence.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where: path, place if it is known, what is there.
    pub places: Vec<(String, Option<Span>, String)>,
}

impl Refusal {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Refusal {
        Refusal { message: message.into(), help: Some(help.into()), places: Vec::new() }
    }
}

/// A change at one place of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Where, in the text as it is read.
    pub span: Span,
    /// What will stand there.
    pub text: String,
}

/// Everything that a renaming changes.
#[derive(Debug)]
pub struct Plan {
    /// The old id with its kind.
    pub old: String,
    /// The new one.
    pub new: String,
    /// The file or folder that gets another name.
    pub moved: Option<Move>,
    /// The changes of each file, by its path before.
    pub changes: BTreeMap<String, Vec<Change>>,
    /// The texts of those files as they will be read.
    pub texts: BTreeMap<String, String>,
}

impl Plan {
    /// The changes of a file in the form that [`edit::apply`] takes.
    pub fn edits(&self, path: &str) -> Vec<(Span, String)> {
        let changes = self.changes.get(path).into_iter().flatten();
        changes.map(|change| (change.span, change.text.clone())).collect()
    }
}

/// Works out a renaming. `config` is the text of the settings.
///
/// # Errors
/// Why it cannot be done.
pub fn plan(input: &Input, config: &str, request: &Request) -> Result<Plan, Refusal> {
    let input = Input { rules: Scope::None, drafts: true, ..shared(input, input.files.clone()) };
    let loaded = build::load(&input, &mut Cache::default());
    let site = &*loaded.site;
    let index = find(site, request)?;
    let source = origin(&site[index])?;
    let new = new_id(request, &site[index], &source)?;
    check_free(site, request.kind, &new)?;
    let moved = source.moved(&site[index], &new);
    check_target(&input.files, moved.as_ref())?;
    let mut changes: BTreeMap<String, BTreeSet<Change>> = BTreeMap::new();
    if let IdPlace::Stated(span) = source {
        let path = site[index].source.path.to_string();
        changes.entry(path).or_default().insert(Change { span, text: new.clone() });
    }
    let renamer = Renamer { input: &input, loaded: &loaded, config, moved: moved.as_ref() };
    let ids = renamer.new_ids(&changes)?;
    renamer.changes(&ids, &mut changes)?;
    let changes: BTreeMap<String, Vec<Change>> =
        changes.into_iter().map(|(path, changes)| (path, changes.into_iter().collect())).collect();
    let mut plan = Plan {
        old: site[index].full_id(),
        new: format!("{}/{new}", request.kind.name),
        moved: moved.clone(),
        changes,
        texts: BTreeMap::new(),
    };
    renamer.check_files(&plan, &site[index])?;
    plan.texts = renamer.texts(&plan.changes)?;
    renamer.verify(&plan, (index, &new))?;
    Ok(plan)
}

/// The same input with other files.
fn shared(input: &Input, files: Files) -> Input {
    Input {
        files,
        config: input.config.clone(),
        today: input.today,
        drafts: true,
        rules: Scope::None,
        history: input.history.clone(),
    }
}

fn find(site: &Site, request: &Request) -> Result<Index, Refusal> {
    let old = request.old.strip_prefix(&format!("{}/", request.kind.name)).unwrap_or(request.old);
    let slug = label::slug(old);
    if let Some(index) = site.of(request.kind.name).find(|index| *site[*index].id == *slug) {
        return Ok(index);
    }
    let known: Vec<&str> = site.of(request.kind.name).map(|index| &*site[index].id).collect();
    let help = match nearest(&slug, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`instep list {}` shows what there is", request.kind.name),
    };
    Err(Refusal::new(format!("there is no {} `{}`", request.kind.name, request.old), help))
}

/// Where an id comes from.
enum IdPlace {
    /// From `id:`, whose value stands here.
    Stated(Span),
    /// From the name of the file.
    File,
    /// From the name of its folder.
    Folder,
}

impl IdPlace {
    fn moved(&self, entity: &Entity, new: &str) -> Option<Move> {
        let from = match self {
            IdPlace::Stated(_) => return None,
            IdPlace::File => entity.source.path.to_string(),
            IdPlace::Folder => files::folder(&entity.source.path).to_owned(),
        };
        let name = match self {
            IdPlace::File => format!("{new}.{}", files::extension(&from)),
            _ => new.to_owned(),
        };
        let to = match files::folder(&from) {
            "" => name,
            folder => format!("{folder}/{name}"),
        };
        Some(Move { from, to })
    }
}

fn origin(entity: &Entity) -> Result<IdPlace, Refusal> {
    let path = &entity.source.path;
    let refuse = |message: String, help: &str| Err(Refusal::new(message, help));
    if let Some(stated) = entity.record.text("id").filter(|stated| label::slug(&stated.value) == *entity.id) {
        let trimmed = stated.value.trim();
        let place = Located::scalar(&entity.source.text, stated.span, &stated.value);
        let from = stated.value.find(trimmed).unwrap_or(0);
        return match place.and_then(|place| place.span(&entity.source.text, from, from + trimmed.len())) {
            Some(span) => Ok(IdPlace::Stated(span)),
            None => refuse(
                format!("the `id:` in {path} cannot be changed by itself"),
                "write it on one line, as plain text",
            ),
        };
    }
    if let Some(host) = &entity.host {
        return refuse(
            format!("`{}` has no id of its own: it stands in the file of {}", entity.id, host.value),
            "rename that, or give it a file of its own",
        );
    }
    let content_path = &entity.source.content_path;
    if read::file_id(content_path, entity.kind) != *entity.id {
        return refuse(
            format!("the id `{}` is made from a title in {path}", entity.id),
            "change the title, or give it an `id:` first",
        );
    }
    match read::id_source(content_path, entity.kind) {
        IdSource::File => Ok(IdPlace::File),
        IdSource::Folder => Ok(IdPlace::Folder),
        IdSource::FolderAndFile => refuse(
            format!("the id `{}` is made from the names of its folder and its file, {path}", entity.id),
            "give it an `id:` first",
        ),
    }
}

/// The new id. A file that begins with a date keeps it, unless the new id has one of its own.
fn new_id(request: &Request, entity: &Entity, source: &IdPlace) -> Result<String, Refusal> {
    let slug = label::slug(request.new);
    if slug != request.new || slug.is_empty() {
        let help = match slug.as_str() {
            "" => "an id is made of letters, digits and hyphens, such as `mara`".to_owned(),
            slug => format!("`{slug}` can"),
        };
        return Err(Refusal::new(format!("`{}` cannot be an id", request.new), help));
    }
    let new = match (source, day(&entity.id), day(&slug)) {
        (IdPlace::File, Some(day), None) => format!("{day}-{slug}"),
        _ => slug,
    };
    if *new == *entity.id {
        return Err(Refusal::new(format!("`{new}` is its id already"), "name another"));
    }
    Ok(new)
}

/// The date that an id begins with.
fn day(id: &str) -> Option<&str> {
    let day = id.get(..10)?;
    (date::parse(day).is_ok() && id.as_bytes().get(10) == Some(&b'-')).then_some(day)
}

/// An id that a thing of another kind has would make references ambiguous that name no kind.
fn check_free(site: &Site, kind: &Kind, new: &str) -> Result<(), Refusal> {
    let Some(taken) = site.with_id(new).first() else { return Ok(()) };
    let taken = &site[*taken];
    let path = taken.source.path.to_string();
    let mut refusal = match taken.kind == kind {
        true => Refusal::new(format!("there is a {} `{new}` already", kind.name), "choose another id"),
        false => Refusal::new(
            format!("there is a {} `{new}`: references that name no kind could mean both", taken.kind.name),
            "choose another id",
        ),
    };
    refusal.places.push((path, Some(taken.place), taken.full_id()));
    Err(refusal)
}

fn check_target(all: &Files, moved: Option<&Move>) -> Result<(), Refusal> {
    let Some(moved) = moved else { return Ok(()) };
    let to = moved.to.to_lowercase();
    let in_the_way = |path: &str| path == to || path.strip_prefix(&*to).is_some_and(|rest| rest.starts_with('/'));
    match all.iter().find(|(path, _)| in_the_way(&path.to_lowercase())) {
        Some((path, _)) => {
            Err(Refusal::new(format!("{path} is there already"), "choose another id, or move that first"))
        }
        None => Ok(()),
    }
}

struct Renamer<'a> {
    input: &'a Input,
    loaded: &'a Loaded,
    config: &'a str,
    moved: Option<&'a Move>,
}

impl Renamer<'_> {
    fn site(&self) -> &Site {
        &self.loaded.site
    }

    fn text(&self, path: &str) -> Option<&str> {
        match path == &*self.input.config.path {
            true => Some(self.config),
            false => self.input.files.text(path).map(|text| &**text),
        }
    }

    /// The texts of the changed files as they will be read.
    fn texts<'c, C: IntoIterator<Item = &'c Change> + Copy>(
        &self,
        changes: impl IntoIterator<Item = (&'c String, C)>,
    ) -> Result<BTreeMap<String, String>, Refusal> {
        let mut texts = BTreeMap::new();
        for (path, changes) in changes {
            let edits: Vec<(Span, String)> =
                changes.into_iter().map(|change| (change.span, change.text.clone())).collect();
            let text = self.text(path).and_then(|text| edit::apply(text, &edits).ok());
            let Some(text) = text else {
                return Err(Refusal::new(format!("two changes in {path} overlap"), "rename it by hand"));
            };
            texts.insert(path.clone(), text);
        }
        Ok(texts)
    }

    /// The site with changed texts and moved files.
    fn reload(&self, texts: &BTreeMap<String, String>) -> Loaded {
        let mut all = Files::default();
        for (path, file) in self.input.files.iter() {
            let file = match texts.get(&**path) {
                Some(text) => File::Text(text.as_str().into()),
                None => file.clone(),
            };
            let path = self.moved.map_or_else(|| path.to_string(), |moved| moved.apply(path));
            all.insert(&path, file);
        }
        build::load(&shared(self.input, all), &mut Cache::default())
    }

    /// The ids that things get: of what is renamed, and of what takes its id from it.
    fn new_ids(&self, changes: &BTreeMap<String, BTreeSet<Change>>) -> Result<HashMap<Index, String>, Refusal> {
        let after = self.reload(&self.texts(changes)?);
        let now: HashMap<verify::Key, &Entity> =
            verify::keys(&after.site, None).into_iter().map(|(index, key)| (key, &after.site[index])).collect();
        let mut ids = HashMap::new();
        let before = verify::keys(self.site(), self.moved);
        for index in self.site().indices() {
            let Some(key) = before.get(&index) else { continue };
            let old = &self.site()[index];
            let Some(new) = now.get(key).filter(|new| new.kind == old.kind) else {
                let message = format!("{} would not be read as a {} any more", key.0, old.kind.name);
                return Err(Refusal::new(
                    message,
                    "the name says what it is: choose one that says the same, or state an `id:`",
                ));
            };
            if new.id != old.id {
                ids.insert(index, new.id.to_string());
            }
        }
        Ok(ids)
    }

    /// Changes every mention of what has a new id or lies elsewhere.
    fn changes(
        &self,
        ids: &HashMap<Index, String>,
        changes: &mut BTreeMap<String, BTreeSet<Change>>,
    ) -> Result<(), Refusal> {
        let mut stuck = Vec::new();
        let mut shared: HashMap<Arc<str>, Vec<Span>> = HashMap::new();
        for one in uses::all(self.site(), self.config) {
            let Some((range, text)) = self.renamed(&one, ids) else { continue };
            let source = self.text(&one.path).unwrap_or("");
            let span = one.located.as_ref().and_then(|located| located.span(source, range.start, range.end));
            let anchors = shared.entry(one.path.clone()).or_insert_with(|| anchors(&one.path, source));
            let inside = |span: &Span| anchors.iter().any(|all| all.start <= span.start && span.end <= all.end);
            match span {
                Some(span) if !inside(&span) => {
                    changes.entry(one.path.to_string()).or_default().insert(Change { span, text });
                }
                Some(span) => {
                    stuck.push((one.path.to_string(), Some(span), format!("`{}` has an anchor", one.written)));
                }
                None => stuck.push((one.path.to_string(), Some(one.span), format!("`{}`", one.written))),
            }
        }
        stuck.sort();
        stuck.dedup();
        if stuck.is_empty() {
            return Ok(());
        }
        let mut refusal = Refusal::new(
            "some references cannot be changed by themselves",
            "write them plainly: on one line, without an anchor or escapes",
        );
        refusal.places = stuck;
        Err(refusal)
    }

    /// What part of a mention changes, and into what; nothing, if it stays.
    fn renamed(&self, one: &Use, ids: &HashMap<Index, String>) -> Option<(std::ops::Range<usize>, String)> {
        let site = self.site();
        let id = |index: Index| Some((change::id_in(site, &one.written), ids.get(&index)?.clone()));
        let Some(from) = one.from else {
            return site
                .with_id(&one.written)
                .iter()
                .find(|index| site[**index].kind.subject)
                .and_then(|index| id(*index));
        };
        let target = |kinds: &[&str]| site.resolve(Some(from), &one.written, kinds).ok().map(|target| target.entity);
        let named = one.written.split('#').next().unwrap_or("").trim();
        let is_path = files::is_content(named);
        match one.form {
            Form::Link => self.moved_name(from, &one.written, true),
            Form::Path => self.moved_name(from, &one.written, false),
            _ if is_path => self.moved_name(from, &one.written, false),
            _ if named.is_empty() => None,
            Form::Reference(kinds) => id(target(kinds)?),
            Form::Wiki => id(target(&[])?),
            Form::Words => {
                let index = target(&[]).filter(|index| site[*index].kind.subject)?;
                // A name stays: it is still that of the same one.
                let slug = label::slug(&one.written);
                let title = &site[index].slug;
                let is_name = *slug == **title || title.split('-').next() == Some(slug.as_str());
                if is_name && self.keeps_title(index) { None } else { id(index) }
            }
            Form::Id => None,
        }
    }

    /// Whether the title of something is written down, and not made from the name of its file.
    fn keeps_title(&self, index: Index) -> bool {
        let entity = &self.site()[index];
        let words = label::slug(files::stem(&entity.source.path));
        entity.slug.as_ref() != words
    }

    fn moved_name(&self, from: Index, written: &str, encoded: bool) -> Option<(std::ops::Range<usize>, String)> {
        let moved = self.moved?;
        let source = &self.site()[from].source;
        let root = source.path.strip_suffix(&*source.content_path).unwrap_or("").trim_end_matches('/');
        let range = change::name_in(written, files::folder(&source.path), root, moved, encoded)?;
        Some((range, change::new_name(moved).to_owned()))
    }

    /// Files with errors cannot be trusted to say what they refer to.
    fn check_files(&self, plan: &Plan, entity: &Entity) -> Result<(), Refusal> {
        const UNREAD: &[&str] = &[
            "yaml-syntax",
            "yaml-limit",
            "yaml-alias",
            "yaml-key",
            "duplicate-key",
            "duplicate-id",
            "encoding",
            "too-large",
            "unreadable",
        ];
        let concerned = |path: &str| {
            let moved = self.moved.is_some_and(|moved| moved.apply(path) != path);
            moved || plan.changes.contains_key(path) || path == &*entity.source.path
        };
        let mentions = |path: &str| match self.input.files.get(path) {
            Some(File::Text(text)) => text.to_lowercase().contains(&*entity.id),
            _ => true,
        };
        let doubtful = self.loaded.diagnostics.iter().filter(|finding| {
            let broken = finding.severity == Severity::Error && concerned(&finding.path);
            broken || (UNREAD.contains(&finding.rule) && finding.severity > Severity::Hint && mentions(&finding.path))
        });
        let places: Vec<_> =
            doubtful.map(|finding| (finding.path.to_string(), Some(finding.span), finding.message.clone())).collect();
        if places.is_empty() {
            return Ok(());
        }
        let mut refusal = Refusal::new(
            "some files have errors, so nobody can be sure what they refer to",
            "mend them first; `instep check` says more",
        );
        refusal.places = places;
        Err(refusal)
    }

    /// Reads the changed site and compares it with the one before.
    fn verify(&self, plan: &Plan, (index, new): (Index, &str)) -> Result<(), Refusal> {
        let after = self.reload(&plan.texts);
        let config = plan.texts.get(&*self.input.config.path).map_or(self.config, String::as_str);
        let before = View {
            loaded: self.loaded,
            keys: verify::keys(self.site(), self.moved),
            config: self.config,
            moved: self.moved,
        };
        let after = View { loaded: &after, keys: verify::keys(&after.site, None), config, moved: None };
        let key = before.keys.get(&index);
        let renamed =
            after.keys.iter().find(|(_, other)| Some(*other) == key).map(|(index, _)| &after.loaded.site[*index]);
        if renamed.is_none_or(|entity| *entity.id != *new) {
            return Err(Refusal::new(format!("a file cannot have the id `{new}`"), "choose another id"));
        }
        let differences = verify::differences(&before, &after);
        if differences.is_empty() {
            return Ok(());
        }
        let mut refusal =
            Refusal::new("the site would change in more than the id", "rename it by hand, or choose another id");
        refusal.places = differences.into_iter().map(|one| (one.path, None, one.message)).collect();
        Err(refusal)
    }
}

/// What stands in more than one place of a file's YAML.
fn anchors(path: &str, text: &str) -> Vec<Span> {
    let span = match files::is_yaml(path) {
        true => Some(Span::new(0, text.len())),
        false => front_matter::split(text).yaml,
    };
    span.filter(|span| span.of(text).contains('&'))
        .map_or_else(Vec::new, |span| yaml::anchored(span.of(text), span.start as usize))
}

//! From what someone wrote to the entity, part, page or file they mean.

use std::borrow::Cow;

use crate::files;
use crate::syntax::{date, html, label};

use super::entity::Entity;
use super::link::{Index, Site};

/// A part of an entity.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Line n of its file.
    Line(usize),
    /// A time in its recording.
    Time(Box<str>),
    /// An item, by its number.
    Item(u32),
    /// A stage, by its index.
    Stage(usize),
    /// A section, by its anchor.
    Section(Box<str>),
}

/// What a reference names.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The entity.
    pub entity: Index,
    /// A part of it.
    pub part: Option<Part>,
}

/// Why a reference names nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// Nothing has this id; the nearest that has one, once it was [looked for](Site::nearest_to).
    Unknown(Option<String>),
    /// It is a title; the id of what has it.
    IsTitle(String),
    /// Several things have this id; their full ids.
    Ambiguous(Vec<String>),
    /// It is of a kind that does not belong here.
    WrongKind(Index),
    /// The entity is there, the part is not; which parts there are.
    NoPart(Index, Vec<String>),
    /// It is a draft, or its date lies in the future.
    Hidden,
}

/// Where a link in prose leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// To an address of another host, a mail address, a telephone number.
    Elsewhere,
    /// To an entity or a part of it.
    Entity(Target),
    /// To a file that is copied as it is: its path from the site's root.
    Asset(String),
    /// To a page of the site by its address.
    Page(String),
    /// To a section of the same page.
    Here(Box<str>),
    /// To a folder or file that exists but has no page.
    NoPage,
}

impl Site {
    /// Resolves a reference to one of `kinds` (any, if empty), written in `from`.
    ///
    /// # Errors
    /// Why it names nothing.
    pub fn resolve(&self, from: Option<Index>, written: &str, kinds: &[&str]) -> Result<Target, Failure> {
        let (name, part) = match written.split_once('#') {
            Some((name, part)) => (name.trim(), Some(part.trim())),
            None => (written.trim(), None),
        };
        let entity = match (name, from) {
            ("", Some(from)) => from,
            _ => self.by_name(from, name, kinds)?,
        };
        let part = part.filter(|part| !part.is_empty()).map(|part| self.part(entity, part)).transpose()?;
        Ok(Target { entity, part })
    }

    fn by_name(&self, from: Option<Index>, name: &str, kinds: &[&str]) -> Result<Index, Failure> {
        if files::is_content(name) {
            let path = from.and_then(|from| self.path_from(from, name));
            let found = path.and_then(|path| self.in_file(&path)).and_then(|all| all.first().copied());
            return found.ok_or(Failure::Unknown(None));
        }
        if let Some((kind, id)) = name.split_once('/')
            && let Some(kind) = self.kind_named(kind)
        {
            return self.of_kind(kind, id);
        }
        let slug = slug(name);
        let candidates = self.with_id(&slug);
        let fitting: Vec<Index> = candidates
            .iter()
            .copied()
            .filter(|index| kinds.is_empty() || kinds.contains(&self.named(*index).kind.name))
            .collect();
        match (fitting.as_slice(), candidates) {
            ([one], _) => Ok(*one),
            ([], []) => Err(self.unknown(&slug, kinds)),
            ([], [one, ..]) => Err(Failure::WrongKind(*one)),
            (several, _) => Err(Failure::Ambiguous(several.iter().map(|index| self.named(*index).full_id()).collect())),
        }
    }

    fn of_kind(&self, kind: &'static str, id: &str) -> Result<Index, Failure> {
        let slug = slug(id);
        let found = self.with_id(&slug).iter().copied().find(|index| self.named(*index).kind.name == kind);
        found.ok_or_else(|| self.unknown(&slug, &[kind]))
    }

    fn unknown(&self, slug: &str, kinds: &[&str]) -> Failure {
        if self.is_hidden(slug) {
            return Failure::Hidden;
        }
        let titled = self.titled(slug).iter().find(|index| fits(self.named(**index), kinds));
        titled.map_or(Failure::Unknown(None), |index| Failure::IsTitle(self.named(*index).id.to_string()))
    }

    /// Whether something is the whole title of one entity that may stand here, and of no other.
    pub(super) fn is_the_only_title(&self, written: &str, kinds: &[&str]) -> bool {
        let slug = slug(written);
        let mut titled = self.titled(&slug).iter().filter(|index| fits(self.named(**index), kinds));
        let only = titled.next().filter(|_| titled.next().is_none());
        only.is_some_and(|index| *self[*index].slug == *slug)
    }

    /// The failure of [`resolve`](Site::resolve), with the nearest id where nothing has the one that was written. It
    /// looks at every id there is, so it is for messages only.
    pub(super) fn nearest_to(&self, written: &str, kinds: &[&str], failure: Failure) -> Failure {
        let name = written.split_once('#').map_or(written, |(name, _)| name).trim();
        if failure != Failure::Unknown(None) || files::is_content(name) {
            return failure;
        }
        let all = |kinds: &[&str], id: &str| {
            let fitting = self.entities().filter(|entity| fits(entity, kinds)).map(|entity| &*entity.id);
            crate::diagnostic::nearest(&slug(id), fitting).map(str::to_owned)
        };
        Failure::Unknown(match name.split_once('/').and_then(|(kind, id)| Some((self.kind_named(kind)?, id))) {
            Some((kind, id)) => all(&[kind], id),
            None => all(kinds, name),
        })
    }

    /// The same for the failure of [`place`](Site::place).
    pub(super) fn nearest_place(&self, from: Index, written: &str, wiki: bool, failure: Failure) -> Failure {
        if wiki {
            return self.nearest_to(written, &[], failure);
        }
        let decoded = percent_decode(written);
        let path = decoded.split(['#', '?']).next().unwrap_or("");
        match self.path_from(from, path).filter(|_| failure == Failure::Unknown(None) && !path.is_empty()) {
            Some(full) => {
                let own = &*self.named(from).source.path;
                // Every folder has a README: it is meant only where its folder is.
                let is_meant = |path: &&str| {
                    let of_folder = matches!(files::stem(path).to_lowercase().as_str(), "readme" | "index" | "_index");
                    *path != own && (!of_folder || files::folder(path) == files::folder(&full))
                };
                let paths = self.paths().filter(|path| files::is_content(path)).filter(is_meant);
                let near = crate::diagnostic::nearest(files::name(&full), paths.clone().map(files::name));
                let near = near.and_then(|near| paths.clone().find(|path| files::name(path) == near));
                let folder = files::folder(own);
                Failure::Unknown(near.map(|near| relative(folder, near)))
            }
            None => failure,
        }
    }

    /// A part by its name: a line, a time, `says-2`, a stage, an item's own id, a heading.
    fn part(&self, index: Index, written: &str) -> Result<Part, Failure> {
        let entity = &self[index];
        let line = written.strip_prefix(['L', 'l']).and_then(|line| line.split('-').next()?.parse().ok());
        if let Some(line) = line {
            let lines = entity.source.text.lines().count();
            return match (1..=lines).contains(&line) {
                true => Ok(Part::Line(line)),
                false => Err(Failure::NoPart(index, vec![format!("L1 to L{lines}")])),
            };
        }
        if is_time(written) {
            return Ok(Part::Time(written.into()));
        }
        let slug = label::slug(written);
        let stages = entity.stages().iter().map(|stage| label::slug_or_hash(stage.str("name")));
        if let Some(stage) = stages.clone().position(|stage| stage == slug) {
            return Ok(Part::Stage(stage));
        }
        if let Some(number) = find_item(entity, written) {
            return Ok(Part::Item(number));
        }
        let anchors = entity.sections.iter().filter_map(|section| section.heading.as_ref());
        if let Some(heading) = anchors.clone().find(|heading| label::slug(&heading.anchor) == slug) {
            return Ok(Part::Section(heading.anchor.clone()));
        }
        // Other tools make other fragments of the same heading: "A/B test" is `ab-test` to some and `a-b-test` to us.
        let letters = letters(written);
        if let Some(heading) =
            anchors.clone().find(|heading| !letters.is_empty() && self::letters(&html::plain(&heading.text)) == letters)
        {
            return Ok(Part::Section(heading.anchor.clone()));
        }
        let known = stages.chain(anchors.map(|heading| heading.anchor.to_string())).collect();
        Err(Failure::NoPart(index, known))
    }

    /// Where a link in an entity's text leads.
    ///
    /// # Errors
    /// Why it leads nowhere.
    pub fn place(&self, from: Index, written: &str, wiki: bool) -> Result<Place, Failure> {
        if html::is_external(written) {
            return Ok(Place::Elsewhere);
        }
        if wiki {
            return self.resolve(Some(from), written, &[]).map(Place::Entity);
        }
        let decoded = percent_decode(written);
        let (path, fragment) = match decoded.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (decoded.as_str(), None),
        };
        let path = path.split('?').next().unwrap_or("");
        if path.is_empty() {
            return self.here(from, fragment.unwrap_or(""));
        }
        let Some(full) = self.path_from(from, path) else { return Err(Failure::Unknown(None)) };
        self.at_path(&full, fragment)
    }

    fn here(&self, from: Index, fragment: &str) -> Result<Place, Failure> {
        if fragment.is_empty() || fragment.eq_ignore_ascii_case("top") {
            return Ok(Place::Here("".into()));
        }
        // A file of several entities is one page to its writer.
        let family = self.in_file(&self.named(from).source.path).unwrap_or(&[]);
        let found = std::iter::once(&from).chain(family).find_map(|index| {
            let part = self.part(*index, fragment).ok()?;
            Some(Place::Entity(Target { entity: *index, part: Some(part) }))
        });
        found.ok_or_else(|| match self.part(from, fragment) {
            Err(failure) => failure,
            Ok(_) => Failure::Unknown(None),
        })
    }

    /// Where an address in the settings leads: from their folder.
    ///
    /// # Errors
    /// Why it leads nowhere.
    pub fn place_from_settings(&self, written: &str) -> Result<Place, Failure> {
        if html::is_external(written) {
            return Ok(Place::Elsewhere);
        }
        let decoded = percent_decode(written);
        let (path, fragment) = decoded.split_once('#').map_or((&*decoded, None), |(path, part)| (path, Some(part)));
        let full = crate::files::resolve("", path.trim_end_matches('/')).ok_or(Failure::Unknown(None))?;
        self.at_path(&full, fragment)
    }

    fn at_path(&self, full: &str, fragment: Option<&str>) -> Result<Place, Failure> {
        if let Some(found) = self.in_file(full)
            && let Some(first) = found.first()
        {
            return match fragment.filter(|fragment| !fragment.is_empty()) {
                Some(fragment) => {
                    let with_part = found.iter().find_map(|index| {
                        self.part(*index, fragment).ok().map(|part| Target { entity: *index, part: Some(part) })
                    });
                    with_part.map(Place::Entity).ok_or(Failure::NoPart(*first, Vec::new()))
                }
                None => Ok(Place::Entity(Target { entity: *first, part: None })),
            };
        }
        self.file_place(full).ok_or(Failure::Unknown(None))
    }

    /// The full path of a link target: relative to the file, or from the content folder with a leading slash.
    pub fn path_from(&self, from: Index, target: &str) -> Option<String> {
        let source = &self[from].source;
        match target.strip_prefix('/') {
            Some(absolute) => {
                let root = source.path.strip_suffix(&*source.content_path).unwrap_or("");
                files::resolve("", &format!("{root}{absolute}"))
            }
            None => files::resolve(files::folder(&source.path), target),
        }
    }
}

/// The letters and digits of a heading or of a fragment made from it: what all ways to make fragments keep.
fn letters(text: &str) -> String {
    label::fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The number of the item that `written` names: `says-2`, its own id, or the start of its text.
pub fn find_item(entity: &Entity, written: &str) -> Option<u32> {
    let by_position = written.rsplit_once('-').and_then(|(field, n)| Some((field, n.parse::<usize>().ok()?)));
    let mut seen = 0;
    let mut found = None;
    entity.record.each_item(&mut |field, _, item| {
        if let Some((wanted, n)) = by_position
            && wanted.replace('-', "_") == field
        {
            seen += 1;
            if seen == n {
                found.get_or_insert(item.number);
            }
        }
        let own = item.detail("id");
        if matches!(own, Some(crate::syntax::value::Value::Text(id)) if &*id.value == written) {
            found.get_or_insert(item.number);
        }
    });
    found.or_else(|| find_item_by_text(entity, written))
}

fn find_item_by_text(entity: &Entity, written: &str) -> Option<u32> {
    let folded = label::fold(written.trim_matches(['"', '“', '”', ' ']));
    let mut found = None;
    entity.record.each_item(&mut |_, _, item| {
        let plain = item.plain.trim_start_matches(['"', '“', '”']);
        if found.is_none() && folded.len() >= 4 && label::fold(plain).starts_with(&folded) {
            found = Some(item.number);
        }
    });
    found
}

fn fits(entity: &Entity, kinds: &[&str]) -> bool {
    kinds.is_empty() || kinds.contains(&entity.kind.name)
}

/// The slug of a name; most names are ids and so their own.
fn slug(name: &str) -> Cow<'_, str> {
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    match name.len() <= 80 && name.split('-').all(plain) {
        true => name.into(),
        false => label::slug(name).into(),
    }
}

fn is_time(written: &str) -> bool {
    let parts: Vec<&str> = written.split(':').collect();
    (2..=3).contains(&parts.len())
        && parts.iter().all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
        && date::parse(written).is_err()
}

/// An address with its `%20` and the like replaced.
pub fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match (first, hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    // pulldown-cmark has turned entities into characters already; some editors leave them in addresses.
    String::from_utf8_lossy(&bytes).replace("&#39;", "'").replace("&amp;", "&")
}

/// `path` as seen from `folder`, both from the site's root.
pub fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut parts = vec![".."; from.len() - shared];
    parts.extend(&to[shared.min(to.len() - 1)..]);
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_their_own_slugs() {
        for name in [
            "int-p11",
            "2026-09-24-raised",
            "Int P11",
            "a--b",
            "-a",
            "",
            "ärger",
            "a-".repeat(60).as_str(),
            "ab".repeat(60).as_str(),
        ] {
            assert_eq!(slug(name), label::slug(name), "{name}");
        }
    }

    #[test]
    fn paths_are_seen_from_folders() {
        assert_eq!(relative("people/mara", "people/jun/index.html"), "../jun/index.html");
        assert_eq!(relative("", "index.html"), "index.html");
        assert_eq!(relative("a/b", "index.html"), "../../index.html");
    }

    #[test]
    fn times_are_told_from_dates_and_names() {
        assert!(is_time("4:10") && is_time("1:02:33"));
        assert!(!is_time("says-1") && !is_time("2026-01-01"));
    }
}

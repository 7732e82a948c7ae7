//! Whether what an entity refers to is there: its references, its links, its pictures.

use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::syntax::field::{Field, ITEM, Shape};
use crate::syntax::html;
use crate::syntax::markdown::LinkUse;
use crate::syntax::value::{Item, Record, Reference, Value};
use crate::text::Span;

use super::link::{Index, Renumber, Renumbering, Site};
use super::names::Sort;
use super::resolve::{self, Failure, Place};

/// What an entity points to, and what is wrong with that.
#[derive(Default, PartialEq)]
pub(super) struct Checks {
    /// What it refers to, in order, each once, itself left out.
    pub(super) to: Vec<Index>,
    pub(super) found: Vec<Diagnostic>,
}

impl Renumber for Checks {
    fn stays(&self, now: &Renumbering) -> bool {
        self.to.stays(now)
    }

    fn renumber(&self, now: &Renumbering) -> Option<Self> {
        let mut to = self.to.renumber(now)?;
        to.sort_unstable();
        Some(Checks { to, found: self.found.clone() })
    }
}

impl Site {
    /// Checks every reference, link and picture of an entity.
    pub(super) fn check(&self, index: Index) -> Checks {
        let entity = &self[index];
        let mut check = ReferenceCheck { site: self, from: index, found: Vec::new(), to: Vec::new() };
        check.record(&entity.record, entity.kind.fields);
        let ReferenceCheck { mut to, mut found, .. } = check;
        to.extend(self.subjects(index));
        for link in entity.links.iter().filter(|link| !link.hidden) {
            if let Ok(Place::Entity(target)) = self.place(index, &link.target, link.wiki) {
                to.push(target.entity);
            }
        }
        to.retain(|target| *target != index);
        to.sort_unstable();
        to.dedup();
        self.check_prose(index, &mut found);
        Checks { to, found }
    }

    /// Checks the links and pictures in prose.
    fn check_prose(&self, index: Index, found: &mut Vec<Diagnostic>) {
        let entity = &self[index];
        found.extend(self.check_image_field(index));
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
            let finding = self.check_link(index, link);
            found.extend(finding.map(|finding| if link.hidden { in_comment(finding) } else { finding }));
        }
    }

    /// A picture named by a field must be there.
    fn check_image_field(&self, from: Index) -> Option<Diagnostic> {
        let image = self[from].record.text("image")?;
        let (target, span) = (image.value.clone(), image.span);
        let link = LinkUse { target, span, wiki: false, image: true, alt: None, hidden: false };
        let mut finding = self.check_image(from, &link)?;
        if finding.rule == "missing-image" {
            finding.severity = Severity::Error;
        }
        Some(finding)
    }

    fn check_link(&self, from: Index, link: &LinkUse) -> Option<Diagnostic> {
        let path = &self[from].source.path;
        if link.image {
            return self.check_image(from, link);
        }
        let scheme = html::scheme(&link.target);
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

    fn check_image(&self, from: Index, link: &LinkUse) -> Option<Diagnostic> {
        let path = &self[from].source.path;
        if html::is_external(&link.target) {
            return Some(
                Diagnostic::warning("remote-image", path, link.span, "this picture lies on another host")
                    .help("the page links to it instead of showing it; keep a copy beside the file"),
            );
        }
        let full = self.path_from(from, link.target.split(['#', '?']).next().unwrap_or(""));
        let full = full.map(|full| resolve::percent_decode(&full));
        match full.as_deref().map(|full| (full, self.sort(full))) {
            Some((_, Some(Sort::Asset | Sort::Text))) => None,
            Some((full, _)) => {
                let paths = self.paths().filter(|path| !files::is_content(path));
                let near = crate::diagnostic::nearest(files::name(full), paths.clone().map(files::name));
                let near = near.and_then(|near| paths.clone().find(|path| files::name(path) == near));
                let near = near.map(|near| resolve::relative(files::folder(path), near));
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
}

/// A dead link in a comment bothers nobody but its writer.
fn in_comment(finding: Diagnostic) -> Diagnostic {
    let message = format!("{} (in a comment)", finding.message);
    Diagnostic { severity: Severity::Hint, message, ..finding }
}

/// Walks an entity's typed fields and checks what they refer to.
struct ReferenceCheck<'s> {
    site: &'s Site,
    from: Index,
    found: Vec<Diagnostic>,
    /// What is referred to.
    to: Vec<Index>,
}

impl ReferenceCheck<'_> {
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
                    if resolve::find_item(entity, word.value.trim_start_matches('#')).is_none() {
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
        let wanted = if kinds.is_empty() { "something else".to_owned() } else { kinds.join(" or ") };
        let finding = |rule, message: String| Diagnostic::error(rule, path, reference.span, message);
        match failure {
            Failure::Unknown(near) => {
                let message = match kinds {
                    [] => format!("nothing has the id `{written}`"),
                    _ => format!("there is no {wanted} `{written}`"),
                };
                let finding = finding("unknown-reference", message);
                match near {
                    Some(near) => finding.help(format!("did you mean `{near}`?")).fix(reference.span, near),
                    None => finding
                        .help("write an id, the name of a file without its ending; `instep list` shows all of them"),
                }
            }
            Failure::IsTitle(id) => {
                let finding = finding("unknown-reference", format!("`{written}` is a name, not an id"))
                    .help(format!("did you mean `{id}`?"));
                let as_written = reference.span.of(&self.site[self.from].source.text) == &**written;
                match as_written && self.site.is_the_only_title(written, kinds) {
                    true => finding.mend(reference.span, id),
                    false => finding.fix(reference.span, id),
                }
            }
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
                    "name a line (`#L12`), a section or a statement (`#says-2`)".into()
                } else {
                    format!("there is {}", parts.join(", "))
                })
            }
            Failure::Hidden => finding("unknown-reference", format!("`{written}` is a draft or lies in the future"))
                .help("publish it, or build with `--drafts`"),
        }
    }
}

//! From one file to the entities it holds: pure, per file, never stopping at a mistake.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::syntax::decode::{Decoder, Reading};
use crate::syntax::field::Shape;
use crate::syntax::markdown::{self, Block, BlockKind, Outline};
use crate::syntax::names::Names;
use crate::syntax::value::{Item, Record, Reference, Value};
use crate::syntax::yaml::{self, Data, Node};
use crate::syntax::{front_matter, html, label};
use crate::text::{Span, Spanned};

use super::allow::{self, Allow};
use super::config::Config;
use super::entity::{Entity, Source};
use super::kind::Kind;
use super::sections::{self, Anchors, Body, Reader, is_comment};
use super::split;
use super::stages::StageReader;

/// What reading needs to know besides the file.
pub struct Context<'a> {
    /// The settings.
    pub config: &'a Config,
    /// Every kind; the last is what a file is that is nothing else.
    pub kinds: &'a [&'static Kind],
    /// The table of names, the site's own words included.
    pub names: &'a Names,
}

/// What a file gave.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The file.
    pub source: Arc<Source>,
    /// The entities it holds.
    pub entities: Vec<Arc<Entity>>,
    /// The mistakes found in it.
    pub diagnostics: Vec<Diagnostic>,
    /// How its headings and keys were understood.
    pub readings: Vec<Reading>,
    /// The rules it allows to be broken.
    pub allows: Vec<Allow>,
}

/// Reads a file; `None` if it is not content (a YAML file of no kind).
pub fn read(path: &Arc<str>, content_path: &str, text: &Arc<str>, context: &Context) -> Option<Parsed> {
    let mut decoder = Decoder::new(path, text, context.names);
    let split = match files::is_yaml(path) {
        true => front_matter::Split {
            yaml: Some(Span::new(0, text.len())),
            body: Span::new(text.len(), text.len()),
            unclosed: None,
        },
        false => front_matter::split(text),
    };
    if let Some(span) = split.unclosed {
        decoder.error("yaml-syntax", span, "this front matter is never closed").help =
            Some("close it with a line `---`, or begin the file with an empty line".into());
    }
    let yaml = split.yaml.map(|span| yaml::parse(span.of(text), span.start as usize, path, &mut decoder.diagnostics));
    let broken = !decoder.diagnostics.is_empty();
    let nodes = yaml.unwrap_or_default();
    let kind = kind_of(path, nodes.first(), context, &mut decoder)?;
    let body = markdown::unwrap_fence(text, split.body);
    let outline = if files::is_yaml(path) { Outline::default() } else { markdown::outline(text, body) };
    let source = Arc::new(Source {
        path: path.clone(),
        content_path: content_path.into(),
        text: text.clone(),
        definitions: outline.definitions.clone(),
    });
    let mut file = FileReader { context, decoder, kind, source: source.clone(), entities: Vec::new() };
    file.outline_checks(&outline);
    if files::is_yaml(path) {
        file.yaml(&nodes, broken);
    } else {
        file.markdown(&nodes, &outline);
    }
    let FileReader { decoder, entities, .. } = file;
    let Decoder { diagnostics, readings, .. } = decoder;
    let entities: Vec<Arc<Entity>> = entities.into_iter().map(Arc::new).collect();
    let allows = allow::allows(&source, &entities);
    Some(Parsed { source, entities, diagnostics, readings, allows })
}

/// The kind of a file: its front matter's word, the settings' patterns, its name and its folders.
fn kind_of(path: &str, node: Option<&Node>, context: &Context, decoder: &mut Decoder) -> Option<&'static Kind> {
    let kinds = context.kinds;
    let fallback = kinds.last().copied()?;
    if let Some(Node { data: Data::Scalar(word), span }) = node.and_then(|node| node.get("kind")) {
        let folded = label::slug(&word.text);
        if let Some(kind) = kinds.iter().find(|kind| kind.name == folded || kind.folders.contains(&folded.as_str())) {
            return Some(kind);
        }
        // `kind: primary` says what sort of persona it is; the folder says the rest.
        if place_kind(path, kinds).is_none() {
            let message = format!("there is no kind `{}`", word.text);
            let names: Vec<&str> = kinds.iter().map(|kind| kind.name).collect();
            let finding = Diagnostic::error("invalid-value", decoder.path, *span, message)
                .help(format!("the kinds are {}", names.join(", ")))
                .did_you_mean(&word.text, names.iter().copied());
            decoder.diagnostics.push(finding);
        }
    }
    let stated = context.config.kinds.iter().find(|(glob, _)| glob.is_match(path)).map(|(_, name)| name.as_str());
    if let Some(kind) = stated.and_then(|name| kinds.iter().find(|kind| kind.name == name)) {
        return Some(kind);
    }
    match place_kind(path, kinds) {
        Some(kind) => Some(kind),
        // YAML that is of no kind is somebody else's: data, settings of another tool.
        None if files::is_yaml(path) => None,
        None => Some(fallback),
    }
}

/// The kind that a file's name and folders give. The content folder counts too: in `content: [_personas]` it alone
/// says what its files are.
fn place_kind(path: &str, kinds: &[&'static Kind]) -> Option<&'static Kind> {
    if is_about_folder(files::stem(path)) {
        return None;
    }
    let stem = files::stem(path).to_lowercase();
    let by_name = kinds.iter().find(|kind| kind.files.contains(&stem.as_str())).copied();
    let folders: Vec<String> = files::folder(path).split('/').map(label::slug).rev().collect();
    let by_folder = folders.iter().enumerate().find_map(|(depth, folder)| {
        kinds.iter().find(|kind| kind.folders.contains(&folder.as_str())).map(|kind| (depth, *kind))
    });
    match (by_folder, by_name) {
        (Some((0, kind)), _) => Some(kind),
        // Inside a folder for one subject the file's own name comes first: personas/mara/map.md is a map.
        (Some((_, folder)), Some(name)) if folder.subject => Some(name),
        (Some((_, kind)), _) => Some(kind),
        (None, by_name) => by_name,
    }
}

/// README, index and the like, and names all in capitals, tell about their folder.
pub(super) fn is_about_folder(stem: &str) -> bool {
    let bare = bare(stem);
    let capitals = bare.len() > 2 && bare.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '_' | '-' | ' '));
    is_index(stem) || capitals
}

/// README and index speak for their folder and take its name. SUMMARY or VALIDATION beside them keep their own.
fn is_index(stem: &str) -> bool {
    matches!(bare(stem).to_lowercase().as_str(), "readme" | "index")
}

/// A file's name without the number or mark that only sorts it.
fn bare(stem: &str) -> &str {
    stem.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ' '))
}

struct FileReader<'c, 'a> {
    context: &'c Context<'c>,
    decoder: Decoder<'a>,
    kind: &'static Kind,
    source: Arc<Source>,
    entities: Vec<Entity>,
}

impl FileReader<'_, '_> {
    /// What is wrong with the Markdown itself.
    fn outline_checks(&mut self, outline: &Outline) {
        let path = &self.source.path;
        let mut found: Vec<Diagnostic> = outline.frames.iter().filter_map(|frame| remote_frame(path, frame)).collect();
        found.extend(self.empty_sections(&outline.blocks));
        if let Some(span) = outline.open_fence {
            found.push(
                Diagnostic::warning("open-fence", path, span, "this block of code is never closed")
                    .label("opened here")
                    .help("close it with the same marks on a line of their own"),
            );
        }
        if let Some(span) = outline.too_deep {
            let message = format!("this nests deeper than {} levels", markdown::MAX_DEPTH);
            found.push(
                Diagnostic::warning("markdown-limit", path, Span { end: span.start + 1, ..span }, message)
                    .help("what is deeper is shown as it is; write it flatter"),
            );
        }
        for (index, (name, span)) in outline.footnotes.iter().enumerate() {
            let place = Span { end: span.start + name.len() as u32 + 4, ..*span };
            if let Some((_, first)) = outline.footnotes[..index].iter().find(|(other, _)| other == name) {
                found.push(
                    Diagnostic::warning("footnote", path, place, format!("footnote `{name}` is defined twice"))
                        .also(path, Span { end: first.start + name.len() as u32 + 4, ..*first }, "first here")
                        .help("give one of the two another name"),
                );
            } else if !outline.footnotes_used.contains(name) {
                let message = format!("footnote `{name}` is never referred to");
                found.push(
                    Diagnostic::warning("footnote", path, place, message)
                        .help(format!("write `[^{name}]` where it belongs, or remove it")),
                );
            }
        }
        self.decoder.diagnostics.extend(found);
    }

    /// Headings with nothing under them. An empty field, or one with only its prompt in a comment, is a gap in what is
    /// known; another heading was forgotten.
    fn empty_sections(&self, blocks: &[Block]) -> Vec<Diagnostic> {
        let says = |block: &&Block| block.kind != BlockKind::Rule && !is_comment(block.span.of(&self.source.text));
        let blocks: Vec<&Block> = blocks.iter().filter(says).collect();
        let first = blocks.iter().position(|block| matches!(block.kind, BlockKind::Heading { .. }));
        let mut found = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            let BlockKind::Heading { level, text, plain, .. } = &block.kind else { continue };
            let has_more = match blocks.get(at + 1).map(|next| &next.kind) {
                Some(BlockKind::Heading { level: next, .. }) => next > level,
                next => next.is_some(),
            };
            let is_field = !self.kind.prose && !self.context.names.find(plain, self.kind.fields).is_empty();
            // A file may have only its fields and a title, which may have two lines.
            let is_subtitle = at == 1 && !is_field && blocks.first().is_some_and(|before| is_heading(before, 1));
            let is_title = Some(at) == first && *level == 1;
            if has_more || is_title || is_subtitle || plain.is_empty() {
                continue;
            }
            let message = format!("nothing stands under \"{plain}\"");
            let next = blocks.get(at + 1).map_or(self.source.text.len(), |next| next.span.start as usize);
            let below = Span::new(block.span.end as usize, next).of(&self.source.text);
            let is_gap = is_field || is_comment(below);
            let severity = if is_gap { Severity::Hint } else { Severity::Warning };
            let finding = Diagnostic::new(severity, "empty-section", &self.source.path, *text, message);
            found.push(finding.help(match is_gap {
                true => "write what is known, or ask; until then it is a gap",
                false => "write what belongs here, or remove the heading",
            }));
        }
        found
    }

    fn yaml(&mut self, nodes: &[Node], broken: bool) {
        if nodes.is_empty() && !broken {
            self.empty_file();
        }
        let several = nodes.len() > 1;
        for (number, node) in nodes.iter().enumerate() {
            match list_in(node, self.kind, self.context.names) {
                Some((list, rest)) if !rest.is_empty() && is_menu(list, self.kind, self.context.names) => {
                    self.overview_of(entries(node).to_vec());
                }
                Some((list, rest)) => {
                    for (index, node) in list.iter().enumerate() {
                        self.yaml_entity(node, Some(index + 1));
                    }
                    self.overview_of(rest);
                }
                None => self.yaml_entity(node, several.then_some(number + 1)),
            }
        }
    }

    fn empty_file(&mut self) {
        let help = format!("write the fields of a {}, or see `instep new {0}`", self.kind.name);
        let finding = Diagnostic::warning("empty-file", &self.source.path, Span::default(), "this file says nothing");
        self.decoder.diagnostics.push(finding.help(help));
    }

    fn yaml_entity(&mut self, node: &Node, number: Option<usize>) {
        if matches!(node.data, Data::Null) {
            return;
        }
        let mut record = self.decoder.record(node, self.kind.fields);
        if !matches!(node.data, Data::Map(_)) {
            return;
        }
        let inside = self.take_key(self.kind, &mut record);
        let place = first_line(node.span, &self.source.text);
        self.decoder.require(&record, self.kind.fields, place);
        let title = self.title(&record, None);
        let id = self.id(&record, number.map(|number| (number, title.as_deref())));
        let title = title.unwrap_or_else(|| words_of(files::stem(&self.source.path)));
        let host = Spanned::new(Box::from(format!("{}/{id}", self.kind.name)), place);
        let entity = self.bare(self.kind, id.into(), title, place, record);
        self.push(entity);
        let own = self.entities.len();
        if let Some((kind, record)) = inside {
            self.under_key(kind, record, host);
        }
        self.hide_with(own);
    }

    /// What a YAML list of subjects says beside the list.
    fn overview_of(&mut self, rest: Vec<yaml::Entry>) {
        if rest.is_empty() {
            return;
        }
        let Some(page) = self.context.kinds.last().copied() else { return };
        let span = rest.first().map_or(Span::default(), |entry| entry.key.span);
        let record = Record { extra: rest, span, ..Record::default() };
        let title = words_of(files::stem(&self.source.path));
        self.entities.push(Entity {
            kind: page,
            id: label::slug_or_hash(&title).into(),
            slug: label::slug(&title).into(),
            title: title.into(),
            place: span,
            source: self.source.clone(),
            record,
            sections: Vec::new(),
            links: Vec::new(),
            footnotes: Vec::new(),
            host: None,
        });
    }

    fn markdown(&mut self, nodes: &[Node], outline: &Outline) {
        if let Some(second) = nodes.get(1) {
            self.decoder
                .error("yaml-syntax", second.span, "front matter is one document, but here a second begins")
                .help = Some("join the two, or move the second below the closing `---`".into());
        }
        let empty = Node { span: Span::default(), data: Data::Null };
        let record = self.decoder.record(nodes.first().unwrap_or(&empty), self.kind.fields);
        let blocks = &outline.blocks;
        let says_nothing = blocks.iter().all(|block| is_comment(block.span.of(&self.source.text)));
        if nodes.is_empty() && says_nothing && outline.footnotes.is_empty() && self.decoder.diagnostics.is_empty() {
            self.empty_file();
        }
        if self.kind.subject && (!record.values.is_empty() || !blocks.is_empty()) {
            let ranges = split::split(&self.source.text.clone(), blocks, self.context.names, self.kind.fields);
            if !ranges.is_empty() {
                return self.several(record, blocks, &ranges, outline);
            }
            // An index of subjects that cannot be taken apart is a page about them.
            let plural = self.kind.folders.contains(&&*files::stem(&self.source.path).to_lowercase());
            if plural {
                return self.page(record, blocks, outline);
            }
        }
        if self.kind.section.is_some() {
            let (rest, rows) = self.take_rows(self.kind, blocks);
            if !rows.is_empty() {
                return self.rows_file(record, &rest, rows, outline);
            }
        }
        self.entity(self.kind, record, blocks, outline, false);
    }

    /// A file whose entities are the rows of a table, and a page for what stands around it.
    fn rows_file(&mut self, record: Record, rest: &[Block], rows: Vec<(Span, Block)>, outline: &Outline) {
        let heading = rest.iter().find_map(|block| match &block.kind {
            BlockKind::Heading { plain, .. } => Some(&**plain),
            _ => None,
        });
        let title = self.title(&record, heading).unwrap_or_else(|| words_of(files::stem(&self.source.path)));
        let base = self.id(&record, None);
        self.rows(self.kind, &record, rows, &title, &base);
        if rest.iter().any(|block| !matches!(block.kind, BlockKind::Heading { .. } | BlockKind::Rule)) {
            self.page(Record::default(), rest, outline);
        }
    }

    /// A file of several subjects: one entity each, and a page for what stands around them.
    fn several(&mut self, record: Record, blocks: &[Block], ranges: &[std::ops::Range<usize>], outline: &Outline) {
        for range in ranges {
            let own = split::headed(&self.source.text, &blocks[range.clone()]);
            self.entity(self.kind, hidden(&record), &own, outline, true);
        }
        let around: Vec<Block> = blocks
            .iter()
            .enumerate()
            .filter(|(at, _)| !ranges.iter().any(|range| range.contains(at)))
            .map(|(_, block)| block.clone())
            .collect();
        if !around.is_empty() || !record.extra.is_empty() || !record.values.is_empty() {
            self.page(record, &around, outline);
        }
    }

    fn page(&mut self, record: Record, blocks: &[Block], outline: &Outline) {
        let Some(page) = self.context.kinds.last().copied() else { return };
        self.entity(page, record, blocks, outline, false);
    }

    /// Reads one entity from blocks; which may be one of several in its file.
    fn entity(
        &mut self,
        kind: &'static Kind,
        record: Record,
        blocks: &[Block],
        outline: &Outline,
        one_of_several: bool,
    ) {
        let mut anchors = Anchors::default();
        let mut record = record;
        let keyed = self.take_key(kind, &mut record);
        let (own, inside) = self.take_inside(kind, blocks);
        let body = self.body(kind, record, &own, &mut anchors);
        let Body { record, mut sections, mentions } = body;
        let first = sections.iter().find_map(|section| section.heading.clone());
        let place = first.as_ref().map_or(Span::new(0, 0), |heading| heading.span);
        let heading = self.heading_title(kind, &sections, one_of_several);
        let named = record.text("title").is_some();
        let title = self.title(&record, heading.as_deref());
        let from_heading = !named && title.is_some();
        if let Some(section) = sections.iter_mut().find(|section| section.heading.is_some()) {
            let plain = section.heading.as_ref().map(|heading| html::plain(&heading.text));
            // The page prints its title itself; a first heading that says the same would only repeat it.
            let repeats = plain.as_deref() == title.as_deref() && (from_heading || named);
            if section.fields.is_empty() && repeats && !self.keeps_heading(kind, title.as_deref()) {
                section.heading = None;
            }
        }
        let id = self.id(&record, one_of_several.then(|| (self.entities.len() + 1, title.as_deref())));
        let title = title.unwrap_or_else(|| words_of(files::stem(&self.source.path)));
        let extent = Span {
            start: blocks.first().map_or(0, |block| block.span.start),
            end: blocks.last().map_or(0, |block| block.span.end),
        };
        let whole = !one_of_several;
        let within_extent = |span: Span| whole || (span.start >= extent.start && span.end <= extent.end);
        self.decoder.require(&record, kind.fields, place);
        let entity = Entity {
            kind,
            id: id.clone(),
            slug: label::slug(&title).into(),
            title: title.into(),
            place,
            source: self.source.clone(),
            record,
            sections,
            links: outline.links.iter().filter(|link| within_extent(link.span)).cloned().collect(),
            footnotes: outline.footnotes_by_use().filter(|(_, span)| whole || within_extent(*span)).cloned().collect(),
            host: None,
        };
        let host = Spanned::new(Box::from(format!("{}/{id}", kind.name)), place);
        let derived = match keyed.is_none() && inside.is_empty() {
            true => derived_map(&entity, self.context.kinds, &host),
            false => None,
        };
        self.push_mentioning(entity, mentions);
        let own = self.entities.len();
        if let Some((kind, record)) = keyed {
            self.under_key(kind, record, host.clone());
        }
        for (heading, blocks) in inside {
            self.inside(kind, &heading, &blocks, host.clone());
        }
        if kind.name == self.context.kinds.last().map_or("", |page| page.name) {
            self.rows_on_page(blocks);
        }
        self.entities.extend(derived);
        self.hide_with(own);
    }

    /// README or index of the content itself stands on the home page, under the site's title instead of its own.
    fn keeps_heading(&self, kind: &Kind, title: Option<&str>) -> bool {
        let content_path = &self.source.content_path;
        let home = files::folder(content_path).is_empty() && is_index(files::stem(content_path));
        home && self.context.kinds.last().is_some_and(|page| *page == kind) && title != Some(&self.context.config.title)
    }

    fn body(&mut self, kind: &'static Kind, record: Record, blocks: &[Block], anchors: &mut Anchors) -> Body {
        let body = Body { record, ..Body::default() };
        let stages = kind.stages.and_then(|name| kind.field(name));
        if let Some(field) = stages
            && let Shape::Records(stage_fields) = field.shape
        {
            let mut body = body;
            let stages = match body.record.values.iter().position(|(name, _)| *name == field.name) {
                Some(at) => match body.record.values.remove(at).1 {
                    Value::Records(records) => records,
                    _ => Vec::new(),
                },
                None => Vec::new(),
            };
            let mut reader =
                StageReader { decoder: &mut self.decoder, anchors, fields: kind.fields, stage_fields, body, stages };
            reader.read(blocks);
            let mut body = reader.body;
            let stages = reader.stages;
            if !stages.is_empty() {
                body.record.add(field.name, Value::Records(stages));
            }
            return body;
        }
        let mut reader = Reader {
            decoder: &mut self.decoder,
            anchors,
            fields: if kind.prose { &[] } else { kind.fields },
            questions: kind.questions,
            stage: None,
            body,
            level: 1,
            paragraphs: Vec::new(),
        };
        reader.read(blocks);
        reader.body
    }

    /// Takes the sections out of a subject's blocks that are entities of their own, such as its empathy map.
    fn take_inside(&self, kind: &Kind, blocks: &[Block]) -> (Vec<Block>, Vec<(Block, Vec<Block>)>) {
        let (mut own, mut inside) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < blocks.len() {
            let block = &blocks[at];
            at += 1;
            let BlockKind::Heading { level, plain, .. } = &block.kind else {
                own.push(block.clone());
                continue;
            };
            if !kind.subject || self.section_kind(plain).is_none() {
                own.push(block.clone());
                continue;
            }
            let ends = |block: &Block| matches!(&block.kind, BlockKind::Heading { level: other, .. } if other <= level);
            let end = blocks[at..].iter().position(ends).map_or(blocks.len(), |offset| at + offset);
            inside.push((block.clone(), blocks[at..end].to_vec()));
            at = end;
        }
        (own, inside)
    }

    fn section_kind(&self, heading: &str) -> Option<&'static Kind> {
        let named = |kind: &&&'static Kind| kind.section.is_some_and(|name| self.context.names.mentions(name, heading));
        self.context.kinds.iter().find(named).copied()
    }

    /// Takes a mapping out of a subject's keys that is an entity of its own: `empathy_map: { see: …, say_do: … }`.
    fn take_key(&mut self, kind: &Kind, record: &mut Record) -> Option<(&'static Kind, Record)> {
        let is_own = |entry: &yaml::Entry| {
            matches!(entry.value.data, Data::Map(_)) && self.section_kind(&entry.key.value).is_some()
        };
        let at = record.extra.iter().position(|entry| kind.subject && is_own(entry))?;
        let entry = record.extra.remove(at);
        let own = self.section_kind(&entry.key.value)?;
        let entries = self.flat(entry.value.entries(), own);
        let record = self.decoder.record(&Node { data: Data::Map(entries), ..entry.value }, own.fields);
        Some((own, record))
    }

    /// A mapping whose keys may nest once more: inner keys that name fields come up, others are statements of the outer.
    fn flat(&self, entries: &[yaml::Entry], kind: &Kind) -> Vec<yaml::Entry> {
        let mut flat = Vec::new();
        for entry in entries {
            match &entry.value.data {
                Data::Map(inner) if entry.value.get("text").is_none() => flat.extend(inner.iter().map(|inner| {
                    let key = inner.key.value.replace(['_', '-'], " ");
                    let named = !self.context.names.find(&key, kind.fields).is_empty();
                    yaml::Entry {
                        key: if named { inner.key.clone() } else { entry.key.clone() },
                        value: inner.value.clone(),
                    }
                })),
                _ => flat.push(entry.clone()),
            }
        }
        flat
    }

    /// An entity that is a mapping under a key of its subject.
    fn under_key(&mut self, kind: &'static Kind, record: Record, host: Reference) {
        let base = host.value.rsplit('/').next().unwrap_or("").to_owned();
        let title = record.text("title").or_else(|| record.text("scenario"));
        let title = title.map_or_else(
            || words_of(kind.files.first().copied().unwrap_or(kind.name)),
            |text| label::capitalise(&text.value),
        );
        let id = format!("{base}-{}", kind.files.first().copied().unwrap_or(kind.name));
        let place = first_line(record.span, &self.source.text);
        let entity = Entity { host: Some(host), ..self.bare(kind, id, title, place, record) };
        self.push(entity);
    }

    /// What stands inside of a draft, or of what is dated in the future, is so too: everything from `from` on is
    /// inside of the entity before it.
    fn hide_with(&mut self, from: usize) {
        let Some((host, inside)) = from.checked_sub(1).and_then(|host| self.entities[host..].split_first_mut()) else {
            return;
        };
        for (name, value) in hidden(&host.record).values {
            inside.iter_mut().for_each(|entity| entity.record.add(name, value.clone()));
        }
    }

    /// An entity that says nothing besides its fields.
    fn bare(&self, kind: &'static Kind, id: String, title: String, place: Span, record: Record) -> Entity {
        Entity {
            kind,
            id: id.into(),
            slug: label::slug(&title).into(),
            title: title.into(),
            place,
            source: self.source.clone(),
            record,
            sections: Vec::new(),
            links: Vec::new(),
            footnotes: Vec::new(),
            host: None,
        }
    }

    /// Takes the tables out of blocks that hold an entity per row, "Persona | Says | Thinks": whom each row is about,
    /// and the row as a table of its own.
    fn take_rows(&self, kind: &Kind, blocks: &[Block]) -> (Vec<Block>, Vec<(Span, Block)>) {
        let (mut rest, mut found) = (Vec::new(), Vec::new());
        for block in blocks {
            match &block.kind {
                BlockKind::Table { header, rows } if self.names_subjects(kind, header) => {
                    found.extend(rows.iter().filter_map(|cells| row(header, cells, block.span)));
                }
                _ => rest.push(block.clone()),
            }
        }
        (rest, found)
    }

    /// Whether a table's first column holds subjects, and at least two others hold statements.
    fn names_subjects(&self, kind: &Kind, header: &[Span]) -> bool {
        let shape = |cell: &Span| {
            self.context.names.find(cell.of(&self.source.text), kind.fields).first().map(|field| field.shape)
        };
        let statements = header.iter().skip(1).filter(|cell| matches!(shape(cell), Some(Shape::Items))).count();
        matches!(header.first().and_then(shape), Some(Shape::Ref(_))) && statements >= 2
    }

    /// An entity for each row of a table.
    fn rows(&mut self, kind: &'static Kind, record: &Record, rows: Vec<(Span, Block)>, title: &str, base: &str) {
        for (about, table) in rows {
            let mut anchors = Anchors::default();
            let Body { record, sections, mut mentions } = self.body(kind, record.clone(), &[table], &mut anchors);
            let about_text = about.of(&self.source.text);
            mentions.extend(
                sections::mentions(about_text).into_iter().map(|name| ("persona", Spanned::new(name.into(), about))),
            );
            let name = html::plain(about_text);
            let id = format!("{base}-{}", label::slug_or_hash(split::first_part(&name)));
            let entity = Entity { sections, ..self.bare(kind, id, format!("{title}: {name}"), about, record) };
            self.push_mentioning(entity, mentions);
        }
    }

    /// The rows of tables under a page's headings that say so ("Empathy maps"); the page shows the table as well.
    fn rows_on_page(&mut self, blocks: &[Block]) {
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            at += 1;
            let BlockKind::Heading { level, plain, .. } = &block.kind else { continue };
            let Some(kind) = self.section_kind(plain) else { continue };
            let ends = |block: &Block| matches!(&block.kind, BlockKind::Heading { level: other, .. } if other <= level);
            let end = blocks[at..].iter().position(ends).map_or(blocks.len(), |offset| at + offset);
            let (_, rows) = self.take_rows(kind, &blocks[at..end]);
            if !rows.is_empty() {
                self.rows(kind, &Record::default(), rows, plain, &label::slug_or_hash(plain));
                at = end;
            }
        }
    }

    /// An entity that is a section of a subject's file.
    fn inside(&mut self, subject: &'static Kind, heading: &Block, blocks: &[Block], host: Reference) {
        let BlockKind::Heading { plain, text, .. } = &heading.kind else { return };
        let Some(kind) = self.section_kind(plain).filter(|kind| *kind != subject) else { return };
        let mut anchors = Anchors::default();
        let (blocks, rows) = self.take_rows(kind, blocks);
        if !rows.is_empty() {
            self.rows(kind, &Record::default(), rows, plain, &label::slug_or_hash(plain));
            if blocks.is_empty() {
                return;
            }
        }
        let Body { mut record, sections, mentions } = self.body(kind, Record::default(), &blocks, &mut anchors);
        let scenario = plain.split_once([':', '：', '–', '—']).map(|(_, scenario)| scenario.trim().to_owned());
        if let Some(scenario) = scenario.filter(|scenario| !scenario.is_empty()) {
            record.add("scenario", Value::Text(Spanned::new(scenario.into(), *text)));
        }
        let title = record.text("scenario").map_or_else(|| plain.to_string(), |text| label::capitalise(&text.value));
        let base = host.value.rsplit('/').next().unwrap_or("").to_owned();
        let id = match record.text("scenario") {
            Some(scenario) => format!("{base}-{}", label::slug_or_hash(&scenario.value)),
            None => format!("{base}-{}", kind.files.first().copied().unwrap_or(kind.name)),
        };
        let entity = Entity {
            kind,
            id: id.into(),
            slug: label::slug(&title).into(),
            title: title.into(),
            place: *text,
            source: self.source.clone(),
            record,
            sections,
            links: Vec::new(),
            footnotes: Vec::new(),
            host: Some(host),
        };
        self.push_mentioning(entity, mentions);
    }

    fn push(&mut self, entity: Entity) {
        self.push_mentioning(entity, Vec::new());
    }

    /// Numbers the items and adds what was only mentioned: it counts where nothing was stated.
    fn push_mentioning(&mut self, mut entity: Entity, mentions: Vec<(&'static str, Reference)>) {
        let mut number = 0;
        entity.record.each_item_mut(&mut |item| {
            item.number = number;
            number += 1;
        });
        let mut mentioned = Record::default();
        for (field, reference) in mentions {
            mentioned.add(field, Value::Refs(vec![reference]));
        }
        if !mentioned.values.is_empty() {
            entity.record.values.push((MENTIONED, Value::Record(mentioned)));
        }
        (entity.kind.check)(&entity, &mut self.decoder.diagnostics);
        self.entities.push(entity);
    }

    /// The title that the headings give.
    fn heading_title(&self, kind: &Kind, sections: &[super::entity::Section], one_of_several: bool) -> Option<String> {
        // Notes often begin with "## Transcript" and have no title at all.
        let deepest = if kind.prose && kind.evidence { 1 } else { 2 };
        let headings: Vec<(String, bool)> = sections
            .iter()
            .filter_map(|section| Some((section.heading.as_ref()?, section.fields.is_empty())))
            .filter(|(heading, _)| heading.level <= deepest || one_of_several)
            .map(|(heading, own)| (html::plain(&heading.text), own))
            .collect();
        if kind.subject
            && let Some(name) = headings.iter().find_map(|(heading, _)| split::name_in(heading))
        {
            return Some(name);
        }
        let (first, own) = headings.first()?;
        if !own || (!kind.subject && !one_of_several && self.is_first_of_several(sections)) {
            return None;
        }
        Some(if kind.subject && one_of_several { split::first_part(first).to_owned() } else { first.clone() })
    }

    /// Whether the first heading is a section like those after it, not a title: it has their level, and nothing in it
    /// recalls the file's name.
    fn is_first_of_several(&self, sections: &[super::entity::Section]) -> bool {
        let mut headings = sections.iter().filter_map(|section| section.heading.as_ref());
        let Some(first) = headings.next() else { return false };
        let stem = label::slug(files::stem(&self.source.path));
        let known = |word: &str| word.len() > 3 && stem.split('-').any(|other| other == word);
        let recalls = label::slug(&html::plain(&first.text)).split('-').any(known);
        !recalls && headings.any(|heading| heading.level <= first.level)
    }

    fn title(&self, record: &Record, heading: Option<&str>) -> Option<String> {
        let field =
            |name: &str| record.text(name).map(|text| html::plain(&text.value)).filter(|title| !title.is_empty());
        // What is stated as a title comes first, then the heading, then what can stand in for one (a scenario).
        let stated = field("title").or_else(|| heading.map(str::to_owned)).filter(|title| !title.is_empty());
        stated.or_else(|| self.kind.titles.iter().find_map(|name| field(name)))
    }

    /// The id: stated, else the file's name; `within` gives number and title of one of several in a file.
    fn id(&mut self, record: &Record, within: Option<(usize, Option<&str>)>) -> Box<str> {
        if let Some(stated) = record.text("id") {
            let slug = label::slug(&stated.value);
            let plain = !stated.value.contains(['/', '\\', '#']) && !slug.is_empty();
            if plain {
                return slug.into();
            }
            let message = format!("`{}` cannot be an id", stated.value);
            self.decoder.error("invalid-id", stated.span, message).help =
                Some("an id is made of letters, digits and hyphens, such as `mara`".into());
        }
        match within {
            Some((_, Some(title))) => label::slug_or_hash(title).into(),
            Some((number, None)) => format!("{}-{number}", label::slug_or_hash(files::stem(&self.source.path))).into(),
            None => file_id(&self.source.content_path, self.kind).into(),
        }
    }
}

/// The name under which an entity's record keeps what labels in its body only mention.
pub const MENTIONED: &str = "(mentioned)";

/// What the id of a file's entity is made from, where it states none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdSource {
    /// The file's name.
    File,
    /// The name of the folder it lies in.
    Folder,
    /// Both.
    FolderAndFile,
}

/// What makes the id of a file: its name; inside a folder for one subject, the folder's.
pub fn id_source(content_path: &str, kind: &Kind) -> IdSource {
    let stem = files::stem(content_path);
    let generic = kind.files.contains(&&*stem.to_lowercase()) || is_index(stem);
    if !generic || files::folder(content_path).is_empty() {
        return IdSource::File;
    }
    if kind.subject || is_index(stem) { IdSource::Folder } else { IdSource::FolderAndFile }
}

/// The id that a file's place gives.
pub fn file_id(content_path: &str, kind: &Kind) -> String {
    let stem = files::stem(content_path);
    let folder = || label::slug_or_hash(files::name(files::folder(content_path)));
    match id_source(content_path, kind) {
        IdSource::File => label::slug_or_hash(stem),
        IdSource::Folder => folder(),
        IdSource::FolderAndFile => format!("{}-{}", folder(), label::slug_or_hash(stem)),
    }
}

/// A subject that says what it thinks or feels has an empathy map, whether or not it was called one.
fn derived_map(subject: &Entity, kinds: &[&'static Kind], host: &Reference) -> Option<Entity> {
    let kind = kinds.iter().find(|kind| kind.section.is_some()).copied().filter(|_| subject.kind.subject)?;
    let inner = ["thinks", "feels", "thinks_feels"].iter().any(|field| !subject.items(field).is_empty());
    if !inner {
        return None;
    }
    let mut record = Record { span: subject.place, ..Record::default() };
    for field in kind.fields.iter().filter(|field| matches!(field.shape, Shape::Items)) {
        let other = match field.name {
            "says" => "quotes",
            "does" => "behaviours",
            name => name,
        };
        let items: Vec<Item> = subject
            .items(field.name)
            .iter()
            .chain(if other == field.name { &[] } else { subject.items(other) })
            .cloned()
            .collect();
        if !items.is_empty() {
            record.add(field.name, Value::Items(items));
        }
    }
    let mut number = 0;
    record.each_item_mut(&mut |item| {
        item.number = number;
        number += 1;
    });
    let id = format!("{}-{}", subject.id, kind.files.first().copied().unwrap_or(kind.name));
    Some(Entity {
        kind,
        id: id.into(),
        title: subject.title.clone(),
        slug: subject.slug.clone(),
        place: subject.place,
        source: subject.source.clone(),
        record,
        sections: Vec::new(),
        links: Vec::new(),
        footnotes: Vec::new(),
        host: Some(host.clone()),
    })
}

fn is_heading(block: &Block, of_level: u8) -> bool {
    matches!(block.kind, BlockKind::Heading { level, .. } if level == of_level)
}

/// Something that raw HTML loads from another host.
fn remote_frame(path: &Arc<str>, (element, target): &(&'static str, Reference)) -> Option<Diagnostic> {
    if !html::is_external(&target.value) {
        return None;
    }
    let message = format!("`<{element}>` loads something from another host");
    let help = match *element {
        "script" => "remove it: pages make no requests, and what it would show is missing",
        _ => "link to it, and keep a picture or a few words of what it shows beside the file",
    };
    Some(Diagnostic::warning("remote-frame", path, target.span, message).help(help))
}

/// A list of subjects: a list, or a mapping with one list of mappings; and what else the mapping holds.
fn list_in<'n>(node: &'n Node, kind: &'static Kind, names: &Names) -> Option<(&'n [Node], Vec<yaml::Entry>)> {
    let maps = |nodes: &[Node]| nodes.iter().any(|node| matches!(node.data, Data::Map(_)));
    match &node.data {
        Data::List(nodes) if maps(nodes) => Some((nodes, Vec::new())),
        Data::Map(entries) if kind.subject => {
            let lists = |entry: &&yaml::Entry| {
                let named = kind.folders.contains(&&*entry.key.value) || entries.len() <= 2;
                matches!(&entry.value.data, Data::List(nodes) if named && maps(nodes))
                    && (kind.folders.contains(&&*entry.key.value)
                        || names.find(&entry.key.value, kind.fields).is_empty())
            };
            let list = entries.iter().find(lists)?;
            let rest = entries.iter().filter(|entry| *entry != list).cloned().collect();
            match &list.value.data {
                Data::List(nodes) => Some((nodes, rest)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a list only leads to pages: `{ title: Mara, url: /mara }`. Whom it names has a file of their own.
fn is_menu(list: &[Node], kind: &'static Kind, names: &Names) -> bool {
    let leads = |entry: &yaml::Entry| matches!(&*entry.key.value, "url" | "href" | "link" | "permalink");
    let says = |entry: &yaml::Entry| {
        let fields = names.find(&entry.key.value, kind.fields);
        fields.iter().any(|field| !matches!(field.shape, Shape::Text)) && !matches!(entry.value.data, Data::Null)
    };
    list.iter().all(|node| entries(node).iter().any(leads) && !entries(node).iter().any(says))
}

/// What a mapping holds.
fn entries(node: &Node) -> &[yaml::Entry] {
    match &node.data {
        Data::Map(entries) => entries,
        _ => &[],
    }
}

/// A row of a wide table as whom it is about, and a table of two columns: label, statements.
fn row(header: &[Span], cells: &[Span], span: Span) -> Option<(Span, Block)> {
    let (about, cells) = cells.split_first()?;
    let rows = header.iter().skip(1).zip(cells).map(|(label, cell)| vec![*label, *cell]).collect();
    Some((*about, Block { kind: BlockKind::Table { header: vec![Span::default(); 2], rows }, span }))
}

/// What a record says about being shown at all.
fn hidden(record: &Record) -> Record {
    let values = record.values.iter().filter(|(name, _)| matches!(*name, "draft" | "date")).cloned().collect();
    Record { values, ..Record::default() }
}

fn first_line(span: Span, text: &str) -> Span {
    let end = span.of(text).find('\n').map_or(span.end, |at| span.start + at as u32);
    Span { start: span.start, end }
}

/// A file name as words. One that has spaces is words already: its hyphens are its writer's.
fn words_of(stem: &str) -> String {
    if stem.contains(' ') { stem.to_owned() } else { label::capitalise(&stem.replace(['-', '_'], " ")) }
}

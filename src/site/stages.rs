//! Stages as people write them: a heading each, a row or column of a table each, or a numbered list.

use crate::syntax::field::{Field, Shape};
use crate::syntax::label;
use crate::syntax::markdown::{Block, BlockKind, ListItem};
use crate::syntax::names::Names;
use crate::syntax::value::{Record, Value};
use crate::syntax::{decode::Decoder, html};
use crate::text::{Span, Spanned};

use super::entity::{Content, Heading, Pair, Section};
use super::sections::{Anchors, Body, Reader};

/// Reads a staged body: stages into records of `stages`, everything else as sections of the whole.
pub(super) struct StageReader<'r, 'a> {
    pub(super) decoder: &'r mut Decoder<'a>,
    pub(super) anchors: &'r mut Anchors,
    /// The fields of the whole.
    pub(super) fields: &'static [Field],
    /// The fields of a stage; the first is its name.
    pub(super) stage_fields: &'static [Field],
    pub(super) body: Body,
    pub(super) stages: Vec<Record>,
}

impl<'a> StageReader<'_, 'a> {
    pub(super) fn read(&mut self, blocks: &[Block]) {
        let form = Form::of(self.decoder.source, blocks, self.decoder.names, self.stage_fields);
        let mut at = 0;
        while at < blocks.len() {
            at = match &blocks[at].kind {
                BlockKind::Heading { level: found, text, plain, .. } if self.begins(&blocks[at..], form.as_ref()) => {
                    let end = at + length(&blocks[at..]);
                    self.stage(*text, plain, *found, &blocks[at + 1..end]);
                    end
                }
                BlockKind::Table { header, rows } if self.table(header, rows) => at + 1,
                _ => self.plain(blocks, at, form.as_ref()),
            };
        }
        if self.stages.is_empty() {
            self.numbered(blocks);
        }
    }

    /// Whether a stage begins with `blocks`.
    fn begins(&self, blocks: &[Block], form: Option<&Form>) -> bool {
        form.is_some_and(|form| form.begins(self.decoder.source, blocks, self.decoder.names, self.stage_fields))
    }

    /// Reads blocks that are no stage, up to the next that is.
    fn plain(&mut self, blocks: &[Block], from: usize, form: Option<&Form>) -> usize {
        let mut to = from + 1;
        while to < blocks.len() {
            match &blocks[to].kind {
                BlockKind::Heading { .. } if self.begins(&blocks[to..], form) => break,
                BlockKind::Table { header, rows } if self.orientation(header, rows).is_some() => break,
                _ => to += 1,
            }
        }
        let body = std::mem::take(&mut self.body);
        let mut reader = Reader {
            decoder: self.decoder,
            anchors: self.anchors,
            fields: self.fields,
            questions: false,
            stage: None,
            level: 1,
            body,
            paragraphs: Vec::new(),
        };
        reader.read(&blocks[from..to]);
        self.body = reader.body;
        to
    }

    fn stage(&mut self, text: Span, plain: &str, level: u8, blocks: &[Block]) {
        let index = self.index(&stage_name(plain), text);
        let heading = Heading {
            text: text.of(self.decoder.source).trim().into(),
            level,
            anchor: self.anchors.unique(plain),
            span: text,
        };
        self.body.sections.push(Section { heading: Some(heading), stage: Some(index), ..Section::default() });
        let body = Body { record: std::mem::take(&mut self.stages[index]), ..Body::default() };
        let mut reader = Reader {
            decoder: self.decoder,
            anchors: self.anchors,
            fields: self.stage_fields,
            questions: false,
            stage: Some(index),
            level,
            body,
            paragraphs: Vec::new(),
        };
        reader.read(blocks);
        let read = reader.body;
        self.stages[index] = read.record;
        self.body.sections.extend(read.sections);
        self.body.mentions.extend(read.mentions);
    }

    /// The stage of this name: the one known already, or a new one.
    fn index(&mut self, name: &str, span: Span) -> usize {
        let slug = label::slug_or_hash(name);
        let known = self.stages.iter().position(|stage| label::slug_or_hash(stage.str("name")) == slug);
        known.unwrap_or_else(|| {
            let name = Value::Text(Spanned::new(name.into(), span));
            self.stages.push(Record { values: vec![("name", name)], extra: Vec::new(), span });
            self.stages.len() - 1
        })
    }

    /// Reads a table of stages; whether it was one.
    fn table(&mut self, header: &[Span], rows: &[Vec<Span>]) -> bool {
        let Some(by_column) = self.orientation(header, rows) else { return false };
        let mut grid: Vec<Vec<Span>> = vec![header.to_vec()];
        grid.extend(rows.iter().cloned());
        let grid = if by_column { grid } else { transpose(&grid) };
        let Some((names, aspects)) = grid.split_first() else { return false };
        let source = self.decoder.source;
        let indices: Vec<usize> = names
            .iter()
            .skip(1)
            .map(|cell| (html::plain(cell.of(source)), *cell))
            .map(|(name, cell)| self.index(&stage_name(&name), cell))
            .collect();
        for row in aspects {
            let Some((aspect, cells)) = row.split_first() else { continue };
            for (index, cell) in indices.iter().zip(cells) {
                self.cell(*index, *aspect, *cell);
            }
        }
        true
    }

    /// Whether a table holds stages: by column (aspects down the side) or by row (aspects along the top).
    fn orientation(&self, header: &[Span], rows: &[Vec<Span>]) -> Option<bool> {
        let source = self.decoder.source;
        let known = |cell: &Span| !self.decoder.names.find(cell.of(source), self.stage_fields).is_empty();
        let across = header.iter().skip(1).filter(|cell| known(cell)).count();
        let down = rows.iter().filter(|cells| cells.first().is_some_and(known)).count();
        match (across >= 2, down >= 2) {
            (true, _) if across >= down => Some(false),
            (_, true) => Some(true),
            _ => None,
        }
    }

    fn cell(&mut self, index: usize, aspect: Span, cell: Span) {
        let source = self.decoder.source;
        let text = cell.of(source).trim();
        if text.is_empty() {
            return;
        }
        let label = aspect.of(source).trim();
        let field = self.decoder.names.find(label, self.stage_fields).first().copied();
        let content = match field {
            Some(field) if matches!(field.shape, Shape::Items) => {
                let from = self.stages[index].items(field.name).len();
                let items =
                    super::sections::split_items(text).into_iter().map(|text| self.decoder.item(text, cell)).collect();
                self.stages[index].add(field.name, Value::Items(items));
                Content::Items {
                    field: field.name,
                    from,
                    to: self.stages[index].items(field.name).len(),
                    ordered: false,
                }
            }
            Some(field) if matches!(field.shape, Shape::Emotion) => {
                let feeling = self.decoder.feeling(text, cell);
                self.stages[index].add(field.name, Value::Emotion(feeling));
                Content::Pairs(vec![Pair { label: label.into(), field: field.name, text: text.into() }])
            }
            Some(field) => {
                let value = Value::Text(Spanned::new(text.into(), cell));
                if matches!(field.shape, Shape::Text | Shape::Prose) {
                    self.stages[index].add(field.name, value);
                }
                Content::Pairs(vec![Pair { label: label.into(), field: field.name, text: text.into() }])
            }
            None => Content::Pairs(vec![Pair { label: label.into(), field: "", text: text.into() }]),
        };
        let fields: Vec<&'static str> = field.iter().map(|field| field.name).collect();
        let heading = matches!(content, Content::Items { .. }).then(|| Heading {
            text: label.into(),
            level: 3,
            anchor: self.anchors.unique(label),
            span: aspect,
        });
        self.body.sections.push(Section { heading, fields, contents: vec![content], stage: Some(index) });
    }

    /// Without any other form, a numbered list is the stages.
    fn numbered(&mut self, blocks: &[Block]) {
        let list = blocks.iter().find_map(|block| match &block.kind {
            BlockKind::List { ordered: true, items } if items.len() >= 2 => Some(items),
            _ => None,
        });
        // The list itself stays where it was; its words are shown with the stages too.
        let Some(items) = list else { return };
        for item in items {
            let (name, place) = self.item_name(item);
            self.index(&name, place);
        }
    }

    fn item_name(&self, item: &ListItem) -> (String, Span) {
        let source = self.decoder.source;
        if let Some(lead) = item.lines.leads.first() {
            return (html::plain(lead.label.of(source)).trim_end_matches(':').to_owned(), lead.label);
        }
        let text = html::plain(item.lines.text.of(source));
        let short = [": ", " – ", " — ", " - "].iter().find_map(|mark| text.split_once(mark)).map(|(name, _)| name);
        (short.unwrap_or(&text).to_owned(), item.lines.text)
    }
}

/// How many blocks belong to the heading that `blocks` begins with, itself included.
fn length(blocks: &[Block]) -> usize {
    let Some(Block { kind: BlockKind::Heading { level, .. }, .. }) = blocks.first() else { return 1 };
    let ends = |block: &Block| matches!(&block.kind, BlockKind::Heading { level: other, .. } if other <= level);
    blocks.iter().skip(1).position(ends).map_or(blocks.len(), |at| at + 1)
}

/// How the headings of a file's stages look.
struct Form {
    /// The level at which most stages stand.
    level: u8,
    /// The word they begin with, if they do: after "Stage 1" a "Phase 1" at the same level is something else, such as
    /// a plan.
    word: Option<String>,
}

impl Form {
    fn of(source: &str, blocks: &[Block], names: &Names, fields: &'static [Field]) -> Option<Form> {
        let mut counts = [0usize; 7];
        let mut words: [Option<String>; 7] = Default::default();
        for (at, block) in blocks.iter().enumerate() {
            if let BlockKind::Heading { level, plain, .. } = &block.kind
                && (stage_word(plain).is_some() || has_aspects(source, &blocks[at..], names, fields))
            {
                counts[*level as usize] += 1;
                words[*level as usize] = words[*level as usize].take().or_else(|| stage_word(plain));
            }
        }
        let most = *counts.iter().max()?;
        let level = counts.iter().position(|count| *count == most && most >= 2)?;
        Some(Form { level: level as u8, word: words[level].take() })
    }

    /// Whether `blocks` begin with the heading of a stage.
    fn begins(&self, source: &str, blocks: &[Block], names: &Names, fields: &'static [Field]) -> bool {
        let Some(Block { kind: BlockKind::Heading { plain, level, .. }, .. }) = blocks.first() else { return false };
        let word = stage_word(plain);
        *level == self.level && ((word.is_some() && word == self.word) || has_aspects(source, blocks, names, fields))
    }
}

/// Whether at least two aspects of a stage stand directly under the heading that `blocks` begin with.
fn has_aspects(source: &str, blocks: &[Block], names: &Names, fields: &'static [Field]) -> bool {
    let Some(Block { kind: BlockKind::Heading { plain, level, .. }, .. }) = blocks.first() else { return false };
    let mut found: Vec<&str> = Vec::new();
    for block in &blocks[1..length(blocks)] {
        let labels: Vec<&str> = match &block.kind {
            BlockKind::Heading { plain, level: inner, .. } if *inner == level + 1 => vec![plain],
            BlockKind::Heading { .. } => break,
            BlockKind::Paragraph(lines) => lines.leads.iter().map(|lead| lead.label.of(source)).collect(),
            BlockKind::List { items, .. } => {
                items.iter().filter_map(|item| Some(item.lines.leads.first()?.label.of(source))).collect()
            }
            _ => continue,
        };
        for field in labels.iter().filter_map(|label| names.find(label, fields).first().copied()) {
            if field.name != "name" && !found.contains(&field.name) {
                found.push(field.name);
            }
        }
    }
    found.len() >= 2 && names.find(plain, fields).is_empty()
}

const STAGE_WORDS: &[&str] =
    &["stage", "phase", "step", "etapa", "fase", "etape", "schritt", "階段", "阶段", "ステージ"];

/// The first word of "Stage 1: …", "Phase 2 – …", "Etapa 3".
fn stage_word(title: &str) -> Option<String> {
    let folded = label::fold(title);
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let word = words.next().filter(|word| STAGE_WORDS.contains(word))?;
    let number = words.next()?.chars().all(|c| c.is_ascii_digit());
    number.then(|| word.to_owned())
}

/// A stage's name without "Stage 1:".
fn stage_name(title: &str) -> String {
    if stage_word(title).is_none() {
        return title.trim().to_owned();
    }
    let digits = title.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let rest = title[digits..].trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.trim_start_matches([':', '.', '-', '–', '—', ')', ' ']);
    if rest.is_empty() { title.trim().to_owned() } else { rest.trim().to_owned() }
}

fn transpose(grid: &[Vec<Span>]) -> Vec<Vec<Span>> {
    let width = grid.iter().map(Vec::len).max().unwrap_or(0);
    (0..width).map(|column| grid.iter().map(|row| row.get(column).copied().unwrap_or_default()).collect()).collect()
}

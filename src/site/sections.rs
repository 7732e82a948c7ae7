//! Reading a Markdown body: headings, labels, lists, quotes and tables as fields, everything else kept in its place.

use std::collections::HashMap;

use crate::syntax::decode::{Decoder, Reading, parse_scalar};
use crate::syntax::field::{Field, Shape};
use crate::syntax::markdown::{Block, BlockKind, Lead, Lines, ListItem, dedent};
use crate::syntax::value::{Item, Record, Reference, Value};
use crate::syntax::{html, label};
use crate::text::{Span, Spanned};

use super::entity::{Content, Heading, Pair, Section};

/// Gives headings their fragments: slugs, told apart by a number where they are equal.
#[derive(Default)]
pub(super) struct Anchors(HashMap<String, usize>);

impl Anchors {
    pub(super) fn unique(&mut self, text: &str) -> Box<str> {
        let base = label::slug_or_hash(text);
        let mut anchor = base.clone();
        // The count per slug makes many equal headings linear; the loop only meets slugs that end in a number anyway.
        let mut n = *self.0.get(&base).unwrap_or(&0);
        while n > 0 && self.0.contains_key(&format!("{base}-{}", n + 1)) {
            n += 1;
        }
        if n > 0 {
            anchor = format!("{base}-{}", n + 1);
            self.0.insert(anchor.clone(), 1);
        }
        self.0.insert(base, n + 1);
        anchor.into()
    }
}

/// What a body gave.
#[derive(Default)]
pub(super) struct Body {
    pub(super) record: Record,
    pub(super) sections: Vec<Section>,
    /// Mentions of other entities in labels ("**Persona:** Maria"): they count where they resolve and are text where not.
    pub(super) mentions: Vec<(&'static str, Reference)>,
}

/// Reads blocks into fields and sections.
pub(super) struct Reader<'r, 'a> {
    pub(super) decoder: &'r mut Decoder<'a>,
    pub(super) anchors: &'r mut Anchors,
    pub(super) fields: &'static [Field],
    /// Whether a question ("What do they see?") can name a field.
    pub(super) questions: bool,
    /// The stage that is being read.
    pub(super) stage: Option<usize>,
    pub(super) body: Body,
    /// The level of the last heading.
    pub(super) level: u8,
    /// Paragraphs of the open section: the index of the content, the place of the text.
    pub(super) paragraphs: Vec<(usize, Span)>,
}

impl<'a> Reader<'_, 'a> {
    /// Reads blocks in order.
    pub(super) fn read(&mut self, blocks: &[Block]) {
        self.open(None, Vec::new());
        for (index, block) in blocks.iter().enumerate() {
            match self.is_overview(block, &blocks[index + 1..]) {
                true => self.prose(block.span),
                false => self.block(block, blocks.get(index + 1)),
            }
        }
        self.close();
    }

    /// A table of parts with a word on each is an overview if every part has a heading of its own below.
    fn is_overview(&self, block: &Block, below: &[Block]) -> bool {
        let BlockKind::Table { rows, .. } = &block.kind else { return false };
        let headed: Vec<&str> = below
            .iter()
            .filter_map(|block| match &block.kind {
                BlockKind::Heading { plain, .. } => Some(self.find(plain).first()?.name),
                _ => None,
            })
            .collect();
        let source = self.decoder.source;
        let named = rows.iter().filter_map(|cells| Some(self.find(cell_text(source, *cells.first()?)).first()?.name));
        !headed.is_empty() && named.clone().count() >= 2 && named.clone().all(|name| headed.contains(&name))
    }

    fn block(&mut self, block: &Block, next: Option<&Block>) {
        match &block.kind {
            // A comment is for those who edit the file.
            BlockKind::Other if is_comment(block.span.of(self.decoder.source)) => {}
            BlockKind::Rule => {}
            _ if self.fields.is_empty() && !matches!(block.kind, BlockKind::Heading { .. }) => self.prose(block.span),
            BlockKind::Heading { level, text, plain, id } => self.heading(*level, *text, plain, id.as_deref()),
            BlockKind::Paragraph(lines) if !lines.leads.is_empty() => self.leads(lines),
            BlockKind::Paragraph(lines) => self.paragraph(lines.text, next),
            BlockKind::List { ordered, items } => self.list(*ordered, items, block.span),
            BlockKind::Quote(blocks) => self.quote(blocks, block.span),
            BlockKind::Table { header, rows } => self.table(header, rows, block.span),
            BlockKind::Other => self.prose(block.span),
        }
    }

    fn find(&self, label: &str) -> Vec<&'static Field> {
        let names = self.decoder.names;
        let found = names.find(label, self.fields);
        if !found.is_empty() || !self.questions {
            return found;
        }
        // A name of several words counts as a whole: "O que ela pensa e sente?" keeps the two together.
        let long = self.fields.iter().find(|field| field.name.contains('_') && names.mentions(field.name, label));
        if let Some(field) = long {
            return vec![field];
        }
        // "What does Ana see?" asks what she sees: the first "does" only makes it a question.
        let normal = label::normalise(label);
        let asked =
            ["what does ", "what do ", "how does ", "how do "].iter().find_map(|start| normal.strip_prefix(start));
        names.find_words(asked.unwrap_or(label), self.fields)
    }

    fn note(&mut self, label: &str, span: Span, fields: &[&'static Field], form: &'static str) {
        let fields = fields.iter().map(|field| field.name).collect();
        self.decoder.readings.push(Reading { label: label.to_owned(), span, fields, form });
    }

    fn heading(&mut self, level: u8, text: Span, plain: &str, id: Option<&str>) {
        self.level = level;
        let fields = self.find(plain);
        self.note(plain, text, &fields, "heading");
        let anchor = id.map_or_else(|| self.anchors.unique(plain), Box::from);
        let heading = Heading { text: text.of(self.decoder.source).trim().into(), level, anchor, span: text };
        self.open(Some(heading), fields);
    }

    /// Begins a section under a bold label or a line that ends in a colon.
    fn label(&mut self, label: Span, fields: Vec<&'static Field>, form: &'static str) {
        let text = label.of(self.decoder.source).trim().trim_end_matches([':', '：']).trim_end();
        self.note(text, label, &fields, form);
        let anchor = self.anchors.unique(&html::plain(text));
        let level = (self.level + 1).min(6);
        self.open(Some(Heading { text: text.into(), level, anchor, span: label }), fields);
    }

    fn open(&mut self, heading: Option<Heading>, fields: Vec<&'static Field>) {
        self.close();
        let fields = fields.iter().map(|field| field.name).collect();
        self.body.sections.push(Section { heading, fields, contents: Vec::new(), stage: self.stage });
    }

    /// Ends the open section: paragraphs under a field of items are its items if nothing else is.
    fn close(&mut self) {
        let paragraphs = std::mem::take(&mut self.paragraphs);
        let Some(field) = self.field().filter(|field| matches!(field.shape, Shape::Items)) else {
            self.drop_empty();
            return;
        };
        let has_items = self.contents().iter().any(|content| matches!(content, Content::Items { .. }));
        if !has_items && !paragraphs.is_empty() {
            for (index, span) in paragraphs {
                let text = dedent(self.decoder.source, span);
                let item = self.decoder.item(&text, span);
                let at = self.body.record.items(field.name).len();
                self.body.record.add(field.name, Value::Items(vec![item]));
                let items = Content::Items { field: field.name, from: at, to: at + 1, ordered: false };
                if let Some(content) = self.section().contents.get_mut(index) {
                    *content = items;
                }
            }
        }
        self.drop_empty();
    }

    fn drop_empty(&mut self) {
        let empty = |section: &Section| section.heading.is_none() && section.contents.is_empty();
        if self.body.sections.last().is_some_and(empty) {
            self.body.sections.pop();
        }
    }

    fn section(&mut self) -> &mut Section {
        if self.body.sections.is_empty() {
            self.body.sections.push(Section { stage: self.stage, ..Section::default() });
        }
        let last = self.body.sections.len() - 1;
        &mut self.body.sections[last]
    }

    fn contents(&self) -> &[Content] {
        self.body.sections.last().map_or(&[], |section| &section.contents)
    }

    /// The field that the open section is about.
    fn field(&self) -> Option<&'static Field> {
        let name = self.body.sections.last()?.fields.first()?;
        self.fields.iter().find(|field| field.name == *name)
    }

    fn push(&mut self, content: Content) {
        self.section().contents.push(content);
    }

    fn prose(&mut self, span: Span) {
        // What stands side by side is rendered in one piece.
        let between = |last: &Span, source: &str| {
            source.get(last.end as usize..span.start as usize).is_some_and(|gap| gap.trim().is_empty())
        };
        let source = self.decoder.source;
        if let Some(Content::Prose(last)) = self.section().contents.last_mut()
            && between(last, source)
        {
            last.end = span.end;
            return;
        }
        self.push(Content::Prose(span));
    }

    fn paragraph(&mut self, text: Span, next: Option<&Block>) {
        if let Some(fields) = self.plain_label(text, next) {
            self.label(text, fields, "line");
            return;
        }
        match self.field().map(|field| (field, field.shape)) {
            Some((_, Shape::Items)) => {
                self.push(Content::Prose(text));
                let index = self.contents().len() - 1;
                self.paragraphs.push((index, text));
            }
            Some((field, Shape::Text | Shape::Prose)) if self.body.record.get(field.name).is_none() => {
                let value = Spanned::new(dedent(self.decoder.source, text).into(), text);
                self.body.record.add(field.name, Value::Text(value));
                self.prose(text);
            }
            Some((field, _)) => {
                self.set(field, text.of(self.decoder.source), text);
                self.prose(text);
            }
            None => self.prose(text),
        }
    }

    /// A line such as "Goals:" before a list.
    fn plain_label(&self, text: Span, next: Option<&Block>) -> Option<Vec<&'static Field>> {
        let line = text.of(self.decoder.source).trim();
        if line.contains('\n') || !line.ends_with([':', '：']) || line.len() > 80 {
            return None;
        }
        matches!(next?.kind, BlockKind::List { .. } | BlockKind::Quote(_)).then_some(())?;
        Some(self.find(line)).filter(|fields| !fields.is_empty())
    }

    fn leads(&mut self, lines: &Lines) {
        let source = self.decoder.source;
        let start = lines.leads.first().map_or(lines.text.end, |lead| lead.label.start);
        let before = Span { start: lines.text.start, end: start };
        if before.of(source).trim_matches(['*', '_', ' ', '\n']).chars().any(char::is_alphanumeric) {
            let end = before.of(source).trim_end_matches(['*', '_', ' ', '\n', '\\']).len();
            self.prose(Span::new(before.start as usize, before.start as usize + end));
        }
        for lead in &lines.leads {
            let fields = self.find(lead.label.of(source));
            if rest_of(source, lead).is_empty() {
                self.label(lead.label, fields, "label");
            } else {
                self.pair(lead.label, lead.rest, fields, "label");
            }
        }
    }

    /// A label with its text in the same place.
    fn pair(&mut self, label: Span, rest: Span, fields: Vec<&'static Field>, form: &'static str) {
        let source = self.decoder.source;
        let written = label.of(source).trim().trim_end_matches([':', '：']).trim_end();
        let text = dedent(source, rest);
        let text = text.trim().trim_end_matches('\\').trim_end();
        self.note(written, label, &fields, form);
        let field = fields.first().copied();
        if let Some(field) = field {
            if matches!(field.shape, Shape::Items) {
                let from = self.body.record.items(field.name).len();
                self.set(field, text, rest);
                let to = self.body.record.items(field.name).len();
                return self.labelled_items(label, fields, from..to);
            }
            self.set(field, text, rest);
        }
        let pair = Pair { label: written.into(), field: field.map_or("", |field| field.name), text: text.into() };
        match self.section().contents.last_mut() {
            Some(Content::Pairs(pairs)) => pairs.push(pair),
            _ => self.push(Content::Pairs(vec![pair])),
        }
    }

    fn labelled_items(&mut self, label: Span, fields: Vec<&'static Field>, range: std::ops::Range<usize>) {
        let outer = self.body.sections.last().map(|section| section.fields.clone()).unwrap_or_default();
        let name = fields.first().map_or("", |field| field.name);
        let text = label.of(self.decoder.source).trim().trim_end_matches([':', '：']).trim_end();
        let anchor = self.anchors.unique(&html::plain(text));
        let level = (self.level + 1).min(6);
        self.open(Some(Heading { text: text.into(), level, anchor, span: label }), fields);
        self.push(Content::Items { field: name, from: range.start, to: range.end, ordered: false });
        self.resume(outer);
    }

    /// Goes on in the section that a label interrupted.
    fn resume(&mut self, fields: Vec<&'static str>) {
        self.close();
        self.body.sections.push(Section { fields, stage: self.stage, ..Section::default() });
    }

    /// Sets a field from text in a body. What does not fit the field stays text: a body is prose first.
    fn set(&mut self, field: &'static Field, text: &str, span: Span) {
        let spanned = Spanned::new(Box::from(text.trim()), span);
        match field.shape {
            Shape::Items => {
                let items = split_items(text).into_iter().map(|text| self.decoder.item(text, span)).collect();
                self.body.record.add(field.name, Value::Items(items));
            }
            Shape::Ref(_) | Shape::Refs(_) | Shape::RefOrNo(_) => {
                for target in mentions(text) {
                    self.body.mentions.push((field.name, Spanned::new(target.into(), span)));
                }
            }
            Shape::Words => {
                let words = text.split(',').map(|word| Spanned::new(Box::from(word.trim()), span)).collect();
                self.body.record.add(field.name, Value::Words(words));
            }
            Shape::Emotion => {
                let value = Value::Emotion(self.decoder.feeling(text, span));
                self.body.record.add(field.name, value);
            }
            Shape::Text | Shape::Prose => self.body.record.add(field.name, Value::Text(spanned)),
            shape => {
                if let Ok(value) = parse_scalar(shape, &Spanned::new(html::plain(text).into(), span)) {
                    self.body.record.add(field.name, value);
                }
            }
        }
    }

    fn list(&mut self, ordered: bool, items: &[ListItem], span: Span) {
        if let Some(field) = self.field() {
            if matches!(field.shape, Shape::Items) {
                let items = items.iter().map(|item| self.list_item(item)).collect();
                return self.items(field, items, ordered);
            }
            for item in items {
                let text = item.lines.text;
                self.set(field, text.of(self.decoder.source), text);
            }
            return self.prose(span);
        }
        if items.iter().any(|item| !self.item_label(item).1.is_empty()) {
            return self.labelled_list(items);
        }
        self.prose(span);
    }

    fn items(&mut self, field: &'static Field, items: Vec<Item>, ordered: bool) {
        let from = self.body.record.items(field.name).len();
        let to = from + items.len();
        self.body.record.add(field.name, Value::Items(items));
        self.push(Content::Items { field: field.name, from, to, ordered });
    }

    fn list_item(&mut self, item: &ListItem) -> Item {
        let source = self.decoder.source;
        let text = dedent(source, item.lines.text);
        let mut read = self.decoder.item(text.trim_end_matches(';'), item.lines.text);
        if let (Some(first), Some(last)) = (item.children.first(), item.children.last()) {
            read.more = dedent(source, Span { start: first.span.start, end: last.span.end }).into();
        }
        read
    }

    /// The label an item begins with, what follows it, and the fields it names.
    fn item_label(&self, item: &ListItem) -> ((Span, Span), Vec<&'static Field>) {
        let source = self.decoder.source;
        if let Some(lead) = item.lines.leads.first() {
            return ((lead.label, lead.rest), self.find(lead.label.of(source)));
        }
        let text = item.lines.text;
        match text.of(source).find([':', '：']).filter(|at| *at <= 60) {
            Some(at) => {
                let at = text.start as usize + at;
                let colon = source[at..].chars().next().map_or(1, char::len_utf8);
                let label = Span::new(text.start as usize, at);
                ((label, Span::new(at + colon, text.end as usize)), self.find(label.of(source)))
            }
            None => ((text, text), Vec::new()),
        }
    }

    /// A list whose items are fields: "- **Goals:** …", "- Goals:" with a list below.
    fn labelled_list(&mut self, items: &[ListItem]) {
        let outer = self.body.sections.last().map(|section| section.fields.clone()).unwrap_or_default();
        for item in items {
            let ((label, rest), fields) = self.item_label(item);
            if fields.is_empty() {
                self.prose(item.span);
                continue;
            }
            if !rest.of(self.decoder.source).trim().is_empty() {
                self.pair(label, rest, fields, "list item");
                item.children.iter().for_each(|child| self.block(child, None));
            } else {
                self.label(label, fields, "list item");
                item.children.iter().for_each(|child| self.block(child, None));
                self.resume(outer.clone());
            }
        }
    }

    fn quote(&mut self, blocks: &[Block], span: Span) {
        let field = self.field().filter(|field| matches!(field.shape, Shape::Items));
        let field = field.or_else(|| self.opening_quote()).or_else(|| self.own_words(span));
        let Some(field) = field else { return self.prose(span) };
        let mut items = Vec::new();
        for block in blocks {
            match &block.kind {
                BlockKind::Paragraph(lines) => {
                    for span in utterances(self.decoder.source, lines.text) {
                        let text = dedent(self.decoder.source, span);
                        items.push(self.decoder.item(&text, span));
                    }
                }
                BlockKind::List { items: inner, .. } => items.extend(inner.iter().map(|item| self.list_item(item))),
                _ => return self.prose(span),
            }
        }
        self.items(field, items, false);
    }

    /// A quotation directly under the name is the quote.
    fn opening_quote(&self) -> Option<&'static Field> {
        let first = self.body.sections.len() <= 2
            && self.contents().is_empty()
            && self
                .body
                .sections
                .last()
                .is_none_or(|section| section.heading.as_ref().is_none_or(|heading| heading.level <= 2));
        let field = self.fields.iter().find(|field| field.name == "quote")?;
        (first && self.stage.is_none() && self.body.record.get("quote").is_none()).then_some(field)
    }

    /// A quotation in quotation marks is somebody's own words, wherever it stands.
    fn own_words(&self, span: Span) -> Option<&'static Field> {
        let text = span.of(self.decoder.source).trim_start_matches(['>', ' ', '*', '_']);
        let quoted = text.starts_with(['"', '“', '„', '«', '”', '「']);
        self.fields.iter().find(|field| quoted && field.name == "quotes")
    }

    fn table(&mut self, header: &[Span], rows: &[Vec<Span>], span: Span) {
        let source = self.decoder.source;
        let columns: Vec<_> = header.iter().map(|cell| self.find(cell.of(source))).collect();
        if columns.len() >= 2 && columns.iter().all(|fields| !fields.is_empty()) {
            return self.columns(header, &columns, rows);
        }
        let labelled =
            |cells: &Vec<Span>| cells.first().is_some_and(|cell| !self.find(cell_text(source, *cell)).is_empty());
        let known = rows.iter().filter(|cells| labelled(cells)).count()
            + usize::from(header.first().is_some_and(|cell| !self.find(cell_text(source, *cell)).is_empty()));
        match header.len() {
            2 | 3 if known >= 2 => self.rows(header, rows),
            1 if rows.iter().any(|cells| cells.first().is_some_and(|cell| cell_label(source, *cell).is_some())) => {
                self.one_column(header, rows);
            }
            _ => self.prose(span),
        }
    }

    /// A table whose columns are fields: "Says | Thinks". A row of names begins anew: "Does | Feels".
    fn columns(&mut self, header: &[Span], columns: &[Vec<&'static Field>], rows: &[Vec<Span>]) {
        let named = |cells: &[Span]| -> Vec<Vec<&'static Field>> {
            cells.iter().map(|cell| self.decoder.names.find(cell.of(self.decoder.source), self.fields)).collect()
        };
        let anew =
            rows.iter().position(|cells| cells.len() >= 2 && named(cells).iter().all(|fields| !fields.is_empty()));
        if let Some(at) = anew {
            let columns_below = named(&rows[at]);
            self.columns(header, columns, &rows[..at]);
            return self.columns(&rows[at], &columns_below, &rows[at + 1..]);
        }
        for (index, (label, fields)) in header.iter().zip(columns).enumerate() {
            let cells: Vec<Span> = rows.iter().filter_map(|cells| cells.get(index).copied()).collect();
            self.cells(*label, fields.clone(), &cells);
        }
    }

    /// A table whose rows are fields; the third column, if there is one, is kept beside the second.
    fn rows(&mut self, header: &[Span], rows: &[Vec<Span>]) {
        let source = self.decoder.source;
        let head: Vec<&str> = header.iter().map(|cell| cell_text(source, *cell)).collect();
        let titled = head.iter().any(|text| !text.is_empty());
        if header.first().is_some_and(|cell| !self.find(cell_text(source, *cell)).is_empty()) {
            self.cells(header[0], self.find(head[0]), &header[1..]);
        } else if titled {
            let label = head.first().copied().unwrap_or("");
            let text = head.get(1..).unwrap_or(&[]).join(" · ");
            self.push(Content::Pairs(vec![Pair { label: label.into(), field: "", text: text.into() }]));
        }
        for cells in rows {
            if let Some((label, values)) = cells.split_first() {
                self.cells(*label, self.find(cell_text(source, *label)), values);
            }
        }
    }

    /// A table of one column with "**Label**: text" in its cells.
    fn one_column(&mut self, header: &[Span], rows: &[Vec<Span>]) {
        let source = self.decoder.source;
        for cell in header.iter().chain(rows.iter().flatten()) {
            match cell_label(source, *cell) {
                Some((label, rest)) => {
                    let fields = self.find(label.of(source));
                    self.pair(label, rest, fields, "table");
                }
                None if cell.of(source).trim().is_empty() => {}
                None => self.prose(*cell),
            }
        }
    }

    fn cells(&mut self, label: Span, fields: Vec<&'static Field>, cells: &[Span]) {
        let source = self.decoder.source;
        let Some(field) = fields.first().copied().filter(|field| matches!(field.shape, Shape::Items)) else {
            let cells: Vec<&str> = cells.iter().map(|cell| cell_text(source, *cell)).collect();
            let text = cells.join(" · ");
            let written = cell_text(source, label).to_owned();
            self.note(&written, label, &fields, "table");
            if let Some(field) = fields.first().copied() {
                self.set(field, &text, label);
            }
            let field = fields.first().map_or("", |field| field.name);
            let pair = Pair { label: written.into(), field, text: text.into() };
            return match self.section().contents.last_mut() {
                Some(Content::Pairs(pairs)) => pairs.push(pair),
                _ => self.push(Content::Pairs(vec![pair])),
            };
        };
        let written = cell_text(source, label).to_owned();
        self.note(&written, label, &fields, "table");
        let from = self.body.record.items(field.name).len();
        for cell in cells {
            let items: Vec<Item> =
                split_items(cell.of(source)).into_iter().map(|text| self.decoder.item(text, *cell)).collect();
            self.body.record.add(field.name, Value::Items(items));
        }
        let to = self.body.record.items(field.name).len();
        self.labelled_items(label, fields, from..to);
    }
}

/// Whether a block is one HTML comment and nothing else.
pub(super) fn is_comment(block: &str) -> bool {
    let block = block.trim();
    block.starts_with("<!--") && block.find("-->").is_some_and(|end| end + 3 == block.len())
}

fn rest_of<'s>(source: &'s str, lead: &Lead) -> &'s str {
    lead.rest.of(source).trim_matches(|c: char| c.is_whitespace() || c == '\\')
}

fn cell_text(source: &str, cell: Span) -> &str {
    cell.of(source).trim()
}

/// "**Label**: text" in a cell.
fn cell_label(source: &str, cell: Span) -> Option<(Span, Span)> {
    let text = cell.of(source);
    let inner = text.strip_prefix("**")?;
    let end = inner.find("**")?;
    let after = &inner[end + 2..];
    let colon = inner[..end].trim_end().ends_with(':') || after.trim_start().starts_with(':');
    let start = cell.start as usize + 2;
    let rest = start + end + 2 + after.find(|c: char| c != ':' && c != ' ').unwrap_or(after.len());
    colon.then(|| (Span::new(start, start + end), Span::new(rest, cell.end as usize)))
}

/// The statements in one text: cells and labels join them with line breaks, semicolons, bullets.
pub(super) fn split_items(text: &str) -> Vec<&str> {
    let breaks = ["<br>", "<br/>", "<br />", "•", "・", " · "];
    let mut parts = vec![text];
    for mark in breaks {
        parts = parts.into_iter().flat_map(|part| part.split(mark)).collect();
    }
    let semicolons = text.matches(';').count();
    if semicolons >= 2 || (semicolons == 1 && !text.trim_end().ends_with(';')) {
        parts = parts.into_iter().flat_map(|part| part.split(';')).collect();
    }
    parts.into_iter().map(|part| part.trim().trim_end_matches(';').trim_end()).filter(|part| !part.is_empty()).collect()
}

/// The quotations in a paragraph: one, or one per line where lines open and close quotation marks of their own.
fn utterances(source: &str, paragraph: Span) -> Vec<Span> {
    const MARKS: &[char] = &['"', '“', '”', '„', '«', '»', '「', '」'];
    let mut found: Vec<Span> = Vec::new();
    let mut ended = false;
    let mut at = paragraph.start as usize;
    for line in paragraph.of(source).split('\n') {
        let text = line.trim_start_matches(['>', ' ', '\t']);
        let start = at + line.len() - text.len();
        let end = start + text.trim_end().len();
        match found.last_mut() {
            Some(last) if !(ended && text.starts_with(MARKS)) => last.end = end as u32,
            _ => found.push(Span::new(start, end)),
        }
        // A line with the speaker's name may follow the words.
        ended =
            text.trim_end().trim_end_matches(['*', '_', '\\']).ends_with(MARKS) || text.starts_with(['—', '–', '-']);
        at += line.len() + 1;
    }
    found
}

/// What a text may mention: the targets of its links, else its own words up to a dash.
pub(super) fn mentions(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("](") {
        let Some((target, next)) = after.split_once(')') else { break };
        found.push(target.to_owned());
        rest = next;
    }
    if found.is_empty() {
        found.extend(text.split(',').map(|part| {
            let part = html::plain(part);
            part.split(" - ").next().unwrap_or("").split('–').next().unwrap_or("").trim().to_owned()
        }));
    }
    found.retain(|target| !target.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_on_lines_of_their_own_are_several() {
        let found = |text: &str| {
            utterances(text, Span::new(0, text.len())).iter().map(|span| span.of(text).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("\"One.\"\n> \"Two.\""), ["\"One.\"", "\"Two.\""]);
        assert_eq!(found("“One.”\n> — Ana\n> “Two.”"), ["“One.”\n> — Ana", "“Two.”"]);
        assert_eq!(found("\"A long one\n> that goes on.\""), ["\"A long one\n> that goes on.\""]);
        assert_eq!(found("\"She said\n> \"never\".\""), ["\"She said\n> \"never\".\""]);
    }
}

//! The outline of a Markdown body: its blocks with their places, its links, its footnotes.
//!
//! The outline holds places, not copies: a page later renders the slices it needs (see [`html`](super::html)).

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::html::{Address, Role};
use super::value::Reference;
use crate::text::{Span, Spanned};

/// How deep blocks may nest before the rest is taken as it is.
pub const MAX_DEPTH: usize = 100;

/// The Markdown that content is written in.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_WIKILINKS
}

/// What brackets inside of a link's text are written as while the parser reads it: one byte each, as the brackets are.
const MASKS: [(char, char); 2] = [('[', '\u{e}'), (']', '\u{f}')];

/// `[[1]](…)` is a link with the text `[1]`, as in all Markdown; the parser would take it for a wiki link and leave the
/// address as text. The inner brackets are masked, which moves no place; [`unmask`] gives them back.
pub fn mask(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut from = 0;
    while let Some(close) = text[from..].find("]](").map(|at| from + at) {
        let target = text[close + 3..].split(')').next().unwrap_or("");
        let line = text[from..close].rfind('\n').map_or(from, |at| from + at);
        let open = text[line..close].rfind("[[").map(|at| line + at);
        let end = close + 1;
        match open {
            Some(open) if !target.is_empty() && !target.contains(char::is_whitespace) => {
                out.push_str(&text[from..=open]);
                let inner = &text[open + 1..end];
                out.push_str(
                    &MASKS
                        .iter()
                        .fold(inner.to_owned(), |inner, (bracket, mask)| inner.replace(*bracket, &mask.to_string())),
                );
            }
            _ => out.push_str(&text[from..end]),
        }
        from = end;
    }
    if from == 0 {
        return text.into();
    }
    out.push_str(&text[from..]);
    out.into()
}

/// Gives a parsed text the brackets back that [`mask`] took.
pub fn unmask(text: CowStr<'_>) -> CowStr<'_> {
    if !text.contains(MASKS.map(|(_, mask)| mask)) {
        return text;
    }
    MASKS.iter().fold(text.to_string(), |text, (bracket, mask)| text.replace(*mask, &bracket.to_string())).into()
}

/// A body's structure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    /// The blocks at the top, in order.
    pub blocks: Vec<Block>,
    /// Every link and image.
    pub links: Vec<LinkUse>,
    /// What raw HTML loads into the page: the element, and its address at its place.
    pub frames: Vec<(&'static str, Reference)>,
    /// Footnotes: name, where the definition stands.
    pub footnotes: Vec<(Box<str>, Span)>,
    /// The names of footnotes that are referred to.
    pub footnotes_used: Vec<Box<str>>,
    /// Link definitions and footnotes as written, so that a slice rendered alone still knows them.
    pub definitions: Box<str>,
    /// The opening of a code fence that is never closed.
    pub open_fence: Option<Span>,
    /// Where blocks nest deeper than [`MAX_DEPTH`].
    pub too_deep: Option<Span>,
}

impl Outline {
    /// Adds an address from raw HTML.
    fn add(&mut self, found: Address, start: usize) {
        let span = Span::new(found.tag.start, found.tag.end).shifted(start);
        let target: Box<str> = found.target.into();
        let (image, alt) = match found.role {
            Role::Link => (false, None),
            // An empty text says that there is nothing to say; no text says nothing.
            Role::Image(Some(alt)) if alt.trim().is_empty() => (true, None),
            Role::Image(alt) => (true, Some(alt.unwrap_or_default().into())),
            Role::Backdrop => (true, None),
            Role::Frame(element) => return self.frames.push((element, Spanned::new(target, span))),
        };
        self.links.push(LinkUse { target, span, wiki: false, image, alt, hidden: false });
    }

    /// The footnotes in the order in which they are referred to; those that never are come last.
    pub fn footnotes_by_use(&self) -> impl Iterator<Item = &(Box<str>, Span)> {
        let mut all: Vec<&(Box<str>, Span)> = self.footnotes.iter().collect();
        let use_of = |name: &str| self.footnotes_used.iter().position(|used| &**used == name);
        all.sort_by_key(|(name, _)| use_of(name).unwrap_or(usize::MAX));
        all.into_iter()
    }
}

/// A link or an image in a body.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkUse {
    /// Where it leads, as written.
    pub target: Box<str>,
    /// The whole link.
    pub span: Span,
    /// `[[…]]`.
    pub wiki: bool,
    /// `![…](…)`.
    pub image: bool,
    /// What a picture shows, in words. None for what needs no words: a link, or a picture marked with `alt=""`.
    pub alt: Option<Box<str>>,
    /// Inside a comment: no reader sees it.
    pub hidden: bool,
}

/// A block and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it is.
    pub span: Span,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind {
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// The place of its inline text.
        text: Span,
        /// Its text without markup.
        plain: Box<str>,
        /// `{#id}`.
        id: Option<Box<str>>,
    },
    /// A paragraph.
    Paragraph(Lines),
    /// A list.
    List {
        /// Numbered.
        ordered: bool,
        /// Its items.
        items: Vec<ListItem>,
    },
    /// A quotation, with its blocks.
    Quote(Vec<Block>),
    /// A table.
    Table {
        /// The places of the header's cells.
        header: Vec<Span>,
        /// The places of the other rows' cells.
        rows: Vec<Vec<Span>>,
    },
    /// `---`.
    Rule,
    /// Code, HTML, anything else: taken as it is.
    Other,
}

/// The text of a paragraph or list item: its place, and the bold labels its lines begin with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// The place of the inline text.
    pub text: Span,
    /// `**Label:** …` at the start of a line.
    pub leads: Vec<Lead>,
}

/// A bold label at the start of a line, closed by a colon or by the end of the line.
#[derive(Clone, Debug, PartialEq)]
pub struct Lead {
    /// The place of the label's text.
    pub label: Span,
    /// The place of what follows, up to the next lead.
    pub rest: Span,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListItem {
    /// Its first paragraph.
    pub lines: Lines,
    /// The blocks after it.
    pub children: Vec<Block>,
    /// The whole item, marker included.
    pub span: Span,
}

/// The outline of the part of `source` under `body`. Spans are those of `source`.
pub fn outline(source: &str, body: Span) -> Outline {
    let text = body.of(source);
    let masked = mask(text);
    let parser = Parser::new_ext(&masked, options());
    let mut definitions: Vec<Range<usize>> =
        parser.reference_definitions().iter().map(|(_, def)| def.span.clone()).collect();
    definitions.sort_by_key(|range| range.start);
    let mut builder = Builder {
        events: parser
            .into_offset_iter()
            .map(|(event, range)| (event, body.start as usize + range.start..body.start as usize + range.end))
            .collect(),
        at: 0,
        source,
        outline: Outline::default(),
    };
    builder.links();
    let blocks = builder.blocks(0);
    let mut outline = builder.outline;
    outline.blocks = blocks;
    outline.open_fence = open_fence(source, &outline.blocks);
    let footnotes = outline.footnotes.iter().map(|(_, span)| span.of(source));
    let mut all: String =
        definitions.into_iter().filter_map(|range| text.get(range)).flat_map(|def| [def, "\n"]).collect();
    for footnote in footnotes {
        all.push('\n');
        all.push_str(footnote.trim_end());
        all.push('\n');
    }
    outline.definitions = all.into();
    outline
}

struct Builder<'a> {
    events: Vec<(Event<'a>, Range<usize>)>,
    at: usize,
    source: &'a str,
    outline: Outline,
}

impl<'a> Builder<'a> {
    fn links(&mut self) {
        // The pictures whose text is being read, and what was read of it.
        let mut open: Vec<(usize, String)> = Vec::new();
        for (event, range) in &self.events {
            let (target, wiki, image) = match event {
                Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                    (dest_url, matches!(link_type, LinkType::WikiLink { .. }), false)
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    open.push((self.outline.links.len(), String::new()));
                    (dest_url, false, true)
                }
                Event::End(TagEnd::Image) => {
                    let image = open.pop().and_then(|(at, text)| Some((self.outline.links.get_mut(at)?, text)));
                    if let Some((image, text)) = image {
                        image.alt = Some(text.into());
                    }
                    continue;
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some((_, alt)) = open.last_mut() {
                        alt.push_str(&unmask(text.clone()));
                    }
                    continue;
                }
                // The lines of a block come one by one, but its tags may span them.
                Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                    self.outline.links.extend(commented_links(self.source, range.clone()));
                    let raw = self.source.get(range.clone()).unwrap_or("");
                    super::html::addresses(raw).into_iter().for_each(|found| self.outline.add(found, range.start));
                    continue;
                }
                Event::FootnoteReference(name) => {
                    self.outline.footnotes_used.push(name.as_ref().into());
                    continue;
                }
                _ => continue,
            };
            let span = Span::new(range.start, range.end);
            let alt = image.then(Box::default);
            let target = target.as_ref().into();
            self.outline.links.push(LinkUse { target, span, wiki, image, alt, hidden: false });
        }
    }

    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let next = self.events.get(self.at).cloned();
        self.at += 1;
        next
    }

    /// The blocks up to the end of the block that is open.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        while let Some((event, range)) = self.next() {
            let span = Span::new(range.start, range.end);
            match event {
                Event::End(_) => break,
                Event::Start(_) if depth >= MAX_DEPTH => {
                    self.outline.too_deep.get_or_insert(span);
                    self.skip();
                    blocks.push(Block { kind: BlockKind::Other, span });
                }
                Event::Start(Tag::FootnoteDefinition(name)) => {
                    self.skip();
                    self.outline.footnotes.push((name.as_ref().into(), span));
                }
                Event::Start(tag) => {
                    let kind = self.block(tag, depth);
                    blocks.push(Block { kind, span });
                }
                Event::Rule => blocks.push(Block { kind: BlockKind::Rule, span }),
                _ => blocks.push(Block { kind: BlockKind::Other, span }),
            }
        }
        blocks
    }

    fn block(&mut self, tag: Tag<'a>, depth: usize) -> BlockKind {
        match tag {
            Tag::Heading { level, id, .. } => {
                let (text, plain) = self.inline_text();
                BlockKind::Heading { level: level as u8, text, plain, id: id.map(|id| id.as_ref().into()) }
            }
            Tag::Paragraph => BlockKind::Paragraph(self.lines()),
            Tag::List(start) => BlockKind::List { ordered: start.is_some(), items: self.items(depth) },
            Tag::BlockQuote(_) => BlockKind::Quote(self.blocks(depth + 1)),
            Tag::Table(_) => self.table(),
            _ => {
                self.skip();
                BlockKind::Other
            }
        }
    }

    /// Passes over everything up to the end of the open block.
    fn skip(&mut self) {
        let mut open = 1;
        while open > 0 {
            match self.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => break,
            }
        }
    }

    fn inline_text(&mut self) -> (Span, Box<str>) {
        let (mut plain, mut text, mut open) = (String::new(), None::<Span>, 1);
        while let Some((event, range)) = self.next() {
            match &event {
                Event::End(_) => open -= 1,
                Event::Start(_) => open += 1,
                Event::Text(part) | Event::Code(part) => plain.push_str(&unmask(part.clone())),
                Event::SoftBreak | Event::HardBreak => plain.push(' '),
                _ => {}
            }
            if open == 0 {
                break;
            }
            cover(&mut text, &range);
        }
        (text.unwrap_or_default(), plain.trim().into())
    }

    /// The inline content of a paragraph, up to its end.
    fn lines(&mut self) -> Lines {
        let start = self.at;
        self.skip();
        self.lines_of(start..self.at.saturating_sub(1))
    }

    fn lines_of(&self, events: Range<usize>) -> Lines {
        let events = self.events.get(events).unwrap_or(&[]);
        let mut text = None;
        events.iter().for_each(|(_, range)| cover(&mut text, range));
        let text = text.unwrap_or_default();
        Lines { text, leads: leads(events, text, self.source) }
    }

    fn items(&mut self, depth: usize) -> Vec<ListItem> {
        let mut items = Vec::new();
        while let Some((event, range)) = self.next() {
            match event {
                Event::Start(Tag::Item) => items.push(self.item(depth, Span::new(range.start, range.end))),
                _ => break,
            }
        }
        items
    }

    fn item(&mut self, depth: usize, span: Span) -> ListItem {
        let lines = if matches!(self.events.get(self.at), Some((Event::Start(Tag::Paragraph), _))) {
            self.at += 1;
            self.lines()
        } else {
            let start = self.at;
            self.pass_inline();
            self.lines_of(start..self.at)
        };
        ListItem { lines, children: self.blocks(depth + 1), span }
    }

    /// Passes over inline events up to the next block or the end of the item.
    fn pass_inline(&mut self) {
        let mut open = 0;
        while let Some((event, _)) = self.events.get(self.at) {
            match event {
                Event::Start(tag) if is_inline(tag) => open += 1,
                Event::Start(_) => break,
                Event::End(_) if open == 0 => break,
                Event::End(_) => open -= 1,
                Event::Rule => break,
                _ => {}
            }
            self.at += 1;
        }
    }

    fn table(&mut self) -> BlockKind {
        let (mut header, mut rows) = (Vec::new(), Vec::new());
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(Tag::TableHead) => header = self.cells(),
                Event::Start(Tag::TableRow) => rows.push(self.cells()),
                _ => break,
            }
        }
        BlockKind::Table { header, rows }
    }

    fn cells(&mut self) -> Vec<Span> {
        let mut cells = Vec::new();
        while let Some((Event::Start(Tag::TableCell), _)) = self.next() {
            cells.push(self.inline_text().0);
        }
        cells
    }
}

/// The links in a block that is a comment.
fn commented_links(source: &str, block: Range<usize>) -> Vec<LinkUse> {
    let text = source.get(block.clone()).unwrap_or("");
    if !text.trim_start().starts_with("<!--") {
        return Vec::new();
    }
    let target = |(at, _): (usize, &str)| {
        let (target, _) = text[at + 2..].split_once(')')?;
        let start = block.start + at + 2;
        let span = Span::new(start, start + target.len());
        Some(LinkUse { target: target.trim().into(), span, wiki: false, image: false, alt: None, hidden: true })
    };
    text.match_indices("](").filter_map(target).collect()
}

fn is_inline(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::Superscript
            | Tag::Subscript
    )
}

fn cover(text: &mut Option<Span>, range: &Range<usize>) {
    let span = Span::new(range.start, range.end);
    *text = Some(match *text {
        Some(known) => Span { start: known.start.min(span.start), end: known.end.max(span.end) },
        None => span,
    });
}

/// The bold labels at line starts among a paragraph's events.
fn leads(events: &[(Event, Range<usize>)], text: Span, source: &str) -> Vec<Lead> {
    let mut leads: Vec<Lead> = Vec::new();
    let mut line_start = true;
    let mut line_from = text.start;
    for (event, range) in events {
        match event {
            Event::Start(Tag::Strong) if line_start => {
                if let Some((label, rest)) = lead(source, range, text.end) {
                    if let Some(last) = leads.last_mut() {
                        last.rest.end = last.rest.end.min(line_from);
                    }
                    leads.push(Lead { label, rest: Span { start: rest, end: text.end } });
                }
                line_start = false;
            }
            Event::SoftBreak | Event::HardBreak => {
                line_start = true;
                line_from = range.start as u32;
            }
            Event::TaskListMarker(_) => {}
            Event::InlineHtml(html) if html.starts_with("<br") => {
                line_start = true;
                line_from = range.start as u32;
            }
            _ => line_start = false,
        }
    }
    leads
}

/// The label under a strong run, and where the text after it begins; `None` if nothing closes it as a label.
fn lead(source: &str, strong: &Range<usize>, end: u32) -> Option<(Span, u32)> {
    let run = source.get(strong.clone())?;
    let inner = run.trim_matches(['*', '_']);
    let start = strong.start + run.find(inner)?;
    let label = Span::new(start, start + inner.len());
    let after = source.get(strong.end..end as usize)?;
    let colon = inner.trim_end().ends_with([':', '：']);
    let spaces = after.len() - after.trim_start_matches([' ', '\u{a0}']).len();
    let rest = &after[spaces..];
    match rest.chars().next() {
        _ if colon => Some((label, (strong.end + spaces) as u32)),
        Some(c @ (':' | '：')) => Some((label, (strong.end + spaces + c.len_utf8()) as u32)),
        None | Some('\n' | '\\') => Some((label, (strong.end + spaces) as u32)),
        Some('<') if rest.starts_with("<br") => Some((label, (strong.end + spaces) as u32)),
        _ => None,
    }
}

/// A code fence still open at the end of the body: the last block, opened by a fence, without a closing one.
fn open_fence(source: &str, blocks: &[Block]) -> Option<Span> {
    let last = blocks.last().filter(|block| block.kind == BlockKind::Other)?;
    let text = last.span.of(source);
    let first = text.lines().next()?.trim_start();
    let mark = first.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = first.chars().take_while(|c| *c == mark).count();
    if length < 3 {
        return None;
    }
    let closing = text.lines().skip(1).last().map_or("", str::trim);
    let closed = closing.chars().count() >= length && closing.chars().all(|c| c == mark);
    (!closed).then(|| Span::new(last.span.start as usize, last.span.start as usize + first.len()))
}

/// The wiki links in a text; `span` is where the text stands in `source`, as exactly as it is known.
pub fn wiki_links(text: &str, span: Span, source: &str) -> Vec<Reference> {
    if !text.contains("[[") {
        return Vec::new();
    }
    let written = span.of(source);
    let mut from = 0;
    let masked = mask(text);
    let targets = Parser::new_ext(&masked, options()).filter_map(|event| match event {
        Event::Start(Tag::Link { link_type: LinkType::WikiLink { .. }, dest_url, .. }) => Some(dest_url),
        _ => None,
    });
    targets
        .map(|target| {
            let found = written[from..].find(&*target).map(|at| from + at);
            let place = found.map_or(span, |at| {
                from = at + target.len();
                Span::new(at, from).shifted(span.start as usize)
            });
            Spanned::new(target.as_ref().into(), place)
        })
        .collect()
}

/// A slice of Markdown taken out of the container it stood in: later lines lose the indentation and quote marks
/// that belong to the container.
pub fn dedent(source: &str, span: Span) -> String {
    let start = span.start as usize;
    let line = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let column = source[line..start].chars().count();
    let mut out = String::with_capacity(span.of(source).len());
    for (index, line) in span.of(source).split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(if index == 0 { line } else { strip_container(line, column) });
    }
    out.truncate(out.trim_end().len());
    out
}

fn strip_container(line: &str, column: usize) -> &str {
    let outer = line.char_indices().take(column).take_while(|(_, c)| matches!(c, ' ' | '\t' | '>')).last();
    outer.map_or(line, |(at, c)| &line[at + c.len_utf8()..])
}

/// If a whole body is one fenced block of Markdown, the place of what is inside.
pub fn unwrap_fence(source: &str, body: Span) -> Span {
    let text = body.of(source);
    let trimmed = text.trim();
    let inside = trimmed
        .strip_prefix("```markdown\n")
        .or_else(|| trimmed.strip_prefix("```md\n"))
        .and_then(|rest| rest.strip_suffix("```"))
        .filter(|inside| !inside.contains("\n```\n"));
    match inside {
        Some(inside) => {
            let start = body.start as usize + text.find(inside).unwrap_or(0);
            Span::new(start, start + inside.len())
        }
        None => body,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<Block> {
        outline(text, Span::new(0, text.len())).blocks
    }

    #[test]
    fn bold_labels_are_found_at_line_starts() {
        let text = "**Owner**: Team A\n**Status:** Active\nplain **bold** text\n";
        let BlockKind::Paragraph(lines) = &blocks(text)[0].kind else { panic!("no paragraph") };
        let found: Vec<_> = lines.leads.iter().map(|lead| (lead.label.of(text), lead.rest.of(text).trim())).collect();
        assert_eq!(found, [("Owner", "Team A"), ("Status:", "Active\nplain **bold** text")]);
    }

    #[test]
    fn list_items_have_text_and_children() {
        let text = "- **Goals:**\n  - One\n  - Two\n\n  more\n- Last\n";
        let BlockKind::List { items, .. } = &blocks(text)[0].kind else { panic!("no list") };
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].lines.leads.len(), 1);
        assert_eq!(items[0].children.len(), 2);
        assert_eq!(dedent(text, items[0].children[0].span), "- One\n- Two");
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = ">".repeat(10_000);
        assert!(outline(&deep, Span::new(0, deep.len())).too_deep.is_some());
    }

    #[test]
    fn a_link_may_have_brackets_in_its_text() {
        let text = "See [[1]](#notes), [[2] and [3]](b.md), [[mara]] and [[jun]](as she says).";
        let links: Vec<_> =
            outline(text, Span::new(0, text.len())).links.into_iter().map(|link| (link.target, link.wiki)).collect();
        let expected = [("#notes", false), ("b.md", false), ("mara", true), ("jun", true)];
        assert_eq!(links, expected.map(|(target, wiki)| (target.into(), wiki)));
        assert_eq!(mask(text).len(), text.len());
        assert_eq!(&*unmask(mask(text).as_ref().into()), text);
    }

    #[test]
    fn pictures_have_their_words() {
        let text =
            "![Mara's *map*](a.png)\n\n[![](b.png)](c.md) <img src='d.png' alt=''>\n\n<img\nsrc='e.png'\nalt='f'>\n";
        let links = outline(text, Span::new(0, text.len())).links;
        let found: Vec<_> = links.iter().map(|link| (&*link.target, link.image, link.alt.as_deref())).collect();
        let expected = [
            ("a.png", true, Some("Mara’s map")),
            ("c.md", false, None),
            ("b.png", true, Some("")),
            ("d.png", true, None),
            ("e.png", true, Some("f")),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn an_open_fence_is_noticed() {
        let text = "a\n\n```js\ncode\n";
        assert_eq!(outline(text, Span::new(0, text.len())).open_fence.map(|span| span.of(text)), Some("```js"));
        let closed = "```\ncode\n```\n";
        assert_eq!(outline(closed, Span::new(0, closed.len())).open_fence, None);
    }

    #[test]
    fn wiki_links_know_their_place() {
        let source = "x: 'say [[int-04#L3]] and [[b]]'";
        let found = wiki_links("say [[int-04#L3]] and [[b]]", Span::new(3, 32), source);
        assert_eq!(found.iter().map(|link| link.span.of(source)).collect::<Vec<_>>(), ["int-04#L3", "b"]);
    }
}

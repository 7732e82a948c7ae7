//! YAML as nodes that know their place: the events of `granit-parser` become values with byte
//! spans.
//!
//! Reading never stops the program. Every mistake is a [`Diagnostic`] placed where a person would
//! look, which is often not where the parser gave up: an unclosed quotation mark is noticed lines
//! after it was opened. Texts stay as they were written (`1.10` is not 1.1, `no` is not false); the
//! decoder, who knows what a field wants, gives them their meaning.
//!
//! Nodes that came through an alias or a merge keep the spans of the place where they were written,
//! so that a span always covers the text of its node.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, StructureStyle, Tag, options};

use crate::diagnostic::Diagnostic;
use crate::text::{Span, Spanned};

mod explain;

use explain::{Scene, first_fault};

/// How deep lists and mappings may be nested.
const MAX_NESTING: usize = 64;
/// How many aliases one document may use.
const MAX_ALIASES: usize = 50;
/// How many values one file may hold, counting what its aliases repeat.
const MAX_NODES: usize = 250_000;
/// How many control characters are reported before the rest is only counted.
const MAX_CONTROLS: usize = 10;
/// From how many keys on a mapping is searched by hash; below, looking at each is faster.
const INDEX_FROM: usize = 32;

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where, in bytes of the file; of a block text (`|`, `>`) the text without its header.
    pub span: Span,
    /// What.
    pub data: Data,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Nothing: no value, `~` or `null`.
    Null,
    /// A text, a number, a date: anything that is not a list or a mapping.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order it was written; keys taken over by `<<` come last.
    Map(Vec<Entry>),
}

/// A text as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// The text, without quotation marks and with escapes replaced.
    pub text: Box<str>,
    /// Whether it stood there without quotation marks, `|`, `>` and `!!str`, and so may be a
    /// number, a date or a truth.
    pub plain: bool,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Spanned<Box<str>>,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The value of `key`, if this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| &*entry.key.value == key).map(|entry| &entry.value)
    }

    /// The keys and values of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.data {
            Data::Map(entries) => entries,
            _ => &[],
        }
    }

    /// What this is, in words for a message.
    pub fn kind_word(&self) -> &'static str {
        match self.data {
            Data::Null => "nothing",
            Data::Scalar(_) => "a text",
            Data::List(_) => "a list",
            Data::Map(_) => "a mapping",
        }
    }
}

/// Reads every document in `text`, which starts at byte `offset` of the file `path`.
///
/// Gives one node for each document that holds something and could be read. Line ends are `\n` and
/// there is no byte order mark: the caller saw to both.
pub fn parse(text: &str, offset: usize, path: &Arc<str>, out: &mut Vec<Diagnostic>) -> Vec<Node> {
    let source = Source { text, offset, path };
    refuse_controls(source, out);
    Reader::new(source, out).read()
}

/// The values in `text`, which starts at byte `offset` of its file, that stand in more than one place: those with an
/// anchor.
pub fn anchored(text: &str, offset: usize) -> Vec<Span> {
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut found = Vec::new();
    let events = Parser::new_from_str_with_options(text, parser_options());
    for (event, span) in events.map_while(Result::ok) {
        let Some(range) = span.byte_range() else { continue };
        match event {
            Event::Scalar(_, _, anchor, _) if anchor != 0 => found.push(Span::new(range.start, range.end)),
            Event::SequenceStart(_, anchor, _) | Event::MappingStart(_, anchor, _) => {
                open.push((anchor != 0).then_some(range.start));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let start = open.pop().flatten();
                found.extend(start.map(|start| Span::new(start, range.end)));
            }
            _ => {}
        }
    }
    found.into_iter().map(|span| span.shifted(offset)).collect()
}

// ---------------------------------------------------------------------------------------------
// The text and places in it
// ---------------------------------------------------------------------------------------------

/// The text being read. Places inside of this module count from its start; spans in findings and
/// nodes, from the file's.
#[derive(Clone, Copy)]
struct Source<'a> {
    text: &'a str,
    offset: usize,
    path: &'a Arc<str>,
}

impl<'a> Source<'a> {
    fn span(self, range: Range<usize>) -> Span {
        Span::new(range.start, range.end).shifted(self.offset)
    }

    fn local(self, span: Span) -> Range<usize> {
        let range = span.range();
        range.start.saturating_sub(self.offset)..range.end.saturating_sub(self.offset)
    }

    fn error(self, rule: &'static str, range: Range<usize>, text: impl Into<String>) -> Diagnostic {
        Diagnostic::error(rule, self.path, self.span(range), text)
    }

    fn syntax(self, range: Range<usize>, text: impl Into<String>) -> Diagnostic {
        self.error("yaml-syntax", range, text)
    }

    fn slice(self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or("")
    }

    fn before(self, at: usize) -> &'a str {
        self.slice(0..at)
    }

    fn after(self, at: usize) -> &'a str {
        self.slice(at..self.text.len())
    }

    /// The one character at `at`; empty at the end of the text.
    fn character(self, at: usize) -> Range<usize> {
        at..at + self.after(at).chars().next().map_or(0, char::len_utf8)
    }

    /// The line around `at`, without its line end.
    fn line(self, at: usize) -> Range<usize> {
        let start = self.before(at).rfind('\n').map_or(0, |found| found + 1);
        let end = self.after(at).find('\n').map_or(self.text.len(), |found| at + found);
        start..end
    }

    /// What the line around `at` holds, without indentation and trailing blanks.
    fn content(self, at: usize) -> Range<usize> {
        self.trimmed(self.line(at))
    }

    /// `range` without the blanks at both its ends.
    fn trimmed(self, range: Range<usize>) -> Range<usize> {
        let text = self.slice(range.clone());
        let start = range.start + (text.len() - text.trim_start().len());
        start..start + text.trim().len()
    }

    /// The last line before `at` that holds something.
    fn line_above(self, at: usize) -> Option<Range<usize>> {
        let above = self.before(self.line(at).start).trim_end();
        (!above.is_empty()).then(|| self.content(above.len()))
    }

    /// From `at` to the end of what its line says: without trailing blanks and comment.
    fn rest(self, at: usize) -> Range<usize> {
        let rest = self.slice(at..self.line(at).end);
        let text = rest.find(" #").map_or(rest, |comment| self.slice(at..at + comment));
        at..at + text.trim_end().len()
    }
}

/// Whether YAML refuses the character even inside of a text.
fn is_control(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        '\u{fffe}' | '\u{ffff}' => true,
        _ => character.is_control(),
    }
}

/// Reports control characters wherever they stand: the parser lets some of them pass.
fn refuse_controls(source: Source<'_>, out: &mut Vec<Diagnostic>) {
    let mut found = source.text.char_indices().filter(|(_, character)| is_control(*character));
    for (at, character) in found.by_ref().take(MAX_CONTROLS) {
        out.push(control(source, source.character(at), character));
    }
    let more = found.count();
    if more > 0
        && let Some(last) = out.last_mut()
    {
        last.message = format!("{}; {more} more follow", last.message);
    }
}

fn control(source: Source<'_>, place: Range<usize>, character: char) -> Diagnostic {
    let name = match character {
        '\0' => "a NUL character".to_owned(),
        _ => format!("the control character U+{:04X}", u32::from(character)),
    };
    source
        .error("control-character", place, format!("{name} cannot be part of a text"))
        .help("delete it; it cannot be seen in most editors")
}

/// A piece of content, short enough for a message.
fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(40) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or(""))),
        None => Cow::Borrowed(text),
    }
}

/// `text` in the quotation marks that need the least changes to it.
pub fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}

// ---------------------------------------------------------------------------------------------
// From events to nodes
// ---------------------------------------------------------------------------------------------

/// How far reading must be given up.
enum Stop {
    Document,
    File,
}

/// A value that an alias may repeat.
struct Anchor {
    node: Node,
    /// How many nodes it is.
    size: usize,
    /// How many lists and mappings lie inside of each other in it.
    height: usize,
}

/// A list or mapping whose end has not come yet.
struct Frame {
    start: usize,
    flow: bool,
    anchor: usize,
    /// How many nodes there were before it.
    made_before: usize,
    height: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map(Mapping),
}

/// The last thing that was read: what an error is about depends on it.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Nothing,
    Plain,
    Quoted,
    Block,
    Alias,
    FlowEnd,
    ListEnd,
}

struct Reader<'a> {
    source: Source<'a>,
    out: &'a mut Vec<Diagnostic>,
    lines: Lines<'a>,
    documents: Vec<Node>,
    root: Option<Node>,
    frames: Vec<Frame>,
    anchors: HashMap<usize, Anchor>,
    aliases: usize,
    /// Nodes in the result.
    made: usize,
    /// Nodes kept aside for aliases. They count, or nested anchors could multiply a file by its
    /// depth.
    copied: usize,
    last: Last,
    last_range: Range<usize>,
}

impl<'a> Reader<'a> {
    fn new(source: Source<'a>, out: &'a mut Vec<Diagnostic>) -> Self {
        Reader {
            source,
            out,
            lines: Lines { text: source.text, breaks: OnceCell::new() },
            documents: Vec::new(),
            root: None,
            frames: Vec::new(),
            anchors: HashMap::new(),
            aliases: 0,
            made: 0,
            copied: 0,
            last: Last::Nothing,
            last_range: 0..0,
        }
    }

    fn read(mut self) -> Vec<Node> {
        let mut parser = Parser::new_from_str_with_options(self.source.text, parser_options());
        while let Some(next) = parser.next_event() {
            let read = match next {
                Ok((event, span)) => self.event(event, &span),
                Err(error) => {
                    self.syntax_error(&error);
                    Err(Stop::Document)
                }
            };
            match read {
                Ok(()) => {}
                Err(Stop::File) => break,
                Err(Stop::Document) => {
                    self.forget();
                    if !matches!(parser.proceed_next_document(), Ok(true)) {
                        break;
                    }
                }
            }
        }
        self.documents
    }

    /// Makes ready for the next document.
    fn forget(&mut self) {
        self.root = None;
        self.frames.clear();
        self.anchors.clear();
        self.aliases = 0;
        self.last = Last::Nothing;
    }

    fn event(&mut self, event: Event<'_>, span: &granit_parser::Span) -> Result<(), Stop> {
        let range = span.byte_range().unwrap_or_else(|| self.last_range.clone());
        if let Some(tag) = event.tag() {
            let place = span.tag_span().and_then(|tag| tag.byte_range());
            self.check_tag(tag, place.unwrap_or_else(|| range.clone()));
        }
        match event {
            Event::DocumentStart(..) => self.last_range = range,
            Event::DocumentEnd => {
                let root = self.root.take().filter(|node| node.data != Data::Null);
                self.documents.extend(root);
                self.forget();
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tagged = tag.is_some_and(|tag| means_text(&tag));
                return self.scalar(&text, style, anchor, tagged, range);
            }
            Event::SequenceStart(style, anchor, _) => {
                return self.open(Content::List(Vec::new()), style, anchor, range);
            }
            Event::MappingStart(style, anchor, _) => {
                return self.open(Content::Map(Mapping::default()), style, anchor, range);
            }
            Event::SequenceEnd | Event::MappingEnd => return self.close(range),
            Event::Alias(id) => return self.alias(id, range),
            Event::UnresolvedAlias(name) => return self.unknown_alias(&name, range),
            _ => {}
        }
        Ok(())
    }

    fn check_tag(&mut self, tag: &Tag, place: Range<usize>) {
        if tag.core_suffix().is_none() && tag.original() != "!" {
            self.out.push(refused_tag(self.source, place));
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tagged: bool,
        range: Range<usize>,
    ) -> Result<(), Stop> {
        let plain = style == ScalarStyle::Plain && !tagged;
        let missing = style == ScalarStyle::Plain && range.is_empty();
        let range = self.scalar_range(style, range);
        let data = match text {
            // The parser writes `~` for a value that is not there.
            _ if missing && tagged => Data::Scalar(Scalar { text: "".into(), plain: false }),
            "" | "~" | "null" | "Null" | "NULL" if plain => Data::Null,
            _ => Data::Scalar(Scalar { text: text.into(), plain }),
        };
        if style == ScalarStyle::DoubleQuoted && text.contains(is_control) {
            self.refuse_escaped_control(range.clone());
        }
        self.last = match style {
            ScalarStyle::Plain => Last::Plain,
            ScalarStyle::Literal | ScalarStyle::Folded => Last::Block,
            _ => Last::Quoted,
        };
        self.last_range = range.clone();
        self.charge(1, &range)?;
        let node = Node { span: self.source.span(range), data };
        self.keep(anchor, &node, 1, 0)?;
        self.place(node, 0);
        Ok(())
    }

    /// The place of a scalar as a person sees it.
    fn scalar_range(&self, style: ScalarStyle, range: Range<usize>) -> Range<usize> {
        let text = self.source.slice(range.clone());
        match style {
            // The parser includes the line end and the next line's indentation.
            ScalarStyle::Literal | ScalarStyle::Folded => range.start..range.start + text.trim_end().len(),
            // A missing value belongs behind its colon.
            ScalarStyle::Plain if range.is_empty() && self.source.after(range.start).starts_with(':') => {
                range.start + 1..range.start + 1
            }
            _ => range,
        }
    }

    /// Reports the escape that put a control character into a text.
    fn refuse_escaped_control(&mut self, range: Range<usize>) {
        let place = match first_fault(self.source.slice(range.clone())) {
            Some((escape, _)) => range.start + escape.start..range.start + escape.end,
            None => range,
        };
        let escape = self.source.slice(place.clone());
        self.out.push(
            self.source
                .error(
                    "control-character",
                    place,
                    format!("`{escape}` stands for a control character, which no text may hold"),
                )
                .help("leave it out, or write `\\\\` for a backslash"),
        );
    }

    fn open(
        &mut self,
        content: Content,
        style: StructureStyle,
        anchor: usize,
        range: Range<usize>,
    ) -> Result<(), Stop> {
        if self.frames.len() >= MAX_NESTING {
            self.out.push(too_deep(self.source, range));
            return Err(Stop::Document);
        }
        self.last = Last::Nothing;
        let made_before = self.made;
        self.charge(1, &range)?;
        let flow = style == StructureStyle::Flow;
        let start = range.start;
        self.frames.push(Frame { start, flow, anchor, made_before, height: 1, content });
        Ok(())
    }

    fn close(&mut self, range: Range<usize>) -> Result<(), Stop> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        let list = matches!(frame.content, Content::List(_));
        if frame.flow {
            self.last = Last::FlowEnd;
            self.last_range = range;
        } else if list {
            self.last = Last::ListEnd;
        }
        let end = self.last_range.end.max(frame.start);
        let data = match frame.content {
            Content::List(items) => Data::List(items),
            Content::Map(mapping) => Data::Map(mapping.finish()),
        };
        let node = Node { span: self.source.span(frame.start..end), data };
        let size = self.made - frame.made_before;
        self.keep(frame.anchor, &node, size, frame.height)?;
        self.place(node, frame.height);
        Ok(())
    }

    /// Puts a finished node where it belongs.
    fn place(&mut self, node: Node, height: usize) {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.height = frame.height.max(height + 1);
        match &mut frame.content {
            Content::List(items) => items.push(node),
            Content::Map(mapping) => mapping.take(node, self.source, &self.lines, self.out),
        }
    }

    /// Keeps a copy of an anchored node for the aliases to come.
    fn keep(&mut self, id: usize, node: &Node, size: usize, height: usize) -> Result<(), Stop> {
        if id != 0 {
            self.copied += size;
            self.charge(0, &self.source.local(node.span))?;
            self.anchors.insert(id, Anchor { node: node.clone(), size, height });
        }
        Ok(())
    }

    /// Counts nodes before they are made.
    fn charge(&mut self, nodes: usize, place: &Range<usize>) -> Result<(), Stop> {
        self.made += nodes;
        if self.made + self.copied <= MAX_NODES {
            return Ok(());
        }
        let message = format!("the file holds too many values (limit {MAX_NODES})");
        let line = self.source.character(place.start);
        let help = "split the file; values repeated by aliases count each time";
        self.out.push(self.source.error("yaml-limit", line, message).help(help));
        Err(Stop::File)
    }

    fn alias(&mut self, id: usize, range: Range<usize>) -> Result<(), Stop> {
        self.count_alias(&range)?;
        let Some((size, height)) = self.anchors.get(&id).map(|found| (found.size, found.height)) else {
            self.recursive_alias(range);
            return Ok(());
        };
        if self.frames.len() + height > MAX_NESTING {
            self.out.push(too_deep(self.source, range));
            return Err(Stop::Document);
        }
        self.charge(size, &range)?;
        self.last = Last::Alias;
        self.last_range = range;
        // Only now, with the room granted, is anything copied.
        if let Some(node) = self.anchors.get(&id).map(|found| found.node.clone()) {
            self.place(node, height);
        }
        Ok(())
    }

    fn count_alias(&mut self, range: &Range<usize>) -> Result<(), Stop> {
        self.aliases += 1;
        if self.aliases <= MAX_ALIASES {
            return Ok(());
        }
        let message = format!("too many aliases (limit {MAX_ALIASES})");
        let help = "write the values out where they are needed";
        self.out.push(self.source.error("yaml-limit", range.clone(), message).help(help));
        Err(Stop::Document)
    }

    fn recursive_alias(&mut self, range: Range<usize>) {
        let name = self.source.slice(range.clone());
        let message = format!("`{}` would contain itself", shown(name));
        let help = "an alias repeats a value that is complete; write the value out instead";
        self.out.push(self.source.error("yaml-alias", range.clone(), message).help(help));
        self.place_alias_text(range);
    }

    fn unknown_alias(&mut self, name: &str, range: Range<usize>) -> Result<(), Stop> {
        self.count_alias(&range)?;
        let name = shown(name);
        let message = format!("`*{name}` repeats a value named `&{name}`, but there is none above");
        let finding = self.source.error("yaml-alias", range.clone(), message);
        let text = quoted(self.source.slice(range.clone()));
        self.out.push(
            finding
                .help("if it is meant as a text, put it in quotation marks")
                .fix(self.source.span(range.clone()), text),
        );
        self.place_alias_text(range);
        Ok(())
    }

    /// Leaves the alias itself as a text, so that one mistake does not become a second one about a
    /// missing value.
    fn place_alias_text(&mut self, range: Range<usize>) {
        let text = self.source.slice(range.clone()).into();
        self.last = Last::Alias;
        self.last_range = range.clone();
        self.made += 1;
        let data = Data::Scalar(Scalar { text, plain: false });
        self.place(Node { span: self.source.span(range), data }, 0);
    }

    fn syntax_error(&mut self, error: &ScanError) {
        let at = error.marker().byte_offset().unwrap_or(self.last_range.end);
        let at = at.min(self.source.text.len());
        let flow = self.frames.last().filter(|frame| frame.flow).map(|frame| frame.start);
        let in_value = match self.frames.last().map(|frame| &frame.content) {
            Some(Content::Map(mapping)) => !matches!(mapping.awaiting, Awaiting::Key),
            _ => false,
        };
        let scene =
            Scene { source: self.source, at, flow, in_value, last: self.last, last_range: self.last_range.clone() };
        // `*so many*` is one mistake: the text after the alias explains the unknown alias.
        if scene.follows(Last::Alias)
            && self.out.last().is_some_and(|found| {
                found.rule == "yaml-alias" && found.span == self.source.span(scene.last_range.clone())
            })
        {
            self.out.pop();
        }
        self.out.extend(scene.explain(error.kind()));
    }
}

/// What the parser is asked for: its own limits at ours, and unknown aliases as events, so that
/// reading can go on.
fn parser_options() -> Options {
    let mut options = options! {
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_NESTING,
        block_nesting_limit: MAX_NESTING,
    };
    options.set_emit_comments(false);
    options
}

/// Whether the tag says that a value is a text, whatever it looks like.
fn means_text(tag: &Tag) -> bool {
    tag.core_suffix() == Some("str") || tag.original() == "!"
}

fn refused_tag(source: Source<'_>, place: Range<usize>) -> Diagnostic {
    let tag = shown(source.slice(place.clone()));
    source
        .error("yaml-tag", place, format!("the tag `{tag}` is refused"))
        .help("leave the tag out; put the text in quotation marks if it begins with `!`")
}

fn too_deep(source: Source<'_>, range: Range<usize>) -> Diagnostic {
    source
        .error("yaml-limit", source.character(range.start), format!("nested too deeply (limit {MAX_NESTING})"))
        .help("write lists and mappings with fewer levels")
}

/// Where the lines end; found out only when a message wants to know.
struct Lines<'a> {
    text: &'a str,
    breaks: OnceCell<Vec<usize>>,
}

impl Lines<'_> {
    /// How many lines lie between two places.
    fn between(&self, start: usize, end: usize) -> usize {
        let breaks = self.breaks.get_or_init(|| self.text.match_indices('\n').map(|(at, _)| at).collect::<Vec<_>>());
        let line = |at: usize| breaks.partition_point(|found| *found < at);
        line(end).saturating_sub(line(start))
    }
}

// ---------------------------------------------------------------------------------------------
// Mappings
// ---------------------------------------------------------------------------------------------

/// What the next node of a mapping is.
#[derive(Default)]
enum Awaiting {
    #[default]
    Key,
    Value(Spanned<Box<str>>),
    /// The value of `<<`.
    Merge,
    /// The value of a key that was refused.
    Nothing,
}

/// A mapping being read.
#[derive(Default)]
struct Mapping {
    entries: Vec<Entry>,
    /// Places in `entries` by key, once there are many: else equal keys would be found in quadratic
    /// time.
    index: HashMap<Box<str>, usize>,
    awaiting: Awaiting,
    /// Where `<<` stood.
    merge: Option<Span>,
    merged: Vec<Entry>,
}

impl Mapping {
    fn take(&mut self, node: Node, source: Source<'_>, lines: &Lines<'_>, out: &mut Vec<Diagnostic>) {
        match std::mem::take(&mut self.awaiting) {
            Awaiting::Key => match self.key(node, source, lines) {
                Ok(next) => self.awaiting = next,
                Err(finding) => {
                    out.push(*finding);
                    self.awaiting = Awaiting::Nothing;
                }
            },
            Awaiting::Value(key) => self.insert(Entry { key, value: node }),
            Awaiting::Merge => self.merge(node, source, out),
            Awaiting::Nothing => {}
        }
    }

    /// Takes a node as a key and says what comes next.
    fn key(&mut self, node: Node, source: Source<'_>, lines: &Lines<'_>) -> Result<Awaiting, Box<Diagnostic>> {
        let span = node.span;
        let (text, plain) = match node.data {
            Data::Scalar(scalar) => (scalar.text, scalar.plain),
            Data::Null if span.start == span.end => {
                return Err(Box::new(no_key(source, source.local(span))));
            }
            Data::Null => (source.slice(source.local(span)).into(), true),
            Data::List(_) | Data::Map(_) => return Err(Box::new(complex_key(source, &node))),
        };
        let merge = plain && &*text == "<<";
        let first = if merge { self.merge } else { self.find(&text).map(|entry| entry.key.span) };
        if let Some(first) = first {
            return Err(Box::new(duplicate(source, lines, &text, first, span)));
        }
        if merge {
            self.merge = Some(span);
            return Ok(Awaiting::Merge);
        }
        Ok(Awaiting::Value(Spanned::new(text, span)))
    }

    fn find(&self, key: &str) -> Option<&Entry> {
        if self.entries.len() < INDEX_FROM {
            self.entries.iter().find(|entry| &*entry.key.value == key)
        } else {
            self.index.get(key).and_then(|at| self.entries.get(*at))
        }
    }

    fn insert(&mut self, entry: Entry) {
        let at = self.entries.len();
        if at >= INDEX_FROM {
            self.index.insert(entry.key.value.clone(), at);
        }
        self.entries.push(entry);
        if self.entries.len() == INDEX_FROM {
            let keys = self.entries.iter().enumerate();
            self.index = keys.map(|(at, entry)| (entry.key.value.clone(), at)).collect();
        }
    }

    /// Takes the value of `<<`: a mapping, or a list of them.
    fn merge(&mut self, node: Node, source: Source<'_>, out: &mut Vec<Diagnostic>) {
        let span = node.span;
        match node.data {
            Data::Null => {}
            Data::Map(entries) => self.merged.extend(entries),
            Data::List(items) => {
                for item in items {
                    match item.data {
                        Data::List(_) => out.push(not_mergeable(source, item.span)),
                        _ => self.merge(item, source, out),
                    }
                }
            }
            // An alias that was refused already has its finding; any other alias has the span of
            // what it repeats.
            Data::Scalar(_) if source.slice(source.local(span)).starts_with('*') => {}
            Data::Scalar(_) => out.push(not_mergeable(source, span)),
        }
    }

    /// The mapping with what `<<` brought; own keys win, and earlier mappings over later ones.
    fn finish(mut self) -> Vec<Entry> {
        for entry in std::mem::take(&mut self.merged) {
            if self.find(&entry.key.value).is_none() {
                self.insert(entry);
            }
        }
        self.entries
    }
}

fn not_mergeable(source: Source<'_>, span: Span) -> Diagnostic {
    source
        .error("yaml-key", source.local(span), "`<<` takes over the keys of a mapping; this is none")
        .help("name a mapping with `&name` and write `<<: *name`")
}

fn no_key(source: Source<'_>, place: Range<usize>) -> Diagnostic {
    let colon = source.before(place.start).ends_with(':');
    let place = place.start - usize::from(colon)..place.end;
    source
        .error("yaml-key", place, "a key is missing before this colon")
        .help("write the key, or put the text in quotation marks")
}

fn complex_key(source: Source<'_>, node: &Node) -> Diagnostic {
    let range = source.local(node.span);
    let finding = source.error(
        "yaml-key",
        range.start..range.end.min(source.line(range.start).end),
        format!("{} cannot be a key", node.kind_word()),
    );
    match source.before(range.start).ends_with('{') {
        true => finding.help("if the braces are meant as text, put the text in quotation marks"),
        false => finding.help("a key is a text"),
    }
}

fn duplicate(source: Source<'_>, lines: &Lines<'_>, key: &str, first: Span, second: Span) -> Diagnostic {
    // Line numbers of the file are not known here, only how far the two are apart.
    let far = match lines.between(source.local(first).start, source.local(second).start) {
        0 => "earlier on the same line".to_owned(),
        1 => "on the line above".to_owned(),
        lines => format!("{lines} lines further up"),
    };
    let key = shown(key);
    let help = match &*key {
        "<<" => "write `<<: [*first, *second]`".to_owned(),
        _ => format!("keep one of the two; only the first `{key}` is read"),
    };
    source
        .error("duplicate-key", source.local(second), format!("the key `{key}` is given twice, here and {far}"))
        .label("given again")
        .also(source.path, first, "first given here")
        .help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::position;

    fn read(text: &str) -> (Vec<Node>, Vec<Diagnostic>) {
        let mut out = Vec::new();
        let nodes = parse(text, 0, &Arc::from("a.yaml"), &mut out);
        (nodes, out)
    }

    fn text(node: Option<&Node>) -> &str {
        match node.map(|node| &node.data) {
            Some(Data::Scalar(scalar)) => &scalar.text,
            other => panic!("not a text: {other:?}"),
        }
    }

    /// The text with the fix applied.
    fn fixed(text: &str, finding: &Diagnostic) -> Option<String> {
        let fix = finding.fix.as_ref()?;
        let mut text = text.to_owned();
        text.replace_range(fix.span.range(), &fix.replacement);
        Some(text)
    }

    /// Case, text, line and column, words of the message, and the text after the fix (which must
    /// then be read without a finding).
    type Case = (&'static str, &'static str, (usize, usize), &'static str, Option<&'static str>);

    const SYNTAX: &[Case] = &[
        ("Y01", "name: \"abc\nage: 3\n", (1, 7), "never closed", None),
        ("Y01", "a: 1\nname: 'abc\nage: 3\n", (2, 7), "never closed", None),
        ("Y01", "name: \"abc\nage: \"3\"\nx: y\n", (1, 7), "never closed", None),
        ("Y01", "日本: \"ü😀\nage: \"3\"\n", (1, 5), "never closed", None),
        ("Y01", "x: 'a\n---\nb: 1\n", (1, 4), "never closed", None),
        ("Y02", "a:\n\tb: 1\n", (2, 1), "a tab", None),
        ("Y02", "a:\n  - b\n\t- c\n", (3, 1), "a tab", None),
        ("Y02", "a:\n  b: 1\n\tc: 2\n", (3, 1), "a tab", None),
        ("Y02", "a: b\n\tc: d\n", (2, 1), "a tab", None),
        ("Y03", "quote: I said: no\n", (1, 14), "a colon", Some("quote: \"I said: no\"\n")),
        ("Y03", "a:\n  - q: Ü said: no # c\n", (2, 14), "a colon", Some("a:\n  - q: \"Ü said: no\" # c\n")),
        ("Y03", "q: say \"a\": no\n", (1, 11), "a colon", Some("q: 'say \"a\": no'\n")),
        ("Y03", "a: 1\n  b: 2\n", (2, 3), "`b` is indented", None),
        ("Y43", "goals:\n-item\nx: 1\n", (2, 1), "a space is missing after the dash", None),
        ("Y43", "g:\n  - a\n  -b\nc: d\n", (3, 3), "after the dash", Some("g:\n  - a\n  - b\nc: d\n")),
        ("Y44", "a: |\n   x\n  y\nb: 1\n", (3, 3), "indented wrongly", None),
        ("Y44", "a: |\n\n\n      \n  x\n", (5, 3), "indented wrongly", None),
        ("Y44", "a: |\nx\n", (2, 1), "is not indented", None),
        ("Y44", "b: 1\na: >-\nx\nc: d\n", (3, 1), "is not indented", None),
        ("header", "a: | text\n", (1, 4), "text on the line of `|`", Some("a: \"| text\"\n")),
        ("header", "a: > 5 users\n", (1, 4), "text on the line", Some("a: \"> 5 users\"\n")),
        ("sign", "a: @me\n", (1, 4), "begin with `@`", Some("a: \"@me\"\n")),
        ("sign", "- `me` # x\n", (1, 3), "begin with ```", Some("- \"`me`\" # x\n")),
        ("sign", "a: %me\n", (1, 4), "begin with `%`", Some("a: \"%me\"\n")),
        ("sign", "a: & b\n", (1, 4), "begin with `&`", Some("a: \"& b\"\n")),
        ("sign", "a: ? b\n", (1, 4), "begin with `?`", Some("a: \"? b\"\n")),
        ("sign", "a: , b\n", (1, 4), "begin with `,`", Some("a: \", b\"\n")),
        ("sign", "a: }x\n", (1, 4), "`}` closes nothing", Some("a: \"}x\"\n")),
        ("star", "a: *me you*\n", (1, 8), "text goes on after `*`", Some("a: \"*me you*\"\n")),
        ("star", "a: **bold** x\n", (1, 13), "after `*`", Some("a: \"**bold** x\"\n")),
        (
            "quote",
            "says: \"I never know.\" [[int-04#L31]]\n",
            (1, 23),
            "text goes on after the closing quotation mark",
            Some("says: '\"I never know.\" [[int-04#L31]]'\n"),
        ),
        (
            "quote",
            "says:\n  - \"I don't know 😀.\" [[int-04#L31]]\n  - b\n",
            (2, 23),
            "text goes on",
            Some("says:\n  - '\"I don''t know 😀.\" [[int-04#L31]]'\n  - b\n"),
        ),
        ("quote", "s: \"He said \"no\" to me\"\n", (1, 14), "goes on", Some("s: 'He said \"no\" to me'\n")),
        ("quote", "- 'it's me'\n", (1, 6), "this apostrophe", Some("- \"it's me\"\n")),
        ("quote", "- 'it's me\n", (1, 6), "this apostrophe", Some("- \"it's me\"\n")),
        ("quote", "a: x\n\"c\" d\n", (2, 5), "goes on", None),
        ("quote", "k: [\"a\" b]\n", (1, 9), "goes on", None),
        ("escape", "a: \"ü\\ud800\"\n", (1, 6), "one half of a character", None),
        ("escape", "a: \"\\udc00x\"\n", (1, 5), "one half of a character", None),
        ("escape", "a: \"x\\ud83d\\u0041\"\n", (1, 6), "one half", None),
        ("escape", "a: \"b\n  c:\\q\"\n", (2, 5), "means nothing", None),
        ("escape", "a: \"\\x4\"\n", (1, 5), "too few digits", None),
        ("escape", "a: \"\\U00110000\"\n", (1, 5), "no character", None),
        ("Y12", "a: [b, c\nd: e\n", (1, 4), "never closed", None),
        ("bracket", "a: {b: c\n", (1, 4), "never closed", None),
        ("bracket", "a: [b}\n", (1, 4), "does not match", None),
        ("bracket", "a: [b]]\n", (1, 7), "closes nothing", None),
        ("bracket", "a: [,b]\n", (1, 5), "before this comma", None),
        ("bracket", "a: [b: c: d]\n", (1, 9), "no key can be", None),
        ("bracket", "a: [x] and [y]\n", (1, 8), "after the closing bracket", Some("a: \"[x] and [y]\"\n")),
        ("bracket", "- [[x]] and\n- b\n", (1, 9), "after the closing bracket", Some("- \"[[x]] and\"\n- b\n")),
        ("lines", "a:\n  b: 1\n c: 2\n", (3, 2), "not lined up", None),
        ("lines", "a:\n - b\n- c\n", (3, 1), "not lined up", None),
        ("lines", "a: b\n- c\n", (2, 1), "a list item stands", None),
        ("lines", "- a\nb: c\n", (2, 1), "not a list item", None),
        ("lines", "a: - b\n", (1, 4), "cannot begin on the line of its key", None),
        ("lines", "just text\na: b\n", (1, 1), "neither a key", None),
        ("lines", "a: b\nc\nd: e\n", (2, 1), "neither a key", None),
        ("lines", "a:b\nc: d\n", (1, 2), "missing after this colon", Some("a: b\nc: d\n")),
        ("lines", "a: b\nc:d\n", (2, 2), "missing after this colon", Some("a: b\nc: d\n")),
        ("lines", "%FOO\na: b\n", (1, 1), "begin with `%`", None),
    ];

    #[test]
    fn a_syntax_error_is_told_where_a_person_would_look() {
        for (case, content, place, words, mended) in SYNTAX {
            let (nodes, out) = read(content);
            assert_eq!(out.len(), 1, "{case} {content:?}: {out:#?}");
            let finding = &out[0];
            assert_eq!(finding.rule, "yaml-syntax", "{case} {content:?}");
            let found = position(content, finding.span.start);
            assert_eq!((found.line, found.column), *place, "{case} {content:?}: {finding:#?}");
            assert!(finding.message.contains(words), "{case} {content:?}: {finding:#?}");
            assert!(finding.help.is_some(), "{case} {content:?}");
            assert!(content.get(finding.span.range()).is_some(), "{case} {content:?}");
            assert_eq!(nodes.len(), usize::from(*case == "Y01" && content.contains("---")), "{content:?}");
            let Some(result) = fixed(content, finding) else {
                assert_eq!(*mended, None, "{case} {content:?}");
                continue;
            };
            if let Some(mended) = mended {
                assert_eq!(&result, mended);
                assert_eq!(read(&result).1, [], "{case} {content:?}");
            }
        }
    }

    #[test]
    fn other_mistakes_have_their_rule_and_place() {
        let deep = format!("a: {}", "[".repeat(1000));
        let block = (0..70).map(|depth| " ".repeat(depth) + "a:\n").collect::<String>();
        type Case<'a> = (&'a str, &'a str, &'a str, (usize, usize), &'a str);
        let cases: &[Case<'_>] = &[
            ("Y05", "name: a\nx: 1\nname: b\n", "duplicate-key", (3, 1), "2 lines further up"),
            ("Y05", "{a: 1, ü: 2, a: 3}", "duplicate-key", (1, 14), "same line"),
            ("Y05", "- a: 1\n  \"a\": 3\n", "duplicate-key", (2, 3), "line above"),
            ("Y10", "a: &a [*a]\n", "yaml-alias", (1, 8), "contain itself"),
            ("Y10", "a: &a\n  b: *a\n", "yaml-alias", (2, 6), "`*a`"),
            ("Y11", "ü: *nowhere\n", "yaml-alias", (1, 4), "`*nowhere`"),
            ("Y11", "- **bold**\n", "yaml-alias", (1, 3), "`**bold**`"),
            ("Y12", &deep, "yaml-limit", (1, 68), "nested too deeply (limit 64)"),
            ("Y12", &block, "yaml-limit", (65, 65), "nested too deeply (limit 64)"),
            ("Y22", "a: 1\nb: ü\0c\n", "control-character", (2, 5), "NUL"),
            ("Y22", "a: \"b\u{1}\"\n", "control-character", (1, 6), "U+0001"),
            ("Y22", "a: b\u{85}c\n", "control-character", (1, 5), "U+0085"),
            ("Y22", "a: 'x\\0'\nb: \"ü\\0\"\n", "control-character", (2, 6), "`\\0`"),
            ("Y33", "a: !!python/object/apply:os.system [x]\n", "yaml-tag", (1, 4), "`!!python/object"),
            ("Y34", "a: !ruby/object x\n", "yaml-tag", (1, 4), "`!ruby/object`"),
            ("Y34", "ü: !!binary aGk=\n", "yaml-tag", (1, 4), "`!!binary`"),
            ("Y34", "- !include f\n", "yaml-tag", (1, 3), "`!include`"),
            ("Y34", "- !x!y f\n", "yaml-tag", (1, 3), "`!x!y`"),
            ("Y35", "? [a, b]\n: c\n", "yaml-key", (1, 3), "a list cannot be a key"),
            ("Y35", "a: {{ x }}\n", "yaml-key", (1, 5), "a mapping cannot be a key"),
            ("Y35", "a: 1\n: b\n", "yaml-key", (2, 1), "a key is missing"),
            ("merge", "<<: x\na: 1\n", "yaml-key", (1, 5), "takes over"),
            ("merge", "<<: [[a]]\n", "yaml-key", (1, 6), "takes over"),
        ];
        for (case, content, rule, place, words) in cases {
            let (_, out) = read(content);
            assert_eq!(out.len(), 1, "{case} {content:?}: {out:#?}");
            let found = position(content, out[0].span.start);
            assert_eq!(out[0].rule, *rule, "{case} {content:?}");
            assert_eq!((found.line, found.column), *place, "{case} {content:?}: {out:#?}");
            assert!(out[0].message.contains(words), "{case} {content:?}: {out:#?}");
        }
    }

    #[test]
    fn texts_stay_as_written_and_nothing_is_null() {
        let content = "v: 1.10\nno: no\nq: \"1\"\nt: ~\ne:\nn: null\nx: 'null'\n\
             b: |\n  ü\n  y\n\ns: !!str 1\nd: 0x1F\n1: a\ntrue: b\n";
        let (nodes, out) = read(content);
        assert_eq!(out, []);
        let root = &nodes[0];
        let seen: Vec<_> = root
            .entries()
            .iter()
            .map(|entry| match &entry.value.data {
                Data::Scalar(scalar) => (&*entry.key.value, &*scalar.text, scalar.plain),
                _ => (&*entry.key.value, entry.value.kind_word(), false),
            })
            .collect();
        let expected = [
            ("v", "1.10", true),
            ("no", "no", true),
            ("q", "1", false),
            ("t", "nothing", false),
            ("e", "nothing", false),
            ("n", "nothing", false),
            ("x", "null", false),
            ("b", "ü\ny\n", false),
            ("s", "1", false),
            ("d", "0x1F", true),
            ("1", "a", true),
            ("true", "b", true),
        ];
        assert_eq!(seen, expected);
        assert_eq!(root.get("b").unwrap().span.of(content), "ü\n  y");
        assert_eq!(root.get("e").unwrap().span.start as usize, content.find("e:").unwrap() + 2);
    }

    #[test]
    fn spans_are_bytes_of_the_file() {
        let front = "---\n";
        let content = "日本: [ü, \"😀 x\"]\nm:\n  - k: ö\n    l: p\n\nend: 1\n";
        let file = format!("{front}{content}---\n");
        let mut out = Vec::new();
        let nodes = parse(content, front.len(), &Arc::from("a.md"), &mut out);
        assert_eq!(out, []);
        let root = &nodes[0];
        assert_eq!(root.span.of(&file), content.trim_end());
        assert_eq!(root.entries()[0].key.span.of(&file), "日本");
        let list = root.get("日本").unwrap();
        assert_eq!(list.span.of(&file), "[ü, \"😀 x\"]");
        let Data::List(items) = &list.data else { panic!("{list:?}") };
        assert_eq!(items[1].span.of(&file), "\"😀 x\"");
        assert_eq!(root.get("m").unwrap().span.of(&file), "- k: ö\n    l: p");
        assert_eq!(root.get("end").unwrap().span.of(&file), "1");
        let mut out = Vec::new();
        parse("a: @ü\n", front.len(), &Arc::from("a.md"), &mut out);
        assert_eq!((out[0].span.start, out[0].fix.as_ref().unwrap().span), (7, Span::new(7, 10)));
    }

    #[test]
    fn aliases_and_merge_keys_are_applied() {
        let content = "base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\n\
             own:\n  <<: [*b, *m]\n  x: 9\nsame: *b\n'<<': t\n";
        let (nodes, out) = read(content);
        assert_eq!(out, []);
        let own = nodes[0].get("own").unwrap();
        let seen: Vec<_> = own.entries().iter().map(|e| (&*e.key.value, text(Some(&e.value)))).collect();
        assert_eq!(seen, [("x", "9"), ("y", "2"), ("z", "4")]);
        let same = nodes[0].get("same").unwrap();
        assert_eq!(same.span.of(content), "{x: 1, y: 2}");
        assert_eq!(text(nodes[0].get("<<")), "t");
    }

    #[test]
    fn the_first_of_equal_keys_is_kept_also_among_many() {
        let mut content = (0..40).map(|at| format!("k{at}: {at}\n")).collect::<String>();
        content += "k3: x\nk39: y\nlast: [\n";
        let (nodes, out) = read(&content);
        let rules: Vec<_> = out.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["duplicate-key", "duplicate-key", "yaml-syntax"]);
        assert_eq!(out[0].labels[0].span.of(&content), "k3");
        assert!(nodes.is_empty(), "nothing is returned for a broken document");
        let (nodes, _) = read(&content.replace("last: [", ""));
        assert_eq!(text(nodes[0].get("k3")), "3");
        assert_eq!(nodes[0].entries().len(), 40);
    }

    #[test]
    fn documents_are_read_one_by_one() {
        for empty in ["", "\n", "# only\n# comments\n", "---\n", "---\n...\n", "~\n"] {
            assert_eq!(read(empty), (vec![], vec![]), "Y26 {empty:?}");
        }
        let (nodes, out) = read("a: 1\n---\nb: 2\n--- # nothing\n---\n- c\n");
        assert_eq!((nodes.len(), out.len()), (3, 0), "Y28");
        let (nodes, out) = read("a: @x\n---\nb: 2\n---\nc: [\n---\n- d\n");
        assert_eq!(text(nodes[0].get("b")), "2");
        assert_eq!((nodes.len(), out.len()), (2, 2), "{out:#?}");
        assert_eq!(position("a: @x\n---\nb: 2\n---\nc: [\n", out[1].span.start).line, 5);
        let (nodes, out) = read("&a x\n---\n*a\n");
        assert_eq!((nodes.len(), out[0].rule), (2, "yaml-alias"), "anchors end with their document");
    }

    #[test]
    fn bombs_end_soon_on_a_small_stack() {
        let mut laughs = "a0: &a0 [lol]\n".to_owned();
        for at in 1..10 {
            let list = vec![format!("*a{}", at - 1); 9].join(", ");
            laughs += &format!("a{at}: &a{at} [{list}]\n");
        }
        let anchored = (0..60).map(|at| format!("&n{at} [")).collect::<String>() + &"1, ".repeat(20_000);
        let nested = "a: &a ".to_owned() + &"[".repeat(60) + &"]".repeat(60) + "\nb: [[[[[*a]]]]]\n";
        let bombs = [
            ("Y08", laughs, "yaml-limit"),
            ("Y12", "[".repeat(200_000), "yaml-limit"),
            ("Y12", "- ".repeat(100_000), "yaml-limit"),
            ("Y12", "{a: ".repeat(50_000), "yaml-limit"),
            ("aliases", "a: &a 1\nb: [".to_owned() + &"*a, ".repeat(60) + "]\n", "yaml-limit"),
            ("unknown", "[".to_owned() + &"*a, ".repeat(60) + "]\n", "yaml-limit"),
            ("nodes", "[".to_owned() + &"1,".repeat(300_000) + "]", "yaml-limit"),
            ("anchors", anchored + &"]".repeat(60), "yaml-limit"),
            ("depth by alias", nested, "yaml-limit"),
        ];
        let work = move || {
            for (case, bomb, rule) in bombs {
                // Without the limits the machine would run out of memory or stack long before the end.
                let (_, out) = read(&bomb);
                assert_eq!(out.last().map(|finding| finding.rule), Some(rule), "{case}: {out:?}");
            }
        };
        let thread = std::thread::Builder::new().stack_size(256 * 1024).spawn(work).unwrap();
        thread.join().unwrap();
    }

    #[test]
    fn equal_keys_by_the_thousand_stay_linear() {
        // Comparing each key with every other one would take minutes.
        let (_, out) = read(&"key: 1\n".repeat(50_000));
        assert_eq!(out.len(), 49_999);
    }

    #[test]
    fn no_prefix_or_mutation_of_a_case_panics() {
        let mut content = SYNTAX.iter().map(|case| case.1).collect::<Vec<_>>().join("---\n");
        content += "a: &ü [*ü, \"\\u00\"]\n'";
        let starts: Vec<_> = content.char_indices().map(|(at, _)| at).collect();
        for window in starts.windows(40) {
            for length in [3, 9, 39] {
                let part = &content[window[0]..window[length]];
                for finding in read(part).1 {
                    let fix = finding.fix.as_ref().map_or(finding.span, |fix| fix.span);
                    for span in [finding.span, fix] {
                        assert!(part.get(span.range()).is_some(), "{part:?}: {finding:?}");
                    }
                }
            }
        }
    }
}

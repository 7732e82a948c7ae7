//! Slices of Markdown as safe HTML: links resolved, evidence links taken out, raw HTML sanitised.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Parser, Tag, TagEnd};

use super::markdown::{MAX_DEPTH, mask, options, unmask};

/// What becomes of raw HTML in content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RawHtml {
    /// Harmless elements stay, everything else goes; its text stays.
    #[default]
    Sanitise,
    /// Kept as written.
    Allow,
    /// Shown as text.
    Escape,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// To this address.
    Href(String),
    /// To this address; a bare wiki link shows this title.
    Titled(String, String),
    /// It is evidence: shown as a mark, not as text.
    Evidence,
    /// Nowhere: only its text is shown.
    Text,
}

/// A link as written.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// Where it leads.
    pub target: &'a str,
    /// `[[…]]`.
    pub wiki: bool,
    /// An image.
    pub image: bool,
}

/// How to render: the same for all slices of one page.
pub struct Renderer<'a> {
    /// The language of the text, for quotation marks.
    pub language: &'a str,
    /// Link and footnote definitions of the file (see [`Outline::definitions`](super::markdown::Outline)).
    pub definitions: &'a str,
    /// What becomes of raw HTML.
    pub raw_html: RawHtml,
    /// The words for a task done and not done, and for the name of a table's region.
    pub words: [&'a str; 3],
    /// Where links lead.
    pub resolve: &'a dyn Fn(Link) -> Target,
    /// Footnotes in the order in which they are referred to.
    pub footnotes: RefCell<Vec<String>>,
}

impl Renderer<'_> {
    /// Blocks of Markdown as HTML.
    pub fn blocks(&self, markdown: &str) -> String {
        let source = self.with_definitions(markdown);
        let source = mask(&source);
        let mut filter = Filter::new(self, markdown);
        let events: Vec<Event> = Parser::new_ext(&source, options())
            .into_offset_iter()
            .filter(|(_, range)| range.start < markdown.len())
            .flat_map(|(event, range)| filter.event(event, range))
            .collect();
        let mut out = String::with_capacity(markdown.len() * 3 / 2);
        pulldown_cmark::html::push_html(&mut out, events.into_iter());
        if filter.raw && self.raw_html == RawHtml::Sanitise { sanitise(&out) } else { out }
    }

    /// Inline Markdown as HTML, without a paragraph around it.
    pub fn inline(&self, markdown: &str) -> String {
        let html = self.blocks(&one_paragraph(markdown));
        let trimmed = html.trim();
        match trimmed.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
            Some(inner) if !inner.contains("<p>") => tidy(inner).into_owned(),
            _ => trimmed.to_owned(),
        }
    }

    fn with_definitions<'m>(&self, markdown: &'m str) -> Cow<'m, str> {
        if self.definitions.is_empty() || !markdown.contains('[') {
            return markdown.into();
        }
        format!("{markdown}\n\n{}", self.definitions).into()
    }

    /// The number of a footnote on this page.
    pub fn footnote(&self, name: &str) -> usize {
        let mut footnotes = self.footnotes.borrow_mut();
        match footnotes.iter().position(|known| known == name) {
            Some(at) => at + 1,
            None => {
                footnotes.push(name.to_owned());
                footnotes.len()
            }
        }
    }

    /// Rewrites the addresses in raw HTML: they resolve as those in Markdown do. Frames, and pictures of other hosts,
    /// become links to what they show.
    fn readdress(&self, raw: &str) -> String {
        let mut out = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((at, element)) = next_tag(rest, &["a", "img", "iframe", "embed"]) {
            let Some(end) = rest[at..].find('>').map(|end| at + end + 1) else { break };
            out.push_str(&rest[..at]);
            out.push_str(&self.tag(element, &rest[at..end]));
            rest = &rest[end..];
        }
        out.push_str(rest);
        out
    }

    fn tag(&self, element: &str, tag: &str) -> String {
        let mut attributes = attributes(tag);
        let key = if element == "a" { "href" } else { "src" };
        let written = attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        let Some(written) = written else { return tag.to_owned() };
        let image = element != "a";
        let target = (self.resolve)(Link { target: &written, wiki: false, image });
        let href = match target {
            Target::Href(href) | Target::Titled(href, _) => href,
            Target::Evidence | Target::Text => String::new(),
        };
        if image && (is_external(&href) || element != "img") {
            let title = attributes.iter().find(|(name, value)| matches!(&**name, "alt" | "title") && !value.is_empty());
            let text = title.map_or(&written, |(_, value)| value);
            return format!("<a href=\"{}\">{}</a>", escape(&href), escape(text));
        }
        // A link that leads nowhere is only its text.
        if href.is_empty() {
            attributes.retain(|(name, _)| name != key);
        }
        for (name, value) in &mut attributes {
            if name == key {
                *value = href.clone();
            }
        }
        let written: String = attributes.iter().map(|(name, value)| format!(" {name}=\"{}\"", escape(value))).collect();
        format!("<{element}{written}>")
    }
}

/// Keeps the harmless elements of `html` and closes what was left open.
fn sanitise(html: &str) -> String {
    let mut builder = ammonia::Builder::default();
    builder
        .add_tag_attributes("div", ["tabindex", "role", "aria-label"])
        .add_tag_attributes("span", ["aria-hidden"])
        .add_allowed_classes("div", ["table"])
        .add_allowed_classes("span", ["task", "visually-hidden"])
        .add_allowed_classes("sup", ["footnote-ref"])
        .clean(html)
        .to_string()
}

/// Turns pulldown-cmark's events into ours; remembers what is open.
struct Filter<'r, 'a> {
    renderer: &'r Renderer<'a>,
    source: &'r str,
    /// For each open link: how it ends.
    links: Vec<Open>,
    /// Greater than zero while inside something that is left out.
    hidden: usize,
    /// How many containers are open, and which of them were left out for depth.
    depth: usize,
    /// Whether raw HTML occurred.
    raw: bool,
    /// The raw HTML block that is open: its lines come one by one, its tags may span them.
    block: Option<String>,
}

enum Open {
    Link,
    Image,
    Nothing,
    Hidden,
}

impl<'r, 'a> Filter<'r, 'a> {
    fn new(renderer: &'r Renderer<'a>, source: &'r str) -> Self {
        Filter { renderer, source, links: Vec::new(), hidden: 0, depth: 0, raw: false, block: None }
    }

    fn event<'e>(&mut self, event: Event<'e>, range: Range<usize>) -> Vec<Event<'e>> {
        match unmasked(event) {
            Event::Start(Tag::FootnoteDefinition(_)) => {
                self.hidden += 1;
                Vec::new()
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                self.hidden -= 1;
                Vec::new()
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                self.open_link(link_type, &dest_url, title, id)
            }
            Event::Start(Tag::Image { dest_url, title, id, link_type }) => {
                self.open_image(link_type, &dest_url, title, id)
            }
            Event::End(end @ (TagEnd::Link | TagEnd::Image)) => self.close_link(end),
            _ if self.hidden > 0 => Vec::new(),
            event => self.visible(event, range),
        }
    }

    fn visible<'e>(&mut self, event: Event<'e>, range: Range<usize>) -> Vec<Event<'e>> {
        match event {
            Event::Start(Tag::BlockQuote(_) | Tag::List(_)) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH { Vec::new() } else { vec![plain_quote(event)] }
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_)) => {
                self.depth -= 1;
                if self.depth >= MAX_DEPTH { Vec::new() } else { vec![event] }
            }
            Event::Start(Tag::Item) | Event::End(TagEnd::Item) if self.depth > MAX_DEPTH => Vec::new(),
            // Headings inside of quotes and lists would break the page's outline.
            Event::Start(Tag::Heading { .. }) => vec![html("<p><strong>")],
            Event::End(TagEnd::Heading(_)) => vec![html("</strong></p>\n")],
            Event::Start(Tag::Table(_)) => {
                let label = escape(self.renderer.words[2]);
                let open = format!("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\">");
                vec![html(open), event]
            }
            Event::End(TagEnd::Table) => vec![event, html("</div>\n")],
            Event::Text(text) => vec![Event::Text(self.curl(text, &range))],
            Event::TaskListMarker(done) => vec![html(self.task(done))],
            Event::FootnoteReference(name) => {
                let n = self.renderer.footnote(&name);
                vec![html(format!("<sup class=\"footnote-ref\"><a href=\"#fn-{n}\">{n}</a></sup>"))]
            }
            Event::Start(Tag::HtmlBlock) => {
                self.block = Some(String::new());
                Vec::new()
            }
            Event::End(TagEnd::HtmlBlock) => {
                let raw = self.block.take().unwrap_or_default();
                self.raw(raw.into())
            }
            Event::Html(raw) | Event::InlineHtml(raw) => match &mut self.block {
                Some(block) => {
                    block.push_str(&raw);
                    Vec::new()
                }
                None => self.raw(raw),
            },
            event => vec![event],
        }
    }

    fn raw<'e>(&mut self, raw: CowStr<'e>) -> Vec<Event<'e>> {
        match self.renderer.raw_html {
            RawHtml::Escape => vec![Event::Text(raw)],
            RawHtml::Allow => vec![Event::Html(raw)],
            RawHtml::Sanitise => {
                self.raw = true;
                vec![html(self.renderer.readdress(&raw))]
            }
        }
    }

    fn open_link<'e>(&mut self, kind: LinkType, dest: &str, title: CowStr<'e>, id: CowStr<'e>) -> Vec<Event<'e>> {
        let wiki = matches!(kind, LinkType::WikiLink { .. });
        let bare = matches!(kind, LinkType::WikiLink { has_pothole: false });
        let address = if kind == LinkType::Email { format!("mailto:{dest}") } else { dest.to_owned() };
        let target = (self.renderer.resolve)(Link { target: &address, wiki, image: false });
        if self.hidden > 0 {
            self.links.push(Open::Hidden);
            self.hidden += 1;
            return Vec::new();
        }
        let link =
            |href: String| Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url: href.into(), title, id });
        match target {
            Target::Evidence => {
                self.links.push(Open::Hidden);
                self.hidden += 1;
                Vec::new()
            }
            Target::Text => {
                self.links.push(Open::Nothing);
                Vec::new()
            }
            Target::Titled(href, text) if bare => {
                let events = vec![link(href), Event::Text(text.into()), Event::End(TagEnd::Link)];
                self.links.push(Open::Hidden);
                self.hidden += 1;
                events
            }
            Target::Href(href) | Target::Titled(href, _) => {
                let events = vec![link(href)];
                self.links.push(Open::Link);
                events
            }
        }
    }

    /// A picture of another host would be a request to it: the page links to it instead.
    fn open_image<'e>(&mut self, link_type: LinkType, dest: &str, title: CowStr<'e>, id: CowStr<'e>) -> Vec<Event<'e>> {
        let target = (self.renderer.resolve)(Link { target: dest, wiki: false, image: true });
        if self.hidden > 0 {
            self.links.push(Open::Hidden);
            self.hidden += 1;
            return Vec::new();
        }
        match target {
            Target::Href(href) if !is_external(&href) => {
                let dest_url = href.into();
                self.links.push(Open::Image);
                vec![Event::Start(Tag::Image { link_type, dest_url, title, id })]
            }
            Target::Href(href) => {
                self.links.push(Open::Link);
                vec![Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url: href.into(), title, id })]
            }
            _ => {
                self.links.push(Open::Nothing);
                Vec::new()
            }
        }
    }

    fn close_link<'e>(&mut self, _end: TagEnd) -> Vec<Event<'e>> {
        match self.links.pop() {
            Some(Open::Link) => vec![Event::End(TagEnd::Link)],
            Some(Open::Image) => vec![Event::End(TagEnd::Image)],
            Some(Open::Hidden) => {
                self.hidden -= 1;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn task(&self, done: bool) -> String {
        let (sign, word) = if done { ("☑", self.renderer.words[0]) } else { ("☐", self.renderer.words[1]) };
        format!(
            "<span class=\"task\" aria-hidden=\"true\">{sign}</span><span class=\"visually-hidden\">{}: </span> ",
            escape(word)
        )
    }

    /// Straight quotes become those of the text's language; marks that were typed curly stay as typed.
    fn curl<'e>(&self, text: CowStr<'e>, range: &Range<usize>) -> CowStr<'e> {
        let typed = self.source.get(range.clone()).unwrap_or("");
        if !matches!(typed, "\"" | "'") {
            return text;
        }
        quotes(self.renderer.language, &text).map_or(text, CowStr::from)
    }
}

/// An event with the brackets that were masked for the parser.
fn unmasked(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Text(text) => Event::Text(unmask(text)),
        Event::Code(text) => Event::Code(unmask(text)),
        Event::Html(raw) => Event::Html(unmask(raw)),
        Event::InlineHtml(raw) => Event::InlineHtml(unmask(raw)),
        event => event,
    }
}

/// The quotation mark of a language in place of the English one; `None` where they are the same.
fn quotes(language: &str, english: &str) -> Option<&'static str> {
    let marks = match language.split('-').next().unwrap_or("") {
        "de" | "cs" | "sk" => ["„", "“", "‚", "‘"],
        "pl" | "ro" | "hu" => ["„", "”", "‚", "’"],
        "fr" => ["«\u{a0}", "\u{a0}»", "‹\u{a0}", "’"],
        "es" | "it" | "pt" => ["«", "»", "“", "’"],
        "sv" | "fi" => ["”", "”", "’", "’"],
        "ja" | "zh" => ["「", "」", "『", "』"],
        _ => return None,
    };
    match english {
        "“" => Some(marks[0]),
        "”" => Some(marks[1]),
        "‘" => Some(marks[2]),
        // A single closing mark is an apostrophe far more often than a quotation mark.
        _ => None,
    }
}

/// The plain text of inline or block Markdown: no markup, evidence links left out, other links as their text.
pub fn plain(markdown: &str) -> String {
    if !may_be_markup(markdown) {
        return markdown.trim().to_owned();
    }
    let mut out = String::with_capacity(markdown.len());
    let mut wiki = 0;
    for event in Parser::new_ext(&mask(markdown), options()) {
        match unmasked(event) {
            Event::Start(Tag::Link { link_type: LinkType::WikiLink { has_pothole: false }, .. }) => wiki += 1,
            Event::End(TagEnd::Link) if wiki > 0 => wiki -= 1,
            Event::Text(text) | Event::Code(text) if wiki == 0 => out.push_str(&text),
            Event::FootnoteReference(_) => {}
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Item) => out.push(' '),
            _ => {}
        }
    }
    let text = out.split_whitespace().collect::<Vec<_>>().join(" ");
    tidy(&without_footnotes(&text)).into_owned()
}

/// Whether a text could hold markup. Most texts do not, and need no parser.
fn may_be_markup(text: &str) -> bool {
    const MARKS: &[char] = &['\\', '`', '*', '_', '[', ']', '<', '&', '~', '"', '\'', '|', '!', '^', '\n', '\t'];
    let begins = |c: char| c.is_ascii_digit() || "#>-+=:".contains(c);
    text.trim_start().starts_with(begins)
        || text.contains(MARKS)
        || ["..", "--", "  "].iter().any(|run| text.contains(run))
}

/// References to footnotes that stand elsewhere in the file are no text: `[^1]`.
fn without_footnotes(text: &str) -> Cow<'_, str> {
    let Some((before, after)) = text.split_once("[^") else { return text.into() };
    match after.split_once(']') {
        Some((name, rest)) if !name.contains(' ') => format!("{before}{}", without_footnotes(rest)).into(),
        _ => text.into(),
    }
}

/// Takes away the space that an evidence link left behind, before punctuation and at the end.
fn tidy(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if ![" .", " ,", "  "].iter().any(|gap| text.contains(gap)) {
        return text.into();
    }
    text.replace("  ", " ").replace(" .", ".").replace(" ,", ",").into()
}

/// A text that Markdown reads as one paragraph even if it begins like a heading, list or rule.
fn one_paragraph(text: &str) -> String {
    let text = text.trim();
    let first = text.chars().next().unwrap_or(' ');
    let starts_block = matches!(first, '#' | '>' | '-' | '+' | '=' | '~' | ':')
        || (first == '*' && text[1..].starts_with(' '))
        || (first.is_ascii_digit() && text.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['.', ')']));
    if !starts_block {
        return text.to_owned();
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    format!("{}\\{}", &text[..digits], &text[digits..])
}

fn plain_quote(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(Tag::BlockQuote(_)) => Event::Start(Tag::BlockQuote(None)),
        event => event,
    }
}

fn html<'e>(text: impl Into<String>) -> Event<'e> {
    Event::InlineHtml(CowStr::from(text.into()))
}

/// Escapes text for HTML, attributes included.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// Whether an address leads to another host.
pub fn is_external(address: &str) -> bool {
    scheme(address).is_some() || address.starts_with("//")
}

/// The scheme of an address, lower case, if it has one. Control characters do not hide it.
pub fn scheme(address: &str) -> Option<String> {
    let clean: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let (scheme, _) = clean.split_once(':')?;
    let valid = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    (valid && scheme.starts_with(|c: char| c.is_ascii_alphabetic())).then(|| scheme.to_lowercase())
}

/// An address in raw HTML.
#[derive(Clone, Debug, PartialEq)]
pub struct Address {
    /// Where it leads, as written.
    pub target: String,
    /// What is there.
    pub role: Role,
    /// Where its tag stands.
    pub tag: Range<usize>,
}

/// What an address in raw HTML is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    /// A link.
    Link,
    /// A picture, with its alternative text; none where it has not even an empty one.
    Image(Option<String>),
    /// A picture that stands for another one, or behind the text: what it shows is said elsewhere.
    Backdrop,
    /// Something that is loaded into the page: a frame, a film, a script.
    Frame(&'static str),
}

/// What can be loaded into a page by raw HTML besides pictures.
const FRAMES: [&str; 7] = ["iframe", "embed", "object", "script", "video", "audio", "frame"];

/// The addresses in raw HTML: where its links lead, its pictures lie, its frames come from.
pub fn addresses(raw: &str) -> Vec<Address> {
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some(at) = raw[from..].find('<').map(|at| from + at) {
        from = at + tag_length(&raw[at..]);
        addresses_of_tag(&raw[at..from], at..from, &mut found);
    }
    found
}

/// The length of the tag or comment that a text begins with; marks inside of quotes do not end it.
fn tag_length(text: &str) -> usize {
    if text.starts_with("<!--") {
        return text.find("-->").map_or(text.len(), |end| end + 3);
    }
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return at + 1,
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    // A quote that is never closed was an apostrophe.
    text.find('>').map_or(text.len(), |end| end + 1)
}

fn addresses_of_tag(tag: &str, place: Range<usize>, found: &mut Vec<Address>) {
    let name: String =
        tag[1..].chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    if name.is_empty() {
        return;
    }
    let attributes = attributes(tag);
    let get = |key: &str| attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
    let at = |key: &str| get(key).filter(|value| !value.is_empty());
    let mut add = |target: Option<String>, role: Role| {
        found.extend(target.map(|target| Address { target, role, tag: place.clone() }));
    };
    // `alt` alone is an empty text.
    let bare_alt = || tag.split([' ', '\t', '\n', '/', '>']).any(|word| word == "alt").then(String::new);
    match &*name {
        "a" => add(at("href"), Role::Link),
        "img" => add(at("src"), Role::Image(get("alt").or_else(bare_alt))),
        // A source lies in a film or in a picture; what it is for cannot be seen from here.
        "source" => add(at("src"), Role::Frame("video")),
        name => {
            if let Some(frame) = FRAMES.into_iter().find(|frame| *frame == name) {
                add(at(if frame == "object" { "data" } else { "src" }), Role::Frame(frame));
            }
        }
    }
    if matches!(&*name, "img" | "source") {
        let all = at("srcset").filter(|all| !all.contains("data:")).unwrap_or_default();
        all.split(',').for_each(|one| add(one.split_whitespace().next().map(str::to_owned), Role::Backdrop));
    }
    backdrops(&at("style").unwrap_or_default()).for_each(|target| add(Some(target.to_owned()), Role::Backdrop));
}

/// The addresses in a style: `background: url(…)`.
fn backdrops(style: &str) -> impl Iterator<Item = &str> {
    let inner = style.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    let targets = inner.map(|target| target.trim().trim_matches(['"', '\'']));
    targets.filter(|target| !target.starts_with('#') && !target.starts_with("data:"))
}

/// Where the next tag of one of these elements begins.
fn next_tag(text: &str, elements: &[&'static str]) -> Option<(usize, &'static str)> {
    let mut from = 0;
    while let Some(at) = text[from..].find('<').map(|at| from + at) {
        let name: String = text[at + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        if let Some(element) = elements.iter().find(|element| element.eq_ignore_ascii_case(&name)) {
            return Some((at, element));
        }
        from = at + 1;
    }
    None
}

/// The attributes of one tag in order, names in lower case.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let name = before.trim_end().rsplit([' ', '\t', '\n', '"', '\'']).next().unwrap_or("").to_ascii_lowercase();
        let after = after.trim_start();
        let (value, next) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            _ => after.split_once([' ', '>', '\n']).unwrap_or((after, "")),
        };
        if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && !name.is_empty() {
            found.push((name, value.to_owned()));
        }
        rest = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(markdown: &str) -> String {
        render_with(markdown, "en", RawHtml::Sanitise)
    }

    fn render_with(markdown: &str, language: &str, raw_html: RawHtml) -> String {
        let resolve = |link: Link| match link.target {
            "int-04" => Target::Evidence,
            "mara" => Target::Titled("../mara/index.html".into(), "Mara".into()),
            target => match scheme(target).as_deref() {
                None | Some("http" | "https" | "mailto") => Target::Href(target.into()),
                _ => Target::Text,
            },
        };
        let renderer = Renderer {
            language,
            definitions: "",
            raw_html,
            words: ["Done", "To do", "Table"],
            resolve: &resolve,
            footnotes: RefCell::default(),
        };
        renderer.blocks(markdown).trim().to_owned()
    }

    #[test]
    fn addresses_know_what_they_are_for() {
        let raw = r#"<!-- <img src="no.png"> --><a href="b.md">b</a><img alt="1 > 0" src="a.png" srcset="a2.png 2x">
            <img src=c.png alt><img
            src="d.png"><div style="background: url('e.png'), url(#f)"><iframe src="https://x.example/"></iframe>"#;
        let found: Vec<(String, Role)> =
            addresses(raw).into_iter().map(|address| (address.target, address.role)).collect();
        let image = |alt: &str| Role::Image(Some(alt.into()));
        let expected = [
            ("b.md", Role::Link),
            ("a.png", image("1 > 0")),
            ("a2.png", Role::Backdrop),
            ("c.png", image("")),
            ("d.png", Role::Image(None)),
            ("e.png", Role::Backdrop),
            ("https://x.example/", Role::Frame("iframe")),
        ];
        assert_eq!(found, expected.map(|(target, role)| (target.to_owned(), role)));
    }

    #[test]
    fn active_content_never_reaches_a_page() {
        for bad in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](  JaVaScRiPt:alert(1))",
            "[x](data:text/html;base64,PHM+)",
            "<a href=\"java&#10;script:alert(1)\">x</a>",
            "<iframe src=\"javascript:alert(1)\"></iframe>",
            "[a](b \"b\\\" onmouseover=alert(1) \")",
        ] {
            let html = render(bad).to_lowercase();
            for active in ["<script", "onerror=", "href=\"javascript", "data:text", "<iframe", "\" onmouseover"] {
                assert!(!html.contains(active), "{bad} gave {html}");
            }
        }
    }

    #[test]
    fn evidence_is_taken_out_and_entities_show_their_title() {
        assert_eq!(render("I wait. [[int-04]]"), "<p>I wait. </p>");
        assert_eq!(render("See [[mara]]."), "<p>See <a href=\"../mara/index.html\">Mara</a>.</p>");
        assert_eq!(render("See [[mara|her page]]."), "<p>See <a href=\"../mara/index.html\">her page</a>.</p>");
        assert_eq!(plain("\"I wait.\" [[int-04]]"), "“I wait.”");
    }

    #[test]
    fn quotes_follow_the_language_and_typed_marks_stay() {
        assert_eq!(render_with("\"ja\" “typed”", "de", RawHtml::Sanitise), "<p>„ja“ “typed”</p>");
        assert_eq!(render("\"yes\" don't"), "<p>“yes” don’t</p>");
    }

    #[test]
    fn unclosed_html_stays_inside() {
        assert_eq!(render("<div><b>open\n\ntext"), "<div><b>open\n<p>text</p>\n</b></div>");
    }

    #[test]
    fn pictures_elsewhere_become_links() {
        assert_eq!(render("![A map](https://e.example/a.png)"), "<p><a href=\"https://e.example/a.png\">A map</a></p>");
        assert!(render("<img src=\"https://e.example/a.png\" alt=\"A map\">").contains(">A map</a>"));
    }

    #[test]
    fn template_code_is_text() {
        assert_eq!(render("{{ 7*7 }} {% include \"x\" %}"), "<p>{{ 7*7 }} {% include “x” %}</p>");
    }
}

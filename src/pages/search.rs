//! Search: what can be found, each thing with its place; and the page that lists everything from A to Z.
//!
//! What is found is taken from the same functions as what is shown, so that search never says more than a page does.

use std::cmp::Reverse;
use std::collections::HashSet;

use rayon::prelude::*;
use serde::Serialize;

use crate::site::evidence::State;
use crate::site::link::Index;
use crate::site::transcript;
use crate::syntax::value::Item;
use crate::syntax::{html, label, quotation};

use super::leaves;
use super::topic::Topic;
use super::view::{BlockView, LinkView};
use super::{Cx, Pages, View, text_of};

/// The most characters of one entry: about what stands in a result.
const LONGEST: usize = 320;

/// In which order equally good results stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The name of a person.
    Name,
    /// A customer's own words with a source.
    Quote,
    /// The title of anything else.
    Title,
    /// A statement.
    Statement,
    /// Running text.
    Text,
    /// A line of a transcript.
    Line,
}

/// One thing that can be found.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it stands among equally good results.
    pub class: Class,
    /// What it is, to choose by: a kind, `quote` or `pain`.
    pub kind: &'static str,
    /// Whom it is about.
    pub person: Option<Index>,
    /// How sure we are.
    pub state: Option<State>,
    /// Whether these are a customer's own words with a source.
    pub voice: bool,
    /// Its words, plain text.
    pub text: String,
    /// Whose it is, which part, how sure: one line.
    pub caption: String,
    /// Its address from the site's root, with its fragment.
    pub url: String,
    /// The language of its words.
    pub language: String,
    /// How many people stand behind it.
    people: usize,
}

/// Everything that can be found, best first among equals.
pub fn entries(pages: &Pages) -> Vec<Entry> {
    let indices: Vec<Index> = pages.site.indices().filter(|index| pages.site.may_name(*index)).collect();
    let mut all: Vec<Entry> = indices.into_par_iter().flat_map_iter(|index| Finder::new(pages, index).all()).collect();
    all.sort_by_key(|entry| (entry.class, Reverse(entry.people)));
    all
}

/// Gathers what can be found of one entity.
struct Finder<'a> {
    cx: Cx<'a>,
    index: Index,
    person: Option<Index>,
    found: Vec<Entry>,
    /// What is found already: the same words twice on a page are one result.
    known: HashSet<String>,
}

impl<'a> Finder<'a> {
    fn new(pages: &'a Pages, index: Index) -> Self {
        // Seen from no page at all, addresses begin at the root.
        let cx = Cx::new(pages, "", 0..0);
        let person = cx.site().subjects(index).first().copied().filter(|person| cx.site().may_name(*person));
        Finder { cx, index, person, found: Vec::new(), known: HashSet::new() }
    }

    fn all(mut self) -> Vec<Entry> {
        self.title();
        self.statements();
        self.text();
        self.transcript();
        self.found
    }

    fn title(&mut self) {
        let entity = self.cx.entity(self.index);
        let role = html::plain(entity.record.str("role"));
        let text = match (&*entity.title, role.is_empty()) {
            ("", _) => entity.id.to_string(),
            (title, true) => title.to_owned(),
            (title, false) => format!("{title}, {role}"),
        };
        let class = if entity.kind.subject { Class::Name } else { Class::Title };
        let summary = html::plain(entity.record.str("summary"));
        self.add(class, self.at(""), text, self.document());
        self.add(Class::Text, self.at(""), summary, self.document());
    }

    fn statements(&mut self) {
        let (cx, index) = (&self.cx, self.index);
        let mut all: Vec<(&'static str, Option<usize>, &Item)> = Vec::new();
        cx.entity(index).record.each_item(&mut |field, stage, item| all.push((field, stage, item)));
        for (field, stage, item) in all {
            if !self.cx.site().withholds(self.index, item) {
                self.statement(field, stage, item);
            }
        }
    }

    fn statement(&mut self, field: &'static str, stage: Option<usize>, item: &Item) {
        let site = self.cx.site();
        let claim = site.claim(self.index, item);
        let words = quotation::without_marks(&item.plain);
        let told = site[self.index].kind.evidence && field == "quotes";
        let voice = told || (words.is_some() && !claim.sources.is_empty());
        let kind = match field {
            _ if voice => "quote",
            "pains" => "pain",
            _ => site[self.index].kind.name,
        };
        let state = Some(claim.state).filter(|_| site.marks() && !told);
        let caption = if told { self.document() } else { self.of_statement(field, stage, state, claim.people) };
        let people = claim.people;
        let url = self.cx.statement_href(self.index, item.number);
        let class = if voice { Class::Quote } else { Class::Statement };
        let text = words.unwrap_or(&item.plain).to_owned();
        if self.add(class, url.clone(), text, caption)
            && let Some(entry) = self.found.last_mut()
        {
            (entry.kind, entry.voice, entry.state, entry.people) = (kind, voice, state, people);
        }
        let more = html::plain(&item.more);
        self.add(Class::Text, url, more, self.document());
    }

    /// Running text, as the page shows it. Of what is withheld not even the rest is looked at.
    fn text(&mut self) {
        if !self.cx.site().may_show_words(self.index) {
            return;
        }
        let kind = self.cx.entity(self.index).kind;
        let is_transcript = |section: &_| kind.prose && transcript::is_transcript(section);
        for section in self.cx.sections_where(self.index, |section| !is_transcript(section)) {
            for block in section.blocks {
                let texts = match block {
                    BlockView::Prose { html } => vec![html],
                    BlockView::Pairs { pairs } => pairs.into_iter().map(|pair| pair.html).collect(),
                    BlockView::Items { .. } => Vec::new(),
                };
                for paragraph in texts.iter().flat_map(|html| paragraphs(html)) {
                    self.add(Class::Text, self.at(&section.anchor), paragraph, self.document());
                }
            }
        }
    }

    fn transcript(&mut self) {
        let (site, entity) = (self.cx.site(), self.cx.entity(self.index));
        if !entity.kind.prose || entity.kind.field("participants").is_none() || !site.may_show_words(self.index) {
            return;
        }
        let text = &entity.source.text;
        for (number, line) in transcript::numbered(entity) {
            let speaker = line.speaker.of(text);
            let voice = entity.record.words("participants").iter().any(|alias| &*alias.value == speaker);
            let words = html::plain(line.words.of(text));
            if self.add(Class::Line, self.at(&format!("L{number}")), words, self.document())
                && let Some(entry) = self.found.last_mut().filter(|_| voice)
            {
                (entry.voice, entry.kind) = (true, "quote");
            }
        }
    }

    /// Adds what is not known yet, in pieces if it is long; whether there was anything to add.
    fn add(&mut self, class: Class, url: String, text: String, caption: String) -> bool {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() || !self.known.insert(text.clone()) {
            return false;
        }
        let entity = self.cx.entity(self.index);
        for piece in pieces(&text) {
            self.found.push(Entry {
                class,
                kind: entity.kind.name,
                person: self.person,
                state: None,
                voice: false,
                text: piece.to_owned(),
                caption: caption.clone(),
                url: url.clone(),
                language: entity.language().unwrap_or(&self.cx.site().config.language).to_owned(),
                people: 0,
            });
        }
        true
    }

    /// The address of the page, or of a fragment of it.
    fn at(&self, fragment: &str) -> String {
        let url = self.cx.site().url(self.index);
        self.cx.link(&if fragment.is_empty() { url.to_owned() } else { format!("{url}#{fragment}") })
    }

    /// The caption of something of a document: whose it is, what it is and from when.
    fn document(&self) -> String {
        let entity = self.cx.entity(self.index);
        let kind = one(&self.cx, entity.kind.name);
        let date = entity.record.date("date").map(|date| self.cx.date(date).text);
        let what = date.map_or(kind.clone(), |date| format!("{kind}, {date}"));
        match self.first_name() {
            Some(name) if !entity.kind.subject => format!("{name}. {what}"),
            _ => what,
        }
    }

    /// The caption of a statement: "Mara. Says. Confirmed, 6 people".
    fn of_statement(&self, field: &str, stage: Option<usize>, state: Option<State>, people: usize) -> String {
        let words = self.cx.words();
        let fallback = label::capitalise(&field.replace('_', " "));
        let known = ["part", "field", "row"].iter().find_map(|group| words.get(&format!("{group}.{field}"), None));
        let mut parts: Vec<String> = self.first_name().into_iter().collect();
        parts.push(known.unwrap_or(&fallback).to_owned());
        parts.extend(
            stage.and_then(|stage| Some(self.cx.entity(self.index).stages().get(stage)?.str("name").to_owned())),
        );
        if let Some(state) = state {
            let word = words.or(&format!("state.{}", state.word()), state.word()).to_owned();
            let count = words.get("people", Some(people as f64)).map(|text| text.replace("{n}", &people.to_string()));
            parts.push(match count.filter(|_| people > 0) {
                Some(count) => words.row(&[word, count]),
                None => word,
            });
        }
        parts.join(words.or("stop", ". "))
    }

    fn first_name(&self) -> Option<String> {
        Some(self.cx.pages().person(self.person?)?.view.first_name.clone())
    }
}

/// What one of a kind is called.
fn one(cx: &Cx, kind: &str) -> String {
    let fallback = label::capitalise(kind);
    cx.words().or(&format!("search.one.{kind}"), &fallback).to_owned()
}

/// The paragraphs of our own HTML, as plain text.
fn paragraphs(html: &str) -> Vec<String> {
    let ends = ["</p>", "</li>", "</h2>", "</h3>", "</h4>", "</h5>", "</h6>", "</td>", "</th>", "</dd>", "</dt>"];
    let mut parted = html.replace('\n', " ");
    for end in ends {
        parted = parted.replace(end, "\n");
    }
    text_of(&parted).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A text in pieces of at most [`LONGEST`] characters, parted behind sentences where there are any.
fn pieces(text: &str) -> Vec<&str> {
    let mut rest = text;
    let mut found = Vec::new();
    while let Some((end, _)) = rest.char_indices().nth(LONGEST) {
        let head = &rest[..end];
        let sentence =
            [". ", "? ", "! ", "。", "؟ "].iter().filter_map(|mark| Some(head.rfind(mark)? + mark.len())).max();
        let cut = sentence.filter(|at| *at > end / 3).or_else(|| head.rfind(' ').map(|at| at + 1)).unwrap_or(end);
        found.push(rest[..cut].trim_end());
        rest = &rest[cut..];
    }
    found.push(rest);
    found.retain(|piece| !piece.is_empty());
    found
}

// ---- everything from A to Z -----------------------------------------------------------------------------------

/// What a line of the list leads to.
#[derive(Clone, Copy, Debug)]
enum Line {
    Entity(Index),
    /// A pain, by its rank.
    Hurt(usize),
}

/// One line of the list: the letter it stands under, its title and what it leads to.
pub struct Listed {
    letter: String,
    title: String,
    line: Line,
}

/// Everything that has a name, from A to Z.
pub(super) fn listed(pages: &Pages) -> Vec<Listed> {
    let cx = Cx::new(pages, "", 0..0);
    let entities = pages.site.indices().filter(|index| pages.site.may_name(*index));
    let entities = entities.map(|index| (pages.site[index].title.to_string(), Line::Entity(index)));
    let hurts = pages.hurts().iter().enumerate().filter(|(_, hurt)| !hurt.is_withheld());
    let hurts = hurts.map(|(rank, hurt)| (hurt.words(&cx), Line::Hurt(rank)));
    let all = entities.chain(hurts).filter(|(title, _)| !title.is_empty());
    let mut all: Vec<Listed> = all.map(|(title, line)| Listed { letter: letter(&title), title, line }).collect();
    // Letters first, so that what begins with a digit or a mark stands together at the end.
    all.sort_by_cached_key(|listed| (listed.letter == "#", listed.letter.clone(), label::fold(&listed.title)));
    all
}

/// The letter a title stands under: without its accent; `#` for what is no letter.
fn letter(title: &str) -> String {
    let first = label::fold(title).chars().find(|c| c.is_alphanumeric()).filter(|c| c.is_alphabetic());
    first.map_or_else(|| "#".to_owned(), |c| c.to_uppercase().collect())
}

/// Did a customer ever say it?
pub(super) static TOPIC: Topic = Topic {
    key: "search",
    template: "search.html",
    length: |pages| pages.listed().len(),
    per_leaf: PER_LEAF,
    view,
    ..Topic::PLAIN
};

const PER_LEAF: usize = 150;

/// With more letters than this, as in Chinese, the leaves have to do.
const LETTERS: usize = 60;

#[derive(Serialize)]
struct LineView {
    title: String,
    href: String,
    what: String,
}

#[derive(Serialize)]
struct Group {
    letter: String,
    lines: Vec<LineView>,
}

#[derive(Serialize)]
struct Search {
    total: usize,
    letters: Vec<LinkView>,
    groups: Vec<Group>,
}

fn view(cx: &Cx) -> View {
    let all = cx.pages().listed();
    let mut groups: Vec<Group> = Vec::new();
    for listed in cx.leaf(all) {
        if groups.last().is_none_or(|group| group.letter != listed.letter) {
            groups.push(Group { letter: listed.letter.clone(), lines: Vec::new() });
        }
        groups.last_mut().into_iter().for_each(|group| group.lines.push(line_view(cx, listed)));
    }
    Box::new(Search { total: all.len(), letters: letters(cx, all), groups })
}

fn line_view(cx: &Cx, listed: &Listed) -> LineView {
    let (href, what) = match listed.line {
        Line::Entity(index) => (cx.href(index), one(cx, cx.entity(index).kind.name)),
        Line::Hurt(rank) => (cx.pages().hurts()[rank].href(cx), one(cx, "pain")),
    };
    LineView { title: listed.title.clone(), href, what }
}

/// Where each letter begins.
fn letters(cx: &Cx, all: &[Listed]) -> Vec<LinkView> {
    let mut found: Vec<LinkView> = Vec::new();
    for (at, listed) in all.iter().enumerate() {
        if found.last().is_none_or(|last| last.title != listed.letter) {
            let leaf = leaves::url(&TOPIC.url(), at / PER_LEAF + 1);
            let href = cx.link(&format!("{leaf}#{}", fragment(&listed.letter)));
            found.push(LinkView { title: listed.letter.clone(), href });
        }
    }
    found.truncate(if found.len() > LETTERS { 0 } else { LETTERS });
    found
}

fn fragment(letter: &str) -> String {
    format!("letter-{}", if letter == "#" { "other" } else { letter })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_come_in_pieces_that_make_up_the_whole() {
        let text = "One sentence of words that goes on. ".repeat(40);
        let text = text.trim();
        let found = pieces(text);
        assert!(found.len() > 3 && found.iter().all(|piece| piece.chars().count() <= LONGEST));
        assert!(found.iter().all(|piece| piece.ends_with('.')), "{found:?}");
        assert_eq!(found.join(" "), text);
        let unspaced = "会".repeat(700);
        assert_eq!(pieces(&unspaced).concat(), unspaced);
        assert!(pieces("").is_empty());
    }

    #[test]
    fn paragraphs_are_the_text_of_blocks() {
        let html = "<p>One &amp; <em>two</em></p>\n<ul><li>three</li><li>four\nfive</li></ul>";
        assert_eq!(paragraphs(html), ["One & two", "three", "four five"]);
    }

    #[test]
    fn letters_have_no_accents() {
        assert_eq!(["Émile", "“so”", "3 times", "日本", ""].map(letter), ["E", "S", "#", "日", "#"]);
    }
}

//! What is on a built page although its profile does not allow it: the last look before a site is published.
//!
//! Views withhold what may not be shown. This looks at what they became, whatever a template or a writer added: each page
//! is read as words, and no run of words from a text that is withheld may be among them. Where nothing is withheld there is
//! nothing to look for.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Severity};
use crate::pages::text_of;
use crate::site::consent::Withheld;
use crate::site::entity::Content;
use crate::site::link::Index;
use crate::site::{Entity, Site};
use crate::syntax::html;
use crate::text::Span;

use crate::rules::privacy::names::words;
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "above-profile",
    level: Severity::Error,
    group: Group::Consent,
    page: include_str!("above_profile.md"),
    look: Look::Reading,
};

/// How much a run of words has to weigh to be somebody's own: six words, or twelve characters where nothing is put
/// between words.
const OWN: usize = 12;

/// Everything that no page may say.
pub struct Scan {
    hasher: RandomState,
    /// Whose a run of words is, by its hash.
    runs: HashMap<u64, Index>,
    /// Names, ids and aliases by their first word.
    names: HashMap<u64, Vec<Name>>,
}

/// A name that may not be said: the hashes of its words, and what it is.
struct Name {
    words: Vec<u64>,
    whose: Index,
    what: &'static str,
}

/// What was found on a page.
struct Leak {
    whose: Index,
    what: &'static str,
    words: String,
}

impl Scan {
    /// What may not be said on the pages of a site; nothing, if everything may be.
    pub fn of(site: &Site) -> Option<Scan> {
        let (shown, withheld): (Vec<Index>, Vec<Index>) = site.indices().partition(|index| site.may_show_words(*index));
        if withheld.is_empty() {
            return None;
        }
        let mut scan = Scan { hasher: RandomState::new(), runs: HashMap::new(), names: HashMap::new() };
        for (index, runs) in withheld.iter().zip(scan.runs_of(site, &withheld, |index| !site.may_name(index))) {
            scan.runs.extend(runs.into_iter().map(|run| (run, *index)));
        }
        // What somebody else agreed to be quoted with may be said: the same question is asked in every interview.
        let heard = |index: &Index| site[*index].kind.prose && site[*index].kind.field("consent").is_some();
        let heard: Vec<Index> = shown.into_iter().filter(heard).collect();
        for run in scan.runs_of(site, &heard, |_| true).into_iter().flatten() {
            scan.runs.remove(&run);
        }
        let known = Known::of(site);
        for index in withheld.into_iter().filter(|index| !site.may_name(*index)) {
            scan.add_names(site, index, &known);
        }
        Some(scan)
    }

    /// The hashes of the runs of words in some entities: in all they say, or only in what was said.
    fn runs_of(&self, site: &Site, of: &[Index], all: impl Fn(Index) -> bool + Sync) -> Vec<Vec<u64>> {
        let of_text = |text: String| {
            let hashes = self.hashes(&text);
            runs(&hashes).map(|run| combined(&hashes[run])).collect::<Vec<u64>>()
        };
        let of_entity = |index: &Index| {
            let entity = &site[*index];
            said(entity, &entity.source.text, all(*index)).into_iter().flat_map(of_text).collect()
        };
        of.par_iter().map(of_entity).collect()
    }

    /// What a page says although it may not.
    pub fn page<'s>(&self, site: &'s Site, url: &str, origin: Option<&'s str>, bytes: &[u8]) -> Option<Diagnostic> {
        let page = String::from_utf8_lossy(bytes);
        let leak = self.leak(&text_of(&spaced(&page))).or_else(|| self.leak(&attributes(&page)))?;
        Some(self.finding(site, url, origin, &leak))
    }

    /// What a file for programs, of which these are the words, says although it may not.
    pub fn twin(&self, site: &Site, url: &str, text: &str) -> Option<Diagnostic> {
        Some(self.finding(site, url, None, &self.leak(text)?))
    }

    fn finding<'s>(&self, site: &'s Site, url: &str, origin: Option<&'s str>, leak: &Leak) -> Diagnostic {
        let entity = &site[leak.whose];
        let files = || origin.into_iter().chain(site.parsed.iter().map(|file| &*file.source.path));
        let others = || files().filter(|path| *path != &*entity.source.path);
        let at = |path: &'s str| Some((path, place(&site.read_from(path)?.source.text, &leak.words)?));
        let (path, span) = others()
            .filter_map(at)
            .find(|(path, span)| !is_withheld(site, path, *span))
            .or_else(|| others().find_map(at))
            .unwrap_or((&entity.source.path, entity.place));
        let why = match site.withheld(leak.whose) {
            Some(Withheld::Ended(_)) => "its consent has ended".to_owned(),
            _ => format!("its consent does not allow that in the profile `{}`", site.config.profile.word()),
        };
        let message = format!("{url} shows {} of {}, but {why}: “{}”", leak.what, entity.full_id(), leak.words);
        let finding = RULE.at(&path.into(), span, message).also(&entity.source.path, entity.place, "this one");
        finding.help("say it in your own words, leave it out, or ask whether they agree to more")
    }

    fn hashes(&self, text: &str) -> Vec<Word> {
        words(text).into_iter().map(|(word, range)| Word::new(&self.hasher, &word, range)).collect()
    }

    /// The first run of words, or name, that may not be said.
    fn leak(&self, text: &str) -> Option<Leak> {
        let hashes = self.hashes(text);
        let found = |range: Range<usize>| {
            let (from, to) = (hashes.get(range.start)?, hashes.get(range.end - 1)?);
            let words = text.get(from.range.start..to.range.end)?;
            Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        for run in runs(&hashes) {
            if let Some(whose) = self.runs.get(&combined(&hashes[run.clone()])) {
                return Some(Leak { whose: *whose, what: "words", words: found(run)? });
            }
        }
        if self.names.is_empty() {
            return None;
        }
        for (at, word) in hashes.iter().enumerate() {
            let is_here = |name: &&Name| {
                let run = hashes.get(at..at + name.words.len()).unwrap_or(&[]);
                !run.is_empty() && run.iter().map(|word| word.hash).eq(name.words.iter().copied())
            };
            if let Some(name) = self.names.get(&word.hash).and_then(|names| names.iter().find(is_here)) {
                let words = found(at..at + name.words.len())?;
                return Some(Leak { whose: name.whose, what: name.what, words });
            }
        }
        None
    }

    /// The id, the address, the title and the aliases, as far as they are nobody else's and mean nothing else.
    fn add_names(&mut self, site: &Site, index: Index, known: &Known) {
        let entity = &site[index];
        let mut add = |text: &str, what, distinct: bool| {
            let words: Vec<u64> = self.hashes(text).into_iter().map(|word| word.hash).collect();
            if let Some(first) = words.first().copied().filter(|_| distinct) {
                self.names.entry(first).or_default().push(Name { words, whose: index, what });
            }
        };
        add(site.url(index), "the address", true);
        let own_id = !known.ids.contains(&*entity.id);
        add(&entity.id, "the id", own_id && (is_code(&entity.id) || is_long(&entity.id)));
        let own_title = !known.titles.contains(&*entity.title);
        add(&entity.title, "the title", own_title && (is_code(&entity.title) || is_long(&entity.title)));
        for alias in entity.record.words("participants") {
            add(&alias.value, "an alias", !known.aliases.contains(&*alias.value) && is_alias(&alias.value));
        }
    }
}

/// Names that may be said, because they are others' too.
struct Known<'s> {
    ids: HashSet<&'s str>,
    titles: HashSet<&'s str>,
    aliases: HashSet<&'s str>,
}

impl<'s> Known<'s> {
    fn of(site: &'s Site) -> Known<'s> {
        let shown: Vec<&Entity> =
            site.indices().filter(|index| site.may_name(*index)).map(|index| &site[index]).collect();
        let aliases = shown.iter().flat_map(|entity| entity.record.words("participants"));
        Known {
            aliases: aliases.map(|alias| &*alias.value).chain(shown.iter().map(|entity| &*entity.title)).collect(),
            ids: shown.iter().map(|entity| &*entity.id).collect(),
            titles: shown.iter().map(|entity| &*entity.title).collect(),
        }
    }
}

/// One word of a text.
struct Word {
    hash: u64,
    range: Range<usize>,
    weight: usize,
}

impl Word {
    fn new(hasher: &RandomState, word: &str, range: Range<usize>) -> Word {
        let alone = word.chars().next().is_some_and(|c| ('\u{3040}'..='\u{9fff}').contains(&c));
        Word { hash: hasher.hash_one(word), range, weight: if alone { 1 } else { 2 } }
    }
}

/// Every run of words that just weighs enough, by its place.
fn runs(words: &[Word]) -> impl Iterator<Item = Range<usize>> {
    let (mut end, mut weight) = (0, 0);
    (0..words.len()).map_while(move |start| {
        while weight < OWN {
            weight += words.get(end)?.weight;
            end += 1;
        }
        weight -= words[start].weight;
        Some(start..end)
    })
}

fn combined(words: &[Word]) -> u64 {
    words.iter().fold(0, |all: u64, word| (all.rotate_left(7) ^ word.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// The lines of an entity: everything, or only what was said.
fn said(entity: &Entity, source: &str, all: bool) -> Vec<String> {
    let mut texts = Vec::new();
    for section in &entity.sections {
        // In a session everything under a heading was said, in a story what is quoted.
        let spoken = all || (entity.kind.prose && section.heading.is_some());
        let counts = |line: &&str| spoken || (!entity.kind.prose && line.trim_start().starts_with('>'));
        for content in &section.contents {
            match content {
                Content::Prose(span) => texts.extend(span.of(source).lines().filter(counts).map(spoken_line)),
                Content::Pairs(pairs) if spoken => texts.extend(pairs.iter().map(|pair| html::plain(&pair.text))),
                _ => {}
            }
        }
    }
    entity.record.each_item(&mut |field, _, item| {
        if all || field == "quotes" {
            texts.push(item.plain.to_string());
            texts.push(html::plain(&item.more));
        }
    });
    if all {
        texts.push(html::plain(entity.record.str("summary")));
    }
    texts
}

/// A line without the marks of a quotation, a list or a heading.
fn spoken_line(line: &str) -> String {
    let line = line.trim_start_matches(['>', ' ', '-', '*', '#']);
    // Marks of emphasis are no words; what links and HTML hold has to be read.
    if line.contains(['[', '<', '&', '\\']) { html::plain(line) } else { line.to_owned() }
}

/// Letters and figures together: `int-04`, P12. A date alone is everybody's.
fn is_code(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && text.chars().any(|c| c.is_ascii_digit())
}

/// Three words at least.
fn is_long(text: &str) -> bool {
    words(text).len() >= 3 && text.chars().filter(|c| c.is_alphabetic()).count() >= 12
}

/// An alias that is no everyday word: a code, or a name with a capital.
fn is_alias(alias: &str) -> bool {
    is_code(alias) || (words(alias).len() >= 2 && alias.split(' ').all(|word| word.starts_with(char::is_uppercase)))
}

/// HTML in which the words of two blocks do not run into one.
fn spaced(page: &str) -> String {
    let body = page.find("<body").map_or(page, |at| &page[at..]);
    let mut out = String::with_capacity(body.len() + 1024);
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let name = tag.trim_start_matches(['<', '/']);
        let inline = ["em>", "strong>", "b>", "i>", "q", "a ", "a>", "span", "mark", "sup", "wbr"];
        if !inline.iter().any(|inline| name.starts_with(inline)) {
            out.push(' ');
        }
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        out.push_str(&tag[..end]);
        rest = &tag[end..];
    }
    out.push_str(rest);
    out
}

/// Everything that stands inside of tags, and the head of the page: addresses, descriptions, labels.
fn attributes(page: &str) -> String {
    let (head, body) = page.find("<body").map_or(("", page), |at| page.split_at(at));
    let mut out = text_of(head);
    for source in [head, body] {
        for tag in source.split('<').skip(1) {
            let inside = tag.split('>').next().unwrap_or("");
            if inside.contains('=') {
                out.push_str(" | ");
                out.push_str(inside);
            }
        }
    }
    out
}

/// Whether what stands at a place is withheld on pages, so that it cannot be what was shown.
fn is_withheld(site: &Site, path: &str, span: Span) -> bool {
    site.in_file(path).unwrap_or(&[]).iter().any(|index| {
        let mut withheld = !site.may_show_words(*index);
        site[*index].record.each_item(&mut |_, _, item| {
            let here = item.span.start <= span.start && span.start <= item.span.end;
            withheld |= here && site.withholds(*index, item);
        });
        withheld
    })
}

/// Where words stand in a text.
fn place(text: &str, wanted: &str) -> Option<Span> {
    let wanted: Vec<String> = words(wanted).into_iter().map(|(word, _)| word).collect();
    let all = words(text);
    let at = all.windows(wanted.len().max(1)).position(|run| run.iter().map(|(word, _)| word).eq(wanted.iter()))?;
    Some(Span::new(all[at].1.start, all[at + wanted.len() - 1].1.end))
}

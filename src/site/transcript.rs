//! What was said in a session, line by line and word by word.

use std::collections::HashMap;
use std::ops::Range;

use crate::syntax::wording::words_at;
use crate::syntax::{html, label};
use crate::text::{Span, position};

use super::entity::{Content, Entity, Section};

/// The beginnings of headings under which words stand as they were said.
const HEADINGS: &[&str] = &[
    "transcript",
    "notes",
    "transkript",
    "mitschrift",
    "transkrypt",
    "notizen",
    "notatki",
    "transcrição",
    "transcripción",
    "anotações",
    "notas",
    "文字起こし",
    "逐語録",
    "メモ",
    "逐字稿",
    "记录",
    "記錄",
    "笔记",
    "筆記",
];

/// A turn of somebody else that is no longer than this does not end a turn.
const SHORT_TURN: usize = 8;

/// Whether a section of a session holds its transcript.
pub fn is_transcript(section: &Section) -> bool {
    let Some(heading) = &section.heading else { return false };
    let plain = html::plain(&heading.text).to_lowercase();
    HEADINGS.iter().any(|word| plain.starts_with(word))
}

/// A line of a transcript: `[4:10] **P04:** words`.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The whole line, without the space around it.
    pub place: Span,
    /// The time, if it has one.
    pub time: Option<Span>,
    /// The name or alias of who speaks; empty if it says none.
    pub speaker: Span,
    /// What is said.
    pub words: Span,
}

/// The lines of a section, each line of the file by itself: that is what `#L31` counts.
pub fn lines(entity: &Entity, section: &Section) -> Vec<Line> {
    let text = &entity.source.text;
    let mut lines = Vec::new();
    for content in &section.contents {
        let Content::Prose(span) = content else { continue };
        let mut at = span.start as usize;
        for line in span.of(text).split_inclusive('\n') {
            let start = at + line.len() - line.trim_start().len();
            let place = Span::new(start, at + line.trim_end().len());
            at += line.len();
            if place.start < place.end {
                lines.push(read_line(entity, place));
            }
        }
    }
    lines
}

/// All lines of the transcripts of an entity, each with its number in the file, from one.
pub fn numbered(entity: &Entity) -> impl Iterator<Item = (usize, Line)> {
    let sections = entity.sections.iter().filter(|section| is_transcript(section));
    // Lines follow each other, so each is counted from the one before.
    let (mut number, mut at) = (1, 0);
    sections.flat_map(|section| lines(entity, section)).map(move |line| {
        let start = line.place.start as usize;
        number += entity.source.text.get(at..start).map_or(0, |between| between.matches('\n').count());
        at = start.max(at);
        (number, line)
    })
}

fn read_line(entity: &Entity, place: Span) -> Line {
    let mut rest = place.of(&entity.source.text);
    if !rest.starts_with("**") {
        rest = rest.trim_start_matches(['-', '*', '>', '|']).trim_start();
    }
    let mut time = None;
    let mut speaker = Span { end: place.start, ..place };
    let from = |rest: &str| place.end as usize - rest.len();
    for _ in 0..2 {
        if time.is_none()
            && let Some((stamp, after)) = stamp(rest)
        {
            time = Some(Span::new(from(rest) + 1, from(rest) + 1 + stamp.len()));
            rest = after.trim_start();
        }
        if speaker.start == speaker.end
            && let Some((range, after)) = speaks(entity, rest)
        {
            speaker = Span::new(from(rest) + range.start, from(rest) + range.end);
            rest = after.trim_start();
        }
    }
    Line { place, time, speaker, words: Span::new(from(rest), place.end as usize) }
}

/// `[4:10]` and what follows.
fn stamp(text: &str) -> Option<(&str, &str)> {
    let (stamp, rest) = text.strip_prefix('[')?.split_once(']')?;
    stamp.chars().all(|c| c.is_ascii_digit() || c == ':').then_some((stamp, rest))
}

/// Where the speaker's name stands, and what follows: a bold label, or the plain name of somebody who took part.
fn speaks<'t>(entity: &Entity, text: &'t str) -> Option<(Range<usize>, &'t str)> {
    if let Some((name, rest)) = text.strip_prefix("**").and_then(|rest| rest.split_once("**"))
        && (name.ends_with(':') || rest.starts_with(':'))
    {
        let name = name.trim_end_matches(':');
        return Some((2..2 + name.len(), rest.trim_start_matches(':')));
    }
    let (name, rest) = text.split_once([':', '|']).filter(|(name, _)| name.len() <= 40)?;
    let name = name.trim_end();
    took_part(entity, name).then_some((0..name.len(), rest))
}

/// Whether a name is that of a participant or of who asked.
fn took_part(entity: &Entity, name: &str) -> bool {
    entity.record.words("participants").iter().any(|alias| *alias.value == *name) || is_researcher(entity, name)
}

/// Whether a speaker is the one who asked: the field may hold a full name or several.
pub fn is_researcher(session: &Entity, speaker: &str) -> bool {
    let speaker = label::slug(speaker);
    let researchers = session.record.str("researcher").split([',', '&', '/', ';']).map(label::slug);
    let first = |name: &str| name.split('-').next().unwrap_or("").to_owned();
    !speaker.is_empty()
        && researchers.filter(|name| !name.is_empty()).any(|name| {
            name == speaker || (first(&name) == speaker || name == first(&speaker)) && !is_alias(session, &speaker)
        })
}

fn is_alias(session: &Entity, slug: &str) -> bool {
    session.record.words("participants").iter().any(|alias| label::slug(&alias.value) == slug)
}

/// The words of a session, with an index of where each stands.
#[derive(Debug, Default)]
pub struct Transcript {
    /// Its lines, in order.
    pub lines: Vec<Line>,
    /// The index of the first word of each line.
    first: Vec<u32>,
    /// Each word as its number.
    words: Vec<u32>,
    /// Who says each line, by number; a line without a name goes on with the one before.
    speakers: Vec<u32>,
    /// Each known word with its number.
    numbers: HashMap<Box<str>, u32>,
    /// Where the words of each number stand, in order.
    places: Vec<Vec<u32>>,
    /// What may be passed over: from a word to the one after it, in order.
    asides: Vec<(u32, u32)>,
}

impl Transcript {
    /// The words of a session; `None` if it has no transcript, so that nobody can tell what was said.
    pub(super) fn of(session: &Entity) -> Option<Transcript> {
        let sections: Vec<(bool, Vec<Line>)> =
            session.sections.iter().map(|section| (is_transcript(section), lines(session, section))).collect();
        let text = &session.source.text;
        let said = |line: &Line| took_part(session, line.speaker.of(text));
        if !sections.iter().any(|(is_transcript, lines)| *is_transcript || lines.iter().any(said)) {
            return None;
        }
        let mut transcript = Transcript::default();
        let mut names: HashMap<&str, u32> = HashMap::new();
        for (number, (_, lines)) in sections.into_iter().enumerate() {
            // Nobody goes on speaking below another heading.
            let mut speaker = u32::MAX - number as u32;
            for line in lines {
                let name = line.speaker.of(text);
                let next = names.len() as u32;
                if !name.is_empty() {
                    speaker = *names.entry(name).or_insert(next);
                }
                transcript.add(text, line, speaker);
            }
        }
        transcript.index();
        Some(transcript)
    }

    fn add(&mut self, text: &str, line: Line, speaker: u32) {
        self.first.push(self.words.len() as u32);
        let mut open: Option<(char, u32)> = None;
        let words = line.words.of(text);
        let mut before = 0;
        for (place, word) in visible(words).into_iter().flat_map(|part| {
            let start = part.start;
            words_at(&words[part]).map(move |(place, word)| (start + place.start..start + place.end, word))
        }) {
            let next = self.words.len() as u32;
            for c in words[before..place.start].chars() {
                match (c, open) {
                    ('(' | '[', None) => open = Some((if c == '(' { ')' } else { ']' }, next)),
                    (c, Some((close, from))) if c == close => {
                        self.asides.push((from, next));
                        open = None;
                    }
                    _ => {}
                }
            }
            before = place.end;
            let next = self.numbers.len() as u32;
            let number = match self.numbers.get(word.as_str()) {
                Some(number) => *number,
                None => *self.numbers.entry(word.into()).or_insert(next),
            };
            self.words.push(number);
        }
        if let Some((close, from)) = open
            && words[before..].contains(close)
        {
            self.asides.push((from, self.words.len() as u32));
        }
        self.lines.push(line);
        self.speakers.push(speaker);
    }

    fn index(&mut self) {
        self.places = vec![Vec::new(); self.numbers.len()];
        for (at, number) in self.words.iter().enumerate() {
            if let Some(places) = self.places.get_mut(*number as usize) {
                places.push(at as u32);
            }
        }
        let mut turns: Vec<(u32, u32)> = Vec::new();
        for (line, speaker) in self.speakers.iter().enumerate() {
            if turns.last().is_none_or(|(_, last)| last != speaker) {
                turns.push((self.first[line], *speaker));
            }
        }
        for turn in turns.windows(3) {
            let ((_, who), (from, _), (to, again)) = (turn[0], turn[1], turn[2]);
            if who == again && to - from <= SHORT_TURN as u32 {
                self.asides.push((from, to));
            }
        }
        self.asides.sort_unstable();
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The number of a word; `None` if nobody said it.
    pub fn number(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }

    /// The numbers of the words in a range.
    pub fn numbers(&self, words: Range<usize>) -> &[u32] {
        self.words.get(words).unwrap_or(&[])
    }

    /// Where the word with a number stands, in order.
    pub fn places(&self, number: u32) -> &[u32] {
        self.places.get(number as usize).map_or(&[], Vec::as_slice)
    }

    /// Where one may go on after an aside that begins at a word.
    pub fn asides(&self, word: usize) -> impl Iterator<Item = usize> {
        let from = self.asides.partition_point(|(start, _)| (*start as usize) < word);
        self.asides[from..].iter().take_while(move |(start, _)| *start as usize == word).map(|(_, end)| *end as usize)
    }

    /// The index of the line that a word stands in.
    pub fn line_of(&self, word: usize) -> usize {
        self.first.partition_point(|first| *first as usize <= word).saturating_sub(1)
    }

    /// Who says a word, as a number.
    pub fn speaker(&self, word: usize) -> u32 {
        self.speakers.get(self.line_of(word)).copied().unwrap_or(u32::MAX)
    }

    /// The name of who says a word, as written; empty if nobody is named.
    pub fn speaker_name<'t>(&self, text: &'t str, word: usize) -> &'t str {
        let line = self.line_of(word);
        let turn = self.speakers.get(line);
        let same = (0..=line).rev().take_while(|line| self.speakers.get(*line) == turn);
        same.map(|line| self.lines[line].speaker.of(text)).find(|name| !name.is_empty()).unwrap_or("")
    }

    /// Where a word stands in the file.
    pub fn place(&self, text: &str, word: usize) -> Span {
        let line = self.line_of(word);
        let (Some(place), Some(first)) = (self.lines.get(line), self.first.get(line)) else { return Span::default() };
        let inside = place.words;
        let words = inside.of(text);
        let all = visible(words).into_iter().flat_map(|part| {
            let start = part.start;
            words_at(&words[part]).map(move |(place, _)| start + place.start..start + place.end)
        });
        let found = all.skip(word - *first as usize).map(|place| Span::new(place.start, place.end)).next();
        found.map_or(inside, |place| place.shifted(inside.start as usize))
    }

    /// The words in a range as they were written, without speakers and times.
    pub fn text(&self, text: &str, words: Range<usize>) -> String {
        let mut parts: Vec<String> = Vec::new();
        for line in self.line_of(words.start)..=self.line_of(words.end.saturating_sub(1)) {
            let (Some(here), Some(first)) = (self.lines.get(line), self.first.get(line)) else { break };
            let from = match words.start > *first as usize {
                true => self.place(text, words.start).start,
                false => here.words.start,
            };
            let next = self.first.get(line + 1).map_or(self.len(), |next| *next as usize);
            let to = match words.end < next {
                true => self.place(text, words.end - 1).end,
                false => here.words.end,
            };
            parts.push(html::plain(Span { start: from, end: to.max(from) }.of(text)));
        }
        parts.retain(|part| !part.is_empty());
        parts.join(" ")
    }

    /// The line of the file that a word stands in, from 1.
    pub fn line_number(&self, text: &str, word: usize) -> usize {
        self.lines.get(self.line_of(word)).map_or(1, |line| position(text, line.place.start).line)
    }
}

impl Transcript {
    /// The last time that was noted before a word, as written.
    pub fn time<'t>(&self, text: &'t str, word: usize) -> Option<&'t str> {
        let before = self.lines.get(..=self.line_of(word))?;
        before.iter().rev().find_map(|line| line.time).map(|time| time.of(text))
    }

    /// When words were said, in seconds: from the time noted before them to the time noted after them.
    pub fn times(&self, text: &str, words: &Range<usize>) -> Option<(u32, u32)> {
        let from = seconds(self.time(text, words.start)?)?;
        let after = self.lines.get(self.line_of(words.end.saturating_sub(1)) + 1..)?;
        let to = after.iter().find_map(|line| line.time).map_or(Some(u32::MAX), |time| seconds(time.of(text)))?;
        Some((from, to))
    }
}

/// The parts of a line that a reader sees: no addresses, no tags, no evidence links.
fn visible(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    // What is not closed once is not closed later either: it is looked for in vain only once.
    let mut vain: Vec<&str> = Vec::new();
    while let Some(next) = text[at..].find(['[', ']', '<', '&']).map(|next| at + next) {
        let rest = &text[next..];
        let mut up_to = |close: &'static str| {
            let end = if vain.contains(&close) { None } else { rest.find(close).map(|end| end + close.len()) };
            vain.extend(end.is_none().then_some(close));
            end
        };
        let hidden = if rest.starts_with("[[") {
            up_to("]]")
        } else if rest.starts_with("](") {
            up_to(")")
        } else if rest.starts_with('<')
            && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!')
        {
            up_to(">")
        } else if rest.starts_with('&') {
            rest.bytes().take(9).take_while(|byte| *byte != b' ').position(|byte| byte == b';').map(|end| end + 1)
        } else {
            None
        };
        at = next + hidden.unwrap_or(1);
        if hidden.is_some() {
            parts.push(from..next);
            from = at;
        }
    }
    parts.push(from..text.len());
    parts
}

/// A time as seconds.
pub fn seconds(time: &str) -> Option<u32> {
    let parts: Option<Vec<u32>> = time.split(':').map(|part| part.parse().ok()).collect();
    parts
        .filter(|parts| parts.len() > 1)
        .map(|parts| parts.iter().fold(0, |all: u32, part| all.saturating_mul(60).saturating_add(*part)))
}

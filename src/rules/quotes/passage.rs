//! Finding the words of a quotation in a transcript: exactly, and, if they are not there, what comes closest.

use std::collections::HashMap;
use std::ops::Range;

use crate::site::transcript::Transcript;
use crate::syntax::wording::words_at;
use crate::text::Span;

/// How many words an omission mark may stand for.
const OMITTED: usize = 300;

/// How many words may stand where others stand in square brackets, beside as many as there are.
const EDITED: usize = 8;

/// How many places of a quotation are of interest.
const ENOUGH: usize = 20;

/// A quotation taken apart: its words, and what was left out between them.
pub(super) struct Quote {
    /// The words with their places in the quotation.
    pub(super) words: Vec<(Range<usize>, String)>,
    /// Where parts begin after a gap: the index of the first word, and how many words the gap may stand for.
    gaps: Vec<(usize, usize)>,
}

impl Quote {
    /// Reads the plain text of a quotation. `[…]`, `(…)` and `…` stand for what was left out, `[other words]` for what
    /// was put in other words.
    pub(super) fn read(text: &str) -> Quote {
        let mut quote = Quote { words: Vec::new(), gaps: Vec::new() };
        let mut at = 0;
        while let Some(mark) = marks(text, at) {
            quote.add(text, at..mark.place.start);
            quote.gap(mark.stands_for);
            at = mark.place.end;
        }
        quote.add(text, at..text.len());
        quote.gaps.retain(|(word, _)| *word > 0 && *word < quote.words.len());
        quote
    }

    fn add(&mut self, text: &str, part: Range<usize>) {
        let start = part.start;
        let words = words_at(text.get(part).unwrap_or(""));
        self.words.extend(words.map(|(place, word)| (start + place.start..start + place.end, word)));
    }

    fn gap(&mut self, words: usize) {
        let at = self.words.len();
        match self.gaps.last_mut().filter(|(word, _)| *word == at) {
            Some((_, before)) => *before += words,
            None => self.gaps.push((at, words)),
        }
    }

    /// The parts between the gaps, each with the gap before it.
    fn parts(&self) -> impl Iterator<Item = (usize, Range<usize>)> {
        let starts = std::iter::once((0, 0)).chain(self.gaps.iter().copied());
        let ends = self.gaps.iter().map(|(word, _)| *word).chain(std::iter::once(self.words.len()));
        starts.zip(ends).map(|((start, gap), end)| (gap, start..end))
    }

    /// Whether something was left out or put in other words.
    pub(super) fn has_gaps(&self) -> bool {
        !self.gaps.is_empty()
    }

    /// Where the words stand, as ranges of words; empty if nobody said them.
    pub(super) fn find(&self, transcript: &Transcript) -> Vec<Range<usize>> {
        let known: Option<Vec<u32>> = self.words.iter().map(|(_, word)| transcript.number(word)).collect();
        let Some((known, first)) = known.and_then(|known| known.first().copied().map(|first| (known, first))) else {
            return Vec::new();
        };
        let parts: Vec<(usize, &[u32])> = self.parts().map(|(gap, part)| (gap, &known[part])).collect();
        // The second word tells most places apart before anything is looked at closely.
        let second = parts.first().and_then(|(_, part)| part.get(1)).copied();
        let goes_on = |at: usize| second.is_none_or(|word| transcript.numbers(at..at + 1) == [word]);
        let starts = transcript.places(first).iter().map(|start| *start as usize);
        let starts = starts.filter(|start| goes_on(start + 1) || transcript.asides(start + 1).next().is_some());
        starts.filter_map(|start| Some(start..follow(transcript, &parts, start)?)).take(ENOUGH).collect()
    }

    /// The first part that is not there by itself; none if each is, but not together.
    fn missing_part(&self, transcript: &Transcript) -> Option<Range<usize>> {
        self.parts().map(|(_, part)| part).find(|part| {
            let alone = Quote { words: self.words[part.clone()].to_vec(), gaps: Vec::new() };
            alone.find(transcript).is_empty()
        })
    }

    /// The passage that comes closest to the words that are not there.
    pub(super) fn closest(&self, transcript: &Transcript) -> Option<Close> {
        let part = self.missing_part(transcript)?;
        let words: Vec<Option<u32>> =
            self.words[part.clone()].iter().map(|(_, word)| transcript.number(word)).collect();
        let windows = windows(transcript, &words);
        let close = windows
            .into_iter()
            .filter_map(|window| align(transcript, &words, window))
            .min_by_key(|close| (close.cost, close.passage.start))?;
        let is_close = close.same * 2 >= words.len() && (close.same >= 2 || words.len() <= 2);
        is_close.then(|| close.after(part.start))
    }
}

/// A mark that stands for words.
struct Mark {
    place: Range<usize>,
    stands_for: usize,
}

/// The next mark from a place on.
fn marks(text: &str, from: usize) -> Option<Mark> {
    let mut at = from;
    loop {
        let next = at + text[at..].find(['[', '(', '…', '.'])?;
        let rest = &text[next..];
        let dots = rest.len() - rest.trim_start_matches(['.', '…', ' ']).len();
        if rest.starts_with('…') || rest.starts_with("...") || rest.starts_with(". . .") {
            return Some(Mark { place: next..next + dots, stands_for: OMITTED });
        }
        match in_brackets(rest) {
            Some(inside) if is_omission(inside) => {
                return Some(Mark { place: next..next + inside.len() + 2, stands_for: OMITTED });
            }
            Some(inside) if rest.starts_with('[') => return Some(edited(text, next, inside)),
            _ => at = next + rest.chars().next().map_or(1, char::len_utf8),
        }
    }
}

/// What stands in the brackets that a text begins with. It ends at the next bracket of the same sort, whichever it is: so
/// nothing is looked through twice.
fn in_brackets(text: &str) -> Option<&str> {
    let sort = if text.starts_with('[') { ['[', ']'] } else { ['(', ')'] };
    let inside = text.strip_prefix(sort[0])?;
    let end = inside.find(sort)?;
    inside[end..].starts_with(sort[1]).then(|| &inside[..end])
}

/// Whether what stands in brackets says that something was left out.
fn is_omission(inside: &str) -> bool {
    !inside.trim().is_empty() && inside.trim().chars().all(|c| matches!(c, '.' | '…' | ' '))
}

/// `[other words]`, with the rest of the word it stands in: `th[ey]`.
fn edited(text: &str, at: usize, inside: &str) -> Mark {
    let end = at + inside.len() + 2;
    let before = text[..at].chars().rev().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum::<usize>();
    let after = text[end..].chars().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum::<usize>();
    Mark { place: at - before..end + after, stands_for: EDITED + inside.split_whitespace().count() }
}

/// Where parts that begin at a word end, if they stand there in order and one person says them.
fn follow(transcript: &Transcript, parts: &[(usize, &[u32])], start: usize) -> Option<usize> {
    let who = transcript.speaker(start);
    let mut ends = vec![start];
    for (index, (gap, part)) in parts.iter().enumerate() {
        let starts = match index {
            0 => ends,
            _ => after_gap(transcript, &ends, *gap, *part.first()?),
        };
        ends = starts.into_iter().flat_map(|start| run(transcript, part, start, who)).collect();
        ends.sort_unstable();
        ends.dedup();
        if ends.is_empty() {
            return None;
        }
    }
    ends.first().copied()
}

/// Where a part can begin: wherever its first word stands within reach of one of the ends before it.
fn after_gap(transcript: &Transcript, ends: &[usize], gap: usize, first: u32) -> Vec<usize> {
    let places = transcript.places(first);
    let mut starts: Vec<usize> = Vec::new();
    for end in ends {
        let from = places.partition_point(|place| (*place as usize) < *end);
        let near = places[from..].iter().map(|place| *place as usize).take_while(|place| *place <= end + gap);
        starts.extend(near);
    }
    starts.sort_unstable();
    starts.dedup();
    starts
}

/// Where a run of words that begins at a word ends: at several places, if there are asides that may be passed over.
fn run(transcript: &Transcript, words: &[u32], start: usize, who: u32) -> Vec<usize> {
    let mut at = vec![start];
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            pass_asides(transcript, &mut at);
        }
        at.retain(|at| transcript.numbers(*at..*at + 1) == [*word] && transcript.speaker(*at) == who);
        at.iter_mut().for_each(|at| *at += 1);
        if at.is_empty() {
            break;
        }
    }
    at
}

fn pass_asides(transcript: &Transcript, at: &mut Vec<usize>) {
    let mut index = 0;
    while let Some(word) = at.get(index).copied() {
        for end in transcript.asides(word) {
            if !at.contains(&end) {
                at.push(end);
            }
        }
        index += 1;
    }
}

/// A passage that is like a quotation, and how the two differ.
pub(super) struct Close {
    /// The words of the transcript.
    pub(super) passage: Range<usize>,
    /// The words of the quotation that they are compared with.
    pub(super) words: Range<usize>,
    /// Where the two differ: words of the quotation, words of the transcript.
    pub(super) differences: Vec<(Range<usize>, Range<usize>)>,
    /// How much they differ.
    pub(super) cost: usize,
    same: usize,
}

impl Close {
    /// The same with other first words, "Forty" for "Fifty", where there were none: a passage begins with a word that is
    /// the same, although somebody may have said the sentence from another.
    pub(super) fn with_opening(mut self, transcript: &Transcript, text: &str) -> Close {
        let start = self.passage.start;
        let Some((quoted, said)) = self.differences.first_mut() else { return self };
        let opens = quoted.start == self.words.start && said.start == said.end && said.start == start;
        let Some(before) = start.checked_sub(quoted.len()).filter(|_| opens) else { return self };
        let between = Span { start: transcript.place(text, before).start, end: transcript.place(text, start).start };
        let one_line = transcript.line_of(before) == transcript.line_of(start);
        if one_line && !between.of(text).contains(['.', '!', '?', ';', ':', '…']) {
            said.start = before;
            self.passage.start = before;
        }
        self
    }

    /// The same for a part that begins at a word of the quotation.
    fn after(mut self, start: usize) -> Close {
        self.words = self.words.start + start..self.words.end + start;
        for (quoted, _) in &mut self.differences {
            *quoted = quoted.start + start..quoted.end + start;
        }
        self
    }
}

/// Where in a transcript to look closer: around the places where the words of a quotation stand side by side, the rare
/// ones above all.
fn windows(transcript: &Transcript, words: &[Option<u32>]) -> Vec<Range<usize>> {
    const COMMON: usize = 2000;
    const MOST: usize = 6;
    if words.len() > 400 {
        return Vec::new();
    }
    let width = words.len().max(8);
    let rarest = words.iter().flatten().map(|word| transcript.places(*word).len()).min().unwrap_or(0);
    let mut votes: HashMap<usize, usize> = HashMap::new();
    for (index, word) in words.iter().enumerate() {
        let Some(word) = word else { continue };
        let places = transcript.places(*word);
        if places.len() > COMMON.max(rarest) {
            continue;
        }
        let weight = 1000 / (10 + places.len().max(1).ilog2() as usize * 5);
        let next = words.get(index + 1).copied().flatten();
        for place in places.iter().map(|place| *place as usize) {
            // Words that stand beside each other in both say much more than words that stand near each other.
            let beside = next.is_some_and(|next| transcript.numbers(place + 1..place + 2) == [next]);
            *votes.entry((place + words.len() - index) / width).or_default() +=
                if beside { 4 * weight } else { weight };
        }
    }
    let mut best: Vec<(usize, usize)> = votes
        .iter()
        .map(|(bucket, votes_here)| (votes_here + votes.get(&(bucket + 1)).copied().unwrap_or(0), *bucket))
        .collect();
    best.sort_unstable_by_key(|(votes, bucket)| (std::cmp::Reverse(*votes), *bucket));
    let around = |bucket: usize| {
        let start = bucket * width;
        start.saturating_sub(2 * words.len() + 8)..(start + 2 * width + words.len() + 16).min(transcript.len())
    };
    best.into_iter().take(MOST).map(|(_, bucket)| around(bucket)).collect()
}

/// What it costs that a word is in the quotation only, in the transcript only, or another.
const ADDED: usize = 2;
const LEFT_OUT: usize = 1;
const CHANGED: usize = 3;

/// Aligns a quotation with the passage of a window that is most like it.
fn align(transcript: &Transcript, words: &[Option<u32>], window: Range<usize>) -> Option<Close> {
    let said = transcript.numbers(window.clone());
    let width = said.len() + 1;
    let mut costs = vec![0usize; width * (words.len() + 1)];
    let pair = |i: usize, j: usize| if words[i] == Some(said[j]) { 0 } else { CHANGED };
    for i in 1..=words.len() {
        costs[i * width] = i * ADDED;
        for j in 1..width {
            let changed = costs[(i - 1) * width + j - 1] + pair(i - 1, j - 1);
            let added = costs[(i - 1) * width + j] + ADDED;
            let left_out = costs[i * width + j - 1] + LEFT_OUT;
            costs[i * width + j] = changed.min(added).min(left_out);
        }
    }
    let (mut i, last) = (words.len(), words.len() * width);
    let mut j = (0..width).min_by_key(|j| (costs[last + j], *j))?;
    let (cost, end) = (costs[last + j], j);
    let mut same: Vec<(usize, usize)> = Vec::new();
    while i > 0 {
        let here = costs[i * width + j];
        if j > 0 && here == costs[(i - 1) * width + j - 1] + pair(i - 1, j - 1) {
            (i, j) = (i - 1, j - 1);
            if pair(i, j) == 0 {
                same.push((i, j));
            }
        } else if here == costs[(i - 1) * width + j] + ADDED {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    same.reverse();
    let differences = differences(&same, words.len(), j..end)
        .into_iter()
        .map(|(quoted, said)| (quoted, said.start + window.start..said.end + window.start))
        .collect();
    Some(Close {
        passage: j + window.start..end + window.start,
        words: 0..words.len(),
        differences,
        cost,
        same: same.len(),
    })
}

/// The runs between the pairs of words that are the same.
fn differences(same: &[(usize, usize)], words: usize, said: Range<usize>) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found = Vec::new();
    let (mut i, mut j) = (0, said.start);
    for (next_i, next_j) in same.iter().copied().chain(std::iter::once((words, said.end))) {
        if next_i > i || next_j > j {
            found.push((i..next_i, j..next_j));
        }
        (i, j) = (next_i + 1, next_j + 1);
    }
    found
}

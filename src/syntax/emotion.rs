//! Feelings as people write them ("Anxious 😟 (Intensity: 4/5)", "negative 3", "😟 → 🙂"), on one scale: −2 … +2.

use super::field::{EVIDENCE, Field, Shape};
use super::value::Emotion;
use super::{html, label};
use crate::text::Span;

/// The fields of a feeling written as a mapping.
pub const FIELDS: &[Field] = &[
    Field::new("score", Shape::Whole(-2, 2), "−2 at a loss … +2 delighted"),
    Field::new("word", Shape::Text, "The team's word for it"),
    Field::new("from", Shape::Refs(EVIDENCE), "What it rests on"),
];

/// Signs and words with the score they carry on their own. A stronger or weaker one can be said with an intensity.
const SIGNS: &[(i8, &[&str])] = &[
    (2, &["😀", "😃", "😄", "😁", "🤩", "🥳", "😍", "🎉", "❤️"]),
    (1, &["🙂", "😊", "😌", "😎", "👍", "☺️"]),
    (0, &["😐", "😶", "🤔", "😑"]),
    (-1, &["🙁", "😟", "😕", "😰", "😬", "😓", "😒", "👎"]),
    (-2, &["😡", "😠", "😢", "😭", "😱", "😫", "😩", "😖", "😤", "🤬"]),
];

const WORDS: &[(i8, &[&str])] = &[
    (2, &["delighted", "thrilled", "excited", "proud", "elated", "love", "begeistert", "encantado"]),
    (
        1,
        &[
            "good",
            "happy",
            "hopeful",
            "relieved",
            "confident",
            "satisfied",
            "calm",
            "positive",
            "pleased",
            "accomplished",
            "optimistic",
            "curious",
            "motivated",
            "grateful",
            "learning",
            "engaged",
            "empowered",
            "glad",
            "steady",
            "zufrieden",
            "erleichtert",
            "neugierig",
            "feliz",
            "content",
            "満足",
        ],
    ),
    (0, &["neutral", "neither", "indifferent", "okay", "ok", "mixed", "neutro", "focused"]),
    (
        -1,
        &[
            "anxious",
            "confused",
            "worried",
            "unsure",
            "strained",
            "pressed",
            "nervous",
            "tired",
            "bored",
            "negative",
            "impatient",
            "uncertain",
            "hesitant",
            "concerned",
            "disappointed",
            "annoyed",
            "overwhelmed",
            "stressed",
            "cautious",
            "skeptical",
            "sceptical",
            "frustrated",
            "alarmed",
            "tense",
            "verwirrt",
            "unsicher",
            "ansioso",
        ],
    ),
    (-2, &["lost", "angry", "desperate", "hopeless", "furious", "panicked", "devastated", "helpless", "low"]),
];

/// Reads a feeling from text. The text is always kept; scores are found where they can be.
///
/// A change ("a → b") gives two scores, the first and the last; so does its intensity ("4/5 → 2/5").
pub fn read(text: &str, span: Span) -> Emotion {
    let feeling = text.split_once('(').map_or(text, |(before, _)| before);
    let steps: Vec<&str> = feeling.split(['→', '➔']).flat_map(|step| step.split("->")).collect();
    let strengths = strengths(text);
    let first = steps.iter().find_map(|step| score(step, strengths.first()));
    let last = steps.iter().skip(1).rev().find_map(|step| score(step, strengths.last()));
    let stated = number(feeling);
    let scores = match stated {
        Some((score, _)) => vec![score],
        None => first.into_iter().chain(last).collect(),
    };
    let word = html::plain(text);
    let word = if stated.is_some() { word.split_once(' ').map_or("", |(_, rest)| rest) } else { &word };
    Emotion { scores, word: word.into(), from: Vec::new(), span }
}

/// "-2 Cornered": a whole number on the scale, then a word.
fn number(text: &str) -> Option<(i8, &str)> {
    let text = text.trim();
    let end = text.find(' ').unwrap_or(text.len());
    let score = text[..end].replace(['−', '–'], "-").trim_start_matches('+').parse().ok()?;
    (-2..=2).contains(&score).then(|| (score, &text[end..]))
}

fn score(step: &str, strength: Option<&u8>) -> Option<i8> {
    let base = sign_score(step).or_else(|| word_score(step))?;
    Some(match strength {
        Some(strength) if base != 0 => base.signum() * if *strength >= 4 { 2 } else { 1 },
        _ => base,
    })
}

fn sign_score(text: &str) -> Option<i8> {
    SIGNS.iter().find(|(_, signs)| signs.iter().any(|sign| text.contains(sign))).map(|(score, _)| *score)
}

fn word_score(text: &str) -> Option<i8> {
    let text = label::fold(text);
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.find_map(|word| WORDS.iter().find(|(_, known)| known.contains(&word)).map(|(score, _)| *score))
}

/// The 4 and the 2 of "4/5 → 2/5", the 4 of "negative 4".
fn strengths(text: &str) -> Vec<u8> {
    let rated: Vec<u8> = text
        .match_indices("/5")
        .filter_map(|(at, _)| text[..at].chars().last()?.to_digit(10))
        .map(|digit| digit as u8)
        .collect();
    if !rated.is_empty() {
        return rated;
    }
    text.split_whitespace().filter_map(|word| word.parse::<u8>().ok()).filter(|n| *n <= 5).take(1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feelings_are_placed_on_one_scale() {
        let scores = |text| read(text, Span::default()).scores;
        assert_eq!(scores("Overwhelmed 😟 (Intensity: 4/5)"), [-2]);
        assert_eq!(scores("😰 Anxious"), [-1]);
        assert_eq!(scores("−2 Cornered [[rec-p12]]"), [-2]);
        assert_eq!(&*read("-2 Cornered", Span::default()).word, "Cornered");
        assert_eq!(scores("negative 4 (low point)"), [-2]);
        assert_eq!(scores("🙂 curious"), [1]);
        assert_eq!(scores("Confused → Learning 😐 → 😊 (Intensity: 4/5 → 2/5)"), [-2, 1]);
        assert!(scores("It depends").is_empty());
    }
}

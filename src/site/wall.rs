//! `wall` of the settings: what is shown on a display, how fast, and when.

use crate::diagnostic::Diagnostic;
use crate::syntax::decode::Decoder;
use crate::syntax::field::{Field, Shape};
use crate::syntax::label;
use crate::syntax::value::{Record, Text, Value};
use crate::syntax::yaml::Entry;

use super::config::{mapping, unknown_keys};

/// How fast slides follow each other.
const PACES: &[&str] = &["canteen", "corridor"];

/// The kinds of slides.
pub const SLIDES: &[&str] = &["quote", "map", "hurt", "lowest", "story", "promise", "change", "guess"];

/// The settings of the wall.
pub(super) const FIELDS: &[Field] = &[
    Field::new("pace", Shape::Choice(PACES), "Where it hangs: people sit in a canteen and walk through a corridor"),
    Field::new("hours", Shape::Text, "When it shows anything: `\"07:00-19:00\"`"),
    Field::new("playlists", Shape::Any, "Walls of their own: `{ kitchen: { people: [mara], slides: [quote, hurt] } }`"),
];

const PLAYLIST: &[Field] = &[
    Field::new("title", Shape::Text, "Its name"),
    Field::new("people", Shape::Words, "Whom it is about; default: everybody"),
    Field::new("slides", Shape::Words, "Which slides it shows; default: all"),
    Field::new("pace", Shape::Choice(PACES), "Its own pace"),
    Field::new("hours", Shape::Text, "Its own hours"),
];

/// How fast slides follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// People sit and read.
    #[default]
    Canteen,
    /// People walk past and see one slide.
    Corridor,
}

impl Pace {
    fn named(word: &str) -> Option<Pace> {
        match word {
            "canteen" => Some(Pace::Canteen),
            "corridor" => Some(Pace::Corridor),
            _ => None,
        }
    }

    /// Its name in settings and words.
    pub fn word(self) -> &'static str {
        match self {
            Pace::Canteen => "canteen",
            Pace::Corridor => "corridor",
        }
    }

    /// How many times as long a slide stays as it takes to read it.
    pub fn times(self) -> u32 {
        match self {
            Pace::Canteen => 1,
            Pace::Corridor => 4,
        }
    }
}

/// From when to when, in minutes of the day; a night goes over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The first minute.
    pub from: u16,
    /// The minute after the last.
    pub to: u16,
}

impl Hours {
    /// Reads `07:00-19:00`.
    fn read(text: &str) -> Option<Hours> {
        let (from, to) = text.split_once(['-', '–'])?;
        let hours = Hours { from: minute(from)?, to: minute(to)? };
        (hours.from != hours.to).then_some(hours)
    }
}

/// `07:30` as a minute of the day; 24:00 is its end.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
}

/// One wall: the one that every site has, or one of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Playlist {
    /// The last part of its address; empty for the one that every site has.
    pub name: Box<str>,
    /// Its name, if it has one.
    pub title: Box<str>,
    /// How fast it goes.
    pub pace: Pace,
    /// When it shows anything; always, if nothing is said.
    pub hours: Option<Hours>,
    /// Whom it is about; everybody, if nobody is named.
    pub people: Vec<Text>,
    /// Which kinds of slides it shows.
    pub slides: Vec<&'static str>,
}

impl Playlist {
    /// The wall that every site has, before anything is said of it.
    pub fn everything() -> Playlist {
        Playlist { slides: SLIDES.to_vec(), ..Playlist::default() }
    }
}

/// The walls of a site: first the one that every site has. What is wrong is reported.
pub(super) fn read(record: Option<&Record>, decoder: &mut Decoder) -> Vec<Playlist> {
    let mut first = Playlist::everything();
    let Some(record) = record else { return vec![first] };
    unknown_keys(&record.extra, FIELDS, decoder);
    pace_and_hours(record, &mut first, decoder);
    let node = match record.get("playlists") {
        Some(Value::Any(node)) => Some(node),
        _ => None,
    };
    let more: Vec<Playlist> =
        mapping(node, decoder).iter().filter_map(|entry| playlist(entry, &first, decoder)).collect();
    std::iter::once(first).chain(more).collect()
}

fn playlist(entry: &Entry, first: &Playlist, decoder: &mut Decoder) -> Option<Playlist> {
    let record = decoder.record(&entry.value, PLAYLIST);
    unknown_keys(&record.extra, PLAYLIST, decoder);
    let name = &*entry.key.value;
    // Below the wall lie its list of slides and its further loops.
    if label::slug(name) != name || name == "slides" || name.starts_with("page-") {
        let message = format!("`{name}` cannot be the address of a wall");
        decoder.error("invalid-value", entry.key.span, message).help =
            Some("write a word in small letters, such as `kitchen`; `slides` and `page-2` are taken".into());
        return None;
    }
    let mut playlist = Playlist {
        name: name.into(),
        title: record.str("title").into(),
        people: record.words("people").to_vec(),
        slides: slides(&record, decoder),
        ..first.clone()
    };
    pace_and_hours(&record, &mut playlist, decoder);
    Some(playlist)
}

fn pace_and_hours(record: &Record, playlist: &mut Playlist, decoder: &mut Decoder) {
    playlist.pace = Pace::named(record.choice("pace")).unwrap_or(playlist.pace);
    let Some(written) = record.text("hours") else { return };
    match Hours::read(&written.value) {
        Some(hours) => playlist.hours = Some(hours),
        None => {
            let message = format!("`{}` does not say from when to when", written.value);
            decoder.error("invalid-value", written.span, message).help = Some("write it as \"07:00-19:00\"".into());
        }
    }
}

fn slides(record: &Record, decoder: &mut Decoder) -> Vec<&'static str> {
    let mut wanted = Vec::new();
    for word in record.words("slides") {
        match SLIDES.iter().find(|slide| **slide == &*word.value) {
            Some(slide) => wanted.push(*slide),
            None => {
                let message = format!("there are no slides `{}`", word.value);
                let finding = Diagnostic::error("invalid-value", decoder.path, word.span, message)
                    .help(format!("the slides are {}", SLIDES.join(", ")))
                    .did_you_mean(&word.value, SLIDES.iter().copied());
                decoder.diagnostics.push(finding);
            }
        }
    }
    if wanted.is_empty() { SLIDES.to_vec() } else { wanted }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_two_times_of_a_day() {
        assert_eq!(Hours::read("07:00-19:30"), Some(Hours { from: 420, to: 1170 }));
        assert_eq!(Hours::read("22:00 – 24:00"), Some(Hours { from: 1320, to: 1440 }));
        for wrong in ["", "7-19", "07:00", "07:00-07:00", "07:60-08:00", "25:00-26:00"] {
            assert_eq!(Hours::read(wrong), None, "{wrong}");
        }
    }
}

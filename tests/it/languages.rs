//! The languages that come with Instep: each has every word, fills in what English fills in, and counts as it counts.

use std::collections::{BTreeMap, BTreeSet};

use instep::render::{self, Overrides};
use instep::site::words::{FORMS, Words, placeholders};

use crate::site::Site;

/// The languages that are complete, each with a number for every form it counts with.
const LANGUAGES: &[(&str, &[&str])] = &[
    ("en", &["one", "other"]),
    ("de", &["one", "other"]),
    ("fr", &["one", "other"]),
    ("es", &["one", "other"]),
    ("pt", &["one", "other"]),
    ("ja", &["other"]),
    ("zh", &["other"]),
];

/// What one language alone may say: the first of a month.
const OF_ITS_OWN: &[&str] = &["date.first"];

/// The words of one file, without those of English below them.
fn file(language: &str) -> Words {
    let bytes = render::built_in(&format!("words/{language}.yaml")).unwrap_or_else(|| panic!("no words in {language}"));
    let mut words = Words::default();
    let found = words.read(language, &String::from_utf8_lossy(bytes));
    assert!(found.is_empty(), "{language}: {found:#?}");
    words
}

/// The name of a text, without its form.
fn plain(key: &str) -> &str {
    key.rsplit_once('.').filter(|(_, form)| FORMS.contains(form)).map_or(key, |(plain, _)| plain)
}

/// What is said under each name: the forms, and what is filled in in any of them.
fn groups(words: &Words) -> BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> {
    let mut groups: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    for (key, text) in words.all() {
        let name = plain(key);
        let (forms, filled) = groups.entry(name.to_owned()).or_default();
        if name != key {
            forms.insert(key[name.len() + 1..].to_owned());
        }
        filled.extend(placeholders(text).map(str::to_owned));
    }
    groups
}

#[test]
fn every_language_says_everything_that_english_says() {
    let english = groups(&file("en"));
    let mut wrong = Vec::new();
    for (language, counted) in LANGUAGES {
        let own = groups(&file(language));
        for (key, (forms, filled)) in &english {
            let Some((own_forms, own_filled)) = own.get(key) else {
                wrong.push(format!("{language}: `{key}` is missing"));
                continue;
            };
            if own_filled != filled {
                wrong.push(format!("{language}: `{key}` fills in {own_filled:?} instead of {filled:?}"));
            }
            let needed: BTreeSet<String> = counted.iter().map(|form| (*form).to_owned()).collect();
            let right =
                if forms.is_empty() { own_forms.is_empty() || *own_forms == needed } else { *own_forms == needed };
            if !right {
                wrong.push(format!("{language}: `{key}` has the forms {own_forms:?}"));
            }
        }
        let more = own.keys().filter(|key| !english.contains_key(*key) && !OF_ITS_OWN.contains(&key.as_str()));
        wrong.extend(more.map(|key| format!("{language}: nothing asks for `{key}`")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A text that is the same as in English was forgotten, unless it is a figure, a mark, or a word that both share.
#[test]
fn every_language_says_it_in_its_own_words() {
    let english = file("en");
    for (language, _) in LANGUAGES.iter().filter(|(language, _)| *language != "en") {
        let own = file(language);
        let same: Vec<&str> = own
            .all()
            .into_iter()
            .filter(|(key, text)| {
                let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1).count();
                words > 3 && english.get(key, None) == Some(*text)
            })
            .map(|(key, _)| key)
            .collect();
        assert!(same.is_empty(), "{language}: these are English: {same:?}");
    }
}

/// Every kind's fields and choices have a label in every language, because without one a page shows the English name.
#[test]
fn fields_and_choices_have_names_in_every_language() {
    let hidden = ["id", "title", "draft", "allow", "private", "order", "language", "tags", "extra", "summary", "kind"];
    let drawn = ["sign", "hue", "image", "image_alt", "layout", "description", "name"];
    let english = file("en");
    let named = |words: &Words, key: &str| {
        words.get(&format!("field.{key}"), None).or(words.get(&format!("part.{key}"), None)).is_some()
    };
    let fields: BTreeSet<&str> =
        instep::kinds::kinds().iter().flat_map(|kind| kind.fields).map(|field| field.name).collect();
    let missing: Vec<&&str> = fields
        .iter()
        .filter(|field| !hidden.contains(*field) && !drawn.contains(*field) && !field.starts_with('('))
        .filter(|field| !named(&english, field))
        .collect();
    assert!(missing.is_empty(), "words/en.yaml has no `field` for {missing:?}");
}

const PERSON: &str = "# Mara\n\nRuns payroll.\n\n## Pains\n\n- Waiting\n";

/// A page in a language is in that language: its tag, its words, its dates.
#[test]
fn a_site_speaks_its_language() {
    for (language, hurts, date) in [
        ("de", "Was weh tut", "9. Oktober 2026"),
        ("fr", "Ce qui fait mal", "9 octobre 2026"),
        ("es", "Lo que duele", "9 de octubre de 2026"),
        ("pt", "O que dói", "9 de outubro de 2026"),
        ("ja", "つらいこと", "2026年10月9日"),
        ("zh", "难受的事", "2026年10月9日"),
    ] {
        let story = "---\ndate: 2026-10-09\npersona: mara\n---\n# A story\n\nIt rained.\n";
        let site = Site::new().file("personas/mara.md", PERSON).file("stories/rain.md", story);
        site.write("instep.yaml", format!("title: Mara\nlanguage: {language}\n"));
        site.build().ok();
        let (home, story) = (site.page("index.html"), site.page("stories/rain/index.html"));
        assert!(home.contains(&format!("<html lang=\"{language}\" dir=\"ltr\"")), "{language}");
        assert!(home.contains(hurts), "{language}: {hurts}");
        assert!(story.contains(date), "{language}: {date} in {story}");
        assert!(!home.contains("What hurts") && !home.contains("Colours"), "{language} is partly English");
    }
}

/// A language that does not come along: the site brings its words, what is missing is English, and pages run the other way.
#[test]
fn a_site_brings_a_language_of_its_own() {
    let words = "nav_entry: { hurts: ما يؤلم }\npeople: { zero: لا أحد, one: شخص واحد, two: شخصان, few: '{n} أشخاص', many: '{n} شخصًا', other: '{n} شخص' }\n";
    let site = Site::new()
        .file("personas/mara.md", "# مارا\n\n## Pains\n\n- الانتظار\n")
        .other("templates/words/ar.yaml", words);
    site.write("instep.yaml", "title: عملاؤنا\nlanguage: ar\n");
    site.build().ok();
    let home = site.page("index.html");
    assert!(home.contains("<html lang=\"ar\" dir=\"rtl\""));
    assert!(home.contains("ما يؤلم</a>") && !home.contains(">What hurts</a>"), "{home}");
    assert!(home.contains("Go to the content"), "what is not there is English");
    let (mut arabic, _) = render::words("ar", &Overrides::new());
    assert!(arabic.read("words/ar.yaml", words).is_empty());
    let said: Vec<Option<&str>> = [1.0, 2.0, 3.0, 11.0].into_iter().map(|n| arabic.get("people", Some(n))).collect();
    assert_eq!(said, [Some("شخص واحد"), Some("شخصان"), Some("{n} أشخاص"), Some("{n} شخصًا")]);
}

/// Somebody who speaks another language than the site: their page and their words say so.
#[test]
fn words_in_another_language_say_which() {
    let site = Site::new()
        .file("personas/mara.md", "---\nlanguage: de\n---\n# Mara\n\n> „Ich warte nur.“\n")
        .file("personas/noor.md", "---\nlanguage: ar\n---\n# نور\n\n> «أنا أنتظر»\n");
    site.build().ok();
    assert!(site.page("people/mara/index.html").contains("<main id=\"main\" tabindex=\"-1\" lang=\"de\" dir=\"ltr\">"));
    assert!(site.page("people/noor/index.html").contains("lang=\"ar\" dir=\"rtl\">"));
    let home = site.page("index.html");
    assert!(home.contains("<html lang=\"en\"") && home.contains(" lang=\"de\" dir=\"auto\">"), "{home}");
}

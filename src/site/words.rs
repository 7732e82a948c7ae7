//! The words of the interface in the site's language, and how a date is written in it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, nearest};
use crate::syntax::decode::Decoder;
use crate::syntax::yaml::{self, Data, Entry, Node};
use crate::text::Spanned;

use super::config::mapping;

/// The forms of a text that goes with a number. Which a language uses, and for which numbers, is Unicode's to say.
pub const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Groups in which a site may name what nobody could know: its own fields, ways of hearing, stages of work.
const OPEN: &[&str] = &["field", "row", "type", "told", "status", "choice", "spelled", "list"];

/// The words: dotted key → text, with `{name}` to be filled in.
#[derive(Clone, Debug, Default)]
pub struct Words {
    texts: HashMap<String, String>,
    /// How the language counts; without it, one is `one` and everything else `other`.
    plural: Option<Arc<PluralRules>>,
}

/// Words that the settings of a site put in the place of others: `interface:`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnWords {
    /// Dotted key with its place, and text.
    texts: Vec<(Spanned<String>, Spanned<String>)>,
}

impl OwnWords {
    /// Reads the setting; what is no text is reported.
    pub(super) fn read(node: Option<&Node>, decoder: &mut Decoder) -> OwnWords {
        let mut own = OwnWords::default();
        own.add("", mapping(node, decoder), decoder);
        own
    }

    fn add(&mut self, prefix: &str, entries: &[Entry], decoder: &mut Decoder) {
        for entry in entries {
            let key = join(prefix, &entry.key.value);
            match &entry.value.data {
                Data::Scalar(text) => {
                    let text = Spanned::new(text.text.to_string(), entry.value.span);
                    self.texts.push((Spanned::new(key, entry.key.span), text));
                }
                Data::Map(inner) => self.add(&key, inner, decoder),
                _ => {
                    let message = format!("`{key}` should be a text, but it is {}", entry.value.kind_word());
                    decoder.error("wrong-type", entry.value.span, message).help =
                        Some("write the word that pages shall say".into());
                }
            }
        }
    }
}

impl Words {
    /// No words yet, but the way a language counts.
    pub fn of(language: &str) -> Words {
        let locale = language.parse::<Locale>().ok();
        let rules = locale.and_then(|locale| PluralRules::try_new_cardinal(locale.into()).ok());
        Words { texts: HashMap::new(), plural: rules.map(Arc::new) }
    }

    /// Reads a file of words on top of these; what is wrong is reported.
    pub fn read(&mut self, path: &str, text: &str) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for node in yaml::parse(text, 0, &path.into(), &mut found) {
            self.add("", node.entries());
        }
        found
    }

    fn add(&mut self, prefix: &str, entries: &[Entry]) {
        for entry in entries {
            let key = join(prefix, &entry.key.value);
            match &entry.value.data {
                Data::Scalar(text) => self.put(key, text.text.to_string()),
                Data::Map(inner) => self.add(&key, inner),
                _ => {}
            }
        }
    }

    /// One text for all numbers takes the place of its forms.
    fn put(&mut self, key: String, text: String) {
        for form in FORMS {
            self.texts.remove(&format!("{key}.{form}"));
        }
        self.texts.insert(key, text);
    }

    /// Puts a site's own words in the place of these: what names nothing, or wants to be filled with what is not there,
    /// is reported at its place in the settings at `path`.
    pub fn replace(&mut self, own: &OwnWords, path: &Arc<str>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (key, text) in &own.texts {
            if let Some(finding) = self.unknown(key, path).or_else(|| self.misfilled(&key.value, text, path)) {
                found.push(finding);
            }
        }
        // Only now: a form that was replaced still says what belongs into it.
        for (key, text) in &own.texts {
            self.put(key.value.clone(), text.value.clone());
        }
        found
    }

    /// A key that no page asks for.
    fn unknown(&self, key: &Spanned<String>, path: &Arc<str>) -> Option<Diagnostic> {
        let (group, last) = key.value.rsplit_once('.').unwrap_or(("", &key.value));
        let first = key.value.split('.').next().unwrap_or("");
        if self.texts.contains_key(&key.value) || !self.forms(&key.value).is_empty() {
            return None;
        }
        let form_of_known = FORMS.contains(&last) && (self.texts.contains_key(group) || !self.forms(group).is_empty());
        if form_of_known || (OPEN.contains(&first) && !group.is_empty()) {
            return None;
        }
        // What stands beside it, at the level at which it leaves the known ways.
        let mut known = key.value.as_str();
        while let Some((above, _)) = known.rsplit_once('.') {
            if self.below(above).next().is_some() {
                break;
            }
            known = above;
        }
        let (group, name) = known.rsplit_once('.').unwrap_or(("", known));
        let beside: BTreeSet<&str> = self.below(group).collect();
        let message = match group {
            "" => format!("pages have no words `{name}`"),
            group => format!("pages have no words `{name}` in `{group}`"),
        };
        let help = match nearest(name, beside.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there is {}", beside.into_iter().collect::<Vec<_>>().join(", ")),
        };
        Some(Diagnostic::error("unknown-key", path, key.span, message).help(help))
    }

    /// A text that wants to be filled with something its place does not give.
    fn misfilled(&self, key: &str, text: &Spanned<String>, path: &Arc<str>) -> Option<Diagnostic> {
        let plain = key.rsplit_once('.').filter(|(_, last)| FORMS.contains(last)).map_or(key, |(plain, _)| plain);
        let mut known = self.forms(plain);
        known.extend([key, plain].iter().filter_map(|key| self.texts.get(*key)).map(String::as_str));
        if known.is_empty() {
            return None;
        }
        let given: BTreeSet<&str> = known.into_iter().flat_map(placeholders).collect();
        let wrong = placeholders(&text.value).find(|name| !given.contains(name))?;
        let message = format!("nothing is filled in for `{{{wrong}}}` here");
        let help = match given.is_empty() {
            true => "write the words alone".to_owned(),
            false => {
                format!("there is {}", given.iter().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>().join(", "))
            }
        };
        Some(Diagnostic::error("invalid-value", path, text.span, message).help(help))
    }

    /// The texts of a key's forms.
    fn forms(&self, key: &str) -> Vec<&str> {
        FORMS.iter().filter_map(|form| self.texts.get(&format!("{key}.{form}"))).map(String::as_str).collect()
    }

    /// The names of what stands in a group.
    fn below<'w>(&'w self, group: &str) -> impl Iterator<Item = &'w str> {
        let prefix = join(group, "");
        self.texts.keys().filter_map(move |key| key.strip_prefix(&prefix)?.split('.').next())
    }

    /// All keys with their texts, in the order of keys.
    pub fn all(&self) -> Vec<(&str, &str)> {
        let mut all: Vec<(&str, &str)> = self.texts.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        all.sort_unstable();
        all
    }

    /// The text of a key; for a count, the form that goes with it in this language.
    pub fn get(&self, key: &str, n: Option<f64>) -> Option<&str> {
        let form = n.and_then(|n| self.texts.get(&format!("{key}.{}", self.form(n))));
        form.or_else(|| self.texts.get(&format!("{key}.other"))).or_else(|| self.texts.get(key)).map(String::as_str)
    }

    /// The form that goes with a number.
    fn form(&self, n: f64) -> &'static str {
        if n.fract() != 0.0 || n < 0.0 {
            return "other";
        }
        match &self.plural {
            Some(rules) => match rules.category_for(n as u64) {
                PluralCategory::Zero => "zero",
                PluralCategory::One => "one",
                PluralCategory::Two => "two",
                PluralCategory::Few => "few",
                PluralCategory::Many => "many",
                PluralCategory::Other => "other",
            },
            None if n == 1.0 => "one",
            None => "other",
        }
    }

    /// The text of a key, or `default`.
    pub fn or<'w>(&'w self, key: &str, default: &'w str) -> &'w str {
        self.get(key, None).unwrap_or(default)
    }

    /// Several things in a row: `a, b, c` or `a、b、c`.
    pub fn row<T: AsRef<str>>(&self, things: &[T]) -> String {
        let things: Vec<&str> = things.iter().map(AsRef::as_ref).collect();
        things.join(self.or("separator", ", "))
    }

    /// A number as the language writes it, without needless decimals: 0.5 or 0,5.
    pub fn number(&self, number: f64) -> String {
        number.to_string().replace('.', self.or("decimal", "."))
    }

    /// A date in full: 9 October 2026.
    pub fn date(&self, date: Date) -> String {
        self.fill_date("date.text", "{day} {month} {year}", date)
    }

    /// A date in short, without the year: 9 Oct.
    pub fn short_date(&self, date: Date) -> String {
        self.fill_date("date.short", "{day} {mon}", date)
    }

    /// The month of a date: October 2026.
    pub fn month(&self, date: Date) -> String {
        self.fill_date("date.month", "{month} {year}", date)
    }

    /// The month of a date in short: Oct.
    pub fn short_month(&self, date: Date) -> String {
        self.fill_date("date.short_month", "{mon}", date)
    }

    fn fill_date(&self, key: &str, default: &str, date: Date) -> String {
        let month = date.month().to_string();
        let name = |kind: &str| self.get(&format!("{kind}.{month}"), None).unwrap_or(&month).to_owned();
        // Some languages say the first of a month in another way than its other days.
        let first = (date.day() == 1).then(|| self.get("date.first", None)).flatten().unwrap_or("{day}");
        self.or(key, default)
            .replace("{day}", first)
            .replace("{day}", &date.day().to_string())
            .replace("{month}", &name("months"))
            .replace("{mon}", &name("months_short"))
            .replace("{year}", &date.year().to_string())
    }
}

/// `rtl` for languages written from right to left, `ltr` for the others.
pub fn direction(language: &str) -> &'static str {
    match language.split('-').next().unwrap_or("") {
        "ar" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi" => "rtl",
        _ => "ltr",
    }
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
}

/// The names in braces.
pub fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(language: &str, text: &str) -> Words {
        let mut words = Words::of(language);
        assert!(words.read("words.yaml", text).is_empty());
        words
    }

    #[test]
    fn a_number_takes_the_form_of_its_language() {
        let text = "people: { zero: zero, one: one, two: two, few: few, many: many, other: other }";
        let forms = |language: &str, numbers: &[f64]| -> Vec<String> {
            let words = words(language, text);
            numbers.iter().map(|n| words.get("people", Some(*n)).unwrap().to_owned()).collect()
        };
        assert_eq!(forms("en", &[0.0, 1.0, 1.5, 2.0]), ["other", "one", "other", "other"]);
        assert_eq!(forms("fr", &[0.0, 1.0, 2.0]), ["one", "one", "other"]);
        assert_eq!(forms("pt-BR", &[0.0, 1.0, 2.0]), ["one", "one", "other"]);
        assert_eq!(forms("ja", &[0.0, 1.0, 2.0]), ["other", "other", "other"]);
        assert_eq!(forms("pl", &[1.0, 3.0, 5.0]), ["one", "few", "many"]);
        assert_eq!(forms("ar", &[0.0, 1.0, 2.0, 3.0, 11.0, 100.0]), ["zero", "one", "two", "few", "many", "other"]);
        assert_eq!(forms("not a language", &[1.0, 2.0]), ["one", "other"]);
    }

    #[test]
    fn a_form_that_is_not_there_is_the_other_one() {
        let words = words("ar", "people: { one: one, other: other }\nall: all");
        assert_eq!(words.get("people", Some(3.0)), Some("other"));
        assert_eq!(words.get("all", Some(3.0)), Some("all"));
    }

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        let german = words("de", "decimal: ','");
        assert_eq!([4.25, 75.0, -0.5].map(|number| german.number(number)), ["4,25", "75", "-0,5"]);
        assert_eq!(Words::of("en").number(4.25), "4.25");
    }

    #[test]
    fn dates_are_written_as_the_language_writes_them() {
        let date = jiff::civil::date(2026, 10, 1);
        let french = words("fr", "date: { text: '{day} {month} {year}', first: '{day}er' }\nmonths: { '10': octobre }");
        assert_eq!(french.date(date), "1er octobre 2026");
        let japanese = words("ja", "date: { text: '{year}年{month}月{day}日' }\nmonths: { '10': '10' }");
        assert_eq!(japanese.date(date), "2026年10月1日");
    }
}

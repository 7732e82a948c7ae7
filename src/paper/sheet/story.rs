//! A story: the customer's own words large, then what happened, paragraph by paragraph.

use serde_json::Value;

use super::persona::Persona;
use super::{Body, ItemV, Part, Person, Reader, Said, words_of};

/// Reads the view of a story's page.
pub(super) fn read(reader: &Reader, mut view: Value) -> Option<(String, Body)> {
    let title = words_of(view["title"].as_str()?);
    let person: Option<Person> = serde_json::from_value(view["person"].take()).ok()?;
    let mut items = Vec::new();
    for section in view["sections"].as_array().into_iter().flatten() {
        let heading = words_of(section["heading"].as_str().unwrap_or_default());
        if !heading.is_empty() {
            items.push(Said { text: heading, heading: true, ..Said::default() });
        }
        for block in section["blocks"].as_array().into_iter().flatten() {
            items.extend(texts(reader, block));
        }
    }
    // The words that can be read from afar; the story says them once more in their place.
    let quote = items.iter().find(|said| said.voice && said.text.split_whitespace().count() <= super::MOST_WORDS);
    let quote = quote.cloned();
    let date = view["date"]["text"].as_str().unwrap_or_default().to_owned();
    let told_by = view["told_by"].as_str().unwrap_or_default();
    let told_by = match told_by {
        "" => String::new(),
        name => reader.pages.words.or("passed_on_by", "{name}").replace("{name}", name),
    };
    let felt: Vec<&str> = view["felt"]["words"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let fact = |key: &str, text: String| {
        let label = reader.pages.words.or(key, "").to_owned();
        (!text.is_empty() && !label.is_empty()).then(|| (label, Said::plain(text)))
    };
    let facts = [fact("story.felt", reader.pages.words.row(&felt))];
    // A sign never stands without its name.
    let name = person.as_ref().map_or_else(String::new, |person| person.name.clone());
    let summary = [name, date, told_by].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    let part = Part { name: String::new(), heading: String::new(), items, beyond: 0, empty: String::new() };
    let persona = Persona {
        person,
        name: title.clone(),
        quote,
        summary,
        facts: facts.into_iter().flatten().collect(),
        parts: vec![part],
    };
    Some((title, Body::Story(persona)))
}

/// The texts of a block: paragraphs, quotations, entries of lists.
fn texts(reader: &Reader, block: &Value) -> Vec<Said> {
    match block["kind"].as_str() {
        Some("prose") => paragraphs(reader, block["html"].as_str().unwrap_or_default()),
        Some("items") => {
            let items = block["items"].as_array().into_iter().flatten();
            let items = items.filter_map(|item| serde_json::from_value::<ItemV>(item.clone()).ok());
            items.map(|item| reader.item(&item)).collect()
        }
        Some("pairs") => {
            let pairs = block["pairs"].as_array().into_iter().flatten();
            let text = |pair: &Value, key: &str| words_of(pair[key].as_str().unwrap_or_default());
            pairs.map(|pair| Said::plain(format!("{}: {}", text(pair, "label"), text(pair, "html")))).collect()
        }
        _ => Vec::new(),
    }
}

/// The paragraphs of a piece of HTML; those of a quotation are somebody's own words.
fn paragraphs(reader: &Reader, html: &str) -> Vec<Said> {
    let mut found = Vec::new();
    let mut quoted = 0_usize;
    let mut text = String::new();
    let mut rest = html;
    let mut end = |text: &mut String, quoted: usize| {
        let words = words_of(&std::mem::take(text));
        match (words.is_empty(), quoted > 0) {
            (true, _) => {}
            (_, true) => {
                let bare = words.trim_matches(['“', '”', '"', '„', '«', '»', ' ']);
                found.push(Said { text: reader.quoted(bare, ""), voice: true, ..Said::default() });
            }
            _ => found.push(Said::plain(words)),
        }
    };
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let (tag, after) = rest[at..].split_once('>').unwrap_or((&rest[at..], ""));
        let name: String = tag.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        let is_block =
            ["p", "blockquote", "li", "ul", "ol", "div", "h1", "h2", "h3", "h4", "pre", "tr", "table", "figure"]
                .contains(&name.as_str());
        if is_block {
            end(&mut text, quoted);
        }
        match (name.as_str(), tag.starts_with("</")) {
            ("blockquote", false) => quoted += 1,
            ("blockquote", true) => quoted = quoted.saturating_sub(1),
            ("br" | "td" | "th", _) => text.push(' '),
            _ => {}
        }
        rest = after;
    }
    text.push_str(rest);
    end(&mut text, quoted);
    found
}

//! The words of content files and of pages, to compare the two. What is markup is not a word: keys, addresses, tags,
//! comments, names of picture files.

use std::collections::HashMap;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Words, each with how often it occurs.
pub(super) type Words = HashMap<String, usize>;

/// Elements that stand within a line: text on both sides of their tags may be one word.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "code", "del", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u",
    "wbr",
];

/// The words that occur more often in `wanted` than in `shown`.
pub(super) fn missing(wanted: &Words, shown: &Words) -> Vec<String> {
    let mut missing: Vec<String> = wanted
        .iter()
        .filter(|(word, count)| shown.get(*word).copied().unwrap_or(0) < **count)
        .map(|(word, count)| format!("{word}({}/{count})", shown.get(word).copied().unwrap_or(0)))
        .collect();
    missing.sort();
    missing
}

/// The words of a content file.
pub(super) fn of_content(path: &str, source: &str) -> Words {
    if !path.ends_with(".md") {
        return count(&of_yaml(source));
    }
    match source.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) {
        Some((yaml, body)) => count(&format!("{} {}", of_yaml(yaml), of_markdown(body))),
        None => count(&of_markdown(source)),
    }
}

/// The words of a page: its text, and what its pictures and marks say.
pub(super) fn of_html(html: &str) -> Words {
    count(&text_of(html))
}

fn count(text: &str) -> Words {
    let mut words = Words::new();
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *words.entry(word.to_owned()).or_default() += 1;
    }
    words
}

/// The values of YAML, apart from names of pictures and from ids, which become addresses.
fn of_yaml(source: &str) -> String {
    let values: Vec<serde_yaml::Value> = serde_yaml::Deserializer::from_str(source)
        .map(|document| serde::Deserialize::deserialize(document).unwrap())
        .collect();
    let mut out = String::new();
    values.iter().for_each(|value| add_value(value, &mut out));
    out
}

fn add_value(value: &serde_yaml::Value, out: &mut String) {
    match value {
        serde_yaml::Value::String(text) if !is_picture(text) => out.push_str(&of_markdown(text)),
        serde_yaml::Value::Number(number) => out.push_str(&number.to_string()),
        serde_yaml::Value::Sequence(values) => values.iter().for_each(|value| add_value(value, out)),
        serde_yaml::Value::Mapping(entries) => {
            let written = entries.iter().filter(|(key, _)| !matches!(key.as_str(), Some("id" | "identifier")));
            written.for_each(|(_, value)| add_value(value, out));
        }
        _ => {}
    }
    out.push(' ');
}

fn is_picture(text: &str) -> bool {
    [".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp"].iter().any(|ending| text.ends_with(ending))
}

/// The text of Markdown. Its HTML is put together with its text first: a tag or comment may span several events.
fn of_markdown(source: &str) -> String {
    text_of(&html_of(source, |_| {}))
}

/// Markdown as bare HTML; every event is shown to `see`.
fn html_of(source: &str, mut see: impl FnMut(&Event)) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut out = String::new();
    for event in Parser::new_ext(source, options) {
        see(&event);
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;")),
            Event::Html(html) | Event::InlineHtml(html) => out.push_str(&html),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
            | Event::FootnoteReference(_) => {}
            _ => out.push(' '),
        }
    }
    out
}

/// The headings of Markdown, and the addresses on other hosts that it links to.
pub(super) fn headings_and_addresses(source: &str) -> (Vec<String>, Vec<String>) {
    let (mut headings, mut addresses, mut open) = (Vec::new(), Vec::new(), None::<String>);
    html_of(source, |event| match event {
        Event::Start(Tag::Heading { .. }) => open = Some(String::new()),
        Event::End(TagEnd::Heading(_)) => headings.extend(open.take()),
        Event::Text(text) | Event::Code(text) => {
            if let Some(heading) = &mut open {
                heading.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
            }
        }
        Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with("http") => {
            addresses.push(dest_url.to_string());
        }
        _ => {}
    });
    (headings, addresses)
}

/// The headings of a page.
pub(super) fn headings_of_html(html: &str) -> String {
    let mut out = String::new();
    for level in 1..=6 {
        for part in html.split(&format!("<h{level}")).skip(1) {
            out.push_str("<p");
            out.push_str(part.split(&format!("</h{level}>")).next().unwrap_or(""));
        }
    }
    out
}

/// The text of HTML with its `alt` and `title` attributes; without comments, scripts and styles.
pub(super) fn text_of(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let tag = &rest[..tag_end(rest)];
        rest = &rest[tag.len()..];
        let name: String = tag.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        if name.is_empty() {
            out.push_str(tag);
            continue;
        }
        if matches!(&*name, "script" | "style") && !tag.starts_with("</") {
            rest = rest.split_once(&format!("</{name}>")).map_or("", |(_, after)| after);
        }
        for attribute in ["alt", "title"] {
            if let Some((_, value)) = tag.split_once(&format!(" {attribute}=\"")) {
                out.push(' ');
                out.push_str(value.split('"').next().unwrap_or(""));
                out.push(' ');
            }
        }
        if !INLINE.contains(&&*name.to_lowercase()) {
            out.push(' ');
        }
    }
    out.push_str(rest);
    decode(&out)
}

/// Where a tag ends; a `>` in a quoted value does not end it.
fn tag_end(tag: &str) -> usize {
    if !tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
        return 1;
    }
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

fn decode(text: &str) -> String {
    let named = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&#x26;", "&"),
        ("&nbsp;", " "),
    ];
    named.iter().fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c)).replace("&amp;", "&")
}

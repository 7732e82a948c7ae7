//! `changes.atom`: what changed, as an Atom feed (RFC 4287). Its dates are those of the content, never of a clock.

use jiff::civil::Date;

use crate::pages::Pages;
use crate::pages::changes::{self, Entry, FEED};
use crate::syntax::{html, label};

use super::Twin;

/// How many moments the feed goes back.
const MOMENTS: usize = 120;

pub(super) static TWIN: Twin = Twin {
    urls: |_, pages| if pages.timeline().is_empty() { Vec::new() } else { vec![FEED.to_owned()] },
    make: |_, pages, url| (url == FEED).then(|| changes::entries(pages, MOMENTS)).and_then(|all| feed(pages, &all)),
};

/// The feed; nothing, if nothing has changed yet.
fn feed(pages: &Pages, entries: &[Entry]) -> Option<Vec<u8>> {
    let config = &pages.site.config;
    let newest = entries.first()?.day;
    let titles = [config.title.as_str(), pages.words.or("changes.title", "What changed")];
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n", text(&config.language)));
    out.push_str(&format!("<title>{}</title>\n", text(&titles.join(pages.words.or("colon", ": ")))));
    out.push_str(&format!("<id>{}</id>\n", text(&id(pages, ""))));
    out.push_str(&format!("<updated>{}</updated>\n", moment(newest)));
    out.push_str(&format!("<author><name>{}</name></author>\n", text(&config.title)));
    out.push_str(&link("alternate", "text/html", &format!("{}changes/index.html", config.base_url)));
    if !config.base_url.is_empty() {
        out.push_str(&link("self", "application/atom+xml", &format!("{}{FEED}", config.base_url)));
    }
    entries.iter().for_each(|entry| out.push_str(&one(pages, entry)));
    out.push_str("</feed>\n");
    Some(out.into_bytes())
}

fn one(pages: &Pages, entry: &Entry) -> String {
    let link = link("alternate", "text/html", &format!("{}{}", pages.site.config.base_url, entry.href));
    let lines: Vec<String> = entry.lines.iter().map(|line| text(line)).collect();
    format!(
        "<entry>\n<title>{}</title>\n<id>{}</id>\n<updated>{}</updated>\n{link}<content type=\"text\">{}</content>\n</entry>\n",
        text(&entry.title),
        text(&id(pages, &entry.key)),
        moment(entry.day),
        lines.join("\n"),
    )
}

/// An id that stays: below the address of the site, or as a tag (RFC 4151) of a name that belongs to nobody.
fn id(pages: &Pages, key: &str) -> String {
    let config = &pages.site.config;
    match config.base_url.as_str() {
        "" => format!("tag:instep.invalid,2026:{}/changes/{key}", label::slug_or_hash(&config.title)),
        base => format!("{base}changes/#{key}"),
    }
}

fn link(rel: &str, kind: &str, href: &str) -> String {
    format!("<link rel=\"{rel}\" type=\"{kind}\" href=\"{}\"/>\n", text(href))
}

/// A day as a moment. Content has days only.
fn moment(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

/// Text in XML 1.0, which has no place for most control characters.
fn text(words: &str) -> String {
    let allowed = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    html::escape(&words.chars().filter(allowed).filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}')).collect::<String>())
}

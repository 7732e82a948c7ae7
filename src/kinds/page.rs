//! A free page: anything that is nothing else.

use serde::Serialize;

use crate::fields;
use crate::files;
use crate::pages::about::{self, Guide};
use crate::pages::view::*;
use crate::pages::{Cx, View};
use crate::site::Kind;
use crate::site::link::Index;
use crate::syntax::label;

use super::Feature;

pub(super) static FEATURE: Feature = Feature { kind: &KIND, template: "page.html", view, list: None };

pub(super) static KIND: Kind = Kind {
    name: "page",
    folders: &["pages"],
    fields: fields![Field::new("description", Shape::Text, "One sentence about the page")],
    prose: true,
    url: |site, index| page_url(&site[index].source.content_path, &site[index].id),
    archetype: include_str!("archetypes/page.md"),
    ..Kind::PLAIN
};

/// A page lies where its file lies; README and index are their folder.
fn page_url(content_path: &str, id: &str) -> String {
    let mut parts: Vec<String> =
        files::folder(content_path).split('/').filter(|part| !part.is_empty()).map(label::slug_or_hash).collect();
    if !matches!(files::stem(content_path).to_lowercase().as_str(), "readme" | "index" | "_index") {
        parts.push(if parts.last().is_some_and(|last| last == id) {
            label::slug_or_hash(files::stem(content_path))
        } else {
            id.to_owned()
        });
    }
    parts.push("index.html".into());
    parts.join("/")
}

#[derive(Serialize)]
struct Page {
    title: String,
    sections: Vec<SectionView>,
    html: String,
    toc: Vec<LinkView>,
    facts: Vec<FactView>,
    backlinks: Vec<CardView>,
    tags: Vec<LinkView>,
    guide: Option<Guide>,
}

fn view(cx: &Cx, index: Index) -> View {
    let entity = cx.entity(index);
    let sections = cx.sections(index);
    let headings = sections.iter().filter(|section| section.level == 2 && !section.heading.is_empty());
    let toc: Vec<LinkView> = headings
        .map(|section| LinkView {
            title: crate::pages::text_of(&section.heading),
            href: format!("#{}", section.anchor),
        })
        .collect();
    Box::new(Page {
        title: entity.title.to_string(),
        html: String::new(),
        toc: if toc.len() >= 4 { toc } else { Vec::new() },
        facts: cx.facts(index, &[]),
        backlinks: cx.backlinks(index),
        tags: cx.tags(entity),
        guide: about::under(cx, cx.site().url(index)),
        sections,
    })
}

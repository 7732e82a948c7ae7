//! What a file says, section by section, in the writer's order and words.

use super::*;

impl<'a> Cx<'a> {
    /// Everything a file says, in the writer's order and words; then what only its front matter says.
    pub fn sections(&self, index: Index) -> Vec<SectionView> {
        let mut views = self.sections_where(index, |section| section.stage.is_none());
        views.extend(self.field_sections(index, &["wants", "dreads", "would_ask"]));
        views.extend(self.footnotes(index));
        views
    }

    /// The sections that `keep` keeps.
    pub fn sections_where(&self, index: Index, keep: impl Fn(&Section) -> bool) -> Vec<SectionView> {
        let entity = self.entity(index);
        let mut levels: Vec<u8> = Vec::new();
        let mut views: Vec<SectionView> = Vec::new();
        for section in entity.sections.iter().filter(|section| keep(section)) {
            let heading = section.heading.as_ref();
            views.push(SectionView {
                level: heading.map_or(0, |heading| print_level(&mut levels, heading.level)),
                heading: heading.map_or_else(String::new, |heading| self.inline(index, &heading.text)),
                anchor: heading.map_or_else(String::new, |heading| heading.anchor.to_string()),
                field: section.fields.first().copied().unwrap_or("").to_owned(),
                blocks: section
                    .contents
                    .iter()
                    .filter(|content| !self.is_headline(entity, content))
                    .map(|content| self.content(index, section, content))
                    .collect(),
                place: self.section_place(index, section),
            });
        }
        views.retain(|view| !view.heading.is_empty() || !view.blocks.is_empty());
        views
    }

    /// Where a section was written: its heading, else its first text.
    fn section_place(&self, index: Index, section: &Section) -> String {
        let heading = section.heading.as_ref().map(|heading| heading.span);
        let text = section.contents.iter().find_map(|content| match content {
            Content::Prose(span) => Some(*span),
            _ => None,
        });
        heading.or(text).map_or_else(String::new, |span| self.place(index, span))
    }

    /// The quote a person is known by stands at the head of the page; it is not repeated below.
    pub(super) fn is_headline(&self, entity: &Entity, content: &Content) -> bool {
        entity.kind.subject && matches!(content, Content::Items { field: "quote", from: 0, to: 1, .. })
    }

    pub(super) fn content(&self, index: Index, section: &Section, content: &Content) -> BlockView {
        let entity = self.entity(index);
        match content {
            Content::Prose(span) => {
                BlockView::Prose { html: self.blocks(index, &markdown::dedent(&entity.source.text, *span)) }
            }
            Content::Items { field, from, to, ordered } => {
                let record = section.stage.and_then(|stage| entity.stages().get(stage)).unwrap_or(&entity.record);
                let items = record.items(field).get(*from..*to).unwrap_or(&[]);
                let items: Vec<ItemView> = items.iter().map(|item| self.item(index, item)).collect();
                if entity.kind.evidence && *field == "quotes" {
                    return BlockView::Prose { html: items.iter().map(pull_quote).collect() };
                }
                BlockView::Items { items, ordered: *ordered }
            }
            Content::Pairs(pairs) => BlockView::Pairs {
                pairs: pairs
                    .iter()
                    .map(|pair| PairView {
                        label: html::plain(&pair.label),
                        html: self.blocks(index, &pair.text),
                        field: pair.field.to_owned(),
                    })
                    .collect(),
            },
        }
    }

    /// The items that stand in no section of the body: those of YAML files and front matter.
    pub fn field_sections(&self, index: Index, strip: &[&str]) -> Vec<SectionView> {
        let entity = self.entity(index);
        let mut views = Vec::new();
        for field in entity.kind.fields.iter().filter(|field| matches!(field.shape, Shape::Items)) {
            let items = entity.record.items(field.name);
            let shown = |at: usize| {
                entity.sections.iter().filter(|section| section.stage.is_none()).flat_map(|section| &section.contents).any(|content| {
                    matches!(content, Content::Items { field: name, from, to, .. } if *name == field.name && (*from..*to).contains(&at))
                })
            };
            // The strip and the head of the page show the first.
            let skip = usize::from(strip.contains(&field.name) || field.name == "quote");
            let rest: Vec<ItemView> = items
                .iter()
                .enumerate()
                .filter(|(at, _)| *at >= skip && !shown(*at))
                .map(|(_, item)| self.item(index, item))
                .collect();
            if !rest.is_empty() {
                views.push(SectionView {
                    level: 2,
                    heading: html::escape(&self.field_label(field.name)),
                    anchor: field.name.to_owned(),
                    field: field.name.to_owned(),
                    blocks: vec![BlockView::Items { items: rest, ordered: false }],
                    ..SectionView::default()
                });
            }
        }
        if let Some(about) = entity.record.text("about").filter(|_| entity.sections.is_empty()) {
            let html = self.blocks(index, &about.value);
            views.insert(
                0,
                SectionView {
                    level: 2,
                    heading: html::escape(&self.field_label("about")),
                    anchor: "about".into(),
                    field: "about".into(),
                    blocks: vec![BlockView::Prose { html }],
                    ..SectionView::default()
                },
            );
        }
        views
    }

    pub(super) fn footnotes(&self, index: Index) -> Option<SectionView> {
        let entity = self.entity(index);
        if entity.footnotes.is_empty() {
            return None;
        }
        let mut seen: Vec<&str> = Vec::new();
        let mut html = String::from("<ol class=\"footnotes\">");
        for (name, span) in &entity.footnotes {
            let text = markdown::dedent(&entity.source.text, *span);
            let text = text.split_once("]:").map_or(&*text, |(_, text)| text.trim());
            let id = match seen.contains(&&**name) {
                true => String::new(),
                false => format!(
                    " id=\"fn-{}\"",
                    entity.footnotes.iter().position(|(other, _)| other == name).unwrap_or(0) + 1
                ),
            };
            seen.push(name);
            html.push_str(&format!("<li{id}>{}</li>", self.blocks(index, text)));
        }
        html.push_str("</ol>");
        let heading = html::escape(self.words().or("footnotes", "Notes"));
        Some(SectionView {
            level: 2,
            heading,
            anchor: "notes".into(),
            blocks: vec![BlockView::Prose { html }],
            ..SectionView::default()
        })
    }
}

fn pull_quote(item: &ItemView) -> String {
    let cite =
        item.sources.first().map(|source| format!(" cite=\"{}\"", html::escape(&source.href))).unwrap_or_default();
    let class = if item.voice { " class=\"voice\"" } else { "" };
    match item.voice {
        true => format!(
            "<blockquote id=\"{}\"><p><q{class}{cite}>{}</q></p>{}</blockquote>",
            item.id, item.html, item.more_html
        ),
        false => format!("<blockquote id=\"{}\"><p>{}</p>{}</blockquote>", item.id, item.html, item.more_html),
    }
}

/// The level a heading is printed at: one below the page's title, and never more than one below the heading before.
fn print_level(levels: &mut Vec<u8>, written: u8) -> u8 {
    while levels.last().is_some_and(|last| *last >= written) {
        levels.pop();
    }
    levels.push(written);
    (levels.len() as u8 + 1).min(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_never_skip_a_level() {
        let mut levels = Vec::new();
        let printed: Vec<u8> = [2, 4, 3, 2, 5, 6].map(|level| print_level(&mut levels, level)).to_vec();
        assert_eq!(printed, [2, 3, 3, 2, 3, 4]);
    }
}

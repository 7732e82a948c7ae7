//! Empathy maps: the parts, in the order of certainty, and what a map's file says besides.

use super::*;
use crate::pages::tensions;

impl<'a> Cx<'a> {
    /// An empathy map, in its own layout or another.
    pub fn map(&self, index: Index, layout: Option<&'static str>) -> MapView {
        let entity = self.entity(index);
        let own = match entity.record.choice("layout") {
            "" => "quadrants",
            layout => layout,
        };
        let layout = layout.unwrap_or(own);
        let parts = self.parts(index);
        let folder = files::folder(self.site().url(index)).to_owned();
        let page = |wanted: &str| match wanted == own {
            true => self.href(index),
            false => self.link(&format!("{folder}/{wanted}/index.html")),
        };
        MapView {
            id: entity.id.to_string(),
            title: entity.title.to_string(),
            scenario: html::plain(entity.record.str("scenario")),
            href: self.href(index),
            layout,
            quadrants_href: page("quadrants"),
            canvas_href: page("canvas"),
            classic_href: page("classic"),
            scope: entity.record.choice("scope"),
            date: entity.record.date("date").map(|date| self.date(date)),
            owner: self.owner(entity),
            person: self.site().subjects(index).first().map(|subject| self.person(*subject)),
            counts: self.site().counts(index),
            parts_list: parts.values().flatten().cloned().collect(),
            parts,
            sections: self.beside_parts(index),
            tensions: self.tensions(index),
        }
    }

    /// What a map's file says besides its parts: the parts show their items, everything else is a section below.
    pub(super) fn beside_parts(&self, index: Index) -> Vec<SectionView> {
        let entity = self.entity(index);
        let mut sections = self.sections_where(index, |section| !self.is_shown_as_part(entity, section));
        for section in sections.iter_mut().filter(|section| PARTS.contains(&&*section.field)) {
            section.blocks.retain(|block| !matches!(block, BlockView::Items { .. }));
        }
        sections.extend(self.footnotes(index));
        sections
    }

    /// Whether a part shows all that a section says: its items, under its own heading.
    pub(super) fn is_shown_as_part(&self, entity: &Entity, section: &Section) -> bool {
        let field = section.fields.first().copied().unwrap_or("");
        let only_items = section.contents.iter().all(|content| matches!(content, Content::Items { .. }));
        let same_words = section
            .heading
            .as_ref()
            .is_none_or(|heading| self.part_heading(entity, field) == html::plain(&heading.text));
        PARTS.contains(&field) && only_items && same_words
    }

    pub(super) fn owner(&self, entity: &Entity) -> String {
        let owner = entity.record.str("owner");
        self.site().config.teams.get(owner).map_or_else(|| html::plain(owner), |team| team.name.clone())
    }

    pub(super) fn parts(&self, index: Index) -> BTreeMap<&'static str, Option<PartView>> {
        let entity = self.entity(index);
        let has = |field: &str| !entity.items(field).is_empty();
        let merged_inner = has("thinks_feels") && !has("thinks") && !has("feels");
        let merged_outer = has("says_does") && !has("says") && !has("does");
        PARTS
            .iter()
            .map(|name| {
                let absent = match *name {
                    "thinks" | "feels" => merged_inner,
                    "says" | "does" => merged_outer,
                    "thinks_feels" => !has("thinks_feels"),
                    "says_does" => !has("says_does"),
                    _ => false,
                };
                (*name, (!absent).then(|| self.part(index, name)))
            })
            .collect()
    }

    pub(super) fn part(&self, index: Index, name: &'static str) -> PartView {
        let entity = self.entity(index);
        let mut items: Vec<ItemView> = entity.items(name).iter().map(|item| self.item(index, item)).collect();
        if self.site().marks() {
            // Confirmed first, then by people, guesses last; the writer's order among equals.
            let rank = |state: State| match state {
                State::Confirmed => 0,
                State::Heard | State::Disputed => 1,
                State::Guess => 2,
            };
            items.sort_by_key(|item| (rank(item.state), std::cmp::Reverse(item.people)));
        }
        PartView {
            name,
            heading: self.part_heading(entity, name),
            items,
            blocks: Vec::new(),
            hint_file: entity.source.content_path.to_string(),
        }
    }

    /// The writer's own heading for a part, if there is one and only one; else the standard word.
    pub(super) fn part_heading(&self, entity: &Entity, name: &str) -> String {
        let mut own = entity
            .sections
            .iter()
            .filter(|section| section.fields.first() == Some(&name))
            .filter_map(|section| section.heading.as_ref());
        match (own.next(), own.next()) {
            (Some(heading), None) => html::plain(&heading.text),
            _ => self.field_label(name),
        }
    }

    pub(super) fn tensions(&self, index: Index) -> Vec<TensionView> {
        let tensions = tensions::of(self.site(), index);
        tensions.iter().filter_map(|tension| tensions::sides(self, tension)).collect()
    }
}

/// The parts of a map, in the order of the canvas with the quadrants first.
const PARTS: &[&str] = &[
    "who",
    "need_to_do",
    "says",
    "thinks",
    "does",
    "feels",
    "says_does",
    "thinks_feels",
    "sees",
    "hears",
    "pains",
    "gains",
    "influences",
];

//! Empathy maps: the parts, in the order of certainty, and what a map's file says besides.

use std::ops::Range;

use super::*;
use crate::pages::facet::statements::PARTS;
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
        let person = self.site().subjects(index).first().map(|subject| self.person(*subject));
        let scenario = html::plain(entity.record.str("scenario"));
        MapView {
            id: entity.id.to_string(),
            title: entity.title.to_string(),
            room: room(person.as_ref().map_or("", |person| &person.first_name), &scenario),
            scenario,
            href: self.href(index),
            layout,
            quadrants_href: page("quadrants"),
            canvas_href: page("canvas"),
            classic_href: page("classic"),
            scope: entity.record.choice("scope"),
            date: entity.record.date("date").map(|date| self.date(date)),
            owner: self.owner(entity),
            person,
            counts: self.site().counts(index),
            head: self.head(&parts),
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

    pub(in crate::pages) fn parts(&self, index: Index) -> BTreeMap<&'static str, Option<PartView>> {
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
        let large = statements::is_large(self.site(), index);
        let mut part = self.part_of(index, name, 0..if large { statements::FIRST } else { usize::MAX });
        if part.items.len() < part.total {
            part.rest_href = self.rest_href(index, name);
        }
        part
    }

    /// A part with some of its statements, by their numbers in order.
    pub(in crate::pages) fn part_of(&self, index: Index, name: &'static str, shown: Range<usize>) -> PartView {
        let entity = self.entity(index);
        let items = statements::in_order(self.site(), index, name);
        let shown = shown.start.min(items.len())..shown.end.min(items.len());
        let total = items.len();
        let items: Vec<ItemView> = items[shown].iter().map(|item| self.item(index, item)).collect();
        PartView {
            name,
            heading: self.part_heading(entity, name),
            fits: canvas::fits(name, &items),
            items,
            total,
            rest_href: String::new(),
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

/// How a name and a situation fit into the medallion: `short` in full size, `long` with a smaller sign, `name` without the
/// situation, which stands under the heading as well.
fn room(name: &str, situation: &str) -> &'static str {
    match (width(name), width(situation)) {
        (name, situation) if name <= 16 && situation <= 22 => "short",
        (name, situation) if name <= 20 && situation <= 46 => "long",
        (name, _) if name <= 16 => "name",
        _ => "long-name",
    }
}

/// How many letters wide a text is; those of East Asia count twice.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{1100}' { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_medallion_says_what_there_is_room_for() {
        assert_eq!(room("Mara", "on pay day week"), "short");
        assert_eq!(room("Mara", ""), "short");
        assert_eq!(room("Odile", "Waiting for the bus before a night shift"), "long");
        assert_eq!(room("オディール", "夜勤の前にバスを待つとき、停留所で"), "long");
        assert_eq!(
            room("Odile", "Waiting for the bus before a night shift, in the rain, behind the bottle bank"),
            "name"
        );
        assert_eq!(room("Wolfeschlegelsteinhausenbergerdorff", "at work"), "long-name");
    }
}

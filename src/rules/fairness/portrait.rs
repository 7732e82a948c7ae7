//! What the rules about fairness ask of a portrait: a persona with everything that is about them.

use crate::site::Site;
use crate::site::link::Index;
use crate::syntax::value::Item;
use crate::syntax::{html, label};

/// Fields that say what somebody wants, can do, or is glad of.
const BRIGHT: &[&str] = &["goals", "goal", "gains", "skills", "motivations", "wants"];

/// Headings that say so without being a field.
const STRENGTHS: &[&str] = &[
    "strengths",
    "strength",
    "stärken",
    "stärke",
    "forces",
    "points forts",
    "fortalezas",
    "puntos fuertes",
    "pontos fortes",
    "forças",
    "mocne strony",
    "強み",
    "优势",
    "優勢",
    "优点",
    "優點",
];

/// Whether a portrait says what somebody wants, can do, or is glad of: on their own page, in their maps and journeys.
pub(super) fn has_bright_side(site: &Site, subject: Index) -> bool {
    site.about(subject).iter().any(|index| {
        let entity = &site[*index];
        let mut bright = false;
        entity.record.each_item(&mut |field, _, _| bright |= BRIGHT.contains(&field));
        let headings = entity.sections.iter().filter_map(|section| section.heading.as_ref());
        bright
            || headings
                .map(|heading| label::normalise(&html::plain(&heading.text)))
                .any(|heading| is_strength(&heading))
    })
}

fn is_strength(heading: &str) -> bool {
    STRENGTHS.iter().any(|strength| heading.contains(&label::normalise(strength)))
}

/// The statements about a subject: those on their own page, and those of what is about nobody else.
pub(super) fn statements<'s>(site: &'s Site, subject: Index, visit: &mut dyn FnMut(Index, &'static str, &'s Item)) {
    for index in site.about(subject).iter().copied().filter(|index| site.subjects(*index).len() == 1) {
        site[index].record.each_item(&mut |field, _, item| visit(index, field, item));
    }
}

//! Something that is done, but nobody saw it.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;
use crate::syntax::field::EVIDENCE;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "does-without-observation",
    level: Severity::Hint,
    group: Group::Evidence,
    page: include_str!("does_without_observation.md"),
    look: Look::Entity(look),
};

/// Ways of hearing in which people tell what they do.
const TOLD: &[&str] = &["interview", "survey", "focus-group", "diary"];

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let claims = site.claims(index);
    entity.record.each_item(&mut |field, _, item| {
        let Some(claim) = claims.get(item.number as usize).filter(|_| field == "does") else { return };
        let only_told = claim.sources.iter().all(|source| is_told(site, source.entity, &mut Vec::new()));
        if only_told && !claim.sources.is_empty() {
            let message = "this is what they say they do: nobody has seen it";
            found.push(
                RULE.at(&entity.source.path, item.span, message)
                    .help("watch it once, count it, or move it to `says`: what people tell and do often differs"),
            );
        }
    });
}

/// Whether a piece of evidence is only what people told of themselves. Where nobody said how it was learned, it is not.
fn is_told(site: &Site, index: Index, seen: &mut Vec<Index>) -> bool {
    if seen.contains(&index) {
        return true;
    }
    seen.push(index);
    let record = &site[index].record;
    // Whoever passes a story on was there.
    let was_seen = record.text("told_by").is_some();
    let deeper = |field: &str| site.targets(index, record.refs(field), EVIDENCE);
    let grounds = [deeper("session"), deeper("supports")].concat();
    match grounds.is_empty() {
        true => TOLD.contains(&record.choice("type")),
        false => !was_seen && grounds.iter().all(|ground| is_told(site, ground.entity, seen)),
    }
}

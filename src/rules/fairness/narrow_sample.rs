//! A persona that speaks with the voice of one participant.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;
use crate::syntax::value::Item;
use crate::syntax::wording;

use super::portrait;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "narrow-sample",
    level: Severity::Hint,
    group: Group::Fairness,
    page: include_str!("narrow_sample.md"),
    look: Look::Site(look),
};

/// Fields that hold somebody's own words.
const WORDS: &[&str] = &["quote", "quotes", "says", "would_ask"];

/// Below so many quotations, chance alone explains whose they are.
const LEAST_QUOTES: usize = 5;

/// With fewer participants, most of the quotations must come from one.
const LEAST_PEOPLE: usize = 3;

fn look(site: &Site, found: &mut Vec<Diagnostic>) {
    for index in site.of("persona") {
        let (mut quotes, mut people) = (BTreeMap::<String, &str>::new(), BTreeSet::<&str>::new());
        for session in site.about(index) {
            people.extend(participants(site, *session));
        }
        portrait::statements(site, index, &mut |from, field, item| {
            if WORDS.contains(&field)
                && let Some(speaker) = speaker(site, from, item)
            {
                quotes.insert(wording::words(&item.plain).join(" "), speaker);
            }
        });
        people.extend(quotes.values());
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        quotes.values().for_each(|speaker| *counts.entry(speaker).or_default() += 1);
        let Some((speaker, most)) = counts.into_iter().max_by_key(|(_, count)| *count) else { continue };
        if quotes.len() >= LEAST_QUOTES && people.len() >= LEAST_PEOPLE && most * 4 >= quotes.len() * 3 {
            let entity = &site[index];
            let (all, others) = (quotes.len(), people.len() - 1);
            let message = format!("{most} of {all} quotations come from {speaker}, and {others} others were heard");
            let finding = RULE.at(&entity.source.path, entity.place, message);
            found.push(finding.help("add words of the others, or say that this portrait is mostly of one"));
        }
    }
}

/// Who said it, where that is certain: the one participant of the one session it cites.
fn speaker<'s>(site: &'s Site, from: Index, item: &Item) -> Option<&'s str> {
    let sources = site.claim(from, item).sources.as_slice();
    let session = sources.first()?.entity;
    let mut people = participants(site, session);
    let speaker = people.next()?;
    (people.next().is_none() && sources.iter().all(|source| source.entity == session)).then_some(speaker)
}

fn participants(site: &Site, session: Index) -> impl Iterator<Item = &str> {
    let entity = &site[session];
    entity.record.words("participants").iter().filter(|_| entity.kind.name == "session").map(|alias| &*alias.value)
}

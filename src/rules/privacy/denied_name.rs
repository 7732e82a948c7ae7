//! A name that the settings say must not be written.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;
use crate::text::Span;

use super::names::words;
use super::shown;
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "denied-name",
    level: Severity::Error,
    group: Group::Privacy,
    page: include_str!("denied_name.md"),
    look: Look::Entity(look),
};

const HELP: &str = "write an alias; the settings list this name under `privacy:`";

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    if site.config.denied_names.is_empty() {
        return;
    }
    let entity = &site[index];
    let path: &Arc<str> = &entity.source.path;
    let names: Vec<Vec<String>> = site.config.denied_names.iter().map(|name| only_words(name)).collect();
    let names: Vec<&Vec<String>> = names.iter().filter(|name| !name.is_empty()).collect();
    let id = only_words(&entity.id);
    if names.iter().any(|name| id.windows(name.len()).any(|run| run == name.as_slice())) {
        let message = format!("the id `{}` holds a name that must not be written", entity.id);
        found.push(RULE.at(path, entity.place, message).help(HELP));
    }
    let Some(text) = shown(site, index) else { return };
    let all = words(&text);
    let mut end = 0;
    for (at, (_, first)) in all.iter().enumerate() {
        if first.start < end {
            continue;
        }
        let is_here = |name: &&&Vec<String>| {
            let run = all.get(at..at + name.len()).unwrap_or(&[]);
            !run.is_empty() && run.iter().map(|(word, _)| word).eq(name.iter())
        };
        let Some(name) = names.iter().filter(is_here).max_by_key(|name| name.len()) else { continue };
        end = all.get(at + name.len() - 1).map_or(first.end, |(_, last)| last.end);
        let message = format!("`{}` is a name that must not be written", &text[first.start..end]);
        found.push(RULE.at(path, Span::new(first.start, end), message).help(HELP));
    }
}

fn only_words(text: &str) -> Vec<String> {
    words(text).into_iter().map(|(word, _)| word).collect()
}

//! One participant, counted as several.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::syntax::value::Text;
use crate::syntax::wording::compatible;
use crate::text::Span;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "repeated-participant",
    level: Severity::Warning,
    group: Group::Evidence,
    page: include_str!("repeated_participant.md"),
    look: Look::Site(look),
};

fn look(site: &Site, found: &mut Vec<Diagnostic>) {
    let mut spellings: HashMap<String, Vec<Spelling>> = HashMap::new();
    let mut order = Vec::new();
    for session in site.of("session") {
        let source = &site[session].source;
        let aliases = site[session].record.words("participants");
        found.extend(twice(&source.path, &source.text, aliases));
        for alias in aliases {
            let key = key(&alias.value);
            let known = spellings.entry(key.clone()).or_insert_with(|| {
                order.push(key);
                Vec::new()
            });
            match known.iter_mut().find(|spelling| spelling.alias == &*alias.value) {
                Some(spelling) => spelling.times += 1,
                None => known.push(Spelling { alias: &alias.value, path: &source.path, place: alias.span, times: 1 }),
            }
        }
    }
    // In the order of files, whatever order the map has.
    found.extend(order.iter().filter_map(|key| spellings.get(key)).flat_map(|known| odd(known)));
}

/// A way to write an alias.
struct Spelling<'s> {
    alias: &'s str,
    /// Where it stands first.
    path: &'s Arc<str>,
    place: Span,
    times: usize,
}

/// Every spelling of an alias but the usual one.
fn odd(known: &[Spelling]) -> Vec<Diagnostic> {
    // The most frequent; of several, the first.
    let Some(usual) = known.iter().rev().max_by_key(|spelling| spelling.times) else { return Vec::new() };
    let others = known.iter().filter(|spelling| spelling.alias != usual.alias);
    let finding = |other: &Spelling| {
        let message = format!("`{}` and `{}` are counted as two people", other.alias, usual.alias);
        let finding = RULE
            .at(other.path, other.place, message)
            .also(usual.path, usual.place, "the usual spelling")
            .help(format!("write `{}` if it is the same person, else give one another alias", usual.alias))
            .fix(other.place, usual.alias);
        if other.times > 1 { finding.label(format!("written so {} times", other.times)) } else { finding }
    };
    others.map(finding).collect()
}

/// The aliases that stand twice in one session's list.
fn twice(path: &Arc<str>, text: &str, aliases: &[Text]) -> Vec<Diagnostic> {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let again = |at: usize| {
        let alias = aliases.get(at)?;
        let first = *seen.entry(&alias.value).or_insert(alias.span);
        if first == alias.span {
            return None;
        }
        let message = format!("`{}` took part once, but stands here twice", alias.value);
        let finding = RULE.at(path, alias.span, message).also(path, first, "the first");
        let gap = aliases
            .get(at.checked_sub(1)?)
            .and_then(|last| text.get(last.span.end as usize..alias.span.start as usize));
        // Only what separates the two may go with it.
        Some(match gap.filter(|gap| !gap.is_empty() && gap.chars().all(|c| c.is_whitespace() || ",-".contains(c))) {
            Some(gap) => {
                let place = Span { start: alias.span.start - gap.len() as u32, end: alias.span.end };
                finding.help("remove it").mend(place, "")
            }
            None => finding.help("remove one of the two"),
        })
    };
    (0..aliases.len()).filter_map(again).collect()
}

/// What an alias is whatever its case, spaces, hyphens and leading zeros: `P-04` and `p4` are the same, `P1-2` and `P12`
/// are not.
fn key(alias: &str) -> String {
    let mut key = String::new();
    let mut gap = false;
    let mut digits = false;
    for c in compatible(alias) {
        if matches!(c, ' ' | '-' | '_' | '\u{2010}'..='\u{2014}') {
            gap = true;
            continue;
        }
        let goes_on = digits && !gap;
        if c.is_ascii_digit() && digits && gap {
            key.push('-');
        }
        if c.is_ascii_digit() && goes_on && key.ends_with('0') && is_leading(&key) {
            key.pop();
        }
        key.push(c);
        (gap, digits) = (false, c.is_ascii_digit());
    }
    key
}

/// Whether the zero at the end is the first digit of its number.
fn is_leading(key: &str) -> bool {
    key.chars().rev().nth(1).is_none_or(|before| !before.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_alias_are_the_same() {
        for other in ["p4", "P04", "p-004", "P 4", "p_4", "Ｐ４"] {
            assert_eq!(key(other), key("P4"), "{other}");
        }
        assert_eq!(key("Tester A"), key("testera"));
    }

    #[test]
    fn other_aliases_are_others() {
        for (one, other) in [("P1-2", "P12"), ("P4", "P40"), ("P10", "P1"), ("P100", "P10"), ("4a", "a4"), ("ä1", "a1")]
        {
            assert_ne!(key(one), key(other));
        }
    }
}

//! Something that is said, with evidence but not in anybody's words.

use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::site::link::Index;
use crate::site::{Entity, Site};
use crate::syntax::quotation::quotations;
use crate::syntax::value::Item;
use crate::syntax::yaml;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "says-without-quote",
    level: Severity::Warning,
    group: Group::Quotes,
    page: include_str!("says_without_quote.md"),
    look: Look::Entity(look),
};

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let claims = site.claims(index);
    entity.record.each_item(&mut |field, _, item| {
        let rests_on_something = claims.get(item.number as usize).is_some_and(|claim| !claim.sources.is_empty());
        if field == "says" && rests_on_something && !is_speech(entity, item) {
            found.push(finding(entity, item));
        }
    });
}

/// Whether somebody speaks: in quotation marks, after a dash as French, Polish or Portuguese has it, or in a block
/// quotation.
fn is_speech(entity: &Entity, item: &Item) -> bool {
    let in_block = files::is_markdown(&entity.source.path) && line_before(entity, item).trim_start().starts_with('>');
    let marked = item.text.contains("<q") || item.plain.starts_with(['—', '–', '―']);
    in_block || marked || !quotations(&item.plain).is_empty()
}

fn line_before<'e>(entity: &'e Entity, item: &Item) -> &'e str {
    let before = entity.source.text.get(..item.span.start as usize).unwrap_or("");
    before.rsplit('\n').next().unwrap_or("")
}

fn finding(entity: &Entity, item: &Item) -> Diagnostic {
    let path = &entity.source.path;
    match taken_by_yaml(entity, item) {
        Some(quoted) => {
            let message = "the quotation marks belong to YAML: on the page these words stand without any";
            let help = "put the whole in single quotation marks, and the words in double ones";
            RULE.at(path, item.span, message).help(help).fix(item.span, quoted)
        }
        None => RULE
            .at(path, item.span, "this is a paraphrase: nobody's words stand in quotation marks")
            .help("quote what was said, or move it: what they do to `does`, what they mean to `thinks`"),
    }
}

/// The same statement with quotation marks of its own, where those around it are taken for YAML's, which needs none here.
fn taken_by_yaml(entity: &Entity, item: &Item) -> Option<String> {
    const INDICATORS: &[char] = &['[', '{', '&', '*', '!', '|', '>', '%', '@', '`', '?', '-', '#', '\''];
    let written = item.span.of(&entity.source.text);
    let inside = written.strip_prefix('"')?.strip_suffix('"')?;
    let in_flow = line_before(entity, item).contains(['[', '{']);
    let needed = in_flow || inside.starts_with(INDICATORS) || [": ", " #"].iter().any(|sign| inside.contains(sign));
    let words = item.text.find("[[").map_or(&*item.text, |at| &item.text[..at]).trim_end();
    if !files::is_yaml(&entity.source.path) || needed || inside.contains('\\') || words.is_empty() {
        return None;
    }
    Some(yaml::quoted(&format!("\"{words}\"{}", &item.text[words.len()..])))
}

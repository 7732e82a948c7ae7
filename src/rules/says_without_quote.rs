//! Something that is said, with evidence but not in anybody's words.

use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::site::link::Index;
use crate::site::{Entity, Site};
use crate::syntax::quotation::quotations;
use crate::syntax::value::Item;
use crate::syntax::yaml;

use super::{Group, Look, Rule};

pub(super) static RULE: Rule = Rule {
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
    let before = &entity.source.text[..item.span.start as usize];
    let line = before.rsplit('\n').next().unwrap_or("");
    let in_block = files::is_markdown(&entity.source.path) && line.trim_start().starts_with('>');
    in_block || item.plain.starts_with(['—', '–', '―']) || !quotations(&item.plain).is_empty()
}

fn finding(entity: &Entity, item: &Item) -> Diagnostic {
    let path = &entity.source.path;
    let written = item.span.of(&entity.source.text);
    match taken_by_yaml(entity, item) {
        Some(quoted) => {
            let message = "these quotation marks belong to YAML: on the page the words stand without any";
            let help = "put the whole in single quotation marks, and the words in double ones";
            RULE.at(path, item.span, message).help(help).fix(item.span, quoted)
        }
        None => RULE
            .at(path, item.span, "this is a paraphrase: nobody's words stand in quotation marks")
            .label(if written.contains('\n') { "" } else { "no quotation marks" })
            .help("quote what was said, or move it: what they do to `does`, what they mean to `thinks`"),
    }
}

/// The same statement with quotation marks of its own, where those around it are only YAML's.
fn taken_by_yaml(entity: &Entity, item: &Item) -> Option<String> {
    let written = item.span.of(&entity.source.text);
    let is_quoted = files::is_yaml(&entity.source.path) && written.starts_with('"') && !written.contains('\\');
    let words = item.text.find("[[").map_or(&*item.text, |at| &item.text[..at]).trim_end();
    let quoted = format!("\"{words}\"{}", &item.text[words.len()..]);
    (is_quoted && !words.is_empty()).then(|| yaml::quoted(&quoted))
}

//! A blank that nobody filled in.

use crate::diagnostic::{Diagnostic, Severity};
use crate::files;
use crate::site::entity::Entity;
use crate::site::link::{Index, Site};
use crate::syntax::value::Value;
use crate::text::Span;

use crate::rules::quotes::paragraphs::paragraphs;
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "placeholder",
    level: Severity::Warning,
    group: Group::Structure,
    page: include_str!("placeholder.md"),
    look: Look::Entity(look),
};

/// Marks for what is still to be done; they are written in capitals and stand first.
const TO_DO: &[&str] = &["TODO", "TBD", "TBC", "FIXME", "XXX"];

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    // A free page may be a form, and a transcript has its own brackets: [laughs].
    if files::is_template(&entity.source.path) || entity.kind.prose {
        return;
    }
    let mut check = |plain: &str, span: Span| {
        if is_placeholder(plain, entity) {
            found.push(
                RULE.at(&entity.source.path, span, format!("this is a placeholder: {}", shorten(plain)))
                    .help("fill it in, or take it out: an honest gap invites somebody to ask"),
            );
        }
    };
    check(&entity.title, entity.place);
    for (_, value) in &entity.record.values {
        if let Value::Text(text) = value {
            check(&text.value, text.span);
        }
    }
    entity.record.each_item(&mut |_, _, item| check(&item.plain, item.span));
    paragraphs(entity).into_iter().for_each(|(plain, span)| check(&plain, span));
}

fn is_placeholder(text: &str, entity: &Entity) -> bool {
    let text = text.trim().trim_matches(['"', '“', '”', '„', '«', '»', '*', '_']).trim();
    to_do(text) || text.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("lorem ipsum")) || blank(text, entity)
}

fn to_do(text: &str) -> bool {
    let Some(rest) = TO_DO.iter().find_map(|mark| text.strip_prefix(mark)) else { return false };
    rest.is_empty()
        || rest.trim_start().starts_with([':', '：', '-', '–', '—'])
        || rest.starts_with(['(', '.', '…', '!'])
}

/// `[Name]`, `{{name}}`, `<name>` and nothing else.
fn blank(text: &str, entity: &Entity) -> bool {
    let inside = |open: &str, close: &str| text.strip_prefix(open)?.strip_suffix(close);
    let says = |inside: &str| inside.chars().any(char::is_alphabetic);
    if let Some(inside) = inside("{{", "}}") {
        // {{ page.title }} is filled in by another tool.
        return says(inside) && !inside.contains(['.', '|', '{', '}', '%', '"']);
    }
    if let Some(inside) = inside("[", "]") {
        let is_link = || entity.source.definitions.to_lowercase().contains(&format!("[{}]:", inside.to_lowercase()));
        return says(inside) && !inside.contains(['[', ']']) && !inside.starts_with('^') && !is_link();
    }
    let tag = inside("<", ">").filter(|inside| says(inside) && inside.starts_with(char::is_alphabetic));
    tag.is_some_and(|inside| inside.contains(' ') && !inside.contains(['<', '>', '=', '/', ':', '@']))
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{} …", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

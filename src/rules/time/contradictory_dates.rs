//! Dates that cannot both be right: of fields, and of what is typed as text.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::entity::Entity;
use crate::site::link::Index;
use crate::syntax::label;
use crate::syntax::period::{self, Period};
use crate::syntax::value::{Item, Value};
use crate::text::{Span, Spanned};

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "contradictory-dates",
    level: Severity::Error,
    group: Group::Time,
    page: include_str!("contradictory_dates.md"),
    look: Look::Entity(look),
};

/// Kinds whose date is the day on which something happened. That of a page may be its latest change.
const HAPPENED: &[&str] = &["session", "story", "decision", "event"];

/// Ways of hearing that take one day: a diary or a survey begins before the date it is filed under.
const ONE_DAY: &[&str] = &["interview", "usability-test", "field-visit", "support-call", "focus-group"];

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    consent(entity, found);
    review(entity, site.today, found);
    decided_before_asking(site, index, found);
    entity.record.each_item(&mut |_, _, item| found.extend(heard(site, index, item)));
    if site.in_file(&entity.source.path).and_then(<[Index]>::first) == Some(&index) {
        typed(entity, site.today, found);
    }
}

/// What two pieces of content say about each other may have become wrong when one of them was corrected: a warning.
fn doubt(entity: &Entity, span: Span, message: String) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..RULE.at(&entity.source.path, span, message) }
}

/// Whether a day has not come yet anywhere: where the writer lives it may be tomorrow already.
fn is_ahead(day: Date, today: Date) -> bool {
    today.checked_add(1.day()).is_ok_and(|tomorrow| day > tomorrow)
}

fn consent(entity: &Entity, found: &mut Vec<Diagnostic>) {
    let (date, until) = (entity.record.dated("date"), entity.record.dated("consent_until"));
    if let (Some(date), Some(until)) = (date, until)
        && until.value < date.value
    {
        let what = entity.kind.name;
        let message = format!("the consent ends on {}, before the {what} on {}", until.value, date.value);
        let finding = RULE.at(&entity.source.path, until.span, message).help("correct one of the two dates");
        found.push(finding.also(&entity.source.path, date.span, format!("the {what}")));
    }
}

fn review(entity: &Entity, today: Date, found: &mut Vec<Diagnostic>) {
    let Some(reviewed) = entity.record.dated("reviewed") else { return };
    let path = &entity.source.path;
    if is_ahead(reviewed.value, today) {
        let message = format!("reviewed on {}, which has not come yet", reviewed.value);
        let help = "write the day of the last review; `review_every: 6 months` says when the next is due";
        found.push(RULE.at(path, reviewed.span, message).help(help));
    }
    if let Some(date) = entity.record.dated("date").filter(|date| date.value > reviewed.value)
        && HAPPENED.contains(&entity.kind.name)
    {
        let message = format!("reviewed on {}, before it happened on {}", reviewed.value, date.value);
        let finding = RULE.at(path, reviewed.span, message).help("correct one of the two dates");
        found.push(finding.also(path, date.span, "the day it happened"));
    }
}

fn decided_before_asking(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    let Some(decided) = entity.record.dated("date") else { return };
    for reference in entity.record.refs("asked_a_customer") {
        let Ok(target) = site.resolve(Some(index), &reference.value, &["session"]) else { continue };
        let session = &site[target.entity];
        if let Some(asked) = session.record.dated("date").filter(|asked| asked.value > decided.value) {
            let message =
                format!("decided on {}, but the customer was asked on {}, afterwards", decided.value, asked.value);
            let help = "correct the date, or write `asked_a_customer: no` with `because:`";
            let finding = doubt(entity, reference.span, message).help(help);
            found.push(finding.also(&session.source.path, asked.span, "the day of the session"));
        }
    }
}

/// A statement that was heard on a day to come, or before the only session it cites.
fn heard(site: &Site, index: Index, item: &Item) -> Option<Diagnostic> {
    let Some(Value::Date(heard)) = item.detail("date") else { return None };
    let entity = &site[index];
    if is_ahead(heard.value, site.today) {
        let message = format!("heard on {}, which has not come yet", heard.value);
        return Some(RULE.at(&entity.source.path, heard.span, message).help("write the day on which it was heard"));
    }
    let sources = site.item_sources(index, item);
    let [source] = sources.as_slice() else { return None };
    let session = &site[source.entity];
    let date = session.record.dated("date").filter(|date| date.value > heard.value)?;
    ONE_DAY.contains(&session.record.choice("type")).then(|| {
        let message = format!("heard on {}, before the session it cites, on {}", heard.value, date.value);
        doubt(entity, heard.span, message)
            .also(&session.source.path, date.span, "the day of the session")
            .help("correct one of the two dates, or cite where it was heard first")
    })
}

/// What a label says its date is.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// When the text was written.
    Written,
    /// When it was last changed or looked at.
    Changed,
    /// When it is to be looked at again, or ends.
    Next,
}

/// Labels before dates, in the languages content has been seen in.
const LABELS: &[(Role, &[&str])] = &[
    (
        Role::Written,
        &[
            "date",
            "created",
            "published",
            "datum",
            "erstellt",
            "stand",
            "fecha",
            "creado",
            "data",
            "criado em",
            "utworzono",
            "作成日",
            "日付",
            "日期",
            "创建日期",
            "建立日期",
        ],
    ),
    (
        Role::Changed,
        &[
            "last updated",
            "updated",
            "last modified",
            "last revised",
            "last reviewed",
            "last review",
            "zuletzt aktualisiert",
            "zuletzt geprüft",
            "letzte aktualisierung",
            "aktualisiert am",
            "dernière mise à jour",
            "mis à jour",
            "mis à jour le",
            "dernière révision",
            "última actualización",
            "actualizado",
            "última revisión",
            "última atualização",
            "atualizado em",
            "última revisão",
            "ostatnia aktualizacja",
            "zaktualizowano",
            "ostatni przegląd",
            "最終更新",
            "最終更新日",
            "更新日",
            "最后更新",
            "最後更新",
            "更新日期",
        ],
    ),
    (
        Role::Next,
        &[
            "next review",
            "next review date",
            "next review due",
            "review due",
            "review by",
            "review before",
            "to be reviewed",
            "valid until",
            "valid through",
            "expires",
            "expires on",
            "expiry date",
            "nächste überprüfung",
            "nächste prüfung",
            "nächste durchsicht",
            "nächstes review",
            "nächster review",
            "gültig bis",
            "läuft ab am",
            "prochaine révision",
            "prochaine revue",
            "prochain examen",
            "valable jusqu'au",
            "valide jusqu'au",
            "próxima revisión",
            "válido hasta",
            "vigente hasta",
            "próxima revisão",
            "válido até",
            "następny przegląd",
            "kolejny przegląd",
            "ważne do",
            "ważny do",
            "次回レビュー",
            "次回見直し",
            "有効期限",
            "下次审核",
            "下次審核",
            "下次评审",
            "有效期至",
        ],
    ),
];

static ROLES: LazyLock<HashMap<String, Role>> = LazyLock::new(|| {
    let labels = LABELS.iter().flat_map(|(role, labels)| labels.iter().map(|label| (label::normalise(label), *role)));
    labels.collect()
});

/// Dates that are typed as text behind a label.
fn typed(entity: &Entity, today: Date, found: &mut Vec<Diagnostic>) {
    let all = labelled(&entity.source.text);
    for (_, day) in all.iter().filter(|(role, day)| *role == Role::Changed && is_ahead(day.value.first, today)) {
        let message = format!("`{}` has not come yet", written(entity, day));
        found.push(doubt(entity, day.span, message).help("write the day of the last change"));
    }
    // The earliest: a review that is late is no contradiction, one that was due before there was anything is.
    let own = all.iter().filter(|(role, _)| *role != Role::Next).map(|(_, day)| day).min_by_key(|day| day.value.first);
    let stated = ["date", "reviewed"].iter().filter_map(|name| entity.record.date(name)).min();
    let Some(own) = own.filter(|own| stated.is_none_or(|stated| own.value.first <= stated)) else { return };
    for (_, next) in all.iter().filter(|(role, day)| *role == Role::Next && day.value.last < own.value.first) {
        let message = format!(
            "`{}` lies before the date of the document itself, `{}`",
            written(entity, next),
            written(entity, own)
        );
        let finding = doubt(entity, next.span, message).help("correct one of the two dates; is it the year?");
        found.push(finding.also(&entity.source.path, own.span, "the date of the document"));
    }
}

fn written<'e>(entity: &'e Entity, day: &Spanned<Period>) -> &'e str {
    day.span.of(&entity.source.text)
}

/// The dates behind labels that say what they are: `**Next review:** March 2025`, `| Stand | 3/2025 |`, `date: 2025-03-01`.
fn labelled(text: &str) -> Vec<(Role, Spanned<Period>)> {
    let (mut found, mut at, mut code) = (Vec::new(), 0, false);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        code ^= line.trim_start().starts_with("```");
        let indent = line.len() - line.trim_start_matches([' ', '>']).len();
        // What is indented belongs to something else than the whole.
        if code || indent > 3 || !line.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let mut from = start;
        for part in line.split_inclusive(['·', '•']) {
            found.extend(labelled_part(part, from));
            from += part.len();
        }
    }
    found
}

/// One label with its date: a row of a table, or a text with a colon.
fn labelled_part(part: &str, start: usize) -> Option<(Role, Spanned<Period>)> {
    let trimmed = part.trim_start_matches(['|', ' ', '\t', '>']);
    let marks: &[char] = if trimmed.len() < part.trim_start().len() { &['|'] } else { &[':', '：'] };
    let (label, value) = trimmed.split_once(marks).filter(|(label, _)| label.len() <= 60)?;
    let value = value.trim_start_matches([' ', '*', '_', ':', '\t']);
    let value = value.split(['|', '\n']).next().unwrap_or("").trim_end_matches([' ', '*', '_', '\\', '\r', '·', '•']);
    let role = *ROLES.get(&label::normalise(label))?;
    let period = period::parse(value)?;
    let from = start + (value.as_ptr() as usize).checked_sub(part.as_ptr() as usize)?;
    Some((role, Spanned::new(period, Span::new(from, from + value.len()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_in_every_form() {
        let text = "**Last Updated**: December 2025\n- **Next Review:** 3/2025 (or later)\n| Gültig bis | März 2025 |\n\
                    date: 2025-01-02\nStand: 1.2.2025 · Nächste Prüfung: 2026-Q1\n    date: 1999\nnot a date: 2025\n";
        let read: Vec<&str> = labelled(text).iter().map(|(_, day)| day.span.of(text)).collect();
        let expected = ["December 2025", "3/2025 (or later)", "März 2025", "2025-01-02", "1.2.2025", "2026-Q1"];
        assert_eq!(read, expected);
    }
}

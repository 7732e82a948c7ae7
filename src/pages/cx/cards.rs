//! Entities in lists, and what is joined to an entity: backlinks, tags, dates.

use std::collections::HashSet;

use super::*;
use crate::site::consent::{Profile, Withheld};

impl<'a> Cx<'a> {
    /// Any entity in a list.
    pub fn card(&self, index: Index) -> CardView {
        if !self.site().may_name(index) {
            return self.unnamed_card();
        }
        let entity = self.entity(index);
        let subject = self.site().subjects(index).first().filter(|subject| **subject != index);
        CardView {
            kind: entity.kind.name,
            title: entity.title.to_string(),
            summary: self.summary(index),
            href: self.href(index),
            date: entity.record.date("date").map(|date| self.date(date)),
            person: subject.map(|subject| self.person(*subject)),
            state: String::new(),
            meta: self.meta(entity),
            place: self.place(index, entity.place),
        }
    }

    /// What stands in the place of something that may not be named.
    fn unnamed_card(&self) -> CardView {
        CardView {
            kind: "session",
            title: label::capitalise(&self.unnamed()),
            summary: String::new(),
            href: String::new(),
            date: None,
            person: None,
            state: String::new(),
            meta: String::new(),
            place: String::new(),
        }
    }

    /// One sentence about an entity: its summary, else how its text begins.
    pub fn summary(&self, index: Index) -> String {
        let remembered = self.pages.summaries.get(index);
        remembered.map_or_else(|| self.new_summary(index), |cell| cell.get_or_init(|| self.new_summary(index)).clone())
    }

    pub(super) fn new_summary(&self, index: Index) -> String {
        match html::plain(self.entity(index).record.str("summary")) {
            summary if summary.is_empty() => self.lead(index),
            summary => summary,
        }
    }

    pub(super) fn meta(&self, entity: &Entity) -> String {
        let method = entity.record.choice("type");
        let status = entity.record.choice("status");
        let words = self.words();
        match (method, status) {
            ("", "") => String::new(),
            ("", status) => label::capitalise(words.or(&format!("status.{status}"), status)),
            (method, _) => {
                let known =
                    words.get(&format!("type.{method}"), None).or_else(|| words.get(&format!("choice.{method}"), None));
                known.map_or_else(|| label::capitalise(&method.replace('-', " ")), str::to_owned)
            }
        }
    }

    /// The beginning of what a file says, as plain text of at most about 160 characters.
    pub(super) fn lead(&self, index: Index) -> String {
        let entity = self.entity(index);
        let withheld = !self.site().may_show_words(index);
        // What was said in a session stands under its headings, what was said in a story in quotations.
        let sections =
            entity.sections.iter().filter(|section| !(withheld && entity.kind.prose) || section.heading.is_none());
        let first = sections.flat_map(|section| &section.contents).find_map(|content| match content {
            Content::Prose(span) => {
                let text = markdown::dedent(&entity.source.text, *span);
                let lines = text.lines().filter(|line| !(withheld && line.trim_start().starts_with('>')));
                Some(lines.take(12).collect::<Vec<_>>().join("\n")).filter(|text| !text.trim().is_empty())
            }
            _ => None,
        });
        let text = html::plain(&first.unwrap_or_default());
        shorten(&text, 160)
    }

    /// The entities about a person.
    pub fn about(&self, subject: Index) -> impl Iterator<Item = Index> + 'a {
        let site = self.site();
        let mut about: Vec<Index> =
            site.backlinks(subject).iter().copied().filter(|index| site.subjects(*index).contains(&subject)).collect();
        about.retain(|index| site.may_name(*index));
        // Newest first where there is a date, else in the order of files.
        about.sort_by_key(|index| std::cmp::Reverse(site[*index].record.date("date")));
        about.into_iter()
    }

    /// The entities that refer to this one.
    pub fn backlinks(&self, index: Index) -> Vec<CardView> {
        self.backlinks_except(index, &[])
    }

    /// The same, without some kinds.
    pub fn backlinks_except(&self, index: Index, kinds: &[&str]) -> Vec<CardView> {
        let site = self.site();
        site.backlinks(index)
            .iter()
            .filter(|other| !kinds.contains(&site[**other].kind.name) && site.may_name(**other))
            .map(|other| self.card(*other))
            .collect()
    }

    /// The entities that refer to this one other than by a statement that rests on it: those have a place of their own.
    pub fn backlinks_beside_statements(&self, index: Index) -> Vec<CardView> {
        let site = self.site();
        let citing: HashSet<Index> = site.cited_by(index).iter().map(|(other, _)| *other).collect();
        let beside = site.backlinks(index).iter().filter(|other| !citing.contains(*other) && site.may_name(**other));
        beside.map(|other| self.card(*other)).collect()
    }

    /// The tags of an entity.
    pub fn tags(&self, entity: &Entity) -> Vec<LinkView> {
        let tags = entity.record.words("tags").iter().filter(|tag| !tag.value.is_empty());
        tags.map(|tag| LinkView {
            title: tag.value.to_string(),
            href: self.link(&crate::pages::which::tag_url(&tag.value)),
        })
        .collect()
    }

    /// What was agreed about the words of a piece of evidence.
    pub fn agreed(&self, index: Index) -> AgreedView {
        let entity = self.entity(index);
        let consent = match self.site().consent(index) {
            _ if entity.kind.field("consent").is_none() => "",
            "" => "unstated",
            stated => stated,
        };
        let why_not = match self.site().withheld(index) {
            Some(Withheld::NoConsent) => "no_consent",
            Some(Withheld::Ended(_)) => "consent_ended",
            None => "",
        };
        AgreedView { consent, until: entity.record.date("consent_until").map(|date| self.date(date)), why_not }
    }

    /// Who listened, or passed it on; in public nobody in the house is named.
    pub fn heard_by(&self, index: Index) -> String {
        if self.site().config.profile == Profile::Public {
            return String::new();
        }
        let record = &self.entity(index).record;
        let named = ["researcher", "told_by"].iter().map(|field| record.str(field)).find(|name| !name.is_empty());
        named.map_or_else(String::new, |name| label::capitalise(&html::plain(name)))
    }

    /// When a document is to be looked at again.
    pub fn review_by(&self, entity: &Entity) -> Option<DateView> {
        self.review_day(entity).map(|date| self.date(date))
    }

    /// The same as a day.
    pub fn review_day(&self, entity: &Entity) -> Option<Date> {
        entity.review_day()
    }
}

//! The words of persons: the headline, more of them, who told us.

use super::*;
use crate::pages::people::Size;
use crate::site::consent::Profile;

impl<'a> Cx<'a> {
    /// The words a person is known by: the quote, else the surest thing they say.
    pub fn headline(&self, subject: Index) -> Option<QuoteView> {
        let shown = |item: &&Item| !self.site().withholds(subject, item);
        let quote = self.entity(subject).items("quote").first().filter(shown).map(|item| (subject, item));
        let said = || self.said(subject).into_iter().next();
        // Words without a source are better than none; the page does not set them in the customer's voice.
        let unsourced = || self.entity(subject).items("quotes").iter().find(shown).map(|item| (subject, item));
        let (index, item) = quote.or_else(said).or_else(unsourced)?;
        Some(self.quote(index, item, Some(subject)))
    }

    /// What a person says, surest first.
    pub(super) fn said(&self, subject: Index) -> Vec<(Index, &'a Item)> {
        let site = self.site();
        let statements = self.pages.statements(subject);
        let mut said: Vec<(Index, &Item)> = statements
            .iter()
            .filter_map(|(index, number)| Some((*index, self.entity(*index).record.item(*number)?.1)))
            .filter(|(index, item)| !site.withholds(*index, item))
            .filter(|(index, item)| {
                quotation::without_marks(&item.plain).is_some() && !site.claim(*index, item).sources.is_empty()
            })
            .collect();
        said.sort_by_key(|(index, item)| {
            std::cmp::Reverse((site.claim(*index, item).people, site.claim(*index, item).last))
        });
        said
    }

    /// Everything a person said that may be shown, best first: the words they are known by, what they say, surest first,
    /// what stories quote, and last what has no source.
    pub(in crate::pages) fn spoken(&self, subject: Index) -> Vec<(Index, &'a Item)> {
        let site = self.site();
        let own = |field: &str| self.entity(subject).items(field).iter().map(move |item| (subject, item));
        let stories = self.about(subject).filter(|index| self.entity(*index).kind.name == "story");
        let told = stories.flat_map(|story| self.entity(story).items("quotes").iter().map(move |item| (story, item)));
        let shown = |(index, item): &(Index, &Item)| !site.withholds(*index, item) && !item.plain.is_empty();
        own("quote").chain(self.said(subject)).chain(told).chain(own("quotes")).filter(shown).collect()
    }

    /// More of a person's words, without the headline.
    pub fn quotes(&self, subject: Index, headline: Option<&QuoteView>, most: usize) -> Vec<QuoteView> {
        let stories = self
            .about(subject)
            .filter(|index| self.entity(*index).kind.name == "story" && self.site().may_show_words(*index));
        let told = stories.filter_map(|story| {
            let item = self.entity(story).items("quotes").first()?;
            Some(self.quote(story, item, Some(subject)))
        });
        let said = self.said(subject).into_iter().map(|(index, item)| self.quote(index, item, Some(subject)));
        let mut quotes: Vec<QuoteView> = Vec::new();
        for quote in told.chain(said) {
            let known = headline.into_iter().chain(&quotes).any(|other| other.html == quote.html);
            if !known {
                quotes.push(quote);
            }
            if quotes.len() == most {
                break;
            }
        }
        quotes
    }

    /// Somebody's words.
    pub fn quote(&self, index: Index, item: &Item, subject: Option<Index>) -> QuoteView {
        let (html, _) = self.item_html(index, &item.text);
        let claim = self.site().claim(index, item);
        QuoteView {
            lang: self.other_language(index),
            id: claim.anchor.to_string(),
            size: Size::of(&crate::pages::text_of(&html)),
            html,
            person: subject.map(|subject| self.person(subject)),
            source: claim.sources.first().map(|source| self.source(source)),
            told_by: match self.site().config.profile {
                Profile::Public => String::new(),
                _ => html::plain(self.entity(index).record.str("told_by")),
            },
            href: self.href(index),
            place: self.place(index, item.span),
        }
    }

    /// Who told us about a person: way of hearing, how often.
    pub fn voices(&self, subject: Index) -> Vec<(String, usize)> {
        let told = self.pages.person(subject).map(|person| &person.told);
        told.into_iter().flatten().map(|(method, n)| ((*method).to_owned(), *n)).collect()
    }
}

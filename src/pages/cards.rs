//! Share cards: what stands on the picture that a chat shows for a link to a person, a story or a pain. How it is drawn
//! is for `twins`.

use serde::Serialize;

use crate::files;
use crate::site::link::Index;

use super::hurts::Hurt;
use super::view::{PersonView, QuoteView};
use super::which::{Page, What};
use super::{Cx, Pages, text_of};

/// The name of a card's file, beside the page it is of.
const NAME: &str = "card.png";

/// A quotation on a card has at most so many words; a longer one gives way to the next.
const MOST_WORDS: usize = 25;

/// How many persons a card shows the signs of.
const MOST_PERSONS: usize = 3;

/// What stands on a share card. The same card is the same picture.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Card {
    /// Whose it is; several where a pain is shared.
    pub persons: Vec<PersonView>,
    /// Somebody's own words without quotation marks, best first: the first that fits is shown.
    pub words: Vec<String>,
    /// What stands there in our own words where none of those can be shown.
    pub heading: String,
    /// Below it: a name.
    pub name: String,
    /// Below the name: a role, a date, a count.
    pub role: String,
    /// The name of the site.
    pub site: String,
    /// The language, which decides about quotation marks.
    pub language: String,
}

impl Card {
    /// Everything it says, for who looks whether it may.
    pub fn text(&self) -> String {
        let own = [&self.heading, &self.name, &self.role, &self.site];
        self.words.iter().chain(own).map(String::as_str).collect::<Vec<_>>().join(" | ")
    }
}

impl Pages {
    /// The address of the card of a page, if it has one.
    pub fn card_url(&self, page: &Page) -> Option<String> {
        let has = match &page.what {
            What::Entity(index) => self.site[*index].kind.subject || self.site[*index].kind.name == "story",
            What::Pain(_) => true,
            _ => false,
        };
        (has && page.leaf == 1).then(|| beside(&page.url))
    }

    /// The addresses of all cards.
    pub fn card_urls(&self) -> Vec<String> {
        self.all().iter().filter_map(|page| self.card_url(page)).collect()
    }

    /// The card at an address.
    pub fn card(&self, url: &str) -> Option<Card> {
        let page = self.first_at(&format!("{}/index.html", files::folder(url)))?;
        if self.card_url(&page).as_deref() != Some(url) {
            return None;
        }
        let cx = Cx::new(self, &page.url, 0..0);
        match &page.what {
            What::Entity(index) if self.site[*index].kind.subject => Some(of_person(&cx, *index)),
            What::Entity(index) => Some(of_story(&cx, *index)),
            What::Pain(slug) => self.ranking().named(slug).map(|(_, hurt)| of_hurt(&cx, hurt)),
            _ => None,
        }
    }
}

/// The address of the card of the page at an address.
fn beside(url: &str) -> String {
    format!("{}/{NAME}", files::folder(url))
}

fn of_person(cx: &Cx, index: Index) -> Card {
    let person = cx.person(index);
    let headline = cx.headline(index);
    let others = cx.quotes(index, headline.as_ref(), 4);
    let words = headline.into_iter().chain(others).filter_map(|quote| words(cx, quote)).collect();
    Card { heading: person.name.clone(), role: person.role.clone(), words, ..blank(cx, index, vec![person]) }
}

fn of_story(cx: &Cx, index: Index) -> Card {
    let entity = cx.entity(index);
    let site = cx.site();
    let quotes: Vec<QuoteView> = match site.may_show_words(index) {
        true => {
            let items = entity.items("quotes").iter().filter(|item| !site.withholds(index, item));
            items.map(|item| cx.quote(index, item, None)).collect()
        }
        false => Vec::new(),
    };
    let kind = cx.words().or("kind.story", "Story");
    let date = entity.record.date("date").map(|date| cx.date(date).text);
    Card {
        words: quotes.into_iter().filter_map(|quote| short(&quote)).collect(),
        heading: entity.title.to_string(),
        role: cx.words().row(&[Some(kind.to_owned()), date].into_iter().flatten().collect::<Vec<_>>()),
        ..blank(cx, index, cx.persons(index))
    }
}

/// The card of one pain: its words, whom it hurts, and how many people said so.
fn of_hurt(cx: &Cx, hurt: &Hurt) -> Card {
    let persons: Vec<PersonView> = hurt.persons().iter().map(|index| cx.person(*index)).collect();
    let title = hurt.words(cx);
    let said = crate::syntax::quotation::without_marks(&title).filter(|_| hurt.people > 0).map(str::to_owned);
    let count = cx.words().get("people", Some(hurt.people as f64)).unwrap_or("{n} people");
    Card {
        words: said.into_iter().filter(|words| is_short(words)).collect(),
        name: cx.words().row(&persons.iter().map(|person| &*person.name).collect::<Vec<_>>()),
        role: if hurt.people > 0 { count.replace("{n}", &hurt.people.to_string()) } else { String::new() },
        heading: title,
        persons: persons.into_iter().take(MOST_PERSONS).collect(),
        ..bare(cx, &cx.site().config.language)
    }
}

/// A card of an entity without anything that is its own.
fn blank(cx: &Cx, index: Index, persons: Vec<PersonView>) -> Card {
    let language = cx.entity(index).language().unwrap_or(&cx.site().config.language);
    Card {
        name: cx.words().row(&persons.iter().map(|person| &*person.name).collect::<Vec<_>>()),
        persons: persons.into_iter().take(MOST_PERSONS).collect(),
        ..bare(cx, language)
    }
}

fn bare(cx: &Cx, language: &str) -> Card {
    Card { site: cx.site().config.title.clone(), language: language.to_owned(), ..Card::default() }
}

/// The words of a person, if they have a source. On a site that cites nothing all do with less.
fn words(cx: &Cx, quote: QuoteView) -> Option<String> {
    if quote.source.is_none() && cx.site().marks() { None } else { short(&quote) }
}

fn short(quote: &QuoteView) -> Option<String> {
    let text = text_of(&quote.html);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    is_short(&text).then_some(text)
}

fn is_short(text: &str) -> bool {
    !text.is_empty() && text.split_whitespace().count() <= MOST_WORDS
}

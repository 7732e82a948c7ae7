//! Ask: everything we only guess, so that somebody who reads it may know whom to ask.

use serde::Serialize;

use crate::site::consent::Profile;
use crate::site::evidence::State;
use crate::site::link::Index;

use super::cx::encode;
use super::topic::Topic;
use super::view::{ItemView, LinkView, PersonView};
use super::{Cx, Pages, View};

/// How many guesses stand on one leaf.
const PER_LEAF: usize = 40;

/// Do I know someone who knows?
pub(super) static TOPIC: Topic = Topic {
    key: "ask",
    template: "ask.html",
    present: |site| site.marks() && site.indices().any(|index| site[index].kind.subject),
    length: |pages| pages.guesses().len(),
    per_leaf: PER_LEAF,
    view,
};

/// A statement that nobody has said: whose it is, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guess {
    pub(super) subject: Index,
    pub(super) entity: Index,
    pub(super) number: u32,
}

/// Everything we only guess, person by person.
pub(super) fn guesses(pages: &Pages) -> Vec<Guess> {
    let site = &pages.site;
    let mut found = Vec::new();
    if !site.marks() {
        return found;
    }
    for subject in pages.people.order.iter().copied() {
        for (entity, number) in pages.statements(subject).iter().copied() {
            let guess = site.claims(entity).get(number as usize).is_some_and(|claim| claim.state == State::Guess);
            // What the person has to do and who they are describe the frame, not a belief to test.
            let asked = |field: &str| !["who", "need_to_do"].contains(&field);
            if guess && site[entity].record.item(number).is_some_and(|(field, _)| asked(field)) {
                found.push(Guess { subject, entity, number });
            }
        }
    }
    found
}

#[derive(Serialize)]
struct Asked {
    item: ItemView,
    /// The part it stands in, as the interface calls it.
    part: String,
    #[serde(rename = "where")]
    place: LinkView,
    /// Where to write to: "I know someone".
    contact: String,
}

#[derive(Serialize)]
struct Group {
    person: PersonView,
    anchor: String,
    guesses: Vec<Asked>,
}

#[derive(Serialize)]
struct Ask {
    groups: Vec<Group>,
    total: usize,
    contact: bool,
}

fn view(cx: &Cx) -> View {
    let all = cx.pages().guesses();
    let mut groups: Vec<Group> = Vec::new();
    for guess in cx.leaf(all) {
        let Some(asked) = asked(cx, guess) else { continue };
        let id = &*cx.entity(guess.subject).id;
        match groups.last_mut().filter(|group| *group.person.id == *id) {
            Some(group) => group.guesses.push(asked),
            None => {
                let (person, anchor) = (cx.person(guess.subject), anchor(id));
                groups.push(Group { person, anchor, guesses: vec![asked] });
            }
        }
    }
    Box::new(Ask { groups, total: all.len(), contact: !contact(cx).is_empty() })
}

fn asked(cx: &Cx, guess: &Guess) -> Option<Asked> {
    let (field, item) = cx.entity(guess.entity).record.item(guess.number)?;
    let url = cx.statement_url(guess.entity, guess.number);
    let place = LinkView { title: cx.entity(guess.entity).title.to_string(), href: cx.link(&url) };
    let person = &cx.entity(guess.subject).title;
    Some(Asked {
        contact: address(cx, &cx.plain(guess.entity, item), person, &url),
        item: ItemView { page: String::new(), ..cx.item(guess.entity, item) },
        part: cx.field_label(field),
        place,
    })
}

fn anchor(id: &str) -> String {
    format!("about-{id}")
}

/// Where the guesses about a person begin, as seen from a page; nothing, if there are none.
pub(super) fn about(cx: &Cx, subject: Index) -> Option<String> {
    let at = cx.pages().guesses().iter().position(|guess| guess.subject == subject)?;
    let leaf = match at / PER_LEAF + 1 {
        1 => TOPIC.url(),
        leaf => format!("{}/page-{leaf}/index.html", TOPIC.key),
    };
    Some(cx.link(&format!("{leaf}#{}", anchor(&cx.entity(subject).id))))
}

/// The address from the settings. Whoever reads a public site is not asked to write to us about our customers.
fn contact<'a>(cx: &Cx<'a>) -> &'a str {
    let config = &cx.site().config;
    if config.profile == Profile::Public { "" } else { &config.contact }
}

/// Where "I know someone" leads: the address from the settings, filled with the guess.
fn address(cx: &Cx, statement: &str, person: &str, url: &str) -> String {
    let contact = contact(cx);
    if contact.is_empty() {
        return String::new();
    }
    let url = format!("{}{}", cx.site().config.base_url, url);
    let fill = |text: &str, escape: &dyn Fn(&str) -> String| {
        let values = [("{statement}", statement), ("{person}", person), ("{url}", &*url)];
        values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, &escape(value)))
    };
    if contact.contains(['{', '?']) || !contact.starts_with("mailto:") {
        return fill(contact, &query);
    }
    let words = cx.words();
    // The words are filled first: a statement may say {person} as well.
    let said = |key: &str, default: &str| query(&fill(words.or(key, default), &|value| value.to_owned()));
    let subject = said("ask.mail_subject", "I know someone: {person}");
    format!("{contact}?subject={subject}&body={}", said("ask.mail_body", "{statement}\n{url}"))
}

/// Text as a value of a query: what could end it is percent-encoded.
fn query(text: &str) -> String {
    encode(text)
        .replace(['/'], "%2F")
        .replace('+', "%2B")
        .replace('=', "%3D")
        .replace('@', "%40")
        .replace("%0A", "%0D%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_statement_can_end_the_query() {
        assert_eq!(query("a&b=c#d?e/f"), "a%26b%3Dc%23d%3Fe%2Ff");
        assert_eq!(query("1\n2"), "1%0D%0A2");
    }
}

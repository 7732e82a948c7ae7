//! Which sheets a site has, and what each says.

use crate::pages::{Cx, Pages, text_of};
use crate::site::Entity;
use crate::site::evidence::{NO_CLAIMS, State};
use crate::site::link::Index;
use crate::syntax::html;

use super::content_id::content_id;

/// What a sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person.
    Persona,
    /// An empathy map.
    Map,
    /// A journey.
    Journey,
    /// A story.
    Story,
    /// What hurts.
    Hurts,
    /// Cards for a table.
    Cards,
}

/// How many of what hurts stand on a sheet.
const MOST_HURTS: usize = 12;

/// A sheet by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// `odile`, `odile-the-wait`: the last part of its address.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The page it is made from, from the site's root.
    pub url: String,
    /// What it is about, if that is one thing.
    pub about: Option<Index>,
    /// Whose it is.
    pub person: Option<Index>,
}

/// A text of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Its words.
    pub text: String,
    /// How sure we are; nothing where nothing is marked.
    pub state: Option<State>,
}

/// What a sheet says.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its title.
    pub title: String,
    says: Vec<Said>,
}

impl Sheet {
    /// What it says, in reading order.
    pub fn says(&self) -> Vec<Said> {
        self.says.clone()
    }

    /// The id of what it says.
    pub fn content_id(&self) -> String {
        content_id(self.says.iter().flat_map(|said| [said.state.map_or("", State::word), &said.text]))
    }
}

/// Every sheet of a site.
pub fn all(pages: &Pages) -> Vec<Named> {
    let site = &pages.site;
    let mut found: Vec<Named> = Vec::new();
    for (kind, name) in
        [(Kind::Persona, "persona"), (Kind::Map, "map"), (Kind::Journey, "journey"), (Kind::Story, "story")]
    {
        for index in site.of(name).filter(|index| site.may_name(*index)) {
            let id = &*site[index].id;
            // Two kinds may use the same id: the later one says what it is.
            let taken = found.iter().any(|other| other.name == id);
            found.push(Named {
                name: if taken { format!("{name}-{id}") } else { id.to_owned() },
                kind,
                url: site.url(index).to_owned(),
                about: Some(index),
                person: site.subjects(index).first().copied(),
            });
        }
    }
    let whole =
        |name: &str, kind, url: &str| Named { name: name.into(), kind, url: url.into(), about: None, person: None };
    if !pages.hurts().is_empty() {
        found.push(whole("hurts", Kind::Hurts, "hurts/index.html"));
    }
    if found.iter().any(|named| named.kind == Kind::Persona) {
        found.push(whole("cards", Kind::Cards, "index.html"));
    }
    found
}

/// A sheet with everything it says.
pub fn of(pages: &Pages, named: &Named) -> Option<Sheet> {
    let cx = pages.seen_from(&named.url);
    let title = match named.about {
        Some(index) => pages.site[index].title.to_string(),
        None if named.kind == Kind::Hurts => cx.words().or("nav_entry.hurts", "What hurts").to_owned(),
        None => named.name.clone(),
    };
    let mut says = vec![plain(&title)];
    match (named.kind, named.about) {
        (Kind::Persona, Some(person)) => {
            says.push(plain(pages.site[person].record.str("role")));
            says.extend(cx.headline(person).map(|quote| plain(&text_of(&quote.html))));
            says.extend(statements(&cx, person));
            let map = cx.about(person).find(|index| pages.site[*index].kind.name == "map");
            says.extend(map.into_iter().flat_map(|map| statements(&cx, map)));
        }
        (Kind::Hurts, _) => says.extend(
            pages
                .hurts()
                .iter()
                .take(MOST_HURTS)
                .flat_map(|hurt| [plain(&hurt.words(&cx)), plain(&hurt.people.to_string())]),
        ),
        (Kind::Cards, _) => says.extend(pages.people.order.iter().flat_map(|person| {
            let quote = cx.headline(*person).map(|quote| plain(&text_of(&quote.html)));
            std::iter::once(plain(&pages.site[*person].title)).chain(quote).collect::<Vec<_>>()
        })),
        (_, Some(index)) => {
            says.extend(feelings(&pages.site[index]));
            says.extend(statements(&cx, index));
        }
        (_, None) => return None,
    }
    says.retain(|said| !said.text.is_empty());
    Some(Sheet { title, says })
}

fn plain(text: &str) -> Said {
    Said { text: html::plain(text), state: None }
}

/// The statements of an entity, in the order in which they were written.
fn statements(cx: &Cx, index: Index) -> Vec<Said> {
    let site = cx.site();
    let mut found = Vec::new();
    site[index].record.each_item(&mut |field, _, item| {
        let marked = site.marks() && !NO_CLAIMS.contains(&field);
        let state = marked.then(|| site.claim(index, item).state);
        found.push(Said { text: cx.plain(index, item), state });
    });
    found
}

/// The stages of a journey with what is felt there.
fn feelings(entity: &Entity) -> Vec<Said> {
    let stages = entity.stages().iter();
    let said = stages.flat_map(|stage| {
        let felt = stage.emotion("feels").map(|feeling| plain(&format!("{:?} {}", feeling.scores, feeling.word)));
        std::iter::once(plain(stage.str("name"))).chain(felt)
    });
    said.collect()
}

//! `api/*.json`: the whole site for programs. docs/api.md describes it.
//!
//! A collection is one file or several: `stories.json`, `stories-2.json`, …, so that none grows with the site.

use serde::Serialize;
use serde_json::json;

use crate::kinds;
use crate::pages::Pages;
use crate::pages::api::VERSION;

use super::{Twin, Twins};

/// How many entries one file holds at most.
const MOST: usize = 200;

const INDEX: &str = "api/index.json";
const SCHEMA: &str = "api/schema.json";

pub(super) static TWIN: Twin = Twin { urls, make };

/// A collection: its name, the kind of its entries, how many there are.
struct Collection {
    name: &'static str,
    kind: &'static str,
    count: usize,
}

impl Collection {
    /// All that are not empty.
    fn all(pages: &Pages) -> Vec<Collection> {
        let all = names().map(|(name, kind)| Collection::of(pages, name, kind));
        all.filter(|collection| collection.count > 0).collect()
    }

    fn of(pages: &Pages, name: &'static str, kind: &'static str) -> Collection {
        let count = match kind {
            "pain" => pages.hurts().len(),
            "guess" => pages.recorded_guesses().len(),
            kind => pages.recorded(kind).len(),
        };
        Collection { name, kind, count }
    }

    /// The collection and the number of its file at an address.
    fn at(pages: &Pages, url: &str) -> Option<(Collection, usize)> {
        let file = url.strip_prefix("api/")?.strip_suffix(".json")?;
        let (name, kind) = names().find(|(name, _)| file.strip_prefix(name).is_some_and(is_number))?;
        let collection = Collection::of(pages, name, kind);
        let number = (1..=collection.files()).find(|number| collection.url(*number) == url)?;
        Some((collection, number))
    }

    fn files(&self) -> usize {
        self.count.div_ceil(MOST)
    }

    fn url(&self, number: usize) -> String {
        match number {
            1 => format!("api/{}.json", self.name),
            number => format!("api/{}-{number}.json", self.name),
        }
    }

    /// One of its files, counted from one.
    fn file(&self, pages: &Pages, number: usize) -> Vec<u8> {
        let from = (number - 1) * MOST;
        match self.kind {
            "pain" => self.with(number, pages.recorded_pains(from, MOST)),
            "guess" => {
                let all = pages.recorded_guesses();
                self.with(number, all.into_iter().skip(from).take(MOST).filter_map(|at| pages.unknown(at)).collect())
            }
            kind => {
                let all = pages.recorded(kind).into_iter().skip(from).take(MOST);
                self.with(number, all.map(|index| pages.record(index)).collect())
            }
        }
    }

    fn with<T: Serialize>(&self, number: usize, entries: Vec<T>) -> Vec<u8> {
        bytes(&File {
            api: VERSION,
            collection: self.name,
            kind: self.kind,
            count: self.count,
            file: number,
            files: self.files(),
            next: (number < self.files()).then(|| self.url(number + 1)),
            entries,
        })
    }
}

#[derive(Serialize)]
struct File<T> {
    api: u32,
    collection: &'static str,
    kind: &'static str,
    count: usize,
    file: usize,
    files: usize,
    next: Option<String>,
    entries: Vec<T>,
}

fn urls(_: &Twins, pages: &Pages) -> Vec<String> {
    let all = Collection::all(pages);
    let files = all.iter().flat_map(|collection| (1..=collection.files()).map(|number| collection.url(number)));
    [INDEX.to_owned(), SCHEMA.to_owned()].into_iter().chain(files).collect()
}

fn make(_: &Twins, pages: &Pages, url: &str) -> Option<Vec<u8>> {
    match url {
        INDEX => Some(index(pages)),
        SCHEMA => Some(include_bytes!("api.schema.json").to_vec()),
        url => Collection::at(pages, url).map(|(collection, number)| collection.file(pages, number)),
    }
}

/// The names of all collections, with the kind of their entries.
fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_kinds = kinds::ALL.iter().map(|feature| feature.kind);
    let of_kinds = of_kinds.map(|kind| (kind.folders.first().copied().unwrap_or(kind.name), kind.name));
    of_kinds.chain([("hurts", "pain"), ("unknown", "guess")])
}

/// What follows the name of a collection: nothing, or the number of a later file.
fn is_number(rest: &str) -> bool {
    rest.is_empty() || rest.strip_prefix('-').is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn index(pages: &Pages) -> Vec<u8> {
    let config = &pages.site.config;
    let collections: Vec<_> = Collection::all(pages)
        .iter()
        .map(|collection| {
            let files: Vec<String> = (1..=collection.files()).map(|number| collection.url(number)).collect();
            json!({ "name": collection.name, "kind": collection.kind, "count": collection.count, "files": files })
        })
        .collect();
    bytes(&json!({
        "api": VERSION,
        "title": config.title,
        "language": config.language,
        "profile": config.profile.word(),
        "base_url": config.base_url,
        "schema": SCHEMA,
        "collections": collections,
    }))
}

/// One entry a line would save nothing once compressed; this can be read.
fn bytes(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

//! Facts about who somebody is, without a reason why they are told.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::entity::{Content, Entity, Pair};
use crate::site::link::Index;
use crate::syntax::value::Record;
use crate::syntax::yaml::Data;
use crate::syntax::{html, label, wording};
use crate::text::Span;

use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "unexplained-demographic",
    level: Severity::Hint,
    group: Group::Fairness,
    page: include_str!("unexplained_demographic.md"),
    look: Look::Entity(look),
};

/// Labels of facts about who somebody is, in the languages content has been seen in; age and place are fields.
const LABELS: &[&str] = &[
    "gender",
    "sex",
    "pronouns",
    "ethnicity",
    "race",
    "nationality",
    "religion",
    "marital status",
    "family",
    "family status",
    "relationship status",
    "children",
    "income",
    "salary",
    "geschlecht",
    "ethnie",
    "herkunft",
    "nationalität",
    "familienstand",
    "familie",
    "kinder",
    "einkommen",
    "gehalt",
    "genre",
    "sexe",
    "origine",
    "nationalité",
    "situation familiale",
    "famille",
    "enfants",
    "revenu",
    "género",
    "sexo",
    "etnia",
    "nacionalidad",
    "estado civil",
    "familia",
    "hijos",
    "ingresos",
    "gênero",
    "nacionalidade",
    "família",
    "filhos",
    "renda",
    "płeć",
    "narodowość",
    "stan cywilny",
    "rodzina",
    "dzieci",
    "dochód",
    "dochody",
    "性別",
    "性别",
    "国籍",
    "國籍",
    "家族",
    "家族構成",
    "年収",
    "婚姻状況",
    "婚姻状况",
    "家庭",
    "收入",
    "族裔",
];

/// Labels of a description of a portrait.
const PORTRAITS: &[&str] = &[
    "photo", "portrait", "avatar", "headshot", "picture", "image", "foto", "bild", "porträt", "imagen", "retrato",
    "imagem", "zdjęcie", "写真", "画像", "照片", "头像", "頭像",
];

/// Words by which the description of a portrait tells somebody's sex.
const SEXES: &[&str] = &[
    "male",
    "female",
    "man",
    "woman",
    "boy",
    "girl",
    "mann",
    "frau",
    "männlich",
    "weiblich",
    "homme",
    "femme",
    "hombre",
    "mujer",
    "homem",
    "mulher",
    "mężczyzna",
    "kobieta",
];

static FOLDED: LazyLock<[HashSet<String>; 2]> =
    LazyLock::new(|| [LABELS, PORTRAITS].map(|labels| labels.iter().map(|one| label::normalise(one)).collect()));

/// A fact and where it stands.
struct Fact {
    label: String,
    value: String,
    span: Span,
}

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let entity = &site[index];
    if !entity.kind.subject {
        return;
    }
    let mut facts = stated(entity);
    let used = words_of_claims(entity);
    facts.retain(|fact| !fact.value.contains("[[") && !is_used(&fact.value, &used));
    facts.extend(portraits(entity));
    facts.sort_by_key(|fact| fact.span);
    let Some(first) = facts.first() else { return };
    let mut names: Vec<&str> = facts.iter().map(|fact| &*fact.label).collect();
    names.dedup();
    let message = format!("nothing says why it matters who they are: {}", names.join(", "));
    let help =
        "add what depends on it, `{ label: Age, value: 34, matters_because: … }` under `demographics`, or leave it out";
    found.push(RULE.at(&entity.source.path, first.span, message).help(help));
}

/// The facts in fields, and in pairs whose label says so.
fn stated(entity: &Entity) -> Vec<Fact> {
    let record = &entity.record;
    let mut facts = Vec::new();
    let mut explained: HashSet<String> = HashSet::new();
    for one in record.records("demographics") {
        match one.items("matters_because").is_empty() {
            true => facts.push(of_record(one)),
            false => drop(explained.insert(label::normalise(one.str("label")))),
        }
    }
    for field in ["age", "location"] {
        let text = record.text(field).filter(|text| !text.value.trim().is_empty());
        facts.extend(text.map(|text| Fact { label: field.into(), value: text.value.to_string(), span: text.span }));
    }
    for entry in &record.extra {
        if let Data::Scalar(scalar) = &entry.value.data
            && FOLDED[0].contains(&label::normalise(&entry.key.value))
        {
            let (label, value) = (entry.key.value.to_string(), scalar.text.to_string());
            facts.push(Fact { label, value, span: entry.key.span });
        }
    }
    let own = pairs(entity).filter(|pair| FOLDED[0].contains(&label::normalise(&pair.label)));
    facts.extend(own.map(|pair| of_pair(entity, pair)));
    facts.retain(|fact| !explained.contains(&label::normalise(&fact.label)));
    facts
}

fn of_record(record: &Record) -> Fact {
    let written = record.text("label").or_else(|| record.text("value"));
    let label = written.map_or_else(String::new, |text| text.value.to_string());
    Fact { label, value: record.str("value").to_owned(), span: written.map_or(record.span, |text| text.span) }
}

/// A pair does not know its place: it is the first below the title that says so.
fn of_pair(entity: &Entity, pair: &Pair) -> Fact {
    let from = entity.place.start as usize;
    let at = entity.source.text.get(from..).and_then(|text| text.find(&*pair.text));
    let span = at.map_or(entity.place, |at| Span::new(from + at, from + at + pair.text.len()));
    Fact { label: html::plain(&pair.label).to_lowercase(), value: pair.text.to_string(), span }
}

fn pairs(entity: &Entity) -> impl Iterator<Item = &Pair> {
    let contents = entity.sections.iter().flat_map(|section| &section.contents);
    contents
        .filter_map(|content| match content {
            Content::Pairs(pairs) => Some(pairs),
            _ => None,
        })
        .flatten()
}

/// Descriptions of a portrait that tell an age or a sex: a picture of anybody could have been chosen.
fn portraits(entity: &Entity) -> Vec<Fact> {
    let described = |text: &str| text.contains(' ') && !text.contains(['/', '[', '<']) && tells_who(text);
    let of_field = ["image", "image_alt"].iter().filter_map(|field| {
        let text = entity.record.text(field)?;
        Some(Fact { label: "the photo".into(), value: text.value.to_string(), span: text.span })
    });
    let of_pairs = pairs(entity)
        .filter(|pair| pair.field.is_empty() && FOLDED[1].contains(&label::normalise(&pair.label)))
        .map(|pair| of_pair(entity, pair));
    let all = of_field.chain(of_pairs).filter(|fact| described(&fact.value));
    all.map(|fact| Fact { label: format!("the photo ({})", html::plain(&fact.value)), ..fact }).collect()
}

fn tells_who(text: &str) -> bool {
    let words = wording::words(text);
    let age = |word: &String| {
        let digits = word.trim_end_matches(char::is_alphabetic);
        digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let both = words.windows(2).any(|pair| matches!(pair, [one, other] if "男女".contains(&**one) && other == "性"));
    both || words.iter().any(|word| age(word) || SEXES.contains(&&**word))
}

/// The words of everything that is claimed.
fn words_of_claims(entity: &Entity) -> HashSet<String> {
    let mut words = HashSet::new();
    entity.record.each_item(&mut |_, _, item| words.extend(wording::words(&item.plain)));
    words
}

/// Whether a claim takes up a fact: by a number, or by a word long enough to mean something.
fn is_used(value: &str, used: &HashSet<String>) -> bool {
    let telling = |word: &String| word.chars().count() >= 4 || (word.len() >= 2 && word.parse::<u32>().is_ok());
    wording::words(&html::plain(value)).iter().any(|word| telling(word) && used.contains(word))
}

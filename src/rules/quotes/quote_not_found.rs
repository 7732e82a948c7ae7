//! Words in quotation marks that nobody said in the session that is cited.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;
use crate::text::Span;

use super::passage::{Close, Quote};
use super::quoted::{self, Quotation, Source};
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "quote-not-found",
    level: Severity::Error,
    group: Group::Quotes,
    page: include_str!("quote_not_found.md"),
    look: Look::Entity(look),
};

/// The longest excerpt that a message shows, in characters.
const EXCERPT: usize = 160;

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    quoted::each(site, index, &mut |quotation| {
        let comparable = |source: &Source| quoted::same_language(site, &site[index], &site[source.session]);
        let somewhere = |source: &Source| !quotation.quote.find(source.transcript).is_empty();
        let looked_up = !quotation.open && quotation.sources.iter().all(comparable);
        if looked_up && !quotation.sources.iter().any(somewhere) && !quotation.quote.words.is_empty() {
            found.push(finding(site, index, &quotation));
        }
    });
}

fn finding(site: &Site, index: Index, quotation: &Quotation) -> Diagnostic {
    let path = &site[index].source.path;
    let mut ids: Vec<String> = quotation.sources.iter().map(|source| site[source.session].full_id()).collect();
    ids.dedup();
    let closest = quotation
        .sources
        .iter()
        .filter_map(|source| Some((source, quotation.quote.closest(source.transcript)?)))
        .min_by_key(|(_, close)| close.cost);
    let Some((source, close)) = closest else {
        let message = format!("these words are not in {}", ids.join(" or "));
        let finding = RULE.at(path, quotation.span, message).label("nobody says this there");
        return finding.help("copy the words from the transcript, or say it in your own, without quotation marks");
    };
    let session = &site[source.session];
    let text = &session.source.text;
    let close = close.with_opening(source.transcript, text);
    let passage = source.transcript.text(text, close.passage.clone());
    let message = match difference(quotation, source, text, &close) {
        Some((has, quoted)) => {
            format!("these words are not in {}: it has `{has}`, the quote has `{quoted}`", session.full_id())
        }
        None => format!("these words run from one speaker to the next in {}", session.full_id()),
    };
    let from = source.transcript.place(text, close.passage.start).start;
    let to = source.transcript.place(text, close.passage.end.saturating_sub(1)).end;
    let place = Span { start: from, end: to.max(from) };
    let mut finding = RULE
        .at(path, quotation.span, message)
        .label(differs(&close))
        .also(&session.source.path, place, closest_passage(text, place, &passage))
        .help("copy the words as they were said; `[…]` marks what is left out, `[other words]` what is put in other words");
    let written = quotation.written.filter(|_| close.is_near(&quotation.quote) && !close.differences.is_empty());
    if let Some((span, words)) = written.and_then(|written| written.with(&corrected(quotation, source, text, &close))) {
        finding = finding.fix(span, words);
    }
    finding
}

/// The label of the passage that comes closest, with its words where they go over several lines and so are not drawn.
fn closest_passage(text: &str, place: Span, passage: &str) -> String {
    match place.of(text).contains('\n') {
        true => format!("the closest passage: {}", excerpt(passage)),
        false => "the closest passage".into(),
    }
}

fn differs(close: &Close) -> String {
    match close.differences.len() {
        0 => "said by two people".into(),
        1 => "differs in one place".into(),
        n => format!("differs in {n} places"),
    }
}

/// The first place where the two differ, with a word on either side: what was said, and what is quoted.
fn difference(quotation: &Quotation, source: &Source, text: &str, close: &Close) -> Option<(String, String)> {
    let (quoted, said) = close.differences.first()?;
    let words = &quotation.quote.words;
    let before = usize::from(quoted.start > close.words.start && said.start > close.passage.start);
    let after = usize::from(quoted.end < close.words.end && said.end < close.passage.end);
    let place = |word: usize| words.get(word).map(|(place, _)| place.clone());
    let from = quoted.start - before;
    let to = quoted.end + after;
    let written = match (place(from), to.checked_sub(1).and_then(place)) {
        (Some(first), Some(last)) if from < to => quotation.text.get(first.start..last.end).unwrap_or(""),
        _ => "",
    };
    let said = match said.start - before..said.end + after {
        none if none.is_empty() => String::new(),
        words => source.transcript.text(text, words),
    };
    let said = said.trim_matches(|c: char| !c.is_alphanumeric());
    Some((excerpt(said), excerpt(written)))
}

/// The quotation with the words that were said where it differs.
fn corrected(quotation: &Quotation, source: &Source, text: &str, close: &Close) -> String {
    let (quote, words) = (&quotation.text, &quotation.quote.words);
    let place = |word: usize| words.get(word).map_or(0..0, |(place, _)| place.clone());
    let start = place(close.words.start).start;
    let end = place(close.words.end.saturating_sub(1)).end;
    let passage = source.transcript.text(text, close.passage.clone());
    let begins_upper = quote[start..].starts_with(char::is_uppercase);
    let passage = if begins_upper { crate::syntax::label::capitalise(&passage) } else { passage };
    let rest = match passage.ends_with(['.', '!', '?', '…']) {
        true => quote[end..].trim_start_matches(['.', '!', '?', ',', ';']),
        false => &quote[end..],
    };
    format!("{}{passage}{rest}", &quote[..start])
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{} …", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

impl Close {
    /// Whether it is near enough to be what was meant.
    fn is_near(&self, quote: &Quote) -> bool {
        !quote.has_gaps() && self.cost <= quote.words.len()
    }
}

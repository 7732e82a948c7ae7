//! The words of whoever asked, quoted as if a customer had said them.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;
use crate::site::transcript::is_researcher;

use super::quoted::{self, Source};
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "quote-of-researcher",
    level: Severity::Warning,
    group: Group::Quotes,
    page: include_str!("quote_of_researcher.md"),
    look: Look::Entity(look),
};

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    quoted::each(site, index, &mut |quotation| {
        let named = |source: &Source| site[source.session].record.text("researcher").is_some();
        if !quotation.own_words || !quotation.sources.iter().any(named) {
            return;
        }
        let places = |source: &Source| quotation.quote.find(source.transcript);
        let asked = |source: &Source, word: usize| {
            let session = &site[source.session];
            is_researcher(session, source.transcript.speaker_name(&session.source.text, word))
        };
        let mut said = quotation
            .sources
            .iter()
            .flat_map(|source| places(source).into_iter().map(move |words| (source, words.start)));
        let Some((source, word)) = said.next() else { return };
        if !asked(source, word) || !said.all(|(source, word)| asked(source, word)) {
            return;
        }
        let session = &site[source.session];
        let name = source.transcript.speaker_name(&session.source.text, word).to_owned();
        let place = source.transcript.place(&session.source.text, word);
        let message = format!("these are the words of {name}, who asked, in {}", session.full_id());
        found.push(
            RULE.at(&site[index].source.path, quotation.span, message)
                .also(&session.source.path, place, "said here")
                .help("quote the answer; what somebody agreed to can be told in your own words"),
        );
    });
}

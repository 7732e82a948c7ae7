//! Words that stand in the session that is cited, but not where the citation says.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::Index;
use crate::site::resolve::Part;
use crate::site::transcript::seconds;

use super::quoted::{self, Quotation, Source};
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "quote-elsewhere",
    level: Severity::Warning,
    group: Group::Quotes,
    page: include_str!("quote_elsewhere.md"),
    look: Look::Entity(look),
};

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    quoted::each(site, index, &mut |quotation| {
        // Of several quotations or citations nobody can tell which belongs to which.
        if let ([source], true) = (quotation.sources.as_slice(), quotation.alone) {
            found.extend(elsewhere(site, index, &quotation, source));
        }
    });
}

fn elsewhere(site: &Site, index: Index, quotation: &Quotation, source: &Source) -> Option<Diagnostic> {
    if !matches!(source.part, Some(Part::Line(_) | Part::Time(_))) {
        return None;
    }
    let session = &site[source.session];
    let text = &*session.source.text;
    let transcript = source.transcript;
    let places = quotation.quote.find(transcript);
    let first = places.first()?;
    let (cited, right) = match &source.part {
        Some(Part::Line(line)) => {
            let last = last_line(&source.reference.value).unwrap_or(*line);
            let lines = |words: &std::ops::Range<usize>| {
                transcript.line_number(text, words.start)..=transcript.line_number(text, words.end - 1)
            };
            let is_there = |lines: std::ops::RangeInclusive<usize>| *lines.start() <= last && *line <= *lines.end();
            if places.iter().map(lines).any(is_there) {
                return None;
            }
            (format!("line {line}"), format!("L{}", transcript.line_number(text, first.start)))
        }
        Some(Part::Time(time)) => {
            let cited = seconds(time)?;
            let spans: Option<Vec<(u32, u32)>> = places.iter().map(|words| transcript.times(text, words)).collect();
            if spans?.iter().any(|(from, to)| (*from..=*to).contains(&cited)) {
                return None;
            }
            (time.to_string(), transcript.time(text, first.start)?.to_owned())
        }
        _ => return None,
    };
    let line = transcript.line_of(first.start);
    let place = transcript.lines.get(line).map_or(session.place, |line| line.place);
    let message = format!("these words are in {}, but not at {cited}", session.full_id());
    let finding = RULE
        .at(&site[index].source.path, source.reference.span, message)
        .label(format!("they are at {right}"))
        .also(&session.source.path, place, "here")
        .help(format!("write `#{right}`"));
    let written = source.reference.span.of(&site[index].source.text);
    let name = source.reference.value.split_once('#').map(|(name, _)| name);
    match name.filter(|_| written == &*source.reference.value) {
        Some(name) if places.len() == 1 => Some(finding.mend(source.reference.span, format!("{name}#{right}"))),
        Some(name) => Some(finding.fix(source.reference.span, format!("{name}#{right}"))),
        None => Some(finding),
    }
}

/// The last line of `#L12-L15`.
fn last_line(reference: &str) -> Option<usize> {
    let (_, last) = reference.split_once('#')?.1.split_once('-')?;
    last.trim_start_matches(['L', 'l']).parse().ok()
}

//! What is to be said of all findings together.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::coverage::Coverage;

/// Everything in a few numbers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// How many hints, shown or not.
    pub hints: usize,
    /// In how many files there are errors or warnings.
    pub files: usize,
    /// How many findings `--fix` mends.
    pub fixable: usize,
    /// Which rules found something, the most frequent first.
    pub rules: Vec<Frequency>,
    /// How many findings are left out because a baseline lists them.
    pub baseline: usize,
    /// How many entries of the baseline match nothing any more.
    pub mended: usize,
    /// How many findings are left out because they are not about what has changed.
    pub unchanged: usize,
    /// What the statements rest on; nothing where no site was read.
    pub coverage: Option<Coverage>,
}

/// How often a rule found something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Frequency {
    /// The rule.
    pub rule: &'static str,
    /// The level of its findings.
    pub level: &'static str,
    /// How many there are.
    pub count: usize,
}

/// With so many findings it is worth knowing which rules found most of them.
const MANY: usize = 10;

/// So many rules are named.
const NAMED: usize = 5;

impl Summary {
    /// The numbers of some findings.
    pub fn of(found: &[Diagnostic]) -> Summary {
        let count = |severity: Severity| found.iter().filter(|finding| finding.severity == severity).count();
        let grave = found.iter().filter(|finding| finding.severity > Severity::Hint);
        Summary {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            hints: count(Severity::Hint),
            files: grave.map(|finding| &finding.path).collect::<BTreeSet<_>>().len(),
            fixable: found.iter().filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.safe)).count(),
            rules: frequencies(found),
            ..Summary::default()
        }
    }

    /// The numbers in sentences, a line each. `hints` says whether hints were shown.
    pub fn sentences(&self, hints: bool) -> Vec<String> {
        let lines =
            [self.found(hints), self.frequent(), self.mendable(), self.left_out(), self.gone(), self.evidence()];
        lines.into_iter().flatten().collect()
    }

    fn found(&self, shown: bool) -> Option<String> {
        let hints = match self.hints {
            0 => String::new(),
            n if shown => format!(", and {}", plural(n, "hint")),
            n => format!(", and {}; -v shows {}", plural(n, "hint"), if n == 1 { "it" } else { "them" }),
        };
        let parts = [(self.errors, "error"), (self.warnings, "warning")];
        let parts: Vec<String> = parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| plural(n, word)).collect();
        Some(match parts.as_slice() {
            [] if self.baseline + self.unchanged > 0 => format!("Nothing new is wrong{hints}."),
            [] => format!("Nothing is wrong{hints}."),
            parts => format!("{} in {}{hints}.", parts.join(" and "), plural(self.files, "file")),
        })
    }

    fn frequent(&self) -> Option<String> {
        let grave: Vec<&Frequency> = self.rules.iter().filter(|rule| rule.level != "hint").collect();
        let named = grave.iter().take(NAMED).map(|rule| format!("{} ({})", rule.rule, rule.count)).collect::<Vec<_>>();
        let worth = self.errors + self.warnings >= MANY && grave.len() > 1;
        let more = if grave.len() > NAMED { ", …" } else { "" };
        worth.then(|| format!("Most often: {}{more}", named.join(", ")))
    }

    fn mendable(&self) -> Option<String> {
        let verb = if self.fixable == 1 { "is" } else { "are" };
        (self.fixable > 0).then(|| format!("{} {verb} mended by `instep check --fix`.", self.fixable))
    }

    fn left_out(&self) -> Option<String> {
        let mut reasons = Vec::new();
        if self.baseline > 0 {
            reasons.push(format!("{} in the baseline", self.baseline));
        }
        if self.unchanged > 0 {
            reasons.push(format!("{} about what has not changed", self.unchanged));
        }
        (!reasons.is_empty()).then(|| format!("Not shown: {}.", reasons.join(", ")))
    }

    fn gone(&self) -> Option<String> {
        let verb = if self.mended == 1 { "is" } else { "are" };
        let entries = if self.mended == 1 { "entry" } else { "entries" };
        let text =
            format!("{} {entries} of the baseline {verb} mended; `--write-baseline` takes out what is.", self.mended);
        (self.mended > 0).then_some(text)
    }

    fn evidence(&self) -> Option<String> {
        let counts = self.coverage.as_ref()?.all;
        let rest = counts.resting();
        let guesses = match counts.guess {
            0 => "none is a guess".to_owned(),
            1 => "1 is a guess".to_owned(),
            n => format!("{n} are guesses"),
        };
        let disputed = if counts.disputed > 0 { format!(", {} disputed", counts.disputed) } else { String::new() };
        let what = if rest == 1 { "rests" } else { "rest" };
        let all = plural(counts.total, "statement");
        (counts.total > 0).then(|| format!("{rest} of {all} {what} on something{disputed}; {guesses}."))
    }
}

fn plural(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

fn frequencies(found: &[Diagnostic]) -> Vec<Frequency> {
    let mut counts: BTreeMap<(&'static str, Severity), usize> = BTreeMap::new();
    found.iter().for_each(|finding| *counts.entry((finding.rule, finding.severity)).or_default() += 1);
    let mut all: Vec<Frequency> =
        counts.into_iter().map(|((rule, level), count)| Frequency { rule, level: level.word(), count }).collect();
    all.sort_by_key(|frequency| std::cmp::Reverse(frequency.count));
    all
}

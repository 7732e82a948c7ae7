//! Once for a run: what the age of undated claims would follow from is not there.

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::history::Unknown;
use crate::text::Span;

use crate::rules::{Group, Look, Rule};

use super::aged;

pub(in crate::rules) static RULE: Rule = Rule {
    id: "unknown-history",
    level: Severity::Hint,
    group: Group::Time,
    page: include_str!("unknown_history.md"),
    look: Look::Site(look),
};

fn look(site: &Site, found: &mut Vec<Diagnostic>) {
    let help = match &site.history.meanings {
        Ok(_) | Err(Unknown::NotAsked) => return,
        Err(Unknown::Shallow) => {
            "get the whole history: `git fetch --unshallow`; in a workflow, check out with `fetch-depth: 0`"
        }
        Err(Unknown::Partial) => "clone it without `--filter`",
        Err(Unknown::NoGit) => "install git, or say with `--no-history` that this need not be known",
        Err(Unknown::NoRepository(_)) => "keep the site in a git repository, or date what was heard",
        Err(Unknown::NoCommit) => "commit what there is",
        Err(Unknown::Broken(_)) => "`git fsck` says what is broken",
    };
    let Err(why) = &site.history.meanings else { return };
    let claims = aged::claims(site);
    let undated = claims.values().flatten().filter(|(_, age)| age.evidence.is_none()).count();
    if undated > 0 {
        let what = if undated == 1 { "one statement".to_owned() } else { format!("{undated} statements") };
        let message = format!("how old {what} without dated evidence may be cannot be known: {why}");
        found.push(RULE.at(&site.config.path, Span::default(), message).help(help));
    }
}

//! What git says of commits, as it says it.

use crate::site::history::Unknown;
use crate::site::history::facts::{Blob, Change, Step, day};
use crate::syntax::date;

use super::{Repository, is_file};
use crate::disk::git;

impl Repository<'_> {
    /// Every commit that touched the content; those since one, if it is given.
    pub(super) fn log(&self, since: Option<&str>) -> Result<Vec<Step>, Unknown> {
        let range = since.map_or_else(|| self.head.clone(), |since| format!("{since}..{}", self.head));
        // All branches that were merged are looked into (--full-history): a thought is as old as its first writing.
        let mut arguments = vec!["--literal-pathspecs", "-c", "log.showRoot=true", "-c", "log.follow=false", "log"];
        arguments.extend(["-z", "--raw", "--no-abbrev", "--no-renames", "-c", "--full-history"]);
        arguments.extend(["--no-notes", "--no-decorate", "--no-ext-diff", "--no-textconv", "-O/dev/null"]);
        arguments.extend(["--format=%x01%H %as %cs", &range, "--"]);
        arguments.extend(self.folders());
        let told = git::ask(self.root, &arguments).map_err(|error| Unknown::Broken(error.to_string()))?;
        Ok(self.steps(&told))
    }

    /// Each commit is a mark and its name and days, then lines of changes, each followed by a path.
    fn steps(&self, told: &[u8]) -> Vec<Step> {
        let mut steps: Vec<Step> = Vec::new();
        let mut parts = told.split(|byte| *byte == 0);
        while let Some(part) = parts.next() {
            let part = String::from_utf8_lossy(part);
            let part = part.trim_start_matches('\n');
            if let Some(commit) = part.strip_prefix('\x01') {
                steps.extend(step(commit));
            } else if part.starts_with(':') {
                let path = parts.next().and_then(|path| self.content(std::str::from_utf8(path).ok()?));
                let change = path.and_then(|path| change(part, path));
                if let Some(step) = steps.last_mut() {
                    step.changes.extend(change);
                }
            }
        }
        steps.retain(|step| !step.changes.is_empty());
        steps
    }
}

/// `name author's-day committer's-day`
fn step(line: &str) -> Option<Step> {
    let mut words = line.split_whitespace();
    let commit = words.next()?.get(..10)?.into();
    // The earlier of the two: nothing is to look younger than it is, and a clock that is ahead does no harm.
    let day = words.filter_map(|word| date::parse(word).ok()).min().map(day)?;
    Some(Step { commit, day, changes: Vec::new() })
}

/// `:100644 100644 NAME NAME M`; of a merge, with a colon, a mode and a name more for each parent more.
fn change(line: &str, path: std::sync::Arc<str>) -> Option<Change> {
    let parents = line.bytes().take_while(|byte| *byte == b':').count();
    let words: Vec<&str> = line.trim_start_matches(':').split(' ').collect();
    let (modes, names) = (words.get(..=parents)?, words.get(parents + 1..2 * parents + 2)?);
    let mut blobs = modes.iter().zip(names).map(|(mode, name)| is_file(mode).then(|| Blob::from(*name)));
    let before: Vec<Blob> = blobs.by_ref().take(parents).flatten().collect();
    let after = blobs.next().flatten();
    (after.is_some() || !before.is_empty()).then_some(Change { path, before, after })
}

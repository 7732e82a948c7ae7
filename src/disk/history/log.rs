//! What git says of commits and texts, as it says it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::thread::JoinHandle;

use crate::files::MAX_FILE_BYTES;
use crate::site::history::Unknown;
use crate::site::history::facts::{Blob, Change, Step, day};
use crate::syntax::date;

use super::{Entry, Repository, is_file};
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

/// Texts from the repository, one after the other, in the order they were asked for.
pub(super) struct Texts {
    process: Child,
    answers: BufReader<ChildStdout>,
    asking: Option<JoinHandle<()>>,
}

impl Texts {
    /// Asks for texts.
    pub(super) fn begin(root: &Path, wanted: &[Entry]) -> Result<Texts, Unknown> {
        let mut command = git::command(root);
        command.args(["cat-file", "--batch", "--buffer"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().map_err(|_| Unknown::NoGit)?;
        let (Some(mut questions), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(Unknown::NoGit);
        };
        let names: String = wanted.iter().flat_map(|(_, blob)| [&**blob, "\n"]).collect();
        // Both ends of a pipe would wait for each other if one thread wrote all and then read.
        let asking = std::thread::spawn(move || drop(questions.write_all(names.as_bytes())));
        Ok(Texts { process, answers: BufReader::with_capacity(1 << 16, answers), asking: Some(asking) })
    }

    /// The next text; nothing but an empty one if it is too large for content.
    pub(super) fn next(&mut self) -> Result<Vec<u8>, Unknown> {
        self.answer().map_err(|error| Unknown::Broken(error.to_string()))?.ok_or(Unknown::Partial)
    }

    /// `NAME blob SIZE`, the text, a line end; or `NAME missing`.
    fn answer(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let Some(size) = line.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok()) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        let kept = if size > MAX_FILE_BYTES { 0 } else { size };
        (&mut self.answers).take(kept).read_to_end(&mut bytes)?;
        io::copy(&mut (&mut self.answers).take(size - kept + 1), &mut io::sink())?;
        Ok(Some(bytes))
    }
}

impl Drop for Texts {
    fn drop(&mut self) {
        // If somebody has stopped listening in the middle, git must not wait for ever.
        let _ = self.process.kill();
        let _ = self.process.wait();
        self.asking.take().map(JoinHandle::join);
    }
}

//! The history of a site's files, as git remembers it: one `git log` for what was changed when, one `git cat-file` for
//! the texts. What was found out is kept outside of the work tree, and only newer commits are read the next time.

mod log;
mod memory;

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::files::{self, Files};
use crate::kinds;
use crate::site::Config;
use crate::site::history::facts::{Blob, Facts, Versions};
use crate::site::history::{Commit, History, Lost, Meanings, Unknown, Version};
use crate::site::read::{self, Context};

use super::git::{self, GitError, Texts};
use super::tree::is_walked;
use memory::Memory;

/// How many texts are held at once.
const BATCH: usize = 2000;

/// Reads the history of a site whose files are `files`. What is found out is kept in the folder `cache`, if there is one.
pub fn read_history(root: &Path, config: &Config, files: &Files, cache: Option<&Path>) -> History {
    Repository::of(root, config).map_or_else(History::unknown, |repository| History {
        last: repository.last(),
        ..repository.history(files, cache)
    })
}

/// A repository, as seen from a site inside of it.
struct Repository<'a> {
    root: &'a Path,
    config: &'a Config,
    /// The site's folder as the repository calls it, with a closing slash; empty at its top.
    prefix: String,
    shallow: bool,
    /// The last commit.
    head: String,
}

/// A file of the last commit: its path, and the name of its text.
type Entry = (Arc<str>, Blob);

impl<'a> Repository<'a> {
    fn of(root: &'a Path, config: &'a Config) -> Result<Repository<'a>, Unknown> {
        let about =
            git::ask(root, &["rev-parse", "--is-shallow-repository", "--show-prefix"]).map_err(no_repository)?;
        let about = String::from_utf8_lossy(&about).into_owned();
        let (shallow, prefix) = about.split_once('\n').unwrap_or((&about, ""));
        let head =
            git::ask(root, &["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).map_err(|_| Unknown::NoCommit)?;
        Ok(Repository {
            root,
            config,
            prefix: prefix.strip_suffix('\n').unwrap_or(prefix).to_owned(),
            shallow: shallow.trim() == "true",
            head: String::from_utf8_lossy(&head).trim().to_owned(),
        })
    }

    /// The last commit with its day; nothing, if git does not tell.
    fn last(&self) -> Option<Commit> {
        let day =
            git::ask(self.root, &["show", "--no-patch", "--no-show-signature", "--format=%cs", &self.head]).ok()?;
        let day = String::from_utf8_lossy(&day).trim().parse().ok()?;
        Some(Commit { id: self.head.as_str().into(), day })
    }

    fn history(&self, files: &Files, cache: Option<&Path>) -> History {
        let (tree, elsewhere) = match self.tree() {
            Ok(found) => found,
            Err(why) => return History::unknown(why),
        };
        let committed = tree.iter().map(|(path, _)| Box::from(&**path)).collect();
        let mut lost = self.lost(&tree, files);
        let facts = if self.shallow { Err(Unknown::Shallow) } else { self.facts(&tree, cache) };
        let meanings = facts.map(|facts| {
            lost.extend(self.lost_before(&facts, files));
            Meanings { last: facts.last(), elsewhere, days: facts.days() }
        });
        History { meanings, lost, committed, last: None }
    }

    /// The content files of the last commit, and the folders that are repositories of their own.
    fn tree(&self) -> Result<(Vec<Entry>, Vec<Box<str>>), Unknown> {
        let mut arguments = vec!["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-name", &self.head, "--"];
        arguments.extend(self.folders());
        let listed = git::ask(self.root, &arguments).map_err(|error| Unknown::Broken(error.to_string()))?;
        let (mut entries, mut elsewhere) = (Vec::new(), Vec::new());
        for line in listed.split(|byte| *byte == 0) {
            let Ok(line) = std::str::from_utf8(line) else { continue };
            let Some((about, path)) = line.split_once('\t') else { continue };
            let mut about = about.split(' ');
            let (Some(mode), Some(_), Some(blob)) = (about.next(), about.next(), about.next()) else { continue };
            if mode == "160000" {
                elsewhere.extend(path.strip_prefix(&self.prefix).map(Box::from));
            } else if let Some(path) = self.content(path).filter(|_| is_file(mode)) {
                entries.push((path, blob.into()));
            }
        }
        Ok((entries, elsewhere))
    }

    /// A path of the repository as one of the site, if it is content.
    fn content(&self, path: &str) -> Option<Arc<str>> {
        let path = path.strip_prefix(&self.prefix)?;
        let below = self.config.content_path(path).filter(|_| files::is_content(path))?;
        is_walked(below).then(|| path.into())
    }

    /// The content folders, for git.
    fn folders(&self) -> impl Iterator<Item = &str> {
        self.config.content.iter().map(|folder| if folder.is_empty() { "." } else { folder.as_str() })
    }

    /// Files that the last commit has and the working tree has not.
    fn lost(&self, tree: &[Entry], files: &Files) -> Vec<Lost> {
        let mut gone: Vec<Entry> = tree.iter().filter(|(path, _)| files.get(path).is_none()).cloned().collect();
        if !gone.is_empty() {
            // What a sparse checkout leaves out is not gone.
            let Ok(kept) = self.left_out() else { return Vec::new() };
            gone.retain(|(path, _)| !kept.contains(path));
        }
        let mut versions = Versions::new();
        if self.read(&gone, &mut versions).is_err() {
            return Vec::new();
        }
        let lost = |entry: &Entry| {
            let version = versions.remove(entry).unwrap_or_default();
            let Version { names, marks, .. } = version;
            Lost { path: Box::from(&*entry.0), names, marks, removed: None, became: None }
        };
        gone.iter().map(lost).collect()
    }

    /// The files that a sparse checkout leaves out.
    fn left_out(&self) -> Result<Vec<Arc<str>>, GitError> {
        let mut arguments = vec!["--literal-pathspecs", "ls-files", "-t", "-z", "--full-name", "--"];
        arguments.extend(self.folders());
        let listed = git::ask(self.root, &arguments)?;
        let names = listed.split(|byte| *byte == 0).filter_map(|line| line.strip_prefix(b"S "));
        Ok(names.filter_map(|path| self.content(std::str::from_utf8(path).ok()?)).collect())
    }

    /// Files that former commits removed.
    fn lost_before(&self, facts: &Facts, files: &Files) -> Vec<Lost> {
        let gone = facts.gone().filter(|gone| files.get(gone.path).is_none());
        gone.map(|gone| Lost {
            path: gone.path.into(),
            names: gone.names,
            removed: Some((gone.day, gone.commit.into())),
            became: gone.became.map(Box::from),
            marks: Arc::default(),
        })
        .collect()
    }

    /// What all commits say: what is remembered, and what has come since.
    fn facts(&self, tree: &[Entry], cache: Option<&Path>) -> Result<Facts, Unknown> {
        let memory = Memory::of(cache, self);
        let (since, mut facts) = match memory.recall().filter(|(commit, _)| self.is_before(commit)) {
            Some((commit, facts)) => (Some(commit), facts),
            None => (None, Facts::default()),
        };
        if since.as_deref() == Some(&*self.head) {
            return Ok(facts);
        }
        let steps = self.log(since.as_deref())?;
        let mut wanted: Vec<Entry> = facts.unread(tree).cloned().collect();
        let changes = steps.iter().flat_map(|step| &step.changes);
        wanted.extend(changes.flat_map(|change| {
            change.before.iter().chain(&change.after).map(|blob| (change.path.clone(), blob.clone()))
        }));
        wanted.sort_unstable();
        wanted.dedup();
        let mut versions = Versions::with_capacity(wanted.len());
        self.read(&wanted, &mut versions)?;
        steps.iter().for_each(|step| facts.add(step, &versions));
        facts.settle(tree, &versions);
        memory.keep(&self.head, &facts);
        Ok(facts)
    }

    /// Whether a commit is the last one, or one that it builds on.
    fn is_before(&self, commit: &str) -> bool {
        commit == self.head || git::ask(self.root, &["merge-base", "--is-ancestor", commit, &self.head]).is_ok()
    }

    /// Reads texts: what each says.
    fn read(&self, wanted: &[Entry], versions: &mut Versions) -> Result<(), Unknown> {
        if wanted.is_empty() {
            return Ok(());
        }
        let (all, names) = (kinds::kinds(), kinds::names(self.config));
        let context = Context { config: self.config, kinds: &all, names: &names };
        let mut shared = memory::Shared::default();
        let broken = |error: std::io::Error| Unknown::Broken(error.to_string());
        let mut texts = Texts::ask(self.root, wanted.iter().map(|(_, blob)| &**blob)).map_err(|_| Unknown::NoGit)?;
        let mut next = || texts.read().map_err(broken)?.ok_or(Unknown::Partial);
        for batch in wanted.chunks(BATCH) {
            let bytes: Vec<Vec<u8>> = batch.iter().map(|_| next()).collect::<Result<_, _>>()?;
            let read: Vec<Version> =
                batch.par_iter().zip(bytes).map(|((path, _), bytes)| version(path, bytes, &context)).collect();
            for (entry, mut version) in batch.iter().zip(read) {
                version.meanings.iter_mut().for_each(|meaning| shared.share(meaning));
                versions.insert(entry.clone(), version);
            }
        }
        Ok(())
    }
}

/// What a text says; nothing, if it cannot be read.
fn version(path: &Arc<str>, bytes: Vec<u8>, context: &Context) -> Version {
    let text = files::decode(bytes).ok().map(Arc::<str>::from);
    let parsed = text.zip(context.config.content_path(path));
    parsed
        .and_then(|(text, below)| read::read(path, below, &text, context))
        .map_or_else(Version::default, |p| Version::of(&p))
}

fn no_repository(error: GitError) -> Unknown {
    match error {
        GitError::Missing(_) => Unknown::NoGit,
        GitError::Refused(words) => Unknown::NoRepository(words),
    }
}

/// Whether a mode is that of an ordinary file: no link, no repository in the repository.
fn is_file(mode: &str) -> bool {
    mode.starts_with("100")
}

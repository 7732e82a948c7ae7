//! What is remembered of a repository's history between two runs: one file for each site, outside of its work tree.
//! It may be lost, unwritable or nonsense at any time; then everything is read again.

use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::site::history::facts::Facts;

use super::Repository;

/// To be raised whenever the facts, or the reading of content, become others.
const FORMAT: u32 = 1;

/// Where the facts of a site are remembered.
pub(super) struct Memory {
    file: Option<PathBuf>,
    key: String,
}

#[derive(Deserialize)]
struct Recalled {
    key: String,
    head: String,
    facts: Facts,
}

#[derive(Serialize)]
struct Kept<'a> {
    key: &'a str,
    head: &'a str,
    facts: &'a Facts,
}

impl Memory {
    pub(super) fn of(cache: Option<&Path>, repository: &Repository) -> Memory {
        let root = crate::disk::absolute(repository.root);
        let config = repository.config;
        let place = blake3::hash(format!("{}\0{}", root.display(), config.path).as_bytes()).to_hex();
        let exclude: Vec<&str> = config.exclude.iter().map(|glob| glob.glob().glob()).collect();
        let kinds: Vec<(&str, &str)> = config.kinds.iter().map(|(glob, kind)| (glob.glob().glob(), &**kind)).collect();
        let reading = (&config.content, exclude, kinds, &config.words, &repository.prefix);
        let key = format!("{FORMAT} {} {reading:?}", env!("CARGO_PKG_VERSION"));
        let name = |folder: &Path| folder.join(format!("history-{}.json", place.get(..32).unwrap_or_default()));
        Memory { file: cache.map(name), key: blake3::hash(key.as_bytes()).to_hex().to_string() }
    }

    /// The commit that was read last, and what is known from it and those before.
    pub(super) fn recall(&self) -> Option<(String, Facts)> {
        let bytes = fs::read(self.file.as_ref()?).ok()?;
        let recalled: Recalled = serde_json::from_slice(&bytes).ok()?;
        let plain = recalled.head.bytes().all(|byte| byte.is_ascii_hexdigit());
        (recalled.key == self.key && plain).then_some((recalled.head, recalled.facts))
    }

    /// Remembers; if that is not possible, the next run takes longer.
    pub(super) fn keep(&self, head: &str, facts: &Facts) {
        let Some((file, folder)) = self.file.as_ref().and_then(|file| Some((file, file.parent()?))) else { return };
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(folder)?;
            let mut new = tempfile::NamedTempFile::new_in(folder)?;
            let bytes = serde_json::to_vec(&Kept { key: &self.key, head, facts })?;
            new.write_all(&bytes)?;
            new.persist(file)?;
            Ok(())
        };
        let _ = write();
    }
}

/// Texts that are said by many versions, each held once.
#[derive(Default)]
pub(super) struct Shared(HashSet<Arc<str>>);

impl Shared {
    /// Exchanges a text for the one that is held already.
    pub(super) fn share(&mut self, text: &mut Arc<str>) {
        match self.0.get(text) {
            Some(known) => *text = known.clone(),
            None => drop(self.0.insert(text.clone())),
        }
    }
}

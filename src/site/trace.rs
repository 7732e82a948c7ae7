//! What a result of linking was made from: the names it looked up and the entities it read.
//!
//! Linking asks its questions through [`Site`](super::Site), and the site notes each of them here. As long as no
//! answer to a noted question has changed, the result holds, and [`link`](super::link) takes it over. A note too many
//! costs a moment; a note too few would show old text, so everything that is read is noted where it is read.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// A question that linking asks.
#[derive(Hash)]
pub(super) enum Fact<'a> {
    /// Which entities have this id?
    Id(&'a str),
    /// Which entities have a title with this slug, or one that begins so?
    Title(&'a str),
    /// Which entities stand in the file at this path?
    File(&'a str),
    /// Is there a file at this path, and of what sort?
    Path(&'a str),
    /// Is there a folder at this path?
    Folder(&'a str),
    /// Which ids are there? Only messages ask.
    Names,
    /// Which paths are there? Only messages ask.
    Paths,
    /// What does an entity say? By its [identity](super::names::Names::identity), as in all below.
    Content(u64),
    /// What is an entity about?
    Subjects(u64),
    /// Who stands behind an entity?
    Voices(u64),
    /// What do an entity's statements rest on?
    Claims(u64),
}

/// A fact, as the hash of its question: equal hashes of different questions only cost a needless look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key(u64);

impl From<Fact<'_>> for Key {
    fn from(fact: Fact) -> Key {
        let mut hasher = DefaultHasher::new();
        fact.hash(&mut hasher);
        Key(hasher.finish())
    }
}

/// Everything one result was made from, in order, each once.
pub(super) type Seen = Arc<[Key]>;

thread_local! {
    static RECORDING: Cell<bool> = const { Cell::new(false) };
    static NOTED: RefCell<Vec<Key>> = const { RefCell::new(Vec::new()) };
}

/// Notes a fact for the result that is being made on this thread, if one is.
pub(super) fn note<'a>(fact: impl FnOnce() -> Fact<'a>) {
    if RECORDING.get() {
        NOTED.with_borrow_mut(|noted| noted.push(fact().into()));
    }
}

/// Whether a result is being made on this thread: then only what is noted may be asked.
pub(super) fn recording() -> bool {
    RECORDING.get()
}

/// Makes a result and gives what it was made from. Not to be nested.
pub(super) fn record<T>(make: impl FnOnce() -> T) -> (T, Seen) {
    RECORDING.set(true);
    NOTED.with_borrow_mut(Vec::clear);
    let made = make();
    RECORDING.set(false);
    let seen = NOTED.with_borrow_mut(|noted| {
        noted.sort_unstable();
        noted.dedup();
        noted.as_slice().into()
    });
    (made, seen)
}

/// The facts that have changed since the site before.
#[derive(Default)]
pub(super) struct Changed(HashSet<Key, BuildHasherDefault<KeyHasher>>);

impl Changed {
    /// One more.
    pub(super) fn add(&mut self, fact: Fact) {
        self.0.insert(fact.into());
    }

    /// Whether a result made from `seen` may be another now.
    pub(super) fn touches(&self, seen: &Seen) -> bool {
        !self.0.is_empty() && seen.iter().any(|key| self.0.contains(key))
    }
}

/// Keys are hashes already.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_while_a_result_is_made_belongs_to_it() {
        note(|| Fact::Id("before"));
        let (made, seen) = record(|| {
            note(|| Fact::Id("mara"));
            note(|| Fact::Id("mara"));
            note(|| Fact::Content(7));
            1
        });
        assert_eq!((made, seen.len()), (1, 2));
        let mut changed = Changed::default();
        assert!(!changed.touches(&seen));
        changed.add(Fact::Id("before"));
        assert!(!changed.touches(&seen));
        changed.add(Fact::Content(7));
        assert!(changed.touches(&seen));
    }
}

//! Bad news waits for a quiet moment: a file that is gone, empty or broken may only be half saved.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The longest that anything waits, however often it changes meanwhile.
const LONGEST: Duration = Duration::from_secs(2);

/// A part of the site that is read by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The settings file.
    Settings,
    /// All templates.
    Templates,
    /// The content folders as such: that they are there, and can be read.
    Folders,
    /// A content file, by its path from the root.
    File(String),
}

/// The parts of which there is bad news.
#[derive(Default)]
pub(super) struct Patience {
    held: BTreeMap<Part, Held>,
}

struct Held {
    since: Instant,
    until: Instant,
}

impl Patience {
    /// Waits until a part has been quiet for a while.
    pub(super) fn hold(&mut self, part: Part, quiet: Duration, now: Instant) {
        let held = self.held.entry(part).or_insert(Held { since: now, until: now });
        held.until = (now + quiet).min(held.since + LONGEST);
    }

    /// Forgets a part: the news is good again.
    pub(super) fn release(&mut self, part: &Part) {
        self.held.remove(part);
    }

    /// Whether a part waits.
    pub(super) fn holds(&self, part: &Part) -> bool {
        self.held.contains_key(part)
    }

    /// The parts that have waited long enough; they are forgotten.
    pub(super) fn ripe(&mut self, now: Instant) -> Vec<Part> {
        self.held.extract_if(.., |_, held| held.until <= now).map(|(part, _)| part).collect()
    }

    /// When the next part will have waited long enough.
    pub(super) fn next(&self) -> Option<Instant> {
        self.held.values().map(|held| held.until).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_news_waits_until_it_is_quiet_but_not_for_ever() {
        let mut patience = Patience::default();
        let quiet = Duration::from_millis(250);
        let start = Instant::now();
        let at = |milliseconds: u64| start + Duration::from_millis(milliseconds);
        let part = Part::File("a.md".into());
        patience.hold(part.clone(), quiet, at(0));
        patience.hold(part.clone(), quiet, at(200));
        assert!(patience.ripe(at(300)).is_empty());
        assert_eq!(patience.next(), Some(at(450)));
        assert_eq!(patience.ripe(at(450)), std::slice::from_ref(&part));
        assert_eq!(patience.next(), None);
        (0..30).for_each(|n| patience.hold(part.clone(), quiet, at(1000 + n * 100)));
        assert_eq!(patience.next(), Some(at(3000)));
        patience.release(&part);
        assert!(patience.ripe(at(9000)).is_empty());
    }
}

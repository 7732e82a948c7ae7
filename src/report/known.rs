//! Findings that are known already: those of a baseline, or of an earlier revision.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::fingerprint::Fingerprint;

/// The version of the file that a baseline is kept in.
const VERSION: u64 = 1;

/// Findings that are known already.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    entries: Vec<Fingerprint>,
}

/// What of the findings is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sifted {
    /// Of each finding, whether it is known.
    pub known: Vec<bool>,
    /// How many entries match no finding any more.
    pub mended: usize,
}

impl Known {
    /// These findings.
    pub fn of(mut entries: Vec<Fingerprint>) -> Known {
        entries.sort();
        entries.dedup();
        Known { entries }
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Known, String> {
        let file: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file["version"] != VERSION {
            return Err(format!("its version is {}, not {VERSION}", file["version"]));
        }
        let list = file["findings"].as_array().ok_or("it has no list `findings`")?;
        let entries = list.iter().map(|entry| entry_of(entry).ok_or_else(|| format!("{entry} is no finding")));
        Ok(Known::of(entries.collect::<Result<_, _>>()?))
    }

    /// A baseline as a file: one finding on each line, in order, so that a change of it is easy to read.
    pub fn write(&self) -> String {
        let line = |entry: &Fingerprint| {
            let (path, rule, words) = (&entry.path, &entry.rule, &entry.words);
            match entry.number {
                1 => json!({ "path": path, "rule": rule, "words": words }).to_string(),
                number => json!({ "path": path, "rule": rule, "words": words, "number": number }).to_string(),
            }
        };
        let lines: Vec<String> = self.entries.iter().map(line).collect();
        let separator = if lines.is_empty() { "" } else { "\n" };
        format!("{{ \"version\": {VERSION}, \"findings\": [{separator}{}{separator}] }}\n", lines.join(",\n"))
    }

    /// Which findings are known. In a file that has another name now, which shows in that its old path is not `there`
    /// any more, a finding is known again if only one can be meant.
    pub fn sift(&self, found: &[Fingerprint], there: &dyn Fn(&str) -> bool) -> Sifted {
        let entries: HashSet<&Fingerprint> = self.entries.iter().collect();
        let mut known: Vec<bool> = found.iter().map(|print| entries.contains(print)).collect();
        let seen: HashSet<&Fingerprint> = found.iter().collect();
        let unseen = self.entries.iter().filter(|entry| !seen.contains(entry));
        let (gone, here): (Vec<_>, Vec<_>) = unseen.partition(|entry| !there(&entry.path));
        let moved = single(gone.iter().copied().zip(0..));
        let new = single(found.iter().zip(0..).filter(|(_, at)| !known[*at]));
        let mut mended = here.len() + gone.len();
        for at in new.into_iter().filter_map(|(words, at)| moved.get(&words)?.and(at)) {
            known[at] = true;
            mended -= 1;
        }
        Sifted { known, mended }
    }
}

/// A finding without its file.
type Words<'f> = (&'f str, &'f str, u32);

/// Findings by all but their file; nothing for what several share.
fn single<'f>(found: impl Iterator<Item = (&'f Fingerprint, usize)>) -> HashMap<Words<'f>, Option<usize>> {
    let mut all = HashMap::new();
    for (print, at) in found {
        let words: Words = (&print.rule, &print.words, print.number);
        all.entry(words).and_modify(|one| *one = None).or_insert(Some(at));
    }
    all
}

fn entry_of(entry: &Value) -> Option<Fingerprint> {
    let number = match &entry["number"] {
        Value::Null => 1,
        number => u32::try_from(number.as_u64()?).ok()?,
    };
    let text = |key: &str| Some(entry[key].as_str()?.into());
    Some(Fingerprint { path: text("path")?, rule: text("rule")?, words: text("words")?, number })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(path: &str, rule: &str, words: &str, number: u32) -> Fingerprint {
        Fingerprint { path: path.into(), rule: rule.into(), words: words.into(), number }
    }

    #[test]
    fn a_baseline_is_read_as_it_was_written() {
        let known = Known::of(vec![print("b.md", "x", "1f", 2), print("a.md", "y", "2f", 1)]);
        let text = known.write();
        assert_eq!(
            text,
            "{ \"version\": 1, \"findings\": [\n{\"path\":\"a.md\",\"rule\":\"y\",\"words\":\"2f\"},\n\
             {\"path\":\"b.md\",\"rule\":\"x\",\"words\":\"1f\",\"number\":2}\n] }\n"
        );
        assert_eq!(Known::read(&text), Ok(known));
        assert_eq!(Known::read(&Known::default().write()), Ok(Known::default()));
        for broken in ["", "[]", "{\"version\": 2, \"findings\": []}", "{\"version\": 1, \"findings\": [1]}"] {
            assert!(Known::read(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn what_is_known_follows_a_file_to_its_new_name() {
        let known =
            Known::of(vec![print("old.md", "x", "1f", 1), print("a.md", "x", "2f", 1), print("a.md", "y", "3f", 1)]);
        let found = [print("new.md", "x", "1f", 1), print("a.md", "y", "3f", 1), print("b.md", "x", "2f", 1)];
        let there = |path: &str| path != "old.md";
        assert_eq!(known.sift(&found, &there), Sifted { known: vec![true, true, false], mended: 1 });
        let twice = [print("new.md", "x", "1f", 1), print("more.md", "x", "1f", 1)];
        assert_eq!(known.sift(&twice, &there), Sifted { known: vec![false, false], mended: 3 });
    }
}

//! A relation turned around: from "this points to that" to "that is pointed to by these".

use super::link::Index;

/// What points to each entity, in one piece of memory.
pub(super) struct Inverse<T> {
    /// Where the entries of each entity begin; the last is the end.
    starts: Vec<usize>,
    entries: Vec<T>,
}

impl<T: Copy + Default> Inverse<T> {
    /// Gathers the entries of `size` entities from pairs of entity and entry, keeping their order. The pairs are gone
    /// through twice: first counted, then put in their places.
    pub(super) fn of<I: Iterator<Item = (Index, T)>>(size: usize, pairs: impl Fn() -> I) -> Inverse<T> {
        let mut starts = vec![0; size + 1];
        pairs().for_each(|(to, _)| starts[to + 1] += 1);
        (0..size).for_each(|at| starts[at + 1] += starts[at]);
        let mut next = starts.clone();
        let mut entries = vec![T::default(); starts[size]];
        for (to, entry) in pairs() {
            entries[next[to]] = entry;
            next[to] += 1;
        }
        Inverse { starts, entries }
    }

    /// The entries of an entity.
    pub(super) fn get(&self, index: Index) -> &[T] {
        match (self.starts.get(index), self.starts.get(index + 1)) {
            (Some(from), Some(to)) => &self.entries[*from..*to],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_their_order() {
        let pairs = [(2, 'a'), (0, 'b'), (2, 'c')];
        let inverse = Inverse::of(3, || pairs.into_iter());
        assert_eq!(
            [inverse.get(0), inverse.get(1), inverse.get(2), inverse.get(3)],
            [&['b'][..], &[], &['a', 'c'], &[]]
        );
    }
}

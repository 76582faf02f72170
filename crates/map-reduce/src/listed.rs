//! Pairs that are not combined, in the order in which they were emitted.

use std::mem;

use crate::segments::{PartitionOf, Segments, hand_out};

/// All pairs, and where those of each split begin.
pub(crate) struct Listed<K, V> {
    pairs: Vec<(K, V)>,
    /// The number of each split and the place of its first pair. The numbers ascend.
    begins: Vec<(u64, usize)>,
}

impl<K, V> Listed<K, V> {
    pub(crate) fn new() -> Self {
        Self {
            pairs: Vec::new(),
            begins: Vec::new(),
        }
    }

    /// Takes note that the pairs to come are those of another split.
    pub(crate) fn begin_split(&mut self, number: u64) {
        let Self { pairs, begins } = self;
        // A split that emitted nothing leaves no trace.
        if begins
            .last()
            .is_some_and(|&(_, begin)| begin == pairs.len())
        {
            begins.pop();
        }
        begins.push((number, pairs.len()));
    }

    #[inline]
    pub(crate) fn push(&mut self, key: K, value: V) {
        self.pairs.push((key, value));
    }

    /// Estimates the bytes that the pairs take up, what they own left out, plus those that it takes
    /// to add one and to drain all.
    pub(crate) fn bytes(&self) -> usize {
        let pair = size_of::<(K, V)>();
        let held = self.pairs.capacity() * pair;
        // What is full makes another of twice the size before it lets go of itself.
        let is_full = self.pairs.len() == self.pairs.capacity();
        let growing = if is_full { 2 * held } else { 0 };
        // To drain it, the pairs are moved to vectors that have grown to up to twice their length.
        held + growing.max(2 * self.pairs.len() * pair)
    }

    /// Takes all pairs out, and gives each partition its own.
    pub(crate) fn drain(&mut self, partitions: usize, of: PartitionOf<'_, K>) -> Segments<K, V> {
        let mut segments: Segments<K, V> = (0..partitions).map(|_| Vec::new()).collect();
        let Self { pairs, begins } = self;
        let mut all = mem::take(pairs).into_iter();
        let ends = begins.iter().skip(1).map(|&(_, begin)| begin);
        let ends = ends.chain([all.len()]).collect::<Vec<_>>();
        for (&(split, begin), end) in begins.iter().zip(ends) {
            hand_out(all.by_ref().take(end - begin), split, of, &mut segments);
        }
        // What is emitted next still belongs to the last split.
        begins.drain(..begins.len().saturating_sub(1));
        begins.iter_mut().for_each(|(_, begin)| *begin = 0);
        segments
    }
}

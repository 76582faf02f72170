//! Pairs sorted by key, taken key by key: from memory here, from runs in `spill/groups.rs`.

use std::io;
use std::iter::Peekable;
use std::vec;

use crate::buffer::Segment;

/// Pairs sorted by key.
pub(crate) trait Grouped {
    type Key;
    type Value;

    /// Goes to the next key; the values of the current one must have been taken.
    fn next_key(&mut self) -> io::Result<Option<Self::Key>>;

    /// Takes the next value of the current key, which is passed by whoever keeps it.
    fn next_value(&mut self, key: &Self::Key) -> io::Result<Option<Self::Value>>;
}

/// The pairs of a partition that is in memory.
pub(crate) struct InMemory<K, V> {
    pairs: Peekable<vec::IntoIter<(K, V)>>,
    /// The value that came with the current key.
    first: Option<V>,
}

impl<K: Ord, V> InMemory<K, V> {
    /// Sorts what the map workers have left for the partition.
    pub(crate) fn new(segments: Vec<Segment<K, V>>, combined: bool) -> Self {
        Self {
            pairs: sorted(segments, combined).into_iter().peekable(),
            first: None,
        }
    }
}

/// Sorts the pairs by key and, if they are not combined, the values of a key as in the input.
fn sorted<K: Ord, V>(mut segments: Vec<Segment<K, V>>, combined: bool) -> Vec<(K, V)> {
    segments.sort_by_key(|segment| segment.split);
    let length = segments.iter().map(|segment| segment.pairs.len()).sum();
    let mut pairs = Vec::with_capacity(length);
    for segment in segments {
        pairs.extend(segment.pairs);
    }
    if combined {
        pairs.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    } else {
        // Stable: among equal keys, the order of the splits and of emission stays.
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
    }
    pairs
}

impl<K: Ord, V> Grouped for InMemory<K, V> {
    type Key = K;
    type Value = V;

    fn next_key(&mut self) -> io::Result<Option<K>> {
        Ok(self.pairs.next().map(|(key, value)| {
            self.first = Some(value);
            key
        }))
    }

    #[inline]
    fn next_value(&mut self, key: &K) -> io::Result<Option<V>> {
        Ok(self.first.take().or_else(|| {
            let same = self.pairs.next_if(|(next, _)| next == key);
            same.map(|(_, value)| value)
        }))
    }
}

//! Pairs sorted by key, taken key by key: from memory here, from runs in `spill/groups.rs`.

use std::io;
use std::iter::Peekable;
use std::vec;

use crate::segments::Segment;
use crate::words::{TextKey, Word};

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
fn sorted<K: Ord, V>(segments: Vec<Segment<K, V>>, combined: bool) -> Vec<(K, V)> {
    let mut lists = Vec::with_capacity(segments.len());
    for segment in segments {
        match segment {
            Segment::Pairs { split, pairs } => lists.push((split, pairs)),
            Segment::Words(_) => unreachable!("words are grouped as such"),
        }
    }
    lists.sort_by_key(|&(split, _)| split);
    let length = lists.iter().map(|(_, pairs)| pairs.len()).sum();
    let mut all = Vec::with_capacity(length);
    for (_, pairs) in lists {
        all.extend(pairs);
    }
    if combined {
        all.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    } else {
        // Stable: among equal keys, the order of the splits and of emission stays.
        all.sort_by(|a, b| a.0.cmp(&b.0));
    }
    all
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

/// The words of a partition that is in memory: they become keys one by one.
pub(crate) struct Words<K, V> {
    words: Peekable<vec::IntoIter<(Word, V)>>,
    make: TextKey<K>,
    /// The current word, and the total that came with it.
    current: Option<(Word, Option<V>)>,
    /// The bytes of the current word, kept for their memory.
    bytes: Vec<u8>,
}

impl<K, V> Words<K, V> {
    /// Sorts the words that the map workers have left for the partition; gives the segments back if
    /// they are no words.
    pub(crate) fn new(segments: Vec<Segment<K, V>>) -> Result<Self, Vec<Segment<K, V>>> {
        let is_words = |segment: &Segment<K, V>| matches!(segment, Segment::Words(_));
        let make = TextKey::of_type().filter(|_| segments.iter().all(is_words));
        let Some(make) = make else {
            return Err(segments);
        };
        let mut all = Vec::with_capacity(segments.iter().map(Segment::len).sum());
        for segment in segments {
            if let Segment::Words(words) = segment {
                all.extend(words);
            }
        }
        all.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Ok(Self {
            words: all.into_iter().peekable(),
            make,
            current: None,
            bytes: Vec::new(),
        })
    }
}

impl<K, V> Grouped for Words<K, V> {
    type Key = K;
    type Value = V;

    fn next_key(&mut self) -> io::Result<Option<K>> {
        Ok(self.words.next().map(|(word, total)| {
            word.write_to(&mut self.bytes);
            self.current = Some((word, Some(total)));
            (self.make.make)(&self.bytes)
        }))
    }

    #[inline]
    fn next_value(&mut self, _key: &K) -> io::Result<Option<V>> {
        let Some((word, total)) = &mut self.current else {
            return Ok(None);
        };
        Ok(total.take().or_else(|| {
            let same = self.words.next_if(|(next, _)| next == word);
            same.map(|(_, total)| total)
        }))
    }
}

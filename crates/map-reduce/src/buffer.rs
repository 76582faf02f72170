//! What a map worker keeps of the pairs that it emitted, until the shuffle.

use std::borrow::Borrow;
use std::hash::Hash;
use std::mem;

use crate::combined::{Combined, Slot};
use crate::listed::Listed;
use crate::segments::{PartitionOf, Segments, hand_out_totals, hand_out_words};
use crate::totals::{CombinerOf, Owned};
use crate::words::{Borders, Text, TextKey, WordBuffer, bytes_of, for_each_word};

/// Tells how many bytes a value owns on the heap.
pub(crate) type HeapBytes<T> = fn(&T) -> usize;

/// The pairs of one worker.
pub(crate) struct Buffer<'run, K, V> {
    pairs: Pairs<'run, K, V>,
    /// Where the record is that the next pairs come from.
    pub(crate) position: u64,
    /// How to measure what keys and values own, if there is a budget.
    measure: Option<(HeapBytes<K>, HeapBytes<V>)>,
    /// What keys and listed values own, in bytes; 0 without a budget.
    heap: usize,
}

enum Pairs<'run, K, V> {
    /// One total per key.
    Combined(Combined<'run, Slot<K>, V>),
    /// One total per key, and keys are texts.
    Words {
        words: WordBuffer<'run, V>,
        key: TextKey<K>,
    },
    /// Everything.
    Listed(Listed<K, V>),
}

impl<'run, K: Ord + Hash, V> Buffer<'run, K, V> {
    /// Makes an empty buffer, which keeps one total per key if it is told how to combine.
    pub(crate) fn new(
        combine: Option<&'run dyn CombinerOf<K, V>>,
        measure: Option<(HeapBytes<K>, HeapBytes<V>)>,
    ) -> Self {
        let of_value = measure.map(|(_, of_value)| of_value);
        let pairs = match (combine, TextKey::of_type()) {
            (Some(combine), Some(key)) => Pairs::Words {
                words: WordBuffer::new(combine, of_value),
                key,
            },
            (Some(combine), None) => Pairs::Combined(Combined::new(combine, Owned::new(of_value))),
            (None, _) => Pairs::Listed(Listed::new()),
        };
        Self {
            pairs,
            position: 0,
            measure,
            heap: 0,
        }
    }

    /// Takes note that the pairs to come are those of another split.
    pub(crate) fn begin_split(&mut self, number: u64) {
        if let Pairs::Listed(listed) = &mut self.pairs {
            listed.begin_split(number);
        }
    }

    /// Adds a pair, and tells whether that takes up memory that was not taken up before.
    #[inline]
    pub(crate) fn add(&mut self, key: K, value: V) -> bool {
        let position = self.position;
        match &mut self.pairs {
            Pairs::Combined(totals) => {
                let Some((of_key, _)) = self.measure else {
                    return totals.add_key(key, value, position);
                };
                let (own, before) = (of_key(&key), totals.len());
                let grown = totals.add_key(key, value, position);
                // Of what waits, no key owns anything.
                self.heap += own * (totals.len() - before).min(1);
                grown
            }
            Pairs::Words { words, .. } => {
                let word = bytes_of(&key).expect("a buffer of words has keys that are texts");
                words.add(word, value, position)
            }
            Pairs::Listed(listed) => {
                if let Some((of_key, of_value)) = self.measure {
                    self.heap += of_key(&key) + of_value(&value);
                }
                listed.push(key, value);
                true
            }
        }
    }

    /// Adds a pair as `add` does, and makes a key of one's own only if there is none yet.
    #[inline]
    pub(crate) fn add_ref<Q>(&mut self, key: &Q, value: V) -> bool
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        match &mut self.pairs {
            Pairs::Words { words, .. } => {
                if let Some(word) = bytes_of(key) {
                    return words.add(word, value, self.position);
                }
            }
            // A key that owns nothing is copied sooner than looked for.
            Pairs::Combined(totals) if mem::needs_drop::<K>() => {
                match totals.add_borrowed(key, value) {
                    Ok(grown) => return grown,
                    Err(value) => return self.add(key.to_owned(), value),
                }
            }
            Pairs::Combined(_) | Pairs::Listed(_) => {}
        }
        self.add(key.to_owned(), value)
    }

    /// Adds a pair for each word of a text. Tells how many there were, and whether they take up
    /// memory that was not taken up before.
    #[inline]
    pub(crate) fn add_words<Q>(&mut self, text: &Q, value: &V) -> (u64, bool)
    where
        Q: Text<Owned = K> + ?Sized,
        V: Clone,
    {
        if let Pairs::Words { words, .. } = &mut self.pairs {
            return words.add_words(text.text_bytes(), || value.clone(), self.position);
        }
        let (mut count, mut grown) = (0, false);
        for_each_word(text.text_bytes(), &mut Borders::new(), |start, end| {
            count += 1;
            grown |= self.add(text.part(start, end).to_owned(), value.clone());
        });
        (count, grown)
    }

    /// Where the record is whose pair made `combine` panic, if it was one that had waited for others.
    pub(crate) fn culprit(&self) -> Option<u64> {
        match &self.pairs {
            Pairs::Combined(totals) => totals.culprit(),
            Pairs::Words { words, .. } => words.culprit(),
            Pairs::Listed(_) => None,
        }
    }

    /// Adds the pairs that wait for others to be added at the same time. Tells whether they take up
    /// memory that was not taken up before.
    pub(crate) fn settle(&mut self) -> bool {
        match &mut self.pairs {
            Pairs::Combined(totals) => totals.settle(),
            Pairs::Words { words, .. } => words.settle(),
            Pairs::Listed(_) => false,
        }
    }

    /// Estimates the bytes that the buffer holds, plus those that it takes to grow and to drain it.
    pub(crate) fn bytes(&self) -> usize {
        match &self.pairs {
            Pairs::Combined(totals) => {
                // To drain it, the pairs are moved to vectors that have grown to up to twice their
                // length.
                let draining = 2 * totals.len() * size_of::<(K, V)>();
                totals.bytes() + totals.growing().max(draining) + self.heap
            }
            Pairs::Words { words, .. } => words.bytes(),
            Pairs::Listed(listed) => listed.bytes() + self.heap,
        }
    }

    /// Takes all pairs out, and gives each partition its own.
    pub(crate) fn drain(&mut self, partitions: usize, of: PartitionOf<'_, K>) -> Segments<K, V> {
        self.heap = 0;
        match &mut self.pairs {
            Pairs::Combined(totals) => hand_out_totals(totals.drain_keys(), partitions, of),
            Pairs::Words { words, key } => hand_out_words(words.drain(), *key, partitions, of),
            Pairs::Listed(listed) => listed.drain(partitions, of),
        }
    }
}

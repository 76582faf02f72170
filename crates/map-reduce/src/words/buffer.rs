//! The words of one worker and their totals.

use std::mem;

use super::masks::BLOCK;
use super::table::{Added, Key, Table};
use super::tokens::for_each_word;
use super::word::{HEAD_BYTES, Head, Long, SHORT_BYTES, Short, Word, bits_of};
use crate::totals::Totals;

/// How many words are looked up at a time: enough that their places come from the memory at the same
/// time, and few enough that none of them is pushed out again.
const BATCH: usize = 64;

/// Words and their totals, in tables by length.
pub(crate) struct WordBuffer<V> {
    short: Batched<Short, V>,
    medium: Batched<Head, V>,
    long: Table<Long, V>,
    /// The bytes of the long words.
    long_bytes: Vec<u8>,
}

impl<V> WordBuffer<V> {
    pub(crate) fn new() -> Self {
        Self {
            short: Batched::new(),
            medium: Batched::new(),
            long: Table::new(),
            long_bytes: Vec::new(),
        }
    }

    /// Adds to the total of a word, now or with the next [`settle`](Self::settle). Tells whether that
    /// has taken up memory.
    #[inline]
    pub(crate) fn add(&mut self, word: &[u8], value: V, totals: &mut Totals<'_, V>) -> bool {
        if word.len() <= HEAD_BYTES {
            self.add_bits(bits_of(word), word.len(), value, totals)
        } else {
            self.add_long(word, value, totals)
        }
    }

    /// Adds to the totals of all words of a text, and counts them.
    #[inline]
    pub(crate) fn add_words(
        &mut self,
        text: &[u8],
        mut value: impl FnMut() -> V,
        totals: &mut Totals<'_, V>,
    ) -> (u64, bool) {
        let mut padded = [b' '; BLOCK];
        let text = if text.len() < BLOCK {
            padded[..text.len()].copy_from_slice(text);
            &padded
        } else {
            text
        };
        let last = text.len() - BLOCK;
        let (mut count, mut grown) = (0, false);
        for_each_word(text, |start, end| {
            count += 1;
            if end - start <= HEAD_BYTES {
                // Sixteen bytes from the start of the word on; those of the last block, moved up, if
                // there are not so many.
                let at = start.min(last);
                let bytes = text[at..].first_chunk().expect("a block is left");
                let bits = u128::from_be_bytes(*bytes) << (8 * (start - at));
                grown |= self.add_bits(bits, end - start, value(), totals);
            } else {
                grown |= self.add_long(&text[start..end], value(), totals);
            }
        });
        (count, grown)
    }

    /// Adds to the total of a word of up to 15 bytes.
    #[inline]
    fn add_bits(
        &mut self,
        bits: u128,
        length: usize,
        value: V,
        totals: &mut Totals<'_, V>,
    ) -> bool {
        let head = Head::new(bits, length);
        if length <= SHORT_BYTES {
            self.short.add(head.short(), value, totals)
        } else {
            self.medium.add(head, value, totals)
        }
    }

    fn add_long(&mut self, word: &[u8], value: V, totals: &mut Totals<'_, V>) -> bool {
        let key = Long::behind(&self.long_bytes, word);
        let bytes = &self.long_bytes;
        let same = |other: Long| key.resembles(other) && other.of(bytes) == word;
        let added = self.long.add(key, value, same, totals);
        if added == Added::NewKey {
            self.long_bytes.extend_from_slice(word);
        }
        added.has_grown()
    }

    /// Adds what is waiting for a batch to become full. Tells whether that has taken up memory.
    #[inline]
    pub(crate) fn settle(&mut self, totals: &mut Totals<'_, V>) -> bool {
        self.short.settle(totals) | self.medium.settle(totals)
    }

    /// Estimates the bytes that are held, plus those that it takes to grow and to drain.
    pub(crate) fn bytes(&self) -> usize {
        let held = self.short.table.bytes() + self.medium.table.bytes() + self.long.bytes();
        let growing = [
            self.short.table.growing(),
            self.medium.table.growing(),
            self.long.growing(),
        ];
        let length = self.short.table.len() + self.medium.table.len() + self.long.len();
        // To drain, the words are moved to vectors that have grown to up to twice their length.
        let draining = 2 * length * size_of::<(Word, V)>() + self.long_bytes.len();
        held + self.long_bytes.capacity() + draining.max(growing.into_iter().sum())
    }

    /// Takes all words out. None must be waiting.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = (Word, V)> {
        let long_bytes = mem::take(&mut self.long_bytes);
        let short = self.short.table.take();
        let short = short.map(|(key, total)| (Word::short(key.into()), total));
        let medium = self.medium.table.take();
        let medium = medium.map(|(head, total)| (Word::short(head), total));
        let long = self.long.take();
        let long = long.map(move |(key, total)| (Word::new(key.of(&long_bytes)), total));
        short.chain(medium).chain(long)
    }
}

/// A table, and what is about to be looked up in it.
struct Batched<K: Key, V> {
    table: Table<K, V>,
    waiting: Vec<(K, V)>,
}

impl<K: Key, V> Batched<K, V> {
    fn new() -> Self {
        Self {
            table: Table::new(),
            waiting: Vec::with_capacity(BATCH),
        }
    }

    #[inline]
    fn add(&mut self, key: K, value: V, totals: &mut Totals<'_, V>) -> bool {
        self.waiting.push((key, value));
        self.waiting.len() == BATCH && self.settle(totals)
    }

    fn settle(&mut self, totals: &mut Totals<'_, V>) -> bool {
        for (key, _) in &self.waiting {
            self.table.prefetch(key.hash());
        }
        let mut grown = false;
        for (key, value) in self.waiting.drain(..) {
            let same = |other: K| other == key;
            grown |= self.table.add(key, value, same, totals).has_grown();
        }
        grown
    }
}

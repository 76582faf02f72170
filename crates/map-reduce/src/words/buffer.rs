//! The words of one worker and their totals.

use std::mem;

use super::masks::BLOCK;
use super::tokens::{Borders, for_each_word};
use super::word::{HEAD_BYTES, Head, Long, Word, bits_of};
use crate::buffer::HeapBytes;
use crate::combined::Combined;
use crate::table::{Key, Table};
use crate::totals::{Combiner, Owned, Settler};

/// Words and their totals: in one table those that are numbers, in another those that are longer.
pub(crate) struct WordBuffer<'run, V> {
    short: Combined<'run, Head, V>,
    long: Table<Long, V>,
    /// The bytes of the long words.
    long_bytes: Vec<u8>,
    /// What the totals of the long words own.
    long_owned: Owned<V>,
    /// `None` before the first text, and while one is cut into words.
    borders: Option<Borders>,
    combine: &'run dyn Combiner<V>,
}

impl<'run, V> WordBuffer<'run, V> {
    /// Makes an empty buffer. `measure` tells what a value owns, if there is a budget.
    pub(crate) fn new(combine: &'run dyn Settler<Head, V>, measure: Option<HeapBytes<V>>) -> Self {
        Self {
            short: Combined::new(combine, Owned::new(measure)),
            long: Table::new(),
            long_bytes: Vec::new(),
            long_owned: Owned::new(measure),
            borders: None,
            combine,
        }
    }

    /// Where the record is whose word made `combine` panic, if it was one that had waited.
    pub(crate) fn culprit(&self) -> Option<u64> {
        self.short.culprit()
    }

    /// Adds to the total of a word, now or with the next [`settle`](Self::settle); `position` is that
    /// of its record. Tells whether that has taken up memory.
    #[inline]
    pub(crate) fn add(&mut self, word: &[u8], value: V, position: u64) -> bool {
        if word.len() <= HEAD_BYTES {
            self.add_bits(bits_of(word), word.len(), value, position)
        } else {
            self.add_long(word, value)
        }
    }

    /// Adds to the totals of all words of a text, and counts them. Tells whether that has taken up
    /// memory.
    #[inline]
    pub(crate) fn add_words(
        &mut self,
        text: &[u8],
        mut value: impl FnMut() -> V,
        position: u64,
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
        let mut borders = self.borders.take().unwrap_or_else(Borders::new);
        for_each_word(text, &mut borders, |start, end| {
            count += 1;
            if end - start <= HEAD_BYTES {
                // Sixteen bytes from the start of the word on; those of the last block, moved up, if
                // there are not so many.
                let at = start.min(last);
                let bytes = text[at..].first_chunk().expect("a block is left");
                let bits = u128::from_be_bytes(*bytes) << (8 * (start - at));
                grown |= self.add_bits(bits, end - start, value(), position);
            } else {
                grown |= self.add_long(&text[start..end], value());
            }
        });
        self.borders = Some(borders);
        (count, grown)
    }

    /// Adds to the total of a word of up to 15 bytes.
    #[inline]
    fn add_bits(&mut self, bits: u128, length: usize, value: V, position: u64) -> bool {
        self.short.add(Head::new(bits, length), value, position)
    }

    fn add_long(&mut self, word: &[u8], value: V) -> bool {
        let key = Long::behind(&self.long_bytes, word);
        let bytes = &self.long_bytes;
        let same = |other: &Long| key.resembles(*other) && other.of(bytes) == word;
        if let Some(total) = self.long.get_mut(key.hash(), same) {
            let combine = |total: &mut V, value| self.combine.combine(total, value);
            return self.long_owned.add(total, value, combine);
        }
        self.long_owned.begin(&value);
        self.long.insert(key, value);
        self.long_bytes.extend_from_slice(word);
        true
    }

    /// Adds the words that wait to their totals. Tells whether that has taken up memory.
    pub(crate) fn settle(&mut self) -> bool {
        self.short.settle()
    }

    /// Estimates the bytes that are held, plus those that it takes to grow and to drain.
    pub(crate) fn bytes(&self) -> usize {
        let long = self.long.bytes() + self.long_bytes.capacity() + self.long_owned.bytes();
        let growing = self.short.growing() + self.long.growing();
        let length = self.short.len() + self.long.len();
        // To drain, the words are moved to vectors that have grown to up to twice their length.
        let draining = 2 * length * size_of::<(Word, V)>() + self.long_bytes.len();
        self.short.bytes() + long + draining.max(growing)
    }

    /// Takes all words out.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = (Word, V)> + use<V> {
        self.long_owned.hand_over();
        let long_bytes = mem::take(&mut self.long_bytes);
        let short = self.short.drain();
        let short = short.map(|(head, total)| (Word::short(head), total));
        let long = self.long.take();
        let long = long.map(move |(key, total)| (Word::new(key.of(&long_bytes)), total));
        short.chain(long)
    }
}

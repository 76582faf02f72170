//! The words of one worker and their totals.

use std::mem;

use super::masks::BLOCK;
use super::table::{Added, Key, Table};
use super::tokens::{Borders, for_each_word};
use super::word::{HEAD_BYTES, Head, Long, Word, bits_of};
use crate::totals::{Combiner, Owned};

/// How many words are looked up at a time: enough that their places come from the memory at the same
/// time, and few enough that none of them is pushed out again.
const BATCH: usize = 128;

/// Words and their totals: in one table those that are numbers, in another those that are longer.
pub(crate) struct WordBuffer<'run, V> {
    short: Table<Head, V>,
    /// Short words that are about to be looked up, each with the place of its record.
    waiting: Vec<(Head, V, u64)>,
    /// The place of the record whose word is being added, of those that have waited.
    culprit: Option<u64>,
    long: Table<Long, V>,
    /// The bytes of the long words.
    long_bytes: Vec<u8>,
    /// Where the record is that the next words come from.
    position: u64,
    /// `None` before the first text, and while one is cut into words.
    borders: Option<Borders>,
    combine: &'run dyn Combiner<V>,
    owned: Owned<V>,
}

impl<'run, V> WordBuffer<'run, V> {
    pub(crate) fn new(combine: &'run dyn Combiner<V>, owned: Owned<V>) -> Self {
        Self {
            short: Table::new(),
            waiting: Vec::with_capacity(BATCH),
            culprit: None,
            long: Table::new(),
            long_bytes: Vec::new(),
            position: 0,
            borders: None,
            combine,
            owned,
        }
    }

    /// Takes note of where the record is that the next words come from.
    #[inline]
    pub(crate) fn begin_record(&mut self, position: u64) {
        self.position = position;
    }

    /// Where the record is whose word made `combine` panic, if it was one that had waited.
    pub(crate) fn culprit(&self) -> Option<u64> {
        self.culprit
    }

    /// Adds to the total of a word, now or with the next [`settle`](Self::settle). Tells whether that
    /// has taken up memory.
    #[inline]
    pub(crate) fn add(&mut self, word: &[u8], value: V) -> bool {
        if word.len() <= HEAD_BYTES {
            self.add_bits(bits_of(word), word.len(), value)
        } else {
            self.add_long(word, value)
        }
    }

    /// Adds to the totals of all words of a text, and counts them. Tells whether that has taken up
    /// memory.
    #[inline]
    pub(crate) fn add_words(&mut self, text: &[u8], mut value: impl FnMut() -> V) -> (u64, bool) {
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
                grown |= self.add_bits(bits, end - start, value());
            } else {
                grown |= self.add_long(&text[start..end], value());
            }
        });
        self.borders = Some(borders);
        (count, grown)
    }

    /// Adds to the total of a word of up to 15 bytes.
    #[inline]
    fn add_bits(&mut self, bits: u128, length: usize, value: V) -> bool {
        let word = Head::new(bits, length);
        self.waiting.push((word, value, self.position));
        self.waiting.len() >= BATCH && self.settle()
    }

    fn add_long(&mut self, word: &[u8], value: V) -> bool {
        let key = Long::behind(&self.long_bytes, word);
        let bytes = &self.long_bytes;
        let same = |other: Long| key.resembles(other) && other.of(bytes) == word;
        let added = self
            .long
            .add(key, value, same, self.combine, &mut self.owned);
        if added == Added::NewKey {
            self.long_bytes.extend_from_slice(word);
        }
        added.has_grown()
    }

    /// Adds the words that wait to their totals. Tells whether that has taken up memory.
    pub(crate) fn settle(&mut self) -> bool {
        !self.waiting.is_empty() && self.combine.settle(self)
    }

    /// As `settle`, with a combine function that the compiler knows: the buffer's own.
    #[inline(never)]
    pub(crate) fn settle_with(&mut self, combine: &impl Combiner<V>) -> bool {
        for (word, ..) in &self.waiting {
            self.short.prefetch(word.hash());
        }
        let mut grown = false;
        for (word, value, position) in self.waiting.drain(..) {
            self.culprit = Some(position);
            let same = |other: Head| other == word;
            let added = self.short.add(word, value, same, combine, &mut self.owned);
            grown |= added.has_grown();
        }
        self.culprit = None;
        grown
    }

    /// Estimates the bytes that are held, plus those that it takes to grow and to drain.
    pub(crate) fn bytes(&self) -> usize {
        let held = self.short.bytes() + self.long.bytes() + self.long_bytes.capacity();
        let growing = self.short.growing() + self.long.growing();
        let length = self.short.len() + self.long.len();
        // To drain, the words are moved to vectors that have grown to up to twice their length.
        let draining = 2 * length * size_of::<(Word, V)>() + self.long_bytes.len();
        held + self.owned.bytes() + draining.max(growing)
    }

    /// Takes all words out.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = (Word, V)> + use<V> {
        self.settle();
        self.owned.hand_over();
        let long_bytes = mem::take(&mut self.long_bytes);
        let short = self.short.take();
        let short = short.map(|(head, total)| (Word::short(head), total));
        let long = self.long.take();
        let long = long.map(move |(key, total)| (Word::new(key.of(&long_bytes)), total));
        short.chain(long)
    }
}

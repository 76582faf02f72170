//! A word as numbers that compare as its bytes do.

use std::hash::Hasher;

use crate::hash::{FastHasher, folded_pair};
use crate::table::Key;

/// The longest word that is all in its head, in bytes.
pub(crate) const HEAD_BYTES: usize = 15;

/// The first 15 bytes of a word, the first one highest and zeros behind the last one; in the lowest
/// byte the length plus 1, or 17 if there is more of the word than this.
///
/// So heads compare as the words do: where the bytes are equal, zeros that belong to the word
/// included, the shorter one is less. And none is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Head {
    high: u64,
    low: u64,
}

/// Keeps the first bytes of 16, and no more than 15: by how many they are.
const MASKS: [(u64, u64); 17] = {
    let mut masks = [(0, 0); 17];
    let mut length = 1;
    while length <= 16 {
        let kept = if length > HEAD_BYTES {
            HEAD_BYTES
        } else {
            length
        };
        let mask = u128::MAX << (128 - 8 * kept);
        masks[length] = halves(mask);
        length += 1;
    }
    masks
};

#[expect(clippy::cast_possible_truncation, reason = "the two halves are meant")]
const fn halves(bits: u128) -> (u64, u64) {
    ((bits >> 64) as u64, bits as u64)
}

impl Head {
    /// Makes the head of a word of `length` bytes. `bits` begins, from the highest on, with its
    /// bytes; what follows them does not matter.
    #[inline]
    pub(crate) fn new(bits: u128, length: usize) -> Self {
        let length = length.min(16);
        let (high, low) = halves(bits);
        let (keep_high, keep_low) = MASKS[length];
        Self {
            high: high & keep_high,
            low: (low & keep_low) | (length as u64 + 1),
        }
    }

    /// How many bytes of the word are in the head.
    fn length(self) -> usize {
        usize::from(self.low.to_be_bytes()[7] - 1).min(HEAD_BYTES)
    }
}

/// The first 16 bytes of a word in a number, the first one highest; zeros behind its end.
#[inline]
pub(crate) fn bits_of(word: &[u8]) -> u128 {
    fn number(bytes: &[u8; 8]) -> u128 {
        u128::from(u64::from_be_bytes(*bytes))
    }
    fn half(bytes: &[u8; 4]) -> u128 {
        u128::from(u32::from_be_bytes(*bytes))
    }
    if let Some(first) = word.first_chunk::<16>() {
        return u128::from_be_bytes(*first);
    }
    let past = 8 * (16 - word.len());
    // The first bytes and the last ones: those that are both are the same.
    if let (Some(first), Some(last)) = (word.first_chunk(), word.last_chunk()) {
        return (number(first) << 64) | (number(last) << past);
    }
    if let (Some(first), Some(last)) = (word.first_chunk(), word.last_chunk()) {
        return (half(first) << 96) | (half(last) << past);
    }
    let bytes = word.iter().rev();
    bytes.fold(0, |bits, &byte| (bits >> 8) | (u128::from(byte) << 120))
}

/// A word, whatever its length.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Word {
    head: Head,
    /// What is not in the head. Empty, and so without an allocation, if it is all there.
    tail: Box<[u8]>,
}

impl Word {
    /// Makes the word that this is the head of.
    pub(crate) fn short(head: Head) -> Self {
        Self {
            head,
            tail: Box::default(),
        }
    }

    /// Makes a word of its bytes.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self {
            head: Head::new(bits_of(bytes), bytes.len()),
            tail: bytes.get(HEAD_BYTES..).unwrap_or_default().into(),
        }
    }

    /// Writes its bytes in place of what is there.
    pub(crate) fn write_to(&self, bytes: &mut Vec<u8>) {
        let Head { high, low } = self.head;
        bytes.clear();
        bytes.extend_from_slice(&high.to_be_bytes());
        bytes.extend_from_slice(&low.to_be_bytes());
        bytes.truncate(self.head.length());
        bytes.extend_from_slice(&self.tail);
    }

    /// What it owns, in bytes.
    #[cfg(test)]
    pub(crate) fn tail_bytes(&self) -> usize {
        self.tail.len()
    }
}

impl Key for Head {
    const VACANT: Self = Self { high: 0, low: 0 };

    #[inline]
    fn is_vacant(&self) -> bool {
        // No word's head has a 0 there.
        self.low == 0
    }

    #[inline]
    fn hash(&self) -> u64 {
        folded_pair(self.high, self.low)
    }
}

/// Where a word that is not all in its head lies, among the others that one buffer has.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Long {
    hash: u64,
    start: usize,
    length: usize,
}

impl Long {
    /// Says where a word will be that is put behind all others.
    pub(crate) fn behind(others: &[u8], word: &[u8]) -> Self {
        let mut hasher = FastHasher::default();
        hasher.write(word);
        Self {
            hash: hasher.finish(),
            start: others.len(),
            length: word.len(),
        }
    }

    /// Its bytes.
    #[inline]
    pub(crate) fn of(self, all: &[u8]) -> &[u8] {
        &all[self.start..self.start + self.length]
    }

    /// Tells whether two might be the same word, before their bytes are looked at.
    #[inline]
    pub(crate) fn resembles(self, other: Self) -> bool {
        self.hash == other.hash && self.length == other.length
    }
}

impl Key for Long {
    const VACANT: Self = Self {
        hash: 0,
        start: 0,
        length: 0,
    };

    #[inline]
    fn is_vacant(&self) -> bool {
        self.length == 0
    }

    #[inline]
    fn hash(&self) -> u64 {
        self.hash
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{HEAD_BYTES, Head, Word, bits_of};

    /// Words of all lengths around the borders, of bytes that look like padding, too.
    fn word() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![Just(0), Just(b'a'), Just(255), any::<u8>()];
        prop::collection::vec(byte, 0..40)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn words_compare_as_their_bytes_do(a in word(), b in word(), shared in word()) {
            prop_assert_eq!(Word::new(&a).cmp(&Word::new(&b)), a.cmp(&b));
            let (a, b) = ([&shared[..], &a].concat(), [&shared[..], &b].concat());
            prop_assert_eq!(Word::new(&a).cmp(&Word::new(&b)), a.cmp(&b));
        }

        #[test]
        fn a_word_comes_back_as_it_was(word in word()) {
            let mut bytes = b"before".to_vec();
            Word::new(&word).write_to(&mut bytes);
            prop_assert_eq!(&bytes, &word);
            prop_assert_eq!(Word::new(&word).tail_bytes(), word.len().saturating_sub(HEAD_BYTES));
        }

        #[test]
        fn what_follows_a_word_is_no_part_of_its_head(word in word(), other in any::<[u8; 16]>()) {
            let mut longer = word.clone();
            longer.extend(other);
            let head = Head::new(bits_of(&longer), word.len());
            prop_assert_eq!(head, Head::new(bits_of(&word), word.len()));
        }
    }
}

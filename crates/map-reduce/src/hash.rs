//! The hash function of the tables and of the default partition: fast, and the same in every run.

use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};

/// Builds the hasher of the combining tables.
pub(crate) type FastState = BuildHasherDefault<FastHasher>;

/// Hashes a value.
pub(crate) fn hash_of<T: Hash + ?Sized>(value: &T) -> u64 {
    FastState::default().hash_one(value)
}

/// Multiplies and folds eight bytes at a time, as the hash functions of the wyhash family do.
///
/// It does not resist someone who chooses the keys in order to make them collide.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FastHasher {
    state: u64,
}

/// Digits of π: odd, and without a pattern.
const FACTOR: u64 = 0x243F_6A88_85A3_08D3;
const OFFSET: u64 = 0x1319_8A2E_0370_7344;

/// The 128 bits of a product, folded into 64: each bit depends on all bits of both factors.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the two halves are meant")]
fn folded(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

/// The hash of two words: one multiplication.
#[inline]
pub(crate) fn folded_pair(a: u64, b: u64) -> u64 {
    folded(a ^ OFFSET, b ^ FACTOR)
}

impl FastHasher {
    #[inline]
    fn mix(&mut self, word: u64) {
        self.state = folded(self.state ^ word ^ OFFSET, FACTOR);
    }
}

impl Hasher for FastHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for &word in words {
            self.mix(u64::from_le_bytes(word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        // The length tells "a" from "a\0".
        self.mix(u64::from_le_bytes(last));
        self.state = self.state.wrapping_add(bytes.len() as u64);
    }

    #[inline]
    fn write_u8(&mut self, byte: u8) {
        self.mix(u64::from(byte));
    }

    #[inline]
    fn write_u16(&mut self, number: u16) {
        self.mix(u64::from(number));
    }

    #[inline]
    fn write_u32(&mut self, number: u32) {
        self.mix(u64::from(number));
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64);
    }

    #[inline]
    fn finish(&self) -> u64 {
        folded(self.state ^ OFFSET, FACTOR)
    }
}

#[cfg(test)]
mod tests {
    use super::hash_of;
    use pattern_sync::collections::HashSet;

    #[test]
    fn neighbours_get_different_hashes_in_both_halves() {
        let hashes: Vec<u64> = (0..10_000_u32).map(|n| hash_of(&n)).collect();
        let distinct = |part: fn(u64) -> u64| {
            hashes
                .iter()
                .map(|&hash| part(hash))
                .collect::<HashSet<u64>>()
                .len()
        };
        assert_eq!(distinct(|hash| hash), 10_000);
        // Of 2^14 possible values, 10,000 random draws hit about 7,500.
        assert!(distinct(|hash| hash >> 50) > 7_000);
        assert!(distinct(|hash| hash & 0x3FFF) > 7_000);
    }

    #[test]
    fn a_trailing_zero_counts() {
        assert_ne!(hash_of(b"a".as_slice()), hash_of(b"a\0".as_slice()));
        assert_ne!(hash_of("12345678"), hash_of("123456780"));
    }
}

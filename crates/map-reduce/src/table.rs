//! The table of totals: places in a row, each with a key and its total side by side.
//!
//! A key is looked for from the place that its hash says, one after the other, until it is found or
//! a place is vacant. At least a quarter of the places are, so that is soon. Unlike the standard table,
//! this one can be told which key is asked for next (`prefetch`), so that the places of several
//! keys are on their way from the memory at the same time.

#![allow(
    unsafe_code,
    reason = "a total is only there where a key is; saying so with `Option` would make places larger"
)]

use std::mem::{self, MaybeUninit};

use crate::memory::{on_huge_pages, prefetch};

/// What may be where a place has its key: one, or none.
pub(crate) trait Key {
    /// No key.
    const VACANT: Self;

    /// Tells whether this is no key.
    fn is_vacant(&self) -> bool;

    /// Gives the hash of the key.
    fn hash(&self) -> u64;
}

/// A place of the table. The total is there if the key is.
///
/// Aligned, so that the memory brings a place of up to 32 bytes as one line and not as two, of which
/// only the first was asked for beforehand.
#[repr(align(32))]
struct Place<K, V> {
    key: K,
    total: MaybeUninit<V>,
}

/// Keys and their totals.
pub(crate) struct Table<K: Key, V> {
    /// None, or a power of two.
    places: Vec<Place<K, V>>,
    /// How far a hash is shifted down, so that it counts the places.
    shift: u32,
    length: usize,
}

/// How many places a table begins with.
const FIRST_PLACES: usize = 16;

impl<K: Key, V> Table<K, V> {
    pub(crate) fn new() -> Self {
        Self {
            places: Vec::new(),
            shift: 0,
            length: 0,
        }
    }

    /// Counts the keys.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Tells how much memory the places take, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.places.len() * size_of::<Place<K, V>>()
    }

    /// Tells whether the next new key makes the table move to a larger one.
    fn is_full(&self) -> bool {
        self.length * 4 >= self.places.len() * 3
    }

    /// Brings the place where a search for the hash begins nearer to the processor.
    #[inline]
    pub(crate) fn prefetch(&self, hash: u64) {
        if let Some(place) = self.places.get(self.begin(hash)) {
            prefetch(place);
        }
    }

    /// Gives the total of the key that has this hash and that `same` is true for.
    #[inline]
    pub(crate) fn get_mut(&mut self, hash: u64, same: impl Fn(&K) -> bool) -> Option<&mut V> {
        let mut at = self.begin(hash);
        // Ends at a vacant place, of which there is always one, unless there is no place at all.
        while let Some(place) = self.places.get(at) {
            if place.key.is_vacant() {
                return None;
            }
            if same(&place.key) {
                let total = &mut self.places[at].total;
                // SAFETY: the key is not vacant, so the total is there.
                return Some(unsafe { total.assume_init_mut() });
            }
            at = (at + 1) & (self.places.len() - 1);
        }
        None
    }

    /// Adds a key, which must not be there already, and its total.
    pub(crate) fn insert(&mut self, key: K, total: V) {
        debug_assert!(!key.is_vacant(), "a key is not vacant");
        if self.is_full() {
            self.grow();
        }
        let at = self.vacant(key.hash());
        self.places[at] = Place {
            key,
            total: MaybeUninit::new(total),
        };
        self.length += 1;
    }

    /// Tells how much memory it takes to grow, if that is what comes next, in bytes: another table of
    /// twice the size, before this one is let go.
    pub(crate) fn growing(&self) -> usize {
        if self.is_full() { 2 * self.bytes() } else { 0 }
    }

    /// Takes all keys and their totals out, in the order of the places: that of their hashes.
    pub(crate) fn take(&mut self) -> impl Iterator<Item = (K, V)> + use<K, V> {
        self.length = 0;
        self.shift = 0;
        let places = Places(mem::take(&mut self.places));
        places.into_pairs()
    }

    /// Where a search for the hash begins. The upper bits count: the table keeps its order when it
    /// grows.
    #[inline]
    fn begin(&self, hash: u64) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "less than the number of places"
        )]
        let place = (hash >> self.shift) as usize;
        place
    }

    /// The first vacant place for the hash.
    fn vacant(&self, hash: u64) -> usize {
        let mut at = self.begin(hash);
        while !self.places[at].key.is_vacant() {
            at = (at + 1) & (self.places.len() - 1);
        }
        at
    }

    #[cold]
    fn grow(&mut self) {
        let count = (self.places.len() * 2).max(FIRST_PLACES);
        let mut places = Vec::with_capacity(count);
        on_huge_pages(&mut places);
        places.resize_with(count, || Place {
            key: K::VACANT,
            total: MaybeUninit::uninit(),
        });
        let old = Places(mem::replace(&mut self.places, places));
        self.shift = u64::BITS - count.trailing_zeros();
        for (key, total) in old.into_pairs() {
            let at = self.vacant(key.hash());
            self.places[at] = Place {
                key,
                total: MaybeUninit::new(total),
            };
        }
    }
}

impl<K: Key, V> Drop for Table<K, V> {
    fn drop(&mut self) {
        drop(Places(mem::take(&mut self.places)));
    }
}

/// Places that are given up: drops the totals that nobody has taken.
struct Places<K: Key, V>(Vec<Place<K, V>>);

impl<K: Key, V> Places<K, V> {
    fn into_pairs(mut self) -> impl Iterator<Item = (K, V)> {
        let mut at = 0;
        std::iter::from_fn(move || {
            while let Some(place) = self.0.get_mut(at) {
                at += 1;
                let key = mem::replace(&mut place.key, K::VACANT);
                if !key.is_vacant() {
                    // SAFETY: the key was not vacant, so the total is there. From now on the key is
                    // vacant: nobody takes or drops the total again.
                    return Some((key, unsafe { place.total.assume_init_read() }));
                }
            }
            None
        })
    }
}

impl<K: Key, V> Drop for Places<K, V> {
    fn drop(&mut self) {
        if mem::needs_drop::<V>() {
            for place in &mut self.0 {
                if !mem::replace(&mut place.key, K::VACANT).is_vacant() {
                    // SAFETY: the key was not vacant, so the total is there. From now on it is: a
                    // total whose drop panics is not dropped again.
                    unsafe { place.total.assume_init_drop() };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::rc::Rc;

    use proptest::prelude::*;

    use super::{Key, Table};

    /// Keys whose hashes are bad: many in one place, at the end of the table above all.
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Crowded(u64);

    impl Key for Crowded {
        const VACANT: Self = Self(u64::MAX);

        fn is_vacant(&self) -> bool {
            *self == Self::VACANT
        }

        fn hash(&self) -> u64 {
            if self.0.is_multiple_of(2) {
                u64::MAX
            } else {
                self.0 << 60
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn totals_are_those_of_a_map(keys in prop::collection::vec(0..200_u64, 0..400), cut in 0..400_usize) {
            // Counted references: what is lost or dropped twice shows.
            let one = Rc::new(());
            let mut table = Table::<Crowded, Vec<Rc<()>>>::new();
            let mut model = BTreeMap::<u64, usize>::new();
            let add = |table: &mut Table<_, Vec<_>>, key: u64| {
                let key = Crowded(key);
                table.prefetch(key.hash());
                let more = Rc::clone(&one);
                match table.get_mut(key.hash(), |other| *other == key) {
                    Some(total) => total.push(more),
                    None => table.insert(key, vec![more]),
                }
                table.get_mut(key.hash(), |other| *other == key).map_or(0, |total| total.len())
            };
            let cut = cut.min(keys.len());
            for &key in &keys[..cut] {
                let total = model.entry(key).or_default();
                *total += 1;
                prop_assert_eq!(add(&mut table, key), *total);
            }
            prop_assert_eq!((table.len(), Rc::strong_count(&one)), (model.len(), cut + 1));
            let taken: BTreeMap<_, _> = table.take().map(|(key, all)| (key.0, all.len())).collect();
            prop_assert_eq!(taken, model);
            prop_assert_eq!((table.len(), table.bytes(), Rc::strong_count(&one)), (0, 0, 1));
            // Empty again, and as good as new.
            for &key in &keys[cut..] {
                add(&mut table, key);
            }
            drop(table.take().nth(3)); // some are taken, and the others dropped
            prop_assert_eq!(Rc::strong_count(&one), 1);
            for &key in &keys {
                add(&mut table, key);
            }
            drop(table);
            prop_assert_eq!(Rc::strong_count(&one), 1);
        }
    }
}

//! Totals of keys, to which values are added many at a time.
//!
//! Where a total is, is known as soon as its key is; what is there, only when the memory has brought
//! it. So a pair waits for others, and the places of all of them are on their way at the same time.
//! And the combine function, which is behind a pointer, is asked once for all of them.

use std::borrow::Borrow;
use std::hash::Hash;
use std::mem;
use std::num::NonZeroU64;

use crate::hash::hash_of;
use crate::table::{Key, Table};
use crate::totals::{Owned, Settler};

/// How many pairs are added at a time: enough that their places come from the memory at the same
/// time, and few enough that none of them is pushed out again.
const BATCH: usize = 128;

/// A key of any type, or none.
pub(crate) type Slot<K> = Option<Hashed<K>>;

/// A key with its hash, which tells most other keys from it, and need not be found again when the
/// table grows.
#[derive(Debug, PartialEq)]
pub(crate) struct Hashed<K> {
    /// With its lowest bit set. So it is never 0, and `Option` takes no room.
    hash: NonZeroU64,
    key: K,
}

/// Hashes a key, or what is borrowed from one.
#[inline]
fn hash_for_table<Q: Hash + ?Sized>(key: &Q) -> NonZeroU64 {
    NonZeroU64::MIN | hash_of(key)
}

impl<K> Key for Slot<K> {
    const VACANT: Self = None;

    #[inline]
    fn is_vacant(&self) -> bool {
        self.is_none()
    }

    #[inline]
    fn hash(&self) -> u64 {
        self.as_ref().map_or(0, |hashed| hashed.hash.get())
    }
}

/// Totals, and the pairs that are about to be added to them.
pub(crate) struct Combined<'run, K: Key, V> {
    table: Table<K, V>,
    /// Each with the place of its record.
    waiting: Vec<(K, V, u64)>,
    /// Whether pairs that have waited are being added, or one of them has made `combine` panic.
    settling: bool,
    /// The place of the record that the last of them came from.
    settled: u64,
    combine: &'run dyn Settler<K, V>,
    owned: Owned<V>,
}

impl<'run, K: Key + PartialEq, V> Combined<'run, K, V> {
    /// Pairs that own something are added at once: what waits is not measured.
    const WAITS: bool = !mem::needs_drop::<K>() && !mem::needs_drop::<V>();

    pub(crate) fn new(combine: &'run dyn Settler<K, V>, owned: Owned<V>) -> Self {
        Self {
            table: Table::new(),
            waiting: Vec::with_capacity(if Self::WAITS { BATCH } else { 0 }),
            settling: false,
            settled: 0,
            combine,
            owned,
        }
    }

    /// Counts the keys. Those that wait are left out.
    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    /// Where the record is whose pair made `combine` panic, if it was one that had waited.
    pub(crate) fn culprit(&self) -> Option<u64> {
        self.settling.then_some(self.settled)
    }

    /// Adds to the total of a key, now or with the next [`settle`](Self::settle); `position` is that of
    /// the record. Tells whether that has taken up memory.
    #[inline]
    pub(crate) fn add(&mut self, key: K, value: V, position: u64) -> bool {
        if !Self::WAITS {
            return self.add_now(key, value);
        }
        self.table.prefetch(key.hash());
        self.waiting.push((key, value, position));
        self.waiting.len() >= BATCH && self.settle()
    }

    /// Adds the pairs that wait to their totals. Tells whether that has taken up memory.
    pub(crate) fn settle(&mut self) -> bool {
        !self.waiting.is_empty() && self.combine.settle(self)
    }

    /// As `settle`, with a combine function that the compiler knows: the one that this was made with.
    #[inline(never)]
    pub(crate) fn settle_with(&mut self, combine: &impl Fn(&mut V, V)) -> bool {
        let mut grown = false;
        self.settling = true;
        for (key, value, position) in self.waiting.drain(..) {
            self.settled = position;
            match self.table.get_mut(key.hash(), |other| *other == key) {
                Some(total) => grown |= self.owned.add(total, value, combine),
                None => {
                    self.owned.begin(&value);
                    self.table.insert(key, value);
                    grown = true;
                }
            }
        }
        self.settling = false;
        grown
    }

    fn add_now(&mut self, key: K, value: V) -> bool {
        if let Some(total) = self.table.get_mut(key.hash(), |other| *other == key) {
            let combine = |total: &mut V, value| self.combine.combine(total, value);
            return self.owned.add(total, value, combine);
        }
        self.owned.begin(&value);
        self.table.insert(key, value);
        true
    }

    /// Estimates the bytes that are held, what the keys own left out.
    pub(crate) fn bytes(&self) -> usize {
        self.table.bytes() + self.owned.bytes()
    }

    /// Tells how much memory it takes to grow, if that comes next, in bytes.
    pub(crate) fn growing(&self) -> usize {
        self.table.growing()
    }

    /// Takes all keys and their totals out.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = (K, V)> + use<K, V> {
        self.settle();
        self.owned.hand_over();
        self.table.take()
    }
}

impl<K: Hash + Eq, V> Combined<'_, Slot<K>, V> {
    /// Adds to the total of a key, as `add` does.
    #[inline]
    pub(crate) fn add_key(&mut self, key: K, value: V, position: u64) -> bool {
        let hash = hash_for_table(&key);
        self.add(Some(Hashed { hash, key }), value, position)
    }

    /// Adds to the total of a key that is borrowed, if there is one already; else gives the value back.
    #[inline]
    pub(crate) fn add_borrowed<Q>(&mut self, key: &Q, value: V) -> Result<bool, V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let hash = hash_for_table(key);
        let same = |other: &Slot<K>| {
            let other = other.as_ref();
            other.is_some_and(|other| other.hash == hash && other.key.borrow() == key)
        };
        let Some(total) = self.table.get_mut(hash.get(), same) else {
            return Err(value);
        };
        let combine = |total: &mut V, value| self.combine.combine(total, value);
        Ok(self.owned.add(total, value, combine))
    }

    /// Takes all keys and their totals out.
    pub(crate) fn drain_keys(&mut self) -> impl Iterator<Item = (K, V)> + use<K, V> {
        let pairs = self.drain();
        pairs.filter_map(|(slot, total)| slot.map(|hashed| (hashed.key, total)))
    }
}

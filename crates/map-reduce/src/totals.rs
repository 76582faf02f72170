//! How values become totals, and what those own.

use std::mem;

use crate::buffer::HeapBytes;
use crate::combined::{Combined, Slot};
use crate::table::Key;
use crate::words::Head;

/// A combine function, whichever it is.
pub(crate) trait Combiner<V>: Sync {
    /// Adds a value to a total.
    fn combine(&self, total: &mut V, value: V);
}

/// A combine function that is asked once for many values: inside, the compiler knows the function.
pub(crate) trait Settler<K: Key, V>: Combiner<V> {
    /// Adds the pairs that wait to their totals, by this function, which is theirs; tells whether
    /// that has taken up memory.
    fn settle(&self, totals: &mut Combined<'_, K, V>) -> bool;
}

/// A combine function of the values of a job, in whichever table its keys are.
pub(crate) trait CombinerOf<K, V>: Settler<Slot<K>, V> + Settler<Head, V> {}

impl<V, F: Fn(&mut V, V) + Sync> Combiner<V> for F {
    fn combine(&self, total: &mut V, value: V) {
        self(total, value);
    }
}

impl<K: Key + PartialEq, V, F: Fn(&mut V, V) + Sync> Settler<K, V> for F {
    fn settle(&self, totals: &mut Combined<'_, K, V>) -> bool {
        totals.settle_with(self)
    }
}

impl<K, V, F: Settler<Slot<K>, V> + Settler<Head, V>> CombinerOf<K, V> for F {}

/// Keeps account of what totals own.
pub(crate) struct Owned<V> {
    /// How to measure what a total owns, if there is a budget and it may own something.
    measure: Option<HeapBytes<V>>,
    /// What all totals own, in bytes; 0 if they are not measured.
    bytes: usize,
}

impl<V> Owned<V> {
    pub(crate) fn new(measure: Option<HeapBytes<V>>) -> Self {
        Self {
            // A type that has nothing to drop owns nothing: numbers are not measured.
            measure: measure.filter(|_| mem::needs_drop::<V>()),
            bytes: 0,
        }
    }

    /// Takes note of a value that becomes the total of a new key.
    #[inline]
    pub(crate) fn begin(&mut self, value: &V) {
        self.bytes += self.measure.map_or(0, |measure| measure(value));
    }

    /// Adds a value to a total, and tells whether that owns more than before.
    #[inline]
    pub(crate) fn add(&mut self, total: &mut V, value: V, combine: impl FnOnce(&mut V, V)) -> bool {
        let Some(measure) = self.measure else {
            combine(total, value);
            return false;
        };
        let before = measure(total);
        combine(total, value);
        let after = measure(total);
        self.bytes = (self.bytes + after).saturating_sub(before);
        after > before
    }

    /// What all totals own, in bytes; 0 without a budget.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes note that the totals are somebody else's now.
    pub(crate) fn hand_over(&mut self) {
        self.bytes = 0;
    }
}

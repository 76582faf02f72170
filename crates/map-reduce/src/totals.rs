//! How values become totals, and what those own.

use std::mem;

use crate::buffer::{CombineWith, HeapBytes};

/// Adds values to totals, and keeps account of what the totals own.
pub(crate) struct Totals<'run, V> {
    combine: CombineWith<'run, V>,
    /// How to measure what a total owns, if there is a budget and it may own something.
    measure: Option<HeapBytes<V>>,
    /// What all totals own, in bytes; 0 if they are not measured.
    owned: usize,
}

impl<'run, V> Totals<'run, V> {
    pub(crate) fn new(combine: CombineWith<'run, V>, measure: Option<HeapBytes<V>>) -> Self {
        Self {
            combine,
            // A type that has nothing to drop owns nothing: numbers are not measured.
            measure: measure.filter(|_| mem::needs_drop::<V>()),
            owned: 0,
        }
    }

    /// Takes note of a value that becomes the total of a new key.
    #[inline]
    pub(crate) fn begin(&mut self, value: &V) {
        self.owned += self.measure.map_or(0, |measure| measure(value));
    }

    /// Adds a value to a total, and tells whether that owns more than before.
    #[inline]
    pub(crate) fn add(&mut self, total: &mut V, value: V) -> bool {
        let Some(measure) = self.measure else {
            (self.combine)(total, value);
            return false;
        };
        let before = measure(total);
        (self.combine)(total, value);
        let after = measure(total);
        self.owned = (self.owned + after).saturating_sub(before);
        after > before
    }

    /// What all totals own, in bytes; 0 without a budget.
    pub(crate) fn owned(&self) -> usize {
        self.owned
    }

    /// Takes note that the totals are somebody else's now.
    pub(crate) fn hand_over(&mut self) {
        self.owned = 0;
    }
}

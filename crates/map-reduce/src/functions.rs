//! What a closure, or its absence, can stand for in a job.

use std::hash::Hash;

use crate::job::hash_partition;
use crate::values::Values;
use pattern_core::BoxError;

/// What may stand in the place of a combine function.
pub trait Combine<V>: Sync {
    /// Whether there is one.
    const COMBINES: bool;
    /// Adds a value to a total.
    fn combine(&self, total: &mut V, value: V);
}

/// No combine function: `reduce` sees every value.
pub struct NoCombine;

impl<V> Combine<V> for NoCombine {
    const COMBINES: bool = false;

    fn combine(&self, _total: &mut V, _value: V) {
        unreachable!("there is nothing to combine with");
    }
}

impl<V, F: Fn(&mut V, V) + Sync> Combine<V> for F {
    const COMBINES: bool = true;

    #[inline]
    fn combine(&self, total: &mut V, value: V) {
        self(total, value);
    }
}

/// What may stand in the place of a partition function.
pub trait Partition<K>: Sync {
    /// Says which partition a key belongs to.
    fn partition(&self, key: &K, partitions: usize) -> usize;
}

/// The default partition function: [`hash_partition`].
pub struct ByHash;

impl<K: Hash> Partition<K> for ByHash {
    #[inline]
    fn partition(&self, key: &K, partitions: usize) -> usize {
        hash_partition(key, partitions)
    }
}

impl<K, F: Fn(&K, usize) -> usize + Sync> Partition<K> for F {
    #[inline]
    fn partition(&self, key: &K, partitions: usize) -> usize {
        self(key, partitions)
    }
}

/// What may stand in the place of a reduce function.
pub trait Reduce<K, V, O>: Sync {
    /// Makes one output of all values of a key.
    ///
    /// # Errors
    ///
    /// Whatever the reduce function returns.
    fn reduce(&self, key: &K, values: Values<'_, V>) -> Result<O, BoxError>;
}

/// A reduce function that cannot fail.
pub struct Always<F>(pub(crate) F);

impl<K, V, O, F: Fn(&K, Values<'_, V>) -> O + Sync> Reduce<K, V, O> for Always<F> {
    #[inline]
    fn reduce(&self, key: &K, values: Values<'_, V>) -> Result<O, BoxError> {
        Ok((self.0)(key, values))
    }
}

/// A reduce function that can fail.
pub struct Fallible<F>(pub(crate) F);

impl<K, V, O, E, F> Reduce<K, V, O> for Fallible<F>
where
    E: Into<BoxError>,
    F: Fn(&K, Values<'_, V>) -> Result<O, E> + Sync,
{
    #[inline]
    fn reduce(&self, key: &K, values: Values<'_, V>) -> Result<O, BoxError> {
        (self.0)(key, values).map_err(Into::into)
    }
}

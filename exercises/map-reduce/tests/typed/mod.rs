//! The functions of the exercise with their types spelled out: what the tests compare is made of theirs,
//! and not of types that are equal to everything.

use std::hash::Hash;

use pattern_sync::collections::HashMap;

pub(crate) fn split<T>(items: &[T], parts: usize) -> Vec<&[T]> {
    map_reduce::split(items, parts)
}

pub(crate) fn map_phase<'a, T: Sync, K: Hash + Eq + Send, V: Send>(
    chunks: &[&'a [T]],
    map: impl Fn(&'a T, &mut dyn FnMut(K, V)) + Sync,
    combine: impl Fn(&mut V, V) + Sync,
) -> Vec<HashMap<K, V>> {
    map_reduce::map_phase(chunks, map, combine)
}

pub(crate) fn partition_of<K: Hash>(key: &K, partitions: usize) -> usize {
    map_reduce::partition_of(key, partitions)
}

pub(crate) fn partition<K: Hash + Eq, V>(
    tables: Vec<HashMap<K, V>>,
    partitions: usize,
) -> Vec<HashMap<K, Vec<V>>> {
    map_reduce::partition(tables, partitions)
}

pub(crate) fn reduce_phase<K: Hash + Eq + Send, V: Send, R: Send>(
    partitions: Vec<HashMap<K, Vec<V>>>,
    reduce: impl Fn(&K, Vec<V>) -> R + Sync,
) -> Vec<(K, R)> {
    map_reduce::reduce_phase(partitions, reduce)
}

pub(crate) fn map_reduce<'a, T: Sync, K: Hash + Ord + Send, V: Send, R: Send>(
    items: &'a [T],
    workers: usize,
    map: impl Fn(&'a T, &mut dyn FnMut(K, V)) + Sync,
    combine: impl Fn(&mut V, V) + Sync,
    reduce: impl Fn(&K, Vec<V>) -> R + Sync,
) -> Vec<(K, R)> {
    map_reduce::map_reduce(items, workers, map, combine, reduce)
}

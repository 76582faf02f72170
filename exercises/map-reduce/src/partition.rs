//! Step 3: brings together what belongs to the same key, in a partition for each reducing thread.

use std::hash::Hash;

use pattern_sync::collections::HashMap;

/// Says in which of `partitions` partitions `key` belongs, counted from 0.
///
/// The answer depends on the key and on the number of partitions, and on nothing else: equal keys
/// belong together, whichever thread came upon them. Many keys of any kind spread over all.
///
/// # Panics
///
/// If `partitions` is 0.
///
/// # Examples
///
/// ```
/// use map_reduce::partition_of;
///
/// assert!(partition_of(&"word", 4) < 4);
/// assert_eq!(partition_of(&"word", 4), partition_of(&"word", 4));
/// ```
pub fn partition_of<K: Hash>(key: &K, partitions: usize) -> usize {
    todo!("step 3: a number below `partitions` that depends on the key alone")
}

/// Distributes the pairs of all `tables` over `partitions` partitions.
///
/// Every key is in the partition that [`partition_of`] says, and in no other, with its values from
/// all the tables, in the order of `tables`. There are as many partitions as asked for; some may be
/// empty.
///
/// # Panics
///
/// If `partitions` is 0.
///
/// # Examples
///
/// ```
/// use map_reduce::{partition, partition_of};
/// use pattern_sync::collections::HashMap;
///
/// let tables = vec![
///     HashMap::from_iter([("be", 2), ("to", 1)]),
///     HashMap::from_iter([("be", 1)]),
/// ];
/// let partitions = partition(tables, 3);
/// assert_eq!(partitions.len(), 3);
/// assert_eq!(partitions[partition_of(&"be", 3)]["be"], [2, 1]);
/// assert_eq!(partitions[partition_of(&"to", 3)]["to"], [1]);
/// ```
pub fn partition<K, V>(tables: Vec<HashMap<K, V>>, partitions: usize) -> Vec<HashMap<K, Vec<V>>>
where
    K: Hash + Eq,
{
    todo!("step 3: give each key one place, and all its values to that place")
}

//! Step 3: brings together what belongs to the same key, in a partition for each reducing thread.

// <solution>
use std::hash::{BuildHasher, Hash};

use pattern_sync::collections::{FixedState, HashMap};
// <stub>
// use std::hash::Hash;
//
// use pattern_sync::collections::HashMap;
// </stub>

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
    // <solution>
    assert!(partitions > 0, "a key needs a partition to belong to");
    // A hasher that starts the same each time; the remainder is below `partitions`, so it fits.
    let hash = FixedState::default().hash_one(key);
    (hash % partitions as u64) as usize
    // <stub>
    // todo!("step 3: a number below `partitions` that depends on the key alone")
    // </stub>
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
    // <solution>
    assert!(partitions > 0, "the pairs need a partition to go to");
    let mut parts: Vec<HashMap<K, Vec<V>>> = Vec::new();
    parts.resize_with(partitions, HashMap::default);
    for table in tables {
        for (key, value) in table {
            let part = &mut parts[partition_of(&key, partitions)];
            part.entry(key).or_default().push(value);
        }
    }
    parts
    // <stub>
    // todo!("step 3: give each key one place, and all its values to that place")
    // </stub>
}

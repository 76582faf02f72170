//! Step 4: reduces every partition on a thread of its own, to one result per key.

use pattern_sync::collections::HashMap;
use pattern_sync::thread;

/// Calls `reduce` once for every key with all its values, one thread per partition.
///
/// Returns the results in any order, each with its key. All partitions are reduced at the same
/// time.
///
/// # Panics
///
/// If `reduce` panics: as soon as all threads have ended.
///
/// # Blocking
///
/// Until every partition is reduced.
///
/// # Examples
///
/// ```
/// use map_reduce::{partition, reduce_phase};
/// use pattern_sync::collections::HashMap;
///
/// let tables = vec![
///     HashMap::from_iter([("be", 2), ("to", 1)]),
///     HashMap::from_iter([("be", 1), ("or", 1)]),
/// ];
/// let partitions = partition(tables, 2);
/// let mut results = reduce_phase(partitions, |_word, counts| counts.into_iter().sum::<u32>());
/// results.sort();
/// assert_eq!(results, [("be", 3), ("or", 1), ("to", 1)]);
/// ```
pub fn reduce_phase<K, V, R, F>(partitions: Vec<HashMap<K, Vec<V>>>, reduce: F) -> Vec<(K, R)>
where
    K: Send,
    V: Send,
    R: Send,
    F: Fn(&K, Vec<V>) -> R + Sync,
{
    todo!("step 4: start a thread per partition, then collect the results of all")
}

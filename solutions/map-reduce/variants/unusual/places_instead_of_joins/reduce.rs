//! Unusual: each thread fills a place that was made for it, and the scope waits for all.

use pattern_sync::collections::HashMap;
use pattern_sync::thread;

/// Calls `reduce` once for every key with all its values, one thread per partition.
pub fn reduce_phase<K, V, R, F>(partitions: Vec<HashMap<K, Vec<V>>>, reduce: F) -> Vec<(K, R)>
where
    K: Send,
    V: Send,
    R: Send,
    F: Fn(&K, Vec<V>) -> R + Sync,
{
    let mut places: Vec<Vec<(K, R)>> = partitions.iter().map(|_| Vec::new()).collect();
    let reduce = &reduce;
    thread::scope(|s| {
        // Each thread borrows a place of its own, so no lock is needed.
        for (place, partition) in places.iter_mut().zip(partitions) {
            s.spawn(move || {
                place.extend(partition.into_iter().map(|(key, values)| {
                    let result = reduce(&key, values);
                    (key, result)
                }));
            });
        }
    });
    places.into_iter().flatten().collect()
}

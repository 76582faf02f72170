//! Unusual: the caller reduces the last partition itself, and starts one thread less.

use pattern_sync::collections::HashMap;
use pattern_sync::thread;

/// Calls `reduce` once for every key with all its values, one thread per partition.
pub fn reduce_phase<K, V, R, F>(mut partitions: Vec<HashMap<K, Vec<V>>>, reduce: F) -> Vec<(K, R)>
where
    K: Send,
    V: Send,
    R: Send,
    F: Fn(&K, Vec<V>) -> R + Sync,
{
    let Some(last) = partitions.pop() else {
        return Vec::new();
    };
    let work = &|partition: HashMap<K, Vec<V>>| {
        let mut results = Vec::with_capacity(partition.len());
        for (key, values) in partition {
            let result = reduce(&key, values);
            results.push((key, result));
        }
        results
    };
    thread::scope(|s| {
        let mut reducers = Vec::new();
        for partition in partitions {
            reducers.push(s.spawn(move || work(partition)));
        }
        let mut results = work(last);
        for reducer in reducers {
            results.extend(reducer.join().expect("no reducer panics"));
        }
        results
    })
}

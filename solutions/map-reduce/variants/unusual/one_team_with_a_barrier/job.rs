//! Unusual: one team of threads maps, meets at a barrier, and reduces.

use std::hash::Hash;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use pattern_sync::collections::BTreeMap;
use pattern_sync::sync::atomic::{AtomicBool, Ordering};
use pattern_sync::sync::{Barrier, Mutex};
use pattern_sync::thread;

use crate::{partition_of, split};

/// Maps `items` on up to `workers` threads, reduces on the same threads, and sorts by key.
pub fn map_reduce<'a, T, K, V, R, M, C, F>(
    items: &'a [T],
    workers: usize,
    map: M,
    combine: C,
    reduce: F,
) -> Vec<(K, R)>
where
    T: Sync,
    K: Hash + Ord + Send,
    V: Send,
    R: Send,
    M: Fn(&'a T, &mut dyn FnMut(K, V)) + Sync,
    C: Fn(&mut V, V) + Sync,
    F: Fn(&K, Vec<V>) -> R + Sync,
{
    let chunks = split(items, workers);
    let team = chunks.len();
    let everything_mapped = Barrier::new(team);
    let chunk_lost = AtomicBool::new(false);
    // `letters[to][from]`: what the mapper `from` has for the reducer `to`.
    let letters: Vec<Vec<Mutex<Vec<(K, V)>>>> = (0..team)
        .map(|_| (0..team).map(|_| Mutex::default()).collect())
        .collect();

    let map_and_post = |me: usize| {
        let mut table = BTreeMap::new();
        for item in chunks[me] {
            map(item, &mut |key, value| {
                let mut new = Some(value);
                let old = table.entry(key).or_insert_with(|| new.take().unwrap());
                if let Some(value) = new {
                    combine(old, value);
                }
            });
        }
        for (key, value) in table {
            let to = partition_of(&key, team);
            letters[to][me].lock().push((key, value));
        }
    };
    let work = |me: usize| {
        // A thread that panics comes to the barrier all the same: the others wait there for all.
        let mapped = catch_unwind(AssertUnwindSafe(|| map_and_post(me)));
        if mapped.is_err() {
            chunk_lost.store(true, Ordering::SeqCst);
        }
        everything_mapped.wait();
        mapped.unwrap_or_else(|panic| resume_unwind(panic));
        if chunk_lost.load(Ordering::SeqCst) {
            return Vec::new();
        }
        let mut gathered: BTreeMap<K, Vec<V>> = BTreeMap::new();
        for letter in &letters[me] {
            for (key, value) in letter.lock().drain(..) {
                gathered.entry(key).or_default().push(value);
            }
        }
        let reduce_one = |(key, values)| (reduce(&key, values), key);
        gathered.into_iter().map(reduce_one).collect()
    };

    let work = &work;
    let answer: BTreeMap<K, R> = thread::scope(|s| {
        let team: Vec<_> = (0..team).map(|me| s.spawn(move || work(me))).collect();
        let results = team
            .into_iter()
            .flat_map(|member| member.join().unwrap_or_else(|panic| resume_unwind(panic)));
        results.map(|(result, key)| (key, result)).collect()
    });
    answer.into_iter().collect()
}

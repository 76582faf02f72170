//! Unusual: the threads take the next chunk from a shared counter, and a slot receives its table.

use std::hash::Hash;

use pattern_sync::collections::HashMap;
use pattern_sync::sync::Mutex;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::thread;

/// Calls `map` for every item, one thread per chunk; returns a table per chunk, in their order.
pub fn map_phase<'a, T, K, V, M, C>(chunks: &[&'a [T]], map: M, combine: C) -> Vec<HashMap<K, V>>
where
    T: Sync,
    K: Hash + Eq + Send,
    V: Send,
    M: Fn(&'a T, &mut dyn FnMut(K, V)) + Sync,
    C: Fn(&mut V, V) + Sync,
{
    let next = AtomicUsize::new(0);
    let slots: Vec<Mutex<HashMap<K, V>>> = chunks.iter().map(|_| Mutex::default()).collect();
    let take = || {
        // One step, so that no two threads are given the same number.
        let number = next.fetch_add(1, Ordering::SeqCst);
        chunks.get(number).zip(slots.get(number))
    };
    let work = &|| {
        while let Some((chunk, slot)) = take() {
            // Nobody else wants this lock: it only satisfies the compiler.
            let mut table = slot.lock();
            for item in *chunk {
                map(item, &mut |key, value| {
                    let mut new = Some(value);
                    let old = table
                        .entry(key)
                        .or_insert_with(|| new.take().expect("nobody took it yet"));
                    if let Some(value) = new {
                        combine(old, value);
                    }
                });
            }
        }
    };
    thread::scope(|s| {
        for _ in chunks {
            s.spawn(work);
        }
        // The end of the scope waits for all threads, and panics if one of them did.
    });
    slots.into_iter().map(Mutex::into_inner).collect()
}

//! Unusual: the caller maps the last chunk itself, and starts one thread less.

use std::hash::Hash;

use pattern_sync::collections::HashMap;
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
    let Some((&last, others)) = chunks.split_last() else {
        return Vec::new();
    };
    let work = &|chunk: &'a [T]| {
        // A value is taken out of the table to be combined, and put back: the table is this
        // thread's.
        let mut table: HashMap<K, V> = HashMap::default();
        for item in chunk {
            map(item, &mut |key, value| {
                let value = match table.remove(&key) {
                    Some(mut old) => {
                        combine(&mut old, value);
                        old
                    }
                    None => value,
                };
                table.insert(key, value);
            });
        }
        table
    };
    thread::scope(|s| {
        let mut mappers = Vec::new();
        for &chunk in others {
            mappers.push(s.spawn(move || work(chunk)));
        }
        // If this panics, the scope waits for the threads before the panic goes on.
        let own = work(last);
        let mut tables: Vec<_> = mappers
            .into_iter()
            .map(|mapper| mapper.join().expect("no mapper panics"))
            .collect();
        tables.push(own);
        tables
    })
}

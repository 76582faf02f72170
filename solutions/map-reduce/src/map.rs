//! Step 2: maps every chunk on a thread of its own, and combines what it gives on the spot.

use std::hash::Hash;
// <solution>
use std::panic::resume_unwind;

use pattern_sync::collections::{HashMap, hash_map::Entry};
// <stub>
//
// use pattern_sync::collections::HashMap;
// </stub>
use pattern_sync::thread;

/// Calls `map` for every item, one thread per chunk; returns a table per chunk, in their order.
///
/// `map` is given an item, and calls its second argument, `emit`, once for each pair that it makes
/// out of the item: `emit(key, value)`. Each pair goes at once into the chunk's table, which holds
/// each key once: `combine(old, new)` adds a value to the one that is there already. The values of
/// a key are combined in the order in which they were emitted.
///
/// All chunks are mapped at the same time. No thread waits for another, nor for a lock: until its
/// chunk is done, it works on a table that nobody else can see.
///
/// # Panics
///
/// If `map` or `combine` panics: as soon as all threads have ended.
///
/// # Blocking
///
/// Until every chunk is mapped.
///
/// # Examples
///
/// ```
/// use map_reduce::map_phase;
///
/// let chunks = [&["to be", "or not"][..], &["to be"][..]];
/// let tables = map_phase(
///     &chunks,
///     |line, emit| line.split(' ').for_each(|word| emit(word, 1)),
///     |count, more| *count += more,
/// );
/// assert_eq!(tables.len(), 2);
/// assert_eq!(tables[0]["to"], 1);
/// assert_eq!(tables[0].len(), 4);
/// assert_eq!(tables[1].len(), 2);
/// ```
pub fn map_phase<'a, T, K, V, M, C>(chunks: &[&'a [T]], map: M, combine: C) -> Vec<HashMap<K, V>>
where
    T: Sync,
    K: Hash + Eq + Send,
    V: Send,
    M: Fn(&'a T, &mut dyn FnMut(K, V)) + Sync,
    C: Fn(&mut V, V) + Sync,
{
    // <solution>
    let (map, combine) = (&map, &combine);
    thread::scope(|s| {
        // All are started before the first is waited for: `collect` is what starts them.
        let mappers: Vec<_> = chunks
            .iter()
            .map(|&chunk| s.spawn(move || map_chunk(chunk, map, combine)))
            .collect();
        // In the order of the chunks, whoever is ready first.
        mappers
            .into_iter()
            .map(|mapper| mapper.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
    // <stub>
    // todo!("step 2: start a thread per chunk, each with a table of its own, then collect the tables")
    // </stub>
}
// <solution>

/// Maps one chunk into one table; runs on one thread, so the table needs no lock.
fn map_chunk<'a, T, K, V>(
    chunk: &'a [T],
    map: impl Fn(&'a T, &mut dyn FnMut(K, V)),
    combine: impl Fn(&mut V, V),
) -> HashMap<K, V>
where
    K: Hash + Eq,
{
    let mut table = HashMap::default();
    for item in chunk {
        map(item, &mut |key, value| match table.entry(key) {
            Entry::Vacant(place) => {
                place.insert(value);
            }
            Entry::Occupied(mut place) => combine(place.get_mut(), value),
        });
    }
    table
}
// <stub>
// </stub>

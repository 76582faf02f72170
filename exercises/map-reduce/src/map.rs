//! Step 2: maps every chunk on a thread of its own, and combines what it gives on the spot.

use std::hash::Hash;

use pattern_sync::collections::HashMap;
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
    todo!("step 2: start a thread per chunk, each with a table of its own, then collect the tables")
}

//! Step 5: the whole job, from the items to one sorted answer.

use std::hash::Hash;

use crate::{map_phase, partition, reduce_phase, split};

/// Maps `items` on up to `workers` threads, reduces on up to `workers` threads, and sorts by key.
///
/// The answer has every key once, in ascending order. As long as `combine` does not mind how values
/// are grouped (as adding, taking the larger, or appending do not), it is the same for any number
/// of workers, and whichever thread is faster.
///
/// Reducing begins when everything is mapped: until then, nobody knows all the values of any key.
///
/// # Panics
///
/// * If `workers` is 0.
/// * If `map`, `combine` or `reduce` panics: as soon as all threads have ended. After a panic of
///   `map` or `combine`, nothing is reduced.
///
/// # Blocking
///
/// Until everything is mapped and reduced.
///
/// # Examples
///
/// ```
/// use map_reduce::map_reduce;
///
/// let lines = ["to be", "or not", "to be"];
/// let counts = map_reduce(
///     &lines,
///     2,
///     |line, emit| line.split(' ').for_each(|word| emit(word, 1)),
///     |count, more| *count += more,
///     |_word, counts| counts.into_iter().sum::<u32>(),
/// );
/// assert_eq!(counts, [("be", 2), ("not", 1), ("or", 1), ("to", 2)]);
/// ```
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
    // <solution>
    let chunks = split(items, workers);
    // Each phase returns when all its threads have ended: that is the barrier between the two.
    let tables = map_phase(&chunks, map, combine);
    let partitions = partition(tables, workers);
    let mut results = reduce_phase(partitions, reduce);
    // Until here the order depended on hashes, and on the number of workers.
    results.sort_by(|(one, _), (other, _)| one.cmp(other));
    results
    // <stub>
    // todo!("step 5: split, map, partition, reduce, and put the results in order")
    // </stub>
}

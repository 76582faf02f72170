//! Counting without a library: what the general job is held against.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rustc_hash::{FxBuildHasher, FxHashMap};

/// The counts of one thread.
pub(super) struct Table<K>(FxHashMap<K, u64>);

impl<K: Hash + Eq> Table<K> {
    #[inline]
    pub(super) fn add(&mut self, key: K) {
        *self.0.entry(key).or_default() += 1;
    }

    /// Makes a key of one's own only if there is none yet.
    #[inline]
    pub(super) fn add_ref<Q>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        match self.0.get_mut(key) {
            Some(count) => *count += 1,
            None => self.add(key.to_owned()),
        }
    }

    /// Divides the counts by key: equal keys of different tables go to the same part.
    fn into_parts(self, parts: usize) -> Vec<Vec<(K, u64)>> {
        let mut divided: Vec<_> = (0..parts).map(|_| Vec::new()).collect();
        for (key, count) in self.0 {
            // The upper bits: the lower ones choose the place in a table.
            let upper = (FxBuildHasher.hash_one(&key) >> 32) as usize;
            let part = (upper * parts) >> 32;
            divided[part].push((key, count));
        }
        divided
    }
}

/// Counts the keys that `each` finds in the pieces, and returns them in order.
///
/// Every thread takes the next piece and counts in a table of its own; then every thread adds up,
/// and sorts, one part of the keys.
pub(super) fn count<P, K>(
    pieces: &[P],
    threads: usize,
    each: impl Fn(&P, &mut Table<K>) + Sync,
) -> Vec<(K, u64)>
where
    P: Sync,
    K: Hash + Ord + Send,
{
    let (next, each) = (&AtomicUsize::new(0), &each);
    let count_some = move || {
        let mut table = Table(FxHashMap::default());
        while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::SeqCst)) {
            each(piece, &mut table);
        }
        table.into_parts(threads)
    };
    let mut counted = on_threads((0..threads).map(|_| count_some));
    let parts = (0..threads).map(|_| counted.iter_mut().filter_map(Vec::pop).collect::<Vec<_>>());
    let merge = |part: Vec<Vec<(K, u64)>>| move || sum(part);
    let merged = on_threads(parts.map(merge));
    let mut all: Vec<_> = merged.into_iter().flatten().collect();
    // A few ascending runs, which this one only merges.
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    all
}

/// Adds up the counts of a part of the keys, and sorts them.
fn sum<K: Hash + Ord>(part: Vec<Vec<(K, u64)>>) -> Vec<(K, u64)> {
    let mut table = FxHashMap::default();
    for (key, count) in part.into_iter().flatten() {
        *table.entry(key).or_default() += count;
    }
    let mut sorted: Vec<_> = table.into_iter().collect();
    sorted.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    sorted
}

/// Runs each on a thread of its own.
fn on_threads<R: Send>(bodies: impl Iterator<Item = impl FnOnce() -> R + Send>) -> Vec<R> {
    thread::scope(|scope| {
        let threads: Vec<_> = bodies.map(|body| scope.spawn(body)).collect();
        let results = threads
            .into_iter()
            .map(|thread| thread.join().expect("it only counts"));
        results.collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_counted_over_all_pieces_and_come_in_order() {
        let pieces: Vec<Vec<u32>> = (0..50).map(|piece| (0..=piece).collect()).collect();
        for threads in [1, 3] {
            let counted = count(&pieces, threads, |piece, table| {
                piece.iter().for_each(|&key| table.add(key));
            });
            let expected: Vec<(u32, u64)> = (0..50).map(|key| (key, 50 - u64::from(key))).collect();
            assert_eq!(counted, expected);
        }
    }
}

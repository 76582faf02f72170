//! What a map worker keeps of the pairs that it emitted, until the shuffle.

use std::borrow::Borrow;
use std::hash::Hash;
use std::mem;

use pattern_sync::collections::HashMap;
use pattern_sync::collections::hash_map::Entry;

use crate::hash::FastState;

/// Adds a value to a total.
pub(crate) type CombineWith<'run, V> = &'run (dyn Fn(&mut V, V) + Sync);

/// Says which partition a key belongs to.
pub(crate) type PartitionOf<'run, K> = &'run (dyn Fn(&K) -> usize + Sync);

/// Tells how many bytes a value owns on the heap.
pub(crate) type HeapBytes<T> = fn(&T) -> usize;

/// Pairs of one partition, in the order in which they were emitted.
pub(crate) struct Segment<K, V> {
    /// The number of the split that they come from: the values of a key are put in order by it.
    /// 0 if they have been combined, since then they come from many.
    pub(crate) split: u64,
    pub(crate) pairs: Vec<(K, V)>,
}

/// The segments of each partition.
pub(crate) type Segments<K, V> = Vec<Vec<Segment<K, V>>>;

/// Counts the pairs.
pub(crate) fn count<K, V>(segments: &Segments<K, V>) -> u64 {
    let segments = segments.iter().flatten();
    segments.map(|segment| segment.pairs.len() as u64).sum()
}

/// The pairs of one worker.
pub(crate) struct Buffer<'run, K, V> {
    pairs: Pairs<'run, K, V>,
    /// How to measure what keys and values own, if there is a budget.
    measure: Option<(HeapBytes<K>, HeapBytes<V>)>,
    /// What keys and values own, in bytes; 0 without a budget.
    heap: usize,
}

enum Pairs<'run, K, V> {
    /// One total per key.
    Combined {
        table: HashMap<K, V, FastState>,
        combine: CombineWith<'run, V>,
    },
    /// Everything, and where the pairs of each split begin. The splits' numbers ascend.
    Listed {
        pairs: Vec<(K, V)>,
        begins: Vec<(u64, usize)>,
    },
}

impl<'run, K: Ord + Hash, V> Buffer<'run, K, V> {
    /// Makes an empty buffer, which keeps one total per key if it is told how to combine.
    pub(crate) fn new(
        combine: Option<CombineWith<'run, V>>,
        measure: Option<(HeapBytes<K>, HeapBytes<V>)>,
    ) -> Self {
        let pairs = match combine {
            Some(combine) => Pairs::Combined {
                table: HashMap::default(),
                combine,
            },
            None => Pairs::Listed {
                pairs: Vec::new(),
                begins: Vec::new(),
            },
        };
        Self {
            pairs,
            measure,
            heap: 0,
        }
    }

    /// Takes note that the pairs to come are those of another split.
    pub(crate) fn begin_split(&mut self, number: u64) {
        if let Pairs::Listed { pairs, begins } = &mut self.pairs {
            // A split that emitted nothing leaves no trace.
            if begins
                .last()
                .is_some_and(|&(_, begin)| begin == pairs.len())
            {
                begins.pop();
            }
            begins.push((number, pairs.len()));
        }
    }

    /// Adds a pair, and tells whether it takes up memory that was not taken up before.
    #[inline]
    pub(crate) fn add(&mut self, key: K, value: V) -> bool {
        let measure = self.measure;
        let new = |key: &K, value: &V| measure.map_or(0, |(k, v)| k(key) + v(value));
        match &mut self.pairs {
            Pairs::Combined { table, combine } => match table.entry(key) {
                Entry::Occupied(mut total) => {
                    return add_to(total.get_mut(), value, *combine, measure, &mut self.heap);
                }
                Entry::Vacant(place) => {
                    self.heap += new(place.key(), &value);
                    place.insert(value);
                }
            },
            Pairs::Listed { pairs, .. } => {
                self.heap += new(&key, &value);
                pairs.push((key, value));
            }
        }
        true
    }

    /// Adds a pair as `add` does, and makes a key of one's own only if there is none yet.
    #[inline]
    pub(crate) fn add_ref<Q>(&mut self, key: &Q, value: V) -> bool
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        if let Pairs::Combined { table, combine } = &mut self.pairs
            && let Some(total) = table.get_mut(key)
        {
            add_to(total, value, *combine, self.measure, &mut self.heap)
        } else {
            self.add(key.to_owned(), value)
        }
    }

    /// Estimates the bytes that the buffer holds, plus those that it takes to grow and to drain it.
    pub(crate) fn bytes(&self) -> usize {
        let pair = size_of::<(K, V)>();
        let (held, full, length) = match &self.pairs {
            // A table has 8 places for 7 pairs, and a byte more for each.
            Pairs::Combined { table, .. } => {
                let places = (table.capacity() * 8 / 7).next_power_of_two();
                let full = table.len() == table.capacity();
                (places * (pair + 1), full, table.len())
            }
            Pairs::Listed { pairs, .. } => {
                let full = pairs.len() == pairs.capacity();
                (pairs.capacity() * pair, full, pairs.len())
            }
        };
        // What is full makes another of twice the size before it lets go of itself.
        let growing = if full { 2 * held } else { 0 };
        // To drain it, the pairs are moved to vectors that have grown to up to twice their length.
        let draining = 2 * length * pair;
        held + growing.max(draining) + self.heap
    }

    /// Takes all pairs out, and gives each partition its own.
    pub(crate) fn drain(&mut self, partitions: usize, of: PartitionOf<'_, K>) -> Segments<K, V> {
        self.heap = 0;
        let mut segments: Segments<K, V> = (0..partitions).map(|_| Vec::new()).collect();
        match &mut self.pairs {
            Pairs::Combined { table, .. } => hand_out(table.drain(), 0, of, &mut segments),
            Pairs::Listed { pairs, begins } => {
                let mut all = mem::take(pairs).into_iter();
                let ends = begins.iter().skip(1).map(|&(_, begin)| begin);
                let ends = ends.chain([all.len()]).collect::<Vec<_>>();
                for (&(split, begin), end) in begins.iter().zip(ends) {
                    hand_out(all.by_ref().take(end - begin), split, of, &mut segments);
                }
                // What is emitted next still belongs to the last split.
                begins.drain(..begins.len().saturating_sub(1));
                begins.iter_mut().for_each(|(_, begin)| *begin = 0);
            }
        }
        segments
    }
}

/// Combines, and keeps account of what the total owns; tells whether that is more than before.
#[inline]
fn add_to<K, V>(
    total: &mut V,
    value: V,
    combine: CombineWith<'_, V>,
    measure: Option<(HeapBytes<K>, HeapBytes<V>)>,
    heap: &mut usize,
) -> bool {
    match measure {
        // A type that has nothing to drop owns nothing: numbers are not measured.
        Some((_, of_value)) if mem::needs_drop::<V>() => {
            let before = of_value(total);
            combine(total, value);
            let after = of_value(total);
            *heap = (*heap + after).saturating_sub(before);
            after > before
        }
        _ => {
            combine(total, value);
            false
        }
    }
}

/// Appends the pairs of one split to the segments of their partitions.
fn hand_out<K, V>(
    pairs: impl Iterator<Item = (K, V)>,
    split: u64,
    of: PartitionOf<'_, K>,
    segments: &mut Segments<K, V>,
) {
    for (key, value) in pairs {
        let partition = &mut segments[of(&key)];
        match partition.last_mut() {
            Some(segment) if segment.split == split => segment.pairs.push((key, value)),
            _ => partition.push(Segment {
                split,
                pairs: vec![(key, value)],
            }),
        }
    }
}

//! What a map worker keeps of the pairs that it emitted, until the shuffle.

use std::borrow::Borrow;
use std::hash::Hash;
use std::mem;

use pattern_sync::collections::HashMap;
use pattern_sync::collections::hash_map::Entry;

use crate::hash::FastState;
use crate::totals::{Combiner, Owned};
use crate::words::{Borders, Text, TextKey, Word, WordBuffer, bytes_of, for_each_word};

/// Says which partition a key belongs to.
pub(crate) type PartitionOf<'run, K> = &'run (dyn Fn(&K) -> usize + Sync);

/// Tells how many bytes a value owns on the heap.
pub(crate) type HeapBytes<T> = fn(&T) -> usize;

/// Pairs of one partition.
pub(crate) enum Segment<K, V> {
    /// In the order in which they were emitted.
    Pairs {
        /// The number of the split that they come from: the values of a key are put in order by it.
        /// 0 if they have been combined, since then they come from many.
        split: u64,
        pairs: Vec<(K, V)>,
    },
    /// Totals of words, in no order that means anything. A job's segments are all of them of this
    /// kind, or none is.
    Words(Vec<(Word, V)>),
}

impl<K, V> Segment<K, V> {
    /// Counts the pairs.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Pairs { pairs, .. } => pairs.len(),
            Self::Words(words) => words.len(),
        }
    }
}

/// The segments of each partition.
pub(crate) type Segments<K, V> = Vec<Vec<Segment<K, V>>>;

/// Counts the pairs.
pub(crate) fn count<K, V>(segments: &Segments<K, V>) -> u64 {
    let segments = segments.iter().flatten();
    segments.map(|segment| segment.len() as u64).sum()
}

/// The pairs of one worker.
pub(crate) struct Buffer<'run, K, V> {
    pairs: Pairs<'run, K, V>,
    /// How to measure what keys and values own, if there is a budget.
    measure: Option<(HeapBytes<K>, HeapBytes<V>)>,
    /// What keys and listed values own, in bytes; 0 without a budget.
    heap: usize,
}

enum Pairs<'run, K, V> {
    /// One total per key.
    Combined {
        table: HashMap<K, V, FastState>,
        combine: &'run dyn Combiner<V>,
        owned: Owned<V>,
    },
    /// One total per key, and keys are texts.
    Words {
        words: WordBuffer<'run, V>,
        key: TextKey<K>,
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
        combine: Option<&'run dyn Combiner<V>>,
        measure: Option<(HeapBytes<K>, HeapBytes<V>)>,
    ) -> Self {
        let owned = Owned::new(measure.map(|(_, of_value)| of_value));
        let pairs = match combine {
            Some(combine) => match TextKey::of_type() {
                Some(key) => Pairs::Words {
                    words: WordBuffer::new(combine, owned),
                    key,
                },
                None => Pairs::Combined {
                    table: HashMap::default(),
                    combine,
                    owned,
                },
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

    /// Adds a pair, and tells whether that takes up memory that was not taken up before.
    #[inline]
    pub(crate) fn add(&mut self, key: K, value: V) -> bool {
        match &mut self.pairs {
            Pairs::Words { words, .. } => {
                let word = bytes_of(&key).expect("a buffer of words has keys that are texts");
                return words.add(word, value);
            }
            Pairs::Combined {
                table,
                combine,
                owned,
            } => match table.entry(key) {
                Entry::Occupied(mut total) => return owned.add(total.get_mut(), value, *combine),
                Entry::Vacant(place) => {
                    self.heap += self.measure.map_or(0, |(of_key, _)| of_key(place.key()));
                    owned.begin(&value);
                    place.insert(value);
                }
            },
            Pairs::Listed { pairs, .. } => {
                let of_pair = |(of_key, of_value): (HeapBytes<K>, HeapBytes<V>)| {
                    of_key(&key) + of_value(&value)
                };
                self.heap += self.measure.map_or(0, of_pair);
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
        match &mut self.pairs {
            Pairs::Words { words, .. } => {
                if let Some(word) = bytes_of(key) {
                    return words.add(word, value);
                }
            }
            Pairs::Combined {
                table,
                combine,
                owned,
            } => {
                if let Some(total) = table.get_mut(key) {
                    return owned.add(total, value, *combine);
                }
            }
            Pairs::Listed { .. } => {}
        }
        self.add(key.to_owned(), value)
    }

    /// Adds a pair for each word of a text. Tells how many there were, and whether they take up
    /// memory that was not taken up before.
    #[inline]
    pub(crate) fn add_words<Q>(&mut self, text: &Q, value: &V) -> (u64, bool)
    where
        Q: Text<Owned = K> + ?Sized,
        V: Clone,
    {
        if let Pairs::Words { words, .. } = &mut self.pairs {
            return words.add_words(text.text_bytes(), || value.clone());
        }
        let (mut count, mut grown) = (0, false);
        for_each_word(text.text_bytes(), &mut Borders::new(), |start, end| {
            count += 1;
            grown |= self.add(text.part(start, end).to_owned(), value.clone());
        });
        (count, grown)
    }

    /// Takes note of where the record is that the next pairs come from.
    #[inline]
    pub(crate) fn begin_record(&mut self, position: u64) {
        if let Pairs::Words { words, .. } = &mut self.pairs {
            words.begin_record(position);
        }
    }

    /// Where the record is whose pair made `combine` panic, if it was one that had waited for others.
    pub(crate) fn culprit(&self) -> Option<u64> {
        match &self.pairs {
            Pairs::Words { words, .. } => words.culprit(),
            Pairs::Combined { .. } | Pairs::Listed { .. } => None,
        }
    }

    /// Adds the pairs that wait for others to be added at the same time. Tells whether they take up
    /// memory that was not taken up before.
    pub(crate) fn settle(&mut self) -> bool {
        match &mut self.pairs {
            Pairs::Words { words, .. } => words.settle(),
            Pairs::Combined { .. } | Pairs::Listed { .. } => false,
        }
    }

    /// Estimates the bytes that the buffer holds, plus those that it takes to grow and to drain it.
    pub(crate) fn bytes(&self) -> usize {
        let pair = size_of::<(K, V)>();
        let (held, full, length) = match &self.pairs {
            Pairs::Words { words, .. } => return words.bytes(),
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
        let owned = match &self.pairs {
            Pairs::Combined { owned, .. } => owned.bytes(),
            Pairs::Words { .. } | Pairs::Listed { .. } => 0,
        };
        // What is full makes another of twice the size before it lets go of itself.
        let growing = if full { 2 * held } else { 0 };
        // To drain it, the pairs are moved to vectors that have grown to up to twice their length.
        let draining = 2 * length * pair;
        held + growing.max(draining) + self.heap + owned
    }

    /// Takes all pairs out, and gives each partition its own.
    pub(crate) fn drain(&mut self, partitions: usize, of: PartitionOf<'_, K>) -> Segments<K, V> {
        self.heap = 0;
        let mut segments: Segments<K, V> = (0..partitions).map(|_| Vec::new()).collect();
        match &mut self.pairs {
            Pairs::Words { words, key } => {
                return hand_out_words(words.drain(), *key, partitions, of);
            }
            Pairs::Combined { table, owned, .. } => {
                owned.hand_over();
                hand_out(table.drain(), 0, of, &mut segments);
            }
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

/// Appends the pairs of one split to the segments of their partitions.
fn hand_out<K, V>(
    all: impl Iterator<Item = (K, V)>,
    number: u64,
    of: PartitionOf<'_, K>,
    segments: &mut Segments<K, V>,
) {
    for (key, value) in all {
        let partition = &mut segments[of(&key)];
        match partition.last_mut() {
            Some(Segment::Pairs { split, pairs }) if *split == number => pairs.push((key, value)),
            _ => partition.push(Segment::Pairs {
                split: number,
                pairs: vec![(key, value)],
            }),
        }
    }
}

/// Makes one segment of each partition's words.
fn hand_out_words<K, V>(
    all: impl Iterator<Item = (Word, V)>,
    make: TextKey<K>,
    partitions: usize,
    of: PartitionOf<'_, K>,
) -> Segments<K, V> {
    let mut lists: Vec<Vec<(Word, V)>> = (0..partitions).map(|_| Vec::new()).collect();
    // The partition function takes keys: one serves for all.
    let mut bytes = Vec::new();
    let mut key = (make.make)(&bytes);
    for (word, total) in all {
        word.write_to(&mut bytes);
        (make.remake)(&mut key, &bytes);
        lists[of(&key)].push((word, total));
    }
    let lists = lists.into_iter();
    lists
        .map(|words| (!words.is_empty()).then_some(Segment::Words(words)))
        .map(|segment| segment.into_iter().collect())
        .collect()
}

//! Pairs by partition: what the shuffle hands from the map workers to the reduce workers.

use crate::words::{TextKey, Word};

/// Says which partition a key belongs to.
pub(crate) type PartitionOf<'run, K> = &'run (dyn Fn(&K) -> usize + Sync);

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

/// Makes one segment of each partition's totals.
pub(crate) fn hand_out_totals<K, V>(
    all: impl Iterator<Item = (K, V)>,
    partitions: usize,
    of: PartitionOf<'_, K>,
) -> Segments<K, V> {
    let mut lists: Vec<Vec<(K, V)>> = (0..partitions).map(|_| Vec::new()).collect();
    for (key, total) in all {
        lists[of(&key)].push((key, total));
    }
    let segment = |pairs| Segment::Pairs { split: 0, pairs };
    lists
        .into_iter()
        .map(|pairs| one_or_none(pairs, segment))
        .collect()
}

/// Appends the pairs of one split to the segments of their partitions.
pub(crate) fn hand_out<K, V>(
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
pub(crate) fn hand_out_words<K, V>(
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
    lists
        .into_iter()
        .map(|words| one_or_none(words, Segment::Words))
        .collect()
}

/// Makes a segment of a list, unless it is empty.
fn one_or_none<K, V, P>(
    list: Vec<P>,
    segment: impl FnOnce(Vec<P>) -> Segment<K, V>,
) -> Vec<Segment<K, V>> {
    let list = (!list.is_empty()).then_some(list);
    list.map(segment).into_iter().collect()
}

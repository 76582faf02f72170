//! The pairs of merged runs, key by key.

use std::io;

use super::Codec;
use super::merge::Merge;
use super::run::Run;
use crate::grouped::Grouped;

/// How many bytes of a frame's key are not part of the key: the number of the split, by which the
/// values of a key are put in order. It is there if values are not combined.
pub(crate) const SPLIT_BYTES: usize = size_of::<u64>();

/// The pairs of one partition of several runs, key by key.
pub(crate) struct Groups<'run, K, V> {
    merge: Merge<'run>,
    key: Codec<K>,
    value: Codec<V>,
    /// [`SPLIT_BYTES`] or 0.
    suffix: usize,
    /// The key of the current group.
    group: Vec<u8>,
}

impl<'run, K, V> Groups<'run, K, V> {
    /// Begins before the first key.
    pub(crate) fn new(
        runs: &[&'run Run],
        partition: usize,
        buffer: usize,
        (key, value): (Codec<K>, Codec<V>),
        combined: bool,
    ) -> io::Result<Self> {
        let readers = runs.iter().map(|run| run.read(partition, buffer));
        Ok(Self {
            merge: Merge::new(readers.collect())?,
            key,
            value,
            suffix: if combined { 0 } else { SPLIT_BYTES },
            group: Vec::new(),
        })
    }

    /// Goes to the next key, and gives its bytes; the values of the current one must have been
    /// taken.
    pub(crate) fn next_group(&mut self) -> Option<&[u8]> {
        let frame = self.merge.least()?.key();
        self.group.clear();
        self.group
            .extend_from_slice(&frame[..frame.len() - self.suffix]);
        Some(&self.group)
    }

    /// Takes the next value of the current key.
    #[inline]
    pub(crate) fn next_in_group(&mut self) -> io::Result<Option<V>> {
        let Some(pair) = self.merge.least() else {
            return Ok(None);
        };
        let key = pair.key();
        if key[..key.len() - self.suffix] != self.group[..] {
            return Ok(None);
        }
        let value = self.value.decode(pair.value())?;
        self.merge.advance()?;
        Ok(Some(value))
    }
}

impl<K, V> Grouped for Groups<'_, K, V> {
    type Key = K;
    type Value = V;

    fn next_key(&mut self) -> io::Result<Option<K>> {
        let codec = self.key;
        self.next_group()
            .map(|bytes| codec.decode(bytes))
            .transpose()
    }

    fn next_value(&mut self, _key: &K) -> io::Result<Option<V>> {
        self.next_in_group()
    }
}

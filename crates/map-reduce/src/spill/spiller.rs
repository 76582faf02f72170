//! One worker's runs: writes them, and merges them when they become many.

use std::io;
use std::mem;

use super::groups::{Groups, SPLIT_BYTES};
use super::{Codec, Merge, Run, RunWriter, Scratch};
use crate::segments::{Segment, Segments, count};
use crate::totals::Combiner;
use crate::words::TextKey;

/// So many runs of a level are merged into one of the next: a run is rewritten as often as its
/// data is this many times larger than a buffer, as an exponent; and no merge reads more files.
const FAN_IN: usize = 16;

/// How many runs all workers together may leave to the reduce workers, each of which opens all.
const RUNS_AT_THE_END: usize = 128;

/// What all spillers of a job share.
pub(crate) struct Spilling<K, V> {
    pub(crate) scratch: Scratch,
    pub(crate) key: Codec<K>,
    pub(crate) value: Codec<V>,
    /// How many bytes one worker may hold.
    pub(crate) limit: usize,
    pub(crate) workers: usize,
    pub(crate) partitions: usize,
}

/// One worker's runs.
pub(crate) struct Spiller<'run, K, V> {
    shared: &'run Spilling<K, V>,
    combine: Option<&'run dyn Combiner<V>>,
    /// The number of the worker, for the names of its files.
    worker: usize,
    files: usize,
    /// The runs, by how often their pairs have been merged; in each level the oldest first. So
    /// from the last level to the first, all are in the order in which they were written.
    levels: Vec<Vec<Run>>,
    /// How many times the buffer was written to disk.
    pub(crate) runs: u64,
    /// How many bytes were written, those of merges included.
    pub(crate) bytes: u64,
    /// How many pairs were written, those of merges left out.
    pub(crate) pairs: u64,
}

impl<'run, K: Ord, V> Spiller<'run, K, V> {
    pub(crate) fn new(
        shared: &'run Spilling<K, V>,
        combine: Option<&'run dyn Combiner<V>>,
        worker: usize,
    ) -> Self {
        Self {
            shared,
            combine,
            worker,
            files: 0,
            levels: Vec::new(),
            runs: 0,
            bytes: 0,
            pairs: 0,
        }
    }

    /// How many bytes the buffer may hold.
    #[inline]
    pub(crate) fn limit(&self) -> usize {
        self.shared.limit
    }

    pub(crate) fn has_spilled(&self) -> bool {
        self.runs > 0
    }

    /// Writes pairs as a run. An empty one is none.
    pub(crate) fn write(&mut self, segments: Segments<K, V>) -> io::Result<()> {
        let pairs = count(&segments);
        if pairs == 0 {
            return Ok(());
        }
        self.pairs += pairs;
        let mut writer = self.begin_run()?;
        let mut frame = Frame::default();
        for partition in segments {
            writer.begin_partition();
            if self.combine.is_some() {
                for segment in partition {
                    frame.write_combined(segment, self.shared, &mut writer)?;
                }
            } else {
                frame.write_listed(partition, self.shared, &mut writer)?;
            }
        }
        self.runs += 1;
        self.end_run(writer, 0)?;
        for level in 0.. {
            if self.levels[level].len() < FAN_IN {
                return Ok(());
            }
            let runs = mem::take(&mut self.levels[level]);
            self.merge(&runs, level + 1)?;
        }
        Ok(())
    }

    /// Merges all runs into one, if there are more than the reduce workers should have to open.
    pub(crate) fn compact(&mut self) -> io::Result<()> {
        let count: usize = self.levels.iter().map(Vec::len).sum();
        if count < 2 || count * self.shared.workers <= RUNS_AT_THE_END {
            return Ok(());
        }
        let runs = self.take_runs();
        self.merge(&runs, 0)
    }

    /// Gives the runs in the order in which they were written.
    pub(crate) fn into_runs(mut self) -> Vec<Run> {
        self.take_runs()
    }

    fn take_runs(&mut self) -> Vec<Run> {
        let levels = mem::take(&mut self.levels);
        levels.into_iter().rev().flatten().collect()
    }

    /// Merges runs into one of the given level.
    fn merge(&mut self, runs: &[Run], level: usize) -> io::Result<()> {
        let mut writer = self.begin_run()?;
        let runs: Vec<&Run> = runs.iter().collect();
        let buffer = (self.shared.limit / (4 * runs.len())).clamp(4 << 10, 64 << 10);
        for partition in 0..self.shared.partitions {
            writer.begin_partition();
            match self.combine {
                Some(combine) => {
                    self.merge_combining(&runs, partition, buffer, combine, &mut writer)?;
                }
                None => {
                    let readers = runs.iter().map(|run| run.read(partition, buffer));
                    let mut merge = Merge::new(readers.collect())?;
                    while let Some(pair) = merge.least() {
                        writer.write(pair.key(), pair.value())?;
                        merge.advance()?;
                    }
                }
            }
        }
        self.end_run(writer, level)
    }

    fn merge_combining(
        &self,
        runs: &[&Run],
        partition: usize,
        buffer: usize,
        combine: &dyn Combiner<V>,
        writer: &mut RunWriter,
    ) -> io::Result<()> {
        let Spilling { key, value, .. } = self.shared;
        let mut groups = Groups::new(runs, partition, buffer, (*key, *value), true)?;
        let (mut key_bytes, mut value_bytes) = (Vec::new(), Vec::new());
        while let Some(bytes) = groups.next_group() {
            key_bytes.clear();
            key_bytes.extend_from_slice(bytes);
            let mut total = None;
            while let Some(more) = groups.next_in_group()? {
                match &mut total {
                    Some(total) => combine.combine(total, more),
                    None => total = Some(more),
                }
            }
            value_bytes.clear();
            (value.encode)(&total.expect("a key has a value"), &mut value_bytes);
            writer.write(&key_bytes, &value_bytes)?;
        }
        Ok(())
    }

    fn begin_run(&mut self) -> io::Result<RunWriter> {
        let name = format!("worker-{}-run-{}", self.worker, self.files);
        self.files += 1;
        Ok(RunWriter::new(self.shared.scratch.file(&name)?))
    }

    fn end_run(&mut self, writer: RunWriter, level: usize) -> io::Result<()> {
        let run = writer.finish()?;
        self.bytes += run.bytes();
        if self.levels.len() <= level {
            self.levels.resize_with(level + 1, Vec::new);
        }
        self.levels[level].push(run);
        Ok(())
    }
}

/// The bytes of one pair, kept from one pair to the next for their memory.
#[derive(Default)]
struct Frame {
    key: Vec<u8>,
    value: Vec<u8>,
}

impl Frame {
    /// Writes totals: each key is there once.
    fn write_combined<K: Ord, V>(
        &mut self,
        segment: Segment<K, V>,
        shared: &Spilling<K, V>,
        writer: &mut RunWriter,
    ) -> io::Result<()> {
        match segment {
            Segment::Pairs { mut pairs, .. } => {
                pairs.sort_unstable_by(|a, b| a.0.cmp(&b.0));
                for (key, value) in &pairs {
                    self.encode(key, value, shared);
                    writer.write(&self.key, &self.value)?;
                }
            }
            Segment::Words(mut words) => {
                words.sort_unstable_by(|a, b| a.0.cmp(&b.0));
                let make = TextKey::of_type().expect("words are keys that are texts");
                let mut bytes = Vec::new();
                let mut key = (make.make)(&bytes);
                for (word, value) in &words {
                    word.write_to(&mut bytes);
                    (make.remake)(&mut key, &bytes);
                    self.encode(&key, value, shared);
                    writer.write(&self.key, &self.value)?;
                }
            }
        }
        Ok(())
    }

    /// Writes all values, each with the number of its split behind the key: so the merge puts the
    /// values of a key in the order of the input.
    fn write_listed<K: Ord, V>(
        &mut self,
        segments: Vec<Segment<K, V>>,
        shared: &Spilling<K, V>,
        writer: &mut RunWriter,
    ) -> io::Result<()> {
        let mut all = Vec::with_capacity(segments.iter().map(Segment::len).sum());
        for segment in segments {
            let Segment::Pairs { split, pairs } = segment else {
                unreachable!("words are combined");
            };
            all.extend(pairs.into_iter().map(|(key, value)| (key, split, value)));
        }
        // Stable, and one worker's splits ascend: the order of the input stays.
        all.sort_by(|a, b| a.0.cmp(&b.0));
        for (key, split, value) in &all {
            self.encode(key, value, shared);
            self.key.extend_from_slice(&split.to_be_bytes());
            debug_assert_eq!(SPLIT_BYTES, size_of_val(split));
            writer.write(&self.key, &self.value)?;
        }
        Ok(())
    }

    fn encode<K, V>(&mut self, key: &K, value: &V, shared: &Spilling<K, V>) {
        self.key.clear();
        self.value.clear();
        (shared.key.encode)(key, &mut self.key);
        (shared.value.encode)(value, &mut self.value);
    }
}

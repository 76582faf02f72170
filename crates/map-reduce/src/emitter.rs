//! Where a map function puts its pairs.

use std::borrow::Borrow;
use std::hash::Hash;
use std::io;

use crate::buffer::Buffer;
use crate::segments::{PartitionOf, Segment, Segments};
use crate::spill::Spiller;
use crate::words::Text;

/// Where a map function puts its pairs, and counts what it wants to have counted.
///
/// Each worker has its own: emitting takes no lock.
///
/// # Examples
///
/// ```
/// use map_reduce::MapReduce;
///
/// let done = MapReduce::map(|line: &str, out| {
///     if line.is_empty() {
///         out.count("empty lines", 1);
///     }
///     for word in line.split_whitespace() {
///         out.emit_ref(word, 1); // makes a `String` only of words that are new to the worker
///     }
/// })
/// .combine(|total, more| *total += more)
/// .reduce(|_word, totals| totals.sum::<u64>())
/// .run(["to be", "", "or not to be"])?;
///
/// assert_eq!(done.output[0], ("be".to_owned(), 2));
/// assert_eq!(done.report.counters["empty lines"], 1);
/// # Ok::<(), map_reduce::RunError>(())
/// ```
pub struct Emitter<'run, K, V> {
    buffer: Buffer<'run, K, V>,
    partitions: usize,
    partition_of: PartitionOf<'run, K>,
    spiller: Option<Spiller<'run, K, V>>,
    /// The error of the first spill that failed: `emit` itself returns nothing.
    failed: Option<io::Error>,
    pub(crate) emitted: u64,
    /// Few, so a search from the start is faster than a table.
    pub(crate) counters: Vec<(&'static str, u64)>,
}

impl<'run, K: Ord + Hash, V> Emitter<'run, K, V> {
    pub(crate) fn new(
        buffer: Buffer<'run, K, V>,
        partitions: usize,
        partition_of: PartitionOf<'run, K>,
        spiller: Option<Spiller<'run, K, V>>,
    ) -> Self {
        Self {
            buffer,
            partitions,
            partition_of,
            spiller,
            failed: None,
            emitted: 0,
            counters: Vec::new(),
        }
    }

    /// Gives the pairs that a function emits, in that order: for tests of a map function by itself.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::Emitter;
    ///
    /// fn words(line: &str, out: &mut Emitter<'_, String, u32>) {
    ///     line.split(' ').for_each(|word| out.emit_ref(word, 1));
    /// }
    ///
    /// let pairs = Emitter::pairs_of(|out| words("to be", out));
    /// assert_eq!(pairs, [("to".to_owned(), 1), ("be".to_owned(), 1)]);
    /// ```
    pub fn pairs_of(emit: impl FnOnce(&mut Emitter<'_, K, V>)) -> Vec<(K, V)> {
        let one_partition = |_key: &K| 0;
        let mut emitter = Emitter::new(Buffer::new(None, None), 1, &one_partition, None);
        emitter.begin_split(0);
        emit(&mut emitter);
        let segments = emitter
            .buffer
            .drain(1, &one_partition)
            .into_iter()
            .flatten();
        let pairs = segments.map(|segment| match segment {
            Segment::Pairs { pairs, .. } => pairs,
            Segment::Words(_) => unreachable!("nothing is combined"),
        });
        pairs.flatten().collect()
    }

    /// Emits a pair.
    #[inline]
    pub fn emit(&mut self, key: K, value: V) {
        self.emitted += 1;
        let grown = self.buffer.add(key, value);
        self.keep_to_the_budget(grown);
    }

    /// Emits a pair whose key is borrowed, such as a word of the record. An owned key is made of
    /// it only where there is none yet that the value can be combined with.
    #[inline]
    pub fn emit_ref<Q>(&mut self, key: &Q, value: V)
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
    {
        self.emitted += 1;
        let grown = self.buffer.add_ref(key, value);
        self.keep_to_the_budget(grown);
    }

    /// Emits a pair for each word of a text, all with the same value. A word is what lies between
    /// white space, that of ASCII: space, tab, line feed, vertical tab, form feed and carriage
    /// return. (So a no-break space is part of a word; `split_whitespace` would end it.)
    ///
    /// It does what a loop with [`emit_ref`](Self::emit_ref) would do, only faster: the words are
    /// found, and their totals looked up, many at a time.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::MapReduce;
    ///
    /// let count = MapReduce::map(|line: &str, out| out.emit_words(line, 1))
    ///     .combine(|total, more| *total += more)
    ///     .reduce(|_word, totals| totals.sum::<u64>())
    ///     .run(["to be  or", " not\tto be "])?;
    /// assert_eq!(count.output[3], ("to".to_owned(), 2));
    /// assert_eq!(count.report.emitted, 6);
    /// # Ok::<(), map_reduce::RunError>(())
    /// ```
    #[inline]
    pub fn emit_words<Q>(&mut self, text: &Q, value: V)
    where
        Q: Text<Owned = K> + ?Sized,
        V: Clone,
    {
        let (count, grown) = self.buffer.add_words(text, &value);
        self.emitted += count;
        self.keep_to_the_budget(grown);
    }

    /// Adds to a counter of one's own; the report has the totals over all workers
    /// ([`Report::counters`](crate::Report::counters)).
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::MapReduce;
    ///
    /// let report = MapReduce::map(|line: &str, out| {
    ///         out.count("letters", line.len() as u64);
    ///         out.emit((), ());
    ///     })
    ///     .reduce(|_, _| ())
    ///     .run(["one", "two", "three"])?
    ///     .report;
    /// assert_eq!(report.counters["letters"], 11);
    /// # Ok::<(), map_reduce::RunError>(())
    /// ```
    pub fn count(&mut self, counter: &'static str, more: u64) {
        let known = self.counters.iter_mut().find(|(name, _)| *name == counter);
        match known {
            Some((_, total)) => *total += more,
            None => self.counters.push((counter, more)),
        }
    }

    /// Takes note of where the record is that is mapped next.
    #[inline]
    pub(crate) fn begin_record(&mut self, position: u64) {
        self.buffer.position = position;
    }

    /// Where the record is that was mapped last, or is being mapped.
    pub(crate) fn position(&self) -> u64 {
        self.buffer.position
    }

    /// Where the record is whose pair made `combine` panic, if that was not the record that was being
    /// mapped.
    pub(crate) fn culprit(&self) -> Option<u64> {
        self.buffer.culprit()
    }

    /// Takes note that the split has been mapped: nothing that it emitted is left for later.
    pub(crate) fn end_split(&mut self) {
        let grown = self.buffer.settle();
        self.keep_to_the_budget(grown);
    }

    pub(crate) fn begin_split(&mut self, number: u64) {
        self.buffer.begin_split(number);
    }

    /// Gives the error of a spill that failed, once.
    #[inline]
    pub(crate) fn take_failure(&mut self) -> Option<io::Error> {
        // Asked once per record, so nothing is written if there is none.
        if self.failed.is_some() {
            self.failed.take()
        } else {
            None
        }
    }

    /// Gives the pairs: in memory, or all in runs on disk if some are there already.
    pub(crate) fn finish(mut self) -> io::Result<Finished<'run, K, V>> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let mut segments = self.buffer.drain(self.partitions, self.partition_of);
        if let Some(spiller) = &mut self.spiller
            && spiller.has_spilled()
        {
            spiller.write(segments)?;
            spiller.compact()?;
            segments = Vec::new();
        }
        Ok(Finished {
            segments,
            spiller: self.spiller,
        })
    }

    /// Estimates the bytes that the pairs in memory take up.
    #[cfg(feature = "stdio")]
    pub(crate) fn bytes(&self) -> usize {
        self.buffer.bytes()
    }

    /// Takes the pairs in memory, by partition.
    #[cfg(feature = "stdio")]
    pub(crate) fn take(&mut self) -> Segments<K, V> {
        self.buffer.drain(self.partitions, self.partition_of)
    }

    #[inline]
    fn keep_to_the_budget(&mut self, grown: bool) {
        if grown
            && let Some(spiller) = &self.spiller
            && self.buffer.bytes() > spiller.limit()
        {
            self.spill();
        }
    }

    #[cold]
    fn spill(&mut self) {
        let segments = self.buffer.drain(self.partitions, self.partition_of);
        // After a failure the pairs are dropped: the job ends after this record, and the memory
        // must not grow until then.
        if self.failed.is_none()
            && let Some(spiller) = &mut self.spiller
            && let Err(error) = spiller.write(segments)
        {
            self.failed = Some(error);
        }
    }
}

/// What a map worker leaves behind.
pub(crate) struct Finished<'run, K, V> {
    /// The pairs in memory; none if they are in the runs of the spiller.
    pub(crate) segments: Segments<K, V>,
    pub(crate) spiller: Option<Spiller<'run, K, V>>,
}

//! The job: what is computed, apart from where the records come from and who computes it.

use std::hash::Hash;

use crate::emitter::Emitter;
use crate::hash::hash_of;
use crate::values::Values;
use pattern_core::BoxError;

/// What a map-reduce computes: map each record to pairs, reduce the values of each key to one.
///
/// [`MapReduce::map`](crate::MapReduce::map) makes one out of closures, which is enough for most.
/// A type of one's own has a name: it can be stored, tested by itself, and run in several ways.
///
/// All methods take `&self` and are called by many threads at the same time.
///
/// # Examples
///
/// ```
/// use map_reduce::{BoxError, Emitter, Job, MapReduce, Values};
///
/// /// The highest temperature of each year, from lines such as `1901 -78`.
/// struct Highest;
///
/// impl Job for Highest {
///     type Record = str;
///     type Key = u16;
///     type Value = i32;
///     type Output = i32;
///
///     fn map(&self, line: &str, out: &mut Emitter<'_, u16, i32>) -> Result<(), BoxError> {
///         let (year, degrees) = line.split_once(' ').ok_or("no temperature")?;
///         out.emit(year.parse()?, degrees.parse()?);
///         Ok(())
///     }
///
///     const COMBINES: bool = true;
///
///     fn combine(&self, highest: &mut i32, degrees: i32) {
///         *highest = degrees.max(*highest);
///     }
///
///     fn reduce(&self, _year: &u16, degrees: Values<'_, i32>) -> Result<i32, BoxError> {
///         Ok(degrees.max().expect("a key has at least one value"))
///     }
/// }
///
/// let highest = MapReduce::new(Highest).run(["1901 -78", "1902 100", "1901 45"])?;
/// assert_eq!(highest.output, [(1901, 45), (1902, 100)]);
/// # Ok::<(), map_reduce::RunError>(())
/// ```
pub trait Job: Sync {
    /// One piece of the input, as `map` sees it: `str` for lines of text, `[u8]` for raw ones, or
    /// the type of an iterator's items.
    type Record: ?Sized;
    /// What the pairs are grouped and sorted by. `Eq`, `Ord` and `Hash` must agree with each other.
    type Key: Ord + Hash + Send;
    /// What `map` emits for a key.
    type Value: Send;
    /// What `reduce` makes of all values of a key.
    type Output: Send;

    /// Whether [`combine`](Self::combine) is to be used.
    const COMBINES: bool = false;

    /// Turns a record into pairs of key and value: any number, none included.
    ///
    /// # Errors
    ///
    /// An error says that the record is bad: it is then skipped, or ends the job
    /// ([`BadRecords`](crate::BadRecords)). Pairs that were emitted before the error stay: check
    /// the record first, emit afterwards.
    fn map(
        &self,
        record: &Self::Record,
        out: &mut Emitter<'_, Self::Key, Self::Value>,
    ) -> Result<(), BoxError>;

    /// Adds a value to the total of the same key. Used where values meet before `reduce` sees
    /// them, if [`COMBINES`](Self::COMBINES) is `true`: then a worker keeps one total per key in
    /// place of all values.
    ///
    /// Which values meet, and in what order, is open; so the operation must be associative and
    /// commutative, and `reduce` must accept totals in place of values. Sums, maxima and unions
    /// are of this kind, averages are not (a sum and a count are). Sums of floating-point numbers
    /// are so only roughly: leave combining out if the last digit must be the same in every run.
    fn combine(&self, total: &mut Self::Value, value: Self::Value) {
        let _ = (total, value);
        unreachable!("`COMBINES` is true, and `combine` is not implemented");
    }

    /// Says which of `partitions` partitions a key belongs to, counted from 0. All pairs of a
    /// partition are reduced by one worker. The same key must always go to the same one.
    ///
    /// By default keys are spread by their hash.
    ///
    /// # Panics
    ///
    /// If it returns `partitions` or more, the job ends with a panic that says so.
    fn partition(&self, key: &Self::Key, partitions: usize) -> usize {
        hash_partition(key, partitions)
    }

    /// Makes one output of all values of a key. Called once per key, keys of a partition in
    /// ascending order.
    ///
    /// Without `combine` the values come in the order of the input. With it there are one or more
    /// totals, in any order.
    ///
    /// # Errors
    ///
    /// An error ends the job.
    fn reduce(
        &self,
        key: &Self::Key,
        values: Values<'_, Self::Value>,
    ) -> Result<Self::Output, BoxError>;
}

/// Spreads keys over `partitions` partitions by their hash, the same way in every run.
///
/// # Panics
///
/// Panics if `partitions` is 0.
///
/// # Examples
///
/// ```
/// let partition = map_reduce::hash_partition("word", 4);
/// assert!(partition < 4);
/// assert_eq!(partition, map_reduce::hash_partition("word", 4));
/// ```
#[must_use]
pub fn hash_partition<K: Hash + ?Sized>(key: &K, partitions: usize) -> usize {
    assert!(partitions > 0, "there is no partition to choose from");
    // The upper half of the hash as a fraction of the partitions: no division, and not the bits
    // that the tables use.
    let upper = hash_of(key) >> 32;
    usize::try_from((upper * partitions as u64) >> 32).expect("less than the partitions")
}

//! What becomes of records that the map function refuses.

use std::fmt;

use pattern_core::BoxError;

/// What a job does about a bad record: one that `map` returned an error for, or that the input
/// could not read as a record.
///
/// # Examples
///
/// ```
/// use map_reduce::{BadRecords, MapReduce};
///
/// let job = MapReduce::map(|text: &str, out| {
///         out.emit((), text.parse::<i32>()?);
///         Ok::<(), std::num::ParseIntError>(())
///     })
///     .reduce(|_, numbers| numbers.sum::<i32>())
///     .bad_records(BadRecords::SkipUpTo(1));
///
/// let sum = job.run(["20", "zwanzig", "22"])?;
/// assert_eq!(sum.output, [((), 42)]);
/// assert_eq!(sum.report.bad_records, 1);
/// assert_eq!(sum.report.first_bad[0].to_string(), "item 2: invalid digit found in string");
///
/// let error = job.run(["20", "vingt", "deux"]).unwrap_err();
/// assert!(error.to_string().contains("more than 1 bad record"), "{error}");
/// # Ok::<(), map_reduce::RunError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BadRecords {
    /// The first one ends the job.
    #[default]
    Fatal,
    /// They are skipped and counted, however many there are.
    Skip,
    /// So many are skipped and counted; one more ends the job. For data that may have a few flaws,
    /// but should not be all flaws.
    SkipUpTo(u64),
}

/// A record that was refused, and why.
#[derive(Debug)]
#[non_exhaustive]
pub struct BadRecord {
    /// Where it is: `poem.txt, byte 120`, or `item 7`.
    pub place: String,
    /// Why it was refused.
    pub error: BoxError,
    /// The number of its split and its position, to sort by.
    pub(crate) at: (u64, u64),
}

impl fmt::Display for BadRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.error)
    }
}

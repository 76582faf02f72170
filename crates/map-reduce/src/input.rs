//! Where records come from: the trait that iterators and files implement.

use std::ops::ControlFlow;

use pattern_core::BoxError;

/// An input that several workers read at the same time, cut into splits.
///
/// A worker takes a split, reads its records, and comes back for the next one. `R` is the type of
/// a record: one input may offer several ([`Files`](crate::Files) has lines as `str` and as
/// `[u8]`).
///
/// # Examples
///
/// The numbers below a limit, in splits of ten:
///
/// ```
/// use std::ops::{ControlFlow, Range};
///
/// use map_reduce::{BoxError, Input, IntoInput, MapReduce, Split};
/// use pattern_sync::sync::atomic::{AtomicU64, Ordering};
///
/// struct Below { limit: u64, next: AtomicU64 }
///
/// impl Input<u64> for Below {
///     type Content = Range<u64>;
///
///     fn next_split(&self) -> Result<Option<Split<Range<u64>>>, BoxError> {
///         let number = self.next.fetch_add(1, Ordering::SeqCst);
///         let first = number * 10;
///         let content = first..self.limit.min(first + 10);
///         Ok((first < self.limit).then_some(Split { number, size: 10, content }))
///     }
///
///     fn read<F>(&self, split: &Split<Range<u64>>, mut visit: F) -> Result<(), BoxError>
///     where
///         F: FnMut(u64, Result<&u64, BoxError>) -> ControlFlow<()>,
///     {
///         for number in split.content.clone() {
///             if visit(number, Ok(&number)).is_break() {
///                 break;
///             }
///         }
///         Ok(())
///     }
///
///     fn place(&self, _split: &Split<Range<u64>>, position: u64) -> String {
///         format!("number {position}")
///     }
/// }
///
/// impl IntoInput<u64> for Below {
///     type Input = Self;
///
///     fn into_input(self) -> Self {
///         self
///     }
/// }
///
/// let sum = MapReduce::map(|n: &u64, out| out.emit((), *n))
///     .combine(|total, n| *total += n)
///     .reduce(|_, totals| totals.sum::<u64>())
///     .run(Below { limit: 101, next: AtomicU64::new(0) })?;
/// assert_eq!(sum.output, [((), 5050)]);
/// # Ok::<(), map_reduce::RunError>(())
/// ```
pub trait Input<R: ?Sized>: Sync {
    /// What a worker needs in order to read a split.
    type Content: Send;

    /// Takes the next split; `None` if there are no more. Called by all workers.
    ///
    /// # Errors
    ///
    /// An error ends the job.
    fn next_split(&self) -> Result<Option<Split<Self::Content>>, BoxError>;

    /// Calls `visit` with each record of a split, in order, and with its position, until `visit`
    /// breaks. A piece of the input that is no record, such as a line that is not UTF-8, is passed
    /// as an error: a bad record.
    ///
    /// # Errors
    ///
    /// An error ends the job: the split cannot be read.
    fn read<F>(&self, split: &Split<Self::Content>, visit: F) -> Result<(), BoxError>
    where
        F: FnMut(u64, Result<&R, BoxError>) -> ControlFlow<()>;

    /// Says in words where a record is, for messages: `poem.txt, byte 120`.
    fn place(&self, split: &Split<Self::Content>, position: u64) -> String;

    /// How large all splits are together, if that is known: what progress is measured by.
    fn total_size(&self) -> Option<u64> {
        None
    }
}

/// A piece of the input, read by one worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split<C> {
    /// Its place in the input: splits that come later have higher numbers. A worker must be given
    /// splits in ascending order.
    pub number: u64,
    /// How large it is, in the unit of [`Input::total_size`].
    pub size: u64,
    /// What it consists of.
    pub content: C,
}

/// What [`MapReduce::run`](crate::MapReduce::run) accepts: whatever can be iterated over with items
/// that can be borrowed as records, and [`Files`](crate::Files).
///
/// A job on `str` takes items of type `String` and `&str`; one on `T` takes `T` and `&T`. (A
/// `&String` is borrowed as a `String` only: map it to `&str` with `as_str`.)
///
/// # Examples
///
/// ```
/// use map_reduce::MapReduce;
///
/// let count = MapReduce::map(|line: &str, out| out.emit((), line.len()))
///     .reduce(|_, lengths| lengths.sum::<usize>());
/// let owned = vec!["to be".to_owned(), "or not".to_owned()];
/// assert_eq!(count.run(owned.iter().map(String::as_str))?.output, [((), 11)]);
/// assert_eq!(count.run(owned)?.output, [((), 11)]);
/// assert_eq!(count.run("to be\nor not".lines())?.output, [((), 11)]);
/// # Ok::<(), map_reduce::RunError>(())
/// ```
pub trait IntoInput<R: ?Sized> {
    /// The input that it becomes.
    type Input: Input<R>;

    /// Turns it into an input.
    fn into_input(self) -> Self::Input;
}

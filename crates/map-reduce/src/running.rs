//! The ways to run a job: the output as one list, by partition, or key after key.

use crate::error::RunError;
use crate::input::IntoInput;
use crate::job::Job;
use crate::map_reduce::MapReduce;
use crate::report::{Completed, Report};
use crate::run::{Keep, execute};
use pattern_core::BoxError;

/// The output of a job: each key and what was made of its values, in the order of the keys.
///
/// # Examples
///
/// ```
/// use map_reduce::{Job, MapReduce, Outputs, RunError};
///
/// /// The largest of all outputs.
/// fn largest<J: Job<Record = str, Output: Ord>>(job: &MapReduce<'_, J>) -> Option<J::Output> {
///     let outputs: Result<Outputs<J>, RunError> = job.run(["to be", "or"]).map(|done| done.output);
///     outputs.ok()?.into_iter().map(|(_key, output)| output).max()
/// }
///
/// let lengths = MapReduce::map(|line: &str, out| out.emit(line.len(), line.to_owned()))
///     .reduce(|_length, lines| lines.collect::<String>());
/// assert_eq!(largest(&lengths), Some("to be".to_owned()));
/// ```
pub type Outputs<J> = Vec<(<J as Job>::Key, <J as Job>::Output)>;

impl<J: Job> MapReduce<'_, J> {
    /// Runs the job; the output is one pair per key, sorted by key.
    ///
    /// The output depends on nothing but the input and the job: neither on the number of workers
    /// and partitions, nor on who was faster, nor on the memory budget. (Provided that `combine` is
    /// what it should be, see [`Job::combine`].)
    ///
    /// # Errors
    ///
    /// [`RunError`] if a record is bad and that is fatal, if the input cannot be read, if a
    /// function of the job fails or panics, if the disk fails, or if the job was cancelled. The
    /// message of a panic is printed on the standard error, as for any thread, too.
    ///
    /// # Panics
    ///
    /// Panics of the job's functions do not come through, except in programs built with
    /// `panic = "abort"`. Those of a key's `Ord` may: the calling thread puts the output in order.
    ///
    /// # Blocking
    ///
    /// Waits for its threads. Between map and reduce they wait for each other: reducing begins
    /// when all have mapped their last record. A failure, a panic or a cancellation makes all of
    /// them end after the record, or the key, in their hands; a function that never returns keeps
    /// the run from ending.
    ///
    /// # Memory ordering
    ///
    /// Everything that `map` did happens before the first `reduce`; everything that the job did
    /// happens before `run` returns.
    pub fn run<I>(&self, input: I) -> Result<Completed<Outputs<J>>, RunError>
    where
        I: IntoInput<J::Record>,
    {
        let (reductions, account) = execute(self, &input.into_input(), Keep::InMemory)?;
        Ok(account.completed(reductions.into_sorted()))
    }

    /// Runs the job; the output is a list per partition, each sorted by key.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    ///
    /// # Blocking
    ///
    /// As [`run`](Self::run).
    pub fn run_partitioned<I>(&self, input: I) -> Result<Completed<Vec<Outputs<J>>>, RunError>
    where
        I: IntoInput<J::Record>,
    {
        let (reductions, account) = execute(self, &input.into_input(), Keep::InMemory)?;
        Ok(account.completed(reductions.into_lists()))
    }

    /// Runs the job, and passes the output to a closure on the calling thread: key after key in
    /// ascending order, when all have been reduced. Past the memory budget the outputs wait on
    /// disk, so that they may be larger than the memory.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run); also if the closure returns an error, which ends it.
    ///
    /// # Panics
    ///
    /// A panic of the closure comes through.
    ///
    /// # Blocking
    ///
    /// As [`run`](Self::run).
    ///
    /// # Examples
    ///
    /// ```
    /// use std::io::Write;
    ///
    /// use map_reduce::MapReduce;
    ///
    /// let mut table = Vec::new();
    /// let report = MapReduce::map(|line: &str, out| {
    ///         line.split(' ').for_each(|word| out.emit_ref(word, 1));
    ///     })
    ///     .combine(|total, more| *total += more)
    ///     .reduce(|_word, totals| totals.sum::<u64>())
    ///     .memory_budget(64 << 20)
    ///     .run_each(["hey diddle diddle"], |word, count| writeln!(table, "{word} {count}"))?;
    /// assert_eq!(table, b"diddle 2\nhey 1\n");
    /// assert_eq!(report.spills, 0); // three words fit into the memory
    /// # Ok::<(), map_reduce::RunError>(())
    /// ```
    pub fn run_each<I, F, E>(&self, input: I, mut each: F) -> Result<Report, RunError>
    where
        I: IntoInput<J::Record>,
        F: FnMut(J::Key, J::Output) -> Result<(), E>,
        E: Into<BoxError>,
    {
        let (reductions, account) = execute(self, &input.into_input(), Keep::WhereItFits)?;
        let result = reductions.for_each(|key, output| each(key, output).map_err(Into::into));
        match result {
            Ok(()) => Ok(account.completed(()).report),
            Err(cause) => Err(account.failed(cause)),
        }
    }
}

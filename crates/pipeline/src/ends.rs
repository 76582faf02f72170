//! The ways to end a pipeline: each runs it, and returns when every thread has ended.

use crate::builder::Pipeline;
use pattern_core::BoxError;

use crate::error::PipelineError;
use crate::items::Items;
use crate::report::Report;
use crate::run::execute;

impl<'env, T: Send + 'env> Pipeline<'env, T> {
    /// Runs the pipeline, and calls `work` with each item that comes out of it, on the calling
    /// thread: it may change local variables, and needs no lock for it.
    ///
    /// # Errors
    ///
    /// Returns what happened if a stage failed or panicked, `work` included, or if the system could
    /// not start a thread. The message of a panic is printed on the standard error, as for any
    /// thread. Items that were not through by then are dropped: which, is a matter of luck, and so
    /// is which failure comes first if there are several.
    ///
    /// # Panics
    ///
    /// Panics of stages do not come through, except in programs built with `panic = "abort"`. Those
    /// of the destructors of closures do, when every thread has ended.
    ///
    /// # Blocking
    ///
    /// Waits for all threads. They never wait for each other in vain: the end of the source, by
    /// return or by panic, is passed on from stage to stage, and a failure wakes everyone who
    /// waits. But a closure that never returns keeps the run from ending: nobody can stop a thread
    /// from outside.
    ///
    /// # Memory ordering
    ///
    /// What a stage does with an item happens before what the next stages do with it, and
    /// everything that the stages did before the return.
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let mut longest = "";
    /// let report = Pipeline::source("the cat and the fiddle".split(' '))
    ///     .for_each(|word| if word.len() > longest.len() { longest = word })?;
    /// assert_eq!(longest, "fiddle");
    /// assert_eq!(report.stage("for_each").unwrap().items_in(), 5);
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    pub fn for_each(self, mut work: impl FnMut(T)) -> Result<Report, PipelineError> {
        self.execute("for_each", |items| {
            items.for_each(&mut work);
            Ok(())
        })
        .map(|((), report)| report)
    }

    /// Runs the pipeline as [`for_each`](Self::for_each) does, until `work` fails, if it does.
    ///
    /// # Errors
    ///
    /// As [`for_each`](Self::for_each); what `work` returns is reported as the failure of a stage
    /// called `try_for_each`.
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let error = Pipeline::source(1..)
    ///     .try_for_each(|page| if page < 3 { Ok(()) } else { Err("out of paper") })
    ///     .unwrap_err();
    /// assert_eq!(error.to_string(), "stage `try_for_each` failed at item 2: out of paper");
    /// ```
    pub fn try_for_each<E: Into<BoxError>>(
        self,
        mut work: impl FnMut(T) -> Result<(), E>,
    ) -> Result<Report, PipelineError> {
        self.execute("try_for_each", |items| {
            items.try_for_each(&mut work).map_err(Into::into)
        })
        .map(|((), report)| report)
    }

    /// Runs the pipeline, and gives all that comes out of it.
    ///
    /// The vector is the one thing about a pipeline that grows with its input; who wants the
    /// [`Report`] as well pushes into one with [`for_each`](Self::for_each).
    ///
    /// # Errors
    ///
    /// As [`for_each`](Self::for_each).
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let squares = Pipeline::source(1..=3).stage("square", |n| n * n).collect()?;
    /// assert_eq!(squares, [1, 4, 9]);
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    pub fn collect(self) -> Result<Vec<T>, PipelineError> {
        self.execute("collect", |items| Ok(items.collect()))
            .map(|(items, _report)| items)
    }

    /// Runs the pipeline, and lets `work` take what comes out of it from an iterator, on the
    /// calling thread.
    ///
    /// For an end that has something to do before the first item or after the last, or that has
    /// enough before the last: when `work` returns, everyone stops, which is no failure. (A stage
    /// that fails at an item that nobody wanted any more does so all the same.)
    ///
    /// A failure upstream looks like the end to `work`, which should not draw conclusions from it:
    /// what it returns is dropped then.
    ///
    /// # Errors
    ///
    /// As [`for_each`](Self::for_each).
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let (text, _report) = Pipeline::source(1..=3)
    ///     .stage("print", |n: u32| n.to_string())
    ///     .consume(|numbers| format!("[{}]", numbers.collect::<Vec<_>>().join(", ")))?;
    /// assert_eq!(text, "[1, 2, 3]");
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    pub fn consume<R>(
        self,
        work: impl FnOnce(&mut Items<'_, T>) -> R,
    ) -> Result<(R, Report), PipelineError> {
        self.execute("consume", |items| Ok(work(items)))
    }

    /// Runs the pipeline, and drops what comes out of it: for one whose last stage does all that
    /// there is to do.
    ///
    /// # Errors
    ///
    /// As [`for_each`](Self::for_each).
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
    /// use pipeline::Pipeline;
    ///
    /// let letters = AtomicUsize::new(0);
    /// Pipeline::source(["one", "three"])
    ///     .stage("count", |word: &str| {
    ///         letters.fetch_add(word.len(), Ordering::SeqCst);
    ///     })
    ///     .workers(2)
    ///     .run()?;
    /// assert_eq!(letters.into_inner(), 8);
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    pub fn run(self) -> Result<Report, PipelineError> {
        self.execute("run", |items| {
            items.for_each(drop);
            Ok(())
        })
        .map(|((), report)| report)
    }

    fn execute<R>(
        self,
        end: &str,
        work: impl FnOnce(&mut Items<'_, T>) -> Result<R, BoxError>,
    ) -> Result<(R, Report), PipelineError> {
        let (assembly, last) = self.put_together();
        execute(assembly, &last, end, work)
    }
}

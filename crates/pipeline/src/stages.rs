//! The stages that a pipeline can be made of.

use crate::assembly::{Plan, Settings};
use crate::builder::{DEFAULT_CAPACITY, Pipeline};
use pattern_core::BoxError;

impl<'env, T: Send + 'env> Pipeline<'env, T> {
    /// Adds a stage that makes one item out of each. Its workers share the closure, which may
    /// therefore be called by several threads at a time.
    ///
    /// # Panics
    ///
    /// Panics if the name contains a zero byte, which no thread's name may.
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let lengths = Pipeline::source(["one", "three"])
    ///     .stage("measure", |word: &str| word.len())
    ///     .workers(2)
    ///     .collect()?;
    /// assert_eq!(lengths, [3, 5]);
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    pub fn stage<U, F>(self, name: impl Into<String>, work: F) -> Pipeline<'env, U>
    where
        U: Send + 'env,
        F: Fn(T) -> U + Send + Sync + 'env,
    {
        self.shared_stage(name.into(), move |item| Ok(Some(work(item))))
    }

    /// Adds a stage that makes one item out of each, or fails. The first failure ends the run, in
    /// both directions: nothing more is taken from the source, and nothing more comes out.
    ///
    /// The error may be of any type that converts into a [`BoxError`]: every error type, `String`
    /// and `&str`.
    ///
    /// # Panics
    ///
    /// As [`stage`](Self::stage).
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let error = Pipeline::source([4, 0, 2])
    ///     .try_stage("divide", |n: u32| 12_u32.checked_div(n).ok_or("there is no 12 / 0"))
    ///     .collect()
    ///     .unwrap_err();
    /// assert_eq!(error.to_string(), "stage `divide` failed at item 1: there is no 12 / 0");
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    pub fn try_stage<U, E, F>(self, name: impl Into<String>, work: F) -> Pipeline<'env, U>
    where
        U: Send + 'env,
        E: Into<BoxError>,
        F: Fn(T) -> Result<U, E> + Send + Sync + 'env,
    {
        self.shared_stage(name.into(), move |item| {
            work(item).map(Some).map_err(Into::into)
        })
    }

    /// Adds a stage that passes on the items of which `keep` says `true`, and drops the others.
    ///
    /// # Panics
    ///
    /// As [`stage`](Self::stage).
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let odd = Pipeline::source(0..6).filter("odd", |n| n % 2 == 1).workers(2).collect()?;
    /// assert_eq!(odd, [1, 3, 5]);
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    pub fn filter<F>(self, name: impl Into<String>, keep: F) -> Self
    where
        F: Fn(&T) -> bool + Send + Sync + 'env,
    {
        self.shared_stage(name.into(), move |item| Ok(keep(&item).then_some(item)))
    }

    /// Adds a stage that makes one item out of each, or none.
    ///
    /// # Panics
    ///
    /// As [`stage`](Self::stage).
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let numbers = Pipeline::source(["1", "two", "3"])
    ///     .filter_map("numbers", |word| word.parse::<u32>().ok())
    ///     .collect()?;
    /// assert_eq!(numbers, [1, 3]);
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    pub fn filter_map<U, F>(self, name: impl Into<String>, work: F) -> Pipeline<'env, U>
    where
        U: Send + 'env,
        F: Fn(T) -> Option<U> + Send + Sync + 'env,
    {
        self.shared_stage(name.into(), move |item| Ok(work(item)))
    }

    /// Adds a stage of one worker whose closure has a state: it sees the items one after the other,
    /// in the order in which they come out of the stage before.
    ///
    /// # Panics
    ///
    /// As [`stage`](Self::stage).
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let mut sum = 0;
    /// let sums = Pipeline::source([1, 2, 3, 4])
    ///     .stage("square", |n: u32| n * n)
    ///     .workers(3)
    ///     .serial_stage("add up", |square| {
    ///         sum += square;
    ///         sum
    ///     })
    ///     .collect()?;
    /// assert_eq!(sums, [1, 5, 14, 30]);
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    pub fn serial_stage<U, F>(self, name: impl Into<String>, work: F) -> Pipeline<'env, U>
    where
        U: Send + 'env,
        F: FnMut(T) -> U + Send + 'env,
    {
        let assemble = self.assemble;
        Pipeline {
            plan: with_stage(self.plan, name.into(), false),
            assemble: Box::new(|assembly| {
                let input = assemble(assembly).close(assembly);
                assembly.add_serial_stage(input, work)
            }),
        }
    }

    fn shared_stage<U, F>(self, name: String, step: F) -> Pipeline<'env, U>
    where
        U: Send + 'env,
        F: Fn(T) -> Result<Option<U>, BoxError> + Send + Sync + 'env,
    {
        let assemble = self.assemble;
        Pipeline {
            plan: with_stage(self.plan, name, true),
            assemble: Box::new(|assembly| {
                let before = assemble(assembly);
                assembly.add_stage(before, step)
            }),
        }
    }
}

/// Adds a stage with the usual settings.
fn with_stage(mut plan: Plan<'_>, name: String, parallel: bool) -> Plan<'_> {
    // Checked here and not when the thread is started: by then others are running.
    assert!(
        !name.contains('\0'),
        "the name of a thread may not contain a zero byte"
    );
    plan.stages.push(Settings {
        name,
        workers: 1,
        capacity: DEFAULT_CAPACITY,
        ordered: true,
        parallel,
        apart: false,
    });
    plan
}

//! The builder: where the items come from, and what stages they go through.

use pattern_sync::sync::Arc;

use crate::assembly::{Assembly, Settings};
use crate::error::BoxError;
use crate::link::Link;

/// How many items may wait between two stages, if nothing else is said.
const DEFAULT_CAPACITY: usize = 64;

/// Stages that work at the same time, each on threads of its own, with a bounded queue behind each.
///
/// Begin with the [`source`](Self::source), add stages, and end with
/// [`for_each`](Self::for_each), [`try_for_each`](Self::try_for_each), [`collect`](Self::collect),
/// [`consume`](Self::consume) or [`run`](Self::run): nothing happens before. `T` is what the stage
/// added last passes on; `'env` is what the closures may borrow: anything that outlives the run,
/// local variables of the caller included.
///
/// [`workers`](Self::workers), [`capacity`](Self::capacity), [`ordered`](Self::ordered) and
/// [`unordered`](Self::unordered) apply to the stage added last. Without them it has one worker, a
/// queue of 64 behind it, and keeps the order.
///
/// # Examples
///
/// ```
/// use pipeline::Pipeline;
///
/// let lines = ["3 apples", "1 pear", "", "12 plums"];
/// let mut fruits = 0;
///
/// Pipeline::source(lines)
///     .capacity(8) // the source may be eight lines ahead
///     .filter("not empty", |line| !line.is_empty())
///     .try_stage("parse", |line| line.split(' ').next().unwrap_or("").parse::<u32>())
///     .workers(4)
///     .capacity(64)
///     .ordered()
///     .for_each(|count| fruits += count)?;
///
/// assert_eq!(fruits, 16);
/// # Ok::<(), pipeline::PipelineError>(())
/// ```
#[must_use = "nothing happens before the pipeline is ended: by `for_each`, `collect` or `run`"]
pub struct Pipeline<'env, T> {
    /// One entry per stage so far, the source first.
    settings: Vec<Settings>,
    assemble: Assemble<'env, T>,
}

/// Adds a stage and all those before it to an assembly, and gives the link behind it. Deferred,
/// since the stage's settings follow the stage.
type Assemble<'env, T> = Box<dyn FnOnce(&mut Assembly<'env>) -> Arc<Link<T>> + Send + 'env>;

impl<'env, T: Send + 'env> Pipeline<'env, T> {
    /// Begins with the items of an iterator, which runs on a thread of its own.
    ///
    /// It is asked for an item only when there is room for the one before. When the run ends early,
    /// it is dropped, and one item that it gave may be dropped with it. (Pass `&mut iterator` to
    /// keep the rest.)
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// assert_eq!(Pipeline::source("abc".chars()).collect()?, ['a', 'b', 'c']);
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    pub fn source<I>(items: I) -> Self
    where
        I: IntoIterator<Item = T> + Send + 'env,
    {
        let settings = Settings {
            name: "source".to_owned(),
            workers: 1,
            capacity: DEFAULT_CAPACITY,
            ordered: true,
            parallel: false,
        };
        Self {
            settings: vec![settings],
            assemble: Box::new(|assembly| assembly.add_source(items)),
        }
    }

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
    pub fn serial_stage<U, F>(self, name: impl Into<String>, mut work: F) -> Pipeline<'env, U>
    where
        U: Send + 'env,
        F: FnMut(T) -> U + Send + 'env,
    {
        let assemble = self.assemble;
        let step = move |item| Ok(Some(work(item)));
        Pipeline {
            settings: with_stage(self.settings, name.into(), false),
            assemble: Box::new(|assembly| {
                let input = assemble(assembly);
                assembly.add_serial_stage(&input, step)
            }),
        }
    }

    /// Says how many workers the stage added last has: threads that call its closure, at the same
    /// time. Without this, 1.
    ///
    /// # Panics
    ///
    /// Panics if `workers` is 0, or if it is not 1 and the stage is the source or a
    /// [`serial_stage`](Self::serial_stage).
    pub fn workers(mut self, workers: usize) -> Self {
        assert!(workers > 0, "a stage without workers would pass nothing on");
        let last = self.last();
        assert!(
            workers == 1 || last.parallel,
            "`{}` has a state of its own, and therefore one worker",
            last.name
        );
        last.workers = workers;
        self
    }

    /// Says how many items may wait behind the stage added last, for the next stage to take them.
    /// Without this, 64.
    ///
    /// Those that are done but wait for an earlier one, in an ordered stage, are counted as well.
    /// So there are never more items in a pipeline than its capacities, plus one in the hands of
    /// each worker, the source, and the end.
    ///
    /// # Panics
    ///
    /// Panics if `capacity` is 0: no item could ever pass.
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let report = Pipeline::source(0..1_000).capacity(5).run()?;
    /// assert!(report.stages[0].queue.as_ref().unwrap().high_water <= 5);
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    pub fn capacity(mut self, capacity: usize) -> Self {
        assert!(
            capacity > 0,
            "through a queue of capacity 0 no item could ever pass"
        );
        self.last().capacity = capacity;
        self
    }

    /// Lets the stage added last pass its items on in the order in which it took them, however many
    /// workers it has. It does so unless told otherwise: this says it aloud.
    ///
    /// A worker that is done with an item before its turn lays it into its place in the queue behind the
    /// stage and goes on; only if that is further than the capacity from the item that all wait for does
    /// it wait.
    pub fn ordered(mut self) -> Self {
        self.last().ordered = true;
        self
    }

    /// Lets the stage added last pass its items on as soon as they are done. One slow item then
    /// keeps no other waiting.
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let mut squares = Pipeline::source(1..=4)
    ///     .stage("square", |n: u32| n * n)
    ///     .workers(4)
    ///     .unordered()
    ///     .collect()?;
    /// squares.sort_unstable(); // they come in any order
    /// assert_eq!(squares, [1, 4, 9, 16]);
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    pub fn unordered(mut self) -> Self {
        self.last().ordered = false;
        self
    }

    /// Plans everything: what to start, and the link out of which the items come.
    pub(crate) fn assemble(self) -> (Assembly<'env>, Arc<Link<T>>) {
        let mut assembly = Assembly::new(self.settings);
        let last = (self.assemble)(&mut assembly);
        (assembly, last)
    }

    fn shared_stage<U, F>(self, name: String, step: F) -> Pipeline<'env, U>
    where
        U: Send + 'env,
        F: Fn(T) -> Result<Option<U>, BoxError> + Send + Sync + 'env,
    {
        let assemble = self.assemble;
        Pipeline {
            settings: with_stage(self.settings, name, true),
            assemble: Box::new(|assembly| {
                let input = assemble(assembly);
                assembly.add_stage(&input, step)
            }),
        }
    }

    fn last(&mut self) -> &mut Settings {
        self.settings.last_mut().expect("there is a source")
    }
}

/// Adds a stage with the usual settings.
fn with_stage(mut settings: Vec<Settings>, name: String, parallel: bool) -> Vec<Settings> {
    // Checked here and not when the thread is started: by then others are running.
    assert!(
        !name.contains('\0'),
        "the name of a thread may not contain a zero byte"
    );
    settings.push(Settings {
        name,
        workers: 1,
        capacity: DEFAULT_CAPACITY,
        ordered: true,
        parallel,
    });
    settings
}

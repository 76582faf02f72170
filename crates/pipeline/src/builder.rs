//! The builder: where the items come from, and the settings of source and stages.

use pattern_sync::sync::Arc;
use pattern_sync::time::Duration;

use crate::assembly::{Assembly, Plan, Settings, Upstream};
use crate::link::Link;
use crate::observer::{Observer, Snapshot};

/// How many items may wait between two stages, if nothing else is said.
pub(crate) const DEFAULT_CAPACITY: usize = 64;

/// Stages that work at the same time, each with workers of its own and a bounded queue behind it.
///
/// Begin with the [`source`](Self::source), add stages, and end with [`for_each`](Self::for_each),
/// [`try_for_each`](Self::try_for_each), [`collect`](Self::collect), [`consume`](Self::consume) or
/// [`run`](Self::run): nothing happens before. `T` is what the stage added last passes on; `'env`
/// is what the closures may borrow: anything that outlives the run, local variables of the caller
/// included. Dropping a pipeline that was not ended drops the closures; no thread was ever started.
/// And when one has been ended, none is left: whatever happened, the call returns when the last of
/// them has.
///
/// [`workers`](Self::workers), [`capacity`](Self::capacity), [`ordered`](Self::ordered),
/// [`unordered`](Self::unordered) and [`apart`](Self::apart) apply to the stage added last. Without them it has one worker, a
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
///
/// What goes from stage to stage goes from thread to thread, and the compiler sees to it that it
/// may:
///
/// ```compile_fail,E0277
/// use std::rc::Rc;
///
/// let counted = pipeline::Pipeline::source(0..3).stage("count", |n| Rc::new(n));
/// ```
#[must_use = "nothing happens before the pipeline is ended: by `for_each`, `collect` or `run`"]
pub struct Pipeline<'env, T> {
    pub(crate) plan: Plan<'env>,
    pub(crate) assemble: Assemble<'env, T>,
}

/// Adds a stage and all those before it to an assembly, and gives what the next stage needs.
/// Deferred, since the stage's settings follow the stage.
pub(crate) type Assemble<'env, T> =
    Box<dyn FnOnce(&mut Assembly<'env>) -> Upstream<'env, T> + Send + 'env>;

impl<'env, T: Send + 'env> Pipeline<'env, T> {
    /// Begins with the items of an iterator, which runs on a thread of its own.
    ///
    /// It is asked for an item only when there is room for the one before. When the run ends early,
    /// it is dropped, and one item that it gave may be dropped with it. (Pass `&mut iterator` to
    /// keep the rest.)
    ///
    /// To end a pipeline from outside, end its source: what is under way then still comes out.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_core::StopSource;
    /// use pipeline::Pipeline;
    ///
    /// assert_eq!(Pipeline::source("abc".chars()).collect()?, ['a', 'b', 'c']);
    ///
    /// let stop = StopSource::new(); // a clone may be with another thread
    /// let token = stop.token();
    /// Pipeline::source((0..).take_while(move |_| !token.stop_requested()))
    ///     .for_each(|n| if n == 1_000 { stop.request_stop(); })?;
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
            apart: false,
        };
        let plan = Plan {
            stages: vec![settings],
            observer: None,
        };
        Self {
            plan,
            assemble: Box::new(|assembly| assembly.add_source(items)),
        }
    }

    /// Says how many workers the stage added last has: threads that call its closure, at the same
    /// time. Without this, 1.
    ///
    /// Adjacent stages of equally many workers may share threads: see [`apart`](Self::apart).
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
    /// 64 suits items that take 20 µs or more, or much memory. For shorter ones ask for a millisecond
    /// of work (1,024 items of a microsecond): see "Short items want long queues" on the crate's page.
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
    /// A worker that is done with an item before its turn lays it into its place in the queue
    /// behind the stage and goes on; only if that is further than the capacity from the item that
    /// all wait for does it wait.
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

    /// Keeps the stage added last on threads of its own, from the start to the end.
    ///
    /// Without this, adjacent stages of equally many workers, at least two and at least as many as
    /// there are cores, share threads as long as their items are quick: see [the crate's
    /// documentation](crate#stages-that-share-threads). That changes nothing but the time it takes,
    /// except for a closure that looks at its thread (its name, its thread-local values), or that
    /// waits for what another stage does with another item. Such a stage is kept apart by this.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::thread;
    /// use pipeline::Pipeline;
    ///
    /// let name = || thread::current().name().unwrap_or_default().to_owned();
    /// Pipeline::source(0..100)
    ///     .stage("first", |n| n + 1)
    ///     .workers(16)
    ///     .stage("second", |_n| assert!(name().starts_with("second ")))
    ///     .workers(16)
    ///     .apart()
    ///     .run()?;
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    pub fn apart(mut self) -> Self {
        self.last().apart = true;
        self
    }

    /// Calls `look` every so often with a picture of the pipeline at work, on a thread of its own
    /// called `observer`. The stages do not notice; what the pictures are made of they know anyhow.
    ///
    /// If `look` panics, the run fails, as if a stage had. A second observer replaces the first.
    ///
    /// # Panics
    ///
    /// Panics if `every` is zero: the observer would never rest.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::time::Duration;
    /// use pipeline::Pipeline;
    ///
    /// let mut depths = Vec::new();
    /// Pipeline::source(0..10_000)
    ///     .capacity(20)
    ///     .stage("square", |n: u64| n * n)
    ///     .observe(Duration::from_millis(1), |picture| {
    ///         println!("{picture}"); // source 1234 →20→ square 1213 →0→ run 1213
    ///         depths.push(picture.stages[0].depth);
    ///     })
    ///     .run()?;
    /// assert!(depths.iter().all(|&depth| depth <= 20));
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    pub fn observe(mut self, every: Duration, look: impl FnMut(&Snapshot) + Send + 'env) -> Self {
        assert!(!every.is_zero(), "an observer needs a pause");
        let look = Box::new(look);
        self.plan.observer = Some(Observer { every, look });
        self
    }

    /// Plans everything: what to start, and the link out of which the items come.
    pub(crate) fn put_together(self) -> (Assembly<'env>, Arc<Link<T>>) {
        let mut assembly = Assembly::new(self.plan);
        let last = (self.assemble)(&mut assembly).close(&mut assembly);
        (assembly, last)
    }

    fn last(&mut self) -> &mut Settings {
        self.plan.stages.last_mut().expect("there is a source")
    }
}

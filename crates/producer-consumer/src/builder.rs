//! The builder: who produces, who consumes, over how long a queue.

use std::any::Any;

use crate::error::{Role, RunError};
use crate::input::Input;
use crate::output::Output;
use crate::report::Report;
use crate::shared::{OnFailure, Shared};
use crate::threads::{Member, Work, run_all};
use pattern_core::Outcome;

/// Producers and consumers over a bounded queue, each on a thread of its own.
///
/// Add the threads, then [`run`](Self::run): it returns when all of them have ended. `'env` is what
/// the closures may borrow: anything that outlives the run, local variables of the caller included.
///
/// # Examples
///
/// ```
/// use producer_consumer::ProducerConsumer;
///
/// let numbers = [3, 1, 4, 1, 5, 9, 2, 6];
/// let (left, right) = numbers.split_at(4);
/// let (mut evens, mut sum) = (0, 0);
///
/// let report = ProducerConsumer::new(2)
///     .producer_from("left", left)
///     .producer_from("right", right)
///     .consumer("evens", |n| evens += usize::from(n % 2 == 0))
///     .run()?;
/// assert_eq!(evens, 3);
/// assert_eq!(report.produced(), 8);
///
/// // Several consumers share the items among them: each item goes to one of them, not to all.
/// let report = ProducerConsumer::new(2)
///     .producer_from("all", &numbers)
///     .consumer("sum", |n| sum += n)
///     .consumers(3, "others", |_n| {})
///     .run()?;
/// assert!(sum <= 31);
/// assert_eq!(report.consumed(), 8);
/// # Ok::<(), producer_consumer::RunError>(())
/// ```
#[must_use = "nothing happens before `run` is called"]
pub struct ProducerConsumer<'env, T> {
    capacity: usize,
    on_failure: OnFailure,
    on_unconsumed: Option<Box<dyn FnMut(T) + 'env>>,
    members: Vec<Member<'env, T>>,
}

impl<'env, T: Send + 'env> ProducerConsumer<'env, T> {
    /// Begins with a queue that holds up to `capacity` items, and nobody at either end.
    ///
    /// # Panics
    ///
    /// Panics if `capacity` is 0: the queue could never hold an item.
    pub fn new(capacity: usize) -> Self {
        assert!(
            capacity > 0,
            "a queue of capacity 0 could never hold an item"
        );
        let on_failure = OnFailure::default();
        Self {
            capacity,
            on_failure,
            on_unconsumed: None,
            members: Vec::new(),
        }
    }

    /// Adds a producer: a closure that pushes items into the [`Output`] that it is given, and
    /// returns when there are no more. It returns `()` or a `Result`; an `Err` or a panic is a
    /// failure, treated as [`OnFailure`] says.
    ///
    /// # Panics
    ///
    /// Panics if the name contains a zero byte, which no thread's name may.
    pub fn producer<F, R>(self, name: impl Into<String>, produce: F) -> Self
    where
        F: FnOnce(&mut Output<'_, T>) -> R + Send + 'env,
        R: Outcome,
    {
        let work = move |output: &mut Output<'_, T>| produce(output).into_result();
        self.member(name.into(), Work::Produce(Box::new(work)))
    }

    /// Adds a producer that pushes the items of an iterator, which runs on the producer's thread.
    ///
    /// When the run is stopped early, the one item that the producer holds at that moment is
    /// counted as produced and unconsumed; the iterator is not asked for another. (Pass `&mut
    /// iterator` to keep the rest.)
    ///
    /// # Panics
    ///
    /// Panics if the name contains a zero byte, which no thread's name may.
    pub fn producer_from<I>(self, name: impl Into<String>, items: I) -> Self
    where
        I: IntoIterator<Item = T> + Send + 'env,
    {
        self.producer(name, move |output| output.push_all_or_keep(items))
    }

    /// Adds a consumer: a closure called with each item that falls to it. It returns `()` or a
    /// `Result`; an `Err` or a panic is a failure, treated as [`OnFailure`] says. It owns the item:
    /// one at which it fails is gone, unless it puts it into its error.
    ///
    /// # Panics
    ///
    /// Panics if the name contains a zero byte, which no thread's name may.
    pub fn consumer<F, R>(self, name: impl Into<String>, mut consume: F) -> Self
    where
        F: FnMut(T) -> R + Send + 'env,
        R: Outcome,
    {
        self.consumer_with(name, move |input| {
            input.try_for_each(|item| consume(item).into_result())
        })
    }

    /// Adds `count` consumers, each with a clone of the closure, named `prefix` followed by a
    /// number from 1: `C1`, `C2`…
    ///
    /// # Panics
    ///
    /// Panics if the prefix contains a zero byte, which no thread's name may.
    ///
    /// # Examples
    ///
    /// ```
    /// use producer_consumer::ProducerConsumer;
    ///
    /// let report = ProducerConsumer::new(5)
    ///     .producer_from("p1", 0..10)
    ///     .consumers(2, "C", |_item| {})
    ///     .run()?;
    /// assert_eq!(report.consumers[1].name, "C2");
    /// # Ok::<(), producer_consumer::RunError>(())
    /// ```
    pub fn consumers<F, R>(self, count: usize, prefix: &str, consume: F) -> Self
    where
        F: FnMut(T) -> R + Clone + Send + 'env,
        R: Outcome,
    {
        (1..=count).fold(self, |all, number| {
            all.consumer(format!("{prefix}{number}"), consume.clone())
        })
    }

    /// Adds a consumer that takes items from its [`Input`] itself, for one that has something to do
    /// before the first item or after the last: open a file, write the last batch.
    ///
    /// It may return before the input ends: the others then do the rest. What is left when the last
    /// consumer has returned is unconsumed, and the producers are stopped; that is no failure.
    ///
    /// # Panics
    ///
    /// Panics if the name contains a zero byte, which no thread's name may.
    ///
    /// # Examples
    ///
    /// ```
    /// use producer_consumer::ProducerConsumer;
    ///
    /// // Stops an endless producer at the first square above 1,000.
    /// let mut found = None;
    /// ProducerConsumer::new(5)
    ///     .producer_from("squares", (1_u64..).map(|n| n * n))
    ///     .consumer_with("search", |input| found = input.find(|&square| square > 1_000))
    ///     .run()?;
    /// assert_eq!(found, Some(1_024));
    /// # Ok::<(), producer_consumer::RunError>(())
    /// ```
    pub fn consumer_with<F, R>(self, name: impl Into<String>, consume: F) -> Self
    where
        F: FnOnce(&mut Input<'_, T>) -> R + Send + 'env,
        R: Outcome,
    {
        let work = move |input: &mut Input<'_, T>| consume(input).into_result();
        self.member(name.into(), Work::Consume(Box::new(work)))
    }

    /// Says what the others do when a thread has failed; without this, they stop.
    pub fn on_failure(mut self, on_failure: OnFailure) -> Self {
        self.on_failure = on_failure;
        self
    }

    /// Says what to do with each item that was produced and that no consumer took; without this,
    /// they are counted and dropped. Called by [`run`](Self::run) on the calling thread, when all
    /// threads have ended: with what was left in the queue in its order, and with what
    /// [`producer_from`](Self::producer_from) could not push any more.
    ///
    /// # Examples
    ///
    /// ```
    /// use producer_consumer::ProducerConsumer;
    ///
    /// let mut left = Vec::new();
    /// let error = ProducerConsumer::new(10)
    ///     .producer_from("p1", 1..=5)
    ///     .consumer("c1", |item| if item == 2 { Err("no paper") } else { Ok(()) })
    ///     .on_unconsumed(|item| left.push(item))
    ///     .run()
    ///     .unwrap_err();
    /// // c1 took 1 and 2. How many of the others had been produced by then is a matter of luck.
    /// assert!([3, 4, 5].starts_with(&left));
    /// assert_eq!(error.report().unwrap().unconsumed, left.len());
    /// ```
    pub fn on_unconsumed(mut self, handle: impl FnMut(T) + 'env) -> Self {
        self.on_unconsumed = Some(Box::new(handle));
        self
    }

    /// Starts every thread, and returns when all of them have ended.
    ///
    /// Each item goes to exactly one consumer. The items of one producer come out of the queue in
    /// the order in which it pushed them, so each consumer sees *its* share of them in that order.
    ///
    /// A run ends when every producer has ended and the queue is empty. It ends earlier when a
    /// thread fails ([`OnFailure`]) and when the last consumer has gone.
    ///
    /// # Errors
    ///
    /// * [`RunError::NoConsumers`] if there is no consumer; nothing is started then. (No producer
    ///   is no error: the consumers end at once.)
    /// * [`RunError::Failed`] if a producer or consumer returned an error or panicked, or if the
    ///   system could not start a thread. The message of a panic is printed on the standard error,
    ///   as for any thread, and reported with the thread's name.
    ///
    /// # Panics
    ///
    /// Panics of producers and consumers do not come through, except in programs built with
    /// `panic = "abort"`. A panic of the [`on_unconsumed`](Self::on_unconsumed) closure does.
    ///
    /// # Blocking
    ///
    /// Waits for all threads. They never wait for each other in vain: the last producer to end, by
    /// return or by panic, wakes the consumers, and the last consumer the producers. But a closure
    /// that never returns keeps the run from ending: nobody can stop a thread from outside.
    ///
    /// # Memory ordering
    ///
    /// Everything that the producers and consumers did happens before `run` returns.
    pub fn run(self) -> Result<Report, RunError> {
        self.run_keeping_panic().map_err(|(error, _panic)| error)
    }

    /// As `run`, with what the first panic carried.
    pub(crate) fn run_keeping_panic(self) -> Result<Report, (RunError, Option<Payload>)> {
        let Self {
            capacity,
            on_failure,
            on_unconsumed,
            members,
        } = self;
        let producers = members
            .iter()
            .filter(|member| member.role() == Role::Producer)
            .count();
        let consumers = members.len() - producers;
        if consumers == 0 {
            return Err((RunError::NoConsumers, None));
        }

        let shared = Shared::new(capacity, on_failure, producers, consumers);
        let mut report = run_all(&shared, members);
        let ending = shared.into_ending();
        report.unconsumed = ending.unconsumed.len();
        if let Some(handle) = on_unconsumed {
            ending.unconsumed.into_iter().for_each(handle);
        }
        if ending.failures.is_empty() {
            Ok(report)
        } else {
            let error = RunError::Failed {
                failures: ending.failures,
                report: Box::new(report),
            };
            Err((error, ending.first_panic))
        }
    }

    fn member(mut self, name: String, work: Work<'env, T>) -> Self {
        // Checked here and not when the thread is started: by then others are running.
        assert!(
            !name.contains('\0'),
            "the name of a thread may not contain a zero byte"
        );
        self.members.push(Member { name, work });
        self
    }
}

/// What a panic carries.
pub(crate) type Payload = Box<dyn Any + Send>;

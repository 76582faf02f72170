//! What a run says about itself when it has ended: who handled how many items, and who waited for
//! whom.

use std::fmt;

use pattern_sync::time::{Duration, Instant};

/// The account of a whole run.
///
/// Its counts always agree: what the producers produced is what the consumers took, plus what
/// nobody took ([`Report::unconsumed`]).
///
/// # Examples
///
/// ```
/// use producer_consumer::ProducerConsumer;
///
/// let report = ProducerConsumer::new(5)
///     .producer_from("p1", 0..10)
///     .consumer("c1", |_item| {})
///     .run()?;
/// assert_eq!(report.produced(), 10);
/// assert_eq!(report.consumers[0].name, "c1");
/// assert_eq!(report.consumers[0].items, 10);
/// assert!((1..=5).contains(&report.high_water));
/// assert!(report.to_string().starts_with("p1  produced 10, busy "));
/// # Ok::<(), producer_consumer::RunError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// One entry per producer, in the order in which they were added.
    pub producers: Vec<ThreadReport>,
    /// One entry per consumer, in the order in which they were added.
    pub consumers: Vec<ThreadReport>,
    /// Items that were produced and that no consumer took: left in the queue by a run that ended
    /// early, or refused by the queue while
    /// [`producer_from`](crate::ProducerConsumer::producer_from) held them.
    pub unconsumed: usize,
    /// The most items that the queue has held at a time; never more than `capacity`. A mark equal
    /// to `capacity` says that the consumers were the slower side at least once.
    pub high_water: usize,
    /// The capacity of the queue, in items.
    pub capacity: usize,
    /// From the start of the first thread to the end of the last.
    pub elapsed: Duration,
}

impl Report {
    /// Counts the items that the producers produced.
    #[must_use]
    pub fn produced(&self) -> usize {
        self.producers.iter().map(|thread| thread.items).sum()
    }

    /// Counts the items that the consumers took.
    #[must_use]
    pub fn consumed(&self) -> usize {
        self.consumers.iter().map(|thread| thread.items).sum()
    }
}

/// Prints a small table, one line per thread.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let threads = || self.producers.iter().chain(&self.consumers);
        let width = threads()
            .map(|thread| thread.name.chars().count())
            .max()
            .unwrap_or(0);
        for (verb, side) in [("produced", &self.producers), ("consumed", &self.consumers)] {
            for ThreadReport {
                name,
                items,
                waits,
                blocked,
                busy,
            } in side
            {
                writeln!(
                    f,
                    "{name:width$}  {verb} {items}, busy {busy:.1?}, \
                     blocked {blocked:.1?} (waits: {waits})"
                )?;
            }
        }
        let Self {
            unconsumed,
            high_water,
            capacity,
            elapsed,
            ..
        } = self;
        write!(
            f,
            "queue: at most {high_water} of {capacity}; unconsumed: {unconsumed}; \
             {elapsed:.1?} in all"
        )
    }
}

/// The account of one producer or consumer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThreadReport {
    /// The name of the thread.
    pub name: String,
    /// A producer: the items it produced. A consumer: the items it took, the one at which it failed
    /// included.
    pub items: usize,
    /// How many times it found the queue full (a producer) or empty (a consumer), and therefore had
    /// to wait.
    pub waits: usize,
    /// How long those waits took together. The clock is read only then: a thread that never waits
    /// never reads it between its start and its end. Time spent getting hold of the queue's lock
    /// counts as busy.
    pub blocked: Duration,
    /// From its start to its end, less `blocked`.
    pub busy: Duration,
}

/// The account of a thread while it runs.
#[derive(Debug)]
pub(crate) struct Account {
    report: ThreadReport,
    started: Instant,
}

impl Account {
    /// Opens the account of a thread that starts now.
    pub(crate) fn open(name: String) -> Self {
        let report = ThreadReport {
            name,
            ..ThreadReport::default()
        };
        Self {
            report,
            started: Instant::now(),
        }
    }

    /// Counts one item.
    pub(crate) fn count_item(&mut self) {
        self.report.items += 1;
    }

    /// Runs something that is known to have to wait, and counts and times it.
    pub(crate) fn wait<R>(&mut self, waiting: impl FnOnce() -> R) -> R {
        let since = Instant::now();
        let value = waiting();
        self.report.waits += 1;
        self.report.blocked += since.elapsed();
        value
    }

    /// Closes the account of a thread that ends now.
    pub(crate) fn close(mut self) -> ThreadReport {
        self.report.busy = self.started.elapsed().saturating_sub(self.report.blocked);
        self.report
    }
}

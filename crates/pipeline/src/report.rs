//! What a run says about itself when it has ended: who did how much, who waited for whom, and which
//! stage holds up the others.

use std::fmt;

use pattern_sync::time::Duration;

/// The account of a whole run.
///
/// # Examples
///
/// ```
/// use pipeline::Pipeline;
///
/// let report = Pipeline::source(1..=100)
///     .filter("even", |n| n % 2 == 0)
///     .stage("square", |n: u64| n * n)
///     .workers(2)
///     .for_each(|_square| {})?;
///
/// let names: Vec<_> = report.stages.iter().map(|stage| stage.name.as_str()).collect();
/// assert_eq!(names, ["source", "even", "square", "for_each"]);
/// let even = report.stage("even").unwrap();
/// assert_eq!((even.items_in(), even.items_out()), (100, 50));
/// assert_eq!(report.stage("square").unwrap().workers.len(), 2);
/// println!("{report}"); // a table, and below it the name of the bottleneck
/// # Ok::<(), pipeline::PipelineError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// One entry per stage, from the source to the end of the pipeline, both included.
    pub stages: Vec<StageReport>,
    /// From before the first thread was started until after the last one had ended.
    pub elapsed: Duration,
}

/// The account of a stage. The source is one, and so is what ends the pipeline: `for_each`,
/// `collect`, `consume` or `run`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StageReport {
    /// The name of the stage.
    pub name: String,
    /// One entry per worker.
    pub workers: Vec<WorkerReport>,
    /// The queue behind the stage; `None` at the end of the pipeline.
    pub queue: Option<QueueReport>,
}

/// The account of one worker of a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerReport {
    /// The name of its thread. (What ends the pipeline runs on the caller's thread, and where
    /// stages share threads, that of the first stage did the work.)
    pub name: String,
    /// How many items it took, one at which it failed included; 0 for the source.
    pub items_in: usize,
    /// How many items it passed on; 0 at the end of the pipeline.
    pub items_out: usize,
    /// From its start to its end, less the times below: how long it worked, or could have, had it
    /// been given a processor. In a group of stages that share threads it is estimated: every so
    /// often an item is timed in each stage.
    pub busy: Duration,
    /// How long its thread worked for the other stages of its group; zero for a stage that has its
    /// threads for itself.
    pub shared: Duration,
    /// How long it waited for an item: the stages before it were slower.
    pub starved: Duration,
    /// How long it waited for room to put its result: the stages behind it were slower, or, in an
    /// ordered stage, an item before its own was.
    pub blocked: Duration,
}

/// The account of a queue between two stages.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct QueueReport {
    /// How many items may be in it.
    pub capacity: usize,
    /// The most items that were in it at a time.
    pub high_water: usize,
    /// How many items an item found in it when it came, on average. Divided by how many items come
    /// per second, it is about how many seconds each of them waited in it (Little's law).
    pub mean_depth: f64,
}

impl Report {
    /// Finds a stage by its name: the first, if several are called the same.
    #[must_use]
    pub fn stage(&self, name: &str) -> Option<&StageReport> {
        self.stages.iter().find(|stage| stage.name == name)
    }

    /// Names the stage that holds up the others: the one whose workers were busy for the longest
    /// time, each, on average. Where stages share threads, what these did for all of them counts,
    /// and among the stages of the group, which of them took the most of it.
    ///
    /// All stages handle the same stream in the same time, so whoever has no time left sets the
    /// pace: the queue before it is full, the one behind it is empty, and the others wait for it.
    /// More workers for it, or less work per item, make the whole faster; for any other stage they
    /// change nothing.
    ///
    /// Among more threads than processors, waiting for a processor counts as busy: look at
    /// [`StageReport::starved`] and [`StageReport::blocked`] as well.
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let report = Pipeline::source(0..1_000)
    ///     .stage("halve", |n| n / 2)
    ///     .stage("print", |n: u32| n.to_string())
    ///     .workers(2)
    ///     .run()?;
    /// let slowest = report.bottleneck();
    /// println!("{} takes {:?} per item", slowest.name, slowest.busy_each() / 1_000);
    /// assert!(report.stages.iter().all(|stage| stage.busy_each() <= slowest.busy_each()));
    /// # Ok::<(), pipeline::PipelineError>(())
    /// ```
    #[must_use]
    pub fn bottleneck(&self) -> &StageReport {
        let load = |stage: &StageReport| (stage.at_work_each(), stage.busy_each());
        let mut slowest = &self.stages[0]; // there is always a source
        for stage in &self.stages {
            if load(stage) > load(slowest) {
                slowest = stage;
            }
        }
        slowest
    }

    /// Gives the share of the whole run that a sum over so many workers makes up, in per cent.
    fn percent(&self, sum: Duration, workers: usize) -> f64 {
        let all = self.elapsed.as_secs_f64() * workers as f64;
        if all > 0.0 {
            100.0 * sum.as_secs_f64() / all
        } else {
            0.0
        }
    }
}

impl WorkerReport {
    /// Adds what another thread did in this one's place.
    pub(crate) fn add(&mut self, other: &Self) {
        self.items_in += other.items_in;
        self.items_out += other.items_out;
        self.busy += other.busy;
        self.shared += other.shared;
        self.starved += other.starved;
        self.blocked += other.blocked;
    }
}

impl StageReport {
    /// Counts the items that the stage took.
    #[must_use]
    pub fn items_in(&self) -> usize {
        self.workers.iter().map(|worker| worker.items_in).sum()
    }

    /// Counts the items that the stage passed on.
    #[must_use]
    pub fn items_out(&self) -> usize {
        self.workers.iter().map(|worker| worker.items_out).sum()
    }

    /// Adds up how long its workers were busy.
    #[must_use]
    pub fn busy(&self) -> Duration {
        self.workers.iter().map(|worker| worker.busy).sum()
    }

    /// Adds up how long its workers waited for items.
    #[must_use]
    pub fn starved(&self) -> Duration {
        self.workers.iter().map(|worker| worker.starved).sum()
    }

    /// Adds up how long its workers waited for room behind them.
    #[must_use]
    pub fn blocked(&self) -> Duration {
        self.workers.iter().map(|worker| worker.blocked).sum()
    }

    /// Gives how long each of its workers was busy, on average: what [`Report::bottleneck`]
    /// compares, if no stages share threads.
    #[must_use]
    pub fn busy_each(&self) -> Duration {
        self.each(self.busy())
    }

    /// Gives how long the threads that work for it were at work, on average, for other stages too.
    fn at_work_each(&self) -> Duration {
        self.each(
            self.busy()
                + self
                    .workers
                    .iter()
                    .map(|worker| worker.shared)
                    .sum::<Duration>(),
        )
    }

    fn each(&self, sum: Duration) -> Duration {
        // A stage whose threads could not be started has none.
        sum / u32::try_from(self.workers.len().max(1)).unwrap_or(u32::MAX)
    }
}

/// Prints a table, one line per stage, and which of them is the bottleneck. The shares are those of
/// the whole run; what is missing to 100 % was before a worker's start or after its end.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.stages.iter().map(|stage| stage.name.chars().count());
        let width = names.max().unwrap_or(0).max("stage".len());
        writeln!(
            f,
            "{:width$}  workers         in        out   busy  starved  blocked  queue behind it",
            "stage"
        )?;
        for stage in &self.stages {
            let share = |part| self.percent(part, stage.workers.len());
            write!(
                f,
                "{:width$}  {:7}  {:9}  {:9}  {:3.0} %    {:3.0} %    {:3.0} %",
                stage.name,
                stage.workers.len(),
                stage.items_in(),
                stage.items_out(),
                share(stage.busy()),
                share(stage.starved()),
                share(stage.blocked()),
            )?;
            if let Some(queue) = &stage.queue {
                let QueueReport {
                    capacity,
                    high_water,
                    mean_depth,
                } = queue;
                write!(f, "  {mean_depth:.1}, at most {high_water} of {capacity}")?;
            }
            writeln!(f)?;
        }
        let slowest = self.bottleneck();
        write!(
            f,
            "bottleneck: `{}`, busy {:.0} % of the time; {:.1?} in all",
            slowest.name,
            self.percent(slowest.busy(), slowest.workers.len()),
            self.elapsed
        )
    }
}

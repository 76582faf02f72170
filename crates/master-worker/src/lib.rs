//! A master that owns tasks and retries, over workers that may die.
//!
//! The master hands out tasks to whoever has nothing to do, and keeps the books: what waits, what
//! is in whose hands, what is done. Workers own nothing. So one that is slow gets less to do, one
//! that dies takes no task with it, and one that comes back from the dead with a result that
//! somebody else has brought meanwhile is thanked and ignored. Workers are threads, or processes
//! that may be killed at any moment; each task has exactly one outcome all the same.
//!
//! ```
//! use master_worker::Master;
//!
//! // Four threads; a task that fails is handed out again, three times in all.
//! let master = Master::builder()
//!     .fallible_workers(4, |text: &&str| text.parse::<u32>())
//!     .max_attempts(3)
//!     .build();
//! for text in ["12", "douze", "13"] {
//!     master.submit(text)?;
//! }
//! let results = master.collect(); // in the order of submission
//! assert_eq!((&results[0], &results[2]), (&Ok(12), &Ok(13)));
//! let failed = results[1].as_ref().unwrap_err();
//! assert_eq!(failed.attempts, 3);
//! # Ok::<(), master_worker::SubmitError<&str>>(())
//! ```
//!
//! [`run()`] does it in one call, for tasks and closures that borrow. Workers that are processes are
//! described in [`process`].
//!
//! # When not to use it
//!
//! * Tasks cannot fail alone, and workers cannot die: a worker pool does the same with less.
//! * A task must not be done twice, whatever happens (a payment, a letter): no master can promise
//!   that. It promises that the *result* is delivered once. Make the task harmless when repeated,
//!   or ask a database.
//! * All tasks are of one length and nothing fails: divide them beforehand (map-reduce).
//! * Tasks take only microseconds: handing one out costs one or two, and ten or twenty over a
//!   pipe. Put many of them into one.
//! * The master's machine may die as well: its books are in memory. That takes an engine that keeps
//!   them on disk and on several machines; the [`Worker`] trait is where one fits in. (What comes with
//!   this crate, feature `nats`, lets workers be anywhere and tasks survive a server. The master's own
//!   books stay in memory.)
//!
//! # What is promised
//!
//! 1. Each task that was accepted has exactly one outcome: its result, or [`TaskFailed`]. Each
//!    outcome is delivered to exactly one caller. The exception is
//!    [`shutdown_now`](Master::shutdown_now), which hands tasks back instead.
//! 2. A task is handed out at most `max_attempts` times, and is given up only when that often was
//!    in vain, or when nobody is left to do it.
//! 3. A panic of a task is that task's failure, and nobody else's.
//! 4. Dropping the master leaves no thread and no process, not even a zombie.
//! 5. Nobody waits in vain, with two exceptions: a master without workers waits for one to join,
//!    and one whose workers never return waits for them (deadlines and processes help).
//!
//! # Trade-offs
//!
//! * **Tasks are shared.** Workers are lent the task (`&T`), since it may be needed again; so tasks
//!   must be `Sync`, and nobody can take one apart.
//! * **One lock.** Master and workers share one mutex, held for less than a microsecond at each
//!   submission, hand-out and report. All tasks go through it; nothing of yours runs under it.
//!   `examples/overhead.rs` measures what a task costs that does nothing: 0.7 to 1.6 µs on threads
//!   and 9 to 25 µs on processes, with two workers as with four (eleven runs of version 0.1 in
//!   release, rustc 1.95, two cores of a virtual machine that had other work to do). So tasks that
//!   are shorter than that are done faster on one thread, without a master.
//! * **A thread for each worker**, also for one that is a process: the thread writes the task, reads
//!   the answer, and waits for the end of the dead. One more thread watches the clock, if there is
//!   a deadline, a second copy to be made, or a process.
//! * **Deaths count as attempts.** A task that kills its workers must end some time; so an innocent
//!   one that is in the wrong hands `max_attempts` times is given up as well. Set the limit
//!   accordingly: it costs nothing.
//! * **A thread cannot be killed.** After its deadline its task goes to somebody else, but the
//!   thread works on, and is of no use until it returns. If that matters, use processes.
//! * **Second copies are off** unless asked for ([`MasterBuilder::speculate`]): they double work in
//!   order to shorten the wait for the last task.
//! * **Measuring.** Counting costs an addition per step. The clock is read only if something needs
//!   it; events are copied only for an observer ([`MasterBuilder::observe`]).
//! * **No back-pressure.** [`Master::submit`] never waits; the queue is as long as memory allows.
//!
//! # Memory consistency
//!
//! What a thread did before it submitted a task *happens before* what a worker does with it; what
//! the worker did, before the outcome is delivered.
//!
//! # Layout
//!
//! | file | what lives there |
//! |---|---|
//! | `scheduler/` | [`scheduler`]: who does what, as a state machine without threads or clock |
//! | `hub/` | the lock: the scheduler, the tasks, the outcomes, and who waits for them |
//! | `desk.rs`, `driver.rs` | where a worker finds its orders; the life of its thread |
//! | `worker.rs` | [`Worker`]: what the master asks of one; workers that call a closure |
//! | `process/` | [`process`]: workers that are processes, and the messages on the pipes |
//! | `nats/` | feature `nats`: workers on other machines, behind a stream of NATS `JetStream` |
//! | `master/`, `builder.rs`, `run.rs` | [`Master`], [`MasterBuilder`], [`run()`]: the faces |
//! | `error.rs`, `stats.rs`, `observe.rs` | what goes wrong, what is counted, what can be watched |
//! | `lesson.rs` | the lesson, from `docs/` |
//!
//! `examples/basic.rs` is the chapter's exercise, `stragglers.rs` shows second copies,
//! `processes.rs` kills its workers, and `overhead.rs` measures what handing out costs. The three
//! `primes_*.rs` do one job on threads, on processes and over NATS, and differ in one line.
//!
//! # Elsewhere
//!
//! | here | Hadoop, Spark | Celery | NATS `JetStream` | Erlang/OTP |
//! |---|---|---|---|---|
//! | [`Master`] | job tracker, driver | broker and result backend | stream and consumer | supervisor and a server |
//! | `max_attempts` | `mapreduce.map.maxattempts`, `spark.task.maxFailures` | `max_retries` | `MaxDeliver` | restart intensity |
//! | deadline of an attempt | `mapreduce.task.timeout` | `visibility_timeout` | `AckWait` | time-out of a call |
//! | [`Speculation`] | speculative execution | – | – | – |
//! | a late result is dropped | commit of one attempt only | results are keyed by task | double ack | references tell replies apart |
//! | [`serve_if_worker`](process::serve_if_worker) | executor | `celery worker` | a subscriber | a linked process |
//!
//! Also called *master-slave* in old texts, *manager-worker*, *task farm* or *bag of tasks*. Python's
//! `multiprocessing.Pool` has the processes without the books: there, a worker that is killed takes
//! its task with it, and the caller waits for ever.

mod builder;
mod desk;
mod driver;
mod error;
mod hub;
mod labels;
pub mod lesson;
mod master;
#[cfg(feature = "nats")]
pub mod nats;
mod observe;
pub mod process;
mod run;
pub mod scheduler;
mod stats;
mod worker;

pub use crate::builder::MasterBuilder;
pub use crate::error::{AttemptFailed, Failure, GivenUp, SubmitError, TaskFailed, TimedOut};
pub use crate::master::Master;
pub use crate::observe::Step;
pub use crate::run::run;
pub use crate::scheduler::{Speculation, TaskId, WorkerId};
pub use crate::stats::{Counts, Stats, WorkerStats};
pub use crate::worker::{Stopper, Worker, WorkerError};

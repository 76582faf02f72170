//! A pool of reused worker threads: submitted tasks, handles, work stealing.
//!
//! A number of threads, the *workers*, wait for tasks. Whoever has something to be done submits it
//! and gets a *handle*, by which the result, or the panic, comes back. The workers are started once
//! and used again and again; which of them runs a task, and when, is the pool's business. Tasks may
//! submit tasks and wait for them, and tasks in a *scope* may borrow. A task that fails says so in
//! its handle, and never takes a worker with it.
//!
//! ```
//! use worker_pool::WorkerPool;
//!
//! let pool = WorkerPool::new(4);
//!
//! // One task, one handle.
//! let answer = pool.submit(|| 6 * 7);
//! assert_eq!(answer.join()?, 42);
//!
//! // Many tasks that borrow, and their results in order.
//! let text = String::from("the cat and the fiddle");
//! let lengths = pool.map(text.split(' '), str::len)?;
//! assert_eq!(lengths, [3, 3, 3, 3, 6]);
//!
//! // A panic is a result like another.
//! let failed = pool.submit(|| "twelve".parse::<u32>().expect("a number"));
//! assert!(failed.join().unwrap_err().to_string().contains("InvalidDigit"));
//!
//! pool.shutdown(); // everything accepted is done, and no thread is left
//! # Ok::<(), worker_pool::TaskError>(())
//! ```
//!
//! [`WorkerPool`] is the pattern; [`WorkerPool::builder`] sets up one in detail. The
//! [lesson](lesson::en) teaches it from the ground up ([en français](lesson::fr)).
//!
//! # When not to use it
//!
//! * Threads with a life of their own (a reader, a writer, a clock) are not tasks: use
//!   [`pattern_core::WorkerGroup`], or `producer_consumer`.
//! * Items that flow from stage to stage: a pipeline.
//! * Somebody must own the tasks, see which worker died, and give its task to another: master-worker.
//! * A task that takes some hundred nanoseconds costs about as much to pass on as to run: make batches
//!   (or [`join`] two halves, again and again, which costs some nanoseconds each time).
//! * A loop over a slice in memory that only computes: a parallel iterator (`rayon`) divides it more
//!   cheaply than any queue.
//! * Thousands of tasks that mostly wait for the network: each holds a worker while it waits; use
//!   asynchronous code.
//!
//! # Ways to wait
//!
//! | | fails at once | blocks | times out | if it never can |
//! |---|---|---|---|---|
//! | submit | [`try_submit`]: [`Full`](TrySubmitError::Full) | [`submit`], [`execute`], [`submit_many`], [`execute_many`] | | `ShutDown(task)`; a handle that says [`Cancelled`](TaskError::Cancelled) |
//! | await one task | [`Handle::is_finished`]: `false` | [`Handle::join`] | [`Handle::join_timeout`]: [`Timeout`](JoinTimeoutError::Timeout) | [`TaskError`] |
//! | await all tasks | [`unfinished`] is not 0 | [`WorkerPool::join`], [`scope`], [`map`] | [`join_timeout`]: `false` | |
//! | await the workers' end | | [`shutdown`], [`shutdown_now`], drop | | |
//!
//! Each of them ends as soon as the tasks that it waits for have ended. A task that never returns
//! keeps its waiters waiting, since nobody can stop a thread from outside.
//!
//! # Trade-offs
//!
//! * **Order.** What comes from outside is begun first in, first out, by the batch: a busy worker takes
//!   its share of the queue, up to 32 tasks, and begins them in that order while others begin what
//!   came after. Whoever has nothing to do takes over what another has not got to, and so does a busy
//!   one if that other does not get on; so nothing is stuck behind a long task. On one worker the order
//!   is exact. What a worker submits itself goes on its own deque: it takes the newest first, whose data is still in its cache; thieves
//!   take the oldest, which has the most work behind it. So tasks of tasks overtake tasks from
//!   outside, and tasks that submit others for ever keep those waiting.
//! * **Capacity** bounds what comes from outside and has not begun, batches included. A worker never waits for room: if all did, nobody
//!   would make any. What tasks submit is bounded by what they are.
//! * **Helping.** A worker that waits runs the task it waits for, or one that was submitted below
//!   its own, but no task from elsewhere: that could wait for the one beneath it, and both for ever.
//!   So a worker may sit idle while it waits, where one that took any task would not; it is never
//!   stuck.
//! * **Locks.** The injector and the workers' deques are each guarded by a mutex, held for some
//!   instructions: that makes them short enough to be read and explored. What would be locked for each
//!   small task is not: batches are locked when they are filled or stolen from, the halves of a
//!   [`join`] never.
//! * **Allocations.** A task with a handle is one, for the closure, the result and the wait for it. One
//!   without ([`execute`], [`execute_many`]) is none if its closure captures up to three words, and
//!   one if it is larger. A [`join`] is none. The queues grow and do not shrink.
//! * **Awake for a moment.** A thread that waits, for a result or for work, looks for some microseconds
//!   before it sleeps, of workers one at a time. An idle pool uses no processor.
//! * **Counts** are kept by the worker, and reported when it comes for more: [`unfinished`] may lag
//!   behind by what each has done since. It is never late with the last task.
//! * **Panics** unwind into the handle. In programs built with `panic = "abort"` they end the
//!   process.
//!
//! # Layout
//!
//! | file | what lives there |
//! |---|---|
//! | `pool.rs`, `builder.rs` | [`WorkerPool`], [`Builder`]: the face |
//! | `handle.rs` | [`Handle`]: the way to a result |
//! | `many.rs` | [`submit_many`], [`execute_many`] |
//! | `scope.rs`, `members.rs` | [`Scope`]: tasks that borrow; how they are waited for |
//! | `fork.rs` | [`join`]: two halves, one of which another worker may take (unsafe) |
//! | `erase.rs` | lets the queues hold tasks that borrow (unsafe) |
//! | `closure.rs` | closures of any type in one, small ones without allocation (unsafe) |
//! | `task.rs` | a task's life, from waiting to finished, and who may begin it |
//! | `injector.rs` | where tasks from outside wait, and the counts of all |
//! | `batch.rs` | what a worker has taken from there and not begun, which others may take (unsafe) |
//! | `tasks.rs` | where the tasks of tasks wait: a deque for each worker |
//! | `forks.rs` | where the halves of joins wait: a deque without locks, checked with loom |
//! | `seat.rs` | what others see of a worker, and what it has for itself |
//! | `worker.rs`, `worker/search.rs` | a worker's life: run, help, wait; take, search, steal |
//! | `current.rs` | which worker the calling thread is (unsafe) |
//! | `sleep.rs` | how workers fall asleep and are woken |
//! | `shared.rs`, `shared/submit.rs` | what all share: counting, the end; submitting |
//! | `observer.rs`, `stats.rs` | [`Observer`], [`Stats`]: what goes on |
//! | `error.rs` | what can go wrong |
//! | `lesson.rs` | the lesson, from `docs/` |
//!
//! # Elsewhere
//!
//! | here | Python | Java | C++ | Go | Rust |
//! |---|---|---|---|---|---|
//! | [`WorkerPool`] | `ThreadPoolExecutor` | `ExecutorService`, `ForkJoinPool` | `std::execution` (C++26) | goroutines that read a channel | `rayon::ThreadPool`, `threadpool` |
//! | [`submit`], [`execute`] | `submit` | `submit`, `execute` | | `ch <- task` | `spawn` |
//! | [`submit_many`], [`execute_many`] | | | `bulk` (C++26) | | |
//! | [`join`] | | `RecursiveTask`, `invokeAll` | `parallel_invoke` (oneTBB), `cilk_spawn` | | `rayon::join` |
//! | [`Handle`], [`Handle::join`] | `Future`, `result()` | `Future`, `get()` | `std::future`, `get()` | a channel for the result | `JoinHandle` (tokio) |
//! | [`Handle::cancel`] | `cancel()` | `cancel(false)` | | | |
//! | [`try_submit`] | | `RejectedExecutionException` | | `select` with `default` | |
//! | [`map`] | `map` | `invokeAll` | `std::for_each(par, …)` | | `par_iter().map()` |
//! | [`scope`] | | `StructuredTaskScope` | | `errgroup.Group` | `rayon::scope` |
//! | [`WorkerPool::join`] | | | | `WaitGroup.Wait` | `threadpool::join` |
//! | [`shutdown`], drop | `shutdown()`, `with` | `close()` (19) | | `close(ch)`, and wait | drop |
//! | [`shutdown_now`] | `shutdown(cancel_futures=True)` | `shutdownNow()` | | | |
//!
//! Also called *thread pool* and *replicated workers*. Work stealing was made popular by Cilk.
//!
//! [`submit`]: WorkerPool::submit
//! [`execute`]: WorkerPool::execute
//! [`submit_many`]: WorkerPool::submit_many
//! [`execute_many`]: WorkerPool::execute_many
//! [`try_submit`]: WorkerPool::try_submit
//! [`map`]: WorkerPool::map
//! [`scope`]: WorkerPool::scope
//! [`join_timeout`]: WorkerPool::join_timeout
//! [`join`]: fn@join
//! [`unfinished`]: WorkerPool::unfinished
//! [`shutdown`]: WorkerPool::shutdown
//! [`shutdown_now`]: WorkerPool::shutdown_now

mod batch;
mod builder;
mod closure;
mod current;
mod erase;
mod error;
mod fork;
mod forks;
mod handle;
mod injector;
mod labels;
pub mod lesson;
mod many;
mod members;
mod observer;
mod pool;
mod scope;
mod seat;
mod shared;
mod sleep;
mod stats;
mod task;
mod tasks;
mod worker;

pub use crate::builder::Builder;
pub use crate::error::{BuildError, JoinTimeoutError, TaskError, TaskPanic, TrySubmitError};
pub use crate::fork::join;
pub use crate::handle::Handle;
pub use crate::observer::Observer;
pub use crate::pool::WorkerPool;
pub use crate::scope::{Scope, ScopedHandle};
pub use crate::stats::{Report, Stats, WorkerReport};

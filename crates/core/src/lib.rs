//! Queue and worker primitives that the parallel patterns are built from.
//!
//! Two queues pass items between threads: [`BoundedQueue`] makes producers wait when it is full and
//! can be closed; [`JoinableQueue`] also knows which items are still being worked on. Four
//! primitives bring threads together: [`Latch`] (N events have happened), [`WaitGroup`] (nobody is
//! left), [`StopToken`] (please stop) and [`WorkerGroup`] (named threads that are always joined,
//! and whose panics are reported).
//!
//! ```
//! use pattern_core::{JoinableQueue, WorkerGroup};
//! use pattern_sync::sync::Arc;
//!
//! let queue = Arc::new(JoinableQueue::<&str>::new(5));
//! let mut consumers = WorkerGroup::new();
//! for name in ["C1", "C2"] {
//!     let queue = Arc::clone(&queue);
//!     consumers.spawn(name, move || {
//!         let mut letters = 0;
//!         for item in queue.guards() {
//!             letters += item.len();
//!         } // the end of the loop's body marks the item done
//!         letters
//!     });
//! }
//! queue.push_many(["one", "two", "three"]).unwrap(); // waits while five items are queued
//! queue.join(); // every item has been worked on
//! queue.close(); // both consumers end
//! let letters = consumers.join().expect("no consumer panicked");
//! assert_eq!(letters.iter().sum::<usize>(), 11);
//! ```
//!
//! # The forms of a blocking operation
//!
//! Whoever cannot go on at once may refuse, wait, or wait for a while; and what cannot be done at
//! all, since the queue is closed, is said in the same answer. Every refusal of a push hands the
//! items back.
//!
//! | | fails at once | blocks | times out | if it never can |
//! |---|---|---|---|---|
//! | put one in | [`try_push`]: [`Full`](TryPushError::Full) | [`push`] | [`push_timeout`]: [`Timeout`](PushTimeoutError::Timeout) | `Closed(item)`, [`PushError`] |
//! | put many in | | [`push_many`] | | [`PushManyError`] |
//! | take one out | [`try_pop`]: [`Empty`](TryPopError::Empty) | [`pop`] | [`pop_timeout`]: [`Timeout`](PopTimeoutError::Timeout) | `Closed`; `pop` returns `None` |
//! | take one, guarded | [`try_pop_guard`] | [`pop_guard`] | [`pop_guard_timeout`] | likewise |
//! | take many out | [`drain`]: an empty vector | [`pop_many`] | | `None` |
//! | take all, one by one | [`try_iter`] ends | [`iter`], [`guards`] | | the iterator ends |
//! | await the items' end | [`unfinished`] is not 0 | [`join`] | [`join_timeout`]: `false` | |
//! | await a latch | [`is_open`]: `false` | [`Latch::wait`] | [`Latch::wait_timeout`]: `false` | |
//! | await a group | [`members`] is not 0 | [`WaitGroup::wait`] | [`WaitGroup::wait_timeout`]: `false` | |
//! | await a stop | [`stop_requested`]: `false` | [`StopToken::wait`] | [`StopToken::wait_timeout`]: `false` | |
//!
//! A time-out counts from the call. A thread whose time is up looks once more, and takes what it
//! finds.
//!
//! # Memory consistency
//!
//! What a thread did before it *gave* something *happens before* what another does after it *got*
//! it: pushing an item and popping it, closing a queue and being told so, marking an item done and
//! returning from a `join` that waited for it, counting down a latch and finding it open, leaving a
//! wait group and waiting for it, requesting a stop and seeing the request, ending as a worker and
//! being joined. So whatever is handed over this way needs no lock of its own.
//!
//! # When not to use it
//!
//! * For one answer from one thread, the join handle of the thread is enough.
//! * To apply a function to every element of a slice, use a parallel iterator: a queue costs a lock
//!   per item.
//! * In asynchronous code: these operations block the thread, and with it every task on it.
//! * To wait for several queues at once: there is no `select`. One queue of an enum does it.
//!
//! # Trade-offs
//!
//! * The queues have a lock at each end, so that pushers and poppers work side by side, and a batch
//!   is one turn of a lock. Lock-free queues let pushers work side by side, too; in these they take
//!   turns of some nanoseconds each, which in exchange a thread that sleeps, a close or a limit
//!   does not make any slower.
//! * A thread that has to wait looks for some microseconds, offering its core, before it sleeps.
//!   Asleep it costs nothing. It is woken by the first item or room, and wakes the next sleeper if
//!   there is more.
//! * The buffer grows with use, up to the capacity, and never shrinks. Each queue takes about a
//!   kilobyte besides, since what different threads write to lies on cache lines of its own.
//! * Bounded only: an unbounded queue is a bounded one whose limit is the memory.
//! * No fairness among threads that wait: one that arrives may overtake one that is being woken.
//! * Locks are not poisoned: no code of the caller runs under them, so a panic cannot leave them
//!   half changed.
//!
//! # Layout
//!
//! | file | what lives there |
//! |---|---|
//! | `bounded_queue.rs`, `joinable_queue.rs` | the queues' faces |
//! | `fifo.rs`, `fifo/` | the mechanism behind both: `ends.rs` has the two ends of the ring and their publication, `waiting.rs` the waits |
//! | `ring.rs` | the slots of the items: with `fifo/ends.rs`, all unsafe code |
//! | `patience.rs`, `sleepers.rs` | the moment of busy waiting, and the sleep |
//! | `padded.rs`, `primitives.rs` | cache lines of one's own; the facade's types, or loom's |
//! | `loom_tests/` | the queue under loom (`--cfg loom`) |
//! | `unfinished.rs` | how many items of a joinable queue are not done |
//! | `counter.rs` | a count to wait on: behind `Latch` and `WaitGroup` |
//! | `deadline.rs` | how long an operation may block: what makes `try_x`, `x_timeout` or `x` of it |
//! | `task_guard.rs`, `iter.rs`, `errors.rs` | guards, iterators, refusals |
//! | `latch.rs`, `wait_group.rs`, `stop_token.rs` | one primitive each |
//! | `outcome.rs` | what closures of the user return: [`Outcome`], [`BoxError`] |
//! | `worker_group.rs`, `worker_panic.rs` | named threads, and the reports of their panics |
//!
//! # Names elsewhere
//!
//! | here | Python | Java | C++ | Go | Rust |
//! |---|---|---|---|---|---|
//! | `BoundedQueue` | `queue.Queue(maxsize=)` | `ArrayBlockingQueue` | | buffered channel | `crossbeam_channel::bounded` |
//! | `push`, `pop` | `put`, `get` | `put`, `take` | | `c <- x`, `<-c` | `send`, `recv` |
//! | `try_push`, `try_pop` | `put_nowait`, `get_nowait` | `offer`, `poll` | | `select` with `default` | `try_send`, `try_recv` |
//! | `push_timeout`, `pop_timeout` | `put(timeout=)`, `get(timeout=)` | `offer`, `poll` with a time | | `select` with `time.After` | `send_timeout`, `recv_timeout` |
//! | `close` | `shutdown` (3.13) | | | `close` | dropping all senders |
//! | `drain` | | `drainTo` | | | `try_iter` |
//! | `JoinableQueue`: `task_done`, `join` | `queue.Queue`, the same | `Phaser` beside a queue | | `WaitGroup` beside a channel | |
//! | `Latch` | | `CountDownLatch` | `std::latch` | | |
//! | `WaitGroup` | | `Phaser` | | `sync.WaitGroup` | `crossbeam_utils::sync::WaitGroup` |
//! | `StopToken` | `threading.Event` | `Thread.interrupt` | `std::stop_token` | `context.Context` | `tokio_util`'s `CancellationToken` |
//! | `WorkerGroup` | `with ThreadPoolExecutor` | `StructuredTaskScope` | vector of `std::jthread` | `errgroup.Group` | `std::thread::scope` |
//!
//! [`push`]: BoundedQueue::push
//! [`try_push`]: BoundedQueue::try_push
//! [`push_timeout`]: BoundedQueue::push_timeout
//! [`push_many`]: BoundedQueue::push_many
//! [`pop`]: BoundedQueue::pop
//! [`try_pop`]: BoundedQueue::try_pop
//! [`pop_timeout`]: BoundedQueue::pop_timeout
//! [`pop_many`]: BoundedQueue::pop_many
//! [`drain`]: BoundedQueue::drain
//! [`iter`]: BoundedQueue::iter
//! [`try_iter`]: BoundedQueue::try_iter
//! [`pop_guard`]: JoinableQueue::pop_guard
//! [`try_pop_guard`]: JoinableQueue::try_pop_guard
//! [`pop_guard_timeout`]: JoinableQueue::pop_guard_timeout
//! [`guards`]: JoinableQueue::guards
//! [`join`]: JoinableQueue::join
//! [`join_timeout`]: JoinableQueue::join_timeout
//! [`unfinished`]: JoinableQueue::unfinished
//! [`is_open`]: Latch::is_open
//! [`members`]: WaitGroup::members
//! [`stop_requested`]: StopToken::stop_requested

mod bounded_queue;
mod counter;
mod deadline;
mod errors;
mod fifo;
mod iter;
mod joinable_queue;
mod labels;
mod latch;
#[cfg(all(test, loom))]
mod loom_tests;
mod outcome;
mod padded;
mod patience;
mod primitives;
mod ring;
mod sleepers;
mod stop_token;
mod task_guard;
mod unfinished;
mod wait_group;
mod worker_group;
mod worker_panic;

pub use bounded_queue::BoundedQueue;
pub use errors::{
    PopTimeoutError, PushError, PushManyError, PushTimeoutError, TryPopError, TryPushError,
};
pub use iter::{Iter, TryIter};
pub use joinable_queue::JoinableQueue;
pub use latch::Latch;
pub use outcome::{BoxError, Outcome};
pub use stop_token::{StopSource, StopToken};
pub use task_guard::{Completion, Guards, TaskGuard};
pub use wait_group::{WaitGroup, WaitGroupGuard};
pub use worker_group::{SpawnError, WorkerGroup};
pub use worker_panic::{WorkerPanic, WorkerPanics, panic_message};

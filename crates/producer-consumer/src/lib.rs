//! Producers and consumers over a bounded queue, with back-pressure and a clean end.
//!
//! Some threads make items, others handle them, and a queue of limited length lies in between.
//! Neither side knows the other, each goes at its own pace, and there may be any number of either.
//! A producer that finds the queue full waits for room, so memory stays bounded; a consumer that
//! finds it empty waits for an item; and when the last producer has ended and the queue is empty,
//! the consumers end too. A thread that fails is reported by name, and never leaves the others
//! waiting for it.
//!
//! ```
//! use producer_consumer::ProducerConsumer;
//!
//! let texts = ["the cat", "and the", "fiddle"];
//! let (mut longest, mut letters) = (0, 0);
//!
//! let report = ProducerConsumer::new(5) // a queue of five
//!     .producer("reader", |out| {
//!         for text in &texts {
//!             out.push_all(text.split(' '))?; // waits while the queue is full
//!         }
//!         Ok::<(), producer_consumer::PushError<_>>(())
//!     })
//!     .producer_from("more words", ["hey", "diddle"])
//!     .consumer("longest", |word: &str| longest = longest.max(word.len()))
//!     .consumer("letters", |word| letters += word.len())
//!     .run()?; // returns when all four threads have ended
//!
//! assert_eq!(report.produced(), 7);
//! assert_eq!(report.consumed(), 7); // each word by one of the two
//! # assert!(longest <= 6 && letters <= 31);
//! # Ok::<(), producer_consumer::RunError>(())
//! ```
//!
//! [`ProducerConsumer`] is the pattern; [`run`] is its short form, for iterators and closures that
//! cannot fail. [`BoundedQueue`] and [`JoinableQueue`], on which it rests, are here as well, for
//! programs whose threads live differently. The [lesson](lesson::en) teaches the pattern from the
//! ground up ([en français](lesson::fr)).
//!
//! # When not to use it
//!
//! * The caller wants each item's *result*: that is a worker pool, whose tasks come with handles.
//! * All items are there from the start and independent: divide them (map-reduce) rather than queue
//!   them.
//! * Items pass several stages, or must come out in order: a pipeline.
//! * Consumers produce for their own queue: when it is full and all of them push, nobody pops. A
//!   worker pool with an unbounded queue suits such work.
//! * Handling an item takes less time than passing it on: make the item a batch, or stay on one
//!   thread.
//! * Thousands of producers that mostly wait for the network: each is a thread here; use an
//!   asynchronous channel.
//!
//! # Trade-offs
//!
//! * **Capacity.** A longer queue bridges longer pauses, and makes each item wait longer; it does
//!   not make a slow side faster. [`Report::high_water`] and [`ThreadReport::waits`] tell which
//!   side is slow.
//! * **A lock at each end.** The producers share one, the consumers another, each held for a few
//!   instructions per item. That keeps the queue exact (order, limit, end), and lets the two sides
//!   work side by side.
//! * **Order.** Items leave the queue in the order in which they entered it; with several
//!   consumers, the order in which they are *finished* is open.
//! * **Failing.** By default one failure stops everyone, and what nobody took is handed back
//!   ([`ProducerConsumer::on_unconsumed`]); [`OnFailure::KeepGoing`] lets the others go on. The
//!   item in the hands of the consumer that failed is gone in either case.
//! * **Measuring.** Counts cost an addition per item. The clock is read at the start and end of
//!   each thread, and twice per wait; a thread that never waits never reads it in between.
//! * **Errors are boxed** ([`BoxError`]): closures may fail with any type, and whoever wants the
//!   type back downcasts.
//!
//! # Layout
//!
//! | file | what lives there |
//! |---|---|
//! | `builder.rs` | [`ProducerConsumer`]: who produces, who consumes, what happens when one fails |
//! | `run.rs` | [`run()`]: the same in one call |
//! | `output.rs`, `input.rs` | [`Output`], [`Input`]: the two ends of the queue, as the closures see them |
//! | `shared.rs` | who is still there, and when the queue is closed; [`OnFailure`] |
//! | `threads.rs` | starting, joining, catching panics |
//! | `error.rs`, `report.rs` | what a run returns |
//! | `lesson.rs` | the lesson, from `docs/` |
//!
//! The queues themselves live in `pattern_core`. `examples/basic.rs` is the chapter's example,
//! `closing.rs` ends it properly, `report.rs` does it with this library.
//!
//! # Elsewhere
//!
//! | here | Python | Java | Go | Rust |
//! |---|---|---|---|---|
//! | [`BoundedQueue`] | `queue.Queue(maxsize)` | `ArrayBlockingQueue` | `make(chan T, n)` | `std::sync::mpsc::sync_channel`, `crossbeam_channel::bounded` |
//! | `push`, `pop` | `put`, `get` | `put`, `take` | `ch <- x`, `<-ch` | `send`, `recv` |
//! | `close` | `shutdown` (since 3.13) | – (a poison pill) | `close(ch)` | dropping the last sender or receiver |
//! | `task_done`, `join` | `task_done`, `join` | `Phaser`, `CountDownLatch` | `sync.WaitGroup` | – |
//! | [`ProducerConsumer::on_unconsumed`] | – | `ExecutorService.shutdownNow` returns what is left | – | the error of `send` holds the item |
//!
//! Also called *bounded buffer* (Dijkstra, 1965). Back-pressure goes by *flow control* elsewhere,
//! and `OnFailure::StopEveryone` is what *structured concurrency* does when a child fails.

mod builder;
mod error;
mod input;
pub mod lesson;
mod output;
mod report;
mod run;
mod shared;
mod threads;

pub use pattern_core::{
    BoundedQueue, BoxError, JoinableQueue, Outcome, PopTimeoutError, PushError, PushManyError,
    PushTimeoutError, TryPopError, TryPushError,
};

pub use crate::builder::ProducerConsumer;
pub use crate::error::{Cause, Failure, Role, RunError};
pub use crate::input::Input;
pub use crate::output::Output;
pub use crate::report::{Report, ThreadReport};
pub use crate::run::run;
pub use crate::shared::OnFailure;

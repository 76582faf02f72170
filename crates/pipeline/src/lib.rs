//! Stages that work at the same time, over bounded queues, in order or not.
//!
//! Each item goes through all stages, one after the other; but while one item is in the second
//! stage, the next is in the first. Each stage has as many workers as it needs, and a queue of
//! limited length behind it. So a stage that is too slow slows down the others rather than
//! filling the memory, and a stage that fails stops everyone, in both directions.
//!
//! ```
//! use pipeline::Pipeline;
//!
//! let text = "alpha 3\nbeta 0\ngamma 39";
//! let mut sum = 0;
//!
//! let report = Pipeline::source(text.lines())
//!     .try_stage("parse", |line| line.split(' ').nth(1).unwrap_or("").parse::<u32>())
//!     .workers(4) // four threads, which share the closure
//!     .capacity(64) // at most 64 numbers wait for the next stage
//!     .ordered() // they come out in the order of the lines
//!     .filter("not zero", |&number| number > 0)
//!     .for_each(|number| sum += number)?; // on this thread; returns when all threads have ended
//!
//! assert_eq!(sum, 42);
//! assert_eq!(report.stage("parse").unwrap().items_in(), 3);
//! println!("{}", report.bottleneck().name);
//! # Ok::<(), pipeline::PipelineError>(())
//! ```
//!
//! [`Pipeline`] is the pattern. The [lesson](lesson::en) teaches it from the ground up ([en
//! français](lesson::fr)).
//!
//! # When not to use it
//!
//! * There is one stage: that is a worker pool, or, if all items are there from the start,
//!   map-reduce.
//! * A stage takes less time than passing an item from thread to thread (measure it:
//!   `cargo run --release -p pipeline --example overhead`), and shares its threads with none: make
//!   two stages one, or the item a batch.
//! * All the time goes into one stage that cannot have several workers: the others can then only
//!   wait for it. A loop does the same with less.
//! * An item may have to go back to an earlier stage: queues in a circle fill up and block for
//!   good. A worker pool whose tasks submit tasks suits such work.
//! * Items wait for the network most of the time, by the thousand: a worker is a thread here; use
//!   asynchronous streams.
//!
//! # Trade-offs
//!
//! * **Order costs room, not memory.** A worker that is done before its turn puts its result into
//!   its place in the queue. When the item that all wait for is later by a whole capacity, they
//!   wait; unordered, they would not. Neither ever holds more than the capacity. `link.rs` says why
//!   the wait cannot be for ever.
//! * **Order is per stage**: an ordered stage passes on in the order in which it took. Behind an
//!   unordered stage the source's order is lost for good.
//! * **Capacity.** A longer queue bridges longer pauses, and makes each item wait longer; it does
//!   not make the slowest stage faster. [`Report::bottleneck`] says which that is.
//! * **Short items want long queues.** The source and the end keep threads of their own, and each is
//!   woken once per half a queue. With the 14 µs that this takes on the machine of the lesson's plot,
//!   and half a queue that holds `w` µs of work, `w / (w + 28)` of the time is spent on the items: for
//!   items of 1 µs 53 % at the usual capacity of 64, and 95 % at 1,024; for items of 20 µs 96 % at 64.
//!   The usual capacity is for items that take longer, or much memory.
//! * **One lock per link**, for a few instructions: taken once per item by whoever gives or takes
//!   items one by one, and once per chunk by the end of the pipeline and by stages that share
//!   threads.
//! * **Sleepers are patient.** To wake a thread for each of many quick items costs more than the
//!   items. A thread that finds the queue full sleeps until half of it is free, and one that has
//!   been getting items quickly (50,000 a second or more) until a good part of it is filled; both
//!   for a millisecond at most, and until whoever could give them more goes to sleep itself. Slow
//!   streams, and queues of fewer than four places, know no patience: each item wakes who waits.
//! * **Workers share a closure**, which therefore is `Fn` and `Sync`. What has a state is a
//!   [`serial_stage`](Pipeline::serial_stage), or is done at the end, on the caller's thread.
//! * **One item in, at most one out.** A stage that makes many of one passes on a vector of them.
//! * **The first failure** is the first to happen, not that of the first item: which, can differ
//!   from run to run if several items fail. What was not through by then is dropped.
//! * **Errors are boxed** ([`BoxError`]), since each stage has its own kind.
//! * **Measuring.** Counts cost an addition per item. The clock is read at the start and end of
//!   each thread, twice per wait, and once or a few times per chunk; a thread that takes items one
//!   by one and never waits never reads it in between. An
//!   observer reads what the links know, and costs its own thread's time.
//!
//! # Stages that share threads
//!
//! Handing an item to another thread costs more than many a stage does with it, and where every
//! core has a worker already, more threads have nothing to compute with. So adjacent stages share
//! the threads of the first of them if
//!
//! * they are stages of shared closures (`stage`, `try_stage`, `filter`, `filter_map`),
//! * have equally many workers: at least two, and at least as many as there are cores,
//! * are both [`ordered`](Pipeline::ordered) or both [`unordered`](Pipeline::unordered),
//! * and neither is kept [`apart`](Pipeline::apart).
//!
//! Each of those threads takes chunks of items, of 30 µs or so, and carries one item after the
//! other through all of them. The threads of the other stages sleep. Everything said of the stages
//! remains true: never more calls of a stage at a time than it has workers; the order; failures
//! with the stage's name and the item's number; the counts. The capacity as well: what a thread has
//! in its chunk and not begun counts as if it were in the queue still, and it works on an item
//! only, and keeps its result, if there is a place for that or nothing else in its hands.
//!
//! What can be noticed:
//!
//! * **The thread** that a closure runs on: its name, and thread-local values. A thread called
//!   `parse 1` runs `parse` and the stages behind it.
//! * **The order of calls** in the later stages. Items leave the last of them in order; but a slow
//!   item in the first no longer keeps the next ones from the second.
//! * **The queues in between** stay empty.
//! * **A stage that waits** (for a disk, a network, a lock) has fewer calls waiting at a time than
//!   with threads of its own, until that is noticed: when 16 items in a row have taken more than
//!   100 µs each, or three of them 20 ms in all, the stages part, for good, and go on with threads
//!   of their own.
//! * **A call that takes long among quick ones** does not hold up what the same thread has done, or
//!   was to begin: another thread hands that on, or back, 5 to 10 ms later, and at most 80 ms.
//! * **A stage that waits for another stage**, by ways of its own (a channel, a barrier), may wait
//!   for a thread that carries its own item, for ever. Such stages are to be kept
//!   [`apart`](Pipeline::apart).
//! * **The report**: `busy` is estimated from items that are timed, and what the thread did for the
//!   other stages is [`shared`](WorkerReport::shared).
//!
//! # Layout
//!
//! | file | what lives there |
//! |---|---|
//! | `builder.rs`, `stages.rs` | [`Pipeline`]: the source and the settings; the stages |
//! | `ends.rs`, `items.rs` | the ways to end one; [`Items`], which comes out of it |
//! | `assembly.rs`, `assembly/` | which threads there are, and what each does |
//! | `node.rs`, `node/` | the work of a stage with a shared closure, alone; what carries items through a group |
//! | `group.rs`, `group/` | what the threads of such a group share: who carries, who watches, when it parts |
//! | `link.rs`, `places.rs` | what lies between two stages: queue and reorder buffer in one |
//! | `link/state.rs`, `link/waiting.rs`, `link/chunks.rs` | what is in it; who sleeps there, and who wakes them; many items under one lock |
//! | `run.rs` | starting, joining, catching panics, calling everything off |
//! | `observer.rs` | [`Pipeline::observe`]: pictures of it at work |
//! | `account.rs`, `report.rs`, `error.rs` | what a run says about itself |
//! | `lesson.rs` | the lesson, from `docs/` |
//!
//! `examples/words.rs` counts the words of a text; `examples/bottleneck.rs` finds the slowest
//! stage, and what becomes of it when it gets more workers; `examples/overhead.rs` measures what a
//! pipeline adds to each item.
//!
//! # Elsewhere
//!
//! | here | oneTBB | Java | Go | Unix | .NET |
//! |---|---|---|---|---|---|
//! | [`Pipeline`] | `parallel_pipeline` | `Flow` (reactive streams) | goroutines and channels | `a \| b \| c` | TPL Dataflow |
//! | [`stage`](Pipeline::stage) | `make_filter` | `Flow.Processor` | a goroutine | a process | `TransformBlock` |
//! | [`workers`](Pipeline::workers) | `filter_mode::parallel` | | several goroutines | `xargs -P` | `MaxDegreeOfParallelism` |
//! | [`ordered`](Pipeline::ordered) | `serial_in_order` | | | | `EnsureOrdered` |
//! | [`capacity`](Pipeline::capacity) | `max_number_of_live_tokens` (in all) | `request(n)` | `make(chan T, n)` | 64 KiB | `BoundedCapacity` |
//! | first failure | an exception cancels the group | `onError`, `cancel` | `errgroup`, `context` | `SIGPIPE`, `pipefail` | `Fault` |
//!
//! oneTBB's workers are not bound to a stage: each carries an item through as many stages as it
//! can, which keeps the item in its cache, and balances by itself. Here that is done among stages
//! that have a worker for every core anyhow; any other has threads of its own, which suits stages
//! that block, and shows who waits for whom.

mod account;
mod assembly;
mod builder;
mod ends;
mod error;
mod group;
mod items;
mod labels;
pub mod lesson;
mod link;
mod node;
mod observer;
mod places;
mod report;
mod run;
mod stages;

pub use pattern_core::BoxError;

pub use crate::builder::Pipeline;
pub use crate::error::{Cause, Failure, PipelineError};
pub use crate::items::Items;
pub use crate::observer::{Snapshot, StageSnapshot};
pub use crate::report::{QueueReport, Report, StageReport, WorkerReport};

//! Workers on other machines, behind a stream of NATS `JetStream`.
//!
//! Feature `nats`. The server is one program (`apt-get install nats-server`); it keeps tasks and
//! results on its disk, and hands each task to whoever asks next. Masters and workers know only the
//! server. So workers come and go while it runs, and may be killed, stopped or cut off at any moment;
//! so may the server, as long as it comes back with its disk.
//!
//! A worker is a program that [serves](Queue::serve) a [`Queue`]; a master takes it on by
//! [`MasterBuilder::remote`](crate::MasterBuilder::remote), which is the one line that differs from a
//! master over threads or processes:
//!
//! ```no_run
//! # // No run: it needs a server.
//! use master_worker::{Master, nats};
//!
//! let queue = nats::Queue::new("squares").server("nats://127.0.0.1:4222");
//! if std::env::args().any(|word| word == "worker") {
//!     queue.serve(|n: &u64| n * n)?; // as many of these as you like, wherever you like
//! } else {
//!     let master = Master::<u64, u64>::builder().remote(16, &queue).build();
//!     for n in 1..=4 {
//!         master.submit(n)?;
//!     }
//!     assert_eq!(master.collect(), [Ok(1), Ok(4), Ok(9), Ok(16)]);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Who keeps which books
//!
//! The master still decides: it has the tasks in memory, counts attempts, and delivers each outcome
//! once. For each task in the stream it has one [`Remote`], a worker in name, that waits for the
//! result. The server knows who has been given what, and for how long.
//!
//! | what happens | who notices | what is done |
//! |---|---|---|
//! | the task returns an error, or panics | the worker, which answers so | the master hands it out again: `max_attempts` |
//! | a worker is killed, or stands still | the server: no heartbeat within the [lease](Queue::lease) | it delivers the task to another: [`max_deliver`](Queue::max_deliver) |
//! | everybody who is given a task dies of it | the server, which sends an advisory | the master gives the task up, with [`Failure::Poison`](crate::Failure::Poison) |
//! | a task takes longer than the lease | nobody: the worker says three times per lease that it is alive | nothing |
//! | a result comes twice | the master, by the number of the task | the second one is dropped |
//! | the stream is [full](Queue::capacity) | the server, which refuses | the master tries again a little later |
//! | the server is away for a moment | the clients, which connect again | nothing: tasks and results wait |
//! | the server has lost a task or a result | the master, after [so long](Queue::resubmit_after) | it submits the task again |
//! | the server is away for [too long](Queue::patience) | master and workers | the tasks fail, with `NoWorkerLeft`; `serve` returns an error |
//! | the stream is deleted | likewise, within a tenth of that time | likewise |
//!
//! # What is promised
//!
//! A worker publishes its result, waits until the server has it, and only then acknowledges the task,
//! and waits for the server's word again. So a task is lost with no worker; and it may be done twice
//! (killed between the two steps, for instance), but its result is delivered once.
//!
//! A server may lose what it has acknowledged, if the power fails: it does not wait for the disk. From
//! version 2.10 on, `sync_interval: always` makes it wait, at a cost. What is lost is submitted again.
//! And one of version 2.9 that is killed comes back with tasks that were done: they are done again, and
//! the second results dropped. See `nats/` in this crate for configurations, which listen
//! on this machine alone: whoever can reach a server without credentials can give it tasks.
//!
//! # Layout
//!
//! | file | what lives there |
//! |---|---|
//! | `queue.rs`, `error.rs` | [`Queue`], its settings and counts; [`NatsError`] |
//! | `remote.rs`, `errand.rs` | the master's end; one task on its way |
//! | `awaited.rs`, `inbox.rs` | who waits for which result, and where results are fetched |
//! | `serve.rs` | the worker's end |
//! | `connection.rs`, `streams.rs` | the connection and the watch over it; what is called how on the server |
//! | `engine.rs` | the client's runtime, on one thread |

mod awaited;
mod connection;
mod engine;
mod errand;
mod error;
mod inbox;
mod queue;
mod remote;
mod serve;
mod streams;

pub use async_nats::ConnectOptions;
pub use error::NatsError;
pub use queue::{Counts, Queue};
pub use remote::Remote;

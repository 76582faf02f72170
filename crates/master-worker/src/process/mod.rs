//! Workers that are processes on this machine: the same program, started once more for each.
//!
//! A thread that corrupts memory, runs out of stack or never returns takes the program with it. A
//! process can be killed, by the master or by anybody else, at any moment, and all that is lost is
//! an attempt at one task.
//!
//! The program calls [`serve_if_worker`] at the start of its `main`. Where the program was started
//! as a worker, that call does the tasks and does not return.
//!
//! ```standalone_crate
//! use master_worker::{Master, process};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     process::serve_if_worker("square", |n: &u64| n * n);
//!
//!     let master = Master::<u64, u64>::builder().processes(2, "square").build();
//!     for n in 1..=4 {
//!         master.submit(n)?;
//!     }
//!     assert_eq!(master.collect(), [Ok(1), Ok(4), Ok(9), Ok(16)]);
//!     Ok(())
//! }
//! ```
//!
//! A test has no `main` to put that call into: the harness has its own. Give the test `harness = false`
//! in `Cargo.toml`, as `tests/processes.rs` of this crate does, or let [`Process::command`] start a
//! binary of the package.
//!
//! # How they talk
//!
//! Over the worker's standard input and output, in messages: four bytes of length, the largest
//! first, then as many bytes. The worker begins with a greeting; from then on the master sends a
//! task and the worker answers with its outcome, one at a time. Tasks and results are turned into
//! bytes by [`Message`].
//!
//! A worker that says anything else, or a message longer than [`Process::max_message`], is
//! treated as dead and killed. So a worker must not print to its standard output (`println!`), nor
//! read its standard input. Its standard error is the master's: `eprintln!` is free.
//!
//! # How they die
//!
//! * *Killed, or crashed*: the master sees the end of the worker's output, hands its task out
//!   again, and starts another process.
//! * *Killed by the master*: because an attempt was overdue or overtaken, because it was retired,
//!   or because the master was dropped; always as by `kill -9`. A worker may die at any moment
//!   anyhow, so it gets no other way to end. Each is waited for, so none is left as a zombie.
//! * *Because the master died*, even by `kill -9`: the worker sees the end of its input, on a
//!   thread that does nothing else, and exits in the middle of its task.

pub(crate) mod answer;
mod frame;
mod message;
mod parent;
mod serve;

pub use message::Message;
pub use parent::Process;
pub use serve::{serve_fallible_if_worker, serve_if_worker};

/// The environment variable that makes a process a worker; its value says of which kind.
const KIND: &str = "MASTER_WORKER_KIND";

/// The environment variable with the length that no message may exceed, in bytes.
const LIMIT: &str = "MASTER_WORKER_MAX_MESSAGE";

/// What a worker says first: that it is one, and how it talks.
const GREETING: &[u8] = b"master-worker 1";

//! Map, combine, partition, reduce: on threads, also past the memory.
//!
//! Much data, one question about all of it: how often does each word occur, which was the warmest
//! day of each year? *Map* turns each record into pairs of a key and a value, many records at a
//! time. The pairs are brought together by key: the *shuffle*. *Reduce* makes one output of all
//! values of a key, many keys at a time. Whoever asks the question writes two or three functions of
//! one thread each; splitting, threads, hash tables, sorting, disk and failures are the library's.
//!
//! ```
//! use map_reduce::MapReduce;
//!
//! let count = MapReduce::map(|line: &str, out| {
//!         for word in line.split_whitespace() {
//!             out.emit_ref(word, 1);
//!         }
//!     })
//!     .combine(|total, more| *total += more) // on the spot: one total per worker and word
//!     .reduce(|_word, totals| totals.sum::<u64>())
//!     .workers(2);
//!
//! let counted = count.run(["to be", "or not to be"])?;
//! let words = counted.output.iter().map(|(word, count)| format!("{word} {count}"));
//! assert_eq!(words.collect::<Vec<_>>(), ["be 2", "not 1", "or 1", "to 2"]);
//! # Ok::<(), map_reduce::RunError>(())
//! ```
//!
//! The input may be anything that can be iterated over, or [`Files`]: files, directories, one huge
//! file. With a [memory budget](MapReduce::memory_budget) it may be larger than the memory. The
//! output is sorted by key, and the same in every run. The [lesson](lesson::en) teaches the
//! pattern from the ground up ([en français](lesson::fr)).
//!
//! # When not to use it
//!
//! * Each record has one result, and nothing is to be brought together: a parallel iterator, or a
//!   worker pool's `map`, does without the shuffle.
//! * Everything goes to one key: then reduce has one thread. With `combine` that does not matter
//!   (a sum of partial sums); without it, it is the whole work.
//! * Records arrive one by one, and answers are wanted meanwhile: reduce begins when the last
//!   record has been mapped. A pipeline answers as it goes.
//! * Records depend on their neighbours (a moving average, a parser with a state): the neighbour
//!   may be in another worker's split.
//! * A few thousand cheap records: starting the threads takes longer than a loop.
//! * Several rounds over the same data: each run reads it anew.
//!
//! # Beyond one machine
//!
//! With the feature `stdio`, any job whose types are [`Wire`] becomes an executable (module `stdio`), which
//! Spark, Hadoop Streaming or a shell can run; `cluster/README.md` has the commands. The bytes of the output
//! are the same. The [lesson](lesson::en) says when that is worth it.
//!
//! # Trade-offs
//!
//! * **Combining** keeps one total per key and worker instead of all values: for counts of words it
//!   shuffles a hundredth of the pairs. It asks that the operation be associative and commutative.
//!   Without it, values reach `reduce` in the order of the input.
//! * **A barrier.** Reduce waits for the last map, since that may still emit any key. So the last
//!   split decides: splits are small, and taken one after the other by whoever is free.
//! * **Hash partitions** spread keys evenly whatever they are, but not values: a key with half of
//!   all values is one worker's. The final order by key is made by a merge at the end, on one
//!   thread.
//! * **Spilling** costs writing and reading every pair once or twice. The estimate of memory is
//!   kept conservative; see `examples/word_count.rs` with `--memory 64M`.
//! * **Bytes on disk compare as keys do** ([`Wire`]), so that a merge decodes nothing. Types of
//!   one's own need an implementation that keeps the order; there is no derive for it.
//! * **The hash function** is fast and fixed: the same partitions in every run. It does not resist
//!   keys that were chosen to collide: whoever chooses them can make a run take the square of its
//!   time. Do not map what a stranger sends without a limit on the number of different keys.
//! * **Combining is done many pairs at a time**, up to 128, if neither key nor value owns memory: so
//!   the totals come from the memory at the same time. Therefore `combine` may see a value after later
//!   records of the same split have been mapped; a panic in it still names the record that the value
//!   came from.
//! * **Keys that are texts** (`String`, `Vec<u8>`) have tables of their own when they are combined.
//!   Words of up to 15 bytes are numbers there.
//! * **Files are read, not mapped** into the memory: a file that is cut short meanwhile is an end of
//!   file, where a mapping would kill the process (SIGBUS).
//! * **Closures are shared**: `map`, `combine`, `partition` and `reduce` are `Fn` and run on many
//!   threads. What they count, [`Emitter::count`] counts without a lock.
//! * **Panics end the run.** They are caught, and reported with the record; unlike errors they are
//!   never skipped.
//!
//! # Speed
//!
//! `cargo staff bench map-reduce` counts the words of a text of 500 MB, 200,000 of them distinct, beside
//! rayon with rustc-hash and beside a program for the purpose; then keys of several other types, beside
//! such a program: two threads with a rustc-hash map each, joined and sorted by two. The
//! [lesson](lesson::en) shows what came of it, on which machine, and with which commit. The program for
//! the purpose is faster for most types of keys: it need not know who failed at which record, call a
//! function that it does not know, or stay within a memory budget.
//!
//! Values that are not combined are sorted rather than put into a table, which costs more.
//!
//! Past the memory budget, time goes into writing and reading: see `examples/word_count.rs`, with
//! `--memory 64M`.
//!
//! # Layout
//!
//! | file | what lives there |
//! |---|---|
//! | `map_reduce.rs`, `running.rs` | [`MapReduce`]: how a job is run; `closures.rs`, `functions.rs`: the builder that makes a job of closures |
//! | `job.rs`, `values.rs`, `emitter.rs` | [`Job`], [`Values`], [`Emitter`]: what the functions of a job see |
//! | `run.rs`, `account.rs` | one run, from start to end; `workers.rs`: the threads of a phase, and the barrier |
//! | `map_phase.rs`, `shuffle.rs`, `reduce_phase.rs`, `reductions.rs` | the steps of a run |
//! | `buffer.rs`, `combined.rs`, `listed.rs`, `segments.rs`, `grouped.rs` | pairs in memory: combined or listed, divided by partition, sorted |
//! | `table.rs`, `hash.rs`, `totals.rs`, `memory.rs` | the table of totals, and what it is made of |
//! | `words.rs`, `words/` | totals of keys that are texts; [`Text`] |
//! | `spill.rs`, `spill/` | pairs on disk: runs, their merge, the directory that goes away |
//! | `wire.rs`, `wire/` | [`Wire`]: values as bytes that keep their order |
//! | `input.rs`, `items.rs`, `files.rs`, `file_splits.rs`, `records.rs`, `records/`, `delimiters.rs` | [`Input`]: iterators, files, where a record ends |
//! | `stdio.rs`, `stdio/` | with the feature `stdio`: a job as an executable, for engines of many machines |
//! | `shared.rs`, `bad_records.rs`, `error.rs`, `report.rs` | stopping, failing, telling |
//! | `lesson.rs` | the lesson, from `docs/` |
//!
//! Unsafe code is in `table.rs`, `memory.rs`, `words/text.rs` and `words/masks.rs`.
//!
//! `examples/files.rs` is the chapter's example; `word_count.rs` counts the words of texts of any
//! size.
//!
//! # Elsewhere
//!
//! | here | Hadoop | Spark | Python | Rust |
//! |---|---|---|---|---|
//! | `map` | `Mapper.map` | `flatMap` | `Pool.map` | rayon: `flat_map` |
//! | `combine` | `Combiner` | `reduceByKey` does it by itself | | rayon: `fold` |
//! | [`Job::partition`] | `Partitioner` | `Partitioner` | | |
//! | `reduce` | `Reducer.reduce` | `groupByKey`, then `mapValues` | `functools.reduce` of one key | rayon: `reduce` of one key |
//! | [`Emitter::emit`] | `context.write` | what the function returns | | |
//! | [`Emitter::count`] | `Counter` | `Accumulator` | | |
//! | [`Input`], [`Split`] | `InputFormat`, `InputSplit` | partition of an RDD | `chunksize` | rayon: `Producer` |
//! | [`Wire`] | `WritableComparable` | `Serializer` | `pickle` | |
//! | [`MapReduce::memory_budget`] | `mapreduce.task.io.sort.mb` | `spark.memory.fraction` | | |
//! | [`BadRecords`] | `SkipBadRecords` | `PERMISSIVE`, `FAILFAST` | | |
//!
//! The pattern is Dean's and Ghemawat's (2004); its parts are older: `map` and `reduce` are Lisp's,
//! and SQL says `GROUP BY`.

mod account;
mod bad_records;
mod buffer;
mod closures;
mod combined;
mod delimiters;
mod emitter;
mod error;
mod file_splits;
mod files;
mod functions;
mod grouped;
mod hash;
mod input;
mod items;
mod job;
mod labels;
pub mod lesson;
mod listed;
mod map_phase;
mod map_reduce;
mod memory;
mod records;
mod reduce_phase;
mod reductions;
mod report;
mod run;
mod running;
mod segments;
mod shared;
mod shuffle;
mod spill;
#[cfg(feature = "stdio")]
pub mod stdio;
mod table;
mod totals;
mod values;
mod wire;
mod words;
mod workers;

pub use pattern_core::{StopSource, StopToken};

pub use pattern_core::{BoxError, Outcome};

pub use crate::bad_records::{BadRecord, BadRecords};
pub use crate::closures::{Closures, Mapping};
pub use crate::emitter::Emitter;
pub use crate::error::{Cause, Failure, RunError};
pub use crate::files::Files;
pub use crate::input::{Input, IntoInput, Split};
pub use crate::items::Items;
pub use crate::job::{Job, hash_partition};
pub use crate::map_reduce::MapReduce;
pub use crate::report::{Completed, Phase, Progress, Report, WorkerReport};
pub use crate::running::Outputs;
pub use crate::values::Values;
pub use crate::wire::{Wire, WireError};
pub use crate::words::Text;

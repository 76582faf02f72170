//! Map, combine, partition, reduce: on threads, also past the memory.

mod bad_records;
mod buffer;
mod closures;
mod emitter;
mod error;
mod files;
mod grouped;
mod hash;
mod input;
mod items;
mod job;
mod map_phase;
mod map_reduce;
mod outcome;
mod records;
mod reduce_phase;
mod reductions;
mod report;
mod run;
mod shared;
mod spill;
mod values;
mod wire;
mod workers;

pub use pattern_core::{StopSource, StopToken};

pub use crate::bad_records::{BadRecord, BadRecords};
pub use crate::closures::{
    Always, ByHash, Closures, Combine, Fallible, Mapping, NoCombine, Partition, Reduce, Undefined,
};
pub use crate::emitter::Emitter;
pub use crate::error::{Cause, Failure, RunError};
pub use crate::files::{FileSplits, Files, Stretch};
pub use crate::input::{Input, IntoInput, Split};
pub use crate::items::Items;
pub use crate::job::{Job, hash_partition};
pub use crate::map_reduce::MapReduce;
pub use crate::outcome::{BoxError, Outcome};
pub use crate::report::{Completed, Phase, Progress, Report, WorkerReport};
pub use crate::values::Values;
pub use crate::wire::{Wire, WireError};

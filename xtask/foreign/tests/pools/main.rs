//! The own tests of two thread pools, against `WorkerPool`.

#[path = "../../../../crates/core/tests/common/deadline.rs"]
mod deadline;
mod pool;
mod rusty_pool;
mod threadpool;

use deadline::must_end;

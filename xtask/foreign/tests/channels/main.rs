//! crossbeam-channel's own tests, against `BoundedQueue`.

mod channel;
#[path = "../../../../crates/core/tests/common/deadline.rs"]
mod deadline;
mod random;

use deadline::must_end;

include!(concat!(env!("OUT_DIR"), "/array.rs"));
include!(concat!(env!("OUT_DIR"), "/iter.rs"));
include!(concat!(env!("OUT_DIR"), "/list.rs"));
include!(concat!(env!("OUT_DIR"), "/mpsc.rs"));

//! What a graded process hands in: the types of `pattern_sync`, under the names used here.

pub use pattern_sync::graded::{Mode, REPORT, Report, SOCKET};
pub use pattern_sync::model::{Action, Cause, Coverage, Position, Timeline, Wakeup};

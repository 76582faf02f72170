//! What recordings of real runs say of a pool ([`pattern_sync::trace`]). Whoever shows one in another
//! language has a word for each.

/// What a worker waits for that has nothing to do, and what it works on otherwise.
pub(crate) const TASK: &str = "a task";
/// What half of a join waits for that another worker runs, and whoever holds a handle.
pub(crate) const RESULT: &str = "a result";
pub(crate) const ROOM: &str = "room for a task";
pub(crate) const END_OF_TASKS: &str = "the end of all tasks";

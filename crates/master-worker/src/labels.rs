//! What recordings of real runs say of master and workers ([`pattern_sync::trace`]). Whoever shows one in
//! another language has a word for each.

/// What a worker waits for that has nothing to do, and what it works on otherwise.
pub(crate) const TASK: &str = "a task";
pub(crate) const RESULT: &str = "a result";
pub(crate) const ALL_RESULTS: &str = "all results";
/// What the timekeeper waits for.
pub(crate) const DEADLINE: &str = "the next deadline";

//! What recordings of real runs call the work of a job ([`pattern_sync::trace`]). Whoever shows one in
//! another language has a word for each.

/// Of a split.
pub(crate) const MAP: &str = "map";
pub(crate) const SHUFFLE: &str = "shuffle";
/// Of a partition.
pub(crate) const REDUCE: &str = "reduce";

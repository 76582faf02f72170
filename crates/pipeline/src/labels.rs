//! What recordings of real runs call the waits of a pipeline ([`pattern_sync::trace`]); what is worked on
//! has the name of its stage. Whoever shows one in another language has a word for each.

pub(crate) const ITEM: &str = "an item for the stage";
pub(crate) const ROOM: &str = "room before the next stage";
/// What those wait for whose stage is done on other threads, with the one before it.
pub(crate) const CARRIER: &str = "the thread that works for it";

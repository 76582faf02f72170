//! What recordings of real runs call the waits of this crate ([`pattern_sync::trace`]). Whoever shows
//! one in another language has a word for each.

pub(crate) const ROOM: &str = "room in the queue";
pub(crate) const ITEM: &str = "an item of the queue";
pub(crate) const END_OF_ITEMS: &str = "the end of all items";
pub(crate) const LATCH: &str = "a latch";
pub(crate) const MEMBERS: &str = "the members of a group";
pub(crate) const STOP: &str = "a request to stop";

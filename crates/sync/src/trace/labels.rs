//! What recordings call the waits of this crate. Whoever shows one in another language has a word for each.

pub(crate) const LOCK: &str = "a lock";
pub(crate) const LOCK_TO_READ: &str = "a lock, to read";
pub(crate) const LOCK_TO_WRITE: &str = "a lock, to write";
pub(crate) const NOTIFICATION: &str = "a notification";
pub(crate) const NOTIFICATION_FOR_A_TIME: &str = "a notification, for a time";
pub(crate) const BARRIER: &str = "the others at a barrier";
pub(crate) const CHANNEL_ROOM: &str = "room in a channel";
pub(crate) const CHANNEL_ITEM: &str = "an item of a channel";
pub(crate) const PERMISSION: &str = "a permission to leave a park";
pub(crate) const PERMISSION_FOR_A_TIME: &str = "a permission to leave a park, for a time";
pub(crate) const SCOPE: &str = "the threads of a scope";

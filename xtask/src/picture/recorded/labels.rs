//! What threads wait for, and what they work on, in the language of the page.

use crate::lang::Lang;
use crate::messages::Message;

/// What the library crates say in their recordings, and which message it is.
const KNOWN: [(&str, Message); 30] = [
    ("a lock", Message::ForALock),
    ("a lock, to read", Message::ForALockToRead),
    ("a lock, to write", Message::ForALockToWrite),
    ("a notification", Message::ForANotification),
    (
        "a notification, for a time",
        Message::ForANotificationForATime,
    ),
    ("the others at a barrier", Message::ForTheOthers),
    ("room in a channel", Message::ForRoomInAChannel),
    ("an item of a channel", Message::ForAnItemOfAChannel),
    ("a permission to leave a park", Message::ForAPermission),
    (
        "a permission to leave a park, for a time",
        Message::ForAPermissionForATime,
    ),
    ("the threads of a scope", Message::ForTheScope),
    ("the end of a thread", Message::ForTheEndOfAThread),
    ("room in the queue", Message::ForRoomInTheQueue),
    ("an item of the queue", Message::ForAnItemOfTheQueue),
    ("the end of all items", Message::ForTheEndOfAllItems),
    ("a latch", Message::ForALatch),
    ("a request to stop", Message::ForARequestToStop),
    ("a task", Message::ForATask),
    ("a result", Message::ForAResult),
    ("room for a task", Message::ForRoomForATask),
    (
        "room before the next stage",
        Message::ForRoomBeforeTheNextStage,
    ),
    ("an item for the stage", Message::ForAnItemForTheStage),
    ("the members of a group", Message::ForTheMembers),
    ("the end of all tasks", Message::ForTheEndOfAllTasks),
    ("all results", Message::ForAllResults),
    ("the next deadline", Message::ForTheNextDeadline),
    ("the thread that works for it", Message::ForItsCarrier),
    ("map", Message::WorkMap),
    ("shuffle", Message::WorkShuffle),
    ("reduce", Message::WorkReduce),
];

/// Says what is waited for, or worked on; what a program called it itself stays as it is.
pub(super) fn say(what: &str, lang: Lang) -> String {
    if let Some((_, message)) = KNOWN.iter().find(|(label, _)| *label == what) {
        return message.to_text(lang);
    }
    match what.strip_prefix("the end of ") {
        Some(name) => {
            let name = name.to_owned();
            Message::ForTheEndOf { name }.to_text(lang)
        }
        None => what.to_owned(),
    }
}

#[cfg(test)]
mod tests;

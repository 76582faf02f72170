//! What happened, event by event, when a schedule is recorded.

use super::object::ObjectIndex;
use super::strategy::Wakeup;
use super::{Site, ThreadIndex};

/// What a thread did at one step.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Action {
    /// It started to wait for something that is not there yet: see the wait.
    Block(Waiting),
    /// It took a lock (for reading, if `shared`).
    Lock {
        /// Whether other readers may hold it too.
        shared: bool,
    },
    /// It tried to take a lock.
    TryLock {
        /// Whether it got it.
        taken: bool,
    },
    /// It let a lock go.
    Unlock,
    /// It went to sleep on a condition variable, letting the lock go.
    Wait {
        /// The lock that it let go, as an index into the timeline's objects.
        lock: usize,
        /// Whether it gives up after a time.
        timed: bool,
    },
    /// It woke from a condition variable or a park.
    Wake(Wakeup),
    /// It notified a condition variable.
    Notify {
        /// Whether it asked to wake everyone.
        all: bool,
        /// Whom it woke.
        woken: Vec<ThreadIndex>,
    },
    /// It read or changed an atomic variable.
    Atomic {
        /// The operation and what came of it, such as `load → 3`.
        operation: String,
    },
    /// It arrived at a barrier.
    Arrive {
        /// Whether it was the last one, which frees all.
        last: bool,
    },
    /// It ran a once-only initialisation.
    Initialise,
    /// It put an item into a channel.
    Send,
    /// It took an item out of a channel.
    Receive,
    /// It found a channel full, empty or closed, and went on without.
    Refused {
        /// By what.
        by: Obstacle,
    },
    /// It dropped the last sender or receiver of a channel.
    Disconnect {
        /// Whether it was the last sender.
        sender: bool,
    },
    /// It started a thread.
    Spawn {
        /// The new thread.
        thread: ThreadIndex,
    },
    /// It saw another thread's end.
    Join {
        /// The thread that ended.
        thread: ThreadIndex,
    },
    /// It offered its turn to the others.
    Yield,
    /// It slept.
    Sleep,
    /// It allowed another thread to leave its park.
    Unpark {
        /// The thread that may go on.
        thread: ThreadIndex,
        /// Whether it had the permission already: permissions do not add up.
        in_vain: bool,
    },
    /// It took the permission to leave its park.
    Park,
    /// Everyone else was blocked or finished.
    Settled,
    /// The test says something.
    Note(String),
    /// It panicked.
    Panic {
        /// What it said.
        message: String,
        /// Where.
        at: Option<Position>,
    },
    /// It ended.
    Finish,
}

/// Why a channel takes or gives nothing now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Obstacle {
    /// It is full.
    Full,
    /// It is a rendezvous, and nobody is there to take the item.
    NobodyTakes,
    /// Its last receiver is gone.
    NoReceiver,
    /// It is empty.
    Empty,
    /// It is empty, and its last sender is gone.
    NoSender,
}

/// What a thread waits for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Waiting {
    /// A lock that somebody else holds (or itself, which is for ever).
    Lock {
        /// Who holds it.
        holders: Vec<ThreadIndex>,
    },
    /// A notification.
    Notification,
    /// Room in a channel.
    Room,
    /// An item in a channel.
    Item {
        /// How many senders keep the channel open.
        senders: usize,
    },
    /// Someone to take an item from a rendezvous channel.
    Taker,
    /// The end of a thread.
    End {
        /// The thread.
        thread: ThreadIndex,
    },
    /// More threads at a barrier.
    Others {
        /// How many have arrived.
        arrived: usize,
        /// How many it is for.
        expected: usize,
    },
    /// The end of a once-only initialisation.
    Initialisation {
        /// Who does it.
        by: ThreadIndex,
    },
    /// An unpark.
    Unpark,
    /// Time.
    Time,
    /// Everyone else to block or finish.
    Quiet,
}

/// A place in the source.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Position {
    /// Path of the file, relative to the root of the workspace that was compiled.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

/// One step of one thread.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) thread: ThreadIndex,
    pub(crate) action: Action,
    pub(crate) object: Option<ObjectIndex>,
    pub(crate) site: Site,
    /// Virtual nanoseconds since the start.
    pub(crate) time: u64,
}

//! [`Cause`]: why a schedule fails, as data.

use crate::engine::{Position, Wakeup};

/// Why a schedule fails. Its text is one sentence.
///
/// Threads and objects go by their names in the timeline.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Cause {
    /// A panic that nobody took as the result of a join.
    Panic {
        /// The thread that panicked.
        thread: String,
        /// What it said.
        message: String,
        /// Where, if known.
        at: Option<Position>,
        /// If it had just woken from a wait without being notified: how, and where it waited.
        just_woken: Option<(Wakeup, Position)>,
        /// Otherwise, if a thread had woken for no reason and gone on without looking again: which,
        /// and where it waited.
        strayed: Option<(String, Position)>,
        /// What the others were stuck in afterwards, if they were.
        then: Option<Box<Self>>,
    },
    /// A thread sleeps on a condition variable and nobody will wake it.
    Asleep {
        /// The sleeper.
        thread: String,
        /// The condition variable.
        condvar: String,
        /// Where it went to sleep.
        at: Position,
        /// What became of the notifications.
        silence: Silence,
        /// Who else waits for ever.
        others: Vec<AlsoStuck>,
    },
    /// A thread sleeps on a condition variable while it holds a lock that another one waits for.
    AsleepWithALock {
        /// The sleeper.
        thread: String,
        /// The condition variable.
        condvar: String,
        /// Where it went to sleep.
        at: Position,
        /// The lock that it holds meanwhile.
        lock: String,
        /// Who waits for that lock.
        blocked: String,
        /// Where.
        blocked_at: Position,
    },
    /// A thread locks what it holds already.
    LockedTwice {
        /// The thread.
        thread: String,
        /// The lock.
        lock: String,
        /// Where it took the lock first, if known.
        first: Option<Position>,
        /// Where it wants it again.
        at: Position,
    },
    /// Threads wait for each other's locks.
    LockCycle {
        /// The threads, each waiting for a lock that the next one holds, the last for the first's.
        steps: Vec<LockStep>,
    },
    /// Threads wait for each other's ends, or for locks and ends.
    WaitCycle {
        /// The threads, each waiting for something of the next one, the last for the first.
        steps: Vec<WaitStep>,
    },
    /// A thread waits for something else that will not come.
    Stuck {
        /// The thread.
        thread: String,
        /// What it waits for, such as `an item in channel "jobs/todo"`.
        awaits: String,
        /// Where.
        at: Position,
        /// What became of it, if that can be told.
        remark: Option<String>,
        /// Who else waits for ever.
        others: Vec<AlsoStuck>,
    },
    /// Nobody can go on unless time passes, where time is not to be relied on.
    Polling {
        /// The thread whose time is up first.
        thread: String,
        /// What it waits for besides, such as `a notification of "state.changed"`; `None` if it
        /// only sleeps.
        awaits: Option<String>,
        /// Where.
        at: Position,
    },
    /// A schedule goes on and on.
    Endless {
        /// The thread that did most of the last steps.
        thread: String,
        /// Where it did them.
        at: Position,
        /// Whether it slept in between, woken by time-outs alone.
        timed: bool,
        /// The thread that waits, in `settle`, for the others to be quiet.
        settling: Option<String>,
        /// Steps of the schedule.
        steps: usize,
    },
    /// An object is used outside the schedule that it belongs to.
    ForeignObject {
        /// The thread that used it.
        thread: String,
        /// Where.
        at: Position,
    },
    /// The same choices led elsewhere.
    Diverged,
}

/// What became of the notifications that should have woken a sleeper.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Silence {
    /// There was none.
    Never,
    /// The last one came before the sleeper was there, when nobody waited.
    TooEarly {
        /// Who notified.
        by: String,
        /// Where.
        at: Position,
    },
    /// The last one woke somebody else.
    Elsewhere {
        /// Who notified.
        by: String,
        /// Where.
        at: Position,
        /// Whom it woke.
        woken: Vec<String>,
    },
    /// The last one came before the sleeper was there, and woke others, or this one from an earlier
    /// wait.
    Before {
        /// Who notified.
        by: String,
        /// Where.
        at: Position,
        /// Whom it woke.
        woken: Vec<String>,
    },
}

/// A thread that waits for ever besides the one that a cause is about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AlsoStuck {
    /// The thread.
    pub thread: String,
    /// What it waits for, where that tells something new.
    pub awaits: Option<String>,
}

/// One link of a [`Cause::WaitCycle`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WaitStep {
    /// The thread.
    pub thread: String,
    /// What it waits for.
    pub awaits: String,
    /// Where.
    pub at: Position,
}

/// One link of a [`Cause::LockCycle`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LockStep {
    /// The thread.
    pub thread: String,
    /// The lock that it waits for, which the next thread of the cycle holds.
    pub lock: String,
    /// Where it waits.
    pub at: Position,
}

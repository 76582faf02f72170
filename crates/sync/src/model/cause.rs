//! [`Cause`]: why a schedule or an answer fails, as data.

use std::cell::Cell;

use serde::de::{Deserialize as _, Deserializer, Error as _};

use super::timeline::Timeline;
use crate::engine::{Position, Waiting, Wakeup};

/// Why a schedule fails, or an answer to a judge. Its text is one sentence; that of an answer, a few lines.
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
        #[serde(deserialize_with = "no_further")]
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
        /// What it waits for.
        awaits: Awaited,
        /// Where.
        at: Position,
        /// What became of it, if that can be told.
        remark: Option<Remark>,
        /// Who else waits for ever.
        others: Vec<AlsoStuck>,
    },
    /// Nobody can go on unless time passes, where time is not to be relied on.
    Polling {
        /// The thread whose time is up first.
        thread: String,
        /// What it waits for besides; `None` if it only sleeps.
        awaits: Option<Awaited>,
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
    /// A test of threads that passed, and started none.
    Alone,
    /// An answer to an input of a [`Judge`](crate::graded::Judge) that is not what was expected.
    WrongAnswer {
        /// What the judge's assertion says.
        message: String,
        /// The input, or its beginning.
        input: String,
    },
}

/// Reads what follows upon a panic, which is no other panic: a report that a stranger made up cannot
/// nest causes until the reader's stack is at its end.
fn no_further<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Box<Cause>>, D::Error> {
    thread_local!(static INSIDE: Cell<bool> = const { Cell::new(false) });
    if INSIDE.replace(true) {
        return Err(D::Error::custom("a panic upon a panic"));
    }
    let then = Option::deserialize(from);
    INSIDE.set(false);
    then
}

/// What a thread waits for, by the names of threads and objects.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
#[expect(
    missing_docs,
    reason = "the fields are names of threads and objects, and counts"
)]
pub enum Awaited {
    /// A lock, which `holders` hold.
    Lock { lock: String, holders: Vec<String> },
    /// A notification.
    Notification { condvar: String },
    /// Room in a channel.
    Room { channel: String },
    /// An item in a channel, which so many senders keep open, if that matters.
    Item {
        channel: String,
        senders: Option<usize>,
    },
    /// Someone to take an item from a rendezvous channel.
    Taker { channel: String },
    /// The end of another thread.
    End { thread: String },
    /// The end of the very thread that waits.
    ItsOwnEnd,
    /// More threads at a barrier.
    Others {
        barrier: String,
        arrived: usize,
        expected: usize,
    },
    /// The end of a once-only initialisation.
    Initialisation { cell: String, by: String },
    /// An unpark.
    Unpark,
    /// Time.
    Time,
    /// Everyone else to block or finish.
    Quiet,
}

impl Awaited {
    /// What is waited for, by names.
    pub(super) fn new(timeline: &Timeline, waiting: &Waiting, object: Option<usize>) -> Self {
        let name = || timeline.object(object).to_owned();
        let thread = |index: &usize| timeline.thread(*index).to_owned();
        match waiting {
            Waiting::Lock { holders } => Self::Lock {
                lock: name(),
                holders: holders.iter().map(thread).collect(),
            },
            Waiting::Notification => Self::Notification { condvar: name() },
            Waiting::Room => Self::Room { channel: name() },
            Waiting::Item { .. } => Self::Item {
                channel: name(),
                senders: None,
            },
            Waiting::Taker => Self::Taker { channel: name() },
            Waiting::End { thread: ending } => Self::End {
                thread: thread(ending),
            },
            &Waiting::Others { arrived, expected } => Self::Others {
                barrier: name(),
                arrived,
                expected,
            },
            Waiting::Initialisation { by } => Self::Initialisation {
                cell: name(),
                by: thread(by),
            },
            Waiting::Unpark => Self::Unpark,
            Waiting::Time => Self::Time,
            Waiting::Quiet => Self::Quiet,
        }
    }

    /// As [`new`](Self::new), with what else is known of a wait that does not end.
    pub(super) fn for_ever(timeline: &Timeline, waiting: &Waiting, object: Option<usize>) -> Self {
        match (Self::new(timeline, waiting, object), waiting) {
            (Self::Item { channel, .. }, &Waiting::Item { senders }) => Self::Item {
                channel,
                senders: Some(senders),
            },
            (awaited, _) => awaited,
        }
    }
}

/// What became of that which a thread waits for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Remark {
    /// Those who hold the lock have ended without letting it go.
    HoldersEnded {
        /// Who they are.
        holders: Vec<String>,
    },
    /// The initialisation waits for itself.
    InitialisesInside,
    /// Nobody ever unparked the thread.
    NeverUnparked,
    /// The last unpark added nothing to the permission that was there already.
    UnparkedInVain {
        /// Who unparked.
        by: String,
        /// Where.
        at: Position,
    },
    /// The last unpark came before, and its permission is used up.
    UnparkUsedUp {
        /// Who unparked.
        by: String,
        /// Where.
        at: Position,
    },
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
    pub awaits: Option<Awaited>,
}

/// One link of a [`Cause::WaitCycle`].
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WaitStep {
    /// The thread.
    pub thread: String,
    /// What it waits for.
    pub awaits: Awaited,
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

#[cfg(test)]
mod tests {
    use super::Cause;

    #[test]
    fn what_follows_upon_a_panic_is_read_but_for_another_panic() {
        let upon = |then: Option<Cause>| Cause::Panic {
            thread: "main".to_owned(),
            message: String::new(),
            at: None,
            just_woken: None,
            strayed: None,
            then: then.map(Box::new),
        };
        let is_read = |cause: &Cause| {
            let bytes = postcard::to_allocvec(cause).unwrap();
            postcard::from_bytes(&bytes).as_ref() == Ok(cause)
        };
        assert!(is_read(&upon(None)));
        assert!(is_read(&upon(Some(Cause::Diverged))));
        assert!(!is_read(&upon(Some(upon(None)))));
        assert!(is_read(&upon(Some(Cause::Diverged))), "no refusal lingers");
    }
}

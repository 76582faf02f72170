//! [`Cause`]: why a schedule fails, worked out from its timeline.

use std::collections::HashMap;

use super::failure::Kind;
use super::timeline::{End, Row, Timeline, position};
use crate::engine::{Action, Ending, Misuse, Outcome, Position, Waiting, Wakeup};
use crate::thread::SCOPED_THREAD_PANICKED;

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
        others: Vec<String>,
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
    /// A thread waits for something else that will not come.
    Stuck {
        /// The thread.
        thread: String,
        /// What it waits for, such as `an item in "jobs"`.
        awaits: String,
        /// Where.
        at: Position,
        /// Who else waits for ever.
        others: Vec<String>,
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
    /// The last one came before, and woke a thread (perhaps this one) for an earlier wait.
    Before {
        /// Who notified.
        by: String,
        /// Where.
        at: Position,
    },
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

/// A thread that waits for ever.
struct Stuck<'a> {
    thread: usize,
    waiting: &'a Waiting,
    object: Option<usize>,
    at: &'a Position,
}

impl Cause {
    /// Works out the cause of a failed, recorded schedule.
    pub(super) fn of(timeline: &Timeline, outcome: &Outcome, kind: &Kind) -> Self {
        match kind {
            Kind::Misuse(Misuse::Diverged) => Self::Diverged,
            Kind::Misuse(Misuse::ForeignObject) => match outcome.ending {
                Ending::Misuse { thread, site, .. } => Self::ForeignObject {
                    thread: timeline.thread(thread).to_owned(),
                    at: position(site),
                },
                _ => Self::Diverged,
            },
            Kind::StepLimit => endless(timeline, outcome),
            Kind::Deadlock => stuck(timeline).unwrap_or(Self::Diverged),
            Kind::Panic(_) => panic(timeline, outcome),
        }
    }
}

fn panic(timeline: &Timeline, outcome: &Outcome) -> Cause {
    let mut panics = timeline.threads.iter().filter_map(|lane| match &lane.end {
        End::Panicked { message, at, seen } => Some((lane, message, at, *seen)),
        _ => None,
    });
    let Some(lost) = panics.clone().find(|&(.., seen)| !seen) else {
        return Cause::Diverged;
    };
    // A panic that only passes on that of a joined thread: tell where it began.
    let passed_on = lost.1.contains("Any { .. }") || lost.1 == SCOPED_THREAD_PANICKED;
    let origin = panics.find(|&(lane, ..)| passed_on && lane.name != lost.0.name);
    let (lane, message, at, _) = origin.unwrap_or(lost);
    let deadlocked = outcome.ending == Ending::Deadlock;
    Cause::Panic {
        thread: lane.name.clone(),
        message: message.clone(),
        at: at.clone(),
        then: deadlocked.then(|| stuck(timeline)).flatten().map(Box::new),
    }
}

/// Why nobody can go on: the wait that the other waits hang on.
fn stuck(timeline: &Timeline) -> Option<Cause> {
    let stuck: Vec<Stuck<'_>> = timeline
        .threads
        .iter()
        .enumerate()
        .filter_map(|(thread, lane)| match &lane.end {
            End::Waiting {
                waiting,
                object,
                at,
            } => Some(Stuck {
                thread,
                waiting,
                object: *object,
                at,
            }),
            _ => None,
        })
        .collect();
    if let Some(cause) = lock_trouble(timeline, &stuck) {
        return Some(cause);
    }
    // Whoever waits for a lock or for a thread's end waits for somebody who is stuck too.
    let derived = |stuck: &&Stuck<'_>| {
        matches!(
            stuck.waiting,
            Waiting::Lock { .. } | Waiting::End { .. } | Waiting::Quiet
        )
    };
    let root = stuck
        .iter()
        .find(|stuck| !derived(stuck))
        .or(stuck.first())?;
    let thread = timeline.thread(root.thread).to_owned();
    let names = stuck.iter().filter(|other| other.thread != root.thread);
    let others = names
        .map(|other| timeline.thread(other.thread).to_owned())
        .collect();
    let at = root.at.clone();
    Some(match (root.waiting, root.object) {
        (Waiting::Notification, Some(condvar)) => Cause::Asleep {
            thread,
            condvar: timeline.object(Some(condvar)).to_owned(),
            at,
            silence: silence(timeline, root.thread, condvar),
            others,
        },
        (waiting, object) => Cause::Stuck {
            thread,
            awaits: awaits(timeline, waiting, object),
            at,
            others,
        },
    })
}

/// What a wait is for, as the object of "waits for".
pub(super) fn awaits(timeline: &Timeline, waiting: &Waiting, object: Option<usize>) -> String {
    let name = timeline.object(object);
    match waiting {
        Waiting::Lock { holders } => {
            let holders: Vec<_> = holders
                .iter()
                .map(|&holder| timeline.thread(holder))
                .collect();
            if holders.is_empty() {
                format!("`{name}`")
            } else {
                format!("`{name}`, held by {}", list(&holders))
            }
        }
        Waiting::Notification => format!("a notification of `{name}`"),
        Waiting::Room => format!("room in channel `{name}`"),
        Waiting::Item => format!("an item in channel `{name}`"),
        Waiting::Taker => format!("somebody to take its item from channel `{name}`"),
        Waiting::End { thread } => format!("{} to end", timeline.thread(*thread)),
        Waiting::Others => format!("more threads at barrier `{name}`"),
        Waiting::Initialisation => format!("`{name}` to be initialised"),
        Waiting::Unpark => "an unpark".to_owned(),
        Waiting::Time => "its time".to_owned(),
        Waiting::Quiet => "everyone else to be quiet".to_owned(),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [some @ .., last] => {
            let some: Vec<_> = some.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", some.join(", "), last.as_ref())
        }
    }
}

/// A lock that a thread wants twice, that its holder took to the grave, or a cycle of locks.
fn lock_trouble(timeline: &Timeline, stuck: &[Stuck<'_>]) -> Option<Cause> {
    let by_thread: HashMap<usize, &Stuck<'_>> =
        stuck.iter().map(|stuck| (stuck.thread, stuck)).collect();
    for start in stuck {
        let mut path: Vec<&Stuck<'_>> = Vec::new();
        let mut next = Some(start);
        while let Some(this) = next {
            if let Some(from) = path.iter().position(|seen| seen.thread == this.thread) {
                return Some(cycle(timeline, &path[from..]));
            }
            path.push(this);
            next = match this.waiting {
                Waiting::Lock { holders } => holders
                    .iter()
                    .find_map(|holder| by_thread.get(holder).copied()),
                _ => None,
            };
        }
    }
    None
}

fn cycle(timeline: &Timeline, path: &[&Stuck<'_>]) -> Cause {
    if let [alone] = path {
        let taken = timeline.rows.iter().rev().find(|row| {
            row.thread == alone.thread
                && row.object == alone.object
                && matches!(
                    row.action,
                    Action::Lock { .. } | Action::TryLock { taken: true }
                )
        });
        return Cause::LockedTwice {
            thread: timeline.thread(alone.thread).to_owned(),
            lock: timeline.object(alone.object).to_owned(),
            first: taken.map(|row| row.at.clone()),
            at: alone.at.clone(),
        };
    }
    let step = |stuck: &&Stuck<'_>| LockStep {
        thread: timeline.thread(stuck.thread).to_owned(),
        lock: timeline.object(stuck.object).to_owned(),
        at: stuck.at.clone(),
    };
    Cause::LockCycle {
        steps: path.iter().map(step).collect(),
    }
}

/// What became of the notifications of `condvar`, for a thread that sleeps on it at the end.
fn silence(timeline: &Timeline, thread: usize, condvar: usize) -> Silence {
    let on_condvar = |row: &&Row| row.object == Some(condvar);
    let asleep_since = timeline.rows.iter().rposition(|row| {
        on_condvar(&row) && row.thread == thread && matches!(row.action, Action::Wait { .. })
    });
    let notifications = timeline
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| on_condvar(row));
    let mut last = notifications.filter_map(|(index, row)| match &row.action {
        Action::Notify { woken, .. } => Some((index, row, woken)),
        _ => None,
    });
    let Some((index, row, woken)) = last.next_back() else {
        return Silence::Never;
    };
    let (by, at) = (timeline.thread(row.thread).to_owned(), row.at.clone());
    match (
        woken.is_empty(),
        asleep_since.is_some_and(|since| index < since),
    ) {
        (true, _) => Silence::TooEarly { by, at },
        (false, true) => Silence::Before { by, at },
        (false, false) => {
            let woken = woken
                .iter()
                .map(|&thread| timeline.thread(thread).to_owned())
                .collect();
            Silence::Elsewhere { by, at, woken }
        }
    }
}

/// Who keeps a schedule from ending.
fn endless(timeline: &Timeline, outcome: &Outcome) -> Cause {
    let tail = timeline.omitted.map_or(0, |omitted| omitted.before);
    let rows = &timeline.rows[tail.min(timeline.rows.len())..];
    let mut steps: HashMap<usize, usize> = HashMap::new();
    let mut places: HashMap<(usize, &Position), usize> = HashMap::new();
    for row in rows {
        *steps.entry(row.thread).or_default() += 1;
        *places.entry((row.thread, &row.at)).or_default() += 1;
    }
    let busiest = steps
        .iter()
        .max_by_key(|&(&thread, &count)| (count, std::cmp::Reverse(thread)));
    let thread = busiest.map_or(0, |(&thread, _)| thread);
    let of_thread = places.iter().filter(|((row, _), _)| *row == thread);
    let place = of_thread.max_by_key(|&((_, at), &count)| (count, std::cmp::Reverse(*at)));
    let at = place.map(|((_, at), _)| (*at).clone());
    let timed = rows
        .iter()
        .any(|row| row.thread == thread && row.action == Action::Wake(Wakeup::TimedOut));
    let settling = timeline.threads.iter().find(|lane| {
        matches!(
            lane.end,
            End::Waiting {
                waiting: Waiting::Quiet,
                ..
            }
        )
    });
    Cause::Endless {
        thread: timeline.thread(thread).to_owned(),
        at: at.unwrap_or(Position {
            file: String::new(),
            line: 0,
            column: 0,
        }),
        timed,
        settling: settling.map(|lane| lane.name.clone()),
        steps: outcome.steps,
    }
}

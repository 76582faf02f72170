//! Works out the [`Cause`] of a failed schedule from its timeline.

use std::collections::HashMap;

use super::cause::{Cause, LockStep, Silence};
use super::failure::Kind;
use super::sentences::awaits;
use super::timeline::{End, Row, Timeline, position};
use crate::engine::{Action, Ending, Misuse, Outcome, Position, Waiting, Wakeup};
use crate::thread::SCOPED_THREAD_PANICKED;

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

//! Works out the [`Cause`] of a failed schedule from its timeline.

use std::collections::HashMap;

use super::cause::{AlsoStuck, Awaited, Cause, Remark, Silence};
use super::cycles::{Stuck, cycle, cyclic};
use super::failure::Kind;
use super::panics::panic;
use super::timeline::{End, Row, Timeline, position};
use crate::engine::{Action, Ending, Misuse, Outcome, Position, Waiting, Wakeup};

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
            Kind::OnlyTime => polling(timeline, outcome).unwrap_or(Self::Diverged),
            Kind::Panic(_) => panic(timeline, outcome),
        }
    }
}

/// Why nobody can go on: the wait that the other waits hang on.
pub(super) fn stuck(timeline: &Timeline) -> Option<Cause> {
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
    if let Some(path) = cycle(&stuck) {
        return Some(cyclic(timeline, &path));
    }
    // Whoever waits for another thread that is stuck too is not where it began.
    let is_stuck = |thread: &usize| stuck.iter().any(|other| other.thread == *thread);
    let derived = |stuck: &&Stuck<'_>| match stuck.waiting {
        Waiting::Lock { holders } => holders.iter().any(is_stuck),
        Waiting::End { .. } | Waiting::Quiet => true,
        _ => false,
    };
    if let Some(cause) = asleep_with_a_lock(timeline, &stuck) {
        return Some(cause);
    }
    // A sleeper whom nobody ever notified mostly waits for those who wait at a barrier.
    let never_notified = |stuck: &&Stuck<'_>| {
        let condvar = stuck
            .object
            .filter(|_| *stuck.waiting == Waiting::Notification);
        condvar.is_some_and(|condvar| silence(timeline, stuck.thread, condvar) == Silence::Never)
    };
    // Of several, the one that main waits for, if it waits for any: others may just be idle.
    let awaited = awaited_by_main(&stuck);
    let roots = || stuck.iter().filter(|stuck| !derived(stuck));
    let root = roots()
        .find(|root| Some(root.thread) == awaited)
        .or_else(|| roots().next());
    let meeting = || {
        let mut waits = stuck.iter();
        waits.find(|stuck| matches!(stuck.waiting, Waiting::Others { .. }))
    };
    let root = match root {
        Some(root) if never_notified(&root) => meeting().or(Some(root)),
        root => root.or(stuck.first()),
    }?;
    let thread = timeline.thread(root.thread).to_owned();
    let others = others(timeline, &stuck, root);
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
            awaits: Awaited::for_ever(timeline, waiting, object),
            at,
            remark: remark(timeline, root),
            others,
        },
    })
}

/// The thread at the end of the chain of joins that begins with main.
fn awaited_by_main(stuck: &[Stuck<'_>]) -> Option<usize> {
    let mut awaited = 0;
    // Each link is another thread, or it would be a cycle, which has been told.
    for _ in stuck {
        let this = stuck.iter().find(|stuck| stuck.thread == awaited)?;
        match this.waiting {
            Waiting::End { thread } => awaited = *thread,
            _ => break,
        }
    }
    Some(awaited)
}

/// A thread that sleeps on a condition variable and holds another lock, which somebody waits for.
fn asleep_with_a_lock(timeline: &Timeline, stuck: &[Stuck<'_>]) -> Option<Cause> {
    stuck.iter().find_map(|blocked| {
        let Waiting::Lock { holders } = blocked.waiting else {
            return None;
        };
        let sleeps = |other: &&Stuck<'_>| {
            *other.waiting == Waiting::Notification && holders.contains(&other.thread)
        };
        let sleeper = stuck.iter().find(sleeps)?;
        Some(Cause::AsleepWithALock {
            thread: timeline.thread(sleeper.thread).to_owned(),
            condvar: timeline.object(sleeper.object).to_owned(),
            at: sleeper.at.clone(),
            lock: timeline.object(blocked.object).to_owned(),
            blocked: timeline.thread(blocked.thread).to_owned(),
            blocked_at: blocked.at.clone(),
        })
    })
}

/// Who gets on only because time passes, and what it sleeps in.
fn polling(timeline: &Timeline, outcome: &Outcome) -> Option<Cause> {
    let Ending::OnlyTime(thread) = outcome.ending else {
        return None;
    };
    let End::Waiting {
        waiting,
        object,
        at,
    } = &timeline.threads[thread].end
    else {
        return None;
    };
    let waited_for = *waiting != Waiting::Time;
    Some(Cause::Polling {
        thread: timeline.thread(thread).to_owned(),
        awaits: waited_for.then(|| Awaited::new(timeline, waiting, *object)),
        at: at.clone(),
    })
}

/// The others that wait for ever, and for what, if that is not the same or a matter of course.
fn others(timeline: &Timeline, stuck: &[Stuck<'_>], root: &Stuck<'_>) -> Vec<AlsoStuck> {
    let others = stuck.iter().filter(|other| other.thread != root.thread);
    let told = others.map(|other| {
        let same = other.waiting == root.waiting && other.object == root.object;
        let plain = same || matches!(other.waiting, Waiting::End { .. } | Waiting::Quiet);
        AlsoStuck {
            thread: timeline.thread(other.thread).to_owned(),
            awaits: (!plain).then(|| Awaited::for_ever(timeline, other.waiting, other.object)),
        }
    });
    told.collect()
}

/// What became of that which a thread waits for.
fn remark(timeline: &Timeline, stuck: &Stuck<'_>) -> Option<Remark> {
    match stuck.waiting {
        Waiting::Lock { holders } => {
            let holders = holders.iter().map(|&it| timeline.thread(it).to_owned());
            let holders = holders.collect();
            Some(Remark::HoldersEnded { holders })
        }
        Waiting::Initialisation { by } if *by == stuck.thread => Some(Remark::InitialisesInside),
        Waiting::Unpark => {
            let mut rows = timeline.rows.iter().rev();
            let last = rows.find_map(|row| match row.action {
                Action::Unpark { thread, in_vain } if thread == stuck.thread => {
                    Some((row, in_vain))
                }
                _ => None,
            });
            let Some((row, in_vain)) = last else {
                return Some(Remark::NeverUnparked);
            };
            let (by, at) = (timeline.thread(row.thread).to_owned(), row.at.clone());
            Some(if in_vain {
                Remark::UnparkedInVain { by, at }
            } else {
                Remark::UnparkUsedUp { by, at }
            })
        }
        _ => None,
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
    let before = asleep_since.is_some_and(|since| index < since);
    let woken: Vec<_> = woken
        .iter()
        .map(|&thread| timeline.thread(thread).to_owned())
        .collect();
    match (woken.is_empty(), before) {
        (true, _) => Silence::TooEarly { by, at },
        (false, true) => Silence::Before { by, at, woken },
        (false, false) => Silence::Elsewhere { by, at, woken },
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
    let slept = |action: &Action| matches!(action, Action::Wake(Wakeup::TimedOut) | Action::Sleep);
    let timed = rows
        .iter()
        .any(|row| row.thread == thread && slept(&row.action));
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
